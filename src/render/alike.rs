//! What notes on an entry say alike in every article that uses it, made once.
//!
//! A fact of a hundred articles has a hundred notes. They differ in their numbers and their passages; whose words, on
//! what source, the status and its date are the same, and so are the first of the other articles that use it, but in
//! these few themselves: most of the note.

use std::sync::{Arc, OnceLock};

use super::refs::{use_ref, uses};
use super::view::{Content, NoteView, UseRef};
use crate::resolve::{Laid, Site, Use};
use crate::text::Fingerprint;
use crate::theme::{Given, Theme};

/// How many other articles a note names; the entry's own page names all.
pub const ALSO_IN: usize = 5;

/// What notes say, by their entries.
#[derive(Default)]
pub struct Alike(OnceLock<Entries>);

/// A build of a few pages asks for few of them.
struct Entries {
    quotes: Vec<OnceLock<Box<Entry>>>,
    facts: Vec<OnceLock<Box<Entry>>>,
}

#[derive(Default)]
struct Entry {
    /// The short note, and the details.
    says: Once<[Arc<str>; 2]>,
    /// Which other articles use it.
    also: Once<Arc<str>>,
    /// Stands for these in any language.
    also_like: OnceLock<Fingerprint>,
}

/// HTML that is made once; none if a component fails, which is told of the page then.
struct Once<T>(OnceLock<Option<Made<T>>>);

/// HTML for pages of one language, at one depth: where nearly all articles are.
struct Made<T> {
    tag: String,
    root: String,
    html: T,
}

/// An article whose notes are told what they say.
#[derive(Clone, Copy)]
pub struct Told<'a, 'r> {
    pub site: &'a Site,
    pub theme: &'a Theme,
    pub index: usize,
    pub tag: &'a str,
    pub root: &'r str,
    /// Whether only templates that know of it read the notes: then what HTML was made of is taken out of them, which
    /// is most of what there is to hand to a template.
    pub may_take: bool,
}

/// Stands for what the view of a page leaves out until the page is rendered.
pub fn left_out(content: &Content<'_>) -> Vec<Fingerprint> {
    match content {
        Content::Article { article } => article.notes.iter().filter_map(|note| note.also_like).collect(),
        _ => Vec::new(),
    }
}

impl Alike {
    fn entry(&self, site: &Site, laid: Laid) -> &Entry {
        let entries = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        let all = self.0.get_or_init(|| Entries {
            quotes: entries(site.quotes.entries.len()),
            facts: entries(site.facts.entries.len()),
        });
        let entry = match laid {
            Laid::Quote(index) => &all.quotes[index],
            Laid::Fact(index) => &all.facts[index],
        };
        entry.get_or_init(Box::default)
    }

    /// Stands for the other articles that a note names, if all but a few articles name the same, and this one as well.
    pub fn also_like(&self, site: &Site, laid: Laid, index: usize) -> Option<Fingerprint> {
        let used = used(site, laid);
        if firsts(site, used).any(|used| used.article == index) {
            return None;
        }
        let of_one = |used: Use| {
            let placed = &site.articles[used.article];
            let card = &placed.article.card;
            let date = card.meta.date.map(|date| date.iso());
            (&card.meta.title, &placed.address.href, &card.annotations[used.annotation].anchor, date)
        };
        let of_all = || Fingerprint::of(&firsts(site, used).map(of_one).collect::<Vec<_>>());
        Some(*self.entry(site, laid).also_like.get_or_init(of_all))
    }

    /// Tells each note what others on its entry say, if there are others.
    pub fn tell<'a>(&self, told: Told<'a, '_>, notes: &mut [NoteView<'a>]) {
        for note in notes {
            let used = used(told.site, note.laid);
            if used.len() >= 2 {
                self.entry(told.site, note.laid).tell(told, note, used);
            }
        }
    }
}

fn used(site: &Site, laid: Laid) -> &[Use] {
    match laid {
        Laid::Quote(index) => &site.quotes.entries[index].uses,
        Laid::Fact(index) => &site.facts.entries[index].uses,
    }
}

/// The uses that most articles name: each of these few names the others of them, and one more.
fn firsts<'a>(site: &'a Site, used: &'a [Use]) -> impl Iterator<Item = Use> + 'a {
    uses(site, used).take(ALSO_IN)
}

impl Entry {
    fn tell<'a>(&self, told: Told<'a, '_>, note: &mut NoteView<'a>, used: &'a [Use]) {
        if let Some([gist, details]) = self.says.get(told, || told.says(note)) {
            note.gist = Some(gist.clone());
            note.details = Some(details.clone());
            if told.may_take {
                (note.quote, note.fact) = (None, None);
            }
        }
        let is_left_out = note.also_like.is_some();
        if !is_left_out && firsts(told.site, used).any(|used| used.article == told.index) {
            return;
        }
        match self.also.get(told, || told.also(used)) {
            Some(also) => note.also = Some(also.clone()),
            None if is_left_out => note.also_in = told.also_in(used),
            None => {}
        }
    }
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Once<T> {
    /// The HTML for an article; none if it is not for pages like this one, or if components may not be shared.
    fn get(&self, told: Told<'_, '_>, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        if !told.theme.can_share_components() {
            return None;
        }
        let made = || Some(Made { tag: told.tag.to_owned(), root: told.root.to_owned(), html: make()? });
        let made = self.0.get_or_init(made).as_ref()?;
        (made.tag == told.tag && made.root == told.root).then_some(&made.html)
    }
}

impl<'a> Told<'a, '_> {
    fn says(self, note: &NoteView<'_>) -> Option<[Arc<str>; 2]> {
        let given = match (&note.quote, &note.fact) {
            (Some(quote), _) => Given::default().with("quote", quote)?,
            (None, fact) => Given::default().with("fact", fact)?,
        };
        // A short note has no links; its component takes no root.
        let gist = self.component(&format!("{}_gist", note.kind), &given)?;
        let details = self.component(&format!("{}_details", note.kind), &given.with("root", &self.root)?)?;
        Some([gist, details])
    }

    fn also(self, used: &[Use]) -> Option<Arc<str>> {
        let given = Given::default().with("used_in", &self.also_in(used))?.with("root", &self.root)?;
        self.component("note_also", &given)
    }

    fn also_in(self, used: &[Use]) -> Vec<UseRef<'a>> {
        let language = self.theme.language(self.tag);
        firsts(self.site, used).map(|used| use_ref(self.site, used, language)).collect()
    }

    fn component(self, name: &str, given: &Given) -> Option<Arc<str>> {
        self.theme.render_component(name, self.tag, given).map(Arc::from)
    }
}
