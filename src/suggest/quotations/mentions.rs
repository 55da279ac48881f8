//! Mentions of people and bodies by pattern: names, pronouns, and nouns for people, bodies and papers.
//!
//! A mention keeps what stands around it: a role before the name, an apposition behind it, and the verbs of speech of
//! which it may be the subject.

use super::lexicon::{Cue, Sort};
use super::name_shapes::{is_month_and_name, name_at};
use super::words::{Word, Words};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// he, she
    Pronoun,
    /// it, they, we
    Plural,
    Relative,
    /// Two or more words.
    FullName,
    /// One word.
    Name,
    /// One word that opens its sentence and may be no name at all.
    Opening,
    Person,
    Body,
    Paper,
    /// Any other noun that stands as the subject of a verb of speech.
    Noun,
}

#[derive(Debug, Clone, Copy)]
pub struct Mention {
    /// The words that name: without role and apposition.
    pub from: usize,
    pub to: usize,
    /// Where a role before the name begins.
    pub role: usize,
    /// Where an apposition behind it ends.
    pub past: usize,
    pub kind: Kind,
    /// It stands in the apposition of the one before.
    pub apposed: bool,
    /// A title stood before it.
    pub titled: bool,
    /// The verb of speech right behind it.
    pub subject: Option<usize>,
    /// The next verb of speech in its sentence.
    pub reach: Option<usize>,
    /// Mentions between it and that verb.
    pub passed: u8,
    /// The verb of speech right before it.
    pub inverse: Option<usize>,
}

/// All mentions, in order.
pub fn mentions(text: &str, all: &Words) -> Vec<Mention> {
    let words = &all.words;
    let mut found: Vec<Mention> = Vec::with_capacity(words.len() / 4);
    let mut at = 0;
    while at < words.len() {
        match mention_at(text, words, at) {
            Some(mention) => {
                at = mention.to;
                found.push(mention);
            }
            None => at += 1,
        }
    }
    appose(words, &mut found);
    relate(words, &mut found);
    found
}

fn mention_at(text: &str, words: &[Word], at: usize) -> Option<Mention> {
    let word = &words[at];
    let one = |kind| Some(plain(at, at + 1, at, kind));
    match word.sort {
        Sort::Pronoun => return one(Kind::Pronoun),
        Sort::Plural | Sort::Self_ if !word.of(text).eq_ignore_ascii_case("me") => return one(Kind::Plural),
        Sort::Relative if word.of(text).eq_ignore_ascii_case("who") => return one(Kind::Relative),
        Sort::Determiner | Sort::Number | Sort::Possessor if speaks(words, at + 1).is_some() => return one(Kind::Noun),
        Sort::Plain | Sort::Person | Sort::Body | Sort::Paper | Sort::Honorific | Sort::Time => {}
        _ => return None,
    }
    if word.is_namely() || is_month_and_name(text, words, at) {
        return Some(name_at(text, words, at));
    }
    let kind = match word.sort {
        Sort::Person => Kind::Person,
        Sort::Body => Kind::Body,
        Sort::Paper => Kind::Paper,
        Sort::Plain if !word.capital && word.cue == Cue::None && speaks(words, at + 1).is_some() => Kind::Noun,
        _ => return None,
    };
    // The last of several nouns is the head: campaign spokesman.
    let mut end = at + 1;
    while end < words.len() && matches!(words[end].sort, Sort::Person | Sort::Body) && !words[end].capital {
        end += 1;
    }
    let mut begin = at;
    while begin > 0 && at - begin < 4 {
        let before = &words[begin - 1];
        match before.sort {
            Sort::Plain if !before.capital && before.cue == Cue::None => begin -= 1,
            Sort::Determiner | Sort::Possessor => {
                begin -= 1;
                break;
            }
            _ => break,
        }
    }
    // “Kremlin spokesperson Dmitry Peskov”: the noun is the role of the name behind it.
    if kind == Kind::Person && words.get(end).is_some_and(|next| next.is_namely() && !next.first) {
        let mut name = name_at(text, words, end);
        name.role = begin;
        name.titled = true;
        return Some(name);
    }
    let kind = if words[end - 1].sort == Sort::Person { Kind::Person } else { kind };
    Some(plain(begin, end, begin, kind))
}

/// A mention of which nothing but its words is known.
pub fn plain(from: usize, to: usize, role: usize, kind: Kind) -> Mention {
    Mention {
        from,
        to,
        role,
        past: to,
        kind,
        apposed: false,
        titled: false,
        subject: None,
        reach: None,
        passed: 0,
        inverse: None,
    }
}

