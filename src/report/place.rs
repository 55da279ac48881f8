//! Places in texts as editors count them.

use crate::text::{Span, Texts};

/// The lines and columns of a span: both count from 1, columns in characters, and the end is the first place after
/// the span. None where the file has no text, or the file as a whole is meant.
pub struct Place {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl Place {
    pub fn of(span: &Span, texts: &Texts) -> Option<Self> {
        let text = texts.get(&span.file).filter(|text| !text.is_empty() && span.range != (0..0))?;
        let (line, column) = line_and_column(text, span.range.start);
        let (end_line, end_column) = line_and_column(text, span.range.end);
        Some(Self { line, column, end_line, end_column })
    }
}

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at.min(text.len()))];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (1 + memchr::memchr_iter(b'\n', before.as_bytes()).count(), 1 + before[start..].chars().count())
}
