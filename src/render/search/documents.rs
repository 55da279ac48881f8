//! What can be found: articles, quotes and facts, what a result shows of each, and by what it is filtered.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::super::entries;
use super::super::refs::tag_of;
use super::super::view::DateView;
use super::super::{figure, labels};
use super::{File, path};
use crate::language::Language;
use crate::parse::{Bag, Terms};
use crate::resolve::{Laid, Site, Use};
use crate::text::{Fingerprint, SitePath};
use crate::theme::Theme;

/// How many documents a file holds: a page of results fetches one file for each result.
pub const A_FILE: usize = 16;
/// How much of a text a result shows, in bytes.
const SHOWN: usize = 280;
/// How many tags and people a result knows; filters know all.
const NAMED: usize = 8;

/// All documents, by their indices in the lists of the [`Site`], in the order of their numbers.
#[derive(Debug)]
pub struct Documents {
    pub articles: Vec<usize>,
    pub quotes: Vec<usize>,
    pub facts: Vec<usize>,
    /// What results show; each is made from that and from the words by which its documents are found.
    pub files: Vec<File>,
    /// Stands for everything that the files of words are made from.
    pub fingerprint: Fingerprint,
}

/// A document as a result shows it.
#[derive(Serialize)]
struct Document<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: Cow<'a, str>,
    /// A quote's own language and words.
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<(&'a str, Cow<'a, str>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    figure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<DateView<'a>>,
    /// Only where it is not that of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    #[serde(flatten)]
    labels: Labels<'a>,
}

/// What documents are filtered by; pairs of an id and a name.
#[derive(Default, Serialize)]
pub struct Labels<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<(&'a str, &'a str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<(&'a str, &'a str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statuses: Vec<&'static str>,
}

impl Documents {
    pub fn of(site: &Site, theme: &Theme) -> Self {
        let language = theme.language(&site.config.lang);
        let (articles, quotes, facts) = numbered(site);
        let quote = |index| (quote(site, language, index), Fingerprint::of(&words_of_quote(site, language, index)));
        let fact = |index| (fact(site, language, index), Fingerprint::of(&words_of_fact(site, language, index)));
        let mut files = made("articles", &articles, |index| found_article(site, theme, index));
        files.extend(made("quotes", &quotes, quote));
        files.extend(made("facts", &facts, fact));
        let fingerprint = fingerprint(site, files.iter().map(|file| (&file.path, file.made_from)));
        Self { articles, quotes, facts, files, fingerprint }
    }
}

/// The file of articles with this number.
pub fn file_of_articles(site: &Site, theme: &Theme, number: usize) -> File {
    let indices: Vec<usize> = articles(site).skip(number * A_FILE).take(A_FILE).collect();
    file("articles", number, &indices, &|index| found_article(site, theme, index))
}

/// Stands for everything that the files of words are made from, which is told by what those of documents are made from.
pub fn fingerprint<'a>(site: &Site, files: impl Iterator<Item = (&'a SitePath, Fingerprint)>) -> Fingerprint {
    let mut files: Vec<(&str, Fingerprint)> = files.map(|(path, made_from)| (path.as_str(), made_from)).collect();
    files.sort_unstable_by_key(|(path, _)| *path);
    let taxonomies: Vec<&str> = site.config.taxonomies.iter().map(|taxonomy| &*taxonomy.name).collect();
    Fingerprint::of(&(files, taxonomies, env!("CARGO_PKG_VERSION")))
}

/// All articles, the oldest first.
fn articles(site: &Site) -> impl Iterator<Item = usize> {
    (0..site.articles.len()).rev()
}

/// Gives each document its number. The oldest articles come first, then quotes and facts as these use them.
fn numbered(site: &Site) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let articles: Vec<usize> = articles(site).collect();
    let (mut quotes, mut facts) = (Vec::new(), Vec::new());
    let mut seen = (vec![false; site.quotes.entries.len()], vec![false; site.facts.entries.len()]);
    let used = articles.iter().flat_map(|&article| site.articles[article].subjects.iter().flatten().copied());
    let unused = (0..seen.0.len()).map(Laid::Quote).chain((0..seen.1.len()).map(Laid::Fact));
    for laid in used.chain(unused) {
        let (list, seen, index) = match laid {
            Laid::Quote(index) => (&mut quotes, &mut seen.0, index),
            Laid::Fact(index) => (&mut facts, &mut seen.1, index),
        };
        if !std::mem::replace(&mut seen[index], true) {
            list.push(index);
        }
    }
    (articles, quotes, facts)
}

