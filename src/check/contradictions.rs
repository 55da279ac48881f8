//! What cannot be true at once: two figures for one thing, two birthdays, words said after they were printed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::figures_agree::{Likeness, likeness};
use super::sourcing::own_excuses;
use super::{Desk, Findings, Rule};
use crate::parse::{Excuse, Figure, Meta, Role, Status};
use crate::resolve::{FactNode, QuoteNode, Site, Use};
use crate::text::{PartialDate, Severity, Span, shorten};

pub const RULES: &[Rule] = &[CONTRADICTS, ROLE, FROM_THE_FUTURE, SAID_LATER];

const CONTRADICTS: Rule = Rule {
    code: "fact/contradicts",
    level: Some(Severity::Warning),
    about: "Two facts give different figures for one `subject`, `measure` and `as_of`.",
    why: "At most one of them can be right, and a reader who meets both believes neither. Figures that one rounds to \
          the other agree, and so do those within a tenth of each other if one of them is `approx` or an `estimate`. \
          Units of one kind are converted; others are left alone, and so are words that are no dates, claims of \
          different people, estimates from different sources, and facts that are called `false`, `disputed`, \
          `corrected` or `outdated`. Somebody is born once: of the measures `birthday` and `born` the `as_of` does \
          not count.",
    bad: "area-a: {statement: It holds 450 km2., subject: kursk, measure: held-area, as_of: 2025-03-03, value: 450, unit: km2}\n\
          area-b: {statement: It holds 520 km2., subject: kursk, measure: held-area, as_of: 2025-03-03, value: 520, unit: km2}\n",
    good: "area-a: {statement: It holds 450 km2., subject: kursk, measure: held-area, as_of: 2025-03-03, value: 450, unit: km2}\n\
           area-b: {statement: It held 520 km2., subject: kursk, measure: held-area, as_of: 2025-02-03, value: 520, unit: km2}\n",
};

const ROLE: Rule = Rule {
    code: "quote/role-outside-years",
    level: Some(Severity::Warning),
    about: "A quote gives its speaker a `role` on a date on which they did not hold it.",
    why: "A minister speaks for a ministry only while in office. Only roles with years are looked at, and only if the \
          quote names one of them in `role`.",
    bad: "speaker: kennedy   # President from 1961-01-20 to 1963-11-22\nrole: President\nsaid_on: 1960-07-15\n",
    good: "speaker: kennedy\nrole: Senator for Massachusetts\nsaid_on: 1960-07-15\n",
};

const FROM_THE_FUTURE: Rule = Rule {
    code: "fact/from-the-future",
    level: Some(Severity::Warning),
    about: "The `as_of` of a fact is later than the article that states it.",
    why: "Either one of the dates is wrong, or the article was changed since and does not say so by `updated`. A day is \
          forgiven, since it is tomorrow somewhere. Facts called `estimate` or `claimed` may be forecasts and are left \
          alone.",
    bad: "date: 2025-03-03\nfacts:\n  - {text: 450 tanks, as_of: 2025-05-01}\n",
    good: "date: 2025-03-03\nupdated: 2025-05-02\nfacts:\n  - {text: 450 tanks, as_of: 2025-05-01}\n",
};

const SAID_LATER: Rule = Rule {
    code: "quote/said-later",
    level: Some(Severity::Warning),
    about: "A quote was said after the article that prints it.",
    why: "Either one of the dates is wrong, or the article was changed since and does not say so by `updated`. A day is \
          forgiven, since it is tomorrow somewhere.",
    bad: "date: 2025-03-03\nquotes:\n  - {text: We hold 20% now, said_on: 2025-04-01}\n",
    good: "date: 2025-03-03\nquotes:\n  - {text: We hold 20% now, said_on: 2025-03-01}\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    check_facts(site, findings);
    for quote in &site.quotes.entries {
        check_role(site, quote, findings);
        check_said(site, quote, findings);
    }
    for fact in &site.facts.entries {
        check_as_of(site, fact, findings);
    }
}

