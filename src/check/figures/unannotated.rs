//! Figures that rest on nothing.

use super::{Findings, Paper, Rule};
use crate::quantity::{Amount, Dimension, Quantity, Sense};
use crate::text::{Severity, Span};

pub const UNANNOTATED: Rule = Rule {
    code: "article/figure-unannotated",
    level: Some(Severity::Hint),
    about: "Figures stand in the text without an annotation.",
    why: "A reader cannot see on what they rest. What counts is a rule of thumb: amounts of money, percentages and \
          fractions, measures, and numbers from a hundred on. Left alone are years, dates, times and durations, ordinals, \
          numbers that are names, code, and what a quote or a fact is laid on. They are told once for each article, with \
          the first three; `allow` with a reason, or `article/figure-unannotated: off` in site.yaml, ends it.",
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
    let (prose, quantities) = paper.prose();
    // Of suggestions another rule tells; what was turned down is not asked for again.
    let suggested = card.suggested.iter().filter_map(|one| one.passage.as_ref());
    let passages: Vec<_> =
        card.annotations.iter().map(|anchored| &anchored.passage).chain(suggested).map(|one| &one.range).collect();
    let is_bare = |span: &Span| {
        let own = &span.range;
        !passages.iter().any(|passage| passage.start < own.end && own.start < passage.end)
    };
    let figures: Vec<(&str, Span)> = quantities
        .iter()
        .filter(|quantity| is_figure(quantity) && !prose.is_code(quantity.span.start))
        .map(|quantity| (&prose.text[quantity.hedged.clone()], Span::new(&card.file, prose.origin(&quantity.span))))
        .filter(|(_, span)| is_bare(span))
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

fn is_figure(quantity: &Quantity) -> bool {
    const MANY: f64 = 100.0;
    let (Amount::Value(number) | Amount::Range(_, number)) = quantity.amount;
    let is_measure = quantity.unit.is_some_and(|unit| unit.dimension() != (Dimension::Time, None));
    let is_many = quantity.unit.is_none() && number.value().abs() >= MANY;
    quantity.sense == Sense::Figure && (is_measure || is_many)
}
