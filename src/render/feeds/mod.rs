//! Feeds: what is new on the site, in a section, under a tag, from a person, and what was corrected.
//!
//! Which feeds there are is told here, what stands in them in [`entries`]. An Atom feed (RFC 4287) is written by a
//! template, a JSON Feed (version 1.1) by [`json`], both from the same view.
//!
//! The feeds of the site and of sections carry whole articles. An article has many tags, so those of terms carry
//! summaries: whole articles would make them the larger part of the output, and each edit would reach all of them.

mod entries;
mod json;

pub use entries::articles;
pub use json::write;

use super::corrections;
use super::view::{Alternate, Content};
use crate::language::Language;
use crate::resolve::{Address, Site};
use crate::theme::Theme;

/// What a feed tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Site,
    Section(usize),
    Term { taxonomy: usize, term: usize },
    Person(usize),
    Corrections,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Atom,
    Json,
}

impl Format {
    pub fn media(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
        }
    }
}

/// All feeds of a site.
pub fn planned(site: &Site) -> impl Iterator<Item = (Channel, Format)> + '_ {
    let terms = (0..site.terms.len())
        .flat_map(|taxonomy| (0..site.terms[taxonomy].len()).map(move |term| Channel::Term { taxonomy, term }));
    let people = (0..site.people.entries.len()).map(Channel::Person);
    let others = terms.chain(people).chain([Channel::Corrections]).filter(|&channel| is_wanted(site, channel));
    planned_whole(site).chain(others.flat_map(move |channel| formats(site).map(move |format| (channel, format))))
}

/// The feeds that hold whole articles.
pub fn planned_whole(site: &Site) -> impl Iterator<Item = (Channel, Format)> + '_ {
    let all = [Channel::Site].into_iter().chain((1..site.sections.len()).map(Channel::Section));
    all.filter(|&channel| is_wanted(site, channel))
        .flat_map(move |channel| formats(site).map(move |format| (channel, format)))
}

/// The feeds of a page, for its head.
pub fn alternates(site: &Site, channel: Channel, language: &Language) -> Vec<Alternate> {
    all_formats(site, channel, &title(site, channel, language))
}

/// The feeds of a home page, which all pages in its language name.
pub fn of_home(site: &Site, section: usize) -> Vec<Alternate> {
    let channel = if section == 0 { Channel::Site } else { Channel::Section(section) };
    all_formats(site, channel, &site.sections[section].title)
}

fn all_formats(site: &Site, channel: Channel, title: &str) -> Vec<Alternate> {
    if !is_wanted(site, channel) {
        return Vec::new();
    }
    let alternate = |format: Format| Alternate {
        media: format.media(),
        title: title.to_owned(),
        path: address(site, channel, format).href,
    };
    formats(site).map(alternate).collect()
}

fn formats(site: &Site) -> impl Iterator<Item = Format> + use<> {
    let feeds = site.config.feeds;
    let wanted = [(feeds.atom, Format::Atom), (feeds.json, Format::Json)];
    wanted.into_iter().filter_map(|(wanted, format)| wanted.then_some(format))
}

/// Whether a channel has anything to tell and the settings want to hear it; entries need absolute addresses.
fn is_wanted(site: &Site, channel: Channel) -> bool {
    let feeds = site.config.feeds;
    let has_dated = |articles: &[usize]| articles.iter().any(|&index| is_dated(site, index));
    !site.config.base_url.is_empty()
        && match channel {
            Channel::Site => true,
            Channel::Section(section) => {
                let section = &site.sections[section];
                section.is_home() || feeds.sections && has_dated(&section.articles)
            }
            Channel::Term { taxonomy, term } => feeds.taxonomies && has_dated(&site.terms[taxonomy][term].articles),
            Channel::Person(person) => feeds.people && !site.people.entries[person].quotes.is_empty(),
            // A section of that name has the address, and its own feeds.
            Channel::Corrections => {
                let address = corrections::address();
                let is_taken = site.sections.iter().any(|section| section.address == address);
                feeds.corrections && !is_taken && corrections::count(site) > 0
            }
        }
}

fn is_dated(site: &Site, article: usize) -> bool {
    article < site.overview.dated
}

pub fn address(site: &Site, channel: Channel, format: Format) -> Address {
    home(site, channel).beside(format.file())
}

/// The page that a feed belongs to.
fn home(site: &Site, channel: Channel) -> Address {
    match channel {
        Channel::Site => Address::home(),
        Channel::Section(section) => site.sections[section].address.clone(),
        Channel::Term { taxonomy, term } => site.terms[taxonomy][term].address.clone(),
        Channel::Person(person) => site.people.entries[person].address.clone(),
        Channel::Corrections => corrections::address(),
    }
}

pub fn title(site: &Site, channel: Channel, language: &Language) -> String {
    let own = match channel {
        Channel::Site => return site.config.title.clone(),
        Channel::Section(section) if site.sections[section].is_home() => return site.sections[section].title.clone(),
        Channel::Section(section) => &site.sections[section].title,
        Channel::Term { taxonomy, term } => &site.terms[taxonomy][term].name,
        Channel::Person(person) => &site.people.entries[person].person.name,
        Channel::Corrections => language.word("corrections_list"),
    };
    format!("{own} · {}", site.config.title)
}

pub fn description(site: &Site, channel: Channel) -> &str {
    match channel {
        Channel::Site => &site.config.description,
        Channel::Section(section) => site.sections[section].description(),
        Channel::Person(person) => site.people.entries[person].person.note.as_deref().unwrap_or_default(),
        Channel::Term { .. } | Channel::Corrections => "",
    }
}

/// The view of a feed, but for the long texts.
pub fn content<'a>(site: &'a Site, theme: &'a Theme, channel: Channel, format: Format) -> Content<'a> {
    let entries = entries::of(site, theme, channel);
    // A feed needs a date even before anything is published; the build's would make each build differ.
    let newest = entries.iter().max_by_key(|entry| entry.updated_at);
    Content::Feed {
        updated: newest.map_or_else(|| entries::NEVER.to_owned(), |entry| entry.view.updated.clone()),
        feed_url: site.config.url(&address(site, channel, format).href),
        home_url: site.config.url(&home(site, channel).href),
        entries: entries.into_iter().map(|entry| entry.view).collect(),
    }
}
