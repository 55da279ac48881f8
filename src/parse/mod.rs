//! From one file's text to what it says: an [`Article`], or entries of the record.
//!
//! 1. [`front_matter`] splits off the YAML between `---` lines and reads it, together with a sidecar: what the article
//!    says about itself ([`meta`]) and the annotations that it asks for ([`wanted`]).
//! 2. [`markdown`] turns the rest into events with byte ranges, and [`prose`] into one string of words.
//! 3. [`anchor`] finds in these words the passages that annotations are laid on; [`passages`] tells of those
//!    that are not there, and [`inline`] takes annotations from links in the text.
//! 4. [`marks`] cuts the events where annotations begin and end, and [`body`] writes HTML with holes for
//!    what only the whole site knows: notes, addresses, highlighted code.
//!
//! [`suggested`] keeps apart what nobody confirmed yet; [`mod@pointer`] goes from a passage to the entry that finds it.
//! [`kept`] is what a build leaves of an article for the next one.
//! [`reading`] goes through an article's text for `onrecord check`, which asks about words that no page needs to know of.
//!
//! **Invariant:** a file is parsed from its own text (and the wording of the record's quotes that it asks
//! for) alone; it sees no other article, no address, no clock. Parsing never stops at a mistake.

mod anchor;
mod annotation;
mod article;
mod body;
mod footnotes;
mod front_matter;
mod headings;
mod inline;
mod kept;
mod markdown;
mod marks;
mod math;
mod meta;
mod normal;
mod passages;
mod pointer;
mod prose;
mod reading;
mod record;
mod record_file;
mod suggested;
mod summary;
mod terms;
mod wanted;

pub use anchor::is_written_without_spaces;
pub use annotation::{Anchored, Place};
pub use article::{Article, Card, Link, parse};
pub use body::{Body, Hole, ShownPicture, Stretch};
pub use front_matter::{body_range, front_matter_range};
pub use headings::Toc;
pub use kept::Kept;
pub use markdown::{is_inside, options as markdown_options};
pub use meta::{Correction, Dialect, Meta};
pub use normal::{composes, is_invisible};
pub use passages::Wordings;
pub use pointer::Pointer;
pub use prose::{Prose, prose_of};
pub use reading::{Heading, Image, Quoted, Reading};
pub use record::{
    Archive, Change, Citation, Entry, Excuse, Fact, Fidelity, Figure, Layout, Original, Person, PersonKind, Quote,
    RecordFile, RecordKind, Role, Source, SourceKind, Status, Whole,
};
pub use record_file::parse_record;
pub use suggested::{Proposal, Standing, Suggested, item_lines};
pub use terms::{Bag, Level, Terms};
pub use wanted::{Kind, Selector, Subject};
