//! The archived copies of a site's sources, kept from one edition to the next.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::copy::{Unreadable, readable_words};
use super::search::Document;
use crate::text::SitePath;
use crate::world::{Look, World};

/// All copies that sources name, as they were last read.
#[derive(Debug, Default)]
pub struct Archives {
    held: FxHashMap<SitePath, Held>,
}

/// A copy, or why there is none.
#[derive(Debug, Clone)]
pub enum Held {
    /// It cannot be opened; why.
    Missing(String),
    Read {
        /// In hexadecimal digits.
        sha256: Arc<str>,
        /// None for kinds of files that hold no text.
        text: Option<Result<Arc<Document>, Unreadable>>,
    },
}

impl Archives {
    /// Reads the copies that are named now; those that are known and not stale are kept.
    ///
    /// A file with the same bytes as before keeps the text that was taken from it.
    pub fn read(&mut self, world: &dyn World, named: Vec<SitePath>, is_stale: &(dyn Fn(&SitePath) -> bool + Sync)) {
        let before = std::mem::take(&mut self.held);
        let read = |path: SitePath| {
            let kept = before.get(&path);
            let held = match kept {
                Some(kept) if !is_stale(&path) => kept.clone(),
                kept => hold(world, &path, kept),
            };
            (path, held)
        };
        self.held = named.into_par_iter().map(read).collect();
    }

    pub fn get(&self, path: &SitePath) -> Option<&Held> {
        self.held.get(path)
    }
}

fn hold(world: &dyn World, path: &SitePath, before: Option<&Held>) -> Held {
    match world.look(path) {
        Look::File => {}
        Look::Folder => return Held::Missing("it is a folder".to_owned()),
        Look::Nothing => return Held::Missing("there is no such file".to_owned()),
    }
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => return Held::Missing(error.to_string()),
    };
    let now = sha256(&bytes);
    match before {
        Some(Held::Read { sha256, text }) if **sha256 == *now => {
            Held::Read { sha256: sha256.clone(), text: text.clone() }
        }
        _ => {
            let text = readable_words(path, &bytes).map(|words| Ok(Arc::new(Document::new(words?))));
            Held::Read { sha256: now.into(), text }
        }
    }
}

/// The SHA-256 digest of a file, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_everybody_else() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
