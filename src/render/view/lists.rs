//! What templates see of sections, terms and pages of lists.

use serde::Serialize;
use serde_json::Value as Json;

/// A list of terms of one taxonomy.
#[derive(Debug, Serialize)]
pub struct ListRef {
    pub name: String,
    pub path: String,
}

/// A status and its words.
#[derive(Debug, Serialize)]
pub struct StatusName<'a> {
    pub status: &'static str,
    pub label: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct TermRef<'a> {
    pub taxonomy: &'a str,
    pub name: &'a str,
    pub path: &'a str,
    /// How many articles carry the term.
    pub count: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct SectionRef<'a> {
    pub title: &'a str,
    pub path: &'a str,
}

#[derive(Debug, Serialize)]
pub struct SectionView<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub description: &'a str,
    /// The HTML of `_index.md` below its front matter; empty on pages after the first.
    pub html: String,
    /// The sections above this one, home page first.
    pub above: Vec<SectionRef<'a>>,
    pub extra: &'a Json,
}

#[derive(Debug, Serialize)]
pub struct SectionCard<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub description: &'a str,
    /// Articles in this section and below.
    pub count: usize,
}

/// Where a page of a long list stands.
#[derive(Debug, Serialize)]
pub struct Pager {
    /// Counts from 1.
    pub number: usize,
    pub pages: usize,
    /// The paths of the neighbours.
    pub previous: Option<String>,
    pub next: Option<String>,
}
