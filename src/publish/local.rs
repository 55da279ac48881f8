//! The site as it lies in the output folder: what is to be on the host.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;

use super::manifest::Kept;
use super::plan::{File, Local, Wave};
use crate::output::Ledger;
use crate::render::{Edition, PageKind, Slot};
use crate::text::{Fingerprint, SitePath};
use crate::world::Folder;

/// The files that the last build wrote, with the digests that it took of them.
///
/// Only these are published: whatever else lies in the folder is not onrecord's. An edition whose build has just
/// succeeded is in its folder to the last file.
pub fn local(folder: &Folder, edition: &Edition) -> io::Result<Local> {
    let ledger = Ledger::read(folder)?.unwrap_or_default();
    let files = ledger.files().filter_map(|(path, written)| {
        let wave = match edition.plan.at(&path) {
            Some(Slot::Page(page)) => wave(edition.plan.pages.get(page)?.kind),
            Some(Slot::Asset(_) | Slot::Print { .. } | Slot::Share(_)) => Wave::Assets,
            // The index in which readers search leads to pages.
            None => Wave::Lists,
        };
        let kept = Kept { hash: written.content, len: written.stamp.len };
        Some((path, File { kept, wave }))
    });
    Ok(files.collect())
}

/// Adds what a host needs and the site does not have; gives the bytes of what was added. It goes out with the lists,
/// since rules lead to pages.
pub fn add_needs(local: &mut Local, needs: Vec<(SitePath, Vec<u8>)>) -> BTreeMap<SitePath, Vec<u8>> {
    let mut added = BTreeMap::new();
    for (path, bytes) in needs {
        if let Entry::Vacant(vacant) = local.entry(path.clone()) {
            let kept = Kept { hash: Fingerprint::of_bytes(&bytes), len: bytes.len() as u64 };
            vacant.insert(File { kept, wave: Wave::Lists });
            added.insert(path, bytes);
        }
    }
    added
}

/// Makes files that send readers on differ from those that do not, though their bytes are the same.
pub fn mark_redirects(local: &mut Local, redirects: &BTreeMap<SitePath, String>) {
    for (path, to) in redirects {
        if let Some(file) = local.get_mut(path) {
            file.kept.hash = Fingerprint::of(&(file.kept.hash.to_string(), to));
        }
    }
}

fn wave(kind: PageKind) -> Wave {
    match kind {
        PageKind::Article(_)
        | PageKind::Person(_)
        | PageKind::Quote(_)
        | PageKind::Fact(_)
        | PageKind::Source(_)
        | PageKind::Annotations(_)
        | PageKind::Data(_)
        | PageKind::NotFound => Wave::Pages,
        PageKind::Home { .. }
        | PageKind::Section { .. }
        | PageKind::Terms(_)
        | PageKind::Term { .. }
        | PageKind::People { .. }
        | PageKind::Quotes { .. }
        | PageKind::Facts { .. }
        | PageKind::Sources { .. }
        | PageKind::Corrections { .. }
        | PageKind::Search
        | PageKind::Feed { .. }
        | PageKind::Sitemap
        | PageKind::SitemapPart(_)
        | PageKind::Robots
        | PageKind::Redirect { .. } => Wave::Lists,
    }
}
