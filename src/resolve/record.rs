//! The record of the whole site: a table of each kind, linked by id.

use std::sync::Arc;

use bitcode::{Decode, Encode};
use rustc_hash::FxHashMap;

use super::{Address, Series};
use crate::parse::{Entry, Fact, Person, Quote, RecordFile, Source};
use crate::text::{Diagnostic, Span, nearest};

/// Entries of one kind, to be found by index or by id: those of the record in the order of their ids, then those
/// that articles have of their own.
///
/// A table shares its entries with its clones, so the next edition has another table for the price of its changes.
#[derive(Debug, Clone)]
pub struct Table<T> {
    pub entries: Series<T>,
    by_id: Arc<FxHashMap<Arc<str>, usize>>,
}

impl<T> Table<T> {
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// A table whose entries are found by their indices alone.
    pub fn without_ids(entries: Series<T>) -> Self {
        Self { entries, by_id: Arc::default() }
    }

    /// The id most like one that is not there.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.by_id.keys().map(|id| &**id))
    }
}

impl<T: Clone> Table<T> {
    pub fn add(&mut self, id: Arc<str>, entry: T) -> usize {
        Arc::make_mut(&mut self.by_id).insert(id, self.entries.len());
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// An entry to be changed, apart from that of other tables.
    pub fn change(&mut self, index: usize) -> &mut T {
        self.entries.change(index)
    }
}

/// Where an article uses an entry: indices of the article and of its annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Use {
    pub article: usize,
    pub annotation: usize,
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct PersonNode {
    pub id: Arc<str>,
    pub address: Address,
    pub person: Arc<Person>,
    #[bitcode(skip)]
    pub origins: Origins,
    /// What they are quoted saying, newest first.
    pub quotes: Vec<usize>,
    /// The articles that quote them, in their order.
    pub quoted_in: Vec<usize>,
    /// What rests on their word alone.
    pub facts: Vec<usize>,
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct SourceNode {
    pub id: Arc<str>,
    pub address: Address,
    pub source: Arc<Source>,
    #[bitcode(skip)]
    pub origins: Origins,
    pub quotes: Vec<usize>,
    pub facts: Vec<usize>,
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct QuoteNode {
    pub id: Arc<str>,
    pub address: Address,
    pub quote: Arc<Quote>,
    #[bitcode(skip)]
    pub origins: Origins,
    pub speaker: Option<usize>,
    pub source: Option<usize>,
    /// Newest article first.
    pub uses: Vec<Use>,
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct FactNode {
    pub id: Arc<str>,
    pub address: Address,
    pub fact: Arc<Fact>,
    #[bitcode(skip)]
    pub origins: Origins,
    pub claimed_by: Option<usize>,
    /// The sources that are known, as pairs of an index into the fact's citations and one into the site's sources.
    pub sources: Vec<(usize, usize)>,
    /// Newest article first.
    pub uses: Vec<Use>,
}

/// Where an entry is written, for diagnostics about it.
#[derive(Debug, Clone)]
pub enum Origins {
    Entry(crate::yaml::Origin),
    Place(crate::parse::Place),
}

impl Default for Origins {
    /// A place that is not known any more.
    fn default() -> Self {
        Self::Entry(crate::yaml::Origin::default())
    }
}

impl Origins {
    pub fn span(&self) -> Span {
        self.below(&[])
    }

    pub fn below(&self, keys: &[&str]) -> Span {
        match self {
            Self::Entry(origin) => origin.below(keys),
            Self::Place(place) => place.below(keys),
        }
    }
}

pub struct Joined {
    pub people: Table<PersonNode>,
    pub sources: Table<SourceNode>,
    pub facts: Table<FactNode>,
    pub quotes: Table<QuoteNode>,
}

/// Joins the record's files; an id that two of them use is told.
pub fn join(files: &[Arc<RecordFile>], told: &mut Vec<Diagnostic>) -> Joined {
    let (mut people, mut sources, mut facts, mut quotes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for file in files {
        people.extend(file.people.iter().cloned());
        sources.extend(file.sources.iter().cloned());
        facts.extend(file.facts.iter().cloned());
        quotes.extend(file.quotes.iter().cloned());
    }
    let people = table(people, "person", "people", told, |entry, address| PersonNode {
        id: entry.id,
        address,
        person: entry.what,
        origins: Origins::Entry(entry.origin),
        quotes: Vec::new(),
        quoted_in: Vec::new(),
        facts: Vec::new(),
    });
    let sources = table(sources, "source", "sources", told, |entry, address| SourceNode {
        id: entry.id,
        address,
        source: entry.what,
        origins: Origins::Entry(entry.origin),
        quotes: Vec::new(),
        facts: Vec::new(),
    });
    let quotes = table(quotes, "quote", "quotes", told, |entry, address| {
        quote_node(entry.id, address, entry.what, Origins::Entry(entry.origin))
    });
    let facts = table(facts, "fact", "facts", told, |entry, address| {
        fact_node(entry.id, address, entry.what, Origins::Entry(entry.origin))
    });
    Joined { people, sources, facts, quotes }
}

pub fn quote_node(id: Arc<str>, address: Address, quote: Arc<Quote>, origins: Origins) -> QuoteNode {
    QuoteNode { id, address, quote, origins, speaker: None, source: None, uses: Vec::new() }
}

pub fn fact_node(id: Arc<str>, address: Address, fact: Arc<Fact>, origins: Origins) -> FactNode {
    FactNode { id, address, fact, origins, claimed_by: None, sources: Vec::new(), uses: Vec::new() }
}

fn table<T, N: Clone>(
    mut entries: Vec<Entry<T>>,
    word: &str,
    folder: &str,
    told: &mut Vec<Diagnostic>,
    node: impl Fn(Entry<T>, Address) -> N,
) -> Table<N> {
    // A stable sort keeps the order of files for entries with one id, so the first one counts.
    entries.sort_by(|one, other| one.id.cmp(&other.id));
    let mut table = Table { entries: Series::with_capacity(entries.len()), by_id: Arc::default() };
    let mut first: Option<(Arc<str>, crate::yaml::Origin)> = None;
    for entry in entries {
        if let Some((id, origin)) = &first
            && *id == entry.id
        {
            told.push(
                Diagnostic::error("id-twice", format!("there are two entries of a {word} with the id `{id}`"))
                    .at(entry.span())
                    .also(origin.span(), "first defined here")
                    .hint("give one of them another id, or merge the two"),
            );
            continue;
        }
        let Some(address) = Address::folder(&format!("{folder}/{}", entry.id)) else { continue };
        first = Some((entry.id.clone(), entry.origin.clone()));
        table.add(entry.id.clone(), node(entry, address));
    }
    table
}
