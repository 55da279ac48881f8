//! YAML that knows where it stands: typed reading, with a diagnostic for everything that does not fit.
//!
//! Values are read with serde_yaml; where they stand is looked up in [`places`] when there is something to
//! tell, so correct sites pay nothing for it.

mod fields;
mod mistakes;
mod places;

pub use fields::Fields;
#[cfg(test)]
pub use fields::asked::asked_keys;
pub use places::Origin;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::text::{Diagnostic, Moment, PartialDate, SitePath, Span, Zone, nearest};
use places::{Places, Step};

/// A stretch of a file that holds one YAML document, and what it says.
#[derive(Debug)]
pub struct Document {
    places: Arc<Places>,
    value: Value,
    told: RefCell<Vec<Diagnostic>>,
}

impl Document {
    /// Reads the YAML in `range` of a file's text; an empty document is an empty map.
    ///
    /// Text that is no YAML, or no map at its top, gives an empty map and a diagnostic.
    pub fn read(file: &SitePath, text: &Arc<str>, range: Range<usize>) -> Self {
        let places = Places::new(file, text, range);
        if let Some(why) = mistakes::too_much(places.yaml()) {
            let told = Diagnostic::error("bad-yaml", why).at(places.span(0..0));
            return Self { places, value: Value::Mapping(Mapping::new()), told: RefCell::new(vec![told]) };
        }
        let (value, told) = match serde_yaml::from_str::<Value>(places.yaml()) {
            Ok(Value::Null) => (Value::Mapping(Mapping::new()), Vec::new()),
            Ok(value) => (value, Vec::new()),
            Err(error) => (Value::Mapping(Mapping::new()), mistakes::explain(&places, &error)),
        };
        Self { places, value, told: RefCell::new(told) }
    }

    /// The whole document as a value to take apart.
    pub fn root(&self) -> Node<'_> {
        Node { document: self, value: &self.value, trail: None }
    }

    pub fn tell(&self, diagnostic: Diagnostic) {
        self.told.borrow_mut().push(diagnostic);
    }

    pub fn into_told(self) -> Vec<Diagnostic> {
        self.told.into_inner()
    }
}

/// A value in a document, and the way that leads to it.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document,
    value: &'a Value,
    trail: Option<&'a Trail<'a>>,
}

/// The steps to a value as a chain on the stack; it becomes a list only when somebody asks where the value stands.
struct Trail<'a> {
    before: Option<&'a Trail<'a>>,
    step: TrailStep<'a>,
}

