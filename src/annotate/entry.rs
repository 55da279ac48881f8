//! An entry of an article's `quotes:` or `facts:` that is to be written.

use serde_yaml::{Mapping, Value};

use crate::parse::Kind;

/// What is written for an annotation; the order is that in which authors write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: Kind,
    pub fields: Vec<(&'static str, Said)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Words(String),
    List(Vec<String>),
    Number(usize),
    /// A number, `true` or `false`, or a list of numbers, as YAML spells it.
    Plain(String),
}

impl Entry {
    /// The list that it belongs to.
    pub fn key(&self) -> &'static str {
        self.kind.key()
    }

    /// What a YAML parser is to find.
    pub fn value(&self) -> Mapping {
        self.fields.iter().map(|(key, said)| (Value::from(*key), said.value())).collect()
    }

    /// Its YAML, a line for each field.
    pub fn lines(&self) -> Vec<String> {
        self.fields.iter().map(|(key, said)| format!("{key}: {}", said.spelled())).collect()
    }
}

impl Said {
    /// What a YAML parser is to find.
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Words(words) => Value::String(words.clone()),
            Self::List(words) => words.iter().map(|word| Value::String(word.clone())).collect(),
            Self::Number(number) => Value::Number((*number as u64).into()),
            Self::Plain(yaml) => serde_yaml::from_str(yaml).unwrap_or(Value::Null),
        }
    }

    /// Its YAML, on one line.
    pub(super) fn spelled(&self) -> String {
        match self {
            Self::Words(words) => scalar(words),
            Self::List(words) => format!("[{}]", words.iter().map(|word| scalar(word)).collect::<Vec<_>>().join(", ")),
            Self::Number(number) => number.to_string(),
            Self::Plain(yaml) => yaml.clone(),
        }
    }
}

/// Words as YAML on one line, between quotation marks where they need them.
pub(super) fn scalar(words: &str) -> String {
    let plain = serde_yaml::to_string(words).unwrap_or_default();
    let plain = plain.trim_end_matches('\n');
    // What YAML would lay out over lines is written as JSON, which is YAML too.
    if plain.is_empty() || plain.contains('\n') { serde_json::Value::from(words).to_string() } else { plain.to_owned() }
}
