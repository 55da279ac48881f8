//! Finds the passage that an annotation is laid on.
//!
//! The words must stand in the article exactly, or exactly but for typography ([`super::normal`]).
//! What is only similar is shown in the error and never published: one changed digit or one added "not"
//! is a different statement. For the same reason a passage never begins or ends inside a word or a number.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use memchr::memmem;

use super::normal::{Normal, composes, normalised};
use super::wanted::Selector;

/// Why a passage could not be found.
#[derive(Debug, PartialEq, Eq)]
pub enum Lost {
    /// It stands in more than one place, and nothing says which is meant.
    Ambiguous(Vec<Range<usize>>),
    /// It stands nowhere. The nearest passage, if there is one that is similar.
    Missing(Option<Range<usize>>),
    /// It stands only inside longer words or numbers, here in one of them.
    Inside(Range<usize>),
    /// The words are there, but never with this prefix and suffix.
    Context(Vec<Range<usize>>),
    /// There are fewer places than `occurrence` says.
    TooFew(Vec<Range<usize>>),
    /// There are no words to look for.
    Empty,
}

/// An article's prose, ready to be searched.
pub struct Searched<'a> {
    text: &'a str,
    normal: OnceCell<Normal>,
    /// How often a nearest passage may still be looked for.
    guesses: Cell<usize>,
}

/// Who has more than this many passages missing has another article, and no use for hints.
const GUESSES: usize = 50;

impl<'a> Searched<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, normal: OnceCell::new(), guesses: Cell::new(GUESSES) }
    }

    /// Finds the one passage that a selector means.
    pub fn find(&self, words: &str, selector: &Selector) -> Result<Range<usize>, Lost> {
        let words = words.trim();
        let is_empty = !words.bytes().any(|byte| byte.is_ascii_alphanumeric()) && normalised(words).is_empty();
        if is_empty {
            return Err(Lost::Empty);
        }
        let mut found = exact(self.text, words);
        if found.whole.is_empty() {
            let normal = self.normalised(words);
            found = Found { inside: found.inside.or(normal.inside), ..normal };
        }
        let all = found.whole;
        if all.is_empty() {
            return Err(match found.inside {
                Some(place) => Lost::Inside(place),
                None => Lost::Missing(self.nearest(words)),
            });
        }
        let fitting: Vec<Range<usize>> = all.iter().filter(|place| self.fits(place, selector)).cloned().collect();
        match (fitting.as_slice(), selector.occurrence) {
            ([], _) => Err(Lost::Context(all)),
            (places, Some(occurrence)) => {
                places.get(occurrence - 1).cloned().ok_or_else(|| Lost::TooFew(fitting.clone()))
            }
            ([only], None) => Ok(only.clone()),
            (_, None) => Err(Lost::Ambiguous(fitting)),
        }
    }

    fn nearest(&self, words: &str) -> Option<Range<usize>> {
        let left = self.guesses.get().checked_sub(1)?;
        self.guesses.set(left);
        nearest_passage(self.text, words)
    }

    fn normalised(&self, words: &str) -> Found {
        let normal = self.normal.get_or_init(|| Normal::of(self.text));
        let wanted = normalised(words);
        let mut found = Found::default();
        for at in places(&normal.text, &wanted) {
            if let Some(place) = normal.original(at, at + wanted.len()) {
                found.add(self.text, place);
            }
        }
        found
    }

    /// Whether what stands around a place is what the selector wants there.
    fn fits(&self, place: &Range<usize>, selector: &Selector) -> bool {
        // Only as much of the text is normalised as can matter, since a word may stand in a million places.
        let reach = |context: &str| 3 * context.len() + 256;
        let before = |prefix: &str| {
            let start = self.text.floor_char_boundary(place.start.saturating_sub(reach(prefix)));
            normalised(&self.text[start..place.start]).ends_with(&normalised(prefix))
        };
        let after = |suffix: &str| {
            let end = self.text.floor_char_boundary((place.end + reach(suffix)).min(self.text.len()));
            normalised(&self.text[place.end..end]).starts_with(&normalised(suffix))
        };
        selector.prefix.as_deref().is_none_or(before) && selector.suffix.as_deref().is_none_or(after)
    }
}

/// Where some words stand in a text.
#[derive(Default)]
struct Found {
    whole: Vec<Range<usize>>,
    /// The first place where they are only a part of a longer word.
    inside: Option<Range<usize>>,
}

