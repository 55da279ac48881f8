//! Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a change.
//!
//! The form is that of "Workflow commands for GitHub Actions" in GitHub's documentation:
//! `::error file=…,line=…,col=…,title=…::message`, with `%`, CR and LF escaped as `%25`, `%0D` and `%0A`, and in
//! properties `:` and `,` as `%3A` and `%2C` besides.

use super::place::Place;
use crate::text::{Diagnostic, Severity, Texts};

/// Writes one command for each diagnostic.
pub fn github(told: &[Diagnostic], texts: &Texts) -> String {
    told.iter().map(|diagnostic| command(diagnostic, texts)).collect()
}

fn command(told: &Diagnostic, texts: &Texts) -> String {
    let command = match told.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let mut properties = Vec::new();
    if let Some(span) = &told.span {
        properties.push(format!("file={}", property(span.file.as_str())));
        if let Some(place) = Place::of(span, texts) {
            properties.push(format!("line={},endLine={}", place.line, place.end_line));
            // Columns only say something within one line.
            if place.line == place.end_line {
                properties.push(format!("col={},endColumn={}", place.column, place.end_column));
            }
        }
    }
    properties.push(format!("title={}", property(told.code)));
    let message = [told.message.as_str()].into_iter().chain(told.hints.iter().map(String::as_str));
    let message = message.collect::<Vec<_>>().join("\n");
    format!("::{command} {}::{}\n", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
