//! `onrecord publish`: what differs between the site and its host goes to the host.

use std::io::{BufRead as _, IsTerminal, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Publish;
use super::check::read_lock;
use super::{Exit, build, ci};
use crate::check::{self, Desk};
use crate::config::Target;
use crate::output::{self, Outcome};
use crate::pictures::{CACHE, Darkroom};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::publish::{self, Host, Local, Outbox, Plan, Prospect, Ways, hosts};
use crate::render::Edition;
use crate::text::{Diagnostic, SitePath, nearest};
use crate::world::{Disk, Folder, World as _};

pub fn run(root: &Path, args: &Publish) -> anyhow::Result<Exit> {
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let world = Disk::new(root.clone());
    let mut project = Project::new(Options { base_url: args.base_url.clone(), ..Options::default() });
    let Refreshed { edition, mut told, mut texts, .. } = project.refresh(&world, Changes::All);
    if let Some(edition) = &edition {
        let today = edition.site.config.zone.day_of(world.now());
        let lock = read_lock(&world)?;
        texts.extend(lock.iter().map(|file| (file.path.clone(), file.text.clone())));
        // Whether other sites answer today is no reason to publish or not.
        let desk = Desk { edition, texts: &texts, today, told: &told, lock, external: None };
        let checked = check::check(&desk);
        told.extend(checked.told);
    }
    let edition = match edition {
        Some(edition) if !told.iter().any(Diagnostic::is_error) => edition,
        _ => return Ok(refuse(&told, &texts)),
    };
    if let Some(service) = args.print_ci {
        let target = choose(&edition.site.config.targets, args.target.as_deref())?;
        print(&ci::workflow(service, target));
        return Ok(Exit::Well);
    }
    let target = choose(&edition.site.config.targets, args.target.as_deref())?;
    let out = root.join("public");
    build::check_out(&root, &out)?;
    let folder = Folder::new(out);
    let darkroom = Darkroom::new(Folder::new(root.join(CACHE)));
    match output::write(&edition, &world, &folder, &darkroom, &|| ())? {
        Outcome::Done(_, more, _) => told.extend(more),
        Outcome::Failed(more) => {
            told.extend(more);
            return Ok(refuse(&told, &texts));
        }
    }
    build::print_diagnostics(&told, &texts);
    go(&root, target, &edition, &folder, args)
}

fn refuse(told: &[Diagnostic], texts: &crate::text::Texts) -> Exit {
    build::print_diagnostics(told, texts);
    anstream::eprintln!("{}; nothing was published", crate::report::tally(told));
    Exit::SiteHasErrors
}

/// The target that is meant: the named one, the only one, or the default one.
fn choose<'a>(targets: &'a [Target], name: Option<&str>) -> anyhow::Result<&'a Target> {
    const HOW: &str = "the manual’s page on publishing shows one for each kind of host";
    let names = || targets.iter().map(|target| target.name.as_str());
    let listed = || names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (name, targets) {
        (_, []) => bail!("site.yaml names no target below `publish`\n  {HOW}"),
        (None, [only]) => Ok(only),
        (None, _) => targets.iter().find(|target| target.is_default).with_context(|| {
            format!("which target is meant? there are {}\n  name one, or write `default: true` with one", listed())
        }),
        (Some(name), _) => targets.iter().find(|target| target.name == name).with_context(|| {
            let near = nearest(name, names()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            format!("there is no target `{name}`{near}\n  site.yaml has {}", listed())
        }),
    }
}

