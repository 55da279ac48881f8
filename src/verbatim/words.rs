//! A text as a row of words, each with its place.
//!
//! What a keyboard, a line width or a transcriber decides is gone: quotation marks, dashes, commas and full stops,
//! white space, soft hyphens, capitals, accents composed or not, hyphens within words. What changes a statement
//! stays and counts as a word: digits with their points, signs such as `%`, `$`, `-` before a number, and `?`.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use rustc_hash::FxHasher;
use unicode_normalization::UnicodeNormalization;

use crate::parse::{composes, is_invisible, is_written_without_spaces};

/// A text and the words in it.
#[derive(Debug, Default)]
pub struct Words {
    pub text: String,
    /// All words as they are compared, one after the other.
    folded: String,
    list: Vec<Word>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    start: u32,
    end: u32,
    folded: (u32, u32),
    hash: u64,
}

impl Words {
    /// Cuts a text into words; where its lines were broken by a typesetter, a hyphen at the end of one joins.
    pub fn of(text: String, joins_lines: bool) -> Self {
        let mut words = Self::default();
        let mut cursor = Cursor { text: &text, at: 0, joins_lines };
        let mut raw = String::new();
        while let Some(range) = cursor.next_word(&mut raw) {
            words.push(range, &raw);
        }
        words.text = text;
        words
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A word as it is compared.
    pub fn folded(&self, word: usize) -> &str {
        let (start, end) = self.list[word].folded;
        &self.folded[start as usize..end as usize]
    }

    /// Stands for a word as it is compared.
    pub fn hash(&self, word: usize) -> u64 {
        self.list[word].hash
    }

    /// Where a word begins in the text.
    pub fn start(&self, word: usize) -> usize {
        self.list[word].start as usize
    }

    /// The stretch of the text from the first to the last of some words, as it is written.
    pub fn written(&self, words: Range<usize>) -> &str {
        match (self.list.get(words.start), words.end.checked_sub(1).and_then(|last| self.list.get(last))) {
            (Some(first), Some(last)) if first.start <= last.end => &self.text[first.start as usize..last.end as usize],
            _ => "",
        }
    }

    /// What stands between a word and the one after it.
    pub fn gap_after(&self, word: usize) -> &str {
        let end = self.list[word].end as usize;
        let next = self.list.get(word + 1).map_or(self.text.len(), |next| next.start as usize);
        &self.text[end..next.max(end)]
    }

    fn push(&mut self, range: Range<usize>, raw: &str) {
        let start = self.folded.len();
        if raw.is_ascii() {
            self.folded.extend(raw.chars().map(|c| c.to_ascii_lowercase()));
        } else {
            self.folded.extend(raw.nfc().flat_map(char::to_lowercase));
        }
        let mut hasher = FxHasher::default();
        self.folded[start..].hash(&mut hasher);
        self.list.push(Word {
            start: to_u32(range.start),
            end: to_u32(range.end),
            folded: (to_u32(start), to_u32(self.folded.len())),
            hash: hasher.finish(),
        });
    }
}

/// Archived copies are far smaller: [`super::copy`] turns larger ones away.
fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    joins_lines: bool,
}

