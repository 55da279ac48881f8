//! What lists say of an article's text: its first words, and how many there are.

use super::meta::Meta;
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
    let mut summary = String::with_capacity(2 * LONG);
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
        None => summary.as_str().to_owned(),
    }
}

/// Counts words between white space that hold a letter or digit; Han and Kana count by the character.
pub fn count_words(text: &str) -> usize {
    let is_cjk = |c: char| matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff);
    let (mut words, mut in_word) = (0, 0);
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let kind = KINDS[usize::from(byte)];
        // Most of most texts, and many times faster than asking Unicode of each letter.
        if kind != OTHER {
            at += 1;
            let is_space = usize::from(kind == SPACE);
            words += in_word & is_space;
            in_word = (in_word | usize::from(kind == WORD)) & (1 - is_space);
            continue;
        }
        let c = text[at..].chars().next().unwrap_or_default();
        at += c.len_utf8();
        if c.is_whitespace() {
            words += std::mem::take(&mut in_word);
        } else if is_cjk(c) {
            words += 1;
        } else {
            in_word |= usize::from(c.is_alphanumeric());
        }
    }
    words + in_word
}

/// What a byte of ASCII is for words; all others are part of something that only Unicode knows.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b'\t'..=b'\r' | b' ' => SPACE,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => WORD,
            _ => SIGN,
        };
        byte += 1;
    }
    kinds
};
const SIGN: u8 = 0;
const WORD: u8 = 1;
const SPACE: u8 = 2;
const OTHER: u8 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_people_count_them() {
        for (text, words) in [
            ("", 0),
            (" one  two\n", 2),
            ("one — two", 2),
            ("one\u{a0}two\u{3000}three", 3),
            ("“naïve” 3% …", 2),
            ("漢字 kana かな", 5),
            ("a漢b", 2),
        ] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
    }
}
