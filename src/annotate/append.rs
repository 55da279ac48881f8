//! Adds one entry to a list of a YAML text, and takes it out again: every other byte stays as it is.
//!
//! # Design
//! A YAML library would write the whole file anew, without its comments and in its own layout. So the entry
//! is put in as lines of text, at a place found by indentation, and the result is read again: it must say what
//! the text said before and the new entry, nothing more and nothing less. Where it does not, nothing is done.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use super::entry::Entry;
use crate::text::SitePath;
use crate::yaml::{self, Document};

/// What was put into a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    pub at: usize,
    pub lines: String,
    key: &'static str,
    value: Mapping,
}

/// Why a text is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

pub(super) fn refuse<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

/// Appends an entry to its list in the YAML that stands in `range` of a text.
pub fn append(text: &str, range: Range<usize>, entry: &Entry) -> Result<(String, Added), Refused> {
    let (changed, at, lines) = put(text, range, entry.key(), std::slice::from_ref(entry))?;
    Ok((changed, Added { at, lines, key: entry.key(), value: entry.value() }))
}

/// Appends entries of one kind to their list.
pub fn append_all(text: &str, range: Range<usize>, entries: &[Entry]) -> Result<String, Refused> {
    match entries.first() {
        None => Ok(text.to_owned()),
        Some(first) => put(text, range, first.key(), entries).map(|(changed, ..)| changed),
    }
}

/// The changed text, and the lines that were put in with their place.
fn put(
    text: &str,
    range: Range<usize>,
    key: &'static str,
    entries: &[Entry],
) -> Result<(String, usize, String), Refused> {
    let yaml = &text[range.clone()];
    let mut expected = read(yaml)?;
    let values = entries.iter().map(|entry| Value::Mapping(entry.value()));
    let slots = match expected.get_mut(key) {
        None => {
            expected.insert(key.into(), Value::Sequence(values.collect()));
            vec![new_list(yaml, key)]
        }
        Some(Value::Sequence(list)) => {
            list.extend(values);
            end_of_list(yaml, key)
        }
        Some(Value::Null) => return refuse(format!("`{key}:` is there and holds nothing; remove it, and it is made")),
        Some(_) => return refuse(format!("`{key}` is not a list; write each entry below it after a hyphen")),
    };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for slot in slots {
        let mut lines = String::new();
        if slot.at > 0 && !yaml[..slot.at].ends_with('\n') {
            lines += newline;
        }
        lines += &slot.lines(entries, newline);
        let changed = format!("{}{lines}{}", &yaml[..slot.at], &yaml[slot.at..]);
        if read(&changed).as_ref() == Ok(&expected) {
            let whole = format!("{}{changed}{}", &text[..range.start], &text[range.end..]);
            return Ok((whole, range.start + slot.at, lines));
        }
    }
    refuse(format!(
        "`{key}` is written in a way that nothing can be added to without changing it; write it as a list of lines that begin with a hyphen"
    ))
}

/// Takes out what [`append`] added, if it stands there unchanged; `range` is where the YAML stands now.
pub fn remove(text: &str, range: Range<usize>, added: &Added) -> Result<String, Refused> {
    let yaml = &text[range.clone()];
    let place = |at: usize| yaml.get(at..).is_some_and(|rest| rest.starts_with(&added.lines)).then_some(at);
    let only = || match &yaml.match_indices(&added.lines).collect::<Vec<_>>()[..] {
        [(at, _)] => Some(*at),
        _ => None,
    };
    let Some(at) = added.at.checked_sub(range.start).and_then(place).or_else(only) else {
        return refuse("the entry was changed since, so it is yours to take out");
    };
    let mut expected = read(yaml)?;
    let list = expected.get_mut(added.key).and_then(Value::as_sequence_mut);
    let index = list.as_ref().and_then(|list| list.iter().position(|one| one.as_mapping() == Some(&added.value)));
    let (Some(list), Some(index)) = (list, index) else { return refuse("the entry is not there any more") };
    list.remove(index);
    if list.is_empty() {
        expected.remove(added.key);
    }
    let changed = format!("{}{}", &yaml[..at], &yaml[at + added.lines.len()..]);
    if read(&changed).as_ref() != Ok(&expected) {
        return refuse("other entries were added below it; take these out first");
    }
    Ok(format!("{}{changed}{}", &text[..range.start], &text[range.end..]))
}

pub(super) fn read(yaml: &str) -> Result<Mapping, Refused> {
    match yaml::value(yaml) {
        Ok(Value::Mapping(map)) => Ok(map),
        Ok(Value::Null) => Ok(Mapping::new()),
        Ok(_) => refuse("this is not a map of names to values"),
        Err(why) => refuse(format!("this is not valid YAML: {why}")),
    }
}

