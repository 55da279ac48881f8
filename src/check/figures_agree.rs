//! Whether the figures of two facts can both be right.

use jiff::civil::Date;

use crate::parse::{Fact, Figure, Status};
use crate::text::PartialDate;

/// What the figures of two facts are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    Agrees,
    Differs,
    /// They cannot be compared: words, or units of different kinds.
    Unknown,
}

/// How far a figure may be off that calls itself approximate.
const HEDGE: f64 = 0.1;

/// Compares two figures, with the rounding that their spelling shows.
pub fn likeness(one: &Fact, other: &Fact) -> Likeness {
    if let (Some(first), Some(second)) = (as_date(one), as_date(other)) {
        return if first.0 <= second.1 && second.0 <= first.1 { Likeness::Agrees } else { Likeness::Differs };
    }
    let (Some(mut first), Some(mut second)) = (Stretch::of(one), Stretch::of(other)) else { return Likeness::Unknown };
    if !same_unit(one.unit.as_deref(), other.unit.as_deref()) {
        let (Some(first_factor), Some(second_factor)) = (factor(one.unit.as_deref()), factor(other.unit.as_deref()))
        else {
            return Likeness::Unknown;
        };
        if first_factor.0 != second_factor.0 {
            return Likeness::Unknown;
        }
        first = first.times(first_factor.1);
        second = second.times(second_factor.1);
    }
    let is_hedged = |fact: &Fact| fact.approx || fact.status == Status::Estimate;
    let mut slack = first.rounding.max(second.rounding);
    if is_hedged(one) || is_hedged(other) {
        slack = slack.max(HEDGE * first.size().max(second.size()));
    }
    // What computers make of decimal fractions is no difference.
    slack += 1e-9 * first.size().max(second.size());
    if first.low <= second.high + slack && second.low <= first.high + slack {
        Likeness::Agrees
    } else {
        Likeness::Differs
    }
}

/// The days that a figure can mean, if it is a date.
pub fn as_date(fact: &Fact) -> Option<(Date, Date)> {
    let text = match fact.figure.as_ref()? {
        Figure::Words(words) => words,
        // A year, unless it is counted in something.
        Figure::Value(_, spelling) if fact.unit.is_none() && is_birthday(fact) => spelling,
        Figure::Value(..) | Figure::Range(..) => return None,
    };
    let date = PartialDate::parse(text)?;
    Some((date.first_day(), date.last_day()))
}

fn is_birthday(fact: &Fact) -> bool {
    fact.measure.as_ref().is_some_and(|measure| measure.to_lowercase().contains("birth") || measure == "born")
}

/// A figure as a stretch of numbers, and by how much its spelling may have been rounded.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    low: f64,
    high: f64,
    rounding: f64,
}

impl Stretch {
    fn of(fact: &Fact) -> Option<Self> {
        match fact.figure.as_ref()? {
            Figure::Value(value, spelling) => {
                // A number of four digits that counts nothing is a year, and years are not rounded.
                let is_year = fact.unit.is_none() && spelling.len() == 4 && (1000.0..2100.0).contains(value);
                let rounding = if is_year { 0.0 } else { rounding(spelling) };
                Some(Self { low: *value, high: *value, rounding })
            }
            Figure::Range(low, high) => Some(Self { low: *low, high: *high, rounding: 0.0 }),
            Figure::Words(_) => None,
        }
    }

    fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor, rounding: self.rounding * factor }
    }

    fn size(&self) -> f64 {
        self.low.abs().max(self.high.abs())
    }
}

/// Half a unit of the last digit that counts: 0.05 of `1.6`, 500 of `113000`.
///
/// Zeros at the end may come from rounding, but for those of the first two digits: `20` is no rounded 24.
fn rounding(spelling: &str) -> f64 {
    let digits = spelling.trim_start_matches(['-', '+']);
    if digits.contains(['e', 'E']) {
        return 0.0;
    }
    match digits.split_once('.') {
        Some((_, decimals)) => 0.5 * 10f64.powi(-i32::try_from(decimals.len()).unwrap_or(0)),
        None => {
            let zeros = digits.len() - digits.trim_end_matches('0').len();
            let zeros = zeros.min(digits.len().saturating_sub(2));
            0.5 * 10f64.powi(i32::try_from(zeros).unwrap_or(0))
        }
    }
}

fn same_unit(one: Option<&str>, other: Option<&str>) -> bool {
    let folded = |unit: Option<&str>| unit.unwrap_or_default().trim().to_lowercase();
    folded(one) == folded(other)
}

/// The kind of a unit, and what one of it is in the first of its kind. The factors are exact (NIST SP 811, B.8).
fn factor(unit: Option<&str>) -> Option<(&'static str, f64)> {
    let unit = unit?.trim().replace('²', "2").to_lowercase();
    let singular = unit.strip_suffix('s').filter(|_| unit.len() > 4).unwrap_or(&unit);
    Some(match singular {
        "m" | "metre" | "meter" => ("length", 1.0),
        "mm" | "millimetre" | "millimeter" => ("length", 0.001),
        "cm" | "centimetre" | "centimeter" => ("length", 0.01),
        "km" | "kilometre" | "kilometer" => ("length", 1000.0),
        "ft" | "foot" | "feet" => ("length", 0.3048),
        "in" | "inch" | "inche" => ("length", 0.0254),
        "yd" | "yard" => ("length", 0.9144),
        "mi" | "mile" => ("length", 1609.344),
        "m2" | "square metre" | "square meter" => ("area", 1.0),
        "ha" | "hectare" => ("area", 10_000.0),
        "km2" | "square kilometre" | "square kilometer" => ("area", 1_000_000.0),
        "acre" => ("area", 4_046.856_422_4),
        "mi2" | "square mile" => ("area", 2_589_988.110_336),
        "g" | "gram" => ("mass", 0.001),
        "kg" | "kilogram" => ("mass", 1.0),
        "t" | "tonne" => ("mass", 1000.0),
        "lb" => ("mass", 0.453_592_37),
        "%" | "percent" | "per cent" => ("share", 1.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::rounding;

    #[test]
    fn spelling_shows_the_rounding() {
        for (spelling, half) in
            [("1.6", 0.05), ("1.60", 0.005), ("113000", 500.0), ("450", 5.0), ("20", 0.5), ("7", 0.5)]
        {
            assert!((rounding(spelling) - half).abs() < 1e-12, "{spelling}");
        }
    }
}
