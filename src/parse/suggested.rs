//! Entries that nobody confirmed yet, and such as somebody turned down: `status: suggested`, `status: rejected`.
//!
//! They are read and their passages are found, so that an editor can be asked and nobody is asked twice. They are no
//! annotations: nothing that makes pages sees them.

use super::anchor::Searched;
use super::front_matter::{Kind, Subject, Wanted};
use super::prose::Prose;
use super::record::PersonKind;
use crate::text::{SitePath, Span};
use crate::yaml::{Fields, Origin};

/// An entry that waits for an editor, or that one has turned down.
#[derive(Debug)]
pub struct Suggested {
    pub kind: Kind,
    pub subject: Subject,
    pub proposal: Proposal,
    /// The words as the entry has them.
    pub text: String,
    /// Where they stand in the article's file; none if they are not there, or in several places.
    pub passage: Option<Span>,
    pub origin: Origin,
}

/// What an entry says of being no more than a suggestion.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub standing: Standing,
    /// A speaker who has no entry in the record yet.
    pub speaker_name: Option<String>,
    pub speaker_role: Option<String>,
    pub speaker_kind: PersonKind,
    /// From 0 to 1.
    pub confidence: Option<f64>,
    pub because: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Waits for an editor.
    Suggested,
    /// An editor turned it down; kept, so that it is not proposed again.
    Rejected,
}

impl Standing {
    /// Both by the words that stand in `status`.
    pub const NAMES: [(&'static str, Self); 2] = [("suggested", Self::Suggested), ("rejected", Self::Rejected)];
}

/// A suggestion before its passage is looked for.
pub struct Asked {
    pub wanted: Wanted,
    pub proposal: Proposal,
}

impl Proposal {
    /// Reads whether an entry is a suggestion, and what it says as one; an entry with `ref` says nothing else.
    pub(super) fn read(fields: &mut Fields<'_>, kind: Kind) -> Option<Self> {
        let is_named = |name: &str| Standing::NAMES.iter().find(|(word, _)| *word == name).map(|(_, it)| *it);
        let standing = fields.peek("status").and_then(is_named);
        if standing.is_none() && fields.peek("ref").is_some() {
            return None;
        }
        if standing.is_some() {
            fields.choice("status", &Standing::NAMES);
        }
        let is_quote = kind == Kind::Quote;
        let mut speaker = |key| if is_quote { fields.words(key) } else { None };
        let (speaker_name, speaker_role) = (speaker("speaker_name"), speaker("speaker_role"));
        let speaker_kind = if is_quote { fields.choice("speaker_kind", &PersonKind::NAMES) } else { None };
        let confidence = fields.words("confidence").and_then(|number| number.trim().parse().ok());
        let because = fields.words("because");
        let speaker_kind = speaker_kind.unwrap_or_default();
        Some(Self { standing: standing?, speaker_name, speaker_role, speaker_kind, confidence, because })
    }
}

/// Looks for the passages of suggestions; one that is not found is no mistake of the article.
pub(super) fn find(asked: Vec<Asked>, prose: &Prose, file: &SitePath) -> Vec<Suggested> {
    if asked.is_empty() {
        return Vec::new();
    }
    let searched = Searched::new(&prose.text);
    let place = |Asked { wanted, proposal }| {
        let Wanted { kind, selector, subject, origin, .. } = wanted;
        let text = selector.text.clone().unwrap_or_default();
        let found = searched.find(&text, &selector).ok();
        let passage = found.map(|passage| Span::new(file, prose.origin(&passage)));
        Suggested { kind, subject, proposal, text, passage, origin }
    };
    asked.into_iter().map(place).collect()
}
