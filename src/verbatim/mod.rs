//! Whether words stand in a text: quotes in archived copies of their sources, and one wording beside another.
//!
//! 1. [`copy`] reads the words of an archived file: plain text, HTML ([`html`]) or PDF ([`pdf`]).
//! 2. [`words`] cuts a text into words, without typography, line breaks and capitals.
//! 3. [`pattern`] takes a quote apart at its cuts (`…`, `[…]`) and insertions (`[word]`).
//! 4. [`search`] finds the one in the other, word for word or with edits, which [`align`] lists.
//! 5. [`archives`] keeps the copies that were read, from one edition of a site to the next.
//!
//! **Invariant:** what is found depends on the words of both texts alone. A copy that cannot be read is an answer,
//! never a panic; no file of a site is trusted to be what its name says.

mod align;
mod archives;
mod copy;
mod html;
mod pattern;
mod pdf;
mod search;
mod words;

pub use align::{Edit, Passage};
pub use archives::{Archives, Held, sha256};
pub use copy::{Unreadable, readable_words};
pub use pattern::Pattern;
pub use search::{Document, Found};
pub use words::Words;
