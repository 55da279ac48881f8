//! JSON Schemas of all that authors write in YAML, for editor programs that complete keys and say what they mean.
//!
//! Each list of keys stands here once, with a sentence for each. The readers in [`parse`](crate::parse) and
//! [`config`](crate::config) do not use them, since reading tells far more than a schema can; the test at the foot of
//! this file compares the two, key by key and both ways, so neither can change alone.
//!
//! The schemas are written in draft 7, which YAML language servers read best.

mod article;
mod record;
mod shape;
mod site;

use serde_json::{Value as Json, json};

use shape::Shape;

/// What there are schemas of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Of {
    /// The YAML at the top of an article
    FrontMatter,
    /// NAME.record.yaml, beside an article
    Sidecar,
    /// content/_record/people.yaml
    People,
    /// content/_record/sources.yaml
    Sources,
    /// content/_record/facts.yaml
    Facts,
    /// content/_record/quotes.yaml
    Quotes,
    /// A file of content/_record/people/
    Person,
    /// A file of content/_record/sources/
    Source,
    /// A file of content/_record/facts/
    Fact,
    /// A file of content/_record/quotes/
    Quote,
    /// site.yaml
    Site,
}

/// Where the schemas of a site lie in it.
pub const FOLDER: &str = ".onrecord/schema";

