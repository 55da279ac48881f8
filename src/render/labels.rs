//! What pages print for what the record says in codes, and the titles of pages; the words are the language's.

use super::plan::{Moved, Page, PageKind};
use super::view::DateView;
use crate::language::{Language, WrittenDay};
use crate::parse::{Fidelity, PersonKind, SourceKind, Status};
use crate::resolve::Site;
use crate::text::{Moment, PartialDate};

/// The code of a fact's status.
pub fn status(status: Status) -> &'static str {
    &status_key(status)["status.".len()..]
}

/// The key of the words for a fact's status.
pub fn status_key(status: Status) -> &'static str {
    match status {
        Status::Unverified => "status.unverified",
        Status::Confirmed => "status.confirmed",
        Status::Estimate => "status.estimate",
        Status::Claimed => "status.claimed",
        Status::Disputed => "status.disputed",
        Status::False => "status.false",
        Status::Corrected => "status.corrected",
        Status::Outdated => "status.outdated",
    }
}

/// All statuses, from the firmest to the weakest.
pub const STATUSES: [Status; 8] = [
    Status::Confirmed,
    Status::Estimate,
    Status::Claimed,
    Status::Unverified,
    Status::Corrected,
    Status::Outdated,
    Status::Disputed,
    Status::False,
];

/// The class of stretches that carry a fact with this status.
pub fn status_class(status: Status) -> &'static str {
    match status {
        Status::Unverified => "status-unverified",
        Status::Confirmed => "status-confirmed",
        Status::Estimate => "status-estimate",
        Status::Claimed => "status-claimed",
        Status::Disputed => "status-disputed",
        Status::False => "status-false",
        Status::Corrected => "status-corrected",
        Status::Outdated => "status-outdated",
    }
}

/// The code and the words of a quote's fidelity; no words for what one expects of a quote.
pub fn fidelity(fidelity: Fidelity, language: &Language) -> (&'static str, &str) {
    let (code, key) = match fidelity {
        Fidelity::Verbatim => return ("verbatim", ""),
        Fidelity::Edited => ("edited", "fidelity.edited"),
        Fidelity::Translated => ("translated", "fidelity.translated"),
        Fidelity::Paraphrase => ("paraphrase", "fidelity.paraphrase"),
        Fidelity::Partial => ("partial", "fidelity.partial"),
    };
    (code, language.word(key))
}

pub fn person_kind(kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::Person => "person",
        PersonKind::Organization => "organization",
    }
}

pub fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Primary => "primary",
        SourceKind::Secondary => "secondary",
        SourceKind::Wire => "wire",
        SourceKind::Document => "document",
        SourceKind::Dataset => "dataset",
        SourceKind::Interview => "interview",
    }
}

/// An article's date in a language.
pub fn moment(moment: Option<Moment>, language: &Language) -> Option<DateView<'_>> {
    let moment = moment?;
    let date = moment.day().into();
    if moment.is_day() { day(Some(date), language) } else { Some(own_date(moment.iso(), date, language)) }
}

/// A date of the record in a language.
pub fn day(date: Option<PartialDate>, language: &Language) -> Option<DateView<'_>> {
    let date = date?;
    let kept = language.formats.kept_day(date).map(DateView::Kept);
    Some(kept.unwrap_or_else(|| own_date(date.to_string(), date, language)))
}

fn own_date(iso: String, date: PartialDate, language: &Language) -> DateView<'static> {
    DateView::Own(Box::new(WrittenDay { iso, text: language.day(date) }))
}

/// The title of a page.
pub fn title(site: &Site, page: &Page, language: &Language) -> String {
    let numbered = |title: &str, number: usize| match number {
        1 => title.to_owned(),
        number => {
            let number = language.formats.count(number as u64);
            language.say("page_n", &[("title", title), ("n", &number)])
        }
    };
    match page.kind {
        PageKind::Article(index) | PageKind::Redirect(Moved::Article(index)) => {
            site.articles[index].article.card.meta.title.clone()
        }
        PageKind::Home { section, number } | PageKind::Section { section, number } => {
            numbered(&site.sections[section].title, number)
        }
        PageKind::Terms(index) => taxonomy(site, index, language),
        PageKind::Term { taxonomy, term, number } => numbered(&site.terms[taxonomy][term].name, number),
        PageKind::People { number } => numbered(language.word("people"), number),
        PageKind::Quotes { number } => numbered(language.word("quotes"), number),
        PageKind::Facts { number } => numbered(language.word("facts"), number),
        PageKind::Sources { number } => numbered(language.word("sources"), number),
        PageKind::Person(index) | PageKind::Redirect(Moved::Person(index)) => {
            site.people.entries[index].person.name.clone()
        }
        PageKind::Quote(index) | PageKind::Redirect(Moved::Quote(index)) => {
            let node = &site.quotes.entries[index];
            match node.speaker {
                Some(speaker) => {
                    let name = site.people.entries[speaker].person.name.as_str();
                    language.say("said", &[("name", name), ("text", &shortened(&node.quote.text))])
                }
                None => quoted(&node.quote.text, language),
            }
        }
        PageKind::Fact(index) | PageKind::Redirect(Moved::Fact(index)) => {
            shortened(&site.facts.entries[index].fact.statement)
        }
        PageKind::Source(index) | PageKind::Redirect(Moved::Source(index)) => {
            site.sources.entries[index].source.title.clone()
        }
        PageKind::Corrections { number } => numbered(language.word("corrections_list"), number),
        PageKind::Search => language.word("search.title").to_owned(),
        PageKind::NotFound => language.word("not_found").to_owned(),
        PageKind::Feed { channel, .. } => super::feeds::title(site, channel, language),
        PageKind::Annotations(index) => site.articles[index].article.card.meta.title.clone(),
        PageKind::Data(_) | PageKind::Sitemap | PageKind::SitemapPart(_) | PageKind::Robots => {
            site.config.title.clone()
        }
    }
}

/// The title of a taxonomy: its word, or else its name.
pub fn taxonomy(site: &Site, index: usize, language: &Language) -> String {
    let name = &site.config.taxonomies[index].name;
    match language.words.get(&format!("taxonomy.{name}")) {
        Some(message) => message.plain().to_owned(),
        None => capitalised(name),
    }
}

/// The first words of a quote between quotation marks.
pub fn quoted(text: &str, language: &Language) -> String {
    language.say("quoted", &[("text", &shortened(text))])
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(90) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A language as Open Graph spells it, with the country that it needs: `pt_BR` for `pt-BR` and `zh_TW` for `zh-Hant-TW`.
pub fn locale(lang: &str) -> Option<String> {
    let mut subtags = lang.split(['-', '_']);
    let language = subtags.next().filter(|language| matches!(language.len(), 2 | 3))?;
    let is_country = |subtag: &&str| subtag.len() == 2 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
    // What stands behind a single letter is no longer a country.
    let country = subtags.take_while(|subtag| subtag.len() > 1).find(is_country)?;
    Some(format!("{}_{}", language.to_ascii_lowercase(), country.to_ascii_uppercase()))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_locales_with_their_country() {
        for (lang, spelled) in
            [("pt-br", Some("pt_BR")), ("zh-Hant-TW", Some("zh_TW")), ("en", None), ("en-x-us", None)]
        {
            assert_eq!(locale(lang).as_deref(), spelled, "{lang}");
        }
    }
}
