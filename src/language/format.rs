//! Dates, numbers and counts as a language writes them, from Unicode's CLDR.

use std::str::FromStr;
use std::sync::OnceLock;

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter as DateFormatter;
use icu_datetime::fieldsets::{Y, YM, YMD};
use icu_decimal::input::Decimal;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_decimal::{CompactDecimalFormatter, DecimalFormatter};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use serde::Serialize;

use crate::text::{PartialDate, Precision};

/// How a language writes dates and numbers.
///
/// Dates are those of the Gregorian calendar everywhere, so that a reader can hold them against their sources.
#[derive(Debug)]
pub struct Formats {
    formatters: Option<Formatters>,
    written: Written,
}

#[derive(Debug)]
struct Formatters {
    day: DateFormatter<Gregorian, YMD>,
    month: DateFormatter<Gregorian, YM>,
    year: DateFormatter<Gregorian, Y>,
    number: DecimalFormatter,
    /// Whether a small number is written as it is here.
    has_our_digits: bool,
    compact: CompactDecimalFormatter,
    plurals: PluralRules,
}

impl Formats {
    /// The formats of a language, or those of the language that its words are in if CLDR does not know it.
    pub fn of(tag: &str, spoken: &str) -> Self {
        let known = |tag: &str| Formatters::of(tag).filter(|formatters| !formatters.is_root());
        let formatters = known(tag).or_else(|| known(spoken)).or_else(|| Formatters::of("en"));
        Self { formatters, written: Written::default() }
    }

    /// `12 September 1962`, `September 1962` or `1962`, in the language.
    pub fn day(&self, date: PartialDate) -> String {
        self.kept_day(date).map_or_else(|| self.write_day(date), |kept| kept.text.clone())
    }

    /// A date as it was written the first time; none of dates far from now, which are not kept.
    pub fn kept_day(&self, date: PartialDate) -> Option<&WrittenDay> {
        let write = || WrittenDay { iso: date.to_string(), text: self.write_day(date) };
        Some(self.written.at(date)?.get_or_init(write))
    }

    fn write_day(&self, date: PartialDate) -> String {
        let first = date.first_day();
        let (year, month, day) = (first.year().into(), first.month().unsigned_abs(), first.day().unsigned_abs());
        let (Some(formatters), Ok(at)) = (&self.formatters, Date::try_new_gregorian(year, month, day)) else {
            return date.to_string();
        };
        match date.precision() {
            Precision::Day => formatters.day.format(&at).to_string(),
            Precision::Month => formatters.month.format(&at).to_string(),
            Precision::Year => formatters.year.format(&at).to_string(),
        }
    }

    /// A number as it is spelled with digits and a dot: `113000.50` is `113,000.50`; four digits are not grouped (SI
    /// brochure, 9th edition, 5.4.4). What is no such number stays as it is.
    pub fn number(&self, spelled: &str) -> String {
        match (&self.formatters, Decimal::from_str(spelled.trim_start_matches('+'))) {
            (Some(formatters), Ok(decimal)) => with_minus(formatters.number.format(&decimal).to_string()),
            _ => spelled.to_owned(),
        }
    }

    /// A count of things.
    pub fn count(&self, count: u64) -> String {
        match &self.formatters {
            Some(formatters) if formatters.has_our_digits && count < 1000 => count.to_string(),
            Some(formatters) => formatters.number.format(&Decimal::from(count)).to_string(),
            None => count.to_string(),
        }
    }

    /// A large number with a word for its size, such as `1.6 billion`; none if that would lose digits.
    pub fn large(&self, value: f64) -> Option<String> {
        let formatters = self.formatters.as_ref()?;
        if !(1e6..1e15).contains(&value.abs()) || value.fract() != 0.0 {
            return None;
        }
        let mut decimal = Decimal::from_str(&format!("{value:.0}")).ok()?;
        let exponent = formatters.compact.compact_exponent_for_magnitude(decimal.absolute.nonzero_magnitude_start());
        decimal.multiply_pow10(-i16::from(exponent));
        decimal.absolute.trim_end();
        // More than three digits behind the point are easier to read as digits alone.
        let readable = exponent > 0 && decimal.absolute.magnitude_range().start() >= &-3;
        let written = formatters.compact.format_with_exponent(&decimal, exponent).ok()?.to_string();
        readable.then(|| with_minus(written))
    }

    /// The plural category of a count.
    pub fn category(&self, count: u64) -> PluralCategory {
        self.formatters.as_ref().map_or(PluralCategory::Other, |formatters| formatters.plurals.category_for(count))
    }
}

/// A date as machines and as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenDay {
    /// `2025-03-03`, or RFC 3339 where a time of day is known.
    pub iso: String,
    /// `3 March 2025`, in the language of the page.
    pub text: String,
}

/// The dates that were written already, by year and month and then by day: a site has few dates, on many pages each.
#[derive(Debug)]
struct Written(Box<[OnceLock<Box<Days>>]>);

type Days = [OnceLock<WrittenDay>; 32];

