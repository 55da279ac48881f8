//! Years, decades, centuries and seasons: `in 2014`, `1998–99`, `the 1960s`, `the sixties`, `19th century`.

use super::dates::{Dates, Found, Sort};
use super::names::{DECADES, ORDINALS, SEASONS, meaning};
use super::nouns;
use super::when::When;

/// Words that a year stands behind, whatever follows: in 2014 researchers found.
const BEFORE_YEAR: &[&str] = &[
    "in", "since", "until", "till", "early", "late", "mid", "year", "years", "spring", "summer", "autumn", "fall",
    "winter", "circa", "during", "fiscal", "back",
];

/// Words that a year stands behind unless things are counted: of 2000 people.
const BEFORE_EITHER: &[&str] = &["the", "a", "its", "his", "her", "their", "our"];

impl Dates<'_> {
    /// Reads a year, a decade or a century in digits.
    pub fn number_of_years(&self, at: usize) -> Option<Found> {
        let (number, text) = self.digits(at)?;
        if let Some(date) = self.decade_in_digits(at, number, text).or_else(|| self.century(at)) {
            return Some(date);
        }
        if let Some(date) = self.second_year(at, number, text) {
            return Some(date);
        }
        if self.reader.is_one_of(at + 1, &["bc", "bce"]) && self.reader.token_text(at + 1).starts_with('B') {
            let when = Some(When::Year(1 - number));
            return Some(Found { tokens: at..at + 2, when, sort: Sort::Year, count: None });
        }
        let is_year = text.len() == 4 && (1000..=2199).contains(&number) && self.stands_as_year(at, number);
        let when = Some(When::Year(number));
        is_year.then_some(Found { tokens: at..at + 1, when, sort: Sort::Year, count: None })
    }

    fn stands_as_year(&self, at: usize, year: i16) -> bool {
        let reader = self.reader;
        let after = at + 1;
        if self.is_glued(at)
            && !matches!(
                reader.sign(at.wrapping_sub(1)),
                Some('(' | '[' | '“' | '"' | '‘' | '\'' | '/' | '–' | '—' | '-')
            )
        {
            return false;
        }
        // A part of a chain, an amount of money, a link.
        let hangs = at > 0 && matches!(reader.sign(at - 1), Some('$' | '£' | '€' | '¥' | '#' | '№' | '/' | '=' | '+'));
        let on_word = at > 1 && reader.sign(at - 1) == Some('-') && self.is_glued(at - 1) && !self.after_dash(at);
        let goes_on = self.is_glued(after)
            && (reader.is_word(after)
                || matches!(reader.sign(after), Some('%' | '/' | '°' | ':' | '$' | '£' | '€' | '+')));
        if hangs || on_word && year < 1700 || goes_on || reader.is_labelled(at) {
            return false;
        }
        if reader.unit(after).is_some() && !reader.is_article(after) {
            return false;
        }
        let before = at.wrapping_sub(1);
        let is_scale = reader.is_word(after) && reader.language.scale(&reader.lower(after)).is_some();
        if is_scale || reader.is_one_of(after, &["gmt", "hours", "hrs"]) {
            return false;
        }
        if at > 0 && reader.is_one_of(before, BEFORE_YEAR) {
            return true;
        }
        let counts = nouns::is_plural(&reader.lower(after)) && reader.token_text(after).starts_with(char::is_lowercase);
        let possessive = at > 1 && matches!(&*reader.lower(before), "s") && self.is_glued(before);
        let named = possessive || at > 0 && reader.is_one_of(before, BEFORE_EITHER);
        match year {
            1900.. => named || !counts,
            1500.. => !counts && (year >= 1700 || !named),
            _ => {
                at > 0
                    && reader.is_one_of(before, &["from", "to", "by", "of", "and"])
                    && !counts
                    && !reader.is_word(after)
            }
        }
    }

    /// Whether a dash before a token parts two years.
    fn after_dash(&self, at: usize) -> bool {
        self.after_year.is_some_and(|(end, _)| end + 1 == at)
    }

    /// The 18 in 2014–18, and the 2018 in 2014–2018.
    fn second_year(&self, at: usize, number: i16, text: &str) -> Option<Found> {
        let (end, first) = self.after_year?;
        let is_dash = end + 1 == at && matches!(self.reader.glued_sign(end), Some('-' | '–' | '—'));
        let year = match text.len() {
            2 => first - first % 100 + number,
            4 => number,
            _ => return None,
        };
        let goes_on = self.is_glued(at + 1) && (self.reader.is_word(at + 1) || self.reader.sign(at + 1) == Some('-'));
        let when = Some(When::Year(year));
        let fits = is_dash && self.is_glued(at) && year > first && year < first + 200 && !goes_on;
        fits.then_some(Found { tokens: at..at + 1, when, sort: Sort::Year, count: None })
    }

    /// Reads 1960s, 1960’s, and behind `the` 60s.
    fn decade_in_digits(&self, at: usize, number: i16, text: &str) -> Option<Found> {
        let quote = usize::from(matches!(self.reader.glued_sign(at + 1), Some('\'' | '’')));
        let end = at + 1 + quote;
        let is_s = self.reader.token_text(end) == "s" && self.is_glued(end) && number % 10 == 0;
        let first = match text.len() {
            4 if (1000..=2100).contains(&number) => number,
            2 if quote == 0 && at > 0 && self.reader.is_one_of(at - 1, &["the"]) => century_of(number),
            _ => return None,
        };
        // The 1900s are a century, but the 2000s hardly ever.
        let years = if first % 100 == 0 && first < 2000 { 99 } else { 9 };
        let when = Some(When::Years(first, first + years));
        is_s.then_some(Found { tokens: at..end + 1, when, sort: Sort::Span, count: None })
    }

    /// Reads ’60s.
    pub fn short_decade(&self, at: usize) -> Option<Found> {
        let (number, text) = self.digits(at + 1).filter(|_| self.is_glued(at + 1) && !self.is_glued(at))?;
        let is_s = self.reader.token_text(at + 2) == "s" && self.is_glued(at + 2);
        let first = century_of(number);
        let when = Some(When::Years(first, first + 9));
        let fits = is_s && text.len() == 2 && number % 10 == 0;
        fits.then_some(Found { tokens: at..at + 3, when, sort: Sort::Span, count: None })
    }

    /// Reads the sixties, from its article.
    pub fn named_decade(&self, at: usize) -> Option<Found> {
        let part = usize::from(self.reader.is_one_of(at + 1, &["early", "mid", "late"]));
        let dash = usize::from(part == 1 && self.reader.glued_sign(at + 2) == Some('-'));
        let name = at + 1 + part + dash;
        let first = meaning(DECADES, &self.reader.lower(name))?;
        let when = Some(When::Years(first, first + 9));
        Some(Found { tokens: at..name + 1, when, sort: Sort::Span, count: None })
    }

    /// Reads 19th century, and nineteenth-century.
    pub fn century(&self, at: usize) -> Option<Found> {
        let (number, next) = match self.digits(at) {
            Some((number, _)) => {
                let suffix = matches!(self.reader.token_text(at + 1), "st" | "nd" | "rd" | "th");
                (suffix && self.is_glued(at + 1)).then_some((number, at + 2))?
            }
            None => {
                let word = self.reader.lower(at);
                match (&*word, self.reader.glued_sign(at + 1)) {
                    ("twenty", Some('-')) => (20 + meaning(ORDINALS, &self.reader.lower(at + 2))?, at + 3),
                    _ => (meaning(ORDINALS, &word)?, at + 1),
                }
            }
        };
        let dash = usize::from(self.reader.glued_sign(next) == Some('-'));
        let is_century = matches!(&*self.reader.lower(next + dash), "century" | "centuries");
        let first = (number - 1).checked_mul(100)?;
        let when = Some(When::Years(first, first + 99));
        (is_century && (1..=30).contains(&number)).then_some(Found {
            tokens: at..next + dash + 1,
            when,
            sort: Sort::Span,
            count: None,
        })
    }

    /// Reads summer 2016, and spring of 2020.
    pub fn season_of_year(&self, at: usize) -> Option<Found> {
        let (first, later, last) = meaning(SEASONS, &self.reader.lower(at))?;
        let (year, end) = self.year_after(at + 1)?;
        let when = Some(When::Months((year, first), (year + later, last)));
        Some(Found { tokens: at..end, when, sort: Sort::Span, count: None })
    }
}

/// The decade of the last century, or of this one, that goes by two digits.
fn century_of(number: i16) -> i16 {
    if number <= 10 { 2000 + number } else { 1900 + number }
}
