//! An article's annotations as a W3C Web Annotation collection (Web Annotation Data Model, Recommendation of 2017).
//!
//! Each annotation selects its passage by its words (TextQuoteSelector), in the text of the published page without
//! its notes, and leads to the page of the quote or fact. There is no TextPositionSelector: it counts from the start
//! of the page, whose first words are the theme's and not the article's.

use std::ops::Range;

use serde::Serialize;

use super::labels;
use super::passages::{self, Passages};
use super::web::Web;
use crate::resolve::{Laid, Placed, Site};
use crate::text::Fingerprint;

/// The media type of a collection (Web Annotation Protocol, section 3.1).
pub const MEDIA: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

#[derive(Serialize)]
struct Collection<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    label: &'a str,
    total: usize,
    first: Page<'a>,
    last: &'a str,
}

#[derive(Serialize)]
struct Page<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "partOf")]
    part_of: &'a str,
    #[serde(rename = "startIndex")]
    start_index: usize,
    items: Vec<Annotation<'a>>,
}

#[derive(Serialize)]
struct Annotation<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    motivation: &'static str,
    body: Vec<Body<'a>>,
    target: Target<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    /// The page of the quote or fact.
    Page { id: String, format: &'static str },
    /// How the fact stands.
    Status {
        #[serde(rename = "type")]
        kind: &'static str,
        value: &'a str,
        format: &'static str,
        purpose: &'static str,
    },
}

#[derive(Serialize)]
struct Target<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    source: &'a str,
    selector: Selector<'a>,
}

#[derive(Serialize)]
struct Selector<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

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
    let page = format!("{id}#page");
    let annotations = placed.article.card.annotations.iter().zip(&placed.subjects).zip(ranges);
    let items: Vec<_> = annotations
        .filter_map(|((anchored, laid), range)| {
            let about = About::of(site, (*laid)?, &anchored.anchor);
            Some(annotation(&about, web, &id, &source, &text, range?))
        })
        .collect();
    let collection = Collection {
        context: "http://www.w3.org/ns/anno.jsonld",
        id: &id,
        kind: "AnnotationCollection",
        label: &placed.article.card.meta.title,
        total: items.len(),
        first: Page { id: &page, kind: "AnnotationPage", part_of: &id, start_index: 0, items },
        last: &page,
    };
    let mut text = serde_json::to_string(&collection).expect("it has string keys only");
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

fn annotation<'a>(
    about: &About<'_>,
    web: Web<'_>,
    collection: &str,
    source: &'a str,
    text: &'a str,
    range: Range<usize>,
) -> Annotation<'a> {
    let page = Body::Page { id: web.address(about.path), format: "text/html" };
    let status = about.status.map(|value| Body::Status {
        kind: "TextualBody",
        value,
        format: "text/plain",
        purpose: "classifying",
    });
    let (prefix, suffix) = around(text, &range);
    Annotation {
        id: format!("{collection}#{}", about.anchor),
        kind: "Annotation",
        motivation: "linking",
        body: [Some(page), status].into_iter().flatten().collect(),
        target: Target {
            kind: "SpecificResource",
            source,
            selector: Selector { kind: "TextQuoteSelector", exact: &text[range], prefix, suffix },
        },
    }
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
