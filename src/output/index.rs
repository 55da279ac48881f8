//! The search index on its way to the disk. Its files of words hold the words of all documents together: they stand as
//! they are, or are made again, and those are written that differ.
//!
//! What was written says what it was made from, so it is known which documents are as they were. Of the words of these
//! nothing is needed but what the last build wrote of them, and that is read back.

use anyhow::Context;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::entries::Written;
use super::{Job, Settled};
use crate::parse::Article;
use crate::render::search::{self, Before, Changes, File, Index};
use crate::render::{Page, PageKind};
use crate::text::{Fingerprint, SitePath};

/// What becomes of an index of which a few articles have other texts.
#[derive(Default)]
pub struct AmendedIndex {
    /// All files of words and some others.
    pub files: Vec<Settled>,
    /// The files of words that are needed no more.
    pub going: FxHashSet<SitePath>,
}

/// The index as the last build left it that was done.
struct Left {
    documents: Before,
    /// The manifest among them.
    words: Vec<(SitePath, Written)>,
}

impl Job<'_> {
    /// Brings all files of the index up to date; not those of words if an article is another one by now.
    pub fn index(&self, index: Index<'_>, progress: &(dyn Fn() + Sync)) -> anyhow::Result<Vec<Settled>> {
        let mut settled = self.settle_all(index.documents(), progress)?;
        let left = self.left();
        if let Some(standing) = self.standing_words(&left, index.fingerprint()) {
            settled.extend(standing);
            return Ok(settled);
        }
        let have_texts = |articles: Vec<&Article>| {
            let all = articles.par_iter().with_min_len(16);
            all.all(|article| self.have_texts([*article]))
        };
        let changes = left.is_whole(index).then(|| index.changes(&left.documents)).flatten();
        let changes = changes.filter(|changes| have_texts(index.wanted(changes).collect()));
        if let Some(words) = changes.and_then(|changes| self.amended_words(index, &left, &changes)) {
            settled.extend(self.settle_all(&words, progress)?);
        } else if have_texts(self.edition.site.articles.iter().map(|placed| &*placed.article).collect()) {
            settled.extend(self.settle_all(index.words(), progress)?);
        }
        Ok(settled)
    }

    /// Brings the files of the index up to date that hang on the texts of the articles among these pages; none if that
    /// cannot be.
    pub fn amended_index(&self, pages: &[Page]) -> Option<AmendedIndex> {
        let article = |page: &Page| match page.kind {
            PageKind::Article(index) => Some(index),
            _ => None,
        };
        let articles: Vec<usize> = pages.iter().filter_map(article).collect();
        let Some(index) = self.edition.index().filter(|_| !articles.is_empty()) else {
            return Some(AmendedIndex::default());
        };
        let left = self.left();
        let (changes, documents) =
            left.is_whole(index).then(|| index.changed_texts(&left.documents, &articles)).flatten()?;
        let words = self.amended_words(index, &left, &changes)?;
        let mut files = self.settle_all(&documents, &|| ()).ok()?;
        files.extend(self.settle_all(&words, &|| ()).ok()?);
        let staying: FxHashSet<&SitePath> = words.iter().map(|file| &file.path).collect();
        let going = left.words.into_iter().map(|(path, _)| path).filter(|path| !staying.contains(path)).collect();
        Some(AmendedIndex { files, going })
    }

    fn settle_all(&self, files: &[File], progress: &(dyn Fn() + Sync)) -> anyhow::Result<Vec<Settled>> {
        let settled = files.par_iter().map(|File { path, text, made_from }| {
            progress();
            self.settle(path, *made_from, text.as_bytes()).with_context(|| format!("cannot write `{path}`"))
        });
        settled.collect()
    }

    fn left(&self) -> Left {
        let own = self.old.files_below(search::FOLDER).map(|(path, written)| (path, *written));
        let (words, documents): (Vec<_>, Vec<_>) = own.partition(|(path, _)| search::is_words(path));
        let made_from = |(path, written): (SitePath, Written)| (path, written.made_from);
        Left { documents: documents.into_iter().map(made_from).collect(), words }
    }

    /// The files of words as they stand, if the last build made them from the same words and nobody touched them.
    fn standing_words(&self, left: &Left, made_from: Fingerprint) -> Option<Vec<Settled>> {
        // A build that was stopped left the manifest of the one before, or an entry without a fingerprint.
        self.standing(&search::manifest(), |written| written.made_from == made_from)?;
        let words = left.words.iter();
        words.map(|(path, _)| self.standing(path, |written| written.made_from == made_from)).collect()
    }

    /// The files of words, made of those that the last build wrote if all of these have the bytes that it gave them.
    fn amended_words(&self, index: Index<'_>, left: &Left, changes: &Changes) -> Option<Vec<File>> {
        let words: Vec<_> = left.words.iter().filter(|(path, _)| *path != search::manifest()).collect();
        let read = words.par_iter().map(|(path, written)| {
            let bytes = self.folder.read(path).ok()?;
            (Fingerprint::of_bytes(&bytes) == written.content).then(|| String::from_utf8(bytes).ok())?
        });
        index.words_after(&read.collect::<Option<Vec<String>>>()?, changes)
    }
}

impl Left {
    /// Whether the files of words hold the words of just these documents.
    fn is_whole(&self, index: Index<'_>) -> bool {
        let Some((_, first)) = self.words.first() else { return false };
        self.words.iter().all(|(_, written)| written.made_from == first.made_from)
            && index.is_of(first.made_from, &self.documents)
    }
}
