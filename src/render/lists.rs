//! Pages that are lists: home and sections, tags, and the lists of the record.

use std::cmp::Reverse;
use std::sync::OnceLock;

use super::article::card;
use super::plan::{ENTRIES_A_PAGE, count_pages};
use super::refs::term_ref;
use super::search;
use super::view::{ArticleCard, Content, ListRef, Pager, SectionCard, SectionRef, SectionView, StatusName};
use super::{entries, labels};
use crate::language::Language;
use crate::resolve::{Address, Site};
use crate::theme::Says;

pub fn section<'a>(site: &'a Site, index: usize, number: usize, says: Says, language: &'a Language) -> Content<'a> {
    let section = &site.sections[index];
    let (shown, pager) = page_of(&section.articles, site.config.paginate, number, &section.address);
    let mut above = Vec::new();
    let mut at = section.parent;
    while let Some(parent) = at {
        let parent = &site.sections[parent];
        above.push(SectionRef { title: &parent.title, path: &parent.address.href });
        at = parent.parent;
    }
    above.reverse();
    Content::Section {
        section: SectionView {
            title: &section.title,
            path: &section.address.href,
            description: section.description(),
            html: String::new(),
            above,
            extra: section.index.as_ref().map_or(&site.config.extra, |index| &index.card.meta.extra),
        },
        sections: section
            .children
            .iter()
            .map(|&child| {
                let child = &site.sections[child];
                SectionCard {
                    title: &child.title,
                    path: &child.address.href,
                    description: child.description(),
                    count: child.articles.len(),
                }
            })
            .collect(),
        articles: cards(site, shown, says, language),
        pager,
    }
}

pub fn terms<'a>(site: &'a Site, taxonomy: usize, language: &'a Language) -> Content<'a> {
    let terms = (0..site.terms[taxonomy].len()).map(|term| term_ref(site, taxonomy, term)).collect();
    Content::Terms {
        taxonomy: &site.config.taxonomies[taxonomy].name,
        taxonomy_title: labels::taxonomy(site, taxonomy, language),
        terms,
    }
}

pub fn term<'a>(
    site: &'a Site,
    (taxonomy, index): (usize, usize),
    number: usize,
    says: Says,
    language: &'a Language,
) -> Content<'a> {
    let term = &site.terms[taxonomy][index];
    let (shown, pager) = page_of(&term.articles, site.config.paginate, number, &term.address);
    Content::Term {
        taxonomy: &site.config.taxonomies[taxonomy].name,
        taxonomy_title: labels::taxonomy(site, taxonomy, language),
        term: term_ref(site, taxonomy, index),
        articles: cards(site, shown, says, language),
        pager,
    }
}

/// The record's lists in the order in which their pages show them. Each is made when the first of its pages asks for
/// it: a list of fifty thousand quotes has five hundred pages, and is put in order once.
#[derive(Debug, Default)]
pub struct Orders {
    people: OnceLock<Vec<usize>>,
    quotes: OnceLock<Vec<usize>>,
    facts: OnceLock<Vec<usize>>,
    sources: OnceLock<Vec<usize>>,
}

impl Orders {
    /// By their names.
    fn people(&self, site: &Site, language: &Language) -> &[usize] {
        let entries = &site.people.entries;
        self.people.get_or_init(|| ordered(entries.len(), |index| language.order.key(&entries[index].person.name)))
    }

    /// Newest first.
    fn quotes(&self, site: &Site) -> &[usize] {
        let entries = &site.quotes.entries;
        self.quotes.get_or_init(|| ordered(entries.len(), |index| Reverse(entries[index].quote.said_on)))
    }

    /// Newest first.
    fn facts(&self, site: &Site) -> &[usize] {
        let entries = &site.facts.entries;
        self.facts.get_or_init(|| ordered(entries.len(), |index| Reverse(entries[index].fact.as_of)))
    }

