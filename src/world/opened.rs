//! A file of which only some is read.

use std::fs;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// An open file. It is what it was when it was opened, though another one may stand in its place by now.
pub struct Opened {
    file: Mutex<fs::File>,
    /// In bytes.
    pub length: u64,
}

impl Opened {
    pub fn at(path: &Path) -> io::Result<Self> {
        let file = fs::File::open(path)?;
        Ok(Self { length: file.metadata()?.len(), file: Mutex::new(file) })
    }

    /// Reads the bytes in a range, all of them or none.
    pub fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        if range.end > self.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = range.end.saturating_sub(range.start);
        let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(range.start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
