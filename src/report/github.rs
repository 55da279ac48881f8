//! Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a change.
//!
//! The form is that of "Workflow commands for GitHub Actions" in GitHub's documentation:
//! `::error file=…,line=…,col=…,title=…::message`, with `%`, CR and LF escaped as `%25`, `%0D` and `%0A`, and in
//! properties `:` and `,` as `%3A` and `%2C` besides. What is excused is a notice with its reason.

use super::place::Place;
use super::{Excused, Told};
use crate::text::{Diagnostic, Severity, Texts};

/// Writes one command for each diagnostic.
pub fn github(Told { told, excused, texts }: Told<'_>) -> String {
    let all = told.iter().map(|told| {
        let message = [told.message.as_str()].into_iter().chain(told.hints.iter().map(String::as_str));
        command(word(told.severity), told.code, &message.collect::<Vec<_>>().join("\n"), told, texts)
    });
    let excused = excused.iter().map(|Excused { told, because }| {
        let title = format!("excused from {}", told.code);
        command("notice", &title, &format!("{}\nbecause: {because}", told.message), told, texts)
    });
    all.chain(excused).collect()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    }
}

fn command(command: &str, title: &str, message: &str, told: &Diagnostic, texts: &Texts) -> String {
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
    properties.push(format!("title={}", property(title)));
    format!("::{command} {}::{}\n", properties.join(","), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
