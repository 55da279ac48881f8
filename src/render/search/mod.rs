//! Search without a server: an index in many small files, of which a reader's browser fetches the few that it needs.
//!
//! 1. [`documents`] says what can be found (articles, quotes, facts) and what a result shows of it.
//! 2. [`postings`] notes for each word in which documents it stands, and how much it says about them.
//! 3. [`shards`] cuts the list of words into files by their first letters.
//! 4. [`changes`] knows which documents are not as an earlier build left them, and [`amend`] puts the words of these into
//!    the list that it left.
//!
//! `templates/static/search.js` reads these files, and `content/manual/search.md` describes them.
//!
//! Documents have numbers that grow with their dates, so a new article leaves the numbers of the others alone, and a
//! changed one changes only the files of its own words. Nothing is made before somebody asks: a build whose words are
//! those of the build before never makes the list of words, and a preview only when somebody searches in it.

mod amend;
mod changes;
mod documents;
mod postings;
mod shards;

use std::sync::OnceLock;

use serde::Serialize;

use crate::resolve::Site;
use crate::text::{Fingerprint, SitePath};
use crate::theme::Theme;
use documents::Documents;
use postings::{Numbered, Word};

pub use changes::{Before, Changes};

/// The folder of the index; the page stands above it.
pub const FOLDER: &str = "search/data";
/// The file that is read first. It stands for all files of words: it is new whenever one of them is.
const MANIFEST: &str = "index.json";
/// Counts up when an older script could not read the files.
const VERSION: u32 = 1;

/// The index of one site, as far as somebody asked for it.
#[derive(Debug, Default)]
pub struct Search {
    documents: OnceLock<Documents>,
    words: OnceLock<Vec<File>>,
}

/// A file of the index.
#[derive(Debug)]
pub struct File {
    pub path: SitePath,
    pub text: String,
    /// Stands for what it is made from.
    pub made_from: Fingerprint,
}

/// The index of a site, to be asked.
#[derive(Clone, Copy)]
pub struct Index<'a> {
    site: &'a Site,
    theme: &'a Theme,
    search: &'a Search,
}

/// What a browser has to know before it fetches anything else.
#[derive(Serialize)]
struct Manifest {
    version: u32,
    /// Stands for the whole index; the other files are asked for together with it, so that no cache mixes two.
    made_from: Fingerprint,
    articles: usize,
    quotes: usize,
    facts: usize,
    /// How many documents a file holds.
    a_file: usize,
    /// The files of words by what their words begin with, and their sizes in bytes.
    words: serde_json::Map<String, serde_json::Value>,
}

impl<'a> Index<'a> {
    pub fn new(site: &'a Site, theme: &'a Theme, search: &'a Search) -> Self {
        Self { site, theme, search }
    }

    /// What results show, a few documents in each file.
    pub fn documents(&self) -> &'a [File] {
        &self.all().files
    }

    /// Stands for everything that the files of words are made from.
    pub fn fingerprint(&self) -> Fingerprint {
        self.all().fingerprint
    }

    /// The manifest and the files of words.
    pub fn words(&self) -> &'a [File] {
        self.search.words.get_or_init(|| {
            let Documents { articles, quotes, facts, .. } = self.all();
            let numbered = |indices: &[usize]| (0..).zip(indices.iter().copied()).collect();
            let documents = [numbered(articles), numbered(quotes), numbered(facts)];
            self.cut(&self.words_of(&documents), self.fingerprint())
        })
    }

    fn words_of(&self, documents: &Numbered) -> Vec<Word<'static>> {
        postings::collect(self.site, self.theme.language(&self.site.config.lang), documents)
    }

    fn cut(&self, words: &[Word<'_>], made_from: Fingerprint) -> Vec<File> {
        let shards = shards::cut(words);
        let [articles, quotes, facts] = self.counts();
        let manifest = Manifest {
            version: VERSION,
            made_from,
            articles,
            quotes,
            facts,
            a_file: documents::A_FILE,
            words: shards.iter().map(|shard| (shard.start.clone(), shard.text.len().into())).collect(),
        };
        let text = serde_json::to_string(&manifest).expect("plain data");
        let mut files = vec![File { path: path(MANIFEST), text, made_from }];
        files.extend(shards.into_iter().map(|shard| File { path: path(&shard.name()), text: shard.text, made_from }));
        files
    }

    /// How many documents there are of each kind.
    fn counts(&self) -> [usize; 3] {
        [self.site.articles.len(), self.site.quotes.entries.len(), self.site.facts.entries.len()]
    }

    /// The file at a path of the output.
    pub fn file(&self, file: &SitePath) -> Option<&'a File> {
        let files = if is_words(file) { self.words() } else { self.documents() };
        files.iter().find(|one| one.path == *file)
    }

    fn all(&self) -> &'a Documents {
        self.search.documents.get_or_init(|| Documents::of(self.site, self.theme))
    }
}

/// Whether a file of the output is kept for the index.
pub fn is_own(file: &SitePath) -> bool {
    file.strip(FOLDER).is_some()
}

/// Whether a file of the index is made from the words of all documents together.
pub fn is_words(file: &SitePath) -> bool {
    is_own(file) && (file.name() == MANIFEST || file.name().starts_with(shards::PREFIX))
}

/// Where the manifest is written.
pub fn manifest() -> SitePath {
    path(MANIFEST)
}

fn path(name: &str) -> SitePath {
    SitePath::new(&format!("{FOLDER}/{name}")).expect("a plain name below a plain folder")
}
