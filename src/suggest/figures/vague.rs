//! Counts in round words: `dozens`, `hundreds of`, `tens of thousands`; and how often: `sixfold`.

use crate::quantity::Reader;

/// A count without a numeral, with the token after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vague {
    pub from: f64,
    pub to: Option<f64>,
    pub end: usize,
    /// Sixfold, which is none of a thing.
    pub is_times: bool,
}

/// Reads a round count that begins at a token.
pub fn read(reader: &Reader<'_>, at: usize) -> Option<Vague> {
    let word = reader.lower(at);
    if let Some(number) = word.strip_suffix("fold").filter(|number| !number.is_empty()) {
        let from = small(number)?;
        return Some(Vague { from, to: None, end: at + 1, is_times: true });
    }
    let size = size(&word)?;
    let mut from = size;
    let mut end = at + 1;
    if reader.is_one_of(end, &["of"])
        && let Some(larger) = self::size(&reader.lower(end + 1)).filter(|larger| *larger > size || size >= 1000.0)
    {
        from *= larger;
        end += 2;
    }
    if size == 12.0 && end == at + 1 {
        return Some(Vague { from, to: None, end, is_times: false });
    }
    // Hundreds are from one hundred to a thousand.
    let to = if size == 12.0 { None } else { Some(from * if size == 10.0 || size == 100.0 { 10.0 } else { 1000.0 }) };
    Some(Vague { from, to, end, is_times: false })
}

fn size(word: &str) -> Option<f64> {
    Some(match word {
        "dozens" => 12.0,
        "tens" => 10.0,
        "hundreds" => 100.0,
        "thousands" => 1e3,
        "millions" => 1e6,
        "billions" => 1e9,
        _ => return None,
    })
}

fn small(word: &str) -> Option<f64> {
    Some(match word {
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        _ => return None,
    })
}
