//! The words of a theme in one language, and how files of words are laid over each other.

use rustc_hash::FxHashMap;

use super::message::{CATEGORIES, Message};
use crate::text::{Diagnostic, Span, TextFile};
use crate::yaml::{Document, Node, Origin};

/// One file of words.
#[derive(Debug, Default)]
pub struct WordFile {
    /// Groups are joined with dots: `status.confirmed`.
    pub messages: Vec<(String, Message)>,
    /// Where each message is written, in the same order.
    origins: Vec<Origin>,
}

impl WordFile {
    /// Reads a file of words.
    pub fn read(file: &TextFile) -> (Self, Vec<Diagnostic>) {
        let document = Document::read(&file.path, &file.text, 0..file.text.len());
        let mut words = Self::default();
        if document.root().is_map() {
            read_group(document.root(), "", &mut words);
        } else {
            document.root().entries(&mut |_, _| ());
        }
        (words, document.into_told())
    }

    /// Where a message of this file is written.
    pub fn span(&self, index: usize) -> Span {
        self.origins[index].span()
    }
}

fn read_group(group: Node<'_>, above: &str, words: &mut WordFile) {
    group.entries(&mut |key, node| {
        let key = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
        let is_category = |key: &&str| *key == "other" || CATEGORIES.contains(key);
        let message = match node.is_map() {
            true if node.keys().iter().any(is_category) => counted(node, &key),
            true => return read_group(node, &key, words),
            false => node.text().map(|text| Message::Plain(Message::read(&text))),
        };
        if let Some(message) = message {
            words.messages.push((key, message));
            words.origins.push(node.origin());
        }
    });
}

fn counted(node: Node<'_>, key: &str) -> Option<Message> {
    node.fields(|fields| {
        let mut forms = Vec::new();
        for category in CATEGORIES {
            if let Some(text) = fields.text(category) {
                forms.push((category, Message::read(&text)));
            }
        }
        match fields.text("other") {
            Some(other) => Some(Message::Counted { forms, other: Message::read(&other) }),
            None => {
                let told = Diagnostic::error("words-no-other", format!("the forms of `{key}` lack `other`"));
                node.tell(told.hint("add `other: …`, the form for all counts that no other form is for"));
                None
            }
        }
    })
    .flatten()
}

/// The words of a language: its own, and for those that it lacks the next one's in its chain.
#[derive(Debug, Clone, Default)]
pub struct Words(FxHashMap<String, Message>);

impl Words {
    /// Lays files over each other, nearest first.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a WordFile>) -> Self {
        let mut words = FxHashMap::default();
        for file in files {
            for (key, message) in &file.messages {
                words.entry(key.clone()).or_insert_with(|| message.clone());
            }
        }
        Self(words)
    }

    pub fn get(&self, key: &str) -> Option<&Message> {
        self.0.get(key)
    }

    /// All keys and messages in the order of the keys.
    pub fn all(&self) -> Vec<(&str, &Message)> {
        let mut all: Vec<_> = self.0.iter().map(|(key, message)| (key.as_str(), message)).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    }

    /// Adds a word that nobody knows as itself, so that a page with it can be made.
    pub fn add_unknown(&mut self, key: &str) {
        let message = || Message::Plain(Message::read(key));
        self.0.entry(key.to_owned()).or_insert_with(message);
    }
}

/// The languages in which a word is looked for, one after the other: `de-AT`, `de`.
pub fn chain(tag: &str) -> impl Iterator<Item = &str> {
    let ends = tag.match_indices('-').map(|(at, _)| at).chain([tag.len()]);
    let mut ends: Vec<usize> = ends.collect();
    ends.reverse();
    ends.into_iter().map(|end| &tag[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_from_the_region_to_the_language() {
        assert_eq!(chain("zh-Hant-TW").collect::<Vec<_>>(), ["zh-Hant-TW", "zh-Hant", "zh"]);
        assert_eq!(chain("de").collect::<Vec<_>>(), ["de"]);
    }
}
