//! `onrecord build`: content to pages.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::Exit;
use super::args::Build;
use crate::output::{self, Basis, Counts, Report};
use crate::pictures::{CACHE, Darkroom};
use crate::preview::{Changed, Watch};
use crate::project::{Changes, Options, Project, Refreshed, Work};
use crate::report;
use crate::resolve::Due;
use crate::text::{Diagnostic, Stages, Texts};
use crate::world::{Disk, Folder, Noted, World};

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
    let (cache, kept) = (Folder::new(root.join(CACHE)), output::basis_file(&out));
    let (world, folder) = (Disk::new(root.clone()), Folder::new(out.clone()));
    let made_by = output::made_by(&(args.drafts, args.future, args.expired, &args.base_url, &args.theme));
    if let Some(basis) = Basis::read(&cache, &kept).filter(|basis| basis.holds(made_by, &world, &folder)) {
        return Ok(tell_unchanged(&basis.report, args, started));
    }
    let mut project = Project::new(Options { once: true, ..options(args) });
    let noted = Noted::new(&world);
    let outcome = build(&mut project, &noted, &Place::new(&root, &out), args, Changes::All)?;
    let Outcome::Built { report, same_due, is_lasting } = outcome else { return Ok(Exit::SiteHasErrors) };
    if let Some(ledger) = output::ledger_fingerprint(&folder).filter(|_| is_lasting) {
        let same_due = (same_due.start.as_nanosecond(), same_due.end.as_nanosecond());
        Basis { made_by, ledger, notes: noted.into_notes(), same_due, report }.write(&cache, &kept);
    }
    // The program ends now, and its memory with it: taking it apart piece by piece would take longer than a change.
    std::mem::forget(project);
    Ok(Exit::Well)
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
}

impl Place {
    fn new(root: &Path, out: &Path) -> Self {
        Self { folder: Folder::new(out.to_path_buf()), darkroom: Darkroom::new(Folder::new(root.join(CACHE))) }
    }
}

/// What became of a build.
enum Outcome {
    Built {
        report: Report,
        same_due: Range<Timestamp>,
        /// Whether the next build has the same to tell, if nothing changes.
        is_lasting: bool,
    },
    SiteHasErrors,
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
    let refuse = |told: &[Diagnostic]| {
        refuse(told, &texts);
        Ok(Outcome::SiteHasErrors)
    };
    let edition = match edition {
        Some(edition) if !told.iter().any(Diagnostic::is_error) => edition,
        _ => return refuse(&told),
    };
    let bar = bar(edition.plan.pages.len() + edition.plan.assets.len(), args.quiet);
    let outcome = output::write(&edition, world, &place.folder, &place.darkroom, &|| {
        bar.inc(1);
        if bar.is_hidden() && started.elapsed() > PATIENCE && !args.quiet && std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
    bar.finish_and_clear();
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
    Ok(Outcome::Built { report, same_due, is_lasting })
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

fn bar(files: usize, quiet: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
    if !quiet {
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} pages").expect("a template that was tried");
        bar.set_style(style);
    }
    bar
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
