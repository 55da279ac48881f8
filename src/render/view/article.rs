//! What templates see of an article: as lists show it, and as its own page does.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value as Json;

use super::lists::{SectionRef, TermRef};
use super::record::{FactView, QuoteView, UseRef};
use super::{DateView, PictureView};
use crate::parse::Toc;
use crate::render::flat::flat;
use crate::render::json::Object;
use crate::resolve::Laid;
use crate::text::Fingerprint;

/// An article as lists show it.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleCard<'a> {
    pub path: &'a str,
    pub title: &'a str,
    /// The description, or the words before `<!-- more -->`, or the first paragraph: plain text.
    pub summary: &'a str,
    pub date: Option<DateView<'a>>,
    pub updated: Option<DateView<'a>>,
    pub authors: &'a [String],
    pub lang: &'a str,
    pub dir: &'static str,
    /// The terms of all taxonomies; in a list whose template speaks of no `terms`, none.
    pub terms: Vec<TermRef<'a>>,
    /// Nearest section that is not the home page.
    pub section: Option<SectionRef<'a>>,
    /// How many there are; in a list whose template speaks of no `words`, 0.
    pub words: usize,
    /// Minutes to read it at 238 words a minute, at least one.
    pub reading_minutes: usize,
    pub quotes: usize,
    pub facts: usize,
    pub corrections: usize,
    pub draft: bool,
    /// The path of its picture, if that is inside the site.
    pub image: Option<&'a str>,
    /// The same picture with its prints, if its size is known.
    pub picture: Option<PictureView<'a>>,
    /// What `card_text` makes of it, as HTML: only there in lists, and if the components are those of the built-in theme.
    ///
    /// Made from the rest of the view when the page is rendered, so it needs no place in the fingerprint.
    pub text: Option<String>,
    /// Which article it is.
    #[serde(skip)]
    pub index: usize,
}

/// An article as its own page shows it.
#[derive(Debug)]
pub struct ArticleView<'a> {
    /// Its fields stand among the others.
    pub card: ArticleCard<'a>,
    /// The author's own description; none where `summary` was taken from the text.
    pub description: Option<&'a str>,
    /// The absolute address of its picture, for cards.
    pub image_url: Option<String>,
    /// Whether `picture` is to be shown above the text, which does not show it itself.
    pub show_picture: bool,
    /// The article's HTML, cut where notes stand: print each piece's `html`, then its `note` if it has one.
    pub body: Vec<BodyPiece>,
    /// The headings, nested.
    pub toc: &'a [Toc],
    /// Whether the table of contents should be shown.
    pub show_toc: bool,
    /// The notes of all annotations in the order in which they end in the text.
    pub notes: Vec<NoteView<'a>>,
    pub standing: Standing<'a>,
    pub corrections: Vec<CorrectionView<'a>>,
    /// The article before and after this one in its section, by date.
    pub previous: Option<ArticleRef<'a>>,
    pub next: Option<ArticleRef<'a>>,
    /// Other articles that have most in common with this one: four at most.
    pub related: Vec<RelatedView<'a>>,
    pub extra: &'a Json,
}

flat!(ArticleView: card, description, image_url, show_picture, body, toc, show_toc, notes, standing, corrections, previous, next, related, extra);

/// Another article, and what it has in common with the one at hand.
#[derive(Debug, Serialize)]
pub struct RelatedView<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub date: Option<DateView<'a>>,
    pub lang: &'a str,
    pub dir: &'static str,
    /// The people whom both quote, and the terms of both, by name: three at most.
    pub shared: Vec<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ArticleRef<'a> {
    pub title: &'a str,
    pub path: &'a str,
}

/// A stretch of the article's HTML, and the note that stands at its end.
#[derive(Debug, Serialize)]
pub struct BodyPiece {
    pub html: String,
    /// The index into `notes` of the note that stands after `html`.
    pub note: Option<usize>,
}

