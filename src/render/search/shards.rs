//! The list of words, cut into files by what the words begin with.
//!
//! A file holds the words that begin with its letters and are in no file of more letters. Few words make few files;
//! many make files of about the same size, and all words that begin like one typed are in one file or a few.

use std::fmt::Write as _;

use rayon::prelude::*;

use super::postings::Word;

/// A file that is larger is cut, in bytes. Compressed it is about half of that: few enough to wait for, and large
/// enough that ten thousand articles need hundreds of files, not thousands.
const LARGE: usize = 24 << 10;

/// What the names of all files of words begin with.
pub const PREFIX: &str = "words-";

/// A file of words.
#[derive(Debug)]
pub struct Shard {
    /// The letters with which its words begin.
    pub start: String,
    pub text: String,
}

impl Shard {
    /// A name that every disk and every host takes.
    pub fn name(&self) -> String {
        let mut name = PREFIX.to_owned();
        for c in self.start.chars() {
            match c {
                'a'..='z' | '0'..='9' => name.push(c),
                c => write!(name, ".{:x}.", u32::from(c)).expect("a string takes everything"),
            }
        }
        name + ".txt"
    }
}

/// Cuts a sorted list of words into files.
pub fn cut(words: &[Word<'_>]) -> Vec<Shard> {
    let mut shards = Vec::new();
    divide(String::new(), words, &mut shards);
    let written = |(start, words): (String, Vec<&Word<'_>>)| Shard { start, text: written(&words) };
    let mut shards: Vec<Shard> = shards.into_par_iter().map(written).collect();
    shards.sort_unstable_by(|one, other| one.start.cmp(&other.start));
    shards
}

/// Takes out the most frequent next letters until the rest is small enough.
fn divide<'a>(start: String, words: &'a [Word<'a>], shards: &mut Vec<(String, Vec<&'a Word<'a>>)>) {
    let size = |words: &[Word<'_>]| words.iter().map(size).sum::<usize>();
    let mut left = size(words);
    let next = |word: &Word<'_>| word.text[start.len()..].chars().next();
    let mut groups: Vec<&[Word<'_>]> = words.chunk_by(|one, other| next(one) == next(other)).collect();
    if left > LARGE {
        let mut largest: Vec<(usize, usize)> = groups.iter().map(|group| size(group)).enumerate().collect();
        largest.sort_by_key(|&(_, size)| std::cmp::Reverse(size));
        for (number, size) in largest {
            // The word that is no longer than the letters of this file stays.
            if left <= LARGE {
                break;
            }
            if let Some(letter) = groups[number].first().and_then(next) {
                left -= size;
                divide(format!("{start}{letter}"), std::mem::take(&mut groups[number]), shards);
            }
        }
    }
    let rest: Vec<&Word<'_>> = groups.into_iter().flatten().collect();
    if !rest.is_empty() {
        shards.push((start, rest));
    }
}

fn size(word: &Word<'_>) -> usize {
    word.text.len() + word.lists.iter().map(|list| list.len()).sum::<usize>() + 4
}

/// One line for each word: how much it shares with the one before, the rest of it, and its three lists.
fn written(words: &[&Word<'_>]) -> String {
    let mut text = String::with_capacity(words.iter().map(|word| size(word)).sum());
    let mut before = "";
    for Word { text: word, lists } in words {
        let shared = word.char_indices().zip(before.chars()).take_while(|((_, one), other)| one == other);
        let shared = shared.take(MOST_SHARED).last().map_or(0, |((at, c), _)| at + c.len_utf8());
        // Scripts count in UTF-16.
        let units: usize = word[..shared].chars().map(char::len_utf16).sum();
        text.push(char::from(b'!' + u8::try_from(units).expect("at most twice what may be shared")));
        text.push_str(&word[shared..]);
        let filled = lists.iter().rposition(|list| !list.is_empty()).map_or(0, |last| last + 1);
        for list in &lists[..filled] {
            text.push('\t');
            text.push_str(list);
        }
        text.push('\n');
        before = word;
    }
    text
}

/// Reads the words of all files again, in their order; none if no build wrote these files.
pub fn read<'a>(files: impl ParallelIterator<Item = &'a str>) -> Option<Vec<Word<'a>>> {
    let files: Vec<Vec<Word<'_>>> = files.map(read_file).collect::<Option<_>>()?;
    let mut words: Vec<Word<'_>> = files.into_iter().flatten().collect();
    // Stable, since such a sort makes use of what is in order already.
    words.par_sort_by(|one, other| one.text.cmp(&other.text));
    words.is_sorted_by(|one, other| one.text < other.text).then_some(words)
}

fn read_file(text: &str) -> Option<Vec<Word<'_>>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    for line in text.split_terminator('\n') {
        let mut parts = line.split('\t');
        let word = parts.next()?;
        let units = word.bytes().next()?.checked_sub(b'!')?;
        let before = words.last().map_or("", |word| &word.text);
        let text = [start_of(before, usize::from(units))?, word.get(1..)?].concat();
        let lists = std::array::from_fn(|_| parts.next().unwrap_or_default().into());
        words.push(Word { text, lists });
        if parts.next().is_some() {
            return None;
        }
    }
    Some(words)
}

/// The first characters of a word, so many as scripts count.
fn start_of(word: &str, units: usize) -> Option<&str> {
    let (mut at, mut counted) = (0, 0);
    for c in word.chars() {
        if counted >= units {
            break;
        }
        counted += c.len_utf16();
        at += c.len_utf8();
    }
    (counted == units).then_some(&word[..at])
}

/// A number of characters that one sign can tell.
const MOST_SHARED: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize, list: &'static str) -> Vec<Word<'static>> {
        (0..count).map(|number| word(&format!("w{number:05}"), [list, "", ""])).collect()
    }

    fn word(text: &str, lists: [&'static str; 3]) -> Word<'static> {
        Word { text: text.to_owned(), lists: lists.map(Into::into) }
    }

    #[test]
    fn few_words_are_one_file() {
        let shards = cut(&words(3, "!!"));
        assert_eq!(shards.len(), 1);
        assert_eq!(
            (shards[0].name().as_str(), shards[0].text.as_str()),
            ("words-.txt", "!w00000\t!!\n&1\t!!\n&2\t!!\n")
        );
    }

    #[test]
    fn many_words_are_cut_by_their_letters() {
        let all = words(20_000, "!!!!!!!!");
        let count = all.len();
        let shards = cut(&all);
        assert!(shards.iter().all(|shard| shard.text.len() <= LARGE), "none is large");
        assert!(shards.len() < 40, "nor are there many: {}", shards.len());
        assert_eq!(shards.iter().map(|shard| shard.text.lines().count()).sum::<usize>(), count);
    }

    #[test]
    fn one_word_with_many_documents_ends_the_cutting() {
        let mut all = words(10, "!");
        let long =
            Word { lists: ["".into(), "!".repeat(9 * LARGE).into(), "".into()], ..word("w00000x", ["", "", ""]) };
        all.push(long);
        all.sort_by(|one, other| one.text.cmp(&other.text));
        let names: Vec<String> = cut(&all).iter().map(Shard::name).collect();
        assert_eq!(names, ["words-w0000.txt", "words-w00000.txt", "words-w00000x.txt"]);
    }

    #[test]
    fn words_are_read_as_they_were_cut() {
        let mut all = words(20_000, "!!!!!!!!");
        for (number, text) in ["@ada", "#tags/a", "𝒽𝒶𝓁𝓁𝑜", "𝒽𝒶𝓁𝓁𝑜𝑜", "é", "éé", "w", "w00000a"].iter().enumerate()
        {
            all.push(word(text, [["!", "", ""], ["", "#", ""], ["", "", "$"], ["!", "#", "$"]][number % 4]));
        }
        all.push(word(&"w".repeat(90), ["!", "", ""]));
        all.push(word(&"w".repeat(91), ["!", "", ""]));
        all.sort_by(|one, other| one.text.cmp(&other.text));
        let shards = cut(&all);
        let read_again =
            |shards: &[Shard]| read(shards.par_iter().map(|shard| &*shard.text)).is_some_and(|words| words == all);
        assert!(read_again(&shards));
        assert!(!read_again(&shards[1..]), "one is missing");
    }

    #[test]
    fn what_is_no_file_of_words_is_not_read() {
        for text in ["\n", "\"a\t!\n", "!a\t!\t!\t!\t!\n", "é\n", "!a\t!\n!a\t!\n", "!𝒽\n\"i\n"] {
            assert!(read([text].into_par_iter()).is_none(), "{text:?}");
        }
    }

    #[test]
    fn names_are_plain() {
        let shard = Shard { start: "@é#Z".into(), text: String::new() };
        assert_eq!(shard.name(), "words-.40..e9..23..5a..txt");
    }
}
