//! Where an author wrote a link that stands on a finished page.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::Desk;
use super::html::unescaped;
use crate::parse::{Card, body_range};
use crate::render::{Page, PageKind, href_of};
use crate::resolve::Target;
use crate::text::Span;

/// The links that the author of a page wrote, by what stands on the page.
pub struct Written<'a> {
    /// The article that the page shows, if it shows one.
    pub card: Option<&'a Card>,
    text: &'a str,
    by_href: FxHashMap<String, Vec<Span>>,
}

impl<'a> Written<'a> {
    pub fn on(desk: &Desk<'a>, page: &Page) -> Self {
        let site = &desk.edition.site;
        let (card, targets): (Option<&Card>, &[Target]) = match page.kind {
            PageKind::Article(index) => (Some(&site.articles[index].article.card), &site.articles[index].targets),
            PageKind::Home { section, .. } | PageKind::Section { section, .. } => {
                let section = &site.sections[section];
                (section.index.as_ref().map(|index| &index.card), &section.targets)
            }
            _ => (None, &[]),
        };
        let mut by_href: FxHashMap<String, Vec<Span>> = FxHashMap::default();
        let root = page.address.root();
        for (link, target) in card.iter().flat_map(|card| card.links.iter().zip(targets)) {
            by_href.entry(shown(target, &root)).or_default().push(link.span.clone());
        }
        for link in card.iter().flat_map(|card| &card.own_anchors) {
            by_href.entry(shown(&Target::Verbatim(link.dest.clone()), &root)).or_default().push(link.span.clone());
        }
        let text = card.and_then(|card| desk.texts.get(&card.file)).map_or("", |text| text);
        Self { card, text, by_href }
    }

    /// Where a link was written. Raw HTML keeps no places, so its addresses are looked for in the text.
    pub fn places(&self, href: &str) -> Vec<Span> {
        if let Some(spans) = self.by_href.get(href) {
            return spans.clone();
        }
        let found = |card: &Card| {
            let body = body_range(self.text);
            let range = find_address(&self.text[body.clone()], href)?;
            Some(Span::new(&card.file, body.start + range.start..body.start + range.end))
        };
        self.card.and_then(found).into_iter().collect()
    }
}

/// The first place of an address in a text, where it is not a part of a longer one.
pub fn find_address(text: &str, href: &str) -> Option<std::ops::Range<usize>> {
    if href.len() < 2 {
        return None;
    }
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '%' | '=' | '&' | '#' | '?' | '.');
    text.match_indices(href).map(|(at, _)| at..at + href.len()).find(|range| {
        let after = &text[range.end..];
        // A full stop ends a sentence, unless something comes right behind it.
        let after = after.strip_prefix('.').filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(after);
        !text[..range.start].ends_with(goes_on) && !after.starts_with(goes_on)
    })
}

fn shown(target: &Target, root: &str) -> String {
    let href = href_of(target, root);
    match unescaped(&href) {
        Cow::Borrowed(same) => same.to_owned(),
        Cow::Owned(other) => other,
    }
}
