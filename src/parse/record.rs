//! The record: people, sources, facts and quotes, as their files have them.
//!
//! What is left out where they are encoded (`skip`) is what `onrecord check` alone asks for, and where things are written.

use std::sync::Arc;

use bitcode::{Decode, Encode};

use crate::quantity::Rate;
use crate::text::{Diagnostic, PartialDate, SitePath, Span};
use crate::yaml::Origin;

/// One thing of the record under its id.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    pub id: Arc<str>,
    pub what: Arc<T>,
    pub origin: Origin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    People,
    Sources,
    Facts,
    Quotes,
}

impl RecordKind {
    /// What a file below `content/_record/` holds, from its path: `people.yaml` or `people/ID.yaml`.
    pub fn of(path: &SitePath, below: &str) -> Option<(Self, Layout)> {
        let (first, single) = match below.split_once('/') {
            Some((folder, _)) => (folder, true),
            None => (path.stem(), false),
        };
        let kind = match first {
            "people" => Self::People,
            "sources" => Self::Sources,
            "facts" => Self::Facts,
            "quotes" => Self::Quotes,
            _ => return None,
        };
        Some((kind, if single { Layout::Single } else { Layout::Map }))
    }
}

/// How entries lie in a record file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A map of ids to entries.
    Map,
    /// One entry, with the file's name for its id.
    Single,
}

/// All entries of one record file; only the list of its kind is filled.
#[derive(Debug)]
pub struct RecordFile {
    pub path: SitePath,
    pub people: Vec<Entry<Person>>,
    pub sources: Vec<Entry<Source>>,
    pub facts: Vec<Entry<Fact>>,
    pub quotes: Vec<Entry<Quote>>,
    pub told: Vec<Diagnostic>,
}

