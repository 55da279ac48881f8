//! What notes on an entry say alike in every article that uses it, made once.
//!
//! A fact of a hundred articles has a hundred notes. They differ in their numbers and their passages; whose words, on
//! what source, the status and its date are the same, and so are the first of the other articles that use it, but in
//! these few themselves: most of the note.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::article::ALSO_IN;
use super::refs::uses;
use super::view::{FactView, NoteView, QuoteView, UseRef};
use crate::resolve::{Laid, Site, Use};
use crate::theme::Theme;

/// What notes say, by their entries.
#[derive(Default)]
pub struct Alike(OnceLock<Entries>);

struct Entries {
    quotes: Vec<Entry>,
    facts: Vec<Entry>,
}

#[derive(Default)]
struct Entry {
    /// The short note, and the details.
    says: OnceLock<Option<Made<[Arc<str>; 2]>>>,
    /// Which other articles use it.
    also: OnceLock<Option<Made<Arc<str>>>>,
}

/// HTML for pages of one language, at one depth: where nearly all articles are.
struct Made<T> {
    tag: String,
    root: String,
    html: T,
}

/// An article whose notes are told what they say.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub site: &'a Site,
    pub theme: &'a Theme,
    pub index: usize,
    pub tag: &'a str,
    pub root: &'a str,
    /// Whether only templates that know of it read the notes: then what HTML was made of is taken out of them, which
    /// is most of what there is to hand to a template.
    pub may_take: bool,
}

impl Alike {
    /// Tells each note what others on its entry say, if there are others.
    pub fn tell(&self, told: Told<'_>, notes: &mut [NoteView<'_>]) {
        let site = told.site;
        if !told.theme.can_share_components() {
            return;
        }
        let entries = |count: usize| (0..count).map(|_| Entry::default()).collect();
        let all = self.0.get_or_init(|| Entries {
            quotes: entries(site.quotes.entries.len()),
            facts: entries(site.facts.entries.len()),
        });
        for note in notes {
            let (entry, used) = match note.laid {
                Laid::Quote(quote) => (&all.quotes[quote], &site.quotes.entries[quote].uses),
                Laid::Fact(fact) => (&all.facts[fact], &site.facts.entries[fact].uses),
            };
            if used.len() >= 2 {
                entry.tell(told, note, used);
            }
        }
    }
}

impl Entry {
    fn tell(&self, told: Told<'_>, note: &mut NoteView<'_>, used: &[Use]) {
        let says = self.says.get_or_init(|| Some(Made::new(told, told.says(note)?)));
        if let Some([gist, details]) = says.as_ref().and_then(|made| made.at(told)) {
            note.gist = Some(gist.clone());
            note.details = Some(details.clone());
            if told.may_take {
                (note.quote, note.fact) = (None, None);
            }
        }
        // Each of these few names the others, and all other articles the same.
        if uses(told.site, used).take(ALSO_IN).any(|used| used.article == told.index) {
            return;
        }
        let also = self.also.get_or_init(|| Some(Made::new(told, told.also(note)?)));
        if let Some(also) = also.as_ref().and_then(|made| made.at(told)) {
            note.also = Some(also.clone());
            if told.may_take {
                note.also_in.clear();
            }
        }
    }
}

impl<T> Made<T> {
    fn new(told: Told<'_>, html: T) -> Self {
        Self { tag: told.tag.to_owned(), root: told.root.to_owned(), html }
    }

    fn at(&self, told: Told<'_>) -> Option<&T> {
        (self.tag == told.tag && self.root == told.root).then_some(&self.html)
    }
}

/// What the component is given that prints a part of a note.
#[derive(Serialize)]
struct Given<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a QuoteView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<&'a FactView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_in: Option<&'a [UseRef<'a>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<&'a str>,
}

// None if a component fails: then that is told of the page.
impl Told<'_> {
    fn says(self, note: &NoteView<'_>) -> Option<[Arc<str>; 2]> {
        let part = |name: &str, root| {
            let given = Given { quote: note.quote.as_ref(), fact: note.fact.as_ref(), used_in: None, root };
            self.component(&format!("{}_{name}", note.kind), &given)
        };
        // A short note has no links; its component takes no root.
        Some([part("gist", None)?, part("details", Some(self.root))?])
    }

    fn also(self, note: &NoteView<'_>) -> Option<Arc<str>> {
        let given = Given { quote: None, fact: None, used_in: Some(&note.also_in), root: Some(self.root) };
        self.component("note_also", &given)
    }

    fn component(self, name: &str, given: &Given<'_>) -> Option<Arc<str>> {
        self.theme.render_component(name, self.tag, given).map(Arc::from)
    }
}
