//! CommonMark's own examples, and what annotations leave of them: the HTML is pulldown-cmark's, byte for byte.
//!
//! Ours differs on purpose in three things, which are undone here: headings have ids, links and pictures
//! inside the site are holes (filled with what the author wrote), and so is code with a language.

use std::fmt::Write as _;

use onrecord::parse::{Article, Dialect, Hole, Wordings, markdown_options, parse};
use onrecord::text::{SitePath, TextFile, Zone};
use pulldown_cmark::{Parser, html};
use pulldown_cmark_escape::{escape_href, escape_html_body_text};

#[derive(serde::Deserialize)]
struct Example {
    number: usize,
    section: String,
    markdown: String,
}

const EXAMPLES: &str = include_str!("data/commonmark.json");

#[test]
fn every_example_comes_out_as_the_parser_has_it() {
    let examples: Vec<Example> = serde_json::from_str(EXAMPLES).expect("the list of examples");
    assert_eq!(examples.len(), 652);
    let mut failed = Vec::new();
    for Example { number, section, markdown } in &examples {
        let ours = without_heading_ids(&filled(&article("", markdown)));
        let theirs = theirs(markdown);
        if ours != theirs {
            failed.push(format!("{number} ({section}): {markdown:?}\n  theirs {theirs:?}\n  ours   {ours:?}"));
        }
    }
    assert!(failed.is_empty(), "{} examples differ:\n{}", failed.len(), failed.join("\n"));
}

/// An annotation adds marks and a note, and changes nothing else: without them, the HTML is the same.
#[test]
fn marks_change_nothing_else() {
    let examples: Vec<Example> = serde_json::from_str(EXAMPLES).expect("the list of examples");
    let mut marked = 0;
    let mut failed = Vec::new();
    for Example { number, markdown, .. } in &examples {
        let html = filled(&article("", markdown));
        let words = some_words(&html);
        let facts: Vec<String> =
            words.iter().map(|words| format!("{{text: {}, occurrence: 1}}", serde_json::Value::from(*words))).collect();
        let front = format!("facts: [{}]\n", facts.join(", "));
        let article = article(&front, markdown);
        marked += usize::from(!article.card.annotations.is_empty());
        let (ours, theirs) = (without_heading_ids(&filled(&article)), theirs(markdown));
        if ours != theirs {
            failed.push(format!("{number}: {words:?} in {markdown:?}\n  theirs {theirs:?}\n  ours   {ours:?}"));
        }
    }
    assert!(marked > 300, "only {marked} examples have words to mark");
    assert!(failed.is_empty(), "{} examples differ:\n{}", failed.len(), failed.join("\n"));
}

fn theirs(markdown: &str) -> String {
    let mut theirs = String::new();
    html::push_html(&mut theirs, Parser::new_ext(markdown, markdown_options()));
    theirs
}

fn article(front: &str, markdown: &str) -> Article {
    // Front matter of our own keeps an example that begins with `---` from being read as such.
    let file = TextFile {
        path: SitePath::new("content/a.md").expect("a path"),
        text: format!("---\ntitle: x\n{front}---\n{markdown}").into(),
    };
    let dialect = Dialect { zone: Zone::utc(), languages: Vec::new(), taxonomies: Vec::new(), is_checked: false };
    parse(&file, None, &dialect, &Wordings::default())
}

/// Fills the holes with what the author wrote, and leaves out marks and notes.
fn filled(article: &Article) -> String {
    let body = article.body();
    let mut html = String::new();
    let mut written = 0;
    let mut marks = 0;
    for (at, hole) in &body.holes {
        html.push_str(&body.html[written..*at]);
        written = *at;
        match hole {
            Hole::Address(link) => escape_href(&mut html, &article.card.links[*link].dest).expect("a string"),
            Hole::Picture { link, shown } => {
                html.push_str("<img src=\"");
                escape_href(&mut html, &article.card.links[*link].dest).expect("a string");
                write!(html, "\" alt=\"{}\"", shown.alt).expect("a string");
                if !shown.title.is_empty() {
                    write!(html, " title=\"{}\"", shown.title).expect("a string");
                }
                html.push_str(" />");
            }
            Hole::Code { text, .. } => escape_html_body_text(&mut html, text).expect("a string"),
            Hole::Mark(_) => marks += 1,
            Hole::Note(_) | Hole::Word(_) => {}
        }
    }
    html.push_str(&body.html[written..]);
    if marks == 0 {
        return html;
    }
    assert_eq!(html.matches("</mark>").count(), marks, "each mark is closed: {html}");
    html.replace("</mark>", "")
}

fn without_heading_ids(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = (1..=6).filter_map(|level| rest.find(&format!("<h{level} id=\""))).min() {
        let (before, tag) = rest.split_at(at + 3);
        out.push_str(before);
        let id = tag.strip_prefix(" id=\"").expect("what was found");
        rest = &id[id.find('"').expect("the end of the id") + 1..];
    }
    out + rest
}

/// All words that may stand in the text: whatever lies between tags and is made of letters and spaces, and each word of it.
fn some_words(html: &str) -> Vec<&str> {
    let is_plain = |words: &&str| words.chars().all(|c| c.is_alphabetic() || c == ' ');
    let stretches = || html.split(['<', '>', '&', ';', '\n']).filter(is_plain).map(str::trim);
    let mut words: Vec<&str> =
        stretches().chain(stretches().flat_map(str::split_whitespace)).filter(|words| !words.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    words
}
