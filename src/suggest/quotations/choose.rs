//! Reads a text once and decides, stretch after stretch, whether somebody said it and who.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::lexicon;
use super::marks::{self, Stretch};
use super::mentions::{self, Kind, Mention};
use super::model::Model;
use super::paragraphs::paragraphs;
use super::templates::Sum;
use super::view::{Past, View};
use super::words::{self, Words};

/// How likely a stretch must be somebody's words. At a half, every second scare quote and title of the training texts
/// came through; here one in five does, for one quotation in ten that is missed.
const LIKELY: f32 = 0.83;
/// The same for more words than titles and terms have.
const LIKELY_LONG: f32 = 0.72;
const LONG: usize = 12;
/// How much of that hangs on a speaker who is clearly the one.
const BY_SPEAKER: f32 = 0.3;

/// What the wording makes somebody’s words.
const BY_WORDING: f32 = 0.9;
/// What is said in a transcript.
const BY_LABEL: f32 = 0.95;

/// A text with all that is found in it before anything is decided.
#[derive(Debug)]
pub struct Reading<'a> {
    pub text: &'a str,
    pub stretches: Vec<Stretch>,
    pub words: Words,
    pub mentions: Vec<Mention>,
    same: Vec<u32>,
    counts: Vec<u16>,
    /// How many mentions stand before each that are in no apposition, and how many of these are subjects.
    before: Vec<(u32, u32)>,
    /// Where the first words of paragraphs stand, once somebody asks.
    paragraphs: OnceCell<Vec<usize>>,
}

impl<'a> Reading<'a> {
    pub fn of(text: &'a str) -> Self {
        let lexicon = lexicon::of(text);
        let stretches = marks::stretches(text);
        let words = if stretches.is_empty() { Words::default() } else { words::words(text, &stretches, lexicon) };
        let mentions = mentions::mentions(text, &words);
        let mut first: FxHashMap<&str, u32> = FxHashMap::with_capacity_and_hasher(mentions.len(), FxBuildHasher);
        let mut totals: Vec<u16> = vec![0; mentions.len()];
        let mut same = Vec::with_capacity(mentions.len());
        for (number, mention) in (0_u32..).zip(&mentions) {
            let number = if matches!(mention.kind, Kind::Plural | Kind::Relative) {
                number
            } else {
                *first.entry(words.words[mention.to - 1].of(text)).or_insert(number)
            };
            same.push(number);
            totals[number as usize] = totals[number as usize].saturating_add(1);
        }
        let counts = same.iter().map(|&number| totals[number as usize]).collect();
        let before = mentions::counted(&mentions);
        Self { text, stretches, words, mentions, same, counts, before, paragraphs: OnceCell::new() }
    }

    /// Whether a mention's last word names somebody elsewhere too.
    pub fn recurs(&self, mention: usize) -> bool {
        self.counts[mention] > 1
    }

    /// Whether two mentions end with one word.
    pub fn is_same(&self, one: usize, other: usize) -> bool {
        self.same[one] == self.same[other]
    }

    /// The number of the paragraph that a word stands in, by its first byte; blank ones do not count.
    pub fn paragraph(&self, at: usize) -> usize {
        let starts = self.paragraphs.get_or_init(|| {
            let is_word = |c: char| !c.is_whitespace();
            paragraphs(self.text).filter_map(|(base, paragraph)| Some(base + paragraph.find(is_word)?)).collect()
        });
        starts.partition_point(|&start| start <= at)
    }

    /// The last mention within some words.
    fn named_in(&self, range: &Range<usize>) -> Option<usize> {
        let start = |mention: &Mention| self.words.words[mention.to - 1].start as usize;
        let past = self.mentions.partition_point(|mention| start(mention) < range.end);
        past.checked_sub(1).filter(|&last| start(&self.mentions[last]) >= range.start)
    }

    pub fn view(&self) -> View<'_> {
        View {
            text: self.text,
            words: &self.words,
            stretches: &self.stretches,
            mentions: &self.mentions,
            same: &self.same,
            counts: &self.counts,
            before: &self.before,
            opening: &self.words.opening,
        }
    }
}

