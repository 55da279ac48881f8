//! Figures: whether the numbers in the words are those of the facts laid on them.
//!
//! [`stretch`] compares the words of an annotation with its fact, [`share`] the parts of a whole that the fact names;
//! [`conversions`] computes what stands in brackets, and [`unannotated`] lists figures that rest on nothing. What a
//! quantity is, and how exact its words are meant, is the business of [`crate::quantity`].

mod conversions;
mod promising;
mod share;
mod spell;
mod stretch;
mod unannotated;

use std::cell::OnceCell;

use rayon::prelude::*;

use super::{Desk, Findings, Rule};
use crate::parse::{Anchored, Excuse, Fact, Figure, Kind, Prose};
use crate::quantity::{self, Amount, Language, Number, Quantity, Stated};
use crate::render::figure_in_english;
use crate::resolve::{FactNode, Laid, Placed, Site};
use crate::text::{Severity, Span};

pub const RULES: &[Rule] = &[
    stretch::DIFFERS,
    stretch::OUTSIDE_RANGE,
    stretch::UNIT,
    share::PERCENT,
    conversions::CONVERSION,
    unannotated::UNANNOTATED,
];

/// Reads the figures of all articles, several articles at a time.
pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    if RULES.iter().all(|rule| findings.level(rule).is_none()) {
        return;
    }
    let site = &*desk.edition.site;
    let all: Vec<Findings<'_>> = {
        let empty = &*findings;
        site.articles
            .par_iter()
            .map(|placed| {
                let mut apart = empty.apart();
                check_article(desk, placed, &mut apart);
                apart
            })
            .collect()
    };
    for apart in all {
        findings.join(apart);
    }
}

fn check_article(desk: &Desk<'_>, placed: &Placed, findings: &mut Findings<'_>) {
    let site = &*desk.edition.site;
    let card = &placed.article.card;
    let lang = card.meta.lang.as_deref().unwrap_or(&site.config.lang);
    let (Some(language), Some(text)) = (quantity::language(lang), desk.texts.get(&card.file)) else { return };
    let paper = Paper { site, placed, text, language, quantities: OnceCell::new() };
    for (anchored, laid) in card.annotations.iter().zip(&placed.subjects) {
        if let Some(Laid::Fact(fact)) = laid {
            paper.check(anchored, &site.facts.entries[*fact], findings);
        }
    }
    unannotated::check(&paper, findings);
    conversions::check(&paper, findings);
}

/// An article whose figures are looked at.
struct Paper<'a> {
    site: &'a Site,
    placed: &'a Placed,
    /// The text of its file.
    text: &'a str,
    language: &'static Language,
    /// The figures in the words of the article, once a rule has asked for them.
    quantities: OnceCell<Vec<Quantity>>,
}

/// The words of an annotation, beside its fact.
struct Stretch<'a> {
    paper: &'a Paper<'a>,
    anchored: &'a Anchored,
    node: &'a FactNode,
    quantities: &'a [Quantity],
}

impl Paper<'_> {
    /// The words of the article and their figures.
    fn prose(&self) -> (&Prose, &[Quantity]) {
        let prose = &self.placed.article.reading(self.text).prose;
        (prose, self.quantities.get_or_init(|| quantity::read(&prose.text, self.language)))
    }

    fn check(&self, anchored: &Anchored, node: &FactNode, findings: &mut Findings<'_>) {
        if node.fact.figure.is_none() {
            return;
        }
        let quantities = quantity::read(&anchored.text, self.language);
        let Some(stated) = stated(&node.fact, self.language).filter(|_| !quantities.is_empty()) else { return };
        let stretch = Stretch { paper: self, anchored, node, quantities: &quantities };
        if !share::check(&stretch, &stated, findings) {
            stretch::check(&stretch, &stated, findings);
        }
    }

    /// The excuses that hold for the words of an annotation and for the fact laid on them.
    fn excuses<'e>(&'e self, anchored: &'e Anchored, fact: &'e Fact) -> impl Iterator<Item = &'e Excuse> {
        anchored.allow.iter().chain(&self.placed.article.card.meta.allow).chain(&fact.allow)
    }

    /// The facts that are laid on words which hold a stretch of the file's text.
    fn facts_over(&self, span: &Span) -> impl Iterator<Item = (&Anchored, &FactNode)> {
        let annotations = self.placed.article.card.annotations.iter().zip(&self.placed.subjects);
        let span = span.range.clone();
        annotations.filter_map(move |(anchored, laid)| match laid {
            Some(Laid::Fact(fact)) if anchored.kind == Kind::Fact => {
                let passage = &anchored.passage.range;
                let holds = passage.start <= span.start && span.end <= passage.end;
                holds.then(|| (anchored, &*self.site.facts.entries[*fact]))
            }
            _ => None,
        })
    }
}

impl Stretch<'_> {
    /// Where a quantity stands in the article's file: all of the words if they are not written as they read.
    fn place(&self, quantity: &Quantity) -> Span {
        let passage = &self.anchored.passage;
        let same = self.paper.text.get(passage.range.clone()) == Some(&self.anchored.text);
        let (start, inner) = (passage.range.start, &quantity.hedged);
        if same { Span::new(&passage.file, start + inner.start..start + inner.end) } else { passage.clone() }
    }

    /// The words of a quantity.
    fn words(&self, quantity: &Quantity) -> &str {
        &self.anchored.text[quantity.hedged.clone()]
    }

    fn excuses(&self) -> impl Iterator<Item = &Excuse> {
        self.paper.excuses(self.anchored, &self.node.fact)
    }

    /// The figure of the fact, for messages.
    fn says(&self) -> String {
        figure_in_english(&self.node.fact).unwrap_or_default()
    }

    /// Where the fact gives its figure.
    fn figure_place(&self) -> Span {
        let key = match self.node.fact.figure {
            Some(Figure::Range(..)) => "range",
            Some(Figure::Value(..) | Figure::Words(_)) | None => "value",
        };
        self.node.origins.below(&[key])
    }
}

/// The figure of a fact as something to compare with; none if its words are no figure.
fn stated(fact: &Fact, language: &Language) -> Option<Stated> {
    let (power, unit) = fact.unit.as_deref().map_or((0, None), |unit| quantity::stated_unit(unit, language));
    let stated = match fact.figure.as_ref()? {
        Figure::Value(_, spelled) => {
            Stated { amount: Amount::Value(Number::parse(spelled)?), unit, approx: fact.approx }
        }
        Figure::Range(low, high) => {
            let end = |end: &f64| Number::parse(&end.to_string());
            Stated { amount: Amount::Range(end(low)?, end(high)?), unit, approx: fact.approx }
        }
        Figure::Words(words) => Stated::from_words(words, unit, language)?,
    };
    Some(Stated { amount: stated.amount.scaled(power), ..stated })
}