/// A place for an entry, and how its lines begin.
struct Slot {
    at: usize,
    /// The line that opens the list, if the entry is its first.
    head: Option<String>,
    indent: String,
    /// The spaces after the hyphen.
    gap: usize,
}

impl Slot {
    fn lines(&self, entries: &[Entry], newline: &str) -> String {
        let mut lines = self.head.as_ref().map_or_else(String::new, |head| format!("{head}{newline}"));
        for (number, line) in entries.iter().flat_map(|entry| entry.lines().into_iter().enumerate()) {
            let gap = " ".repeat(self.gap);
            let begin = if number == 0 { "-" } else { " " };
            lines += &format!("{}{begin}{gap}{line}{newline}", self.indent);
        }
        lines
    }
}

/// At the end of the document, as far in as its other keys.
fn new_list(yaml: &str, key: &str) -> Slot {
    let first = yaml.lines().find(|line| !is_blank(line) && !line.starts_with(['%', '-']));
    let margin = " ".repeat(first.map_or(0, indent_of));
    Slot { at: yaml.len(), indent: format!("{margin}  "), head: Some(format!("{margin}{key}:")), gap: 1 }
}

/// After the last line of a block list; once before and once after the comments and blank lines that follow it.
fn end_of_list(yaml: &str, key: &str) -> Vec<Slot> {
    let file = SitePath::new("entry.yaml").expect("a plain name");
    let document = Document::read(&file, &Arc::from(yaml), 0..yaml.len());
    let from = document.root().key_span(key).range.start;
    let mut lines = yaml[from..].split_inclusive('\n');
    let mut at = from + lines.next().map_or(0, str::len);
    let mut dash: Option<(usize, usize)> = None;
    let (mut end, mut last) = (at, at);
    for line in lines {
        let (indent, words) = (indent_of(line), line.trim());
        let begins = words == "-" || words.starts_with("- ");
        match dash {
            _ if words.is_empty() => {}
            None if words.starts_with('#') => {}
            None if begins => {
                let after = words[1..].len() - words[1..].trim_start().len();
                let opens_late = words[1..].trim().is_empty() || words[1..].trim_start().starts_with('#');
                dash = Some((indent, if opens_late { 1 } else { after.max(1) }));
                end = at + line.len();
            }
            None => return Vec::new(),
            Some((margin, _)) if indent > margin || indent == margin && begins => end = at + line.len(),
            Some(_) if words.starts_with('#') => {}
            Some(_) => break,
        }
        at += line.len();
        last = at;
    }
    let Some((margin, gap)) = dash else { return Vec::new() };
    let slot = |at| Slot { at, head: None, indent: " ".repeat(margin), gap };
    if last == end { vec![slot(end)] } else { vec![slot(end), slot(last)] }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::super::entry::Said;
    use super::*;
    use crate::parse::Kind;

    fn fact(text: &str) -> Entry {
        Entry { kind: Kind::Fact, fields: vec![("text", Said::Words(text.into()))] }
    }

    fn appended(text: &str, entry: &Entry) -> Result<String, Refused> {
        let (changed, added) = append(text, 0..text.len(), entry)?;
        assert_eq!(remove(&changed, 0..changed.len(), &added).as_deref(), Ok(text), "taken out of {changed:?}");
        Ok(changed)
    }

    #[test]
    fn keeps_comments_layout_and_line_endings() {
        for (before, after) in [
            ("", "facts:\n  - text: x\n"),
            ("# mine\n", "# mine\nfacts:\n  - text: x\n"),
            ("quotes:\n- text: q", "quotes:\n- text: q\nfacts:\n  - text: x\n"),
            ("facts:\n- text: a\n", "facts:\n- text: a\n- text: x\n"),
            ("facts: # all\n\n    -   text: a\n", "facts: # all\n\n    -   text: a\n    -   text: x\n"),
            (
                "facts:\r\n  - text: a # why\r\n    # more\r\n\r\n# next\r\ndraft: true\r\n",
                "facts:\r\n  - text: a # why\r\n    # more\r\n  - text: x\r\n\r\n# next\r\ndraft: true\r\n",
            ),
            ("facts:\n  - note: |+\n      a\n\nb: 1\n", "facts:\n  - note: |+\n      a\n\n  - text: x\nb: 1\n"),
            ("  facts:\n  - text: a\n  b: 1\n", "  facts:\n  - text: a\n  - text: x\n  b: 1\n"),
        ] {
            assert_eq!(appended(before, &fact("x")).as_deref(), Ok(after), "{before:?}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_add_to() {
        for text in [
            "facts: [{text: a}]\n",
            "facts: []\n",
            "facts:\n",
            "facts: {text: a}\n",
            "a: &a\n  - text: b\nfacts: *a\n",
            "facts: &a\n  - text: b\nextra: *a\n",
            "{facts: [a]}\n",
            "{a: 1}\n",
            "a: 1\n...\n",
            "- a\n",
            "a: b: c\n",
        ] {
            assert!(append(text, 0..text.len(), &fact("x")).is_err(), "{text:?}");
        }
    }

    #[test]
    fn takes_out_its_own_alone() {
        let (one, first) = append("", 0..0, &fact("x")).unwrap();
        let (two, second) = append(&one, 0..one.len(), &fact("y")).unwrap();
        assert!(remove(&two, 0..two.len(), &first).is_err(), "the second would hang in the air");
        let changed = two.replace("- text: y", "- text: z");
        assert!(remove(&changed, 0..changed.len(), &second).is_err(), "it was changed");
        let moved = format!("# above\n{two}");
        assert_eq!(remove(&moved, 0..moved.len(), &second), Ok(format!("# above\n{one}")));
    }

    #[test]
    fn quotes_what_needs_it() {
        for words in [
            "a: b",
            "# no",
            "'x'",
            "\"x\"",
            "- a",
            "yes",
            "12",
            "*a",
            "&a",
            "é “x” – y",
            "a\\b",
            "[a]",
            "@x",
            "%x",
            "\u{85}x",
        ] {
            assert!(appended("facts:\n  - text: a\n", &fact(words)).is_ok(), "{words:?}");
        }
    }

    /// Lines of all kinds, about half of them in an order in which they make a list of facts.
    fn any_sidecar() -> impl Strategy<Value = String> {
        let wild = prop::sample::select(vec![
            "# comment",
            "",
            "facts:",
            "facts: # why",
            "quotes:",
            "  - text: a",
            "- text: a",
            "    # in",
            "    status: claimed",
            "  status: claimed",
            "draft: true",
            "  -   text: 'x: y'",
            "    - text: b",
            "    note: |",
            "      words",
            "  -",
            "---",
            "  - text: >-",
            "      # words",
            "facts: []",
            "  - &a text",
            "extra: *a",
            "\t",
            "  - \"a",
            "      b\"",
        ]);
        let head =
            prop::sample::select(vec!["", "# top\n", "title: x\n", "quotes:\n- text: q\n", "a: |\n  b\n\n", "---\n"]);
        let item = prop::sample::select(vec![
            "- text: a\n",
            "-   text: a # why\n    status: claimed\n",
            "- text: 'b: c'\n\n  # in\n  note: |\n    # words\n",
            "# between\n- {text: a}\n",
            "-\n  text: a\n",
            "- note: |+\n    b\n\n\n",
            "- text: >-\n    b\n    c\n# out\n",
            "- text: \"b\n    c\"\n",
        ]);
        let tail = prop::sample::select(vec![
            "",
            "\n",
            "# end\n",
            "\nquotes:\n- text: q\n",
            "draft: true",
            "    # far\n",
            "...\n",
        ]);
        let list =
            (head, prop::collection::vec(item, 1..4), tail, 0usize..4).prop_map(|(head, items, tail, margin)| {
                let items = items.concat();
                let items = items.split_inclusive('\n').map(|line| match line {
                    "\n" => line.to_owned(),
                    _ => format!("{}{line}", " ".repeat(margin)),
                });
                format!("{head}facts:\n{}{tail}", items.collect::<String>())
            });
        let wild = prop::collection::vec(wild, 0..10).prop_map(|lines| lines.join("\n"));
        let end = prop::sample::select(vec!["\n", "\r\n"]);
        (prop_oneof![wild, list], end, any::<bool>()).prop_map(|(text, end, ended)| {
            let text = if ended { text } else { text.trim_end_matches('\n').to_owned() };
            text.replace('\n', end)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, rng_seed: RngSeed::Fixed(2025), ..ProptestConfig::default() })]

        #[test]
        fn adds_one_entry_and_keeps_every_byte(before in any_sidecar(), words in "[ -~äé“”\u{a0}]{1,20}") {
            let entry = fact(&words);
            if let Ok((after, added)) = append(&before, 0..before.len(), &entry) {
                let (head, tail) = before.split_at(added.at);
                prop_assert_eq!(&after, &format!("{head}{}{tail}", added.lines));
                let count = |text: &str| read(text).unwrap().get("facts").and_then(Value::as_sequence).map_or(0, Vec::len);
                prop_assert_eq!(count(&after), count(&before) + 1);
                prop_assert_eq!(remove(&after, 0..after.len(), &added), Ok(before));
            }
        }
    }
}
