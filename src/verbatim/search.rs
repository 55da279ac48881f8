//! Finds a quote in a text: word for word by an index of words, or the passage that is most like it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::align::{Passage, align};
use super::pattern::Pattern;
use super::words::Words;

/// A text that is searched often, with an index of its words.
#[derive(Debug)]
pub struct Document {
    pub words: Words,
    places: FxHashMap<u64, Vec<u32>>,
}

/// What came of looking for a quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Every word of it stands there, in this order.
    Whole(Passage),
    /// It stands there with edits.
    Edited(Passage),
    /// It does not; the words of the passage that is most like it, if one is.
    Nowhere(Option<Range<usize>>),
}

/// Quotes of more words are looked for word for word alone.
const LONG: usize = 1500;

/// How many passages are compared word by word if none is the same.
const CANDIDATES: usize = 4;

/// How many of a quote's rarest words lead to these.
const SEEDS: usize = 24;

/// A word that stands in more places leads nowhere.
const COMMON: usize = 2000;

impl Document {
    pub fn new(words: Words) -> Self {
        let mut places: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for word in 0..words.len() {
            places.entry(words.hash(word)).or_default().push(u32::try_from(word).unwrap_or(u32::MAX));
        }
        Self { words, places }
    }

    /// Looks for a quote word for word; its parts stand in order, and near one another.
    pub fn find_whole(&self, pattern: &Pattern) -> Option<Passage> {
        let quote = &pattern.words;
        let mut parts = pattern.parts().into_iter();
        let first = parts.next().filter(|part| !part.is_empty())?;
        let begin = |at: usize| Passage {
            place: at..at + first.len(),
            edits: Vec::new(),
            gaps: Vec::new(),
            matched: quote.len(),
        };
        let mut chains: Vec<Passage> = self.places_of(quote, first.clone()).into_iter().map(begin).collect();
        for part in parts {
            let reach = pattern.break_before(part.start).map_or(0, |kind| kind.reach());
            let places = self.places_of(quote, part.clone());
            chains = places
                .into_iter()
                .filter_map(|at| {
                    // The nearest beginning; chains are in the order of their ends.
                    let before = chains.partition_point(|chain| chain.place.end <= at).checked_sub(1)?;
                    let chain = chains[before].clone();
                    (at - chain.place.end <= reach).then(|| chain.then(part.start, at..at + part.len()))
                })
                .collect();
        }
        chains.into_iter().next()
    }

    /// Looks for a quote word for word, and else for the passage that is most like it.
    pub fn find(&self, pattern: &Pattern) -> Found {
        if let Some(passage) = self.find_whole(pattern) {
            return Found::Whole(passage);
        }
        let count = pattern.words.len();
        if count == 0 || count > LONG {
            return Found::Nowhere(None);
        }
        let likeness = |passage: &Passage| {
            let edited: usize = passage.edits.iter().map(|edit| edit.here.len().max(edit.there.len())).sum();
            (passage.matched as isize - edited as isize, std::cmp::Reverse(passage.place.start))
        };
        let windows = self.windows(pattern).into_iter();
        let best = windows.map(|window| align(pattern, &self.words, window)).max_by_key(likeness);
        match best {
            Some(passage) if passage.edits.is_empty() && passage.matched == count => Found::Whole(passage),
            Some(passage) if is_alike(&passage, count) => Found::Edited(passage),
            // Two words in five are worth showing.
            Some(passage) if passage.matched * 5 >= count * 2 && passage.matched > 1 => {
                Found::Nowhere(Some(passage.place))
            }
            _ => Found::Nowhere(None),
        }
    }

    /// All places where some words of a quote stand in one go.
    fn places_of(&self, quote: &Words, part: Range<usize>) -> Vec<usize> {
        let places = |word: usize| self.places.get(&quote.hash(word)).map_or(&[][..], Vec::as_slice);
        let Some(rarest) = part.clone().min_by_key(|&word| places(word).len()) else { return Vec::new() };
        let offset = rarest - part.start;
        let starts = places(rarest).iter().filter_map(|&at| (at as usize).checked_sub(offset));
        let fits = |&start: &usize| {
            start + part.len() <= self.words.len()
                && part.clone().enumerate().all(|(at, word)| {
                    quote.hash(word) == self.words.hash(start + at)
                        && quote.folded(word) == self.words.folded(start + at)
                })
        };
        starts.filter(fits).collect()
    }

