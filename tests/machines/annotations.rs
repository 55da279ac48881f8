//! What the Web Annotation Data Model (W3C Recommendation of 23 February 2017) asks of a collection.

use serde_json::Value;

/// All that is wrong with a collection at an address; `html` is the page that it annotates.
pub fn mistakes(collection: &Value, url: &str, html: &str) -> Vec<String> {
    let mut mistakes = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            mistakes.push(what);
        }
    };
    // Section 5.1, Annotation Collection; 5.2, Annotation Page.
    must(collection["@context"] == "http://www.w3.org/ns/anno.jsonld", "the context".to_owned());
    must(collection["type"] == "AnnotationCollection", "the type of the collection".to_owned());
    must(collection["id"] == url, format!("the id is {}", collection["id"]));
    let page = &collection["first"];
    must(page["type"] == "AnnotationPage", "the type of the page".to_owned());
    must(page["id"].is_string() && collection["last"] == page["id"], "the id of the page".to_owned());
    must(page["partOf"] == url && page["startIndex"] == 0, "what the page is part of".to_owned());
    must(page.get("@context").is_none(), "an embedded page has no context of its own".to_owned());
    let items = page["items"].as_array().cloned().unwrap_or_default();
    must(
        !items.is_empty() && collection["total"] == items.len(),
        format!("{} of {}", items.len(), collection["total"]),
    );

    let words = words(html);
    let source = url.trim_end_matches("annotations.json");
    let mut ids: Vec<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    must(ids.len() == items.len(), "ids are missing or not unique".to_owned());
    for item in &items {
        let id = &item["id"];
        // Section 3.1, Annotations: a type, an id, a target; 3.3.5, motivation; 3.2, bodies.
        must(item["type"] == "Annotation", format!("{id}: the type"));
        must(item["motivation"] == "linking", format!("{id}: the motivation"));
        for body in item["body"].as_array().into_iter().flatten() {
            let is_link =
                body["id"].as_str().is_some_and(|id| id.starts_with("https://")) && body["format"] == "text/html";
            let is_text =
                body["type"] == "TextualBody" && body["value"].is_string() && body["purpose"] == "classifying";
            must(is_link || is_text, format!("{id}: {body}"));
        }
        // Section 4, Specific Resources: exactly one source; 4.2.4, TextQuoteSelector.
        let target = &item["target"];
        must(target["type"] == "SpecificResource" && target["source"] == source, format!("{id}: {target}"));
        let selector = &target["selector"];
        must(selector["type"] == "TextQuoteSelector", format!("{id}: {selector}"));
        let part = |key: &str| selector[key].as_str().unwrap_or_default();
        let passage = [part("prefix"), part("exact"), part("suffix")].concat();
        must(!part("exact").is_empty(), format!("{id} selects nothing"));
        must(words.matches(&passage).count() == 1, format!("{id} is not found once: {passage:?}"));
        // The passage begins where the page says that it does.
        let anchor = id.as_str().and_then(|id| id.split_once('#')).map_or("", |(_, anchor)| anchor);
        must(html.contains(&format!("id=\"{anchor}\"")), format!("{id}: the page has no such anchor"));
    }
    mistakes
}

/// The words of an article's page as its body has them in `textContent`, without the notes.
fn words(html: &str) -> String {
    let start = html.find("<div class=\"prose article-body\">").expect("an article");
    let end = html[start..].find("<footer class=\"article-footer\">").expect("a footer") + start;
    let mut words = String::new();
    let mut rest = &html[start..end];
    // How many spans are open inside a note.
    let mut note = 0usize;
    while let Some(at) = rest.find('<') {
        if note == 0 {
            words.push_str(&rest[..at]);
        }
        rest = &rest[at..];
        if note > 0 || rest.starts_with("<span class=\"note-ref") || rest.starts_with("<span popover") {
            note += usize::from(rest.starts_with("<span"));
            note -= usize::from(rest.starts_with("</span"));
        }
        rest = &rest[end_of_tag(rest)..];
    }
    for (name, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        words = words.replace(name, c);
    }
    words
}

/// A tag ends at the first `>` outside of its values.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}
