//! The words of an earlier build, with some documents made again.
//!
//! A list does not say where in it a document stands, so all are read, which takes some nanoseconds a document. A list
//! that says the same of all documents in question stays as it was written.

use rayon::prelude::*;

use super::postings::{Word, read, written};
use crate::parse::Level;

/// Which documents of one kind, by their numbers, are not as they were; those beyond are there no more.
#[derive(Debug)]
pub struct Changed(Vec<bool>);

impl Changed {
    /// Of so many documents, those that stand here by their numbers.
    pub fn new(count: usize, documents: &[(u32, usize)]) -> Self {
        let mut changed = vec![false; count];
        for (number, _) in documents {
            changed[*number as usize] = true;
        }
        Self(changed)
    }

    fn holds(&self, number: u32) -> bool {
        self.0.get(number as usize).is_none_or(|&changed| changed)
    }
}

/// Puts the new words of documents in the place of their old ones; kinds of which nothing changed are left alone. None if
/// no build wrote these words.
pub fn amend<'a>(before: Vec<Word<'a>>, new: Vec<Word<'a>>, changed: &[Option<Changed>; 3]) -> Option<Vec<Word<'a>>> {
    let amended = paired(before, new).into_par_iter().map(|(mut word, new)| {
        let no_list = Default::default();
        for (kind, changed) in changed.iter().enumerate() {
            let new = new.as_ref().map_or(&no_list, |new| &new.lists[kind]);
            if let Some(changed) = changed
                && let Some(list) = amended(&word.lists[kind], new, changed)?
            {
                word.lists[kind] = list.into();
            }
        }
        Some(word)
    });
    let mut words: Vec<Word<'_>> = amended.collect::<Option<_>>()?;
    words.retain(|word| word.lists.iter().any(|list| !list.is_empty()));
    Some(words)
}

/// Puts words beside the same ones of another list; both are in order, and so is what comes of them.
fn paired<'a>(before: Vec<Word<'a>>, new: Vec<Word<'a>>) -> Vec<(Word<'a>, Option<Word<'a>>)> {
    let without_lists = |word: &Word<'_>| Word { text: word.text.clone(), lists: Default::default() };
    let mut pairs = Vec::with_capacity(before.len() + new.len());
    let mut new = new.into_iter().peekable();
    for word in before {
        while let Some(new) = new.next_if(|new| new.text < word.text) {
            pairs.push((without_lists(&new), Some(new)));
        }
        let same = new.next_if(|new| new.text == word.text);
        pairs.push((word, same));
    }
    pairs.extend(new.map(|new| (without_lists(&new), Some(new))));
    pairs
}

/// A list with new documents in the place of changed ones; none within if it stays, and none at all if it is no list.
fn amended(before: &str, new: &str, changed: &Changed) -> Option<Option<String>> {
    let mut old: Vec<(u32, Level)> = Vec::new();
    let mut all = Vec::new();
    read(before, |number, level| {
        if changed.holds(number) {
            old.push((number, level));
        }
    })?;
    read(new, |number, level| all.push((number, level)))?;
    if old == all {
        return Some(None);
    }
    read(before, |number, level| {
        if !changed.holds(number) {
            all.push((number, level));
        }
    })?;
    all.sort_unstable();
    Some(Some(written(&all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of documents, given as what stands in each.
    fn words(documents: &[(u32, &str)]) -> Vec<Word<'static>> {
        let mut words: std::collections::BTreeMap<&str, Vec<(u32, Level)>> = Default::default();
        for &(number, text) in documents {
            for word in text.split_whitespace() {
                words.entry(word).or_default().push((number, u8::try_from(word.len() % 4).unwrap()));
            }
        }
        let word = |(word, list): (&str, Vec<_>)| Word {
            text: word.to_owned(),
            lists: [written(&list).into(), Default::default(), "!".into()],
        };
        words.into_iter().map(word).collect()
    }

    fn lists(words: Vec<Word<'_>>) -> Vec<(String, String)> {
        words.into_iter().map(|word| (word.text, word.lists[0].clone().into_owned())).collect()
    }

    #[test]
    fn documents_change_come_and_go() {
        let before = [(0, "a b"), (1, "b c"), (2, "c dd"), (3, "a dd x")];
        for (numbers, new, after) in [
            (&[(1, 0)][..], &[(1, "b c")][..], &before[..]),
            (&[(1, 0)], &[(1, "aa b zz")], &[(0, "a b"), (1, "aa b zz"), (2, "c dd"), (3, "a dd x")]),
            (&[(1, 0), (2, 0)], &[(1, "dd"), (2, "")], &[(0, "a b"), (1, "dd"), (3, "a dd x")]),
            (&[(4, 0)], &[(4, "a b y")], &[(0, "a b"), (1, "b c"), (2, "c dd"), (3, "a dd x"), (4, "a b y")]),
            // The last two are gone.
            (&[(0, 0)], &[(0, "c")], &[(0, "c"), (1, "b c")]),
        ] {
            let count = after.last().map_or(0, |(number, _)| *number as usize + 1);
            let changed = [Some(Changed::new(count.max(2), numbers)), None, None];
            let amended = amend(words(&before), words(new), &changed).unwrap();
            // What is left alone keeps words in the list.
            let amended = amended.into_iter().filter(|word| !word.lists[0].is_empty()).collect();
            assert_eq!(lists(amended), lists(words(after)), "{numbers:?}");
        }
    }

    #[test]
    fn words_without_documents_vanish() {
        let gone = |list: &'static str| Word { text: "gone".into(), lists: [list.into(), "".into(), "".into()] };
        let changed = [Some(Changed::new(1, &[(0, 0)])), None, None];
        assert_eq!(amend(vec![gone("!")], Vec::new(), &changed), Some(Vec::new()));
        assert_eq!(amend(vec![gone("é")], Vec::new(), &changed), None, "that is no list");
    }
}
