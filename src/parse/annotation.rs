//! An annotation on its passage, and the names it goes by.

use std::sync::Arc;

use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;

use super::headings::unused;
use super::record::Excuse;
use super::wanted::{Kind, Subject};
use crate::text::{Span, slugify};
use crate::yaml::Origin;

/// An annotation whose passage was found.
#[derive(Debug, Encode, Decode)]
pub struct Anchored {
    pub kind: Kind,
    pub subject: Subject,
    /// The marked words, with white space folded.
    pub text: String,
    /// The id of its first stretch, unique in the article: `q-ID` or `f-ID`.
    pub anchor: String,
    /// The id within the article, which the anchor is made of.
    pub local: String,
    /// Where its words stand in the article's file.
    #[bitcode(skip)]
    pub passage: Span,
    /// The rules that do not hold for it.
    #[bitcode(skip)]
    pub allow: Vec<Excuse>,
    /// Where it is written: in front matter, a sidecar, or the text.
    #[bitcode(skip)]
    pub place: Place,
}

impl Anchored {
    /// The id that it goes by, if it has one.
    pub fn id(&self) -> Option<&Arc<str>> {
        match &self.subject {
            Subject::Ref(id) => Some(id),
            subject => subject.own_id(),
        }
    }
}

/// Where an annotation is written.
#[derive(Debug, Clone)]
pub enum Place {
    Entry(Origin),
    /// A link in the text, and the id in it if that is written as it reads.
    Inline(Span, Option<Span>),
}

impl Default for Place {
    /// A place that is not known any more.
    fn default() -> Self {
        Self::Entry(Origin::default())
    }
}

impl Place {
    pub fn span(&self) -> Span {
        match self {
            Self::Entry(origin) => origin.span(),
            Self::Inline(link, _) => link.clone(),
        }
    }

    /// The place of the id that refers to an entry, and of nothing else.
    pub fn id(&self) -> Option<Span> {
        match self {
            Self::Entry(origin) => Some(origin.below(&["ref"])),
            Self::Inline(_, id) => id.clone(),
        }
    }

    /// The place of a value of the entry, or of the link in the text.
    pub fn below(&self, keys: &[&str]) -> Span {
        match self {
            Self::Entry(origin) => origin.below(keys),
            Self::Inline(link, _) => link.clone(),
        }
    }
}

/// Names each annotation within its article: by its id, or by its first words.
pub fn name_anchors(annotations: &mut [Anchored]) {
    let mut taken = FxHashSet::default();
    for annotation in annotations {
        let id = annotation.id().map_or_else(|| first_words(&annotation.text), |id| id.to_string());
        let prefix = match annotation.kind {
            Kind::Quote => "q-",
            Kind::Fact => "f-",
        };
        annotation.anchor = unused(&format!("{prefix}{id}"), &mut taken);
        annotation.local = annotation.anchor[prefix.len()..].to_owned();
    }
}

/// The slug of the first six words, which stays the same when other annotations come or go.
fn first_words(text: &str) -> String {
    let first: Vec<&str> = text.split_whitespace().take(6).collect();
    let slug = slugify(&first.join(" "));
    if slug.is_empty() { "passage".to_owned() } else { slug }
}
