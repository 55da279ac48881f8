//! New people of the record, put behind those that are there.

use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::append::{Refused, read, refuse};
use super::entry::scalar;
use super::files::Kept;
use crate::parse::{PersonKind, Proposal};
use crate::suggest::Known;
use crate::text::{SitePath, is_id, slugify};
use crate::world::{Disk, Folder, Look, World as _};

const PEOPLE: &str = "content/_record/people.yaml";

/// The person of the record with a name, as it is spelled but for letter case.
pub fn named<'a>(people: &'a [Known], name: &str) -> Option<&'a Known> {
    let is = |other: &String| other.trim().to_lowercase() == name.trim().to_lowercase();
    people.iter().find(|known| is(&known.name) || known.aliases.iter().any(is))
}

/// Makes an entry for whom a suggestion names; nobody else's line is changed.
pub fn make(root: &Path, people: &[Known], name: &str, proposal: &Proposal) -> Result<Known, Refused> {
    let id = free_id(people, name);
    let folder = Folder::new(root.to_path_buf());
    let path = SitePath::new(PEOPLE).expect("a plain name");
    let is_there = Disk::new(root.to_path_buf()).look(&path) == Look::File;
    let text = if is_there { Kept::read(root, &path)?.file.text } else { "".into() };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (lines, value) = entry(name, proposal);
    let mut expected = read(&text)?;
    // Somebody else may have made the same person a moment ago.
    if expected.get(id.as_str()).and_then(|entry| entry.get("name")).and_then(Value::as_str) == Some(name.trim()) {
        return Ok(Known { id, name: name.trim().to_owned(), aliases: Vec::new() });
    }
    if expected.contains_key(id.as_str()) {
        return refuse(format!("`{id}` is in `{PEOPLE}` already; name the speaker by hand"));
    }
    expected.insert(id.as_str().into(), Value::Mapping(value));
    let open = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
    let mut changed = format!("{text}{open}{id}:{newline}");
    for line in lines {
        changed += &format!("  {line}{newline}");
    }
    if read(&changed).as_ref() != Ok(&expected) {
        return refuse(format!("`{PEOPLE}` is written in a way that nothing can be added to; add `{id}` by hand"));
    }
    if is_there {
        Kept::read(root, &path)?.write_over(root, &text, &changed)?;
    } else {
        folder.replace(&path, changed.as_bytes()).map_err(|error| Refused(format!("`{path}`: {error}")))?;
    }
    Ok(Known { id, name: name.trim().to_owned(), aliases: Vec::new() })
}

fn entry(name: &str, proposal: &Proposal) -> (Vec<String>, Mapping) {
    let mut lines = vec![format!("name: {}", scalar(name.trim()))];
    let mut value = Mapping::from_iter([("name".into(), Value::from(name.trim()))]);
    if proposal.speaker_kind == PersonKind::Organization {
        lines.push("kind: organization".to_owned());
        value.insert("kind".into(), "organization".into());
    }
    if let Some(role) = &proposal.speaker_role {
        lines.extend(["roles:".to_owned(), format!("  - title: {}", scalar(role))]);
        let role = Mapping::from_iter([("title".into(), Value::from(role.as_str()))]);
        value.insert("roles".into(), Value::Sequence(vec![Value::Mapping(role)]));
    }
    (lines, value)
}

/// An id from a name that nobody has.
fn free_id(people: &[Known], name: &str) -> String {
    let slug = Some(slugify(name)).filter(|slug| is_id(slug)).unwrap_or_else(|| "person".to_owned());
    let is_free = |id: &String| people.iter().all(|known| known.id != *id);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.clone()).chain(numbered).find(is_free).unwrap_or(slug)
}
