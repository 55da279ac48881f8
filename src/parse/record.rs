//! The record: people, sources, facts and quotes, as their files have them.

use std::sync::Arc;

use crate::text::{Diagnostic, PartialDate, SitePath, Span, TextFile, is_id, shorten};
use crate::yaml::{Document, Fields, Node, Origin};

/// One thing of the record under its id.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    pub id: Arc<str>,
    pub what: T,
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
#[derive(Debug, Default)]
pub struct RecordFile {
    pub people: Vec<Entry<Person>>,
    pub sources: Vec<Entry<Source>>,
    pub facts: Vec<Entry<Fact>>,
    pub quotes: Vec<Entry<Quote>>,
    pub told: Vec<Diagnostic>,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub aliases: Vec<String>,
    pub kind: PersonKind,
    pub pronouns: Option<String>,
    pub roles: Vec<Role>,
    pub same_as: Vec<String>,
    pub image: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PersonKind {
    #[default]
    Person,
    Organization,
}

/// What somebody was, for a time.
#[derive(Debug, Clone)]
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

#[derive(Debug, Clone)]
pub struct Source {
    pub title: String,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub published: Option<PartialDate>,
    pub accessed: Option<PartialDate>,
    pub kind: Option<SourceKind>,
    pub archive: Option<Archive>,
    pub rights: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    Primary,
    Secondary,
    Wire,
    Document,
    Dataset,
    Interview,
}

#[derive(Debug, Clone)]
pub struct Archive {
    pub file: Option<String>,
    pub sha256: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What is stated; for an entry of an article that leaves it out, the marked words.
    pub statement: String,
    pub figure: Option<Figure>,
    pub unit: Option<String>,
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
}

/// The figure of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A number, kept beside its spelling so that `1.60` stays `1.60`.
    Value(f64, String),
    Range(f64, f64),
    Words(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
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
#[derive(Debug, Clone, PartialEq)]
pub struct Citation {
    pub source: String,
    pub locator: Option<String>,
    pub says: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub on: Option<PartialDate>,
    pub was: Option<String>,
    pub now: Option<String>,
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
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
}

#[derive(Debug, Clone, PartialEq)]
pub struct Original {
    pub lang: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fidelity {
    #[default]
    Verbatim,
    Edited,
    Translated,
    Paraphrase,
    Partial,
}

/// Reads a record file.
pub fn parse_record(file: &TextFile, kind: RecordKind, layout: Layout) -> RecordFile {
    let document = Document::read(&file.path, &file.text, 0..file.text.len());
    let mut record = RecordFile::default();
    match layout {
        Layout::Map => document.root().entries(&mut |id, node| add(&mut record, kind, id, node)),
        Layout::Single => add(&mut record, kind, file.path.stem(), document.root()),
    }
    record.told = document.into_told();
    record
}

fn add(record: &mut RecordFile, kind: RecordKind, id: &str, node: Node<'_>) {
    if !is_id(id) {
        node.tell(
            Diagnostic::error("bad-id", format!("`{id}` cannot be an id"))
                .hint("an id is made of letters, digits, hyphens, underscores and dots, like `dmitry-peskov`"),
        );
        return;
    }
    match kind {
        RecordKind::People => push(&mut record.people, id, node, person),
        RecordKind::Sources => push(&mut record.sources, id, node, source),
        RecordKind::Facts => push(&mut record.facts, id, node, record_fact),
        RecordKind::Quotes => push(&mut record.quotes, id, node, record_quote),
    }
}

fn push<T>(list: &mut Vec<Entry<T>>, id: &str, node: Node<'_>, read: fn(&mut Fields<'_>) -> T) {
    if let Some(what) = node.fields(|fields| read(fields)) {
        list.push(Entry { id: id.into(), what, origin: node.origin() });
    }
}

/// Reads words that an entry cannot do without.
fn needed<'a>(fields: &mut Fields<'a>, key: &'a str, why: &str) -> String {
    let text = fields.words(key);
    if fields.is_blank(key) {
        fields.node().tell(Diagnostic::error("missing-key", format!("`{key}` is missing")).hint(why));
    }
    text.unwrap_or_default()
}

fn person(fields: &mut Fields<'_>) -> Person {
    Person {
        name: needed(fields, "name", "a person needs a name to be shown under"),
        aliases: fields.texts("aliases"),
        kind: fields
            .choice("kind", &[("person", PersonKind::Person), ("organization", PersonKind::Organization)])
            .unwrap_or_default(),
        pronouns: fields.words("pronouns"),
        roles: list(fields, "roles", |fields| Role {
            title: needed(fields, "title", "say what they were: `title: Spokesperson`"),
            org: fields.words("org"),
            from: fields.day("from"),
            to: fields.day("to"),
        }),
        same_as: fields.read("same_as", web_addresses).unwrap_or_default(),
        image: fields.words("image"),
        note: fields.words("note"),
    }
}

fn source(fields: &mut Fields<'_>) -> Source {
    use SourceKind::{Dataset, Document, Interview, Primary, Secondary, Wire};
    Source {
        title: needed(fields, "title", "a source needs a title to be shown under"),
        url: web_address(fields, "url"),
        publisher: fields.words("publisher"),
        author: fields.words("author"),
        published: fields.day("published"),
        accessed: fields.day("accessed"),
        kind: fields.choice(
            "kind",
            &[
                ("primary", Primary),
                ("secondary", Secondary),
                ("wire", Wire),
                ("document", Document),
                ("dataset", Dataset),
                ("interview", Interview),
            ],
        ),
        archive: fields
            .read("archive", |node| {
                node.fields(|fields| Archive {
                    file: fields.words("file"),
                    sha256: fields.words("sha256"),
                    url: web_address(fields, "url"),
                })
            })
            .flatten(),
        rights: fields.words("rights"),
    }
}

fn web_addresses(node: Node<'_>) -> Vec<String> {
    let mut addresses = Vec::new();
    node.items(&mut |item| addresses.extend(read_address(item)));
    addresses
}

fn web_address<'a>(fields: &mut Fields<'a>, key: &'a str) -> Option<String> {
    fields.read(key, read_address).flatten()
}

