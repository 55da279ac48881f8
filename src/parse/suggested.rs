//! Entries that nobody confirmed yet, and such as somebody turned down: `status: suggested`, `status: rejected`.
//!
//! They are read and their passages are found, so that an editor can be asked and nobody is asked twice. They are no
//! annotations: nothing that makes pages sees them.

use std::ops::Range;

use super::anchor::Searched;
use super::prose::Prose;
use super::record::PersonKind;
use super::wanted::{Kind, Selector, Subject, Wanted};
use crate::text::{SitePath, Span, TextFile};
use crate::yaml::{Fields, Origin};

/// An entry that waits for an editor, or that one has turned down.
#[derive(Debug)]
pub struct Suggested {
    pub kind: Kind,
    /// Its place in the list of its kind, in which annotations stand as well.
    pub index: usize,
    pub subject: Subject,
    pub proposal: Proposal,
    /// Which words are meant.
    pub selector: Selector,
    /// Where they stand in the article's file; none if they are not there, or in several places.
    pub passage: Option<Span>,
    pub origin: Origin,
}

impl Suggested {
    /// Whether the entry says on what source it is.
    pub fn is_sourced(&self) -> bool {
        match &self.subject {
            Subject::Ref(_) => true,
            Subject::OwnQuote { quote, .. } => quote.source.is_some(),
            Subject::OwnFact { fact, .. } => !fact.sources.is_empty(),
        }
    }

    /// The words as the entry has them.
    pub fn text(&self) -> &str {
        self.selector.text.as_deref().unwrap_or_default()
    }
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
    pub index: usize,
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
    let place = |Asked { wanted, proposal, index }| {
        let Wanted { kind, selector, subject, origin, .. } = wanted;
        let found = searched.find(selector.text.as_deref().unwrap_or_default(), &selector).ok();
        let passage = found.map(|passage| Span::new(file, prose.origin(&passage)));
        Suggested { kind, index, subject, proposal, selector, passage, origin }
    };
    asked.into_iter().map(place).collect()
}

/// The text of a file without its suggestions: what pages are made from. A list that holds nothing else goes as well.
pub(super) fn without(file: &TextFile, suggested: &[Asked]) -> String {
    let here = |asked: &&Asked| asked.wanted.origin.span().file == file.path;
    let mut starts: Vec<usize> =
        suggested.iter().filter(here).map(|asked| asked.wanted.origin.span().range.start).collect();
    starts.sort_unstable();
    let mut kept = String::with_capacity(file.text.len());
    let mut copied = 0;
    for start in starts {
        let Some(item) = item_lines(&file.text, start) else { continue };
        kept.push_str(&file.text[copied..item.start.max(copied)]);
        copied = item.end.max(copied);
        let has_more = indent(&file.text[copied..]) >= indent(&file.text[item.start..])
            && file.text[copied..].trim_start_matches(' ').starts_with('-');
        let head = kept.trim_end_matches('\n').rfind('\n').map_or(0, |end| end + 1);
        let is_head = |key: &str| kept[head..].trim_end() == format!("{key}:");
        if !has_more && (is_head("quotes") || is_head("facts")) {
            kept.truncate(head);
        }
    }
    kept + &file.text[copied..]
}

/// The lines of a list's item whose first key stands at `start`; none if it is not written on lines of its own.
pub fn item_lines(text: &str, start: usize) -> Option<Range<usize>> {
    let line = text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
    let margin = &text[line..start];
    let dash = margin.trim_start_matches(' ');
    if dash.strip_prefix('-').is_none_or(|gap| !gap.chars().all(|c| c == ' ')) || text[start..].starts_with('{') {
        return None;
    }
    let margin = indent(margin);
    let mut end = line;
    let mut at = line;
    for (number, line) in text[line..].split_inclusive('\n').enumerate() {
        let is_blank = line.trim().is_empty();
        if number > 0 && !is_blank && indent(line) <= margin {
            break;
        }
        at += line.len();
        if !is_blank {
            end = at;
        }
    }
    Some(line..end)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
