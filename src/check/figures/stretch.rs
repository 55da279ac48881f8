//! The numbers of an annotated stretch against the figure of its fact.
//!
//! One number that fits is enough: the others are there for something else. Where none fits, the one that is nearest
//! among those that can be meant is told; where none can be meant, nothing is.

use super::spell;
use super::{Findings, Rule, Severity, Stretch};
use crate::quantity::{Amount, Dimension, Fit, Hedge, Quantity, Sense, Stated, Unit, fits};

pub const DIFFERS: Rule = Rule {
    code: "figure/differs",
    level: Some(Severity::Warning),
    about: "The words give another figure than the fact that is laid on them.",
    why: "The reader sees both, and one of them is wrong. A figure may be rounded to the digits that are printed, and be \
          in another unit; `about`, `nearly`, `more than` and the like give it room on their side. Words without a \
          number that can be read are left alone, and so are those of which one number fits.",
    bad: "facts:\n  - text: about 540 square kilometers\n    value: 450\n    unit: km2\n",
    good: "facts:\n  - text: about 450 square kilometers\n    value: 450\n    unit: km2\n",
};

pub const OUTSIDE_RANGE: Rule = Rule {
    code: "figure/outside-range",
    level: Some(Severity::Warning),
    about: "The words give a figure outside of the range of the fact that is laid on them.",
    why: "A figure anywhere between the two ends is fine, and so are `at least` with the lower end and `up to` with the \
          upper one. Where the words give a range, it has to be the range of the fact.",
    bad: "facts:\n  - text: nine percent\n    range: [5, 8]\n    unit: percent\n",
    good: "facts:\n  - text: five to eight percent\n    range: [5, 8]\n    unit: percent\n",
};

pub const UNIT: Rule = Rule {
    code: "figure/unit",
    level: Some(Severity::Warning),
    about: "The words give the number of the fact, with a unit that measures something else.",
    why: "450 km are no 450 km², and 5 percentage points are no 5 percent. Units of one kind are converted before they \
          are compared; a unit that is not known, such as `homes`, is not compared.",
    bad: "facts:\n  - text: 450 kilometers\n    value: 450\n    unit: km2\n",
    good: "facts:\n  - text: 450 square kilometers\n    value: 450\n    unit: km2\n",
};

/// Compares the numbers of a stretch with the figure.
pub fn check(stretch: &Stretch<'_>, stated: &Stated, findings: &mut Findings<'_>) {
    let rates = &stretch.node.fact.rates;
    let knows_hedges = stretch.paper.language.words.is_some();
    let fit = |quantity: &Quantity| match fits(quantity, stated, rates) {
        // Where hedges are not known, any may be there, as far as one reaches.
        Fit::No if !knows_hedges && is_within_reach(quantity, stated) => {
            let any = [Hedge::About, Hedge::Nearly, Hedge::Over, Hedge::Under];
            let with = |hedge| fits(&Quantity { hedge, ..quantity.clone() }, stated, rates);
            if any.into_iter().any(|hedge| with(hedge) == Fit::Yes) { Fit::Yes } else { Fit::No }
        }
        fit => fit,
    };
    if stretch.quantities.iter().any(|quantity| fit(quantity) == Fit::Yes) || is_sum(stretch, stated) {
        return;
    }
    let wrong = stretch.quantities.iter().filter(|quantity| is_meant(stretch, quantity, stated));
    let distance = |quantity: &&Quantity| (size(&quantity.amount) / size(&stated.amount)).ln().abs();
    match wrong.min_by(|one, other| distance(one).total_cmp(&distance(other))) {
        Some(quantity) => tell_differs(stretch, quantity, stated, findings),
        None => check_unit(stretch, stated, findings),
    }
}

/// Whether a number is near enough to the figure for a hedge that cannot be read; `plus de 500` is hardly 1000.
fn is_within_reach(quantity: &Quantity, stated: &Stated) -> bool {
    const REACH: f64 = 1.5;
    let is_same_unit = quantity.unit == stated.unit || quantity.unit.is_none() || stated.unit.is_none();
    let ratio = size(&quantity.amount) / size(&stated.amount);
    !is_same_unit || (1.0 / REACH..=REACH).contains(&ratio)
}

/// Whether the figure is what several numbers come to: five men and ten women.
fn is_sum(stretch: &Stretch<'_>, stated: &Stated) -> bool {
    let Amount::Value(value) = stated.amount else { return false };
    let counts = stretch.quantities.iter().filter(|quantity| quantity.unit == stated.unit);
    let numbers: Vec<f64> = counts.map(|quantity| size(&quantity.amount)).collect();
    let sum: f64 = numbers.iter().sum();
    numbers.len() > 1 && (sum - value.value()).abs() <= value.place() / 2.0
}

