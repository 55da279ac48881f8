//! What the pages of the record say alike: of a quote, when and where it was said and on what source; of quotes and
//! facts, which articles use them.
//!
//! A quote stands on a page of its own, in the list of all, and on the pages of its speaker and its source; and beside
//! all but the list in their data.

use std::sync::OnceLock;

use super::text::Text;
use super::{Alike, At, Once};
use crate::render::json::Object;
use crate::render::view::{FactUse, QuoteUse, QuoteView, UseRef};
use crate::theme::Given;

/// By the index of the quote or the fact; a build of a few pages asks for few of them.
#[derive(Default)]
pub struct Record {
    quotes: OnceLock<Box<[Quote]>>,
    facts: OnceLock<Box<[Once<Text>]>>,
}

#[derive(Default)]
struct Quote {
    grounds: Once<Text>,
    used: Once<Text>,
    data: Once<Object>,
}

impl Alike {
    /// Tells a quote what other pages say of it. `may_take` says whether only templates that know of it read the quote:
    /// then what was said is taken out of it.
    pub fn tell_quote<'a>(&self, at: At<'a, '_>, may_take: bool, quote: &mut QuoteView<'a>) {
        let Some(grounds) = self.grounds(at, quote.index, || Given::default().with("quote", &*quote)) else { return };
        quote.grounds = Some(grounds.at(at.root));
        if may_take {
            (quote.said_on, quote.venue, quote.source, quote.translator, quote.checked) =
                (None, None, None, None, None);
        }
    }

    /// When and where a quote was said and on what source; `given` is what the component is given.
    pub fn grounds(&self, at: At<'_, '_>, index: usize, given: impl FnOnce() -> Option<Given>) -> Option<&Text> {
        let anywhere = at.anywhere();
        self.quote(at, index).grounds.get(anywhere, || Text::of(anywhere, "quote_grounds", given()?))
    }

    /// The data of a quote; none if they differ from place to place, since the site's own address is not known.
    pub fn quote_data(&self, at: At<'_, '_>, index: usize, make: impl FnOnce() -> Object) -> Option<&Object> {
        let is_known = !at.web().base.is_empty();
        is_known.then(|| self.quote(at, index).data.get(at.anywhere(), || Some(make().fitted())))?
    }

    pub fn tell_quotes<'a>(&self, at: At<'a, '_>, may_take: bool, quotes: &mut [QuoteUse<'a>]) {
        for QuoteUse { quote, used_in, used } in quotes {
            *used = told_uses(at, &self.quote(at, quote.index).used, may_take, quote.path, used_in);
            self.tell_quote(at, may_take, quote);
        }
    }

    pub fn tell_facts<'a>(&self, at: At<'a, '_>, may_take: bool, facts: &mut [FactUse<'a>]) {
        let all = || (0..at.site.facts.entries.len()).map(|_| Once::default()).collect();
        let all = self.record.facts.get_or_init(all);
        for FactUse { fact, used_in, used } in facts {
            *used = told_uses(at, &all[fact.index], may_take, fact.path, used_in);
        }
    }

    fn quote(&self, at: At<'_, '_>, index: usize) -> &Quote {
        let all = || (0..at.site.quotes.entries.len()).map(|_| Quote::default()).collect();
        &self.record.quotes.get_or_init(all)[index]
    }
}

fn told_uses<'a>(
    at: At<'a, '_>,
    once: &Once<Text>,
    may_take: bool,
    path: &str,
    used_in: &mut Vec<UseRef<'a>>,
) -> Option<String> {
    if used_in.is_empty() {
        return None;
    }
    let anywhere = at.anywhere();
    let given = || Given::default().with("used_in", &*used_in)?.with("path", &path);
    let used = once.get(anywhere, || Text::of(anywhere, "used_count", given()?))?.at(at.root);
    if may_take {
        used_in.clear();
    }
    Some(used)
}
