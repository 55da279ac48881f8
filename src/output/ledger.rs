//! What onrecord wrote into an output folder: the proof of what is its own and what still stands.
//!
//! A build writes the ledger of the site that it is about to make beside the old one before it touches a page, and
//! lets it take the old one's place when all is done. Should it be stopped in between, the next build reads both, and
//! knows each file whether it was replaced by then or not. What several stopped builds wrote one after the other is
//! announced again and again, until one is done.

use std::io;

use bitcode::{Decode, Encode};
use rayon::prelude::*;

use crate::text::{Fingerprint, SitePath};
use crate::world::{Folder, Stamp};

/// The ledger's name in the output folder; its presence marks the folder as onrecord's.
pub const FILE: &str = ".onrecord-ledger";
/// The ledger of a build that is not done.
pub const NEXT: &str = ".onrecord-ledger-next";

/// The first line of the file; a ledger with another one is of another version and counts as lost.
const HEADER: &[u8] = b"onrecord ledger 2\n";

/// What is known of a file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub struct Written {
    /// Stands for everything the file was made from.
    pub made_from: Fingerprint,
    /// Stands for its bytes.
    pub content: Fingerprint,
    /// How the system described it right after it was written.
    pub stamp: Stamp,
}

/// All files that onrecord wrote into a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// In the order of their paths.
    files: Vec<(SitePath, Written)>,
    /// The files of builds that were stopped, as they are if these came to them; in the order of their paths, one
    /// once for each build.
    next: Vec<(SitePath, Written)>,
    /// There is a ledger, but it cannot be read: which files are our own is not known.
    lost: bool,
}

impl Ledger {
    /// The ledger of a folder that holds these files.
    pub fn of(mut files: Vec<(SitePath, Written)>) -> Self {
        files.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Self { files, ..Self::default() }
    }

    /// Reads the ledger of a folder; none if there is none. One that is damaged is empty.
    pub fn read(folder: &Folder) -> io::Result<Option<Self>> {
        let (done, next) = (read(folder, FILE)?, read(folder, NEXT)?);
        if done.is_none() && next.is_none() {
            return Ok(None);
        }
        let (done, next) = (done.map(|bytes| decode(&bytes)), next.map(|bytes| decode(&bytes)));
        let lost = matches!(done, Some(None)) || matches!((&done, &next), (None, Some(None)));
        Ok(Some(Self { files: done.flatten().unwrap_or_default(), next: next.flatten().unwrap_or_default(), lost }))
    }

    /// Reads the ledger of a folder in which no build was stopped, with what stands for its bytes.
    pub fn read_settled(folder: &Folder) -> Option<(Self, Fingerprint)> {
        if folder.is_taken(&path(NEXT)) {
            return None;
        }
        let bytes = folder.read(&path(FILE)).ok()?;
        Some((Self { files: decode(&bytes)?, ..Self::default() }, Fingerprint::of_bytes(&bytes)))
    }

    /// Stands for the ledger of a folder in which no build was stopped.
    pub fn fingerprint_in(folder: &Folder) -> Option<Fingerprint> {
        if folder.is_taken(&path(NEXT)) {
            return None;
        }
        folder.read(&path(FILE)).ok().map(|bytes| Fingerprint::of_bytes(&bytes))
    }