fn go(root: &Path, target: &Target, edition: &Edition, folder: &Folder, args: &Publish) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let stop = stop_on_interrupt()?;
    let ways = Ways { list: args.list, adopt: args.adopt, prune: args.prune, break_lock: args.break_lock };
    let host = hosts::open(target, root).with_context(|| format!("target `{}`", target.name))?;
    let mut local = publish::local(folder, edition).context("cannot read the ledger of `public/`")?;
    let extra = publish::add_needs(&mut local, host.needs());
    let prospect = publish::look(&*host, &local, ways, &stop).with_context(|| host.place())?;
    let plan = &prospect.plan;
    if !args.quiet {
        print(&told_plan(plan, &*host, args.dry_run));
    }
    if plan.is_empty() || args.dry_run {
        return Ok(Exit::Well);
    }
    let most = args.max_delete.unwrap_or_else(|| plan.harmless_removals());
    if plan.removals() > most {
        bail!(
            "{} files would be removed from {}, more than {most}; nothing was published\n  if that is meant, use `--max-delete {}`",
            plan.removals(),
            host.place(),
            plan.removals()
        );
    }
    if !args.yes && !ask()? {
        bail!("nothing was published");
    }
    let (files, removed, bytes) = (plan.sent().count(), plan.removals(), plan.bytes);
    send(&*host, &local, prospect, folder, &extra, ways, &stop, args.quiet).with_context(|| host.place())?;
    if !args.quiet {
        let took = build::human(started.elapsed());
        print(&format!("{files} files sent ({}), {removed} removed, in {took}\n", size(bytes)));
    }
    Ok(Exit::Well)
}

#[expect(clippy::too_many_arguments, reason = "the one place where the parts of a run come together")]
fn send(
    host: &dyn Host,
    local: &Local,
    prospect: Prospect,
    folder: &Folder,
    extra: &std::collections::BTreeMap<SitePath, Vec<u8>>,
    ways: Ways,
    stop: &AtomicBool,
    quiet: bool,
) -> anyhow::Result<()> {
    let bar = bar(&prospect.plan, quiet);
    let progress = |sent: Option<u64>| bar.inc(sent.unwrap_or_default());
    let outbox = Outbox { folder, extra, stop, progress: &progress };
    let result = publish::publish(host, local, prospect, &outbox, ways);
    bar.finish_and_clear();
    Ok(result?)
}

/// Turns an interrupt from the terminal into a wish to stop, so that what arrived is still entered in the manifest.
fn stop_on_interrupt() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let seen = stop.clone();
    thread::spawn(move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            seen.store(true, Ordering::Relaxed);
            anstream::eprintln!("stopping when the files that are on their way have arrived");
            // Whoever asks twice does not want to wait.
            let _ = runtime.block_on(tokio::signal::ctrl_c());
            std::process::exit(130);
        }
    });
    Ok(stop)
}

fn ask() -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        bail!("there is nobody to ask whether this is right; look at it with `--dry-run`, then use `--yes`");
    }
    anstream::eprint!("Publish? [y/N] ");
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// How many names of each kind are shown before one asks for all of them.
const SHOWN: usize = 8;

fn told_plan(plan: &Plan, host: &dyn Host, all: bool) -> String {
    let mut told = format!("{}:\n", host.place());
    let removed: Vec<&SitePath> = plan.in_the_way.iter().chain(&plan.removed).collect();
    let kinds = [
        ("+", "new", plan.new.iter().collect()),
        ("~", "changed", plan.changed.iter().collect()),
        ("-", "removed", removed),
    ];
    for (sign, word, paths) in kinds {
        if paths.is_empty() {
            continue;
        }
        told += &format!("  {} {word}\n", paths.len());
        let shown = if all { paths.len() } else { SHOWN };
        paths.iter().take(shown).for_each(|path| told += &format!("    {sign} {path}\n"));
        if paths.len() > shown {
            told += &format!("    … and {} more\n", paths.len() - shown);
        }
    }
    if plan.foreign > 0 {
        told += &format!("  {} files of somebody else, which stay\n", plan.foreign);
    }
    if plan.is_empty() {
        return told + &format!("  all {} files are there as they should be\n", plan.unchanged);
    }
    told + &format!("  {} unchanged; {} to send\n", plan.unchanged, size(plan.bytes))
}

fn bar(plan: &Plan, quiet: bool) -> ProgressBar {
    let hidden = quiet || !std::io::stderr().is_terminal();
    let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(plan.bytes), target);
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}, {eta} left");
    bar.set_style(style.expect("a template that was tried"));
    bar
}

fn size(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

fn print(text: &str) {
    // A closed pipe is no reason to fail.
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}
