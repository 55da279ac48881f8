//! Annotations in line: links to `#fact:ID` and `#quote:ID` in the running text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::markdown::Spanned;
use super::prose::Prose;
use super::wanted::Kind;

/// A link that is an annotation, taken out of the events.
#[derive(Debug)]
pub struct InlineMark {
    pub kind: Kind,
    pub id: String,
    /// The events between the link's ends, counted without the link's own.
    pub events: Range<usize>,
    /// The link as it is written.
    pub origin: Range<usize>,
}

impl InlineMark {
    /// Where the id stands in the file's text; none if it is written in another way, or in a definition elsewhere.
    pub fn id_in(&self, text: &str) -> Option<Range<usize>> {
        let link = text.get(self.origin.clone())?;
        let target = format!("#{}:{}", self.kind.word(), self.id);
        let start = link.rfind(&target)?;
        let end = start + target.len();
        let is_whole = link[end..].starts_with([')', '>', ' ', '\n']);
        is_whole.then(|| self.origin.start + end - self.id.len()..self.origin.start + end)
    }
}

/// Takes the links that are annotations out of the events; what they hold stays.
pub fn take_marks(events: &mut Vec<Spanned<'_>>) -> Vec<InlineMark> {
    if !events.iter().any(|(event, _)| target(event).is_some()) {
        return Vec::new();
    }
    let mut marks: Vec<InlineMark> = Vec::new();
    let mut kept = Vec::with_capacity(events.len());
    // Links do not nest, so at most one is open.
    let mut open: Option<InlineMark> = None;
    for (event, origin) in events.drain(..) {
        if let Some((kind, id)) = target(&event) {
            open = Some(InlineMark { kind, id, events: kept.len()..kept.len(), origin });
        } else if matches!(event, Event::End(TagEnd::Link))
            && let Some(mut mark) = open.take()
        {
            mark.events.end = kept.len();
            marks.push(mark);
        } else {
            kept.push((event, origin));
        }
    }
    *events = kept;
    marks
}

fn target(event: &Event<'_>) -> Option<(Kind, String)> {
    let Event::Start(Tag::Link { dest_url, .. }) = event else { return None };
    let (kind, id) = match dest_url.strip_prefix("#fact:") {
        Some(id) => (Kind::Fact, id),
        None => (Kind::Quote, dest_url.strip_prefix("#quote:")?),
    };
    Some((kind, percent_encoding::percent_decode_str(id).decode_utf8_lossy().into_owned()))
}

