//! From pages to files: writes what changed, removes what it wrote before and nobody plans now.
//!
//! 1. Every page that is due is rendered into a staging folder; nothing a reader sees changes.
//! 2. If all went well, each new file takes its place by a rename, then what is left over is removed.
//!
//! **Invariant:** nothing is written outside the output folder, and nothing in it is overwritten or
//! deleted that onrecord did not write.

mod commit;
mod ledger;

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, bail};
use rayon::prelude::*;

use crate::render::{self, Asset, Edition, Page};
use crate::text::{Diagnostic, Fingerprint, SitePath};
use crate::theme::StaticFile;
use crate::world::{Folder, Staged, World};
use ledger::Written;

pub use ledger::{FILE as LEDGER_FILE, Ledger};

/// What a build did, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files that the site has now: pages and copied files.
    pub files: usize,
    pub pages: usize,
    /// Pages whose template was run.
    pub rendered: usize,
    /// Files that are new or have new bytes.
    pub written: usize,
    pub removed: usize,
}

impl Counts {
    pub fn unchanged(&self) -> usize {
        self.files - self.written
    }
}

/// What became of a build.
#[derive(Debug)]
pub enum Outcome {
    Done(Counts, Vec<Diagnostic>),
    /// Templates failed; nothing was written.
    Failed(Vec<Diagnostic>),
}

/// Brings the output folder up to date with an edition. `progress` is called for each file that is looked at.
pub fn write(
    edition: &Edition,
    world: &dyn World,
    folder: &Folder,
    progress: &(dyn Fn() + Sync),
) -> anyhow::Result<Outcome> {
    let old = claim(folder)?;
    folder.clear_staging().context("cannot clear the staging folder of the last build")?;
    let job = Job { edition, world, folder, old: &old, rendered: AtomicUsize::new(0), failed: Mutex::default() };
    let results = job.stage_all(progress);
    let mut failed = job.failed.into_inner().unwrap_or_default();
    let rendered = job.rendered.into_inner();
    let staged = match results {
        Ok(staged) if failed.is_empty() => staged,
        other => {
            folder.clear_staging().context("cannot clear the staging folder")?;
            other?;
            failed.sort_by(|one, other| one.message.cmp(&other.message));
            failed.dedup();
            return Ok(Outcome::Failed(failed));
        }
    };
    let files = staged.len();
    let committed = commit::commit(folder, &old, staged)?;
    let pages = edition.plan.pages.len();
    let counts = Counts { files, pages, rendered, written: committed.written, removed: committed.removed };
    Ok(Outcome::Done(counts, committed.told))
}

/// Reads the ledger of the folder; a folder that holds files and no ledger is somebody else's.
fn claim(folder: &Folder) -> anyhow::Result<Ledger> {
    let shown = folder.path().display();
    if let Some(ledger) = Ledger::read(folder).with_context(|| format!("cannot read the ledger of `{shown}`"))? {
        return Ok(ledger);
    }
    if !folder.is_empty().with_context(|| format!("cannot read the output folder `{shown}`"))? {
        bail!(
            "`{shown}` is not empty and was not made by onrecord, so nothing is written to it\n  choose another folder with `--out`, or empty this one"
        );
    }
    Ok(Ledger::default())
}

/// A file of the output, and whether it is to be replaced.
struct Settled {
    path: SitePath,
    written: Written,
    /// The new file, waiting in the staging folder.
    new: Option<Staged>,
}

struct Job<'a> {
    edition: &'a Edition,
    world: &'a dyn World,
    folder: &'a Folder,
    old: &'a Ledger,
    rendered: AtomicUsize,
    failed: Mutex<Vec<Diagnostic>>,
}

impl Job<'_> {
    fn stage_all(&self, progress: &(dyn Fn() + Sync)) -> anyhow::Result<Vec<Settled>> {
        let plan = &self.edition.plan;
        let pages = plan.pages.par_iter().map(|page| {
            progress();
            self.page(page).with_context(|| format!("cannot write `{}`", page.address.file)).transpose()
        });
        let assets = plan.assets.par_iter().map(|asset| {
            progress();
            self.asset(asset)
                .with_context(|| format!("cannot copy `{}` to `{}`", asset.from.shown(), asset.to))
                .transpose()
        });
        pages.chain(assets).flatten().collect()
    }

    /// Renders a page if its fingerprint is new; none if its template failed.
    fn page(&self, page: &Page) -> io::Result<Option<Settled>> {
        let path = &page.address.file;
        let prepared = render::prepare(self.edition, page);
        let made_from = prepared.fingerprint;
        if let Some(standing) = self.standing(path, |written| written.made_from == made_from) {
            return Ok(Some(standing));
        }
        self.rendered.fetch_add(1, Ordering::Relaxed);
        match render::render(self.edition, prepared) {
            Ok(html) => self.settle(path, made_from, html.as_bytes()).map(Some),
            Err(diagnostic) => {
                self.failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(diagnostic);
                Ok(None)
            }
        }
    }

    fn asset(&self, asset: &Asset) -> io::Result<Option<Settled>> {
        let read;
        let bytes: &[u8] = match &asset.from {
            StaticFile::BuiltIn(_, bytes) => bytes,
            StaticFile::Site(path) => {
                read = self.world.read(path)?;
                &read
            }
        };
        self.settle(&asset.to, Fingerprint::of_bytes(bytes), bytes).map(Some)
    }

    /// The file as it stands, if it is the one in the ledger and nothing about it changed.
    fn standing(&self, path: &SitePath, same: impl Fn(&Written) -> bool) -> Option<Settled> {
        let written = *self.old.get(path).filter(|written| same(written))?;
        (self.folder.stamp(path) == Some(written.stamp)).then(|| Settled { path: path.clone(), written, new: None })
    }

    /// Stages new bytes, unless the file has just these already.
    fn settle(&self, path: &SitePath, made_from: Fingerprint, bytes: &[u8]) -> io::Result<Settled> {
        let content = Fingerprint::of_bytes(bytes);
        if let Some(mut standing) = self.standing(path, |written| written.content == content) {
            standing.written.made_from = made_from;
            return Ok(standing);
        }
        if self.old.get(path).is_none()
            && !self.old.is_lost()
            && self.folder.is_taken(path)
            && !self.old.has_below(path)
        {
            let message = format!(
                "there is a file `{path}` that onrecord did not write; move it away, or into `static/` of the site"
            );
            if self.folder.read(path).ok().as_deref() != Some(bytes) {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
        }
        let new = self.folder.stage(bytes)?;
        Ok(Settled { path: path.clone(), written: Written { made_from, content, stamp: new.stamp }, new: Some(new) })
    }
}
