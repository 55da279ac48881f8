//! Which article uses which entry, and which entry rests on which.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::record::{Joined, Table, fact_node, quote_node};
use super::{Address, FactNode, Laid, Origins, PersonNode, Placed, QuoteNode, SourceNode, Use};
use crate::parse::{Anchored, Kind, Subject, Whole};
use crate::text::{Diagnostic, Span};

/// After how many mistakes it is not said any more which id may have been meant.
const MANY: usize = 1000;

/// Lays every annotation on its entry and links entries to people and sources.
pub fn lay(articles: &mut [Placed], joined: &mut Joined, told: &mut Vec<Diagnostic>) {
    // First all entries, since an article may refer to one of another, wherever that stands.
    for placed in articles.iter_mut() {
        placed.subjects = add_own(placed, joined, told);
    }
    for (index, placed) in articles.iter_mut().enumerate() {
        let annotations = placed.article.card.annotations.iter().zip(&mut placed.subjects);
        for (annotation, (anchored, subject)) in annotations.enumerate() {
            *subject = subject.or_else(|| look_up(anchored, joined, told));
            let used = Use { article: index, annotation };
            match *subject {
                Some(Laid::Quote(quote)) => joined.quotes.change(quote).uses.push(used),
                Some(Laid::Fact(fact)) => joined.facts.change(fact).uses.push(used),
                None => {}
            }
        }
        tell_unknown_corrections(placed, told);
    }
    link_quotes(joined, told);
    link_facts(joined, told);
    for person in 0..joined.people.entries.len() {
        find_articles(person, &mut joined.people, &joined.quotes);
    }
}

/// Finds the articles that quote a person.
pub fn find_articles(person: usize, people: &mut Table<PersonNode>, quotes: &Table<QuoteNode>) {
    let node = people.change(person);
    let uses = node.quotes.iter().flat_map(|&quote| &quotes.entries[quote].uses);
    node.quoted_in = uses.map(|used| used.article).collect();
    node.quoted_in.sort_unstable();
    node.quoted_in.dedup();
}

/// Makes entries of what an article says of its own; gives them by annotation.
fn add_own(placed: &Placed, joined: &mut Joined, told: &mut Vec<Diagnostic>) -> Vec<Option<Laid>> {
    let card = &placed.article.card;
    let mut own: FxHashMap<(Kind, Arc<str>), (Laid, &Anchored)> = FxHashMap::default();
    let mut laid: Vec<Option<Laid>> = Vec::with_capacity(card.annotations.len());
    for anchored in &card.annotations {
        let id = match &anchored.subject {
            Subject::Ref(_) => {
                laid.push(None);
                continue;
            }
            Subject::OwnQuote { id, .. } | Subject::OwnFact { id, .. } => id.clone(),
        };
        if let Some(id) = &id
            && let Some(&(known, first)) = own.get(&(anchored.kind, id.clone()))
        {
            // The same entry may be laid on several passages by links in the text; two entries may not share an id.
            if first.subject != anchored.subject {
                told.push(id_twice(id, anchored.place.below(&["id"]), first.place.span()));
            }
            laid.push(Some(known));
            continue;
        }
        let site_wide = id.clone().unwrap_or_else(|| site_wide_id(placed, anchored));
        let origins = Origins::Place(anchored.place.clone());
        let entry = match &anchored.subject {
            Subject::OwnQuote { quote, .. } => {
                let mut quote = quote.clone();
                if quote.text != anchored.text {
                    Arc::make_mut(&mut quote).text.clone_from(&anchored.text);
                }
                add(
                    &mut joined.quotes,
                    "quotes",
                    site_wide,
                    told,
                    &origins,
                    |node| &node.origins,
                    |id, address, origins| quote_node(id, address, quote, origins),
                )
                .map(Laid::Quote)
            }
            Subject::OwnFact { fact, .. } => {
                let mut fact = fact.clone();
                if fact.statement.is_empty() {
                    Arc::make_mut(&mut fact).statement.clone_from(&anchored.text);
                }
                add(
                    &mut joined.facts,
                    "facts",
                    site_wide,
                    told,
                    &origins,
                    |node| &node.origins,
                    |id, address, origins| fact_node(id, address, fact, origins),
                )
                .map(Laid::Fact)
            }
            Subject::Ref(_) => None,
        };
        if let (Some(id), Some(entry)) = (id, entry) {
            own.insert((anchored.kind, id), (entry, anchored));
        }
        laid.push(entry);
    }
    // `ref` may also name an entry of the same article.
    for (slot, anchored) in laid.iter_mut().zip(&card.annotations) {
        if let Subject::Ref(id) = &anchored.subject {
            *slot = own.get(&(anchored.kind, id.clone())).map(|(laid, _)| *laid);
        }
    }
    laid
}

