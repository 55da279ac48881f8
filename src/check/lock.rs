//! `onrecord.lock`: the addresses and ids that a site has published, which other people may have written down.
//!
//! The file is sorted YAML, one name a line, so that a change of it can be read in a diff. It is meant to be committed.
//! It only grows by itself: what is gone stays in it, and is told, until an alias brings it back or somebody takes its
//! line out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::parse::Kind;
use crate::render::{Edition, Moved, PageKind};
use crate::resolve::{Origins, Site};
use crate::text::{Diagnostic, SitePath, TextFile};
use crate::yaml::{self, Document, Origin};

/// The name of the file, at the root of a site.
pub const FILE: &str = "onrecord.lock";

/// What a site has published.
#[derive(Debug, Default)]
pub struct Lock {
    /// Addresses of articles, sections and aliases, each with the file that it was of.
    pub addresses: BTreeMap<String, Of>,
    /// The ids of people, sources, facts and quotes.
    pub ids: [BTreeMap<String, Option<Origin>>; 4],
}

/// The file that an address is of, and the line of the lock that says so.
#[derive(Debug)]
pub struct Of {
    pub file: String,
    pub origin: Option<Origin>,
}

/// The lists of ids by their names, in the order of [`Lock::ids`].
pub const LISTS: [&str; 4] = ["people", "sources", "facts", "quotes"];

const HEAD: &str = "\
# The addresses and ids that this site has published, so that `onrecord check` can tell when one of them is gone.
# `onrecord check --lock` adds what is new. Commit this file. To give something up for good, take out its line.
";

impl Lock {
    /// What an edition publishes.
    pub fn of(edition: &Edition) -> Self {
        let site = &edition.site;
        let mut lock = Self::default();
        for page in edition.plan.pages.iter() {
            let file = match page.kind {
                PageKind::Article(index) | PageKind::Redirect(Moved::Article(index)) => {
                    site.articles[index].article.card.file.to_string()
                }
                PageKind::Home { section, number: 1 } | PageKind::Section { section, number: 1 } => {
                    format!("content/{}", site.sections[section].folder)
                }
                _ => continue,
            };
            lock.addresses.insert(format!("/{}", page.address.href), Of { file, origin: None });
        }
        let [people, sources, facts, quotes] = &mut lock.ids;
        for node in &site.people.entries {
            people.extend([&*node.id].into_iter().chain(texts(&node.person.formerly)).map(listed));
        }
        for node in &site.sources.entries {
            sources.extend([&*node.id].into_iter().chain(texts(&node.source.formerly)).map(listed));
        }
        for node in site.facts.entries.iter().filter(|node| is_named(site, &node.origins, &node.id, Kind::Fact)) {
            facts.extend([&*node.id].into_iter().chain(texts(&node.fact.formerly)).map(listed));
        }
        for node in site.quotes.entries.iter().filter(|node| is_named(site, &node.origins, &node.id, Kind::Quote)) {
            quotes.extend([&*node.id].into_iter().chain(texts(&node.quote.formerly)).map(listed));
        }
        lock
    }

    /// Reads the file; what does not fit is told and left out.
    pub fn read(file: &TextFile) -> (Self, Vec<Diagnostic>) {
        let document = Document::read(&file.path, &file.text, 0..file.text.len());
        let mut lock = Self::default();
        document.root().fields(|fields| {
            fields.read("addresses", |node| {
                node.entries(&mut |address, file| {
                    let of = Of { file: file.text().unwrap_or_default(), origin: Some(file.origin()) };
                    lock.addresses.insert(address.to_owned(), of);
                });
            });
            for (list, ids) in LISTS.into_iter().zip(&mut lock.ids) {
                fields.read(list, |node| {
                    node.items(&mut |item| {
                        if let Some(id) = item.text() {
                            ids.insert(id, Some(item.origin()));
                        }
                    });
                });
            }
        });
        (lock, document.into_told())
    }

    /// Adds what was in the lock before. An address keeps the file that it is of now.
    pub fn with(mut self, before: Self) -> Self {
        for (address, of) in before.addresses {
            self.addresses.entry(address).or_insert(of);
        }
        for (ids, before) in self.ids.iter_mut().zip(before.ids) {
            ids.extend(before);
        }
        self
    }

    /// How many names it holds.
    pub fn count(&self) -> usize {
        self.addresses.len() + self.ids.iter().map(BTreeMap::len).sum::<usize>()
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        let mut line = |line: std::fmt::Arguments<'_>| text.write_fmt(line).expect("a string takes everything");
        if !self.addresses.is_empty() {
            line(format_args!("addresses:\n"));
        }
        for (address, Of { file, .. }) in &self.addresses {
            line(format_args!("  {}: {}\n", scalar(address), scalar(file)));
        }
        for (list, ids) in LISTS.into_iter().zip(&self.ids).filter(|(_, ids)| !ids.is_empty()) {
            line(format_args!("{list}:\n"));
            ids.keys().for_each(|id| line(format_args!("  - {}\n", scalar(id))));
        }
        text
    }
}

/// The file of an address in the output.
pub fn file_of(address: &str) -> Option<SitePath> {
    let decoded = percent_encoding::percent_decode_str(address).decode_utf8().ok()?;
    let path = SitePath::new(&decoded).ok()?;
    if decoded.ends_with('/') { path.join("index.html").ok() } else { Some(path) }
}

/// Whether an entry has an id that somebody gave it; one made of its first words lasts no longer than these.
fn is_named(site: &Site, origins: &Origins, id: &str, kind: Kind) -> bool {
    match origins {
        Origins::Entry(_) => true,
        Origins::Place(_) => {
            let uses = match kind {
                Kind::Fact => site.facts.index(id).map(|index| &site.facts.entries[index].uses),
                Kind::Quote => site.quotes.index(id).map(|index| &site.quotes.entries[index].uses),
            };
            uses.into_iter().flatten().any(|used| {
                let annotations = &site.articles[used.article].article.card.annotations;
                annotations[used.annotation].subject.own_id().is_some()
            })
        }
    }
}

fn texts(ids: &[String]) -> impl Iterator<Item = &str> {
    ids.iter().map(String::as_str)
}

fn listed(id: &str) -> (String, Option<Origin>) {
    (id.to_owned(), None)
}

/// Spells words so that YAML reads them as these words.
fn scalar(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '%'))
        && yaml::value(text).is_ok_and(|value| value.as_str() == Some(text));
    // YAML reads what JSON writes.
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn reads_what_it_writes() {
        let mut lock = Lock::default();
        for (address, file) in [("/a/", "content/a.md"), ("/", "content/"), ("/%C3%A9,%20b/", "content/é, b: #c.md")] {
            lock.addresses.insert(address.to_owned(), Of { file: file.to_owned(), origin: None });
        }
        for id in ["ada", "1.50", "true", "null", "2025-03-03", "-a", "0x1f"] {
            lock.ids[2].insert(id.to_owned(), None);
        }
        let text: Arc<str> = lock.text().into();
        let file = TextFile { path: SitePath::new(FILE).unwrap(), text: text.clone() };
        let (read, told) = Lock::read(&file);
        assert!(told.is_empty(), "{told:#?}");
        assert_eq!(read.text(), *text);
        assert_eq!(Lock::default().with(read).text(), *text);
    }
}
