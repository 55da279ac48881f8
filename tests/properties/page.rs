//! Reads a page as strictly as XML, and says which words are marked by which annotation.
//!
//! Browsers mend what is broken; this reader tells it instead.

use std::collections::BTreeMap;

/// One character of an article's body, without white space.
#[derive(Debug, Clone)]
pub struct Letter {
    pub c: char,
    /// Whether white space or the end of a block stands before it.
    pub apart: bool,
    /// The notes that it is marked for.
    pub notes: Vec<String>,
    /// The outermost link or code that it stands in, by number.
    pub enclosed: Option<usize>,
    /// Whether it is a part of a formula, which reads otherwise than it is written.
    pub formula: bool,
}

/// What a page says.
#[derive(Debug, Default)]
pub struct Page {
    /// The letters of the article's body, notes and numbers of footnotes left out.
    pub letters: Vec<Letter>,
    /// The ids of the notes in the body, with the number of letters before each and what it is enclosed in.
    pub notes: Vec<(String, usize)>,
    /// Everything that is wrong with the page.
    pub wrong: Vec<String>,
}

impl Page {
    pub fn text(&self) -> String {
        self.letters.iter().flat_map(|letter| letter.apart.then_some(' ').into_iter().chain([letter.c])).collect()
    }
}

struct Element<'a> {
    name: &'a str,
    classes: Vec<String>,
    notes: Vec<String>,
    popover: bool,
    number: usize,
}

const VOID: [&str; 12] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements that hold words and other such elements only.
const PHRASES: [&str; 20] = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "em", "strong", "del", "code", "mark", "button", "sup", "sub",
    "b", "i", "pre", "u",
];

