//! What templates see of the record: quotes, facts, people and sources, and where they are used.

use serde::Serialize;

use super::{DateView, PictureView};
use crate::render::flat::flat;

#[derive(Debug, Clone, Serialize)]
pub struct QuoteView<'a> {
    pub id: &'a str,
    /// The quote's own page.
    pub path: &'a str,
    pub text: &'a str,
    pub speaker: Option<PersonRef<'a>>,
    /// What the speaker was when they said it.
    pub role: Option<String>,
    pub said_on: Option<DateView<'a>>,
    pub venue: Option<&'a str>,
    pub source: Option<SourceRef<'a>>,
    pub original: Option<OriginalView<'a>>,
    pub translator: Option<&'a str>,
    /// `verbatim`, `edited`, `translated`, `paraphrase`, `partial`.
    pub fidelity: &'static str,
    /// The fidelity in words; empty for `verbatim`.
    pub fidelity_label: &'a str,
    /// Set if the words were found in the archived copy of the source.
    pub checked: Option<Box<CheckedView<'a>>>,
    /// What `quote_grounds` makes of it, as HTML: only there on pages of the record, and if the components are those of
    /// the built-in theme.
    ///
    /// Made from the rest of the view when the page is rendered, so it needs no place in the fingerprint.
    pub grounds: Option<String>,
    /// Which quote it is.
    #[serde(skip)]
    pub index: usize,
}

/// That a quote stands in the archived copy of its source.
#[derive(Debug, Clone, Serialize)]
pub struct CheckedView<'a> {
    /// When the copy was made; none if the record does not say.
    pub on: Option<DateView<'a>>,
    /// Whether the words there differ, as the quote's fidelity admits.
    pub edited: bool,
}

/// A quote's words in the language in which they were said.
#[derive(Debug, Clone, Serialize)]
pub struct OriginalView<'a> {
    pub lang: &'a str,
    pub dir: &'static str,
    pub text: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct FactView<'a> {
    pub id: &'a str,
    /// The fact's own page.
    pub path: &'a str,
    pub statement: &'a str,
    /// Value or range with unit, ready to print: `about 113,000 km²`.
    pub figure: Option<String>,
    /// The same in parts, for machines.
    pub quantity: Option<QuantityView<'a>>,
    pub subject: Option<&'a str>,
    pub measure: Option<&'a str>,
    pub as_of: Option<DateView<'a>>,
    pub review_by: Option<DateView<'a>>,
    pub status: &'static str,
    pub status_label: &'a str,
    pub claimed_by: Option<PersonRef<'a>>,
    pub sources: Vec<SourceRef<'a>>,
    pub note: Option<&'a str>,
    /// What the fact said before, newest first.
    pub history: Vec<ChangeView<'a>>,
    /// Which fact it is.
    #[serde(skip)]
    pub index: usize,
}

/// A figure in parts: `value`, or `low` and `high`, or `words`.
#[derive(Debug, Clone, Serialize)]
pub struct QuantityView<'a> {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub words: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub approx: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangeView<'a> {
    pub on: Option<DateView<'a>>,
    pub was: Option<&'a str>,
    pub now: Option<&'a str>,
    pub why: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PersonRef<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub path: &'a str,
    /// `person` or `organization`.
    pub kind: &'static str,
}

#[derive(Debug, Clone)]
pub struct PersonView<'a> {
    /// Its fields stand among the others.
    pub person: PersonRef<'a>,
    pub aliases: &'a [String],
    pub pronouns: Option<&'a str>,
    /// Newest first.
    pub roles: Vec<RoleView<'a>>,
    /// Addresses elsewhere that mean the same person.
    pub same_as: &'a [String],
    pub image: Option<&'a str>,
    /// The same picture with its prints, if it is one of the site.
    pub picture: Option<PictureView<'a>>,
    pub note: Option<&'a str>,
    pub quote_count: usize,
    pub fact_count: usize,
}

flat!(PersonView: person, aliases, pronouns, roles, same_as, image, picture, note, quote_count, fact_count);

#[derive(Debug, Clone, Serialize)]
pub struct RoleView<'a> {
    pub title: &'a str,
    pub org: Option<&'a str>,
    pub from: Option<DateView<'a>>,
    pub to: Option<DateView<'a>>,
}

/// A source as a quote or a fact cites it.
#[derive(Debug, Clone)]
pub struct SourceRef<'a> {
    /// Its fields stand among the others.
    pub source: SourceView<'a>,
    /// Where in the source: `p. 12`, `00:14:05`.
    pub locator: Option<&'a str>,
    /// The source's own words on the matter.
    pub says: Option<&'a str>,
    /// The source's address, landing at the quoted words where browsers can (`#:~:text=`).
    pub link: Option<String>,
}

flat!(SourceRef: source, locator, says, link);

#[derive(Debug, Clone, Serialize)]
pub struct SourceView<'a> {
    pub id: &'a str,
    /// The source's own page.
    pub path: &'a str,
    pub title: &'a str,
    pub url: Option<&'a str>,
    pub publisher: Option<&'a str>,
    pub author: Option<&'a str>,
    pub published: Option<DateView<'a>>,
    pub accessed: Option<DateView<'a>>,
    /// `primary`, `secondary`, `wire`, `document`, `dataset`, `interview`.
    pub kind: Option<&'static str>,
    pub archive_url: Option<&'a str>,
    /// The checksum of the archived copy.
    pub archive_sha256: Option<&'a str>,
    pub rights: Option<&'a str>,
    pub quote_count: usize,
    pub fact_count: usize,
}

/// A quote with the articles that use it, newest first.
#[derive(Debug)]
pub struct QuoteUse<'a> {
    /// Its fields stand among the others.
    pub quote: QuoteView<'a>,
    pub used_in: Vec<UseRef<'a>>,
    /// What `used_count` makes of these, as [`QuoteView::grounds`] is made.
    pub used: Option<String>,
}

flat!(QuoteUse: quote, used_in, used);

/// A fact with the articles that use it, newest first.
#[derive(Debug)]
pub struct FactUse<'a> {
    /// Its fields stand among the others.
    pub fact: FactView<'a>,
    pub used_in: Vec<UseRef<'a>>,
    /// What `used_count` makes of these, as [`QuoteView::grounds`] is made.
    pub used: Option<String>,
}

flat!(FactUse: fact, used_in, used);

/// A place where an entry is used: link to `{{ root }}{{ path }}#{{ anchor }}`.
#[derive(Debug, Clone, Serialize)]
pub struct UseRef<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub anchor: &'a str,
    pub date: Option<DateView<'a>>,
}
