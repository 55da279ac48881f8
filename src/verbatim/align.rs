//! Lays the words of a quote over a stretch of a text, with as few edits as can be.
//!
//! Words that a typesetter parted or joined (`can not`, a hyphen at the end of a line) are no edits, nor is what
//! stands between two pages, nor what a cut in the quote leaves out.

use std::ops::Range;

use super::pattern::Pattern;
use super::words::Words;

/// Where the words of a quote stand in a text, and in what they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The words of the text.
    pub place: Range<usize>,
    pub edits: Vec<Edit>,
    /// What the quote's own cuts and insertions leave out: the word of the quote after it, and the words of the text.
    pub gaps: Vec<(usize, Range<usize>)>,
    /// How many words of the quote stand there as they are.
    pub matched: usize,
}

/// A stretch of words in the text that the quote has otherwise; either may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub here: Range<usize>,
    pub there: Range<usize>,
}

impl Edit {
    /// Both sides as they are written.
    pub fn written<'a>(&self, quote: &'a Words, text: &'a Words) -> (&'a str, &'a str) {
        (quote.written(self.here.clone()), text.written(self.there.clone()))
    }
}

/// The longest foot of one page and head of the next that may stand within a quote.
const BETWEEN_PAGES: usize = 120;

/// Leaving a word out is what quotes do most often, so of two readings it is the likelier.
const EXTRA: u32 = 2;
const OTHER: u32 = 5;
const MISSING: u32 = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Start,
    Same,
    Other,
    /// A word of the text that the quote lacks.
    Extra,
    /// A word of the quote that the text lacks.
    Missing,
    /// A word that a break of the quote leaves out.
    Gap,
    /// Two words of the quote are one in the text.
    Joined,
    /// One word of the quote is two in the text.
    Parted,
}

/// Lays a quote over the words of a text that stand in `window`.
pub fn align(pattern: &Pattern, text: &Words, window: Range<usize>) -> Passage {
    let steps = fill(pattern, text, window.clone());
    trace(pattern, text, window, &steps)
}

/// The cheapest way to each pair of places, and the column where the cheapest of all ends.
struct Steps {
    steps: Vec<Step>,
    width: usize,
    end: usize,
}

fn fill(pattern: &Pattern, text: &Words, window: Range<usize>) -> Steps {
    let quote = &pattern.words;
    let (height, width) = (quote.len() + 1, window.len() + 1);
    let mut steps = vec![Step::Start; height * width];
    // Costs of this row and of the two above.
    let (mut above2, mut above, mut row) = (vec![0u32; width], vec![0u32; width], vec![0u32; width]);
    for at in 1..height {
        let is_gap = pattern.break_before(at).is_some();
        std::mem::swap(&mut above2, &mut above);
        std::mem::swap(&mut above, &mut row);
        for column in 0..width {
            let mut best = (above[column] + MISSING, Step::Missing);
            let mut offer = |cost: u32, step: Step| {
                if cost < best.0 {
                    best = (cost, step);
                }
            };
            if column > 0 {
                let there = window.start + column - 1;
                if quote.hash(at - 1) == text.hash(there) {
                    offer(above[column - 1], Step::Same);
                } else {
                    if at > 1 && is_joined(quote, at - 2, text, there) {
                        offer(above2[column - 1], Step::Joined);
                    }
                    if column > 1 && is_joined(text, there - 1, quote, at - 1) {
                        offer(above[column - 2], Step::Parted);
                    }
                    offer(above[column - 1] + OTHER, Step::Other);
                }
                match is_gap {
                    true => offer(row[column - 1], Step::Gap),
                    false => offer(row[column - 1] + EXTRA, Step::Extra),
                }
            }
            row[column] = best.0;
            steps[at * width + column] = best.1;
        }
    }
    let end = (0..width).min_by_key(|&column| row[column]).unwrap_or(0);
    Steps { steps, width, end }
}

/// Whether two words of one text, put together, are one word of the other.
fn is_joined(two: &Words, at: usize, one: &Words, whole: usize) -> bool {
    let (first, second, whole) = (two.folded(at), two.folded(at + 1), one.folded(whole));
    whole.len() == first.len() + second.len() && whole.starts_with(first) && whole.ends_with(second)
}

fn trace(pattern: &Pattern, text: &Words, window: Range<usize>, filled: &Steps) -> Passage {
    let (mut at, mut column) = (pattern.words.len(), filled.end);
    let end = window.start + column;
    let mut passage = Passage { place: end..end, edits: Vec::new(), gaps: Vec::new(), matched: 0 };
    loop {
        let step = filled.steps[at * filled.width + column];
        let there = window.start + column;
        match step {
            Step::Start => break,
            Step::Same => passage.matched += 1,
            Step::Joined => passage.matched += 2,
            Step::Parted => passage.matched += 1,
            Step::Other => passage.add_before(at - 1..at, there - 1..there),
            Step::Extra => passage.add_before(at..at, there - 1..there),
            Step::Missing => passage.add_before(at - 1..at, there..there),
            Step::Gap => match passage.gaps.last_mut() {
                Some((before, words)) if *before == at => words.start = there - 1,
                _ => passage.gaps.push((at, there - 1..there)),
            },
        }
        (at, column) = match step {
            Step::Start => break,
            Step::Same | Step::Other => (at - 1, column - 1),
            Step::Extra | Step::Gap => (at, column - 1),
            Step::Missing => (at - 1, column),
            Step::Joined => (at - 2, column - 1),
            Step::Parted => (at - 1, column - 2),
        };
    }
    passage.place.start = window.start + column;
    passage.edits.reverse();
    passage.gaps.reverse();
    passage.edits.retain(|edit| !is_between_pages(edit, text));
    passage
}

impl Passage {
    /// Adds an edit in front of those that are known, or makes the first of them longer.
    fn add_before(&mut self, here: Range<usize>, there: Range<usize>) {
        match self.edits.last_mut() {
            Some(edit) if edit.here.start == here.end && edit.there.start == there.end => {
                edit.here.start = here.start;
                edit.there.start = there.start;
            }
            _ => self.edits.push(Edit { here, there }),
        }
    }
}

fn is_between_pages(edit: &Edit, text: &Words) -> bool {
    let from = edit.there.start.saturating_sub(1);
    edit.here.is_empty()
        && edit.there.len() <= BETWEEN_PAGES
        && (from..edit.there.end).any(|word| text.gap_after(word).contains('\u{c}'))
}
