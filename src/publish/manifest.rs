//! What onrecord put on a host: the proof of what is its own there, and of what need not be sent again.
//!
//! The manifest lies on the host itself, so that any machine can publish next. Before a run sends anything it enters
//! every file that it is going to send without a digest: the file may hold what it held, what is sent, or, on hosts
//! that are not careful, something between. A digest is entered when the file has arrived. A run that is cut leaves
//! a manifest that is true.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::text::{Fingerprint, SitePath};

/// The manifest's name on the host.
pub const FILE: &str = ".onrecord-manifest";

/// The first line, once unpacked. The rest is a line for each file: digest or `-`, length, path.
const HEADER: &str = "onrecord manifest 1";

/// Far more than ten million files need; what unpacks to more was made to fill the memory.
const LONGEST: u64 = 1 << 30;

/// The files that onrecord put on a host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<SitePath, Option<Kept>>,
}

/// What is known of a file that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub hash: Fingerprint,
    pub len: u64,
}

impl Manifest {
    pub fn path() -> SitePath {
        SitePath::new(FILE).expect("a plain name")
    }

    /// What arrived at a path; none if it is not known what is there.
    pub fn get(&self, path: &SitePath) -> Option<Kept> {
        self.files.get(path).copied().flatten()
    }

    /// Whether a file is onrecord's own.
    pub fn has(&self, path: &SitePath) -> bool {
        self.files.contains_key(path)
    }

    pub fn paths(&self) -> impl Iterator<Item = &SitePath> {
        self.files.keys()
    }

    /// Enters a file that is about to be sent.
    pub fn claim(&mut self, path: &SitePath) {
        self.files.insert(path.clone(), None);
    }

    pub fn insert(&mut self, path: &SitePath, kept: Kept) {
        self.files.insert(path.clone(), Some(kept));
    }

    pub fn remove(&mut self, path: &SitePath) {
        self.files.remove(path);
    }

    pub fn encode(&self) -> Vec<u8> {
        use std::fmt::Write as _;
        let mut text = format!("{HEADER}\n");
        for (path, kept) in &self.files {
            // Writing to a string does not fail.
            let _ = match kept {
                Some(Kept { hash, len }) => writeln!(text, "{hash} {len} {path}"),
                None => writeln!(text, "- 0 {path}"),
            };
        }
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let packing = packed.write_all(text.as_bytes()).and_then(|()| packed.finish());
        packing.expect("writing to memory does not fail")
    }

    /// Reads a manifest; none if it is damaged or of another version.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut text = String::new();
        // The format's own checksum and length tell damage and cuts.
        GzDecoder::new(bytes).take(LONGEST).read_to_string(&mut text).ok()?;
        let rest = text.strip_prefix(HEADER)?.strip_prefix('\n')?;
        let files = rest.lines().map(|line| {
            let (hash, rest) = line.split_once(' ')?;
            let (len, path) = rest.split_once(' ')?;
            let path = SitePath::new(path).ok().filter(|path| !path.is_root())?;
            let kept = match hash {
                "-" => None,
                hash => Some(Kept { hash: hash.parse().ok()?, len: len.parse().ok()? }),
            };
            Some((path, kept))
        });
        Some(Self { files: files.collect::<Option<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_manifest_is_none() {
        let mut manifest = Manifest::default();
        let path = |text| SitePath::new(text).unwrap();
        manifest.insert(&path("a b/ключ.html"), Kept { hash: Fingerprint::of_bytes(b"x"), len: 1 });
        manifest.claim(&path("index.html"));
        let bytes = manifest.encode();
        assert_eq!(Manifest::decode(&bytes), Some(manifest));
        for end in 0..bytes.len() {
            assert_eq!(Manifest::decode(&bytes[..end]), None, "cut after {end}");
        }
        for at in 10..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(Manifest::decode(&changed), None, "changed at {at}");
        }
    }
}