/// What is decided of a stretch.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    pub quotation: bool,
    pub mention: Option<usize>,
    /// The word for a claim that the stretch is a part of.
    pub cue: Option<usize>,
    /// How likely the stretch is somebody's words.
    pub chance: f32,
    /// What the choice of the speaker has of one, by softmax.
    pub share: f32,
}

/// Decides on each stretch.
pub fn choose(reading: &Reading<'_>, model: &Model) -> Vec<Choice> {
    let view = reading.view();
    let mut scores = Vec::new();
    let mut past = Past::default();
    let mut choices: Vec<Choice> = Vec::with_capacity(reading.stretches.len());
    for stretch in 0..reading.stretches.len() {
        if let Some(label) = &reading.stretches[stretch].label {
            let mention = reading.named_in(label);
            choices.push(Choice { quotation: mention.is_some(), mention, cue: None, chance: BY_LABEL, share: 1.0 });
            past = Past { stretch: Some(stretch), mention, previous: Some(true) };
            continue;
        }
        let mut best = best(&view, stretch, past, model, &mut scores);
        let claim = view.claimant(stretch).or_else(|| view.in_words_of(stretch));
        if let Some(owner) = claim.map(|(owner, _)| owner).or_else(|| view.caller(stretch)) {
            best = best.map(|(_, score, _)| (owner, score, 1.0));
        }
        let mut sum = Sum::of(&model.sense);
        view.sense(stretch, best.map(|(number, score, _)| (number, score)), past, &mut sum);
        let chance = 1.0 / (1.0 + (-sum.score).exp());
        let told = best.is_some_and(|(number, ..)| view.is_told(stretch, number));
        let chance = if claim.is_some() || told { chance.max(BY_WORDING) } else { chance };
        let share = best.map_or(0.0, |(_, _, share)| share);
        let long = reading.text[reading.stretches[stretch].span.clone()].split_ascii_whitespace().nth(LONG).is_some();
        let least = if long { LIKELY_LONG } else { LIKELY };
        let carried = reading.stretches[stretch].carries_on && past.previous == Some(true);
        let choice = Choice {
            quotation: (chance * (1.0 - BY_SPEAKER + BY_SPEAKER * share) > least && !view.is_own_term(stretch))
                || carried,
            mention: best.map(|(number, ..)| number),
            cue: claim.map(|(_, word)| word),
            chance,
            share,
        };
        past.previous = Some(choice.quotation);
        if choice.quotation {
            past = Past { stretch: Some(stretch), mention: choice.mention, previous: Some(true) };
        }
        choices.push(choice);
    }
    choices
}

/// The best speaker of a stretch, with the score and the share.
pub fn best(
    view: &View<'_>,
    stretch: usize,
    past: Past,
    model: &Model,
    scores: &mut Vec<f32>,
) -> Option<(usize, f32, f32)> {
    let range = view.candidates(stretch);
    let scene = view.scene(stretch, past);
    scores.clear();
    for number in range.clone() {
        let mut sum = Sum::of(&model.rank);
        view.rank(&scene, number, &mut sum);
        scores.push(sum.score);
    }
    let (at, &top) = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let best = range.start + at;
    let (mut total, mut own) = (0.0, 0.0);
    for (number, score) in range.zip(scores.iter()) {
        let odds = (score - top).exp();
        total += odds;
        own += if number == best || view.alike(best, number, past) { odds } else { 0.0 };
    }
    Some((best, top, own / total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_opens_its_paragraph_stands_in_that_one() {
        let text = "Rain fell.\n \nAnn Tallow saw it.\nShe said: “We need boats.”\n";
        let reading = Reading::of(text);
        for (words, number) in [("Rain", 1), ("fell", 1), ("Ann", 2), ("saw", 2), ("She", 3)] {
            assert_eq!(reading.paragraph(text.find(words).unwrap()), number, "{words}");
        }
    }
}
