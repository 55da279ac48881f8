//! The words outside quotations, with each quoted stretch as one word among them.
//!
//! Speakers are looked for among these only; what stands inside of marks is somebody's words, not the author's.

use super::abbreviations::{abbreviates, ends_sentences};
use super::lexicon::{BARE, Cue, Hint, Language, Lexicon, Sort};
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
    let mut made = Words {
        words: Vec::with_capacity(text.len() / 5),
        quotes: Vec::with_capacity(stretches.len()),
        opening: Vec::with_capacity(stretches.len()),
    };
    let mut cutter =
        Cutter { text, lexicon, made: &mut made, paragraph: 0, sentence: 0, first: true, lower: String::new() };
    let mut at = 0;
    for stretch in stretches {
        cutter.cut(at, stretch.outer.start);
        cutter.quote(stretch);
        at = stretch.outer.end;
    }
    cutter.cut(at, text.len());
    made
}

struct Cutter<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    made: &'a mut Words,
    paragraph: u16,
    sentence: u16,
    first: bool,
    lower: String,
}

impl Cutter<'_> {
    fn push(&mut self, start: usize, end: usize, sort: Sort, cue: Cue, capital: bool) {
        let word = Word {
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
            sort,
            cue,
            hint: Hint::None,
            capital,
            paragraph: self.paragraph,
            sentence: self.sentence,
            first: self.first,
        };
        self.made.words.push(word);
    }

    fn end_sentence(&mut self) {
        self.sentence = self.sentence.saturating_add(1);
        self.first = true;
    }

    fn quote(&mut self, stretch: &Stretch) {
        let number = u32::try_from(self.made.words.len()).unwrap_or(u32::MAX);
        self.made.quotes.push(number);
        let opening = self.opening(&self.text[stretch.span.clone()]);
        self.made.opening.push(opening);
        self.push(stretch.outer.start, stretch.outer.end, Sort::Quote, Cue::None, false);
        self.first = false;
        let said = &self.text[stretch.span.clone()];
        let after = &self.text[stretch.outer.end..];
        let stops = said.ends_with('.') || after.starts_with('.');
        let next = after.trim_start_matches(['.', ' ', '\u{a0}']).chars().next();
        if stops && next.is_some_and(|c| c.is_uppercase() || "\"“«„".contains(c)) {
            self.end_sentence();
        }
    }

    /// What the first word of somebody's words is: its cue does not count there, but that it is a verb.
    fn opening(&mut self, said: &str) -> Sort {
        let first = said.split(|c: char| !c.is_alphanumeric() && c != '\'').find(|word| !word.is_empty()).unwrap_or("");
        self.lower.clear();
        self.lower.push_str(first);
        self.lower.make_ascii_lowercase();
        match self.lexicon.look(&self.lower) {
            Some(entry) if entry.sort == Sort::Plain && entry.cue != Cue::None => Sort::Sign,
            Some(entry) => entry.sort,
            None if first.starts_with(|c: char| c.is_ascii_digit()) => Sort::Number,
            None if self.lower.ends_with("ing") => Sort::Dash,
            None if self.lower.ends_with("ed") => Sort::Stop,
            None if self.lower.ends_with("ly") => Sort::Adverb,
            None => Sort::Plain,
        }
    }

    fn cut(&mut self, from: usize, to: usize) {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while at < to {
            let byte = bytes[at];
            if byte == b'\n' {
                self.paragraph = self.paragraph.saturating_add(1);
                self.end_sentence();
                at += 1;
                continue;
            }
            if byte == b' ' || byte == b'\t' || byte == b'\r' {
                at += 1;
                continue;
            }
            if byte.is_ascii_alphanumeric() || byte >= 0x80 {
                let end = self.word_end(at, to);
                if end > at {
                    at = self.word(at, end);
                    continue;
                }
            }
            let sign = self.text[at..].chars().next().unwrap_or(' ');
            let end = at + sign.len_utf8();
            self.sign(at, end, sign, to);
            at = end;
        }
    }

    fn word_end(&self, from: usize, to: usize) -> usize {
        let bytes = &self.text.as_bytes()[from..to];
        let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if letters > 0 && matches!(bytes.get(letters), None | Some(b' ' | b'\n')) {
            return from + letters;
        }
        let mut end = from;
        let mut signs = self.text[from..to].char_indices().peekable();
        while let Some((at, sign)) = signs.next() {
            let next = signs.peek().map(|&(_, c)| c);
            let inside = match sign {
                c if c.is_alphanumeric() => true,
                '-' | '_' | '‑' | '/' | '@' | '&' => at > 0 && next.is_some_and(char::is_alphanumeric),
                '.' | ',' | ':' if next.is_some_and(|c| c.is_ascii_digit()) => {
                    self.text[..from + at].ends_with(|c: char| c.is_ascii_digit())
                }
                '.' => at > 0 && next.is_some_and(char::is_alphanumeric) && self.text[from + at + 1..to].len() > 1,
                '\'' | '’' => {
                    let rest = &self.text[from + at + sign.len_utf8()..to];
                    let genitive = rest.starts_with('s') && !rest[1..].starts_with(char::is_alphanumeric);
                    at > 0 && !genitive && next.is_some_and(char::is_alphanumeric)
                }
                _ => false,
            };
            if !inside {
                break;
            }
            end = from + at + sign.len_utf8();
        }
        end
    }

    /// Adds a word; gives its end, behind the full stop of an abbreviation.
    fn word(&mut self, start: usize, mut end: usize) -> usize {
        let word = &self.text[start..end];
        // The s of a genitive is no word of its own.
        if word == "s"
            && let Some(last) = self.made.words.last_mut()
            && last.sort == Sort::Genitive
            && last.end as usize == start
        {
            last.end = u32::try_from(end).unwrap_or(u32::MAX);
            return end;
        }
        let capital = word.starts_with(char::is_uppercase);
        self.lower.clear();
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
        }
        if self.lexicon.language == Language::French
            && let Some(verb) = inverted(&self.lower)
        {
            // “dit-il” and “a-t-il” are two words each.
            let pronoun = end - (self.lower.len() - self.lower.rfind('-').unwrap_or(0)) + 1;
            let place = start + verb;
            self.word(start, place);
            self.word(pronoun, end);
            return end;
        }
        let known = self.lexicon.look(&self.lower);
        let entry = known.unwrap_or(BARE);
        let (mut sort, mut cue) = (entry.sort, entry.cue);
        if self.text[end..].starts_with('.') && abbreviates(word, sort) {
            end += 1;
        }
        let english = self.lexicon.language == Language::English;
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            sort = Sort::Number;
        } else if capital && sort == Sort::Paper && !self.first {
            sort = Sort::Plain;
        } else if known.is_none() && !capital && english && word.len() > 4 && word.ends_with("ed") {
            cue = Cue::Unknown;
        } else if known.is_none() && !capital && english && word.len() > 4 && word.ends_with("ly") {
            sort = Sort::Adverb;
        } else if capital && cue != Cue::None && !self.first && sort == Sort::Plain {
            cue = Cue::None;
        } else if sort == Sort::Time && !capital {
            sort = Sort::Plain;
        } else if self.lower == "words" && self.follows(&["in", "the"]) {
            cue = Cue::According;
        } else if sort == Sort::Honorific && !capital {
            sort = Sort::Person;
        } else if self.lower == "us" && word == "US" {
            sort = Sort::Plain;
        }
        self.push(start, end, sort, cue, capital);
        if let Some(word) = self.made.words.last_mut() {
            word.hint = entry.hint;
        }
        self.first = false;
        if self.text[..end].ends_with('.') && ends_sentences(&self.text[start..end]) && self.begins(&self.text[end..]) {
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
    fn begins(&mut self, rest: &str) -> bool {
        let next = rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if !next.starts_with(char::is_uppercase) || next.len() > 8 {
            return false;
        }
        self.lower.clear();
        self.lower.push_str(next);
        self.lower.make_ascii_lowercase();
        let sort = self.lexicon.look(&self.lower).map_or(Sort::Plain, |entry| entry.sort);
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
        self.push(start, end, sort, Cue::None, false);
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

/// The length of a French verb with its subject behind it: `dit-il`, `a-t-elle`.
fn inverted(word: &str) -> Option<usize> {
    let verb = word.strip_suffix("-il").or_else(|| word.strip_suffix("-elle"))?;
    Some(verb.strip_suffix("-t").unwrap_or(verb).len()).filter(|&length| length > 0)
}
