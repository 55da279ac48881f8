//! Quotations, and who is said to have spoken.
//!
//! 1. [`marks`] pairs quotation marks within each of the [`paragraphs`], and [`transcript`] finds lines that begin with
//!    a name.
//! 2. [`words`] cuts what stands outside them, by their [`letters`] and the [`lexicon`] of the text's language.
//! 3. [`mentions`] finds who is named, and of which verbs of speech they are the subject.
//! 4. [`choose`] asks two small linear [`model`]s: who said a stretch, by its [`rank`], and whether anybody did, by its
//!    [`sense`]. Both look at one [`view`]; a few [`rules`] decide against them.
//! 5. [`joining`] makes one quotation of split stretches, and [`names`] gives the speaker's full name.
//!
//! Confidence is the logistic of the second model's score times the share that the first gives to its choice.

mod abbreviations;
mod choose;
mod gender;
mod joining;
mod learning;
mod letters;
mod lexicon;
mod marks;
mod mentions;
mod model;
mod name_shapes;
mod names;
mod paragraphs;
mod rank;
mod rules;
mod sense;
mod templates;
mod transcript;
mod view;
mod words;

use super::{Known, Quotation};

pub use learning::{Lesson, Said, learn};

/// Finds the quotations of a text.
pub fn quotations(text: &str, known: &[Known]) -> Vec<Quotation> {
    quotations_by(text, known, model::Model::built_in())
}

fn quotations_by(text: &str, known: &[Known], model: &model::Model) -> Vec<Quotation> {
    let reading = choose::Reading::of(text);
    let choices = choose::choose(&reading, model);
    joining::join(&reading, &choices, known)
}
