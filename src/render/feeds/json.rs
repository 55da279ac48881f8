//! A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1).

use serde::Serialize;

use crate::render::view::{Content, FeedEntry, View};

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    content_html: &'a str,
    /// An item must have one kind of content at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    date_modified: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    tags: &'a [&'a str],
    language: &'a str,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// Writes the view of a feed; none if it is that of something else.
pub fn write(view: &View<'_>) -> Option<String> {
    let Content::Feed { feed_url, home_url, entries, .. } = &view.content else { return None };
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &view.page.title,
        home_page_url: home_url,
        feed_url,
        description: view.page.description,
        language: view.page.lang,
        items: entries.iter().map(item).collect(),
    };
    serde_json::to_string(&feed).ok().map(|text| text + "\n")
}

fn item<'a>(entry: &'a FeedEntry<'a>) -> Item<'a> {
    let is_whole = !entry.html.is_empty();
    let summary = Some(entry.summary.as_str()).filter(|summary| !summary.is_empty());
    Item {
        id: &entry.url,
        url: &entry.url,
        title: &entry.title,
        content_html: &entry.html,
        content_text: (!is_whole).then_some(summary.unwrap_or(&entry.title)),
        summary: summary.filter(|_| is_whole),
        image: entry.image_url.as_deref(),
        date_published: entry.published.as_deref(),
        date_modified: &entry.updated,
        authors: entry.authors.iter().map(|name| Author { name }).collect(),
        tags: &entry.tags,
        language: entry.lang,
    }
}
