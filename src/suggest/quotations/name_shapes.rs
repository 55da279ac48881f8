//! How far a name goes: capitalised words, particles, nicknames, and the titles and countries before it.

use super::lexicon::Sort;
use super::mentions::{Kind, Mention, plain};
use super::words::Word;

/// A given name that is a month too: Jan, April.
pub fn is_month_and_name(text: &str, words: &[Word], at: usize) -> bool {
    let word = &words[at];
    if word.sort != Sort::Time || !matches!(word.of(text), "Jan" | "April" | "May" | "June" | "August") {
        return false;
    }
    let free = at == 0 || word.first || !matches!(words[at - 1].sort, Sort::Preposition | Sort::Adverb);
    let next = words.get(at + 1).is_some_and(|next| next.is_namely() && !next.first);
    free && (next || particles(text, words, at, at + 1).is_some())
}

/// A short quotation between the parts of a name: `Edward “Ted” Heath`.
fn is_nickname(words: &[Word], at: usize) -> bool {
    let word = &words[at];
    word.sort == Sort::Quote
        && word.end - word.start < 20
        && words.get(at + 1).is_some_and(|next| next.is_namely() && !next.first)
        && word.start == words[at - 1].end + 1
}

/// A run of capitalised words; titles before the name are its role.
pub fn name_at(text: &str, words: &[Word], at: usize) -> Mention {
    let mut end = at + 1;
    while end < words.len() && end - at < 12 {
        let word = &words[end];
        if word.is_namely() && !word.first {
            end += 1;
        } else if let Some(past) = particles(text, words, at, end) {
            end = past + 1;
        } else if is_nickname(words, end) {
            end += 2;
        } else {
            break;
        }
    }
    let mut from = at;
    let mut titled = false;
    // The role ends with the last title or noun for a person that still leaves a name behind it.
    for place in (at..end.saturating_sub(1)).rev() {
        let person = matches!(words[place].sort, Sort::Honorific) || person_title(words[place].of(text));
        if person {
            from = place + 1;
            titled = true;
            break;
        }
    }
    // `ambassador to the United States Ann Tallow`
    if let Some(country) = country(text, &words[from..end])
        && end - from >= country + 2
    {
        from += country;
        titled = true;
    }
    let kind = if end - from >= 2 {
        Kind::FullName
    } else if words[from].first && !titled {
        match words[from].sort {
            Sort::Person => Kind::Person,
            Sort::Body => Kind::Body,
            Sort::Paper => Kind::Paper,
            _ => Kind::Opening,
        }
    } else {
        Kind::Name
    };
    let mut mention = plain(from, end, at, kind);
    mention.titled = titled;
    mention
}

/// Where the name goes on behind small words within it: Ann van der Berg, Bank of Eastport.
fn particles(text: &str, words: &[Word], from: usize, at: usize) -> Option<usize> {
    let next = |place: usize| words.get(place).filter(|word| word.is_namely() && !word.first).map(|_| place);
    let small = |place: usize| words.get(place).map_or("", |word| word.of(text));
    match small(at) {
        // `Ann Tallow of Eastport` is a name and where she comes from.
        "of" => {
            let office = |word: &Word| matches!(word.sort, Sort::Body | Sort::Person | Sort::Honorific | Sort::Paper);
            (at - from == 1 || words[from..at].iter().any(office)).then(|| next(at + 1)).flatten()
        }
        "de" | "van" | "von" | "bin" | "ibn" | "al" | "el" | "la" | "du" | "da" | "dos" | "di" | "del" | "zu"
        | "ter" | "ten" | "&" => match small(at + 1) {
            "der" | "den" | "dem" | "de" | "la" | "las" | "los" | "het" => next(at + 2).or_else(|| next(at + 1)),
            _ => next(at + 1),
        },
        _ => None,
    }
}

/// How many words of a name are a country or a union that stands before it.
fn country(text: &str, name: &[Word]) -> Option<usize> {
    let [first, second, ..] = name else { return None };
    match (first.of(text), second.of(text)) {
        ("United", "States" | "Kingdom" | "Nations") | ("European" | "Soviet" | "African", "Union") => Some(2),
        ("U.S." | "US" | "U.K." | "UK" | "EU" | "UN" | "U.N.", _) => Some(1),
        _ => None,
    }
}

fn person_title(word: &str) -> bool {
    let lower = word.trim_end_matches('.');
    matches!(lower, "Spokesman" | "Spokeswoman" | "Spokesperson" | "Minister" | "President" | "Leader" | "Director")
}
