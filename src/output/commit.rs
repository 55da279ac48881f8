//! The moment when readers see the new site: staged files take their places, leftovers go.

use anyhow::Context;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Settled;
use super::ledger::{Ledger, Written};
use crate::text::{Diagnostic, SitePath};
use crate::world::Folder;

/// What changed in the output folder.
pub struct Committed {
    pub written: usize,
    pub removed: usize,
    pub told: Vec<Diagnostic>,
}

/// Puts the staged files into their places, then removes what nobody plans any more.
pub fn commit(folder: &Folder, old: &Ledger, settled: Vec<Settled>) -> anyhow::Result<Committed> {
    let (in_the_way, leftovers) = leftovers(old, &settled);
    if settled.iter().any(|file| file.new.is_some()) {
        claim_new(folder, old, &settled)?;
    }
    let mut committed = Committed { written: 0, removed: 0, told: Vec::new() };
    for path in in_the_way {
        remove(folder, old, &path, &mut committed)?;
    }
    let ledger = take_places(folder, settled, &mut committed)?;
    for path in leftovers {
        remove(folder, old, &path, &mut committed)?;
    }
    if ledger != *old {
        ledger.write(folder).context("cannot write the ledger")?;
    }
    folder.clear_staging().context("cannot clear the staging folder")?;
    Ok(committed)
}

/// Files that were written before and are not planned now: first those that stand where a new file needs a folder,
/// or in a folder where a new file is to stand.
fn leftovers(old: &Ledger, settled: &[Settled]) -> (Vec<SitePath>, Vec<SitePath>) {
    let planned: FxHashSet<&SitePath> = settled.iter().map(|file| &file.path).collect();
    let leftovers = old.paths().filter(|path| !planned.contains(path)).cloned();
    let folders: FxHashSet<SitePath> =
        settled.iter().filter(|file| file.new.is_some()).flat_map(|file| above(&file.path)).collect();
    leftovers.partition(|path| folders.contains(path) || above(path).any(|folder| planned.contains(&folder)))
}

/// The folders that hold a path, from the nearest up.
fn above(path: &SitePath) -> impl Iterator<Item = SitePath> {
    std::iter::successors(Some(path.parent()), |folder| Some(folder.parent())).take_while(|folder| !folder.is_root())
}

/// Enters the new files in the ledger before they are there: should the build be stopped, the next one still knows
/// which files are its own.
fn claim_new(folder: &Folder, old: &Ledger, settled: &[Settled]) -> anyhow::Result<()> {
    let mut claimed = old.clone();
    for file in settled.iter().filter(|file| file.new.is_some()) {
        claimed.insert(file.path.clone(), Written::default());
    }
    claimed.write(folder).context("cannot write the ledger")
}

/// Renames the staged files; gives the ledger of the folder as it is then.
fn take_places(folder: &Folder, settled: Vec<Settled>, committed: &mut Committed) -> anyhow::Result<Ledger> {
    let entries: anyhow::Result<Vec<(SitePath, Written, bool)>> = settled
        .into_par_iter()
        .map(|Settled { path, written, new }| {
            let is_new = new.is_some();
            if let Some(new) = new {
                let shown = || format!("cannot write `{}`", path.under(folder.path()).display());
                folder.commit(new, &path).with_context(shown)?;
            }
            Ok((path, written, is_new))
        })
        .collect();
    let mut ledger = Ledger::default();
    for (path, written, is_new) in entries? {
        committed.written += usize::from(is_new);
        ledger.insert(path, written);
    }
    Ok(ledger)
}

/// Deletes a file that is still as it was written; one that somebody changed is theirs.
fn remove(folder: &Folder, old: &Ledger, path: &SitePath, committed: &mut Committed) -> anyhow::Result<()> {
    let Some(stamp) = folder.stamp(path) else { return Ok(()) };
    if old.get(path).is_some_and(|written| written.stamp == stamp) {
        let shown = || format!("cannot remove `{}`", path.under(folder.path()).display());
        folder.remove(path).with_context(shown)?;
        committed.removed += 1;
        return Ok(());
    }
    committed.told.push(
        Diagnostic::warning(
            "changed-outside",
            format!("`{path}` in the output is not needed any more, but was changed by somebody else"),
        )
        .hint("onrecord leaves it alone from now on; delete it yourself if nobody needs it"),
    );
    Ok(())
}
