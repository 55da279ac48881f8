//! No theme says a word of its own: every word of a page is an author's, or comes from a file of words.
//!
//! The demonstration site is built in a language that nobody speaks, whose words are all marked: `⟦Facts⟧`. What is
//! left of a page without its marked words and without what authors wrote must hold no letter.

#![expect(clippy::disallowed_methods, reason = "the site and its templates lie on a disk")]

mod common;

use std::path::Path;

use onrecord::project::Options;
use serde_json::{Map, Value};

/// A tag for private use (ISO 639-3), so nobody ships words for it.
const TAG: &str = "qaa";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The English words of the built-in theme.
fn english() -> Value {
    serde_yaml::from_str(&read(&root().join("templates/i18n/en.yaml"))).expect("is YAML")
}

/// The same words, each of them marked.
fn marked(words: &Value) -> Value {
    match words {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), marked(value))).collect::<Map<_, _>>().into(),
        Value::String(text) => format!("⟦{text}⟧").into(),
        other => panic!("{other} is no word"),
    }
}

/// All files below a folder, by their paths below the root.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    walkdir::WalkDir::new(root().join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("can be read"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root()).expect("below the root");
            let path = path.to_str().expect("is UTF-8").replace('\\', "/");
            (path, std::fs::read(entry.path()).expect("can be read"))
        })
        .collect()
}

/// The demonstration site, its own language being the one that nobody speaks.
fn demonstration() -> common::Built {
    let mut site = files("content");
    let settings = read(&root().join("site.yaml")).replace("lang: en\n", &format!("lang: {TAG}\n"));
    site.push(("site.yaml".to_owned(), settings.into_bytes()));
    let words = serde_yaml::to_string(&marked(&english())).expect("is YAML");
    site.push((format!("i18n/{TAG}.yaml"), words.into_bytes()));
    let due = onrecord::resolve::Due { future: true, ..Default::default() };
    common::build(&site, Options { due, ..Options::default() })
}

/// Takes out what stands between two marks, also where such stretches nest.
fn without(text: &str, open: &str, close: &str) -> String {
    let (mut out, mut rest, mut depth) = (String::new(), text, 0usize);
    loop {
        let (start, end) = (rest.find(open), rest.find(close));
        match (start, end) {
            (Some(start), end) if end.is_none_or(|end| start < end) => {
                if depth == 0 {
                    out.push_str(&rest[..start]);
                }
                depth += 1;
                rest = &rest[start + open.len()..];
            }
            (_, Some(end)) if depth > 0 => {
                depth -= 1;
                rest = &rest[end + close.len()..];
            }
            _ => break,
        }
    }
    if depth == 0 {
        out.push_str(rest);
    }
    out
}

