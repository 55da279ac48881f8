//! An article's annotations as a W3C Web Annotation collection (Web Annotation Data Model, Recommendation of 2017).
//!
//! Each annotation selects its passage by its words (TextQuoteSelector), in the text of the published page without
//! its notes, and leads to the page of the quote or fact. There is no TextPositionSelector: it counts from the start
//! of the page, whose first words are the theme's and not the article's.

use std::ops::Range;

use serde::Serialize;

use super::passages::Passages;
use super::view::{ArticleRef, NoteView};
use super::web::Web;

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

/// Writes the notes of an article, of which each has a passage, as a collection that stands at `path`.
pub fn write(
    article: &ArticleRef<'_>,
    notes: &[NoteView<'_>],
    passages: &Passages,
    path: &str,
    web: Web<'_>,
) -> String {
    let source = web.address(article.path);
    let id = web.address(path);
    let page = format!("{id}#page");
    let found = notes.iter().zip(&passages.ranges);
    let items: Vec<_> = found
        .filter_map(|(note, range)| Some(annotation(note, web, &id, &source, &passages.text, range.clone()?)))
        .collect();
    let collection = Collection {
        context: "http://www.w3.org/ns/anno.jsonld",
        id: &id,
        kind: "AnnotationCollection",
        label: article.title,
        total: items.len(),
        first: Page { id: &page, kind: "AnnotationPage", part_of: &id, start_index: 0, items },
        last: &page,
    };
    serde_json::to_string(&collection).expect("it has string keys only")
}

fn annotation<'a>(
    note: &'a NoteView<'a>,
    web: Web<'_>,
    collection: &str,
    source: &'a str,
    text: &'a str,
    range: Range<usize>,
) -> Annotation<'a> {
    let path = note.quote.as_ref().map(|quote| quote.path).or(note.fact.as_ref().map(|fact| fact.path));
    let page = Body::Page { id: web.address(path.unwrap_or_default()), format: "text/html" };
    let status = note.fact.as_ref().map(|fact| Body::Status {
        kind: "TextualBody",
        value: fact.status,
        format: "text/plain",
        purpose: "classifying",
    });
    let (prefix, suffix) = around(text, &range);
    Annotation {
        id: format!("{collection}#{}", note.anchor),
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
    // Looked for from the next byte on, since two places may overlap.
    let again = |at: usize| memchr::memmem::find(&text.as_bytes()[at + 1..], words.as_bytes());
    memchr::memmem::find(text.as_bytes(), words.as_bytes()).is_some_and(|at| again(at).is_none())
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
    }
}
