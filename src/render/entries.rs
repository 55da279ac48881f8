//! The record's entries as notes, lists and their own pages show them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::figure::{figure, quantity};
use super::labels;
use super::picture;
use super::refs::{use_ref, uses};
use super::view::{
    ChangeView, CheckedView, Content, FactUse, FactView, OriginalView, PersonRef, PersonView, QuoteUse, QuoteView,
    RoleView, SourceRef, SourceView, UseRef,
};
use crate::language::{Language, direction};
use crate::parse::{Archive, Change, Citation};
use crate::resolve::{Laid, PersonNode, QuoteNode, Site, Use};
use crate::verbatim::Passage;

pub fn person_page<'a>(site: &'a Site, index: usize, language: &'a Language) -> Content<'a> {
    let node = &site.people.entries[index];
    Content::Person {
        person: person(site, index, language),
        quotes: quote_uses(site, &node.quotes, language),
        facts: fact_uses(site, &node.facts, language),
    }
}

pub fn quote_page<'a>(site: &'a Site, index: usize, language: &'a Language) -> Content<'a> {
    Content::Quote {
        quote: Box::new(quote(site, index, language)),
        used_in: used_in(site, &site.quotes.entries[index].uses, language),
    }
}

pub fn fact_page<'a>(site: &'a Site, index: usize, language: &'a Language) -> Content<'a> {
    Content::Fact {
        fact: fact(site, index, language),
        used_in: used_in(site, &site.facts.entries[index].uses, language),
    }
}

pub fn source_page<'a>(site: &'a Site, index: usize, language: &'a Language) -> Content<'a> {
    let node = &site.sources.entries[index];
    Content::Source {
        source: source(site, index, language),
        quotes: quote_uses(site, &node.quotes, language),
        facts: fact_uses(site, &node.facts, language),
    }
}

pub fn quote_uses<'a>(site: &'a Site, quotes: &[usize], language: &'a Language) -> Vec<QuoteUse<'a>> {
    let quote_use = |&index: &usize| QuoteUse {
        quote: quote(site, index, language),
        used_in: used_in(site, &site.quotes.entries[index].uses, language),
        used: None,
    };
    quotes.iter().map(quote_use).collect()
}

pub fn fact_uses<'a>(site: &'a Site, facts: &[usize], language: &'a Language) -> Vec<FactUse<'a>> {
    let fact_use = |&index: &usize| FactUse {
        fact: fact(site, index, language),
        used_in: used_in(site, &site.facts.entries[index].uses, language),
        used: None,
    };
    facts.iter().map(fact_use).collect()
}

fn used_in<'a>(site: &'a Site, all: &'a [Use], language: &'a Language) -> Vec<UseRef<'a>> {
    uses(site, all).map(|used| use_ref(site, used, language)).collect()
}

/// What an annotation is laid for: one of the two.
pub fn laid<'a>(site: &'a Site, laid: Laid, language: &'a Language) -> (Option<QuoteView<'a>>, Option<FactView<'a>>) {
    match laid {
        Laid::Quote(index) => (Some(quote(site, index, language)), None),
        Laid::Fact(index) => (None, Some(fact(site, index, language))),
    }
}

pub fn quote<'a>(site: &'a Site, index: usize, language: &'a Language) -> QuoteView<'a> {
    let node = &site.quotes.entries[index];
    let quote = &node.quote;
    let (fidelity, fidelity_label) = labels::fidelity(quote.fidelity, language);
    QuoteView {
        id: &node.id,
        path: &node.address.href,
        text: &quote.text,
        speaker: node.speaker.map(|speaker| person_ref(&site.people.entries[speaker])),
        role: role_then(site, node, language),
        said_on: labels::day(quote.said_on, language),
        venue: quote.venue.as_deref(),
        source: node.source.map(|index| {
            let source = source(site, index, language);
            let link = source.url.map(|url| link_to_words(url, Some(&quote.text)));
            SourceRef { source, locator: quote.locator.as_deref(), says: None, link }
        }),
        original: quote.original.as_ref().map(|original| OriginalView {
            lang: &original.lang,
            dir: direction(&original.lang),
            text: &original.text,
        }),
        translator: quote.translator.as_deref(),
        fidelity,
        fidelity_label,
        checked: checked(site, node, language),
        grounds: None,
        index,
    }
}

/// That a quote was found in the archived copy of its source, of the day when that was made.
fn checked<'a>(site: &Site, node: &QuoteNode, language: &'a Language) -> Option<Box<CheckedView<'a>>> {
    let (archive, passage) = found(site, node)?;
    Some(Box::new(CheckedView { on: labels::day(archive.on, language), edited: !passage.edits.is_empty() }))
}

/// The archived copy in which a quote was found, and where in it.
pub fn found<'a>(site: &'a Site, node: &QuoteNode) -> Option<(&'a Archive, &'a Passage)> {
    let passage = &site.verified.stand(node)?.passage;
    Some((site.sources.entries[node.source?].source.archive.as_ref()?, passage))
}

/// What the speaker was when they said it: the quote's own word for it, or the latest role of that date.
pub fn role_then(site: &Site, node: &QuoteNode, language: &Language) -> Option<String> {
    if node.quote.role.is_some() {
        return node.quote.role.clone();
    }
    let said_on = node.quote.said_on?;
    let person = &site.people.entries[node.speaker?].person;
    let held = person.roles.iter().filter(|role| role.covers(said_on));
    let role = held.max_by_key(|role| role.from)?;
    Some(match &role.org {
        Some(org) => [&role.title, language.word("comma"), org].concat(),
        None => role.title.clone(),
    })
}

