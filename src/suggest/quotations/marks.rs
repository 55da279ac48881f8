//! Pairs quotation marks within each paragraph.
//!
//! A stretch that is not closed ends with its paragraph, and a paragraph that opens with a mark carries on one that
//! was not closed. Marks within a stretch belong to its words, whether they are of another kind or nested. Single
//! marks count only in a text that has no double ones. A line of a transcript is a stretch without marks. What is no mark: apostrophes, inches, attributes of markup.

use std::ops::Range;

use super::paragraphs::paragraphs;
use super::transcript::{Turn, turns};

/// Words between outer marks.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Without the marks.
    pub span: Range<usize>,
    /// With them.
    pub outer: Range<usize>,
    /// It opens its paragraph, and the stretch before it was not closed.
    pub carries_on: bool,
    /// Who speaks, where a transcript says so before the words.
    pub label: Option<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Straight,
    Curly,
    German,
    French,
    FrenchTurned,
    Single,
}

/// What a mark does within a stretch.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// It opens words within the words.
    Deeper,
    /// It closes these, or the stretch.
    Shuts,
    /// It closes the stretch.
    Ends,
}

/// The outer quoted stretches of a text, in order.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let turns = turns(text);
    let double = paired(text, false, &turns);
    if double.is_empty() && text.contains(['‘', '‚', '\'']) { paired(text, true, &turns) } else { double }
}

fn paired(text: &str, single: bool, turns: &[Turn]) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut turns = turns.iter().peekable();
    let mut unclosed = false;
    for (base, paragraph) in paragraphs(text) {
        if let Some(turn) = turns.next_if(|turn| turn.words.start < base + paragraph.len()) {
            let (span, label) = (turn.words.clone(), Some(turn.label.clone()));
            found.push(Stretch { outer: span.clone(), span, carries_on: false, label });
            unclosed = false;
            continue;
        }
        let from = found.len();
        let open = pair_paragraph(paragraph, base, single, unclosed, &mut found);
        if let Some(first) = found.get_mut(from) {
            let margin = paragraph.len() - paragraph.trim_start_matches([' ', '\t', '>', '#']).len();
            first.carries_on = unclosed && first.outer.start == base + margin;
        }
        if open != unclosed && !paragraph.trim().is_empty() {
            unclosed = open;
        }
    }
    found
}

