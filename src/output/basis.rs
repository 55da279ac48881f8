//! What a build was made from and what came of it: if both are as they were, there is nothing to do.
//!
//! A basis lies in the site's cache, one for each output folder. It never decides what is on a page: it only says
//! that nothing can have changed since the ledger was written but the texts of some files, or says nothing, and then
//! everything is looked at.
//!
//! Beside it lies what the build left of the site ([`crate::resolve::kept`]), from which the next one starts. The basis
//! says which file that is. A build of a few texts writes neither of them again, but a third file that says what took the
//! place of what: a small one, however many articles there are.

use std::path::Path;

use bitcode::{Decode, DecodeOwned, Encode};

use super::ledger::Ledger;
use crate::gather::is_passed_over;
use crate::text::{Fingerprint, SitePath};
use crate::world::{Disk, Folder, Notes, World as _, itself};

/// The first line of each file.
const HEADER: &[u8] = b"onrecord basis 5\n";

/// What came of a build, and what it was made from.
#[derive(Debug, Default, Encode, Decode)]
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
    /// Stands for all of this as it was read; a new one does not need it.
    #[bitcode(skip)]
    pub own: Fingerprint,
    /// What was put in its place since, as it was read; of notes and ledger it is there already.
    #[bitcode(skip)]
    pub amendment: Amendment,
}

/// What builds of a few texts put in the place of some of a basis.
#[derive(Debug, Clone, Default, Encode, Decode)]
pub struct Amendment {
    /// Stands for the basis that it amends.
    of: Fingerprint,
    ledger: Fingerprint,
    /// How many files the site has now.
    files: usize,
    notes: Notes,
    /// Articles that took the place of some of those that were left, by their numbers, as they are written down.
    articles: Vec<(usize, Vec<u8>)>,
}

/// How things are, beside how they were at the last build.
pub enum Standing {
    /// Nothing can have changed.
    Same,
    /// The output stands, and nothing of the inputs can have changed but what these files say.
    Texts(Vec<SitePath>, Box<Ledger>),
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

/// The endings of the files that lie beside a basis.
const LEFT: &str = ".site";
const AMENDMENT: &str = ".amended";

fn amendment_file(basis: &SitePath) -> SitePath {
    SitePath::new(&format!("{basis}{AMENDMENT}")).expect("a plain name")
}

impl Basis {
    /// Reads a basis with its amendment; one that is damaged, cut short or of another version is none.
    pub fn read(cache: &Folder, file: &SitePath) -> Option<Self> {
        let (basis, own) = read::<Self>(cache, file)?;
        let amendment = read::<Amendment>(cache, &amendment_file(file)).map(|(amendment, _)| amendment);
        // One that cannot be read leaves a basis whose ledger is not the one that stands.
        match amendment.filter(|amendment| amendment.of == own) {
            Some(amendment) => {
                let mut notes = basis.notes;
                notes.put(amendment.notes.clone());
                let report = Report { files: amendment.files, ..basis.report };
                Some(Self { ledger: amendment.ledger, notes, report, own, amendment, ..basis })
            }
            None => Some(Self { own, ..basis }),
        }
    }

    /// Keeps the basis for the next build; where that cannot be, the next build looks at everything.
    pub fn write(&self, cache: &Folder, file: &SitePath) {
        let _ = cache.replace(file, &written(self));
        tidy(cache, &file.parent());
    }

    /// The articles that took the place of some of those that were left, by their numbers.
    pub fn amended(&self) -> &[(usize, Vec<u8>)] {
        &self.amendment.articles
    }

    /// The same basis after a build that read a few files again, put articles in the place of others and left another
    /// ledger, if it did.
    pub fn amended_by(
        &self,
        notes: Notes,
        articles: Vec<(usize, Vec<u8>)>,
        files: usize,
        ledger: Option<Fingerprint>,
    ) -> Amendment {
        let mut amendment = self.amendment.clone();
        amendment.notes.put(notes);
        amendment.articles.retain(|(number, _)| !articles.iter().any(|(other, _)| number == other));
        amendment.articles.extend(articles);
        Amendment { of: self.own, ledger: ledger.unwrap_or(self.ledger), files, ..amendment }
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
            (Some(changed), Some(ledger)) => Standing::Texts(changed, Box::new(ledger)),
            _ => Standing::Other,
        }
    }
}

impl Amendment {
    /// Keeps the amendment for the next build beside its basis.
    pub fn write(&self, cache: &Folder, basis: &SitePath) {
        let _ = cache.replace(&amendment_file(basis), &written(self));
    }
}

fn written(what: &impl Encode) -> Vec<u8> {
    let body = bitcode::encode(what);
    [HEADER, Fingerprint::of_bytes(&body).to_string().as_bytes(), &body].concat()
}

/// Reads what was [`written`]; gives what stands for it as well.
fn read<T: DecodeOwned>(cache: &Folder, file: &SitePath) -> Option<(T, Fingerprint)> {
    let bytes = cache.read(file).ok()?;
    let (checksum, body) = bytes.strip_prefix(HEADER)?.split_at_checked(32)?;
    let fingerprint = Fingerprint::of_bytes(body);
    let is_whole = fingerprint.to_string().as_bytes() == checksum;
    is_whole.then(|| Some((bitcode::decode(body).ok()?, fingerprint)))?
}

/// How many output folders a site remembers: that of each branch or preview one works on, and not of each run of a test.
const KEPT: usize = 16;

/// Takes away the bases that were not written for the longest time, and what lies beside no basis.
fn tidy(cache: &Folder, folder: &SitePath) {
    let (beside, bases): (Vec<_>, Vec<_>) = cache.files(folder).into_iter().partition(|path| path.name().contains('.'));
    let of_basis = |basis: &SitePath| [left_file(basis), amendment_file(basis)];
    let written = |path: &SitePath| cache.stamp(path).map(|stamp| stamp.modified);
    let last = |basis: &SitePath| of_basis(basis).iter().chain([basis]).filter_map(written).max();
    let mut kept: Vec<(u64, SitePath)> = bases.into_iter().filter_map(|path| Some((last(&path)?, path))).collect();
    kept.sort_unstable_by(|one, other| other.cmp(one));
    for (_, path) in kept.drain(KEPT.min(kept.len())..) {
        let _ = cache.remove(&path);
    }
    for path in beside.iter().filter(|path| !kept.iter().any(|(_, basis)| of_basis(basis).contains(path))) {
        let _ = cache.remove(path);
    }
}
