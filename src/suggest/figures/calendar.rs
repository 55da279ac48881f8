//! Dates with a month or a day of the week: `Friday, March 7, 2025`, `7 March`, `Feb. 12`, `in March`, `2025-03-07`.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::dates::{Dates, Found, Sort};
use super::names::{DAYS_OF_NAMES, MONTHS, NAMES_OF_DAYS, SHORT_WEEKDAYS, WEEKDAYS, meaning};
use super::when::When;

/// Words that a month by itself stands behind, and not a verb or a name: in May.
const BEFORE_MONTH: &[&str] = &[
    "in", "since", "until", "till", "by", "of", "from", "to", "through", "between", "during", "before", "after", "and",
    "late", "early", "mid",
];

/// In days: from where on a day without a year is rather the one that was.
const FAR_AHEAD: i64 = 60;

impl Dates<'_> {
    /// Reads a day of the week, with the date that may follow it.
    pub fn with_weekday(&self, at: usize) -> Option<Found> {
        let text = self.reader.token_text(at);
        let (day, is_short) = match meaning(WEEKDAYS, text) {
            Some(day) => (day, false),
            None => (meaning(SHORT_WEEKDAYS, text)?, true),
        };
        let dot = usize::from(is_short && self.reader.glued_sign(at + 1) == Some('.'));
        let comma = usize::from(self.reader.glued_sign(at + 1 + dot) == Some(','));
        let next = at + 1 + dot + comma;
        if let Some(date) = self.month_first(next).or_else(|| self.day_first(next))
            && matches!(date.when, Some(When::Day(_)) | None)
        {
            return Some(Found { tokens: at..date.tokens.end, ..date });
        }
        let in_name = at > 0 && self.reader.is_one_of(at - 1, DAYS_OF_NAMES)
            || NAMES_OF_DAYS.contains(&self.reader.token_text(at + 1)) && self.reader.glued_sign(at + 1).is_none();
        if is_short || in_name {
            return None;
        }
        let when = self.base.and_then(|base| day_near(base, day, self.is_ahead(at, at + 1))).map(When::Day);
        Some(Found { tokens: at..at + 1, when, sort: Sort::Weekday, count: None })
    }

    /// Reads March 3, 2025; March 3–5; March 2025; and March by itself where nothing else can be meant.
    pub fn month_first(&self, at: usize) -> Option<Found> {
        let (month, next) = self.month_at(at)?;
        if let Some((day, after_day)) = self.day_at(next) {
            let until = self.until_day(after_day, day);
            let after = until.map_or(after_day, |(_, after)| after);
            let (year, end) = self.year_after(after).map_or((None, after), |(year, end)| (Some(year), end));
            let ahead = || self.is_ahead(at, end);
            let from = self.day(year, month, day, ahead);
            let when = match (from, until) {
                (Some(from), Some((last, _))) => {
                    Date::new(from.year(), month, last).ok().map(|last| When::Days(from, last))
                }
                (from, _) => from.map(When::Day),
            };
            let sort = if year.is_some() { Sort::Full } else { Sort::Yearless };
            return self.is_possible(year, month, day).then_some(Found { tokens: at..end, when, sort, count: None });
        }
        if let Some((year, end)) = self.year_after(next) {
            let when = Some(When::Month(year, month));
            return Some(Found { tokens: at..end, when, sort: Sort::Month, count: None });
        }
        let fits = at > 0 && self.reader.is_one_of(at - 1, BEFORE_MONTH);
        if fits { self.month_after(at) } else { None }
    }

    /// Reads a month that words before it have shown to be one.
    pub fn month_after(&self, at: usize) -> Option<Found> {
        let (month, next) = self.month_at(at)?;
        if let Some((year, end)) = self.year_after(next) {
            let when = Some(When::Month(year, month));
            return Some(Found { tokens: at..end, when, sort: Sort::Month, count: None });
        }
        let until = at > 0 && self.reader.is_one_of(at - 1, &["by", "until", "till"]);
        let when = self.base.map(|base| {
            let is_ahead = until || self.is_ahead(at, next);
            let year = match month.cmp(&base.month()) {
                std::cmp::Ordering::Greater if !is_ahead => base.year() - 1,
                std::cmp::Ordering::Less if is_ahead => base.year() + 1,
                _ => base.year(),
            };
            When::Month(year, month)
        });
        // Mr. May and Theresa May are no months.
        let is_name = self.reader.is_word(next) && self.reader.token_text(next).starts_with(char::is_uppercase);
        (!is_name).then_some(Found { tokens: at..next, when, sort: Sort::Yearless, count: None })
    }

    /// Reads 3 March 2025, and 3rd of March.
    pub fn day_first(&self, at: usize) -> Option<Found> {
        let (day, next) = self.day_at(at)?;
        let next = if self.reader.is_one_of(next, &["of"]) { next + 1 } else { next };
        let next = match self.reader.token_text(next) {
            "day" if self.reader.is_one_of(next + 1, &["of"]) => next + 2,
            _ => next,
        };
        let (month, next) = self.month_at(next)?;
        let (year, end) = self.year_after(next).map_or((None, next), |(year, end)| (Some(year), end));
        // 10 March Street; 5 May said.
        let from = self.day(year, month, day, || self.is_ahead(at, end));
        let sort = if year.is_some() { Sort::Full } else { Sort::Yearless };
        let found = Found { tokens: at..end, when: from.map(When::Day), sort, count: None };
        self.is_possible(year, month, day).then_some(found)
    }

    /// Reads 2025-03-07 and 7/3/2025, where only one day can be meant.
    pub fn written_out(&self, at: usize) -> Option<Found> {
        let sign = self.reader.glued_sign(at + 1).filter(|sign| matches!(sign, '-' | '/'))?;
        let is_chain = self.reader.glued_sign(at + 3) == Some(sign) && self.is_glued(at + 2) && self.is_glued(at + 4);
        if !is_chain || matches!(self.reader.glued_sign(at + 5), Some('-' | '/')) {
            return None;
        }
        let (first, second, third) = (self.digits(at)?, self.digits(at + 2)?, self.digits(at + 4)?);
        let small = |number: i16| i8::try_from(number).ok();
        let day = if first.1.len() == 4 && second.1.len() == 2 && third.1.len() == 2 {
            Date::new(first.0, small(second.0)?, small(third.0)?).ok()?
        } else if third.1.len() == 4 && sign == '/' {
            let (one, other) = (small(first.0)?, small(second.0)?);
            let (day, month) = if one > 12 || one == other { (one, other) } else { (other, one) };
            let is_open = one <= 12 && other <= 12 && one != other;
            let date = Date::new(third.0, month, day).ok()?;
            if is_open {
                return Some(Found {
                    tokens: at..at + 5,
                    when: Some(When::Year(third.0)),
                    sort: Sort::Year,
                    count: None,
                });
            }
            date
        } else {
            return None;
        };
        Some(Found { tokens: at..at + 5, when: Some(When::Day(day)), sort: Sort::Full, count: None })
    }

    fn month_at(&self, at: usize) -> Option<(i8, usize)> {
        let text = self.reader.token_text(at);
        let month = meaning(MONTHS, text)?;
        let is_short = text.len() <= 4 && self.reader.glued_sign(at + 1) == Some('.') && text != "May";
        Some((month, at + 1 + usize::from(is_short)))
    }

    fn day_at(&self, at: usize) -> Option<(i8, usize)> {
        let (number, text) = self.digits(at)?;
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day))?;
        let suffix = self.is_glued(at + 1) && matches!(self.reader.token_text(at + 1), "st" | "nd" | "rd" | "th");
        let is_glued_word = self.is_glued(at + 1) && self.reader.is_word(at + 1);
        let is_more = matches!(self.reader.glued_sign(at + 1), Some('%' | ':' | '/'));
        (text.len() <= 2 && (suffix || !is_glued_word) && !is_more).then_some((day, at + 1 + usize::from(suffix)))
    }

    /// The last day in March 3–5.
    fn until_day(&self, at: usize, from: i8) -> Option<(i8, usize)> {
        let dash = matches!(self.reader.sign(at), Some('-' | '–' | '—'));
        let (day, next) = self.day_at(at + 1).filter(|_| dash)?;
        (day > from).then_some((day, next))
    }

    /// A year behind a month or a day, with or without a comma.
    pub fn year_after(&self, at: usize) -> Option<(i16, usize)> {
        let comma = usize::from(self.reader.glued_sign(at) == Some(','));
        let of = usize::from(comma == 0 && self.reader.is_one_of(at, &["of"]));
        let at = at + comma + of;
        let (year, text) = self.digits(at)?;
        let is_glued_word = self.is_glued(at + 1) && self.reader.is_word(at + 1);
        (text.len() == 4 && (1000..=2999).contains(&year) && !is_glued_word).then_some((year, at + 1))
    }

    fn day(&self, year: Option<i16>, month: i8, day: i8, ahead: impl FnOnce() -> bool) -> Option<Date> {
        if let Some(year) = year {
            return Date::new(year, month, day).ok();
        }
        let Some(base) = self.base else {
            // Without the article's date, the year of the date before is meant.
            return Date::new(self.last?.first_day()?.year(), month, day).ok();
        };
        let years = [base.year(), base.year() - 1, base.year() + 1];
        let mut days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
        if ahead() {
            return days.filter(|day| *day >= base).min();
        }
        // Of a day that is far ahead, news say that it is, or its year.
        let last = base.saturating_add(FAR_AHEAD.days());
        let first = days.next();
        let near = days.chain(first).filter(|day| *day <= last);
        near.min_by_key(|day| base.until(*day).map_or(i32::MAX, |span| span.get_days().abs()))
    }

    /// Whether a month has a day, in some year if none is given.
    fn is_possible(&self, year: Option<i16>, month: i8, day: i8) -> bool {
        Date::new(year.unwrap_or(2000), month, day).is_ok()
    }
}

/// The day of the week that news mean: today or one of the six days before, or if it is to come, after.
pub fn day_near(base: Date, day: Weekday, is_ahead: bool) -> Option<Date> {
    let back = i64::from(base.weekday().since(day));
    let ahead = i64::from(day.since(base.weekday()));
    if is_ahead { base.checked_add(ahead.days()).ok() } else { base.checked_sub(back.days()).ok() }
}
