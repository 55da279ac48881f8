//! Small views that others point with: to an article that uses an entry, to a tag.

use super::labels;
use super::view::{TermRef, UseRef};
use crate::language::Language;
use crate::resolve::{Placed, Site, Target, Use};

/// The tag of an article's language.
pub fn tag_of<'a>(site: &'a Site, placed: &'a Placed) -> &'a str {
    placed.article.card.meta.lang.as_deref().unwrap_or(&site.config.lang)
}

/// The absolute address of an article's picture.
pub fn image_url(site: &Site, placed: &Placed) -> Option<String> {
    placed.image.as_ref().map(|image| match image {
        Target::Inside(path) => site.config.url(path),
        Target::Verbatim(url) => url.clone(),
    })
}

/// A place where an entry is used.
pub fn use_ref<'a>(site: &'a Site, used: Use, language: &'a Language) -> UseRef<'a> {
    let placed = &site.articles[used.article];
    let card = &placed.article.card;
    UseRef {
        title: &card.meta.title,
        path: &placed.address.href,
        anchor: &card.annotations[used.annotation].anchor,
        date: labels::moment(card.meta.date, language),
    }
}

/// The first use of an entry in each article.
pub fn uses<'a>(site: &'a Site, uses: &'a [Use]) -> impl Iterator<Item = Use> + 'a {
    let mut last = None;
    uses.iter()
        .copied()
        .filter(move |used| last.replace(used.article) != Some(used.article))
        .filter(|used| used.article < site.articles.len())
}

pub fn term_ref(site: &Site, taxonomy: usize, term: usize) -> TermRef<'_> {
    let term = &site.terms[taxonomy][term];
    TermRef {
        taxonomy: &site.config.taxonomies[taxonomy].name,
        name: &term.name,
        path: &term.address.href,
        count: term.articles.len(),
    }
}
