//! A language as pages speak it: its words, and how it writes dates, numbers and lists.
//!
//! 1. [`WordFile`] is one `i18n/xx.yaml`; [`Words`] lays such files over each other, nearest first.
//! 2. [`Formats`] writes dates and numbers as Unicode's CLDR has them.
//! 3. [`Order`] puts names in the order in which readers of a language look for them.
//!
//! **Invariant:** a language is made from a tag and files of words alone. Which files there are, and which pages speak
//! which language, is left to [`crate::theme`].

mod format;
mod message;
mod order;
mod script;
mod words;

pub use format::{Formats, WrittenDay};
pub use message::{Message, Part};
pub use order::Order;
pub use script::direction;
pub use words::{WordFile, Words, chain};

use crate::text::PartialDate;

/// The language of a page.
#[derive(Debug)]
pub struct Language {
    pub tag: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    pub words: Words,
    pub formats: Formats,
    pub order: Order,
    /// What it calls itself: `Deutsch`; its tag if no file of words says so.
    pub name: String,
}

impl Language {
    /// Makes a language; `words` are laid over each other already, `spoken` is the tag of the language that they are in.
    pub fn new(tag: &str, spoken: &str, words: Words) -> Self {
        let speaks_itself = chain(tag).any(|own| own.eq_ignore_ascii_case(spoken));
        let name = words.get("language_name").filter(|_| speaks_itself).map_or(tag, Message::plain).to_owned();
        Self {
            tag: tag.to_owned(),
            dir: direction(tag),
            formats: Formats::of(tag, spoken),
            order: Order::of(tag),
            words,
            name,
        }
    }

    /// A word that needs nothing filled in; its key if nobody knows it.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        match self.words.get(key) {
            Some(message) => message.plain(),
            None => key,
        }
    }

    /// A message with its places filled: `say("page_n", &[("n", "2")])`.
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let Some(message) = self.words.get(key) else { return key.to_owned() };
        let mut said = String::new();
        for part in message.parts(|| None) {
            match part {
                Part::Text(text) => said.push_str(text),
                Part::Place(name) => {
                    let value = values.iter().find(|(known, _)| *known == &**name);
                    said.push_str(value.map_or("", |(_, value)| value));
                }
            }
        }
        said
    }

    /// A date in its long form, as precise as it is known.
    pub fn day(&self, date: PartialDate) -> String {
        self.formats.day(date)
    }
}
