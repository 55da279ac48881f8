//! Diagnostics as people read them, with the line itself and a marker in the look that rustc made known, and as
//! programs read them: [`json()`], [`sarif()`] and [`github()`].

mod excused;
mod github;
mod json;
mod place;
mod sarif;

use std::fmt::Write as _;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::{Diagnostic, Severity, Span, Texts};

pub use excused::{Excused, Told, excused};
pub use github::github;
pub use json::json;
pub use sarif::{RuleText, sarif};

/// Writes all diagnostics, errors last so that they stand right above the closing line.
pub fn render(told: &[Diagnostic], texts: &Texts, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut report = String::new();
    let of = |severity: Severity| told.iter().filter(move |diagnostic| diagnostic.severity == severity);
    let shown = folded(of(Severity::Hint).chain(of(Severity::Warning)).chain(of(Severity::Error)));
    let passed_over = shown.len().saturating_sub(MOST_SHOWN);
    if passed_over > 0 {
        writeln!(report, "{passed_over} more are not shown; these come first:\n").expect("a string takes everything");
    }
    for (diagnostic, others) in shown.into_iter().skip(passed_over) {
        let mut group = group(diagnostic, texts);
        if others > 0 {
            group = group.element(Level::NOTE.message(format!("the same in {others} other places")));
        }
        writeln!(report, "{}\n", renderer.render(&[group])).expect("a string takes everything");
    }
    report
}

/// Nobody reads more at once; what is left shows when these are mended.
const MOST_SHOWN: usize = 1000;

/// How often one message is shown before the rest of its kind is only counted.
const SHOWN_IN_FULL: usize = 3;

/// Keeps the first of each message that comes too often, with the number of those that it stands for.
///
/// Five hundred articles that were brought from elsewhere have five hundred times the same unknown key.
fn folded<'a>(told: impl Iterator<Item = &'a Diagnostic>) -> Vec<(&'a Diagnostic, usize)> {
    let told: Vec<&Diagnostic> = told.collect();
    let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for diagnostic in &told {
        *counts.entry((diagnostic.code, &diagnostic.message)).or_default() += 1;
    }
    let mut seen = FxHashSet::default();
    let mut first = |diagnostic: &Diagnostic| {
        let key = (diagnostic.code, diagnostic.message.clone());
        let count = counts[&(diagnostic.code, diagnostic.message.as_str())];
        if count <= SHOWN_IN_FULL { Some(0) } else { seen.insert(key).then_some(count - 1) }
    };
    told.into_iter().filter_map(|diagnostic| Some((diagnostic, first(diagnostic)?))).collect()
}

/// Writes the diagnostics as HTML for the preview: places, lines and hints, all escaped.
pub fn html(told: &[Diagnostic], texts: &Texts) -> String {
    let mild = if told.iter().any(Diagnostic::is_error) { "" } else { " mild" };
    let mut html = format!("<div class=\"onrecord-told{mild}\" role=\"alert\">");
    for diagnostic in told.iter().filter(|told| told.is_error()).chain(told.iter().filter(|told| !told.is_error())) {
        let word = diagnostic.severity.word();
        // The plain rendering has the place, the line itself and the marker below it.
        let shown = Renderer::plain().decor_style(DecorStyle::Ascii).render(&[group(diagnostic, texts)]);
        let (title, rest) = shown.split_once('\n').unwrap_or((&shown, ""));
        write!(html, "<article class=\"{word}\"><h2>{}</h2>{}</article>", escaped(title), parts(rest))
            .expect("a string takes everything");
    }
    html + "</div>"
}

/// Places and hints may wrap in a narrow window; an excerpt may not, since its markers stand below what they mark.
fn parts(shown: &str) -> String {
    let is_excerpt = |line: &str| line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()).starts_with('|');
    let lines: Vec<&str> = shown.lines().collect();
    let parts = lines.chunk_by(|one, next| is_excerpt(one) == is_excerpt(next));
    let part = |lines: &[&str]| {
        let class = if is_excerpt(lines[0]) { " class=\"excerpt\"" } else { "" };
        format!("<pre{class}>{}</pre>", escaped(&lines.join("\n")))
    };
    parts.map(part).collect()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut html, text).expect("a string takes everything");
    html
}

/// `2 errors, 1 warning`, or `no diagnostics`.
pub fn tally(told: &[Diagnostic]) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| {
        let word = severity.word();
        match told.iter().filter(|diagnostic| diagnostic.severity == severity).count() {
            0 => None,
            1 => Some(format!("1 {word}")),
            many => Some(format!("{many} {word}s")),
        }
    });
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    if counts.is_empty() { "no diagnostics".to_owned() } else { counts.join(", ") }
}

