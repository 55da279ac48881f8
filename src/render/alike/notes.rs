//! What notes on an entry say alike in every article that uses it.
//!
//! A fact of a hundred articles has a hundred notes. They differ in their numbers and their passages; whose words, on
//! what source, the status and its date are the same, and so are the first of the other articles that use it, but in
//! these few themselves: most of the note.

use std::sync::{Arc, OnceLock};

use super::{Alike, At, Once};
use crate::language::Language;
use crate::render::refs::{use_ref, uses};
use crate::render::view::{Linked, NoteView, UseRef};
use crate::render::{citation, entries, json_ld};
use crate::resolve::{Laid, Site, Use};
use crate::text::Fingerprint;
use crate::theme::Given;

/// How many other articles a note names; the entry's own page names all.
pub const ALSO_IN: usize = 5;

/// By their entries; a build of a few pages asks for few of them.
#[derive(Default)]
pub struct Entries(OnceLock<Tables>);

struct Tables {
    quotes: Vec<OnceLock<Box<Entry>>>,
    facts: Vec<OnceLock<Box<Entry>>>,
}

#[derive(Default)]
struct Entry {
    /// In the language that was asked for first.
    stands: OnceLock<(String, StandsFor)>,
    says: Once<Says>,
    /// Which other articles use it.
    also: Once<Arc<str>>,
    /// Stands for these in any language.
    also_like: OnceLock<Fingerprint>,
}

/// What a note keeps of an entry that is left out of its view.
#[derive(Clone)]
pub struct StandsFor {
    pub fingerprint: Fingerprint,
    /// The line by which it is cited, but for the passage.
    pub citation: Arc<str>,
}

struct Says {
    gist: Arc<str>,
    details: Arc<str>,
    /// If pages have schema.org's words.
    linked: Option<Arc<Linked>>,
}

impl Alike {
    fn entry(&self, site: &Site, laid: Laid) -> &Entry {
        let entries = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        let tables = self.notes.0.get_or_init(|| Tables {
            quotes: entries(site.quotes.entries.len()),
            facts: entries(site.facts.entries.len()),
        });
        let entry = match laid {
            Laid::Quote(index) => &tables.quotes[index],
            Laid::Fact(index) => &tables.facts[index],
        };
        entry.get_or_init(Box::default)
    }

    /// Stands for what notes on an entry say, if there are several.
    pub fn says_like(&self, site: &Site, laid: Laid, language: &Language) -> Option<StandsFor> {
        if used(site, laid).len() < 2 {
            return None;
        }
        let make = || {
            let (quote, fact) = entries::laid(site, laid, language);
            let citation = citation::of(quote.as_ref(), fact.as_ref(), language).into();
            StandsFor { fingerprint: Fingerprint::of(&(quote, fact)), citation }
        };
        let (tag, stands) = self.entry(site, laid).stands.get_or_init(|| (language.tag.clone(), make()));
        Some(if *tag == language.tag { stands.clone() } else { make() })
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

    /// Tells each note of an article what others on its entry say, if there are others; or else gives it back what its
    /// view left out.
    pub fn tell_notes<'a>(&self, at: At<'a, '_>, article: usize, notes: &mut [NoteView<'a>]) {
        for note in notes {
            let laid = note.laid;
            let used = used(at.site, laid);
            if used.len() >= 2 {
                let entry = self.entry(at.site, laid);
                entry.tell(at, note, || self.says(at, laid));
                entry.tell_others(at, note, used, article);
            }
        }
    }

    /// Makes what notes on an entry say, and at once what the pages of the record will say of a quote.
    fn says(&self, at: At<'_, '_>, laid: Laid) -> Option<Says> {
        let (quote, fact) = entries::laid(at.site, laid, at.language);
        let (kind, given) = match (&quote, &fact) {
            (Some(quote), _) => ("quote", Given::default().with("quote", quote)?),
            (None, fact) => ("fact", Given::default().with("fact", fact)?),
        };
        if let Laid::Quote(index) = laid
            && at.language.tag == at.site.config.lang
        {
            self.grounds(at, index, || Some(given.clone()));
        }
        // A short note has no links; its component takes no root.
        let gist = at.component(&format!("{kind}_gist"), &given)?;
        let details = at.component(&format!("{kind}_details"), &given.with("root", &at.root)?)?;
        let linked = || json_ld::linked(at.web(), quote.as_ref(), fact.as_ref()).into();
        let linked = at.site.config.data.json_ld.then(linked);
        Some(Says { gist, details, linked })
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
    fn tell<'a>(&self, at: At<'a, '_>, note: &mut NoteView<'a>, says: impl FnOnce() -> Option<Says>) {
        match self.says.get(at, says) {
            Some(Says { gist, details, linked }) => {
                note.gist = Some(gist.clone());
                note.details = Some(details.clone());
                note.linked.clone_from(linked);
            }
            None if note.says_like.is_some() => {
                (note.quote, note.fact) = entries::laid(at.site, note.laid, at.language)
            }
            None => {}
        }
    }

    fn tell_others<'a>(&self, at: At<'a, '_>, note: &mut NoteView<'a>, used: &'a [Use], article: usize) {
        let is_left_out = note.also_like.is_some();
        if !is_left_out && firsts(at.site, used).any(|used| used.article == article) {
            return;
        }
        match self.also.get(at, || also(at, used)) {
            Some(also) => note.also = Some(also.clone()),
            None if is_left_out => note.also_in = also_in(at, used),
            None => {}
        }
    }
}

fn also(at: At<'_, '_>, used: &[Use]) -> Option<Arc<str>> {
    let given = Given::default().with("used_in", &also_in(at, used))?.with("root", &at.root)?;
    at.component("note_also", &given)
}

fn also_in<'a>(at: At<'a, '_>, used: &'a [Use]) -> Vec<UseRef<'a>> {
    firsts(at.site, used).map(|used| use_ref(at.site, used, at.language)).collect()
}
