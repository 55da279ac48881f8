//! What a build was made from and what came of it: if both are as they were, there is nothing to do.
//!
//! A basis lies in the site's cache, one for each output folder. It never decides what is on a page: it only says
//! that nothing can have changed since the ledger was written but the texts of some files, or says nothing, and then
//! everything is looked at.
//!
//! Beside it lies what the build left of the site ([`crate::resolve::kept`]), from which the next one starts. The basis
//! says which file that is, and holds what builds of a few texts put in the place of some of its articles: such a build
//! writes one small file and not all that is known of ten thousand articles.

use std::path::Path;

use bitcode::{Decode, Encode};
use rayon::prelude::*;

use super::ledger::Ledger;
use crate::gather::is_passed_over;
use crate::text::{Fingerprint, SitePath};
use crate::world::{Disk, Folder, Notes, World as _, itself};

/// The first line of the file.
const HEADER: &[u8] = b"onrecord basis 3\n";

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
    /// Stands for what was left of the site; none if nothing was.
    pub left: Option<Fingerprint>,
    /// Articles that took the place of some of those that were left, by their numbers, as they are written down.
    pub amended: Vec<(usize, Vec<u8>)>,
}

/// How things are, beside how they were at the last build.
pub enum Standing {
    /// Nothing can have changed.
    Same,
    /// The output stands, and nothing of the inputs can have changed but what these files say.
    Texts(Vec<SitePath>, Ledger),
    /// Something else changed, or may have.
    Other,
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

/// Where lies what is left of the site, beside the basis.
pub fn left_file(basis: &SitePath) -> SitePath {
    SitePath::new(&format!("{basis}{LEFT}")).expect("a plain name")
}

/// The ending of the file that lies beside a basis.
const LEFT: &str = ".site";

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
    pub fn standing(&self, world: &Disk, folder: &Folder) -> Standing {
        let is_now = (self.same_due.0..self.same_due.1).contains(&world.now().as_nanosecond());
        if !is_now || folder.is_being_built() {
            return Standing::Other;
        }
        let stands = || {
            let ledger = Ledger::read_settled(folder).filter(|(_, fingerprint)| *fingerprint == self.ledger);
            ledger.map(|(ledger, _)| ledger).filter(|ledger| ledger.stands_in(folder))
        };
        match rayon::join(|| self.notes.changed_in(world, &is_passed_over), stands) {
            (Some(changed), Some(_)) if changed.is_empty() => Standing::Same,
            (Some(changed), Some(ledger)) => Standing::Texts(changed, ledger),
            _ => Standing::Other,
        }
    }
}

/// How many output folders a site remembers: that of each branch or preview one works on, and not of each run of a test.
const KEPT: usize = 16;

/// Takes away the bases that were not written for the longest time, and what lies beside no basis.
fn tidy(cache: &Folder, folder: &SitePath) {
    let (left, bases): (Vec<_>, Vec<_>) =
        cache.files(folder).into_iter().partition(|path| path.as_str().ends_with(LEFT));
    let mut kept: Vec<(u64, SitePath)> =
        bases.into_iter().filter_map(|path| Some((cache.stamp(&path)?.modified, path))).collect();
    kept.sort_unstable_by(|one, other| other.cmp(one));
    for (_, path) in kept.drain(KEPT.min(kept.len())..) {
        let _ = cache.remove(&path);
    }
    for path in left.iter().filter(|path| !kept.iter().any(|(_, basis)| left_file(basis) == **path)) {
        let _ = cache.remove(path);
    }
}

impl Ledger {
    /// Whether all its files are in the folder as they were written.
    fn stands_in(&self, folder: &Folder) -> bool {
        let files: Vec<_> = self.files().collect();
        files.par_iter().with_min_len(64).all(|(path, written)| folder.stamp(path) == Some(written.stamp))
    }
}
