//! An article as a build leaves it for the next one: all that is known of it, but for its text.
//!
//! Its text stands in its file. Whoever shows it reads the file once more, and takes what it gives only if it still is
//! the same article ([`Article::take_body`]).

use std::sync::Arc;

use bitcode::{Decode, Encode};
use serde_json::Value as Json;

use super::headings::{Toc, flat, nest};
use super::{Article, Wordings};
use crate::text::{Fingerprint, SitePath};

/// An article that a build leaves.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Kept {
    pub article: Arc<Article>,
    /// The file beside its own.
    pub sidecar: Option<SitePath>,
    /// Whether it is as good as one that is parsed: nothing is told of it, now or when the site is linked. Where things
    /// are written, which diagnostics say, is not kept.
    pub is_sound: bool,
    wordings: Fingerprint,
    /// Each with a NUL behind it.
    ids: String,
    /// The headings with their levels and ids.
    headings: Vec<(u8, String, String)>,
    /// What the front matter has for templates, as JSON; empty if it has nothing.
    extra: String,
}

impl Kept {
    pub fn of(article: &Arc<Article>, sidecar: Option<SitePath>, wordings: &Wordings, is_told_of: bool) -> Self {
        let extra = extra_of(article);
        Self {
            article: article.clone(),
            sidecar,
            is_sound: is_exact(article, &extra) && !is_told_of && article.told.is_empty(),
            wordings: words_asked(article, wordings),
            ids: ids_of(article),
            headings: headings_of(article),
            extra,
        }
    }

    /// Another article in the place of this one, which was read with the same words of the record.
    pub fn replaced_by(&self, article: Arc<Article>) -> Self {
        let (ids, headings, extra) = (ids_of(&article), headings_of(&article), extra_of(&article));
        let is_sound = is_exact(&article, &extra) && article.told.is_empty();
        Self { article, ids, headings, extra, is_sound, ..self.clone() }
    }

    /// Puts the article together from what was read.
    pub fn put_together(mut self) -> Self {
        let Some(article) = Arc::get_mut(&mut self.article) else { return self };
        // What cannot be read again is of an article that is not sound.
        article.card.meta.extra = parsed(&self.extra).unwrap_or_default();
        let heading = |(level, id, title)| Toc { level, id, title, children: Vec::new() };
        article.card.toc = nest(std::mem::take(&mut self.headings).into_iter().map(heading).collect());
        article.ids = Some(std::mem::take(&mut self.ids).into());
        self
    }

    /// Whether the quotes of the record whose words were looked for in it still have these words.
    pub fn has_same_wordings(&self, wordings: &Wordings) -> bool {
        self.article.card.wordings.is_empty() || words_asked(&self.article, wordings) == self.wordings
    }
}

fn headings_of(article: &Article) -> Vec<(u8, String, String)> {
    let mut headings = Vec::new();
    flat(&article.card.toc, &mut headings);
    headings
}

fn ids_of(article: &Article) -> String {
    article.ids().flat_map(|id| [id, "\0"]).collect()
}

fn extra_of(article: &Article) -> String {
    match &article.card.meta.extra {
        Json::Object(extra) if extra.is_empty() => String::new(),
        extra => extra.to_string(),
    }
}

/// Whether what an article has for templates can be read again as it is: some numbers come out of JSON as their
/// neighbours.
fn is_exact(article: &Article, extra: &str) -> bool {
    parsed(extra).as_ref() == Some(&article.card.meta.extra)
}

fn words_asked(article: &Article, wordings: &Wordings) -> Fingerprint {
    let asked: Vec<_> = article.card.wordings.iter().map(|id| (id, wordings.get(id))).collect();
    Fingerprint::of(&asked)
}

fn parsed(extra: &str) -> Option<Json> {
    if extra.is_empty() { Some(Json::Object(Default::default())) } else { serde_json::from_str(extra).ok() }
}

impl Article {
    /// Whether the site and all its pages come to the same with both, but for those that show the text of the article,
    /// and for lists that say how many words it has.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let (card, next) = (&self.card, &other.card);
        card.meta.says_the_same(&next.meta)
            && card.summary == next.summary
            && card.reading_minutes() == next.reading_minutes()
            && card.wordings == next.wordings
            && card.links.iter().map(|link| link.is_picture).eq(next.links.iter().map(|link| link.is_picture))
            && card.annotations.iter().map(|one| &one.local).eq(next.annotations.iter().map(|one| &one.local))
            && self.links_the_same(other)
    }
}