impl Found {
    fn add(&mut self, text: &str, place: Range<usize>) {
        if !cuts(text, place.start) && !cuts(text, place.end) {
            self.whole.push(place);
        } else if self.inside.is_none() {
            self.inside = Some(place);
        }
    }
}

fn exact(text: &str, words: &str) -> Found {
    let mut found = Found::default();
    for at in places(text, words) {
        found.add(text, at..at + words.len());
    }
    found
}

/// All places of `words` in `text`, also such that overlap.
fn places(text: &str, words: &str) -> Vec<usize> {
    let finder = memmem::Finder::new(words);
    let Some(first) = finder.find(text.as_bytes()) else { return Vec::new() };
    // Trying each place anew would take long words as often as they can overlap.
    const LONG: usize = 256;
    if words.len() > LONG {
        return first_to_last(text.as_bytes(), words.as_bytes(), first);
    }
    let step = words.chars().next().map_or(1, char::len_utf8);
    let mut places = vec![first];
    let mut from = first + step;
    while let Some(at) = text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
        places.push(from + at);
        from += at + step;
    }
    places
}

/// All places from `first` on, in one walk over the text (Knuth, Morris and Pratt).
fn first_to_last(text: &[u8], words: &[u8], first: usize) -> Vec<usize> {
    // For each beginning of the words, the length of its longest end that is a beginning too.
    let mut ends = vec![0; words.len()];
    let mut matched = 0;
    for at in 1..words.len() {
        while matched > 0 && words[at] != words[matched] {
            matched = ends[matched - 1];
        }
        matched += usize::from(words[at] == words[matched]);
        ends[at] = matched;
    }
    let mut places = Vec::new();
    matched = 0;
    for (at, &byte) in text.iter().enumerate().skip(first) {
        while matched > 0 && (matched == words.len() || byte != words[matched]) {
            matched = ends[matched - 1];
        }
        matched += usize::from(byte == words[matched]);
        if matched == words.len() {
            places.push(at + 1 - words.len());
        }
    }
    places
}

/// Whether cutting a text here would part a word, a number, or a letter and its accent.
fn cuts(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (Some(left), Some(right)) = (before.chars().next_back(), after.chars().next()) else { return false };
    if composes(right) {
        return true;
    }
    let digits = |c: char| c.is_numeric();
    if digits(left) && digits(right) {
        return true;
    }
    // `1,450`, `3.5`, `1’000`, `1 000` with a space that does not break.
    let joins = |c: char| matches!(c, ',' | '.' | '’' | '\'' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    if digits(left) && joins(right) && after.chars().nth(1).is_some_and(digits) {
        return true;
    }
    if joins(left) && digits(right) && before.chars().nth_back(1).is_some_and(digits) {
        return true;
    }
    // A sign in front belongs to its number: `-5`, `−5`; not so in `1990-2000` or `mid-1990`.
    if matches!(left, '-' | '−') && digits(right) && !before.chars().nth_back(1).is_some_and(char::is_alphanumeric) {
        return true;
    }
    let letters = |c: char| c.is_alphabetic() && !is_written_without_spaces(c);
    (letters(left) || digits(left)) && (letters(right) || digits(right))
}

/// Scripts that put no spaces between words: any letter may begin a passage.
pub fn is_written_without_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x0f00..=0x0fff | 0x1000..=0x109f | 0x1780..=0x17ff // Thai, Lao, Tibetan, Burmese, Khmer
        | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff) // Kana, Han
}

/// The longest words that are worth comparing when nothing was found.
const COMPARED: usize = 400;

