//! Which quotes stand in the archived copies of their sources.
//!
//! What a page says of it is part of the site, so the copies are inputs like all others: when one changes, or the
//! words of a quote do, the next edition knows. Quotes whose words are the same, looked for in the same text, are not
//! looked for again.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{QuoteNode, Site};
use crate::gather::{FOLDERS, is_passed_over};
use crate::parse::{Archive, Fidelity, Quote};
use crate::text::SitePath;
use crate::verbatim::{Archives, Document, Found, Held, Passage, Pattern, Unreadable};

/// What is known of the archived copies and of the quotes in them.
#[derive(Debug, Default, PartialEq)]
pub struct Verified {
    /// By the index of their source.
    pub copies: FxHashMap<usize, Archived>,
    /// By the id of the quote; only quotes whose source has a copy with words in it.
    quotes: FxHashMap<Arc<str>, Checked>,
}

/// An archived copy as the record names it.
#[derive(Debug, Clone)]
pub enum Archived {
    /// Its path leads out of the folders that a site is made from.
    Outside,
    /// There is no such file; why.
    Missing(String),
    /// Its bytes are not those that the record tells of; their digest.
    Changed(Arc<str>),
    Unreadable(Unreadable),
    /// It is of a kind that holds no text, such as a recording.
    Wordless,
    Searchable(Arc<Document>),
}

impl PartialEq for Archived {
    /// Two texts are the same if they are one reading of a file.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Outside, Self::Outside) | (Self::Wordless, Self::Wordless) => true,
            (Self::Missing(one), Self::Missing(other)) => one == other,
            (Self::Changed(one), Self::Changed(other)) => one == other,
            (Self::Unreadable(one), Self::Unreadable(other)) => one == other,
            (Self::Searchable(one), Self::Searchable(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// A quote that was looked for.
#[derive(Debug, Clone)]
struct Checked {
    quote: Arc<Quote>,
    document: Arc<Document>,
    /// None if it is not there, or not as the quote claims.
    stand: Option<Arc<Stand>>,
}

/// Where a quote stands in the archived copy.
#[derive(Debug, PartialEq)]
pub struct Stand {
    pub passage: Passage,
    /// Which of its [`searched_words`] stand there.
    pub wording: usize,
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document)
            && self.stand == other.stand
            && is_same_search(&self.quote, &other.quote)
    }
}

impl Verified {
    /// The passage of the archived copy that a quote was found in, as the quote claims: word for word, or with edits if
    /// it says that it was edited or is a part.
    pub fn stand(&self, quote: &QuoteNode) -> Option<&Stand> {
        self.quotes.get(&quote.id)?.stand.as_deref()
    }

    /// The copy that a quote is to be found in.
    pub fn document(&self, quote: &QuoteNode) -> Option<&Arc<Document>> {
        match self.copies.get(&quote.source?)? {
            Archived::Searchable(document) => Some(document),
            _ => None,
        }
    }
}

/// The words of a quote that its source has: the original's if they are a translation; none of a paraphrase.
///
/// A quote that names an original, and not what it is itself, may have either.
pub fn searched_words(quote: &Quote) -> Vec<&str> {
    let original = quote.original.as_ref().map(|original| original.text.as_str());
    match quote.fidelity {
        Fidelity::Paraphrase => Vec::new(),
        Fidelity::Translated => original.into_iter().collect(),
        Fidelity::Verbatim | Fidelity::Edited | Fidelity::Partial => {
            std::iter::once(quote.text.as_str()).chain(original).collect()
        }
    }
}

/// Whether a quote says of itself that words may differ.
pub fn admits_edits(quote: &Quote) -> bool {
    matches!(quote.fidelity, Fidelity::Edited | Fidelity::Partial)
}

/// The place of an archived copy, if it lies where files of a site lie.
pub fn archived_file(archive: &Archive) -> Option<SitePath> {
    let path = SitePath::new(archive.file.as_deref()?).ok()?;
    let first = path.as_str().split('/').next().unwrap_or_default();
    (FOLDERS.contains(&first) && !path.as_str().split('/').any(is_passed_over)).then_some(path)
}

impl Site {
    /// All files that sources name as their archived copies.
    pub fn archived_files(&self) -> Vec<SitePath> {
        let archives = self.sources.entries.iter().filter_map(|node| node.source.archive.as_ref());
        let mut files: Vec<SitePath> = archives.filter_map(archived_file).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Looks for all quotes in the copies of their sources.
    pub fn verified_by(&self, archives: &Archives, before: &Verified) -> Verified {
        let copies: FxHashMap<usize, Archived> = self
            .sources
            .entries
            .iter()
            .enumerate()
            .filter_map(|(index, node)| Some((index, archived(node.source.archive.as_ref()?, archives)?)))
            .collect();
        if copies.is_empty() {
            return Verified::default();
        }
        let look = |node: &Arc<QuoteNode>| {
            let Archived::Searchable(document) = copies.get(&node.source?)? else { return None };
            let stand = match before.quotes.get(&node.id) {
                Some(known) if Arc::ptr_eq(&known.document, document) && is_same_search(&known.quote, &node.quote) => {
                    known.stand.clone()
                }
                _ => stand(&node.quote, document).map(Arc::new),
            };
            Some((node.id.clone(), Checked { quote: node.quote.clone(), document: document.clone(), stand }))
        };
        let quotes = self.quotes.entries.par_iter().filter_map(look).collect();
        Verified { copies, quotes }
    }
}

fn archived(archive: &Archive, archives: &Archives) -> Option<Archived> {
    archive.file.as_ref()?;
    let Some(path) = archived_file(archive) else { return Some(Archived::Outside) };
    Some(match archives.get(&path)? {
        Held::Missing(why) => Archived::Missing(why.clone()),
        Held::Read { sha256, .. }
            if archive.sha256.as_ref().is_some_and(|said| !said.trim().eq_ignore_ascii_case(sha256)) =>
        {
            Archived::Changed(sha256.clone())
        }
        Held::Read { text: None, .. } => Archived::Wordless,
        Held::Read { text: Some(Err(why)), .. } => Archived::Unreadable(why.clone()),
        Held::Read { text: Some(Ok(document)), .. } => Archived::Searchable(document.clone()),
    })
}

fn stand(quote: &Quote, document: &Document) -> Option<Stand> {
    let edits = admits_edits(quote);
    searched_words(quote).into_iter().enumerate().find_map(|(wording, words)| {
        let passage = match document.find(&Pattern::of(words)) {
            Found::Whole(passage) => passage,
            Found::Edited(passage) if edits => passage,
            Found::Edited(_) | Found::Nowhere(_) => return None,
        };
        Some(Stand { passage, wording })
    })
}

fn is_same_search(one: &Arc<Quote>, other: &Arc<Quote>) -> bool {
    Arc::ptr_eq(one, other)
        || one.text == other.text && one.fidelity == other.fidelity && one.original == other.original
}
