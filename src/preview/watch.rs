//! Tells which files of a site changed, a moment after they did.
//!
//! What the system reports is taken as a hint about names, never as the truth about what happened: the
//! project looks at each name again. So it does not matter how an editor saves (in place, or to a temporary
//! file that takes the name), and a report too many does no harm.
//!
//! Links are not left to the system: it follows them by names that it may mix up where two lead to one folder. The
//! project tells which it followed ([`Watch::next`]); what they lead to is watched by its real name, and a change
//! there is one of every path that leads to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use notify::event::Flag;
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::batch::Batch;
use super::poll::{POLL, Poll};
use crate::config;
use crate::gather::{FOLDERS, is_passed_over};
use crate::text::SitePath;
use crate::world::Links;

/// What changed since the last look.
#[derive(Debug, PartialEq, Eq)]
pub enum Changed {
    Paths(Vec<SitePath>),
    /// The system lost count: anything may have changed.
    Everything,
}

/// Watches the folders of a site, and what links in them lead to.
pub struct Watch {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    sender: Sender<notify::Result<Event>>,
    events: Receiver<notify::Result<Event>>,
    /// The places that are watched, some with all that is in them.
    watched: BTreeMap<PathBuf, RecursiveMode>,
    links: Links,
}

impl Watch {
    /// Starts to watch; falls back to reading the folders now and then where the system cannot watch so many.
    pub fn start(root: &Path, poll: bool) -> Self {
        let (sender, events) = channel();
        let reading = || Box::new(Poll::begin(sender.clone()));
        let system = || RecommendedWatcher::new(sender.clone(), by_real_names());
        let watcher: Box<dyn Watcher + Send> = match poll {
            true => reading(),
            false => match system() {
                Ok(watcher) => Box::new(watcher),
                Err(error) => {
                    warn(&error);
                    reading()
                }
            },
        };
        let (watched, links) = (BTreeMap::new(), Links::new());
        let mut watch = Self { root: root.to_path_buf(), watcher, sender, events, watched, links };
        watch.place();
        watch
    }

    /// Waits for the next changes of a site that was read through these links; none if the watcher has ended.
    pub fn next(&mut self, links: &Links) -> Option<Changed> {
        self.follow(links).or_else(|| self.wait())
    }

    /// Watches what links lead to; tells of those where something may have changed before it was watched.
    fn follow(&mut self, links: &Links) -> Option<Changed> {
        if self.links == *links {
            return None;
        }
        let before = std::mem::replace(&mut self.links, links.clone());
        self.place();
        let fresh = links.iter().filter(|(path, way)| before.get(*path) != Some(*way));
        let fresh: Vec<SitePath> = fresh.map(|(path, _)| path.clone()).collect();
        (!fresh.is_empty()).then_some(Changed::Paths(fresh))
    }

    fn wait(&mut self) -> Option<Changed> {
        let mut batch = Batch::next(&self.events, |path| self.paths_of(path).collect())?;
        self.keep_up(&mut batch);
        Some(if batch.everything { Changed::Everything } else { Changed::Paths(batch.paths) })
    }

    /// Sees to it that all is watched that a batch of changes has brought, before anybody reads it.
    fn keep_up(&mut self, batch: &mut Batch) {
        if let Some(error) = batch.refused.take() {
            return self.read_instead(&error);
        }
        if batch.overflowed {
            // Reports of new folders may have been lost, and these are not watched then.
            self.unplace(|_| true);
        } else if batch.touched.iter().any(|path| self.watched.contains_key(path)) {
            // What stands there now may be another folder of the same name.
            self.unplace(|path| batch.touched.contains(path));
            batch.everything = true;
        } else if batch.touched.iter().any(|path| path.is_dir()) {
            // The system's watcher tells of a new folder first and watches it then; its answer to any question comes
            // after that, so what is read later is not read too early.
            let _ = self.watcher.configure(by_real_names());
        }
        self.place()
    }

