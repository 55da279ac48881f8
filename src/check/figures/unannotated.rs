//! Figures that rest on nothing.

use super::{Findings, Paper, Rule};
use crate::quantity::{self, Amount, Dimension, Quantity, Sense};
use crate::text::Span;

pub const UNANNOTATED: Rule = Rule {
    code: "article/figure-unannotated",
    level: None,
    about: "A figure stands in the text without an annotation.",
    why: "For sites where every figure needs a source. Years, dates, times, ordinals, durations, numbers that are names \
          and numbers below ten without a unit are left alone; so is what a quote or a fact is laid on.",
    bad: "---\ntitle: The flood\n---\nThe water reached 1,240 homes.\n",
    good: "---\ntitle: The flood\nfacts: [{text: \"1,240 homes\", sources: [council-minutes]}]\n---\nThe water reached 1,240 homes.\n",
};

pub fn check(paper: &Paper<'_>, findings: &mut Findings<'_>) {
    if findings.level(&UNANNOTATED).is_none() {
        return;
    }
    let card = &paper.placed.article.card;
    let prose = &paper.placed.article.reading(paper.text).prose;
    for quantity in quantity::read(&prose.text, paper.language).iter().filter(|quantity| is_figure(quantity)) {
        let span = Span::new(&card.file, prose.origin(&quantity.span));
        let covers = |passage: &Span| passage.range.start < span.range.end && span.range.start < passage.range.end;
        // Of suggestions another rule tells; what was turned down is not asked for again.
        let suggested = card.suggested.iter().filter_map(|one| one.passage.as_ref());
        if card.annotations.iter().map(|anchored| &anchored.passage).chain(suggested).any(covers) {
            continue;
        }
        let words = &prose.text[quantity.hedged.clone()];
        findings.add(&UNANNOTATED, &card.meta.allow, format!("the figure `{words}` has no annotation"), |told| {
            told.at(span).hint("lay a fact with its source on it")
        });
    }
}

fn is_figure(quantity: &Quantity) -> bool {
    const FEW: f64 = 10.0;
    let (Amount::Value(number) | Amount::Range(_, number)) = quantity.amount;
    let is_time = quantity.unit.is_some_and(|unit| unit.dimension() == (Dimension::Time, None));
    let is_much = quantity.unit.is_some() || number.value().abs() >= FEW;
    quantity.sense == Sense::Figure && is_much && !is_time
}
