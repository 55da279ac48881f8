//! What the templates of feeds and sitemaps see.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct FeedEntry<'a> {
    pub title: String,
    /// Absolute; also the entry's id.
    pub url: String,
    /// RFC 3339.
    pub published: Option<String>,
    pub updated: String,
    pub authors: Vec<&'a str>,
    pub summary: String,
    /// The article's HTML with absolute links and without notes; empty in feeds that hold summaries only.
    pub html: String,
    pub lang: &'a str,
    /// The terms of all taxonomies.
    pub tags: Vec<&'a str>,
    /// The absolute address of its picture.
    pub image_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct SitemapUrl<'a> {
    pub url: String,
    pub updated: Option<String>,
    /// The page in all its languages.
    pub languages: Vec<HrefLang<'a>>,
}

/// The absolute address of a page in a language, or for all others (`x-default`).
#[derive(Debug, Serialize)]
pub struct HrefLang<'a> {
    pub lang: &'a str,
    pub url: String,
}
