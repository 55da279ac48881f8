//! What onrecord wrote into an output folder: the proof of what is its own and what still stands.

use std::collections::BTreeMap;
use std::io;

use bitcode::{Decode, Encode};

use crate::text::{Fingerprint, SitePath};
use crate::world::{Folder, Stamp};

/// The ledger's name in the output folder; its presence marks the folder as onrecord's.
pub const FILE: &str = ".onrecord-ledger";

/// The first line of the file; a ledger with another one is of another version and counts as lost.
const HEADER: &[u8] = b"onrecord ledger 1\n";

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
    files: BTreeMap<SitePath, Written>,
    /// There is a ledger, but it cannot be read: which files are our own is not known.
    lost: bool,
}

impl Ledger {
    /// Reads the ledger of a folder; none if there is none. One that is damaged is empty.
    pub fn read(folder: &Folder) -> io::Result<Option<Self>> {
        match folder.read(&path()) {
            Ok(bytes) => Ok(Some(Self::decode(&bytes).unwrap_or_else(|| Self { lost: true, ..Self::default() }))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub fn write(&self, folder: &Folder) -> io::Result<()> {
        let staged = folder.stage(&self.encode())?;
        folder.commit(staged, &path())
    }

    pub fn get(&self, path: &SitePath) -> Option<&Written> {
        self.files.get(path)
    }

    pub fn insert(&mut self, path: SitePath, written: Written) {
        self.files.insert(path, written);
    }

    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.keys()
    }

    /// Whether a path is a folder that holds a file of the ledger.
    pub fn has_below(&self, path: &SitePath) -> bool {
        self.files.range(path.clone()..).any(|(below, _)| below.strip(path.as_str()).is_some())
    }

    pub fn is_lost(&self) -> bool {
        self.lost
    }

    fn encode(&self) -> Vec<u8> {
        let entries: Vec<(String, Written)> =
            self.files.iter().map(|(path, written)| (path.to_string(), *written)).collect();
        let body = bitcode::encode(&entries);
        let mut bytes = HEADER.to_vec();
        bytes.extend_from_slice(Fingerprint::of_bytes(&body).to_string().as_bytes());
        bytes.push(b'\n');
        bytes.extend_from_slice(&body);
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(HEADER)?;
        let (checksum, rest) = rest.split_at_checked(32)?;
        let body = rest.strip_prefix(b"\n")?;
        if Fingerprint::of_bytes(body).to_string().as_bytes() != checksum {
            return None;
        }
        let entries: Vec<(String, Written)> = bitcode::decode(body).ok()?;
        let files = entries
            .into_iter()
            .map(|(path, written)| Some((SitePath::new(&path).ok()?, written)))
            .collect::<Option<_>>()?;
        Some(Self { files, lost: false })
    }
}

fn path() -> SitePath {
    SitePath::new(FILE).expect("a plain name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_ledger_is_empty() {
        let mut ledger = Ledger::default();
        ledger.insert(
            SitePath::new("a/index.html").unwrap(),
            Written { content: Fingerprint::of_bytes(b"x"), ..Written::default() },
        );
        let bytes = ledger.encode();
        assert_eq!(Ledger::decode(&bytes), Some(ledger));
        for end in 0..bytes.len() {
            assert_eq!(Ledger::decode(&bytes[..end]), None);
        }
        let mut changed = bytes.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(Ledger::decode(&changed), None);
    }
}
