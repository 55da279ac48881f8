//! Pages that are lists: home and sections, tags, and the lists of the record.

use super::article::card;
use super::plan::{ENTRIES_A_PAGE, count_pages};
use super::refs::term_ref;
use super::search;
use super::view::{ArticleCard, Content, ListRef, Pager, SectionCard, SectionRef, SectionView, StatusName};
use super::{entries, labels};
use crate::language::Language;
use crate::resolve::{Address, Site};

pub fn section<'a>(site: &'a Site, index: usize, number: usize, language: &'a Language) -> Content<'a> {
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
        articles: cards(site, shown, language),
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

pub fn term<'a>(site: &'a Site, taxonomy: usize, index: usize, number: usize, language: &'a Language) -> Content<'a> {
    let term = &site.terms[taxonomy][index];
    let (shown, pager) = page_of(&term.articles, site.config.paginate, number, &term.address);
    Content::Term {
        taxonomy: &site.config.taxonomies[taxonomy].name,
        taxonomy_title: labels::taxonomy(site, taxonomy, language),
        term: term_ref(site, taxonomy, index),
        articles: cards(site, shown, language),
        pager,
    }
}

/// In the order of their names.
pub fn people<'a>(site: &'a Site, number: usize, language: &'a Language) -> Content<'a> {
    let mut order: Vec<usize> = (0..site.people.entries.len()).collect();
    order.sort_by_cached_key(|&index| language.order.key(&site.people.entries[index].person.name));
    let (shown, pager) = list_page(&order, number, "people");
    Content::People {
        people: shown.iter().map(|&index| entries::person(site, index, language)).collect(),
        count: order.len(),
        pager,
    }
}

/// Newest first.
pub fn quotes<'a>(site: &'a Site, number: usize, language: &'a Language) -> Content<'a> {
    let mut order: Vec<usize> = (0..site.quotes.entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(site.quotes.entries[index].quote.said_on));
    let (shown, pager) = list_page(&order, number, "quotes");
    Content::Quotes { quotes: entries::quote_uses(site, shown, language), count: order.len(), pager }
}

/// Newest first.
pub fn facts<'a>(site: &'a Site, number: usize, language: &'a Language) -> Content<'a> {
    let mut order: Vec<usize> = (0..site.facts.entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(site.facts.entries[index].fact.as_of));
    let (shown, pager) = list_page(&order, number, "facts");
    Content::Facts { facts: entries::fact_uses(site, shown, language), count: order.len(), pager }
}

/// In the order of their titles.
pub fn sources<'a>(site: &'a Site, number: usize, language: &'a Language) -> Content<'a> {
    let mut order: Vec<usize> = (0..site.sources.entries.len()).collect();
    order.sort_by_cached_key(|&index| language.order.key(&site.sources.entries[index].source.title));
    let (shown, pager) = list_page(&order, number, "sources");
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

fn cards<'a>(site: &'a Site, articles: &[usize], language: &Language) -> Vec<ArticleCard<'a>> {
    articles.iter().map(|&index| card(site, index, language)).collect()
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
