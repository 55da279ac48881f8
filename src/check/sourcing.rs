//! What rests on what: quotes without speaker or source, facts without sources, articles with a single one.

use rustc_hash::FxHashSet;

use super::{Desk, Findings, Rule};
use crate::parse::{Anchored, Excuse, SourceKind, Status};
use crate::resolve::{Laid, Placed, Site, Use};
use crate::text::{Severity, shorten};

pub const RULES: &[Rule] = &[NO_SPEAKER, QUOTE_NO_SOURCE, FACT_NO_SOURCE, ONE_SOURCE, ONLY_SECONDARY];

const NO_SPEAKER: Rule = Rule {
    code: "quote/no-speaker",
    level: Some(Severity::Warning),
    about: "A quote does not say whose words it holds.",
    why: "Words without a speaker cannot be checked, and a reader cannot weigh them. A speaker is a person or an \
          organization of the record.",
    bad: "quotes:\n  - text: We hold 20% now\n    source: briefing\n",
    good: "quotes:\n  - text: We hold 20% now\n    speaker: dmitry-peskov\n    source: briefing\n",
};

const QUOTE_NO_SOURCE: Rule = Rule {
    code: "quote/no-source",
    level: Some(Severity::Warning),
    about: "A quote does not say where its words can be found.",
    why: "A source is what lets somebody else look the words up: a transcript, a recording, a report, or your own \
          interview, which can be a source of the kind `interview`. A paraphrase needs one as well.",
    bad: "quotes:\n  - text: We hold 20% now\n    speaker: dmitry-peskov\n",
    good: "quotes:\n  - text: We hold 20% now\n    speaker: dmitry-peskov\n    source: briefing\n",
};

const FACT_NO_SOURCE: Rule = Rule {
    code: "fact/no-source",
    level: Some(Severity::Warning),
    about: "A fact cites no source.",
    why: "A fact that says who claims it, by `claimed_by`, still needs the place where the claim was made. Facts with \
          the status `unverified` are found too: what cannot be sourced is not ready to be printed.",
    bad: "facts:\n  - text: about 450 square kilometers\n    status: confirmed\n",
    good: "facts:\n  - text: about 450 square kilometers\n    status: estimate\n    sources: [open-source-maps]\n",
};

const ONE_SOURCE: Rule = Rule {
    code: "article/one-source",
    level: Some(Severity::Hint),
    about: "All facts of an article rest on one and the same source.",
    why: "What only one source says is that source's story. Articles with fewer than three facts are left alone.",
    bad: "facts:\n  - {text: 450 tanks, sources: [ministry]}\n  - {text: 20 ships, sources: [ministry]}\n  - {text: in May, sources: [ministry]}\n",
    good: "facts:\n  - {text: 450 tanks, sources: [ministry, satellite-count]}\n  - {text: 20 ships, sources: [ministry]}\n  - {text: in May, sources: [ministry]}\n",
};

const ONLY_SECONDARY: Rule = Rule {
    code: "fact/only-secondary",
    level: Some(Severity::Hint),
    about: "A fact that is called confirmed rests on secondary sources alone.",
    why: "A report of a report confirms nothing. Counted as secondary are sources of the kinds `secondary` and `wire`; \
          a source without a kind is given the benefit of the doubt.",
    bad: "bridge-length:\n  statement: The bridge is 450 m long.\n  status: confirmed\n  sources: [news-agency]   # kind: wire\n",
    good: "bridge-length:\n  statement: The bridge is 450 m long.\n  status: confirmed\n  sources: [survey-2024]   # kind: document\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    check_quotes(site, findings);
    check_facts(site, findings);
    for placed in &site.articles {
        check_article(site, placed, findings);
    }
}

fn check_quotes(site: &Site, findings: &mut Findings<'_>) {
    for node in &site.quotes.entries {
        let excuses = || own_excuses(site, &node.uses).chain(&node.quote.allow);
        let words = shorten(&node.quote.text);
        if node.quote.speaker.is_none() {
            findings.add(&NO_SPEAKER, excuses(), format!("nobody is named as the speaker of `{words}`"), |told| {
                told.at(node.origins.span()).hint("add `speaker:` with the id of a person of the record")
            });
        }
        if node.quote.source.is_none() {
            findings.add(&QUOTE_NO_SOURCE, excuses(), format!("no source is named for `{words}`"), |told| {
                told.at(node.origins.span()).hint("add `source:` with the id of a source of the record")
            });
        }
    }
}

fn check_facts(site: &Site, findings: &mut Findings<'_>) {
    for node in &site.facts.entries {
        let excuses = || own_excuses(site, &node.uses).chain(&node.fact.allow);
        let statement = shorten(&node.fact.statement);
        if node.fact.sources.is_empty() {
            findings.add(&FACT_NO_SOURCE, excuses(), format!("no source is named for `{statement}`"), |told| {
                told.at(node.origins.span()).hint("add `sources: [ID]` with ids of sources of the record")
            });
        }
        let kinds = || node.sources.iter().map(|&(_, source)| site.sources.entries[source].source.kind);
        let is_secondary = |kind| matches!(kind, Some(SourceKind::Secondary | SourceKind::Wire));
        if node.fact.status == Status::Confirmed && !node.sources.is_empty() && kinds().all(is_secondary) {
            let message = format!("only secondary sources are said to confirm `{statement}`");
            findings.add(&ONLY_SECONDARY, excuses(), message, |told| {
                told.at(node.origins.below(&["sources"]))
                    .hint("cite what the reports rest on, or choose another status, such as `claimed`")
            });
        }
    }
}

fn check_article(site: &Site, placed: &Placed, findings: &mut Findings<'_>) {
    const FEW: usize = 3;
    let card = &placed.article.card;
    let facts: FxHashSet<usize> = placed
        .subjects
        .iter()
        .filter_map(|laid| match laid {
            Some(Laid::Fact(fact)) => Some(*fact),
            Some(Laid::Quote(_)) | None => None,
        })
        .collect();
    let sources: FxHashSet<usize> =
        facts.iter().flat_map(|&fact| &site.facts.entries[fact].sources).map(|&(_, source)| source).collect();
    let all_sourced = facts.iter().all(|&fact| !site.facts.entries[fact].sources.is_empty());
    if let (true, true, [only]) = (facts.len() >= FEW, all_sourced, &Vec::from_iter(sources)[..]) {
        let source = &site.sources.entries[*only];
        let message = format!("all {} facts of this article rest on the one source `{}`", facts.len(), source.id);
        findings.add(&ONE_SOURCE, &card.meta.allow, message, |told| {
            told.at(card.meta.span(&card.file, &["title"])).hint("find a second source, or say why there is none")
        });
    }
}

/// The excuses on the annotations that lay an entry of an article's own on its words, and those of their articles.
pub(super) fn own_excuses<'a>(site: &'a Site, uses: &'a [Use]) -> impl Iterator<Item = &'a Excuse> {
    uses.iter().flat_map(|used| {
        let card = &site.articles[used.article].article.card;
        let annotation: &Anchored = &card.annotations[used.annotation];
        let own: &[Excuse] = if annotation.subject.is_own() { &annotation.allow } else { &[] };
        let of_article: &[Excuse] = if annotation.subject.is_own() { &card.meta.allow } else { &[] };
        own.iter().chain(of_article)
    })
}