    /// Watches all places that are to be watched and are not yet, and no others.
    fn place(&mut self) {
        let wanted = self.places();
        self.unplace(|path| !wanted.contains_key(path));
        self.watched.retain(|path, mode| wanted.get(path) == Some(mode));
        for (path, mode) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            match self.watcher.watch(&path, mode) {
                Ok(()) => drop(self.watched.insert(path, mode)),
                // It was there a moment ago; that it is gone is reported by the folder above.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                // A folder that we may enter and not read: what lies in it is watched by its own name.
                Err(error) if mode == RecursiveMode::NonRecursive && !is_used_up(&error) && path != self.root => {}
                Err(error) => return self.read_instead(&error),
            }
        }
    }

    fn unplace(&mut self, is_to_go: impl Fn(&PathBuf) -> bool) {
        let watcher = &mut self.watcher;
        self.watched.retain(|path, _| {
            let goes = is_to_go(path);
            if goes {
                // The system forgets by itself what is no longer there.
                let _ = watcher.unwatch(path);
            }
            !goes
        });
    }

    /// The root alone, for the settings and for folders that come and go (what else lies there may be huge); the
    /// site's folders with all that is in them; what links lead to, and the folders where that and the way to it lies.
    fn places(&self) -> BTreeMap<PathBuf, RecursiveMode> {
        let mut places = BTreeMap::new();
        let folders = FOLDERS.map(|folder| self.root.join(folder)).into_iter().filter(|path| !path.is_symlink());
        let targets = self.links.values().filter_map(|way| way.last().cloned());
        let deep = folders.chain(targets).filter(|path| path.is_dir());
        places.extend(deep.map(|path| (path, RecursiveMode::Recursive)));
        let around = self.links.values().flatten().filter_map(|path| path.parent().map(Path::to_path_buf));
        let around = around.chain([self.root.clone()]);
        for path in around.filter(|path| path.is_dir()) {
            places.entry(path).or_insert(RecursiveMode::NonRecursive);
        }
        let is_covered =
            |path: &Path| path.ancestors().skip(1).any(|above| places.get(above) == Some(&RecursiveMode::Recursive));
        let needed = places.iter().filter(|(path, _)| !is_covered(path));
        needed.map(|(path, mode)| (path.clone(), *mode)).collect()
    }

    /// Goes on by reading the folders, since the system does not report any more.
    fn read_instead(&mut self, error: &notify::Error) {
        warn(error);
        self.watcher = Box::new(Poll::begin(self.sender.clone()));
        self.watched = self.places();
        for (path, mode) in &self.watched {
            // Reading is never refused here: what cannot be read counts as not there.
            let _ = self.watcher.watch(path, *mode);
        }
        // Reports that the system had not handed over are lost.
        let _ = self.sender.send(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
    }

    /// All paths of the site at which a file stands, by its real name.
    fn paths_of<'a>(&'a self, real: &'a Path) -> impl Iterator<Item = SitePath> + 'a {
        let own = real.strip_prefix(&self.root).ok().and_then(|path| SitePath::from_relative(path).ok());
        let ways = self.links.iter().flat_map(|(link, way)| way.iter().map(move |place| (link, place)));
        let linked = ways.filter_map(move |(link, place)| {
            let below = SitePath::from_relative(real.strip_prefix(place).ok()?).ok()?;
            link.join(below.as_str()).ok()
        });
        own.into_iter().chain(linked).filter(belongs)
    }
}

fn by_real_names() -> Config {
    Config::default().with_follow_symlinks(false)
}

/// Says why changes show later from now on, and what can be done about it.
fn warn(error: &notify::Error) {
    let why = match is_used_up(error) {
        true => "the system watches no more folders for us (on Linux, raise `fs.inotify.max_user_watches` and \
                 `fs.inotify.max_user_instances`)"
            .to_owned(),
        false => format!("the system does not report changes here ({error})"),
    };
    anstream::eprintln!("warning: {why}; the folders are read every {} ms instead", POLL.as_millis());
}

fn is_used_up(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // Too many watchers, which the system puts as too many open files.
        ErrorKind::Io(error) => error.raw_os_error() == Some(TOO_MANY_OPEN),
        _ => false,
    }
}

/// `EMFILE`, the same number on every Unix.
const TOO_MANY_OPEN: i32 = 24;

/// Whether a path is one that a site is made from.
fn belongs(path: &SitePath) -> bool {
    let first = path.as_str().split('/').next().unwrap_or_default();
    path.as_str() == config::FILE || (FOLDERS.contains(&first) && !path.as_str().split('/').any(is_passed_over))
}
