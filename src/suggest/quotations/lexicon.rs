//! What single words do around quotations, by language: verbs of speech, people, bodies, and words with a small office.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word is, as far as the choice of a speaker cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A word that no list knows.
    Plain,
    /// he, she
    Pronoun,
    /// it, they
    Plural,
    /// I, we, you
    Self_,
    Determiner,
    /// his, their
    Possessor,
    Preposition,
    Auxiliary,
    Adverb,
    Conjunction,
    /// who, which
    Relative,
    Person,
    Body,
    /// What speaks in writing: a statement, a report.
    Paper,
    /// Mr., Sen.: stands before a name and is no part of it.
    Honorific,
    /// Days and months.
    Time,
    Number,
    Comma,
    Stop,
    Colon,
    Dash,
    Open,
    Close,
    /// ’s
    Genitive,
    Sign,
    /// A whole quoted stretch.
    Quote,
}

/// How a word tells that somebody speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cue {
    None,
    Say,
    /// Its object is the listener: told, asked.
    Tell,
    Write,
    Add,
    /// noted, warned
    Speak,
    /// called, described: what follows is often a few words.
    Call,
    /// accused, criticised, thinks
    Judge,
    /// according to
    According,
    /// Looks like a verb in the past.
    Unknown,
}

pub const CUES: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    German,
    French,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub sort: Sort,
    pub cue: Cue,
    pub hint: Hint,
}

/// What a word tells of the marks beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    None,
    /// song, headed: a title may stand in them.
    Work,
    /// term, so-called: words that are talked about.
    Term,
    /// claim, remark: somebody’s words.
    Claim,
}

pub const BARE: Entry = Entry { sort: Sort::Plain, cue: Cue::None, hint: Hint::None };

/// The words of one language.
#[derive(Debug)]
pub struct Lexicon {
    entries: FxHashMap<&'static str, Entry>,
    pub language: Language,
}

impl Lexicon {
    /// What a word in lower case is.
    #[inline]
    pub fn look(&self, word: &str) -> Option<Entry> {
        self.entries.get(word).copied()
    }

    /// Reads lines of `sort: words` and `cue: words`.
    fn read(language: Language, lists: &'static str) -> Self {
        let mut entries: FxHashMap<&'static str, Entry> = FxHashMap::default();
        for line in lists.lines() {
            let Some((kind, words)) = line.split_once(": ") else { continue };
            for word in words.split_ascii_whitespace() {
                let entry = entries.entry(word).or_insert(BARE);
                match (sort(kind), hint(kind)) {
                    (Some(sort), _) => entry.sort = sort,
                    (None, Some(hint)) => entry.hint = hint,
                    (None, None) => entry.cue = cue(kind),
                }
            }
        }
        Self { entries, language }
    }
}

fn sort(kind: &str) -> Option<Sort> {
    Some(match kind {
        "pronoun" => Sort::Pronoun,
        "plural" => Sort::Plural,
        "self" => Sort::Self_,
        "determiner" => Sort::Determiner,
        "possessor" => Sort::Possessor,
        "preposition" => Sort::Preposition,
        "auxiliary" => Sort::Auxiliary,
        "adverb" => Sort::Adverb,
        "conjunction" => Sort::Conjunction,
        "relative" => Sort::Relative,
        "person" => Sort::Person,
        "body" => Sort::Body,
        "paper" => Sort::Paper,
        "honorific" => Sort::Honorific,
        "time" => Sort::Time,
        _ => return None,
    })
}

fn hint(kind: &str) -> Option<Hint> {
    Some(match kind {
        "work" => Hint::Work,
        "term" => Hint::Term,
        "claim" => Hint::Claim,
        _ => return None,
    })
}

fn cue(kind: &str) -> Cue {
    match kind {
        "say" => Cue::Say,
        "tell" => Cue::Tell,
        "write" => Cue::Write,
        "add" => Cue::Add,
        "speak" => Cue::Speak,
        "call" => Cue::Call,
        "judge" => Cue::Judge,
        "according" => Cue::According,
        _ => Cue::None,
    }
}

/// A word without the signs around it.
pub fn bare(word: &str) -> &str {
    match word.as_bytes() {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => word,
        _ => word.trim_matches(|c: char| !c.is_alphanumeric()),
    }
}

/// The lexicon of the language that a text seems to be in: the one whose small words, verbs of speech and marks are most
/// frequent in its beginning. A sentence is enough, unless it has no such word.
pub fn of(text: &str) -> &'static Lexicon {
    static ENGLISH: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::read(Language::English, include_str!("lexicon_english.txt")));
    static GERMAN: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::read(Language::German, include_str!("lexicon_german.txt")));
    static FRENCH: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::read(Language::French, include_str!("lexicon_french.txt")));
    let (mut english, mut german, mut french) = (1, 0, 0);
    for word in text.split_ascii_whitespace().take(150) {
        german += if word.starts_with('„') { 2 } else { 0 };
        french += if word.starts_with('«') { 2 } else { 0 };
        match bare(word) {
            "the" | "The" | "of" | "and" | "to" | "that" | "said" | "says" | "is" | "was" | "he" | "it" | "It"
            | "will" | "with" | "for" => english += 1,
            "der" | "Der" | "die" | "Die" | "das" | "Das" | "und" | "nicht" | "ist" | "sagte" | "den" | "ein"
            | "eine" | "wird" | "hat" | "mit" | "für" | "von" | "zu" | "sich" | "im" | "Wir" | "wir" | "laut"
            | "Laut" | "erklärte" => german += 1,
            "le" | "Le" | "la" | "La" | "les" | "Les" | "et" | "des" | "est" | "une" | "un" | "du" | "que" | "pas"
            | "dans" | "pour" | "sur" | "au" | "selon" | "Selon" | "Nous" | "nous" | "déclaré" | "dit" => french += 1,
            _ => {}
        }
    }
    if german > english && german > french {
        &GERMAN
    } else if french > english {
        &FRENCH
    } else {
        &ENGLISH
    }
}
