//! Live preview: an edition in memory, a server that renders its pages when they are asked for, and a watcher
//! that makes the next edition when files change.
//!
//! **Invariant:** nothing is written to disk but what an editor annotates ([`annotate`]), and prints of pictures to
//! their cache. A request sees one edition, whole: the next one takes its place between two requests.

mod annotate;
mod answer;
mod batch;
mod connections;
mod guard;
mod orders;
mod poll;
mod server;
mod watch;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use anyhow::Context as _;
use rustc_hash::FxHashSet;
use tokio::sync::watch as channel;

use annotate::Desk;
pub use server::Door;
pub use watch::{Changed, Watch};

use crate::config;
use crate::project::{Changes, Options, Project, Refreshed, Work};
use crate::render::Edition;
use crate::report;
use crate::text::{Diagnostic, SitePath};
use crate::world::Disk;

/// What the preview shows at a moment.
pub struct State {
    /// Counts from 1, and goes on where the last run of the server may have been.
    pub number: u64,
    /// None as long as there has been no site.
    pub edition: Option<Edition>,
    /// What is wrong, as HTML; empty if nothing is.
    pub overlay: String,
    /// The files that this edition was made for.
    pub changed: Vec<SitePath>,
    /// What the preview's own pages name to annotate; none if nobody may.
    pub token: Option<Arc<str>>,
}

/// The preview's state, shared between the watcher and the server.
pub struct Preview {
    state: RwLock<Arc<State>>,
    numbers: channel::Sender<u64>,
}

impl Preview {
    pub fn now(&self) -> Arc<State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, state: State) {
        let number = state.number;
        let before =
            std::mem::replace(&mut *self.state.write().unwrap_or_else(PoisonError::into_inner), Arc::new(state));
        self.numbers.send_replace(number);
        // Taking a large edition apart takes a while, and nobody should wait for it.
        drop(before);
    }

    /// Tells of each new edition by its number.
    pub fn subscribe(&self) -> channel::Receiver<u64> {
        self.numbers.subscribe()
    }
}

/// Makes editions, one after the other, and says in the terminal what changed.
pub struct Maker {
    project: Project,
    told: Vec<Diagnostic>,
    number: u64,
    edition: Option<Edition>,
    token: Option<Arc<str>>,
}

impl Maker {
    pub fn new(options: Options, first_number: u64, token: Option<Arc<str>>) -> Self {
        Self { project: Project::new(options), told: Vec::new(), number: first_number, edition: None, token }
    }

    /// Makes the next edition; none if nothing that a page shows is different.
    pub fn next(&mut self, root: &Path, changed: Option<Changed>) -> Option<(State, Work)> {
        let world = Disk::new(root.to_path_buf());
        let (changes, changed) = match &changed {
            Some(Changed::Paths(paths)) => (Changes::Paths(paths), paths.clone()),
            Some(Changed::Everything) | None => (Changes::All, Vec::new()),
        };
        let Refreshed { edition, told, texts, work, .. } = self.project.refresh(&world, changes);
        if self.is_current(edition.as_ref(), &told, &changed) {
            return None;
        }
        let broken_theme = told.iter().any(|told| told.code == "template");
        // Settings that cannot be read are none: title, base path and all else would be others for a moment.
        let broken_settings = told.iter().any(|told| {
            told.code == "bad-yaml" && told.span.as_ref().is_some_and(|span| span.file.as_str() == config::FILE)
        });
        self.edition = match (edition, self.edition.take()) {
            (Some(_), Some(last)) if broken_settings => Some(last),
            // While a template is half written, pages keep the look that they had.
            (Some(new), Some(last)) if broken_theme => Some(Edition { theme: last.theme, ..new }),
            (new, last) => new.or(last),
        };
        // Each mistake is told once, though its place may move with every line that is written above it.
        let known: FxHashSet<(&str, &str)> = self.told.iter().map(|told| (told.code, told.message.as_str())).collect();
        let is_fresh = |told: &&Diagnostic| !known.contains(&(told.code, told.message.as_str()));
        let fresh: Vec<Diagnostic> = told.iter().filter(is_fresh).cloned().collect();
        if !fresh.is_empty() {
            anstream::eprint!("{}", report::render(&fresh, &texts, true));
        }
        if told.is_empty() && !self.told.is_empty() {
            anstream::eprintln!("no diagnostics any more");
        }
        self.number += 1;
        let overlay = if told.is_empty() { String::new() } else { report::html(&told, &texts) };
        self.told = told;
        Some((
            State { number: self.number, edition: self.edition.clone(), overlay, changed, token: self.token.clone() },
            work,
        ))
    }

    /// Whether an edition is the same as the one that is shown; files that are copied count as changed when they are named.
    fn is_current(&self, edition: Option<&Edition>, told: &[Diagnostic], changed: &[SitePath]) -> bool {
        let (Some(new), Some(shown)) = (edition, &self.edition) else { return false };
        let same = Arc::ptr_eq(&new.site, &shown.site)
            && Arc::ptr_eq(&new.theme, &shown.theme)
            && Arc::ptr_eq(&new.plan, &shown.plan);
        let copies = changed.iter().any(|path| new.plan.assets.iter().any(|asset| asset.from.is(path)));
        same && !copies && told == self.told && !changed.is_empty()
    }
}

/// Serves a site until the program is ended.
pub fn serve(root: &Path, options: Options, poll: bool, door: &Door) -> anyhow::Result<()> {
    // A page that outlived the last run must see that this one is another.
    let first = u64::try_from(milliseconds_now()).unwrap_or(0);
    // Whoever can read the pages can annotate; that is the person at this machine, or nobody.
    let is_open = door.host.is_some_and(|host| !host.is_loopback());
    let desk = if door.read_only || is_open { None } else { Some(Arc::new(Desk::open()?)) };
    let mut maker = Maker::new(options, first, desk.as_ref().map(|desk| desk.token.clone()));
    // Watch first: what changes while the site is read is then seen as well.
    let mut watch = Watch::start(root, poll);
    let (state, _) = maker.next(root, None).context("the site is shown for the first time")?;
    let preview =
        Arc::new(Preview { numbers: channel::Sender::new(state.number), state: RwLock::new(Arc::new(state)) });
    let root = root.to_path_buf();
    let watched = (preview.clone(), root.clone());
    std::thread::spawn(move || {
        let (preview, root) = watched;
        while let Some(changed) = watch.next(maker.project.links()) {
            let started = Instant::now();
            let shown = shown(&changed);
            let Some((state, work)) = maker.next(&root, Some(changed)) else { continue };
            preview.set(state);
            anstream::println!("{shown}: {} parsed, {} ms", work.parsed, started.elapsed().as_millis());
        }
    });
    server::run(preview, root, desk, door)
}

fn milliseconds_now() -> i64 {
    use crate::world::World as _;
    Disk::new(std::path::PathBuf::new()).now().as_millisecond()
}

fn shown(changed: &Changed) -> String {
    match changed {
        Changed::Everything => "all files looked at again".to_owned(),
        Changed::Paths(paths) => match paths.as_slice() {
            [only] => only.to_string(),
            [first, rest @ ..] => format!("{first} and {} more", rest.len()),
            [] => String::new(),
        },
    }
}
