//! Dates that count from another day: `yesterday`, `last month`, `two years ago`, `the following day`.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::calendar::day_near;
use super::dates::{Dates, Found, Sort};
use super::names::{MONTHS, SEASONS, WEEKDAYS, meaning};
use super::when::{STEPS, Step, When};
use crate::quantity::Sieve;

impl Dates<'_> {
    pub fn day_by_word(&self, at: usize, word: &str) -> Option<Found> {
        // USA Today.
        let is_capital = self.reader.token_text(at).starts_with(char::is_uppercase);
        if is_capital && at > 0 && self.reader.is_word(at - 1) {
            return None;
        }
        let count = match word {
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => 0,
        };
        let when = self.base.and_then(|base| When::around(base, Step::Day, count));
        Some(Found { tokens: at..at + 1, when, sort: Sort::Relative, count: None })
    }

    /// Reads last week, this past Friday, the following year; it begins at `start`, with its modifier at `at`.
    pub fn modified(&self, start: usize, at: usize) -> Option<Found> {
        let modifier = self.reader.lower(at);
        let turn = match &*modifier {
            "last" | "past" => Turn::Back,
            "this" => Turn::Here,
            "next" if start < at => Turn::Onward,
            "next" | "coming" => Turn::Ahead,
            "previous" => Turn::Before,
            "following" if start < at => Turn::Onward,
            "same" | "that" => Turn::Same,
            _ => return None,
        };
        let (turn, noun) = match turn {
            Turn::Here if self.reader.is_one_of(at + 1, &["past", "last"]) => (Turn::Back, at + 2),
            Turn::Here if self.reader.is_one_of(at + 1, &["coming", "next"]) => (Turn::Ahead, at + 2),
            _ => (turn, at + 1),
        };
        // An anaphor such as `the same year` needs its article, `that year` does not.
        if matches!(turn, Turn::Same) && modifier == "same" && start == at {
            return None;
        }
        let (when, sort) = self.turned(turn, noun)?;
        Some(Found { tokens: start..noun + 1, when, sort, count: None })
    }

    fn turned(&self, turn: Turn, noun: usize) -> Option<(Option<When>, Sort)> {
        if !NOUNS.passes(self.reader.outline(noun)) {
            return None;
        }
        let base = match turn {
            Turn::Before | Turn::Onward | Turn::Same => self.last.and_then(|last| last.first_day()).or(self.base),
            Turn::Back | Turn::Here | Turn::Ahead => self.base,
        };
        let text = self.reader.token_text(noun);
        if let Some(day) = meaning(WEEKDAYS, text) {
            return Some((base.and_then(|base| turn.weekday(base, day)).map(When::Day), Sort::Weekday));
        }
        if let Some(month) = meaning(MONTHS, text) {
            return Some((base.and_then(|base| turn.month(base, month)), Sort::Yearless));
        }
        let word = self.reader.lower(noun);
        if let Some(step) = meaning(STEPS, &word).filter(|_| !word.ends_with('s')) {
            let fits = step != Step::Day || matches!(turn, Turn::Onward | Turn::Same | Turn::Before);
            let when = base.and_then(|base| When::around(base, step, turn.count()));
            return fits.then_some((when, Sort::Relative));
        }
        if let Some((first, later, last)) = meaning(SEASONS, &word) {
            let when = base.map(|base| {
                let past = base.month() > last || base.month() >= first;
                let year = match turn {
                    Turn::Back if !(base.month() > last && later == 0) => base.year() - 1,
                    Turn::Ahead if past => base.year() + 1,
                    _ => base.year(),
                };
                When::Months((year, first), (year + later, last))
            });
            return Some((when, Sort::Span));
        }
        let is_near = matches!(turn, Turn::Back | Turn::Here);
        let when = match (&*word, turn) {
            ("night", Turn::Back) => base.and_then(|base| When::around(base, Step::Day, -1)),
            ("morning" | "afternoon" | "evening", Turn::Here) => base.map(When::Day),
            ("weekend", _) if is_near || matches!(turn, Turn::Ahead) => base.and_then(|base| {
                let saturday = turn.weekday(base, Weekday::Saturday)?;
                Some(When::Days(saturday, saturday.checked_add(1.day()).ok()?))
            }),
            _ => return None,
        };
        Some((when, Sort::Relative))
    }

    /// Reads two years ago, a week later, from its last word; with the count if it is a number.
    pub fn counted(&self, last: usize) -> Option<Found> {
        let next = last.checked_sub(1)?;
        let step = meaning(STEPS, &self.reader.lower(next))?;
        let is_count = |at: usize| self.reader.number(at, false).filter(|(_, _, end)| *end == next);
        let longest = (next.saturating_sub(LONGEST)..next).find_map(|at| Some((at, is_count(at)?.0.value())));
        let (at, count) = match longest {
            Some((at, count)) => (at, Some(count)),
            None => (next.checked_sub(1).filter(|&at| self.reader.is_article(at))?, None),
        };
        let (sign, base) = match &*self.reader.lower(next + 1) {
            "ago" => (-1.0, self.base),
            "earlier" => (-1.0, self.last.and_then(|last| last.first_day()).or(self.base)),
            "later" => (1.0, self.last.and_then(|last| last.first_day())),
            _ => return None,
        };
        let when = base.and_then(|base| {
            let many = sign * count.unwrap_or(1.0);
            let (many, step) = match step {
                Step::Year if many.fract() != 0.0 => (many * 12.0, Step::Month),
                step => (many, step),
            };
            // A count beyond all calendars is refused by the calendar.
            When::counted(base, step, many as i64)
        });
        Some(Found { tokens: at..next + 2, when, sort: Sort::Relative, count: count.map(|count| (count, step)) })
    }
}

/// What can be last, this or next.
static NOUNS: Sieve = Sieve::EMPTY
    .with(&["night", "morning", "afternoon", "evening", "weekend"])
    .with_keys(WEEKDAYS)
    .with_keys(MONTHS)
    .with_keys(STEPS)
    .with_keys(SEASONS);

/// The most tokens that a count of years has.
const LONGEST: usize = 5;

/// Which way a modifier turns, and from where.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// From the article's date: last, this, next.
    Back,
    Here,
    Ahead,
    /// From the date before in the text: the previous, the following, the same.
    Before,
    Onward,
    Same,
}

impl Turn {
    fn count(self) -> i64 {
        match self {
            Self::Back | Self::Before => -1,
            Self::Here | Self::Same => 0,
            Self::Ahead | Self::Onward => 1,
        }
    }

    fn weekday(self, base: Date, day: Weekday) -> Option<Date> {
        match self {
            Self::Back | Self::Before => day_near(base.checked_sub(1.day()).ok()?, day, false),
            Self::Here | Self::Same => day_near(base, day, true),
            Self::Ahead | Self::Onward => day_near(base.checked_add(1.day()).ok()?, day, true),
        }
    }

    fn month(self, base: Date, month: i8) -> Option<When> {
        let year = match self {
            Self::Back | Self::Before if month >= base.month() => base.year() - 1,
            Self::Ahead | Self::Onward if month <= base.month() => base.year() + 1,
            _ => base.year(),
        };
        Some(When::Month(year, month))
    }
}