/// What facts are about. Only those that say the same here can contradict one another.
type About = (String, String, Option<PartialDate>);

fn check_facts(site: &Site, findings: &mut Findings<'_>) {
    if findings.level(&CONTRADICTS).is_none() {
        return;
    }
    let mut by_about: BTreeMap<About, Vec<&FactNode>> = BTreeMap::new();
    for node in &site.facts.entries {
        if let Some(about) = about(node) {
            by_about.entry(about).or_default().push(node);
        }
    }
    for ((subject, measure, as_of), facts) in &by_about {
        for (at, node) in facts.iter().enumerate().skip(1) {
            // One contradiction for each fact: with the first of those before it.
            let Some(first) = facts[..at].iter().find(|first| contradicts(first, node)) else { continue };
            let day = as_of.map_or_else(String::new, |date| format!(" as of {date}"));
            let message = format!(
                "the {measure} of {subject}{day} is {} here and {} in `{}`",
                shown(node),
                shown(first),
                first.id
            );
            let excuses =
                [*node, *first].into_iter().flat_map(|node| own_excuses(site, &node.uses).chain(&node.fact.allow));
            findings.add(&CONTRADICTS, excuses, message, |told| {
                told.at(figure_span(node))
                    .also(figure_span(first), "the other figure")
                    .hint("correct one of them, or say what is different about it by `as_of`, `measure` or `status`")
            });
        }
    }
}