/// Writes the files of one kind.
fn made<'a>(kind: &str, documents: &[usize], make: impl Fn(usize) -> (Document<'a>, Fingerprint) + Sync) -> Vec<File> {
    documents.par_chunks(A_FILE).enumerate().map(|(number, indices)| file(kind, number, indices, &make)).collect()
}

/// Writes a file, with a fingerprint of what its documents show, are filtered by and are found by.
fn file<'a>(kind: &str, number: usize, indices: &[usize], make: &dyn Fn(usize) -> (Document<'a>, Fingerprint)) -> File {
    let (mut shown, words): (Vec<Document<'_>>, Vec<Fingerprint>) = indices.iter().map(|&index| make(index)).unzip();
    let made_from = Fingerprint::of(&(&shown, words));
    for document in &mut shown {
        document.labels.people.truncate(NAMED);
        document.labels.tags.truncate(NAMED);
    }
    let text = serde_json::to_string(&shown).expect("plain data");
    File { path: path(&format!("{kind}-{number}.json")), text, made_from }
}

/// An article, and what stands for the words by which it is found.
fn found_article<'a>(site: &'a Site, theme: &'a Theme, index: usize) -> (Document<'a>, Fingerprint) {
    (article(site, theme, index), site.articles[index].article.fingerprint)
}

fn article<'a>(site: &'a Site, theme: &'a Theme, index: usize) -> Document<'a> {
    let placed = &site.articles[index];
    let card = &placed.article.card;
    let lang = tag_of(site, placed);
    Document {
        path: &placed.address.href,
        title: Some(&card.meta.title),
        text: shown(&card.summary),
        original: None,
        figure: None,
        date: labels::moment(card.meta.date, theme.language(lang)),
        lang: (lang != site.config.lang).then_some(lang),
        labels: labels_of_article(site, index),
    }
}

fn quote<'a>(site: &'a Site, language: &'a Language, index: usize) -> Document<'a> {
    let node = &site.quotes.entries[index];
    Document {
        path: &node.address.href,
        title: None,
        text: shown(&node.quote.text),
        original: node.quote.original.as_ref().map(|original| (&*original.lang, shown(&original.text))),
        figure: None,
        date: labels::day(node.quote.said_on, language),
        lang: None,
        labels: labels_of_quote(site, index),
    }
}

fn fact<'a>(site: &'a Site, language: &'a Language, index: usize) -> Document<'a> {
    let node = &site.facts.entries[index];
    Document {
        path: &node.address.href,
        title: None,
        text: shown(&node.fact.statement),
        original: None,
        figure: figure::figure(&node.fact, language),
        date: labels::day(node.fact.as_of, language),
        lang: None,
        labels: labels_of_fact(site, index),
    }
}

/// The first words of a text that is long.
fn shown(text: &str) -> Cow<'_, str> {
    if text.len() <= SHOWN {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(SHOWN);
    let end = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    Cow::Owned(format!("{}…", text[..end].trim_end()))
}

// ---- By what it is filtered -------------------------------------------------------------------------

impl Labels<'_> {
    /// The words that stand for the labels in the index; their first signs are in no word of a text.
    pub fn terms(&self) -> impl Iterator<Item = String> {
        let people = self.people.iter().map(|(id, _)| format!("@{id}"));
        let tags = self.tags.iter().map(|(id, _)| format!("#{id}"));
        people.chain(tags).chain(self.statuses.iter().map(|status| format!("={status}")))
    }
}

/// An article is filed under its own tags, and under the speakers and statuses of its quotes and facts.
pub fn labels_of_article(site: &Site, index: usize) -> Labels<'_> {
    let placed = &site.articles[index];
    let (mut people, mut statuses) = (Vec::new(), Vec::new());
    for laid in placed.subjects.iter().flatten() {
        match *laid {
            Laid::Quote(quote) => people.extend(site.quotes.entries[quote].speaker),
            Laid::Fact(fact) => {
                let node = &site.facts.entries[fact];
                people.extend(node.claimed_by);
                statuses.push(labels::status(node.fact.status));
            }
        }
    }
    let mut seen = FxHashSet::default();
    people.retain(|&person| seen.insert(person));
    statuses.sort_unstable();
    statuses.dedup();
    Labels {
        people: people.into_iter().map(|index| person(site, index)).collect(),
        tags: tags(site, [index]),
        statuses,
    }
}

