//! An amount with what it is an amount of: its unit, or what it counts.

use crate::quantity::{Amount, Dimension, Quantity, Reader, Sense, Unit};

use super::{aside, nouns, unit_words};

/// A quantity with the tokens that it ends before and begins at, and its unit in words.
pub struct Read {
    pub quantity: Quantity,
    pub start: usize,
    pub end: usize,
    pub money: bool,
    pub unit: Option<String>,
    pub words: Option<String>,
    /// A count of things, a part, a single one.
    pub sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Measured,
    Counted,
    Part,
    Bare,
    One,
}

impl Read {
    pub fn new(reader: &Reader<'_>, quantity: Quantity, start: usize, end: usize) -> Option<Self> {
        let number = match quantity.amount {
            Amount::Value(number) | Amount::Range(number, _) => number,
        };
        let mut read = Self { quantity, start, end, money: false, unit: None, words: None, sort: Sort::Measured };
        match read.quantity.unit {
            Some(unit) if unit.of.symbol.is_empty() => {
                if read.quantity.sense == Sense::Loose {
                    return None;
                }
                const HALVES: &[&str] =
                    &["first", "second", "this", "that", "other", "better", "the", "last", "latter", "next"];
                if start > 0 && reader.is_one_of(start - 1, HALVES) && end == start + 1 {
                    return None;
                }
                read.sort = Sort::Part;
                let mut of = end;
                while of < end + 3 && reader.is_one_of(of, &["of", "the", "all", "its", "their", "his", "her", "our"]) {
                    of += 1;
                }
                let noun = nouns::whole(reader, of);
                read.words = Some(noun.map_or_else(|| "% -".to_owned(), |noun| format!("% {noun}")));
            }
            Some(unit) => read.measured(reader, unit),
            None => read.counted(reader, number.value())?,
        }
        Some(read)
    }

    fn measured(&mut self, reader: &Reader<'_>, unit: Unit) {
        let old = if reader.sign(self.end) == Some('-') { self.end + 1 } else { self.end };
        self.unit = unit_words::sign(&unit);
        self.money = unit.of.dimension == Dimension::Money;
        let mut words = unit_words::words(&unit);
        let is_time = unit.of.dimension == Dimension::Time && unit.per.is_none();
        if is_time
            && (reader.is_one_of(old, &["old", "olds"])
                || reader.is_one_of(old, &["of"]) && reader.is_one_of(old + 1, &["age"]))
        {
            self.end = old + if reader.is_one_of(old, &["of"]) { 2 } else { 1 };
            self.quantity.span.end = reader.tokens[self.end - 1].range.end;
            words.push_str(" of age");
        }
        if unit.of.symbol == "m"
            && ["p", "h"].iter().zip([1, 3]).all(|(word, at)| reader.is_one_of(self.end + at, &[word]))
        {
            // 80 m.p.h.
            self.end += 4;
            self.unit = Some("mph".to_owned());
            words = "mile per hour".to_owned();
        }
        if matches!(unit.of.symbol, "lb" | "ft") && reader.glued_sign(self.end) == Some('-') {
            let torque = match &*reader.lower(self.end + 1) {
                "ft" => "foot pound-force",
                "feet" | "foot" => "pound-foot",
                "pounds" | "pound" | "lb" | "lbs" => "foot-pound",
                _ => "",
            };
            if !torque.is_empty() {
                self.end += 2;
                self.unit = Some("lb-ft".to_owned());
                words = torque.to_owned();
            }
        }
        let is_share = reader.is_one_of(self.end, &["per", "a"]) && unit.per.is_none();
        if is_share
            && reader.is_one_of(
                self.end + 1,
                &[
                    "share",
                    "person",
                    "head",
                    "household",
                    "passenger",
                    "unit",
                    "student",
                    "capita",
                    "barrel",
                    "ounce",
                    "gallon",
                ],
            )
        {
            words.push_str(" per ");
            words.push_str(&reader.lower(self.end + 1));
            self.unit = self.unit.as_ref().map(|unit| format!("{unit}/{}", reader.lower(self.end + 1)));
            self.end += 2;
        }
        let of_age = self.start > 0 && reader.is_one_of(self.start - 1, &["aged"])
            || self.start > 1
                && reader.is_one_of(self.start - 1, &["of"])
                && reader.is_one_of(self.start - 2, &["age"]);
        if is_time && of_age && !words.ends_with("age") {
            words.push_str(" of age");
        }
        self.quantity.span.end = self.quantity.span.end.max(reader.tokens[self.end - 1].range.end);
        // Billions of pounds are money, not weight.
        let (Amount::Value(number) | Amount::Range(_, number)) = self.quantity.amount;
        if unit.of.symbol == "lb" && number.value() >= 1e6 {
            self.money = true;
            self.unit = Some("GBP".to_owned());
            words = "pound sterling".to_owned();
        }
        self.words = Some(words);
    }

    /// Reads what a bare number counts; none if it is a name, a score or the number of a list.
    fn counted(&mut self, reader: &Reader<'_>, value: f64) -> Option<()> {
        let (start, end) = (self.start, self.end);
        let is_one = value == 1.0 && self.quantity.sense == Sense::Loose;
        if is_one && reader.glued_sign(end) == Some('-') {
            return None;
        }
        if let Some(words) = unit_words::other(reader.token_text(end)).filter(|_| reader.is_word(end)) {
            self.words = Some(words.to_owned());
            self.unit = Some(reader.token_text(end).to_owned());
            self.end = end + 1;
            self.quantity.span.end = reader.tokens[end].range.end;
            return Some(());
        }
        if reader.glued_sign(end) == Some('″') {
            (self.words, self.unit, self.end) = (Some("inch".to_owned()), Some("in".to_owned()), end + 1);
            self.quantity.span.end = reader.tokens[end].range.end;
            return Some(());
        }
        let of_several = is_one && reader.is_one_of(end, &["of"]);
        if let Some((money, next)) = nouns::money(reader, end) {
            let unit = Unit::new(money);
            (self.money, self.unit, self.words) = (true, unit_words::sign(&unit), Some(unit_words::words(&unit)));
            self.end = next;
            self.quantity.span.end = reader.tokens[next - 1].range.end;
            return Some(());
        }
        let noun = if of_several { None } else { nouns::counted(reader, end, value == 1.0) };
        let bare = noun.as_ref().is_none_or(|noun| !noun.has_plural);
        if is_one && (noun.is_none() || reader.is_one_of(end, &["day", "another", "thing"])) {
            return None;
        }
        if self.quantity.sense == Sense::Loose && !is_one && bare || bare && aside::is_name(reader, start, end) {
            return None;
        }
        self.sort = if is_one { Sort::One } else { Sort::Counted };
        let Some(noun) = noun else {
            self.sort = Sort::Bare;
            return Some(());
        };
        self.words = Some(unit_words::other(&noun.words).map_or(noun.words, str::to_owned));
        self.end = noun.end;
        self.quantity.span.end = reader.tokens[noun.end - 1].range.end;
        Some(())
    }
}
