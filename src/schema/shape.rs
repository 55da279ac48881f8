//! What a value may be, key by key, and the JSON Schema that says so.

use serde_json::{Map as JsonMap, Value as Json, json};

/// A key of a map.
#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    /// One sentence for who writes the key.
    pub about: &'static str,
    pub shape: Shape,
    /// Whether the map is of no use without it.
    pub is_needed: bool,
}

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// Words; numbers and the like are taken as they are written.
    Words,
    Flag,
    Whole,
    /// A day, a month or a year.
    Day,
    /// A day, or a moment of it.
    Moment,
    /// An address of the web.
    Url,
    /// One of some words.
    Choice(Vec<&'static str>),
    /// One or several.
    List(Box<Shape>),
    /// Exactly two numbers.
    Pair,
    /// A map with known keys.
    Map(Vec<Key>),
    /// A map whose keys are the author's.
    MapOf(Box<Shape>),
    /// A map with some known keys, each a choice of words, and what each means.
    Table(Vec<(&'static str, &'static str)>, Vec<&'static str>),
    Either(Vec<Shape>),
    Anything,
}

/// A key that may be left out.
pub fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, shape, is_needed: false }
}

/// A key that must be there.
pub fn needed(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { is_needed: true, ..key(name, shape, about) }
}

pub fn list(shape: Shape) -> Shape {
    Shape::List(Box::new(shape))
}

pub fn map_of(shape: Shape) -> Shape {
    Shape::MapOf(Box::new(shape))
}

/// The words of a table of choices.
pub fn choice<T>(names: &[(&'static str, T)]) -> Shape {
    Shape::Choice(names.iter().map(|(name, _)| *name).collect())
}

impl Shape {
    /// The schema of a value of this shape.
    pub fn schema(&self) -> Json {
        match self {
            Self::Words => json!({"type": ["string", "number", "boolean", "null"]}),
            Self::Flag => json!({"type": ["boolean", "null"]}),
            Self::Whole => json!({"type": ["integer", "null"]}),
            Self::Day => json!({"anyOf": [
                {"type": "string", "pattern": "^\\s*\\d{4}(-\\d{2}(-\\d{2}.*)?)?\\s*$"},
                {"type": "integer", "minimum": 0, "maximum": 9999},
                {"type": "null"},
            ]}),
            Self::Moment => json!({"anyOf": [
                {"type": "string", "pattern": "^\\s*\\d{4}[-/]\\d{2}[-/]\\d{2}"},
                {"type": "null"},
            ]}),
            Self::Url => {
                json!({"anyOf": [{"type": "string", "pattern": "^[hH][tT][tT][pP][sS]?://\\S+$"}, {"type": "null"}]})
            }
            Self::Choice(words) => {
                // YAML reads `false` as no word, and the reader takes it as one.
                let mut words: Vec<Json> = words.iter().map(|&word| Json::from(word)).collect();
                words.extend(words.contains(&Json::from("false")).then_some(Json::Bool(false)));
                words.push(Json::Null);
                json!({"enum": words})
            }
            Self::List(of) => json!({"anyOf": [of.schema(), {"type": "array", "items": of.schema()}]}),
            Self::Pair => {
                json!({"anyOf": [{"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}, {"type": "null"}]})
            }
            Self::Map(keys) => {
                let properties: JsonMap<String, Json> =
                    keys.iter().map(|key| (key.name.to_owned(), described(key.shape.schema(), key.about))).collect();
                let needed: Vec<&str> = keys.iter().filter(|key| key.is_needed).map(|key| key.name).collect();
                let mut schema =
                    json!({"type": ["object", "null"], "properties": properties, "additionalProperties": false});
                if let (Json::Object(schema), false) = (&mut schema, needed.is_empty()) {
                    schema.insert("required".to_owned(), json!(needed));
                }
                schema
            }
            Self::MapOf(of) => json!({"type": ["object", "null"], "additionalProperties": of.schema()}),
            Self::Table(rows, words) => {
                let word = Self::Choice(words.clone()).schema();
                let properties: JsonMap<String, Json> =
                    rows.iter().map(|(name, about)| ((*name).to_owned(), described(word.clone(), about))).collect();
                json!({"type": ["object", "null"], "properties": properties, "additionalProperties": false})
            }
            Self::Either(shapes) => json!({"anyOf": shapes.iter().map(Self::schema).collect::<Vec<_>>()}),
            Self::Anything => json!({}),
        }
    }
}

fn described(schema: Json, about: &str) -> Json {
    let mut described = JsonMap::new();
    described.insert("description".to_owned(), Json::from(about));
    if let Json::Object(schema) = schema {
        described.extend(schema);
    }
    Json::Object(described)
}
