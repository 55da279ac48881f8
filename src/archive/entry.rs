//! Writes `archive:` into a source's entry and leaves every other byte of its file as it is.
//!
//! # Design
//! As with annotations that the preview adds, the entry is changed as text: values that are there are replaced at
//! their places, keys that are not are put in as lines. The result is read again and must say what the file said
//! before and what was stored, nothing more and nothing less. Where it does not, nothing is written.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::text::SitePath;
use crate::yaml::{self, Document};

/// What was stored for a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub file: String,
    pub sha256: String,
    /// `2025-03-03`.
    pub on: String,
}

/// Why a file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl Stored {
    fn values(&self) -> [(&'static str, String); 3] {
        [("file", scalar(&self.file)), ("sha256", scalar(&self.sha256)), ("on", self.on.clone())]
    }
}

/// Puts what was stored into the entry of a source; `id` is none if the whole file is the entry.
pub fn with_archive(text: &str, id: Option<&str>, stored: &Stored) -> Result<String, Refused> {
    let before = read(text)?;
    let mut expected = before.clone();
    let entry = match id {
        Some(id) => expected.get_mut(id).and_then(Value::as_mapping_mut),
        None => Some(&mut expected),
    };
    let Some(entry) = entry else {
        return Err(Refused("the entry is not a map of names to values".to_owned()));
    };
    let is_new = !matches!(entry.get("archive"), Some(Value::Mapping(_)));
    if is_new && entry.contains_key("archive") {
        return Err(Refused("`archive` is there and is no map; take it out".to_owned()));
    }
    let mut archive = entry.get("archive").and_then(Value::as_mapping).cloned().unwrap_or_default();
    for (key, value) in stored.values() {
        archive.insert(key.into(), yaml::value(&value).map_err(Refused)?);
    }
    entry.insert("archive".into(), Value::Mapping(archive.clone()));
    let candidates = if is_new { put_new(text, id, stored) } else { change(text, id, stored) };
    let fits = |changed: &String| read(changed).as_ref() == Ok(&expected);
    candidates.into_iter().find(fits).ok_or_else(|| {
        Refused(
            "the entry is written in a way that nothing can be put in; write it as lines of `key: value`".to_owned(),
        )
    })
}

fn read(text: &str) -> Result<Mapping, Refused> {
    match yaml::value(text) {
        Ok(Value::Mapping(map)) => Ok(map),
        Ok(_) => Err(Refused("this is not a map of names to values".to_owned())),
        Err(why) => Err(Refused(format!("this is not valid YAML: {why}"))),
    }
}

/// Words as YAML on one line.
fn scalar(words: &str) -> String {
    serde_yaml::to_string(words).unwrap_or_default().trim_end().to_owned()
}

/// The ways to write a new `archive` that are worth trying.
fn put_new(text: &str, id: Option<&str>, stored: &Stored) -> Vec<String> {
    let values = stored.values().map(|(key, value)| format!("{key}: {value}"));
    let flow = format!("archive: {{{}}}", values.join(", "));
    let newline = newline_of(text);
    let Lines { indent, end } = lines_of(text, id);
    let mut block = format!("{indent}archive:{newline}");
    for value in &values {
        block += &format!("{indent}  {value}{newline}");
    }
    let open = if text[..end].ends_with('\n') || end == 0 { "" } else { newline };
    let mut candidates = vec![format!("{}{open}{block}{}", &text[..end], &text[end..])];
    // An entry between braces takes it before the closing one.
    candidates.extend(before_brace(text, entry_range(text, id).start, &flow));
    candidates
}

/// The ways to change an `archive` that is there.
fn change(text: &str, id: Option<&str>, stored: &Stored) -> Vec<String> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut missing = Vec::new();
    let keys: Vec<&str> = id.into_iter().chain(["archive"]).collect();
    let there = known_keys(text, &keys);
    for (key, value) in stored.values() {
        let path: Vec<&str> = keys.iter().copied().chain([key]).collect();
        match there.iter().any(|known| known == key) {
            true => edits.push((span(text, &path), value)),
            false => missing.push(format!("{key}: {value}")),
        }
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut changed = text.to_owned();
    for (range, value) in edits {
        changed.replace_range(range, &value);
    }
    if missing.is_empty() {
        return vec![changed];
    }
    let newline = newline_of(text);
    let start = span(&changed, &keys).start;
    // In front of the first key of a block, with its indentation.
    let line = changed[..start].rfind('\n').map_or(0, |end| end + 1);
    let margin = changed[line..start].to_owned();
    let lines = missing.iter().map(|value| format!("{value}{newline}{margin}")).collect::<String>();
    let block = format!("{}{lines}{}", &changed[..start], &changed[start..]);
    let mut candidates = vec![block];
    candidates.extend(before_brace(&changed, start, &missing.join(", ")));
    candidates
}

fn newline_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the lines of an entry end, and how far in its keys stand.
struct Lines {
    indent: String,
    end: usize,
}

