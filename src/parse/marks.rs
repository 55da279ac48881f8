//! Cuts an article's events where annotations begin and end, so that marks come out flat.
//!
//! A stretch is a run of words with the same annotations on it and nothing but words in it: it ends before
//! every tag and begins again after. So a `<mark>` never crosses another element, whatever overlaps what,
//! and the stretches of one annotation share its id. A note stands behind the last stretch of its
//! annotation; behind the link, if that is inside one, since a link must not hold a button.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::body::{Hole, Holes, Stretch};
use super::markdown::Spanned;
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
        notes: notes(passages),
        begun: vec![false; passages.len()],
        stretch: None,
        links: 0,
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
    cutter.out
}

/// All places where the set of annotations changes, in order.
fn cuts(passages: &[Range<usize>]) -> Vec<usize> {
    let mut cuts: Vec<usize> = passages.iter().flat_map(|passage| [passage.start, passage.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
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
    notes: Vec<(usize, usize)>,
    /// Whether an annotation has had a stretch.
    begun: Vec<bool>,
    /// The annotations on the stretch that is open.
    stretch: Option<Vec<usize>>,
    /// How many links are open, Markdown's or raw ones.
    links: usize,
    /// Notes whose annotation ended inside a link.
    waiting: Vec<usize>,
    out: Vec<Spanned<'a>>,
    holes: &'p mut Holes,
}

impl<'a> Cutter<'a, '_> {
    /// Takes an event that has words in the prose.
    fn words(&mut self, event: Event<'a>, run: &Run, origin: Range<usize>) {
        match event {
            Event::Text(text) => self.text(text, run, &origin),
            Event::Code(text) => {
                // Code is an element of its own: words before it are in another stretch.
                let touched =
                    self.passages.iter().any(|passage| passage.start < run.range.end && run.range.start < passage.end);
                if !touched {
                    return self.whole(Event::Code(text), run, origin);
                }
                self.close(origin.start);
                self.out.push((Event::InlineHtml("<code>".into()), origin.clone()));
                let notes = self.hold_notes();
                self.text(text, run, &origin);
                self.close(origin.end);
                self.out.push((Event::InlineHtml("</code>".into()), origin.clone()));
                self.release_notes(notes, origin.end);
            }
            event @ (Event::SoftBreak | Event::HardBreak) => self.whole(event, run, origin),
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
        let raw = match &event {
            Event::InlineHtml(html) => Some(html.to_ascii_lowercase()),
            _ => None,
        };
        let opens = matches!(event, Event::Start(Tag::Link { .. }))
            || raw.as_deref().is_some_and(|html| html.starts_with("<a ") || html == "<a>");
        let closes =
            matches!(event, Event::End(TagEnd::Link)) || raw.as_deref().is_some_and(|html| html.starts_with("</a"));
        self.out.push((event, origin));
        if opens {
            self.links += 1;
        }
        if closes {
            self.links = self.links.saturating_sub(1);
            if self.links == 0 {
                for annotation in std::mem::take(&mut self.waiting) {
                    self.note(annotation, end);
                }
            }
        }
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
        let on = |passage: &Range<usize>| passage.start < range.end && range.start < passage.end;
        let annotations: Vec<usize> =
            self.passages.iter().enumerate().filter(|(_, passage)| on(passage)).map(|(index, _)| index).collect();
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
        while let Some(&(at, annotation)) = self.notes.last().filter(|(at, _)| *at <= range.end) {
            debug_assert!(at <= range.end);
            self.notes.pop();
            self.holes.end_annotation(annotation);
            if self.links > 0 {
                self.waiting.push(annotation);
            } else {
                self.close(end);
                self.note(annotation, end);
            }
        }
    }

    fn note(&mut self, annotation: usize, at: usize) {
        let hole = self.holes.add(Hole::Note(annotation));
        self.out.push((hole, at..at));
    }

    /// Treats what follows as if it were in a link, so that notes wait for its end.
    fn hold_notes(&mut self) -> usize {
        self.links += 1;
        self.waiting.len()
    }

    fn release_notes(&mut self, before: usize, at: usize) {
        self.links -= 1;
        if self.links == 0 {
            for annotation in self.waiting.split_off(before) {
                self.note(annotation, at);
            }
        }
    }

    fn close(&mut self, at: usize) {
        if self.stretch.take().is_some() {
            self.out.push((Event::InlineHtml("</mark>".into()), at..at));
        }
    }
}
