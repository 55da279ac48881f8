//! `onrecord publish`: what differs between the site and its host goes to the host.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Print, Publish, Way};
use super::check::read_lock;
use super::{Exit, build, ci};
use crate::check::{self, Desk};
use crate::config::{PACKINGS, Packing, SecureShell, Target, To};
use crate::output::{self, Outcome};
use crate::pictures::{CACHE, Darkroom};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::publish::rules::{self, Served};
use crate::publish::{self, Extra, Host, Local, Outbox, Plan, Ways, hosts};
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
    let target = choose(&edition.site.config.targets, args.target.as_deref())?;
    let packings = packings(args, target)?;
    if let Some(text) = printed(args, target, &edition, &packings, &root) {
        print(&text);
        return Ok(Exit::Well);
    }
    let out = root.join("public");
    build::check_out(&root, &out)?;
    let folder = Folder::new(out);
    let darkroom = Darkroom::new(Folder::new(root.join(CACHE)));
    // All texts were read, and none is read again.
    match output::write(&edition, &world, &folder, &darkroom, &|_| false, &|| ())? {
        Outcome::Done(_, more, _) => told.extend(more),
        Outcome::Moved => anyhow::bail!("an article changed while its page was made\n  publish once more"),
        Outcome::Failed(more) => {
            told.extend(more);
            return Ok(refuse(&told, &texts));
        }
    }
    build::print_diagnostics(&told, &texts);
    go(&root, target, &edition, &folder, &packings, args)
}

/// What is asked for in place of publishing.
fn printed(args: &Publish, target: &Target, edition: &Edition, packings: &[Packing], root: &Path) -> Option<String> {
    if let Some(service) = args.print_ci {
        return Some(ci::workflow(service, target));
    }
    let print = args.print?;
    let base = edition.site.config.base_path();
    let folder = match &target.to {
        To::Folder { path } => root.join(path).display().to_string(),
        To::Sftp(SecureShell { path, .. }) => path.clone(),
        _ => "/srv/www".to_owned(),
    };
    let served = Served { folder: &folder, base: &base, precompress: packings };
    let redirects = rules::redirects(edition);
    Some(match print {
        Print::Ci => ci::workflows(target),
        Print::Nginx => rules::nginx(&served, &redirects),
        Print::Caddy => rules::caddy(&served, &redirects),
    })
}

/// The variants that go along: those that the command line names, or else the target.
fn packings(args: &Publish, target: &Target) -> anyhow::Result<Vec<Packing>> {
    let Some(ways) = &args.precompress else { return Ok(target.precompress.clone()) };
    if matches!(target.to, To::Git { .. } | To::S3(_) | To::Azure(_) | To::Google(_)) {
        bail!(
            "the host of `{}` does not choose between variants of a file\n  leave out `--precompress`; most hosts of this kind compress by themselves",
            target.name
        );
    }
    let named = ways.iter().map(|way| match way {
        Way::Gzip => Packing::Gzip,
        Way::Brotli => Packing::Brotli,
        Way::Zstd => Packing::Zstd,
    });
    Ok(if ways.is_empty() { PACKINGS.to_vec() } else { named.collect() })
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

fn go(
    root: &Path,
    target: &Target,
    edition: &Edition,
    folder: &Folder,
    packings: &[Packing],
    args: &Publish,
) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let stop = stop_on_interrupt()?;
    let ways = Ways { list: args.list, adopt: args.adopt, prune: args.prune, break_lock: args.break_lock };
    let host = hosts::open(target, root).with_context(|| format!("target `{}`", target.name))?;
    let shelf = Folder::new(root.join(CACHE).join("variants"));
    let (local, baggage) = pack(&*host, target, edition, folder, &shelf, packings)?;
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
    let bar = bar(&prospect.plan, args.quiet);
    let progress = |sent: Option<u64>| bar.inc(sent.unwrap_or_default());
    let Baggage { extra, redirects } = &baggage;
    let outbox = Outbox { folder, extra, shelf: &shelf, redirects, stop: &stop, progress: &progress };
    let result = publish::publish(&*host, &local, prospect, &outbox, ways);
    bar.finish_and_clear();
    result.with_context(|| host.place())?;
    if !args.quiet {
        let took = build::human(started.elapsed());
        print(&format!("{files} files sent ({}), {removed} removed, in {took}\n", size(bytes)));
    }
    Ok(Exit::Well)
}

/// What goes to the host beside the output.
struct Baggage {
    extra: BTreeMap<SitePath, Extra>,
    redirects: BTreeMap<SitePath, String>,
}

/// Brings together what is to be on the host.
fn pack(
    host: &dyn Host,
    target: &Target,
    edition: &Edition,
    folder: &Folder,
    shelf: &Folder,
    packings: &[Packing],
) -> anyhow::Result<(Local, Baggage)> {
    let mut local = publish::local(folder, edition).context("cannot read the ledger of `public/`")?;
    let moved = rules::redirects(edition);
    let mut redirects = BTreeMap::new();
    if host.redirects() {
        redirects = moved.iter().map(|moved| (moved.file.clone(), moved.to.clone())).collect();
        publish::mark_redirects(&mut local, &redirects);
    }
    let variants = publish::add_variants(&mut local, folder, shelf, packings);
    let variants = variants.with_context(|| format!("cannot compress into `{}`", shelf.path().display()))?;
    let mut needs = host.needs();
    if let Some(rules) = target.rules {
        needs.extend(rules::files(rules, &moved, &local, &edition.site.config.base_path()));
    }
    let needs = publish::add_needs(&mut local, needs);
    let needs = needs.into_iter().map(|(path, bytes)| (path, Extra::Bytes(bytes)));
    let extra = variants.into_iter().map(|(path, place)| (path, Extra::Shelved(place))).chain(needs).collect();
    Ok((local, Baggage { extra, redirects }))
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
