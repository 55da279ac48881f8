//! A word or sentence with places to fill, in as many forms as its language counts in.

use icu_plurals::PluralCategory;
use serde::Serialize;

/// What a key of a file of words stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Message {
    Plain(Vec<Part>),
    /// The forms by CLDR's plural categories; `other` is always there.
    Counted {
        forms: Vec<(&'static str, Vec<Part>)>,
        other: Vec<Part>,
    },
}

/// A stretch of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Part {
    Text(Box<str>),
    /// A place by its name: `{n}`.
    Place(Box<str>),
}

/// CLDR's plural categories, but for `other`.
pub const CATEGORIES: [&str; 5] = ["zero", "one", "two", "few", "many"];

impl Message {
    /// Reads `{n} articles`; a brace that opens no place stays as it is.
    pub fn read(text: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut written = String::new();
        while let Some(open) = rest.find('{') {
            let name = rest[open + 1..].split('}').next().unwrap_or_default();
            let is_place = !name.is_empty()
                && rest[open + 1 + name.len()..].starts_with('}')
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let until = if is_place { open } else { open + 1 };
            written.push_str(&rest[..until]);
            rest = &rest[until..];
            if is_place {
                if !written.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut written).into()));
                }
                parts.push(Part::Place(name.into()));
                rest = &rest[name.len() + 2..];
            }
        }
        written.push_str(rest);
        if !written.is_empty() || parts.is_empty() {
            parts.push(Part::Text(written.into()));
        }
        parts
    }

    /// The form to print; `category` is asked for only where forms differ.
    pub fn parts(&self, category: impl FnOnce() -> Option<PluralCategory>) -> &[Part] {
        match self {
            Self::Plain(parts) => parts,
            Self::Counted { forms, other } => {
                let name = match category() {
                    Some(PluralCategory::Zero) => "zero",
                    Some(PluralCategory::One) => "one",
                    Some(PluralCategory::Two) => "two",
                    Some(PluralCategory::Few) => "few",
                    Some(PluralCategory::Many) => "many",
                    Some(PluralCategory::Other) | None => "other",
                };
                forms.iter().find(|(form, _)| *form == name).map_or(other, |(_, parts)| parts)
            }
        }
    }

    /// The words, if they are nothing else.
    pub fn plain(&self) -> &str {
        match self.parts(|| None) {
            [Part::Text(text)] => text,
            _ => "",
        }
    }

    /// The names of its places, in all forms.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        let (forms, last): (&[_], &[Part]) = match self {
            Self::Plain(parts) => (&[], parts),
            Self::Counted { forms, other } => (forms, other),
        };
        forms.iter().flat_map(|(_, parts)| parts).chain(last).filter_map(|part| match part {
            Part::Place(name) => Some(&**name),
            Part::Text(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_places_and_leaves_other_braces() {
        let place = |name: &str| Part::Place(name.into());
        let text = |text: &str| Part::Text(text.into());
        assert_eq!(Message::read("{n} of {m}"), [place("n"), text(" of "), place("m")]);
        assert_eq!(Message::read("a {b c} {} {"), [text("a {b c} {} {")]);
        assert_eq!(Message::read("{{n}}"), [text("{"), place("n"), text("}")]);
        assert_eq!(Message::read(""), [text("")]);
    }
}
