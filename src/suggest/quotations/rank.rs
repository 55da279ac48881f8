//! What the first model looks at: a stretch with one who may have said it.

use super::lexicon::{Cue, Sort};
use super::mentions::Mention;
use super::templates::{Rank, Sink, bucket};
use super::view::{Past, View};
use super::words::Word;

/// So many words between a stretch and a mention are looked through.
const NEAR: usize = 200;

/// What is the same for all who may have said a stretch.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    past: Past,
    at: usize,
    /// The first mention behind the stretch.
    middle: usize,
    left: usize,
    right: usize,
    alone: usize,
    relation: usize,
    /// Verbs of speech before and behind it.
    cues: usize,
}

impl View<'_> {
    /// What is the same for all who may have said a stretch.
    pub fn scene(&self, stretch: usize, past: Past) -> Scene {
        let words = &self.words.words;
        let at = self.at(stretch);
        let quote = &words[at];
        let opens = at == 0 || words[at - 1].paragraph != quote.paragraph;
        let ends = words.get(at + 1).is_none_or(|next| next.paragraph != quote.paragraph);
        let same = |word: &&Word| word.sentence == quote.sentence;
        let lead = words[at.saturating_sub(8)..at].iter().filter(same).filter(|word| word.cue != Cue::None).count();
        let tail = words[at + 1..words.len().min(at + 9)].iter().take_while(same);
        let tail = tail.filter(|word| word.cue != Cue::None).count();
        Scene {
            past,
            at,
            middle: self.mentions.partition_point(|mention| mention.from < at),
            left: self.left(at),
            right: self.right(at, stretch),
            alone: usize::from(opens) + usize::from(opens && ends),
            relation: past.stretch.map_or(0, |last| self.relation(last, stretch)),
            cues: lead.min(2) * 3 + tail.min(2),
        }
    }

    /// Features of a stretch with one who may have said it.
    pub fn rank(&self, scene: &Scene, number: usize, features: &mut impl Sink) {
        let words = &self.words.words;
        let Scene { past, at, relation, .. } = *scene;
        let quote = &words[at];
        let mention = &self.mentions[number];
        let kind = mention.kind as usize;
        let word = &words[mention.from];
        let behind = mention.from > at;
        let apart = word.paragraph.abs_diff(quote.paragraph);
        let same = word.sentence == quote.sentence;
        let place = match (behind, same, apart) {
            (false, true, _) => 0,
            (false, _, 0) if quote.sentence - word.sentence == 1 => 1,
            (false, _, 0) => 2,
            (false, _, 1..=2) => 3,
            (false, _, 3..=4) => 4,
            (false, ..) => 5,
            (true, true, _) => 6,
            (true, _, 0) if word.sentence - quote.sentence == 1 => 7,
            (true, _, 0) => 8,
            _ => 9,
        };
        Rank::Place.add(features, place * 10 + kind);
        let (low, high) = if behind { (at + 1, mention.role) } else { (mention.past, at) };
        let gap = high.saturating_sub(low);
        Rank::Distance.add(features, bucket(gap, &[0, 1, 2, 3, 5, 7, 10, 15, 22, 35, 60]) * 10 + place);
        let near = gap.min(NEAR);
        let (quotes, stops) =
            if behind { self.quotes_and_stops(low, low + near) } else { self.quotes_and_stops(high - near, high) };
        let side = usize::from(behind);
        if let Some(verb) = mention.subject {
            let spot = self.verb_place(verb, at);
            let mid = self.mid(mention, verb, at);
            Rank::Subject.add(features, ((words[verb].cue as usize) * 8 + spot) * 2 + mid);
            Rank::SubjectKind.add(features, kind * 8 + spot);
        }
        if let Some(verb) = mention.inverse {
            let spot = self.verb_place(verb, at);
            let subject = usize::from(mention.subject.is_some());
            Rank::Inverse.add(features, ((words[verb].cue as usize) * 8 + spot) * 2 + subject);
            Rank::InverseKind.add(features, kind * 8 + spot);
        }
        if let (Some(verb), None) = (mention.reach, mention.subject) {
            let spot = self.verb_place(verb, at);
            let passed = usize::from(mention.passed).min(2);
            Rank::Reach.add(features, ((words[verb].cue as usize) * 8 + spot) * 3 + passed);
        }
        let others = self.mentions_between(number, scene.middle);
        Rank::Between.add(features, bucket(others.0, &[0, 1, 2, 3, 5, 8, 12]) * 2 + side);
        Rank::BetweenSubjects.add(features, others.1.min(3) * 10 + place);
        let before = mention.role.checked_sub(1).map_or(Sort::Stop, |before| words[before].sort);
        Rank::Before.add(features, before_class(before, mention, words, self.text) * 2 + side);
        let genitive = words.get(mention.to).is_some_and(|next| next.sort == Sort::Genitive);
        Rank::Genitive.add(features, usize::from(genitive) * 2 + side);
        if past.mention == Some(number) {
            Rank::SameMention.add(features, relation);
        } else if past.mention.is_some_and(|last| self.same[last] == self.same[number]) {
            Rank::SameName.add(features, relation * 2 + side);
        }
        Rank::Alone.add(features, scene.alone * 10 + place);
        Rank::Opens.add(features, usize::from(word.first) * 10 + place);
        Rank::Left.add(features, scene.left * 10 + place);
        Rank::Right.add(features, scene.right * 10 + place);
        Rank::Apposed.add(features, usize::from(mention.apposed) * 2 + side);
        Rank::Count.add(features, bucket(usize::from(self.counts[number]), &[1, 2, 4, 8]));
        Rank::Nearest.add(features, usize::from(others.0 == 0) * 10 + place);
        Rank::Titled.add(features, usize::from(mention.titled));
        if place < 6 {
            Rank::Paragraphs.add(features, usize::from(apart.min(4)));
        }
        Rank::QuotesBetween.add(features, quotes.min(3) as usize * 2 + side);
        let spot = if place == 0 {
            0
        } else if place == 6 {
            1
        } else {
            2
        };
        Rank::LeftCue.add(features, scene.cues * 3 + spot);
        Rank::AfterStop.add(features, usize::from(stops > 0) * 10 + place);
    }

    /// Whether the verb stands between mention and stretch.
    fn mid(&self, mention: &Mention, verb: usize, at: usize) -> usize {
        usize::from((mention.from < verb && verb < at) || (at < verb && verb < mention.from))
    }

    fn mentions_between(&self, number: usize, middle: usize) -> (usize, usize) {
        let (from, to) = if number < middle { (number + 1, middle) } else { (middle, number) };
        let ((all, subjects), (all_before, subjects_before)) = (self.before[to], self.before[from]);
        ((all - all_before) as usize, (subjects - subjects_before) as usize)
    }

    fn relation(&self, last: usize, stretch: usize) -> usize {
        let words = &self.words.words;
        let (before, at) = (self.at(last), self.at(stretch));
        let apart = words[at].paragraph.abs_diff(words[before].paragraph);
        let opens = at == 0 || words[at - 1].paragraph != words[at].paragraph;
        let ends = words.get(at + 1).is_none_or(|next| next.paragraph != words[at].paragraph);
        match apart {
            _ if self.stretches[stretch].carries_on => 1,
            0 if words[before].sentence == words[at].sentence => 2,
            0 if opens || words[at].first => 3,
            0 => 4,
            1..=2 if opens && ends => 5,
            1..=2 => 6,
            _ => 7,
        }
    }
}

fn before_class(sort: Sort, mention: &Mention, words: &[Word], text: &str) -> usize {
    if mention.role == 0 || words[mention.from].first {
        return 0;
    }
    let before = &words[mention.role - 1];
    match sort {
        Sort::Preposition => match before.of(text) {
            "of" => 1,
            "to" => 2,
            "by" => 3,
            "in" | "at" => 4,
            "for" => 5,
            "with" => 6,
            "from" => 7,
            "about" | "against" => 8,
            _ => 9,
        },
        Sort::Comma => 10,
        Sort::Quote => 11,
        Sort::Conjunction => 12,
        Sort::Relative => 13,
        Sort::Auxiliary => 14,
        Sort::Adverb => 15,
        Sort::Genitive => 16,
        Sort::Colon => 17,
        Sort::Dash => 18,
        Sort::Open => 19,
        Sort::Determiner | Sort::Possessor => 20,
        _ if before.cue == Cue::Tell => 21,
        _ if before.cue != Cue::None => 22,
        _ => 23,
    }
}
