//! Numbers in messages.

use crate::quantity::Unit;

/// Spells a number with four digits that count, and commas between thousands.
pub fn number(value: f64) -> String {
    const DIGITS: f64 = 4.0;
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = DIGITS - 1.0 - value.abs().log10().floor();
    let scale = 10f64.powf(places);
    let rounded = if places > 0.0 { (value * scale).round() / scale } else { value.round() };
    let spelled = rounded.to_string();
    let (whole, decimals) =
        spelled.split_once('.').map_or((&*spelled, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = whole.trim_start_matches('-');
    let mut grouped = String::from(if value < 0.0 { "−" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match decimals {
        Some(decimals) => format!("{grouped}.{decimals}"),
        None => grouped,
    }
}

/// Spells a number as another one is written, with its currency or unit: `173.7 square miles` like `170 square miles`.
pub fn like(words: &str, value: f64, unit: Unit) -> String {
    let is_digit = |c: char| c.is_numeric();
    let (Some(start), Some(end)) = (words.find(is_digit), words.rfind(is_digit)) else {
        return like_words(words, value, unit);
    };
    // A scale is a part of the number, and the last digit may be that of `km2`.
    let rest = words[start..]
        .find(|c: char| !(c.is_numeric() || matches!(c, '.' | ',' | '\u{a0}')))
        .map_or(end + 1, |length| start + length);
    let unit = words[rest..].trim_start_matches([' ', '-', '\u{a0}', '\u{202f}']);
    let scaled = ["thousand", "million", "billion", "trillion"].iter().find_map(|scale| unit.strip_prefix(scale));
    let unit = scaled.unwrap_or(unit).trim_start();
    // Of feet and inches, the inches.
    let smaller = unit.rfind(is_digit).filter(|&at| unit[..at].contains(' '));
    let unit = smaller.map_or(unit, |at| unit[at..].trim_start_matches(is_digit).trim_start());
    let gap = if unit.is_empty() || unit.starts_with('%') { "" } else { " " };
    format!("{}{}{gap}{unit}", &words[..start], number(value))
}

/// Spells a number for one in words, with its unit: `2 weeks` for `three weeks`.
fn like_words(words: &str, value: f64, unit: Unit) -> String {
    let is_unit = |end: &&str| {
        let end = end.to_lowercase();
        unit.of.words.iter().any(|&word| end == word || end.strip_suffix('s') == Some(word))
    };
    let ends = words.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| words[at..].trim_start());
    match ends.into_iter().find(is_unit) {
        Some(unit) => format!("{} {unit}", number(value)),
        None => number(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity;

    #[test]
    fn spells_numbers_as_others_are() {
        assert_eq!(number(173.746), "173.7");
        assert_eq!(number(1_606_000_000.4), "1,606,000,000");
        assert_eq!(number(18.7226), "18.72");
        assert_eq!(number(-0.001_234_56), "−0.001235");
        let unit = |name: &str| quantity::stated_unit(name, quantity::language("en").unwrap()).1.unwrap();
        for (words, value, name, wanted) in [
            ("170 square miles", 173.746, "mi2", "173.7 square miles"),
            ("$5 million", 5_400_000.0, "USD", "$5,400,000"),
            ("170 mi2", 173.746, "mi2", "173.7 mi2"),
            ("a mile", 2.0, "mi", "2 mile"),
            ("three weeks", 2.0, "weeks", "2 weeks"),
            ("six feet three inches", 74.016, "in", "74.02 inches"),
            ("three square miles", 4.0, "mi2", "4 square miles"),
            ("eine Meile", 2.0, "km", "2"),
            ("6 ft 5 in", 74.016, "in", "74.02 in"),
        ] {
            assert_eq!(like(words, value, unit(name)), wanted);
        }
    }
}
