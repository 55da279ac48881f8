//! Makes quotations of the stretches that were chosen: split ones and those that run over paragraphs are one.

use super::super::{Known, Quotation, Speaker};
use super::choose::{Choice, Reading};
use super::lexicon::{Cue, Sort};
use super::mentions::{Kind, Mention};
use super::names;

/// Joins stretches, and names their speakers.
pub fn join(reading: &Reading<'_>, choices: &[Choice], known: &[Known]) -> Vec<Quotation> {
    let mut made: Vec<Quotation> = Vec::new();
    let mut last: Option<(usize, Option<usize>)> = None;
    let mut speaker_before = None;
    for (stretch, choice) in choices.iter().enumerate() {
        if !choice.quotation {
            continue;
        }
        let span = reading.stretches[stretch].span.clone();
        if let (Some((before, mention)), Some(quotation)) = (last, made.last_mut())
            && goes_on(reading, before, stretch, mention, choice.mention)
        {
            quotation.segments.push(span.clone());
            quotation.span.end = span.end;
            last = Some((stretch, mention));
            continue;
        }
        let named = choice.mention.and_then(|number| names::fullest(reading, number, speaker_before));
        if let Some(named) = &named {
            speaker_before = Some(choice.mention.filter(|&number| number > named.mention).unwrap_or(named.mention));
        }
        made.push(quotation(reading, stretch, choice, named, known));
        last = Some((stretch, choice.mention));
    }
    made
}

/// Whether a stretch carries on the one before.
fn goes_on(reading: &Reading<'_>, before: usize, stretch: usize, mention: Option<usize>, own: Option<usize>) -> bool {
    if reading.stretches[stretch].carries_on && before + 1 == stretch {
        return true;
    }
    if before + 1 != stretch || mention != own {
        return false;
    }
    let words = &reading.words.words;
    let (from, to) = (reading.words.quotes[before] as usize, reading.words.quotes[stretch] as usize);
    if words[from].paragraph != words[to].paragraph {
        return false;
    }
    let between = &words[from + 1..to];
    let within = own.is_some_and(|own| {
        let mention = &reading.mentions[own];
        from < mention.from && mention.from < to
    });
    // `“One,” she said, “two.”` and `“One,” she said. “Two.”`
    within
        && between.len() <= 30
        && between.last().is_some_and(|word| {
            matches!(word.sort, Sort::Comma | Sort::Stop | Sort::Colon | Sort::Dash) || word.cue != Cue::None
        })
}

fn quotation(
    reading: &Reading<'_>,
    stretch: usize,
    choice: &Choice,
    named: Option<names::Named>,
    known: &[Known],
) -> Quotation {
    let span = reading.stretches[stretch].span.clone();
    let words = &reading.words.words;
    let at = reading.words.quotes[stretch] as usize;
    let mention = choice.mention.map(|number| &reading.mentions[number]);
    let labelled = reading.stretches[stretch].label.is_some();
    let cue = choice.cue.or_else(|| mention.filter(|_| !labelled).and_then(|mention| cue(reading, mention, at)));
    let speaker = mention.map(|mention| speaker(reading, mention, named, known));
    let confidence = choice.chance * if mention.is_some() { 0.25 + 0.75 * choice.share } else { 0.5 };
    let cue = cue.map(|place| words[place].start as usize..words[place].end as usize);
    let label = reading.stretches[stretch].label.as_ref();
    let because = match label {
        Some(label) => format!("“{}:” stands before the words", &reading.text[label.clone()]),
        None => because(reading, cue.clone(), speaker.as_ref(), named),
    };
    Quotation { segments: vec![span.clone()], span, speaker, cue, confidence, because }
}

/// The verb of speech between a speaker and a stretch.
fn cue(reading: &Reading<'_>, mention: &Mention, at: usize) -> Option<usize> {
    let words = &reading.words.words;
    let near = |place: &usize| words[*place].paragraph.abs_diff(words[at].paragraph) <= 1;
    // A verb of speech beside the words is the cue rather than any verb in the past behind the name: `Tallow stood up,
    // saying, “…”`
    let beside = (at.saturating_sub(2)..at).rev().find(|&place| {
        matches!(words[place].cue, Cue::Say | Cue::Add | Cue::Write) && words[place].sentence == words[at].sentence
    });
    let unsure = mention.subject.is_some_and(|verb| words[verb].cue == Cue::Unknown);
    if unsure && beside.is_some() {
        return beside;
    }
    let left = mention.role.checked_sub(1).filter(|&before| words[before].cue != Cue::None);
    mention.subject.or(mention.inverse).or(left).or(mention.reach).filter(near)
}

fn speaker(reading: &Reading<'_>, mention: &Mention, named: Option<names::Named>, known: &[Known]) -> Speaker {
    let words = &reading.words.words;
    let full = named.map(|named| &reading.mentions[named.mention]);
    let name = full.map(|full| tidy(names::words_of(reading, full)));
    let own = names::words_of(reading, mention);
    let person = match &name {
        Some(name) => known_as(name, known).or_else(|| known_as(own, known)),
        None => None,
    };
    let body = matches!(mention.kind, Kind::Body | Kind::Paper)
        || full.is_some_and(|full| words[full.from..full.to].iter().any(|word| word.sort == Sort::Body));
    Speaker {
        mention: words[mention.from].start as usize..words[mention.to - 1].end as usize,
        name: person.map(|person| person.name.clone()).or(name),
        known: person.map(|person| person.id.clone()),
        role: names::role(reading, mention).or_else(|| full.and_then(|full| names::role(reading, full))),
        is_body: body,
    }
}

fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The person of the record by name or alias, or by a surname that only one of them has.
fn known_as<'k>(name: &str, known: &'k [Known]) -> Option<&'k Known> {
    let exact = known.iter().find(|person| {
        person.name.eq_ignore_ascii_case(name) || person.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    });
    let mut by_surname = known
        .iter()
        .filter(|person| person.name.rsplit(' ').next().is_some_and(|last| last.eq_ignore_ascii_case(name)));
    exact.or_else(|| by_surname.next().filter(|_| by_surname.next().is_none()))
}

fn because(
    reading: &Reading<'_>,
    cue: Option<std::ops::Range<usize>>,
    speaker: Option<&Speaker>,
    named: Option<names::Named>,
) -> String {
    let Some(speaker) = speaker else {
        return "words in quotation marks, and nobody near who may have said them".to_owned();
    };
    let mention = &reading.text[speaker.mention.clone()];
    let mut reason = match cue {
        Some(cue) => format!("“{}” beside “{mention}”", &reading.text[cue]),
        None => format!("“{mention}” stands nearest"),
    };
    if let (Some(name), Some(named)) = (&speaker.name, named)
        && name != mention
    {
        let full = &reading.mentions[named.mention];
        let number = reading.paragraph(reading.words.words[full.from].start as usize);
        let spelt = if named.misspelt { ", spelt otherwise," } else { "" };
        reason += &format!(", who is {name}{spelt} of paragraph {number}");
    }
    reason
}
