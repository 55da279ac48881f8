//! Makes an annotation of a suggestion, or turns it down, in the text of its file: every other byte stays as it is.
//!
//! # Design
//! As where entries are appended, lines are changed as text and the result is read again: it must say what the text
//! said before but for the one entry, and of that entry what was asked for. Where it does not, nothing is done.

use std::ops::Range;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use super::append::{Refused, read, refuse};
use super::entry::Said;
use crate::parse::item_lines;
use crate::text::SitePath;
use crate::yaml::Document;

/// The YAML in a text, and which entry of which of its lists is meant.
pub struct Place<'a> {
    pub range: Range<usize>,
    pub key: &'a str,
    pub index: usize,
}

/// The keys that an annotation has no use for.
const MARKS: [&str; 5] = ["status", "confidence", "because", "speaker_role", "speaker_kind"];

/// The keys of an entry that say on what source it is.
pub const NAMES_A_SOURCE: [&str; 3] = ["source", "sources", "ref"];

/// A source as an entry of a list names it: a quote has one, a fact any number.
pub fn sourced(list: &str, id: &str) -> (&'static str, Said) {
    match list {
        "quotes" => ("source", Said::Words(id.to_owned())),
        _ => ("sources", Said::List(vec![id.to_owned()])),
    }
}

/// Makes an annotation of a suggestion; `speaker` is the id of whom `speaker_name` names, `source` that of its source if it
/// names none.
pub fn accept(text: &str, place: &Place<'_>, speaker: Option<&str>, source: Option<&str>) -> Result<String, Refused> {
    let mut yaml = text[place.range.clone()].to_owned();
    let item = Item::find(&yaml, place)?;
    if item.has("speaker_name") {
        yaml = match speaker.filter(|_| !item.has("speaker")) {
            Some(id) => with_pair(&yaml, place, "speaker_name", ("speaker", &Said::Words(id.to_owned())))?,
            None => without_pair(&yaml, place, "speaker_name")?,
        };
    }
    if let Some(id) = source.filter(|_| !NAMES_A_SOURCE.iter().any(|key| item.has(key))) {
        let (key, said) = sourced(place.key, id);
        yaml = with_pair(&yaml, place, "status", (key, &said))?;
    }
    for key in MARKS {
        let item = Item::find(&yaml, place)?;
        // A status that somebody wrote by hand is theirs.
        let is_mark = key != "status" || matches!(item.word("status"), Some("suggested" | "rejected"));
        if item.has(key) && is_mark {
            yaml = without_pair(&yaml, place, key)?;
        }
    }
    Ok(spliced(text, &place.range, &yaml))
}

/// Turns a suggestion down; it stays, so that nobody proposes it again.
pub fn reject(text: &str, place: &Place<'_>) -> Result<String, Refused> {
    let rejected = Said::Words("rejected".to_owned());
    let yaml = with_pair(&text[place.range.clone()], place, "status", ("status", &rejected))?;
    Ok(spliced(text, &place.range, &yaml))
}

/// The entry as an editor may change it, without the suggestion's marks.
pub fn shown(text: &str, place: &Place<'_>) -> Result<String, Refused> {
    let mut yaml = text[place.range.clone()].to_owned();
    for key in &MARKS[..3] {
        if Item::find(&yaml, place)?.has(key) {
            yaml = without_pair(&yaml, place, key)?;
        }
    }
    let item = Item::find(&yaml, place)?;
    let lines = item_lines(&yaml, item.start).ok_or_else(in_flow)?;
    let margin = item.start - lines.start;
    let mut shown = String::new();
    for (number, line) in yaml[lines].lines().enumerate() {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        shown += &line[if number == 0 { margin } else { spaces.min(margin) }..];
        shown.push('\n');
    }
    Ok(shown)
}

