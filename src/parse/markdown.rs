//! An article's text as a list of Markdown events, each with the bytes that it came from.
//!
//! pulldown-cmark does the reading. What is changed here is what a page needs and CommonMark leaves open:
//! headings get ids, footnotes move to the end with links back, and nothing needs an inline style.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_escape::escape_html;
use rustc_hash::{FxHashMap, FxHashSet};

use super::article::Toc;
use crate::text::anchor_id;

/// An event, and the bytes of the file's text that it came from.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// CommonMark with what GitHub adds, definition lists, heading attributes and math.
///
/// Smart punctuation stays off: quotation marks are the author's, letter by letter.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH
}

/// Reads the Markdown in `range` of a file's text.
pub fn markdown_events<'a>(text: &'a str, range: &Range<usize>) -> Vec<Spanned<'a>> {
    let start = range.start;
    Parser::new_ext(&text[range.clone()], options())
        .into_offset_iter()
        .map(|(event, at)| (event, start + at.start..start + at.end))
        .collect()
}

/// Reads plain copy: each line that is not empty is a paragraph, and no character means anything but itself.
pub fn plain_events<'a>(text: &'a str, range: &Range<usize>) -> Vec<Spanned<'a>> {
    let mut events = Vec::new();
    let mut at = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() {
            let start = at + line.len() - line.trim_start().len();
            let span = start..start + words.len();
            events.push((Event::Start(Tag::Paragraph), span.clone()));
            events.push((Event::Text(words.into()), span.clone()));
            events.push((Event::End(TagEnd::Paragraph), span));
        }
        at += line.len();
    }
    events
}

