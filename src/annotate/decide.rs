//! An editor's answer to a suggestion, written into the files at once.

use std::path::Path;

use super::amend::{self, NAMES_A_SOURCE, Place, sourced};
use super::append::Refused;
use super::files::Files;
use super::{new_mistake, person};
use crate::parse::{Article, Dialect, Kind, Standing, Suggested};
use crate::suggest::Known;
use crate::text::SitePath;

/// Which suggestion of an article is meant; the words make sure that it is still the same.
#[derive(Debug, Clone)]
pub struct Which {
    pub file: SitePath,
    pub kind: Kind,
    pub index: usize,
    pub text: String,
}

/// What an editor says to it.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// Accepts it, on a source of the record if it names none.
    Accept {
        source: Option<&'a str>,
    },
    Reject,
    /// Accepts it as this YAML has it.
    Edited {
        entry: &'a str,
        source: Option<&'a str>,
    },
}

impl Which {
    pub fn of(file: &SitePath, suggested: &Suggested) -> Self {
        Self { file: file.clone(), kind: suggested.kind, index: suggested.index, text: suggested.text().to_owned() }
    }

    fn find<'a>(&self, article: &'a Article) -> Result<&'a Suggested, Refused> {
        let mut waiting = article.card.suggested.iter().filter(|one| one.proposal.standing == Standing::Suggested);
        let found = waiting.find(|one| (one.kind, one.index, one.text()) == (self.kind, self.index, &*self.text));
        found.ok_or_else(|| Refused("the suggestion is not there any more; look again".to_owned()))
    }
}

/// The entry as an editor may change it.
pub fn editable(root: &Path, which: &Which) -> Result<String, Refused> {
    let files = Files::read(root, &which.file, which.kind.key())?;
    amend::shown(&files.target().text, &place(&files, which))
}

/// Carries out an answer; gives the person that was made for it, if one was.
pub fn decide(
    root: &Path,
    dialect: &Dialect,
    people: &[Known],
    which: &Which,
    answer: Answer<'_>,
) -> Result<Option<Known>, Refused> {
    let files = Files::read(root, &which.file, which.kind.key())?;
    let before = files.parse(None, dialect);
    which.find(&before)?;
    let text = files.target().text.clone();
    let (edited, source) = match answer {
        Answer::Reject => {
            files.write(&amend::reject(&text, &place(&files, which))?)?;
            return Ok(None);
        }
        Answer::Accept { source } => (text.to_string(), source),
        Answer::Edited { entry, source } => (marked(&files, which, entry, source)?, None),
    };
    // What an editor wrote may name somebody else.
    let asked = files.parse(Some(&edited), dialect);
    let asked = asked.card.suggested.iter().find(|one| (one.kind, one.index) == (which.kind, which.index));
    let name = asked.and_then(|one| one.proposal.speaker_name.clone().map(|name| (name, &one.proposal)));
    let range = files.yaml_in(&edited);
    let place = Place { range, key: which.kind.key(), index: which.index };
    let known = name.as_ref().map(|(name, _)| person::named(people, name));
    let provisional = match known.flatten() {
        Some(known) => Some(known.id.clone()),
        None => name.as_ref().map(|_| "somebody".to_owned()),
    };
    // Nobody is made for words that cannot be annotated.
    let check = |speaker: Option<&str>| {
        let changed = amend::accept(&edited, &place, speaker, source)?;
        let after = files.parse(Some(&changed), dialect);
        if let Some(mistake) = new_mistake(&before, &after) {
            return Err(Refused(mistake));
        }
        match after.card.annotations.len() > before.card.annotations.len() {
            true => Ok(changed),
            false => Err(Refused("these words cannot be annotated here".to_owned())),
        }
    };
    let mut changed = check(provisional.as_deref())?;
    let mut made = None;
    if let (Some((name, proposal)), Some(None)) = (&name, known) {
        let person = person::make(root, people, name, proposal)?;
        changed = check(Some(&person.id))?;
        made = Some(person);
    }
    files.write(&changed)?;
    Ok(made)
}

fn place<'a>(files: &Files<'_>, which: &'a Which) -> Place<'a> {
    Place { range: files.yaml(), key: which.kind.key(), index: which.index }
}

/// The file with what an editor wrote, still as a suggestion, so that a new speaker is found in it.
fn marked(files: &Files<'_>, which: &Which, entry: &str, source: Option<&str>) -> Result<String, Refused> {
    let place = place(files, which);
    let value = crate::yaml::value(entry).unwrap_or_default();
    let has = |key: &str| value.get(key).is_some();
    let mut entry = entry.to_owned();
    let mut add = |line: &str| entry = format!("{}\n{line}\n", entry.trim_end());
    if let Some(id) = source.filter(|_| !NAMES_A_SOURCE.iter().any(|key| has(key))) {
        let (key, said) = sourced(place.key, id);
        add(&format!("{key}: {}", said.spelled()));
    }
    if !has("status") {
        add("status: suggested");
    }
    amend::rewrite(&files.target().text, &place, &entry)
}
