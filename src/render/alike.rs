//! What notes on an entry say alike in every article that uses it, made once.
//!
//! A fact of a hundred articles has a hundred notes. They differ in their numbers, their passages and where else the
//! entry is used; whose words, on what source, the status and its date are the same, and most of the note.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::view::{FactView, NoteView, QuoteView};
use crate::resolve::{Laid, Site};
use crate::theme::Theme;

/// What notes say, by their entries.
#[derive(Default)]
pub struct Alike(OnceLock<Entries>);

struct Entries {
    quotes: Vec<OnceLock<Option<Said>>>,
    facts: Vec<OnceLock<Option<Said>>>,
}

/// What the notes on an entry say on pages of one language, at one depth: where nearly all articles are.
struct Said {
    tag: String,
    root: String,
    gist: Arc<str>,
    details: Arc<str>,
}

/// What the components of a note are given.
#[derive(Serialize)]
struct Given<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    quote: Option<&'a QuoteView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<&'a FactView<'a>>,
    root: &'a str,
}

impl Alike {
    /// Tells each note what others on its entry say, if there are others.
    pub fn tell(&self, site: &Site, theme: &Theme, tag: &str, root: &str, notes: &mut [NoteView<'_>]) {
        if !theme.can_share_components() {
            return;
        }
        let slots = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        let entries = self.0.get_or_init(|| Entries {
            quotes: slots(site.quotes.entries.len()),
            facts: slots(site.facts.entries.len()),
        });
        for note in notes {
            let (slot, uses) = match note.laid {
                Laid::Quote(quote) => (&entries.quotes[quote], &site.quotes.entries[quote].uses),
                Laid::Fact(fact) => (&entries.facts[fact], &site.facts.entries[fact].uses),
            };
            if uses.len() < 2 {
                continue;
            }
            let said = slot.get_or_init(|| Said::of(note, theme, tag, root));
            if let Some(said) = said.as_ref().filter(|said| said.tag == tag && said.root == root) {
                note.gist = Some(said.gist.clone());
                note.details = Some(said.details.clone());
            }
        }
    }
}

impl Said {
    /// None if a component fails: then it is told of the page.
    fn of(note: &NoteView<'_>, theme: &Theme, tag: &str, root: &str) -> Option<Self> {
        let given = Given { quote: note.quote.as_ref(), fact: note.fact.as_ref(), root };
        let part = |name: &str| theme.render_component(&format!("{}_{name}", note.kind), tag, &given);
        let (gist, details) = (part("gist")?.into(), part("details")?.into());
        Some(Self { tag: tag.to_owned(), root: root.to_owned(), gist, details })
    }
}
