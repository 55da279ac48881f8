//! Quantities in plain prose: `about 450 square kilometers`, `£1.6bn`, `nearly a fifth`, `between 5 and 8 percent`.
//!
//! 1. [`lex`] cuts a text into numbers, words and signs, with the [`digits`] and separators of its
//!    [`language`](mod@language).
//! 2. [`read`](mod@read) goes through them and gives every quantity: [`numeral`] reads the number, in digits or in words,
//!    [`naming`] the unit behind it, and [`around`] what stands before and after: hedges, and all that makes a
//!    number a name, a date or a time of day instead. Most words are turned away by a [`sieve`] before the [`lookup`] of
//!    those that are known.
//! 3. [`units`] and [`currency`] know what units measure and convert them; [`stated`] reads the figure of a fact, and
//!    [`fit`] says whether a quantity can stand for it.
//!
//! **Invariant:** all of it is pure: texts in, quantities out. What is no quantity beyond doubt is left out, or is
//! marked as [`Sense::Loose`].

mod around;
mod currency;
mod digits;
mod english;
mod fit;
mod german;
mod language;
mod lex;
mod lookup;
mod naming;
mod number;
mod numeral;
mod read;
mod sieve;
mod stated;
#[cfg(test)]
mod tests;
mod units;

use std::ops::Range;

pub use currency::by_code as currency_by_code;
pub use fit::{Fit, conversion_fits, fits};
pub use language::{Language, language};
pub use lex::{Kind, Token};
pub use number::Number;
pub use read::{Reader, read};
pub use sieve::{Outline, Sieve};
pub use stated::{Rate, Stated, unit as stated_unit};
pub use units::{Dimension, Measure, PART, PERCENT, Unit};
pub use units::{by_sign as unit_by_sign, by_word as unit_by_word};

/// An amount as a text gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Where it stands in the text, with currency and unit.
    pub span: Range<usize>,
    /// The same with its hedge.
    pub hedged: Range<usize>,
    pub amount: Amount,
    pub unit: Option<Unit>,
    pub hedge: Hedge,
    pub sense: Sense,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    Value(Number),
    /// The lower end first.
    Range(Number, Number),
}

/// How far a text stands by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hedge {
    #[default]
    None,
    About,
    /// A little less: nearly, almost.
    Nearly,
    /// That or more.
    Over,
    /// That or less.
    Under,
}

/// What a number is there for, as far as its neighbours tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Figure,
    /// May be a year.
    Year,
    /// May be a part of a name or of a phrase: one day, a third man, Apollo 11.
    Loose,
}
