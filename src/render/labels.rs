//! The words that pages print for what the record says in codes, and the titles of pages.

use super::plan::{Moved, Page, PageKind};
use super::view::DateView;
use crate::parse::{Fidelity, PersonKind, SourceKind, Status};
use crate::resolve::Site;
use crate::text::{Moment, PartialDate};

/// The code and the words of a fact's status.
pub fn status(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Unverified => ("unverified", "Not yet verified"),
        Status::Confirmed => ("confirmed", "Confirmed"),
        Status::Estimate => ("estimate", "An estimate"),
        Status::Claimed => ("claimed", "Claimed, not independently confirmed"),
        Status::Disputed => ("disputed", "Disputed"),
        Status::False => ("false", "False"),
        Status::Corrected => ("corrected", "Corrected"),
        Status::Outdated => ("outdated", "Outdated"),
    }
}

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
pub fn fidelity(fidelity: Fidelity) -> (&'static str, &'static str) {
    match fidelity {
        Fidelity::Verbatim => ("verbatim", ""),
        Fidelity::Edited => ("edited", "Edited for length or clarity"),
        Fidelity::Translated => ("translated", "Translated"),
        Fidelity::Paraphrase => ("paraphrase", "Paraphrased, not word for word"),
        Fidelity::Partial => ("partial", "Part of a longer statement"),
    }
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

/// The direction in which a language is written, by its main script (Unicode CLDR's likely scripts).
pub fn direction(lang: &str) -> &'static str {
    let subtags: Vec<String> = lang.split(['-', '_']).map(str::to_ascii_lowercase).collect();
    let has = |names: &[&str]| subtags.iter().skip(1).any(|subtag| names.contains(&subtag.as_str()));
    let rtl_language = matches!(
        subtags.first().map(String::as_str),
        Some("ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ji" | "ks" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi")
    );
    let rtl_script = has(&["arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"]);
    if rtl_script || (rtl_language && !has(&["latn", "cyrl", "deva"])) { "rtl" } else { "ltr" }
}

/// An article's date in its language.
pub fn moment(moment: Option<Moment>, lang: &str) -> Option<DateView> {
    moment.map(|moment| DateView { iso: moment.iso(), text: words(moment.day().into(), lang) })
}

/// A date of the record in a language.
pub fn day(date: Option<PartialDate>, lang: &str) -> Option<DateView> {
    date.map(|date| DateView { iso: date.to_string(), text: words(date, lang) })
}

fn words(date: PartialDate, lang: &str) -> String {
    let english = lang.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case("en"));
    if english { date.words() } else { date.to_string() }
}

/// The title of a page.
pub fn title(site: &Site, page: &Page) -> String {
    let numbered = |title: &str, number: usize| match number {
        1 => title.to_owned(),
        number => format!("{title}, page {number}"),
    };
    let shortened = |text: &str| match text.char_indices().nth(90) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    };
    match page.kind {
        PageKind::Article(index) | PageKind::Redirect(Moved::Article(index)) => {
            site.articles[index].article.card.meta.title.clone()
        }
        PageKind::Section { section, number } => numbered(&site.sections[section].title, number),
        PageKind::Terms(taxonomy) => capitalised(&site.config.taxonomies[taxonomy].name),
        PageKind::Term { taxonomy, term, number } => numbered(&site.terms[taxonomy][term].name, number),
        PageKind::People { number } => numbered("People", number),
        PageKind::Quotes { number } => numbered("Quotes", number),
        PageKind::Facts { number } => numbered("Facts", number),
        PageKind::Sources { number } => numbered("Sources", number),
        PageKind::Person(index) | PageKind::Redirect(Moved::Person(index)) => {
            site.people.entries[index].person.name.clone()
        }
        PageKind::Quote(index) | PageKind::Redirect(Moved::Quote(index)) => {
            let node = &site.quotes.entries[index];
            let words = shortened(&node.quote.text);
            match node.speaker {
                Some(speaker) => format!("{}: “{words}”", site.people.entries[speaker].person.name),
                None => format!("“{words}”"),
            }
        }
        PageKind::Fact(index) | PageKind::Redirect(Moved::Fact(index)) => {
            shortened(&site.facts.entries[index].fact.statement)
        }
        PageKind::Source(index) | PageKind::Redirect(Moved::Source(index)) => {
            site.sources.entries[index].source.title.clone()
        }
        PageKind::NotFound => "Page not found".to_owned(),
        PageKind::Feed | PageKind::Sitemap | PageKind::Robots => site.config.title.clone(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_way_to_write() {
        for (lang, dir) in
            [("en", "ltr"), ("ar-EG", "rtl"), ("he", "rtl"), ("az-Arab", "rtl"), ("ks-Deva", "ltr"), ("de", "ltr")]
        {
            assert_eq!(direction(lang), dir, "{lang}");
        }
    }
}
