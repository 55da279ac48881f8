//! Counts in round words: `dozens`, `hundreds of`, `tens of thousands`; and how often: `sixfold`.

use crate::quantity::{Kind, Reader, Sieve, Token};

use super::names::meaning;

/// A count without a numeral, with the token after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vague {
    pub from: f64,
    pub to: Option<f64>,
    pub end: usize,
    /// Sixfold, which is none of a thing.
    pub is_times: bool,
}

/// Whether a round count can begin with a token, which turns most words away.
pub fn may_be(token: &Token) -> bool {
    WORDS.passes(token.outline) && token.kind == Kind::Word
}

/// Reads a round count that begins at a token.
pub fn read(reader: &Reader<'_>, at: usize) -> Option<Vague> {
    // Words in capitals are left alone.
    if !reader.token_text(at).ends_with(char::is_lowercase) {
        return None;
    }
    let word = reader.lower(at);
    if let Some(from) = meaning(TIMES, &word) {
        return Some(Vague { from, to: None, end: at + 1, is_times: true });
    }
    let size = meaning(SIZES, &word)?;
    let mut from = size;
    let mut end = at + 1;
    if reader.is_one_of(end, &["of"])
        && let Some(larger) = meaning(SIZES, &reader.lower(end + 1)).filter(|larger| *larger > size || size >= 1000.0)
    {
        from *= larger;
        end += 2;
    }
    if size == 12.0 && end == at + 1 {
        return Some(Vague { from, to: None, end, is_times: false });
    }
    // Hundreds are from one hundred to a thousand.
    let to = if size == 12.0 { None } else { Some(from * if size == 10.0 || size == 100.0 { 10.0 } else { 1000.0 }) };
    Some(Vague { from, to, end, is_times: false })
}

const SIZES: &[(&str, f64)] =
    &[("dozens", 12.0), ("tens", 10.0), ("hundreds", 100.0), ("thousands", 1e3), ("millions", 1e6), ("billions", 1e9)];

const TIMES: &[(&str, f64)] = &[
    ("twofold", 2.0),
    ("threefold", 3.0),
    ("fourfold", 4.0),
    ("fivefold", 5.0),
    ("sixfold", 6.0),
    ("sevenfold", 7.0),
    ("eightfold", 8.0),
    ("ninefold", 9.0),
    ("tenfold", 10.0),
];

static WORDS: Sieve = Sieve::EMPTY.with_keys(SIZES).with_keys(TIMES);
