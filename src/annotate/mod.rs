//! Annotations as they are written: entries put beside an article, by the preview's panel and by suggestions.
//!
//! [`entry`] is what is to be written, [`append`] puts it into one of the article's [`files`]; [`mod@propose`] asks an
//! article's text for entries that it has none of. [`mod@decide`] carries out an editor's answer to a suggestion: [`amend`]
//! changes the entry, [`person`] adds a speaker to the record.
//!
//! **Invariant:** no byte that an author wrote is changed, and nothing is written that was not read again first.

mod amend;
mod append;
mod decide;
mod described;
mod entry;
mod files;
mod person;
mod propose;

pub use append::{Added, Refused, remove};
pub use decide::{Answer, Which, decide, editable};
pub use described::described;
pub use entry::{Entry, Said};
pub use files::{Files, Kept};
pub use propose::{Proposed, propose, write};

use crate::parse::Article;

/// What is wrong with an article after a change that was not before, with the first hint.
pub fn new_mistake(before: &Article, after: &Article) -> Option<String> {
    let errors = |article: &Article| -> Vec<(String, Option<String>)> {
        let told = article.told.iter().filter(|told| told.is_error());
        told.map(|told| (told.message.clone(), told.hints.first().cloned())).collect()
    };
    let (old, new) = (errors(before), errors(after));
    let is_new = |(message, _): &&(String, Option<String>)| old.iter().all(|(old, _)| old != message);
    match new.iter().find(is_new) {
        Some((message, hint)) => {
            Some(message.clone() + &hint.iter().map(|hint| format!("; {hint}")).collect::<String>())
        }
        None => (new.len() > old.len()).then(|| "this makes a mistake of the article appear twice".to_owned()),
    }
}
