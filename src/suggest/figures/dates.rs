//! Dates and years in a text, one pass over its tokens.
//!
//! [`calendar`](super::calendar) reads those with a month, [`years`](super::years) years, decades and centuries, and
//! [`relative`](super::relative) those that count from the article's date or from the date before. Spans are those
//! that the guidelines of the Text Encoding Initiative give a `date`: without `in` and `on`, with `Friday, March 7,
//! 2025` as one.

use std::ops::Range;

use jiff::civil::Date;

use crate::quantity::{Kind, Reader, Sieve, Token};

use super::names::{DECADES, MONTHS, ORDINALS, SEASONS, SHORT_WEEKDAYS, WEEKDAYS};
use super::when::{Step, When};

/// A date with the tokens that it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub tokens: Range<usize>,
    /// None if there is nothing to count from.
    pub when: Option<When>,
    pub sort: Sort,
    /// What is counted in `two years ago`.
    pub count: Option<(f64, Step)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A day with its year.
    Full,
    /// A day or month whose year is understood.
    Yearless,
    /// A month with its year.
    Month,
    Year,
    /// A decade, a century or a season.
    Span,
    Weekday,
    /// Yesterday, last month, two years ago.
    Relative,
}

/// What dates are read from, and what they count from.
pub struct Dates<'a> {
    pub reader: &'a Reader<'a>,
    pub base: Option<Date>,
    /// The date before, for `the following year`.
    pub last: Option<When>,
    /// Whether the token before is the year that a range begins with: 2014–18.
    pub after_year: Option<(usize, i16)>,
}

/// Finds all dates of a text.
pub fn find(reader: &Reader<'_>, base: Option<Date>) -> Vec<Found> {
    let mut dates = Dates { reader, base, last: None, after_year: None };
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while let Some(token) = reader.tokens.get(at) {
        // What is counted begins before its last word, but not within the date before.
        let free = |date: &Found| found.last().is_none_or(|before| before.tokens.end <= date.tokens.start);
        let Some(date) = may_be_date(token).then(|| dates.at(at)).flatten().filter(free) else {
            at += 1;
            continue;
        };
        at = date.tokens.end;
        dates.after_year = match date.when {
            Some(When::Year(year)) => Some((at, year)),
            _ => None,
        };
        if let Some(When::Day(day)) = date.when.filter(|_| dates.is_dateline(&date)) {
            dates.base = Some(day);
        }
        dates.last = date.when.or(dates.last);
        found.push(date);
    }
    found
}

/// Whether a date can be read from a token, which turns most words away.
fn may_be_date(token: &Token) -> bool {
    match token.kind {
        Kind::Number(_) => true,
        Kind::Word => FIRST.passes(token.outline),
        Kind::Sign(sign) => matches!(sign, '\'' | '’' | '‘'),
        Kind::Other | Kind::Fraction(_) | Kind::End => false,
    }
}

