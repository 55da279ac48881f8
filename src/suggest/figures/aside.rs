//! Numbers that are no amounts: of lists, notes, addresses, rows and models.

use crate::quantity::{Kind, Reader};

/// Whether a bare number is the number of a list, a note or an address rather than an amount.
pub fn is_name(reader: &Reader<'_>, start: usize, end: usize) -> bool {
    let opens_line = start == 0 || reader.tokens[start - 1].kind == Kind::End;
    let is_item = opens_line && matches!(reader.glued_sign(end), Some('.' | ')'));
    let before = start.checked_sub(1).and_then(|before| reader.sign(before));
    let is_note = matches!((before, reader.sign(end)), (Some('('), Some(')')) | (Some('['), Some(']')));
    let number = |at: usize| reader.tokens.get(at).is_some_and(|token| matches!(token.kind, Kind::Number(_)));
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
        || reader.tokens[start - 2].kind == Kind::End;
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
