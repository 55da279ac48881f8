//! What the second model looks at: a stretch by itself, and how well the best of those who may have said it fits.

use std::ops::Range;

use super::lexicon::{Cue, Hint, Sort, bare};
use super::templates::{Sense, Sink, bucket};
use super::view::{Past, View};
use super::words::Word;
use crate::quantity::{Outline, Sieve};

impl View<'_> {
    /// Features of a stretch by itself, with the score of the best who may have said it.
    pub fn sense(&self, stretch: usize, best: Option<(usize, f32)>, past: Past, features: &mut impl Sink) {
        let words = &self.words.words;
        let at = self.at(stretch);
        let quote = &words[at];
        let said = &self.text[self.stretches[stretch].span.clone()];
        Sense::Bias.add(features, 0);
        let (mut count, mut capitals, mut verbs, mut own, mut stops) = (0, 0, false, false, 0);
        for word in said.split_ascii_whitespace().take(40) {
            count += 1;
            let bare = bare(word);
            capitals += usize::from(bare.starts_with(char::is_uppercase));
            verbs = verbs || is_verb(bare);
            own = own || is_own(bare);
            stops += usize::from(word.ends_with(['.', '?', '!']));
        }
        let length = bucket(count, &[1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 39]);
        let short = bucket(count, &[1, 2, 3, 5, 9]);
        let ending = match self.ending(at, stretch) {
            Some(',') => 0,
            Some('.') => 1,
            Some('?' | '!') => 2,
            Some('-' | '—' | '…') => 3,
            _ => 4,
        };
        Sense::Length.add(features, length);
        Sense::Ending.add(features, ending);
        Sense::LengthEnding.add(features, length * 5 + ending);
        let capital = said.starts_with(char::is_uppercase);
        Sense::Capital.add(features, usize::from(capital) * 12 + length);
        Sense::AllCapital
            .add(features, usize::from(count > 0 && capitals * 3 >= count * 2) * 4 + bucket(count, &[1, 2, 4]));
        Sense::Small.add(features, usize::from(capitals == 0) * 6 + short);
        Sense::Verb.add(features, usize::from(verbs) * 6 + short);
        Sense::SelfWord.add(features, usize::from(own));
        Sense::Sentences.add(features, stops.min(2));
        let same = |word: &&Word| word.paragraph == quote.paragraph;
        let before = at.checked_sub(1).map(|place| &words[place]).filter(same);
        let after = self.behind(at, stretch);
        let second_after =
            after.and_then(|_| words.get(at + 2 + usize::from(self.outside(at, stretch).is_some())).filter(same));
        Sense::Left.add(features, before.map_or(25, |word| word.sort as usize));
        Sense::LeftCue.add(features, before.map_or(0, |word| word.cue as usize));
        let second = at.checked_sub(2).map(|place| &words[place]).filter(same);
        Sense::LeftCue2.add(features, second.map_or(0, |word| word.cue as usize));
        Sense::Right.add(features, after.map_or(25, |word| word.sort as usize));
        Sense::RightCue.add(features, after.map_or(0, |word| word.cue as usize));
        Sense::RightCue2.add(features, second_after.map_or(0, |word| word.cue as usize));
        Sense::OpensParagraph.add(features, usize::from(before.is_none()) * 2 + usize::from(after.is_none()));
        Sense::Carries.add(features, usize::from(self.stretches[stretch].carries_on));
        let score = best.map_or(0, |(_, score)| bucket_score(score));
        Sense::Best.add(features, score);
        Sense::BestLength.add(features, score * 6 + short);
        if let Some((number, _)) = best {
            let mention = &self.mentions[number];
            let spot = |verb: usize| match self.verb_place(verb, at) {
                0 | 5 => 0,
                1 => 1,
                2 | 6 => 2,
                _ => 3,
            };
            if let Some(verb) = mention.subject {
                Sense::SubjectCue.add(features, words[verb].cue as usize * 4 + spot(verb));
            }
            if let Some(verb) = mention.inverse {
                Sense::InverseCue.add(features, words[verb].cue as usize * 4 + spot(verb));
            }
        }
        let sentence = |word: &&Word| word.sentence == quote.sentence;
        let around = words[at.saturating_sub(12)..at].iter().rev().take_while(sentence);
        let cue = around.map(|word| word.cue).find(|&cue| cue != Cue::None).unwrap_or(Cue::None);
        Sense::SentenceCue.add(features, cue as usize);
        let near = past.previous.map_or(0, |quotation| 1 + usize::from(quotation));
        let relation = match stretch.checked_sub(1).map(|last| &words[self.at(last)]) {
            Some(last) if last.sentence == quote.sentence => 0,
            Some(last) if last.paragraph == quote.paragraph => 1,
            _ => 2,
        };
        Sense::Previous.add(features, near * 3 + relation);
        let twice = count <= 5 && self.recurs(&self.stretches[stretch].span);
        Sense::Repeated.add(features, usize::from(twice));
        let ends = words.partition_point(|word| word.paragraph == 0);
        let heading = quote.paragraph == 0 && words[ends - 1].sort != Sort::Stop;
        Sense::Heading.add(features, usize::from(heading));
        let brief = bucket(count, &[2, 5]);
        let frame = self.frame_before(before) * 11 + if ending <= 2 { 10 } else { frame_after(after) };
        Sense::Frame.add(features, frame * 3 + brief);
        let near = words[at.saturating_sub(3)..at].iter().rev().take_while(|word| word.sentence == quote.sentence);
        let (hint, far) = near
            .enumerate()
            .map(|(far, word)| (word.hint, far))
            .find(|(hint, _)| *hint != Hint::None)
            .unwrap_or((Hint::None, 0));
        Sense::HintBefore.add(features, (hint as usize * 3 + far) * 3 + brief);
        Sense::Opening.add(features, self.opening[stretch] as usize * 3 + brief);
        let next = words[at + 1..].iter().take(4).take_while(|word| word.sentence == quote.sentence);
        let hint = next.map(|word| word.hint).find(|hint| *hint != Hint::None).unwrap_or(Hint::None);
        Sense::HintAfter.add(features, hint as usize * 3 + brief);
    }

    /// Whether some words stand a second time in the text, not too far away.
    fn recurs(&self, span: &Range<usize>) -> bool {
        const FAR: usize = 16_000;
        let text = self.text.as_bytes();
        let around = &text[span.start.saturating_sub(FAR)..text.len().min(span.end + FAR)];
        memchr::memmem::find_iter(around, &text[span.clone()]).take(2).count() == 2
    }

    /// The class of the word before a stretch.
    fn frame_before(&self, word: Option<&Word>) -> usize {
        let Some(word) = word else { return 0 };
        match word.sort {
            _ if word.cue != Cue::None && word.cue != Cue::Unknown => 1,
            Sort::Determiner => match word.of(self.text) {
                "the" | "The" => 2,
                "a" | "an" | "A" | "An" => 3,
                "that" => 9,
                _ => 4,
            },
            Sort::Possessor => 4,
            Sort::Genitive => 5,
            Sort::Preposition => 6,
            Sort::Auxiliary => 7,
            Sort::Comma | Sort::Colon | Sort::Dash | Sort::Open => 8,
            Sort::Conjunction | Sort::Relative => 9,
            Sort::Stop => 12,
            _ if word.capital => 11,
            Sort::Plain | Sort::Person | Sort::Body | Sort::Paper | Sort::Adverb => 10,
            _ => 13,
        }
    }
}

