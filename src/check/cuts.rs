//! What a cut takes away: a rule of thumb for words that turn a statement round.
//!
//! A cut may change the meaning if one of the words next to it, in the same clause, says no (`not`, `never`, `kaum`),
//! or says that something is only possible (`may`, `könnte`):
//!
//! - inside a quote, among the first or the last [`NEAR`] words of what was left out or changed;
//! - right before a quote of at least [`CLAUSE`] words, a word that says no among the last [`BEFORE`];
//! - right after such a quote, `not` or `never` as the next word, or `nicht`, `nie` among the next [`BEFORE`].
//!
//! A comma or any other sign ends the clause, since what stands apart can go without harm. A word that the quote has
//! at the same place was not taken away. Words are those of English and German.

use std::ops::Range;

use crate::verbatim::{Passage, Words};

const NEAR: usize = 6;
const BEFORE: usize = 3;
const CLAUSE: usize = 5;

const DENIALS: [&str; 34] = [
    "not",
    "never",
    "no",
    "none",
    "nobody",
    "nothing",
    "nowhere",
    "neither",
    "nor",
    "cannot",
    "hardly",
    "scarcely",
    "barely",
    "without",
    "unless",
    "nicht",
    "nie",
    "niemals",
    "niemand",
    "niemanden",
    "nichts",
    "nirgends",
    "kein",
    "keine",
    "keinen",
    "keinem",
    "keiner",
    "keines",
    "keinerlei",
    "keineswegs",
    "kaum",
    "weder",
    "ohne",
    "mitnichten",
];

const DOUBTS: [&str; 25] = [
    "may",
    "might",
    "could",
    "would",
    "should",
    "can",
    "perhaps",
    "possibly",
    "probably",
    "kann",
    "könnte",
    "könnten",
    "können",
    "dürfte",
    "dürften",
    "sollte",
    "sollten",
    "würde",
    "würden",
    "möge",
    "mag",
    "vielleicht",
    "wohl",
    "womöglich",
    "möglicherweise",
];

/// After these a denial denies nothing: `not only`, `no doubt`.
const NO_DENIALS: [&str; 12] =
    ["only", "just", "merely", "simply", "nur", "bloß", "doubt", "question", "wonder", "zweifel", "least", "matter"];

/// The word that a cut takes away, and where that was.
#[derive(Debug, PartialEq, Eq)]
pub struct Lost<'a> {
    pub word: &'a str,
    pub place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Before,
    Inside,
    After,
}

/// Finds a word whose absence may change what a quote says, given the passage of the full text that it was taken from.
pub fn lost<'a>(quote: &Words, full: &'a Words, passage: &Passage) -> Option<Lost<'a>> {
    inside(quote, full, passage).map(|word| Lost { word: full.written(word..word + 1), place: Place::Inside }).or_else(
        || {
            let (word, place) = around(quote, full, passage)?;
            Some(Lost { word: full.written(word..word + 1), place })
        },
    )
}

fn inside(quote: &Words, full: &Words, passage: &Passage) -> Option<usize> {
    let of_gap = passage.gaps.iter().find_map(|(_, words)| {
        near(full, words.clone()).into_iter().find(|&word| denies(full, word) || doubts(full, word))
    });
    of_gap.or_else(|| {
        passage.edits.iter().find_map(|edit| {
            let has = |what: fn(&Words, usize) -> bool| edit.here.clone().any(|word| what(quote, word));
            let lost = |word: &usize| {
                denies(full, *word) && !has(denies) || doubts(full, *word) && !has(doubts) && !has(denies)
            };
            near(full, edit.there.clone()).into_iter().find(lost)
        })
    })
}

/// The words at both ends of a stretch that belong to the clauses that were kept.
fn near(full: &Words, words: Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let goes_on = |word: usize| word < full.len() && !ends_clause(full, word);
    let mut at = words.start;
    while at < words.end && at - words.start < NEAR && at > 0 && goes_on(at - 1) {
        found.push(at);
        at += 1;
    }
    let mut at = words.end;
    while at > words.start && words.end - at < NEAR && goes_on(at - 1) {
        at -= 1;
        found.push(at);
    }
    found
}

