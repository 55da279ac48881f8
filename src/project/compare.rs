//! What of the state before still holds for the next one, decided by comparing.

use std::sync::Arc;

use super::Resolved;
use crate::parse::{Article, RecordFile};
use crate::render;
use crate::resolve::{self, Address, Parts, Placed, Section, Site, Table, Term};
use crate::text::{Diagnostic, TextFile};

pub fn same_files(one: &[TextFile], other: &[TextFile]) -> bool {
    all_alike(one, other, |(one, other)| one.is(other))
}

/// The site before with other words, if nothing else can differ.
pub fn renewed(before: &Resolved, parts: &Parts<'_>, changed: &[Arc<Article>]) -> Option<Arc<Site>> {
    let same_articles = all_alike(&before.articles, &parts.articles, |(one, other): (&Arc<Article>, &Arc<Article>)| {
        Arc::ptr_eq(one, other) || one.links_the_same(other)
    });
    if !same_articles || before.record.len() != parts.record.len() || *before.site.assets != parts.assets {
        return None;
    }
    let pairs = before.record.iter().zip(parts.record);
    let record: Vec<(&RecordFile, &RecordFile)> =
        pairs.filter(|(one, other)| !Arc::ptr_eq(one, other)).map(|(one, other)| (&**one, &**other)).collect();
    // Diagnostics about a changed file would point at places where their words no longer stand.
    let is_stale = |told: &Diagnostic| {
        changed.iter().any(|article| told.mentions(&article.card.file))
            || record.iter().any(|(one, other)| told.mentions(&one.path) || told.mentions(&other.path))
    };
    if before.told.iter().any(is_stale) {
        return None;
    }
    let same_images =
        Arc::ptr_eq(&before.site.pictures, &parts.pictures) && Arc::ptr_eq(&before.site.fonts, &parts.fonts);
    if changed.is_empty() && record.is_empty() && same_images {
        return Some(before.site.clone());
    }
    let site = before.site.renewed(&resolve::Changed { articles: changed, record: &record })?;
    Some(Arc::new(Site { pictures: parts.pictures.clone(), fonts: parts.fonts.clone(), ..site }))
}

/// Whether two sites have the same pages at the same addresses.
pub fn has_same_addresses(one: &Arc<Site>, other: &Arc<Site>) -> bool {
    if Arc::ptr_eq(one, other) {
        return true;
    }
    let same_article = |(one, other): (&Arc<Placed>, &Arc<Placed>)| {
        let (meta, next) = (&one.article.card.meta, &other.article.card.meta);
        Arc::ptr_eq(one, other)
            || one.address == other.address
                && one.is_annotated() == other.is_annotated()
                && meta.aliases == next.aliases
                && meta.template == next.template
                && meta.extra == next.extra
    };
    let same_section = |(one, other): (&Section, &Section)| {
        let template = |section: &Section| section.index.as_ref().and_then(|index| index.card.meta.template.clone());
        one.address == other.address && one.articles.len() == other.articles.len() && template(one) == template(other)
    };
    let same_term =
        |(one, other): (&Term, &Term)| one.address == other.address && one.articles.len() == other.articles.len();
    all_alike(&one.articles, &other.articles, same_article)
        && all_alike(&one.sections, &other.sections, same_section)
        && all_alike(&one.terms, &other.terms, |(one, other)| all_alike(one, other, same_term))
        && same_entries(&one.people, &other.people, |node| (&node.address, &node.person.formerly))
        && same_entries(&one.quotes, &other.quotes, |node| (&node.address, &node.quote.formerly))
        && same_entries(&one.facts, &other.facts, |node| (&node.address, &node.fact.formerly))
        && same_entries(&one.sources, &other.sources, |node| (&node.address, &node.source.formerly))
        && one.assets == other.assets
        && render::feeds_of(one).eq(render::feeds_of(other))
        && render::corrections_of(one) == render::corrections_of(other)
}

/// `addresses` gives where an entry stands, and the ids that lead there as well.
fn same_entries<T>(
    one: &Arc<Table<T>>,
    other: &Arc<Table<T>>,
    addresses: impl Fn(&T) -> (&Address, &Vec<String>),
) -> bool {
    let same = |(one, other): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(one, other) || addresses(one) == addresses(other);
    Arc::ptr_eq(one, other) || all_alike(&one.entries, &other.entries, same)
}

fn all_alike<'a, T>(one: &'a [T], other: &'a [T], alike: impl Fn((&'a T, &'a T)) -> bool) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(alike)
}
