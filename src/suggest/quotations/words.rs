//! The words outside quotations, with each quoted stretch as one word among them.
//!
//! Speakers are looked for among these only; what stands inside of marks is somebody's words, not the author's.

use super::abbreviations::{abbreviates, ends_sentences};
use super::letters::{IS_PLAIN, inverted, spelt_small, word_end};
use super::lexicon::{BARE, Cue, Entry, Hint, Language, Lexicon, Sort};
use super::marks::Stretch;

#[derive(Debug, Clone, Copy)]
pub struct Word {
    pub start: u32,
    pub end: u32,
    pub sort: Sort,
    pub cue: Cue,
    pub hint: Hint,
    /// It starts with a capital letter.
    pub capital: bool,
    pub paragraph: u16,
    pub sentence: u16,
    /// It is the first of its sentence.
    pub first: bool,
    /// So many quoted stretches stand before it, and so many signs that end sentences.
    pub quotes: u32,
    pub stops: u32,
}

impl Word {
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.end as usize]
    }

    /// A capitalised word that can be part of a name.
    pub fn is_namely(&self) -> bool {
        self.capital
            && matches!(self.sort, Sort::Plain | Sort::Person | Sort::Body | Sort::Paper | Sort::Honorific)
            && !(self.first && self.cue != Cue::None)
    }
}

/// Words, and where each stretch stands among them.
#[derive(Debug, Default)]
pub struct Words {
    pub words: Vec<Word>,
    pub quotes: Vec<u32>,
    /// What the first word of each stretch is.
    pub opening: Vec<Sort>,
}

/// Cuts a text into words.
pub fn words(text: &str, stretches: &[Stretch], lexicon: &Lexicon) -> Words {
    let made = Words {
        words: Vec::with_capacity(text.len() / 5),
        quotes: Vec::with_capacity(stretches.len()),
        opening: Vec::with_capacity(stretches.len()),
    };
    let small = text.to_ascii_lowercase();
    let mut cutter = Cutter { text, small: &small, lexicon, made, paragraph: 0, sentence: 0, first: true, stops: 0 };
    let mut at = 0;
    for stretch in stretches {
        cutter.cut(at, stretch.outer.start);
        cutter.quote(stretch);
        at = stretch.outer.end;
    }
    cutter.cut(at, text.len());
    cutter.made
}

struct Cutter<'a> {
    text: &'a str,
    /// The text with small letters, as far as they are in ASCII.
    small: &'a str,
    lexicon: &'a Lexicon,
    made: Words,
    paragraph: u16,
    sentence: u16,
    first: bool,
    stops: u32,
}

