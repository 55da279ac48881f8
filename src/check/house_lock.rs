//! What was published and is gone: an address that others link to, an id that others cite.

use jiff::Timestamp;

use super::lock::{self, LISTS, Lock};
use super::{Desk, Findings, Rule};
use crate::parse::{Card, front_matter_range};
use crate::text::{Severity, SitePath, Span, nearest};
use crate::yaml::{Document, Origin};

pub const RULES: &[Rule] = &[PERMALINK_GONE, ID_GONE];

const PERMALINK_GONE: Rule = Rule {
    code: "house/permalink-gone",
    level: Some(Severity::Error),
    about: "Nothing stands any more at an address that `onrecord.lock` has as published.",
    why: "Other sites link to it, and readers keep it. An alias sends them on to the new address. Articles that have \
          expired are gone on purpose. To give an address up for good, take its line out of `onrecord.lock`. Without \
          that file, which `onrecord check --lock` writes, nothing is asked.",
    bad: "# the article was published at /news/flood/\nslug: the-great-flood\n",
    good: "slug: the-great-flood\naliases: [/news/flood/]\n",
};

const ID_GONE: Rule = Rule {
    code: "house/id-gone",
    level: Some(Severity::Error),
    about: "Nothing has an id any more that `onrecord.lock` has as published.",
    why: "An entry of the record has a page of its own under its id, which others may have cited. An entry that was \
          renamed keeps its old ids in `formerly`: their pages send readers on, and `onrecord check --fix` puts the new id \
          where the old one is used. To give an id up for good, take its line out of `onrecord.lock`.",
    bad: "# was held-area when it was published\nkursk-held-area:\n  statement: Ukraine holds 450 square kilometers.\n",
    good: "kursk-held-area:\n  statement: Ukraine holds 450 square kilometers.\n  formerly: [held-area]\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    let Some(file) = &desk.lock else { return };
    let (lock, told) = Lock::read(file);
    told.into_iter().for_each(|told| findings.tell(told));
    let now = Lock::of(desk.edition);
    for (address, of) in &lock.addresses {
        let stands = lock::file_of(address).is_none_or(|file| desk.edition.plan.at(&file).is_some());
        if !stands && !has_expired(desk, &of.file) {
            tell_address(desk, address, &of.file, of.origin.as_ref(), findings);
        }
    }
    for ((list, published), known) in LISTS.into_iter().zip(&lock.ids).zip(&now.ids) {
        for (id, origin) in published.iter().filter(|(id, _)| !known.contains_key(*id)) {
            let message = format!("`{id}` of the {list} was published and is gone");
            let near = nearest(id, known.keys().map(String::as_str));
            findings.add(&ID_GONE, None, message, |told| {
                let told = origin.iter().fold(told, |told, origin| told.at(origin.span()));
                let told = match near {
                    Some(near) => {
                        told.hint(format!("if it is called `{near}` now, add to that entry `formerly: [{id}]`"))
                    }
                    None => told.hint(format!("if it was renamed, add to its entry `formerly: [{id}]`")),
                };
                told.hint(format!("if it is gone for good, take its line out of `{}`", lock::FILE))
            });
        }
    }
}

fn tell_address(desk: &Desk<'_>, address: &str, file: &str, origin: Option<&Origin>, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    let moved = site.articles.iter().find(|placed| placed.article.card.file.as_str() == file);
    let published = |told: crate::text::Diagnostic| match origin {
        Some(origin) => told.also(origin.span(), "published here"),
        None => told,
    };
    if let Some(placed) = moved {
        let card = &placed.article.card;
        let message = format!("this article was published at `{address}`, and nothing stands there now");
        findings.add(&PERMALINK_GONE, &card.meta.allow, message, |told| {
            let hint = match card.meta.aliases.is_empty() {
                true => format!("add a line `aliases: [{address}]`"),
                false => format!("add `{address}` to its `aliases`"),
            };
            published(told.at(place_in(card))).hint(hint)
        });
        return;
    }
    let is_there = SitePath::new(file).is_ok_and(|path| desk.texts.contains_key(&path));
    let message = match is_there {
        true => format!("`{address}` was published, and `{file}` is not due now"),
        false => format!("`{address}` was published, and `{file}` is gone"),
    };
    findings.add(&PERMALINK_GONE, None, message, |told| {
        let told = origin.iter().fold(told, |told, origin| told.at(origin.span()));
        let told = match is_there {
            true => told.hint("publish it again, or add the address to the `aliases` of another article"),
            false => told.hint(format!("add to the article that takes its place `aliases: [{address}]`")),
        };
        told.hint(format!("if it is gone for good, take its line out of `{}`", lock::FILE))
    });
}

/// The place of what gives an article its address.
fn place_in(card: &Card) -> Span {
    let whole = Span::file(&card.file);
    let keys = [["aliases"], ["permalink"], ["slug"], ["title"]];
    keys.iter().map(|key| card.meta.span(&card.file, key)).find(|span| *span != whole).unwrap_or(whole)
}

/// Whether an article is left out since its time is over.
fn has_expired(desk: &Desk<'_>, file: &str) -> bool {
    let Ok(path) = SitePath::new(file) else { return false };
    let Some(text) = desk.texts.get(&path) else { return false };
    let Some(range) = front_matter_range(text) else { return false };
    let zone = &desk.edition.site.config.zone;
    let document = Document::read(&path, text, range);
    let expires = document.root().fields(|fields| fields.moment("expires_on", zone)).flatten();
    let day = |moment: Timestamp| zone.day_of(moment);
    expires.is_some_and(|moment| day(moment.timestamp()) <= desk.today)
}