pub fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut open: Vec<Element<'_>> = Vec::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let mut apart = true;
    let mut number = 0;
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("<!--") {
            let end = after.find("-->").unwrap_or(after.len());
            rest = after.get(end + 3..).unwrap_or_default();
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest = rest.split_once('>').map_or("", |(_, after)| after);
        } else if let Some(after) = rest.strip_prefix("</") {
            let (name, after) = after.split_once('>').unwrap_or((after, ""));
            rest = after;
            let name = name.trim();
            if BLOCKS.contains(&name) {
                apart = true;
            }
            match open.pop() {
                Some(element) if element.name == name => {}
                other => {
                    page.wrong.push(format!("`</{name}>` closes `{}`", other.map_or("nothing", |other| other.name)));
                    return page;
                }
            }
        } else if rest.starts_with('<') {
            let Some((name, attributes, closed, after)) = tag(rest) else {
                page.wrong.push(format!("no tag: `{}`", rest.chars().take(80).collect::<String>()));
                return page;
            };
            rest = after;
            number += 1;
            let value =
                |wanted: &str| attributes.iter().find(|(key, _)| *key == wanted).map(|(_, value)| unescaped(value));
            for (index, (key, _)) in attributes.iter().enumerate() {
                if attributes[..index].iter().any(|(other, _)| other == key) {
                    page.wrong.push(format!("attribute `{key}` twice on `<{name}>`"));
                }
                if key.starts_with("on") || *key == "style" {
                    page.wrong.push(format!("attribute `{key}` on `<{name}>`"));
                }
            }
            if let Some(id) = value("id") {
                if id.is_empty() || id.contains(char::is_whitespace) {
                    page.wrong.push(format!("id `{id}`"));
                }
                *ids.entry(id).or_default() += 1;
            }
            let inside =
                |names: &[&str]| open.iter().find(|element| names.contains(&element.name)).map(|element| element.name);
            let popover = attributes.iter().any(|(key, _)| *key == "popover");
            let classes: Vec<String> =
                value("class").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
            let is_note = popover || classes.iter().any(|class| class == "note-ref");
            let mut forbid = |what: &str, names: &[&str]| {
                if let Some(around) = inside(names) {
                    page.wrong.push(format!("{what} inside `<{around}>`"));
                }
            };
            match name {
                "mark" => forbid("a mark", &["mark", "button"]),
                "a" => forbid("a link", &["a", "button"]),
                "button" => forbid("a button", &["a", "button", "mark"]),
                _ if is_note => forbid("a note", &["a", "button", "mark", "code"]),
                _ => {}
            }
            if BLOCKS.contains(&name) {
                forbid(&format!("`<{name}>`"), &PHRASES);
                apart = true;
            }
            if name == "br" {
                apart = true;
            }
            let in_note = open.iter().any(|element| element.popover);
            if popover
                && open.iter().any(|element| element.classes.iter().any(|class| class == "article-body"))
                && !in_note
            {
                page.notes.push((value("id").unwrap_or_default(), page.letters.len()));
            }
            if !closed && !VOID.contains(&name) {
                let notes = match name {
                    "mark" => value("data-note").unwrap_or_default().split(' ').map(str::to_owned).collect(),
                    _ => Vec::new(),
                };
                open.push(Element { name, classes, notes, popover, number });
            }
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let words = unescaped(&rest[..end]);
            rest = &rest[end..];
            let has = |wanted: &str| open.iter().any(|element| element.classes.iter().any(|class| class == wanted));
            let is_word = has("article-body")
                && !has("note-ref")
                && !has("footnote-reference")
                && !has("footnote-back")
                && !has("author-html")
                && !open.iter().any(|element| element.popover || element.name == "pre");
            if !is_word {
                continue;
            }
            let notes: Vec<String> = open.iter().flat_map(|element| element.notes.clone()).collect();
            let enclosed =
                open.iter().find(|element| matches!(element.name, "a" | "code")).map(|element| element.number);
            let formula = open.iter().any(|element| element.name == "math");
            for c in words.chars() {
                if matches!(c, ' ' | '\n' | '\t' | '\r') {
                    apart = true;
                } else {
                    page.letters.push(Letter { c, apart, notes: notes.clone(), enclosed, formula });
                    apart = false;
                }
            }
        }
    }
    if let Some(left) = open.last() {
        page.wrong.push(format!("`<{}>` is never closed", left.name));
    }
    for (id, times) in ids {
        if times > 1 {
            page.wrong.push(format!("the id `{id}` stands {times} times"));
        }
    }
    page
}

type Attributes<'a> = Vec<(&'a str, &'a str)>;

/// A start tag: its name, its attributes, whether it closes itself, and what follows.
fn tag(html: &str) -> Option<(&str, Attributes<'_>, bool, &str)> {
    let mut rest = html.strip_prefix('<')?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-')?;
    let name = &rest[..end];
    if name.is_empty() || name.chars().any(|c| c.is_ascii_uppercase()) {
        return None;
    }
    rest = &rest[end..];
    let mut attributes = Vec::new();
    loop {
        let trimmed = rest.trim_start();
        if let Some(after) = trimmed.strip_prefix("/>") {
            return Some((name, attributes, true, after));
        }
        if let Some(after) = trimmed.strip_prefix('>') {
            return Some((name, attributes, false, after));
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let end = trimmed.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c))?;
        let (key, after) = trimmed.split_at(end);
        if key.is_empty() {
            return None;
        }
        rest = after;
        let mut value = "";
        if let Some(after) = rest.strip_prefix("=\"") {
            let end = after.find('"')?;
            value = &after[..end];
            if value.contains('<') {
                return None;
            }
            rest = &after[end + 1..];
        }
        attributes.push((key, value));
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("&amp;", '&'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&quot;", '"'),
            ("&#39;", '\''),
            ("&#x27;", '\''),
            ("&#x2F;", '/'),
        ];
        let (written, c) = known.into_iter().find(|(written, _)| rest.starts_with(written)).unwrap_or(("&", '&'));
        plain.push(c);
        rest = &rest[written.len()..];
    }
    plain.push_str(rest);
    plain
}
