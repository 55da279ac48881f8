//! The texts of articles that were taken over from an earlier build, read when a page shows them.

use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxBuildHasher;

use crate::gather::read_text;
use crate::parse::{self, Article, Dialect, Wordings};
use crate::text::SitePath;
use crate::world::World;

/// What articles are parsed with.
pub struct Rereading {
    dialect: Dialect,
    beside: Box<BesideOf>,
    count: AtomicUsize,
    /// Two pages that show the same article read it once; which lock that takes is told by its file.
    reading: [Mutex<()>; 32],
}

/// What an article is made from beside its own file.
#[derive(Default)]
pub struct Beside {
    pub sidecar: Option<SitePath>,
    pub wordings: Arc<Wordings>,
}

/// Tells that for the file of an article.
pub type BesideOf = dyn Fn(&SitePath) -> Beside + Send + Sync;

impl Rereading {
    pub fn new(dialect: Dialect, beside: Box<BesideOf>) -> Self {
        Self { dialect, beside, count: AtomicUsize::default(), reading: Default::default() }
    }

    /// The file beside an article's own.
    pub fn sidecar_of(&self, file: &SitePath) -> Option<SitePath> {
        (self.beside)(file).sidecar
    }

    /// Parses an article from its files as they are now; none if they cannot be read.
    pub fn parse(&self, world: &dyn World, file: &SitePath) -> Option<Article> {
        let Beside { sidecar, wordings } = (self.beside)(file);
        let sidecar = match sidecar.map(|sidecar| read_text(world, &sidecar).ok()) {
            Some(None) => return None,
            sidecar => sidecar.flatten(),
        };
        self.count.fetch_add(1, Ordering::Relaxed);
        Some(parse::parse(&read_text(world, file).ok()?, sidecar.as_ref(), &self.dialect, &wordings))
    }

    /// Gives an article its text; false if it is another article by now.
    pub fn read(&self, world: &dyn World, article: &Article) -> bool {
        let file = &article.card.file;
        let lock = usize::try_from(FxBuildHasher.hash_one(file)).unwrap_or_default() % self.reading.len();
        let _reading = self.reading[lock].lock().unwrap_or_else(PoisonError::into_inner);
        article.has_body() || self.parse(world, file).is_some_and(|read| article.take_body(read))
    }

    /// How many articles were parsed.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}