/// What readers see and hear of a page: its text, and the attributes that are read out.
fn said(html: &str) -> Vec<String> {
    let body = &html[html.find("<body").unwrap_or(0)..];
    let mut said = Vec::new();
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        for attribute in ["aria-label=\"", "title=\"", "alt=\"", "data-label=\"", "placeholder=\""] {
            said.extend(tag.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        said.push(text.trim().to_owned());
    }
    said.retain(|text| text.chars().any(char::is_alphabetic));
    said
}

/// Every word and sentence of the theme without places, in English.
fn words_of(words: &Value, out: &mut Vec<String>) {
    match words {
        Value::Object(map) => map.values().for_each(|value| words_of(value, out)),
        Value::String(text) if !text.contains('{') && text.chars().any(char::is_alphabetic) => out.push(text.clone()),
        _ => {}
    }
}

#[test]
fn no_page_of_the_demonstration_says_an_english_word_of_the_theme() {
    let built = demonstration();
    assert!(built.told.is_empty(), "{:#?}", built.told);
    let mut words = Vec::new();
    words_of(&english(), &mut words);
    assert!(words.len() > 90, "only {} words", words.len());
    // Authors call things by these names, too.
    let settings = read(&root().join("site.yaml"));
    words.retain(|word| !settings.contains(&format!("name: {word}\n")));
    let mut faults = Vec::new();
    let mut marked = 0;
    // Pages in another language say its words, and some articles write about these very words.
    let others = ["ar/", "manual/", "notes/how-we-mark-a-claim/"];
    let is_looked_at = |path: &str| path.ends_with(".html") && !others.iter().any(|other| path.starts_with(other));
    for (path, html) in built.files.iter().filter(|(path, _)| is_looked_at(path)) {
        for text in said(html) {
            marked += text.matches('⟦').count();
            let rest = without(&text, "⟦", "⟧");
            if words.contains(&rest) {
                faults.push(format!("{path}: {text}"));
            }
        }
    }
    assert!(marked > 5_000, "only {marked} words are marked");
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
}

/// A site whose authors write no letters: whatever letter is on its pages is the theme's.
#[test]
fn every_letter_of_a_page_without_authors_letters_is_a_marked_word() {
    let mut facts = String::new();
    for (number, status) in
        ["unverified", "confirmed", "estimate", "claimed", "disputed", "\"false\"", "corrected", "outdated"]
            .iter()
            .enumerate()
    {
        facts += &format!(
            "{number}: {{statement: '1{number}', value: {number}, approx: true, unit: percent, status: {status}, \
             as_of: '2025-01-0{}', review_by: '2030-01-01', subject: '2', measure: '3', note: '4', claimed_by: '1', \
             sources: [{{source: '1', locator: '5', says: '6'}}], history: [{{on: '2024-01-01', was: '7', now: '8', \
             why: '9'}}, {{was: '1'}}, {{now: '2'}}]}}\n",
            number + 1
        );
    }
    facts += "99: {statement: '99', range: [5, 8], unit: GBP}\n";
    let mut quotes = String::new();
    for (number, fidelity) in ["verbatim", "edited", "translated", "paraphrase", "partial"].iter().enumerate() {
        quotes += &format!(
            "{number}: {{text: '4{number}', speaker: '1', said_on: '2025-01-01', venue: '1', source: '1', fidelity: \
             {fidelity}, translator: '7'}}\n"
        );
    }
    quotes += "8: {text: '48'}\n";
    let mut sources = "1: {title: '1', url: 'https://1.1', publisher: '2', author: '3', published: '2025-01-01', \
                       accessed: '2025-01-02', rights: '4', archive: {url: 'https://2.2'}}\n"
        .to_owned();
    for (number, kind) in ["primary", "secondary", "wire", "document", "dataset", "interview"].iter().enumerate() {
        sources += &format!("{}: {{title: '7{number}', kind: {kind}}}\n", number + 2);
    }
    let people = "1: {name: '1', kind: organization, aliases: ['2', '3'], same_as: ['https://1.1'], roles: [{title: \
                  '1', from: '2020', to: '2021'}, {title: '2', from: '2022'}, {title: '3', to: '2019', org: '4'}]}\n";
    let article = "---\ntitle: '1'\ndate: 2025-01-01\nupdated: 2025-01-02\nauthors: ['1', '2', '3']\ntags: ['1']\n\
                   aliases: [/9/]\ntoc: true\ncorrections: [{on: 2025-01-03, text: '1', annotation: '10'}]\nfacts:\n  - \
                   {id: '10', text: '33'}\n  - {ref: '1', text: '44'}\nquotes: [{text: '55'}]\n---\n# 1\n\n33 44 55[^1]\n\n\
                   > [!TIP]\n> 1\n\n[^1]: 2\n";
    let words = serde_yaml::to_string(&marked(&english())).expect("is YAML");
    let files: Vec<(String, Vec<u8>)> = [
        ("site.yaml", format!("title: '1'\nbase_url: https://1.1\nshare_images: none\nlang: {TAG}\npaginate: 1\nmenus: {{main: [{{name: '1', url: /1/}}]}}\n")),
        ("content/_index.md", "---\ntitle: '1'\n---\n2\n".to_owned()),
        ("content/1/_index.md", "---\ntitle: '2'\n---\n".to_owned()),
        ("content/1/2/1.md", article.to_owned()),
        ("content/1/4.md", article.replace("/9/", "/8/").replace("id: '10', ", "").replace(", annotation: '10'", "")),
        ("content/1/3.md", "---\ntitle: '3'\ndraft: true\ndate: 2025-01-01\n---\n".to_owned()),
        ("content/_record/facts.yaml", facts),
        ("content/_record/quotes.yaml", quotes),
        ("content/_record/sources.yaml", sources),
        ("content/_record/people.yaml", people.to_owned()),
        (&format!("i18n/{TAG}.yaml"), words),
    ]
    .map(|(path, text)| (path.to_owned(), text.into_bytes()))
    .into();
    let due = onrecord::resolve::Due { drafts: true, ..Default::default() };
    let built = common::build(&files, Options { due, ..Options::default() });
    assert!(built.told.iter().all(|told| told.line.contains(" warning ")), "{:#?}", built.told);
    let mut faults = Vec::new();
    let mut spoken = std::collections::BTreeSet::new();
    for (path, html) in built.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for text in said(&without(html, "⟦", "⟧")) {
            // Names of programs and units, months by number in a language that CLDR does not know, addresses of the web.
            let known = ["onrecord", "https://"].iter().any(|known| text.contains(known));
            let is_date = text.split_whitespace().all(|word| {
                word.parse::<u32>().is_ok() || ["January", "2025", "2024"].contains(&word.trim_matches(','))
            });
            if !known && !is_date {
                faults.push(format!("{path}: {text}"));
            }
        }
        spoken.extend(html.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next()).map(str::to_owned));
    }
    faults.dedup();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
    assert!(spoken.len() > 100, "only {} words are spoken", spoken.len());
}

/// Templates hold markup and calls; letters between them would be words.
#[test]
fn templates_hold_no_words() {
    let mut faults = Vec::new();
    let folders = files("templates").into_iter().chain(files("themes"));
    for (path, bytes) in folders.filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml")) {
        let text = String::from_utf8(bytes).expect("is UTF-8");
        let text = without(&text, "{#", "#}");
        let text = without(&without(&text, "{%", "%}"), "{{", "}}");
        for attribute in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\""] {
            let values = text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
            faults.extend(values.filter(|value| has_word(value)).map(|value| format!("{path}: {attribute}{value}")));
        }
        let left = without(&text, "<", ">");
        faults.extend(left.lines().filter(|line| has_word(line)).map(|line| format!("{path}: {}", line.trim())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