fn group<'a>(diagnostic: &'a Diagnostic, texts: &'a Texts) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    };
    let mut group = Group::with_title(level.primary_title(clean(&diagnostic.message)).id(diagnostic.code));
    let here = diagnostic.span.iter().map(|span| (span, AnnotationKind::Primary, diagnostic.label.as_str()));
    let others = diagnostic.others.iter().map(|label| (&label.span, AnnotationKind::Context, label.text.as_str()));
    let places: Vec<(&Span, AnnotationKind, &str)> = here.chain(others).collect();
    // All places in one file stand in one excerpt of it.
    let mut files = Vec::new();
    for (span, ..) in &places {
        if !files.contains(&&span.file) {
            files.push(&span.file);
        }
    }
    for file in files {
        let in_file: Vec<_> = places.iter().filter(|(span, ..)| span.file == *file).collect();
        let Some(text) = texts.get(file).filter(|text| !text.is_empty()) else {
            group = group.element(Origin::path(file.as_str()));
            continue;
        };
        let excerpt = Excerpt::of(text, in_file.iter().map(|(span, ..)| span.range.clone()));
        let annotations = in_file.iter().map(|(span, kind, label)| {
            let range = excerpt.inner(&span.range);
            let annotation = kind.span(range);
            if label.is_empty() { annotation } else { annotation.label(clean(label)) }
        });
        if let Some((line, column)) = excerpt.cut_at {
            group = group.element(Origin::path(file.as_str()).line(line).char_column(column));
            group = group.element(Snippet::source(excerpt.text.clone()).line_start(line).annotations(annotations));
        } else {
            let snippet = Snippet::source(excerpt.text.clone()).line_start(excerpt.first_line).path(file.as_str());
            group = group.element(snippet.fold(true).annotations(annotations));
        }
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(clean(hint)));
    }
    group
}

/// The lines of a text around some places; a part of a line where lines are too long to be shown.
struct Excerpt {
    text: String,
    start: usize,
    first_line: usize,
    /// Where the first place is, if the line that it is in had to be cut.
    cut_at: Option<(usize, usize)>,
}

/// Longer lines are no prose that anybody could find their place in.
const LONGEST_LINE: usize = 2000;
const AROUND: usize = 60;

impl Excerpt {
    fn of(text: &str, ranges: impl Iterator<Item = std::ops::Range<usize>>) -> Self {
        let at = |place: usize| text.floor_char_boundary(place.min(text.len()));
        let ranges: Vec<_> = ranges.map(|range| at(range.start)..at(range.end)).collect();
        let from = ranges.iter().map(|range| range.start).min().unwrap_or(0);
        let to = ranges.iter().map(|range| range.end).max().unwrap_or(0).max(from);
        let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let end = text[to..].find('\n').map_or(text.len(), |at| to + at);
        let first_line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..start]).count();
        let longest = text[start..end].split('\n').map(str::len).max().unwrap_or(0);
        if longest <= LONGEST_LINE {
            return Self { text: text[start..end].to_owned(), start, first_line, cut_at: None };
        }
        let first = ranges.first().cloned().unwrap_or(0..0);
        let cut_start = text.floor_char_boundary(first.start.saturating_sub(AROUND));
        let cut_start = text[cut_start..first.start].rfind('\n').map_or(cut_start, |at| cut_start + at + 1);
        let cut_end = text.ceil_char_boundary((first.start + AROUND).min(text.len()));
        let cut_end = text[first.start..cut_end].find('\n').map_or(cut_end, |at| first.start + at);
        let line_start = text[..first.start].rfind('\n').map_or(0, |at| at + 1);
        let line = 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..first.start]).count();
        let column = 1 + text[line_start..first.start].chars().count();
        Self {
            text: text[cut_start..cut_end].to_owned(),
            start: cut_start,
            first_line: line,
            cut_at: Some((line, column)),
        }
    }

    fn inner(&self, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let clamp = |at: usize| at.saturating_sub(self.start).min(self.text.len());
        let (start, end) = (clamp(range.start), clamp(range.end));
        self.text.floor_char_boundary(start)..self.text.ceil_char_boundary(end.max(start))
    }
}

/// Takes out what would move a terminal's cursor or hide words: inputs are not trusted with that.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SitePath;

    fn shown(text: &str, range: std::ops::Range<usize>) -> String {
        let path = SitePath::new("a.md").unwrap();
        let told = Diagnostic::error("code", "something is wrong").at(Span::new(&path, range)).hint("mend it");
        render(&[told], &Texts::from_iter([(path, text.into())]), false)
    }

    #[test]
    fn shows_the_line_with_a_marker() {
        let report = shown("one\ntwo three\n", 8..13);
        assert!(report.contains("a.md:2:5") && report.contains("two three") && report.contains("^^^^^"), "{report}");
    }

    #[test]
    fn shows_a_part_of_endless_lines() {
        let text = "é".repeat(1_000_000);
        let report = shown(&text, 1_000_000..1_000_002);
        assert!(report.contains("a.md:1:500001") && report.len() < 1500, "{report}");
    }

    #[test]
    fn survives_places_beyond_the_text() {
        shown("", 0..10);
        shown("ab", 1..9);
        shown("äö", 1..3);
    }
}
