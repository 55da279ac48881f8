//! The words of a language as they are looked up, word for word of a text: sifted first, then hashed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Hedge;
use super::english::ENGLISH;
use super::german::GERMAN;
use super::language::{Piece, Words};
use super::sieve::{Outline, Sieve};

/// A hedge of some words, told by those before its last one, from there backwards.
pub struct Before {
    pub words: Vec<&'static str>,
    pub hedge: Hedge,
}

/// What some words are in numerals, and which hedges they end or begin.
pub struct Lookup {
    numerals: Sieve,
    pieces: FxHashMap<&'static str, Piece>,
    /// By their last word.
    hedges: FxHashMap<&'static str, Vec<Before>>,
    last_of_hedges: Sieve,
    first_of_hedges_after: Sieve,
}

/// The lookup for the words of a language, which is made once.
pub fn lookup(words: &'static Words) -> &'static Lookup {
    static LOOKUPS: LazyLock<[Lookup; 2]> = LazyLock::new(|| [Lookup::of(&ENGLISH), Lookup::of(&GERMAN)]);
    let [english, german] = &*LOOKUPS;
    if std::ptr::eq(words, &raw const ENGLISH) { english } else { german }
}

impl Lookup {
    fn of(words: &Words) -> Self {
        let mut lookup = Self {
            numerals: Sieve::EMPTY.with_keys(words.numerals),
            pieces: words.numerals.iter().copied().collect(),
            hedges: FxHashMap::default(),
            last_of_hedges: Sieve::EMPTY,
            first_of_hedges_after: Sieve::EMPTY,
        };
        for &(phrase, hedge) in words.hedges {
            let mut words = phrase.rsplit(' ');
            let last = words.next().unwrap_or(phrase);
            lookup.last_of_hedges.add(last);
            lookup.hedges.entry(last).or_default().push(Before { words: words.collect(), hedge });
        }
        for (phrase, _) in words.hedges_after {
            lookup.first_of_hedges_after.add(phrase.split(' ').next().unwrap_or(phrase));
        }
        lookup
    }

    /// Whether a word can be a piece of a numeral, which most cannot.
    pub fn may_be_piece(&self, outline: Outline) -> bool {
        self.numerals.passes(outline)
    }

    /// What a word in lower case is in numerals.
    pub fn piece(&self, word: &str) -> Option<Piece> {
        self.pieces.get(word).copied()
    }

    /// Whether a word or sign can be the last one of a hedge.
    pub fn may_end_hedge(&self, outline: Outline) -> bool {
        self.last_of_hedges.passes(outline)
    }

    /// The hedges whose last word this is, in lower case.
    pub fn hedges_ending(&self, word: &str) -> &[Before] {
        self.hedges.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether a word or sign can be the first one of a hedge behind a number.
    pub fn may_begin_hedge_after(&self, outline: Outline) -> bool {
        self.first_of_hedges_after.passes(outline)
    }
}
