//! A quote as its author marked it: which words were said in one go, and where something was cut or put in.

use std::ops::Range;

use super::words::Words;

/// The words of a quote, and the breaks between them.
#[derive(Debug)]
pub struct Pattern {
    pub words: Words,
    /// The breaks in order; never before the first word or after the last.
    pub breaks: Vec<Break>,
}

/// A place where the quote does not go on as the speaker did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The word before which it stands.
    pub before: usize,
    pub kind: BreakKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakKind {
    /// `…`, `[…]`, or the words of the author between two parts of a quote.
    Cut,
    /// `[the minister]` in place of “he”.
    Insertion,
}

impl BreakKind {
    /// How many of the speaker's words may be missing here: some paragraphs, or what a name stands for.
    pub fn reach(self) -> usize {
        match self {
            Self::Cut => 400,
            Self::Insertion => 12,
        }
    }
}

/// Longer brackets are the speaker's own.
const LONGEST_NOTE: usize = 120;

impl Pattern {
    pub fn of(quote: &str) -> Self {
        let mut spoken = Spoken { text: String::with_capacity(quote.len()), breaks: Vec::new() };
        let mut rest = quote;
        let attributions = attributions(quote);
        while let Some(c) = rest.chars().next() {
            let at = quote.len() - rest.len();
            if let Some(end) = attributions.iter().find(|part| part.start == at).map(|part| part.end) {
                spoken.add_break(BreakKind::Cut);
                rest = &quote[end..];
                continue;
            }
            let width = match c {
                '…' => Some((c.len_utf8(), Mark::Cut)),
                '.' => dots(rest).map(|width| (width, Mark::Cut)),
                '[' | '(' => bracket(rest),
                _ => None,
            };
            match width {
                Some((width, Mark::Cut)) => {
                    spoken.add_break(BreakKind::Cut);
                    rest = &rest[width..];
                }
                Some((width, Mark::Insertion)) => {
                    spoken.add_break(BreakKind::Insertion);
                    rest = &rest[width..];
                }
                Some((width, Mark::Letter(letter))) => {
                    spoken.text.push_str(letter);
                    rest = &rest[width..];
                }
                Some((width, Mark::Nothing)) => rest = &rest[width..],
                None => {
                    spoken.text.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        spoken.into_pattern()
    }

    /// The stretches of words between the breaks.
    pub fn parts(&self) -> Vec<Range<usize>> {
        let mut parts = Vec::with_capacity(self.breaks.len() + 1);
        let mut start = 0;
        for at in &self.breaks {
            parts.push(start..at.before);
            start = at.before;
        }
        parts.push(start..self.words.len());
        parts
    }

    /// The break before a word, if there is one.
    pub fn break_before(&self, word: usize) -> Option<BreakKind> {
        let index = self.breaks.binary_search_by_key(&word, |at| at.before).ok()?;
        Some(self.breaks[index].kind)
    }
}

/// The quote without marks, with breaks by byte.
struct Spoken {
    text: String,
    breaks: Vec<(usize, BreakKind)>,
}

impl Spoken {
    fn add_break(&mut self, kind: BreakKind) {
        self.breaks.push((self.text.len(), kind));
        self.text.push(' ');
    }

    fn into_pattern(self) -> Pattern {
        let words = Words::of(self.text, false);
        let mut breaks: Vec<Break> = Vec::with_capacity(self.breaks.len());
        for (at, kind) in self.breaks {
            let before = (0..words.len()).position(|word| words.start(word) >= at).unwrap_or(words.len());
            match breaks.last_mut() {
                _ if before == 0 || before == words.len() => {}
                Some(last) if last.before == before => {
                    if kind == BreakKind::Cut {
                        last.kind = kind;
                    }
                }
                _ => breaks.push(Break { before, kind }),
            }
        }
        Pattern { words, breaks }
    }
}

enum Mark<'a> {
    Cut,
    Insertion,
    /// `[W]e`: another case of the same letter.
    Letter(&'a str),
    /// `[sic]`.
    Nothing,
}

/// The length of three or more dots, with or without spaces between them.
fn dots(text: &str) -> Option<usize> {
    let close = text.bytes().take_while(|&byte| byte == b'.').count();
    if close >= 3 {
        return Some(close);
    }
    [". . .", ".\u{a0}.\u{a0}."].into_iter().find(|spaced| text.starts_with(spaced)).map(str::len)
}

fn bracket(text: &str) -> Option<(usize, Mark<'_>)> {
    let (open, close) = if text.starts_with('[') { ('[', ']') } else { ('(', ')') };
    let end = text.find(close).filter(|&end| end <= LONGEST_NOTE)?;
    let inner = text[open.len_utf8()..end].trim();
    let width = end + close.len_utf8();
    if inner == "…" || dots(inner) == Some(inner.len()) {
        return Some((width, Mark::Cut));
    }
    if open == '(' {
        return None;
    }
    let mut letters = inner.chars();
    let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    let goes_on = text[width..].chars().next().is_some_and(char::is_alphabetic);
    Some(match inner {
        _ if is_letter && goes_on => (width, Mark::Letter(inner)),
        "sic" | "sic!" | "!" | "" => (width, Mark::Nothing),
        _ => (width, Mark::Insertion),
    })
}

/// Where the marked passage leaves the speech and comes back: `We hold it,” he said, “and more`.
fn attributions(quote: &str) -> Vec<Range<usize>> {
    let marks = quotation_marks(quote);
    // A mark that opens within the words is a quote in the quote.
    let opens_first = marks.first().is_some_and(|mark| mark.opens);
    let leads = quote.len() - quote.trim_start().len();
    if marks.is_empty() || (opens_first && marks[0].at != leads) {
        return Vec::new();
    }
    let (mut found, mut closed) = (Vec::new(), None);
    for mark in marks {
        match (mark.opens, closed.take()) {
            (false, _) => closed = Some(mark.at),
            (true, Some(start)) => {
                let end = mark.at + mark.width;
                if end - start <= LONGEST_NOTE {
                    found.push(start..end);
                }
            }
            (true, None) => {}
        }
    }
    found
}

struct QuotationMark {
    at: usize,
    width: usize,
    opens: bool,
}

fn quotation_marks(quote: &str) -> Vec<QuotationMark> {
    let is_german = quote.contains('„');
    let is_inward = quote.find('»').is_some_and(|inward| quote.find('«').is_none_or(|outward| inward < outward));
    let mut before = ' ';
    let mut marks = Vec::new();
    for (at, c) in quote.char_indices() {
        let opens = match c {
            '„' => Some(true),
            '“' => Some(!is_german),
            '”' => Some(false),
            '«' => Some(!is_inward),
            '»' => Some(is_inward),
            '"' => Some(before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–')),
            _ => None,
        };
        marks.extend(opens.map(|opens| QuotationMark { at, width: c.len_utf8(), opens }));
        before = c;
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words with `|` for a cut and `+` for an insertion.
    fn shown(quote: &str) -> String {
        let pattern = Pattern::of(quote);
        let word = |word| {
            let sign = match pattern.break_before(word) {
                Some(BreakKind::Cut) => "| ",
                Some(BreakKind::Insertion) => "+ ",
                None => "",
            };
            format!("{sign}{}", pattern.words.folded(word))
        };
        (0..pattern.words.len()).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn takes_a_quote_apart() {
        for (quote, parts) in [
            ("We hold it … and more", "we hold it | and more"),
            ("We hold it [...] and more...", "we hold it | and more"),
            ("We hold it . . . and (…) more", "we hold it | and | more"),
            ("[The minister] said [they] won", "said + won"),
            ("[W]e hold it [sic] now", "we hold it now"),
            ("We hold it,” he said, “and more", "we hold it | and more"),
            ("“We hold it,” he said. “And more.”", "we hold it | and more"),
            ("\"We hold it,\" he said, \"and more.\"", "we hold it | and more"),
            ("„Wir halten es“, sagte er, „und mehr“", "wir halten es | und mehr"),
            ("He said “yes” and “no” to me", "he said yes and no to me"),
            ("I like it (a lot) here", "i like it a lot here"),
            ("…", ""),
        ] {
            assert_eq!(shown(quote), parts, "{quote}");
        }
    }
}
