//! A text as numbers, words and signs.

use std::ops::Range;

use super::digits::{digit, number, run};
use super::language::Language;
use super::number::Number;
use super::sieve::Outline;

#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
    /// Whether nothing stands between it and the token before.
    pub glued: bool,
    pub outline: Outline,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number in digits.
    Number(Number),
    /// A fraction in one character: ½.
    Fraction(Number),
    /// Digits with separators that no number has: a version, an address.
    Other,
    Word,
    Sign(char),
    /// The end of a line, which is that of a block in prose.
    End,
}

/// Cuts a text into tokens.
pub fn tokens(text: &str, language: &Language) -> Vec<Token> {
    cut(text, language, false)
}

/// Cuts a text into tokens; a number may begin with its point, and hang on the code of its currency.
pub fn wide_tokens(text: &str, language: &Language) -> Vec<Token> {
    cut(text, language, true)
}

fn cut(text: &str, language: &Language, is_wide: bool) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 4);
    let mut at = 0;
    let mut end = usize::MAX;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        // Most of a text is plain letters and the spaces between them.
        if byte == b' ' {
            at += 1;
            continue;
        }
        let start = at;
        let glued = end == start;
        let kind = if byte.is_ascii_alphabetic() {
            at += plain_length(&bytes[start..]);
            if !is_plain_end(&bytes[start..], at - start, is_wide) {
                at = start + one_word(&text[start..], is_wide);
            }
            Kind::Word
        } else {
            let (kind, length) = rarer(&text[start..], language, is_wide, glued);
            at += length;
            let Some(kind) = kind else { continue };
            kind
        };
        tokens.push(Token { kind, range: start..at, glued, outline: Outline::of(&bytes[start..at]) });
        end = at;
    }
    tokens
}

/// What a text begins with, and its length; nothing if nobody sees it.
fn rarer(text: &str, language: &Language, is_wide: bool, is_glued: bool) -> (Option<Kind>, usize) {
    let Some(c) = text.chars().next() else { return (None, 1) };
    let length = c.len_utf8();
    if matches!(c, '‐'..='‧') {
        // Dashes and quotation marks are the most frequent signs outside of ASCII.
        (Some(Kind::Sign(c)), length)
    } else if c == '\n' {
        (Some(Kind::End), length)
    } else if c.is_whitespace() || is_invisible(c) {
        (None, length)
    } else if digit(c).is_some() {
        let (kind, length) = number(text, language);
        (Some(kind), length)
    } else if c == '.' && is_wide && !is_glued && text[1..].starts_with(|c: char| c.is_ascii_digit()) {
        let length = 1 + run(&text[1..]).len();
        (Some(Number::parse(&text[..length]).map_or(Kind::Other, Kind::Number)), length)
    } else if let Some(fraction) = fraction(c) {
        (Some(Kind::Fraction(fraction)), length)
    } else if is_word(c) {
        (Some(Kind::Word), one_word(text, is_wide))
    } else {
        (Some(Kind::Sign(c)), length)
    }
}

/// The length of the word that a text begins with, or of the code of a currency before digits.
fn one_word(text: &str, is_wide: bool) -> usize {
    let length = word_length(text);
    if is_wide { code_length(&text[..length]).unwrap_or(length) } else { length }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '°' | 'º' | '℃' | '℉' | '_') || (!c.is_ascii() && c.is_alphabetic())
}

/// Whether a character belongs to a script that puts no spaces between words.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The length of the letters and digits that a text begins with, as far as they are in ASCII.
fn plain_length(text: &[u8]) -> usize {
    text.iter().position(|&byte| !IN_WORDS[usize::from(byte)]).unwrap_or(text.len())
}

/// Whether a word ends behind its plain letters and digits: nothing else follows, and they begin with no currency.
fn is_plain_end(text: &[u8], end: usize, is_wide: bool) -> bool {
    let has_capitals = || matches!(text, [b'A'..=b'Z', b'A'..=b'Z', ..]);
    text.get(end).is_none_or(u8::is_ascii) && !(is_wide && has_capitals())
}

/// Words may hold digits after their first letter: km2, B52. Each Chinese character is a word.
fn word_length(text: &str) -> usize {
    let first = text.chars().next();
    if let Some(han) = first.filter(|&c| is_han(c)) {
        return han.len_utf8();
    }
    let inside =
        |c: char| (is_word(c) && !is_han(c)) || c.is_ascii_digit() || matches!(c, '²' | '³' | '\u{300}'..='\u{36f}');
    text.find(|c| !inside(c)).unwrap_or(text.len())
}

/// The length of the code that a word of a currency and digits begins with: `RM79`, `AUD1.5m`.
fn code_length(word: &str) -> Option<usize> {
    let digits = word.find(|c: char| c.is_ascii_digit()).filter(|length| (2..=3).contains(length))?;
    let code = &word[..digits];
    let money = super::units::by_sign(code).filter(|measure| measure.dimension == super::Dimension::Money);
    let is_code = money.or_else(|| super::currency::by_prefix(code)).is_some();
    (is_code && code.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(digits)
}

/// The bytes of plain words.
static IN_WORDS: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        bytes[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    bytes
};

fn fraction(c: char) -> Option<Number> {
    let (part, whole) = match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Some(Number::fraction(part, whole))
}

#[cfg(test)]
mod tests {
    use super::super::language::language;
    use super::*;

    fn numbers(text: &str, tag: &str) -> Vec<String> {
        tokens(text, language(tag).unwrap())
            .into_iter()
            .filter_map(|token| match token.kind {
                Kind::Number(number) | Kind::Fraction(number) => Some(number.value().to_string()),
                Kind::Other => Some("?".to_owned()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn separators_belong_to_languages() {
        for (text, tag, values) in [
            ("5,000 and 5.000", "en", ["5000", "5"]),
            ("5,000 und 5.000", "de", ["5", "5000"]),
            ("12 500 et 1,25", "fr", ["12500", "1.25"]),
            ("12\u{202f}500 or 5 000", "en", ["12500", "5000"]),
            ("1,234,567.8 or 12,34,567", "en", ["1234567.8", "1234567"]),
            ("٤٥٠ و ٥٬٠٠٠", "ar", ["450", "5000"]),
            ("1.2.3 and 1,23,4", "en", ["?", "?"]),
            ("20½ and 2,014", "en", ["20", "0.5"]),
            ("1'234'567 und 1.234.567,89", "de", ["1234567", "1234567.89"]),
        ] {
            let read = numbers(text, tag);
            assert_eq!(read[..2], values, "{text}");
        }
    }

    #[test]
    fn words_keep_their_digits() {
        let text = "450km² by B52, 5万人";
        let words: Vec<&str> = tokens(text, language("en").unwrap())
            .into_iter()
            .filter(|token| token.kind == Kind::Word)
            .map(|token| &text[token.range])
            .collect();
        assert_eq!(words, ["km²", "by", "B52", "万", "人"]);
    }
}
