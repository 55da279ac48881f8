//! Whether words can stand for a figure: rounding as printed, hedges, conversions.
//!
//! Design: an editor lets pass what a careful reader would call right. A number may be rounded to what is printed;
//! trailing zeros may be rounding where a hedge says so, or where they hide less than half a percent. A hedge widens
//! that to the side it names, and even `more than` has an end: what is ten times as much is a slip.

use super::{Amount, Dimension, Hedge, Number, Quantity, Rate, Stated, Unit};

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    Yes,
    No,
    /// The two cannot be compared.
    Apart,
}

/// How far `about` reaches, and a fraction in words.
const ABOUT: f64 = 0.1;
const FRACTION: f64 = 0.05;
/// How far below `nearly` reaches.
const NEARLY: f64 = 0.15;
/// What trailing zeros may hide without a hedge.
const ZEROS: f64 = 0.005;
/// How far a round number in one unit is from a round number in another: 30 miles (50 kilometers).
const BACK: f64 = 0.05;
/// Where `more than` and `less than` end.
const SLIP: f64 = 10.0;
/// For what floating point adds.
const NOISE: f64 = 1e-9;

/// Whether a quantity of a text can stand for what is stated.
pub fn fits(quantity: &Quantity, stated: &Stated, rates: &[Rate]) -> Fit {
    let Some(scales) = scales(quantity.unit, stated.unit, rates) else { return Fit::Apart };
    let fits = scales.iter().any(|scale| {
        let compare = Compare { hedge: quantity.hedge, scale, approx: stated.approx };
        match (quantity.amount, stated.amount) {
            (Amount::Value(number), Amount::Value(value)) => compare.value(number, value),
            (Amount::Value(number), Amount::Range(low, high)) => compare.within(number, low, high),
            (Amount::Range(low, high), Amount::Value(value)) => {
                let inside = Compare { hedge: Hedge::Over, ..compare }.value(low, value)
                    && Compare { hedge: Hedge::Under, ..compare }.value(high, value);
                inside || compare.value(low, value) || compare.value(high, value)
            }
            (Amount::Range(low, high), Amount::Range(from, to)) => compare.value(low, from) && compare.value(high, to),
        }
    });
    if fits { Fit::Yes } else { Fit::No }
}

/// Whether an amount in brackets is that before the brackets, in another unit.
///
/// It is if it is the right one rounded as it is printed, or if it comes to the first when it is converted back and
/// rounded as that is: 100 miles (160 kilometers).
pub fn conversion_fits(first: &Quantity, second: &Quantity, rates: &[Rate]) -> Fit {
    let (Some(from), Some(to)) = (first.unit, second.unit) else { return Fit::Apart };
    let Some(scales) = scales(Some(to), Some(from), rates) else { return Fit::Apart };
    let hedge = if second.hedge == Hedge::None { Hedge::None } else { Hedge::About };
    let pairs = match (first.amount, second.amount) {
        (Amount::Value(one), Amount::Value(other)) => [(one, other), (one, other)],
        (Amount::Range(low, high), Amount::Range(from, to)) => [(low, from), (high, to)],
        (Amount::Value(_), Amount::Range(..)) | (Amount::Range(..), Amount::Value(_)) => return Fit::Apart,
    };
    let fits = scales
        .iter()
        .any(|scale| pairs.iter().all(|&(one, other)| Compare { hedge, scale, approx: false }.converted(one, other)));
    if fits { Fit::Yes } else { Fit::No }
}

/// The ways in which what is stated may be told in the unit of a text.
fn scales(text: Option<Unit>, stated: Option<Unit>, rates: &[Rate]) -> Option<Vec<Scale>> {
    let million = Scale::by(1e-6);
    let is_share = |unit: Unit| unit.of.dimension == Dimension::Share;
    let (text, stated) = match (text, stated) {
        (Some(text), Some(stated)) => (text, stated),
        // 0.2 is 20%.
        (Some(text), None) if is_share(text) => return Some(vec![Scale::SAME, Scale::by(1.0 / text.of.factor)]),
        (None, Some(stated)) if is_share(stated) => return Some(vec![Scale::SAME, Scale::by(stated.of.factor)]),
        // 450m people are millions.
        (Some(text), None) if text.of.symbol == "m" => return Some(vec![Scale::SAME, million]),
        _ => return Some(vec![Scale::SAME]),
    };
    let symbols = (text.of.symbol, stated.of.symbol);
    // Pounds are weights and money.
    if text == stated || matches!(symbols, ("lb", "GBP") | ("GBP", "lb")) {
        return Some(vec![Scale::SAME]);
    }
    if stated.converts_to(&text) {
        let zero: Vec<f64> = stated.conversions(0.0, &text).collect();
        let one = stated.conversions(1.0, &text);
        let mut scales: Vec<Scale> =
            one.zip(zero).map(|(one, zero)| Scale { factor: one - zero, offset: zero, slack: 0.0 }).collect();
        if text.of.dimension == Dimension::Temperature {
            // A rise of 2 °C (3.6 °F) is no temperature.
            scales.extend(scales.first().map(|scale| Scale { offset: 0.0, ..*scale }));
        }
        return Some(scales);
    }
    if symbols.0 == "m" && text.per.is_none() {
        return Some(vec![million]);
    }
    rates.iter().find_map(|rate| {
        let factor = rate.factor(&stated, &text)?;
        let slack = rate.rate.place() / 2.0 / rate.rate.value();
        Some(vec![Scale { factor, offset: 0.0, slack }])
    })
}