/// The id of an entry that has none: the article's address and the first words, which no other article has.
fn site_wide_id(placed: &Placed, anchored: &Anchored) -> Arc<str> {
    let file = &placed.address.file;
    let path = match file.name() {
        "index.html" => file.parent(),
        _ => file.clone(),
    };
    format!("{}-{}", path.as_str().replace(['/', '.'], "-"), anchored.local).into()
}

fn add<N: Clone>(
    table: &mut Table<N>,
    folder: &str,
    id: Arc<str>,
    told: &mut Vec<Diagnostic>,
    origins: &Origins,
    origins_of: impl Fn(&N) -> &Origins,
    node: impl FnOnce(Arc<str>, Address, Origins) -> N,
) -> Option<usize> {
    if let Some(first) = table.index(&id) {
        told.push(id_twice(&id, origins.below(&["id"]), origins_of(&table.entries[first]).span()));
        return None;
    }
    let address = Address::folder(&format!("{folder}/{id}"))?;
    Some(table.add(id.clone(), node(id, address, origins.clone())))
}

fn id_twice(id: &str, second: Span, first: Span) -> Diagnostic {
    Diagnostic::error("id-twice", format!("the id `{id}` is taken"))
        .at(second)
        .also(first, "first defined here")
        .hint(format!("use that entry with `ref: {id}`, or choose another id"))
}

fn look_up(anchored: &Anchored, joined: &Joined, told: &mut Vec<Diagnostic>) -> Option<Laid> {
    let Subject::Ref(id) = &anchored.subject else { return None };
    let quote = joined.quotes.index(id).map(Laid::Quote);
    let fact = joined.facts.index(id).map(Laid::Fact);
    let (found, other, nearest): (_, _, &dyn Fn() -> Option<String>) = match anchored.kind {
        Kind::Quote => (quote, fact.map(|_| "fact"), &|| joined.quotes.nearest(id).map(str::to_owned)),
        Kind::Fact => (fact, quote.map(|_| "quote"), &|| joined.facts.nearest(id).map(str::to_owned)),
    };
    if found.is_none() {
        let word = anchored.kind.word();
        let renamed = match anchored.kind {
            Kind::Quote => now_called(&joined.quotes, id, |node| (&node.id, &node.quote.formerly)),
            Kind::Fact => now_called(&joined.facts, id, |node| (&node.id, &node.fact.formerly)),
        };
        let span = anchored.place.below(&["ref"]);
        let diagnostic = match renamed {
            Some(now) => renamed_id(word, id, span, now, anchored.place.id()),
            None => {
                // Each takes a look at all ids, and nobody reads so many.
                let nearest = if told.len() < MANY { nearest() } else { None };
                unknown(word, id, span, nearest.as_deref(), &format!("{word}s"))
            }
        };
        told.push(match other {
            Some(other) => diagnostic.hint(format!("there is a {other} with this id")),
            None => diagnostic,
        });
    }
    found
}

/// The id of the entry that had an id before.
fn now_called<'a, T>(
    table: &'a Table<T>,
    id: &str,
    ids: impl for<'n> Fn(&'n T) -> (&'n Arc<str>, &'n Vec<String>),
) -> Option<&'a str> {
    let node = table.entries.iter().find(|node| ids(node).1.iter().any(|old| old == id))?;
    Some(ids(node).0)
}

/// Tells of an id that an entry had before; `written` is where it can be mended.
fn renamed_id(word: &str, id: &str, span: Span, now: &str, written: Option<Span>) -> Diagnostic {
    let told = Diagnostic::error("unknown-id", format!("there is no {word} `{id}` any more"))
        .at(span)
        .hint(format!("it is called `{now}` now"));
    match written {
        Some(written) => told.fix(written, now),
        None => told,
    }
}

/// Tells of an id that nothing has; or had, in which case it is beyond doubt what is meant.
fn unknown_in<T>(
    table: &Table<T>,
    ids: impl for<'n> Fn(&'n T) -> (&'n Arc<str>, &'n Vec<String>),
    (word, folder): (&str, &str),
    id: &str,
    span: Span,
) -> Diagnostic {
    match now_called(table, id, ids) {
        Some(now) => renamed_id(word, id, span.clone(), now, Some(span)),
        None => unknown(word, id, span, table.nearest(id), folder),
    }
}

