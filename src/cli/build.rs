//! `onrecord build`: content to pages.
//!
//! A build that is done once looks first at what the last one left: if nothing changed there is nothing to do, if only
//! texts of articles did there is little ([`amend`]), and else what is known of articles need not be read again.

mod amend;

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::Once;
use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use rustc_hash::FxHashSet;

use super::Exit;
use super::args::Build;
use crate::output::{self, Basis, Counts, Report, Standing};
use crate::parse::Article;
use crate::pictures::{CACHE, Darkroom};
use crate::preview::{Changed, Watch};
use crate::project::{Changes, Options, Project, Refreshed, Work};
use crate::report;
use crate::resolve::Due;
use crate::resolve::kept::{Left, unless_damaged};
use crate::text::{Diagnostic, SitePath, Stages, Texts};
use crate::world::{Disk, Folder, Noted, Sink, World};

/// How long a build may take before it shows a progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub fn run(root: &Path, args: &Build) -> anyhow::Result<Exit> {
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let out = args
        .out
        .as_ref()
        .map_or_else(|| root.join("public"), |out| std::path::absolute(out).unwrap_or_else(|_| out.clone()));
    check_out(&root, &out)?;
    if args.watch {
        return watch(&root, &out, args);
    }
    let started = Instant::now();
    let (world, place) = (Disk::new(root.clone()), Place::new(&root, &out));
    let cache = Folder::new(root.join(CACHE));
    let made_by = output::made_by(&(args.drafts, args.future, args.expired, &args.base_url, &args.theme));
    let basis = Basis::read(&cache, &place.basis).filter(|basis| basis.made_by == made_by);
    let basis = basis.map(for_good);
    let standing = basis.map_or(Standing::Other, |basis| basis.standing(&world, &place.folder));
    let standing = for_good(standing);
    if let (Some(basis), Standing::Same) = (basis, standing) {
        return Ok(tell_unchanged(&basis.report, args, started));
    }
    let mut stages = Stages::of("looking at stamps", started.elapsed());
    let left = stages.time("what was left", || basis.and_then(|basis| read_left(basis, &cache, &place)));
    let left = left.map(for_good);
    if let (Some(basis), Some(left), Standing::Texts(changed, ledger)) = (basis, left, standing) {
        let work = amend::Work { changed, ledger, left, started, stages };
        let next = unless_damaged(|| amend::build(basis, &work, &world, &place, args));
        if let Some(next) = next.transpose()?.flatten() {
            next.write(&cache, &place.basis);
            return Ok(Exit::Well);
        }
    }
    let attempt = |left: Option<&Left>| {
        let noted = Noted::after(&world, basis.map(|basis| &basis.notes));
        let mut project = Project::new(Options { once: true, ..options(args) });
        left.into_iter().for_each(|left| project.start_with(left));
        build(&mut project, &noted, &place, args, Changes::All).map(|outcome| (project, noted, outcome))
    };
    let (mut project, mut noted, mut outcome) = attempt(left)?;
    if matches!(outcome, Outcome::Unsure) {
        (project, noted, outcome) = attempt(None)?;
    }
    let Outcome::Built { report, same_due, is_lasting, told_of } = outcome else { return Ok(Exit::SiteHasErrors) };
    if let Some(ledger) = output::ledger_fingerprint(&place.folder).filter(|_| is_lasting) {
        let same_due = (same_due.start.as_nanosecond(), same_due.end.as_nanosecond());
        let leave = |sink: &mut Sink<'_>| project.leave(&told_of, sink);
        // Where nothing can be left, the next build looks at everything.
        let left = cache.replace_in_pieces(&output::left_file(&place.basis), leave).ok().flatten();
        let notes = noted.into_notes();
        Basis { made_by, ledger, notes, same_due, report, left, ..Basis::default() }.write(&cache, &place.basis);
    }
    for_good(project);
    Ok(Exit::Well)
}

/// Keeps something as long as the program runs, which ends with what it is for: taking it apart piece by piece would
/// take longer than a change.
fn for_good<T>(what: T) -> &'static T {
    Box::leak(Box::new(what))
}

