//! What every host can do, and what a host says when it cannot.

use std::collections::BTreeMap;
use std::fmt;

use crate::text::SitePath;

/// A place that files are published to.
///
/// A host moves bytes and knows nothing of plans, manifests or retries. What it is asked twice it does twice: putting
/// and removing may be repeated. A file that is put is seen by readers as it was or as it is then, never in part.
pub trait Host: Sync {
    /// The place, as people know it; never with a secret.
    fn place(&self) -> String;

    /// When what is put can be seen.
    fn manner(&self) -> Manner;

    /// How many files may be on their way at once.
    fn width(&self) -> usize {
        8
    }

    /// Files that the host wants beside those of the site, unless the site has its own.
    fn needs(&self) -> Vec<(SitePath, Vec<u8>)> {
        Vec::new()
    }

    /// The bytes of a file; none if there is no such file.
    fn read(&self, path: &SitePath) -> Result<Option<Vec<u8>>, Refused>;

    /// How long a file is; none if there is no such file.
    fn len(&self, path: &SitePath) -> Result<Option<u64>, Refused> {
        Ok(self.read(path)?.map(|bytes| bytes.len() as u64))
    }

    /// All files and their lengths.
    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused>;

    /// Whether listing costs little beside publishing itself.
    fn lists_cheaply(&self) -> bool;

    /// Whether it sends readers on by itself, from a file's address to another one.
    fn redirects(&self) -> bool {
        false
    }

    /// Puts a file in its place that sends readers on to another address.
    fn put_redirect(&self, path: &SitePath, bytes: Vec<u8>, _to: &str) -> Result<(), Refused> {
        self.put(path, bytes)
    }

    /// Puts a file in its place, with the folders it needs.
    fn put(&self, path: &SitePath, bytes: Vec<u8>) -> Result<(), Refused>;

    /// Puts a file where none is; false if there is one.
    fn put_new(&self, path: &SitePath, bytes: Vec<u8>) -> Result<bool, Refused>;

    /// Removes a file, if it is there, and the folders that are empty then.
    fn remove(&self, path: &SitePath) -> Result<(), Refused>;

    /// Ends a wave: what was put and removed has arrived when this returns, unless all arrives at once.
    fn settle(&self) -> Result<(), Refused> {
        Ok(())
    }

    /// Ends it all: what was put and removed has arrived when this returns.
    fn finish(&self) -> Result<(), Refused> {
        Ok(())
    }
}

/// When readers see what is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Each file as soon as it is put.
    FileByFile,
    /// All files of a wave when it ends.
    WaveByWave,
    /// Everything in one step at the end; before that nothing has happened.
    AtOnce,
}

/// Why a host did not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub why: Why,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It may work in a while: the connection broke, or the host has too much to do.
    Busy,
    /// Whoever asks is not known, or may not do this.
    Denied,
    /// There is no room left.
    Full,
    /// Somebody else published meanwhile.
    Overtaken,
    /// Whoever runs the program stopped it.
    Stopped,
    Other,
}

impl Refused {
    pub fn new(why: Why, message: impl Into<String>) -> Self {
        Self { why, message: message.into() }
    }

    /// Says what was tried, in front of why it failed.
    #[must_use]
    pub fn while_doing(self, what: impl fmt::Display) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let why = match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Why::Denied,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Why::Full,
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionRefused
            | ErrorKind::NotConnected
            | ErrorKind::BrokenPipe
            | ErrorKind::TimedOut
            | ErrorKind::UnexpectedEof
            | ErrorKind::Interrupted => Why::Busy,
            _ => Why::Other,
        };
        Self::new(why, error.to_string())
    }
}
