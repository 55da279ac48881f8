//! What onrecord wrote into an output folder: the proof of what is its own and what still stands.
//!
//! A build writes the ledger of the site that it is about to make beside the old one before it touches a page, and
//! lets it take the old one's place when all is done. Should it be stopped in between, the next build reads both, and
//! knows each file whether it was replaced by then or not. What several stopped builds wrote one after the other is
//! announced again and again, until one is done.
//!
//! A build of a few pages need not write down a hundred thousand others once more: what it made is announced in the
//! same way, and then stands beside the ledger as its amendment. An amendment says which ledger it amends. One that
//! amends another, or cannot be read, is none, and the files of which it told are not known any more as they are now.

use std::io;

use rayon::prelude::*;

use super::entries::{Entries, Written};
use super::sheet::{self, Sheet};
use crate::text::{Fingerprint, SitePath};
use crate::world::{Folder, Stamp};

/// The ledger's name in the output folder; its presence marks the folder as onrecord's.
pub const FILE: &str = ".onrecord-ledger";
/// What was amended since.
const AMENDED: &str = ".onrecord-ledger-amended";
/// The ledger, or the amendment, of a build that is not done.
pub const NEXT: &str = ".onrecord-ledger-next";

/// So many entries are amended before all are written down again.
const MOST_AMENDED: usize = 2000;

/// All files that onrecord wrote into a folder.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    files: Entries,
    /// The files of builds that were stopped, as they are if these came to them; one once for each build.
    next: Entries,
    /// There is a ledger, but it cannot be read: which files are our own is not known.
    lost: bool,
    /// Stands for the ledger without its amendment, which has these entries in it already.
    base: Fingerprint,
    amended: Vec<(SitePath, Written)>,
}

impl Ledger {
    /// The ledger of a folder that holds these files.
    pub fn of(mut files: Vec<(SitePath, Written)>) -> Self {
        files.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Self { files: Entries::of(files.iter().map(|(path, written)| (path.as_str(), *written))), ..Self::default() }
    }

    /// Reads the ledger of a folder; none if there is none. One that is damaged is empty.
    pub fn read(folder: &Folder) -> io::Result<Option<Self>> {
        let [done, amended, next] = [read(folder, FILE)?, read(folder, AMENDED)?, read(folder, NEXT)?];
        if done.is_none() && next.is_none() {
            return Ok(None);
        }
        let [done, amended, next] = [done, amended, next].map(|bytes| bytes.map(|bytes| Sheet::read(&bytes)));
        let lost = match (&done, &next) {
            (Some(done), _) => done.is_none(),
            (None, next) => !matches!(next, Some(Some(Sheet { amends: None, .. }))),
        };
        let mut ledger = done.flatten().map(Self::of_sheet).unwrap_or_default();
        if let Some(amendment) = amended.flatten() {
            ledger.amend_with(amendment);
        }
        let next = next.flatten().map(|sheet| sheet.entries).unwrap_or_default();
        Ok(Some(Self { next, lost, ..ledger }))
    }

    /// Reads the ledger of a folder in which no build was stopped, with what stands for it.
    pub fn read_settled(folder: &Folder) -> Option<(Self, Fingerprint)> {
        if folder.is_taken(&path(NEXT)) {
            return None;
        }
        let mut ledger = Self::of_sheet(Sheet::read(&folder.read(&path(FILE)).ok()?)?);
        let amended = match read(folder, AMENDED).ok()? {
            Some(bytes) => ledger.amend_with(Sheet::read(&bytes)?),
            None => None,
        };
        let fingerprint = of_both(ledger.base, amended);
        Some((ledger, fingerprint))
    }

    /// Stands for the ledger of a folder in which no build was stopped.
    pub fn fingerprint_in(folder: &Folder) -> Option<Fingerprint> {
        Self::read_settled(folder).map(|(_, fingerprint)| fingerprint)
    }

    fn of_sheet(sheet: Sheet) -> Self {
        Self { files: sheet.entries, base: sheet.fingerprint, ..Self::default() }
    }

    /// Puts in an amendment, and gives what stands for it; none if it is not one of this ledger.
    fn amend_with(&mut self, amendment: Sheet) -> Option<Fingerprint> {
        if amendment.amends != Some(self.base) {
            return None;
        }
        for (path, written) in amendment.entries.iter() {
            self.files.put(path, *written).then_some(())?;
            self.amended.push((SitePath::new(path).ok()?, *written));
        }
        Some(amendment.fingerprint)
    }

    /// What is to be written down if these files take the places of others; none if one is not known, or if so much was
    /// amended that all had better be written down again.
    pub fn amendment(&self, files: Vec<(SitePath, Written)>) -> Option<Amendment> {
        if files.len() + self.amended.len() > MOST_AMENDED || !files.iter().all(|(path, _)| self.holds(path)) {
            return None;
        }
        let is_same = |(path, written): &(SitePath, Written)| self.standing(path, written.stamp) == Some(written);
        let mut amended = self.amended.clone();
        let mut is_empty = true;
        for file in files.into_iter().filter(|file| !is_same(file)) {
            amended.retain(|(path, _)| *path != file.0);
            amended.push(file);
            is_empty = false;
        }
        amended.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let entries = Entries::of(amended.iter().map(|(path, written)| (path.as_str(), *written)));
        Some(Amendment { base: self.base, entries, is_empty })
    }