/// How a number is told in another unit.
#[derive(Debug, Clone, Copy)]
struct Scale {
    factor: f64,
    offset: f64,
    /// How rough the factor is, as a part of it.
    slack: f64,
}

impl Scale {
    const SAME: Self = Self { factor: 1.0, offset: 0.0, slack: 0.0 };

    fn by(factor: f64) -> Self {
        Self { factor, ..Self::SAME }
    }

    fn is_same(&self) -> bool {
        self.factor == 1.0 && self.offset == 0.0
    }

    fn tell(&self, value: f64) -> f64 {
        value * self.factor + self.offset
    }
}

struct Compare<'a> {
    hedge: Hedge,
    scale: &'a Scale,
    approx: bool,
}

impl Compare<'_> {
    /// Whether a number of the text can stand for a value.
    fn value(&self, number: Number, value: Number) -> bool {
        if self.scale.is_same() && number == value {
            return true;
        }
        let told = self.scale.tell(value.value());
        // What is lost or falls is told without a minus.
        let (number_told, told) = match (number.is_negative(), value.is_negative()) {
            (true, true) => (-number.value(), -told),
            (false, true) if self.scale.offset == 0.0 => (number.value(), -told),
            _ => (number.value(), told),
        };
        let rounding = self.rounding(number, told);
        let noise = NOISE * told.abs().max(number_told.abs());
        let near = (number_told - told).abs() <= rounding + noise;
        let back = !self.scale.is_same() && self.comes_back(number, value);
        let more = match self.hedge {
            Hedge::None => false,
            Hedge::About => (number_told - told).abs() <= ABOUT * told.abs().max(number_told.abs()) + noise,
            Hedge::Nearly => (number_told * (1.0 - NEARLY)..=number_told).contains(&told),
            Hedge::Over => told >= number_told && (told < number_told * SLIP || number_told <= 0.0),
            Hedge::Under => told <= number_told && (told > number_told / SLIP || told <= 0.0),
        };
        let rough = self.approx && (number_told - told).abs() <= self.zeros(value) * self.scale.factor.abs();
        near || back || more || rough
    }

    /// Whether a number of the text is in a range, or at least at one of its ends.
    fn within(&self, number: Number, low: Number, high: Number) -> bool {
        let (from, to) = (self.scale.tell(low.value()), self.scale.tell(high.value()));
        let inside = (from.min(to)..=from.max(to)).contains(&number.value());
        inside || self.value(number, low) || self.value(number, high)
    }

    /// Whether a number in brackets is the converted one.
    fn converted(&self, from: Number, number: Number) -> bool {
        let told = self.scale.tell(from.value());
        let printed = self.rounding(number, told).min(match self.hedge {
            // 170 is no rounding of 173.7, unless a hedge in the brackets says that it is.
            Hedge::None => number.place() / 2.0 + self.scale.slack * told.abs(),
            _ => f64::INFINITY,
        });
        let about = if self.hedge == Hedge::None { 0.0 } else { FRACTION * told.abs() };
        let noise = NOISE * told.abs();
        (number.value() - told).abs() <= printed.max(about) + noise || self.comes_back(number, from)
    }

    /// How far a number may be from what it is rounded from.
    fn rounding(&self, number: Number, told: f64) -> f64 {
        let slack = self.scale.slack * told.abs();
        if number.is_fraction() {
            return (FRACTION * number.value().abs()).max(slack);
        }
        let printed = number.place() / 2.0;
        let zeros = self.zeros(number).min(match self.hedge {
            Hedge::About => f64::INFINITY,
            // `More than 400` says on which side it is, so the zeros hide no 395.
            Hedge::None | Hedge::Nearly | Hedge::Over | Hedge::Under => ZEROS * told.abs(),
        });
        printed.max(zeros) + slack
    }

    /// Half of what the trailing zeros of a number may hide: at least two digits count.
    fn zeros(&self, number: Number) -> f64 {
        let size = number.value().abs();
        if size == 0.0 {
            return 0.0;
        }
        let second = 10f64.powf(size.log10().floor() - 1.0);
        number.significant_place().min(second.max(number.place())) / 2.0
    }

    /// Whether a number of the text, told in the unit of the value, rounds to it.
    fn comes_back(&self, number: Number, value: Number) -> bool {
        if value.is_fraction() || self.scale.factor == 0.0 {
            return false;
        }
        let back = (number.value() - self.scale.offset) / self.scale.factor;
        let size = value.value();
        let rounding = (value.significant_place() / 2.0).min(BACK * size.abs());
        (back - size).abs() <= rounding + (self.scale.slack + NOISE) * size.abs()
    }
}
