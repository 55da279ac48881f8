//! Files and what is known of them, by their paths: the table that a ledger is.

use crate::text::Fingerprint;
use crate::world::Stamp;

/// What is known of a file that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bitcode::Encode, bitcode::Decode)]
pub struct Written {
    /// Stands for everything the file was made from.
    pub made_from: Fingerprint,
    /// Stands for its bytes.
    pub content: Fingerprint,
    /// How the system described it right after it was written.
    pub stamp: Stamp,
}

/// Files in the order of their paths, which stand one behind the other: a hundred thousand of them are read and
/// written without a piece of memory for each.
#[derive(Debug, Clone, Default, PartialEq, Eq, bitcode::Encode, bitcode::Decode)]
pub struct Entries {
    paths: String,
    /// Where each path ends.
    ends: Vec<usize>,
    written: Vec<Written>,
}

impl Entries {
    pub fn of<'a>(files: impl Iterator<Item = (&'a str, Written)>) -> Self {
        let mut entries = Self::default();
        for (path, written) in files {
            entries.paths.push_str(path);
            entries.ends.push(entries.paths.len());
            entries.written.push(written);
        }
        entries
    }

    pub fn len(&self) -> usize {
        self.ends.len().min(self.written.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, at: usize) -> Option<(&str, &Written)> {
        Some((self.path(at)?, self.written.get(at)?))
    }

    fn path(&self, at: usize) -> Option<&str> {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.paths.get(start..*self.ends.get(at)?)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Written)> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Where the first path stands that does not come before another.
    fn first_from(&self, path: &str) -> usize {
        let (mut start, mut end) = (0, self.len());
        while start < end {
            let middle = start.midpoint(end);
            if self.path(middle).is_some_and(|other| other < path) { start = middle + 1 } else { end = middle }
        }
        start
    }

    /// The entries in a folder and in those below it.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &Written)> {
        let below = format!("{folder}/");
        (self.first_from(&below)..self.len())
            .filter_map(|at| self.get(at))
            .take_while(move |(path, _)| path.starts_with(&below))
    }

    /// Puts something else in the place of what is known of a path; false if nothing is.
    pub fn put(&mut self, path: &str, written: Written) -> bool {
        let at = self.run(path).next();
        at.inspect(|&at| self.written[at] = written).is_some()
    }

    /// Where all entries of a path stand.
    fn run(&self, path: &str) -> impl Iterator<Item = usize> {
        (self.first_from(path)..self.len()).take_while(move |&at| self.path(at) == Some(path))
    }

    /// All that is known of a path.
    pub fn find(&self, path: &str) -> impl Iterator<Item = &Written> {
        self.run(path).map(|at| &self.written[at])
    }
}
