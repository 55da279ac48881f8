//! Figures that rest on nothing.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::promising::promising;
use super::{Findings, Paper, Rule};
use crate::parse::body_range;
use crate::quantity::{self, Amount, Dimension, Hedge, Quantity, Sense};
use crate::text::{Severity, Span};

pub const UNANNOTATED: Rule = Rule {
    code: "article/figure-unannotated",
    level: Some(Severity::Hint),
    about: "Figures stand in the text without an annotation.",
    why: "A reader cannot see on what they rest. What counts is a rule of thumb: amounts of money, measures, percentages \
          (but for 100) and fractions (but for `half` and `a third` without a hedge), and numbers from a hundred on that \
          count something: with a separator, a hedge, a million, or a plural behind them. Left alone are years, dates, \
          times and durations, ordinals, numbers that are names, code, formulas, and what a quote or a fact is laid on. \
          They are told once for each article, with the first three. `allow` with a reason, or \
          `article/figure-unannotated: off` in site.yaml, ends it.",
    bad: "---\ntitle: The flood\n---\nThe water reached 1,240 homes.\n",
    good: "---\ntitle: The flood\nfacts: [{text: \"1,240 homes\", sources: [council-minutes]}]\n---\nThe water reached 1,240 homes.\n",
};

/// So many are named.
const SHOWN: usize = 3;

pub fn check(paper: &Paper<'_>, findings: &mut Findings<'_>) {
    if findings.level(&UNANNOTATED).is_none() {
        return;
    }
    let card = &paper.placed.article.card;
    // Of suggestions another rule tells; what was turned down is not asked for again.
    let suggested = card.suggested.iter().filter_map(|one| one.passage.as_ref());
    let passages: Vec<_> =
        card.annotations.iter().map(|anchored| &anchored.passage).chain(suggested).map(|one| &one.range).collect();
    let is_bare =
        |own: &Range<usize>| !passages.iter().any(|passage| passage.start < own.end && own.start < passage.end);
    if !may_hold_any(paper, is_bare) {
        return;
    }
    let (prose, quantities) = paper.prose();
    // What is said twice is one figure.
    let mut said = FxHashSet::default();
    let figures: Vec<(&str, Span)> = quantities
        .iter()
        .filter(|quantity| is_figure(&prose.text, quantity) && !prose.is_code(quantity.span.start))
        .map(|quantity| (&prose.text[quantity.hedged.clone()], Span::new(&card.file, prose.origin(&quantity.span))))
        .filter(|(words, span)| is_bare(&span.range) && said.insert(*words))
        .collect();
    let Some(((first, place), others)) = figures.split_first() else { return };
    let named: Vec<String> = figures.iter().take(SHOWN).map(|(words, _)| format!("`{words}`")).collect();
    let message = match figures.len() {
        1 => format!("the figure `{first}` has no annotation"),
        count if count <= SHOWN => format!("{count} figures have no annotation: {}", named.join(", ")),
        count => format!("{count} figures have no annotation, the first of them {}", named.join(", ")),
    };
    findings.add(&UNANNOTATED, &card.meta.allow, message, |told| {
        others
            .iter()
            .take(SHOWN - 1)
            .fold(told.at(place.clone()), |told, (_, place)| told.also(place.clone(), "another"))
            .hint("lay facts with their sources on those that a reader would want to look up")
    });
}

/// Whether there is anything to tell, which the raw text around its numbers tells quickly.
fn may_hold_any(paper: &Paper<'_>, is_bare: impl Fn(&Range<usize>) -> bool) -> bool {
    const AROUND: usize = 60;
    let body = body_range(paper.text);
    let raw = &paper.text[body.clone()];
    let in_file = |range: &Range<usize>| body.start + range.start..body.start + range.end;
    promising(raw, paper.language).filter(|place| is_bare(&in_file(place))).any(|place| {
        let start = raw.floor_char_boundary(place.start.saturating_sub(AROUND));
        let end = raw.ceil_char_boundary((place.end + AROUND).min(raw.len()));
        // Lines may end, and emphasis or a link begin, between a number and its unit.
        let plain = raw[start..end].replace(['\n', '*', '_', '[', ']'], " ");
        let is_told = |quantity: &Quantity| {
            let span = start + quantity.span.start..start + quantity.span.end;
            is_figure(&plain, quantity) && is_bare(&in_file(&span))
        };
        quantity::read(&plain, paper.language).iter().any(is_told)
    })
}

/// Whether a quantity states something that can be looked up.
fn is_figure(text: &str, quantity: &Quantity) -> bool {
    let (before, after) = (&text[..quantity.span.start], &text[quantity.span.end..]);
    let words = &text[quantity.span.clone()];
    let goes_on = after.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if quantity.sense != Sense::Figure || goes_on || before.ends_with('-') {
        return false;
    }
    match quantity.unit.map(|unit| unit.of.dimension) {
        None => is_count(words, after, quantity),
        Some(Dimension::Time) => false,
        // `Half the day`, `a third of them`, `100 percent sure`.
        Some(Dimension::Share) => {
            let is_round = matches!(quantity.amount, Amount::Value(number) if [1.0, 100.0].contains(&number.value()));
            let small = words.to_lowercase();
            let is_loose = small.starts_with("a ") || small.ends_with("half") || small.ends_with("halves");
            !is_round && (!is_loose || quantity.hedge != Hedge::None)
        }
        Some(_) => !matches!(quantity.amount, Amount::Value(number) if number.value() == 0.0),
    }
}

/// Whether a number without a unit counts many of something: `1,240`, `about 1200`, `450 homes`, `2 million`.
fn is_count(words: &str, after: &str, quantity: &Quantity) -> bool {
    const MANY: f64 = 100.0;
    const MILLION: f64 = 1e6;
    const YEARS: std::ops::Range<f64> = 1500.0..2100.0;
    let (Amount::Value(number) | Amount::Range(_, number)) = quantity.amount;
    let size = number.value().abs();
    if size < MANY || !words.contains(|c: char| c.is_numeric()) {
        return size >= MILLION;
    }
    let is_grouped = words.contains([',', '.', '’', '\u{a0}', '\u{202f}']);
    let next: String = after.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
    let ends_in_plural = next.len() > 3 && next.ends_with('s') && !next.ends_with("ss");
    let is_plural = ends_in_plural || matches!(&*next, "people" | "men" | "women" | "children");
    let is_year = words.len() == 4 && YEARS.contains(&size);
    is_grouped || quantity.hedge != Hedge::None || size >= MILLION || (is_plural && !is_year)
}
