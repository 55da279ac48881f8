//! Parts of a whole: percentages and fractions in the words, where the fact names the total.

use super::{Findings, Rule, Severity, Stretch, spell, stated};
use crate::parse::Whole;
use crate::quantity::{
    self, Amount, Dimension, Fit, Number, PART, PERCENT as PERCENT_UNIT, Quantity, Sense, Stated, Unit, fits,
};

pub const PERCENT: Rule = Rule {
    code: "figure/percent",
    level: Some(Severity::Warning),
    about: "A percentage or a fraction is not what the fact's figure comes to.",
    why: "It is computed where the fact says what its figure is a part of, by `of`: a total, or the id of another fact. \
          The other way round, a figure in the words is compared with the percentage of the fact.",
    bad: "facts:\n  - text: about a quarter of the country\n    value: 113000\n    unit: km2\n    of: {total: 603550, unit: km2}\n",
    good: "facts:\n  - text: nearly a fifth of the country\n    value: 113000\n    unit: km2\n    of: {total: 603550, unit: km2}\n",
};

/// Compares what is told as a part, or as the part's own size; gives whether that settles the figure of the stretch.
pub fn check(stretch: &Stretch<'_>, value: &Stated, findings: &mut Findings<'_>) -> bool {
    let Some(whole) = stretch.node.fact.of.as_ref().and_then(|whole| total(stretch, whole)) else { return false };
    let (Amount::Value(part), Amount::Value(total)) = (value.amount, whole.amount) else { return false };
    if value.unit.is_some_and(|unit| unit.of.dimension == Dimension::Share) {
        return check_size(stretch, value, part, &whole, total);
    }
    let told_in_total = match (value.unit, whole.unit) {
        (Some(unit), Some(of)) if unit.converts_to(&of) => unit.convert(part.value(), &of),
        (Some(_), Some(_)) => return false,
        _ => part.value(),
    };
    let share = told_in_total / total.value();
    let Some(number) = Number::near(share) else { return false };
    let stated = Stated { amount: Amount::Value(number), unit: Some(Unit::new(&PART)), approx: value.approx };
    let shares = || stretch.quantities.iter().filter(|quantity| is_share(quantity));
    let Some(last) = shares().next_back() else { return false };
    if !shares().any(|quantity| fits(quantity, &stated, &[]) == Fit::Yes) {
        let percent = spell::number(share * 100.0);
        let says = stretch.says();
        let of = spell::number(total.value());
        let message = format!("the words say `{}`, but {says} of {of} is {percent}%", stretch.words(last));
        findings.add(&PERCENT, stretch.excuses(), message, |told| {
            told.at(stretch.place(last))
                .also(stretch.figure_place(), "the figure of the fact")
                .also(stretch.node.origins.below(&["of"]), "what it is a part of")
                .hint("put right whichever is wrong: the words, the figure or the total")
        });
    }
    // The size of the part may stand beside its share, and is compared by itself.
    stretch.quantities.iter().all(is_share)
}

fn is_share(quantity: &Quantity) -> bool {
    quantity.unit.is_some_and(|unit| unit.of.dimension == Dimension::Share)
}

/// Whether the size of the part, where the fact gives its percentage, is in the words and right.
fn check_size(stretch: &Stretch<'_>, value: &Stated, part: Number, whole: &Stated, total: Number) -> bool {
    let Some(percent) = value.unit else { return false };
    let share = percent.convert(part.value(), &Unit::new(&PART));
    let Some(size) = Number::near(share * total.value()) else { return false };
    let size = Stated { amount: Amount::Value(size), unit: whole.unit, approx: true };
    stretch.quantities.iter().filter(|quantity| !is_share(quantity) && quantity.sense != Sense::Loose).any(|quantity| {
        let is_near = match quantity.amount {
            // Its percentage, as exact as that of the fact.
            Amount::Value(number) => {
                let told = match (quantity.unit, whole.unit) {
                    (Some(here), Some(there)) if here.converts_to(&there) => here.convert(number.value(), &there),
                    (Some(_), Some(_)) => return false,
                    _ => number.value(),
                };
                let percent = Unit::new(&PART).convert(told / total.value(), &Unit::new(&PERCENT_UNIT));
                let printed = if percent_is(value) { part.value() } else { share * 100.0 };
                (percent - printed).abs() <= part.place() / 2.0
            }
            Amount::Range(..) => false,
        };
        is_near || fits(quantity, &size, &[]) == Fit::Yes
    })
}

fn percent_is(value: &Stated) -> bool {
    value.unit.is_some_and(|unit| unit.of.symbol == PERCENT_UNIT.symbol)
}

/// The total that a fact names.
fn total(stretch: &Stretch<'_>, whole: &Whole) -> Option<Stated> {
    let (site, language) = (stretch.paper.site, stretch.paper.language);
    let found = match whole {
        Whole::Total(total, unit) => {
            let (power, unit) = unit.as_deref().map_or((0, None), |unit| quantity::stated_unit(unit, language));
            Stated { amount: Amount::Value(Number::parse(total)?.scaled(power)), unit, approx: false }
        }
        Whole::Fact(id) => stated(&site.facts.entries[site.facts.index(id)?].fact, language)?,
    };
    matches!(found.amount, Amount::Value(total) if total.value() > 0.0).then_some(found)
}
