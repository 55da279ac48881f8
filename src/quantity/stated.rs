//! The figure of a fact, as its author states it.

use super::read::Reader;
use super::units::{self, Unit};
use super::{Amount, Language, Number, read};
use crate::quantity::currency;

/// An amount that a text is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    pub amount: Amount,
    /// None if there is no unit, or one that is not known, such as `homes`.
    pub unit: Option<Unit>,
    /// Whether it is rough by itself.
    pub approx: bool,
}

/// What one currency is worth in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub from: &'static str,
    pub to: &'static str,
    pub rate: Number,
}

impl Rate {
    /// Reads `EUR/USD`: how many dollars a euro is worth.
    pub fn new(pair: &str, rate: &str) -> Option<Self> {
        let (from, to) = pair.split_once('/')?;
        let code = |code: &str| currency::by_code(code.trim()).map(|money| money.symbol);
        let rate = Number::parse(rate.trim()).filter(|rate| rate.value() > 0.0)?;
        Some(Self { from: code(from)?, to: code(to)?, rate }).filter(|rate| rate.from != rate.to)
    }

    /// What an amount of one unit is in another, where both are money of this rate.
    pub fn factor(&self, from: &Unit, to: &Unit) -> Option<f64> {
        let is = |unit: &Unit, code: &str| currency::may_be_one(unit.of.symbol, code);
        let factor = if is(from, self.from) && is(to, self.to) {
            self.rate.value()
        } else if is(from, self.to) && is(to, self.from) {
            1.0 / self.rate.value()
        } else {
            return None;
        };
        Some(factor * from.of.factor / to.of.factor)
    }
}

/// Reads the unit that an author gives, such as `km2`, `billion GBP` or `deaths`: the power of ten in it, and the unit
/// if it is known.
pub fn unit(text: &str, language: &Language) -> (i16, Option<Unit>) {
    let text = text.trim();
    if let Some(measure) = units::by_sign_alone(text) {
        return (0, Some(Unit::new(measure)));
    }
    let reader = Reader::new(text, language);
    let mut at = 0;
    let mut power = 0;
    while let Some(more) = language.scale(&reader.lower(at)) {
        power += more;
        at += 1;
    }
    let unit = reader.unit(at);
    let end = unit.map_or(at, |(_, next)| next);
    // GBP million
    let (after, end) = match language.scale(&reader.lower(end)) {
        Some(more) => (more, end + 1),
        None => (0, end),
    };
    let unit = unit.filter(|_| end == reader.tokens.len()).map(|(unit, _)| unit);
    (power + after, unit)
}

impl Stated {
    /// A value that an author writes in words, with a comma or with its unit, if it is one figure and nothing else.
    pub fn from_words(words: &str, unit: Option<Unit>, language: &Language) -> Option<Self> {
        let [quantity] = &read(words, language)[..] else { return None };
        let whole = words.trim().len() == quantity.hedged.len();
        let unit = unit.or(quantity.unit);
        whole.then_some(Self { amount: quantity.amount, unit, approx: quantity.hedge != super::Hedge::None })
    }
}

impl Amount {
    #[must_use]
    pub fn scaled(self, power: i16) -> Self {
        match self {
            Self::Value(number) => Self::Value(number.scaled(power)),
            Self::Range(low, high) => Self::Range(low.scaled(power), high.scaled(power)),
        }
    }
}
