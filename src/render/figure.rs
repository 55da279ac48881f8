//! A fact's figure as people read it: `about 113,000 km²`, `£1.6 billion`, `5–8 %`.

use super::view::QuantityView;
use crate::parse::{Fact, Figure};

/// Writes the figure of a fact with its unit; none if it has none.
pub fn figure(fact: &Fact) -> Option<String> {
    let number = match fact.figure.as_ref()? {
        Figure::Words(words) => match &fact.unit {
            Some(unit) => format!("{words} {}", unit_sign(unit)),
            None => words.clone(),
        },
        Figure::Value(value, spelled) => with_unit(&readable(*value, spelled), fact.unit.as_deref()),
        Figure::Range(low, high) => {
            let ends = format!("{}–{}", readable(*low, &low.to_string()), readable(*high, &high.to_string()));
            with_unit(&ends, fact.unit.as_deref())
        }
    };
    Some(if fact.approx { format!("about {number}") } else { number })
}

/// The figure of a fact in parts.
pub fn quantity(fact: &Fact) -> Option<QuantityView<'_>> {
    let (value, low, high, words) = match fact.figure.as_ref()? {
        Figure::Value(value, _) => (Some(*value), None, None, None),
        Figure::Range(low, high) => (None, Some(*low), Some(*high), None),
        Figure::Words(words) => (None, None, None, Some(words.as_str())),
    };
    Some(QuantityView { value, low, high, words, unit: fact.unit.as_deref(), approx: fact.approx })
}

/// Groups digits by thousands from five digits on (SI brochure, 9th edition, 5.4.4), with commas as English has
/// them; writes millions and billions in words where that loses no digit.
fn readable(value: f64, spelled: &str) -> String {
    for (size, word) in [(1e12, "trillion"), (1e9, "billion"), (1e6, "million")] {
        let scaled = value / size;
        let short = format!("{}", (scaled * 1000.0).round() / 1000.0);
        if value.abs() >= size
            && value.abs() < 1e15
            && short.parse::<f64>().is_ok_and(|short| (short * size - value).abs() < 0.5)
        {
            return format!("{short} {word}");
        }
    }
    if spelled.contains(['e', 'E']) {
        return spelled.to_owned();
    }
    let (sign, digits) = spelled.strip_prefix('-').map_or(("", spelled), |digits| ("−", digits));
    let digits = digits.trim_start_matches('+');
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if whole.len() > 4 && index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

fn with_unit(number: &str, unit: Option<&str>) -> String {
    match unit {
        None => number.to_owned(),
        Some("USD") => format!("${number}"),
        Some("GBP") => format!("£{number}"),
        Some("EUR") => format!("€{number}"),
        Some("JPY") => format!("¥{number}"),
        Some("percent" | "%") => format!("{number}%"),
        Some("degC") => format!("{number} °C"),
        Some("degF") => format!("{number} °F"),
        Some(unit) => format!("{number}\u{a0}{}", unit_sign(unit)),
    }
}

/// Turns the keyboard's `km2` and `m3` into signs; other units stay as they are written.
fn unit_sign(unit: &str) -> String {
    let length =
        matches!(unit.get(..unit.len().saturating_sub(1)), Some("km" | "m" | "cm" | "mm" | "mi" | "ft" | "yd" | "in"));
    match (length, unit.chars().next_back()) {
        (true, Some('2')) => unit.replace('2', "²"),
        (true, Some('3')) => unit.replace('3', "³"),
        _ => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_a_newspaper() {
        for (value, unit, words) in [
            ("113000", "km2", "113,000\u{a0}km²"),
            ("1600000000", "GBP", "£1.6 billion"),
            ("2022", "", "2022"),
            ("99.5", "percent", "99.5%"),
            ("-40", "degC", "−40 °C"),
            ("1234567", "people", "1,234,567\u{a0}people"),
            ("1.60", "m", "1.60\u{a0}m"),
        ] {
            let number = value.parse().unwrap();
            assert_eq!(with_unit(&readable(number, value), (!unit.is_empty()).then_some(unit)), words);
        }
    }
}
