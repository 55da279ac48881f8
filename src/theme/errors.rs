//! Tera's errors as diagnostics, at their places in the templates.

use std::ops::Range;

use tera::ErrorKind;

use super::layers::Template;
use crate::text::{Diagnostic, Span, lower_first};

/// Mistakes found while the templates were compiled, and the names of the templates to blame.
pub fn in_templates(error: &tera::Error, templates: &[Template]) -> (Vec<Diagnostic>, Vec<String>) {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let told = at(
                Diagnostic::error("template", lower_first(report.message())),
                templates,
                report.filename(),
                report.span(),
            );
            (vec![told], vec![report.filename().to_owned()])
        }
        ErrorKind::MissingParent { current, parent } => {
            let told = Diagnostic::error("template", format!("`{current}` extends `{parent}`, which does not exist"));
            (vec![at_words(told, templates, current, parent)], vec![current.clone()])
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain }
        | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            let told = Diagnostic::error("template", format!("`{tpl}` leads back to itself: {}", chain.join(" → ")));
            (vec![at_words(told, templates, tpl, tpl)], vec![tpl.clone()])
        }
        kind => located(&kind.to_string(), templates),
    }
}

/// A mistake met while a page was made.
pub fn in_page(error: &tera::Error, templates: &[Template], page: &str) -> Diagnostic {
    let told = match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
            let mut told = at(
                Diagnostic::error("template", lower_first(report.message())),
                templates,
                report.filename(),
                report.span(),
            );
            // The chain of callers stands in the report's notes, which Tera keeps to itself but prints.
            for note in error.to_string().lines().filter_map(|line| line.strip_prefix("note: ")) {
                if let Some((label, place)) = note.rsplit_once(' ')
                    && let Some(span) = parse_place(place, templates)
                {
                    told = told.also(span, label.trim());
                }
            }
            told
        }
        kind => Diagnostic::error("template", lower_first(&kind.to_string())),
    };
    told.hint(format!("while making {page}"))
}

/// Splits a message that holds several reports, each with a line `--> file:line:column`.
fn located(message: &str, templates: &[Template]) -> (Vec<Diagnostic>, Vec<String>) {
    let mut told = Vec::new();
    let mut blamed = Vec::new();
    for report in message.split("\n\n") {
        let first = report.lines().next().unwrap_or_default();
        let mut diagnostic = Diagnostic::error("template", lower_first(first.trim_start_matches("error: ")));
        let place = report.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        if let Some(place) = place {
            if let Some(span) = parse_place(place, templates) {
                diagnostic = diagnostic.at(span);
            }
            blamed.extend(template_of(place).map(str::to_owned));
        } else {
            // `Component x is defined in both a and b`: the names stand between backticks.
            let named = first.split('`').skip(1).step_by(2);
            blamed.extend(
                named.filter(|name| templates.iter().any(|template| template.name == *name)).map(str::to_owned),
            );
        }
        told.push(diagnostic);
    }
    (told, blamed)
}

fn at(told: Diagnostic, templates: &[Template], name: &str, span: &tera::Span) -> Diagnostic {
    let Some(template) = templates.iter().find(|template| template.name == name) else { return told };
    let start = offset(&template.text, span.start_line, span.start_col);
    let end = offset(&template.text, span.end_line, span.end_col).max(start);
    told.at(Span::new(&template.file, start..end))
}

/// Marks the first place where some words stand in a template.
fn at_words(told: Diagnostic, templates: &[Template], name: &str, words: &str) -> Diagnostic {
    let Some(template) = templates.iter().find(|template| template.name == name) else { return told };
    let range: Range<usize> = template.text.find(words).map_or(0..0, |start| start..start + words.len());
    told.at(Span::new(&template.file, range))
}

/// Reads `name:line:column`.
fn parse_place(place: &str, templates: &[Template]) -> Option<Span> {
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.trim().parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let template = templates.iter().find(|template| template.name == name)?;
    let start = offset(&template.text, line, column.saturating_sub(1));
    Some(Span::new(&template.file, start..start))
}

fn template_of(place: &str) -> Option<&str> {
    place.rsplitn(3, ':').nth(2)
}

/// The byte at a line (from 1) and a column (from 0, in characters).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}
