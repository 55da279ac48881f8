//! Figures and dates.
//!
//! 1. [`dates`] finds dates and years, [`quantity`](crate::quantity) reads amounts, and [`vague`] round counts.
//! 2. [`reading`] puts what it is an amount of to each: [`nouns`] says what a bare number counts, [`unit_words`] how a
//!    unit is called in words. What [`aside`] knows as a name is left out.
//! 3. [`amounts`] puts a conversion in brackets to its amount, [`claims`] says who is named as the source, and
//!    [`proposed`] how sure it is and why.
//! 4. [`mod@as_fact`] puts what was found as a fact of the article has it.

mod amounts;
mod as_fact;
mod aside;
mod calendar;
mod claims;
mod dates;
mod names;
mod nouns;
mod proposed;
mod reading;
mod relative;
mod unit_words;
mod vague;
mod when;
mod years;

use jiff::civil::Date;

pub use as_fact::AsFact;

use super::{Converted, Figure, FigureKind};
use crate::quantity::{Reader, language};
use claims::Claims;
use dates::{Found, Sort};
use when::Step;

/// Finds the figures and dates of a text; relative dates count from the given one.
pub fn figures(text: &str, date: Option<Date>) -> Vec<Figure> {
    let Some(english) = language("en") else { return Vec::new() };
    let reader = Reader::wide(text, english);
    let dates = dates::find(&reader, date);
    let claims = Claims::find(&reader);
    let mut figures = amounts::find(&reader, &dates, &claims);
    figures.extend(dates.iter().map(|found| dated(&reader, found)));
    figures.sort_by_key(|figure| figure.span.start);
    figures
}

fn dated(reader: &Reader<'_>, found: &Found) -> Figure {
    let span = reader.tokens[found.tokens.start].range.start..reader.tokens[found.tokens.end - 1].range.end;
    let (confidence, what) = match found.sort {
        Sort::Full => (0.8, "a day with its year"),
        Sort::Yearless => (0.6, "a date whose year is understood"),
        Sort::Month => (0.7, "a month with its year"),
        Sort::Year => (0.35, "a year"),
        Sort::Span => (0.4, "a span of years or months"),
        Sort::Weekday => (0.45, "a day of the week, counted from the date of the article"),
        Sort::Relative => (0.4, "a time that counts from another date"),
    };
    let step = found.count.map(|(_, step)| match step {
        Step::Day => ("days", "day"),
        Step::Week => ("weeks", "week"),
        Step::Month => ("months", "month"),
        Step::Year => ("years", "year"),
        Step::Decade => ("decades", "decade"),
        Step::Century => ("centuries", "century"),
    });
    Figure {
        span,
        kind: FigureKind::Date,
        value: found.count.map(|(count, _)| count),
        value_to: None,
        unit: step.map(|(unit, _)| unit.to_owned()),
        unit_words: step.map(|(_, words)| words.to_owned()),
        converted: None,
        when: found.when.map(|when| when.to_string()),
        approx: false,
        claimed_by: None,
        confidence: if found.when.is_some() { confidence } else { confidence / 2.0 },
        because: if found.when.is_some() { what.to_owned() } else { format!("{what}; no date to count from") },
    }
}
