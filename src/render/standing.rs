//! How an article stands: its quotes and facts, each counted once, however often the article uses it.

use std::collections::BTreeMap;

use super::view::{Standing, StatusCount};
use super::{entries, labels};
use crate::language::Language;
use crate::parse::Status;
use crate::resolve::{Laid, Placed, Site};

pub fn of<'a>(site: &'a Site, placed: &Placed, language: &'a Language) -> Standing<'a> {
    let mut laid: Vec<Laid> = placed.subjects.iter().flatten().copied().collect();
    laid.sort_unstable();
    laid.dedup();
    let mut standing = Standing::default();
    let mut days = Vec::new();
    // Worst first.
    let mut statuses: BTreeMap<Status, usize> = BTreeMap::new();
    let read = |source: usize| site.sources.entries[source].source.accessed;
    for laid in laid {
        match laid {
            Laid::Quote(index) => {
                let node = &site.quotes.entries[index];
                standing.quotes += 1;
                standing.quotes_with_source += usize::from(node.source.is_some());
                days.extend(node.source.and_then(read));
                if let Some((copy, _)) = entries::found(site, node) {
                    standing.quotes_checked += 1;
                    days.extend(copy.on);
                }
            }
            Laid::Fact(index) => {
                let node = &site.facts.entries[index];
                standing.facts += 1;
                standing.facts_with_source += usize::from(!node.sources.is_empty());
                days.extend(node.sources.iter().filter_map(|&(_, source)| read(source)));
                *statuses.entry(node.fact.status).or_default() += 1;
            }
        }
    }
    let count = |(status, count)| StatusCount {
        status: labels::status(status),
        label: language.word(labels::status_key(status)),
        count,
    };
    standing.statuses = statuses.into_iter().map(count).collect();
    standing.last_checked = labels::day(days.into_iter().max(), language);
    standing
}
