//! What machines read on the demonstration site, held against the standards: JSON-LD against schema.org's table of types
//! and properties, annotations against the W3C model, feeds against RFC 4287 and JSON Feed 1.1, and all addresses
//! against the files that there are.

#![expect(clippy::disallowed_methods, reason = "tests look at folders from outside")]
#![expect(clippy::print_stdout, reason = "what is skipped is worth knowing")]

#[path = "machines/annotations.rs"]
mod annotations;
#[path = "machines/feeds.rs"]
mod feeds;
#[path = "machines/pages.rs"]
mod pages;
#[path = "machines/schema_org.rs"]
mod schema_org;

use std::path::Path;

use pages::Output;
use schema_org::Table;
use serde_json::Value;

/// Where `.ci/run` puts schema.org's types, which are not ours to copy into the repository.
const TABLE: &str = "target/checks/node_modules/schema-dts/dist/schema.d.ts";

#[test]
fn pages_describe_themselves_in_words_of_schema_org() {
    let Some(table) = table() else { return };
    let output = Output::of_demonstration();
    let mut mistakes = Vec::new();
    let mut described = 0;
    for (path, html) in output.pages() {
        let Some(said) = pages::json_ld(html) else { continue };
        described += 1;
        mistakes.extend(table.mistakes(&said).into_iter().map(|mistake| format!("{path}: {mistake}")));
    }
    assert!(described > 200, "only {described} pages describe themselves");
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

fn table() -> Option<Table> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(Table::read(&text)),
        Err(_) => {
            let why = format!("there is no {TABLE}; `bash .ci/run` fetches it");
            assert!(std::env::var_os("CI").is_none(), "{why}");
            println!("skipped: {why}");
            None
        }
    }
}

#[test]
fn only_claims_of_others_that_were_judged_are_reviewed() {
    let output = Output::of_demonstration();
    let mut reviews = 0;
    for (path, html) in output.pages() {
        let Some(said) = pages::json_ld(html) else { continue };
        for review in pages::of_type(&said, "ClaimReview") {
            reviews += 1;
            let fact: Value = output.json(&path.replace("index.html", "index.json"));
            assert!(fact["claimed_by"].is_object(), "{path} reviews what nobody else claimed");
            let status = fact["status"].as_str().unwrap_or_default();
            assert!(["false", "disputed", "confirmed", "outdated"].contains(&status), "{path}: {status}");
            assert_eq!(
                review["itemReviewed"]["author"]["@id"],
                format!("{}#person", pages::text(&fact["claimed_by"]["id"]))
            );
            assert_eq!(review["claimReviewed"], fact["statement"]);
        }
    }
    assert!(reviews > 0, "the demonstration site reviews no claim");
}

#[test]
fn annotations_follow_the_model_and_find_their_words() {
    let output = Output::of_demonstration();
    let collections: Vec<&str> = output.paths().filter(|path| path.ends_with("annotations.json")).collect();
    assert!(collections.len() > 8, "{collections:?}");
    for path in collections {
        let page = output.text(&path.replace("annotations.json", "index.html"));
        let mistakes = annotations::mistakes(&output.json(path), &pages::url(path), page);
        assert!(mistakes.is_empty(), "{path}:\n{}", mistakes.join("\n"));
    }
}

#[test]
fn feeds_follow_their_standards() {
    let output = Output::of_demonstration();
    let mut feeds = 0;
    for path in output.paths().filter(|path| path.ends_with("feed.xml") || path.ends_with("feed.json")) {
        feeds += 1;
        let url = pages::url(path);
        let mistakes = match path.ends_with(".xml") {
            true => feeds::atom_mistakes(output.text(path), &url),
            false => feeds::json_mistakes(&output.json(path), &url),
        };
        assert!(mistakes.is_empty(), "{path}:\n{}", mistakes.join("\n"));
    }
    assert!(feeds > 40, "{feeds}");
}

#[test]
fn pages_name_their_feeds_and_data_and_these_are_there() {
    let output = Output::of_demonstration();
    for (path, html) in output.pages() {
        for link in pages::alternates(html) {
            let target = pages::joined(path, &link);
            assert!(output.has(&target), "{path} names {link}, but there is no {target}");
        }
    }
    let beside = |page: &str, name: &str| {
        let html = output.text(&format!("{page}index.html"));
        pages::alternates(html).iter().any(|link| link.ends_with(&format!("{page}{name}")))
    };
    for (page, name) in [
        ("science/", "feed.xml"),
        ("science/", "feed.json"),
        ("people/dmitry-peskov/", "feed.xml"),
        ("people/dmitry-peskov/", "index.json"),
        ("facts/apollo-11-landing/", "index.json"),
        ("corrections/", "feed.json"),
        ("news/after-the-oval-office/", "annotations.json"),
    ] {
        assert!(beside(page, name), "{page} does not name {name}");
    }
}

#[test]
fn the_record_is_there_as_json_and_its_addresses_lead_somewhere() {
    let output = Output::of_demonstration();
    for (path, _) in output.pages() {
        let is_entry = ["people/", "quotes/", "facts/", "sources/"].iter().any(|list| path.starts_with(list));
        if !is_entry || path.matches('/').count() != 2 {
            continue;
        }
        let data: Value = output.json(&path.replace("index.html", "index.json"));
        assert_eq!(data["id"], pages::url(path.trim_end_matches("index.html")), "{path}");
        assert!(data["key"].is_string() && data["type"].is_string(), "{path}");
    }
    for path in output.paths().filter(|path| path.ends_with(".json")) {
        for address in pages::addresses(&output.json(path)) {
            let (page, part) = address.split_once('#').unwrap_or((&address, ""));
            let file =
                if page.ends_with('/') || page.is_empty() { format!("{page}index.html") } else { page.to_owned() };
            assert!(output.has(&file), "{path} names {address}, but there is no {file}");
            let is_anchor = part.starts_with("q-") || part.starts_with("f-") || part.starts_with("c-");
            if is_anchor && file.ends_with(".html") {
                assert!(output.text(&file).contains(&format!("id=\"{part}\"")), "{path}: nothing stands at {address}");
            }
        }
    }
}

#[test]
fn the_sitemap_lists_pages_for_readers_once() {
    let output = Output::of_demonstration();
    let sitemap = roxmltree::Document::parse(output.text("sitemap.xml")).expect("XML");
    let mut listed: Vec<&str> = sitemap
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", "loc")))
        .filter_map(|node| node.text())
        .collect();
    let count = listed.len();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed.len(), count);
    assert!(listed.contains(&"https://example.org/onrecord/corrections/"), "{listed:?}");
    assert!(listed.iter().all(|url| !url.ends_with(".json") && !url.ends_with(".xml")));
}
