//! Amounts that a text gives, each with its unit, its hedge and its conversion.

use crate::quantity::{Amount, Dimension, Hedge, Quantity, Reader, Sense, Unit};

use super::claims::Claims;
use super::dates::Found;
use super::{Converted, Figure, FigureKind, nouns, unit_words, vague};

/// A quantity with the tokens that it ends before and begins at, and its unit in words.
struct Read {
    quantity: Quantity,
    start: usize,
    end: usize,
    money: bool,
    unit: Option<String>,
    words: Option<String>,
    /// A count of things, a part, a single one.
    sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Measured,
    Counted,
    Part,
    Bare,
    One,
}

/// Finds all amounts that no date stands on.
pub fn find(reader: &Reader<'_>, dates: &[Found], claims: &Claims) -> Vec<Figure> {
    let token_at = |byte: usize| reader.tokens.partition_point(|token| token.range.end <= byte);
    let dated = |start: usize, end: usize| {
        let next = dates.partition_point(|date| date.tokens.end <= start);
        dates.get(next).is_some_and(|date| date.tokens.start < end)
    };
    let mut reads: Vec<Read> = Vec::new();
    for quantity in reader.quantities() {
        let (start, end) = (token_at(quantity.span.start), token_at(quantity.span.end - 1) + 1);
        let (quantity, start) = after_year(reader, dates, quantity, start, end);
        if !dated(start, end)
            && let Some(read) = Read::new(reader, quantity, start, end)
        {
            reads.push(read);
        }
    }
    let mut at = 1;
    while at < reads.len() {
        if is_change(reader, &reads[at - 1], &reads[at])
            && let (Amount::Value(from), Amount::Value(to)) = (reads[at - 1].quantity.amount, reads[at].quantity.amount)
        {
            let first = reads.remove(at - 1);
            let second = &mut reads[at - 1];
            second.quantity.amount = Amount::Range(from, to);
            second.quantity.span.start = first.quantity.span.start;
            second.quantity.hedged.start = first.quantity.hedged.start;
            second.start = first.start;
        }
        at += 1;
    }
    let mut figures = Vec::with_capacity(reads.len());
    let mut at = 0;
    while at < reads.len() {
        let converted = reads.get(at + 1).filter(|second| is_conversion(reader, &reads[at], second));
        figures.push(reads[at].figure(reader, claims, converted));
        at += if converted.is_some() { 2 } else { 1 };
    }
    let rough = rough(reader, claims);
    figures
        .extend(rough.into_iter().filter(|one| !reads.iter().any(|read| read.quantity.span.contains(&one.span.start))));
    figures
}

/// Takes the lower end from `in 2018 to 3.9 million`, which is a year and no range.
fn after_year(reader: &Reader<'_>, dates: &[Found], read: Quantity, start: usize, end: usize) -> (Quantity, usize) {
    let next = dates.partition_point(|date| date.tokens.end <= start);
    let year = dates.get(next).map_or(0..0, |date| date.tokens.clone());
    match read.amount {
        Amount::Range(_, high) if year.start == start && year.end + 1 < end => {
            let start = year.end + 1;
            let first = reader.tokens[start].range.start;
            let (span, hedged) = (first..read.span.end, first..read.hedged.end);
            (Quantity { span, hedged, amount: Amount::Value(high), hedge: Hedge::None, ..read }, start)
        }
        _ => (read, start),
    }
}

/// Joins what falls or grows from one amount to another: from 4.8 percent to 4.7 percent.
fn is_change(reader: &Reader<'_>, first: &Read, second: &Read) -> bool {
    let between = reader.text.get(first.quantity.span.end..second.quantity.span.start).map(str::trim);
    let same = first.quantity.unit == second.quantity.unit || first.quantity.unit.is_none();
    let values = matches!((first.quantity.amount, second.quantity.amount), (Amount::Value(_), Amount::Value(_)));
    between == Some("to") && first.start > 0 && reader.is_one_of(first.start - 1, &["from"]) && same && values
}

fn rough(reader: &Reader<'_>, claims: &Claims) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut next_free = 0;
    for at in 0..reader.tokens.len() {
        let may_be = at >= next_free && reader.is_word(at) && reader.token_text(at).ends_with(['s', 'd']);
        let Some(found) = may_be.then(|| vague::read(reader, at)).flatten() else { continue };
        next_free = found.end;
        let of = if reader.is_one_of(found.end, &["of"]) { found.end + 1 } else { found.end };
        let (unit, next) = match reader.unit(of) {
            Some((unit, next)) => (Some(unit), next),
            None => (None, of),
        };
        let noun = if found.is_times || unit.is_some() { None } else { nouns::counted(reader, of, false) };
        let end = if unit.is_some() { next } else { noun.as_ref().map_or(found.end, |noun| noun.end) };
        let words = if found.is_times { Some("count".to_owned()) } else { unit.map(|unit| unit_words::words(&unit)) };
        figures.push(Figure {
            span: reader.tokens[at].range.start..reader.tokens[end - 1].range.end,
            kind: FigureKind::Quantity,
            value: Some(found.from),
            value_to: found.to,
            unit: unit.and_then(|unit| unit_words::sign(&unit)),
            unit_words: words.or(noun.map(|noun| noun.words)),
            converted: None,
            when: None,
            approx: true,
            claimed_by: source(reader, claims, at),
            confidence: 0.25,
            because: "a round count in words".to_owned(),
        });
    }
    figures
}

