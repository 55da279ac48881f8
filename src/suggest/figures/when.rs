//! Days, months and years as a text names them, and how ISO 8601 writes them.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

/// What a date in words comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    Day(Date),
    Month(i16, i8),
    Year(i16),
    /// From one day to another, both of them in it.
    Days(Date, Date),
    Months((i16, i8), (i16, i8)),
    Years(i16, i16),
}

impl fmt::Display for When {
    /// Spans of time are intervals: `1990/1999`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{}-{month:02}", Year(year)),
            Self::Year(year) => write!(f, "{}", Year(year)),
            Self::Days(from, to) => write!(f, "{from}/{to}"),
            Self::Months((from, first), (to, last)) => write!(f, "{}-{first:02}/{}-{last:02}", Year(from), Year(to)),
            Self::Years(from, to) => write!(f, "{}/{}", Year(from), Year(to)),
        }
    }
}

/// A year of four digits, as ISO 8601 wants it.
struct Year(i16);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}", self.0.unsigned_abs())
    }
}

/// Units of the calendar that texts count back and forth in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
}

/// The units by their names.
#[rustfmt::skip]
pub const STEPS: &[(&str, Step)] = &[
    ("day", Step::Day), ("days", Step::Day), ("week", Step::Week), ("weeks", Step::Week), ("month", Step::Month),
    ("months", Step::Month), ("year", Step::Year), ("years", Step::Year), ("decade", Step::Decade),
    ("decades", Step::Decade), ("century", Step::Century), ("centuries", Step::Century),
];

impl When {
    /// The step that a day is in, so many steps later or earlier: last week, this month, next year.
    pub fn around(day: Date, step: Step, count: i64) -> Option<Self> {
        let year = |years: i64| {
            i16::try_from(years.checked_add(day.year().into())?).ok().filter(|year| (1..=9999).contains(year))
        };
        Some(match step {
            Step::Day => Self::Day(day.checked_add(days(count)?).ok()?),
            Step::Week => {
                let monday = day.checked_sub(days(i64::from(day.weekday().to_monday_zero_offset()))?).ok()?;
                let first = monday.checked_add(days(count.checked_mul(7)?)?).ok()?;
                Self::Days(first, first.checked_add(6.days()).ok()?)
            }
            Step::Month => {
                let months = count.checked_add(i64::from(day.year()) * 12 + i64::from(day.month()) - 1)?;
                let year = i16::try_from(months.div_euclid(12)).ok().filter(|year| (1..=9999).contains(year))?;
                Self::Month(year, i8::try_from(months.rem_euclid(12)).ok()? + 1)
            }
            Step::Year => Self::Year(year(count)?),
            Step::Decade => {
                let first = year(count.checked_mul(10)?)?.div_euclid(10) * 10;
                Self::Years(first, first + 9)
            }
            Step::Century => {
                let first = year(count.checked_mul(100)?)?.div_euclid(100) * 100;
                Self::Years(first, first + 99)
            }
        })
    }

    /// A count of steps from a day, told as finely as the words tell it: two years ago is a year, three days ago a day.
    pub fn counted(day: Date, step: Step, count: i64) -> Option<Self> {
        match step {
            Step::Week => Self::around(day, Step::Day, count.checked_mul(7)?),
            Step::Decade => Self::around(day, Step::Year, count.checked_mul(10)?),
            Step::Century => Self::around(day, Step::Year, count.checked_mul(100)?),
            step => Self::around(day, step, count),
        }
    }

    /// The first day that is meant.
    pub fn first_day(&self) -> Option<Date> {
        match *self {
            Self::Day(day) | Self::Days(day, _) => Some(day),
            Self::Month(year, month) | Self::Months((year, month), _) => Date::new(year, month, 1).ok(),
            Self::Year(year) | Self::Years(year, _) => Date::new(year, 1, 1).ok(),
        }
    }
}

/// A span that cannot overflow a date by more than it refuses.
fn days(count: i64) -> Option<jiff::Span> {
    jiff::Span::new().try_days(count).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn around(step: Step, count: i64) -> String {
        When::around(date(2025, 3, 5), step, count).map_or_else(String::new, |when| when.to_string())
    }

    #[test]
    fn steps_are_those_of_the_calendar() {
        assert_eq!(around(Step::Week, -1), "2025-02-24/2025-03-02");
        assert_eq!(around(Step::Month, -3), "2024-12");
        assert_eq!(around(Step::Month, 10), "2026-01");
        assert_eq!(around(Step::Decade, -1), "2010/2019");
        assert_eq!(around(Step::Century, -1), "1900/1999");
        assert_eq!(around(Step::Day, i64::MAX), "");
        assert_eq!(around(Step::Year, -3000), "");
        assert_eq!(around(Step::Year, i64::MAX), "");
        assert_eq!(around(Step::Month, i64::MAX), "");
        assert_eq!(When::Year(-43).to_string(), "-0043");
    }
}
