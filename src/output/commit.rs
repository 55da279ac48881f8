//! The moment when readers see the new site: staged files take their places, leftovers go.

use anyhow::Context;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::ledger::Ledger;
use super::{New, Settled};
use crate::text::{Diagnostic, Fingerprint, SitePath};
use crate::world::Folder;

/// What changed in the output folder.
pub struct Committed {
    pub written: usize,
    pub removed: usize,
    pub told: Vec<Diagnostic>,
}

/// Puts the staged files into their places, then removes what nobody plans any more.
pub fn commit(folder: &Folder, old: &Ledger, settled: Vec<Settled>) -> anyhow::Result<Committed> {
    let ledger = Ledger::of(settled.iter().map(|file| (file.path.clone(), file.written)).collect());
    let mut committed = Committed { written: 0, removed: 0, told: Vec::new() };
    if !old.is_as(&ledger) {
        let (in_the_way, leftovers) = leftovers(old, &ledger, &settled);
        ledger.announce(old, folder).context("cannot write the ledger")?;
        for path in in_the_way {
            remove(folder, old, &path, &mut committed)?;
        }
        committed.written = take_places(folder, settled)?;
        for path in leftovers {
            remove(folder, old, &path, &mut committed)?;
        }
        ledger.settle(old, folder).context("cannot write the ledger")?;
    }
    folder.clear_staging().context("cannot clear the staging folder")?;
    Ok(committed)
}

/// Puts a few staged files in the place of others in a folder that stands as its ledger says; gives how many there were,
/// and what stands for the ledger now, unless that is as it was. None if all had better be written down again.
pub fn amend(
    folder: &Folder,
    old: &Ledger,
    settled: Vec<Settled>,
) -> anyhow::Result<Option<(usize, Option<Fingerprint>)>> {
    let files = settled.iter().map(|file| (file.path.clone(), file.written)).collect();
    let Some(amendment) = old.amendment(files) else { return Ok(None) };
    let (mut written, mut fingerprint) = (0, None);
    if !amendment.is_empty() {
        fingerprint = Some(amendment.announce(folder).context("cannot write the ledger")?);
        written = take_places(folder, settled)?;
        amendment.settle(folder).context("cannot write the ledger")?;
    }
    folder.clear_staging().context("cannot clear the staging folder")?;
    Ok(Some((written, fingerprint)))
}

/// Does the same where some files are new, or some go.
pub fn exchange(
    folder: &Folder,
    old: &Ledger,
    settled: Vec<Settled>,
    going: &FxHashSet<SitePath>,
) -> anyhow::Result<Committed> {
    let replaced: FxHashSet<&SitePath> = settled.iter().map(|file| &file.path).collect();
    let staying = old.files().filter(|(path, _)| !replaced.contains(path) && !going.contains(path));
    let staying = staying.map(|(path, written)| Settled { path, written: *written, new: None });
    let all = staying.collect::<Vec<_>>();
    commit(folder, old, all.into_iter().chain(settled).collect())
}

/// Files that were written before and are not planned now: first those that stand where a new file needs a folder,
/// or in a folder where a new file is to stand.
fn leftovers(old: &Ledger, ledger: &Ledger, settled: &[Settled]) -> (Vec<SitePath>, Vec<SitePath>) {
    let mut leftovers: Vec<SitePath> = old.paths().filter(|path| !ledger.holds(path)).collect();
    leftovers.sort_unstable();
    leftovers.dedup();
    if leftovers.is_empty() {
        return Default::default();
    }
    let new = settled.iter().filter(|file| file.new.is_some());
    let folders: FxHashSet<SitePath> = new.flat_map(|file| above(&file.path)).collect();
    leftovers.into_iter().partition(|path| folders.contains(path) || above(path).any(|folder| ledger.holds(&folder)))
}

/// The folders that hold a path, from the nearest up.
fn above(path: &SitePath) -> impl Iterator<Item = SitePath> {
    std::iter::successors(Some(path.parent()), |folder| Some(folder.parent())).take_while(|folder| !folder.is_root())
}

/// Renames the staged files; gives how many there were.
fn take_places(folder: &Folder, settled: Vec<Settled>) -> anyhow::Result<usize> {
    let written = settled
        .into_par_iter()
        .map(|Settled { path, new, .. }| {
            match new {
                None => return Ok(0),
                Some(New::InTree) => {}
                Some(New::Staged(new)) => {
                    let shown = || format!("cannot write `{}`", path.under(folder.path()).display());
                    folder.commit(new, &path).with_context(shown)?;
                }
            }
            Ok(1)
        })
        .sum::<anyhow::Result<usize>>()?;
    folder.commit_tree().context("cannot move the new site to its place")?;
    Ok(written)
}

/// Deletes a file that is still as it was written; one that somebody changed is theirs.
fn remove(folder: &Folder, old: &Ledger, path: &SitePath, committed: &mut Committed) -> anyhow::Result<()> {
    let Some(stamp) = folder.stamp(path) else { return Ok(()) };
    if old.standing(path, stamp).is_some() {
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