pub fn fact<'a>(site: &'a Site, index: usize, language: &'a Language) -> FactView<'a> {
    let node = &site.facts.entries[index];
    let fact = &node.fact;
    let citation = |&(number, index): &(usize, usize)| {
        let Citation { locator, says, .. } = &fact.sources[number];
        let source = source(site, index, language);
        let link = source.url.map(|url| link_to_words(url, says.as_deref()));
        SourceRef { source, locator: locator.as_deref(), says: says.as_deref(), link }
    };
    let mut history: Vec<_> = fact.history.iter().collect();
    history.sort_by_key(|change| std::cmp::Reverse(change.on));
    FactView {
        id: &node.id,
        path: &node.address.href,
        statement: &fact.statement,
        figure: figure(fact, language),
        quantity: quantity(fact),
        subject: fact.subject.as_deref(),
        measure: fact.measure.as_deref(),
        as_of: labels::day(fact.as_of, language),
        review_by: labels::day(fact.review_by, language),
        status: labels::status(fact.status),
        status_label: language.word(labels::status_key(fact.status)),
        claimed_by: node.claimed_by.map(|person| person_ref(&site.people.entries[person])),
        sources: node.sources.iter().map(citation).collect(),
        note: fact.note.as_deref(),
        history: history.into_iter().map(|changed| change(changed, language)).collect(),
        index,
    }
}

fn change<'a>(change: &'a Change, language: &'a Language) -> ChangeView<'a> {
    ChangeView {
        on: labels::day(change.on, language),
        was: change.was.as_deref(),
        now: change.now.as_deref(),
        why: change.why.as_deref(),
    }
}

fn person_ref(node: &PersonNode) -> PersonRef<'_> {
    PersonRef {
        id: &node.id,
        name: &node.person.name,
        path: &node.address.href,
        kind: labels::person_kind(node.person.kind),
    }
}

pub fn person<'a>(site: &'a Site, index: usize, language: &'a Language) -> PersonView<'a> {
    let node = &site.people.entries[index];
    let person = &node.person;
    let mut roles: Vec<_> = person.roles.iter().collect();
    roles.sort_by_key(|role| std::cmp::Reverse(role.from));
    PersonView {
        person: person_ref(node),
        aliases: &person.aliases,
        pronouns: person.pronouns.as_deref(),
        roles: roles
            .into_iter()
            .map(|role| RoleView {
                title: &role.title,
                org: role.org.as_deref(),
                from: labels::day(role.from, language),
                to: labels::day(role.to, language),
            })
            .collect(),
        same_as: &person.same_as,
        image: person.image.as_deref().map(|image| image.trim_start_matches('/')),
        picture: person.image.as_deref().and_then(|image| {
            let picture = site.pictures.named(image)?;
            Some(picture::view(site, picture, image.trim_start_matches('/'), None))
        }),
        note: person.note.as_deref(),
        quote_count: node.quotes.len(),
        fact_count: node.facts.len(),
    }
}

pub fn source<'a>(site: &'a Site, index: usize, language: &'a Language) -> SourceView<'a> {
    let node = &site.sources.entries[index];
    let source = &node.source;
    SourceView {
        id: &node.id,
        path: &node.address.href,
        title: &source.title,
        url: source.url.as_deref(),
        publisher: source.publisher.as_deref(),
        author: source.author.as_deref(),
        published: labels::day(source.published, language),
        accessed: labels::day(source.accessed, language),
        kind: source.kind.map(labels::source_kind),
        archive_sha256: source.archive.as_ref().and_then(|archive| archive.sha256.as_deref()),
        archive_url: source.archive.as_ref().and_then(|archive| archive.url.as_deref()),
        rights: source.rights.as_deref(),
        quote_count: node.quotes.len(),
        fact_count: node.facts.len(),
    }
}

/// In a text directive, `-`, `,` and `&` mean something (URL Fragment Text Directives, WICG), so only letters,
/// digits and the unreserved signs stay.
const DIRECTIVE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'~');

/// A link that lands at the words: `https://example.org/a#:~:text=first%20words,last%20words`.
fn link_to_words(url: &str, words: Option<&str>) -> String {
    const WHOLE: usize = 10;
    const ENDS: usize = 5;
    /// As long as most links are.
    const ROOM: usize = 256;
    let words = words.unwrap_or_default().trim();
    if words.is_empty() || url.contains(":~:") {
        return url.to_owned();
    }
    let is_long = words.split_whitespace().nth(WHOLE).is_some();
    let mut link = String::with_capacity(ROOM);
    link.push_str(url);
    link.push_str(if url.contains('#') { ":~:text=" } else { "#:~:text=" });
    add_words(&mut link, words.split_whitespace().take(if is_long { ENDS } else { WHOLE }));
    if is_long {
        let mut last: Vec<&str> =
            words.rsplit(char::is_whitespace).filter(|word| !word.is_empty()).take(ENDS).collect();
        last.reverse();
        link.push(',');
        add_words(&mut link, last.into_iter());
    }
    link
}

fn add_words<'a>(link: &mut String, words: impl Iterator<Item = &'a str>) {
    for (number, word) in words.enumerate() {
        if number > 0 {
            link.push_str("%20");
        }
        match word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            true => link.push_str(word),
            false => link.extend(utf8_percent_encode(word, DIRECTIVE)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_land_at_the_words() {
        assert_eq!(
            link_to_words("https://x.org/a", Some("well-known, so")),
            "https://x.org/a#:~:text=well%2Dknown%2C%20so"
        );
        assert_eq!(link_to_words("https://x.org/a#b", Some("c")), "https://x.org/a#b:~:text=c");
        let long = "one two three four five six seven eight nine ten eleven";
        assert_eq!(
            link_to_words("u", Some(long)),
            "u#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven"
        );
        assert_eq!(link_to_words("u", None), "u");
    }
}
