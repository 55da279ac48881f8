//! Full stops that belong to a word.

use super::lexicon::Sort;

/// Whether an abbreviation can be the last word of a sentence: U.S., p.m., Inc.
pub fn ends_sentences(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    word.contains('.') || matches!(word, "Jr" | "Sr" | "Inc" | "Corp" | "Ltd" | "Co")
}

/// Whether the full stop behind a word belongs to it.
pub fn abbreviates(word: &str, sort: Sort) -> bool {
    let short = [
        "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen", "Lt", "Col", "Capt", "Sgt", "Prof", "Rev", "Hon", "St",
        "Jr", "Sr", "Maj", "Reps", "Sens", "Inc", "Corp", "Ltd", "Co", "vs", "No", "M",
    ];
    let single = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    single
        || (word.contains('.') && word.len() <= 6 && !word.starts_with(|c: char| c.is_ascii_digit()))
        || word.len() <= 4 && (sort == Sort::Time || short.contains(&word))
}
