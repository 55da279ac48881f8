//! Whether words in quotation marks are somebody's, or a title, a term, a word held at arm's length.
//!
//! A rule of thumb, for English first and some German and French: what it lets pass is more than what it tells. A whole
//! sentence without a word of saying near it counts where it begins a sentence, or follows a comma or a colon: in the
//! midst of somebody else's sentence it is a specimen. What is imagined, an example or the author's own is told apart by
//! [`nobody`](super::nobody).

use super::nobody::is_nobodys;
use crate::parse::Quoted;

/// Fewer words than these are mostly terms.
const FEW: usize = 4;

/// How far from the marks a word of saying counts, in bytes.
const NEAR: usize = 90;

/// Whether it looks like words that somebody said or wrote.
pub fn is_speech(quoted: &Quoted<'_>) -> bool {
    let words = quoted.words.trim();
    let count = words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    if count < FEW || words.contains("://") || is_value(quoted) || is_title(words) || is_introduced(quoted.before) {
        return false;
    }
    let (before, after) = (tail(quoted.before), head(quoted.after));
    if is_nobodys(words, before, after) {
        return false;
    }
    says(before) || says(after) || (is_sentence(words) && is_apart(before, count))
}

/// Whether a sentence between marks is one on its own, and no part of the one around it.
fn is_apart(before: &str, count: usize) -> bool {
    /// Shorter ones without a word of saying are slogans, mostly.
    const SLOGAN: usize = 5;
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '>' | '*'));
    count >= SLOGAN && (before.is_empty() || before.ends_with([',', ':', '–', '—', '-']))
}

/// Whether the marks belong to a machine: an attribute of HTML, or template syntax.
fn is_value(quoted: &Quoted<'_>) -> bool {
    let is_open =
        |open: &str, close: &str| quoted.before.rfind(open).is_some_and(|at| !quoted.before[at..].contains(close));
    quoted.before.ends_with('=') || quoted.words.contains("{{") || is_open("{%", "%}") || is_open("{{", "}}")
}

/// Whether all words begin with a capital, but for small ones.
fn is_title(words: &str) -> bool {
    const SMALL: usize = 4;
    let is_small = |word: &&str| word.chars().count() <= SMALL && word.starts_with(char::is_lowercase);
    let letters = |word: &str| word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let cased: Vec<String> = words.split_whitespace().filter(|word| !is_small(word)).map(letters).collect();
    cased.len() >= 2
        && cased.iter().filter(|word| !word.is_empty()).all(|word| !word.starts_with(char::is_lowercase))
        && cased.iter().any(|word| word.starts_with(char::is_uppercase))
        && cased.len() * 2 >= words.split_whitespace().count()
}

/// Whether the words before the marks announce a term or a title.
fn is_introduced(before: &str) -> bool {
    const TERMS: [&str; 34] = [
        "called",
        "so-called",
        "titled",
        "entitled",
        "subtitled",
        "named",
        "nicknamed",
        "dubbed",
        "termed",
        "labeled",
        "labelled",
        "headlined",
        "known as",
        "referred to as",
        "the term",
        "the terms",
        "the word",
        "the words",
        "the phrase",
        "the expression",
        "the motto",
        "the slogan",
        "the title",
        "the headline",
        "the article",
        "the book",
        "the essay",
        "the film",
        "the paper",
        "the report",
        "the song",
        "sogenannte",
        "namens",
        "intitulé",
    ];
    let before = tail(before).to_lowercase();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '('));
    TERMS.iter().any(|term| {
        before.strip_suffix(term).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric() || c == '-'))
    })
}

/// A whole sentence: a capital at its beginning, and its end at its end. Questions are left out: those that nobody is
/// said to ask are mostly the author's own.
fn is_sentence(words: &str) -> bool {
    words.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) && words.ends_with(['.', '!', '…'])
}

/// Whether there is a word of saying among these.
pub(super) fn says(words: &str) -> bool {
    const SAYING: [&str; 62] = [
        "said",
        "says",
        "saying",
        "told",
        "tells",
        "added",
        "adds",
        "wrote",
        "writes",
        "asked",
        "asks",
        "replied",
        "replies",
        "answered",
        "argued",
        "argues",
        "noted",
        "notes",
        "explained",
        "explains",
        "stated",
        "states",
        "announced",
        "claimed",
        "claims",
        "warned",
        "warns",
        "insisted",
        "insists",
        "recalled",
        "recalls",
        "testified",
        "tweeted",
        "remarked",
        "declared",
        "declares",
        "stressed",
        "concluded",
        "quoted",
        "according",
        "commented",
        "continued",
        "responded",
        "sagte",
        "sagt",
        "erklärte",
        "erklärt",
        "schrieb",
        "schreibt",
        "fragte",
        "betonte",
        "meinte",
        "laut",
        "antwortete",
        "dit",
        "déclaré",
        "déclare",
        "affirmé",
        "affirme",
        "écrit",
        "ajouté",
        "selon",
    ];
    words
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| SAYING.iter().any(|saying| word.eq_ignore_ascii_case(saying) || word.to_lowercase() == *saying))
}

/// What ends the reach of a word: the end of its sentence, and other quotations.
const ENDS: [char; 9] = ['.', '!', '?', '“', '”', '"', '„', '«', '»'];

fn tail(text: &str) -> &str {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(NEAR))..];
    near.rsplit(ENDS).next().unwrap_or(near)
}

fn head(text: &str) -> &str {
    let near = &text[..text.floor_char_boundary(NEAR.min(text.len()))];
    near.split(ENDS).next().unwrap_or(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(text: &str) -> bool {
        let (before, rest) = text.split_once('“').unwrap();
        let (words, after) = rest.split_once('”').unwrap();
        is_speech(&Quoted { words, before, after, origin: 0..0 })
    }

    #[test]
    fn tells_what_somebody_said() {
        for text in [
            "“We will rebuild the bridge.”",
            "The mayor said the town would “rebuild it in a year”.",
            "“it will take a year or two”, she added.",
            "„“Wir bauen die Brücke wieder auf”, sagte sie.",
            "They will “not pay a single cent of it”, according to the letter.",
        ] {
            assert!(speech(text), "{text}");
        }
    }

    #[test]
    fn leaves_terms_and_titles_alone() {
        for text in [
            "the “so called experts” said",
            "The essay “The Bridge Across the River” said so.",
            "a method called “take one step at a time and stop.”",
            "She said the book “On the Origin of Species” was new.",
            "We type “the long name of the page” there",
            "see “https://example.org/a b c d.” she said",
            "One wonders: “Do we need so many shades of blue?”",
            "{% image src, “A team around a table.” %}",
            "<img alt=“A team around a table.”>",
            "The term “words that are long enough to count.” is used",
        ] {
            assert!(!speech(text), "{text}");
        }
    }
}
