//! Dates as authors write them; how a language writes them is left to [`crate::language`].

use std::fmt;

use bitcode::{Decode, Encode};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// The site's time zone, in which dates without an offset are read and times are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Looks up a name of the IANA time zone database, such as `Europe/Kyiv`.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The day that a moment falls on.
    pub fn day_of(&self, moment: Timestamp) -> Date {
        moment.to_zoned(self.0.clone()).date()
    }
}

/// When an article was written: a day, or a moment of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Moment {
    /// Since 1970 in Greenwich.
    seconds: i64,
    /// How many seconds the clock at the place is ahead of that in Greenwich.
    ahead: i32,
    has_time: bool,
}

impl Moment {
    /// Reads `2025-03-03`, RFC 3339, and the usual spellings of Jekyll and Hugo:
    /// `2025-03-03 14:05`, `2025-03-03 14:05:09`, `2025-03-03 14:05:09 +0100`, `2025-03-03 14:05:09 -05:00`,
    /// `2025-03-03 14:05:09 UTC`, `2025-03-03T14:05:09`, and slashes for hyphens.
    pub fn parse(text: &str, zone: &Zone) -> Option<Self> {
        let text = text.trim();
        let (day, rest) = text.split_at_checked(text.find(['T', 't', ' ']).unwrap_or(text.len()))?;
        let day = parse_day(day)?;
        let rest = rest.trim_start_matches(['T', 't', ' ']).trim();
        if rest.is_empty() {
            return Self::in_zone(day.at(0, 0, 0, 0), zone, false);
        }
        let clock = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(rest.len());
        let time = parse_time(&rest[..clock])?;
        let local = day.to_datetime(time);
        match rest[clock..].trim() {
            "" => Self::in_zone(local, zone, true),
            "Z" | "z" | "UTC" | "GMT" => Self::at_offset(local, Offset::UTC),
            offset => Self::at_offset(local, parse_offset(offset)?),
        }
    }

    fn in_zone(local: DateTime, zone: &Zone, has_time: bool) -> Option<Self> {
        let zoned: Zoned = local.to_zoned(zone.0.clone()).ok()?;
        Some(Self { seconds: zoned.timestamp().as_second(), ahead: zoned.offset().seconds(), has_time })
    }

    fn at_offset(local: DateTime, offset: Offset) -> Option<Self> {
        let at = offset.to_timestamp(local).ok()?;
        Some(Self { seconds: at.as_second(), ahead: offset.seconds(), has_time: true })
    }

    pub fn timestamp(&self) -> Timestamp {
        Timestamp::from_second(self.seconds).expect("it was read from a date")
    }

    pub fn day(&self) -> Date {
        self.local().date()
    }

    /// What the calendar and the clock at the place say.
    fn local(&self) -> DateTime {
        Offset::from_seconds(self.ahead).expect("it was an offset").to_datetime(self.timestamp())
    }

    /// Whether no time of day is known.
    pub fn is_day(&self) -> bool {
        !self.has_time
    }

    /// `2025-03-03`, or RFC 3339 if a time of day is known.
    pub fn iso(&self) -> String {
        if self.has_time { self.rfc3339() } else { self.day().to_string() }
    }

    /// RFC 3339 with seconds, as Atom wants it.
    pub fn rfc3339(&self) -> String {
        let minutes = self.ahead / 60;
        let local = self.local();
        let (day, time) = (local.date(), local.time());
        let zone = if minutes == 0 {
            "Z".to_owned()
        } else {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        };
        format!("{day}T{:02}:{:02}:{:02}{zone}", time.hour(), time.minute(), time.second())
    }
}

/// The later of two moments, as far as they are known.
pub fn later(one: Option<Moment>, other: Option<Moment>) -> Option<Moment> {
    [one, other].into_iter().flatten().max_by_key(Moment::timestamp)
}

/// A date of the record, as precise as it is known: `1962`, `1962-09` or `1962-09-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct PartialDate {
    year: i16,
    /// 0 where it is not known.
    month: i8,
    /// 0 where it is not known.
    day: i8,
}