/// Puts what an editor wrote in the place of an entry.
pub fn rewrite(text: &str, place: &Place<'_>, entry: &str) -> Result<String, Refused> {
    let yaml = &text[place.range.clone()];
    let now = read(entry)?;
    if now.is_empty() {
        return refuse("the entry says nothing");
    }
    let mut expected = read(yaml)?;
    *entry_of(&mut expected, place)? = now;
    let item = Item::find(yaml, place)?;
    let lines = item_lines(yaml, item.start).ok_or_else(in_flow)?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (first, margin) = (&yaml[lines.start..item.start], item.start - lines.start);
    let mut changed = String::new();
    for (number, line) in entry.trim_end().lines().skip_while(|line| line.trim().is_empty()).enumerate() {
        let begin = if number == 0 { first.to_owned() } else { " ".repeat(margin) };
        changed += if line.trim().is_empty() { "" } else { &begin };
        changed += line;
        changed += newline;
    }
    let changed = format!("{}{changed}{}", &yaml[..lines.start], &yaml[lines.end..]);
    if read(&changed).as_ref() != Ok(&expected) {
        return refuse("the entry cannot be put in its place; change it in its file");
    }
    Ok(spliced(text, &place.range, &changed))
}

fn in_flow() -> Refused {
    Refused("the entry is not written on lines of its own; change it in its file".to_owned())
}

fn spliced(text: &str, range: &Range<usize>, yaml: &str) -> String {
    format!("{}{yaml}{}", &text[..range.start], &text[range.end..])
}

/// An entry's keys and where they stand in the YAML.
struct Item {
    start: usize,
    pairs: Vec<Pair>,
    entry: Mapping,
}

struct Pair {
    key: String,
    name: Range<usize>,
    value: Range<usize>,
}

impl Item {
    fn find(yaml: &str, place: &Place<'_>) -> Result<Self, Refused> {
        let entry = entry_of(&mut read(yaml)?, place)?.clone();
        let file = SitePath::new("entry.yaml").expect("a plain name");
        let document = Document::read(&file, &Arc::from(yaml), 0..yaml.len());
        let mut found = None;
        document.root().fields(|fields| {
            fields.read(place.key, |list| {
                let mut index = 0;
                list.items(&mut |item| {
                    if index == place.index {
                        let origin = item.origin();
                        let mut pairs: Vec<Pair> = item
                            .keys()
                            .into_iter()
                            .map(|key| Pair {
                                key: key.to_owned(),
                                name: item.key_span(key).range,
                                value: origin.below(&[key]).range,
                            })
                            .collect();
                        pairs.sort_by_key(|pair| pair.name.start);
                        found = Some((origin.span().range.start, pairs));
                    }
                    index += 1;
                });
            })
        });
        match found {
            Some((start, pairs)) if !pairs.is_empty() => Ok(Self { start, pairs, entry }),
            _ => refuse("the entry is not there any more"),
        }
    }

    fn has(&self, key: &str) -> bool {
        self.pairs.iter().any(|pair| pair.key == key)
    }

    fn word(&self, key: &str) -> Option<&str> {
        self.entry.get(key).and_then(Value::as_str)
    }
}

fn entry_of<'a>(whole: &'a mut Mapping, place: &Place<'_>) -> Result<&'a mut Mapping, Refused> {
    let list = whole.get_mut(place.key).and_then(Value::as_sequence_mut);
    let entry = list.and_then(|list| list.get_mut(place.index)).and_then(Value::as_mapping_mut);
    entry.ok_or_else(|| Refused("the entry is not there any more".to_owned()))
}

/// Puts a name and its value in the place of another.
fn with_pair(yaml: &str, place: &Place<'_>, old: &str, (new, said): (&str, &Said)) -> Result<String, Refused> {
    let item = Item::find(yaml, place)?;
    let pair = item.pairs.iter().find(|pair| pair.key == old).ok_or_else(strange)?;
    let mut expected = read(yaml)?;
    let entry = entry_of(&mut expected, place)?;
    entry.remove(old);
    entry.insert(new.into(), said.value());
    let changed = format!("{}{new}: {}{}", &yaml[..pair.name.start], said.spelled(), &yaml[pair.value.end..]);
    if read(&changed).as_ref() == Ok(&expected) { Ok(changed) } else { Err(strange()) }
}