    /// By their titles.
    fn sources(&self, site: &Site, language: &Language) -> &[usize] {
        let entries = &site.sources.entries;
        self.sources.get_or_init(|| ordered(entries.len(), |index| language.order.key(&entries[index].source.title)))
    }
}

fn ordered<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_cached_key(|&index| key(index));
    order
}

pub fn people<'a>(site: &'a Site, orders: &Orders, number: usize, language: &'a Language) -> Content<'a> {
    let order = orders.people(site, language);
    let (shown, pager) = list_page(order, number, "people");
    Content::People {
        people: shown.iter().map(|&index| entries::person(site, index, language)).collect(),
        count: order.len(),
        pager,
    }
}

pub fn quotes<'a>(site: &'a Site, orders: &Orders, number: usize, language: &'a Language) -> Content<'a> {
    let order = orders.quotes(site);
    let (shown, pager) = list_page(order, number, "quotes");
    Content::Quotes { quotes: entries::quote_uses(site, shown, language), count: order.len(), pager }
}

pub fn facts<'a>(site: &'a Site, orders: &Orders, number: usize, language: &'a Language) -> Content<'a> {
    let order = orders.facts(site);
    let (shown, pager) = list_page(order, number, "facts");
    Content::Facts { facts: entries::fact_uses(site, shown, language), count: order.len(), pager }
}

pub fn sources<'a>(site: &'a Site, orders: &Orders, number: usize, language: &'a Language) -> Content<'a> {
    let order = orders.sources(site, language);
    let (shown, pager) = list_page(order, number, "sources");
    let sources = shown.iter().map(|&index| entries::source(site, index, language)).collect();
    Content::Sources { sources, count: order.len(), pager }
}

/// What the search page says before anybody searches; its results come from the index.
pub fn search<'a>(site: &'a Site, language: &'a Language) -> Content<'a> {
    let name = |status| StatusName { status: labels::status(status), label: language.word(labels::status_key(status)) };
    let used = site.config.taxonomies.iter().enumerate().zip(site.terms.iter()).filter(|(_, terms)| !terms.is_empty());
    let taxonomies = used.filter_map(|((index, taxonomy), _)| {
        let path = Address::folder(&taxonomy.slug)?.href;
        Some(ListRef { name: labels::taxonomy(site, index, language), path })
    });
    Content::Search {
        index: search::FOLDER,
        statuses: labels::STATUSES.into_iter().map(name).collect(),
        taxonomies: taxonomies.collect(),
    }
}

fn cards<'a>(site: &'a Site, articles: &[usize], says: Says, language: &'a Language) -> Vec<ArticleCard<'a>> {
    articles.iter().map(|&index| card(site, index, says, language)).collect()
}

fn list_page<'a>(order: &'a [usize], number: usize, folder: &str) -> (&'a [usize], Pager) {
    let address = Address::folder(folder).expect("a plain name");
    page_of(order, ENTRIES_A_PAGE, number, &address)
}

/// The run of items on one page of a list of the record, and where that page stands.
pub fn run_of(count: usize, number: usize, address: &Address) -> (std::ops::Range<usize>, Pager) {
    run(count, ENTRIES_A_PAGE, number, address)
}

/// The items of one page of a list, and where that page stands.
fn page_of<'a>(items: &'a [usize], per_page: usize, number: usize, address: &Address) -> (&'a [usize], Pager) {
    let (shown, pager) = run(items.len(), per_page, number, address);
    (&items[shown], pager)
}

fn run(count: usize, per_page: usize, number: usize, address: &Address) -> (std::ops::Range<usize>, Pager) {
    let pages = count_pages(count, per_page);
    let per_page = if per_page == 0 { count } else { per_page };
    let start = ((number - 1) * per_page).min(count);
    let end = (start + per_page).min(count);
    let pager = Pager {
        number,
        pages,
        previous: (number > 1).then(|| address.page(number - 1).href),
        next: (number < pages).then(|| address.page(number + 1).href),
    };
    (start..end, pager)
}
