//! Transcripts: lines that begin with who speaks, `TALLOW: We will rebuild it.`
//!
//! Many lines begin with a word and a colon. These are a transcript where three or more follow each other, of two or
//! more speakers of whom one speaks again. `Q:` and `A:` name nobody and are left alone.

use std::ops::Range;

use super::paragraphs::paragraphs;

/// What somebody says in a transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The name, without the colon.
    pub label: Range<usize>,
    pub words: Range<usize>,
}

/// The turns of a text, in order.
pub fn turns(text: &str) -> Vec<Turn> {
    let (mut all, mut run) = (Vec::new(), Vec::new());
    for (base, line) in paragraphs(text).filter(|(_, line)| !line.trim().is_empty()) {
        match turn(line, base) {
            Some(turn) => run.push(turn),
            None => settle(text, &mut run, &mut all),
        }
    }
    settle(text, &mut run, &mut all);
    all
}

/// Takes over a run that is a transcript.
fn settle(text: &str, run: &mut Vec<Turn>, all: &mut Vec<Turn>) {
    if run.len() >= 3 {
        let mut labels: Vec<&str> = run.iter().map(|turn| &text[turn.label.clone()]).collect();
        labels.sort_unstable();
        labels.dedup();
        if (2..run.len()).contains(&labels.len()) {
            all.append(run);
        }
    }
    run.clear();
}

/// A line with a name before its first colon.
fn turn(line: &str, base: usize) -> Option<Turn> {
    const LONGEST: usize = 48;
    let head = &line[..line.floor_char_boundary(LONGEST)];
    let label = &head[..memchr::memchr(b':', head.as_bytes())?];
    let rest = &line[label.len() + 1..];
    let name = label.trim();
    let words = rest.trim();
    let named = name.split(' ').count() <= 4
        && name.len() > 1
        && name.split(' ').all(|word| word.starts_with(char::is_uppercase))
        && name.chars().all(|c| c.is_alphabetic() || " .-'’".contains(c));
    let said = rest.starts_with([' ', '\t']) && words.starts_with(char::is_alphabetic);
    let asks = ["question", "answer", "q", "a"].iter().any(|word| name.eq_ignore_ascii_case(word));
    let start = base + label.len() + 1 + (rest.len() - rest.trim_start().len());
    let lead = label.len() - label.trim_start().len();
    (named && said && !asks)
        .then(|| Turn { label: base + lead..base + lead + name.len(), words: start..start + words.len() })
}
