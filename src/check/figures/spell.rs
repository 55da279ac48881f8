//! Numbers in messages.

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
pub fn like(words: &str, value: f64) -> String {
    let is_digit = |c: char| c.is_numeric();
    let (Some(start), Some(end)) = (words.find(is_digit), words.rfind(is_digit)) else { return number(value) };
    // A scale is a part of the number, and the last digit may be that of `km2`.
    let rest = words[start..]
        .find(|c: char| !(c.is_numeric() || matches!(c, '.' | ',' | '\u{a0}')))
        .map_or(end + 1, |length| start + length);
    let unit = words[rest..].trim_start_matches([' ', '-', '\u{a0}', '\u{202f}']);
    let scaled = ["thousand", "million", "billion", "trillion"].iter().find_map(|scale| unit.strip_prefix(scale));
    let unit = scaled.unwrap_or(unit).trim_start();
    let gap = if unit.is_empty() || unit.starts_with('%') { "" } else { " " };
    format!("{}{}{gap}{unit}", &words[..start], number(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_numbers_as_others_are() {
        assert_eq!(number(173.746), "173.7");
        assert_eq!(number(1_606_000_000.4), "1,606,000,000");
        assert_eq!(number(18.7226), "18.72");
        assert_eq!(number(-0.001_234_56), "−0.001235");
        assert_eq!(like("170 square miles", 173.746), "173.7 square miles");
        assert_eq!(like("$5 million", 5_400_000.0), "$5,400,000");
        assert_eq!(like("170 mi2", 173.746), "173.7 mi2");
        assert_eq!(like("a mile", 2.0), "2");
    }
}