/// What an earlier build left of the site.
fn read_left(basis: &Basis, cache: &Folder, place: &Place) -> Option<Left> {
    let file = cache.open(&output::left_file(&place.basis)).ok()?;
    let length = file.length;
    Left::open(Box::new(move |range| file.read(range)), length, basis.left?, basis.amended())
}

fn options(args: &Build) -> Options {
    Options {
        due: Due { drafts: args.drafts, future: args.future, expired: args.expired },
        base_url: args.base_url.clone(),
        theme: args.theme.clone(),
        ..Options::default()
    }
}

/// Builds again at every change.
fn watch(root: &Path, out: &Path, args: &Build) -> anyhow::Result<Exit> {
    let mut project = Project::new(options(args));
    let place = Place::new(root, out);
    // Watch first: what changes while the site is read is then seen as well.
    let mut watch = Watch::start(root, false);
    build(&mut project, &Disk::new(root.to_path_buf()), &place, args, Changes::All)?;
    while let Some(changed) = watch.next(project.links()) {
        let changes = match &changed {
            Changed::Paths(paths) => Changes::Paths(paths),
            Changed::Everything => Changes::All,
        };
        // A disk that is full for a moment is no reason to stop watching.
        if let Err(error) = build(&mut project, &Disk::new(root.to_path_buf()), &place, args, changes) {
            anstream::eprintln!("error: {error:#}");
        }
    }
    Ok(Exit::Well)
}

/// Where a build keeps what it makes.
struct Place {
    folder: Folder,
    darkroom: Darkroom,
    /// In the cache, what the next build starts from.
    basis: SitePath,
}

impl Place {
    fn new(root: &Path, out: &Path) -> Self {
        Self {
            folder: Folder::new(out.to_path_buf()),
            darkroom: Darkroom::new(Folder::new(root.join(CACHE))),
            basis: output::basis_file(out),
        }
    }
}

/// What became of a build.
enum Outcome {
    Built {
        report: Report,
        same_due: Range<Timestamp>,
        /// Whether the next build has the same to tell, if nothing changes.
        is_lasting: bool,
        /// The files that something was told of.
        told_of: FxHashSet<SitePath>,
    },
    SiteHasErrors,
    /// Nothing was written, and must be built without what an earlier build left: there is something to tell of an
    /// article that was taken over, or it changed meanwhile.
    Unsure,
}

