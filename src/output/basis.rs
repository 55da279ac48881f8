//! What a build was made from and what came of it: if both are as they were, there is nothing to do.
//!
//! A basis lies in the site's cache, one for each output folder. It never decides what is on a page: it only says
//! that nothing can have changed since the ledger was written, or says nothing, and then everything is looked at.

use std::path::Path;

use bitcode::{Decode, Encode};
use rayon::prelude::*;

use super::ledger::Ledger;
use crate::gather::is_passed_over;
use crate::text::{Fingerprint, SitePath};
use crate::world::{Disk, Folder, Notes, World as _, itself};

/// The first line of the file.
const HEADER: &[u8] = b"onrecord basis 2\n";

/// What came of a build, and what it was made from.
#[derive(Debug, Encode, Decode)]
pub struct Basis {
    /// Stands for the program and the options that it was called with.
    pub made_by: Fingerprint,
    /// Stands for the ledger that the build left.
    pub ledger: Fingerprint,
    pub notes: Notes,
    /// When the same articles are due, in nanoseconds since 1970: from the first moment on, and before the second.
    pub same_due: (i128, i128),
    pub report: Report,
}

/// What a build told.
#[derive(Debug, Clone, Default, Encode, Decode)]
pub struct Report {
    /// All diagnostics as they are shown, in colour.
    pub diagnostics: String,
    /// How many there were, in words.
    pub tally: String,
    pub files: usize,
    pub pages: usize,
    pub articles: usize,
}

/// Stands for the program itself and its options: another build of the same version may make other pages.
pub fn made_by(options: &impl serde::Serialize) -> Fingerprint {
    Fingerprint::of(&(env!("CARGO_PKG_VERSION"), itself(), options))
}

/// Where the basis of an output folder lies in the cache.
pub fn file(out: &Path) -> SitePath {
    let name = Fingerprint::of_bytes(out.as_os_str().as_encoded_bytes()).to_string();
    SitePath::new(&format!("builds/{}", &name[..16])).expect("a plain name")
}

impl Basis {
    /// Reads a basis; one that is damaged, cut short or of another version is none.
    pub fn read(cache: &Folder, file: &SitePath) -> Option<Self> {
        let bytes = cache.read(file).ok()?;
        let (checksum, body) = bytes.strip_prefix(HEADER)?.split_at_checked(32)?;
        let is_whole = Fingerprint::of_bytes(body).to_string().as_bytes() == checksum;
        is_whole.then(|| bitcode::decode(body).ok())?
    }

    /// Keeps the basis for the next build; where that cannot be, the next build looks at everything.
    pub fn write(&self, cache: &Folder, file: &SitePath) {
        let body = bitcode::encode(self);
        let bytes = [HEADER, Fingerprint::of_bytes(&body).to_string().as_bytes(), &body].concat();
        let _ = cache.replace(file, &bytes);
        tidy(cache, &file.parent());
    }

    /// Whether the folder and everything that it was made from are as the build left them.
    pub fn holds(&self, made_by: Fingerprint, world: &Disk, folder: &Folder) -> bool {
        let is_now = (self.same_due.0..self.same_due.1).contains(&world.now().as_nanosecond());
        if self.made_by != made_by || !is_now || folder.is_being_built() {
            return false;
        }
        let stands = || {
            let ledger = Ledger::read_settled(folder).filter(|(_, fingerprint)| *fingerprint == self.ledger);
            ledger.is_some_and(|(ledger, _)| ledger.stands_in(folder))
        };
        let (same, stands) = rayon::join(|| self.notes.hold_in(world, &is_passed_over), stands);
        same && stands
    }
}

/// How many output folders a site remembers: that of each branch or preview one works on, and not of each run of a test.
const KEPT: usize = 16;

/// Takes away the bases that were not written for the longest time.
fn tidy(cache: &Folder, folder: &SitePath) {
    let mut kept: Vec<(u64, SitePath)> =
        cache.files(folder).into_iter().filter_map(|path| Some((cache.stamp(&path)?.modified, path))).collect();
    kept.sort_unstable_by(|one, other| other.cmp(one));
    for (_, path) in kept.into_iter().skip(KEPT) {
        let _ = cache.remove(&path);
    }
}

impl Ledger {
    /// Whether all its files are in the folder as they were written.
    fn stands_in(&self, folder: &Folder) -> bool {
        let files: Vec<_> = self.files().collect();
        files.par_iter().with_min_len(64).all(|(path, written)| folder.stamp(path) == Some(written.stamp))
    }
}
