//! Finds changes by reading the folders now and then, where the system does not report them.
//!
//! Stands in for the system's watcher. The reading one that comes with `notify` knows times to the second and misses
//! a file that takes the place of another and is older; here any difference of length, time or identity counts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::event::{Event, EventKind};
use notify::{Config, EventHandler, RecursiveMode, Watcher, WatcherKind};
use rustc_hash::FxHashMap;

use crate::gather::is_passed_over;
use crate::world::{Mark, marks};

/// How often folders are read.
pub const POLL: Duration = Duration::from_millis(400);

/// Reads folders in a thread of its own, as long as it is kept.
pub struct Poll {
    places: Arc<Mutex<BTreeMap<PathBuf, Place>>>,
}

struct Place {
    deep: bool,
    seen: FxHashMap<PathBuf, Option<Mark>>,
}

impl Place {
    fn read(path: &Path, deep: bool) -> Self {
        Self { deep, seen: marks(path, deep, &is_passed_over) }
    }

    /// What stands there otherwise than before, is new, or is gone.
    fn changes_to(&self, now: &Self) -> Vec<PathBuf> {
        let changed = now.seen.iter().filter(|(path, mark)| self.seen.get(*path) != Some(mark));
        let gone = self.seen.keys().filter(|path| !now.seen.contains_key(*path));
        changed.map(|(path, _)| path).chain(gone).cloned().collect()
    }
}

impl Poll {
    /// Begins to read; changes are told like those that the system reports.
    pub fn begin(mut handler: impl EventHandler) -> Self {
        let places = Arc::new(Mutex::new(BTreeMap::<PathBuf, Place>::new()));
        let kept = Arc::downgrade(&places);
        std::thread::spawn(move || {
            while let Some(places) = kept.upgrade() {
                let mut changed = Vec::new();
                for (path, place) in places.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
                    let now = Place::read(path, place.deep);
                    changed.extend(place.changes_to(&now));
                    *place = now;
                }
                drop(places);
                if !changed.is_empty() {
                    handler.handle_event(Ok(Event { paths: changed, ..Event::new(EventKind::Any) }));
                }
                std::thread::sleep(POLL);
            }
        });
        Self { places }
    }
}

impl Watcher for Poll {
    fn new<F: EventHandler>(handler: F, _: Config) -> notify::Result<Self> {
        Ok(Self::begin(handler))
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        let place = Place::read(path, mode == RecursiveMode::Recursive);
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_path_buf(), place);
        Ok(())
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
        Ok(())
    }

    fn kind() -> WatcherKind {
        WatcherKind::PollWatcher
    }
}
