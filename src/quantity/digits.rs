//! Numbers in digits, with the separators of their language.

use super::language::Language;
use super::lex::Kind;
use super::number::Number;

/// Reads the number that a text begins with; gives its length.
pub fn number(text: &str, language: &Language) -> (Kind, usize) {
    let mut digits = 0i64;
    let mut fits = true;
    let mut add = |run: &str| {
        for digit in run.chars().filter_map(digit) {
            match digits.checked_mul(10).and_then(|digits| digits.checked_add(i64::from(digit))) {
                Some(more) => digits = more,
                None => fits = false,
            }
        }
    };
    let first = run(text);
    add(first);
    let (mut at, mut lead) = (first.len(), count(first));
    // Groups: all of three digits, or as in India of two but for the last.
    let mut separator = None;
    while let Some(mark) = text[at..].chars().next().filter(|&mark| is_separator(mark, language)) {
        let group = run(&text[at + mark.len_utf8()..]);
        let after = &text[at + mark.len_utf8() + group.len()..];
        let is_group = match count(group) {
            3 => lead <= 3 && (mark != ' ' || language.spaced || group.starts_with('0')),
            2 => lead <= 2 && mark == ',' && after.starts_with(',') && count(run(&after[1..])) >= 2,
            _ => false,
        };
        if !is_group || separator.is_some_and(|first| first != mark) {
            break;
        }
        add(group);
        separator = Some(mark);
        lead = count(group);
        at += mark.len_utf8() + group.len();
    }
    let mut places = 0;
    if let Some(mark) = text[at..].chars().next().filter(|mark| language.decimals.contains(mark)) {
        let decimals = run(&text[at + mark.len_utf8()..]);
        if !decimals.is_empty() {
            add(decimals);
            places = i16::try_from(count(decimals)).unwrap_or(i16::MAX);
            at += mark.len_utf8() + decimals.len();
        }
    }
    // More separators with digits behind them: a version, an address, a date.
    let rest = odd_rest(&text[at..]);
    if rest > 0 || !fits || places > 18 {
        return (Kind::Other, at + rest);
    }
    (Kind::Number(Number::new(digits, -places)), at)
}

fn is_separator(mark: char, language: &Language) -> bool {
    language.groups.contains(&mark) || matches!(mark, '\u{a0}' | '\u{202f}' | '\u{2009}' | ' ')
}

pub fn run(text: &str) -> &str {
    &text[..text.find(|c| digit(c).is_none()).unwrap_or(text.len())]
}

fn count(run: &str) -> usize {
    if run.is_ascii() { run.len() } else { run.chars().count() }
}

/// The length of what makes digits no number: further digits after points or commas.
fn odd_rest(text: &str) -> usize {
    let mut at = 0;
    while let Some(mark) = text[at..].chars().next().filter(|mark| matches!(mark, '.' | ',' | '٬' | '٫')) {
        let more = run(&text[at + mark.len_utf8()..]);
        if more.is_empty() {
            break;
        }
        at += mark.len_utf8() + more.len();
    }
    at
}

/// The value of a decimal digit of any script that news are written in.
pub fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}
