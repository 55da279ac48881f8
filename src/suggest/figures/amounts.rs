//! Amounts that a text gives, each with its conversion in brackets.

use crate::quantity::{Amount, Dimension, Hedge, Quantity, Reader, Unit};

use super::claims::Claims;
use super::dates::Found;
use super::reading::Read;
use super::{Figure, FigureKind, nouns, unit_words, vague};

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
    let reads = joined(reader, reads);
    let mut figures = Vec::with_capacity(reads.len());
    let mut at = 0;
    while at < reads.len() {
        let converted = reads.get(at + 1).filter(|second| is_conversion(reader, &reads[at], second));
        figures.push(reads[at].figure(reader, claims, converted));
        at += if converted.is_some() { 2 } else { 1 };
    }
    let is_free = |one: &Figure| {
        let next = reads.partition_point(|read| read.quantity.span.end <= one.span.start);
        reads.get(next).is_none_or(|read| read.quantity.span.start > one.span.start)
    };
    figures.extend(rough(reader, claims).into_iter().filter(is_free));
    figures
}

/// Takes the lower end from `in 2018 to 3.9 million`, which is a year and no range.
fn after_year(reader: &Reader<'_>, dates: &[Found], read: Quantity, start: usize, end: usize) -> (Quantity, usize) {
    let next = dates.partition_point(|date| date.tokens.end <= start);
    let year = dates.get(next).map(|date| date.tokens.clone());
    match (read.amount, year) {
        (Amount::Range(_, high), Some(year)) if year.start == start && year.end + 1 < end => {
            let start = year.end + 1;
            let first = reader.tokens[start].range.start;
            let (span, hedged) = (first..read.span.end, first..read.hedged.end);
            (Quantity { span, hedged, amount: Amount::Value(high), hedge: Hedge::None, ..read }, start)
        }
        _ => (read, start),
    }
}

/// Makes one of the two ends of a change.
fn joined(reader: &Reader<'_>, reads: Vec<Read>) -> Vec<Read> {
    let mut joined: Vec<Read> = Vec::with_capacity(reads.len());
    for mut read in reads {
        if let Some(first) = joined.pop_if(|first| is_change(reader, first, &read))
            && let (Amount::Value(from), Amount::Value(to)) = (first.quantity.amount, read.quantity.amount)
        {
            read.quantity.amount = Amount::Range(from, to);
            read.quantity.span.start = first.quantity.span.start;
            read.quantity.hedged.start = first.quantity.hedged.start;
            read.start = first.start;
        }
        joined.push(read);
    }
    joined
}

/// Whether something falls or grows from one amount to another: from 4.8 percent to 4.7 percent.
fn is_change(reader: &Reader<'_>, first: &Read, second: &Read) -> bool {
    let between = reader.text.get(first.quantity.span.end..second.quantity.span.start).map(str::trim);
    let same = first.quantity.unit == second.quantity.unit || first.quantity.unit.is_none();
    let values = matches!((first.quantity.amount, second.quantity.amount), (Amount::Value(_), Amount::Value(_)));
    between == Some("to") && first.start > 0 && reader.is_one_of(first.start - 1, &["from"]) && same && values
}

/// Finds round counts in words, with what they count.
fn rough(reader: &Reader<'_>, claims: &Claims) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut next_free = 0;
    for (at, token) in reader.tokens.iter().enumerate() {
        let may_be = at >= next_free && vague::may_be(token);
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
            claimed_by: claims.words(reader, at),
            confidence: 0.25,
            because: "a round count in words".to_owned(),
        });
    }
    figures
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
