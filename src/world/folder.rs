//! The folder that pages are written to: the one place where onrecord changes a disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashSet;
use walkdir::WalkDir;

use super::opened::Opened;
use crate::text::SitePath;

/// A folder to write into. Every path is a [`SitePath`], so nothing is written outside of it.
pub struct Folder {
    root: PathBuf,
    /// The folders below that are known to be there and to be no links, so that each is looked at once.
    ready: Mutex<FxHashSet<SitePath>>,
    /// How many files were staged, for their names.
    staged: AtomicUsize,
}

/// Where files wait until all of a build's pages are made.
const STAGING: &str = ".onrecord-staging";
/// In it, the folder of a new site that will be moved as a whole.
const TREE: &str = "tree";

/// Takes the next bytes of a file.
pub type Sink<'a> = dyn FnMut(&[u8]) -> io::Result<()> + 'a;

/// A file that waits to take its place.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    pub stamp: Stamp,
}

/// What the system says of a file without opening it: enough to see that it is still the one we wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bitcode::Encode, bitcode::Decode)]
pub struct Stamp {
    pub len: u64,
    /// Nanoseconds since 1970; 0 where the system does not tell.
    pub modified: u64,
}

impl Folder {
    pub fn new(root: PathBuf) -> Self {
        Self { root, ready: Mutex::default(), staged: AtomicUsize::new(0) }
    }

    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Whether there is nothing in it but what a build that was stopped has left, or no such folder yet.
    pub fn is_empty(&self) -> io::Result<bool> {
        match fs::read_dir(&self.root) {
            Ok(entries) => Ok(entries.flatten().all(|entry| entry.file_name() == STAGING)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The stamp of a regular file; none for folders, links, what lies behind a linked folder and what is not there.
    pub fn stamp(&self, path: &SitePath) -> Option<Stamp> {
        if !self.is_plain(&path.parent()) {
            return None;
        }
        let meta = fs::symlink_metadata(path.under(&self.root)).ok()?;
        meta.is_file().then(|| stamp_of(&meta))
    }

    /// Whether files are as they were stamped. They come in the order of their paths, so that each folder is looked at
    /// once.
    pub fn stand<'a>(&self, files: impl Iterator<Item = (&'a str, Stamp)>) -> bool {
        let parent = |path: &'a str| path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let is_plain = |folder: &str| SitePath::new(folder).is_ok_and(|folder| self.is_plain(&folder));
        let mut last: Option<(&str, PathBuf)> = None;
        for (path, stamp) in files {
            let folder = parent(path);
            let place = match last.take() {
                Some((known, place)) if known == folder => place,
                before => {
                    let Ok(own) = SitePath::new(folder) else { return false };
                    let place = own.under(&self.root);
                    let is_folder = || fs::symlink_metadata(&place).is_ok_and(|meta| meta.is_dir());
                    // Most folders hold one page, and stand beside the one before.
                    let is_beside =
                        before.is_some_and(|(known, _)| parent(known) == parent(folder) && !known.is_empty());
                    if !folder.is_empty() && !(is_folder() && (is_beside || is_plain(parent(folder)))) {
                        return false;
                    }
                    place
                }
            };
            let name = path.rsplit('/').next().unwrap_or_default();
            let meta = fs::symlink_metadata(place.join(name));
            if !meta.is_ok_and(|meta| meta.is_file() && stamp_of(&meta) == stamp) {
                return false;
            }
            last = Some((folder, place));
        }
        true
    }

    /// Whether anything at all stands at a path, be it a file, a folder or a dangling link.
    pub fn is_taken(&self, path: &SitePath) -> bool {
        fs::symlink_metadata(path.under(&self.root)).is_ok()
    }

    pub fn read(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        fs::read(path.under(&self.root))
    }

    /// Opens a file to read some of it, as it is now whatever takes its place later.
    pub fn open(&self, path: &SitePath) -> io::Result<Opened> {
        Opened::at(&path.under(&self.root))
    }

    /// The files right in a folder below; none if it cannot be read.
    pub fn files(&self, folder: &SitePath) -> Vec<SitePath> {
        let entries = fs::read_dir(folder.under(&self.root)).into_iter().flatten().flatten();
        entries.filter_map(|entry| folder.join(entry.file_name().to_str()?).ok()).collect()
    }

    /// Writes bytes to a new file in the staging folder, where no reader looks.
    pub fn stage(&self, bytes: &[u8]) -> io::Result<Staged> {
        self.stage_in_pieces(|write| write(bytes)).map(|(staged, ())| staged)
    }

    /// Writes a new file in the staging folder piece by piece.
    pub fn stage_in_pieces<T>(&self, write: impl FnOnce(&mut Sink<'_>) -> io::Result<T>) -> io::Result<(Staged, T)> {
        let staging = SitePath::new(STAGING).expect("a plain name");
        self.make_folder(&staging)?;
        let number = self.staged.fetch_add(1, Ordering::Relaxed);
        let path = staging.under(&self.root).join(number.to_string());
        let mut file = fs::File::create_new(&path)?;
        let written = write(&mut |bytes: &[u8]| io::Write::write_all(&mut file, bytes))?;
        Ok((Staged { stamp: stamp_of(&file.metadata()?), path }, written))
    }

    /// Gives a staged file its place by a rename: a reader sees the old file or the new one, never a part.
    ///
    /// Folders on the way are made; a symbolic link among them is refused, since it would lead out of the folder.
    pub fn commit(&self, staged: Staged, path: &SitePath) -> io::Result<()> {
        self.make_folder(&path.parent())?;
        fs::rename(staged.path, path.under(&self.root))
    }

    /// Writes bytes to a new file in a tree in the staging folder that will be moved as a whole, for folders in which
    /// nothing stands yet: a rename of ten thousand files takes longer than writing them.
    pub fn stage_in_tree(&self, path: &SitePath, bytes: &[u8]) -> io::Result<Stamp> {
        let target = path.under(&self.tree());
        let folder = path.parent();
        let is_ready = || self.ready.lock().unwrap_or_else(PoisonError::into_inner).contains(&folder);
        if !is_ready() {
            fs::create_dir_all(folder.under(&self.tree()))?;
            self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(folder);
        }
        let mut file = fs::File::create(target)?;
        io::Write::write_all(&mut file, bytes)?;
        Ok(stamp_of(&file.metadata()?))
    }

    /// Moves all that stands at the top of the staged tree to its place.
    pub fn commit_tree(&self) -> io::Result<()> {
        let entries = match fs::read_dir(self.tree()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            fs::rename(entry.path(), self.root.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// Whether a build is at work in it, or was stopped.
    pub fn is_being_built(&self) -> bool {
        fs::symlink_metadata(self.root.join(STAGING)).is_ok()
    }

    fn tree(&self) -> PathBuf {
        self.root.join(STAGING).join(TREE)
    }

    /// Gives a file another name, in whose place nothing or another file may stand.
    pub fn rename(&self, from: &SitePath, to: &SitePath) -> io::Result<()> {
        fs::rename(from.under(&self.root), to.under(&self.root))
    }

    /// Makes a file where nothing stands; false if something does. Of two who try at once, one succeeds.
    pub fn create(&self, path: &SitePath, bytes: &[u8]) -> io::Result<bool> {
        self.make_folder(&path.parent())?;
        let target = path.under(&self.root);
        let mut file = match fs::File::create_new(&target) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(error),
        };
        if let Err(error) = io::Write::write_all(&mut file, bytes) {
            let _ = fs::remove_file(&target);
            return Err(error);
        }
        Ok(true)
    }

    /// All regular files and their lengths, but for those of builds and uploads that were stopped.
    ///
    /// Names that no [`SitePath`] can hold are left out: they cannot be onrecord's.
    pub fn all_files(&self) -> io::Result<Vec<(SitePath, u64)>> {
        let mut files = Vec::new();
        let walk = WalkDir::new(&self.root).into_iter().filter_entry(|entry| entry.file_name() != STAGING);
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
            if entry.file_type().is_file()
                && let Ok(path) = SitePath::from_relative(relative)
            {
                match entry.metadata() {
                    Ok(meta) => files.push((path, meta.len())),
                    // It went while this looked, as a lock does.
                    Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(files)
    }

    /// Puts other bytes in a file's place, or makes it, at once: staged, renamed, and nothing left behind.
    ///
    /// A file keeps its permissions, and one that may not be written is left alone, though a rename could. A symbolic
    /// link is refused, since a rename would take its place.
    pub fn replace(&self, path: &SitePath, bytes: &[u8]) -> io::Result<()> {
        self.replace_in_pieces(path, |write| write(bytes))
    }

    /// The same for what is written piece by piece.
    pub fn replace_in_pieces<T>(
        &self,
        path: &SitePath,
        write: impl FnOnce(&mut Sink<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        let target = path.under(&self.root);
        let before = fs::symlink_metadata(&target).ok();
        let refused = before.as_ref().and_then(|meta| match meta {
            meta if meta.is_symlink() => {
                Some((io::ErrorKind::InvalidInput, "it is a symbolic link; edit the file that it leads to"))
            }
            meta if !meta.is_file() => Some((io::ErrorKind::InvalidInput, "it is not a plain file")),
            meta if meta.permissions().readonly() => {
                Some((io::ErrorKind::PermissionDenied, "it is read-only; allow writing to it"))
            }
            _ => None,
        });
        if let Some((kind, why)) = refused {
            return Err(io::Error::new(kind, why));
        }
        self.clear_staging()?;
        let (staged, written) = self.stage_in_pieces(write)?;
        if let Some(meta) = before {
            fs::set_permissions(&staged.path, meta.permissions())?;
        }
        self.commit(staged, path)?;
        self.clear_staging()?;
        Ok(written)
    }

    /// Puts another text in a file's place, if the file still holds the text that it was read as; says whether it did.
    ///
    /// A byte order mark, which texts are read without, stays where it is.
    pub fn replace_text(&self, path: &SitePath, before: &str, now: &str) -> io::Result<bool> {
        const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
        let bytes = self.read(path)?;
        let (mark, text) = match bytes.strip_prefix(BYTE_ORDER_MARK) {
            Some(text) => (BYTE_ORDER_MARK, text),
            None => (&[][..], &bytes[..]),
        };
        if text != before.as_bytes() {
            return Ok(false);
        }
        self.replace(path, &[mark, now.as_bytes()].concat())?;
        Ok(true)
    }

    /// Removes the staging folder with all that a build has left in it.
    pub fn clear_staging(&self) -> io::Result<()> {
        let staging = self.root.join(STAGING);
        match fs::symlink_metadata(&staging) {
            Ok(meta) if meta.is_dir() => fs::remove_dir_all(&staging)?,
            Ok(_) => fs::remove_file(&staging)?,
            Err(_) => return Ok(()),
        }
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).clear();
        // A folder that holds nothing else was made for a build that failed.
        let _ = fs::remove_dir(&self.root);
        Ok(())
    }

    /// Deletes a file, and the folders above it that are empty then.
    pub fn remove(&self, path: &SitePath) -> io::Result<()> {
        if !self.is_plain(&path.parent()) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a folder on the way to it is a symbolic link"));
        }
        fs::remove_file(path.under(&self.root))?;
        let mut parent = path.parent();
        while !parent.is_root() && fs::remove_dir(parent.under(&self.root)).is_ok() {
            self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(&parent);
            parent = parent.parent();
        }
        Ok(())
    }

    /// Removes a folder, if it is empty.
    pub fn remove_folder(&self, folder: &SitePath) {
        if fs::remove_dir(folder.under(&self.root)).is_ok() {
            self.ready.lock().unwrap_or_else(PoisonError::into_inner).remove(folder);
        }
    }

    /// Whether a folder is there and no part of the way to it is a symbolic link.
    fn is_plain(&self, folder: &SitePath) -> bool {
        if folder.is_root() || self.ready.lock().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return true;
        }
        let is_folder = fs::symlink_metadata(folder.under(&self.root)).is_ok_and(|meta| meta.is_dir());
        let plain = is_folder && self.is_plain(&folder.parent());
        if plain {
            self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.clone());
        }
        plain
    }

    /// Makes a folder and those above it, where they are not there yet.
    pub fn make_folder(&self, folder: &SitePath) -> io::Result<()> {
        if self.ready.lock().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        fs::create_dir_all(&self.root)?;
        let mut path = self.root.clone();
        for part in folder.as_str().split('/').filter(|part| !part.is_empty()) {
            path.push(part);
            match fs::symlink_metadata(&path) {
                Ok(meta) if meta.is_symlink() => {
                    let message = format!("`{}` is a symbolic link and may lead elsewhere", path.display());
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
                }
                Ok(_) => {}
                Err(_) => match fs::create_dir(&path) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                    _ => {}
                },
            }
        }
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.clone());
        Ok(())
    }
}

fn stamp_of(meta: &fs::Metadata) -> Stamp {
    let since_epoch = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = since_epoch.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    Stamp { len: meta.len(), modified }
}