/// Gives every heading an id and collects the headings as a tree.
///
/// An id is the slug of the heading's words, or what its attributes say; the second of a kind ends in `-1`.
/// Ids in `taken` are passed over.
pub fn number_headings(events: &mut [Spanned<'_>], mut taken: FxHashSet<String>) -> Vec<Toc> {
    for (event, _) in events.iter_mut() {
        if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
            *id = unused(id, &mut taken).into();
        }
    }
    let mut flat = Vec::new();
    for at in 0..events.len() {
        let (before, after) = events.split_at_mut(at + 1);
        let Event::Start(Tag::Heading { level, id, .. }) = &mut before[at].0 else { continue };
        let title = words_until(after, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        let unique = match id {
            Some(id) => id.to_string(),
            None => unused(&heading_id(&title), &mut taken),
        };
        *id = Some(unique.clone().into());
        flat.push(Toc { level: *level as u8, id: unique, title, children: Vec::new() });
    }
    nest(flat)
}

/// Ids that the built-in templates give to parts of an article's page.
const PAGE_IDS: [&str; 7] =
    ["main", "corrections-title", "toc-title", "standing", "standing-title", "notes-list-title", "sections-title"];

/// The id of a heading; another one if notes, footnotes or the page around the article have that.
fn heading_id(title: &str) -> String {
    let id = anchor_id(title);
    let is_ours = ["note-", "fn-", "fnref-"].iter().any(|start| id.starts_with(start));
    if is_ours || PAGE_IDS.contains(&id.as_str()) { format!("section-{id}") } else { id }
}

fn words_until(events: &[Spanned<'_>], end: impl Fn(&Event<'_>) -> bool) -> String {
    let mut words = String::new();
    for (event, _) in events.iter().take_while(|(event, _)| !end(event)) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                words.push_str(text)
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

/// `id` itself, or `id-1`, `id-2`, … if it is taken; the result counts as taken from then on.
pub fn unused(id: &str, taken: &mut FxHashSet<String>) -> String {
    if taken.insert(id.to_owned()) {
        return id.to_owned();
    }
    // A hundred thousand of a name are numbered one by one, so the last number is not looked for from 1.
    let numbered = |number: usize| format!("{id}-{number}");
    let (mut used, mut free) = (0, 1);
    while taken.contains(&numbered(free)) {
        (used, free) = (free, free * 2);
    }
    while free - used > 1 {
        let middle = used.midpoint(free);
        if taken.contains(&numbered(middle)) { used = middle } else { free = middle }
    }
    taken.insert(numbered(free));
    numbered(free)
}

/// Hangs each heading below the last one before it that ranks higher.
fn nest(flat: Vec<Toc>) -> Vec<Toc> {
    let mut open: Vec<Toc> = Vec::new();
    let mut top = Vec::new();
    let close = |open: &mut Vec<Toc>, top: &mut Vec<Toc>| {
        if let Some(done) = open.pop() {
            open.last_mut().map_or(top, |parent| &mut parent.children).push(done);
        }
    };
    for heading in flat {
        while open.last().is_some_and(|last| last.level >= heading.level) {
            close(&mut open, &mut top);
        }
        open.push(heading);
    }
    while !open.is_empty() {
        close(&mut open, &mut top);
    }
    top
}

/// Moves footnotes to the end, in the order in which they are first referred to, with links there and back.
pub fn gather_footnotes(events: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))) {
        return events;
    }
    let mut rest = Vec::with_capacity(events.len());
    let mut notes: FxHashMap<CowStr<'_>, Vec<Spanned<'_>>> = FxHashMap::default();
    let mut order: Vec<CowStr<'_>> = Vec::new();
    let mut ordered: FxHashSet<CowStr<'_>> = FxHashSet::default();
    // Footnote definitions do not nest, but they hold references to others.
    let mut defined: Vec<CowStr<'_>> = Vec::new();
    let mut inside: Option<CowStr<'_>> = None;
    for (event, span) in events {
        match (event, &inside) {
            (Event::Start(Tag::FootnoteDefinition(name)), _) => {
                if !notes.contains_key(&name) {
                    defined.push(name.clone());
                }
                notes.entry(name.clone()).or_default();
                inside = Some(name);
            }
            (Event::End(TagEnd::FootnoteDefinition), _) => inside = None,
            (event, Some(name)) => notes.entry(name.clone()).or_default().push((event, span)),
            (event, None) => {
                if let Event::FootnoteReference(name) = &event
                    && ordered.insert(name.clone())
                {
                    order.push(name.clone());
                }
                rest.push((event, span));
            }
        }
    }
    // A footnote that only another footnote refers to stands after that one; one that nothing refers to is not lost.
    let mut next = 0;
    let mut alone = defined.into_iter();
    loop {
        let Some(name) = order.get(next).cloned() else {
            match alone.find(|name| ordered.insert(name.clone())) {
                Some(name) => order.push(name),
                None => break,
            }
            continue;
        };
        next += 1;
        for (event, _) in notes.get(&name).into_iter().flatten() {
            if let Event::FootnoteReference(other) = event
                && ordered.insert(other.clone())
            {
                order.push(other.clone());
            }
        }
    }

    let mut numbering = Numbering { numbers: order.iter().cloned().zip(1..).collect(), times: vec![0; order.len()] };
    numbering.refer(&mut rest);
    let end = rest.last().map_or(0, |(_, span)| span.end);
    let html = |html: String| (Event::Html(html.into()), end..end);
    let mut tail = Vec::new();
    for (number, name) in (1..).zip(&order) {
        let Some(mut note) = notes.remove(name) else { continue };
        numbering.refer(&mut note);
        let referred_to = numbering.times[number - 1] > 0;
        tail.push(html(format!("<li id=\"fn-{number}\">\n")));
        let back = format!(
            " <a class=\"footnote-back\" href=\"#fnref-{number}\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩</a>"
        );
        // The way back stands at the end of the last paragraph, or in a line of its own.
        match note.pop() {
            last if !referred_to => note.extend(last),
            Some((Event::End(TagEnd::Paragraph), span)) => {
                note.push((Event::InlineHtml(back.into()), end..end));
                note.push((Event::End(TagEnd::Paragraph), span));
            }
            last => {
                note.extend(last);
                note.push(html(format!("<p>{}</p>\n", back.trim_start())));
            }
        }
        tail.extend(note);
        tail.push(html("</li>\n".to_owned()));
    }
    if !tail.is_empty() {
        rest.push(html("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n".to_owned()));
        rest.extend(tail);
        rest.push(html("</ol>\n</section>\n".to_owned()));
    }
    rest
}