fn unknown(word: &str, id: &str, span: Span, nearest: Option<&str>, file: &str) -> Diagnostic {
    let told = Diagnostic::error("unknown-id", format!("there is no {word} `{id}`")).at(span);
    match nearest {
        Some(near) => told.hint(format!("did you mean `{near}`?")),
        None => told.hint(format!("add it to `content/_record/{file}.yaml`")),
    }
}

fn of_person(node: &PersonNode) -> (&Arc<str>, &Vec<String>) {
    (&node.id, &node.person.formerly)
}

fn of_fact(node: &FactNode) -> (&Arc<str>, &Vec<String>) {
    (&node.id, &node.fact.formerly)
}

fn of_source(node: &SourceNode) -> (&Arc<str>, &Vec<String>) {
    (&node.id, &node.source.formerly)
}

fn tell_unknown_corrections(placed: &Placed, told: &mut Vec<Diagnostic>) {
    let card = &placed.article.card;
    for (index, correction) in card.meta.corrections.iter().enumerate() {
        let Some(id) = &correction.annotation else { continue };
        if !card.annotations.iter().any(|annotation| annotation.local == *id) {
            let span = card.meta.span(&card.file, &["corrections", &index.to_string(), "annotation"]);
            let near = crate::text::nearest(id, card.annotations.iter().map(|annotation| annotation.local.as_str()));
            let told_now =
                Diagnostic::error("unknown-id", format!("no annotation of this article has the id `{id}`")).at(span);
            told.push(match near {
                Some(near) => told_now.hint(format!("did you mean `{near}`?")),
                None => told_now.hint("leave out `annotation` if what was corrected is not annotated"),
            });
        }
    }
}

fn link_quotes(joined: &mut Joined, told: &mut Vec<Diagnostic>) {
    let Joined { people, sources, quotes, .. } = joined;
    for index in quotes_newest_first(quotes) {
        let node = quotes.change(index);
        if let Some(id) = &node.quote.speaker {
            node.speaker = people.index(id);
            match node.speaker {
                Some(person) => people.change(person).quotes.push(index),
                None => {
                    told.push(unknown_in(people, of_person, ("person", "people"), id, node.origins.below(&["speaker"])))
                }
            }
        }
        if let Some(id) = &node.quote.source {
            node.source = sources.index(id);
            match node.source {
                Some(source) => sources.change(source).quotes.push(index),
                None => told.push(unknown_in(
                    sources,
                    of_source,
                    ("source", "sources"),
                    id,
                    node.origins.below(&["source"]),
                )),
            }
        }
    }
}

fn quotes_newest_first(quotes: &Table<QuoteNode>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..quotes.entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(quotes.entries[index].quote.said_on));
    order
}

fn link_facts(joined: &mut Joined, told: &mut Vec<Diagnostic>) {
    let Joined { people, sources, facts, .. } = joined;
    for node in &facts.entries {
        if let Some(Whole::Fact(id)) = &node.fact.of
            && facts.index(id).is_none()
        {
            let unknown = unknown_in(facts, of_fact, ("fact", "facts"), id, node.origins.below(&["of"]));
            told.push(match unknown.fixes.is_empty() {
                true => unknown.hint("or give the number itself: `of: {total: 603550, unit: km2}`"),
                false => unknown,
            });
        }
    }
    let mut order: Vec<usize> = (0..facts.entries.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(facts.entries[index].fact.as_of));
    for index in order {
        let node = facts.change(index);
        if let Some(id) = &node.fact.claimed_by {
            node.claimed_by = people.index(id);
            match node.claimed_by {
                Some(person) => people.change(person).facts.push(index),
                None => told.push(unknown_in(
                    people,
                    of_person,
                    ("person", "people"),
                    id,
                    node.origins.below(&["claimed_by"]),
                )),
            }
        }
        for (number, citation) in node.fact.sources.iter().enumerate() {
            let id = &citation.source;
            match sources.index(id) {
                Some(source) => {
                    node.sources.push((number, source));
                    let listed = &mut sources.change(source).facts;
                    if listed.last() != Some(&index) {
                        listed.push(index);
                    }
                }
                None => {
                    let whole = node.origins.below(&["sources", &number.to_string()]);
                    let inner = node.origins.below(&["sources", &number.to_string(), "source"]);
                    let span = if inner.range.is_empty() { whole } else { inner };
                    told.push(unknown_in(sources, of_source, ("source", "sources"), id, span));
                }
            }
        }
    }
}
