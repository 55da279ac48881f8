//! The words of a text as search compares them: what a reader types finds what an author wrote.
//!
//! Capitals, accents, points and ligatures make no difference, nor do separators inside of numbers. Scripts that write
//! words without spaces between them (Chinese, Japanese, Thai, …) are cut into pairs of characters that overlap.
//!
//! The script of the search page (`templates/static/search.js`) does the same to what is typed; `tests/browser.rs`
//! holds the two against each other.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut here; nobody types them to the end.
const LONGEST: usize = 32;

/// Adds a text to `folded`, in the spelling in which words are compared.
pub fn fold(text: &str, folded: &mut String) {
    folded.reserve(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(ascii);
        push_plain(plain, folded);
        let other = after.find(|c: char| c.is_ascii()).unwrap_or(after.len());
        let (marked, after) = after.split_at(other);
        for c in marked.nfkd().flat_map(char::to_lowercase).filter(|&c| !is_unseen(c)) {
            match spelled_out(c) {
                Some(letters) => letters.chars().for_each(|c| push(c, folded)),
                None => push(c, folded),
            }
        }
        rest = after;
    }
}

/// Adds ASCII, all at once where no number can be involved.
fn push_plain(plain: &str, folded: &mut String) {
    let bytes = plain.as_bytes();
    let parts_digits = |at: usize| {
        let is_digit = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_digit);
        is_digit(at.checked_sub(1).and_then(|before| bytes.get(before))) && is_digit(bytes.get(at + 1))
    };
    let continues = folded.ends_with(['.', ',']);
    if continues || memchr::memchr2_iter(b'.', b',', bytes).any(parts_digits) {
        plain.bytes().for_each(|byte| push(char::from(byte.to_ascii_lowercase()), folded));
    } else {
        let start = folded.len();
        folded.push_str(plain);
        folded[start..].make_ascii_lowercase();
    }
}

/// Adds a character; a separator between two digits is taken back (`113,000` is `113000`).
fn push(c: char, folded: &mut String) {
    if c.is_ascii_digit()
        && let [.., before, sign] = folded.as_bytes()
        && before.is_ascii_digit()
        && matches!(sign, b'.' | b',')
    {
        folded.pop();
    }
    folded.push(c);
}

/// The words of a folded text, in order; a word that stands twice comes twice.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    Runs(folded).flat_map(|(run, is_plain)| {
        let (whole, mixed) = if is_plain { (word(run), "") } else { (None, run) };
        whole.into_iter().chain(Mixed { rest: mixed, pairs: "" })
    })
}

/// Stretches of letters and digits, and whether they are ASCII throughout.
struct Runs<'a>(&'a str);

impl<'a> Iterator for Runs<'a> {
    type Item = (&'a str, bool);

    fn next(&mut self) -> Option<(&'a str, bool)> {
        let text = self.0;
        let mut start = None;
        let mut is_plain = true;
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            let (in_word, length) = if byte.is_ascii() {
                (byte.is_ascii_alphanumeric(), 1)
            } else {
                let c = text[at..].chars().next()?;
                is_plain &= !is_in_word(c);
                (is_in_word(c), c.len_utf8())
            };
            match start {
                None if in_word => start = Some(at),
                Some(_) if !in_word => break,
                _ => {}
            }
            at += length;
        }
        let start = start?;
        self.0 = &text[at..];
        Some((&text[start..at], is_plain))
    }
}

/// The words of a run in which scripts with and without spaces may meet.
struct Mixed<'a> {
    rest: &'a str,
    /// What is left of a stretch without spaces.
    pairs: &'a str,
}

impl<'a> Iterator for Mixed<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            if let Some(first) = self.pairs.chars().next() {
                let after = first.len_utf8();
                let second = self.pairs[after..].chars().next().map_or(0, char::len_utf8);
                let pair = &self.pairs[..after + second];
                self.pairs = &self.pairs[after..];
                return Some(pair);
            }
            let first = self.rest.chars().next()?;
            let is_spaced = !is_unspaced(first);
            let end = self.rest.find(|c| is_unspaced(c) == is_spaced).unwrap_or(self.rest.len());
            let (stretch, rest) = self.rest.split_at(end);
            self.rest = rest;
            match is_spaced {
                false => self.pairs = stretch,
                true => match word(stretch) {
                    Some(word) => return Some(word),
                    None => continue,
                },
            }
        }
    }
}