/// The numbers of footnotes, and how often each was referred to so far.
struct Numbering<'a> {
    numbers: FxHashMap<CowStr<'a>, usize>,
    times: Vec<usize>,
}

impl<'a> Numbering<'a> {
    /// Turns references into links.
    fn refer(&mut self, events: &mut [Spanned<'a>]) {
        for (event, _) in events {
            let Event::FootnoteReference(name) = &event else { continue };
            let Some(&number) = self.numbers.get(name) else { continue };
            self.times[number - 1] += 1;
            let id = match self.times[number - 1] {
                1 => format!("fnref-{number}"),
                times => format!("fnref-{number}-{times}"),
            };
            let link = format!("<a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a>");
            *event = Event::InlineHtml(format!("<sup class=\"footnote-reference\">{link}</sup>").into());
        }
    }
}

/// Says the alignment of table cells with classes, since a strict Content-Security-Policy forbids inline styles.
pub fn align_with_classes(events: &mut [Spanned<'_>]) {
    let mut columns: Vec<Alignment> = Vec::new();
    let (mut column, mut head) = (0, false);
    for (event, _) in events {
        match event {
            Event::Start(Tag::Table(alignments)) => columns = std::mem::take(alignments),
            Event::Start(Tag::TableHead) => (column, head) = (0, true),
            Event::End(TagEnd::TableHead) => head = false,
            Event::Start(Tag::TableRow) => column = 0,
            Event::Start(Tag::TableCell) => {
                let class = match columns.get(column) {
                    Some(Alignment::Left) => "align-left",
                    Some(Alignment::Center) => "align-center",
                    Some(Alignment::Right) => "align-right",
                    Some(Alignment::None) | None => "",
                };
                column += 1;
                if !class.is_empty() {
                    let cell = if head { "th" } else { "td" };
                    *event = Event::InlineHtml(format!("<{cell} class=\"{class}\">").into());
                }
            }
            _ => {}
        }
    }
}

/// Whether an event is the `<!-- more -->` line that ends the summary.
pub fn is_more_marker(event: &Event<'_>) -> bool {
    let (Event::Html(html) | Event::InlineHtml(html)) = event else { return false };
    let inner = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| inner.trim().eq_ignore_ascii_case("more"))
}

/// The words of an image's `alt` attribute, as pulldown-cmark's own writer has them.
pub fn alt_text(inside: &[Spanned<'_>]) -> String {
    let mut alt = String::new();
    for (event, _) in inside {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => alt.push_str(text),
            Event::InlineMath(text) => alt.extend(["$", text, "$"]),
            Event::DisplayMath(text) => alt.extend(["$$", text, "$$"]),
            Event::SoftBreak | Event::HardBreak | Event::Rule => alt.push(' '),
            Event::TaskListMarker(true) => alt.push_str("[x]"),
            Event::TaskListMarker(false) => alt.push_str("[ ]"),
            Event::Start(_) | Event::End(_) | Event::Html(_) | Event::FootnoteReference(_) => {}
        }
    }
    alt
}

/// Whether a link leads somewhere inside the site: it has no scheme, no host, and is not only a fragment.
pub fn is_inside(link_type: LinkType, dest: &str) -> bool {
    let has_scheme = dest.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    link_type != LinkType::Email && !dest.is_empty() && !dest.starts_with('#') && !dest.starts_with("//") && !has_scheme
}

/// Escapes text for an attribute's value.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_html(&mut escaped, text).expect("a string takes everything");
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_leave_the_ids_of_the_page_alone() {
        let text = "# Standing\n# Fn 1\n# Note q 1\n# Same\n# Same\n# Same\n# Same\n";
        let mut events = markdown_events(text, &(0..text.len()));
        let ids: Vec<String> =
            number_headings(&mut events, FxHashSet::default()).into_iter().map(|heading| heading.id).collect();
        assert_eq!(ids, ["section-standing", "section-fn-1", "section-note-q-1", "same", "same-1", "same-2", "same-3"]);
    }
}
