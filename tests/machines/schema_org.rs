//! schema.org's types and properties, pending ones included, as the package `schema-dts` lists them from each release.
//!
//! An interface `XBase` holds the properties of X and names the types above it; `XLeaf` says that X can be an `@type`. A
//! property names what it takes: `"creator"?: SchemaValue<Organization | Person | IdReference, "creator">`. Properties
//! that another one supersedes are left out of the package, so their use is a mistake here.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

pub struct Table {
    /// By type: the types right above it, and what its own properties take.
    types: HashMap<String, Type>,
}

#[derive(Default)]
struct Type {
    above: Vec<String>,
    properties: HashMap<String, Vec<String>>,
}

impl Table {
    pub fn read(text: &str) -> Self {
        let mut types: HashMap<String, Type> = HashMap::new();
        let mut current: Option<String> = None;
        for line in text.lines() {
            let declared = line.trim_start_matches("export ").strip_prefix("interface ");
            if let Some((name, rest)) = declared.and_then(|rest| rest.split_once(|c: char| !c.is_alphanumeric())) {
                let above = rest.split_once("extends ").or(rest.strip_prefix("extends ").map(|above| ("", above)));
                let above = above.map_or("", |(_, above)| above).trim_end_matches('{').split(',');
                let above = above.filter_map(|name| Some(name.trim().strip_suffix("Base")?.to_owned()));
                let leaf = name.strip_suffix("Leaf");
                let Some(kind) = name.strip_suffix("Base").or(leaf) else { continue };
                let known = types.entry(kind.to_owned()).or_default();
                known.above.extend(above.filter(|above| above != kind));
                current = leaf.is_none().then(|| kind.to_owned());
            } else if let Some(kind) = &current
                && let Some((property, range)) = property(line)
            {
                types.entry(kind.clone()).or_default().properties.insert(property, range);
            } else if line.starts_with('}') {
                current = None;
            }
        }
        assert!(types.len() > 800 && types.contains_key("Quotation"), "the table of schema.org could not be read");
        Self { types }
    }

    /// All that is wrong with the JSON-LD of a page.
    pub fn mistakes(&self, said: &Value) -> Vec<String> {
        let mut mistakes = Vec::new();
        if said["@context"] != "https://schema.org" {
            mistakes.push("the context is not schema.org's".to_owned());
        }
        let graph = said["@graph"].as_array().map(Vec::as_slice).unwrap_or_default();
        if graph.is_empty() {
            mistakes.push("the graph is empty".to_owned());
        }
        for thing in graph {
            match thing.as_object() {
                Some(thing) => self.check(thing, None, &mut mistakes),
                None => mistakes.push(format!("{thing} is no thing")),
            }
        }
        mistakes
    }

    /// `reached_by` is the property that led to a thing: a role has it as well, and leads on by it.
    fn check(&self, thing: &Map<String, Value>, reached_by: Option<(&str, &[String])>, mistakes: &mut Vec<String>) {
        let Some(kind) = thing.get("@type").and_then(Value::as_str).filter(|kind| self.types.contains_key(*kind))
        else {
            mistakes.push(format!("`{:?}` is no type", thing.get("@type")));
            return;
        };
        for (key, value) in thing {
            let own = match key.as_str() {
                "@type" => continue,
                "@id" => {
                    if !value.as_str().is_some_and(is_address) {
                        mistakes.push(format!("{kind}: {value} is no address"));
                    }
                    continue;
                }
                key => self
                    .range(kind, key)
                    .or(reached_by.filter(|_| self.is_a(kind, "Role")).filter(|by| by.0 == key).map(|by| by.1)),
            };
            match own {
                Some(range) => values(value).for_each(|value| self.check_value(kind, key, value, range, mistakes)),
                None => mistakes.push(format!("{kind} has no property `{key}`")),
            }
        }
    }

    fn check_value(&self, kind: &str, key: &str, value: &Value, range: &[String], mistakes: &mut Vec<String>) {
        let takes = |names: &[&str]| range.iter().any(|one| names.contains(&one.as_str()));
        let fits = match value {
            Value::Object(thing) if thing.len() == 1 && thing.contains_key("@id") => {
                takes(&["IdReference"]) && thing["@id"].as_str().is_some_and(is_address)
            }
            Value::Object(thing) => {
                self.check(thing, Some((key, range)), mistakes);
                let inner = thing.get("@type").and_then(Value::as_str).unwrap_or_default();
                self.is_a(inner, "Role") || range.iter().any(|one| self.is_a(inner, one))
            }
            Value::String(text) => {
                takes(&["Text", "string"])
                    || takes(&["URL"]) && is_address(text)
                    || takes(&["Date", "DateTime"]) && is_date(text)
            }
            Value::Number(number) => takes(&["Number", "Float"]) || takes(&["Integer"]) && number.is_u64(),
            Value::Bool(_) => takes(&["Boolean"]),
            Value::Null | Value::Array(_) => false,
        };
        if !fits {
            mistakes.push(format!("{kind}.{key} takes {}, not {value}", range.join(" or ")));
        }
    }

    fn range(&self, kind: &str, property: &str) -> Option<&[String]> {
        self.lineage(kind)
            .into_iter()
            .find_map(|kind| self.types.get(kind)?.properties.get(property).map(Vec::as_slice))
    }

    fn is_a(&self, kind: &str, above: &str) -> bool {
        self.lineage(kind).contains(above)
    }

    /// A type and all above it.
    fn lineage<'a>(&'a self, kind: &'a str) -> HashSet<&'a str> {
        let mut met = HashSet::new();
        let mut next = vec![kind];
        while let Some(kind) = next.pop() {
            if met.insert(kind) {
                next.extend(self.types.get(kind).into_iter().flat_map(|known| known.above.iter().map(String::as_str)));
            }
        }
        met
    }
}

/// Reads `"creator"?: SchemaValue<Organization | Person | IdReference, "creator">;`.
fn property(line: &str) -> Option<(String, Vec<String>)> {
    let (name, rest) = line.trim().strip_prefix('"')?.split_once("\"?: ")?;
    let range = rest.strip_prefix("SchemaValue<").unwrap_or(rest);
    let range = range.split([',', ';']).next()?;
    let without_parameters = |name: &str| name.split('<').next().unwrap_or_default().trim().to_owned();
    Some((name.to_owned(), range.split('|').map(without_parameters).collect()))
}

fn values(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// ISO 8601, as precise as it is known.
fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    ["9999", "9999-99", "9999-99-99"].contains(&shape.as_str()) || shape.starts_with("9999-99-99T99:99")
}
