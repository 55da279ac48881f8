//! What is to be done on a host: a pure function of what the site is and what the host has.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::lock;
use super::manifest::{self, Kept, Manifest};
use crate::text::SitePath;

/// The files of the site as it is to be.
pub type Local = BTreeMap<SitePath, File>;

/// A file of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    pub kept: Kept,
    pub wave: Wave,
}

/// When a file goes out, so that no page links to what is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wave {
    /// Pictures, style sheets, downloads.
    Assets,
    /// Articles, and pages of entries of the record.
    Pages,
    /// The home page, sections, lists and feeds, which lead to the pages.
    Lists,
}

pub const WAVES: [Wave; 3] = [Wave::Assets, Wave::Pages, Wave::Lists];

/// What a host has.
#[derive(Debug, Clone, Default)]
pub struct There {
    pub manifest: Manifest,
    /// Files and their lengths; none where nobody asked for them.
    pub listing: Option<BTreeMap<SitePath, u64>>,
}

/// What is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to remove first, since they stand where a folder is needed, or in a folder where a file is needed.
    pub in_the_way: Vec<SitePath>,
    pub new: Vec<SitePath>,
    pub changed: Vec<SitePath>,
    /// Files to remove when all others are there.
    pub removed: Vec<SitePath>,
    pub unchanged: usize,
    /// How much is to be sent.
    pub bytes: u64,
    /// Files on the host that onrecord did not put there and that stay.
    pub foreign: usize,
    /// How many files of the host are known to be onrecord's.
    pub own: usize,
}

impl Plan {
    /// Compares the site with the host. `prune` removes files that onrecord did not put there, too.
    pub fn new(local: &Local, there: &There, prune: bool) -> Self {
        let mut plan = Self { own: there.manifest.paths().count(), ..Self::default() };
        let is_there = |path: &SitePath| there.listing.as_ref().is_none_or(|listing| listing.contains_key(path));
        for (path, file) in local {
            let arrived = there.manifest.get(path) == Some(file.kept);
            let stands = there.listing.as_ref().is_none_or(|listing| listing.get(path) == Some(&file.kept.len));
            if arrived && stands {
                plan.unchanged += 1;
                continue;
            }
            plan.bytes += file.kept.len;
            let listed = there.listing.as_ref().is_some_and(|listing| listing.contains_key(path));
            let known = there.manifest.has(path) && is_there(path);
            if listed || known { &mut plan.changed } else { &mut plan.new }.push(path.clone());
        }
        let mut leftovers: Vec<SitePath> =
            there.manifest.paths().filter(|path| !local.contains_key(path)).cloned().collect();
        for path in there.listing.iter().flat_map(BTreeMap::keys) {
            if local.contains_key(path) || there.manifest.has(path) || is_our_tool(path) {
                continue;
            }
            if prune {
                leftovers.push(path.clone());
            } else {
                plan.foreign += 1;
            }
        }
        let folders: FxHashSet<SitePath> = plan.sent().flat_map(above).collect();
        let in_the_way = |path: &SitePath| folders.contains(path) || above(path).any(|up| local.contains_key(&up));
        (plan.in_the_way, plan.removed) = leftovers.into_iter().partition(in_the_way);
        plan
    }

    /// The files that are sent.
    pub fn sent(&self) -> impl Iterator<Item = &SitePath> {
        self.new.iter().chain(&self.changed)
    }

    /// The files of a wave that are sent.
    pub fn wave(&self, local: &Local, wave: Wave) -> Vec<SitePath> {
        self.sent().filter(|path| local.get(path).is_some_and(|file| file.wave == wave)).cloned().collect()
    }

    pub fn removals(&self) -> usize {
        self.in_the_way.len() + self.removed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.removals() == 0
    }

    /// How many files may be removed without a word: 50, or a fifth of what is there.
    pub fn harmless_removals(&self) -> usize {
        50.max(self.own / 5)
    }
}

/// Whether a file belongs to publishing itself.
pub fn is_our_tool(path: &SitePath) -> bool {
    [manifest::FILE, lock::FILE].contains(&path.as_str())
}

/// The folders that hold a path, from the nearest up.
fn above(path: &SitePath) -> impl Iterator<Item = SitePath> {
    std::iter::successors(Some(path.parent()), |folder| Some(folder.parent())).take_while(|folder| !folder.is_root())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Fingerprint;

    fn path(text: &str) -> SitePath {
        SitePath::new(text).unwrap()
    }

    fn local(files: &[(&str, &str)]) -> Local {
        let file = |text: &str| File {
            kept: Kept { hash: Fingerprint::of_bytes(text.as_bytes()), len: text.len() as u64 },
            wave: Wave::Pages,
        };
        files.iter().map(|(name, text)| (path(name), file(text))).collect()
    }

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        let mut manifest = Manifest::default();
        local(files).iter().for_each(|(path, file)| manifest.insert(path, file.kept));
        manifest
    }

    fn names(paths: &[SitePath]) -> Vec<&str> {
        paths.iter().map(SitePath::as_str).collect()
    }

    #[test]
    fn sends_what_differs() {
        let there = There { manifest: manifest(&[("a", "1"), ("b", "1"), ("c", "1")]), listing: None };
        let plan = Plan::new(&local(&[("a", "1"), ("b", "22"), ("d", "1")]), &there, false);
        assert_eq!((names(&plan.new), names(&plan.changed), names(&plan.removed)), (vec!["d"], vec!["b"], vec!["c"]));
        assert_eq!((plan.unchanged, plan.bytes), (1, 3));
    }

    #[test]
    fn a_claimed_file_is_sent_again_and_can_be_removed() {
        let mut claimed = manifest(&[("a", "1")]);
        claimed.claim(&path("a"));
        claimed.claim(&path("b"));
        let there = There { manifest: claimed, listing: None };
        let plan = Plan::new(&local(&[("a", "1")]), &there, false);
        assert_eq!((names(&plan.changed), names(&plan.removed)), (vec!["a"], vec!["b"]));
    }

    #[test]
    fn a_listing_is_believed_over_the_manifest() {
        let listing = [("b", 7), ("c", 1), ("theirs", 1), (manifest::FILE, 9)];
        let there = There {
            manifest: manifest(&[("a", "1"), ("b", "1"), ("c", "1"), ("gone", "1")]),
            listing: Some(listing.into_iter().map(|(name, len)| (path(name), len)).collect()),
        };
        let site = local(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let plan = Plan::new(&site, &there, false);
        assert_eq!((names(&plan.new), names(&plan.changed), plan.foreign), (vec!["a"], vec!["b"], 1));
        // What the manifest remembers and the host lost is removed from the manifest.
        assert_eq!(names(&plan.removed), ["gone"]);
        assert_eq!(names(&Plan::new(&site, &there, true).removed), ["gone", "theirs"]);
    }

    #[test]
    fn fifty_or_a_fifth_may_go_without_a_word() {
        let of = |own| Plan { own, ..Plan::default() }.harmless_removals();
        assert_eq!((of(0), of(250), of(1000)), (50, 50, 200));
    }

    #[test]
    fn what_is_in_the_way_goes_first() {
        let there = There { manifest: manifest(&[("a", "1"), ("b/c", "1"), ("z", "1")]), listing: None };
        let plan = Plan::new(&local(&[("a/index.html", "1"), ("b", "1")]), &there, false);
        assert_eq!((names(&plan.in_the_way), names(&plan.removed)), (vec!["a", "b/c"], vec!["z"]));
    }
}
