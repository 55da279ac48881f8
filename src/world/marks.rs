//! What the system says of files without opening them: enough to see that one changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bitcode::{Decode, Encode};
use rustc_hash::FxHashMap;
use walkdir::{DirEntry, WalkDir};

/// A file or folder as it was at a moment; another mark is another state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
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

/// The mark of the file that a path leads to.
pub fn mark_at(path: &Path) -> Option<Mark> {
    fs::metadata(path).ok().map(|meta| Mark::of(&meta))
}

/// The mark of the program that runs.
pub fn itself() -> Option<String> {
    let mark = mark_at(&std::env::current_exe().ok()?)?;
    Some(format!("{mark:?}"))
}

fn mark(entry: &DirEntry) -> Option<Mark> {
    if entry.file_type().is_dir() {
        return None;
    }
    entry.metadata().ok().map(|meta| Mark::of(&meta))
}

/// How long before a moment a file must have been left alone, so that each later change gives it another mark. Disks
/// write times to the nanosecond and take them from a clock that ticks every ten milliseconds at the slowest; old ones
/// write every second or two.
const TICK: Duration = Duration::from_millis(50);
const SLOW_TICK: Duration = Duration::from_secs(3);

impl Mark {
    fn of(meta: &fs::Metadata) -> Self {
        let since_epoch = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            len: meta.len(),
            modified: since_epoch.map_or(0, |time| time.as_nanos()),
            #[cfg(unix)]
            changed: {
                use std::os::unix::fs::MetadataExt as _;
                (meta.ino(), meta.ctime(), meta.ctime_nsec())
            },
            #[cfg(not(unix))]
            changed: (0, 0, 0),
        }
    }

    /// Whether the file was left alone for long enough before a moment.
    pub fn is_settled_at(&self, now: SystemTime) -> bool {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (_, seconds, nanoseconds) = self.changed;
        let changed = match (u64::try_from(seconds), u32::try_from(nanoseconds)) {
            (Ok(seconds @ 1..), Ok(nanoseconds)) => Duration::new(seconds, nanoseconds),
            _ => Duration::from_nanos(u64::try_from(self.modified).unwrap_or(u64::MAX)),
        };
        let tick = if changed.subsec_nanos() == 0 { SLOW_TICK } else { TICK };
        changed.checked_add(tick).is_some_and(|later| later < now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_a_moment_ago_proves_nothing() {
        let mark = |seconds: i64, nanoseconds: i64| Mark { len: 1, modified: 0, changed: (1, seconds, nanoseconds) };
        let at = |seconds: u64, milliseconds: u64| {
            UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_millis(milliseconds)
        };
        assert!(!mark(100, 5_000_000).is_settled_at(at(100, 20)));
        assert!(mark(100, 5_000_000).is_settled_at(at(100, 80)));
        assert!(!mark(100, 0).is_settled_at(at(102, 0)), "a disk that counts seconds");
        assert!(mark(100, 0).is_settled_at(at(104, 0)));
        assert!(!mark(200, 5).is_settled_at(at(100, 0)), "the clock was set back");
    }
}
