//! Where a raw text may hold figures, by the look of it.
//!
//! To read all quantities of an article is dear, and most numbers are years, parts of addresses or few. This finds the
//! places that are worth reading; what it finds may still be no figure.

use std::ops::Range;

use crate::quantity::{self, Dimension, Language};

/// The places of a raw text where a figure may stand, by the look of them: numbers with separators, a sign, a unit, a
/// hedge or a plural, and words of which figures are made.
pub fn promising(raw: &str, language: &Language) -> impl Iterator<Item = Range<usize>> {
    const WORDS: [&str; 15] = [
        "illion", "illiard", "thousand", "percent", "per cent", "rozent", "half", "third", "quarter", "fourth",
        "fifth", "tenth", "rittel", "iertel", "ünftel",
    ];
    let words = WORDS
        .iter()
        .flat_map(move |word| memchr::memmem::find_iter(raw.as_bytes(), word).map(|at| at..at + word.len()));
    let mut at = 0;
    let numbers = std::iter::from_fn(move || {
        let start = at + raw[at..].find(|c: char| c.is_ascii_digit())?;
        let goes_on = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}');
        let run = raw[start..].find(|c| !goes_on(c)).map_or(&raw[start..], |length| &raw[start..start + length]);
        // A comma behind the last digit is that of the sentence.
        let run = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        at = start + run.len();
        Some(start..at)
    });
    words.chain(numbers.filter(|number| is_promising(raw, number, language)))
}

fn is_promising(raw: &str, number: &Range<usize>, language: &Language) -> bool {
    let digits = raw[number.clone()].bytes().filter(u8::is_ascii_digit).count();
    let before = raw[..number.start].chars().next_back().unwrap_or(' ');
    let after = raw[number.end..].trim_start_matches([' ', '-', '\u{a0}', '\n', '*']);
    let is_glued = before.is_alphanumeric() || matches!(before, '/' | '_' | '-' | '.' | '=' | '#');
    if is_glued {
        return false;
    }
    let run = &raw[number.clone()];
    let has_sign =
        !before.is_ascii() || before == '$' || after.starts_with(|c: char| !c.is_ascii() || matches!(c, '%' | '+'));
    if has_sign || (digits >= 3 && !run.bytes().all(|byte| byte.is_ascii_digit())) || digits > 6 {
        return true;
    }
    let word = after.split(|c: char| !(c.is_alphanumeric() || c == '²' || c == '³')).next().unwrap_or_default();
    let is_counted = || {
        let last = raw[..number.start].trim_end_matches([' ', '\n', '[', '*', '_', '(']);
        let last = &last[last.floor_char_boundary(last.len().saturating_sub(14))..];
        let last = last.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
        word.ends_with('s')
            || matches!(word, "people" | "men" | "women" | "children" | "or")
            || language.ends_hedge(&last)
    };
    word.len() < 3 && !word.is_empty()
        || digits >= 3 && is_counted()
        || quantity::unit_by_sign(word).is_some()
        || is_unit_word(word)
}

fn is_unit_word(word: &str) -> bool {
    const FIRST: [&str; 9] = ["square", "cubic", "sq", "us", "nautical", "degrees", "barrels", "kilowatt", "megawatt"];
    let word = word.to_lowercase();
    FIRST.contains(&&*word)
        || quantity::unit_by_word(&word).is_some_and(|measure| measure.dimension != Dimension::Time)
        || quantity::currency_by_code(&word.to_uppercase()).is_some()
}

#[cfg(test)]
mod tests {
    use super::promising;
    use crate::quantity::language;

    #[test]
    fn finds_what_is_worth_reading() {
        let english = language("en").unwrap();
        for (text, found) in [
            ("1,240 homes", true),
            ("450 homes", true),
            ("more than 450", true),
            ("£5", true),
            ("20%", true),
            ("12 km", true),
            ("12 square miles", true),
            ("two thirds", true),
            ("in 2014", false),
            ("12 men", false),
            ("[x](/a/2014/450)", false),
            ("it counted 570, and left", false),
        ] {
            assert_eq!(promising(text, english).next().is_some(), found, "{text}");
        }
    }
}
