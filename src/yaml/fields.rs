//! A map with known keys, read one after the other; what nobody asks for is told.

use serde_yaml::{Mapping, Value};

use super::{Node, Trail, TrailStep, listed, scalar};
use crate::text::{Diagnostic, Moment, PartialDate, Span, Zone, language_tag, nearest, shorten};

/// A map that is read key by key.
pub struct Fields<'a> {
    node: Node<'a>,
    map: &'a Mapping,
    asked: Vec<&'a str>,
    free: bool,
}

impl<'a> Fields<'a> {
    pub fn new(node: Node<'a>, map: &'a Mapping) -> Self {
        Self { node, map, asked: Vec::new(), free: false }
    }

    pub fn node(&self) -> Node<'a> {
        self.node
    }

    /// Reads a key if it is there and not null.
    pub fn read<T>(&mut self, key: &'a str, read: impl FnOnce(Node<'_>) -> T) -> Option<T> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        #[cfg(test)]
        asked::note(&self.node, key);
        let value = self.map.get(key).filter(|value| !value.is_null())?;
        let trail = Trail { before: self.node.trail, step: TrailStep::Key(key) };
        Some(read(Node { document: self.node.document, value, trail: Some(&trail) }))
    }

    /// The words of a key, without counting it as asked for or telling of what it is not.
    pub fn peek(&self, key: &str) -> Option<&str> {
        self.map.get(key).and_then(Value::as_str)
    }

    pub fn text(&mut self, key: &'a str) -> Option<String> {
        self.read(key, |node| node.text()).flatten()
    }

    /// Like [`text`](Self::text), but what is only white space counts as not there.
    pub fn words(&mut self, key: &'a str) -> Option<String> {
        self.text(key).filter(|text| !text.trim().is_empty())
    }

    /// A language tag, spelled as is usual; what is none is told and kept.
    pub fn language(&mut self, key: &'a str) -> Option<String> {
        self.read(key, |node| {
            let text = node.text().filter(|text| !text.trim().is_empty())?;
            let tag = language_tag(&text);
            if tag.is_none() {
                let told = Diagnostic::warning("bad-language", format!("`{}` is no language tag", shorten(&text)));
                node.tell(told.hint("write a tag of BCP 47, such as `en`, `pt-BR` or `zh-Hant`"));
            }
            Some(tag.unwrap_or(text))
        })
        .flatten()
    }

    pub fn texts(&mut self, key: &'a str) -> Vec<String> {
        self.read(key, |node| node.texts()).unwrap_or_default()
    }

    pub fn flag(&mut self, key: &'a str) -> Option<bool> {
        self.read(key, |node| node.flag()).flatten()
    }

    pub fn day(&mut self, key: &'a str) -> Option<PartialDate> {
        self.read(key, |node| node.day()).flatten()
    }

    pub fn moment(&mut self, key: &'a str, zone: &Zone) -> Option<Moment> {
        self.read(key, |node| node.moment(zone)).flatten()
    }

    pub fn choice<T: Copy>(&mut self, key: &'a str, choices: &[(&'static str, T)]) -> Option<T> {
        self.read(key, |node| node.choice(choices)).flatten()
    }

    /// Whether a key is missing, or says nothing.
    pub fn is_blank(&self, key: &str) -> bool {
        match self.map.get(key) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    /// Hands every key that was not asked for to `each`, which then counts as known.
    pub fn rest(&mut self, each: &mut dyn FnMut(&str, Node<'_>)) {
        for (key, value) in self.map {
            let Some(name) = scalar(key).filter(|name| !self.asked.contains(&name.as_str())) else { continue };
            let trail = Trail { before: self.node.trail, step: TrailStep::Key(&name) };
            each(&name, Node { document: self.node.document, value, trail: Some(&trail) });
        }
        self.free = true;
    }

    /// Tells of a key that is not known, with the nearest known one.
    pub fn unknown(&self, key: &str) -> Diagnostic {
        let mut told =
            Diagnostic::warning("unknown-key", format!("unknown key `{}`", shorten(key))).at(self.key_span(key));
        if let Some(near) = nearest(key, self.asked.iter().copied()) {
            told = told.hint(format!("did you mean `{near}`?"));
        }
        told
    }

    pub fn key_span(&self, key: &str) -> Span {
        self.node.key_span(key)
    }

    pub fn tell(&self, diagnostic: Diagnostic) {
        self.node.document.tell(diagnostic);
    }

    /// Tells of every key that nobody asked for.
    pub fn tell_unknown(&self) {
        if self.free {
            return;
        }
        for (key, value) in self.map {
            let Some(key) = scalar(key).filter(|key| !self.asked.contains(&key.as_str())) else { continue };
            let told = self.unknown(&key);
            self.tell(match value {
                Value::Null => told
                    .hint("a comma inside `{…}` ends a value; put the value between quotation marks if it holds one"),
                _ => told.hint(format!("known here are {}", listed(self.asked.iter().copied()))),
            });
        }
    }
}

/// Which keys readers ask for, so that a test can compare them with the keys of a schema.
#[cfg(test)]
pub mod asked {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::super::Node;
    use super::super::places::Step;

    thread_local! {
        static KEYS: RefCell<Option<BTreeSet<String>>> = const { RefCell::new(None) };
    }

    pub(super) fn note(node: &Node<'_>, key: &str) {
        KEYS.with_borrow_mut(|keys| {
            let Some(keys) = keys else { return };
            let steps = node.steps();
            let way = steps.iter().filter_map(|step| match step {
                Step::Key(key) => Some(&**key),
                Step::Index(_) => None,
            });
            keys.insert(way.chain([key]).map(|key| format!("/{key}")).collect());
        });
    }

    /// Runs something, and gives all keys that were asked for meanwhile, each with the way to it.
    pub fn asked_keys<T>(run: impl FnOnce() -> T) -> (BTreeSet<String>, T) {
        KEYS.set(Some(BTreeSet::new()));
        let result = run();
        (KEYS.take().unwrap_or_default(), result)
    }
}