    /// The stretches that share most of a quote's rarest words in about its order.
    fn windows(&self, pattern: &Pattern) -> Vec<Range<usize>> {
        let quote = &pattern.words;
        let count = quote.len();
        let places = |word: usize| self.places.get(&quote.hash(word)).map_or(&[][..], Vec::as_slice);
        let mut seeds: Vec<usize> = (0..count).filter(|&word| !places(word).is_empty()).collect();
        seeds.sort_by_key(|&word| (places(word).len(), word));
        let width = (count / 4).max(8);
        let mut votes: FxHashMap<usize, usize> = FxHashMap::default();
        for &word in seeds.iter().take(SEEDS) {
            let there = places(word);
            // A rare word says more than a common one.
            let weight = 1 + (self.words.len() / there.len()).ilog2() as usize;
            for &at in there.iter().take(COMMON) {
                let diagonal = at as usize + count - word;
                for bucket in [diagonal / width, diagonal / width + 1] {
                    *votes.entry(bucket).or_default() += weight;
                }
            }
        }
        let mut votes: Vec<(usize, usize)> = votes.into_iter().collect();
        votes.sort_by_key(|&(bucket, votes)| (std::cmp::Reverse(votes), bucket));
        const FURTHEST: usize = 1200;
        let reach: usize = pattern.breaks.iter().map(|at| at.kind.reach()).sum::<usize>().min(FURTHEST);
        let slack = count / 4 + 8 + reach;
        let window = |(bucket, _): (usize, usize)| {
            let start = ((bucket.max(1) - 1) * width).saturating_sub(count + slack);
            let end = ((bucket + 1) * width + slack).min(self.words.len());
            start.min(end)..end
        };
        votes.into_iter().take(CANDIDATES).map(window).collect()
    }
}

impl Passage {
    /// The same, going on after a break.
    fn then(mut self, word: usize, place: Range<usize>) -> Self {
        self.gaps.push((word, self.place.end..place.start));
        self.place.end = place.end;
        self
    }
}

/// Whether two wordings are of one statement: most words are the same, and no more than half as many were put in.
fn is_alike(passage: &Passage, count: usize) -> bool {
    let extra: usize = passage.edits.iter().map(|edit| edit.there.len()).sum();
    passage.matched >= 3 && passage.matched * 10 >= count * 7 && extra * 2 <= count.max(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "THE SPEAKER: Order. We choose to go to the Moon in this decade and do the other things, not \
        because they are easy, but because they are hard; because that goal will serve to organize and measure the \
        best of our energies and skills. We may, if we are asked, go again. He said it was re-\nmarkable that 1,450 \
        people came.\u{c}12 | Report\nThey will not go back, can not go back, \u{c}or so they said.";

    fn document() -> Document {
        Document::new(Words::of(TEXT.to_owned(), true))
    }

    fn shown(quote: &str) -> String {
        let (document, pattern) = (document(), Pattern::of(quote));
        match document.find(&pattern) {
            Found::Whole(_) => "whole".to_owned(),
            Found::Edited(passage) => {
                let edits = passage.edits.iter().map(|edit| {
                    let (here, there) = edit.written(&pattern.words, &document.words);
                    format!("{there}>{here}")
                });
                edits.collect::<Vec<_>>().join(" ")
            }
            Found::Nowhere(None) => "nowhere".to_owned(),
            Found::Nowhere(Some(place)) => format!("near {}", document.words.written(place)),
        }
    }

    #[test]
    fn finds_quotes_word_for_word() {
        for quote in [
            "We choose to go to the moon in this decade",
            "“We choose to go to the Moon … because they are hard”",
            "We choose to go [there] in this decade",
            "[They] choose to go to the Moon",
            "It was remarkable that 1,450 people came",
            "1,450 people came. They will not go back",
            "They will not go back, cannot go back",
            "We may … go again",
            "go back or so they said",
        ] {
            assert_eq!(shown(quote), "whole", "{quote}");
        }
    }

    #[test]
    fn lists_edits() {
        for (quote, edits) in [
            ("We will, if we are asked, go again", "may>will"),
            ("because they are easy, but because they are hard", "whole"),
            ("not because they are simple, but because they are hard", "easy>simple"),
            ("They will go back, cannot go back", "not>"),
            ("remarkable that 1,540 people came", "1,450>1,540"),
            ("We go to the Moon in this decade", "choose to>"),
        ] {
            assert_eq!(shown(quote), edits, "{quote}");
        }
        assert_eq!(shown("Ask not what your country can do for you"), "nowhere");
        assert_ne!(shown("because they are hard … We choose to go to the Moon in this decade"), "whole", "the order");
    }

    #[test]
    fn parts_stand_near_one_another() {
        let text = format!("We begin here. {} And we end there.", "Word. ".repeat(2000));
        let document = Document::new(Words::of(text, false));
        assert!(!matches!(document.find(&Pattern::of("We begin here … and we end there")), Found::Whole(_)));
    }

    proptest::proptest! {
        #[test]
        fn takes_any_texts(quote in "[abc …\\[\\]\"“”.?-]{0,40}", text in "[abc \u{c}\n.?-]{0,80}") {
            let document = Document::new(Words::of(text, true));
            document.find(&Pattern::of(&quote));
        }
    }
}