/// Reads an address that is printed as a link; one that browsers do not open as a page is told and left out.
fn read_address(node: Node<'_>) -> Option<String> {
    let url = node.text()?;
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    if matches!(scheme.as_deref(), Some("http" | "https")) && !url.contains(char::is_whitespace) {
        return Some(url);
    }
    let told =
        Diagnostic::warning("bad-url", format!("`{}` is no address of the web, so nothing links to it", shorten(&url)));
    node.tell(told.hint("an address begins with `https://` or `http://` and holds no spaces"));
    None
}

fn record_fact(fields: &mut Fields<'_>) -> Fact {
    let statement = needed(fields, "statement", "say in one sentence what the fact is: `statement: …`");
    let words = fields.words("text").map(Figure::Words);
    let fact = fact(fields);
    Fact { statement, figure: fact.figure.clone().or(words), ..fact }
}

/// Reads all that a fact can say; its `statement` is empty if it is left out.
pub(super) fn fact(fields: &mut Fields<'_>) -> Fact {
    Fact {
        statement: fields.words("statement").unwrap_or_default(),
        figure: figure(fields),
        unit: fields.words("unit"),
        approx: fields.flag("approx").unwrap_or_default(),
        subject: fields.words("subject"),
        measure: fields.words("measure"),
        as_of: fields.day("as_of"),
        review_by: fields.day("review_by"),
        status: fields.choice("status", &Status::NAMES).unwrap_or_default(),
        claimed_by: fields.words("claimed_by"),
        sources: citations(fields),
        note: fields.words("note"),
        history: list(fields, "history", |fields| Change {
            on: fields.day("on"),
            was: fields.words("was"),
            now: fields.words("now"),
            why: fields.words("why"),
        }),
    }
}

fn figure(fields: &mut Fields<'_>) -> Option<Figure> {
    let value = fields.words("value").map(|text| match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() && text.contains(|c: char| c.is_ascii_digit()) => {
            Figure::Value(number, text.trim().to_owned())
        }
        _ => Figure::Words(text.trim().trim_start_matches('.').to_owned()),
    });
    let range = fields
        .read("range", |node| {
            let mut ends = Vec::new();
            node.items(&mut |end| ends.extend(end.number()));
            if let [low, high] = ends[..]
                && low <= high
            {
                return Some(Figure::Range(low, high));
            }
            node.tell(
                Diagnostic::error("bad-range", "a range is two numbers, the lower first").hint("write `range: [5, 8]`"),
            );
            None
        })
        .flatten();
    if value.is_some() && range.is_some() {
        fields.node().tell(Diagnostic::error("two-figures", "a fact has a `value` or a `range`, not both"));
    }
    value.or(range)
}

fn citations(fields: &mut Fields<'_>) -> Vec<Citation> {
    let mut citations = Vec::new();
    fields.read("sources", |node| {
        node.items(&mut |item| {
            let citation = if item.is_map() {
                item.fields(|fields| Citation {
                    source: needed(fields, "source", "name the source by its id: `source: kremlin-briefing`"),
                    locator: fields.words("locator"),
                    says: fields.words("says"),
                })
            } else {
                item.text().map(|source| Citation { source, locator: None, says: None })
            };
            citations.extend(citation.filter(|citation| !citation.source.is_empty()));
        });
    });
    citations
}

fn record_quote(fields: &mut Fields<'_>) -> Quote {
    let text = needed(fields, "text", "a quote needs the words that were said");
    Quote { text, ..quote(fields) }
}

/// Reads all that a quote can say but its `text`, which an article's entry uses to find the passage.
pub(super) fn quote(fields: &mut Fields<'_>) -> Quote {
    use Fidelity::{Edited, Paraphrase, Partial, Translated, Verbatim};
    Quote {
        text: String::new(),
        speaker: fields.words("speaker"),
        role: fields.words("role"),
        said_on: fields.day("said_on"),
        venue: fields.words("venue"),
        source: fields.words("source"),
        locator: fields.words("locator"),
        original: fields
            .read("original", |node| {
                node.fields(|fields| Original {
                    lang: needed(fields, "lang", "say which language it is: `lang: ru`"),
                    text: needed(fields, "text", "give the words in the language in which they were said"),
                })
            })
            .flatten(),
        translator: fields.words("translator"),
        fidelity: fields
            .choice(
                "fidelity",
                &[
                    ("verbatim", Verbatim),
                    ("edited", Edited),
                    ("translated", Translated),
                    ("paraphrase", Paraphrase),
                    ("partial", Partial),
                ],
            )
            .unwrap_or_default(),
    }
}

/// Reads a list of maps.
pub(super) fn list<'a, T>(fields: &mut Fields<'a>, key: &'a str, read: impl Fn(&mut Fields<'_>) -> T) -> Vec<T> {
    let mut items = Vec::new();
    fields.read(key, |node| node.items(&mut |item| items.extend(item.fields(&read))));
    items
}

impl Status {
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

impl<T> Entry<T> {
    pub fn span(&self) -> Span {
        self.origin.span()
    }
}
