//! A site as a build leaves it for the next one: its articles without their texts, and what linking them came to.
//!
//! It is written in blocks of a few entries, one kind after the other, and a table of contents ([`leaving`]). So what is
//! written never stands in memory as a whole, and only those blocks are read that somebody looks into ([`left`], by way
//! of [`pieces`]). What a site has from files that are quickly read again (settings, fonts) is left out, as are the
//! places where things are written: diagnostics need them, and whoever has something to tell looks at the files again.
//!
//! **Invariant:** what cannot be read, or is not what was asked for, is nothing. Every block has a checksum, and nothing
//! is taken from one that is not as it was written.

mod leaving;
mod left;
mod pieces;

pub use leaving::Leaving;
pub use left::Left;
pub use pieces::{ReadAt, unless_damaged};

use std::hash::BuildHasher as _;
use std::sync::Arc;

use bitcode::{Decode, Encode};
use rustc_hash::FxBuildHasher;

use super::{Overview, Section, Term};
use crate::pictures::Picture;
use crate::text::{Fingerprint, SitePath};

const HEADER: &[u8] = b"onrecord site 3\n";

/// How many entries stand in a block: a page looks at few entries of many blocks.
const A_BLOCK: usize = 16;

/// Where everything stands.
#[derive(Default, Encode, Decode)]
struct Contents {
    /// Stands for the settings with which the articles were read.
    settings: Fingerprint,
    blocks: Vec<Block>,
    /// How many entries there are of each kind, in this order; before them stands the frame.
    articles: usize,
    placed: usize,
    people: usize,
    sources: usize,
    facts: usize,
    quotes: usize,
}

#[derive(Encode, Decode)]
struct Block {
    end: usize,
    check: Fingerprint,
}

/// What a site has once.
#[derive(Encode, Decode)]
struct Frame {
    sections: Arc<Vec<Section>>,
    /// The text of each section, as an index into all articles.
    indexes: Vec<Option<usize>>,
    terms: Arc<Vec<Vec<Term>>>,
    pictures: Vec<Picture>,
    overview: Arc<Overview>,
    /// The files of all articles, and those that lie beside them, as hashes with the numbers of the articles; sorted.
    files: Vec<(u64, usize)>,
    /// Whether quotes are looked for in archived copies, of which nothing is left.
    is_verified: bool,
}

/// The kinds of entries, in the order in which they are written.
#[derive(Clone, Copy)]
enum Kind {
    Articles,
    Placed,
    People,
    Sources,
    Facts,
    Quotes,
}

fn hash(file: &SitePath) -> u64 {
    FxBuildHasher.hash_one(file)
}
