//! Which documents are not as an earlier build left them, and the words of all, made of what it left and of these.
//!
//! A file of documents is made from what results show of sixteen documents and from the words by which they are found. So
//! it tells whether any of these is another one now, and all such files together tell what the files of words hold.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::amend::{Changed, amend};
use super::documents::{self, A_FILE, Documents};
use super::postings::Numbered;
use super::{File, Index, shards};
use crate::parse::Article;
use crate::text::{Fingerprint, SitePath};

/// What an earlier build made the files of documents from.
pub type Before = BTreeMap<SitePath, Fingerprint>;

/// The documents that are not as an earlier build left them.
pub struct Changes {
    documents: Numbered,
    /// None of a kind that is as it was.
    changed: [Option<Changed>; 3],
    /// Stands for everything that the files of words are made from now.
    made_from: Fingerprint,
}

impl<'a> Index<'a> {
    /// Whether files of words with this fingerprint hold the words of these documents.
    pub fn is_of(&self, fingerprint: Fingerprint, before: &Before) -> bool {
        self.fingerprint_of(before) == fingerprint
    }

    /// What is not as it was; none if that is every article.
    pub fn changes(&self, before: &Before) -> Option<Changes> {
        let Documents { articles, quotes, facts, files, .. } = self.all();
        let mut files = files.iter().map(|file| before.get(&file.path) != Some(&file.made_from));
        let mut changed = |indices: &[usize]| {
            let numbered: Vec<(u32, usize)> = (0..).zip(indices.iter().copied()).collect();
            let in_files = numbered.chunks(A_FILE).filter(|_| files.next().unwrap_or(true));
            in_files.flatten().copied().collect::<Vec<_>>()
        };
        let documents = [changed(articles), changed(quotes), changed(facts)];
        let counts = self.counts();
        if documents[0].len() == counts[0] {
            return None;
        }
        let changed = std::array::from_fn(|kind| Some(Changed::new(counts[kind], &documents[kind])));
        Some(Changes { documents, changed, made_from: self.fingerprint() })
    }

    /// What is not as it was, and the files of documents that were made from it, if nothing but the texts of these
    /// articles can be; none if these files were not there.
    pub fn changed_texts(&self, before: &Before, articles: &[usize]) -> Option<(Changes, Vec<File>)> {
        let count = self.site.articles.len();
        let mut numbers: Vec<usize> = articles.iter().map(|index| count - 1 - index).collect();
        numbers.sort_unstable();
        let numbered = |&number: &usize| Some((u32::try_from(number).ok()?, count - 1 - number));
        let documents = numbers.iter().map(numbered).collect::<Option<Vec<_>>>()?;
        numbers.dedup_by_key(|number| *number / A_FILE);
        let files = numbers.iter().map(|number| documents::file_of_articles(self.site, self.theme, number / A_FILE));
        let files: Vec<File> = files.collect();
        let mut after = before.clone();
        for file in &files {
            *after.get_mut(&file.path)? = file.made_from;
        }
        let changed = [Some(Changed::new(count, &documents)), None, None];
        let made_from = self.fingerprint_of(&after);
        Some((Changes { documents: [documents, Vec::new(), Vec::new()], changed, made_from }, files))
    }

    /// The articles whose texts are wanted for the words of what changed.
    pub fn wanted(&self, changes: &Changes) -> impl Iterator<Item = &'a Article> {
        changes.documents[0].iter().map(|&(_, index)| &*self.site.articles[index].article)
    }

    /// The manifest and the files of words, made of the texts of those that an earlier build left, but for its manifest;
    /// none if no build left these.
    pub fn words_after(&self, before: &[String], changes: &Changes) -> Option<Vec<File>> {
        let before = shards::read(before.par_iter().map(String::as_str))?;
        let words = amend(before, self.words_of(&changes.documents), &changes.changed)?;
        Some(self.cut(&words, changes.made_from))
    }

    fn fingerprint_of(&self, before: &Before) -> Fingerprint {
        documents::fingerprint(self.site, before.iter().map(|(path, made_from)| (path, *made_from)))
    }
}
