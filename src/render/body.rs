//! Fills the holes of an article's HTML.

use std::fmt::Write as _;

use pulldown_cmark_escape::escape_href;

use super::highlight::highlight;
use super::picture;
use super::view::{BodyPiece, NoteView};
use crate::language::Language;
use crate::parse::{Body, Hole, Kind, ShownPicture, Stretch};
use crate::resolve::{Placed, Section, Site, Target};

/// The HTML of an article, cut where notes stand.
pub fn pieces(site: &Site, placed: &Placed, notes: &[NoteView<'_>], root: &str, language: &Language) -> Vec<BodyPiece> {
    let numbers = note_numbers(placed);
    let mut pieces = Vec::with_capacity(notes.len() + 1);
    let mut pictures = Pictures { site, root, in_feed: false, any: leads_with_picture(site, placed) };
    let rest = fill(placed.article.body(), &placed.targets, &mut pictures, language, |html, hole| match hole {
        Hole::Mark(stretch) => mark(html, site, placed, stretch),
        Hole::Note(annotation) => {
            if let Some(note) = numbers[*annotation] {
                pieces.push(BodyPiece { html: std::mem::take(html), note: Some(note) });
            }
        }
        Hole::Address(_) | Hole::Picture { .. } | Hole::Code { .. } | Hole::Word(_) => {}
    });
    pieces.push(BodyPiece { html: rest, note: None });
    pieces
}

/// As much room as any short note wants.
const BELOW_THE_TEXT: usize = 1000;

/// Measures how much text stands between each note and the next.
pub fn measure(pieces: &[BodyPiece], notes: &mut [NoteView<'_>]) {
    for (piece, next) in pieces.iter().zip(pieces.iter().skip(1)) {
        if let Some(note) = piece.note.and_then(|note| notes.get_mut(note)) {
            // Below the text stands the box of how the article stands, and no note.
            let below = if next.note.is_none() { BELOW_THE_TEXT } else { 0 };
            note.room = text_length(&next.html) + below;
        }
    }
}

/// How long the text of some HTML is as it is set, in characters: the end of a block is as much as a line, with its blank
/// space.
fn text_length(html: &str) -> usize {
    const LINE: usize = 60;
    const ENDS: [&str; 5] = ["/p", "/li", "/h2", "/h3", "/tr"];
    let (mut length, mut rest) = (0, html);
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        let (text, tag) = (&rest[..start], &rest[start + 1..]);
        let end = memchr::memchr(b'>', tag.as_bytes()).unwrap_or(tag.len());
        length += letters(text) + if ENDS.contains(&&tag[..end]) { LINE } else { 0 };
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    length + letters(rest)
}

/// How many letters a text between tags has; what is written as an entity is one.
fn letters(text: &str) -> usize {
    let (mut count, mut rest) = (0, text);
    while let Some(start) = memchr::memchr(b'&', rest.as_bytes()) {
        count += rest[..start].chars().count();
        let Some(length) = memchr::memchr(b';', &rest.as_bytes()[start..]) else { return count };
        count += 1;
        rest = &rest[start + length + 1..];
    }
    count + rest.chars().count()
}

/// The HTML of an article without marks and notes, for feeds; `root` is the site's address.
pub fn without_notes(site: &Site, placed: &Placed, root: &str, language: &Language) -> String {
    unmarked(Pictures { site, root, in_feed: true, any: false }, placed, language)
}

/// The HTML of an article's text as its page has it, but for marks and notes.
pub fn of_text(site: &Site, placed: &Placed, root: &str, language: &Language) -> String {
    unmarked(Pictures { site, root, in_feed: false, any: false }, placed, language)
}

fn unmarked(mut pictures: Pictures<'_>, placed: &Placed, language: &Language) -> String {
    let html = fill(placed.article.body(), &placed.targets, &mut pictures, language, |_, _| {});
    html.replace("</mark>", "")
}

/// The HTML below the front matter of an `_index.md`, in which annotations are not shown.
pub fn of_section(site: &Site, section: &Section, root: &str, language: &Language) -> String {
    let Some(index) = &section.index else { return String::new() };
    let mut pictures = Pictures { site, root, in_feed: false, any: false };
    fill(index.body(), &section.targets, &mut pictures, language, |_, _| {}).replace("</mark>", "")
}

/// Whether an article's own picture stands above its text: it has one, and does not show it again in the text.
pub fn leads_with_picture(site: &Site, placed: &Placed) -> bool {
    let Some(lead) = placed.image.as_ref().and_then(|image| site.pictures.of_target(image)) else { return false };
    !site.pictures.shown(&placed.article.card, &placed.targets).any(|picture| picture.file == lead.file)
}

/// Where and how a text's pictures are shown.
struct Pictures<'a> {
    site: &'a Site,
    root: &'a str,
    in_feed: bool,
    /// Whether the page shows one already: the first is not to wait.
    any: bool,
}

impl Pictures<'_> {
    fn write(&mut self, html: &mut String, target: &Target, shown: &ShownPicture) {
        if self.in_feed {
            return picture::write_plain(html, self.site, target, shown, self.root);
        }
        picture::write(html, self.site, target, shown, self.root, !self.any);
        self.any = true;
    }
}