impl Cutter<'_> {
    fn push(&mut self, start: usize, end: usize, entry: Entry, capital: bool) {
        let Entry { sort, cue, hint } = entry;
        let word = Word {
            start: count(start),
            end: count(end),
            sort,
            cue,
            hint,
            capital,
            paragraph: self.paragraph,
            sentence: self.sentence,
            first: self.first,
            quotes: count(self.made.quotes.len()),
            stops: self.stops,
        };
        self.stops += u32::from(sort == Sort::Stop);
        self.made.words.push(word);
    }

    fn end_sentence(&mut self) {
        self.sentence = self.sentence.saturating_add(1);
        self.first = true;
    }

    fn quote(&mut self, stretch: &Stretch) {
        self.push(stretch.outer.start, stretch.outer.end, Entry { sort: Sort::Quote, ..BARE }, false);
        self.made.quotes.push(count(self.made.words.len() - 1));
        self.made.opening.push(self.opening(&self.small[stretch.span.clone()]));
        self.first = false;
        let said = &self.text[stretch.span.clone()];
        let after = &self.text[stretch.outer.end..];
        let stops = said.ends_with('.') || after.starts_with('.');
        let next = after.trim_start_matches(['.', ' ', '\u{a0}']).chars().next();
        if stops && next.is_some_and(|c| c.is_uppercase() || "\"“«„".contains(c)) {
            self.end_sentence();
        }
    }

    /// What the first word of somebody's words is, in small letters: its cue does not count there, but that it is a verb.
    fn opening(&self, said: &str) -> Sort {
        let first = said.split(|c: char| !c.is_alphanumeric() && c != '\'').find(|word| !word.is_empty()).unwrap_or("");
        match self.lexicon.look(first) {
            Some(entry) if entry.sort == Sort::Plain && entry.cue != Cue::None => Sort::Sign,
            Some(entry) => entry.sort,
            None if first.starts_with(|c: char| c.is_ascii_digit()) => Sort::Number,
            None if first.ends_with("ing") => Sort::Dash,
            None if first.ends_with("ed") => Sort::Stop,
            None if first.ends_with("ly") => Sort::Adverb,
            None => Sort::Plain,
        }
    }

    fn cut(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < to {
            let byte = bytes[at];
            if matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                if byte == b'\n' {
                    self.paragraph = self.paragraph.saturating_add(1);
                    self.end_sentence();
                }
                at += 1;
                continue;
            }
            if IS_PLAIN[usize::from(byte)] || byte >= 0x80 {
                let (end, is_plain) = word_end(self.text, at, to);
                if end > at {
                    at = self.word(at, end, is_plain);
                    continue;
                }
            }
            let sign = self.text[at..].chars().next().unwrap_or(' ');
            let end = at + sign.len_utf8();
            self.sign(at, end, sign, to);
            at = end;
        }
    }

    /// Adds a word; gives its end, behind the full stop of an abbreviation.
    fn word(&mut self, start: usize, mut end: usize, is_plain: bool) -> usize {
        let word = &self.text[start..end];
        // The s of a genitive is no word of its own.
        if word == "s"
            && let Some(last) = self.made.words.last_mut()
            && last.sort == Sort::Genitive
            && last.end as usize == start
        {
            last.end = count(end);
            return end;
        }
        let capital = word.starts_with(char::is_uppercase);
        let spelt;
        let lower = if is_plain || word.is_ascii() {
            &self.small[start..end]
        } else {
            spelt = spelt_small(word);
            &spelt
        };
        if self.lexicon.language == Language::French
            && let Some(verb) = inverted(lower)
        {
            // “dit-il” and “a-t-il” are two words each.
            let pronoun = end - (lower.len() - lower.rfind('-').unwrap_or(0)) + 1;
            let place = start + verb;
            self.word(start, place, false);
            self.word(pronoun, end, false);
            return end;
        }
        let known = self.lexicon.look(lower);
        let mut entry = known.unwrap_or(BARE);
        let bytes = self.text.as_bytes();
        if bytes.get(end) == Some(&b'.') && abbreviates(word, entry.sort) {
            end += 1;
        }
        let english = self.lexicon.language == Language::English;
        let Entry { sort, cue, .. } = entry;
        if bytes[start].is_ascii_digit() {
            entry.sort = Sort::Number;
        } else if capital && sort == Sort::Paper && !self.first {
            entry.sort = Sort::Plain;
        } else if known.is_none() && !capital && english && word.len() > 4 && word.ends_with("ed") {
            entry.cue = Cue::Unknown;
        } else if known.is_none() && !capital && english && word.len() > 4 && word.ends_with("ly") {
            entry.sort = Sort::Adverb;
        } else if capital && cue != Cue::None && !self.first && sort == Sort::Plain {
            entry.cue = Cue::None;
        } else if sort == Sort::Time && !capital {
            entry.sort = Sort::Plain;
        } else if lower == "words" && self.follows(&["in", "the"]) {
            entry.cue = Cue::According;
        } else if sort == Sort::Honorific && !capital {
            entry.sort = Sort::Person;
        } else if lower == "us" && word == "US" {
            entry.sort = Sort::Plain;
        }
        self.push(start, end, entry, capital);
        self.first = false;
        if bytes[end - 1] == b'.' && ends_sentences(&self.text[start..end]) && self.begins(&self.text[end..]) {
            self.end_sentence();
        }
        end
    }

    /// Whether the last words are these: `in the` before `words of Ann Tallow`.
    fn follows(&self, words: &[&str]) -> bool {
        let last = self.made.words.iter().rev();
        last.zip(words.iter().rev()).filter(|(word, wanted)| word.of(self.text) == **wanted).count() == words.len()
    }

    /// Whether a text goes on with a capitalised small word: `in the U.S. He said`.
    fn begins(&self, rest: &str) -> bool {
        let next = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if !next.starts_with(char::is_uppercase) || next.len() > 8 {
            return false;
        }
        let sort = self.lexicon.look(&next.to_ascii_lowercase()).map_or(Sort::Plain, |entry| entry.sort);
        matches!(
            sort,
            Sort::Pronoun
                | Sort::Plural
                | Sort::Self_
                | Sort::Determiner
                | Sort::Possessor
                | Sort::Preposition
                | Sort::Conjunction
                | Sort::Adverb
        )
    }

    fn sign(&mut self, start: usize, end: usize, sign: char, to: usize) {
        let sort = match sign {
            ',' => Sort::Comma,
            '.' | '?' | '!' | '…' => Sort::Stop,
            ':' | ';' => Sort::Colon,
            '–' | '—' => Sort::Dash,
            '-' => Sort::Dash,
            '(' | '[' => Sort::Open,
            ')' | ']' => Sort::Close,
            '\'' | '’' => Sort::Genitive,
            c if c.is_whitespace() => return,
            _ => Sort::Sign,
        };
        self.push(start, end, Entry { sort, ..BARE }, false);
        if sort == Sort::Genitive {
            return;
        }
        let rest = self.text[end..].trim_start_matches([')', ' ', '\u{a0}', '\'', '’']);
        let next = rest.chars().next();
        if sort == Sort::Stop && sign != '…' && (end >= to || next.is_some_and(|c| !c.is_lowercase() && c != ',')) {
            self.end_sentence();
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