pub fn labels_of_quote(site: &Site, index: usize) -> Labels<'_> {
    let node = &site.quotes.entries[index];
    Labels {
        people: node.speaker.map(|index| person(site, index)).into_iter().collect(),
        tags: tags_of(site, &node.uses),
        statuses: Vec::new(),
    }
}

pub fn labels_of_fact(site: &Site, index: usize) -> Labels<'_> {
    let node = &site.facts.entries[index];
    Labels {
        people: node.claimed_by.map(|index| person(site, index)).into_iter().collect(),
        tags: tags_of(site, &node.uses),
        statuses: vec![labels::status(node.fact.status)],
    }
}

fn person(site: &Site, index: usize) -> (&str, &str) {
    let node = &site.people.entries[index];
    (&node.id, &node.person.name)
}

/// The tags of all articles that use an entry.
fn tags_of<'a>(site: &'a Site, uses: &[Use]) -> Vec<(&'a str, &'a str)> {
    tags(site, uses.iter().map(|used| used.article))
}

fn tags(site: &Site, articles: impl IntoIterator<Item = usize>) -> Vec<(&str, &str)> {
    let mut seen = FxHashSet::default();
    let placed = articles.into_iter().map(|index| &site.articles[index]);
    let all = placed.flat_map(|placed| placed.terms.iter().enumerate());
    let all = all.flat_map(|(taxonomy, terms)| terms.iter().map(move |&term| (taxonomy, term)));
    all.filter(|&term| seen.insert(term))
        .map(|(taxonomy, term)| {
            let term = &site.terms[taxonomy][term];
            (term.address.href.trim_end_matches('/'), term.name.as_str())
        })
        .collect()
}

// ---- By what it is found ----------------------------------------------------------------------------

/// Length in words of a usual quote or fact, with what is known of it.
const ENTRY: f32 = 30.0;

pub fn terms_of_quote(site: &Site, language: &Language, index: usize) -> Terms {
    terms(words_of_quote(site, language, index))
}

pub fn terms_of_fact(site: &Site, language: &Language, index: usize) -> Terms {
    terms(words_of_fact(site, language, index))
}

fn terms(words: Vec<(Cow<'_, str>, u16)>) -> Terms {
    let mut bag = Bag::default();
    words.iter().for_each(|(text, weight)| bag.add(text, *weight));
    bag.terms(ENTRY)
}

fn words_of_quote<'a>(site: &'a Site, language: &'a Language, index: usize) -> Vec<(Cow<'a, str>, u16)> {
    let node = &site.quotes.entries[index];
    let quote = &node.quote;
    let mut words = vec![(Cow::Borrowed(&*quote.text), Bag::HEADING)];
    words.extend(quote.original.iter().map(|original| (Cow::Borrowed(&*original.text), Bag::HEADING)));
    if let Some(speaker) = node.speaker {
        words.extend(names(site, speaker));
    }
    words.extend(entries::role_then(site, node, language).map(|role| (Cow::Owned(role), Bag::BODY)));
    words.extend(quote.venue.iter().map(|venue| (Cow::Borrowed(&**venue), Bag::BODY)));
    words.extend(node.source.map(|source| title(site, source)));
    words
}

fn words_of_fact<'a>(site: &'a Site, language: &'a Language, index: usize) -> Vec<(Cow<'a, str>, u16)> {
    let node = &site.facts.entries[index];
    let fact = &node.fact;
    let mut words = vec![(Cow::Borrowed(&*fact.statement), Bag::HEADING)];
    words.extend(figure::figure(fact, language).map(|figure| (Cow::Owned(figure), Bag::HEADING)));
    let more = [&fact.subject, &fact.measure, &fact.note];
    words.extend(more.into_iter().flatten().map(|text| (Cow::Borrowed(&**text), Bag::BODY)));
    if let Some(claimed_by) = node.claimed_by {
        words.extend(names(site, claimed_by));
    }
    words.extend(node.sources.iter().map(|&(_, source)| title(site, source)));
    words
}

/// A speaker is looked for as often as the words are.
fn names(site: &Site, person: usize) -> impl Iterator<Item = (Cow<'_, str>, u16)> {
    let person = &site.people.entries[person].person;
    let aliases = person.aliases.iter().map(|alias| (Cow::Borrowed(&**alias), Bag::BODY));
    std::iter::once((Cow::Borrowed(&*person.name), Bag::HEADING)).chain(aliases)
}

fn title(site: &Site, source: usize) -> (Cow<'_, str>, u16) {
    (Cow::Borrowed(&*site.sources.entries[source].source.title), Bag::BODY)
}