/// Takes out a name and its value, with their line if they have one of their own.
fn without_pair(yaml: &str, place: &Place<'_>, key: &str) -> Result<String, Refused> {
    let item = Item::find(yaml, place)?;
    let index = item.pairs.iter().position(|pair| pair.key == key).ok_or_else(strange)?;
    let mut expected = read(yaml)?;
    entry_of(&mut expected, place)?.remove(key);
    let pair = &item.pairs[index];
    let line = yaml[..pair.name.start].rfind('\n').map_or(0, |end| end + 1);
    let rest = &yaml[pair.value.end..];
    let end = match yaml[..pair.value.end].ends_with('\n') {
        true => pair.value.end,
        false => pair.value.end + rest.find('\n').map_or(rest.len(), |end| end + 1),
    };
    let next = item.pairs.get(index + 1).map(|next| pair.name.start..next.name.start);
    let before = index.checked_sub(1).map(|before| item.pairs[before].value.end..pair.value.end);
    let own_line = yaml[line..pair.name.start].trim().is_empty().then_some(line..end);
    let cuts = [own_line, next, before].into_iter().flatten();
    let mut tries = cuts.map(|cut| format!("{}{}", &yaml[..cut.start], &yaml[cut.end..]));
    tries.find(|changed| read(changed).as_ref() == Ok(&expected)).ok_or_else(strange)
}

fn strange() -> Refused {
    Refused("the entry is written in a way that cannot be changed here; change it in its file".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDECAR: &str = "# mine\nquotes:\n  - text: one # why\n    speaker_name: Ann Lee\n    status: suggested\n    # kept\n    because: 'a: b'\n    confidence: 0.9\n  - status: suggested\n    text: two\n# end\n";

    fn place(text: &str, index: usize) -> Place<'_> {
        Place { range: 0..text.len(), key: "quotes", index }
    }

    #[test]
    fn accepted_and_rejected_change_their_own_lines() {
        let one = accept(SIDECAR, &place(SIDECAR, 0), Some("ann-lee"), None).unwrap();
        assert_eq!(
            one,
            "# mine\nquotes:\n  - text: one # why\n    speaker: ann-lee\n    # kept\n  - status: suggested\n    text: two\n# end\n"
        );
        let two = accept(&one, &place(&one, 1), None, None).unwrap();
        assert!(two.ends_with("    # kept\n  - text: two\n# end\n"), "{two}");
        let sourced = accept(SIDECAR, &place(SIDECAR, 0), Some("ann-lee"), Some("letter")).unwrap();
        assert_eq!(sourced, one.replace("# kept", "source: letter\n    # kept"));
        let again = sourced.replace("# kept", "status: suggested");
        let again = accept(&again, &place(&again, 0), None, Some("other")).unwrap();
        assert_eq!(again, sourced.replace("    # kept\n", ""), "what names a source keeps it");
        let down = reject(SIDECAR, &place(SIDECAR, 1)).unwrap();
        assert_eq!(down, SIDECAR.replace("- status: suggested", "- status: rejected"));
    }

    #[test]
    fn flow_maps_and_other_line_ends_are_kept() {
        let flow = "quotes:\r\n  - {text: one, status: suggested} # why\r\n  - {status: suggested, text: two}\r\n";
        let one = accept(flow, &place(flow, 0), None, None).unwrap();
        let two = accept(&one, &place(&one, 1), None, None).unwrap();
        assert_eq!(two, "quotes:\r\n  - {text: one} # why\r\n  - {text: two}\r\n");
        let lines = SIDECAR.replace('\n', "\r\n");
        let changed = accept(&lines, &place(&lines, 0), Some("x"), None).unwrap();
        assert_eq!(changed, accept(SIDECAR, &place(SIDECAR, 0), Some("x"), None).unwrap().replace('\n', "\r\n"));
    }

    #[test]
    fn an_entry_is_edited_in_its_place() {
        assert_eq!(shown(SIDECAR, &place(SIDECAR, 0)).unwrap(), "text: one # why\nspeaker_name: Ann Lee\n# kept\n");
        let changed = rewrite(SIDECAR, &place(SIDECAR, 0), "text: one\nnote: |\n  a\n\n  b\n").unwrap();
        let after = "  - text: one\n    note: |\n      a\n\n      b\n  - status: suggested\n    text: two\n# end\n";
        assert_eq!(changed, format!("# mine\nquotes:\n{after}"));
        for wrong in ["", "- a", "a: b: c", "text: x\nother"] {
            assert!(rewrite(SIDECAR, &place(SIDECAR, 0), wrong).is_err(), "{wrong:?}");
        }
    }
}