fn about(node: &FactNode) -> Option<About> {
    let fact = &node.fact;
    let is_asserted = !matches!(fact.status, Status::False | Status::Disputed | Status::Corrected | Status::Outdated);
    if !is_asserted || fact.figure.is_none() {
        return None;
    }
    let folded =
        |words: &Option<String>| Some(words.as_ref()?.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    let (subject, measure) = (folded(&fact.subject)?, folded(&fact.measure)?);
    match measure.replace([' ', '-', '_'], "").as_str() {
        "birthday" | "born" | "birthdate" | "dateofbirth" => Some((subject, "birthday".to_owned(), None)),
        _ => Some((subject, measure, fact.as_of)),
    }
}

fn contradicts(one: &FactNode, other: &FactNode) -> bool {
    let (first, second) = (&one.fact, &other.fact);
    let claimed_apart = [first, second].iter().any(|fact| fact.status == Status::Claimed || fact.claimed_by.is_some())
        && first.claimed_by != second.claimed_by;
    let cited = |source: usize| other.sources.iter().any(|&(_, cited)| cited == source);
    let estimated_apart = first.status == Status::Estimate
        && second.status == Status::Estimate
        && !one.sources.iter().any(|&(_, source)| cited(source));
    !claimed_apart && !estimated_apart && likeness(first, second) == Likeness::Differs
}

/// The figure of a fact as its author wrote it.
fn shown(node: &FactNode) -> String {
    let figure = match &node.fact.figure {
        Some(Figure::Value(_, spelling)) => spelling.clone(),
        Some(Figure::Range(low, high)) => format!("{low} to {high}"),
        Some(Figure::Words(words)) => shorten(words),
        None => String::new(),
    };
    node.fact.unit.as_ref().map_or_else(|| figure.clone(), |unit| format!("{figure} {unit}"))
}

fn figure_span(node: &FactNode) -> Span {
    let whole = node.origins.span();
    let keys: [&[&str]; 3] = [&["value"], &["range"], &["text"]];
    keys.into_iter().map(|key| node.origins.below(key)).find(|span| *span != whole).unwrap_or(whole)
}

fn check_role(site: &Site, node: &QuoteNode, findings: &mut Findings<'_>) {
    let (Some(role), Some(said_on), Some(speaker)) = (&node.quote.role, node.quote.said_on, node.speaker) else {
        return;
    };
    let speaker = &site.people.entries[speaker];
    let folded = |words: &str| words.trim().to_lowercase();
    let named: Vec<(usize, &Role)> = speaker
        .person
        .roles
        .iter()
        .enumerate()
        .filter(|(_, known)| {
            let title = folded(&known.title);
            let role = folded(role);
            let with_org = |org: &String| {
                let org = folded(org);
                role == format!("{title}, {org}")
                    || role == format!("{title} of {org}")
                    || role == format!("{title} ({org})")
            };
            role == title || known.org.as_ref().is_some_and(with_org)
        })
        .collect();
    let Some(&(index, first)) = named.first() else { return };
    if named.iter().any(|(_, role)| role.covers(said_on)) {
        return;
    }
    let name = &speaker.person.name;
    let message = format!("{name} was not {} on {said_on}", shorten(&first.title));
    let years = match (first.from, first.to) {
        (Some(from), Some(to)) => format!("from {from} to {to}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => return,
    };
    findings.add(&ROLE, own_excuses(site, &node.uses).chain(&node.quote.allow), message, |told| {
        told.at(node.origins.below(&["role"]))
            .also(speaker.origins.below(&["roles", &index.to_string()]), format!("{years}, as the record has it"))
            .hint("correct `said_on`, the `role`, or the years of the role in the record")
    });
}

fn check_said(site: &Site, node: &QuoteNode, findings: &mut Findings<'_>) {
    let Some(said_on) = node.quote.said_on else { return };
    for &used in &node.uses {
        let Some(printed) = printed_before(site, used, said_on) else { continue };
        let message = format!("`{}` was said on {said_on}, after this article of {printed}", shorten(&node.quote.text));
        let excuses = node.quote.allow.iter().chain(excuses_of_use(site, used));
        findings.add(&SAID_LATER, excuses, message, |told| {
            let here = place_of(site, used, "said_on");
            let told = match node.origins.below(&["said_on"]) {
                there if there != here => told.also(there, "the date of the quote"),
                _ => told,
            };
            told.at(here).hint("correct one of the dates, or give the article an `updated`")
        });
    }
}

fn check_as_of(site: &Site, node: &FactNode, findings: &mut Findings<'_>) {
    let Some(as_of) = node.fact.as_of else { return };
    if matches!(node.fact.status, Status::Estimate | Status::Claimed) {
        return;
    }
    for &used in &node.uses {
        let Some(printed) = printed_before(site, used, as_of) else { continue };
        let statement = shorten(&node.fact.statement);
        let message = format!("`{statement}` is as of {as_of}, after this article of {printed}");
        let excuses = node.fact.allow.iter().chain(excuses_of_use(site, used));
        findings.add(&FROM_THE_FUTURE, excuses, message, |told| {
            let here = place_of(site, used, "as_of");
            let told = match node.origins.below(&["as_of"]) {
                there if there != here => told.also(there, "the date of the fact"),
                _ => told,
            };
            told.at(here).hint("correct one of the dates, or give the article an `updated`")
        });
    }
}

/// The date of the article that uses an entry, if the other date is certainly later.
fn printed_before(site: &Site, used: Use, other: PartialDate) -> Option<Date> {
    let printed = printed_on(&site.articles[used.article].article.card.meta)?;
    let forgiven = printed.tomorrow().unwrap_or(printed);
    (other.first_day() > forgiven).then_some(printed)
}

/// The day to which an article's words belong: its date, or that of its last update.
pub(super) fn printed_on(meta: &Meta) -> Option<Date> {
    [meta.date, meta.updated].into_iter().flatten().map(|moment| moment.day()).max()
}

/// A value of an annotation's entry, or the entry where the value is not its own.
fn place_of(site: &Site, used: Use, key: &str) -> Span {
    site.articles[used.article].article.card.annotations[used.annotation].place.below(&[key])
}

/// The excuses on the place that lays an entry on words, and those of its article.
fn excuses_of_use(site: &Site, used: Use) -> impl Iterator<Item = &Excuse> {
    let card = &site.articles[used.article].article.card;
    card.annotations[used.annotation].allow.iter().chain(&card.meta.allow)
}
