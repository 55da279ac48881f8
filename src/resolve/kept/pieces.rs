//! The blocks that were written, each read when somebody asks for what is in it.
//!
//! # Design
//!
//! Entries are looked at in the midst of making a page, where nobody expects that one cannot be had, and reading all
//! blocks first to be sure of them would take longer than the page. So a block that turns out to be damaged, which only
//! happens if somebody damaged it, ends all that is being made ([`unless_damaged`]), as a query of salsa ends when it
//! is cancelled: by unwinding. Whoever starts something with what was left says there what to do instead.

use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bitcode::DecodeOwned;

use super::{A_BLOCK, Contents, HEADER, Kind};
use crate::resolve::Series;
use crate::text::Fingerprint;

/// Reads some bytes of a file that stays as it is as long as it is open.
pub type ReadAt = dyn Fn(Range<u64>) -> io::Result<Vec<u8>> + Send + Sync;

/// What ends the work with a block that is not as it was written.
struct Damaged;

/// The result of work with what was left; none if some of that turned out to be damaged.
pub fn unless_damaged<T>(work: impl FnOnce() -> T) -> Option<T> {
    // What was under work when it ended is not looked at again.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => Some(result),
        Err(cause) if cause.is::<Damaged>() => None,
        Err(cause) => resume_unwind(cause),
    }
}

/// The blocks that were written.
pub struct Pieces {
    read_at: Box<ReadAt>,
    pub contents: Contents,
    /// How many were taken apart.
    taken_apart: AtomicUsize,
}

impl Pieces {
    /// Finds the blocks in a file of a length by its table of contents, for which a fingerprint stands.
    pub fn open(read_at: Box<ReadAt>, length: u64, fingerprint: Fingerprint) -> Option<Self> {
        /// The length of the contents, which stands behind them.
        const TAIL: u64 = size_of::<u64>() as u64;
        let end = length.checked_sub(TAIL)?;
        let tail = read_at(end..length).ok()?;
        let start = end.checked_sub(u64::from_le_bytes(tail.try_into().ok()?))?;
        let header = read_at(0..HEADER.len() as u64).ok()?;
        let contents = read_at(start..end).ok()?;
        if header != HEADER || Fingerprint::of_bytes(&contents) != fingerprint {
            return None;
        }
        let contents = bitcode::decode(&contents).ok()?;
        let pieces = Self { read_at, contents, taken_apart: AtomicUsize::new(0) };
        let count = pieces.first(Kind::Quotes) + pieces.count(Kind::Quotes).div_ceil(A_BLOCK);
        (pieces.contents.blocks.len() == count).then_some(pieces)
    }

    /// How many blocks were taken apart, and how many there are.
    pub fn taken_apart(&self) -> (usize, usize) {
        (self.taken_apart.load(Ordering::Relaxed), self.contents.blocks.len())
    }

    fn count(&self, kind: Kind) -> usize {
        let Contents { articles, placed, people, sources, facts, quotes, .. } = self.contents;
        [articles, placed, people, sources, facts, quotes][kind as usize]
    }

    /// The number of the first block of a kind.
    pub fn first(&self, kind: Kind) -> usize {
        let kinds = [Kind::Articles, Kind::Placed, Kind::People, Kind::Sources, Kind::Facts, Kind::Quotes];
        1 + kinds.iter().take(kind as usize).map(|kind| self.count(*kind).div_ceil(A_BLOCK)).sum::<usize>()
    }

    pub fn series<T: DecodeOwned>(self: &Arc<Self>, kind: Kind) -> Series<T> {
        let (of, first) = (self.clone(), self.first(kind));
        Series::left(self.count(kind), A_BLOCK, Box::new(move |block| of.block(first + block)))
    }

    /// So many entries, none of which can be looked at.
    pub fn empty<T>(&self, kind: Kind) -> Series<T> {
        Series::left(self.count(kind), A_BLOCK, Box::new(|_| Vec::new()))
    }

    /// What stands in a block; unwinds with [`Damaged`] if that is not what was written there.
    pub fn block<T: DecodeOwned>(&self, number: usize) -> T {
        self.taken_apart.fetch_add(1, Ordering::Relaxed);
        self.read(number).unwrap_or_else(|| resume_unwind(Box::new(Damaged)))
    }

    fn read<T: DecodeOwned>(&self, number: usize) -> Option<T> {
        let start = match number.checked_sub(1) {
            Some(before) => self.contents.blocks.get(before)?.end,
            None => HEADER.len(),
        };
        let block = self.contents.blocks.get(number)?;
        let bytes = (self.read_at)(start as u64..block.end as u64).ok()?;
        let is_as_written = Fingerprint::of_bytes(&bytes) == block.check;
        is_as_written.then(|| bitcode::decode(&bytes).ok())?
    }
}
