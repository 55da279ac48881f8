//! An article's annotations as a W3C Web Annotation collection (Web Annotation Data Model, Recommendation of 2017).
//!
//! Each annotation selects its passage by its words (TextQuoteSelector), in the text of the published page without
//! its notes, and leads to the page of the quote or fact. There is no TextPositionSelector: it counts from the start
//! of the page, whose first words are the theme's and not the article's.

use std::ops::Range;

use super::json::Object;
use super::labels;
use super::passages::{self, Passages};
use super::web::Web;
use crate::resolve::{Laid, Placed, Site};
use crate::text::Fingerprint;

/// The media type of a collection (Web Annotation Protocol, section 3.1).
pub const MEDIA: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// Stands for all that the collection of an article says, without its text: the article's fingerprint stands for that.
pub fn fingerprint(site: &Site, placed: &Placed, path: &str, web: Web<'_>) -> Fingerprint {
    let card = &placed.article.card;
    let annotations = card.annotations.iter().zip(&placed.subjects);
    let about = annotations.filter_map(|(anchored, laid)| {
        let About { anchor, path, status } = About::of(site, (*laid)?, &anchored.anchor);
        Some((&anchored.text, anchor, path, status))
    });
    let about: Vec<_> = about.collect();
    let at = (web.base, web.root, path, &placed.address.href);
    Fingerprint::of(&(placed.article.fingerprint, &card.meta.title, about, at, env!("CARGO_PKG_VERSION")))
}

/// Writes the annotations of an article as a collection that stands at `path`.
pub fn write(site: &Site, placed: &Placed, path: &str, web: Web<'_>) -> String {
    let Passages { text, ranges } = passages::of(placed.article.body(), placed.subjects.len());
    let source = web.address(&placed.address.href);
    let id = web.address(path);
    let page_id = format!("{id}#page");
    let annotations = placed.article.card.annotations.iter().zip(&placed.subjects).zip(ranges);
    let items: Vec<_> = annotations
        .filter_map(|((anchored, laid), range)| {
            let about = About::of(site, (*laid)?, &anchored.anchor);
            Some(annotation(&about, web, &id, &source, &text, range?))
        })
        .collect();
    let count = items.len();
    let page = Object::new()
        .with("id", &*page_id)
        .with("type", "AnnotationPage")
        .with("partOf", &*id)
        .with("startIndex", 0)
        .with("items", items);
    let collection = Object::new()
        .with("@context", "http://www.w3.org/ns/anno.jsonld")
        .with("id", &*id)
        .with("type", "AnnotationCollection")
        .with("label", placed.article.card.meta.title.as_str())
        .with("total", count)
        .with("first", page)
        .with("last", &*page_id);
    let mut text = collection.into_text();
    text.push('\n');
    text
}

/// The entry that an annotation is about.
struct About<'a> {
    anchor: &'a str,
    /// The page of the entry.
    path: &'a str,
    /// How a fact stands.
    status: Option<&'static str>,
}

impl<'a> About<'a> {
    fn of(site: &'a Site, laid: Laid, anchor: &'a str) -> Self {
        match laid {
            Laid::Quote(index) => Self { anchor, path: &site.quotes.entries[index].address.href, status: None },
            Laid::Fact(index) => {
                let node = &site.facts.entries[index];
                Self { anchor, path: &node.address.href, status: Some(labels::status(node.fact.status)) }
            }
        }
    }
}

fn annotation(
    about: &About<'_>,
    web: Web<'_>,
    collection: &str,
    source: &str,
    text: &str,
    range: Range<usize>,
) -> Object {
    let page = Object::new().with("id", web.address(about.path)).with("format", "text/html");
    let status = about.status.map(|value| {
        let status = Object::new().with("type", "TextualBody").with("value", value);
        status.with("format", "text/plain").with("purpose", "classifying")
    });
    let (prefix, suffix) = around(text, &range);
    let selector = Object::new()
        .with("type", "TextQuoteSelector")
        .with("exact", &text[range])
        .with("prefix", prefix)
        .with("suffix", suffix);
    let target = Object::new().with("type", "SpecificResource").with("source", source).with("selector", selector);
    Object::new()
        .with("id", format!("{collection}#{}", about.anchor))
        .with("type", "Annotation")
        .with("motivation", "linking")
        .with("body", [Some(page), status].into_iter().flatten().collect::<Vec<_>>())
        .with("target", target)
}

/// The words before and after a passage: as many as are needed to tell it from others of the same words.
fn around<'a>(text: &'a str, range: &Range<usize>) -> (&'a str, &'a str) {
    const FEW: usize = 32;
    let mut count = FEW;
    loop {
        let start = text[..range.start].char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
        let end = text[range.end..].char_indices().nth(count).map_or(text.len(), |(at, _)| range.end + at);
        let is_whole = start == 0 && end == text.len();
        if is_whole || stands_once(text, &text[start..end]) {
            return (&text[start..range.start], &text[range.end..end]);
        }
        count *= 2;
    }
}

fn stands_once(text: &str, words: &str) -> bool {
    /// It takes longer to get ready to look for many bytes than to find a few: others are compared where these stand.
    const FEW: usize = 16;
    /// So many are compared at each place; with more, a text that repeats itself would take forever.
    const MANY: usize = 256;
    let (text, words) = (text.as_bytes(), words.as_bytes());
    let few = if words.len() <= MANY { &words[..words.len().min(FEW)] } else { words };
    let finder = memchr::memmem::Finder::new(few);
    let (mut from, mut times) = (0, 0);
    while let Some(at) = finder.find(&text[from..]) {
        times += usize::from(text[from + at..].starts_with(words));
        if times > 1 {
            return false;
        }
        // From the next byte on, since two places may overlap.
        from += at + 1;
    }
    times == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_around_tell_passages_apart() {
        let text = format!("{0} 20 {0} 20 {0} end", "the same again and again".repeat(4));
        let second = text.rfind("20").expect("it is there");
        let (prefix, suffix) = around(&text, &(second..second + 2));
        assert!(prefix.len() > 32 && text.matches(&format!("{prefix}20{suffix}")).count() == 1, "{prefix}|{suffix}");
        assert_eq!(around("é20é", &(2..4)), ("é", "é"));
        for length in [1, 10, 20, 300] {
            let words = "ab".repeat(length);
            assert!(stands_once(&format!("ba {words}a ab"), &format!("{words}a")), "{length}");
            assert!(!stands_once(&format!("{words}ab"), &words), "places that overlap: {length}");
            assert!(!stands_once("ab", &format!("{words}c")), "{length}");
        }
    }
}
