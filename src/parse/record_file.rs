//! Reads the record's files, and the quotes and facts that articles have of their own.

use std::sync::Arc;

use super::record::{
    Archive, Change, Citation, Entry, Excuse, Fact, Fidelity, Figure, Layout, Original, Person, PersonKind, Quote,
    RecordFile, RecordKind, Role, Source, SourceKind, Status, Whole,
};
use crate::quantity::{Number, Rate};
use crate::text::{Diagnostic, TextFile, is_id, shorten};
use crate::yaml::{Document, Fields, Node};

/// Reads a record file.
pub fn parse_record(file: &TextFile, kind: RecordKind, layout: Layout) -> RecordFile {
    let document = Document::read(&file.path, &file.text, 0..file.text.len());
    let mut record = RecordFile::empty(file.path.clone());
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
        list.push(Entry { id: id.into(), what: Arc::new(what), origin: node.origin() });
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
        formerly: formerly(fields),
        aliases: fields.texts("aliases"),
        kind: fields.choice("kind", &PersonKind::NAMES).unwrap_or_default(),
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
        allow: excuses(fields),
    }
}

fn source(fields: &mut Fields<'_>) -> Source {
    Source {
        title: needed(fields, "title", "a source needs a title to be shown under"),
        formerly: formerly(fields),
        url: web_address(fields, "url"),
        publisher: fields.words("publisher"),
        author: fields.words("author"),
        published: fields.day("published"),
        accessed: fields.day("accessed"),
        kind: fields.choice("kind", &SourceKind::NAMES),
        archive: fields
            .read("archive", |node| {
                node.fields(|fields| Archive {
                    file: fields.words("file"),
                    sha256: fields.words("sha256"),
                    on: fields.day("on"),
                    url: web_address(fields, "url"),
                })
            })
            .flatten(),
        rights: fields.words("rights"),
        allow: excuses(fields),
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
    Fact { statement, figure: fact.figure.clone().or(words), allow: excuses(fields), ..fact }
}

/// Reads all that a fact can say; its `statement` is empty if it is left out.
pub(super) fn fact(fields: &mut Fields<'_>) -> Fact {
    let status = fields.choice("status", &Status::NAMES).unwrap_or_default();
    Fact { status, ..fact_without_status(fields) }
}

/// Reads a fact whose `status` somebody else has read.
pub(super) fn fact_without_status(fields: &mut Fields<'_>) -> Fact {
    Fact {
        statement: fields.words("statement").unwrap_or_default(),
        figure: figure(fields),
        unit: fields.words("unit"),
        of: fields.read("of", whole).flatten(),
        rates: rates(fields),
        approx: fields.flag("approx").unwrap_or_default(),
        subject: fields.words("subject"),
        measure: fields.words("measure"),
        as_of: fields.day("as_of"),
        review_by: fields.day("review_by"),
        status: Status::default(),
        claimed_by: fields.words("claimed_by"),
        sources: citations(fields),
        note: fields.words("note"),
        history: list(fields, "history", |fields| Change {
            on: fields.day("on"),
            was: fields.words("was"),
            now: fields.words("now"),
            why: fields.words("why"),
        }),
        formerly: formerly(fields),
        allow: Vec::new(),
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

/// Reads what a figure is a part of: the id of a fact, or a total with its unit.
fn whole(node: Node<'_>) -> Option<Whole> {
    if !node.is_map() {
        return node.text().map(Whole::Fact);
    }
    node.fields(|fields| {
        let total = fields.words("total").map(|total| total.trim().to_owned());
        let unit = fields.words("unit");
        let is_total = |total: &str| Number::parse(total).is_some_and(|total| total.value() > 0.0);
        if let Some(total) = total.filter(|total| is_total(total)) {
            return Some(Whole::Total(total, unit));
        }
        fields.node().tell(
            Diagnostic::error("bad-total", "`total` is not a number above zero")
                .hint("write `of: {total: 603550, unit: km2}`, or the id of a fact: `of: area-of-ukraine`"),
        );
        None
    })
    .flatten()
}

fn rates(fields: &mut Fields<'_>) -> Vec<Rate> {
    let mut rates = Vec::new();
    fields.read("rate", |node| {
        node.entries(&mut |pair, value| {
            let Some(rate) = value.text() else { return };
            match Rate::new(pair, &rate) {
                Some(rate) => rates.push(rate),
                None => value.tell(
                    Diagnostic::error(
                        "bad-rate",
                        format!("`{}: {}` is no rate of exchange", shorten(pair), shorten(&rate)),
                    )
                    .hint("say what one unit of the first currency was worth in the second: `rate: {EUR/USD: 1.08}`"),
                ),
            }
        });
    });
    rates
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
    Quote { text, allow: excuses(fields), ..quote(fields) }
}

/// Reads all that a quote can say but its `text`, which an article's entry uses to find the passage.
pub(super) fn quote(fields: &mut Fields<'_>) -> Quote {
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
        fidelity: fields.choice("fidelity", &Fidelity::NAMES).unwrap_or_default(),
        formerly: formerly(fields),
        allow: Vec::new(),
    }
}

/// Reads the ids that an entry had before.
fn formerly(fields: &mut Fields<'_>) -> Vec<String> {
    let mut ids = fields.texts("formerly");
    ids.retain(|id| is_id(id));
    ids
}

/// Reads which rules do not hold, and why: one `{rule, because}` or a list of them.
pub(super) fn excuses(fields: &mut Fields<'_>) -> Vec<Excuse> {
    list(fields, "allow", |fields| Excuse {
        rule: needed(fields, "rule", "name the rule by its code: `rule: quote/no-source`"),
        because: needed(fields, "because", "say why it does not hold here: `because: …`"),
        origin: fields.node().origin(),
    })
}

/// Reads a list of maps.
pub(super) fn list<'a, T>(fields: &mut Fields<'a>, key: &'a str, read: impl Fn(&mut Fields<'_>) -> T) -> Vec<T> {
    let mut items = Vec::new();
    fields.read(key, |node| node.items(&mut |item| items.extend(item.fields(&read))));
    items
}
