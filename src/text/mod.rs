//! Words that every other module uses: paths, file texts, diagnostics, fingerprints.
//!
//! Nothing here knows about articles or pages, and nothing here touches a disk.

mod date;
mod diagnostic;
mod digest;
mod file;
mod fingerprint;
mod nearest;
mod path;
mod slug;
mod stages;
mod tag;
pub mod words;

pub use date::{Moment, PartialDate, Precision, Zone, later};
pub use diagnostic::{Diagnostic, Fix, Label, Severity, Span, lower_first, shorten};
pub use file::{TextFile, Texts, decode};
pub use fingerprint::Fingerprint;
pub use nearest::nearest;
pub use path::{BadPath, SitePath};
pub use slug::{anchor_id, file_date, is_id, slugify, without_date};
pub use stages::Stages;
pub use tag::{language_tag, split_language};
