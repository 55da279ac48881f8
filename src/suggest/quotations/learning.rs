//! Learns the weights from texts whose quotations are known, on the features that are used afterwards.
//!
//! Who said it is a choice among mentions: a softmax whose right answers are all mentions within the words that name
//! the speaker. Whether anybody said it is a logistic regression. Both go over the texts in turn, with steps that grow
//! smaller for each weight as it is moved (AdaGrad); weights that are moved seldom stay near zero.

use std::ops::Range;

use super::choose::{Reading, best};
use super::model::Model;
use super::templates::Features;
use super::view::Past;

/// A text and what is said in it.
#[derive(Debug, Clone)]
pub struct Lesson {
    pub text: String,
    pub said: Vec<Said>,
}

/// Somebody's words, which may stand in several places.
#[derive(Debug, Clone)]
pub struct Said {
    pub parts: Vec<Range<usize>>,
    pub speaker: Option<Range<usize>>,
}

const ROUNDS: usize = 14;
/// The weights are the mean of so many rounds at the end.
const LAST: usize = 7;
const PACE: f32 = 0.15;
const PULL: f32 = 0.000_02;

/// Learns both models and writes their weights as lines.
pub fn learn(lessons: &[Lesson]) -> String {
    let mut model = Model::blank();
    let mut moved = Model::blank();
    let mut mean = Model::blank();
    let readings: Vec<_> = lessons.iter().map(|lesson| (lesson, Reading::of(&lesson.text))).collect();
    for round in 0..ROUNDS {
        for (lesson, reading) in spread(&readings, round) {
            study(lesson, reading, &mut model, &mut moved, round);
        }
        if round >= ROUNDS - LAST {
            add(&mut mean.rank, &model.rank);
            add(&mut mean.sense, &model.sense);
        }
    }
    mean.write()
}

/// Texts of one publisher stand together in a file; here they are taken from all over it, otherwise in each round.
fn spread<T>(all: &[T], round: usize) -> impl Iterator<Item = &T> {
    let stride = [7, 11, 13, 17, 19][round % 5];
    (0..stride).flat_map(move |from| all.iter().skip((from + round) % stride).step_by(stride))
}

fn add(mean: &mut [f32], weights: &[f32]) {
    for (sum, weight) in mean.iter_mut().zip(weights) {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        {
            *sum += weight / LAST as f32;
        }
    }
}

/// The share of a stretch's letters that somebody said, and the one who said most of them.
fn truth<'a>(lesson: &'a Lesson, span: &Range<usize>) -> (bool, Option<&'a Range<usize>>) {
    let bytes = lesson.text.as_bytes();
    let letters = |range: Range<usize>| bytes[range].iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    let within = |said: &Said| -> usize {
        let parts = said.parts.iter().map(|part| part.start.max(span.start)..part.end.min(span.end));
        parts.filter(|part| part.start < part.end).map(letters).sum()
    };
    let top = lesson.said.iter().map(|said| (within(said), said)).max_by_key(|(count, _)| *count);
    match top {
        Some((count, said)) if count * 2 >= letters(span.clone()).max(1) => (true, said.speaker.as_ref()),
        _ => (false, None),
    }
}

fn study(lesson: &Lesson, reading: &Reading<'_>, model: &mut Model, moved: &mut Model, round: usize) {
    let view = reading.view();
    let mut past = Past::default();
    let mut features = Features::new();
    let mut scores = Vec::new();
    for stretch in 0..reading.stretches.len() {
        if reading.stretches[stretch].label.is_some() {
            continue;
        }
        let (said, speaker) = truth(lesson, &reading.stretches[stretch].span);
        let found = best(&view, stretch, past, model, &mut scores);
        features.clear();
        view.sense(stretch, found.map(|(number, score, _)| (number, score)), past, &mut features);
        if round > 0 {
            let guess = 1.0 / (1.0 + (-score(&model.sense, &features)).exp());
            step(&mut model.sense, &mut moved.sense, &features, f32::from(u8::from(said)) - guess);
        }
        let past_before = past;
        past.previous = Some(said);
        if !said {
            continue;
        }
        let range = view.candidates(stretch);
        let right = |number: usize| {
            let mention = &reading.mentions[number];
            let (from, to) = (reading.words.words[mention.from].start, reading.words.words[mention.to - 1].end);
            speaker.is_some_and(|speaker| (from as usize) < speaker.end && speaker.start < to as usize)
        };
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let odds: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
        let total: f32 = odds.iter().sum();
        let fit: f32 = range.clone().zip(&odds).filter(|(number, _)| right(*number)).map(|(_, odds)| odds).sum();
        if fit > 0.0 {
            let scene = view.scene(stretch, past_before);
            for (number, odds) in range.clone().zip(&odds) {
                let wanted = if right(number) { odds / fit } else { 0.0 };
                let error = wanted - odds / total;
                if error.abs() > 0.001 {
                    features.clear();
                    view.rank(&scene, number, &mut features);
                    step(&mut model.rank, &mut moved.rank, &features, error);
                }
            }
        }
        let chosen = found.map(|(number, ..)| number);
        let taught = range.clone().find(|&number| right(number));
        // Its own mistakes are what it will have to live with; at first there are too many of them.
        let mention = if round < 2 { taught.or(chosen) } else { chosen };
        past = Past { stretch: Some(stretch), mention, previous: Some(true) };
    }
}

fn score(weights: &[f32], features: &[u16]) -> f32 {
    features.iter().map(|&feature| weights[usize::from(feature)]).sum()
}

fn step(weights: &mut [f32], moved: &mut [f32], features: &[u16], error: f32) {
    for &feature in features {
        let at = usize::from(feature);
        let slope = error - PULL * weights[at];
        moved[at] += slope * slope;
        weights[at] += PACE * slope / (moved[at].sqrt() + 0.1) - PULL * weights[at];
    }
}
