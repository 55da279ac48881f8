//! The real world: a folder on disk and the system's clock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use walkdir::{DirEntry, WalkDir};

use super::links::{self, Lead};
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
    fn list(&self, path: &SitePath, skip: &dyn Fn(&str) -> bool, follow: &[SitePath]) -> Vec<Found> {
        let start = path.under(&self.root);
        // A link that leads nowhere is there as well.
        if fs::symlink_metadata(&start).is_err() {
            return Vec::new();
        }
        if let Some(link) = self.leads_out(&path.parent(), follow) {
            return vec![Found::Unusable(link.to_string(), Trouble::Away)];
        }
        let keep = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().to_str().is_some_and(skip);
        // Of what stands in one folder, paths are in the order of their names, and need not be taken apart.
        let by_path = |one: &DirEntry, other: &DirEntry| one.path().as_os_str().cmp(other.path().as_os_str());
        let mut walk = WalkDir::new(&start).follow_links(true).sort_by(by_path).into_iter().filter_entry(keep);
        let mut list = Vec::new();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.path_is_symlink() && !self.passes(entry.path(), follow, &mut list) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => list.push(self.found(&entry)),
                Err(error) => self.tell(&error, follow, &mut list),
            }
        }
        list
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
    /// Whether a link is to be followed; says in the list that it is, or why not.
    fn passes(&self, link: &Path, follow: &[SitePath], list: &mut Vec<Found>) -> bool {
        let (found, passes) = match (self.relative(link), links::leads(&self.root, link, follow)) {
            (Some(path), Lead::To(target)) => (Found::Link(path, target), true),
            // That its name cannot be used is told of the link like of any other file.
            (None, Lead::To(_)) => return true,
            (_, Lead::Back) => (Found::Unusable(self.shown(link), Trouble::Loop), false),
            (_, Lead::Away) => (Found::Unusable(self.shown(link), Trouble::Away), false),
        };
        list.push(found);
        passes
    }

    /// Says in the list what a walk could not enter or read.
    fn tell(&self, error: &walkdir::Error, follow: &[SitePath], list: &mut Vec<Found>) {
        let shown = error.path().map_or_else(String::new, |path| self.shown(path));
        let Some(refused) = error.io_error() else {
            return list.push(Found::Unusable(shown, Trouble::Loop));
        };
        // A link to nothing may lead out of the site as well, and is watched for what may come.
        let link = error.path().filter(|path| path.is_symlink());
        if link.is_none_or(|link| self.passes(link, follow, list)) {
            list.push(Found::Unusable(shown, Trouble::Refused(refused.to_string())));
        }
    }

    /// The link on the way to a path that leads out of the site and is not named in `follow`, if there is one.
    pub fn leads_out(&self, path: &SitePath, follow: &[SitePath]) -> Option<SitePath> {
        let parts = path.as_str().match_indices('/').map(|(end, _)| &path.as_str()[..end]).chain([path.as_str()]);
        let mut ways = parts.filter_map(|part| SitePath::new(part).ok()).filter(|path| !path.is_root());
        ways.find(|way| {
            let link = way.under(&self.root);
            link.is_symlink() && matches!(links::leads(&self.root, &link, follow), Lead::Away)
        })
    }

    fn relative(&self, path: &Path) -> Option<SitePath> {
        SitePath::from_relative(path.strip_prefix(&self.root).unwrap_or(path)).ok()
    }

    fn found(&self, entry: &DirEntry) -> Found {
        if !entry.file_type().is_file() {
            return Found::Unusable(self.shown(entry.path()), Trouble::NotAFile);
        }
        match self.relative(entry.path()) {
            Some(path) => Found::File(path),
            None => Found::Unusable(self.shown(entry.path()), Trouble::Name),
        }
    }

    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