fn lines_of(text: &str, id: Option<&str>) -> Lines {
    let start = id.map_or(0, |id| key_start(text, id));
    let margin = id.map(|_| indent_of(&text[line_start(text, start)..]));
    let mut lines = text[start..].split_inclusive('\n');
    let mut at = start + if id.is_some() { lines.next().map_or(0, str::len) } else { 0 };
    let (mut indent, mut end) = (None, at);
    for line in lines {
        let words = line.trim();
        let own = indent_of(line);
        let is_mark = id.is_none() && (words == "---" || words == "..." || words.starts_with('%'));
        if is_mark && words == "..." {
            break;
        }
        if !words.is_empty() && !is_mark {
            let is_comment = words.starts_with('#');
            if margin.is_some_and(|margin| own <= margin) && !is_comment {
                break;
            }
            if !is_comment {
                indent.get_or_insert(own);
            }
            // A comment further out belongs to what follows.
            if !is_comment || indent.is_some_and(|indent| own >= indent) {
                end = at + line.len();
            }
        }
        at += line.len();
    }
    Lines { indent: " ".repeat(indent.unwrap_or(margin.map_or(0, |margin| margin + 2))), end }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Puts something before the brace that closes the map which begins at `start`.
fn before_brace(text: &str, start: usize, what: &str) -> Option<String> {
    let open = text[start..].starts_with('{').then_some(start)?;
    let is_empty = text[open + 1..].trim_start().starts_with('}');
    // Braces within words are met as well; what comes of them is not what is expected, and is not written.
    let (mut depth, mut close) = (0usize, None);
    for (at, c) in text[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(open + at);
                    break;
                }
            }
            _ => {}
        }
    }
    let close = close?;
    let inner = text[..close].trim_end().len();
    let comma = if is_empty || text[..inner].ends_with(',') { "" } else { ", " };
    Some(format!("{}{comma}{what}{}", &text[..inner], &text[inner..]))
}

fn document(text: &str) -> Document {
    let file = SitePath::new("entry.yaml").expect("a plain name");
    Document::read(&file, &Arc::from(text), 0..text.len())
}

fn span(text: &str, keys: &[&str]) -> Range<usize> {
    document(text).root().origin().below(keys).range
}

fn key_start(text: &str, key: &str) -> usize {
    document(text).root().key_span(key).range.start
}

fn entry_range(text: &str, id: Option<&str>) -> Range<usize> {
    id.map_or_else(|| span(text, &[]), |id| span(text, &[id]))
}

fn known_keys(text: &str, keys: &[&str]) -> Vec<String> {
    let mut value = yaml::value(text).unwrap_or(Value::Null);
    for key in keys {
        value = value.get(key).cloned().unwrap_or(Value::Null);
    }
    let map = value.as_mapping();
    map.into_iter().flat_map(Mapping::keys).filter_map(|key| key.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Stored {
        Stored { file: "archive/a.pdf".into(), sha256: "00ff".into(), on: "2025-03-03".into() }
    }

    #[test]
    fn keeps_comments_and_layout() {
        let block = "archive:\n    file: archive/a.pdf\n    sha256: 00ff\n    on: 2025-03-03\n";
        for (before, after) in [
            ("a:\n  title: A # why\n", format!("a:\n  title: A # why\n  {block}")),
            ("a:\n  title: A", format!("a:\n  title: A\n  {block}")),
            (
                "# all\na:\n  title: A\n  # inner\n\n# next\nb:\n  title: B\n",
                format!("# all\na:\n  title: A\n  # inner\n  {block}\n# next\nb:\n  title: B\n"),
            ),
            ("b: {title: B}\na: {title: A}\n", "b: {title: B}\na: {title: A, archive: {file: archive/a.pdf, sha256: 00ff, on: 2025-03-03}}\n".into()),
            (
                "a:\n  title: A\n  archive: {url: 'https://x.org/1', sha256: 'old'} # kept\n",
                "a:\n  title: A\n  archive: {url: 'https://x.org/1', sha256: 00ff, file: archive/a.pdf, on: 2025-03-03} # kept\n".into(),
            ),
            (
                "a:\n  archive:\n    # here\n    file: old.pdf # was\n    url: https://x.org/1\n  title: A\n",
                "a:\n  archive:\n    # here\n    sha256: 00ff\n    on: 2025-03-03\n    file: archive/a.pdf # was\n    url: https://x.org/1\n  title: A\n".into(),
            ),
            ("a:\r\n  title: A\r\n", format!("a:\r\n  title: A\r\n  {}", block.replace('\n', "\r\n"))),
        ] {
            assert_eq!(with_archive(before, Some("a"), &stored()).as_deref(), Ok(after.as_str()), "{before:?}");
        }
        let single = "title: A\n# last\n";
        let after = "title: A\n# last\narchive:\n  file: archive/a.pdf\n  sha256: 00ff\n  on: 2025-03-03\n";
        assert_eq!(with_archive(single, None, &stored()).as_deref(), Ok(after));
    }

    #[test]
    fn what_is_stored_already_changes_nothing() {
        let once = with_archive("a:\n  title: A\n", Some("a"), &stored()).unwrap();
        assert_eq!(with_archive(&once, Some("a"), &stored()), Ok(once));
    }

    #[test]
    fn refuses_what_it_cannot_change() {
        for text in
            ["a: 1\n", "a: {title: '}'}\n", "a: *x\n", "- a\n", "a:\n  archive: x\n", "b: &b {title: A}\na: *b\n"]
        {
            assert!(with_archive(text, Some("a"), &stored()).is_err(), "{text:?}");
        }
    }
}