/// Which note each annotation has: those whose entry is unknown have none.
pub fn note_numbers(placed: &Placed) -> Vec<Option<usize>> {
    let mut next = 0;
    let number = |known: bool| {
        known.then(|| {
            next += 1;
            next - 1
        })
    };
    placed.subjects.iter().map(Option::is_some).map(number).collect()
}

fn fill(
    body: &Body,
    targets: &[Target],
    pictures: &mut Pictures<'_>,
    language: &Language,
    mut annotation: impl FnMut(&mut String, &Hole),
) -> String {
    let mut html = String::with_capacity(body.html.len() + body.html.len() / 4);
    let mut written = 0;
    for (at, hole) in &body.holes {
        html.push_str(&body.html[written..*at]);
        written = *at;
        match hole {
            Hole::Address(link) => address(&mut html, &targets[*link], pictures.root),
            Hole::Picture { link, shown } => pictures.write(&mut html, &targets[*link], shown),
            Hole::Code { lang, text } => html.push_str(&highlight(lang, text)),
            Hole::Word(key) => html.push_str(&escaped(language.word(key))),
            hole => annotation(&mut html, hole),
        }
    }
    html.push_str(&body.html[written..]);
    html
}

/// Colours the code of a text ahead of its pages: colours are kept for the next who asks for them.
pub fn colour_ahead(body: &Body) {
    for (_, hole) in &body.holes {
        if let Hole::Code { lang, text } = hole {
            highlight(lang, text);
        }
    }
}

/// A link's address as it stands in the HTML of a page.
pub fn href_of(target: &Target, root: &str) -> String {
    let mut html = String::new();
    address(&mut html, target, root);
    html
}

pub fn address(html: &mut String, target: &Target, root: &str) {
    let written = match target {
        Target::Inside(href) => {
            html.push_str(root);
            href
        }
        Target::Verbatim(dest) => dest,
    };
    escape_href(html, written).expect("a string takes everything");
}

/// Opens a stretch: what it is, for the style sheet; whose it is, for scripts; its id, if an annotation begins here.
fn mark(html: &mut String, site: &Site, placed: &Placed, stretch: &Stretch) {
    let annotations = &placed.article.card.annotations;
    let mut classes: Vec<&str> = Vec::new();
    let mut add = |class: &'static str| {
        if !classes.contains(&class) {
            classes.push(class);
        }
    };
    for &annotation in &stretch.annotations {
        match annotations[annotation].kind {
            Kind::Quote => add("quote"),
            Kind::Fact => add("fact"),
        }
        if let Some(crate::resolve::Laid::Fact(fact)) = placed.subjects[annotation] {
            add(super::labels::status_class(site.facts.entries[fact].fact.status));
        }
    }
    if !stretch.first.is_empty() {
        add("first");
    }
    if !stretch.last.is_empty() {
        add("last");
    }
    write!(html, "<mark class=\"{}\"", classes.join(" ")).expect("a string takes everything");
    // One element has one id; a second annotation that begins at the same word gets an empty anchor inside.
    let mut ids = stretch.first.iter().map(|&annotation| annotations[annotation].anchor.as_str());
    if let Some(id) = ids.next() {
        write!(html, " id=\"{}\"", escaped(id)).expect("a string takes everything");
    }
    let notes: Vec<String> =
        stretch.annotations.iter().map(|&annotation| note_id(&annotations[annotation].anchor)).collect();
    write!(html, " data-note=\"{}\">", escaped(&notes.join(" "))).expect("a string takes everything");
    for id in ids {
        write!(html, "<span id=\"{}\"></span>", escaped(id)).expect("a string takes everything");
    }
}

/// The id of the note of an annotation.
pub fn note_id(anchor: &str) -> String {
    ["note-", anchor].concat()
}

pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut html, text).expect("a string takes everything");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_long_as_they_are_set() {
        assert_eq!(text_length("a <b title=\"x\">bold</b> &amp; “é”"), "a bold & “é”".chars().count());
        assert_eq!(text_length("one</p>\n<p>two"), 3 + 60 + 1 + 3);
        assert_eq!(text_length("<p>one &lt"), 4, "as much as is there");
    }
}