    /// The same ledger with other entries for some of its files; none if there is a file that it does not know.
    pub fn amended<'a>(&self, files: impl Iterator<Item = (&'a SitePath, Written)>) -> Option<Self> {
        let mut amended = self.clone();
        for (path, written) in files {
            let at = amended.files.binary_search_by(|(other, _)| other.cmp(path)).ok()?;
            amended.files[at].1 = written;
        }
        Some(amended)
    }

    /// Says what the folder is going to hold, before any of it is there; and what builds that were stopped may have
    /// left, until it is settled.
    ///
    /// Gives what stands for it once it is settled.
    pub fn announce(&self, old: &Self, folder: &Folder) -> io::Result<Fingerprint> {
        if old.next.is_empty() {
            return write(&self.files, folder);
        }
        let mut files = [self.files.as_slice(), &old.next].concat();
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        write(&files, folder)
    }

    /// Says that what was announced is there, and nothing else.
    pub fn settle(&self, old: &Self, folder: &Folder) -> io::Result<()> {
        if !old.next.is_empty() {
            write(&self.files, folder)?;
        }
        folder.rename(&path(NEXT), &path(FILE))
    }

    /// What is known of the file that stands at a path now.
    pub fn standing(&self, path: &SitePath, stamp: Stamp) -> Option<&Written> {
        let mut known = [&self.files, &self.next].into_iter().flat_map(|files| find(files, path));
        known.find(|written| written.stamp == stamp)
    }

    /// Whether onrecord wrote a file at a path, or was about to.
    pub fn holds(&self, path: &SitePath) -> bool {
        [&self.files, &self.next].into_iter().any(|files| find(files, path).next().is_some())
    }

    pub fn files(&self) -> impl Iterator<Item = (&SitePath, &Written)> {
        self.files.iter().map(|(path, written)| (path, written))
    }

    /// The paths of all files, those of a build that was stopped among them; some of them twice.
    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.iter().chain(&self.next).map(|(path, _)| path)
    }

    /// Whether a path is a folder that holds a file of the ledger.
    pub fn has_below(&self, path: &SitePath) -> bool {
        let below = format!("{path}/");
        [&self.files, &self.next].into_iter().any(|files| {
            let at = files.partition_point(|(other, _)| other.as_str() < below.as_str());
            files.get(at).is_some_and(|(other, _)| other.as_str().starts_with(&below))
        })
    }

    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// Whether it knows of nothing, and nothing was forgotten.
    pub fn is_new(&self) -> bool {
        !self.lost && self.files.is_empty() && self.next.is_empty()
    }
}

/// All that is known of a path.
fn find<'a>(files: &'a [(SitePath, Written)], path: &SitePath) -> impl Iterator<Item = &'a Written> {
    let first = files.partition_point(|(other, _)| other < path);
    files[first..].iter().take_while(move |(other, _)| other == path).map(|(_, written)| written)
}

fn write(files: &[(SitePath, Written)], folder: &Folder) -> io::Result<Fingerprint> {
    let bytes = encode(files);
    let staged = folder.stage(&bytes)?;
    folder.commit(staged, &path(NEXT))?;
    Ok(Fingerprint::of_bytes(&bytes))
}

fn read(folder: &Folder, name: &str) -> io::Result<Option<Vec<u8>>> {
    match folder.read(&path(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn encode(files: &[(SitePath, Written)]) -> Vec<u8> {
    let entries: Vec<(&str, Written)> = files.iter().map(|(path, written)| (path.as_str(), *written)).collect();
    let body = bitcode::encode(&entries);
    let mut bytes = HEADER.to_vec();
    bytes.extend_from_slice(Fingerprint::of_bytes(&body).to_string().as_bytes());
    bytes.push(b'\n');
    bytes.extend_from_slice(&body);
    bytes
}

fn decode(bytes: &[u8]) -> Option<Vec<(SitePath, Written)>> {
    let rest = bytes.strip_prefix(HEADER)?;
    let (checksum, rest) = rest.split_at_checked(32)?;
    let body = rest.strip_prefix(b"\n")?;
    if Fingerprint::of_bytes(body).to_string().as_bytes() != checksum {
        return None;
    }
    let entries: Vec<(&str, Written)> = bitcode::decode(body).ok()?;
    let files: Vec<(SitePath, Written)> =
        entries.into_iter().map(|(path, written)| Some((SitePath::new(path).ok()?, written))).collect::<Option<_>>()?;
    files.is_sorted_by(|(one, _), (other, _)| one <= other).then_some(files)
}

fn path(name: &str) -> SitePath {
    SitePath::new(name).expect("a plain name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_ledger_is_empty() {
        let path = SitePath::new("a/index.html").unwrap();
        let written = Written { content: Fingerprint::of_bytes(b"x"), ..Written::default() };
        let files = vec![(path, written)];
        let bytes = encode(&files);
        assert_eq!(decode(&bytes), Some(files));
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None);
        }
        let mut changed = bytes.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(decode(&changed), None);
    }
    #[test]
    fn what_two_stopped_builds_wrote_is_known() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().to_owned());
        let file = |name: &str, time: u8| {
            let stamp = Stamp { len: 1, modified: u64::from(time) };
            (SitePath::new(name).unwrap(), Written { stamp, ..Written::default() })
        };
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
        assert_eq!(Ledger::read(&folder).unwrap(), Some(done));
    }
}
