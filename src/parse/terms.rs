//! The words by which search finds an article, a quote or a fact, and how much each says about it.
//!
//! An article's words are taken from its HTML, so they are those that readers see: footnotes and code count, the
//! marks of Markdown do not.

use rustc_hash::FxHashMap;

use super::article::Card;
use super::body::{Body, Hole};
use crate::text::words;

/// The words of one document, each once, in no order.
#[derive(Debug, Default)]
pub struct Terms {
    /// All words, one behind the other.
    text: String,
    /// Where each ends, and its level.
    ends: Vec<(u32, Level)>,
}

/// How much a word says about a document, from 0 to 3.
pub type Level = u8;

impl Terms {
    pub fn of_article(card: &Card, body: &Body) -> Self {
        let mut bag = Bag::default();
        let meta = &card.meta;
        bag.add(&meta.title, Bag::TITLE);
        meta.description.iter().for_each(|description| bag.add(description, Bag::HEADING));
        meta.terms.iter().flatten().chain(&meta.authors).for_each(|name| bag.add(name, Bag::HEADING));
        add_html(&mut bag, body);
        bag.terms(ARTICLE)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Level)> {
        let mut start = 0;
        self.ends.iter().map(move |&(end, level)| {
            let word = &self.text[start..end as usize];
            start = end as usize;
            (word, level)
        })
    }
}

/// Length in words of a usual article. A mean of the site's own would change the index of every article with each
/// one that is added.
const ARTICLE: f32 = 600.0;

/// Text in the order of its weight, before its words are counted.
#[derive(Debug, Default)]
pub struct Bag {
    folded: String,
    /// Where stretches end, and how much a word of each counts.
    stretches: Vec<(usize, u16)>,
}

impl Bag {
    pub const BODY: u16 = 1;
    pub const HEADING: u16 = 3;
    pub const TITLE: u16 = 6;

    /// Adds text; what comes next begins a new word.
    pub fn add(&mut self, text: &str, weight: u16) {
        words::fold(text, &mut self.folded);
        self.part(weight);
    }

    fn part(&mut self, weight: u16) {
        self.folded.push(' ');
        match self.stretches.last_mut() {
            Some((end, last)) if *last == weight => *end = self.folded.len(),
            _ => self.stretches.push((self.folded.len(), weight)),
        }
    }

    /// Counts the words; `usual` is the length of a usual document of this kind.
    pub fn terms(&self, usual: f32) -> Terms {
        let mut counts: FxHashMap<&str, u16> = FxHashMap::default();
        counts.reserve(self.folded.len() / 16);
        let (mut start, mut length) = (0, 0u32);
        for &(end, weight) in &self.stretches {
            for word in words::words(&self.folded[start..end]) {
                let count = counts.entry(word).or_default();
                *count = count.saturating_add(weight);
                length += 1;
            }
            start = end;
        }
        let mut terms = Terms {
            text: String::with_capacity(counts.keys().map(|word| word.len()).sum()),
            ends: Vec::with_capacity(counts.len()),
        };
        #[expect(clippy::cast_precision_loss, reason = "a length in words is small")]
        let relative = length as f32 / usual;
        for (word, count) in counts {
            terms.text.push_str(word);
            // Files of more than 4 MiB are refused before.
            terms.ends.push((u32::try_from(terms.text.len()).unwrap_or(u32::MAX), level(count, relative)));
        }
        terms
    }
}

/// The part of BM25 that one document decides (Robertson and Zaragoza, 2009, with k₁ = 1.2 and b = 0.5), in four steps
/// that the search script knows again. Four fit between the bits of a gap; more would rank hardly better.
fn level(count: u16, relative: f32) -> Level {
    let count = f32::from(count);
    let score = count * 2.2 / (count + 1.2 * (0.5 + 0.5 * relative));
    match score {
        ..0.85 => 0,
        ..1.2 => 1,
        ..1.65 => 2,
        _ => 3,
    }
}

/// Adds what a reader sees of an article's HTML.
fn add_html(bag: &mut Bag, body: &Body) {
    let mut weight = Bag::BODY;
    let mut start = 0;
    for (at, hole) in &body.holes {
        if let Hole::Code { text, .. } = hole {
            add_tags(bag, &body.html[start..*at], &mut weight);
            bag.add(text, Bag::BODY);
            start = *at;
        }
    }
    add_tags(bag, &body.html[start..], &mut weight);
    bag.part(weight);
}

fn add_tags(bag: &mut Bag, html: &str, weight: &mut u16) {
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        add_text(bag, &rest[..at]);
        let (tag, after) = split_tag(&rest[at..]);
        rest = after;
        let name = tag.trim_start_matches(['<', '/']);
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if is_in_line(name) {
            continue;
        }
        bag.part(*weight);
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                *weight = if tag.starts_with("</") { Bag::BODY } else { Bag::HEADING };
            }
            // Nobody reads these, and a formula is letters without words.
            "script" | "style" | "math" if !tag.starts_with("</") => {
                let close = format!("</{name}");
                rest = rest.find(&close).map_or("", |end| &rest[end..]);
            }
            _ => {}
        }
    }
    add_text(bag, rest);
}

/// Splits off a tag or a comment; quotation marks hold what would end it.
fn split_tag(html: &str) -> (&str, &str) {
    if html.starts_with("<!--") {
        return html.split_at(html.find("-->").map_or(html.len(), |end| end + 3));
    }
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (byte, quote) {
            (b'>', None) => return html.split_at(at + 1),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    (html, "")
}

/// Adds text between tags, with the characters that had to be escaped.
fn add_text(bag: &mut Bag, mut text: &str) {
    while let Some(at) = memchr::memchr(b'&', text.as_bytes()) {
        words::fold(&text[..at], &mut bag.folded);
        // What else is escaped parts words anyway: `&quot;`, `&lt;`, `&gt;`, `&#39;`; raw HTML may hold any.
        let end = text[at..].find(';').filter(|&length| length < 12).map_or(at + 1, |length| at + length + 1);
        bag.folded.push(' ');
        text = &text[end..];
    }
    words::fold(text, &mut bag.folded);
}

/// Whether a tag leaves the word in which it stands whole.
fn is_in_line(name: &str) -> bool {
    matches!(
        name,
        "a" | "em" | "strong" | "del" | "sub" | "mark" | "code" | "span" | "i" | "b" | "u" | "s" | "wbr" | "bdi"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(html: &str) -> Vec<(String, Level)> {
        let mut bag = Bag::default();
        add_html(&mut bag, &Body { html: html.to_owned(), holes: Vec::new() });
        let mut found: Vec<_> = bag.terms(ARTICLE).iter().map(|(word, level)| (word.to_owned(), level)).collect();
        found.sort();
        found
    }

    #[test]
    fn only_what_one_sees_counts() {
        let found = words_of(
            "<h2 id=\"hidden\">Title</h2><p>Un<em>believ</em>able &amp; so<sup>1</sup> H<sub>2</sub>O</p><!-- no --><script>let no</script><td>one</td><td title=\"a > b\">two</td>",
        );
        let found: Vec<(&str, Level)> = found.iter().map(|(word, level)| (word.as_str(), *level)).collect();
        let expected = [("1", 2), ("h2o", 2), ("one", 2), ("so", 2), ("title", 3), ("two", 2), ("unbelievable", 2)];
        assert_eq!(found, expected);
    }

    #[test]
    fn broken_html_is_read_to_its_end() {
        for html in ["<", "a <b", "<!-- x", "<script>", "&", "&amp", "<p title=\"", "&é;x"] {
            words_of(html);
        }
    }
}
