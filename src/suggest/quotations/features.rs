//! What the two linear models look at: of a stretch, and of a stretch with one who may have said it.
//!
//! A feature is a template and a value; each pair has its place in one list of weights. Learning and use share these.

use super::lexicon::{CUES, Cue, Hint, Sort};
use super::marks::Stretch;
use super::mentions::Mention;
use super::words::{Word, Words};

/// Places in the list of weights.
pub type Features = Vec<u16>;

macro_rules! templates {
    ($name:ident: $($template:ident = $size:expr),+ $(,)?) => {
        #[derive(Debug, Clone, Copy)]
        pub enum $name { $($template),+ }

        impl $name {
            pub const ALL: &'static [(&'static str, usize)] = &[$((stringify!($template), $size)),+];
            pub const BASES: [u16; Self::ALL.len()] = bases(Self::ALL);
            pub const SIZE: usize = {
                let last = Self::ALL.len() - 1;
                Self::BASES[last] as usize + Self::ALL[last].1
            };

            fn add(self, features: &mut Features, value: usize) {
                debug_assert!(value < Self::ALL[self as usize].1, "{self:?} {value}");
                features.push(Self::BASES[self as usize] + u16::try_from(value).unwrap_or(0));
            }
        }
    };
}

const fn bases<const N: usize>(all: &[(&str, usize)]) -> [u16; N] {
    let mut bases = [0; N];
    let (mut at, mut sum) = (0, 0);
    while at < N {
        bases[at] = sum;
        #[expect(clippy::cast_possible_truncation, reason = "a few thousand weights")]
        {
            sum += all[at].1 as u16;
        }
        at += 1;
    }
    bases
}

templates! { Rank:
    Place = 10 * 10,
    Distance = 12 * 10,
    Subject = CUES * 8 * 2,
    Inverse = CUES * 8 * 2,
    Reach = CUES * 8 * 3,
    SubjectKind = 10 * 8,
    InverseKind = 10 * 8,
    Between = 8 * 2,
    BetweenSubjects = 4 * 10,
    Before = 24 * 2,
    Genitive = 2 * 2,
    SameMention = 8,
    SameName = 8 * 2,
    Alone = 3 * 10,
    Opens = 2 * 10,
    Left = 8 * 10,
    Right = 8 * 10,
    Apposed = 2 * 2,
    Count = 5,
    Nearest = 2 * 10,
    Titled = 2,
    Paragraphs = 5,
    QuotesBetween = 4 * 2,
    LeftCue = 3 * 3 * 3,
    AfterStop = 2 * 10,
}

templates! { Sense:
    Bias = 1,
    Length = 12,
    Left = 26,
    LeftCue = CUES,
    LeftCue2 = CUES,
    Right = 26,
    RightCue = CUES,
    RightCue2 = CUES,
    Ending = 6,
    LengthEnding = 12 * 6,
    Capital = 2 * 12,
    AllCapital = 2 * 4,
    Small = 2 * 6,
    Verb = 2 * 6,
    SelfWord = 2,
    Sentences = 3,
    OpensParagraph = 2 * 2,
    Carries = 2,
    Best = 12,
    BestLength = 12 * 6,
    SubjectCue = CUES * 4,
    InverseCue = CUES * 4,
    SentenceCue = CUES,
    Previous = 3 * 3,
    Repeated = 2,
    Heading = 2,
    Frame = 14 * 11 * 3,
    Opening = 26 * 3,
    HintBefore = 4 * 3 * 3,
    HintAfter = 4 * 3,
}

/// What is asked of a whole text.
#[derive(Debug)]
pub struct View<'a> {
    pub text: &'a str,
    pub words: &'a Words,
    pub stretches: &'a [Stretch],
    pub mentions: &'a [Mention],
    /// For each mention, the first that has the same last word.
    pub same: &'a [u32],
    pub counts: &'a [u16],
    /// For each stretch, what its first word is.
    pub opening: &'a [Sort],
}

/// What was decided so far.
#[derive(Debug, Clone, Copy, Default)]
pub struct Past {
    /// The stretch before, if it is a quotation.
    pub stretch: Option<usize>,
    pub mention: Option<usize>,
    /// Whether the stretch right before was taken for a quotation; none at the start.
    pub previous: Option<bool>,
}

fn bucket(value: usize, edges: &[usize]) -> usize {
    edges.iter().position(|&edge| value <= edge).unwrap_or(edges.len())
}