/// The passage that shares most words with those that were looked for, for showing in an error.
fn nearest_passage(text: &str, words: &str) -> Option<Range<usize>> {
    let wanted: Vec<String> = word_ranges(words).into_iter().map(|range| words[range].to_lowercase()).collect();
    let there = word_ranges(text);
    if wanted.is_empty() || there.is_empty() {
        return None;
    }
    let size = wanted.len().min(there.len());
    let known: rustc_hash::FxHashSet<&str> = wanted.iter().map(String::as_str).collect();
    let hits: Vec<usize> =
        there.iter().map(|range| usize::from(known.contains(text[range.clone()].to_lowercase().as_str()))).collect();
    let mut score: usize = hits[..size].iter().sum();
    let mut windows = vec![(score, 0)];
    for start in 1..=there.len() - size {
        score = score + hits[start + size - 1] - hits[start - 1];
        windows.push((score, start));
    }
    // The windows with most words in common are compared letter by letter.
    windows.sort_by_key(|&(score, start)| (std::cmp::Reverse(score), start));
    let shortened = |text: &str| text.chars().take(COMPARED).flat_map(char::to_lowercase).collect::<String>();
    let goal = shortened(words);
    let best = windows.into_iter().take(8).map(|(_, start)| {
        let range = there[start].start..there[start + size - 1].end;
        (strsim::normalized_levenshtein(&goal, &shortened(&text[range.clone()])), range)
    });
    let (likeness, range) = best.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (likeness >= 0.5).then_some(range)
}

/// The stretches between white space.
fn word_ranges(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(|word| start(word)..start(word) + word.len()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(text: &'a str, words: &str) -> Result<&'a str, Lost> {
        Searched::new(text).find(words, &Selector::default()).map(|range| &text[range])
    }

    #[test]
    fn finds_what_differs_in_typography_only() {
        assert_eq!(find("He said “it’s over” – twice.", "\"it's over\" - twice"), Ok("“it’s over” – twice"));
        assert_eq!(find("one two\nthree", "two three"), Ok("two\nthree"));
        assert_eq!(find("First.\nSecond.", "First. Second."), Ok("First.\nSecond."));
        assert_eq!(find("au cafe\u{301} noir", "café"), Ok("cafe\u{301}"));
    }

    #[test]
    fn another_statement_is_never_found() {
        assert!(matches!(
            find("about 451 square kilometers", "about 450 square kilometers"),
            Err(Lost::Missing(Some(_)))
        ));
        assert!(matches!(find("we do not want peace", "we do want peace"), Err(Lost::Missing(Some(_)))));
        assert_eq!(find("nothing like it", "entirely different words here"), Err(Lost::Missing(None)));
    }

    #[test]
    fn never_cuts_a_word_or_a_number() {
        for (text, words) in [
            ("about 1,450 people", "450 people"),
            ("about 450,000 people", "about 450"),
            ("3.5 percent", "5 percent"),
            ("unhappy", "happy"),
            ("cafe\u{301}", "cafe"),
            ("it fell by -5 degrees", "5 degrees"),
        ] {
            assert!(matches!(find(text, words), Err(Lost::Inside(_))), "{words:?} in {text:?}");
        }
        assert_eq!(find("he paid $450.", "450"), Ok("450"));
        assert_eq!(find("in 1990-2000", "2000"), Ok("2000"));
        assert_eq!(find("北京是中国的首都", "中国"), Ok("中国"));
    }

    #[test]
    fn long_words_are_found_wherever_they_overlap() {
        let (text, words) = ("so so ".repeat(300), "so so ".repeat(100));
        assert_eq!(places(&text, &words), (0..=400).map(|at| 3 * at).collect::<Vec<_>>());
        let long = "so ".repeat(500_000);
        let last = Selector { occurrence: Some(3), ..Selector::default() };
        assert_eq!(Searched::new(&long).find(&long[..750_000], &last), Ok(6..750_005));
    }

    #[test]
    fn context_and_ordinal_decide() {
        let searched = Searched::new("twice the price, and the price again");
        let with = |prefix: Option<&str>, suffix: Option<&str>, occurrence| Selector {
            prefix: prefix.map(Into::into),
            suffix: suffix.map(Into::into),
            occurrence,
            ..Selector::default()
        };
        assert_eq!(searched.find("the price", &with(None, None, None)), Err(Lost::Ambiguous(vec![6..15, 21..30])));
        assert_eq!(searched.find("the price", &with(Some("and"), None, None)), Ok(21..30));
        assert_eq!(searched.find("the price", &with(None, Some(", and"), None)), Ok(6..15));
        assert_eq!(searched.find("the price", &with(None, None, Some(2))), Ok(21..30));
        assert_eq!(searched.find("the price", &with(None, None, Some(3))), Err(Lost::TooFew(vec![6..15, 21..30])));
        assert_eq!(searched.find("the price", &with(Some("for"), None, None)), Err(Lost::Context(vec![6..15, 21..30])));
    }
}
