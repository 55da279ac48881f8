//! From the output folder to the host: puts there what differs, in an order in which no reader sees half a site.
//!
//! 1. [`look`] reads the [`manifest`] on the host, lists the host where that costs little, and makes the [`plan`].
//! 2. [`publish`] takes the [`lock`], enters in the manifest what it is going to send, and sends wave by wave:
//!    pictures and style sheets, then articles and entries, then the lists and feeds that lead to them. What nobody
//!    needs any more is removed at the end.
//! 3. The manifest is written anew now and then and at the end, so that a run that is cut is carried on by the next.
//! 4. What is on the host is looked at again.
//!
//! Beside the output go compressed [`variants`] of it, and [`rules`]: redirects and headers as the host reads them.
//!
//! A [`host`] is one small file in [`hosts`]; it moves bytes and knows nothing of all this.
//!
//! **Invariant:** nothing on a host is removed that onrecord did not put there, unless somebody asks for it; and no
//! secret is in a message, a manifest or the settings.

mod host;
pub mod hosts;
mod local;
mod lock;
mod manifest;
mod plan;
mod retry;
pub mod rules;
mod send;
mod served;
#[cfg(all(test, unix))]
mod tests;
mod variants;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

pub use host::{Host, Manner, Refused, Why};
pub use local::{add_needs, local, mark_redirects};
pub use manifest::{Kept, Manifest};
pub use plan::{File, Local, Plan, There, Wave};
pub use send::{Extra, Outbox};
pub use variants::add_variants;

use lock::Lock;
use retry::patiently;

use crate::text::SitePath;

/// How to go about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways {
    /// Lists the host even where that takes long.
    pub list: bool,
    /// Publishes to a place that holds files of somebody else.
    pub adopt: bool,
    /// Removes files that onrecord did not put there.
    pub prune: bool,
    /// Takes the lock from whoever has it.
    pub break_lock: bool,
}

/// What was found on the host, and what is to be done there.
#[derive(Debug)]
pub struct Prospect {
    pub there: There,
    pub plan: Plan,
    /// The manifest as it was read, to see whether somebody published since.
    read: Option<Vec<u8>>,
}

/// Looks at the host and plans.
pub fn look(host: &dyn Host, local: &Local, ways: Ways, stop: &AtomicBool) -> Result<Prospect, Refused> {
    let read = patiently(stop, || host.read(&Manifest::path()))?;
    let manifest = read.as_deref().and_then(Manifest::decode);
    let is_lost = manifest.is_none();
    let wants_list = host.lists_cheaply() || is_lost || ways.list || ways.prune;
    let listing = if wants_list { Some(patiently(stop, || host.list())?) } else { None };
    let there = There { manifest: manifest.unwrap_or_default(), listing };
    let plan = Plan::new(local, &there, ways.prune);
    if is_lost && !ways.adopt {
        refuse_foreign(host, &there, read.is_some())?;
    }
    Ok(Prospect { there, plan, read })
}

/// Without a manifest, files that are there are somebody else's, as far as anybody knows.
fn refuse_foreign(host: &dyn Host, there: &There, is_damaged: bool) -> Result<(), Refused> {
    let files = there.listing.iter().flatten().filter(|(path, _)| !plan::is_our_tool(path)).count();
    if files == 0 {
        return Ok(());
    }
    let found = if is_damaged { "its manifest cannot be read" } else { "none of them was put there by onrecord" };
    Err(Refused::new(
        Why::Other,
        format!(
            "{} holds {files} files, and {found}\n  choose another place; or use `--adopt`, which replaces files that the site has, too, and leaves all others alone",
            host.place()
        ),
    ))
}

/// Carries out a plan. What was sent is entered in the manifest even if the run fails in the middle.
pub fn publish(
    host: &dyn Host,
    local: &Local,
    prospect: Prospect,
    outbox: &Outbox<'_>,
    ways: Ways,
) -> Result<(), Refused> {
    let stop = outbox.stop;
    let lock = Lock::new()?;
    patiently(stop, || lock.take(host, ways.break_lock))?;
    let result = send_all(host, local, prospect, outbox, &lock);
    // Also for a run that was stopped. A lock that cannot be given back is seen to be stale by the next run.
    let released = patiently(&AtomicBool::new(false), || lock.release(host));
    result.and(released)
}

fn send_all(
    host: &dyn Host,
    local: &Local,
    prospect: Prospect,
    outbox: &Outbox<'_>,
    lock: &Lock,
) -> Result<(), Refused> {
    let Prospect { there, plan, read } = prospect;
    if patiently(outbox.stop, || host.read(&Manifest::path()))? != read {
        let message = format!("somebody published to {} since the plan was made; start again", host.place());
        return Err(Refused::new(Why::Overtaken, message));
    }
    let manifest = send::send(host, local, &plan, there.manifest, outbox, lock)?;
    verify(host, local, &plan, &manifest, outbox.stop)
}

/// Looks at what is on the host now.
fn verify(host: &dyn Host, local: &Local, plan: &Plan, manifest: &Manifest, stop: &AtomicBool) -> Result<(), Refused> {
    let wrong = |what: String| Refused::new(Why::Other, format!("{what}; publish again"));
    if patiently(stop, || host.read(&Manifest::path()))?.as_deref().and_then(Manifest::decode).as_ref()
        != Some(manifest)
    {
        return Err(wrong(format!("the manifest on {} is not the one that was just written", host.place())));
    }
    let look = |path: &SitePath, len: Option<u64>| match (len, local.get(path).map(|file| file.kept.len)) {
        (len, meant) if len == meant => Ok(()),
        (Some(len), Some(meant)) => Err(wrong(format!("`{path}` has {len} bytes there, but {meant} here"))),
        _ => Err(wrong(format!("`{path}` is missing there"))),
    };
    if host.lists_cheaply() {
        let listing = patiently(stop, || host.list())?;
        return local.keys().try_for_each(|path| look(path, listing.get(path).copied()));
    }
    // What was sent alone: each file is a question of its own.
    let (sent, next) = (plan.sent().collect::<Vec<_>>(), AtomicUsize::new(0));
    let ask = || {
        while let Some(path) = sent.get(next.fetch_add(1, Ordering::Relaxed)) {
            look(path, patiently(stop, || host.len(path))?)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let asking: Vec<_> = (0..host.width().min(sent.len())).map(|_| scope.spawn(ask)).collect();
        let lost = |_| Err(Refused::new(Why::Other, "a look at the host broke off"));
        asking.into_iter().try_for_each(|asked| asked.join().unwrap_or_else(lost))
    })
}
