//! The entries of one kind by their numbers, all of them here or each read when somebody first asks for it.
//!
//! A page looks at a few entries of a site: its own, those beside it, those that it names. Of a site that an earlier
//! build left, only what pages really look at is read, a block of entries at a time; which these are is found out by
//! looking, and by no list of what depends on what. Whoever goes through all entries finds all of them as well.

use std::fmt;
use std::ops::{Deref, Index};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

/// Entries by their numbers. Cloning costs a reference count for each that is here.
#[derive(Clone)]
pub struct Series<T>(Entries<T>);

#[derive(Clone)]
enum Entries<T> {
    Here(Vec<Arc<T>>),
    Left(Arc<Blocks<T>>),
}

/// Entries that are read a block at a time.
struct Blocks<T> {
    count: usize,
    /// How many stand in each block; fewer in the last one.
    each: usize,
    read: Box<Read<T>>,
    blocks: Vec<OnceLock<Vec<Arc<T>>>>,
    all: OnceLock<Vec<Arc<T>>>,
}

/// Reads the block with a number.
pub type Read<T> = dyn Fn(usize) -> Vec<T> + Send + Sync;

impl<T> Series<T> {
    pub fn with_capacity(count: usize) -> Self {
        Self(Entries::Here(Vec::with_capacity(count)))
    }

    /// So many entries, which are read in blocks of `each`.
    pub fn left(count: usize, each: usize, read: Box<Read<T>>) -> Self {
        let blocks = (0..count.div_ceil(each)).map(|_| OnceLock::new()).collect();
        Self(Entries::Left(Arc::new(Blocks { count, each, read, blocks, all: OnceLock::new() })))
    }

    pub fn len(&self) -> usize {
        match &self.0 {
            Entries::Here(entries) => entries.len(),
            Entries::Left(left) => left.count,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, index: usize) -> Option<&Arc<T>> {
        match &self.0 {
            Entries::Here(entries) => entries.get(index),
            Entries::Left(left) => left.get(index),
        }
    }
}

impl<T: Send + Sync> Series<T> {
    /// All entries, which are read by all processors at once if they are not here yet.
    pub fn fetched(&self) -> &[Arc<T>] {
        if let Entries::Left(left) = &self.0 {
            (0..left.blocks.len()).into_par_iter().for_each(|block| _ = left.get(block * left.each));
        }
        self
    }
}

impl<T> Series<T> {
    pub fn push(&mut self, entry: T) {
        self.here().push(Arc::new(entry));
    }

    /// Puts an entry in the place of another one.
    pub fn put(&mut self, index: usize, entry: Arc<T>) {
        self.here()[index] = entry;
    }

    /// An entry to be changed, apart from that of other series.
    pub fn change(&mut self, index: usize) -> &mut T
    where
        T: Clone,
    {
        Arc::make_mut(&mut self.here()[index])
    }

    fn here(&mut self) -> &mut Vec<Arc<T>> {
        if let Entries::Left(left) = &self.0 {
            self.0 = Entries::Here(left.all().to_vec());
        }
        match &mut self.0 {
            Entries::Here(entries) => entries,
            Entries::Left(_) => unreachable!("they were fetched"),
        }
    }
}

impl<T> Blocks<T> {
    fn get(&self, index: usize) -> Option<&Arc<T>> {
        let number = index / self.each;
        let block = self.blocks.get(number)?.get_or_init(|| (self.read)(number).into_iter().map(Arc::new).collect());
        block.get(index % self.each)
    }
}

impl<T> Blocks<T> {
    /// One after the other: a thread that waits here for others may be given work that asks for the same.
    fn all(&self) -> &[Arc<T>] {
        self.all.get_or_init(|| (0..self.count).filter_map(|index| self.get(index).cloned()).collect())
    }
}

impl<T> Index<usize> for Series<T> {
    type Output = Arc<T>;

    fn index(&self, index: usize) -> &Arc<T> {
        match &self.0 {
            Entries::Here(entries) => &entries[index],
            Entries::Left(left) => left.get(index).expect("an index into the series"),
        }
    }
}

/// All entries, one after the other.
impl<T> Deref for Series<T> {
    type Target = [Arc<T>];

    fn deref(&self) -> &[Arc<T>] {
        match &self.0 {
            Entries::Here(entries) => entries,
            Entries::Left(left) => left.all(),
        }
    }
}

impl<'a, T> IntoIterator for &'a Series<T> {
    type Item = &'a Arc<T>;
    type IntoIter = std::slice::Iter<'a, Arc<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> FromIterator<Arc<T>> for Series<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(entries: I) -> Self {
        Self(Entries::Here(entries.into_iter().collect()))
    }
}

impl<T> fmt::Debug for Series<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries", self.len())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn what_nobody_asks_for_is_not_read() {
        let read = Arc::new(AtomicUsize::new(0));
        let count = read.clone();
        let block = move |number: usize| {
            count.fetch_add(1, Ordering::Relaxed);
            (number * 4..(number * 4 + 4).min(10)).collect()
        };
        let mut series = Series::left(10, 4, Box::new(block));
        assert_eq!((series.len(), *series[9], *series[8], series.get(10).is_none()), (10, 9, 8, true));
        assert_eq!(read.load(Ordering::Relaxed), 1);
        let same = series.clone();
        assert_eq!(series.iter().map(|entry| **entry).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
        assert_eq!(read.load(Ordering::Relaxed), 3);
        series.put(3, Arc::new(33));
        series.push(10);
        *series.change(0) += 5;
        assert_eq!(series.iter().map(|entry| **entry).collect::<Vec<_>>(), [5, 1, 2, 33, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!((*same[3], same.len()), (3, 10));
    }
}
