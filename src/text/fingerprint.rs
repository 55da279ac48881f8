//! Short digests that stand for a value: equal digests mean equal values.

use std::cell::RefCell;

use serde::Serialize;
use twox_hash::XxHash3_128;

use super::digest::Spelling;

/// The 128 bits of XXH3: among 2⁴⁰ values that nobody chose for it, two share one with a chance below 2⁻⁴⁸.
///
/// Somebody who looks for two values with one fingerprint finds them. All of them are the site's own, and what its owner
/// could do with two of them is to miss a change of his own; BLAKE3, which is safe from that, takes some twenty times as
/// long for a page. What others are to check has a SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, bitcode::Encode, bitcode::Decode)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(XxHash3_128::oneshot(bytes).to_be_bytes())
    }

    /// Takes the digest of what a value says, in the order of its fields.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        /// What is longer is rare, and must not be held by every thread from then on.
        const LONG: usize = 64 << 10;
        thread_local! {
            /// Memory for the next value on this thread, which is mostly as long as the last one.
            static SPARE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
        }
        let mut spelling = Spelling(SPARE.take());
        spelling.0.clear();
        value.serialize(&mut spelling).expect("what is digested can be written down");
        let fingerprint = Self::of_bytes(&spelling.0);
        if spelling.0.capacity() <= LONG {
            SPARE.set(spelling.0);
        }
        fingerprint
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => serializer.serialize_bytes(&self.0),
        }
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    /// Reads what [`Display`](std::fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes()))
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}