fn source(reader: &Reader<'_>, claims: &Claims, at: usize) -> Option<std::ops::Range<usize>> {
    let tokens = claims.source(at)?;
    Some(reader.tokens[tokens.start].range.start..reader.tokens[tokens.end - 1].range.end)
}

/// Whether an amount stands in brackets behind another, and nothing else does.
fn is_conversion(reader: &Reader<'_>, first: &Read, second: &Read) -> bool {
    let between = reader.text.get(first.quantity.hedged.end..second.quantity.hedged.start).map(str::trim);
    let opens = matches!(between, Some("(" | "[" | "(or" | "(=" | "(about" | "(US" | "(some"));
    let closes = matches!(reader.sign(second.end), Some(')' | ']'));
    let (Some(one), Some(other)) = (first.quantity.unit, second.quantity.unit) else { return false };
    let is_pound = one.of.symbol == "lb" && other.of.dimension == Dimension::Money;
    let per = |unit: Unit| unit.per.map(|per| per.symbol);
    opens && closes && one != other && per(one) == per(other) && (one.dimension() == other.dimension() || is_pound)
}

impl Read {
    fn new(reader: &Reader<'_>, quantity: Quantity, start: usize, end: usize) -> Option<Self> {
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
        if self.quantity.sense == Sense::Loose && !is_one && bare || bare && is_name(reader, start, end) {
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

    fn converted(&self) -> Converted {
        let (value, value_to) = match self.quantity.amount {
            Amount::Value(number) => (number.value(), None),
            Amount::Range(low, high) => (low.value(), Some(high.value())),
        };
        let (span, unit, unit_words) = (self.quantity.span.clone(), self.unit.clone(), self.words.clone());
        Converted { span, value, value_to, unit, unit_words }
    }

    fn figure(&self, reader: &Reader<'_>, claims: &Claims, converted: Option<&Self>) -> Figure {
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
            claimed_by: source(reader, claims, self.start),
            confidence,
            because,
        }
    }
}

/// Whether a bare number is the number of a list, a note or an address rather than an amount.
fn is_name(reader: &Reader<'_>, start: usize, end: usize) -> bool {
    let opens_line = start == 0 || reader.tokens[start - 1].kind == crate::quantity::Kind::End;
    let is_item = opens_line && matches!(reader.glued_sign(end), Some('.' | ')'));
    let before = start.checked_sub(1).and_then(|before| reader.sign(before));
    let is_note = matches!((before, reader.sign(end)), (Some('('), Some(')')) | (Some('['), Some(']')));
    let number =
        |at: usize| reader.tokens.get(at).is_some_and(|token| matches!(token.kind, crate::quantity::Kind::Number(_)));
    let is_row = number(end) || start > 0 && number(start - 1);
    const STREETS: &[&str] = &["Street", "Avenue", "Road", "Lane", "Drive", "Boulevard", "St", "Ave", "Rd", "Blvd"];
    let is_address = (end + 1..end + 4).any(|at| STREETS.contains(&reader.token_text(at)));
    const LABELS: &[&str] = &[
        "category", "stage", "tier", "row", "seat", "lane", "size", "round", "game", "week", "day", "year", "episode",
        "season", "lot", "bottom", "top", "model", "mark", "zone", "sector", "series", "formula", "building", "floor",
    ];
    // Row 21, iPhone 14: but Only 21 and About 14 open a sentence.
    let word_before = start > 0 && reader.is_word(start - 1);
    let opens = start < 2
        || reader.sign(start - 2).is_some_and(|sign| sign != ',')
        || reader.tokens[start - 2].kind == crate::quantity::Kind::End;
    let mixed = word_before && reader.token_text(start - 1).chars().any(char::is_uppercase);
    let is_named = word_before && (mixed && !opens || reader.is_one_of(start - 1, LABELS));
    // Jamie Armstrong, 25, said.
    let is_age = start > 1
        && before == Some(',')
        && reader.glued_sign(end) == Some(',')
        && reader.token_text(start - 2).starts_with(char::is_uppercase);
    // 787 Dreamliner.
    let is_model = reader.is_word(end) && reader.token_text(end).starts_with(char::is_uppercase);
    is_item || is_note || is_row || is_address || is_named || is_age || is_model
}