impl Cursor<'_> {
    /// The next word's place; its letters, without what only joins them, go into `raw`.
    fn next_word(&mut self, raw: &mut String) -> Option<Range<usize>> {
        raw.clear();
        loop {
            let c = self.peek(0)?;
            let start = self.at;
            if is_sign(c) || (matches!(c, '-' | '−') && self.is_minus()) {
                self.at += c.len_utf8();
                raw.push(if c == '−' { '-' } else { c });
                return Some(start..self.at);
            }
            if c.is_alphanumeric() {
                let end = self.take_word(raw);
                return Some(start..end);
            }
            self.at += c.len_utf8();
        }
    }

    /// Takes letters and digits, and what stands between two of them and joins them.
    fn take_word(&mut self, raw: &mut String) -> usize {
        let mut end = self.at;
        let mut last = ' ';
        while let Some(c) = self.peek(0) {
            let part = c.is_alphanumeric() || (last != ' ' && composes(c));
            if part {
                let alone = is_written_without_spaces(c);
                if alone && last != ' ' && !composes(c) {
                    break;
                }
                self.at += c.len_utf8();
                spell(c, raw);
                (last, end) = (if composes(c) { last } else { c }, self.at);
                if alone && !self.peek(0).is_some_and(composes) {
                    break;
                }
                continue;
            }
            match self.joint(c, last) {
                Some((width, kept)) => {
                    raw.extend(kept);
                    self.at += width;
                }
                None => break,
            }
        }
        end
    }

    /// What joins the letter before with one that follows: how long it is, and what of it counts.
    fn joint(&self, c: char, last: char) -> Option<(usize, Option<char>)> {
        let width = c.len_utf8();
        let next = self.peek(width);
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_written_without_spaces(c));
        let digits = last.is_numeric() && next.is_some_and(char::is_numeric);
        match c {
            // A soft hyphen at the end of a line stands for nothing, nor does the line's end.
            '\u{ad}' => Some((width + self.line_end(width).unwrap_or(0), None)),
            c if is_invisible(c) => Some((width, None)),
            '\'' | '’' | '‘' | 'ʼ' | '＇' if is_word(next) && !digits => Some((width, Some('\''))),
            '.' | ',' if digits => Some((width, Some(c))),
            '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' if digits => Some((width, None)),
            '-' | '‐' | '‑' if is_word(next) && !digits => Some((width, None)),
            '-' | '‐' if self.joins_lines && last.is_alphabetic() => {
                let end = width + self.line_end(width)?;
                self.peek(end).is_some_and(char::is_lowercase).then_some((end, None))
            }
            _ => None,
        }
    }

    /// The length of the line's end and the white space around it, if that is all that follows on this line.
    fn line_end(&self, from: usize) -> Option<usize> {
        let rest = &self.text[self.at + from..];
        let blank = rest.len() - rest.trim_start().len();
        (rest[..blank].matches('\n').count() == 1).then_some(blank)
    }

    /// Whether the hyphen here is the sign of a number: `-5`, not `1990-2000`, `mid-1990` or `--5`.
    fn is_minus(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        self.peek(self.peek(0).map_or(1, char::len_utf8)).is_some_and(char::is_numeric)
            && before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '$' | '€' | '£'))
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead..)?.chars().next()
    }
}

/// Signs that say something.
fn is_sign(c: char) -> bool {
    matches!(c, '%' | '‰' | '$' | '€' | '£' | '¥' | '°' | '+' | '=' | '<' | '>' | '&' | '?' | '？')
}

/// Ligatures are letters.
fn spell(c: char, raw: &mut String) {
    match c {
        'ﬀ' => raw.push_str("ff"),
        'ﬁ' => raw.push_str("fi"),
        'ﬂ' => raw.push_str("fl"),
        'ﬃ' => raw.push_str("ffi"),
        'ﬄ' => raw.push_str("ffl"),
        'ﬅ' | 'ﬆ' => raw.push_str("st"),
        c => raw.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        let words = Words::of(text.to_owned(), true);
        (0..words.len()).map(|word| words.folded(word).to_owned()).collect()
    }

    #[test]
    fn what_a_keyboard_decides_makes_no_difference() {
        for (one, other) in [
            ("“We’ll see,” he said", "we'll see he said"),
            ("a well-known co\u{ad}operation", "A wellknown cooperation"),
            ("an exam-\n  ple of many", "an example of many"),
            ("an exam\u{ad}\nple", "an example"),
            ("the cafe\u{301}s — all", "the cafés -- all"),
            ("the oﬃce ﬁnds", "the office finds"),
            ("1\u{a0}450 people", "1450 people"),
            ("James’ end.", "James end"),
            ("minus −5, not -5", "minus -5 not −5"),
        ] {
            assert_eq!(folded(one), folded(other), "{one:?}");
        }
        for (one, other) in [
            ("1,450", "1.450"),
            ("20%", "20"),
            ("We won?", "We won."),
            ("-5", "5"),
            ("don't", "do"),
            ("résumé", "resume"),
        ] {
            assert_ne!(folded(one), folded(other), "{one:?}");
        }
        assert_eq!(folded("in 1990-2000, two-\nand COVID-19"), ["in", "1990", "2000", "twoand", "covid19"]);
        assert_eq!(folded("北京 2008"), ["北", "京", "2008"]);
    }

    #[test]
    fn words_know_their_places() {
        let text = "So “it’s exam-\nple”, he said?";
        let words = Words::of(text.to_owned(), true);
        assert_eq!(words.written(1..3), "it’s exam-\nple");
        assert_eq!(words.gap_after(2), "”, ");
        assert_eq!(words.written(5..6), "?");
        assert_eq!(words.written(3..3), "");
    }

    proptest::proptest! {
        #[test]
        fn takes_any_text(text in "\\PC*", noise in "[a-c0-2\\-'’.,\n\u{ad}\u{301}% 北]{0,40}") {
            for text in [text, noise] {
                let words = Words::of(text, true);
                for word in 0..words.len() {
                    proptest::prop_assert!(!words.folded(word).is_empty() && !words.written(word..word + 1).is_empty());
                }
            }
        }
    }
}
