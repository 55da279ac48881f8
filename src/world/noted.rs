//! A world that notes what it is asked, so that a later build can see whether it would be told the same.
//!
//! What was read is known again by its [`Mark`], without opening it. A mark proves something only of a file that was
//! left alone for a while before it was read: a second change within the same tick of the system's clock has the same
//! mark as the first. Other files are noted without one, and are read again.

use std::fmt::Write as _;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use bitcode::{Decode, Encode};
use jiff::Timestamp;
use rayon::prelude::*;

use super::marks::{Mark, mark_at};
use super::{Disk, Found, Look, World};
use crate::text::{Fingerprint, SitePath};

/// What was asked, and what came of it.
#[derive(Debug, Clone, Default, Encode, Decode)]
pub struct Notes {
    lists: Vec<Listed>,
    looks: Vec<(String, u8)>,
    /// Files that were read, in the order of their paths; without a mark if theirs proves nothing.
    reads: Vec<(String, Option<Mark>)>,
}

#[derive(Debug, Clone, Encode, Decode)]
struct Listed {
    path: String,
    follow: Vec<String>,
    found: Fingerprint,
}

/// The world on disk, and notes of all that was asked of it.
pub struct Noted<'a> {
    world: &'a Disk,
    notes: Mutex<Notes>,
    /// What an earlier build noted.
    before: Option<&'a Notes>,
}

impl<'a> Noted<'a> {
    pub fn new(world: &'a Disk) -> Self {
        Self { world, notes: Mutex::default(), before: None }
    }

    /// A world that can tell what it was when an earlier build looked.
    pub fn after(world: &'a Disk, before: Option<&'a Notes>) -> Self {
        Self { before, ..Self::new(world) }
    }

    /// Ends the notes.
    pub fn into_notes(self) -> Notes {
        let mut notes = self.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
        notes.reads.par_sort_unstable_by(|one, other| one.0.cmp(&other.0));
        // A file that was read twice is known by both marks or by none.
        notes.reads.dedup();
        notes
    }

    fn note(&self, what: impl FnOnce(&mut Notes)) {
        what(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl World for Noted<'_> {
    fn list(&self, path: &SitePath, skip: &dyn Fn(&str) -> bool, follow: &[SitePath]) -> Vec<Found> {
        let found = self.world.list(path, skip, follow);
        let follow = follow.iter().map(SitePath::to_string).collect();
        let listed = Listed { path: path.to_string(), follow, found: digest(&found) };
        self.note(|notes| notes.lists.push(listed));
        found
    }

    fn look(&self, path: &SitePath) -> Look {
        let look = self.world.look(path);
        self.note(|notes| notes.looks.push((path.to_string(), look as u8)));
        look
    }

    fn read(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        // First the mark: what changes after it is seen by it.
        let now = SystemTime::now();
        let mark = mark_at(&path.under(self.world.root()));
        let mark = mark.filter(|mark| mark.is_settled_at(now));
        self.note(|notes| notes.reads.push((path.to_string(), mark)));
        self.world.read(path)
    }

    fn is_as_before(&self, path: &SitePath) -> bool {
        let Some(mark) = self.before.and_then(|before| before.mark_of(path)) else { return false };
        let is_same = mark_at(&path.under(self.world.root())) == Some(mark);
        if is_same {
            self.note(|notes| notes.reads.push((path.to_string(), Some(mark))));
        }
        is_same
    }

    fn now(&self) -> Timestamp {
        self.world.now()
    }
}

impl Notes {
    /// The files that were read and may be others now; none if something else would be answered otherwise. No file is
    /// opened for that.
    pub fn changed_in(&self, world: &Disk, skip: &(dyn Fn(&str) -> bool + Sync)) -> Option<Vec<SitePath>> {
        let same_list = |listed: &Listed| {
            let follow = listed.follow.iter().map(|path| SitePath::new(path)).collect::<Result<Vec<_>, _>>();
            match (SitePath::new(&listed.path), follow) {
                (Ok(path), Ok(follow)) => digest(&world.list(&path, skip, &follow)) == listed.found,
                _ => false,
            }
        };
        let same_look =
            |(path, look): &(String, u8)| SitePath::new(path).is_ok_and(|path| world.look(&path) as u8 == *look);
        let same_file = |(path, mark): &(String, Option<Mark>)| {
            let now = || SitePath::new(path).ok().and_then(|path| mark_at(&path.under(world.root())));
            mark.is_some() && now() == *mark
        };
        if !self.looks.iter().all(same_look) || !self.lists.par_iter().all(same_list) {
            return None;
        }
        let changed = self.reads.par_iter().with_min_len(64).filter(|read| !same_file(read));
        let mut changed: Vec<SitePath> = changed.map(|(path, _)| SitePath::new(path).ok()).collect::<Option<_>>()?;
        changed.sort_unstable();
        changed.dedup();
        Some(changed)
    }

    /// What a build notes of the files that changed, in which the others stand as they stood; none if it was told anything
    /// else that is not in these notes.
    pub fn amended(&self, changed: &[SitePath], later: Notes) -> Option<Self> {
        let is_changed = |path: &str| changed.iter().any(|changed| changed.as_str() == path);
        let same_list = |list: &Listed| {
            let mut before = self.lists.iter();
            before.any(|old| (&old.path, &old.follow, old.found) == (&list.path, &list.follow, list.found))
        };
        let (again, others): (Vec<_>, Vec<_>) = later.reads.into_iter().partition(|(path, _)| is_changed(path));
        let same_file = |(path, mark): &(String, Option<Mark>)| {
            mark.is_some() && SitePath::new(path).is_ok_and(|path| self.mark_of(&path) == *mark)
        };
        let same_looks = later.looks.iter().all(|look| self.looks.contains(look));
        if !later.lists.iter().all(same_list) || !others.iter().all(same_file) || !same_looks {
            return None;
        }
        Some(Self { reads: again, ..Self::default() })
    }

    /// Puts later notes of some files in the place of those that are here.
    pub fn put(&mut self, later: Notes) {
        let is_later = |path: &String| later.reads.binary_search_by(|(other, _)| other.cmp(path)).is_ok();
        self.reads.retain(|(path, _)| !is_later(path));
        self.reads.extend(later.reads);
        self.reads.sort_by(|one, other| one.0.cmp(&other.0));
    }

    /// How a file was marked when it was read; none if it was not read, or its mark proves nothing.
    fn mark_of(&self, path: &SitePath) -> Option<Mark> {
        let first = self.reads.partition_point(|(other, _)| other.as_str() < path.as_str());
        let mut read = self.reads[first..].iter().take_while(|(other, _)| other == path.as_str());
        match (read.next(), read.next()) {
            (Some((_, mark)), None) => *mark,
            _ => None,
        }
    }
}

/// Stands for all that a walk found.
fn digest(found: &[Found]) -> Fingerprint {
    let mut text = String::with_capacity(found.len() * 48);
    for one in found {
        match one {
            Found::File(path) => text.push_str(path.as_str()),
            other => write!(text, "\u{1}{other:?}").expect("a string takes everything"),
        }
        text.push('\n');
    }
    Fingerprint::of_bytes(text.as_bytes())
}
