//! What lists say of an article's text: its first words, and how many there are.

use super::front_matter::Meta;
use super::prose::Prose;

/// The description, or what stands before `<!-- more -->`, or the first paragraph.
pub fn summary(meta: &Meta, prose: &Prose, more: Option<usize>) -> String {
    if let Some(description) = &meta.description {
        return description.trim().to_owned();
    }
    let text = &prose.text;
    match more {
        Some(event) => fold(&text[..prose.start_of_event(event)]),
        None => first_sentences(&text[..text.find('\n').unwrap_or(text.len())]),
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph, or as many of its words as a list and a search engine show.
fn first_sentences(paragraph: &str) -> String {
    const LONG: usize = 320;
    let mut summary = String::new();
    for word in paragraph.split_whitespace() {
        if summary.len() + word.len() > LONG && !summary.is_empty() {
            summary.push('…');
            break;
        }
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(word);
    }
    match summary.char_indices().nth(2 * LONG) {
        Some((at, _)) => format!("{}…", &summary[..at]),
        None => summary,
    }
}

/// Counts words between white space that hold a letter or digit; Han and Kana count by the character.
pub fn count_words(text: &str) -> usize {
    let is_cjk = |c: char| matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff);
    if text.is_ascii() {
        return text.as_bytes().split(u8::is_ascii_whitespace).filter(|word| has_letter(word)).count();
    }
    text.split_whitespace()
        .map(|word| {
            if word.is_ascii() {
                return usize::from(has_letter(word.as_bytes()));
            }
            let cjk = word.chars().filter(|&c| is_cjk(c)).count();
            cjk + usize::from(word.chars().any(|c| c.is_alphanumeric() && !is_cjk(c)))
        })
        .sum()
}

fn has_letter(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_alphanumeric)
}