/// How the article stands: the figures of the box at its end.
#[derive(Debug, Default, Serialize)]
pub struct Standing<'a> {
    pub quotes: usize,
    pub quotes_with_source: usize,
    /// Those that stand in the archived copies of their sources.
    pub quotes_checked: usize,
    pub facts: usize,
    pub facts_with_source: usize,
    /// The latest day on which somebody read one of its sources, as far as the record says.
    pub last_checked: Option<DateView<'a>>,
    /// The facts by status, worst first; only statuses that occur.
    pub statuses: Vec<StatusCount<'a>>,
}

#[derive(Debug, Serialize)]
pub struct StatusCount<'a> {
    /// `confirmed`, `disputed`, and so on.
    pub status: &'static str,
    /// The status in words.
    pub label: &'a str,
    pub count: usize,
}

#[derive(Debug, Serialize)]
pub struct CorrectionView<'a> {
    /// The `id` to give it: `c-2025-03-04`.
    pub id: String,
    pub on: Option<DateView<'a>>,
    pub text: &'a str,
    /// The anchor (`f-share`) of the annotation that was corrected.
    pub anchor: Option<String>,
}

/// A correction of an article in the list of all.
#[derive(Debug, Serialize)]
pub struct Corrected<'a> {
    pub on: Option<DateView<'a>>,
    /// The title of the article.
    pub title: &'a str,
    pub path: &'a str,
    /// The `id` of the correction in the article.
    pub anchor: String,
    pub lang: &'a str,
    pub dir: &'static str,
    pub text: &'a str,
}

/// One annotation of an article. Exactly one of `quote` and `fact` is there, unless it is left to [`crate::render::Alike`].
#[derive(Debug, Serialize)]
pub struct NoteView<'a> {
    /// `quote` or `fact`.
    pub kind: &'static str,
    /// Counts from 1 within the article.
    pub number: usize,
    /// The `id` of the first marked stretch: `q-ID` or `f-ID`.
    pub anchor: &'a str,
    /// The `id` to give the note, which its button's `popovertarget` names.
    pub note_id: String,
    /// The marked words, as the article prints them.
    pub text: &'a str,
    /// The page of the entry.
    pub path: &'a str,
    /// How a fact stands, as a code and in words; none for a quote.
    pub status: Option<&'static str>,
    pub status_label: Option<&'a str>,
    pub quote: Option<QuoteView<'a>>,
    pub fact: Option<FactView<'a>>,
    /// The other articles that use the same entry, newest first.
    pub also_in: Vec<UseRef<'a>>,
    /// One line to cite it by: the words or the statement, whose and when, the source, the address of the passage.
    pub citation: String,
    /// How much text stands between this note and the next, in characters: a note in the margin that says no more
    /// than fits beside so much text leaves the next one level with its words.
    ///
    /// Measured when the body is filled in, whose text the fingerprint knows.
    pub room: usize,
    /// What `quote_gist` or `fact_gist` makes of the note, as HTML, what `quote_details` or `fact_details` does, and what
    /// `note_also` does: only there if other articles use the entry as well, and the components are those of the
    /// built-in theme.
    ///
    /// Made from the rest of the view when the page is rendered, so they need no place in the fingerprint.
    pub gist: Option<Arc<str>>,
    pub details: Option<Arc<str>>,
    pub also: Option<Arc<str>>,
    /// Which entry it is on.
    #[serde(skip)]
    pub laid: Laid,
    /// The entry in schema.org's words, where they were made already.
    #[serde(skip)]
    pub linked: Option<Arc<Linked>>,
    /// Stands for `quote` or `fact` where several articles use it and it is left out, until the page is rendered.
    #[serde(skip)]
    pub says_like: Option<Fingerprint>,
    /// Stands for `also_in` where that is the same in most articles and is left out, until the page is rendered.
    #[serde(skip)]
    pub also_like: Option<Fingerprint>,
}

/// A quote or a fact in schema.org's words, as a part of an article.
#[derive(Debug)]
pub struct Linked {
    pub part: Object,
    /// Its sources.
    pub cited: Vec<Object>,
}
