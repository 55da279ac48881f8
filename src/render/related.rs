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
pub fn articles<'a>(site: &'a Site, index: usize, language: &'a Language) -> Vec<RelatedView<'a>> {
    let placed = &site.articles[index];
    let ties = ties(site, placed);
    let tied = tied(site, &ties, index);
    let ties_of = |tied: &[Tied]| tied.iter().map(|tied| ties[tied.tie()]).collect::<Vec<_>>();
    // A few of hundreds are wanted, so they are not all put in order.
    let ranked = tied.chunk_by(|one, other| one.article() == other.article()).map(|tied| {
        let weight: usize = tied.iter().map(|tied| ties[tied.tie()].weight()).sum();
        (weight, Reverse(tied[0].article()), tied)
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
    wanted.take(NAMED).map(|(_, Reverse(other), tied)| related(site, other, &ties_of(tied), language)).collect()
}

fn related<'a>(site: &'a Site, other: usize, ties: &[Tie], language: &'a Language) -> RelatedView<'a> {
    let placed = &site.articles[other];
    let lang = tag_of(site, placed);
    RelatedView {
        title: &placed.article.card.meta.title,
        path: &placed.address.href,
        date: labels::moment(placed.article.card.meta.date, language),
        lang,
        dir: direction(lang),
        shared: ties.iter().filter_map(|tie| tie.name(site)).take(SHARED).collect(),
    }
}

/// What others can have in common with an article, each once.
fn ties(site: &Site, placed: &Placed) -> Vec<Tie> {
    let laid = placed.subjects.iter().flatten().flat_map(|laid| match *laid {
        Laid::Fact(fact) => [Some(Tie::Fact(fact)), None],
        Laid::Quote(quote) => [Some(Tie::Quote(quote)), site.quotes.entries[quote].speaker.map(Tie::Person)],
    });
    let filed = placed.terms.iter().enumerate();
    let terms = filed.flat_map(|(taxonomy, terms)| terms.iter().map(move |&term| Tie::Term(taxonomy, term)));
    let mut ties: Vec<Tie> = laid.flatten().chain(terms).collect();
    ties.sort_unstable();
    ties.dedup();
    ties.truncate(1 << Tied::BITS);
    ties
}

/// An article with the number of a tie: one number, since hundreds are put in order for each article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tied(u64);

impl Tied {
    /// For the number of the tie.
    const BITS: u32 = 16;

    fn new(article: usize, tie: usize) -> Self {
        Self((article as u64) << Self::BITS | tie as u64)
    }

    fn article(self) -> usize {
        (self.0 >> Self::BITS) as usize
    }

    fn tie(self) -> usize {
        (self.0 & ((1 << Self::BITS) - 1)) as usize
    }
}

/// The articles that stand nearest of all that have something in common with one, for each of its ties.
fn tied(site: &Site, ties: &[Tie], index: usize) -> Vec<Tied> {
    /// As many as an article with a few tags has.
    const ROOM: usize = 512;
    let mut tied = Vec::with_capacity(ROOM);
    for (number, tie) in ties.iter().enumerate() {
        let tied_by = |article: usize| Tied::new(article, number);
        match *tie {
            Tie::Fact(fact) => tied.extend(used_near(&site.facts.entries[fact].uses, index).map(tied_by)),
            Tie::Quote(quote) => tied.extend(used_near(&site.quotes.entries[quote].uses, index).map(tied_by)),
            Tie::Person(person) => tied.extend(near(&site.people.entries[person].quoted_in, index).map(tied_by)),
            Tie::Term(taxonomy, term) => tied.extend(near(&site.terms[taxonomy][term].articles, index).map(tied_by)),
        }
    }
    tied.sort_unstable();
    tied.dedup();
    tied
}

/// The articles that use an entry, of those that stand near one in the order of dates.
fn used_near(uses: &[Use], index: usize) -> impl Iterator<Item = usize> {
    around(uses, uses.partition_point(|used| used.article < index)).iter().map(|used| used.article)
}

/// The articles of a list that stand near one in the order of dates.
fn near(articles: &[usize], index: usize) -> impl Iterator<Item = usize> {
    around(articles, articles.partition_point(|&article| article < index)).iter().copied()
}

fn around<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(REACH)..(at + REACH + 1).min(list.len())]
}