impl PartialDate {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = text.splitn(3, '-');
        let year = digits(parts.next()?, 4)?;
        let Some(month) = parts.next() else { return Some(Self { year, month: 0, day: 0 }) };
        let month = i8::try_from(digits(month, 2)?).ok().filter(|month| (1..=12).contains(month))?;
        let Some(day) = parts.next() else { return Some(Self { year, month, day: 0 }) };
        // A time of day says more than the record keeps; the day is what counts.
        let day = i8::try_from(digits(day.get(..2)?, 2)?).ok()?;
        let date = Date::new(year, month, day).ok()?;
        if text.len() > 10 {
            Moment::parse(text, &Zone::utc())?;
        }
        Some(date.into())
    }

    pub fn year(&self) -> i16 {
        self.year
    }

    /// The first day that it can mean, for putting dates in order.
    pub fn first_day(&self) -> Date {
        Date::constant(self.year, self.month.max(1), self.day.max(1))
    }

    /// The beginning of its first day in Greenwich: RFC 3339, as feeds want it.
    pub fn rfc3339(&self) -> String {
        format!("{}T00:00:00Z", self.first_day())
    }

    /// The last day that it can mean.
    pub fn last_day(&self) -> Date {
        let month = if self.month == 0 { 12 } else { self.month };
        if self.day == 0 { Date::constant(self.year, month, 1).last_of_month() } else { self.first_day() }
    }

    /// How much of it is known.
    pub fn precision(&self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    Year,
    Month,
    Day,
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

impl fmt::Display for PartialDate {
    /// Writes the ISO 8601 form, as short as it is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

fn parse_day(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/']);
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = digits(parts.next()?, 2)?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads `14:05`, `14:05:09` and `14:05:09.5`; fractions of a second are dropped.
fn parse_time(text: &str) -> Option<Time> {
    let whole = text.split('.').next()?;
    let mut parts = whole.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = parts.next().map_or(Some(0), |part| digits(part, 2))?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()
}

/// Reads `+01:00`, `+0100`, `+01` and `+1`.
fn parse_offset(text: &str) -> Option<Offset> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let number = text[1..].replace(':', "");
    let (hours, minutes) = match number.len() {
        1 | 2 => (digits(&number, 2)?, 0),
        4 => (digits(number.get(..2)?, 2)?, digits(number.get(2..)?, 2)?),
        _ => return None,
    };
    Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
}

/// Reads a number of at most `width` ASCII digits; years need all four.
fn digits(text: &str, width: usize) -> Option<i16> {
    let fits = if width == 4 { text.len() == 4 } else { (1..=width).contains(&text.len()) };
    (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_spellings() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        for (text, iso) in [
            ("2025-03-03", "2025-03-03"),
            ("2025/3/3", "2025-03-03"),
            ("2025-03-03T14:05:09Z", "2025-03-03T14:05:09Z"),
            ("2025-03-03T14:05:09.25+02:00", "2025-03-03T14:05:09+02:00"),
            ("2025-03-03 14:05", "2025-03-03T14:05:00+01:00"),
            ("2025-07-03 14:05:09", "2025-07-03T14:05:09+02:00"),
            ("2025-03-03 14:05:09 -0500", "2025-03-03T14:05:09-05:00"),
            ("2025-03-03 14:05:09 -4", "2025-03-03T14:05:09-04:00"),
            ("2025-03-03 14:05:09 UTC", "2025-03-03T14:05:09Z"),
        ] {
            assert_eq!(Moment::parse(text, &zone).map(|moment| moment.iso()).as_deref(), Some(iso), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["", "yesterday", "2025-02-30", "2025-13-01", "25-01-01", "2025-03-03 25:00", "2025-03-03 x", "2025-03-03é"]
        {
            assert_eq!(Moment::parse(text, &Zone::utc()), None, "{text}");
        }
    }

    #[test]
    fn keeps_what_is_known() {
        for (text, precision) in
            [("1962", Precision::Year), ("1962-09", Precision::Month), ("1962-09-12", Precision::Day)]
        {
            let date = PartialDate::parse(text).unwrap();
            assert_eq!((date.to_string().as_str(), date.precision()), (text, precision));
        }
        assert_eq!(PartialDate::parse("1962-02").unwrap().last_day().to_string(), "1962-02-28");
        assert_eq!(PartialDate::parse("1962-13"), None);
        assert_eq!(PartialDate::parse("62"), None);
    }
}
