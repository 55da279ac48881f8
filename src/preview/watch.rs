//! Tells which files of a site changed, a moment after they did.
//!
//! What the system reports is taken as a hint about names, never as the truth about what happened: the
//! project looks at each name again. So it does not matter how an editor saves (in place, or to a temporary
//! file that takes the name), and a report too many does no harm.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config;
use crate::gather::{FOLDERS, is_passed_over};
use crate::text::SitePath;

/// An editor's save comes as several events within a millisecond or two, for example truncate, write and close.
/// Eight without another one is the end of a save, and no eye sees them.
const QUIET: Duration = Duration::from_millis(8);

/// A stream of changes (a checkout, a copy) is shown as it goes, not when it ends.
const LONGEST: Duration = Duration::from_millis(150);

/// How often folders are read where the system does not report changes.
const POLL: Duration = Duration::from_millis(400);

/// What changed since the last look.
#[derive(Debug, PartialEq, Eq)]
pub enum Changed {
    Paths(Vec<SitePath>),
    /// The system lost count: anything may have changed.
    Everything,
}

/// Watches the folders of a site.
pub struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    events: Receiver<notify::Result<Event>>,
    /// The folders that are watched with all that is in them.
    watched: Vec<&'static str>,
}

impl Watch {
    /// Starts to watch; falls back to reading the folders now and then where the system cannot watch so many.
    pub fn start(root: &Path, poll: bool) -> anyhow::Result<(Self, Option<String>)> {
        if poll {
            return Ok((Self::polling(root)?, None));
        }
        let (sender, events) = channel();
        let watcher = RecommendedWatcher::new(sender, Config::default()).context("cannot watch files")?;
        let mut watch = Self { root: root.to_path_buf(), watcher: Box::new(watcher), events, watched: Vec::new() };
        match watch.watch_all() {
            Ok(()) => Ok((watch, None)),
            Err(error) => {
                let advice = match error.kind {
                    notify::ErrorKind::MaxFilesWatch => {
                        "the system watches no more folders for us (on Linux, raise `fs.inotify.max_user_watches`)"
                            .to_owned()
                    }
                    _ => format!("the system does not report changes here ({error})"),
                };
                Ok((
                    Self::polling(root)?,
                    Some(format!("{advice}; the folders are read every {} ms instead", POLL.as_millis())),
                ))
            }
        }
    }

    fn polling(root: &Path) -> anyhow::Result<Self> {
        let (sender, events) = channel();
        let config = Config::default().with_poll_interval(POLL).with_compare_contents(false);
        let watcher = PollWatcher::new(sender, config).context("cannot watch files")?;
        let mut watch = Self { root: root.to_path_buf(), watcher: Box::new(watcher), events, watched: Vec::new() };
        watch.watch_all().context("cannot read the site's folders")?;
        Ok(watch)
    }

    fn watch_all(&mut self) -> notify::Result<()> {
        // The root alone, for the settings and for folders that come and go: what else lies there may be huge.
        self.watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        FOLDERS.into_iter().try_for_each(|folder| self.watch_folder(folder))
    }

    fn watch_folder(&mut self, folder: &'static str) -> notify::Result<()> {
        let path = self.root.join(folder);
        if path.is_dir() {
            self.watcher.watch(&path, RecursiveMode::Recursive)?;
            self.watched.push(folder);
        }
        Ok(())
    }

    /// Waits for the next changes; none if the watcher has ended.
    pub fn wait(&mut self) -> Option<Changed> {
        loop {
            let first = self.events.recv().ok()?;
            let mut batch = Batch::default();
            batch.add(&self.root, first);
            let started = Instant::now();
            while started.elapsed() < LONGEST {
                match self.events.recv_timeout(QUIET) {
                    Ok(event) => batch.add(&self.root, event),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
            self.follow_folders(&mut batch);
            if batch.everything {
                return Some(Changed::Everything);
            }
            if !batch.paths.is_empty() {
                batch.paths.sort_unstable();
                batch.paths.dedup();
                return Some(Changed::Paths(batch.paths));
            }
        }
    }

    /// Watches a folder of the site that was made or replaced after the start.
    fn follow_folders(&mut self, batch: &mut Batch) {
        for folder in FOLDERS {
            if !batch.paths.iter().any(|path| path.as_str() == folder) {
                continue;
            }
            if self.watched.contains(&folder) {
                let _ = self.watcher.unwatch(&self.root.join(folder));
                self.watched.retain(|watched| *watched != folder);
            }
            // Should that fail, the files are still read now, and once more with the next change beside them.
            let _ = self.watch_folder(folder);
            batch.everything = true;
        }
    }
}

#[derive(Default)]
struct Batch {
    paths: Vec<SitePath>,
    everything: bool,
}

impl Batch {
    fn add(&mut self, root: &Path, event: notify::Result<Event>) {
        let event = match event {
            Ok(event) if event.need_rescan() => return self.everything = true,
            Ok(event) => event,
            Err(_) => return self.everything = true,
        };
        // Reading is no change.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in &event.paths {
            let Some(path) = path.strip_prefix(root).ok().and_then(|path| SitePath::from_relative(path).ok()) else {
                continue;
            };
            if belongs(&path) {
                self.paths.push(path);
            }
        }
    }
}

/// Whether a path is one that a site is made from.
fn belongs(path: &SitePath) -> bool {
    let first = path.as_str().split('/').next().unwrap_or_default();
    path.as_str() == config::FILE || (FOLDERS.contains(&first) && !path.as_str().split('/').any(is_passed_over))
}
