//! What RFC 4287 (Atom) and JSON Feed 1.1 ask of a feed.

use roxmltree::{Document, Node};
use serde_json::Value;

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// All that is wrong with an Atom feed; the numbers are sections of RFC 4287.
pub fn atom_mistakes(xml: &str, url: &str) -> Vec<String> {
    if let Err(why) = atom_syndication::Feed::read_from(xml.as_bytes()) {
        return vec![format!("a reader of feeds does not take it: {why}")];
    }
    let document = match Document::parse(xml) {
        Ok(document) => document,
        Err(why) => return vec![format!("it is no XML: {why}")],
    };
    let mut told = Vec::new();
    let feed = document.root_element();
    let mut must = |holds: bool, what: &str, node: Node<'_, '_>| {
        if !holds {
            told.push(format!("{what}: {}", &xml[node.range()].chars().take(200).collect::<String>()));
        }
    };
    must(feed.has_tag_name((ATOM, "feed")), "4.1.1 the root is a feed", feed);
    let known = [
        "author",
        "category",
        "contributor",
        "generator",
        "icon",
        "id",
        "link",
        "logo",
        "rights",
        "subtitle",
        "title",
        "updated",
        "entry",
    ];
    must(elements(feed).all(|node| known.contains(&node.tag_name().name())), "4.1.1 only what a feed has", feed);
    must(rel(feed, "self").is_some_and(|link| link == url), "4.1.1 a feed links to itself", feed);
    must(rel(feed, "alternate").is_some_and(is_absolute), "4.1.1 a feed links to its page", feed);
    must(has_name(feed), "4.1.1 a feed has an author, since entries may have none", feed);
    let mut ids = Vec::new();
    for node in [feed].into_iter().chain(children(feed, "entry")) {
        for name in ["id", "title", "updated"] {
            must(children(node, name).count() == 1, "4.1.1, 4.1.2 exactly one id, title and updated", node);
        }
        must(is_absolute(words(node, "id")), "4.2.6 an id is an absolute address", node);
        ids.push(words(node, "id").to_owned());
        must(!words(node, "title").is_empty(), "4.2.14 a title says something", node);
        for name in ["updated", "published"] {
            must(
                children(node, name).all(|date| is_date(date.text().unwrap_or_default())),
                "3.3 a date of RFC 3339",
                node,
            );
        }
        must(
            children(node, "author").all(|author| children(author, "name").count() == 1),
            "3.2.1 a person has a name",
            node,
        );
    }
    for entry in children(feed, "entry") {
        let known = [
            "author",
            "category",
            "content",
            "contributor",
            "id",
            "link",
            "published",
            "rights",
            "source",
            "summary",
            "title",
            "updated",
        ];
        must(
            elements(entry).all(|node| known.contains(&node.tag_name().name())),
            "4.1.2 only what an entry has",
            entry,
        );
        must(
            rel(entry, "alternate").is_some_and(is_absolute),
            "4.1.2 an entry without content needs an alternate",
            entry,
        );
        must(
            children(entry, "content").count() <= 1 && children(entry, "summary").count() <= 1,
            "4.1.2 one content",
            entry,
        );
        let says_something =
            children(entry, "content").chain(children(entry, "summary")).any(|node| node.text().is_some());
        must(says_something, "an entry says something", entry);
        must(
            children(entry, "content")
                .all(|node| node.attribute("type") == Some("html") && elements(node).count() == 0),
            "3.1.1.2 HTML is escaped",
            entry,
        );
        must(
            children(entry, "category").all(|node| node.attribute("term").is_some()),
            "4.2.2 a category has a term",
            entry,
        );
    }
    ids.sort();
    let count = ids.len();
    ids.dedup();
    must(ids.len() == count, "4.1.1 ids are unique", feed);
    let newest = children(feed, "entry").map(|entry| words(entry, "updated")).max_by_key(|date| date.get(..10));
    must(
        newest.is_none_or(|newest| newest.get(..10) == words(feed, "updated").get(..10)),
        "4.2.15 updated is the newest",
        feed,
    );
    told
}

fn elements<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}

fn children<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.has_tag_name((ATOM, name)))
}

fn words<'a>(node: Node<'a, 'a>, name: &'static str) -> &'a str {
    children(node, name).next().and_then(|child| child.text()).unwrap_or_default()
}

fn rel<'a>(node: Node<'a, 'a>, rel: &str) -> Option<&'a str> {
    children(node, "link").find(|link| link.attribute("rel") == Some(rel))?.attribute("href")
}

fn has_name<'a>(node: Node<'a, 'a>) -> bool {
    children(node, "author").any(|author| !words(author, "name").is_empty())
}

/// All that is wrong with a JSON Feed (jsonfeed.org/version/1.1).
pub fn json_mistakes(feed: &Value, url: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            told.push(what);
        }
    };
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    let may_be_text = |value: &Value| value.is_null() || is_text(value);
    let is_url = |value: &Value| value.as_str().is_some_and(is_absolute);
    must(feed["version"] == "https://jsonfeed.org/version/1.1", "version".to_owned());
    must(
        is_text(&feed["title"]) && may_be_text(&feed["description"]) && is_text(&feed["language"]),
        "what it is".to_owned(),
    );
    must(feed["feed_url"] == url && is_url(&feed["home_page_url"]), "its addresses".to_owned());
    must(feed["items"].is_array(), "items".to_owned());
    let mut ids = Vec::new();
    for item in feed["items"].as_array().into_iter().flatten() {
        let id = &item["id"];
        ids.push(id.to_string());
        must(is_text(id) && is_url(&item["url"]) && is_text(&item["title"]), format!("{id}: id, url and title"));
        must(is_text(&item["content_html"]) || is_text(&item["content_text"]), format!("{id}: no content"));
        must(may_be_text(&item["summary"]) && may_be_text(&item["image"]), format!("{id}: summary and image"));
        for key in ["date_published", "date_modified"] {
            must(item[key].is_null() || item[key].as_str().is_some_and(is_date), format!("{id}: {key}"));
        }
        let authors = item["authors"].as_array().into_iter().flatten();
        must(authors.map(|author| &author["name"]).all(is_text), format!("{id}: authors"));
        must(
            item["tags"].is_null() || item["tags"].as_array().is_some_and(|tags| tags.iter().all(is_text)),
            format!("{id}: tags"),
        );
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    must(ids.len() == count, "ids are not unique".to_owned());
    told
}

fn is_absolute(address: &str) -> bool {
    address.starts_with("https://") && !address.contains(' ')
}

/// RFC 3339: `2025-03-03T00:00:00Z`, or with an offset.
fn is_date(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok() && text.as_bytes().get(10) == Some(&b'T')
}
