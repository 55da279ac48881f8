//! What was true when it was written down: facts that should have been looked at again.

use jiff::civil::Date;

use super::contradictions::printed_on;
use super::sourcing::own_excuses;
use super::{Desk, Findings, Rule};
use crate::config::MaxAge;
use crate::parse::Status;
use crate::resolve::{FactNode, Site};
use crate::text::{Severity, shorten};

pub const RULES: &[Rule] = &[REVIEW_DUE, OLD];

const REVIEW_DUE: Rule = Rule {
    code: "fact/review-due",
    level: Some(Severity::Warning),
    about: "The day in a fact's `review_by` has passed.",
    why: "Somebody asked to be reminded. Facts that are called `false`, `corrected` or `outdated` have been looked at \
          and are left alone.",
    bad: "statement: The bridge is closed.\nas_of: 2024-01-10\nreview_by: 2024-07-01\n",
    good: "statement: The bridge is closed.\nas_of: 2024-07-01\nreview_by: 2099-01-01\n",
};

const OLD: Rule = Rule {
    code: "fact/old",
    level: Some(Severity::Warning),
    about: "A fact was older than site.yaml allows for its `measure` when an article used it.",
    why: "The limits are the site's own, by measure: `max_age: {population: 2 years, price: 90 days}`. The age is that on \
          the day of the article (its `updated`, if that is later), so an archive does not grow old; in an article \
          without a date it is that of today. Without limits nothing is asked.",
    bad: "# site.yaml has max_age: {population: 2 years}, and the article is of 2025-03-03\nmeasure: population\nas_of: 2011-03-27\n",
    good: "# site.yaml has max_age: {population: 2 years}, and the article is of 2025-03-03\nmeasure: population\nas_of: 2024-06-30\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    for node in &site.facts.entries {
        check_review(desk, node, findings);
        if let Some(limit) = limit(site, node) {
            check_age(desk, node, limit, findings);
        }
    }
}

fn check_review(desk: &Desk<'_>, node: &FactNode, findings: &mut Findings<'_>) {
    let fact = &node.fact;
    let Some(review_by) = fact.review_by.filter(|date| date.last_day() < desk.today) else { return };
    if matches!(fact.status, Status::False | Status::Corrected | Status::Outdated) {
        return;
    }
    let message = format!("`{}` was to be looked at again by {review_by}", shorten(&fact.statement));
    let excuses = own_excuses(&desk.edition.site, &node.uses).chain(&fact.allow);
    findings.add(&REVIEW_DUE, excuses, message, |told| {
        told.at(node.origins.below(&["review_by"]))
            .hint("look whether it still holds, then set `as_of` and the next `review_by`")
    });
}

fn limit<'a>(site: &'a Site, node: &FactNode) -> Option<&'a MaxAge> {
    let measure = node.fact.measure.as_ref()?;
    site.config.max_age.iter().find(|limit| limit.measure.eq_ignore_ascii_case(measure.trim()))
}

fn check_age(desk: &Desk<'_>, node: &FactNode, limit: &MaxAge, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    let Some(as_of) = node.fact.as_of else { return };
    let is_old = |day: Date| as_of.last_day().checked_add(limit.span).is_ok_and(|last| last < day);
    for used in &node.uses {
        let card = &site.articles[used.article].article.card;
        let day = printed_on(&card.meta).unwrap_or(desk.today);
        if !is_old(day) {
            continue;
        }
        let annotation = &card.annotations[used.annotation];
        let message =
            format!("`{}` is as of {as_of}: older than {} on {day}", shorten(&node.fact.statement), limit.words);
        let excuses = annotation.allow.iter().chain(&card.meta.allow).chain(&node.fact.allow);
        findings.add(&OLD, excuses, message, |told| {
            let here = annotation.place.below(&["as_of"]);
            let told = match node.origins.below(&["as_of"]) {
                there if there != here => told.also(there, "the date of the fact"),
                _ => told,
            };
            told.at(here)
                .hint(format!("find a newer figure; `max_age` in site.yaml sets the limit of `{}`", limit.measure))
        });
    }
}
