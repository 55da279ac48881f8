//! `onrecord check`: the build that doubts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, bail};
use jiff::civil::Date;

use super::args::{Check, Format};
use super::build::durations;
use super::{Exit, print};
use crate::check::{self, Desk, Lock, LookUp, Manners, Memory, Mended, Verdict};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::render::Edition;
use crate::report::{self, RuleText, Told};
use crate::resolve::Due;
use crate::text::{Diagnostic, SitePath, TextFile, Texts, decode};
use crate::world::{Disk, Folder, Internet, World as _};

/// Where the answers of other sites are kept.
const ANSWERS: &str = ".onrecord/cache/links.json";

pub fn run(root: &Path, args: &Check) -> anyhow::Result<Exit> {
    if let Some(code) = &args.explain {
        match check::explain(code) {
            Ok(text) => print(&text),
            Err(why) => bail!("{why}"),
        }
        return Ok(Exit::Well);
    }
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let wanted: Vec<SitePath> = args.paths.iter().map(|path| inside(&root, path)).collect::<anyhow::Result<_>>()?;
    let world = Disk::new(root);
    let due = Due { drafts: args.drafts, future: args.future, expired: args.expired };
    let mut project = Project::new(Options { due, is_checked: true, ..Options::default() });
    let started = Instant::now();
    let Refreshed { edition, mut told, mut texts, mut stages, .. } = project.refresh(&world, Changes::All);
    let mut excused = Vec::new();
    if let Some(edition) = &edition {
        let lock = read_lock(&world)?;
        texts.extend(lock.iter().map(|file| (file.path.clone(), file.text.clone())));
        let today = edition.site.config.zone.day_of(world.now());
        let ask = |links: &BTreeSet<String>| ask_web(links, &world, today);
        let external = args.external.then_some(&ask as &LookUp<'_>);
        let desk = Desk { edition, texts: &texts, today, told: &told, lock, external };
        let checked = check::check(&desk);
        told.extend(checked.told);
        excused = checked.excused;
        stages.extend(checked.stages);
    }
    let is_wanted = |file: &SitePath| wanted.is_empty() || wanted.iter().any(|wanted| lies_in(file, wanted));
    told.retain(|told| told.span.as_ref().is_none_or(|span| is_wanted(&span.file)));
    excused.retain(|excused| excused.told.span.as_ref().is_none_or(|span| is_wanted(&span.file)));
    told.sort_by_cached_key(|told| told.span.as_ref().map(|span| (span.file.clone(), span.range.start)));
    if args.fix && mend(&told, &texts, world.root())? {
        // What is left is told as it stands now.
        return run(world.root(), &Check { fix: false, paths: full(&wanted, world.root()), ..args.clone() });
    }
    if let (true, Some(edition)) = (args.lock, &edition) {
        write_lock(edition, &world)?;
    }
    if args.timings {
        anstream::eprint!("{}", durations(&stages, started.elapsed()));
    }
    print(&shown(Told { told: &told, excused: &excused, texts: &texts }, args.format));
    let has_errors = told.iter().any(Diagnostic::is_error);
    // The program ends now, and its memory with it: taking a large site apart would take longer than a rule.
    std::mem::forget((project, edition, texts));
    Ok(if has_errors { Exit::SiteHasErrors } else { Exit::Well })
}

/// Makes the fixes in the author's files, and says in the terminal what it did.
fn mend(told: &[Diagnostic], texts: &Texts, root: &Path) -> anyhow::Result<bool> {
    let folder = Folder::new(root.to_path_buf());
    let mut any = false;
    for Mended { path, text, fixes } in check::mended(told, texts) {
        let before = texts.get(&path).map(|text| &**text).unwrap_or_default();
        if !folder.replace_text(&path, before, &text).with_context(|| format!("`{path}` cannot be written"))? {
            bail!("`{path}` was changed just now; try again");
        }
        anstream::eprintln!("{path}: {fixes} mended");
        any = true;
    }
    Ok(any)
}

/// What the web says of links, as far as it was not asked lately.
fn ask_web(links: &BTreeSet<String>, world: &Disk, today: Date) -> BTreeMap<String, Verdict> {
    let path = SitePath::new(ANSWERS).expect("a plain name");
    let mut memory = world.read(&path).map_or_else(|_| Memory::default(), |bytes| Memory::read(&bytes));
    anstream::eprintln!("asking for {} links to other sites", links.len());
    let verdicts = memory.look_up(links, &Internet::new(), Manners::default(), today);
    let folder = Folder::new(world.root().to_path_buf());
    // Answers that cannot be kept are asked for again.
    if let Err(error) = folder.replace(&path, memory.text().as_bytes()) {
        anstream::eprintln!("warning: `{path}` cannot be written: {error}");
    }
    verdicts
}

/// Reads what the site has published, if it keeps account of it.
pub(super) fn read_lock(world: &Disk) -> anyhow::Result<Option<TextFile>> {
    let path = SitePath::new(check::LOCK_FILE).expect("a plain name");
    match world.read(&path) {
        Ok(bytes) => match decode(&path, bytes) {
            Ok(file) => Ok(Some(file)),
            Err(told) => bail!("{}", told.message),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{path}`")),
    }
}

/// Adds to the lock what the site publishes now.
fn write_lock(edition: &Edition, world: &Disk) -> anyhow::Result<()> {
    let before = read_lock(world)?;
    let mut lock = Lock::of(edition);
    if let Some(file) = &before {
        let (before, told) = Lock::read(file);
        if let Some(told) = told.iter().find(|told| told.is_error()) {
            bail!("`{}` cannot be read, so it is not written: {}", file.path, told.message);
        }
        lock = lock.with(before);
    }
    let text = lock.text();
    if before.is_some_and(|before| *before.text == *text) {
        return Ok(());
    }
    let path = SitePath::new(check::LOCK_FILE).expect("a plain name");
    let folder = Folder::new(world.root().to_path_buf());
    folder.replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{path}`"))?;
    anstream::eprintln!("{path}: {} addresses and ids", lock.count());
    Ok(())
}

fn full(paths: &[SitePath], root: &Path) -> Vec<PathBuf> {
    paths.iter().map(|path| path.under(root)).collect()
}

fn shown(all: Told<'_>, format: Format) -> String {
    match format {
        Format::Text => {
            let shown = report::render(all.told, all.texts, true);
            shown + &report::excused(all.excused) + &report::tally(all.told) + "\n"
        }
        Format::Json => report::json(all),
        Format::Github => report::github(all),
        Format::Sarif => {
            let rules: Vec<RuleText> =
                check::rules().map(|rule| RuleText { code: rule.code, about: rule.about }).collect();
            report::sarif(all, &rules)
        }
    }
}

/// The path below the site's root of a file or folder that the command line names.
pub(super) fn inside(root: &Path, path: &Path) -> anyhow::Result<SitePath> {
    let full = path.canonicalize().or_else(|_| root.join(path).canonicalize());
    let full = full.with_context(|| format!("there is no `{}`", path.display()))?;
    let below: PathBuf =
        full.strip_prefix(root).with_context(|| format!("`{}` is not in the site", path.display()))?.to_path_buf();
    let Some(text) = below.to_str() else { bail!("the name of `{}` is not in UTF-8", path.display()) };
    SitePath::new(text).map_err(|_| anyhow::anyhow!("`{}` is not in the site", path.display()))
}

pub(super) fn lies_in(file: &SitePath, wanted: &SitePath) -> bool {
    file == wanted || file.strip(wanted.as_str()).is_some() || wanted.is_root()
}
