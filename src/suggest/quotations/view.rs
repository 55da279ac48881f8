//! What both models look at: where stretches, words and mentions stand to each other.

use super::lexicon::{Cue, Sort};
use super::marks::Stretch;
use super::mentions::{Kind, Mention};
use super::words::{Word, Words};

/// What is asked of a whole text.
#[derive(Debug)]
pub struct View<'a> {
    pub text: &'a str,
    pub words: &'a Words,
    pub stretches: &'a [Stretch],
    pub mentions: &'a [Mention],
    /// For each mention, the first that has the same last word.
    pub same: &'a [u32],
    pub counts: &'a [u16],
    /// For each mention and the end, how many before it are in no apposition, and how many of these are subjects.
    pub before: &'a [(u32, u32)],
    /// For each stretch, what its first word is.
    pub opening: &'a [Sort],
}

/// What was decided so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Past {
    /// The stretch before, if it is a quotation.
    pub stretch: Option<usize>,
    pub mention: Option<usize>,
    /// Whether the stretch right before was taken for a quotation; none at the start.
    pub previous: Option<bool>,
}

impl View<'_> {
    pub fn word(&self, at: usize) -> Option<&Word> {
        self.words.words.get(at)
    }

    pub fn at(&self, stretch: usize) -> usize {
        self.words.quotes[stretch] as usize
    }

    /// The mentions that may have said a stretch.
    pub fn candidates(&self, stretch: usize) -> std::ops::Range<usize> {
        let at = self.at(stretch);
        let middle = self.mentions.partition_point(|mention| mention.from < at);
        let paragraph = self.words.words[at].paragraph;
        let near = |mention: &Mention| self.words.words[mention.from].paragraph.abs_diff(paragraph);
        let from = self.mentions[..middle].iter().rev().take(16).take_while(|m| near(m) <= 6).count();
        let to = self.mentions[middle..].iter().take(8).take_while(|m| near(m) <= 2).count();
        middle - from..middle + to
    }

    /// Whether two mentions seem to be of one: by name, or by a pronoun beside who spoke last.
    pub fn alike(&self, one: usize, other: usize, past: Past) -> bool {
        let pronoun = |number: usize| matches!(self.mentions[number].kind, Kind::Pronoun | Kind::Plural);
        let last = |number: usize| past.mention == Some(number);
        self.same[one] == self.same[other] || (pronoun(one) && last(other)) || (pronoun(other) && last(one))
    }

    /// Where a verb stands as seen from a stretch.
    pub fn verb_place(&self, verb: usize, at: usize) -> usize {
        let words = &self.words.words;
        let same = words[verb].sentence == words[at].sentence;
        if verb < at {
            match (same, at - verb - 1) {
                (true, 0) => 0,
                (true, 1) if matches!(words[verb + 1].sort, Sort::Comma | Sort::Colon) => 0,
                (true, ..=5) if words[verb].quotes == words[at].quotes => 1,
                (true, _) => 2,
                _ if words[verb].paragraph == words[at].paragraph => 3,
                _ => 4,
            }
        } else {
            let clear = self.quotes_and_stops(at + 1, verb) == (0, 0);
            match (same && clear, verb - at - 1) {
                (true, ..=8) => 5,
                (true, _) => 6,
                _ => 7,
            }
        }
    }

    /// How many quoted stretches and ends of sentences stand from one word to another.
    pub fn quotes_and_stops(&self, from: usize, to: usize) -> (u32, u32) {
        let words = &self.words.words;
        (words[to].quotes - words[from].quotes, words[to].stops - words[from].stops)
    }

    pub fn left(&self, at: usize) -> usize {
        let Some(word) = at.checked_sub(1).and_then(|before| self.word(before)) else { return 0 };
        if word.paragraph != self.words.words[at].paragraph {
            return 1;
        }
        match word.sort {
            _ if word.cue != Cue::None => 2,
            Sort::Comma => 3,
            Sort::Colon => 4,
            Sort::Stop => 5,
            Sort::Conjunction | Sort::Relative | Sort::Determiner => 6,
            _ => 7,
        }
    }

    /// How a stretch ends and what is behind: a comma, a full stop, a question, nothing; a comma that is not within the
    /// marks; the end of the paragraph.
    pub fn right(&self, at: usize, stretch: usize) -> usize {
        match self.ending(at, stretch) {
            Some(',') => 0,
            Some('.') => 1,
            Some('?' | '!') => 2,
            _ => match self.behind(at, stretch) {
                Some(word) => match word.sort {
                    Sort::Comma => 3,
                    Sort::Quote => 6,
                    _ => 5,
                },
                None => 7,
            },
        }
    }

    /// The sign that ends a stretch: within the marks, as in America, or right behind them, as elsewhere.
    pub fn ending(&self, at: usize, stretch: usize) -> Option<char> {
        let last = self.text[self.stretches[stretch].span.clone()].chars().next_back();
        let outside = self.outside(at, stretch).and_then(|word| word.of(self.text).chars().next());
        outside.or(last)
    }

    /// The sign behind the marks that others write within them.
    pub fn outside(&self, at: usize, stretch: usize) -> Option<&Word> {
        let inside = self.text[self.stretches[stretch].span.clone()].ends_with([',', '.', '?', '!', '…']);
        let next = self.word(at + 1).filter(|word| word.paragraph == self.words.words[at].paragraph);
        next.filter(|word| !inside && matches!(word.sort, Sort::Comma | Sort::Stop))
    }

    /// The first word behind a stretch and its comma or full stop, in its paragraph.
    pub fn behind(&self, at: usize, stretch: usize) -> Option<&Word> {
        let next = at + 1 + usize::from(self.outside(at, stretch).is_some());
        self.word(next).filter(|word| word.paragraph == self.words.words[at].paragraph)
    }
}
