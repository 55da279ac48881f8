//! The features of the two linear models.
//!
//! A feature is a template and a value; each pair has its place in one list of weights. Learning and use share these.

use super::lexicon::CUES;

/// Places in the list of weights.
pub type Features = Vec<u16>;

/// What features are given to, one after the other.
pub trait Sink {
    fn take(&mut self, feature: u16);
}

impl Sink for Features {
    fn take(&mut self, feature: u16) {
        self.push(feature);
    }
}

/// The sum of the weights of features.
#[derive(Debug)]
pub struct Sum<'a> {
    weights: &'a [f32],
    pub score: f32,
}

impl<'a> Sum<'a> {
    pub fn of(weights: &'a [f32]) -> Self {
        Self { weights, score: 0.0 }
    }
}

impl Sink for Sum<'_> {
    fn take(&mut self, feature: u16) {
        self.score += self.weights[usize::from(feature)];
    }
}

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

            pub fn add(self, features: &mut impl Sink, value: usize) {
                debug_assert!(value < Self::ALL[self as usize].1, "{self:?} {value}");
                features.take(Self::BASES[self as usize] + u16::try_from(value).unwrap_or(0));
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
    Ending = 5,
    LengthEnding = 12 * 5,
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

/// The first of some edges that a value does not pass.
pub fn bucket(value: usize, edges: &[usize]) -> usize {
    edges.iter().position(|&edge| value <= edge).unwrap_or(edges.len())
}
