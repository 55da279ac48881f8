//! What a page costs its reader: bytes of style and script over the wire, and no host but the page's own.

use std::collections::BTreeSet;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{VISITS, Visit, no_fault, server, strings};

/// For the style sheets of a page, compressed.
const STYLE: usize = 20 * 1024;
/// For the scripts of an article, compressed.
const SCRIPT: usize = 3 * 1024;

#[test]
fn pages_are_light() {
    no_fault(|visit| {
        let style = weight(visit, &strings(&visit.desk["styles"]));
        let scripts = weight(visit, &strings(&visit.desk["scripts"]));
        let inline = strings(&visit.desk["inline"]).concat();
        let script = scripts + if inline.is_empty() { 0 } else { compressed(inline.as_bytes()) };
        let is_article = visit.desk["kind"] == "page-article";
        let mut faults = Vec::new();
        if style > STYLE {
            faults.push(format!("{style} bytes of style"));
        }
        if is_article && script > SCRIPT {
            faults.push(format!("{script} bytes of script"));
        }
        faults
    });
    let articles = VISITS.iter().filter(|visit| visit.desk["kind"] == "page-article").count();
    assert!(VISITS.is_empty() || articles > 10, "only {articles} articles");
}

#[test]
fn no_page_asks_another_host() {
    no_fault(|visit| {
        let asked: BTreeSet<String> = strings(&visit.desk["asks"]).into_iter().collect();
        asked.into_iter().filter(|url| !url.starts_with(&format!("{}/", visit.site.origin))).collect()
    });
}

/// What these files weigh on the way.
fn weight(visit: &Visit, urls: &[String]) -> usize {
    urls.iter()
        .map(|url| {
            let path = url.strip_prefix(&visit.site.origin).unwrap_or_else(|| panic!("of another host: {url}"));
            let file = server::file_at(&visit.site.folder, path).unwrap_or_else(|| panic!("404: {url}"));
            compressed(crate::shown::text_of(&file).as_bytes())
        })
        .sum()
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything").len()
}
