//! Which other articles belong with one: those that use the same facts and quotes, quote the same people, or have the
//! same terms.
//!
//! Of each thing in common only the few articles that stand nearest are looked at, in the order of dates. So the cost
//! of one article does not grow with the site, and a new article changes the lists of a few others, not of all that
//! share a tag with it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::labels;
use super::refs::tag_of;
use super::view::RelatedView;
use crate::language::{Language, direction};
use crate::resolve::{Laid, Placed, Site, Use};

/// How many articles are named.
const NAMED: usize = 4;
/// How many things in common are named for each.
const SHARED: usize = 3;
/// How far to look on each side, among all that have one thing in common.
const REACH: usize = 12;

/// What two articles have in common, by index; what says most about them first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Fact(usize),
    Quote(usize),
    Person(usize),
    Term(usize, usize),
}

impl Tie {
    /// The same statement in two articles says more than the same speaker, and that more than the same tag.
    fn weight(self) -> usize {
        match self {
            Self::Fact(_) | Self::Quote(_) => 4,
            Self::Person(_) => 2,
            Self::Term(..) => 1,
        }
    }

    fn name(self, site: &Site) -> Option<&str> {
        match self {
            Self::Person(person) => Some(&site.people.entries[person].person.name),
            Self::Term(taxonomy, term) => Some(&site.terms[taxonomy][term].name),
            Self::Fact(_) | Self::Quote(_) => None,
        }
    }
}

/// The articles that have most in common with one, in its language, but for its neighbours; newer ones first where
/// two have as much.
pub fn articles<'a>(site: &'a Site, index: usize, language: &Language) -> Vec<RelatedView<'a>> {
    let placed = &site.articles[index];
    let mut ties = ties(site, placed, index);
    ties.sort_unstable();
    ties.dedup();
    // A few of hundreds are wanted, so they are not all put in order.
    let ranked = ties.chunk_by(|one, other| one.0 == other.0).map(|ties| {
        let weight: usize = ties.iter().map(|(_, tie)| tie.weight()).sum();
        (weight, Reverse(ties[0].0), ties)
    });
    let mut found: BinaryHeap<_> = ranked.collect();
    let is_wanted = |other: usize| {
        let candidate = &site.articles[other];
        other != index
            && candidate.language == placed.language
            && candidate.plain != placed.plain
            && ![placed.previous, placed.next].contains(&Some(other))
    };
    let best_first = std::iter::from_fn(|| found.pop());
    let wanted = best_first.filter(|(_, Reverse(other), _)| is_wanted(*other));
    wanted.take(NAMED).map(|(_, _, ties)| related(site, ties, language)).collect()
}

fn related<'a>(site: &'a Site, ties: &[(usize, Tie)], language: &Language) -> RelatedView<'a> {
    let placed = &site.articles[ties[0].0];
    let lang = tag_of(site, placed);
    RelatedView {
        title: &placed.article.card.meta.title,
        path: &placed.address.href,
        date: labels::moment(placed.article.card.meta.date, language),
        lang,
        dir: direction(lang),
        shared: ties.iter().filter_map(|(_, tie)| tie.name(site)).take(SHARED).collect(),
    }
}

/// What an article has in common with those that are near, one by one.
fn ties(site: &Site, placed: &Placed, index: usize) -> Vec<(usize, Tie)> {
    /// As many as an article with a few tags has.
    const ROOM: usize = 256;
    let mut ties = Vec::with_capacity(ROOM);
    for laid in placed.subjects.iter().flatten() {
        match *laid {
            Laid::Fact(fact) => {
                let uses = &site.facts.entries[fact].uses;
                ties.extend(near(uses, index).map(|used| (used.article, Tie::Fact(fact))));
            }
            Laid::Quote(quote) => {
                let node = &site.quotes.entries[quote];
                ties.extend(near(&node.uses, index).map(|used| (used.article, Tie::Quote(quote))));
                let Some(speaker) = node.speaker else { continue };
                let said = &site.people.entries[speaker].quotes;
                // A person's quotes are filed by date, and then as they stand in the record.
                let key = |quote: usize| (Reverse(site.quotes.entries[quote].quote.said_on), quote);
                let at = said.partition_point(|&other| key(other) < key(quote));
                let others = around(said, at).iter().filter(|other| **other != quote);
                let uses = others.filter_map(|other| near(&site.quotes.entries[*other].uses, index).next());
                ties.extend(uses.map(|used| (used.article, Tie::Person(speaker))));
                ties.extend(near(&node.uses, index).map(|used| (used.article, Tie::Person(speaker))));
            }
        }
    }
    for (taxonomy, terms) in placed.terms.iter().enumerate() {
        for &term in terms {
            let filed = &site.terms[taxonomy][term].articles;
            let at = filed.partition_point(|&other| other < index);
            ties.extend(around(filed, at).iter().map(|&other| (other, Tie::Term(taxonomy, term))));
        }
    }
    ties
}

/// The uses of an entry in other articles, from those that stand near one in the order of dates.
fn near(uses: &[Use], index: usize) -> impl Iterator<Item = &Use> {
    let at = uses.partition_point(|used| used.article < index);
    around(uses, at).iter().filter(move |used| used.article != index)
}

fn around<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(REACH)..(at + REACH + 1).min(list.len())]
}