impl Dates<'_> {
    fn at(&self, at: usize) -> Option<Found> {
        match self.reader.tokens[at].kind {
            Kind::Number(_) => {
                let long = self.written_out(at).or_else(|| self.day_first(at));
                long.or_else(|| self.number_of_years(at))
            }
            Kind::Word if self.reader.token_text(at).starts_with(char::is_uppercase) => {
                self.with_weekday(at).or_else(|| self.month_first(at)).or_else(|| self.in_lower(at))
            }
            Kind::Word => self.in_lower(at),
            Kind::Sign(_) => self.short_decade(at),
            Kind::Other | Kind::Fraction(_) | Kind::End => None,
        }
    }

    fn in_lower(&self, at: usize) -> Option<Found> {
        let word = self.reader.lower(at);
        match &*word {
            "early" | "late" | "mid" => self.part_of_time(at),
            "yesterday" | "today" | "tomorrow" | "tonight" => self.day_by_word(at, &word),
            "last" | "this" | "next" | "past" | "previous" | "following" | "same" | "that" | "coming" => {
                self.modified(at, at)
            }
            "ago" | "earlier" | "later" => self.counted(at),
            "the" => self.after_the(at),
            "spring" | "summer" | "autumn" | "fall" | "winter" => self.season_of_year(at),
            word => {
                let may_be_ordinal = word.ends_with("th") || matches!(word, "first" | "second" | "third" | "twenty");
                if may_be_ordinal { self.century(at) } else { None }
            }
        }
    }

    /// Early May, the late 1950s, mid-2015.
    fn part_of_time(&self, at: usize) -> Option<Found> {
        let dash = usize::from(self.reader.glued_sign(at + 1) == Some('-'));
        let next = at + 1 + dash;
        let date = match self.reader.tokens.get(next)?.kind {
            Kind::Number(_) => self.number_of_years(next),
            Kind::Word => self
                .month_after(next)
                .or_else(|| self.season_of_year(next))
                .or_else(|| self.century(next))
                .or_else(|| self.modified(next, next))
                .filter(|date| !matches!(date.when, Some(When::Day(_)))),
            _ => None,
        }?;
        Some(Found { tokens: at..date.tokens.end, ..date })
    }

    fn after_the(&self, at: usize) -> Option<Found> {
        if !AFTER_THE.passes(self.reader.outline(at + 1)) {
            return None;
        }
        self.modified(at, at + 1).or_else(|| self.named_decade(at))
    }

    /// Whether a day stands by itself in one of the first lines, as the day of publication.
    fn is_dateline(&self, date: &Found) -> bool {
        let Range { start, end } = date.tokens;
        let is_end = |at: usize| self.reader.tokens.get(at).is_none_or(|token| token.kind == Kind::End);
        let is_alone = (start == 0 || is_end(start - 1)) && is_end(end);
        let lines = || self.reader.tokens[..start].iter().filter(|token| token.kind == Kind::End).count();
        date.sort == Sort::Full && is_alone && start < HEAD && lines() <= LINES
    }

    /// A whole number in digits, with the digits.
    pub fn digits(&self, at: usize) -> Option<(i16, &str)> {
        match self.reader.tokens.get(at)?.kind {
            Kind::Number(number) => Some((i16::try_from(number.as_whole()?).ok()?, self.reader.token_text(at))),
            _ => None,
        }
    }

    pub fn is_glued(&self, at: usize) -> bool {
        self.reader.tokens.get(at).is_some_and(|token| token.glued)
    }

    /// Whether the words around a date speak of what is to come: will meet on Friday.
    pub fn is_ahead(&self, at: usize, end: usize) -> bool {
        const AHEAD: &[&str] =
            &["will", "scheduled", "expected", "due", "slated", "upcoming", "plans", "planned", "ll", "set", "shall"];
        const TOLD: &[&str] = &["said", "told", "says", "announced", "wrote", "added", "reported"];
        let is_stop = |at: usize| matches!(self.reader.tokens[at].kind, Kind::End | Kind::Sign('.' | '?' | '!' | ';'));
        for before in (at.saturating_sub(NEAR)..at).rev() {
            if is_stop(before) || self.reader.is_one_of(before, TOLD) {
                break;
            }
            if self.reader.is_one_of(before, AHEAD) {
                return true;
            }
        }
        let opens =
            (at.saturating_sub(2)..at).rev().find(|&before| !self.reader.is_one_of(before, &["on", "in", "by"]));
        if opens.is_some_and(|before| !is_stop(before)) {
            return false;
        }
        let after = (end..self.reader.tokens.len().min(end + NEAR)).take_while(|&after| !is_stop(after));
        after.take_while(|&after| !self.reader.is_one_of(after, TOLD)).any(|after| self.reader.is_one_of(after, AHEAD))
    }
}

/// The words that dates are read from: the first ones, or in `two years ago` the last.
static FIRST: Sieve = Sieve::EMPTY
    .with(&["yesterday", "today", "tomorrow", "tonight", "ago", "earlier", "later", "the", "twenty"])
    .with(MODIFIERS)
    .with(PARTS)
    .with_keys(WEEKDAYS)
    .with_keys(SHORT_WEEKDAYS)
    .with_keys(MONTHS)
    .with_keys(SEASONS)
    .with_keys(ORDINALS);

static AFTER_THE: Sieve = Sieve::EMPTY.with(MODIFIERS).with(PARTS).with_keys(DECADES);

const PARTS: &[&str] = &["early", "late", "mid"];
const MODIFIERS: &[&str] = &["last", "this", "next", "past", "previous", "following", "same", "that", "coming"];

/// How many tokens and lines a dateline may stand behind.
const HEAD: usize = 200;
const LINES: usize = 4;
/// How many words around a date tell whether it is to come.
const NEAR: usize = 12;
