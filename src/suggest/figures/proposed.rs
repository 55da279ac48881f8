//! What is proposed to an editor for an amount, with how sure it is and why.

use crate::quantity::{Amount, Dimension, Hedge, Reader};

use super::claims::Claims;
use super::reading::{Read, Sort};
use super::{Converted, Figure, FigureKind};

impl Read {
    fn converted(&self) -> Converted {
        let (value, value_to) = match self.quantity.amount {
            Amount::Value(number) => (number.value(), None),
            Amount::Range(low, high) => (low.value(), Some(high.value())),
        };
        let (span, unit, unit_words) = (self.quantity.span.clone(), self.unit.clone(), self.words.clone());
        Converted { span, value, value_to, unit, unit_words }
    }

    pub fn figure(&self, reader: &Reader<'_>, claims: &Claims, converted: Option<&Self>) -> Figure {
        let quantity = &self.quantity;
        let is_hedged = quantity.hedge != Hedge::None;
        let start = if is_hedged { quantity.hedged.start } else { quantity.span.start };
        let mut end = if is_hedged { quantity.hedged.end.max(quantity.span.end) } else { quantity.span.end };
        if let Some(second) = converted {
            end = reader.tokens[second.end].range.end;
        }
        let is_pound = converted.is_some_and(|second| second.money && self.unit.as_deref() == Some("lb"));
        let money = self.money || is_pound;
        let is_percent = quantity.unit.is_some_and(|unit| unit.of.symbol == "%");
        let (value, value_to) = match quantity.amount {
            Amount::Value(number) => (number.value(), None),
            Amount::Range(low, high) => (low.value(), Some(high.value())),
        };
        let is_time = quantity.unit.is_some_and(|unit| unit.dimension() == (Dimension::Time, None));
        let (confidence, what) = match self.sort {
            _ if converted.is_some() => (0.95, "a quantity with its conversion"),
            _ if money => (0.9, "an amount of money"),
            _ if is_percent => (0.9, "a percentage"),
            _ if is_time => (0.35, "a length of time"),
            Sort::Measured => (0.85, "a quantity with its unit"),
            Sort::Part => (0.7, "a part of a whole"),
            Sort::Counted if value.abs() >= 1000.0 => (0.75, "a count"),
            Sort::Counted if value.abs() >= 10.0 => (0.55, "a count"),
            Sort::Counted => (0.3, "a small count"),
            Sort::Bare if value.abs() >= 100.0 => (0.4, "a number without a unit"),
            Sort::Bare => (0.2, "a small number without a unit"),
            Sort::One => (0.1, "a single one, which is rarely a figure"),
        };
        let hedge = reader
            .text
            .get(quantity.hedged.start..quantity.span.start)
            .map(str::trim)
            .filter(|words| !words.is_empty());
        let because = match hedge.filter(|_| is_hedged) {
            Some(hedge) => format!("{what}; “{hedge}” hedges it"),
            None => what.to_owned(),
        };
        Figure {
            span: start..end,
            converted: converted.map(Self::converted),
            kind: if money {
                FigureKind::Money
            } else if is_percent {
                FigureKind::Percent
            } else {
                FigureKind::Quantity
            },
            value: Some(value),
            value_to,
            unit: if is_pound { Some("GBP".to_owned()) } else { self.unit.clone() },
            unit_words: if is_pound { Some("pound sterling".to_owned()) } else { self.words.clone() },
            when: None,
            approx: is_hedged,
            claimed_by: claims.words(reader, self.start),
            confidence,
            because,
        }
    }
}
