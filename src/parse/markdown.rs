//! An article's text as a list of Markdown events, each with the bytes that it came from.
//!
//! pulldown-cmark does the reading; what a page needs and CommonMark leaves open is done in the files beside.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, LinkType, Options, Parser, Tag, TagEnd};
use pulldown_cmark_escape::escape_html;

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
        .flat_map(|(event, at)| match event {
            Event::InlineMath(_) if is_money(text, &at) => words_of(text, at),
            event => vec![(event, at)],
        })
        .collect()
}

/// Whether two dollar signs stand before amounts rather than around a formula: a digit follows the second, as in
/// `($5.4 million) and ($6.4 million)`. Pandoc has the same rule (`tex_math_dollars`).
fn is_money(text: &str, formula: &Range<usize>) -> bool {
    text[formula.end..].starts_with(|next: char| next.is_ascii_digit())
}

/// Reads a stretch of a paragraph without formulas.
fn words_of<'a>(text: &'a str, range: Range<usize>) -> Vec<Spanned<'a>> {
    let start = range.start;
    let parser = Parser::new_ext(&text[range.clone()], options().difference(Options::ENABLE_MATH));
    let events: Vec<Spanned<'a>> =
        parser.into_offset_iter().map(|(event, at)| (event, start + at.start..start + at.end)).collect();
    match &events[..] {
        [(Event::Start(Tag::Paragraph), _), inside @ .., (Event::End(TagEnd::Paragraph), _)]
            if !inside.iter().any(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph))) =>
        {
            inside.to_vec()
        }
        _ => vec![(Event::Text(text[range.clone()].into()), range)],
    }
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

/// Whether a tag ends something inside a line of words.
pub fn is_in_line(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
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