/// Whether a number that does not fit was meant to be the figure.
fn is_meant(stretch: &Stretch<'_>, quantity: &Quantity, stated: &Stated) -> bool {
    let fact = &stretch.node.fact;
    let knows_words = stretch.paper.language.words.is_some();
    let after = stretch.anchored.text[quantity.span.end..].trim_start_matches([' ', '-', '\u{a0}']);
    match (quantity.unit, stated.unit) {
        (Some(here), Some(there)) => {
            here.converts_to(&there) || fact.rates.iter().any(|rate| rate.factor(&here, &there).is_some())
        }
        // The number of something else: three villages, where the fact is an area.
        (None, Some(_)) => knows_words && quantity.sense == Sense::Figure && !begins_with_noun(after),
        (None, None) if fact.unit.is_some() => {
            let unit = fact.unit.as_deref().unwrap_or_default();
            if counts(after, unit) {
                return quantity.sense != Sense::Loose;
            }
            let alone = stretch.quantities.len() == 1;
            alone && quantity.sense == Sense::Figure
        }
        (Some(_), None) if fact.unit.is_some() => false,
        (_, None) => match quantity.sense {
            Sense::Figure => true,
            Sense::Year => matches!(stated.amount, Amount::Value(value) if (1000.0..=2100.0).contains(&value.value())),
            Sense::Loose => false,
        },
    }
}

/// Whether words begin with what can be counted.
fn begins_with_noun(after: &str) -> bool {
    const OTHERS: &[&str] = &[
        "of", "in", "on", "at", "to", "by", "from", "the", "a", "an", "and", "or", "for", "with", "as", "per", "more",
        "less", "over", "under", "that", "this", "than", "was", "were", "is", "are", "has", "have", "had", "since",
        "during", "after", "before", "now", "when", "while", "but", "so", "between", "across", "along", "around",
        "above", "below", "wide", "long", "high", "deep", "der", "die", "das", "des", "im", "auf", "und", "oder",
        "von", "bis", "mehr",
    ];
    let word: String = after.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    !word.is_empty() && !OTHERS.contains(&word.as_str())
}

/// Whether one of the next words is that of a unit, in the singular or in the plural.
fn counts(after: &str, unit: &str) -> bool {
    const NEXT: usize = 4;
    let stem = |word: &str| word.to_lowercase().chars().take(5).collect::<String>();
    let words =
        |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(stem).collect();
    let unit: Vec<String> = words(unit);
    let next: Vec<String> = words(after.split(['.', ';', ':', '(']).next().unwrap_or_default());
    next.iter().take(NEXT).any(|word| unit.first().is_some_and(|unit| unit == word))
}

fn size(amount: &Amount) -> f64 {
    match amount {
        Amount::Value(number) => number.value().abs(),
        Amount::Range(low, high) => (low.value() + high.value()).abs() / 2.0,
    }
}

fn tell_differs(stretch: &Stretch<'_>, quantity: &Quantity, stated: &Stated, findings: &mut Findings<'_>) {
    let says = stretch.says();
    let is_outside = match (quantity.amount, stated.amount) {
        (Amount::Value(_), Amount::Range(..)) => true,
        (Amount::Range(low, high), Amount::Range(from, to)) => low < from || high > to,
        (_, Amount::Value(_)) => false,
    };
    let rule: &'static Rule = if is_outside { &OUTSIDE_RANGE } else { &DIFFERS };
    let words = stretch.words(quantity);
    let message = if is_outside {
        format!("`{words}` is outside of what the fact says: {says}")
    } else {
        format!("the words say `{words}`, but the fact says {says}")
    };
    // Shares and money only differ in how they are written: 25% and a quarter, $ and USD.
    let is_measure = |unit: Unit| !matches!(unit.of.dimension, Dimension::Share | Dimension::Money);
    let converted = match (quantity.unit, stated.unit, stated.amount) {
        (Some(here), Some(there), Amount::Value(value))
            if here != there && there.converts_to(&here) && is_measure(here) =>
        {
            let written = &stretch.anchored.text[quantity.span.clone()];
            let right = there.convert(value.value(), &here);
            Some(format!("{says} comes to {}", spell::like(written, right, here)))
        }
        _ => None,
    };
    findings.add(rule, stretch.excuses(), message, |told| {
        let told = told.at(stretch.place(quantity)).also(stretch.figure_place(), "the figure of the fact");
        let told = converted.into_iter().fold(told, |told, hint| told.hint(hint));
        told.hint("put right whichever is wrong, the words or the fact")
    });
}

fn check_unit(stretch: &Stretch<'_>, stated: &Stated, findings: &mut Findings<'_>) {
    let (Some(there), Amount::Value(value)) = (stated.unit, stated.amount) else { return };
    let says = stretch.says();
    let other = stretch.quantities.iter().find_map(|quantity| {
        let is_same = matches!(quantity.amount, Amount::Value(number) if number == value);
        Some((quantity, quantity.unit.filter(|here| is_same && !here.converts_to(&there))?))
    });
    let Some((quantity, here)) = other else { return };
    let both_money = here.of.dimension == Dimension::Money && there.of.dimension == Dimension::Money;
    let what = if both_money { "another currency" } else { "a unit of another kind" };
    let message = format!("`{}` has {what} than the fact, which says {says}", stretch.words(quantity));
    findings.add(&UNIT, stretch.excuses(), message, |told| {
        told.at(stretch.place(quantity))
            .also(stretch.node.origins.below(&["unit"]), "the unit of the fact")
            .hint("put right whichever is wrong, the words or the fact")
    });
}
