//! The reports of one save, or of a moment of a longer change, as one.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{ErrorKind, Event, EventKind};

use crate::text::SitePath;

/// An editor's save comes as several events within a millisecond or two, for example truncate, write and close.
/// Eight without another one is the end of a save, and no eye sees them.
const QUIET: Duration = Duration::from_millis(8);

/// A stream of changes (a checkout, a copy) is shown as it goes, not when it ends.
const LONGEST: Duration = Duration::from_millis(150);

/// What the system reported.
#[derive(Debug, Default)]
pub struct Batch {
    /// The paths of the site that are concerned.
    pub paths: Vec<SitePath>,
    /// What was reported about them, by its real name.
    pub touched: Vec<PathBuf>,
    /// Whether anything may have changed.
    pub everything: bool,
    /// Whether reports were lost.
    pub overflowed: bool,
    /// Why the system will not report all that it should.
    pub refused: Option<notify::Error>,
}

impl Batch {
    /// Waits for reports about the site; none if there will be no more.
    ///
    /// `paths_of` gives the paths of the site at which a file stands, by its real name.
    pub fn next(events: &Receiver<notify::Result<Event>>, paths_of: impl Fn(&Path) -> Vec<SitePath>) -> Option<Self> {
        let mut batch = Self::default();
        while !batch.add(events.recv().ok()?, &paths_of) {}
        let longest = Instant::now() + LONGEST;
        let mut end = Instant::now() + QUIET;
        // What is read, or changes beside the site, does not put the end off.
        while let Some(left) = end.min(longest).checked_duration_since(Instant::now()) {
            match events.recv_timeout(left) {
                Ok(event) => {
                    if batch.add(event, &paths_of) {
                        end = Instant::now() + QUIET;
                    }
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        batch.paths.sort_unstable();
        batch.paths.dedup();
        Some(batch)
    }

    /// Takes up a report; tells whether it is about the site.
    fn add(&mut self, event: notify::Result<Event>, paths_of: impl Fn(&Path) -> Vec<SitePath>) -> bool {
        let event = match event {
            Ok(event) if event.need_rescan() => {
                (self.overflowed, self.everything) = (true, true);
                return true;
            }
            // Reading is no change.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return false,
            Ok(event) => event,
            Err(error) => {
                self.everything = true;
                if matches!(error.kind, ErrorKind::MaxFilesWatch) {
                    self.refused = Some(error);
                }
                return true;
            }
        };
        let before = self.paths.len();
        for path in event.paths {
            let paths = paths_of(&path);
            if !paths.is_empty() {
                self.paths.extend(paths);
                self.touched.push(path);
            }
        }
        self.paths.len() > before
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use notify::event::{AccessKind, CreateKind, Flag};

    use super::*;

    fn created(path: &str) -> notify::Result<Event> {
        Ok(Event::new(EventKind::Create(CreateKind::Any)).add_path(path.into()))
    }

    fn paths_of(path: &Path) -> Vec<SitePath> {
        let below = path.strip_prefix("/site").ok().and_then(|path| SitePath::from_relative(path).ok());
        below.into_iter().collect()
    }

    #[test]
    fn reports_of_a_moment_are_one() {
        let (sender, events) = channel();
        let read = Ok(Event::new(EventKind::Access(AccessKind::Any)).add_path("/site/a".into()));
        for event in [read, created("/elsewhere"), created("/site/b"), created("/site/a"), created("/site/b")] {
            sender.send(event).unwrap();
        }
        let batch = Batch::next(&events, paths_of).unwrap();
        assert_eq!(batch.paths, [SitePath::new("a").unwrap(), SitePath::new("b").unwrap()]);
        assert!(!batch.everything);
        sender.send(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan))).unwrap();
        let batch = Batch::next(&events, paths_of).unwrap();
        assert!(batch.everything && batch.overflowed);
        drop(sender);
        assert!(Batch::next(&events, paths_of).is_none());
    }
}