    /// Says what the folder is going to hold, before any of it is there; and what builds that were stopped may have
    /// left, until it is settled.
    pub fn announce(&self, old: &Self, folder: &Folder) -> io::Result<()> {
        if old.next.is_empty() {
            return write(None, &self.files, folder).map(|_| ());
        }
        let mut files: Vec<(&str, Written)> =
            self.files.iter().chain(old.next.iter()).map(|(path, written)| (path, *written)).collect();
        files.sort_by_key(|(path, _)| *path);
        write(None, &Entries::of(files.into_iter()), folder).map(|_| ())
    }

    /// Says that what was announced is there, and nothing else.
    pub fn settle(&self, old: &Self, folder: &Folder) -> io::Result<()> {
        if !old.next.is_empty() {
            write(None, &self.files, folder)?;
        }
        // It amends the ledger that goes.
        if folder.is_taken(&path(AMENDED)) {
            folder.remove(&path(AMENDED))?;
        }
        folder.rename(&path(NEXT), &path(FILE))
    }

    /// Whether both know the same files, and no build was stopped.
    pub fn is_as(&self, other: &Self) -> bool {
        (&self.files, &self.next, self.lost) == (&other.files, &other.next, other.lost)
    }

    /// What is known of the file that stands at a path now.
    pub fn standing(&self, path: &SitePath, stamp: Stamp) -> Option<&Written> {
        let mut known = [&self.files, &self.next].into_iter().flat_map(|files| files.find(path.as_str()));
        known.find(|written| written.stamp == stamp)
    }

    /// Whether onrecord wrote a file at a path, or was about to.
    pub fn holds(&self, path: &SitePath) -> bool {
        [&self.files, &self.next].into_iter().any(|files| files.find(path.as_str()).next().is_some())
    }

    /// The files in the order of their paths; one that no build of ours can have written is left out.
    pub fn files(&self) -> impl Iterator<Item = (SitePath, &Written)> {
        self.files.iter().filter_map(|(path, written)| Some((SitePath::new(path).ok()?, written)))
    }

    /// Those of them that are in a folder, or below it.
    pub fn files_below(&self, folder: &str) -> impl Iterator<Item = (SitePath, &Written)> {
        self.files.below(folder).filter_map(|(path, written)| Some((SitePath::new(path).ok()?, written)))
    }

    /// The paths of all files, those of a build that was stopped among them; some of them twice.
    pub fn paths(&self) -> impl Iterator<Item = SitePath> {
        self.files.iter().chain(self.next.iter()).filter_map(|(path, _)| SitePath::new(path).ok())
    }

    /// Whether all its files are in the folder as they were written.
    pub fn stands_in(&self, folder: &Folder) -> bool {
        /// So many are looked at by one thread before it takes others.
        const AT_ONCE: usize = 256;
        let count = self.files.len();
        (0..count.div_ceil(AT_ONCE)).into_par_iter().all(|run| {
            let run = run * AT_ONCE..count.min((run + 1) * AT_ONCE);
            folder.stand(run.filter_map(|at| self.files.get(at)).map(|(path, written)| (path, written.stamp)))
        })
    }

    /// Whether a path is a folder that holds a file of the ledger.
    pub fn has_below(&self, path: &SitePath) -> bool {
        [&self.files, &self.next].into_iter().any(|files| files.below(path.as_str()).next().is_some())
    }

    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// Whether it knows of nothing, and nothing was forgotten.
    pub fn is_new(&self) -> bool {
        !self.lost && self.files.is_empty() && self.next.is_empty()
    }
}

/// All that was amended of a ledger.
pub struct Amendment {
    base: Fingerprint,
    entries: Entries,
    is_empty: bool,
}

impl Amendment {
    /// Whether all stays as it is.
    pub fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Says what the folder is going to hold; gives what stands for the ledger once that is settled.
    pub fn announce(&self, folder: &Folder) -> io::Result<Fingerprint> {
        let amendment = write(Some(self.base), &self.entries, folder)?;
        Ok(of_both(self.base, Some(amendment)))
    }

    /// Says that what was announced is there.
    pub fn settle(&self, folder: &Folder) -> io::Result<()> {
        folder.rename(&path(NEXT), &path(AMENDED))
    }
}

/// Announces what the folder is going to hold; gives what stands for that.
fn write(amends: Option<Fingerprint>, entries: &Entries, folder: &Folder) -> io::Result<Fingerprint> {
    let (bytes, fingerprint) = sheet::encode(amends, entries);
    let staged = folder.stage(&bytes)?;
    folder.commit(staged, &path(NEXT))?;
    Ok(fingerprint)
}

/// Stands for a ledger with its amendment.
fn of_both(base: Fingerprint, amendment: Option<Fingerprint>) -> Fingerprint {
    amendment.map_or(base, |amendment| Fingerprint::of(&(base, amendment)))
}