/// The passage that an annotation in line is laid on; none if its link is empty and no quotation ends before it.
pub fn passage(mark: &InlineMark, prose: &Prose, events: &[Spanned<'_>]) -> Option<Range<usize>> {
    let inside = prose.start_of_event(mark.events.start)..prose.start_of_event(mark.events.end);
    let within = trimmed(&prose.text, inside);
    if !within.is_empty() {
        return Some(within);
    }
    if mark.kind == Kind::Fact {
        return None;
    }
    let before = prose.runs.iter().rev().find(|run| run.event < mark.events.start)?;
    let end = before.range.end;
    quotation_before(&prose.text, end).or_else(|| {
        let start = block_quote_start(events, mark.events.start)?;
        // A block quote without words begins behind the last words there are.
        let start = prose.start_of_event(start).min(end);
        Some(trimmed(&prose.text, start..end)).filter(|range| !range.is_empty())
    })
}

/// The event that opens the innermost block quote around an event.
fn block_quote_start(events: &[Spanned<'_>], at: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (index, (event, _)) in events[..at].iter().enumerate().rev() {
        match event {
            Event::End(TagEnd::BlockQuote(_)) => depth += 1,
            Event::Start(Tag::BlockQuote(_)) if depth == 0 => return Some(index),
            Event::Start(Tag::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The words between quotation marks that end right before `end`, over several paragraphs if each begins with a mark.
fn quotation_before(text: &str, end: usize) -> Option<Range<usize>> {
    let before = text[..end].trim_end();
    let close = before.chars().next_back()?;
    let openers: &[char] = match close {
        '”' if before.contains('“') || before.contains('„') => &['“', '„'],
        '”' => &['”'],
        '“' => &['„'],
        '"' => &['"'],
        '’' => &['‘', '‚'],
        '‘' => &['‚'],
        '\'' => &['\''],
        '»' => &['«'],
        '«' => &['»'],
        '›' => &['‹'],
        '」' => &['「'],
        '』' => &['『'],
        _ => return None,
    };
    let words_end = before.len() - close.len_utf8();
    let mut start = None;
    let mut depth = 0usize;
    for (at, c) in before[..words_end].char_indices().rev() {
        if openers.contains(&c) && !is_apostrophe(text, at, c) {
            if depth == 0 {
                start = Some(at + c.len_utf8());
                break;
            }
            depth -= 1;
        } else if c == close && !is_apostrophe(text, at, c) {
            depth += 1;
        }
    }
    let mut start = start?;
    // A quotation that runs over paragraphs opens each of them and closes the last only.
    while let Some(earlier) = opened_in_paragraph_before(text, start, openers, close) {
        start = earlier;
    }
    Some(trimmed(text, start..words_end)).filter(|range| !range.is_empty())
}

fn is_apostrophe(text: &str, at: usize, c: char) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    matches!(c, '\'' | '’')
        && letter(text[..at].chars().next_back())
        && letter(text[at + c.len_utf8()..].chars().next())
}

fn opened_in_paragraph_before(text: &str, start: usize, openers: &[char], close: char) -> Option<usize> {
    let opener = text[..start].chars().next_back()?;
    let above = text[..start - opener.len_utf8()].strip_suffix('\n')?;
    let paragraph = &above[above.rfind('\n').map_or(0, |at| at + 1)..];
    let mut open = None;
    for (at, c) in paragraph.char_indices() {
        if is_apostrophe(paragraph, at, c) {
            continue;
        }
        if openers.contains(&c) && (c != close || open.is_none()) {
            open = Some(at + c.len_utf8());
        } else if c == close {
            open = None;
        }
    }
    open.map(|at| above.len() - paragraph.len() + at)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..(start + words.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Option<&str> {
        quotation_before(text, text.len()).map(|range| &text[range])
    }

    #[test]
    fn finds_the_quotation_that_ends_here() {
        assert_eq!(quoted("He said: “We hold 20% now”"), Some("We hold 20% now"));
        assert_eq!(quoted("\"One,\" he said. \"Two.\""), Some("Two."));
        assert_eq!(quoted("“He called it ‘a “grand” plan’ twice”"), Some("He called it ‘a “grand” plan’ twice"));
        assert_eq!(quoted("Er sagte: „Das ist gut“"), Some("Das ist gut"));
        assert_eq!(quoted("Il dit : « C’est fini »"), Some("C’est fini"));
        assert_eq!(quoted("It's 'don't know'"), Some("don't know"));
        assert_eq!(quoted("nobody said anything."), None);
        assert_eq!(quoted("no opening”"), None);
    }

    #[test]
    fn a_block_quote_without_words_holds_no_quotation() {
        let text = "Before.\n\n> [](#quote:x)\n";
        let mut events = crate::parse::markdown::markdown_events(text, &(0..text.len()));
        let marks = take_marks(&mut events);
        assert_eq!(passage(&marks[0], &Prose::of(&events), &events), None);
    }

    #[test]
    fn follows_a_quotation_over_paragraphs() {
        assert_eq!(quoted("She said: “First.\n“Second.\n“Third.”"), Some("First.\n“Second.\n“Third."));
        assert_eq!(quoted("“Closed.”\n“Second.”"), Some("Second."));
        assert_eq!(quoted("\"First.\n\"Second.\""), Some("First.\n\"Second."));
    }
}
