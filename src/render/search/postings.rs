//! In which documents each word stands.
//!
//! A list of documents is text that packs well: for each, in order, four times the gap to the one before plus the
//! [`Level`] of the word, written in (s, c)-dense code (Brisaboa and others, 2003) over the printable characters of
//! ASCII. Text, since hosts compress text and leave other files as they are.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::documents;
use crate::language::Language;
use crate::parse::Level;
use crate::resolve::Site;

/// A word and its documents: articles, quotes, facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: String,
    pub lists: [Cow<'a, str>; 3],
}

/// Documents of each kind, articles, quotes and facts: their numbers and their indices in the lists of the site.
pub type Numbered = [Vec<(u32, usize)>; 3];

/// The words of some documents, in the order of their bytes.
pub fn collect(site: &Site, language: &Language, [articles, quotes, facts]: &Numbered) -> Vec<Word<'static>> {
    let filters = |labels: documents::Labels<'_>, note: &mut dyn FnMut(&str, Level)| {
        labels.terms().for_each(|term| note(&term, 0));
    };
    let kinds: [Lists; 3] = [
        lists(articles, |index, note| {
            site.articles[index].article.terms().iter().for_each(|(word, level)| note(word, level));
            filters(documents::labels_of_article(site, index), note);
        }),
        lists(quotes, |index, note| {
            documents::terms_of_quote(site, language, index).iter().for_each(|(word, level)| note(word, level));
            filters(documents::labels_of_quote(site, index), note);
        }),
        lists(facts, |index, note| {
            documents::terms_of_fact(site, language, index).iter().for_each(|(word, level)| note(word, level));
            filters(documents::labels_of_fact(site, index), note);
        }),
    ];
    let mut words: FxHashMap<String, [Cow<'static, str>; 3]> = FxHashMap::default();
    for (kind, lists) in kinds.into_iter().enumerate() {
        for (word, list) in lists {
            words.entry(word).or_default()[kind] = list.written().into();
        }
    }
    let mut words: Vec<Word<'_>> = words.into_iter().map(|(text, lists)| Word { text, lists }).collect();
    words.par_sort_unstable_by(|one, other| one.text.cmp(&other.text));
    words
}

type Lists = FxHashMap<String, List>;

/// The lists of one kind of document. Stretches of documents are read side by side and joined in their order.
fn lists(documents: &[(u32, usize)], read: impl Fn(usize, &mut dyn FnMut(&str, Level)) + Sync) -> Lists {
    let stretch = documents.len().div_ceil(2 * rayon::current_num_threads()).max(1);
    let stretches: Vec<Lists> = documents
        .par_chunks(stretch)
        .map(|documents| {
            let mut lists = Lists::default();
            for &(document, index) in documents {
                read(index, &mut |word, level| match lists.get_mut(word) {
                    Some(list) => list.push(document, level),
                    None => drop(lists.insert(word.to_owned(), List::of(document, level))),
                });
            }
            lists
        })
        .collect();
    let mut stretches = stretches.into_iter();
    let mut all = stretches.next().unwrap_or_default();
    for lists in stretches {
        for (word, list) in lists {
            match all.entry(word) {
                Entry::Occupied(mut known) => known.get_mut().append(&list),
                Entry::Vacant(new) => drop(new.insert(list)),
            }
        }
    }
    all
}

/// The documents of a word in a stretch of all documents; the first is written when the one before it is known.
#[derive(Debug)]
struct List {
    first: (u32, Level),
    last: u32,
    rest: String,
}

impl List {
    fn of(document: u32, level: Level) -> Self {
        Self { first: (document, level), last: document, rest: String::new() }
    }

    fn push(&mut self, document: u32, level: Level) {
        write(document - self.last - 1, level, &mut self.rest);
        self.last = document;
    }

    fn append(&mut self, next: &Self) {
        self.push(next.first.0, next.first.1);
        self.rest.push_str(&next.rest);
        self.last = next.last;
    }

    fn written(self) -> String {
        let mut written = String::with_capacity(self.rest.len() + 3);
        write(self.first.0, self.first.1, &mut written);
        written.push_str(&self.rest);
        written
    }
}

/// Writes a list of documents that are in order.
pub fn written(documents: &[(u32, Level)]) -> String {
    let mut list = String::with_capacity(documents.len() + 3);
    let mut next = 0;
    for &(document, level) in documents {
        write(document - next, level, &mut list);
        next = document + 1;
    }
    list
}

/// Reads a list again; none if it is not as [`written`] writes it.
pub fn read(list: &str, mut each: impl FnMut(u32, Level)) -> Option<()> {
    let (mut next, mut high) = (0u32, 0u32);
    for byte in list.bytes() {
        let digit = u32::from(byte.checked_sub(b'!')?);
        if digit >= STOPS {
            high = high.checked_mul(GOES_ON)?.checked_add(digit - STOPS + 1).filter(|_| digit < STOPS + GOES_ON)?;
            continue;
        }
        let number = high.checked_mul(STOPS)?.checked_add(digit)?;
        let document = next.checked_add(number / 4)?;
        each(document, (number % 4) as Level);
        next = document.checked_add(1)?;
        high = 0;
    }
    (high == 0).then_some(())
}

/// Characters that end a number, out of the 94 that one sees.
const STOPS: u32 = 66;
/// Characters after which a number goes on.
const GOES_ON: u32 = 94 - STOPS;

fn write(gap: u32, level: Level, to: &mut String) {
    let mut rest = gap.saturating_mul(4).saturating_add(u32::from(level));
    let mut signs = [0u8; 8];
    let mut at = signs.len() - 1;
    signs[at] = sign(rest % STOPS);
    rest /= STOPS;
    while rest > 0 {
        rest -= 1;
        at -= 1;
        signs[at] = sign(STOPS + rest % GOES_ON);
        rest /= GOES_ON;
    }
    to.extend(signs[at..].iter().map(|&sign| char::from(sign)));
}

fn sign(digit: u32) -> u8 {
    b'!' + u8::try_from(digit).expect("a digit is below 94")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_they_were_written() {
        let documents = [(0, 3), (1, 0), (2, 1), (18, 2), (500, 3), (501, 0), (90_000, 1), (4_000_000, 2)];
        for cut in 0..documents.len() {
            let mut parts =
                [&documents[..cut], &documents[cut..]].into_iter().filter(|part| !part.is_empty()).map(|part| {
                    let mut list = List::of(part[0].0, part[0].1);
                    part[1..].iter().for_each(|&(document, level)| list.push(document, level));
                    list
                });
            let mut list = parts.next().unwrap();
            parts.for_each(|part| list.append(&part));
            let list = list.written();
            let mut found = Vec::new();
            read(&list, |document, level| found.push((document, level))).unwrap();
            assert_eq!(found, documents, "cut at {cut}");
            assert_eq!(list, written(&documents));
        }
    }

    #[test]
    fn what_is_no_list_is_not_read() {
        for list in [" ", "~", "!~", "\u{7f}!", "é", "~~~~~~~~~!", &*"}}}}}!".repeat(20)] {
            assert_eq!(read(list, |_, _| ()), None, "{list:?}");
        }
    }
}
