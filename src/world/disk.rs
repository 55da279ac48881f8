//! The real world: a folder on disk and the system's clock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use walkdir::{DirEntry, WalkDir};

use super::{Found, Look, Trouble, World};
use crate::text::SitePath;

/// A site's folder on disk.
pub struct Disk {
    root: PathBuf,
    now: Timestamp,
}

impl Disk {
    /// Opens the site at `root`; the clock is read once, so that all pages agree on the time.
    pub fn new(root: PathBuf) -> Self {
        Self { root, now: Timestamp::now() }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl World for Disk {
    fn list(&self, folder: &SitePath, skip: &dyn Fn(&str) -> bool) -> Vec<Found> {
        let start = folder.under(&self.root);
        if !start.exists() {
            return Vec::new();
        }
        let keep = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().to_str().is_some_and(skip);
        let walk = WalkDir::new(&start).follow_links(true).sort_by_file_name();
        walk.into_iter()
            .filter_entry(keep)
            .filter_map(|entry| match entry {
                Ok(entry) if entry.file_type().is_dir() => None,
                Ok(entry) => Some(self.found(&entry)),
                Err(error) => {
                    let shown = error.path().map_or_else(String::new, |path| self.shown(path));
                    let trouble = match error.io_error() {
                        None => Trouble::Loop,
                        Some(refused) => Trouble::Refused(refused.to_string()),
                    };
                    Some(Found::Unusable(shown, trouble))
                }
            })
            .collect()
    }

    fn look(&self, path: &SitePath) -> Look {
        match fs::metadata(path.under(&self.root)) {
            Ok(meta) if meta.is_file() => Look::File,
            Ok(meta) if meta.is_dir() => Look::Folder,
            _ => Look::Nothing,
        }
    }

    fn read(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        fs::read(path.under(&self.root))
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}

impl Disk {
    fn found(&self, entry: &DirEntry) -> Found {
        if !entry.file_type().is_file() {
            return Found::Unusable(self.shown(entry.path()), Trouble::NotAFile);
        }
        let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
        match SitePath::from_relative(relative) {
            Ok(path) => Found::File(path),
            Err(_) => Found::Unusable(self.shown(entry.path()), Trouble::Name),
        }
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
