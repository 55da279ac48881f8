//! The full name behind a mention: the surname's first full name, the pronoun's last named person, the record's own.

use super::choose::Reading;
use super::gender;
use super::lexicon::Sort;
use super::mentions::{Kind, Mention};

/// No article names so many; in a longer text the first ones must do.
const MANY: usize = 2000;

/// Where a name was found.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    pub mention: usize,
    /// The surname is spelt a little differently there.
    pub misspelt: bool,
}

fn span(reading: &Reading<'_>, mention: &Mention) -> (usize, usize) {
    let words = &reading.words.words;
    (words[mention.from].start as usize, words[mention.to - 1].end as usize)
}

/// The words that a mention names somebody by, without title and apposition.
pub fn words_of<'a>(reading: &Reading<'a>, mention: &Mention) -> &'a str {
    let (start, end) = span(reading, mention);
    &reading.text[start..end]
}

fn last<'a>(reading: &Reading<'a>, mention: &Mention) -> &'a str {
    reading.words.words[mention.to - 1].of(reading.text)
}

/// The fullest mention of whom a mention names.
pub fn fullest(reading: &Reading<'_>, number: usize, speaker_before: Option<usize>) -> Option<Named> {
    let mention = &reading.mentions[number];
    match mention.kind {
        Kind::FullName => Some(Named { mention: longer(reading, number).unwrap_or(number), misspelt: false }),
        Kind::Name | Kind::Opening => surname(reading, number),
        Kind::Pronoun | Kind::Relative | Kind::Person => antecedent(reading, number, speaker_before),
        Kind::Plural | Kind::Body => body(reading, number, speaker_before),
        Kind::Paper | Kind::Noun => None,
    }
}

/// A mention that has all the words of a full name and more: `John Baird` for `Baird`.
fn longer(reading: &Reading<'_>, number: usize) -> Option<usize> {
    let name = words_of(reading, &reading.mentions[number]);
    let mut all = reading.mentions.iter().enumerate().take(MANY);
    all.find(|(_, other)| other.kind == Kind::FullName && words_of(reading, other) == name).map(|(at, _)| at)
}

fn surname(reading: &Reading<'_>, number: usize) -> Option<Named> {
    let wanted = last(reading, &reading.mentions[number]);
    let full = |(_, other): &(usize, &Mention)| other.kind == Kind::FullName;
    let named = |mention| Some(Named { mention, misspelt: false });
    let mut all = reading.mentions.iter().enumerate().take(MANY).filter(full);
    if let Some((at, _)) = all.clone().find(|&(at, _)| reading.is_same(at, number)) {
        return named(at);
    }
    if wanted.len() >= 2 && wanted.chars().all(char::is_uppercase) {
        let initials = |other: &Mention| -> String {
            let words = words_of(reading, other).split_whitespace();
            words.filter_map(|word| word.chars().next()).filter(|initial| initial.is_uppercase()).collect()
        };
        if let Some((at, _)) = all.clone().find(|(_, other)| initials(other) == wanted) {
            return named(at);
        }
        if let Some((at, _)) = all.clone().find(|(_, other)| last(reading, other).eq_ignore_ascii_case(wanted)) {
            return named(at);
        }
    }
    let first = |other: &Mention| reading.words.words[other.from].of(reading.text);
    if let Some((at, _)) = all.clone().find(|(_, other)| first(other) == wanted && other.to - other.from <= 3) {
        return named(at);
    }
    let near = |other: &str| {
        let short = other.len().min(wanted.len());
        other.chars().next() == wanted.chars().next()
            && short >= 5
            && strsim::osa_distance(other, wanted) <= 1 + short / 9
    };
    if let Some((at, _)) = all.find(|(_, other)| near(last(reading, other))) {
        return Some(Named { mention: at, misspelt: true });
    }
    named(number)
}

