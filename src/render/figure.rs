//! A fact's figure as people read it: `about 113,000 km²`, `£1.6 billion`, `5–8 %`, `3 March 2025`.

use super::view::QuantityView;
use crate::language::Language;
use crate::parse::{Fact, Figure};
use crate::text::PartialDate;
use crate::theme;

/// Writes the figure of a fact with its unit; none if it has none.
pub fn figure(fact: &Fact, language: &Language) -> Option<String> {
    Some(spelled(fact.figure.as_ref()?, fact.unit.as_deref(), fact.approx, language))
}

/// The figure of a fact as messages have it: in English, as all of them are, whatever the language of its page.
pub fn figure_in_english(fact: &Fact) -> Option<String> {
    Some(spelled_in_english(fact.figure.as_ref()?, fact.unit.as_deref(), fact.approx))
}

/// A figure as messages have it.
pub fn spelled_in_english(figure: &Figure, unit: Option<&str>, approx: bool) -> String {
    // Terminals have no lines to break.
    spelled(figure, unit, approx, theme::english()).replace('\u{a0}', " ")
}

fn spelled(figure: &Figure, unit: Option<&str>, approx: bool, language: &Language) -> String {
    let number = match figure {
        Figure::Words(words) => match unit {
            Some(unit) => format!("{words} {}", unit_sign(unit)),
            None => day(words).map_or_else(|| words.clone(), |date| language.formats.day(date)),
        },
        Figure::Value(value, spelled) => with_unit(&readable(*value, spelled, unit, language), unit, language),
        Figure::Range(low, high) => with_unit(&range(*low, *high, unit, language), unit, language),
    };
    if approx { language.say("about_number", &[("n", &number)]) } else { number }
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

/// Writes a range with the word for its size once, `5–8 million`, and in digits if only one end has such a word.
fn range(low: f64, high: f64, unit: Option<&str>, language: &Language) -> String {
    let large = |value: f64| language.formats.large(value);
    let [low, high] = match (large(low), large(high)) {
        (Some(low), Some(high)) if word_after(&low) == word_after(&high) => {
            [low[..low.len() - word_after(&low).len()].to_owned(), high]
        }
        (Some(low), Some(high)) => [low, high],
        (None, Some(high)) if low == 0.0 => [language.formats.number("0"), high],
        _ => in_digits([&low.to_string(), &high.to_string()], unit, language),
    };
    language.say("range", &[("low", &low), ("high", &high)])
}

/// What stands behind the digits of a number.
fn word_after(number: &str) -> &str {
    let end = number.rfind(char::is_numeric).map_or(0, |last| number.ceil_char_boundary(last + 1));
    &number[end..]
}

/// Writes millions and billions in words where that loses no digit.
fn readable(value: f64, spelled: &str, unit: Option<&str>, language: &Language) -> String {
    language.formats.large(value).unwrap_or_else(|| {
        let [number] = in_digits([spelled], unit, language);
        number
    })
}

/// Writes numbers in digits, all of them with cents if one of them has any.
fn in_digits<const N: usize>(spelled: [&str; N], unit: Option<&str>, language: &Language) -> [String; N] {
    let is_money = unit.is_some_and(|unit| matches!(unit.split('/').next(), Some("USD" | "GBP" | "EUR")));
    let decimals = |spelled: &str| spelled.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let has_cents = is_money && spelled.iter().any(|spelled| (1..=2).contains(&decimals(spelled)));
    spelled.map(|spelled| match decimals(spelled) {
        0 if has_cents => language.formats.number(&format!("{spelled}.00")),
        1 if has_cents => language.formats.number(&format!("{spelled}0")),
        _ => language.formats.number(spelled),
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
fn unit_sign(unit: &str) -> String {
    let length =
        matches!(unit.get(..unit.len().saturating_sub(1)), Some("km" | "m" | "cm" | "mm" | "mi" | "ft" | "yd" | "in"));
    match (length, unit.chars().next_back()) {
        (true, Some('2')) => unit.replace('2', "²"),
        (true, Some('3')) => unit.replace('3', "³"),
        _ => unit.to_owned(),
    }
}
