//! Links that leave the site and lead to nothing; asked for by `onrecord check --external` alone.

use std::collections::BTreeMap;

use super::external::Verdict;
use super::pages::Pages;
use super::places::find_address;
use super::{Desk, Findings, Rule};
use crate::parse::{Excuse, body_range};
use crate::text::{Severity, Span, shorten};

pub const RULES: &[Rule] = &[BROKEN, UNKNOWN];

const BROKEN: Rule = Rule {
    code: "house/external-broken",
    level: Some(Severity::Warning),
    about: "A link to another site leads to nothing: its server says so, or there is no such host.",
    why: "A source that nobody can look up any more supports nothing. Look for an archived copy. Only the answers 404 and \
          410 count, and names of hosts that do not exist. Asked by `onrecord check --external`, one page at a time of \
          each host; good answers are believed for 30 days.",
    bad: "url: https://example.org/gone\n",
    good: "url: https://web.archive.org/web/2024/https://example.org/gone\n",
};

const UNKNOWN: Rule = Rule {
    code: "house/external-unknown",
    level: Some(Severity::Hint),
    about: "Nobody can say whether a link to another site leads somewhere.",
    why: "Its server refuses programs, fails, or takes too long. Look at the page with a browser. Asked by `onrecord check \
          --external` alone.",
    bad: "url: https://example.org/page   # its server answers 403\n",
    good: "url: https://example.org/page   # its server answers 200\n",
};

pub fn check(desk: &Desk<'_>, pages: &Pages, findings: &mut Findings<'_>) {
    let Some(look_up) = desk.external else { return };
    if RULES.iter().all(|rule| findings.level(rule).is_none()) || pages.external.is_empty() {
        return;
    }
    let bad: BTreeMap<String, Verdict> =
        look_up(&pages.external).into_iter().filter(|(_, verdict)| *verdict != Verdict::Well).collect();
    if bad.is_empty() {
        return;
    }
    for (link, verdict) in &bad {
        let (rule, why) = match verdict {
            Verdict::Well => continue,
            Verdict::Broken(why) => (&BROKEN, why),
            Verdict::Unknown(why) => (&UNKNOWN, why),
        };
        let places = places(desk, link);
        let message = match rule.code == BROKEN.code {
            true => format!("`{}` leads to nothing: {why}", shorten(link)),
            false => format!("nobody can say whether `{}` leads somewhere: {why}", shorten(link)),
        };
        let hint = match rule.code == BROKEN.code {
            true => "find its new address or an archived copy",
            false => "look at it with a browser",
        };
        if places.is_empty() {
            findings.add(rule, None, message.clone(), |told| told.hint(hint));
        }
        for (place, excuses) in places {
            findings.add(rule, excuses, message.clone(), |told| told.at(place).hint(hint));
        }
    }
}

/// Where authors wrote a link, each with the excuses that hold there.
fn places<'a>(desk: &Desk<'a>, link: &str) -> Vec<(Span, &'a [Excuse])> {
    let site = &desk.edition.site;
    let mut places: Vec<(Span, &[Excuse])> = Vec::new();
    for node in &site.sources.entries {
        let source = &node.source;
        let archived = source.archive.as_ref().and_then(|archive| archive.url.as_deref());
        for (url, keys) in [(source.url.as_deref(), &["url"][..]), (archived, &["archive", "url"])] {
            if url == Some(link) {
                places.push((node.origins.below(keys), &source.allow));
            }
        }
    }
    for node in &site.people.entries {
        if let Some(index) = node.person.same_as.iter().position(|same| same == link) {
            places.push((node.origins.below(&["same_as", &index.to_string()]), &node.person.allow));
        }
    }
    let articles = site.articles.iter().map(|placed| &placed.article.card);
    let sections = site.sections.iter().filter_map(|section| Some(&section.index.as_ref()?.card));
    for card in articles.chain(sections) {
        let Some(text) = desk.texts.get(&card.file) else { continue };
        let body = body_range(text);
        if let Some(range) = find_address(&text[body.clone()], link) {
            places.push((Span::new(&card.file, body.start + range.start..body.start + range.end), &card.meta.allow));
        }
    }
    places
}