fn read(folder: &Folder, name: &str) -> io::Result<Option<Vec<u8>>> {
    match folder.read(&path(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn path(name: &str) -> SitePath {
    SitePath::new(name).expect("a plain name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, time: u64) -> (SitePath, Written) {
        let stamp = Stamp { len: 1, modified: time };
        (SitePath::new(name).unwrap(), Written { content: Fingerprint::of(&time), stamp, ..Written::default() })
    }

    fn settled(folder: &Folder, files: Vec<(SitePath, Written)>) {
        let (old, ledger) = (Ledger::read(folder).unwrap().unwrap_or_default(), Ledger::of(files));
        ledger.announce(&old, folder).unwrap();
        ledger.settle(&old, folder).unwrap();
    }

    fn known(ledger: &Ledger) -> Vec<(SitePath, Written)> {
        ledger.files().map(|(path, written)| (path, *written)).collect()
    }

    #[test]
    fn what_was_amended_is_known() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().to_owned());
        settled(&folder, vec![file("a", 1), file("b", 1), file("c", 1)]);
        let mut seen = vec![Ledger::fingerprint_in(&folder).unwrap()];
        for (number, changed) in [("b", 2), ("a", 3), ("b", 4)].into_iter().enumerate() {
            let (old, before) = Ledger::read_settled(&folder).unwrap();
            assert_eq!(before, seen[number]);
            let amendment = old.amendment(vec![file(changed.0, changed.1), file("c", 1)]).unwrap();
            assert!(!amendment.is_empty());
            seen.push(amendment.announce(&folder).unwrap());
            let stopped = Ledger::read(&folder).unwrap().unwrap();
            let (path, written) = file(changed.0, changed.1);
            assert_eq!(stopped.standing(&path, written.stamp), Some(&written), "it may stand there already");
            assert!(Ledger::read_settled(&folder).is_none());
            amendment.settle(&folder).unwrap();
        }
        let (now, fingerprint) = Ledger::read_settled(&folder).unwrap();
        assert_eq!(known(&now), [file("a", 3), file("b", 4), file("c", 1)]);
        assert!(Ledger::read(&folder).unwrap().unwrap().is_as(&now));
        assert!(now.amendment(vec![file("a", 3)]).unwrap().is_empty());
        assert!(now.amendment(vec![file("d", 1)]).is_none(), "it is new");
        seen.sort_unstable_by_key(Fingerprint::to_string);
        seen.dedup();
        assert_eq!(seen.len(), 4);

        // Whatever becomes of the amendment, what stands for the ledger is another one then, or there is none.
        let whole = folder.read(&path(AMENDED)).unwrap();
        for end in 0..whole.len() {
            folder.replace(&path(AMENDED), &whole[..end]).unwrap();
            assert!(Ledger::read_settled(&folder).is_none(), "{end}");
            let read = Ledger::read(&folder).unwrap().unwrap();
            assert_eq!(known(&read), [file("a", 1), file("b", 1), file("c", 1)], "{end}");
        }
        folder.remove(&path(AMENDED)).unwrap();
        assert_ne!(Ledger::fingerprint_in(&folder), Some(fingerprint));

        // An amendment of another ledger is none, and goes with the ledger that it amends.
        folder.replace(&path(AMENDED), &whole).unwrap();
        settled(&folder, vec![file("a", 5), file("b", 5)]);
        assert!(!folder.is_taken(&path(AMENDED)));
        let alone = Ledger::fingerprint_in(&folder);
        folder.replace(&path(AMENDED), &whole).unwrap();
        assert_eq!(Ledger::fingerprint_in(&folder), alone);
        assert_eq!(known(&Ledger::read(&folder).unwrap().unwrap()), [file("a", 5), file("b", 5)]);
    }

    #[test]
    fn an_announced_amendment_is_no_ledger() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().to_owned());
        settled(&folder, vec![file("a", 1), file("b", 1)]);
        let (old, _) = Ledger::read_settled(&folder).unwrap();
        old.amendment(vec![file("b", 2)]).unwrap().announce(&folder).unwrap();
        folder.remove(&path(FILE)).unwrap();
        assert!(Ledger::read(&folder).unwrap().unwrap().is_lost(), "it tells of a few files only");
    }

    #[test]
    fn what_two_stopped_builds_wrote_is_known() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().to_owned());
        let builds = [vec![file("a", 1), file("c", 1)], vec![file("a", 2)], vec![file("b", 3)]];
        for files in builds {
            let old = Ledger::read(&folder).unwrap().unwrap_or_default();
            Ledger::of(files).announce(&old, &folder).unwrap();
        }
        let old = Ledger::read(&folder).unwrap().unwrap();
        for (name, time) in [("a", 1), ("a", 2), ("b", 3), ("c", 1)] {
            let (path, written) = file(name, time);
            assert_eq!(old.standing(&path, written.stamp), Some(&written), "{name} {time}");
        }
        let done = Ledger::of(vec![file("a", 4)]);
        done.announce(&old, &folder).unwrap();
        done.settle(&old, &folder).unwrap();
        assert!(Ledger::read(&folder).unwrap().unwrap().is_as(&done));
    }
}
