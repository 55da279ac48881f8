//! The next site from the one before, where files changed that link to the same as before.
//!
//! Linking a site anew takes time for every article in it. An edit mostly changes words: of an article whose card
//! says what it said, or of entries of the record whose ids all stay. Then a few places of the site are put in
//! anew, and lists that dates and links order are mended. What this cannot do is left to [`resolve`](super::resolve),
//! which also tells what is wrong.

use std::cmp::Reverse;
use std::sync::Arc;

use super::usage::find_articles;
use super::{FactNode, Laid, Origins, PersonNode, Placed, QuoteNode, Site, SourceNode, Table};
use crate::parse::{Article, Citation, Entry, Fact, Quote, RecordFile, Subject, Whole};

/// What changed, as far as it can be put in.
pub struct Changed<'a> {
    /// Articles whose cards link to what they linked to before.
    pub articles: &'a [Arc<Article>],
    /// Files of the record, before and now.
    pub record: &'a [(&'a RecordFile, &'a RecordFile)],
}

impl Site {
    /// The same site with other words; none where linking could come to something else.
    pub fn renewed(&self, changed: &Changed<'_>) -> Option<Self> {
        let mut next = self.clone();
        for article in changed.articles {
            next.put_article(article)?;
        }
        for (before, now) in changed.record {
            next.put_record(before, now)?;
        }
        Some(next)
    }

    fn put_article(&mut self, article: &Arc<Article>) -> Option<()> {
        let at = self.articles.iter().position(|placed| placed.article.card.file == article.card.file)?;
        let placed = Placed { article: article.clone(), ..(*self.articles[at]).clone() };
        // Entries that the article has of its own may stand on other lines now.
        for (anchored, laid) in article.card.annotations.iter().zip(&placed.subjects) {
            let origins = || Origins::Place(anchored.place.clone());
            match (&anchored.subject, laid) {
                (Subject::OwnQuote { .. }, Some(Laid::Quote(index))) => {
                    Arc::make_mut(&mut self.quotes).change(*index).origins = origins();
                }
                (Subject::OwnFact { .. }, Some(Laid::Fact(index))) => {
                    Arc::make_mut(&mut self.facts).change(*index).origins = origins();
                }
                _ => {}
            }
        }
        self.articles.put(at, Arc::new(placed));
        Some(())
    }

    fn put_record(&mut self, before: &RecordFile, now: &RecordFile) -> Option<()> {
        let same_ids = same_ids(&before.people, &now.people)
            && same_ids(&before.sources, &now.sources)
            && same_ids(&before.facts, &now.facts)
            && same_ids(&before.quotes, &now.quotes);
        let same_former = same(&before.people, &now.people, |person| &person.formerly)
            && same(&before.sources, &now.sources, |source| &source.formerly)
            && same(&before.facts, &now.facts, |fact| &fact.formerly)
            && same(&before.quotes, &now.quotes, |quote| &quote.formerly);
        if !same_ids || !same_former {
            return None;
        }
        let people = Arc::make_mut(&mut self.people);
        let sources = Arc::make_mut(&mut self.sources);
        for entry in &now.people {
            let node = people.change(people.index(&entry.id)?);
            (node.person, node.origins) = (entry.what.clone(), Origins::Entry(entry.origin.clone()));
        }
        for entry in &now.sources {
            let node = sources.change(sources.index(&entry.id)?);
            (node.source, node.origins) = (entry.what.clone(), Origins::Entry(entry.origin.clone()));
        }
        if !now.facts.is_empty() {
            let facts = Arc::make_mut(&mut self.facts);
            now.facts.iter().try_for_each(|entry| put_fact(entry, facts, people, sources))?;
        }
        if !now.quotes.is_empty() {
            let quotes = Arc::make_mut(&mut self.quotes);
            now.quotes.iter().try_for_each(|entry| put_quote(entry, quotes, people, sources))?;
        }
        Some(())
    }
}

fn same_ids<T>(one: &[Entry<T>], other: &[Entry<T>]) -> bool {
    one.iter().map(|entry| &entry.id).eq(other.iter().map(|entry| &entry.id))
}