fn build(
    project: &mut Project,
    world: &dyn World,
    place: &Place,
    args: &Build,
    changes: Changes<'_>,
) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let Refreshed { edition, mut told, texts, work, same_due, mut stages } = project.refresh(world, changes);
    if told.iter().any(|told| project.is_unsure(told)) {
        return Ok(Outcome::Unsure);
    }
    let refuse = |told: &[Diagnostic]| {
        refuse(told, &texts);
        Ok(Outcome::SiteHasErrors)
    };
    let edition = match edition {
        Some(edition) if !told.iter().any(Diagnostic::is_error) => edition,
        _ => return refuse(&told),
    };
    let bar = bar(edition.plan.pages.len() + edition.plan.assets.len());
    // Asked once: it is a call of the system, and there are files in tens of thousands.
    let is_watched = !args.quiet && std::io::stderr().is_terminal();
    let showing = Once::new();
    let rereading = project.rereading();
    let read_text = |article: &Article| rereading.as_ref().is_some_and(|rereading| rereading.read(world, article));
    let outcome = output::write(&edition, world, &place.folder, &place.darkroom, &read_text, &|| {
        bar.inc(1);
        if is_watched && started.elapsed() > PATIENCE {
            showing.call_once(|| bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    });
    bar.finish_and_clear();
    let reread = rereading.as_ref().map_or(0, |rereading| rereading.count());
    let work = Work { parsed: work.parsed + reread, ..work };
    let counts = match outcome? {
        output::Outcome::Done(counts, more, timed) => {
            told.extend(more);
            stages.extend(timed);
            counts
        }
        output::Outcome::Failed(more) => {
            told.extend(more);
            return refuse(&told);
        }
        output::Outcome::Moved => return Ok(Outcome::Unsure),
    };
    // It shares what it is made of with the project, which goes on or ends with the program.
    std::mem::forget(edition);
    let report = Report {
        diagnostics: if told.is_empty() { String::new() } else { report::render(&told, &texts, true) },
        tally: report::tally(&told),
        files: counts.files,
        pages: counts.pages,
        articles: work.articles,
    };
    anstream::eprint!("{}", report.diagnostics);
    tell(&report, counts, work, &stages, args, started);
    // What somebody did in the output folder is told once.
    let is_lasting = !told.iter().any(|told| told.code == "changed-outside");
    let told_of = told.iter().flat_map(Diagnostic::files).cloned().collect();
    Ok(Outcome::Built { report, same_due, is_lasting, told_of })
}

/// Tells what a build told before, since everything is as it was then.
fn tell_unchanged(report: &Report, args: &Build, started: Instant) -> Exit {
    anstream::eprint!("{}", report.diagnostics);
    let counts = Counts { files: report.files, pages: report.pages, ..Counts::default() };
    let work = Work { articles: report.articles, ..Work::default() };
    let stages = Stages::of("looking at stamps", started.elapsed());
    tell(report, counts, work, &stages, args, started);
    Exit::Well
}

fn tell(report: &Report, counts: Counts, work: Work, stages: &Stages, args: &Build, started: Instant) {
    if args.quiet {
        return;
    }
    let took = started.elapsed();
    let mut stdout = anstream::stdout().lock();
    // A closed pipe is no reason to fail: the site is built.
    let _ = writeln!(
        stdout,
        "{} pages: {} files written, {} unchanged, {} removed, {}, in {}",
        counts.pages,
        counts.written,
        counts.unchanged(),
        counts.removed,
        report.tally,
        human(took)
    );
    if args.timings {
        let _ = write!(stdout, "{}", timings(stages, took, work, counts));
    }
}

/// The output folder must not hold the site's inputs: a build would mix the two.
pub(super) fn check_out(root: &Path, out: &Path) -> anyhow::Result<()> {
    let resolved = out.canonicalize().unwrap_or_else(|_| out.to_path_buf());
    let inputs = ["content", "templates", "themes", "static", "archive", CACHE].map(|name| root.join(name));
    let holds = |folder: &Path| resolved.starts_with(folder) || folder.starts_with(&resolved);
    if root.starts_with(&resolved) || inputs.iter().any(|input| holds(input)) {
        anyhow::bail!(
            "`{}` holds the site's own files, so nothing is written to it\n  choose another folder with `--out`",
            out.display()
        );
    }
    Ok(())
}

pub(super) fn refuse(told: &[Diagnostic], texts: &Texts) -> Exit {
    print_diagnostics(told, texts);
    anstream::eprintln!("{}; nothing was written", report::tally(told));
    Exit::SiteHasErrors
}

pub(super) fn print_diagnostics(told: &[Diagnostic], texts: &Texts) {
    if !told.is_empty() {
        anstream::eprint!("{}", report::render(told, texts, true));
    }
}

/// A progress bar that nobody sees yet.
fn bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} pages");
    bar.with_style(style.expect("a template that was tried"))
}

/// The stages of a build, each with its time and with what it had to do.
fn timings(stages: &Stages, total: Duration, work: Work, counts: Counts) -> String {
    let mut text = durations(stages, total);
    writeln!(
        text,
        "  {} parsed of {}, {} pages rendered of {}",
        work.parsed, work.articles, counts.rendered, counts.pages
    )
    .expect("a string takes everything");
    text
}

/// A line for each stage, and one for all of them.
pub(super) fn durations(stages: &Stages, total: Duration) -> String {
    let all = stages.iter().chain([("in all", total)]);
    all.map(|(stage, took)| format!("  {stage:<24} {:>9.1} ms\n", took.as_secs_f64() * 1000.0)).collect()
}

pub(super) fn human(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}
