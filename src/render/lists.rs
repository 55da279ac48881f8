//! Pages that are lists: home and sections, tags, and the lists of the record.

use super::article::card;
use super::entries;
use super::labels;
use super::plan::{ENTRIES_A_PAGE, count_pages};
use super::refs::term_ref;
use super::search;
use super::view::{ArticleCard, Content, ListRef, Pager, SectionCard, SectionRef, SectionView, StatusName};
use crate::config::Taxonomy;
use crate::resolve::{Address, Site};

pub fn section(site: &Site, index: usize, number: usize) -> Content<'_> {
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
        articles: cards(site, shown),
        pager,
    }
}

pub fn terms(site: &Site, taxonomy: usize) -> Content<'_> {
    let terms = (0..site.terms[taxonomy].len()).map(|term| term_ref(site, taxonomy, term)).collect();
    Content::Terms { taxonomy: &site.config.taxonomies[taxonomy].name, terms }
}

pub fn term(site: &Site, taxonomy: usize, index: usize, number: usize) -> Content<'_> {
    let term = &site.terms[taxonomy][index];
    let (shown, pager) = page_of(&term.articles, site.config.paginate, number, &term.address);
    Content::Term {
        taxonomy: &site.config.taxonomies[taxonomy].name,
        term: term_ref(site, taxonomy, index),
        articles: cards(site, shown),
        pager,
    }
}

/// In the order of their names.
pub fn people(site: &Site, number: usize) -> Content<'_> {
    let mut order: Vec<usize> = (0..site.people.entries.len()).collect();
    order.sort_by_cached_key(|&index| sort_key(&site.people.entries[index].person.name));
    let (shown, pager) = list_page(&order, number, "people");
    Content::People {
        people: shown.iter().map(|&index| entries::person(site, index)).collect(),
        count: order.len(),
        pager,
    }
}

/// Newest first.
pub fn quotes(site: &Site, number: usize) -> Content<'_> {
    let mut order: Vec<usize> = (0..site.quotes.entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(site.quotes.entries[index].quote.said_on));
    let (shown, pager) = list_page(&order, number, "quotes");
    Content::Quotes { quotes: entries::quote_uses(site, shown), count: order.len(), pager }
}

/// Newest first.
pub fn facts(site: &Site, number: usize) -> Content<'_> {
    let mut order: Vec<usize> = (0..site.facts.entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(site.facts.entries[index].fact.as_of));
    let (shown, pager) = list_page(&order, number, "facts");
    Content::Facts { facts: entries::fact_uses(site, shown), count: order.len(), pager }
}

/// In the order of their titles.
pub fn sources(site: &Site, number: usize) -> Content<'_> {
    let mut order: Vec<usize> = (0..site.sources.entries.len()).collect();
    order.sort_by_cached_key(|&index| sort_key(&site.sources.entries[index].source.title));
    let (shown, pager) = list_page(&order, number, "sources");
    let sources = shown.iter().map(|&index| entries::source(site, index, &site.config.lang)).collect();
    Content::Sources { sources, count: order.len(), pager }
}

/// What the search page says before anybody searches; its results come from the index.
pub fn search(site: &Site) -> Content<'_> {
    let name = |status| {
        let (status, label) = labels::status(status);
        StatusName { status, label }
    };
    let used = site.config.taxonomies.iter().zip(site.terms.iter()).filter(|(_, terms)| !terms.is_empty());
    let list = |taxonomy: &'_ Taxonomy| Address::folder(&taxonomy.slug).map(|address| address.href);
    let taxonomies = used.filter_map(|(taxonomy, _)| Some(ListRef { name: &taxonomy.name, path: list(taxonomy)? }));
    Content::Search {
        index: search::FOLDER,
        statuses: labels::STATUSES.into_iter().map(name).collect(),
        taxonomies: taxonomies.collect(),
    }
}

fn cards<'a>(site: &'a Site, articles: &[usize]) -> Vec<ArticleCard<'a>> {
    articles.iter().map(|&index| card(site, index)).collect()
}

/// Capitals and accents do not count for the order, unless nothing else differs.
fn sort_key(name: &str) -> (String, String) {
    use unicode_normalization::UnicodeNormalization;
    let plain = name
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    (plain, name.to_owned())
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
