//! From pages to files: writes what changed, removes what it wrote before and nobody plans now.
//!
//! 1. Every page that is due is rendered into a staging folder; nothing a reader sees changes.
//! 2. If all went well, each new file takes its place by a rename, then what is left over is removed. A new site is
//!    staged as the tree that it is going to be, and takes its place folder by folder.
//!
//! [`ledger`] knows each file that was written, in [`entries`] by path, which stand in a [`sheet`] on the disk; [`basis`]
//! knows what a build was made from. [`commit`] is the second step, and [`mod@index`] the search index on its way.
//!
//! **Invariant:** nothing is written outside the output folder, and nothing in it is overwritten or
//! deleted that onrecord did not write.

mod basis;
mod commit;
mod entries;
mod index;
mod ledger;
mod sheet;

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context, bail};
use rayon::prelude::*;

use crate::parse::Article;
use crate::pictures::{Darkroom, Print};
use crate::render::texts;
use crate::render::{self, Asset, Developing, Edition, Page, Prepared, ShareImage};
use crate::text::{Diagnostic, Fingerprint, SitePath, Stages};
use crate::theme::StaticFile;
use crate::world::{Folder, Staged, Stamp, World};
use entries::Written;
use index::AmendedIndex;

pub use basis::{Amendment, Basis, Report, Standing, file as basis_file, left_file, made_by};
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
    Done(Counts, Vec<Diagnostic>, Stages),
    /// Templates failed; nothing was written.
    Failed(Vec<Diagnostic>),
    /// An article that an earlier build left is another one by now; nothing was written.
    Moved,
}

/// Reads the text of an article that an earlier build left without it; false if it is another article by now.
pub type ReadText<'a> = dyn Fn(&Article) -> bool + Sync + 'a;

/// Brings the output folder up to date with an edition. `progress` is called for each file that is looked at.
pub fn write(
    edition: &Edition,
    world: &dyn World,
    folder: &Folder,
    darkroom: &Darkroom,
    read_text: &ReadText<'_>,
    progress: &(dyn Fn() + Sync),
) -> anyhow::Result<Outcome> {
    let mut stages = Stages::default();
    let old = stages.time("ledger", || claim(folder))?;
    folder.clear_staging().context("cannot clear the staging folder of the last build")?;
    let job = Job::new(edition, world, folder, darkroom, read_text, &old);
    let results = stages.time("views, templates, files", || job.stage_all(progress));
    let mut failed = job.failed.into_inner().unwrap_or_default();
    let mut told = job.told.into_inner().unwrap_or_default();
    let (rendered, moved) = (job.rendered.into_inner(), job.moved.into_inner());
    let staged = match results {
        Ok(staged) if failed.is_empty() && !moved => staged,
        other => {
            folder.clear_staging().context("cannot clear the staging folder")?;
            other?;
            if moved {
                return Ok(Outcome::Moved);
            }
            // In an order that does not hang on which thread was first: alike ones are told by the first page alone.
            failed.sort_by(|one, other| (&one.message, &one.hints).cmp(&(&other.message, &other.hints)));
            failed.dedup();
            return Ok(Outcome::Failed(failed));
        }
    };
    let files = staged.len();
    let committed = stages.time("moving into place", || commit::commit(folder, &old, staged))?;
    let pages = edition.plan.pages.len();
    darkroom.tidy(world, &|path| edition.plan.at(path).is_some());
    let counts = Counts { files, pages, rendered, written: committed.written, removed: committed.removed };
    told.sort_by(|one, other| one.message.cmp(&other.message));
    told.extend(committed.told);
    Ok(Outcome::Done(counts, told, stages))
}

/// What a build of a few pages did.
pub struct Amended {
    pub rendered: usize,
    pub written: usize,
    pub removed: usize,
    /// How many more files there are than before, or how many less.
    pub more: isize,
    /// Stands for the ledger, unless that is as it was.
    pub ledger: Option<Fingerprint>,
}

/// Brings a few pages up to date in a folder that stands as its ledger says, and in which all others are known to stay;
/// none if that cannot be, and nothing is written then.
pub fn amend(
    edition: &Edition,
    pages: &[Page],
    world: &dyn World,
    (folder, old): (&Folder, &Ledger),
    darkroom: &Darkroom,
    read_text: &ReadText<'_>,
) -> anyhow::Result<Option<Amended>> {
    let job = Job::new(edition, world, folder, darkroom, read_text, old);
    let staged = pages.par_iter().map(|page| job.staged(render::prepare(edition, page)).transpose()).flatten();
    let staged = staged.collect::<anyhow::Result<Vec<Settled>>>();
    // Whatever was in the way is told by a build that looks at everything.
    let staged = staged.ok().filter(|staged| staged.len() == pages.len());
    let amended = match staged.and_then(|staged| Some((staged, job.amended_index(pages)?))) {
        Some((staged, index)) => job.take_places(staged, index)?,
        None => None,
    };
    if amended.is_none() {
        folder.clear_staging().context("cannot clear the staging folder")?;
    }
    Ok(amended)
}