impl RecordFile {
    pub fn empty(path: SitePath) -> Self {
        Self { path, people: Vec::new(), sources: Vec::new(), facts: Vec::new(), quotes: Vec::new(), told: Vec::new() }
    }
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct Person {
    pub name: String,
    /// The ids that it had before, which still lead to it.
    pub formerly: Vec<String>,
    pub aliases: Vec<String>,
    pub kind: PersonKind,
    pub pronouns: Option<String>,
    pub roles: Vec<Role>,
    pub same_as: Vec<String>,
    pub image: Option<String>,
    pub note: Option<String>,
    #[bitcode(skip)]
    pub allow: Vec<Excuse>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub enum PersonKind {
    #[default]
    Person,
    Organization,
}

/// What somebody was, for a time.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Role {
    pub title: String,
    pub org: Option<String>,
    pub from: Option<PartialDate>,
    pub to: Option<PartialDate>,
}

impl Role {
    /// Whether the role was held at a date, as far as both are known.
    pub fn covers(&self, date: PartialDate) -> bool {
        self.from.is_none_or(|from| from.first_day() <= date.last_day())
            && self.to.is_none_or(|to| date.first_day() <= to.last_day())
    }
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct Source {
    pub title: String,
    /// The ids that it had before, which still lead to it.
    pub formerly: Vec<String>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub published: Option<PartialDate>,
    pub accessed: Option<PartialDate>,
    pub kind: Option<SourceKind>,
    pub archive: Option<Archive>,
    pub rights: Option<String>,
    #[bitcode(skip)]
    pub allow: Vec<Excuse>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum SourceKind {
    Primary,
    Secondary,
    Wire,
    Document,
    Dataset,
    Interview,
}

#[derive(Debug, Clone, Encode, Decode)]
pub struct Archive {
    /// The copy's path, from the site's root.
    pub file: Option<String>,
    pub sha256: Option<String>,
    /// When the copy was made.
    pub on: Option<PartialDate>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Fact {
    /// What is stated; for an entry of an article that leaves it out, the marked words.
    pub statement: String,
    pub figure: Option<Figure>,
    pub unit: Option<String>,
    /// What the figure is a part of, so that its share can be told.
    pub of: Option<Whole>,
    /// What currencies were worth in one another, for amounts that the text gives in another one.
    #[bitcode(skip)]
    pub rates: Vec<Rate>,
    pub approx: bool,
    pub subject: Option<String>,
    pub measure: Option<String>,
    pub as_of: Option<PartialDate>,
    pub review_by: Option<PartialDate>,
    pub status: Status,
    pub claimed_by: Option<String>,
    pub sources: Vec<Citation>,
    pub note: Option<String>,
    pub history: Vec<Change>,
    /// The ids that it had before, which still lead to it.
    pub formerly: Vec<String>,
    /// Of an entry of the record; an article's own entry has it on its annotation.
    #[bitcode(skip)]
    pub allow: Vec<Excuse>,
}

/// Why a rule of `onrecord check` does not hold for something.
#[derive(Debug, Clone)]
pub struct Excuse {
    /// The code of the rule.
    pub rule: String,
    pub because: String,
    /// Where it is written.
    pub origin: Origin,
}

impl PartialEq for Excuse {
    /// Where it is written makes no difference to what it says.
    fn eq(&self, other: &Self) -> bool {
        (&self.rule, &self.because) == (&other.rule, &other.because)
    }
}

/// What a fact's figure is a part of.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Whole {
    /// A number as it is written, and its unit.
    Total(String, Option<String>),
    /// The figure of another fact, by its id.
    Fact(String),
}

/// The figure of a fact.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Figure {
    /// A number, kept beside its spelling so that `1.60` stays `1.60`.
    Value(f64, String),
    Range(f64, f64),
    Words(String),
}

/// How a fact stands; worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Encode, Decode)]
pub enum Status {
    False,
    Disputed,
    Outdated,
    Corrected,
    #[default]
    Unverified,
    Claimed,
    Estimate,
    Confirmed,
}

/// A source, and where in it.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Citation {
    pub source: String,
    pub locator: Option<String>,
    pub says: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Change {
    pub on: Option<PartialDate>,
    pub was: Option<String>,
    pub now: Option<String>,
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Quote {
    /// The words; for an entry of an article, the marked ones.
    pub text: String,
    pub speaker: Option<String>,
    pub role: Option<String>,
    pub said_on: Option<PartialDate>,
    pub venue: Option<String>,
    pub source: Option<String>,
    pub locator: Option<String>,
    pub original: Option<Original>,
    pub translator: Option<String>,
    pub fidelity: Fidelity,
    /// The ids that it had before, which still lead to it.
    pub formerly: Vec<String>,
    /// Of an entry of the record; an article's own entry has it on its annotation.
    #[bitcode(skip)]
    pub allow: Vec<Excuse>,
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Original {
    pub lang: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub enum Fidelity {
    #[default]
    Verbatim,
    Edited,
    Translated,
    Paraphrase,
    Partial,
}

impl Status {
    /// All statuses by the words that authors write.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("unverified", Self::Unverified),
        ("confirmed", Self::Confirmed),
        ("estimate", Self::Estimate),
        ("claimed", Self::Claimed),
        ("disputed", Self::Disputed),
        ("false", Self::False),
        ("corrected", Self::Corrected),
        ("outdated", Self::Outdated),
    ];
}

impl PersonKind {
    /// Both kinds by the words that authors write.
    pub const NAMES: [(&'static str, Self); 2] = [("person", Self::Person), ("organization", Self::Organization)];
}

impl SourceKind {
    /// All kinds by the words that authors write.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("primary", Self::Primary),
        ("secondary", Self::Secondary),
        ("wire", Self::Wire),
        ("document", Self::Document),
        ("dataset", Self::Dataset),
        ("interview", Self::Interview),
    ];
}

impl Fidelity {
    /// All degrees by the words that authors write.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("verbatim", Self::Verbatim),
        ("edited", Self::Edited),
        ("translated", Self::Translated),
        ("paraphrase", Self::Paraphrase),
        ("partial", Self::Partial),
    ];
}

impl<T> Entry<T> {
    pub fn span(&self) -> Span {
        self.origin.span()
    }
}
