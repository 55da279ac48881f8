//! What stands in a feed: articles, quotes of a person, or corrections.

use jiff::Timestamp;

use super::{Channel, is_dated};
use crate::language::Language;
use crate::parse::Quote;
use crate::render::corrections;
use crate::render::labels;
use crate::render::refs::{image_url, tag_of, term_ref};
use crate::render::view::{Corrected, FeedEntry};
use crate::resolve::{QuoteNode, Site};
use crate::text::{Moment, PartialDate, later};
use crate::theme::Theme;

/// The date of what has none.
pub const NEVER: &str = "1970-01-01T00:00:00Z";

/// An entry, and its date for putting entries in order.
pub struct Entry<'a> {
    pub updated_at: Timestamp,
    pub view: FeedEntry<'a>,
}

pub fn of<'a>(site: &'a Site, theme: &'a Theme, channel: Channel) -> Vec<Entry<'a>> {
    match channel {
        Channel::Site | Channel::Section(_) | Channel::Term { .. } => {
            articles(site, channel).into_iter().map(|index| of_article(site, index)).collect()
        }
        Channel::Person(person) => of_person(site, theme.language(&site.config.lang), person),
        Channel::Corrections => {
            let all = corrections::all(site, theme);
            all.iter().take(site.config.feeds.limit).map(|corrected| of_correction(site, corrected)).collect()
        }
    }
}

/// The articles of a feed: the newest with a date.
pub fn articles(site: &Site, channel: Channel) -> Vec<usize> {
    let all = match channel {
        Channel::Site => &site.sections[0].articles,
        Channel::Section(section) => &site.sections[section].articles,
        Channel::Term { taxonomy, term } => &site.terms[taxonomy][term].articles,
        Channel::Person(_) | Channel::Corrections => return Vec::new(),
    };
    // The site's articles come newest first, a section's perhaps by weight.
    let mut dated: Vec<usize> = all.iter().copied().filter(|&index| is_dated(site, index)).collect();
    dated.sort_unstable();
    dated.truncate(site.config.feeds.limit);
    dated
}

fn of_article(site: &Site, index: usize) -> Entry<'_> {
    let placed = &site.articles[index];
    let card = &placed.article.card;
    let meta = &card.meta;
    let published = meta.date.map(|date| date.rfc3339());
    let updated = meta.updated.map(|date| date.rfc3339()).or_else(|| published.clone());
    let terms = placed.terms.iter().enumerate();
    Entry {
        updated_at: later(meta.updated, meta.date).map_or(Timestamp::UNIX_EPOCH, |moment| moment.timestamp()),
        view: FeedEntry {
            title: meta.title.clone(),
            url: site.config.url(&placed.address.href),
            published,
            updated: updated.unwrap_or_else(|| NEVER.to_owned()),
            authors: meta.authors.iter().map(String::as_str).collect(),
            summary: card.summary.clone(),
            html: String::new(),
            lang: tag_of(site, placed),
            tags: terms
                .flat_map(|(taxonomy, terms)| terms.iter().map(move |&term| term_ref(site, taxonomy, term).name))
                .collect(),
            image_url: image_url(site, placed),
        },
    }
}

/// What a person is quoted saying, by the date of the first article that does; by the day on which it was said if
/// none does.
fn of_person<'a>(site: &'a Site, language: &'a Language, person: usize) -> Vec<Entry<'a>> {
    let node = &site.people.entries[person];
    let mut quotes: Vec<(Timestamp, Option<Moment>, &QuoteNode)> = node
        .quotes
        .iter()
        .map(|&quote| {
            let node: &QuoteNode = &site.quotes.entries[quote];
            let first =
                node.uses.iter().filter_map(|used| site.articles[used.article].article.card.meta.date).next_back();
            (first.map_or_else(|| start_of(node.quote.said_on), |date| date.timestamp()), first, node)
        })
        .collect();
    quotes.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    quotes.truncate(site.config.feeds.limit);
    let entry = |(updated_at, first, quote): (Timestamp, Option<Moment>, &'_ QuoteNode)| {
        let Quote { text, said_on, .. } = &*quote.quote;
        Entry {
            updated_at,
            view: FeedEntry {
                title: labels::quoted(text, language),
                url: site.config.url(&quote.address.href),
                published: said_on.map(|date| date.rfc3339()),
                updated: first.map_or_else(|| midnight(*said_on), |date| date.rfc3339()),
                authors: vec![&node.person.name],
                summary: text.clone(),
                html: String::new(),
                lang: &site.config.lang,
                tags: Vec::new(),
                image_url: None,
            },
        }
    };
    quotes.into_iter().map(entry).collect()
}

fn of_correction<'a>(site: &'a Site, corrected: &Corrected<'a>) -> Entry<'a> {
    let on = corrected.on.as_ref().and_then(|on| PartialDate::parse(&on.iso));
    Entry {
        updated_at: start_of(on),
        view: FeedEntry {
            title: corrected.title.to_owned(),
            url: format!("{}#{}", site.config.url(corrected.path), corrected.anchor),
            published: on.map(|on| on.rfc3339()),
            updated: midnight(on),
            authors: Vec::new(),
            summary: corrected.text.to_owned(),
            html: String::new(),
            lang: corrected.lang,
            tags: Vec::new(),
            image_url: None,
        },
    }
}

fn midnight(date: Option<PartialDate>) -> String {
    date.map_or_else(|| NEVER.to_owned(), |date| date.rfc3339())
}

fn start_of(date: Option<PartialDate>) -> Timestamp {
    midnight(date).parse().unwrap_or(Timestamp::UNIX_EPOCH)
}