/// The class of the word behind a stretch.
fn frame_after(word: Option<&Word>) -> usize {
    let Some(word) = word else { return 0 };
    match word.sort {
        _ if word.cue != Cue::None && word.cue != Cue::Unknown => 7,
        Sort::Comma | Sort::Dash | Sort::Colon | Sort::Close => 1,
        Sort::Stop => 2,
        Sort::Preposition => 3,
        Sort::Conjunction | Sort::Relative => 4,
        _ if word.capital => 6,
        Sort::Plain | Sort::Person | Sort::Body | Sort::Paper => 5,
        Sort::Pronoun | Sort::Plural | Sort::Self_ => 8,
        _ => 9,
    }
}

fn bucket_score(score: f32) -> usize {
    let edges = [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0];
    1 + edges.iter().position(|&edge| score <= edge).unwrap_or(edges.len())
}

/// A verb that most sentences have, or one run together: don’t, she’s.
fn is_verb(word: &str) -> bool {
    static SIEVE: Sieve = Sieve::EMPTY.with(VERBS);
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    SIEVE.passes(Outline::of(word.as_bytes())) && VERBS.contains(&word) || !is_plain && word.contains(['\'', '’'])
}

/// A word for oneself, one’s own or whom one speaks to.
fn is_own(word: &str) -> bool {
    static SIEVE: Sieve = Sieve::EMPTY.with(OWN);
    let is_one = SIEVE.passes(Outline::of(word.as_bytes())) && OWN.contains(&word);
    is_one || word.starts_with("I'") || word.starts_with("I’")
}

const VERBS: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will", "would", "can",
    "could", "should", "must", "may", "might", "am", "not", "get", "got", "going", "want", "know", "think", "make",
];
const OWN: &[&str] = &["I", "we", "We", "my", "My", "our", "Our", "you", "You", "me", "us", "your", "Your"];
