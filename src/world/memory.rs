//! A world made of strings, for tests and for buffers that are not saved yet.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

use super::{Found, Look, World};
use crate::text::SitePath;

/// Files in memory, and a clock that stands still.
#[derive(Clone)]
pub struct Memory {
    files: BTreeMap<SitePath, Vec<u8>>,
    now: Timestamp,
}

impl Memory {
    /// An empty world at the given moment.
    pub fn new(now: Timestamp) -> Self {
        Self { files: BTreeMap::new(), now }
    }

    /// Puts a file there, or replaces it.
    ///
    /// # Panics
    /// If the path climbs out of the site; paths here are written by tests.
    pub fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(SitePath::new(path).expect("a path inside the site"), bytes.into());
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.retain(|at, _| at.as_str() != path);
    }
}

impl World for Memory {
    fn list(&self, at: &SitePath, skip: &dyn Fn(&str) -> bool, _: &[SitePath]) -> Vec<Found> {
        let below = |path: &&SitePath| path.strip(at.as_str()).is_some_and(|rest| !rest.split('/').any(skip));
        self.files.keys().filter(|path| *path == at || below(path)).cloned().map(Found::File).collect()
    }

    fn look(&self, path: &SitePath) -> Look {
        if self.files.contains_key(path) {
            return Look::File;
        }
        let is_folder = self.files.keys().any(|file| file.strip(path.as_str()).is_some());
        if is_folder { Look::Folder } else { Look::Nothing }
    }

    fn read(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}