impl Of {
    pub const ALL: [Self; 11] = [
        Self::FrontMatter,
        Self::Sidecar,
        Self::People,
        Self::Sources,
        Self::Facts,
        Self::Quotes,
        Self::Person,
        Self::Source,
        Self::Fact,
        Self::Quote,
        Self::Site,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Sidecar => "sidecar",
            Self::People => "people",
            Self::Sources => "sources",
            Self::Facts => "facts",
            Self::Quotes => "quotes",
            Self::Person => "person",
            Self::Source => "source",
            Self::Fact => "fact",
            Self::Quote => "quote",
            Self::Site => "site",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::FrontMatter => "The front matter of an article of onrecord",
            Self::Sidecar => "The sidecar of an article of onrecord",
            Self::People | Self::Person => "People and bodies of the record of onrecord",
            Self::Sources | Self::Source => "Sources of the record of onrecord",
            Self::Facts | Self::Fact => "Facts of the record of onrecord",
            Self::Quotes | Self::Quote => "Quotes of the record of onrecord",
            Self::Site => "The settings of a site of onrecord",
        }
    }

    fn shape(self, taxonomies: &[&'static str]) -> Shape {
        match self {
            Self::FrontMatter | Self::Sidecar => Shape::Map(article::front_matter(taxonomies)),
            Self::People => shape::map_of(Shape::Map(record::person())),
            Self::Sources => shape::map_of(Shape::Map(record::source())),
            Self::Facts => shape::map_of(Shape::Map(record::fact())),
            Self::Quotes => shape::map_of(Shape::Map(record::quote())),
            Self::Person => Shape::Map(record::person()),
            Self::Source => Shape::Map(record::source()),
            Self::Fact => Shape::Map(record::fact()),
            Self::Quote => Shape::Map(record::quote()),
            Self::Site => Shape::Map(site::site()),
        }
    }

    /// The schema of a site with these taxonomies beside tags.
    pub fn schema(self, taxonomies: &[String]) -> Json {
        let mut schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": self.title()});
        let mut body = self.shape(&["tags"]).schema();
        if let (Self::FrontMatter | Self::Sidecar, Some(Json::Object(properties))) = (self, body.get_mut("properties"))
        {
            for name in taxonomies {
                let about = json!({"description": "What the article is filed under."});
                properties.entry(name.clone()).or_insert(about);
            }
        }
        if let (Json::Object(schema), Json::Object(body)) = (&mut schema, body) {
            schema.extend(body);
        }
        schema
    }

    /// The schema as the text of a file.
    pub fn text(self, taxonomies: &[String]) -> String {
        serde_json::to_string_pretty(&self.schema(taxonomies)).expect("a value is written") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Map;

    use super::shape::Key;
    use super::*;
    use crate::config::{self, Config};
    use crate::parse::{self, Dialect, Layout, RecordKind};
    use crate::text::{Diagnostic, SitePath, TextFile, Zone};
    use crate::yaml::asked_keys;

    /// Values of a shape, so that a reader meets every key in it; `de` is a name, an id and a language.
    fn samples(shape: &Shape) -> Vec<Json> {
        match shape {
            Shape::Words => vec![json!("x")],
            Shape::Flag => vec![json!(true)],
            Shape::Whole => vec![json!(3)],
            Shape::Day | Shape::Moment => vec![json!("2025-03-03")],
            Shape::Url => vec![json!("https://example.org/x")],
            Shape::Choice(words) => words.iter().map(|&word| json!(word)).collect(),
            Shape::List(of) => vec![Json::Array(samples(of))],
            Shape::Pair => vec![json!([1, 2])],
            Shape::Map(keys) => map_samples(keys),
            Shape::MapOf(of) => samples(of).into_iter().map(|value| json!({"de": value})).collect(),
            Shape::Table(rows, words) => {
                vec![rows.iter().map(|(name, _)| ((*name).to_owned(), json!(words[0]))).collect()]
            }
            Shape::Either(shapes) => shapes.iter().flat_map(samples).collect(),
            Shape::Anything => vec![json!({"a": 1})],
        }
    }

    /// As many maps as the key with most choices needs; what `ref` leaves unread stands in maps without it.
    fn map_samples(keys: &[Key]) -> Vec<Json> {
        let values: Vec<(&str, Vec<Json>)> = keys.iter().map(|key| (key.name, samples(&key.shape))).collect();
        let most = values.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
        let map = |number: usize, skip: &str| -> Json {
            let entries = values.iter().filter(|(name, _)| *name != skip);
            Json::Object(Map::from_iter(
                entries.map(|(name, values)| ((*name).to_owned(), values[number % values.len()].clone())),
            ))
        };
        let mut maps: Vec<Json> = (0..most).map(|number| map(number, "ref")).collect();
        if values.iter().any(|(name, _)| *name == "ref") {
            maps.push(json!({"ref": "x", "text": "y"}));
        }
        maps
    }

    /// All keys of a shape, with the way to each.
    fn paths(shape: &Shape, way: &str, all: &mut BTreeSet<String>) {
        match shape {
            Shape::Map(keys) => {
                for key in keys {
                    let way = format!("{way}/{}", key.name);
                    paths(&key.shape, &way, all);
                    all.insert(way);
                }
            }
            Shape::List(of) => paths(of, way, all),
            Shape::MapOf(of) => paths(of, &format!("{way}/de"), all),
            Shape::Either(shapes) => shapes.iter().for_each(|shape| paths(shape, way, all)),
            _ => {}
        }
    }

    fn read(of: Of, text: &str) -> Vec<Diagnostic> {
        let path = match of {
            Of::FrontMatter | Of::Sidecar => "content/a.md".to_owned(),
            Of::Site => config::FILE.to_owned(),
            of => format!("content/_record/{}.yaml", of.name()),
        };
        let path = SitePath::new(&path).unwrap();
        let file = |text: String| TextFile { path: path.clone(), text: text.into() };
        let record = |kind, layout| parse::parse_record(&file(text.to_owned()), kind, layout).told;
        match of {
            Of::FrontMatter | Of::Sidecar => {
                let dialect = Dialect {
                    zone: Zone::utc(),
                    languages: Vec::new(),
                    taxonomies: vec!["tags".to_owned()],
                    is_checked: false,
                };
                let article = file(format!("---\n{text}\n---\n"));
                parse::parse(&article, None, &dialect, &Default::default()).told
            }
            Of::People => record(RecordKind::People, Layout::Map),
            Of::Sources => record(RecordKind::Sources, Layout::Map),
            Of::Facts => record(RecordKind::Facts, Layout::Map),
            Of::Quotes => record(RecordKind::Quotes, Layout::Map),
            Of::Person => record(RecordKind::People, Layout::Single),
            Of::Source => record(RecordKind::Sources, Layout::Single),
            Of::Fact => record(RecordKind::Facts, Layout::Single),
            Of::Quote => record(RecordKind::Quotes, Layout::Single),
            Of::Site => Config::read(&file(text.to_owned())).1,
        }
    }

    #[test]
    fn schemas_have_the_keys_that_are_read_and_no_others() {
        for of in Of::ALL {
            let shape = of.shape(&["tags"]);
            let mut known = BTreeSet::new();
            paths(&shape, "", &mut known);
            let (asked, told) = asked_keys(|| {
                samples(&shape).iter().flat_map(|sample| read(of, &sample.to_string())).collect::<Vec<_>>()
            });
            assert_eq!(
                known.difference(&asked).collect::<Vec<_>>(),
                [""; 0],
                "{of:?}: in the schema, and nobody reads them"
            );
            assert_eq!(asked.difference(&known).collect::<Vec<_>>(), [""; 0], "{of:?}: read, and not in the schema");
            let refused =
                told.iter().filter(|told| matches!(told.code, "unknown-key" | "unknown-value" | "wrong-type"));
            assert_eq!(refused.map(|told| &told.message).collect::<Vec<_>>(), [""; 0], "{of:?}");
        }
    }
}
