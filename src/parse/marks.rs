//! Cuts an article's events where annotations begin and end, so that marks come out flat.
//!
//! A stretch is a run of words with the same annotations on it and nothing but words in it: it ends before
//! every tag and begins again after. So a `<mark>` never crosses another element, whatever overlaps what,
//! and the stretches of one annotation share its id. A note stands behind the last stretch of its
//! annotation; behind the link, if that is inside one, since a link must not hold a button.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::body::{Hole, Holes, Stretch};
use super::markdown::{Spanned, is_in_line};
use super::prose::{Prose, Run};

/// Cuts `events` at the ends of `passages` (ranges of the prose, by annotation) and puts holes for marks and notes there.
pub fn cut<'a>(
    events: Vec<Spanned<'a>>,
    prose: &Prose,
    passages: &[Range<usize>],
    holes: &mut Holes,
) -> Vec<Spanned<'a>> {
    if passages.is_empty() {
        return events;
    }
    let mut cutter = Cutter {
        passages,
        cuts: cuts(passages),
        starts: starts(passages),
        notes: notes(passages),
        begun: vec![false; passages.len()],
        near: Vec::new(),
        stretch: None,
        closed: Closed::default(),
        waiting: Vec::new(),
        out: Vec::with_capacity(events.len() + 4 * passages.len()),
        holes,
    };
    let mut runs = prose.runs.iter().peekable();
    for (at, (event, origin)) in events.into_iter().enumerate() {
        match runs.next_if(|run| run.event == at) {
            Some(run) => cutter.words(event, run, origin),
            None => cutter.other(event, origin),
        }
    }
    cutter.close(0);
    cutter.closed = Closed::default();
    cutter.release(0);
    cutter.out
}

