//! Pairs quotation marks within each paragraph.
//!
//! A stretch that is not closed ends with its paragraph, and a paragraph that opens with a mark carries on one that
//! was not closed. Marks within a stretch belong to its words, whether they are of another kind or nested. Single
//! marks count only in a text that has no double ones. What is no mark: apostrophes, inches, attributes of markup.

use std::ops::Range;

/// Words between outer marks.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Without the marks.
    pub span: Range<usize>,
    /// With them.
    pub outer: Range<usize>,
    /// It opens its paragraph, and the stretch before it was not closed.
    pub carries_on: bool,
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

/// The outer quoted stretches of a text, in order.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let double = paired(text, false);
    if double.is_empty() && text.contains(['‘', '‚', '\'']) { paired(text, true) } else { double }
}

fn paired(text: &str, single: bool) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut unclosed = false;
    let mut base = 0;
    for paragraph in text.split_inclusive('\n') {
        let from = found.len();
        let open = pair_paragraph(paragraph, base, single, &mut found);
        let margin = paragraph.len() - paragraph.trim_start_matches([' ', '\t', '>', '#']).len();
        if let Some(first) = found.get_mut(from) {
            first.carries_on = unclosed && first.outer.start == base + margin;
        }
        if !paragraph.trim().is_empty() {
            unclosed = open;
        }
        base += paragraph.len();
    }
    found
}

/// Adds the stretches of a paragraph; tells whether the last one was left open.
fn pair_paragraph(paragraph: &str, base: usize, single: bool, found: &mut Vec<Stretch>) -> bool {
    let odd = !single && paragraph.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
    let mut open: Option<(Kind, usize, usize)> = None;
    let mut depth = 0_u32;
    let mut push = |(_, mark, start): (Kind, usize, usize), end: usize, after: usize| {
        let words = &paragraph[start..end];
        if words.chars().any(char::is_alphanumeric) {
            let lead = words.len() - words.trim_start().len();
            let span = base + start + lead..base + start + words.trim_end().len();
            found.push(Stretch { span, outer: base + mark..base + after, carries_on: false });
        }
    };
    for (at, sign) in paragraph.char_indices() {
        if sign.is_ascii() && sign != '"' && sign != '\'' {
            continue;
        }
        let next = at + sign.len_utf8();
        let before = paragraph[..at].chars().next_back();
        let after = paragraph[next..].chars().next();
        let opens = before.is_none_or(|c| c.is_whitespace() || "([{—–-/".contains(c))
            && after.is_some_and(|c| !c.is_whitespace());
        // Two apostrophes for a double mark are left alone.
        if sign == '\'' && (before == Some('\'') || after == Some('\'')) {
            continue;
        }
        let Some((kind, _, start)) = open else {
            let kind = match sign {
                '"' if before == Some('=') || (odd && before.is_some_and(|c| c.is_ascii_digit())) => continue,
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
        let ends = match (kind, sign) {
            (Kind::Straight, '"') => {
                !(odd && before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| c == ' '))
            }
            (Kind::Curly, '”') => depth == 0,
            (Kind::Curly, '“') if opens && start < at => {
                // A second opening mark: the first was left open, or this one is nested.
                if paragraph[next..].matches('”').count() > paragraph[next..].matches('“').count() + 1 {
                    depth += 1;
                } else {
                    push(open.take().unwrap_or((kind, at, start)), at, at);
                    open = Some((Kind::Curly, at, next));
                }
                continue;
            }
            (Kind::German, '“' | '”' | '"') => depth == 0,
            (Kind::German, '„') | (Kind::French, '«') => {
                depth += 1;
                continue;
            }
            (Kind::French, '»') => depth == 0,
            (Kind::FrenchTurned, '«') => true,
            (Kind::Single, '’' | '‘' | '\'' | '›') => {
                after.is_none_or(|c| !c.is_alphanumeric()) && before.is_some_and(|c| !c.is_whitespace()) && !opens
            }
            _ => continue,
        };
        if ends {
            push((kind, open.map_or(at, |(_, mark, _)| mark), start), at, next);
            open = None;
        } else {
            depth = depth.saturating_sub(u32::from(sign != '"'));
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

/// Whether a straight single mark has a partner that is no apostrophe.
fn closes_later(rest: &str) -> bool {
    rest.match_indices('\'').take(8).any(|(at, _)| {
        let after = rest[at + 1..].chars().next();
        let before = rest[..at].chars().next_back();
        after.is_none_or(|c| !c.is_alphanumeric()) && before.is_some_and(|c| !c.is_whitespace())
    })
}