/// The years that are kept; those of other times are written anew.
const YEARS: std::ops::Range<i16> = 1800..2100;

impl Written {
    fn at(&self, date: PartialDate) -> Option<&OnceLock<WrittenDay>> {
        let first = date.first_day();
        let year = YEARS.contains(&first.year()).then(|| usize::from((first.year() - YEARS.start).unsigned_abs()))?;
        let (month, day) = match date.precision() {
            Precision::Year => (0, 0),
            Precision::Month => (first.month(), 0),
            Precision::Day => (first.month(), first.day()),
        };
        let days = self.0.get(year * 13 + usize::from(month.unsigned_abs()))?;
        days.get_or_init(Default::default).get(usize::from(day.unsigned_abs()))
    }
}

impl Default for Written {
    fn default() -> Self {
        Self((0..YEARS.len() * 13).map(|_| OnceLock::new()).collect())
    }
}

impl Formatters {
    fn of(tag: &str) -> Option<Self> {
        // Plain English is read all over the world: the day before the month, as most of it has it.
        let tag = if tag.eq_ignore_ascii_case("en") { "en-GB" } else { tag };
        let locale: Locale = tag.parse().ok()?;
        let mut options = DecimalFormatterOptions::default();
        options.grouping_strategy = Some(GroupingStrategy::Min2);
        let number = DecimalFormatter::try_new((&locale).into(), options).ok()?;
        // The data of icu_datetime 2.4 for Brazil lacks its digits; long dates read the same in Portugal.
        let lacks_digits = matches!(tag.to_ascii_lowercase().as_str(), "pt" | "pt-br");
        let dated: Locale = if lacks_digits { "pt-PT".parse().ok()? } else { locale.clone() };
        Some(Self {
            has_our_digits: number.format(&Decimal::from(123)).to_string() == "123",
            number,
            day: DateFormatter::try_new((&dated).into(), YMD::long()).ok()?,
            month: DateFormatter::try_new((&dated).into(), YM::long()).ok()?,
            year: DateFormatter::try_new((&dated).into(), Y::long()).ok()?,
            compact: CompactDecimalFormatter::try_new_long((&locale).into(), Default::default()).ok()?,
            plurals: PluralRules::try_new_cardinal((&locale).into()).ok()?,
        })
    }

    /// Whether CLDR knows nothing of the language: then the month has a number with an `M`.
    fn is_root(&self) -> bool {
        Date::try_new_gregorian(2001, 2, 3).is_ok_and(|date| self.month.format(&date).to_string().contains("M02"))
    }
}

/// A real minus for the keyboard's hyphen.
fn with_minus(number: String) -> String {
    if number.contains('-') { number.replace('-', "−") } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(tag: &str, date: &str) -> String {
        Formats::of(tag, "en").day(PartialDate::parse(date).unwrap())
    }

    #[test]
    fn writes_dates_as_precisely_as_they_are_known() {
        for (tag, date, words) in [
            ("en", "2025-03-03", "3 March 2025"),
            ("en-GB", "2025-03-03", "3 March 2025"),
            ("en-US", "2025-03-03", "March 3, 2025"),
            ("de", "1962-09", "September 1962"),
            ("fr", "1962", "1962"),
            ("es", "1962-09-12", "12 de septiembre de 1962"),
            ("pt-BR", "1962-09-12", "12 de setembro de 1962"),
            ("ru", "1962-09-12", "12 сентября 1962\u{202f}г."),
            ("zh", "1962-09-12", "1962年9月12日"),
            ("ar", "1962-09-12", "12 سبتمبر 1962"),
            ("qaa", "1962-09-12", "12 September 1962"),
        ] {
            assert_eq!(day(tag, date).replace('\u{a0}', "\u{202f}"), words.replace('\u{a0}', "\u{202f}"), "{tag}");
        }
    }

    #[test]
    fn writes_numbers_with_the_signs_of_the_language() {
        for (tag, number, words) in [
            ("en", "113000.50", "113,000.50"),
            ("de", "113000.50", "113.000,50"),
            ("en", "2022", "2022"),
            ("en", "-40", "−40"),
            ("en", "1.60", "1.60"),
            ("ar-EG", "45", "٤٥"),
            ("en", "about ten", "about ten"),
        ] {
            assert_eq!(Formats::of(tag, "en").number(number), words);
        }
    }

    #[test]
    fn writes_large_numbers_in_words_where_no_digit_is_lost() {
        let large = |tag: &str, value: f64| Formats::of(tag, "en").large(value);
        assert_eq!(large("en", 1.6e9).as_deref(), Some("1.6 billion"));
        assert_eq!(large("en", -2e6).as_deref(), Some("−2 million"));
        assert_eq!(large("de", 1.6e9).as_deref(), Some("1,6 Milliarden"));
        assert_eq!(large("zh", 1.6e9).as_deref(), Some("16亿"));
        assert_eq!(large("ru", 1.6e9).as_deref(), Some("1,6 миллиарда"));
        assert_eq!(large("en", 1_234_567.0), None);
        assert_eq!(large("en", 113_000.0), None);
    }
}
