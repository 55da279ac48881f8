//! What all templates see, whatever the page.

use serde::Serialize;
use serde_json::Value as Json;

use super::Alternate;

/// The site as every template sees it, under the name `site`, in the language of the page.
#[derive(Debug, Serialize)]
pub struct SiteView<'a> {
    pub title: &'a str,
    pub description: &'a str,
    /// Without a slash at the end; empty if none is set.
    pub base_url: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    /// The path of the home page in this language, or else of the main one: link to `{{ root }}{{ site.home }}`.
    pub home: &'a str,
    /// Lists of [`MenuView`] by the name of the menu.
    pub menus: serde_json::Map<String, Json>,
    /// The names of the taxonomies that have terms.
    pub taxonomies: Vec<&'a str>,
    /// The path of the search page, if there is one.
    pub search: Option<&'static str>,
    /// The path of the Atom feed of this language, if there is one.
    pub feed: Option<String>,
    /// All feeds of the whole site in this language.
    pub feeds: Vec<Alternate>,
    /// The path of the list of corrections, if there were any.
    pub corrections: Option<&'static str>,
    /// Which lists of the record have entries: `people`, `quotes`, `facts`, `sources`.
    pub record: Vec<&'static str>,
    /// `onrecord` and its version.
    pub generator: String,
    pub extra: &'a Json,
}

/// An entry of a menu: either `path` (inside the site) or `url` (outside) is set.
#[derive(Debug, Serialize)]
pub struct MenuView<'a> {
    pub name: &'a str,
    pub path: Option<&'a str>,
    pub url: Option<&'a str>,
}
