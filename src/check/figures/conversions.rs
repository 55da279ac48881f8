//! Conversions in brackets: `450 square kilometers (173.7 square miles)`.

use super::{Findings, Paper, Rule, Severity, spell};
use crate::parse::body_range;
use crate::quantity::{self, Amount, Dimension, Fit, Language, Quantity, Rate, Unit, conversion_fits};
use crate::text::Span;

pub const CONVERSION: Rule = Rule {
    code: "figure/conversion",
    level: Some(Severity::Warning),
    about: "An amount in brackets is not what the amount before them comes to in the other unit.",
    why: "It has to be right as far as it is printed, or to come back to the first number: 100 miles (160 kilometers) is \
          fine. Degrees may be those of a rise: 2 °C (3.6 °F). All of the article is looked at, not only facts, but no \
          code. Money is converted where the fact laid on the words gives a rate, such as `rate: {EUR/USD: 1.08}`, and \
          left alone elsewhere.",
    bad: "text: 450 square kilometers (170 square miles)\n",
    good: "text: 450 square kilometers (173.7 square miles)\n",
};

pub fn check(paper: &Paper<'_>, findings: &mut Findings<'_>) {
    if findings.level(&CONVERSION).is_none() {
        return;
    }
    if !may_hold_any(paper) {
        return;
    }
    let file = &paper.placed.article.card.file;
    let (prose, quantities) = paper.prose();
    for (first, second) in pairs(&prose.text, quantities) {
        let span = Span::new(file, prose.origin(&(first.span.start..second.hedged.end)));
        let facts: Vec<_> = paper.facts_over(&span).collect();
        let rates: Vec<Rate> = facts.iter().flat_map(|(_, node)| &node.fact.rates).copied().collect();
        if conversion_fits(first, second, &rates) != Fit::No || prose.is_code(first.span.start) {
            continue;
        }
        let own = facts.iter().flat_map(|(anchored, node)| anchored.allow.iter().chain(&node.fact.allow));
        let excuses = own.chain(&paper.placed.article.card.meta.allow);
        let (one, other) = (&prose.text[first.span.clone()], &prose.text[second.hedged.clone()]);
        let comes_to = right(first, second, &rates)
            .zip(second.unit)
            .map(|(value, unit)| spell::like(&prose.text[second.span.clone()], value, unit));
        findings.add(&CONVERSION, excuses, format!("`{one}` is not `{other}`"), |told| {
            let told = told.at(Span::new(file, prose.origin(&second.hedged)));
            match comes_to {
                Some(right) => told.hint(format!("{one} comes to {right}")),
                None => told.hint("compute it again, from both ends of the range"),
            }
        });
    }
}

/// Whether there is anything to compute, which the raw text tells quickly; most articles have nothing.
fn may_hold_any(paper: &Paper<'_>) -> bool {
    let raw = &paper.text[body_range(paper.text)];
    match paper.quantities.get() {
        Some(_) => raw.contains(['(', '[']),
        None => bracketed(raw).any(|stretch| has_pair(stretch, paper.language)),
    }
}

/// The brackets of a raw text that are not those of a link, each with what stands before it.
fn bracketed(raw: &str) -> impl Iterator<Item = &str> {
    const FAR: usize = 200;
    let brackets = memchr::memchr2_iter(b'(', b'[', raw.as_bytes());
    brackets.filter_map(|at| {
        let end = raw.ceil_char_boundary(raw.len().min(at + FAR));
        let close = if raw.as_bytes()[at] == b'(' { b')' } else { b']' };
        let inside = &raw[at..at + memchr::memchr(close, &raw.as_bytes()[at..end]).unwrap_or(end - at)];
        let is_of_link = match close {
            b')' => raw[..at].ends_with(']'),
            _ => raw[at + inside.len()..].starts_with("](") || !inside.contains(|c: char| c.is_numeric()),
        };
        (!is_of_link).then(|| &raw[raw.floor_char_boundary(at.saturating_sub(FAR))..end])
    })
}

/// Whether a stretch of raw text may hold an amount and its conversion.
fn has_pair(stretch: &str, language: &Language) -> bool {
    // Lines may end, and emphasis begin, between a number and its unit.
    let stretch = stretch.replace(['\n', '*'], " ");
    let between = |first: &Quantity, second: &Quantity| stretch.get(first.span.end..second.span.start);
    let opens = |between: &str| between.contains(['(', '[']);
    quantity::read(&stretch, language)
        .windows(2)
        .any(|pair| between(&pair[0], &pair[1]).is_some_and(opens) && differ(&pair[0], &pair[1]))
}

/// Whether two amounts are of one kind, in two units that calendars do not bend.
fn differ(first: &Quantity, second: &Quantity) -> bool {
    let (Some(one), Some(other)) = (first.unit, second.unit) else { return false };
    let bends = |unit: Unit| {
        unit.of.dimension == Dimension::Share
            || matches!(unit.of.symbol, "a" | "mo" | "decade" | "century" | "d" | "wk")
    };
    one != other && one.dimension() == other.dimension() && !bends(one) && !bends(other)
}

/// All amounts in brackets, with the one before the brackets.
fn pairs<'a>(text: &'a str, quantities: &'a [Quantity]) -> impl Iterator<Item = (&'a Quantity, &'a Quantity)> {
    let between = |one: &Quantity, other: &Quantity| text.get(one.hedged.end..other.hedged.start).unwrap_or("-").trim();
    quantities.iter().enumerate().flat_map(move |(index, first)| {
        let opens = |next: &&Quantity| matches!(between(first, next), "(" | "[" | "(=" | "(or");
        let inside = quantities.get(index + 1).filter(opens).map_or(0, |_| {
            let goes_on = |pair: &&[Quantity]| matches!(between(&pair[0], &pair[1]), ";" | "," | "or" | "/" | ", or");
            1 + quantities[index + 1..].windows(2).take_while(goes_on).count()
        });
        let in_brackets = &quantities[index + 1..][..inside];
        in_brackets
            .iter()
            .filter(move |second| differ(first, second) && ends(text, second))
            .map(move |second| (first, second))
    })
}

/// Whether nothing more is said of an amount in brackets: `(6 miles)`, but not `(6 miles from the sea)`.
fn ends(text: &str, quantity: &Quantity) -> bool {
    let after = text[quantity.hedged.end..].trim_start();
    after.is_empty() || after.starts_with([')', ']', ';', ',', '/']) || after.starts_with("or ")
}

/// What should stand in the brackets.
fn right(first: &Quantity, second: &Quantity, rates: &[Rate]) -> Option<f64> {
    let (from, to, Amount::Value(number)) = (first.unit?, second.unit?, first.amount) else { return None };
    if from.converts_to(&to) {
        return Some(from.convert(number.value(), &to));
    }
    rates.iter().find_map(|rate| rate.factor(&from, &to)).map(|factor| number.value() * factor)
}