/// Whom a pronoun means: the speaker before, if nobody else opened a sentence since; else who last did.
fn antecedent(reading: &Reading<'_>, number: usize, speaker_before: Option<usize>) -> Option<Named> {
    let words = &reading.words.words;
    let own = words[reading.mentions[number].from].sentence;
    let named = |at: &usize| matches!(reading.mentions[*at].kind, Kind::FullName | Kind::Name | Kind::Opening);
    let subject = |at: &usize| {
        let mention = &reading.mentions[*at];
        let next = words.get(mention.past).map(|word| word.sort);
        let before = mention.role.checked_sub(1).map(|before| words[before].sort);
        // The mayor, Ann Tallow, said.
        let is_named = || at.checked_sub(1).is_some_and(|noun| reading.mentions[noun].kind == Kind::Person);
        (!mention.apposed || is_named())
            && next != Some(Sort::Genitive)
            && before != Some(Sort::Preposition)
            && (before != Some(Sort::Determiner) || mention.titled)
            && (mention.kind != Kind::Opening || mention.subject.is_some() || reading.recurs(*at))
    };
    let gender = gender::of(reading, &reading.mentions[number]);
    let fits = |at: &usize| {
        let mention = &reading.mentions[*at];
        let theirs = gender::of(reading, mention).or_else(|| match surname(reading, *at) {
            Some(full) if full.mention != *at => gender::of(reading, &reading.mentions[full.mention]),
            // Nobody has that name as a surname here.
            _ => gender::given(last(reading, mention)),
        });
        gender.is_none() || theirs.is_none() || theirs == gender
    };
    let since = speaker_before.filter(|&before| before < number).filter(fits);
    let floor = since.unwrap_or(0);
    let opener = (floor..number).rev().take(60).filter(named).filter(subject).filter(fits).find(|&at| {
        let mention = &reading.mentions[at];
        let apart = own.saturating_sub(words[mention.from].sentence);
        apart <= 4 && (words[mention.role].first || mention.subject.is_some() || mention.inverse.is_some())
    });
    let fallback = || (0..number).rev().take(40).filter(named).filter(subject).find(fits);
    let at = opener.or(since.filter(named)).or_else(fallback)?;
    if matches!(reading.mentions[at].kind, Kind::FullName) {
        return Some(Named { mention: at, misspelt: false });
    }
    surname(reading, at)
}

/// The body that a noun or `it` means: the last one named.
fn body(reading: &Reading<'_>, number: usize, speaker_before: Option<usize>) -> Option<Named> {
    let mention = &reading.mentions[number];
    if mention.kind == Kind::Plural {
        if !words_of(reading, mention).eq_ignore_ascii_case("it") {
            return None;
        }
        // What spoke just before goes on.
        let own = reading.words.words[mention.from].paragraph;
        let near = |at: &usize| {
            let other = &reading.mentions[*at];
            let name = matches!(other.kind, Kind::FullName | Kind::Name);
            name && !other.titled && reading.words.words[other.from].paragraph == own
        };
        if let Some(at) = speaker_before.filter(|&at| at < number).filter(near) {
            return surname(reading, at).filter(|full| gender::of(reading, &reading.mentions[full.mention]).is_none());
        }
    }
    let noun = last(reading, mention);
    let names = |at: &usize| {
        let other = &reading.mentions[*at];
        matches!(other.kind, Kind::FullName | Kind::Name)
            && if mention.kind == Kind::Plural {
                other.subject.is_some()
            } else {
                words_of(reading, other).split(' ').any(|word| word.eq_ignore_ascii_case(noun))
            }
    };
    let at = (0..number).rev().take(60).find(names)?;
    if reading.mentions[at].kind == Kind::Name {
        return surname(reading, at);
    }
    Some(Named { mention: at, misspelt: false })
}

/// The role that stands before a name, or behind it.
pub fn role(reading: &Reading<'_>, mention: &Mention) -> Option<String> {
    let words = &reading.words.words;
    let text = |from: usize, to: usize| reading.text[words[from].start as usize..words[to - 1].end as usize].to_owned();
    if mention.role < mention.from && mention.titled {
        // “Kremlin spokesperson”: what the office belongs to stands before it.
        let mut from = mention.role;
        while let Some(before) = from.checked_sub(1).map(|before| &words[before])
            && mention.role - from < 4
            && before.sentence == words[from].sentence
            && before.capital
            && matches!(before.sort, Sort::Plain | Sort::Body | Sort::Honorific | Sort::Person)
        {
            from -= 1;
        }
        while from + 1 < mention.from && words[from].sort == Sort::Determiner {
            from += 1;
        }
        return Some(text(from, mention.from));
    }
    let (from, to) = (mention.to + 1, mention.past.saturating_sub(1));
    let comma = words.get(mention.to).is_some_and(|word| word.sort == Sort::Comma);
    let word = words.get(from)?;
    let relative = matches!(word.sort, Sort::Relative | Sort::Number);
    (comma && from < to && !relative).then(|| text(from, to))
}
