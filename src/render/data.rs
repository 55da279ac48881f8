//! The record as JSON: beside each page of a person, quote, fact and source, all that the page shows.
//!
//! The shape is promised to readers (the manual's page "What machines read" lists it): keys are added, never renamed.
//! `id` is the address of the page of the thing, and the name by which everything else refers to it. A key that has
//! nothing to say is left out.

use std::borrow::Cow;

use super::alike::{Alike, At};
use super::json::Object;
use super::view::{
    ChangeView, Content, DateView, FactUse, FactView, PersonRef, PersonView, QuantityView, QuoteUse, QuoteView,
    RoleView, SourceRef, SourceView, UseRef,
};
use super::web::Web;

/// Writes what the page of an entry of the record shows; nothing if it is the page of something else.
pub fn write(content: &Content<'_>, at: At<'_, '_>, alike: &Alike) -> String {
    let web = at.web();
    // The same beside its own page, its speaker's and its source's.
    let quote_once = |quote: &QuoteView<'_>, used_in: &[UseRef<'_>]| {
        let make = || self::quote(quote, used_in, web);
        alike.quote_data(at, quote.index, make).map_or_else(|| Cow::Owned(make()), Cow::Borrowed)
    };
    let quote_uses = |quotes: &[QuoteUse<'_>]| -> Vec<Cow<'_, Object>> {
        quotes.iter().map(|used| quote_once(&used.quote, &used.used_in)).collect()
    };
    let data = match content {
        Content::Person { person, quotes, facts } => {
            self::person(person, web).with("quotes", quote_uses(quotes)).with("facts", fact_uses(facts, web))
        }
        Content::Quote { quote, used_in } => quote_once(quote, used_in).into_owned(),
        Content::Fact { fact, used_in } => self::fact(fact, used_in, web),
        Content::Source { source, quotes, facts } => {
            self::source(source, web).with("quotes", quote_uses(quotes)).with("facts", fact_uses(facts, web))
        }
        _ => return String::new(),
    };
    let mut text = data.into_text();
    text.push('\n');
    text
}

fn list<T>(items: &[T], each: impl Fn(&T) -> Object) -> Vec<Object> {
    items.iter().map(each).collect()
}

fn iso<'d>(date: Option<&'d DateView<'_>>) -> Option<&'d str> {
    date.map(|date| date.iso.as_str())
}

fn entry(kind: &str, path: &str, key: &str, web: Web<'_>) -> Object {
    Object::new().with("type", kind).with("id", web.address(path)).with("key", key)
}

fn person_ref(person: &PersonRef<'_>, web: Web<'_>) -> Object {
    entry(person.kind, person.path, person.id, web).with("name", person.name)
}

fn person(view: &PersonView<'_>, web: Web<'_>) -> Object {
    person_ref(&view.person, web)
        .with("aliases", view.aliases)
        .with("pronouns", view.pronouns)
        .with("roles", list(&view.roles, role))
        .with("same_as", view.same_as)
        .with("image", view.image.map(|path| web.address(path)))
        .with("note", view.note)
}

fn role(role: &RoleView<'_>) -> Object {
    Object::new()
        .with("title", role.title)
        .with("org", role.org)
        .with("from", iso(role.from.as_ref()))
        .with("to", iso(role.to.as_ref()))
}

fn quote(quote: &QuoteView<'_>, used_in: &[UseRef<'_>], web: Web<'_>) -> Object {
    let original = quote.original.as_ref();
    entry("quote", quote.path, quote.id, web)
        .with("text", quote.text)
        .with("fidelity", quote.fidelity)
        .with("speaker", quote.speaker.as_ref().map(|speaker| person_ref(speaker, web)))
        .with("role", quote.role.as_deref())
        .with("said_on", iso(quote.said_on.as_ref()))
        .with("venue", quote.venue)
        .with("source", quote.source.as_ref().map(|source| source_ref(source, web)))
        .with(
            "original",
            original.map(|original| Object::new().with("lang", original.lang).with("text", original.text)),
        )
        .with("translator", quote.translator)
        .with("used_in", uses(used_in, web))
}

fn fact_uses(facts: &[FactUse<'_>], web: Web<'_>) -> Vec<Object> {
    list(facts, |used| fact(&used.fact, &used.used_in, web))
}

fn fact(fact: &FactView<'_>, used_in: &[UseRef<'_>], web: Web<'_>) -> Object {
    entry("fact", fact.path, fact.id, web)
        .with("statement", fact.statement)
        .with("status", fact.status)
        .with("figure", fact.figure.as_deref())
        .with("quantity", fact.quantity.as_ref().map(quantity))
        .with("subject", fact.subject)
        .with("measure", fact.measure)
        .with("as_of", iso(fact.as_of.as_ref()))
        .with("review_by", iso(fact.review_by.as_ref()))
        .with("claimed_by", fact.claimed_by.as_ref().map(|person| person_ref(person, web)))
        .with("sources", list(&fact.sources, |source| source_ref(source, web)))
        .with("note", fact.note)
        .with("history", list(&fact.history, change))
        .with("used_in", uses(used_in, web))
}

fn quantity(quantity: &QuantityView<'_>) -> Object {
    Object::new()
        .with("value", quantity.value)
        .with("low", quantity.low)
        .with("high", quantity.high)
        .with("words", quantity.words)
        .with("unit", quantity.unit)
        .with("approx", quantity.approx.then_some(true))
}

fn change(change: &ChangeView<'_>) -> Object {
    Object::new()
        .with("on", iso(change.on.as_ref()))
        .with("was", change.was)
        .with("now", change.now)
        .with("why", change.why)
}

/// A source as it is cited; its own file has the rest.
fn source_ref(source: &SourceRef<'_>, web: Web<'_>) -> Object {
    let SourceView { path, id, title, publisher, published, .. } = &source.source;
    entry("source", path, id, web)
        .with("title", *title)
        .with("publisher", *publisher)
        .with("published", iso(published.as_ref()))
        .with("locator", source.locator)
        .with("says", source.says)
        .with("link", source.link.as_deref())
}

fn source(source: &SourceView<'_>, web: Web<'_>) -> Object {
    let archive = Object::new().with("url", source.archive_url).with("sha256", source.archive_sha256);
    entry("source", source.path, source.id, web)
        .with("title", source.title)
        .with("kind", source.kind)
        .with("url", source.url)
        .with("publisher", source.publisher)
        .with("author", source.author)
        .with("published", iso(source.published.as_ref()))
        .with("accessed", iso(source.accessed.as_ref()))
        .with("archive", archive)
        .with("rights", source.rights)
}

fn uses(used_in: &[UseRef<'_>], web: Web<'_>) -> Vec<Object> {
    list(used_in, |used| {
        Object::new()
            .with("id", web.address(used.path))
            .with("title", used.title)
            .with("date", iso(used.date.as_ref()))
            .with("passage", web.part(used.path, used.anchor))
    })
}