#[derive(Clone, Copy)]
enum TrailStep<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Node<'a> {
    pub fn origin(&self) -> Origin {
        Origin::new(self.document.places.clone(), self.steps())
    }

    pub fn span(&self) -> Span {
        self.origin().span()
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut trail = self.trail;
        while let Some(at) = trail {
            steps.push(match at.step {
                TrailStep::Key(key) => Step::Key(key.into()),
                TrailStep::Index(index) => Step::Index(index),
            });
            trail = at.before;
        }
        steps.reverse();
        steps
    }

    pub fn tell(&self, diagnostic: Diagnostic) {
        self.document.tell(diagnostic.at(self.span()));
    }

    /// Takes the value as a map and hands each key with its value to `each`; anything else is told.
    pub fn entries(&self, each: &mut dyn FnMut(&str, Node<'_>)) {
        let Value::Mapping(map) = self.value else { return self.tell_wrong("a map of names to values") };
        for (key, value) in map {
            let Some(key) = scalar(key) else {
                self.tell(Diagnostic::error("wrong-type", "a key of this map is not a word"));
                continue;
            };
            let trail = Trail { before: self.trail, step: TrailStep::Key(&key) };
            each(&key, Node { document: self.document, value, trail: Some(&trail) });
        }
    }

    /// Takes the value as a map with known keys: `read` asks for them, and what it leaves is told.
    pub fn fields<T>(&self, read: impl FnOnce(&mut Fields<'a>) -> T) -> Option<T> {
        let Value::Mapping(map) = self.value else {
            self.tell_wrong("a map of names to values");
            return None;
        };
        let mut fields = Fields::new(*self, map);
        let result = read(&mut fields);
        fields.tell_unknown();
        Some(result)
    }

    /// Hands each element of a list to `each`; a single value that is no list counts as a list of one.
    pub fn items(&self, each: &mut dyn FnMut(Node<'_>)) {
        let Value::Sequence(items) = self.value else {
            if !self.value.is_null() {
                each(*self);
            }
            return;
        };
        for (index, value) in items.iter().enumerate() {
            let trail = Trail { before: self.trail, step: TrailStep::Index(index) };
            each(Node { document: self.document, value, trail: Some(&trail) });
        }
    }

    pub fn is_null(&self) -> bool {
        self.value.is_null()
    }

    pub fn is_map(&self) -> bool {
        self.value.is_mapping()
    }

    /// The keys of a map in the order in which they are written.
    pub fn keys(&self) -> Vec<&'a str> {
        self.value.as_mapping().map(|map| map.keys().filter_map(Value::as_str).collect()).unwrap_or_default()
    }

    /// The place of a key of a map, not of its value.
    pub fn key_span(&self, key: &str) -> Span {
        let mut steps = self.steps();
        steps.push(Step::Key(key.into()));
        let places = &self.document.places;
        places.span(places.find(&steps).key.clone())
    }

    /// The value as words; numbers, booleans and dates are taken as they are written.
    pub fn text(&self) -> Option<String> {
        let text = match self.value {
            // `1.50` says more than 1.5.
            Value::Number(number) if number.is_f64() => Some(self.spelled()),
            value => scalar(value),
        };
        if text.is_none() {
            self.tell_wrong("words");
        }
        text
    }

    /// A list of words, or a single one.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        self.items(&mut |item| texts.extend(item.text()));
        texts
    }

    pub fn flag(&self) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.tell_wrong("`true` or `false`");
        }
        flag
    }

    pub fn number(&self) -> Option<f64> {
        let number = self.value.as_f64().filter(|number| number.is_finite());
        if number.is_none() {
            self.tell_wrong("a number");
        }
        number
    }

    pub fn whole(&self) -> Option<i64> {
        let whole = self.value.as_i64();
        if whole.is_none() {
            self.tell_wrong("a whole number");
        }
        whole
    }

    pub fn moment(&self, zone: &Zone) -> Option<Moment> {
        let text = self.text()?;
        let moment = Moment::parse(&text, zone);
        if moment.is_none() {
            self.tell(
                Diagnostic::error("bad-date", format!("`{text}` is not a date"))
                    .hint("write it as `2025-03-03`, `2025-03-03 14:05` or `2025-03-03T14:05:00+01:00`"),
            );
        }
        moment
    }

    pub fn day(&self) -> Option<PartialDate> {
        let text = self.text()?;
        let date = PartialDate::parse(&text);
        if date.is_none() {
            self.tell(
                Diagnostic::error("bad-date", format!("`{text}` is not a date"))
                    .hint("write it as `2025-03-03`, or as `2025-03` or `2025` if no more is known"),
            );
        }
        date
    }

    /// One of a few known words.
    pub fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names = || choices.iter().map(|(name, _)| *name);
            let mut told = Diagnostic::error("unknown-value", format!("`{text}` is not a known value"));
            if let Some(near) = nearest(&text, names()) {
                told = told.hint(format!("did you mean `{near}`?"));
            }
            self.tell(told.hint(format!("known are {}", listed(names()))));
        }
        found.map(|(_, value)| *value)
    }

    /// The value as it is, for templates.
    pub fn json(&self) -> serde_json::Value {
        to_json(self.value)
    }

    /// The value in the author's spelling.
    fn spelled(&self) -> String {
        let places = &self.document.places;
        places.yaml()[places.find(&self.steps()).value.clone()].to_owned()
    }

    fn tell_wrong(&self, wanted: &str) {
        let found = match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a yes or no",
            Value::Number(_) => "a number",
            Value::String(_) => "words",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) | Value::Tagged(_) => "a map",
        };
        let key = match self.trail.map(|trail| trail.step) {
            Some(TrailStep::Key(key)) => format!("`{key}`"),
            Some(TrailStep::Index(_)) => "an element of this list".to_owned(),
            None => format!("`{}`", self.document.places.file),
        };
        let mut told = Diagnostic::error("wrong-type", format!("{key} should be {wanted}, but it is {found}"));
        if matches!(self.value, Value::Mapping(_)) {
            told = told.hint("put the value between quotation marks if it contains a colon followed by a space");
        }
        self.tell(told);
    }
}