/// Marks appositions behind names: `Ann Tallow, the mayor of Eastport, said`.
fn appose(words: &[Word], found: &mut [Mention]) {
    let mut number = 0;
    while number < found.len() {
        let mention = found[number];
        let noun = matches!(mention.kind, Kind::FullName | Kind::Name | Kind::Opening | Kind::Person);
        if noun
            && !mention.apposed
            && let Some(past) = apposition(words, mention.to)
        {
            found[number].past = past;
            for later in found[number + 1..].iter_mut().take_while(|later| later.from < past) {
                later.apposed = true;
            }
        }
        number += 1;
    }
}

/// The end of an apposition or bracket that begins here, behind its closing comma.
fn apposition(words: &[Word], at: usize) -> Option<usize> {
    let open = words.get(at)?;
    if open.sort == Sort::Open {
        let close = words[at..].iter().take(12).position(|word| word.sort == Sort::Close)?;
        let past = at + close + 1;
        return Some(apposition(words, past).unwrap_or(past));
    }
    if open.sort != Sort::Comma {
        return None;
    }
    for (number, word) in words[at + 1..].iter().take(30).enumerate() {
        if word.paragraph != open.paragraph || word.sentence != open.sentence {
            return None;
        }
        match word.sort {
            Sort::Comma if number > 0 => {
                let next = words.get(at + number + 2)?;
                let verb =
                    next.cue != Cue::None || matches!(next.sort, Sort::Auxiliary | Sort::Adverb | Sort::Relative);
                // A further comma may follow; the verb tells where the apposition is over.
                if verb || number <= 2 && next.sort != Sort::Determiner {
                    return Some(at + number + 2);
                }
            }
            Sort::Quote => return None,
            _ => {}
        }
    }
    None
}

/// The verb of speech from here on, past adverbs and auxiliaries.
fn speaks(words: &[Word], from: usize) -> Option<usize> {
    let sentence = words.get(from.checked_sub(1)?)?.sentence;
    for (place, word) in words.iter().enumerate().skip(from).take(5) {
        if word.sentence != sentence {
            return None;
        }
        if word.cue != Cue::None && word.cue != Cue::According {
            return Some(place);
        }
        if !matches!(word.sort, Sort::Adverb | Sort::Auxiliary | Sort::Genitive | Sort::Time) {
            return None;
        }
    }
    None
}

/// How many words a verb of speech may stand behind a mention.
const FAR: usize = 40;

/// For each word, the next one from there on that is surely a verb of speech.
fn cues(words: &[Word]) -> Vec<u32> {
    let mut cues = vec![u32::MAX; words.len() + 1];
    for (place, word) in words.iter().enumerate().rev() {
        let is_cue = word.cue != Cue::None && word.cue != Cue::Unknown;
        cues[place] = if is_cue { u32::try_from(place).unwrap_or(u32::MAX) } else { cues[place + 1] };
    }
    cues
}

fn relate(words: &[Word], found: &mut [Mention]) {
    let cues = cues(words);
    for number in 0..found.len() {
        let mention = found[number];
        let subject = speaks(words, mention.past).or_else(|| {
            let end = words.get(mention.past).is_some_and(|word| word.sort == Sort::Comma);
            if end { speaks(words, mention.past + 1) } else { None }
        });
        let sentence = words[mention.from].sentence;
        let next = cues[mention.past] as usize;
        let is_near = |word: &Word| word.sentence == sentence && next - mention.past < FAR;
        let reach = words.get(next).filter(|word| is_near(word)).map(|_| next);
        let passed = reach.map_or(0, |reach| {
            found[number + 1..].iter().take_while(|later| later.from < reach).filter(|later| !later.apposed).count()
        });
        let mut before = mention.role;
        while before > 0 && matches!(words[before - 1].sort, Sort::Determiner | Sort::Possessor) {
            before -= 1;
        }
        if before > 0
            && words[before - 1].sort == Sort::Preposition
            && before > 1
            && words[before - 2].cue == Cue::According
        {
            before -= 1;
        }
        let inverse = (before > 0 && words[before - 1].cue != Cue::None && words[before - 1].sentence == sentence)
            .then(|| before - 1);
        let mention = &mut found[number];
        mention.subject = subject;
        mention.reach = reach;
        mention.passed = u8::try_from(passed).unwrap_or(u8::MAX);
        mention.inverse = inverse;
    }
}

/// For each mention and the end, how many before it are in no apposition, and how many of these are subjects.
pub fn counted(mentions: &[Mention]) -> Vec<(u32, u32)> {
    let mut counted = Vec::with_capacity(mentions.len() + 1);
    let (mut all, mut subjects) = (0, 0);
    for mention in mentions {
        counted.push((all, subjects));
        all += u32::from(!mention.apposed);
        subjects += u32::from(!mention.apposed && mention.subject.is_some());
    }
    counted.push((all, subjects));
    counted
}