/// All places where the set of annotations changes, in order.
fn cuts(passages: &[Range<usize>]) -> Vec<usize> {
    let mut cuts: Vec<usize> = passages.iter().flat_map(|passage| [passage.start, passage.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Annotations by the place where they begin, nearest last.
fn starts(passages: &[Range<usize>]) -> Vec<(usize, usize)> {
    let mut starts: Vec<(usize, usize)> =
        passages.iter().enumerate().map(|(index, passage)| (passage.start, index)).collect();
    starts.sort_unstable_by(|one, other| other.cmp(one));
    starts
}

/// Annotations by the place where they end, nearest last.
fn notes(passages: &[Range<usize>]) -> Vec<(usize, usize)> {
    let mut notes: Vec<(usize, usize)> =
        passages.iter().enumerate().map(|(index, passage)| (passage.end, index)).collect();
    notes.sort_unstable_by(|one, other| other.cmp(one));
    notes
}

struct Cutter<'a, 'p> {
    passages: &'p [Range<usize>],
    cuts: Vec<usize>,
    starts: Vec<(usize, usize)>,
    notes: Vec<(usize, usize)>,
    /// Whether an annotation has had a stretch.
    begun: Vec<bool>,
    /// The annotations that began and may not have ended yet, in order.
    near: Vec<usize>,
    /// The annotations on the stretch that is open.
    stretch: Option<Vec<usize>>,
    closed: Closed,
    /// Notes whose annotation ended where no note may stand.
    waiting: Vec<usize>,
    out: Vec<Spanned<'a>>,
    holes: &'p mut Holes,
}

/// How many elements are open that must not hold a button.
#[derive(Default)]
struct Closed {
    /// Markdown's links, and code that is being marked.
    elements: usize,
    /// Raw ones in the line: one that is never closed reaches to the end of its block.
    inline: usize,
    /// Raw ones around whole blocks.
    around: usize,
}

impl Closed {
    fn is_any(&self) -> bool {
        self.elements + self.inline + self.around > 0
    }
}

impl<'a> Cutter<'a, '_> {
    /// Takes an event that has words in the prose.
    fn words(&mut self, event: Event<'a>, run: &Run, origin: Range<usize>) {
        match event {
            Event::Text(text) => self.text(text, run, &origin),
            Event::Code(text) => {
                // Code is an element of its own: words before it are in another stretch.
                if self.annotations_on(&run.range).is_empty() {
                    return self.whole(Event::Code(text), run, origin);
                }
                self.close(origin.start);
                self.out.push((Event::InlineHtml("<code>".into()), origin.clone()));
                self.closed.elements += 1;
                self.text(text, run, &origin);
                self.close(origin.end);
                self.out.push((Event::InlineHtml("</code>".into()), origin.clone()));
                self.closed.elements -= 1;
                self.release(origin.end);
            }
            // A raw `<br>` is a break as well.
            event @ (Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_)) => self.whole(event, run, origin),
            // A formula cannot be cut: it is marked whole if an annotation touches it.
            event => {
                self.close(origin.start);
                self.whole(event, run, origin);
            }
        }
    }

    /// Takes an event without words: a tag, raw HTML, a footnote's number.
    fn other(&mut self, event: Event<'a>, origin: Range<usize>) {
        self.close(origin.start);
        let end = origin.end;
        match &event {
            Event::Start(Tag::Link { .. }) => self.closed.elements += 1,
            Event::End(TagEnd::Link) => self.closed.elements = self.closed.elements.saturating_sub(1),
            Event::InlineHtml(html) => count_closed(html, &mut self.closed.inline),
            Event::Html(html) => count_closed(html, &mut self.closed.around),
            Event::End(tag) if !is_in_line(tag) && self.closed.inline > 0 => {
                self.closed.inline = 0;
                self.release(origin.start);
            }
            _ => {}
        }
        self.out.push((event, origin));
        self.release(end);
    }

    fn text(&mut self, text: CowStr<'a>, run: &Run, origin: &Range<usize>) {
        let first = self.cuts.partition_point(|&cut| cut <= run.range.start);
        let last = self.cuts.partition_point(|&cut| cut < run.range.end);
        if first >= last {
            let range = run.range.clone();
            return self.piece(Event::Text(text), &range, origin.clone());
        }
        let inner: Vec<usize> = self.cuts[first..last].to_vec();
        let mut start = run.range.start;
        for end in inner.into_iter().chain([run.range.end]) {
            let words = &text[start - run.range.start..end - run.range.start];
            self.piece(Event::Text(CowStr::from(words.to_owned())), &(start..end), origin.clone());
            start = end;
        }
    }

    fn whole(&mut self, event: Event<'a>, run: &Run, origin: Range<usize>) {
        self.piece(event, &run.range, origin);
    }

    /// Puts out words that have the same annotations from end to end.
    fn piece(&mut self, event: Event<'a>, range: &Range<usize>, origin: Range<usize>) {
        let annotations = self.annotations_on(range);
        if self.stretch.as_ref().is_some_and(|open| *open != annotations) {
            self.close(origin.start);
        }
        if self.stretch.is_none() && !annotations.is_empty() {
            let first: Vec<usize> =
                annotations.iter().copied().filter(|&index| !std::mem::replace(&mut self.begun[index], true)).collect();
            let hole =
                self.holes.add(Hole::Mark(Stretch { annotations: annotations.clone(), first, last: Vec::new() }));
            self.out.push((hole, origin.clone()));
            self.stretch = Some(annotations);
        }
        let end = origin.end;
        self.out.push((event, origin));
        while let Some((_, annotation)) = self.notes.pop_if(|(at, _)| *at <= range.end) {
            self.holes.end_annotation(annotation);
            if !self.closed.is_any() {
                self.close(end);
            }
            self.waiting.push(annotation);
        }
        self.release(end);
    }

    /// The annotations on some words; asked for from the first words to the last, a run before its parts.
    fn annotations_on(&mut self, range: &Range<usize>) -> Vec<usize> {
        let passages = self.passages;
        while let Some((_, annotation)) = self.starts.pop_if(|(start, _)| *start < range.end) {
            let at = self.near.partition_point(|&other| other < annotation);
            self.near.insert(at, annotation);
        }
        self.near.retain(|&annotation| range.start < passages[annotation].end);
        self.near.iter().copied().filter(|&annotation| passages[annotation].start < range.end).collect()
    }

    /// Puts the notes that wait here, if here is a place for them.
    fn release(&mut self, at: usize) {
        if !self.closed.is_any() {
            for annotation in std::mem::take(&mut self.waiting) {
                self.note(annotation, at);
            }
        }
    }

    fn note(&mut self, annotation: usize, at: usize) {
        let hole = self.holes.add(Hole::Note(annotation));
        self.out.push((hole, at..at));
    }

    fn close(&mut self, at: usize) {
        if self.stretch.take().is_some() {
            self.out.push((Event::InlineHtml("</mark>".into()), at..at));
        }
    }
}

/// Counts the raw elements that open and close in some HTML and must not hold a button.
fn count_closed(html: &str, open: &mut usize) {
    if html.starts_with("<!") || html.starts_with("<?") {
        return;
    }
    for (at, _) in html.match_indices('<') {
        let (tag, ends) = match html[at + 1..].strip_prefix('/') {
            Some(tag) => (tag, true),
            None => (&html[at + 1..], false),
        };
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if ["a", "button", "label"].iter().any(|closed| name.eq_ignore_ascii_case(closed)) {
            *open = if ends { open.saturating_sub(1) } else { *open + 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::markdown_events;

    /// The HTML with `{note}` for the note of an annotation on all occurrences of `words`.
    fn shown(text: &str, words: &str) -> String {
        let events = markdown_events(text, &(0..text.len()));
        let prose = Prose::of(&events);
        let at = prose.text.find(words).expect("the words are there");
        let mut holes = Holes::default();
        let body = super::super::body::write(
            cut(events, &prose, std::slice::from_ref(&(at..at + words.len())), &mut holes),
            holes,
        );
        let mut html = body.html;
        for (at, hole) in body.holes.iter().rev() {
            html.insert_str(*at, if matches!(hole, Hole::Note(_)) { "{note}" } else { "<mark>" });
        }
        html
    }

    #[test]
    fn no_note_stands_in_a_raw_link_and_none_is_lost() {
        for (text, html) in [
            ("<a\nhref=x>one</a> two", "<p><a\nhref=x><mark>one</mark></a>{note} two</p>\n"),
            ("<BUTTON>one</BUTTON> two", "<p><BUTTON><mark>one</mark></BUTTON>{note} two</p>\n"),
            ("<a name=top> one two", "<p><a name=top> <mark>one</mark> two{note}</p>\n"),
            ("`half one more`", "<p><code>half <mark>one</mark> more</code>{note}</p>\n"),
            ("<abbr>one</abbr> two", "<p><abbr><mark>one</mark>{note}</abbr> two</p>\n"),
            ("<a href=x>\n\none\n\n</a>", "<a href=x>\n<p><mark>one</mark></p>\n</a>{note}"),
            ("<a href=x>\n\none", "<a href=x>\n<p><mark>one</mark></p>\n{note}"),
        ] {
            assert_eq!(shown(text, "one"), html, "{text}");
        }
    }
}
