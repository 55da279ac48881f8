//! A fact's figure as people read it: `about 113,000 km²`, `£1.6 billion`, `5–8 %`, `3 March 2025`.

use super::view::QuantityView;
use crate::language::Language;
use crate::parse::{Fact, Figure};
use crate::text::PartialDate;

/// Writes the figure of a fact with its unit; none if it has none.
pub fn figure(fact: &Fact, language: &Language) -> Option<String> {
    let unit = fact.unit.as_deref();
    let number = match fact.figure.as_ref()? {
        Figure::Words(words) => match unit {
            Some(unit) => format!("{words} {}", unit_sign(unit)),
            None => day(words).map_or_else(|| words.clone(), |date| language.formats.day(date)),
        },
        Figure::Value(value, spelled) => with_unit(&readable(*value, spelled, unit, language), unit, language),
        Figure::Range(low, high) => {
            let end = |value: f64| readable(value, &value.to_string(), unit, language);
            let ends = language.say("range", &[("low", &end(*low)), ("high", &end(*high))]);
            with_unit(&ends, unit, language)
        }
    };
    Some(if fact.approx { language.say("about_number", &[("n", &number)]) } else { number })
}

/// The day, month or year that a figure is, if it says no more than that.
fn day(words: &str) -> Option<PartialDate> {
    PartialDate::parse(words).filter(|_| words.len() <= "2025-03-03".len())
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

/// Writes millions and billions in words where that loses no digit, and cents with two digits.
fn readable(value: f64, spelled: &str, unit: Option<&str>, language: &Language) -> String {
    let has_cents = unit.is_some_and(|unit| matches!(unit.split('/').next(), Some("USD" | "GBP" | "EUR")));
    let has_one_digit = spelled.split_once('.').is_some_and(|(_, cents)| cents.len() == 1);
    language.formats.large(value).unwrap_or_else(|| match has_cents && has_one_digit {
        true => language.formats.number(&format!("{spelled}0")),
        false => language.formats.number(spelled),
    })
}

fn with_unit(number: &str, unit: Option<&str>, language: &Language) -> String {
    let money = |sign: &str| language.say("money", &[("sign", sign), ("n", number)]);
    match unit {
        None => number.to_owned(),
        Some("USD") => money("$"),
        Some("GBP") => money("£"),
        Some("EUR") => money("€"),
        Some("JPY") => money("¥"),
        Some("percent" | "%") => language.say("percent", &[("n", number)]),
        Some("degC") => format!("{number} °C"),
        Some("degF") => format!("{number} °F"),
        Some(unit) => match unit.split_once('/') {
            Some((of, per)) => format!("{}/{}", with_unit(number, Some(of), language), unit_sign(per)),
            None => format!("{number}\u{a0}{}", unit_sign(unit)),
        },
    }
}

/// Turns the keyboard's `km2` and `m3` into signs; other units stay as they are written.
pub fn unit_sign(unit: &str) -> String {
    let length =
        matches!(unit.get(..unit.len().saturating_sub(1)), Some("km" | "m" | "cm" | "mm" | "mi" | "ft" | "yd" | "in"));
    match (length, unit.chars().next_back()) {
        (true, Some('2')) => unit.replace('2', "²"),
        (true, Some('3')) => unit.replace('3', "³"),
        _ => unit.to_owned(),
    }
}
