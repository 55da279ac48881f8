//! The pages of the record, the corrections, and the JSON beside them.

use super::{ANNOTATIONS, Asset, DATA, ENTRIES_A_PAGE, Entry, Moved, Page, PageKind, count_pages, list_address};
use crate::render::corrections;
use crate::resolve::{Address, Site};

pub fn of_entries(site: &Site, pages: &mut Vec<Page>) {
    let mut list = |folder: &str, count: usize, kind: &dyn Fn(usize) -> PageKind| {
        let Some(address) = list_address(folder).filter(|_| count > 0) else { return };
        for number in 1..=count_pages(count, ENTRIES_A_PAGE) {
            pages.push(Page { address: address.page(number), kind: kind(number) });
        }
    };
    list("people", site.people.entries.len(), &|number| PageKind::People { number });
    list("quotes", site.quotes.entries.len(), &|number| PageKind::Quotes { number });
    list("facts", site.facts.entries.len(), &|number| PageKind::Facts { number });
    list("sources", site.sources.entries.len(), &|number| PageKind::Sources { number });
    let mut each = |address: &Address, kind: PageKind| pages.push(Page { address: address.clone(), kind });
    site.people.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Person(index)));
    site.quotes.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Quote(index)));
    site.facts.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Fact(index)));
    site.sources.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Source(index)));
    let mut moved = |folder: &str, ids: &[String], moved: Moved| {
        let old = ids.iter().filter_map(|id| Address::folder(&format!("{folder}/{id}")));
        pages.extend(old.map(|address| Page { address, kind: PageKind::Redirect(moved) }));
    };
    for (index, node) in site.people.entries.iter().enumerate() {
        moved("people", &node.person.formerly, Moved::Person(index));
    }
    for (index, node) in site.quotes.entries.iter().enumerate() {
        moved("quotes", &node.quote.formerly, Moved::Quote(index));
    }
    for (index, node) in site.facts.entries.iter().enumerate() {
        moved("facts", &node.fact.formerly, Moved::Fact(index));
    }
    for (index, node) in site.sources.entries.iter().enumerate() {
        moved("sources", &node.source.formerly, Moved::Source(index));
    }
}

/// A site that has a page of its own at `/corrections/` keeps it.
pub fn of_corrections(site: &Site, assets: &[Asset], pages: &mut Vec<Page>) {
    let count = corrections::count(site);
    let Some(address) = list_address(corrections::FOLDER).filter(|_| count > 0) else { return };
    let mut taken = pages.iter().map(|page| &page.address.file).chain(assets.iter().map(|asset| &asset.to));
    if taken.any(|file| *file == address.file) {
        return;
    }
    for number in 1..=count_pages(count, ENTRIES_A_PAGE) {
        pages.push(Page { address: address.page(number), kind: PageKind::Corrections { number } });
    }
}

/// The JSON beside pages of the record and of annotated articles.
pub fn data(site: &Site, pages: &mut Vec<Page>) {
    let data = site.config.data;
    if data.record {
        let mut each = |address: &Address, entry: Entry| {
            pages.push(Page { address: address.beside(DATA), kind: PageKind::Data(entry) });
        };
        site.people.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Person(index)));
        site.quotes.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Quote(index)));
        site.facts.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Fact(index)));
        site.sources.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Source(index)));
    }
    if data.annotations {
        let annotated = site.articles.iter().enumerate().filter(|(_, placed)| placed.is_annotated());
        pages.extend(annotated.map(|(index, placed)| Page {
            address: placed.address.beside(ANNOTATIONS),
            kind: PageKind::Annotations(index),
        }));
    }
}
