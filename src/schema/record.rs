//! The keys of people, sources, facts and quotes.

use super::shape::Shape::{self, Day, Either, Flag, Map, Pair, Url, Words};
use super::shape::{Key, choice, key, list, map_of, needed};
use crate::parse::{Fidelity, PersonKind, SourceKind, Status};

pub fn person() -> Vec<Key> {
    let role = vec![
        needed("title", Words, "What they were: `Spokesperson`."),
        key("org", Words, "The body in which they held the role."),
        key("from", Day, "The first day, month or year of the role."),
        key("to", Day, "The last day, month or year of the role."),
    ];
    vec![
        needed("name", Words, "The name that pages show."),
        formerly(),
        key("aliases", list(Words), "Other names and spellings."),
        key("kind", choice(&PersonKind::NAMES), "A person, or a body such as an agency or a company."),
        key("pronouns", Words, "How to speak of them: `she/her`."),
        key(
            "roles",
            list(Map(role)),
            "What they were and when; a quote takes the role of the day on which it was said.",
        ),
        key("same_as", list(Url), "Pages about the same person elsewhere, such as Wikidata."),
        key("image", Words, "A picture of them."),
        key("note", Words, "A remark that the person's page shows."),
        allow(),
    ]
}

pub fn source() -> Vec<Key> {
    let archive = vec![
        key("file", Words, "The archived copy, as a file of the site."),
        key("on", Day, "The day on which the copy was made."),
        key("sha256", Words, "The hash of that file."),
        key("url", Url, "The archived copy on the web."),
    ];
    vec![
        needed("title", Words, "The title that pages show."),
        formerly(),
        key("url", Url, "Where it can be read."),
        key("publisher", Words, "Who published it."),
        key("author", Words, "Who wrote it."),
        key("published", Day, "When it was published."),
        key("accessed", Day, "When you read it."),
        key(
            "kind",
            choice(&SourceKind::NAMES),
            "What sort of source it is; reports of reports are `secondary` or `wire`.",
        ),
        key("archive", Map(archive), "A copy that stays when the source is gone."),
        key("rights", Words, "What may be done with it."),
        allow(),
    ]
}

/// A fact of the record.
pub fn fact() -> Vec<Key> {
    let mut keys = vec![key("text", Words, "The figure in words, where it is no number.")];
    keys.extend(fact_keys());
    for key in &mut keys {
        key.is_needed = key.name == "statement";
    }
    keys.push(allow());
    keys
}

/// What a fact can say in the record and in an article.
pub fn fact_keys() -> Vec<Key> {
    let citation = vec![
        needed("source", Words, "The id of a source of the record."),
        key("locator", Words, "Where in the source: a page, a table, a minute."),
        key("says", Words, "What the source says there, in its own words."),
    ];
    let change = vec![
        key("on", Day, "When it was changed."),
        key("was", Words, "The figure before."),
        key("now", Words, "The figure since."),
        key("why", Words, "Why it was changed."),
    ];
    let total =
        vec![needed("total", Words, "The number that all parts make up."), key("unit", Words, "What it counts.")];
    vec![
        key("statement", Words, "What is stated, in one sentence."),
        key("value", Words, "The figure: a number, a date, a word."),
        key("range", Pair, "The figure as two numbers, the lower first."),
        key("unit", Words, "What the figure counts: `km2`, `percent`, `people`."),
        key("of", Either(vec![Words, Map(total)]), "What the figure is a share of: the id of a fact, or a total."),
        key("rate", map_of(Words), "Rates of exchange: `{EUR/USD: 1.08}`."),
        key("approx", Flag, "Whether the figure is only about right."),
        key("subject", Words, "What the fact is about, to be compared with other facts on it."),
        key("measure", Words, "What is measured of the subject: `population`."),
        key("as_of", Day, "The day, month or year that the figure is of."),
        key("review_by", Day, "When somebody should look whether it still holds."),
        key("status", choice(&Status::NAMES), "How sure it is; `unverified` if left out."),
        key("claimed_by", Words, "The id of the person who claims it."),
        key(
            "sources",
            list(Shape::Either(vec![Words, Map(citation)])),
            "The ids of its sources, or maps with a place in each.",
        ),
        key("note", Words, "A remark that pages show with it."),
        key("history", list(Map(change)), "How the figure changed."),
        formerly(),
    ]
}

/// A quote of the record.
pub fn quote() -> Vec<Key> {
    let mut keys = vec![needed("text", Words, "The words as they were said.")];
    keys.extend(quote_keys());
    keys.push(allow());
    keys
}

/// What a quote can say in the record and in an article.
pub fn quote_keys() -> Vec<Key> {
    let original = vec![
        needed("lang", Words, "The language in which the words were said: `ru`."),
        needed("text", Words, "The words in that language."),
    ];
    vec![
        key("speaker", Words, "The id of the person who said it."),
        key("role", Words, "What they spoke as, where it is not their role on that day."),
        key("said_on", Day, "The day, month or year on which it was said."),
        key("venue", Words, "Where it was said."),
        key("source", Words, "The id of the source in which the words can be found."),
        key("locator", Words, "Where in the source: a page, a minute."),
        key("original", Map(original), "The words before they were translated."),
        key("translator", Words, "Who translated them."),
        key("fidelity", choice(&Fidelity::NAMES), "How close the words are to what was said; `verbatim` if left out."),
        formerly(),
    ]
}

pub fn allow() -> Key {
    let excuse = vec![
        needed("rule", Words, "The code of a rule of `onrecord check`."),
        needed("because", Words, "Why the rule does not hold here."),
    ];
    key("allow", list(Map(excuse)), "Rules of `onrecord check` that do not hold here, each with a reason.")
}

fn formerly() -> Key {
    key("formerly", list(Words), "The ids that this entry had before; their pages send readers on to this one.")
}
