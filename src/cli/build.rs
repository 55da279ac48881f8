//! `onrecord build`: content to pages.

use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Exit;
use super::args::Build;
use crate::output::{self, Counts, Outcome};
use crate::pictures::{CACHE, Darkroom};
use crate::preview::{Changed, Watch};
use crate::project::{Changes, Options, Project, Refreshed, Work};
use crate::report;
use crate::resolve::Due;
use crate::text::{Diagnostic, Texts};
use crate::world::{Disk, Folder};

/// How long a build may take before it shows a progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

pub fn run(root: &Path, args: &Build) -> anyhow::Result<Exit> {
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let out = args
        .out
        .as_ref()
        .map_or_else(|| root.join("public"), |out| std::path::absolute(out).unwrap_or_else(|_| out.clone()));
    check_out(&root, &out)?;
    let darkroom = Darkroom::new(Folder::new(root.join(CACHE)));
    let mut project = Project::new(Options {
        due: Due { drafts: args.drafts, future: args.future, expired: args.expired },
        base_url: args.base_url.clone(),
        theme: args.theme.clone(),
    });
    if !args.watch {
        return build(&mut project, &darkroom, &root, &out, args, Changes::All);
    }
    // Watch first: what changes while the site is read is then seen as well.
    let mut watch = Watch::start(&root, false);
    build(&mut project, &darkroom, &root, &out, args, Changes::All)?;
    while let Some(changed) = watch.next(project.links()) {
        let changes = match &changed {
            Changed::Paths(paths) => Changes::Paths(paths),
            Changed::Everything => Changes::All,
        };
        // A disk that is full for a moment is no reason to stop watching.
        if let Err(error) = build(&mut project, &darkroom, &root, &out, args, changes) {
            anstream::eprintln!("error: {error:#}");
        }
    }
    Ok(Exit::Well)
}

fn build(
    project: &mut Project,
    darkroom: &Darkroom,
    root: &Path,
    out: &Path,
    args: &Build,
    changes: Changes<'_>,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let world = Disk::new(root.to_path_buf());
    let Refreshed { edition, mut told, texts, work } = project.refresh(&world, changes);
    let read = started.elapsed();
    let edition = match edition {
        Some(edition) if !told.iter().any(Diagnostic::is_error) => edition,
        _ => return Ok(refuse(&told, &texts)),
    };
    let folder = Folder::new(out.to_path_buf());
    let bar = bar(edition.plan.pages.len() + edition.plan.assets.len(), args.quiet);
    let outcome = output::write(&edition, &world, &folder, darkroom, &|| {
        bar.inc(1);
        if bar.is_hidden() && started.elapsed() > PATIENCE && !args.quiet && std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
    bar.finish_and_clear();
    let counts = match outcome? {
        Outcome::Done(counts, more) => {
            told.extend(more);
            counts
        }
        Outcome::Failed(more) => {
            told.extend(more);
            return Ok(refuse(&told, &texts));
        }
    };
    print_diagnostics(&told, &texts);
    if !args.quiet {
        let mut stdout = anstream::stdout().lock();
        // A closed pipe is no reason to fail: the site is built.
        let _ = writeln!(stdout, "{}", closing_line(counts, &told, started.elapsed()));
        if args.timings {
            let _ = write!(stdout, "{}", timings(read, started.elapsed(), work, counts));
        }
    }
    Ok(Exit::Well)
}

/// The output folder must not hold the site's inputs: a build would mix the two.
fn check_out(root: &Path, out: &Path) -> anyhow::Result<()> {
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

fn refuse(told: &[Diagnostic], texts: &Texts) -> Exit {
    print_diagnostics(told, texts);
    anstream::eprintln!("{}; nothing was written", report::tally(told));
    Exit::SiteHasErrors
}

fn print_diagnostics(told: &[Diagnostic], texts: &Texts) {
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

fn closing_line(counts: Counts, told: &[Diagnostic], took: Duration) -> String {
    format!(
        "{} pages: {} files written, {} unchanged, {} removed, {}, in {}",
        counts.pages,
        counts.written,
        counts.unchanged(),
        counts.removed,
        report::tally(told),
        human(took)
    )
}

fn timings(read: Duration, total: Duration, work: Work, counts: Counts) -> String {
    format!(
        "  reading, parsing and linking: {} ({} parsed of {})\n  rendering and writing: {} ({} pages rendered of {})\n",
        human(read),
        work.parsed,
        work.articles,
        human(total.saturating_sub(read)),
        counts.rendered,
        counts.pages,
    )
}

fn human(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}