fn same<T>(one: &[Entry<T>], other: &[Entry<T>], ids: impl Fn(&T) -> &[String]) -> bool {
    one.iter().map(|entry| ids(&entry.what)).eq(other.iter().map(|entry| ids(&entry.what)))
}

/// Puts in a fact; none if it rests on somebody or something that is not in the record.
fn put_fact(
    entry: &Entry<Fact>,
    facts: &mut Table<FactNode>,
    people: &mut Table<PersonNode>,
    sources: &mut Table<SourceNode>,
) -> Option<()> {
    let index = facts.index(&entry.id)?;
    let node = facts.change(index);
    let before = std::mem::replace(&mut node.fact, entry.what.clone());
    node.origins = Origins::Entry(entry.origin.clone());
    if before.of != entry.what.of && matches!(entry.what.of, Some(Whole::Fact(_))) {
        return None;
    }
    let cited = |citation: &Citation| citation.source.clone();
    let now = &entry.what;
    if (before.as_of, &before.claimed_by) == (now.as_of, &now.claimed_by)
        && before.sources.iter().map(cited).eq(now.sources.iter().map(cited))
    {
        return Some(());
    }
    let claimed_by = known(&now.claimed_by, people)?;
    let cited: Option<Vec<(usize, usize)>> =
        now.sources.iter().enumerate().map(|(number, cited)| Some((number, sources.index(&cited.source)?))).collect();
    let before_claimed_by = std::mem::replace(&mut node.claimed_by, claimed_by);
    let before_cited = std::mem::replace(&mut node.sources, cited?);
    let key = |fact: usize| (Reverse(facts.entries[fact].fact.as_of), fact);
    if let Some(person) = before_claimed_by {
        take_out(&mut people.change(person).facts, index);
    }
    for (_, source) in before_cited {
        take_out(&mut sources.change(source).facts, index);
    }
    if let Some(person) = claimed_by {
        file_in(&mut people.change(person).facts, index, key);
    }
    for &(_, source) in &facts.entries[index].sources {
        file_in(&mut sources.change(source).facts, index, key);
    }
    Some(())
}

/// Puts in a quote; none if its speaker or source is not in the record.
fn put_quote(
    entry: &Entry<Quote>,
    quotes: &mut Table<QuoteNode>,
    people: &mut Table<PersonNode>,
    sources: &mut Table<SourceNode>,
) -> Option<()> {
    let index = quotes.index(&entry.id)?;
    let node = quotes.change(index);
    let before = std::mem::replace(&mut node.quote, entry.what.clone());
    node.origins = Origins::Entry(entry.origin.clone());
    let now = &entry.what;
    if (before.said_on, &before.speaker, &before.source) == (now.said_on, &now.speaker, &now.source) {
        return Some(());
    }
    let (speaker, source) = (known(&now.speaker, people)?, known(&now.source, sources)?);
    let before_speaker = std::mem::replace(&mut node.speaker, speaker);
    let before_source = std::mem::replace(&mut node.source, source);
    let key = |quote: usize| (Reverse(quotes.entries[quote].quote.said_on), quote);
    if let Some(person) = before_speaker {
        take_out(&mut people.change(person).quotes, index);
    }
    if let Some(source) = before_source {
        take_out(&mut sources.change(source).quotes, index);
    }
    if let Some(person) = speaker {
        file_in(&mut people.change(person).quotes, index, key);
    }
    if let Some(source) = source {
        file_in(&mut sources.change(source).quotes, index, key);
    }
    if speaker != before_speaker {
        [before_speaker, speaker].into_iter().flatten().for_each(|person| find_articles(person, people, quotes));
    }
    Some(())
}

/// The entry that an id names, if there is an id at all; none if nothing goes by it.
fn known<T>(id: &Option<String>, table: &Table<T>) -> Option<Option<usize>> {
    id.as_ref().map_or(Some(None), |id| table.index(id).map(Some))
}

fn take_out(list: &mut Vec<usize>, index: usize) {
    list.retain(|&listed| listed != index);
}

/// Files an entry into a list that is in the order of `key`, once.
fn file_in<K: Ord>(list: &mut Vec<usize>, index: usize, key: impl Fn(usize) -> K) {
    let at = list.partition_point(|&listed| key(listed) < key(index));
    if list.get(at) != Some(&index) {
        list.insert(at, index);
    }
}
