//! A suggestion as the terminal shows it.

use std::ops::Range;

use clap::builder::styling::Style;

use crate::annotate::described;
use crate::parse::{Suggested, body_range};
use crate::render::figure_in_english;
use crate::suggest::Known;
use crate::text::TextFile;

/// The paragraph with the words marked, and what is proposed.
pub fn question(article: &TextFile, one: &Suggested, people: &[Known], (number, all): (usize, usize)) -> String {
    let mut text = format!("\n{}", article.path);
    let bold = Style::new().bold().underline();
    match &one.passage {
        Some(span) => {
            let range = span.range.clone();
            let line = 1 + article.text[..range.start].matches('\n').count();
            let (before, after) = around(article, &range);
            let words = plain(&article.text[range]);
            text += &format!(
                ":{line} ({} of {})\n\n  {}{bold}[{words}]{bold:#}{}\n\n",
                number,
                all,
                plain(before),
                plain(after)
            );
        }
        None => {
            text += &format!(" ({} of {}): the words are not found in it\n\n  {}\n\n", number, all, plain(one.text()))
        }
    }
    text += &format!("  {}\n", plain(&described(one, people, figure_in_english)));
    if let Some(because) = &one.proposal.because {
        text += &format!("  because {}\n", plain(because));
    }
    text
}

/// The rest of a passage's paragraph, as far as a screen has room for it: whole words. In plain text each line is one.
fn around<'a>(article: &'a TextFile, range: &Range<usize>) -> (&'a str, &'a str) {
    const ROOM: usize = 400;
    let text = &*article.text;
    let gaps: &[&str] = if article.path.is_kind(&["txt"]) { &["\n"] } else { &["\n\n", "\n\r\n"] };
    let body = body_range(text).start.min(range.start);
    let (before, after) = (&text[body..range.start], &text[range.end..]);
    let begin = gaps.iter().filter_map(|gap| before.rfind(gap).map(|at| at + gap.len())).max().unwrap_or(0);
    let end = gaps.iter().filter_map(|gap| after.find(gap)).min().unwrap_or(after.len());
    let (before, after) = (&before[begin..], &after[..end]);
    let from = word_end(before.len().saturating_sub(ROOM), before);
    let to = after.floor_char_boundary(ROOM.min(after.len()));
    let to = if to < after.len() { after[..to].rfind(char::is_whitespace).unwrap_or(to) } else { to };
    (&before[from..], &after[..to])
}

/// The end of the word in which a place lies; none is cut that begins the text.
fn word_end(at: usize, text: &str) -> usize {
    let at = text.ceil_char_boundary(at);
    if at == 0 { 0 } else { text[at..].find(char::is_whitespace).map_or(at, |space| at + space) }
}

/// Words on one line that cannot move the cursor.
pub fn plain(text: &str) -> String {
    let line = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control());
    line.collect()
}