/// Stands for the ledger of a folder in which no build was stopped.
pub fn ledger_fingerprint(folder: &Folder) -> Option<Fingerprint> {
    Ledger::fingerprint_in(folder)
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
    new: Option<New>,
}

/// How a new file waits.
enum New {
    Staged(Staged),
    /// At its place in a tree that will be moved as a whole.
    InTree,
}

/// How many pages one thread makes, one after the other, before another may take over what is left.
const A_RUN: usize = 32;

struct Job<'a> {
    edition: &'a Edition,
    world: &'a dyn World,
    folder: &'a Folder,
    darkroom: &'a Darkroom,
    read_text: &'a ReadText<'a>,
    old: &'a Ledger,
    rendered: AtomicUsize,
    failed: Mutex<Vec<Diagnostic>>,
    /// What is wrong with a picture and keeps nothing from being written.
    told: Mutex<Vec<Diagnostic>>,
    /// Whether an article is not the one any more that an earlier build left.
    moved: AtomicBool,
}

impl<'a> Job<'a> {
    fn new(
        edition: &'a Edition,
        world: &'a dyn World,
        folder: &'a Folder,
        darkroom: &'a Darkroom,
        read_text: &'a ReadText<'a>,
        old: &'a Ledger,
    ) -> Self {
        Self {
            edition,
            world,
            folder,
            darkroom,
            read_text,
            old,
            rendered: AtomicUsize::new(0),
            failed: Mutex::default(),
            told: Mutex::default(),
            moved: AtomicBool::new(false),
        }
    }
}

