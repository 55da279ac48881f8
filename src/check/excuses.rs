//! Excuses that excuse nothing, and settings of rules that there are not.

use super::{Desk, Findings, Rule, rules};
use crate::parse::Excuse;
use crate::text::{Severity, Span, nearest};

pub const RULES: &[Rule] = &[UNKNOWN_RULE, UNUSED];

const UNKNOWN_RULE: Rule = Rule {
    code: "allow/unknown-rule",
    level: Some(Severity::Error),
    about: "An excuse, or a setting in site.yaml, names a rule that there is not.",
    why: "It has no effect, and its author believes that it has one.",
    bad: "allow: {rule: quote/nosource, because: She said it to us.}\n",
    good: "allow: {rule: quote/no-source, because: She said it to us.}\n",
};

const UNUSED: Rule = Rule {
    code: "allow/unused",
    level: Some(Severity::Warning),
    about: "An excuse holds for nothing: the rule finds nothing here any more.",
    why: "Reasons that outlive their cause would hide the next mistake of the kind.",
    bad: "text: We hold 20%.\nsource: briefing\nallow: {rule: quote/no-source, because: She said it to us.}\n",
    good: "text: We hold 20%.\nsource: briefing\n",
};

/// Goes through all excuses, after all other rules have been asked.
pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    if let Some(origin) = &site.config.origin {
        for code in site.config.checks.keys() {
            tell_unknown(code, findings, || origin.below(&["checks", code]));
        }
    }
    for excuse in all(desk) {
        let is_known = tell_unknown(&excuse.rule, findings, || excuse.origin.below(&["rule"]));
        let is_asked = rules().find(|rule| rule.code == excuse.rule).is_some_and(|rule| findings.level(rule).is_some());
        if is_known && is_asked && !findings.is_used(excuse) {
            findings.add(&UNUSED, None, format!("nothing here needs to be excused from `{}`", excuse.rule), |told| {
                told.at(excuse.origin.span()).hint("take the excuse out")
            });
        }
    }
}

fn tell_unknown(code: &str, findings: &mut Findings<'_>, span: impl Fn() -> Span) -> bool {
    let is_known = code.is_empty() || rules().any(|rule| rule.code == code);
    if !is_known {
        findings.add(&UNKNOWN_RULE, None, format!("there is no rule `{code}`"), |told| {
            let told = told.at(span());
            match nearest(code, rules().map(|rule| rule.code)) {
                Some(near) => told.hint(format!("did you mean `{near}`?")),
                None => told.hint("the manual's page on checks lists all rules"),
            }
        });
    }
    is_known
}

/// Every excuse of the site.
fn all<'a>(desk: &Desk<'a>) -> impl Iterator<Item = &'a Excuse> {
    let site = &desk.edition.site;
    let cards = site.articles.iter().map(|placed| &placed.article.card);
    let of_articles = cards.flat_map(|card| {
        card.meta.allow.iter().chain(card.annotations.iter().flat_map(|annotation| &annotation.allow))
    });
    of_articles
        .chain(site.people.entries.iter().flat_map(|node| &node.person.allow))
        .chain(site.sources.entries.iter().flat_map(|node| &node.source.allow))
        .chain(site.facts.entries.iter().flat_map(|node| &node.fact.allow))
        .chain(site.quotes.entries.iter().flat_map(|node| &node.quote.allow))
}
