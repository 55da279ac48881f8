//! What pages ask of all articles at once: answered when the site is linked, so that nobody goes through them for it.

use std::sync::Arc;

use bitcode::{Decode, Encode};

use super::Placed;

/// A few answers about all articles of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Overview {
    /// How many have a date. They come first, so an index below this is that of an article with a date.
    pub dated: usize,
    /// How many corrections there are.
    pub corrections: usize,
    /// The languages that articles name, as tags, in the order in which they are met.
    pub tags: Vec<String>,
}

impl Overview {
    pub fn of(articles: &[Arc<Placed>]) -> Self {
        let metas = || articles.iter().map(|placed| &placed.article.card.meta);
        let mut tags: Vec<String> = Vec::new();
        for tag in metas().filter_map(|meta| meta.lang.as_ref()) {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        Self {
            dated: metas().take_while(|meta| meta.date.is_some()).count(),
            corrections: metas().map(|meta| meta.corrections.len()).sum(),
            tags,
        }
    }
}
