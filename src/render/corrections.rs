//! What was wrong in articles and was put right: the list of all corrections, and the names by which links find them.
//!
//! The `history` of a fact is not among them: it tells what became of a statement in the world, whoever corrected it,
//! and so does the status `corrected`. Only `corrections` of an article are the site's word on itself.

use rustc_hash::FxHashMap;

use super::labels;
use super::lists;
use super::refs::tag_of;
use super::view::{Content, Corrected};
use crate::language::direction;
use crate::parse::Correction;
use crate::resolve::{Address, Site};
use crate::text::PartialDate;
use crate::theme::Theme;

/// The folder of the list.
pub const FOLDER: &str = "corrections";
/// Its path, for links.
pub const PATH: &str = "corrections/";

pub fn address() -> Address {
    Address::folder(FOLDER).expect("a plain name")
}

/// How many corrections there are.
pub fn count(site: &Site) -> usize {
    site.overview.corrections
}

pub fn page<'a>(site: &'a Site, theme: &'a Theme, number: usize) -> Content<'a> {
    let mut all = all(site, theme);
    let (shown, pager) = lists::run_of(all.len(), number, &address());
    let count = all.len();
    Content::Corrections { corrections: all.drain(shown).collect(), count, pager }
}

/// All corrections, newest first; those without a date come last.
pub fn all<'a>(site: &'a Site, theme: &'a Theme) -> Vec<Corrected<'a>> {
    let mut all: Vec<(Option<PartialDate>, Corrected<'_>)> = Vec::new();
    for placed in &site.articles {
        let card = &placed.article.card;
        let lang = tag_of(site, placed);
        for (correction, anchor) in card.meta.corrections.iter().zip(anchors(&card.meta.corrections)) {
            let corrected = Corrected {
                on: labels::day(correction.on, theme.language(lang)),
                title: &card.meta.title,
                path: &placed.address.href,
                anchor,
                lang,
                dir: direction(lang),
                text: &correction.text,
            };
            all.push((correction.on, corrected));
        }
    }
    all.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    all.into_iter().map(|(_, corrected)| corrected).collect()
}

/// The ids of an article's corrections, in the order in which they are written: by date, so that they stay when one is
/// added. The second of a day is `c-2025-03-04-2`.
pub fn anchors(corrections: &[Correction]) -> Vec<String> {
    let mut met: FxHashMap<Option<PartialDate>, usize> = FxHashMap::default();
    let anchor = |correction: &Correction| {
        let number = met.entry(correction.on).and_modify(|number| *number += 1).or_insert(1);
        let day = correction.on.map_or_else(|| "undated".to_owned(), |on| on.to_string());
        if *number == 1 { format!("c-{day}") } else { format!("c-{day}-{number}") }
    };
    corrections.iter().map(anchor).collect()
}