impl Job<'_> {
    /// Puts a few pages and the files of an index in the place of others; none if all had better be written down again.
    fn take_places(&self, staged: Vec<Settled>, index: AmendedIndex) -> anyhow::Result<Option<Amended>> {
        let (folder, old) = (self.folder, self.old);
        let rendered = self.rendered.load(Ordering::Relaxed);
        let new = index.files.iter().filter(|file| !old.holds(&file.path)).count();
        let settled = staged.into_iter().chain(index.files).collect();
        if new == 0 && index.going.is_empty() {
            let amended = commit::amend(folder, old, settled)?;
            return Ok(amended.map(|(written, ledger)| Amended { rendered, written, removed: 0, more: 0, ledger }));
        }
        let more = new.cast_signed() - index.going.len().cast_signed();
        let commit::Committed { written, removed, .. } = commit::exchange(folder, old, settled, &index.going)?;
        Ok(Some(Amended { rendered, written, removed, more, ledger: ledger_fingerprint(folder) }))
    }

    fn stage_all(&self, progress: &(dyn Fn() + Sync)) -> anyhow::Result<Vec<Settled>> {
        let plan = &self.edition.plan;
        // Pages of a kind stand side by side, and some kinds take much longer than others.
        let pages = plan.pages.par_chunks(A_RUN).with_max_len(1).flat_map_iter(|run| self.run(run, progress));
        let assets = plan.assets.par_iter().map(|asset| {
            progress();
            self.asset(asset)
                .with_context(|| format!("cannot copy `{}` to `{}`", asset.from.shown(), asset.to))
                .transpose()
        });
        let shares = plan
            .shares
            .par_iter()
            .map(|share| self.share(share).with_context(|| format!("cannot write `{}`", share.to)).transpose());
        let mut settled: Vec<Settled> = pages.chain(assets).chain(shares).flatten().collect::<anyhow::Result<_>>()?;
        // Last, since they take the longest, and are in vain if a template fails.
        if self.failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).is_empty() {
            let prints = plan.pictures.par_iter().map(|developing| {
                self.prints(developing).with_context(|| format!("cannot make prints of `{}`", developing.picture.file))
            });
            settled.extend(prints.collect::<anyhow::Result<Vec<_>>>()?.into_iter().flatten());
        }
        if let Some(index) = self.edition.index() {
            settled.extend(self.index(index, progress)?);
        }
        Ok(settled)
    }

    /// Makes the prints of a picture that do not stand already.
    fn prints(&self, developing: &Developing) -> io::Result<Vec<Settled>> {
        // A print's name says what it was made from.
        let made_from = |print: &Print| Fingerprint::of_bytes(print.to.as_str().as_bytes());
        let (mut settled, mut missing) = (Vec::new(), Vec::new());
        for print in &developing.prints {
            match self.standing(&print.to, |written| written.made_from == made_from(print)) {
                Some(standing) => settled.push(standing),
                None => missing.push(print),
            }
        }
        if missing.is_empty() {
            return Ok(settled);
        }
        let developed = self.darkroom.develop(self.world, &developing.picture, &missing)?;
        let is_broken = developed.told.is_some();
        self.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(developed.told);
        for (print, bytes) in missing.into_iter().zip(developed.prints) {
            // What went wrong is tried and told again the next time.
            let made_from = if is_broken { Fingerprint::default() } else { made_from(print) };
            settled.push(self.settle(&print.to, made_from, &bytes)?);
        }
        Ok(settled)
    }

    /// Draws a card if its words are new.
    fn share(&self, share: &ShareImage) -> io::Result<Option<Settled>> {
        let site = &self.edition.site;
        let Some(card) = render::share_card(site, &self.edition.theme, share.of) else { return Ok(None) };
        let made_from = card.fingerprint(&site.fonts);
        if let Some(standing) = self.standing(&share.to, |written| written.made_from == made_from) {
            return Ok(Some(standing));
        }
        self.settle(&share.to, made_from, &card.draw(&site.fonts)).map(Some)
    }

    /// Renders pages that stand side by side; none for those whose templates failed.
    fn run(&self, pages: &[Page], progress: &(dyn Fn() + Sync)) -> Vec<Option<anyhow::Result<Settled>>> {
        let (mut staged, mut data) = (Vec::with_capacity(pages.len()), None);
        for (index, page) in pages.iter().enumerate() {
            progress();
            let prepared = data.take().unwrap_or_else(|| render::prepare(self.edition, page));
            data = pages.get(index + 1).and_then(|next| prepared.data(self.edition, next));
            staged.push(self.staged(prepared).transpose());
        }
        staged
    }

    fn staged(&self, prepared: Prepared<'_>) -> anyhow::Result<Option<Settled>> {
        let page = prepared.page();
        self.page(prepared).with_context(|| format!("cannot write `{}`", page.address.file))
    }

    /// Sees to it that the texts of articles are there; false if one of them is another one by now.
    fn have_texts<'a>(&self, articles: impl IntoIterator<Item = &'a Article>) -> bool {
        let mut missing = articles.into_iter().filter(|article| !article.has_body());
        let all = missing.all(self.read_text);
        if !all {
            self.moved.store(true, Ordering::Relaxed);
        }
        all
    }

    /// Renders a page if its fingerprint is new; none if its template failed.
    fn page(&self, prepared: Prepared<'_>) -> io::Result<Option<Settled>> {
        let page = prepared.page();
        let path = &page.address.file;
        let made_from = prepared.fingerprint;
        if let Some(standing) = self.standing(path, |written| written.made_from == made_from) {
            return Ok(Some(standing));
        }
        let texts = texts::on_page(&self.edition.site, page);
        if !self.have_texts(texts.into_iter().map(|text| &**text)) {
            return Ok(None);
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
        if self.old.is_new() {
            return None;
        }
        let written = *self.old.standing(path, self.folder.stamp(path)?).filter(|written| same(written))?;
        Some(Settled { path: path.clone(), written, new: None })
    }

    /// Stages new bytes, unless the file has just these already.
    fn settle(&self, path: &SitePath, made_from: Fingerprint, bytes: &[u8]) -> io::Result<Settled> {
        let content = Fingerprint::of_bytes(bytes);
        let settled = |stamp: Stamp, new: New| Settled {
            path: path.clone(),
            written: Written { made_from, content, stamp },
            new: Some(new),
        };
        if self.old.is_new() {
            return self.folder.stage_in_tree(path, bytes).map(|stamp| settled(stamp, New::InTree));
        }
        if let Some(mut standing) = self.standing(path, |written| written.content == content) {
            standing.written.made_from = made_from;
            return Ok(standing);
        }
        if !self.old.holds(path) && !self.old.is_lost() && self.folder.is_taken(path) && !self.old.has_below(path) {
            let message = format!(
                "there is a file `{path}` that onrecord did not write; move it away, or into `static/` of the site"
            );
            if self.folder.read(path).ok().as_deref() != Some(bytes) {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
            }
        }
        let new = self.folder.stage(bytes)?;
        Ok(settled(new.stamp, New::Staged(new)))
    }
}
