//! An article as an editor reads it: its words, headings and pictures, with their places.
//!
//! Pages need none of this, so it is only made along with an article if that is to be checked; who wants it later reads
//! the text again, which costs a fraction of parsing.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::front_matter::body_range;
use super::inline::take_marks;
use super::markdown::{Spanned, alt_text, is_in_line, markdown_events, plain_events};
use super::prose::Prose;
use crate::text::SitePath;

/// What an editor looks at in an article.
#[derive(Debug)]
pub struct Reading {
    pub prose: Prose,
    pub headings: Vec<Heading>,
    pub images: Vec<Image>,
    /// Where words stand in the prose that nobody said: headings, and code in a line.
    silent: Vec<Range<usize>>,
}

#[derive(Debug)]
pub struct Heading {
    pub level: u8,
    /// Its place in the file's text.
    pub origin: Range<usize>,
}

/// A picture of Markdown, `![alt](dest)`.
#[derive(Debug)]
pub struct Image {
    pub dest: String,
    pub alt: String,
    /// Its place in the file's text.
    pub origin: Range<usize>,
}

/// Words between two quotation marks.
#[derive(Debug)]
pub struct Quoted<'a> {
    /// What stands between the marks.
    pub words: &'a str,
    /// The words of its paragraph before the opening mark, and after the closing one.
    pub before: &'a str,
    pub after: &'a str,
    /// Its place in the file's text, with the marks.
    pub origin: Range<usize>,
}

impl Reading {
    /// Reads the text of an article's file.
    pub fn of(file: &SitePath, text: &str) -> Self {
        let body = body_range(text);
        let mut events = if file.is_kind(&["txt"]) { plain_events(text, &body) } else { markdown_events(text, &body) };
        take_marks(&mut events);
        let prose = Prose::of(&events);
        Self::of_events(&events, prose)
    }

    /// Takes down what stands in the events of a file without its marks.
    pub(super) fn of_events(events: &[Spanned<'_>], prose: Prose) -> Self {
        let silent = silent(events, &prose);
        Self { headings: headings(events), images: images(events), silent, prose }
    }

    /// The stretches between quotation marks, paragraph by paragraph; those in headings and code, or struck through, are
    /// left out.
    pub fn quoted(&self) -> Vec<Quoted<'_>> {
        let mut all = Vec::new();
        let mut start = 0;
        for paragraph in self.prose.text.split_inclusive('\n') {
            self.quoted_in(start, paragraph, &mut all);
            start += paragraph.len();
        }
        all
    }

    fn is_silent(&self, at: usize) -> bool {
        let next = self.silent.partition_point(|silent| silent.end <= at);
        self.silent.get(next).is_some_and(|silent| silent.contains(&at))
    }

    fn quoted_in<'a>(&'a self, start: usize, paragraph: &'a str, all: &mut Vec<Quoted<'a>>) {
        let mut at = 0;
        while let Some((open, mark)) = paragraph[at..].char_indices().find(|(_, c)| closing(*c).is_some()) {
            let (open, inner) = (at + open, at + open + mark.len_utf8());
            // A mark behind a letter or a digit ends something, or counts inches.
            if paragraph[..open].ends_with(char::is_alphanumeric) {
                at = inner;
                continue;
            }
            let ends = closing(mark).unwrap_or_default();
            let Some(length) = paragraph[inner..].find(|c| ends.contains(&c)) else {
                at = inner;
                continue;
            };
            let close = inner + length;
            if self.is_silent(start + open) {
                at = close;
                continue;
            }
            let end = close + paragraph[close..].chars().next().map_or(0, char::len_utf8);
            all.push(Quoted {
                words: &paragraph[inner..close],
                before: &paragraph[..open],
                after: &paragraph[end..],
                origin: self.prose.origin(&(start + open..start + end)),
            });
            at = end;
        }
    }
}

/// The marks that end what a mark begins; single ones are too often apostrophes.
fn closing(mark: char) -> Option<&'static [char]> {
    match mark {
        '“' => Some(&['”']),
        '"' => Some(&['"']),
        '„' => Some(&['“', '”']),
        '«' => Some(&['»']),
        '»' => Some(&['«']),
        _ => None,
    }
}

fn silent(events: &[Spanned<'_>], prose: &Prose) -> Vec<Range<usize>> {
    let mut silent: Vec<Range<usize>> = Vec::new();
    let (mut start, mut struck) = (0, 0);
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { .. }) => start = prose.start_of_event(at),
            Event::End(TagEnd::Heading(_)) => silent.push(start..prose.start_of_event(at)),
            // What is struck through is taken back.
            Event::Start(Tag::Strikethrough) => struck = prose.start_of_event(at),
            Event::End(TagEnd::Strikethrough) => silent.push(struck..prose.start_of_event(at)),
            Event::Code(_) => silent.push(prose.start_of_event(at)..prose.start_of_event(at + 1)),
            _ => {}
        }
    }
    // Code may stand in a heading, which then holds it.
    silent.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    silent.dedup_by(|next, held| next.end <= held.end);
    silent
}

fn headings(events: &[Spanned<'_>]) -> Vec<Heading> {
    let mut headings = Vec::new();
    for (event, origin) in events {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                headings.push(Heading { level: *level as u8, origin: origin.clone() });
            }
            // Raw headings count as well: what follows them is not skipped.
            Event::Html(html) | Event::InlineHtml(html) => {
                let level = |at: usize| html.as_bytes().get(at + 2).filter(|digit| (b'1'..=b'6').contains(digit));
                let found = memchr::memmem::find_iter(html.as_bytes(), b"<h").filter_map(level);
                headings.extend(found.map(|digit| Heading { level: digit - b'0', origin: origin.clone() }));
            }
            _ => {}
        }
    }
    headings
}

fn images(events: &[Spanned<'_>]) -> Vec<Image> {
    let mut images = Vec::new();
    for (at, (event, origin)) in events.iter().enumerate() {
        let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
        let rest = &events[at + 1..];
        let mut depth = 1;
        let end = rest.iter().position(|(event, _)| {
            match event {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::End(tag) if !is_in_line(tag) => depth = 0,
                _ => {}
            }
            depth == 0
        });
        let alt = alt_text(&rest[..end.unwrap_or(rest.len())]);
        images.push(Image { dest: dest_url.to_string(), alt, origin: origin.clone() });
    }
    images
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_are_paired_in_their_paragraph() {
        let text = "---\ntitle: \"no\"\n---\n# A \"title\"\n\nHe said: “We *do*\nit.” And „gut“, «bien», \"plain\". An “open\n\nend.\n";
        let reading = Reading::of(&SitePath::new("a.md").unwrap(), text);
        let words: Vec<_> =
            reading.quoted().iter().map(|quoted| (quoted.words, &text[quoted.origin.clone()])).collect();
        assert_eq!(
            words,
            [("We do it.", "“We *do*\nit.”"), ("gut", "„gut“"), ("bien", "«bien»"), ("plain", "\"plain\"")]
        );
    }
}
