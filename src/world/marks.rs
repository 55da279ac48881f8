//! What the system says of files without opening them: enough to see that one changed.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashMap;
use walkdir::{DirEntry, WalkDir};

/// A file or folder as it was at a moment; another mark is another state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    len: u64,
    modified: u128,
    /// Which file stands there, and when the system last changed anything about it: a file that takes another's place
    /// may be as long and as old.
    changed: (u64, i64, i64),
}

/// The marks of all that stands in a folder, or of all below it; links stand for themselves.
///
/// A folder's own mark only tells whether it is there: what changes in it has marks of its own.
pub fn marks(place: &Path, deep: bool, skip: &dyn Fn(&str) -> bool) -> FxHashMap<PathBuf, Option<Mark>> {
    let depth = if deep { usize::MAX } else { 1 };
    let keep = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().to_str().is_some_and(skip);
    let walk = WalkDir::new(place).max_depth(depth).into_iter().filter_entry(keep);
    walk.flatten().map(|entry| (entry.path().to_path_buf(), mark(&entry))).collect()
}

fn mark(entry: &DirEntry) -> Option<Mark> {
    if entry.file_type().is_dir() {
        return None;
    }
    let meta = entry.metadata().ok()?;
    let since_epoch = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Some(Mark {
        len: meta.len(),
        modified: since_epoch.map_or(0, |time| time.as_nanos()),
        #[cfg(unix)]
        changed: {
            use std::os::unix::fs::MetadataExt as _;
            (meta.ino(), meta.ctime(), meta.ctime_nsec())
        },
        #[cfg(not(unix))]
        changed: (0, 0, 0),
    })
}
