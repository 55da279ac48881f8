//! The annotations that a text asks for: its quotations with who said them, and its figures and dates.
//!
//! 1. [`quotations()`] pairs quotation marks, finds the mentions of people and bodies, and chooses a speaker for each
//!    stretch that is somebody's words.
//! 2. [`figures()`] takes the quantities that [`quantity`](crate::quantity) reads and finds dates beside them.
//!
//! [`report`] writes what was found for people and for programs.
//!
//! **Invariant:** pure functions of a text, what is known of people, and the article's date: no file, no clock, no
//! network. Nothing here is ever published: an editor confirms it first.

mod figures;
mod quotations;
pub mod report;

use std::ops::Range;

use jiff::civil::Date;

pub use figures::{AsFact, figures};
pub use quotations::{Lesson, Said, learn, quotations};

/// What a text asks for, in its order. All ranges are bytes of the text.
#[derive(Debug, Clone, Default)]
pub struct Suggestions {
    pub quotes: Vec<Quotation>,
    pub facts: Vec<Figure>,
}

/// A person of the record, as texts may name them.
#[derive(Debug, Clone)]
pub struct Known {
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
}

/// Words in quotation marks that somebody said or wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Quotation {
    /// From the first word to the last, without the outer marks.
    pub span: Range<usize>,
    /// Its parts: `“One,” she said, “two.”` has two, as has one that runs over paragraphs.
    pub segments: Vec<Range<usize>>,
    pub speaker: Option<Speaker>,
    /// The words that say that somebody speaks: said, according to.
    pub cue: Option<Range<usize>>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Why it is taken for a quotation of this speaker, for an editor.
    pub because: String,
}

/// Whom a text says to have spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The words nearest the quotation that name them: he, Peskov, the ministry.
    pub mention: Range<usize>,
    /// The fullest name that the text or the record gives them.
    pub name: Option<String>,
    /// Their id in the record, if it has them.
    pub known: Option<String>,
    /// What stands beside the name: Kremlin spokesperson.
    pub role: Option<String>,
    pub is_body: bool,
}

/// A checkable figure or date.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// With its unit, and the conversion in brackets behind it.
    pub span: Range<usize>,
    pub kind: FigureKind,
    /// The number, or the lower end of a range; none for a date.
    pub value: Option<f64>,
    /// The upper end of a range.
    pub value_to: Option<f64>,
    /// The unit as the field `unit` of a fact has it: `km2`, `USD`, `%`.
    pub unit: Option<String>,
    /// The same amount in another unit, in brackets behind it.
    pub converted: Option<Converted>,
    /// The unit in words, singular and lower case: square kilometre.
    pub unit_words: Option<String>,
    /// A date as ISO 8601 has it, made absolute: `2025-03-03`, `2025-02`, `2025`.
    pub when: Option<String>,
    /// Whether the text hedges: about, nearly.
    pub approx: bool,
    /// Who is said to say so: according to open-source maps.
    pub claimed_by: Option<Range<usize>>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Why it is proposed, for an editor.
    pub because: String,
}

/// An amount in brackets that tells the one before it in another unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    pub span: Range<usize>,
    pub value: f64,
    pub value_to: Option<f64>,
    pub unit: Option<String>,
    pub unit_words: Option<String>,
}

impl Figure {
    /// The conversion in brackets as a figure of its own, for programs that count figures.
    pub fn conversion(&self) -> Option<Self> {
        let other = self.converted.as_ref()?;
        Some(Self {
            span: other.span.clone(),
            value: Some(other.value),
            value_to: other.value_to,
            unit: other.unit.clone(),
            unit_words: other.unit_words.clone(),
            converted: None,
            when: None,
            because: "the amount before it in another unit".to_owned(),
            ..self.clone()
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    Quantity,
    Money,
    Percent,
    Date,
}

impl FigureKind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Date => "date",
        }
    }
}

/// Proposes annotations for a text in which a line feed ends each paragraph.
pub fn suggest(text: &str, known: &[Known], date: Option<Date>) -> Suggestions {
    Suggestions { quotes: quotations(text, known), facts: figures(text, date) }
}