/// Joins names for a sentence: `` `a`, `b` and `c` ``.
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Tagged(tagged) => scalar(&tagged.value),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

fn to_json(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(number) => {
            let whole = number.as_i64().map(Json::from).or_else(|| number.as_u64().map(Json::from));
            whole.or_else(|| number.as_f64().map(Json::from)).unwrap_or(Json::Null)
        }
        Value::String(text) => Json::String(text.clone()),
        Value::Sequence(items) => items.iter().map(to_json).collect(),
        Value::Mapping(map) => {
            Json::Object(map.iter().filter_map(|(key, value)| Some((scalar(key)?, to_json(value)))).collect())
        }
        Value::Tagged(tagged) => to_json(&tagged.value),
    }
}

/// Reads a document as plain values, for who needs no places; the error says what is wrong with it.
pub fn value(yaml: &str) -> Result<Value, String> {
    match mistakes::too_much(yaml) {
        Some(why) => Err(why.to_owned()),
        None => serde_yaml::from_str(yaml).map_err(|error| error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::read(&SitePath::new("a.yaml").unwrap(), &text.into(), 0..text.len())
    }

    fn place(text: &str, keys: &[&str]) -> String {
        let span = document(text).root().origin().below(keys);
        text[span.range].to_owned()
    }

    #[test]
    fn finds_values_again() {
        let text = "títle: a b\nquotes:\n  - text: one\n    speaker: 'x y'\n  - {text: two, tags: [p, q]}\n";
        assert_eq!(place(text, &["títle"]), "a b");
        assert_eq!(place(text, &["quotes", "0", "speaker"]), "'x y'");
        assert_eq!(place(text, &["quotes", "1", "tags", "1"]), "q");
        assert_eq!(place("tags: one\n", &["tags", "0"]), "one");
        assert_eq!(place("a: \"x\\\" y\" # why\nb: 1\n", &["a"]), "\"x\\\" y\"");
        assert_eq!(place("a: 'it''s' # why\nb: 1\n", &["a"]), "'it''s'");
        assert_eq!(place("a: x y # why\nb: 1\n", &["a"]), "x y");
    }

    #[test]
    fn tells_everything_that_does_not_fit() {
        let document = document("draft: maybe\nweight: [1]\nwieght: 3\n");
        document.root().fields(|fields| {
            assert_eq!(fields.flag("draft"), None);
            assert_eq!(fields.read("weight", |node| node.whole()).flatten(), None);
        });
        let told: Vec<_> = document.into_told().into_iter().map(|told| told.message).collect();
        assert_eq!(
            told,
            [
                "`draft` should be `true` or `false`, but it is words",
                "`weight` should be a whole number, but it is a list",
                "unknown key `wieght`",
            ]
        );
    }

    #[test]
    fn survives_what_is_no_yaml() {
        for text in ["a: b: c", "\t- x", "[", "a: &x [*x]", "a: *b", "- {", "%", "!!", "a\u{7}b: 1"] {
            let document = document(text);
            document.root().fields(|fields| fields.text("a"));
            assert!(!document.into_told().is_empty(), "{text:?}");
        }
    }

    #[test]
    fn unfolds_no_bomb() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let list = vec![format!("*a{}", level - 1); 10].join(", ");
            text += &format!("a{level}: &a{level} [{list}]\n");
        }
        assert_eq!(document(&text).into_told().len(), 1);
    }
}