/// Adds the stretches of a paragraph; tells whether the last one was left open.
fn pair_paragraph(paragraph: &str, base: usize, single: bool, unclosed: bool, found: &mut Vec<Stretch>) -> bool {
    if marks(paragraph, single).next().is_none() {
        return false;
    }
    let odd = !single && count(paragraph, "\"") % 2 == 1;
    let mut open: Option<(Kind, usize, usize)> = None;
    let mut depth = 0_u32;
    // What of these is still to come.
    let mut opening = count(paragraph, "“");
    let mut closing = count(paragraph, "”");
    let mut push = |(_, mark, start): (Kind, usize, usize), end: usize, after: usize| {
        let words = &paragraph[start..end];
        if words.chars().any(char::is_alphanumeric) {
            let lead = words.len() - words.trim_start().len();
            let span = base + start + lead..base + start + words.trim_end().len();
            found.push(Stretch { span, outer: base + mark..base + after, carries_on: false, label: None });
        }
    };
    for at in marks(paragraph, single) {
        let Some(sign) = paragraph[at..].chars().next() else { continue };
        opening -= usize::from(sign == '“');
        closing -= usize::from(sign == '”');
        let next = at + sign.len_utf8();
        let before = paragraph[..at].chars().next_back();
        let after = paragraph[next..].chars().next();
        let opens = before.is_none_or(|c| c.is_whitespace() || "([{—–-/".contains(c))
            && after.is_some_and(|c| !c.is_whitespace());
        let shuts = !opens
            && before.is_some_and(|c| !c.is_whitespace())
            && after.is_none_or(|c| !c.is_alphanumeric() && !"([{".contains(c));
        // Two apostrophes for a double mark are left alone.
        if sign == '\'' && (before == Some('\'') || after == Some('\'')) {
            continue;
        }
        let Some((kind, _, start)) = open else {
            let kind = match sign {
                '"' if before == Some('=') || (odd && before.is_some_and(|c| c.is_ascii_digit())) => continue,
                // It ends words that were opened in a paragraph before, or nowhere.
                '"' if shuts && after.is_some() && (odd || unclosed) => continue,
                '"' => Kind::Straight,
                '“' | '‟' => Kind::Curly,
                '”' if opens => Kind::Curly,
                '„' => Kind::German,
                '«' => Kind::French,
                '»' if opens => Kind::FrenchTurned,
                '‘' | '‚' | '‹' if single && opens => Kind::Single,
                '\'' if single && opens && closes_later(&paragraph[next..]) => Kind::Single,
                _ => continue,
            };
            open = Some((kind, at, next));
            depth = 0;
            continue;
        };
        let inch = odd && before.is_some_and(|c| c.is_ascii_digit()) && after == Some(' ');
        let act = match (kind, sign) {
            (Kind::Straight, '"') if depth == 0 && !inch => Act::Ends,
            (Kind::Straight, '“') if opens => Act::Deeper,
            (Kind::Straight, '”') if shuts => Act::Shuts,
            (Kind::Curly, '”') => Act::Shuts,
            (Kind::Curly, '“') if opens && start < at => {
                // A second opening mark: the first was left open, or this one is nested.
                if closing > opening + 1 {
                    Act::Deeper
                } else {
                    push(open.take().unwrap_or((kind, at, start)), at, at);
                    open = Some((Kind::Curly, at, next));
                    continue;
                }
            }
            // A mark of the wrong kind closes what its own kind does not: `“Yes," she said`, `“Yes“ and “no“`.
            (Kind::Curly, '“' | '"') if shuts && next_mark(&paragraph[next..]) != Some('”') => Act::Shuts,
            (Kind::German, '“' | '”' | '"') | (Kind::French, '»') => Act::Shuts,
            (Kind::German, '„') | (Kind::French, '«') => Act::Deeper,
            (Kind::FrenchTurned, '«') => Act::Ends,
            (Kind::Single, '’' | '‘' | '\'' | '›') if shuts => Act::Ends,
            _ => continue,
        };
        match act {
            Act::Deeper => depth += 1,
            Act::Shuts if depth > 0 => depth -= 1,
            Act::Shuts | Act::Ends => {
                push((kind, open.map_or(at, |(_, mark, _)| mark), start), at, next);
                open = None;
            }
        }
    }
    let Some(left) = open else { return false };
    let end = paragraph.trim_end().len();
    if left.0 != Kind::Single && end > left.2 {
        push(left, end, end);
        return true;
    }
    false
}

/// Where marks may stand: the first bytes of all of them.
fn marks(paragraph: &str, single: bool) -> impl Iterator<Item = usize> {
    const CURLY: u8 = 0xe2;
    const FRENCH: u8 = 0xc2;
    let bytes = paragraph.as_bytes();
    let double = (!single).then(|| memchr::memchr3_iter(b'"', CURLY, FRENCH, bytes));
    let both = single.then(|| memchr::memchr2_iter(b'\'', CURLY, bytes));
    double.into_iter().flatten().chain(both.into_iter().flatten())
}

fn count(paragraph: &str, mark: &str) -> usize {
    let bytes = paragraph.as_bytes();
    let places = memchr::memchr_iter(mark.as_bytes()[0], bytes);
    places.filter(|&at| bytes[at..].starts_with(mark.as_bytes())).count()
}

/// The first double mark of the rest of a paragraph.
fn next_mark(rest: &str) -> Option<char> {
    rest.chars().find(|sign| matches!(sign, '"' | '“' | '”'))
}

/// Whether a straight single mark has a partner that is no apostrophe.
fn closes_later(rest: &str) -> bool {
    rest.match_indices('\'').take(8).any(|(at, _)| {
        let after = rest[at + 1..].chars().next();
        let before = rest[..at].chars().next_back();
        after.is_none_or(|c| !c.is_alphanumeric()) && before.is_some_and(|c| !c.is_whitespace())
    })
}