impl View<'_> {
    fn word(&self, at: usize) -> Option<&Word> {
        self.words.words.get(at)
    }

    fn at(&self, stretch: usize) -> usize {
        self.words.quotes[stretch] as usize
    }

    /// The mentions that may have said a stretch.
    pub fn candidates(&self, stretch: usize) -> std::ops::Range<usize> {
        let at = self.at(stretch);
        let middle = self.mentions.partition_point(|mention| mention.from < at);
        let paragraph = self.words.words[at].paragraph;
        let near = |mention: &Mention| self.words.words[mention.from].paragraph.abs_diff(paragraph);
        let from = self.mentions[..middle].iter().rev().take(24).take_while(|m| near(m) <= 6).count();
        let to = self.mentions[middle..].iter().take(14).take_while(|m| near(m) <= 2).count();
        middle - from..middle + to
    }

    /// Where a verb stands as seen from a stretch.
    fn verb_place(&self, verb: usize, at: usize) -> usize {
        let words = &self.words.words;
        if verb < at {
            let gap = &words[verb + 1..at];
            let same = words[verb].sentence == words[at].sentence;
            match (same, gap.len()) {
                (true, 0) => 0,
                (true, 1) if matches!(gap[0].sort, Sort::Comma | Sort::Colon) => 0,
                (true, ..=5) if gap.iter().all(|word| word.sort != Sort::Quote) => 1,
                (true, _) => 2,
                _ if words[verb].paragraph == words[at].paragraph => 3,
                _ => 4,
            }
        } else {
            let gap = &words[at + 1..verb];
            let clear = gap.iter().all(|word| word.sort != Sort::Quote && word.sort != Sort::Stop);
            let same = words[verb].sentence == words[at].sentence;
            match (same && clear, gap.len()) {
                (true, ..=8) => 5,
                (true, _) => 6,
                _ => 7,
            }
        }
    }

    fn left(&self, at: usize) -> usize {
        let Some(word) = at.checked_sub(1).and_then(|before| self.word(before)) else { return 0 };
        if word.paragraph != self.words.words[at].paragraph {
            return 1;
        }
        match word.sort {
            _ if word.cue != Cue::None => 2,
            Sort::Comma => 3,
            Sort::Colon => 4,
            Sort::Stop => 5,
            Sort::Conjunction | Sort::Relative | Sort::Determiner => 6,
            _ => 7,
        }
    }

    fn right(&self, at: usize, stretch: usize) -> usize {
        let span = &self.stretches[stretch].span;
        let ending = self.text[span.clone()].chars().next_back();
        match ending {
            Some(',') => 0,
            Some('.') => 1,
            Some('?' | '!') => 2,
            _ => match self.word(at + 1) {
                Some(word) if word.paragraph == self.words.words[at].paragraph => match word.sort {
                    Sort::Comma => 3,
                    Sort::Stop => 4,
                    Sort::Quote => 6,
                    _ => 5,
                },
                _ => 7,
            },
        }
    }

    /// Features of a stretch with one who may have said it.
    pub fn rank(&self, stretch: usize, number: usize, past: Past, features: &mut Features) {
        features.clear();
        let words = &self.words.words;
        let at = self.at(stretch);
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
        let between = &words[low.min(high)..high];
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
        let others = self.mentions_between(number, at);
        Rank::Between.add(features, bucket(others.0, &[0, 1, 2, 3, 5, 8, 12]) * 2 + side);
        Rank::BetweenSubjects.add(features, others.1.min(3) * 10 + place);
        let before = mention.role.checked_sub(1).map_or(Sort::Stop, |before| words[before].sort);
        Rank::Before.add(features, before_class(before, mention, words, self.text) * 2 + side);
        let genitive = words.get(mention.to).is_some_and(|next| next.sort == Sort::Genitive);
        Rank::Genitive.add(features, usize::from(genitive) * 2 + side);
        let relation = past.stretch.map_or(0, |last| self.relation(last, stretch));
        if past.mention == Some(number) {
            Rank::SameMention.add(features, relation);
        } else if past.mention.is_some_and(|last| self.same[last] == self.same[number]) {
            Rank::SameName.add(features, relation * 2 + side);
        }
        let opens = at == 0 || words[at - 1].paragraph != quote.paragraph;
        let ends = words.get(at + 1).is_none_or(|next| next.paragraph != quote.paragraph);
        Rank::Alone.add(features, (usize::from(opens) + usize::from(opens && ends)) * 10 + place);
        Rank::Opens.add(features, usize::from(word.first) * 10 + place);
        Rank::Left.add(features, self.left(at) * 10 + place);
        Rank::Right.add(features, self.right(at, stretch) * 10 + place);
        Rank::Apposed.add(features, usize::from(mention.apposed) * 2 + side);
        Rank::Count.add(features, bucket(usize::from(self.counts[number]), &[1, 2, 4, 8]));
        Rank::Nearest.add(features, usize::from(others.0 == 0) * 10 + place);
        Rank::Titled.add(features, usize::from(mention.titled));
        if place < 6 {
            Rank::Paragraphs.add(features, usize::from(apart.min(4)));
        }
        let quotes = between.iter().filter(|word| word.sort == Sort::Quote).count();
        Rank::QuotesBetween.add(features, quotes.min(3) * 2 + side);
        let near = |range: &[Word]| {
            range.iter().take_while(|w| w.sentence == quote.sentence).filter(|w| w.cue != Cue::None).count().min(2)
        };
        let lead: usize = words[at.saturating_sub(8)..at]
            .iter()
            .filter(|w| w.sentence == quote.sentence && w.cue != Cue::None)
            .count()
            .min(2);
        let tail = near(&words[(at + 1).min(words.len())..(at + 9).min(words.len())]);
        let spot = if place == 0 {
            0
        } else if place == 6 {
            1
        } else {
            2
        };
        Rank::LeftCue.add(features, (lead * 3 + tail) * 3 + spot);
        let stops = between.iter().any(|word| word.sort == Sort::Stop);
        Rank::AfterStop.add(features, usize::from(stops) * 10 + place);
    }

    /// Whether the verb stands between mention and stretch.
    fn mid(&self, mention: &Mention, verb: usize, at: usize) -> usize {
        usize::from((mention.from < verb && verb < at) || (at < verb && verb < mention.from))
    }

    fn mentions_between(&self, number: usize, at: usize) -> (usize, usize) {
        let middle = self.mentions.partition_point(|mention| mention.from < at);
        let range = if number < middle { number + 1..middle } else { middle..number };
        let between = self.mentions[range].iter().filter(|mention| !mention.apposed);
        between.fold((0, 0), |(all, subjects), mention| (all + 1, subjects + usize::from(mention.subject.is_some())))
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

    /// Features of a stretch by itself, with the score of the best who may have said it.
    pub fn sense(&self, stretch: usize, best: Option<(usize, f32)>, past: Past, features: &mut Features) {
        features.clear();
        let words = &self.words.words;
        let at = self.at(stretch);
        let quote = &words[at];
        let said = &self.text[self.stretches[stretch].span.clone()];
        Sense::Bias.add(features, 0);
        let (mut count, mut capitals, mut verbs, mut own, mut stops) = (0, 0, false, false, 0);
        for word in said.split_ascii_whitespace().take(40) {
            count += 1;
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            capitals += usize::from(bare.starts_with(char::is_uppercase));
            verbs |= VERBS.contains(&bare) || bare.contains(['\'', '’']);
            own |= OWN.contains(&bare) || bare.starts_with("I'") || bare.starts_with("I’");
            stops += usize::from(word.ends_with(['.', '?', '!']));
        }
        let length = bucket(count, &[1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 39]);
        let short = bucket(count, &[1, 2, 3, 5, 9]);
        let ending = match said.chars().next_back() {
            Some(',') => 0,
            Some('.') => 1,
            Some('?' | '!') => 2,
            Some('-' | '—' | '…') => 3,
            _ if words.get(at + 1).is_some_and(|next| next.sort == Sort::Comma) => 4,
            _ => 5,
        };
        Sense::Length.add(features, length);
        Sense::Ending.add(features, ending);
        Sense::LengthEnding.add(features, length * 6 + ending);
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
        let after = words.get(at + 1).filter(same);
        Sense::Left.add(features, before.map_or(25, |word| word.sort as usize));
        Sense::LeftCue.add(features, before.map_or(0, |word| word.cue as usize));
        let second = at.checked_sub(2).map(|place| &words[place]).filter(same);
        Sense::LeftCue2.add(features, second.map_or(0, |word| word.cue as usize));
        Sense::Right.add(features, after.map_or(25, |word| word.sort as usize));
        Sense::RightCue.add(features, after.map_or(0, |word| word.cue as usize));
        Sense::RightCue2.add(features, words.get(at + 2).filter(same).map_or(0, |word| word.cue as usize));
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
        let twice = count <= 5 && self.text.matches(said).take(2).count() == 2;
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

const VERBS: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will", "would", "can",
    "could", "should", "must", "may", "might", "am", "not", "get", "got", "going", "want", "know", "think", "make",
];
const OWN: &[&str] = &["I", "we", "We", "my", "My", "our", "Our", "you", "You", "me", "us", "your", "Your"];
