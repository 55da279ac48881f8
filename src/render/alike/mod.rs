//! What pages say alike, made once: most of what [`notes`] say is the same wherever their entry is used, and so is what
//! lists say of an article ([`cards`]), and what the pages of the [`record`] say of quotes and facts. The [`frame`] of
//! all pages is the same as well.
//!
//! **Invariant:** what is made once comes from the site, the templates and a language, and never from the page at hand.
//! A page whose view leaves it out has a fingerprint in its place, which is the same whichever page asked first.

mod cards;
mod frame;
mod notes;
mod record;
mod text;

use std::sync::{Arc, OnceLock};

use super::view::Content;
use super::web::Web;
use crate::language::Language;
use crate::resolve::Site;
use crate::text::Fingerprint;
use crate::theme::{Given, Theme};

pub use notes::ALSO_IN;

/// What the pages of an edition say alike.
#[derive(Default)]
pub struct Alike {
    notes: notes::Entries,
    cards: cards::Cards,
    record: record::Record,
    frame: frame::Frame,
}

/// On which page something is said.
#[derive(Clone, Copy)]
pub struct At<'a, 'r> {
    site: &'a Site,
    theme: &'a Theme,
    language: &'a Language,
    root: &'r str,
    /// Stands for the language and the root.
    place: Fingerprint,
    /// Stands for the language.
    anywhere: Fingerprint,
}

impl<'a, 'r> At<'a, 'r> {
    pub fn new(site: &'a Site, theme: &'a Theme, language: &'a Language, root: &'r str) -> Self {
        let place = Fingerprint::of(&(&language.tag, root));
        Self { site, theme, language, root, place, anywhere: Fingerprint::of_bytes(language.tag.as_bytes()) }
    }

    pub fn web(&self) -> Web<'_> {
        Web { base: &self.site.config.base_url, root: self.root }
    }

    /// What a built-in component prints; none if it fails, which is told of the page then.
    fn component(self, name: &str, given: &Given) -> Option<Arc<str>> {
        self.theme.render_component(name, &self.language.tag, given).map(Arc::from)
    }
}

impl Alike {
    /// Tells a page what others say of its articles, quotes and facts. What that was made of is taken out of the view if
    /// only templates that know of it read it, since it is most of what there is to hand to them.
    pub fn tell<'a>(&self, at: At<'a, '_>, template: &str, content: &mut Content<'a>) {
        let knows_cards = at.theme.knows(template, |says| says.cards);
        let knows_entries = at.theme.knows(template, |says| says.entries);
        match content {
            Content::Section { articles, .. } | Content::Term { articles, .. } => {
                self.tell_cards(at, knows_cards, articles);
            }
            Content::Quote { quote, .. } => self.tell_quote(at, knows_entries, quote),
            Content::Quotes { quotes, .. } => self.tell_quotes(at, knows_entries, quotes),
            Content::Facts { facts, .. } => self.tell_facts(at, knows_entries, facts),
            Content::Person { quotes, facts, .. } | Content::Source { quotes, facts, .. } => {
                self.tell_quotes(at, knows_entries, quotes);
                self.tell_facts(at, knows_entries, facts);
            }
            _ => {}
        }
    }
}

/// Stands for what the view of a page leaves out until the page is rendered.
pub fn left_out(content: &Content<'_>) -> Vec<[Option<Fingerprint>; 2]> {
    match content {
        Content::Article { article } => article.notes.iter().map(|note| [note.says_like, note.also_like]).collect(),
        _ => Vec::new(),
    }
}

/// Something that is made once, for pages of one language at one depth: where nearly all articles are. None if it cannot
/// be made.
struct Once<T>(OnceLock<Option<Made<T>>>);

struct Made<T> {
    place: Fingerprint,
    it: T,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Once<T> {
    /// What was made; none if it is not for pages like this one, or if components may not be shared.
    fn get(&self, at: At<'_, '_>, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        if !at.theme.can_share_components() {
            return None;
        }
        let made = self.0.get_or_init(|| Some(Made { place: at.place, it: make()? })).as_ref()?;
        (made.place == at.place).then_some(&made.it)
    }
}
