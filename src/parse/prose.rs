//! An article's words as one string, and the way back to the events they came from.
//!
//! This is the text in which passages are looked for: emphasis, links and line breaks have no part in it,
//! a paragraph's end is a line feed. Code blocks, raw HTML and the alt texts of images are left out, so
//! nothing can be anchored in them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::front_matter::body_range;
use super::inline;
use super::markdown::{self, Spanned, is_in_line};
use crate::text::SitePath;

/// All words of an article in reading order.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    pub text: String,
    /// The runs of text in the order of `text`, which they fill but for the ends of blocks.
    pub runs: Vec<Run>,
    /// What is code or a formula in `text`, in order.
    code: Vec<Range<usize>>,
}

/// The words of one event.
#[derive(Debug, Clone)]
pub struct Run {
    pub event: usize,
    /// Where they stand in the prose.
    pub range: Range<usize>,
    /// Where they stand in the file's text.
    pub origin: Range<usize>,
}

/// The words of an article's file, for those who ask questions of them after it was parsed.
pub fn prose_of(path: &SitePath, text: &str) -> Prose {
    let body = body_range(text);
    if path.is_kind(&["txt"]) {
        return Prose::of(&markdown::plain_events(text, &body));
    }
    let mut events = markdown::markdown_events(text, &body);
    inline::take_marks(&mut events);
    Prose::of(&events)
}

impl Prose {
    pub(super) fn of(events: &[Spanned<'_>]) -> Self {
        let mut prose = Prose::default();
        let mut hidden = 0usize;
        for (at, (event, origin)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => {
                    prose.end_block(event);
                    hidden += 1;
                }
                Event::End(TagEnd::CodeBlock | TagEnd::Image) => hidden = hidden.saturating_sub(1),
                _ if hidden > 0 => {}
                Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                    let start = prose.text.len();
                    prose.push(at, text, origin);
                    prose.code.push(start..prose.text.len());
                }
                Event::Text(text) => {
                    prose.push(at, text, origin);
                }
                // A line feed is the end of a block; within one, lines are parted by spaces.
                Event::SoftBreak | Event::HardBreak => prose.push(at, " ", origin),
                Event::InlineHtml(html) if is_line_break(html) => prose.push(at, "\n", origin),
                Event::Start(_) | Event::End(_) | Event::Rule => prose.end_block(event),
                Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            }
        }
        prose
    }

    fn push(&mut self, event: usize, text: &str, origin: &Range<usize>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { event, range: start..self.text.len(), origin: origin.clone() });
    }

    fn end_block(&mut self, event: &Event<'_>) {
        if !is_inline(event) && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Where the words from the given event on begin.
    pub fn start_of_event(&self, event: usize) -> usize {
        let next = self.runs.partition_point(|run| run.event < event);
        self.runs.get(next).map_or(self.text.len(), |run| run.range.start)
    }

    /// Whether a byte of the prose is one of code or of a formula.
    pub fn is_code(&self, at: usize) -> bool {
        let next = self.code.partition_point(|code| code.end <= at);
        self.code.get(next).is_some_and(|code| code.contains(&at))
    }

    /// The place in the file's text of a passage of the prose.
    pub fn origin(&self, passage: &Range<usize>) -> Range<usize> {
        let first = self.runs.partition_point(|run| run.range.end <= passage.start);
        let last = self.runs.partition_point(|run| run.range.start < passage.end).saturating_sub(1);
        let (Some(first), Some(last)) = (self.runs.get(first), self.runs.get(last)) else { return 0..0 };
        let start = match first.inner(passage.start) {
            Some(at) => at,
            None => first.origin.start,
        };
        let end = match last.inner(passage.end) {
            Some(at) => at,
            None => last.origin.end,
        };
        start..end.max(start)
    }
}

impl Run {
    /// The byte of the file's text for one of the prose; only where the event is written as it reads.
    fn inner(&self, at: usize) -> Option<usize> {
        let same = self.range.len() == self.origin.len();
        (same && (self.range.start..=self.range.end).contains(&at)).then(|| self.origin.start + at - self.range.start)
    }
}

/// Whether raw HTML is `<br>`, which parts words as a hard break does.
fn is_line_break(html: &str) -> bool {
    let name = html.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim_end();
    name.eq_ignore_ascii_case("br")
}

/// Whether an event stands inside a line of text rather than parting blocks.
fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. }
                | Tag::Superscript
                | Tag::Subscript
        ),
        Event::End(tag) => is_in_line(tag),
        Event::Rule => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::markdown_events;

    #[test]
    fn a_raw_line_break_parts_words() {
        let text = "one<br>two<BR/>three <br class=x>four";
        assert_eq!(Prose::of(&markdown_events(text, &(0..text.len()))).text, "one\ntwo\nthree four\n");
    }
}
