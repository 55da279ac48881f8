//! Units as they stand beside numbers: signs, words, and one per another.

use super::lex::Kind;
use super::read::Reader;
use super::units::{self, Dimension, Measure, PERCENT, POINTS, Unit};

/// The most words that a unit's name has: pound force per square inch.
const LONGEST: usize = 5;

impl Reader<'_> {
    /// Whether a number stands so near that a currency may be named before it.
    pub fn may_be_money(&self, at: usize) -> bool {
        let is_number = |at: usize| self.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Number(_)));
        is_number(at + 1) || is_number(at + 2)
    }

    /// Reads a currency that stands before its number; gives the token of the number.
    pub fn money_before(&self, at: usize) -> Option<(&'static Measure, usize)> {
        let is_money = |name: &str| units::by_sign(name).filter(|measure| measure.dimension == Dimension::Money);
        let (money, next) = match self.tokens.get(at)?.kind {
            Kind::Sign(_) => (is_money(self.token_text(at))?, at + 1),
            // Codes are short and begin with a capital, but for kr and zł.
            Kind::Word
                if self.tokens[at].range.len() > 6
                    || self.token_text(at).starts_with(|c| matches!(c, 'a'..='j' | 'l'..='y')) =>
            {
                return None;
            }
            Kind::Word if self.is_wide && self.is_spelled_yen(at) => (super::currency::by_code("JPY")?, at + 2),
            Kind::Word => {
                // US$5, R$5, A$5.
                let with_sign = self
                    .glued_sign(at + 1)
                    .and_then(|_| is_money(&self.text[self.tokens[at].range.start..self.tokens[at + 1].range.end]));
                match with_sign.or_else(|| self.parted_money(at)) {
                    Some(money) => (money, at + 2),
                    None => (is_money(self.token_text(at)).or_else(|| self.prefix(at))?, at + 1),
                }
            }
            _ => return None,
        };
        matches!(self.tokens.get(next)?.kind, Kind::Number(_)).then_some((money, next))
    }

    /// Reads US $84, where a space parts the sign from its country.
    fn parted_money(&self, at: usize) -> Option<&'static Measure> {
        if !self.is_wide || self.sign(at + 1) != Some('$') {
            return None;
        }
        let code = match self.token_text(at) {
            "US" => "USD",
            "C" | "CA" => "CAD",
            "A" | "AU" => "AUD",
            "NZ" => "NZD",
            "HK" => "HKD",
            "S" => "SGD",
            _ => return None,
        };
        super::currency::by_code(code)
    }

    /// Whether Y=590 stands for a sign that was lost.
    fn is_spelled_yen(&self, at: usize) -> bool {
        self.token_text(at) == "Y"
            && self.glued_sign(at + 1) == Some('=')
            && self.tokens.get(at + 2).is_some_and(|next| next.glued)
    }

    fn prefix(&self, at: usize) -> Option<&'static Measure> {
        let hangs = self.is_wide && self.tokens.get(at + 1).is_some_and(|next| next.glued);
        if hangs { super::currency::by_prefix(self.token_text(at)) } else { None }
    }

    /// Reads the unit that begins at a token, which may follow a hyphen.
    pub fn unit(&self, at: usize) -> Option<(Unit, usize)> {
        let is_hyphen = self.glued_sign(at) == Some('-') && self.tokens.get(at + 1).is_some_and(|token| token.glued);
        let (measure, next) = self.measure(if is_hyphen { at + 1 } else { at })?;
        Some(self.per(Unit::new(measure), next))
    }

    /// Reads what a unit is divided by: per hour, /h, an hour.
    pub fn per(&self, unit: Unit, at: usize) -> (Unit, usize) {
        let Some(words) = self.language.words else { return (unit, at) };
        let slash = self.glued_sign(at) == Some('/') && self.tokens.get(at + 1).is_some_and(|token| token.glued);
        let per = if slash {
            let sign = units::by_sign_alone(self.token_text(at + 1)).map(|measure| (measure, at + 2));
            sign.or_else(|| self.measure(at + 1))
        } else if self.is_one_of(at, words.per) || self.is_article(at) {
            let is_price = self.is_wide && unit.of.dimension == Dimension::Money;
            let only_time = !is_price && !self.is_one_of(at, &["per", "pro"]);
            self.measure(at + 1).filter(|(measure, _)| !only_time || measure.dimension == Dimension::Time)
        } else {
            None
        };
        match per.filter(|(measure, _)| measure.dimension != Dimension::Share && !unit.of.per_time) {
            Some((per, next)) => (Unit { per: Some(per), ..unit }, next),
            None => (unit, at),
        }
    }

    fn measure(&self, at: usize) -> Option<(&'static Measure, usize)> {
        let token = self.tokens.get(at)?;
        match token.kind {
            Kind::Sign(_) => {
                let measure = units::by_sign(self.token_text(at))?;
                // In `450 $5` the sign belongs to what follows.
                let is_of_next =
                    self.tokens.get(at + 1).is_some_and(|next| next.glued && matches!(next.kind, Kind::Number(_)));
                if measure.dimension == Dimension::Money && is_of_next {
                    return None;
                }
                Some(self.with_points(measure, at + 1))
            }
            Kind::Word => self.named(at),
            _ => None,
        }
    }

    /// Reads the longest name of a unit.
    fn named(&self, at: usize) -> Option<(&'static Measure, usize)> {
        let sign = units::by_sign(self.token_text(at)).map(|measure| (measure, at + 1));
        let mut found = sign;
        let mut key = String::with_capacity(40);
        let mut next = at;
        for count in 0..LONGEST {
            if count > 0 {
                // sq. km, U.S. gallons, light-years.
                while self.glued_sign(next).is_some_and(|sign| matches!(sign, '.' | '-')) && self.is_word(next + 1) {
                    next += 1;
                }
                key.push(' ');
            }
            if !self.is_word(next) {
                break;
            }
            let word = self.lower(next);
            let squares = self.language.words.map_or(&[][..], |words| words.square);
            let full = squares.iter().find(|(short, _)| *short == word).map_or(&*word, |(_, full)| *full);
            key.push_str(full);
            next += 1;
            if let Some(measure) = units::by_word(&key) {
                found = Some((measure, next));
            } else if self.language.is_percent(&key) {
                found = Some((&PERCENT, next));
            }
        }
        let (measure, next) = found?;
        Some(self.with_points(measure, next))
    }

    /// Percent that are points: 5 %-points, 5 percent points.
    fn with_points(&self, measure: &'static Measure, at: usize) -> (&'static Measure, usize) {
        let dash = usize::from(self.glued_sign(at) == Some('-'));
        if measure.symbol == "%" && self.is_one_of(at + dash, &["point", "points", "punkte", "punkten"]) {
            return (&POINTS, at + dash + 1);
        }
        (measure, at)
    }
}