fn around(quote: &Words, full: &Words, passage: &Passage) -> Option<(usize, Place)> {
    if quote.len() < CLAUSE {
        return None;
    }
    let mut at = passage.place.start;
    while at > 0 && passage.place.start - at < BEFORE && !ends_clause(full, at - 1) {
        at -= 1;
        if denies(full, at) {
            return Some((at, Place::Before));
        }
    }
    let end = passage.place.end;
    let mut at = end;
    while at < full.len() && at - end < BEFORE && !ends_clause(full, at - 1) {
        let late = ["nicht", "nie", "niemals", "keineswegs"].contains(&full.folded(at));
        let next = at == end && ["not", "never"].contains(&full.folded(at));
        if (late || next) && denies(full, at) {
            return Some((at, Place::After));
        }
        at += 1;
    }
    None
}

/// Whether a word says no.
pub fn denies(words: &Words, word: usize) -> bool {
    let folded = words.folded(word);
    let next = if word + 1 < words.len() { words.folded(word + 1) } else { "" };
    if NO_DENIALS.contains(&next) || (folded == "no" && next.starts_with(|c: char| c.is_numeric())) {
        return false;
    }
    DENIALS.contains(&folded) || folded.ends_with("n't")
}

fn doubts(words: &Words, word: usize) -> bool {
    // `May` is a month, unless it begins a sentence.
    let is_month = words.written(word..word + 1) == "May" && word > 0 && !ends_clause(words, word - 1);
    DOUBTS.contains(&words.folded(word)) && !is_month
}

/// Whether a clause ends after a word.
fn ends_clause(words: &Words, word: usize) -> bool {
    let gap = words.gap_after(word);
    words.folded(word) == "?"
        || gap.contains(['.', ',', ';', ':', '!', '?', '–', '—', '…', '(', ')', '\u{c}'])
        || gap.contains("--")
        || gap.contains(" - ")
        || gap.split('\n').count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbatim::{Document, Found, Pattern};

    fn taken(full: &str, quote: &str) -> Option<(String, Place)> {
        let document = Document::new(Words::of(full.to_owned(), false));
        let pattern = Pattern::of(quote);
        let (Found::Whole(passage) | Found::Edited(passage)) = document.find(&pattern) else {
            panic!("{quote:?} is not there")
        };
        lost(&pattern.words, &document.words, &passage).map(|lost| (lost.word.to_owned(), lost.place))
    }

    #[test]
    fn finds_what_turns_a_statement_round() {
        for (full, quote, word, place) in [
            ("He is not guilty of it.", "He is … guilty of it", "not", Place::Inside),
            ("We may, if asked, withdraw the troops.", "We … withdraw the troops", "may", Place::Inside),
            ("We may withdraw the troops.", "We will withdraw the troops", "may", Place::Inside),
            ("I do not think we can win this war.", "think we can win this war", "not", Place::Before),
            ("It isn't true that we lied to the house.", "that we lied to the house", "isn't", Place::Before),
            (
                "Wir werden das Land heute nicht verlassen.",
                "Wir werden das Land heute verlassen",
                "nicht",
                Place::Inside,
            ),
            ("Ich glaube diesem Mann das alles nicht.", "Ich glaube diesem Mann das alles", "nicht", Place::After),
            ("Das ist kein guter Plan für die Stadt.", "ein guter Plan für die Stadt", "kein", Place::Inside),
        ] {
            assert_eq!(taken(full, quote), Some((word.to_owned(), place)), "{quote}");
        }
    }

    #[test]
    fn leaves_harmless_cuts_alone() {
        for (full, quote) in [
            (
                "We do these things, not because they are easy, but because they are hard.",
                "We do these things … because they are hard",
            ),
            ("No, we will build the bridge again.", "we will build the bridge again"),
            ("It is not only that we must build a bridge.", "that we must build a bridge"),
            ("It was not a war crime.", "a war crime"),
            ("We will go. We will not stay. We will win.", "We will go … We will win"),
            ("We met in May to build the bridge.", "We met … to build the bridge"),
            ("There is no doubt that we won the war.", "that we won the war"),
            ("In No. 5 we build the bridge again.", "we build the bridge again"),
        ] {
            assert_eq!(taken(full, quote), None, "{quote}");
        }
    }
}
