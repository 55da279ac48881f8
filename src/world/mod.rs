//! The one door to the outside: files, folders and the clock.
//!
//! Everything above asks a [`World`] and never the system, so a site can be built from memory in tests,
//! and from an editor's unsaved buffers later. Writing is a separate, narrower door: [`Folder`].
//!
//! **Invariant:** no other module of the library calls `std::fs` or reads the clock.

#![expect(clippy::disallowed_methods, reason = "this is the door that all others are sent to")]

mod disk;
mod folder;
mod links;
mod marks;
mod memory;
mod noted;
mod opened;
mod surroundings;
mod web;

pub use disk::Disk;
pub use folder::{Folder, Sink, Staged, Stamp};
pub use links::Links;
pub use marks::{Mark, itself, marks};
pub use memory::Memory;
pub use noted::{Noted, Notes};
pub use opened::Opened;
pub use surroundings::{home, is_running, machine, now, secret, text_of, variable};
pub use web::{Answer, Ask, Internet, Web};

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::text::SitePath;

/// What a site is read from.
pub trait World: Sync {
    /// Lists a file, or all files below a folder, in the order of their paths.
    ///
    /// What cannot be listed is told in the same list; where nothing stands, the list is empty.
    /// `skip` is asked for each name first, and what it turns away is not entered. Symbolic links are followed inside
    /// the site; out of it, only those that `follow` names are.
    fn list(&self, path: &SitePath, skip: &dyn Fn(&str) -> bool, follow: &[SitePath]) -> Vec<Found>;

    /// What stands at a path, following symbolic links.
    fn look(&self, path: &SitePath) -> Look;

    /// Reads a file as it is at this moment.
    fn read(&self, path: &SitePath) -> io::Result<Vec<u8>>;

    /// Whether a file that an earlier build read is known to be as it was then, without opening it. Whoever goes by that
    /// counts as having read the file.
    fn is_as_before(&self, _path: &SitePath) -> bool {
        false
    }

    /// Tells the time, for leaving out articles that are not due.
    fn now(&self) -> Timestamp;
}

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    File,
    Folder,
    Nothing,
}

/// One result of [`World::list`].
#[derive(Debug)]
pub enum Found {
    File(SitePath),
    /// A symbolic link that is followed, and where it leads as [`Links`] has it; what is found behind it stands in
    /// the list as well.
    Link(SitePath, Vec<PathBuf>),
    /// A file or folder that cannot be used: its path as well as it can be shown, and why not.
    Unusable(String, Trouble),
}

#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A symbolic link that leads back to a folder above it.
    Loop,
    /// A symbolic link that leads out of the site.
    Away,
    /// A name that is not UTF-8 or holds control characters.
    Name,
    /// Neither a file nor a folder: a socket, a pipe, a device.
    NotAFile,
    /// What the system said.
    Refused(String),
}