/// A word without its article, as far as search goes; none if it is a single letter, left over by an apostrophe.
fn word(word: &str) -> Option<&str> {
    if word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic() {
        return None;
    }
    let word = ARABIC_PREFIXES
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix).filter(|rest| rest.chars().nth(2).is_some()))
        .unwrap_or(word);
    Some(word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end]))
}

/// The Arabic article, with what is written together with it (the longer ones of the stemmer Light10, Larkey 2002).
const ARABIC_PREFIXES: [&str; 6] = ["وال", "بال", "كال", "فال", "ال", "لل"];

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Kana, Han.
fn is_unspaced(c: char) -> bool {
    matches!(
        u32::from(c),
        0xe00..=0xeff
            | 0x1000..=0x109f
            | 0x1780..=0x17ff
            | 0x3005..=0x3007
            | 0x3040..=0x30ff
            | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff
            | 0xf900..=0xfaff
            | 0x20000..=0x3ffff
    )
}

/// Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, signs that nobody sees. The vowel signs of other
/// scripts are no ornament and stay.
fn is_unseen(c: char) -> bool {
    matches!(
        u32::from(c),
        0xad | 0x300..=0x36f
            | 0x483..=0x489
            | 0x591..=0x5bd
            | 0x5bf
            | 0x5c1..=0x5c2
            | 0x5c4..=0x5c5
            | 0x5c7
            | 0x610..=0x61a
            | 0x61c
            | 0x640
            | 0x64b..=0x65f
            | 0x670
            | 0x6d6..=0x6ed
            | 0x1ab0..=0x1aff
            | 0x1dc0..=0x1dff
            | 0x200c..=0x200f
            | 0x202a..=0x202e
            | 0x2060
            | 0x2066..=0x2069
            | 0x20d0..=0x20ff
            | 0xfe20..=0xfe2f
            | 0xfeff
    )
}

/// Letters that Unicode does not take apart and keyboards often lack.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        'ى' | 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        '٠' | '۰' => "0",
        '١' | '۱' => "1",
        '٢' | '۲' => "2",
        '٣' | '۳' => "3",
        '٤' | '۴' => "4",
        '٥' | '۵' => "5",
        '٦' | '۶' => "6",
        '٧' | '۷' => "7",
        '٨' | '۸' => "8",
        '٩' | '۹' => "9",
        '٫' => ".",
        '٬' => ",",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_find_what_authors_wrote() {
        for (text, expected) in [
            ("Russia’s “113,000 km²”", "russia 113000 km2"),
            ("Don't tell O'Brien l'été", "don tell brien ete"),
            ("Cafe\u{301} STRASSE Straße İstanbul Søren", "cafe strasse strasse istanbul soren"),
            ("173.7, then 2025-03-03. 1.000.000", "1737 then 2025 03 03 1000000"),
            ("الإعلان العالمي لحقوق ١٩٤٨", "اعلان عالمي لحقوق 1948"),
            ("Ὀδυσσεύς ΟΔΥΣΣΕΥΣ", "οδυσσευσ οδυσσευσ"),
            ("東京都 says 猫3", "東京 京都 都 says 猫"),
            ("base_url co\u{ad}operate किताब", "base url cooperate किताब"),
        ] {
            let mut folded = String::new();
            fold(text, &mut folded);
            let found: Vec<&str> = words(&folded).collect();
            let expected: Vec<&str> = expected.split(' ').collect();
            assert_eq!(found[..expected.len()], expected, "{text}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        let long = "ä".repeat(100);
        let mut folded = String::new();
        fold(&long, &mut folded);
        assert_eq!(words(&folded).collect::<Vec<_>>(), ["a".repeat(LONGEST)]);
    }
}
