//! Findings that somebody gave a written reason for: shown in every form of report, and counted in none.

use crate::text::{Diagnostic, Texts};

/// A finding with the reason why it is let pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excused {
    /// What would be told without the reason, as grave as its rule is.
    pub told: Diagnostic,
    pub because: String,
}

/// What a check comes to, with all that is needed to show it.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub told: &'a [Diagnostic],
    pub excused: &'a [Excused],
    pub texts: &'a Texts,
}

/// Writes one line for each excused finding.
pub fn excused(excused: &[Excused]) -> String {
    excused.iter().map(line).collect()
}

fn line(Excused { told, because }: &Excused) -> String {
    let place = told.span.as_ref().map_or_else(String::new, |span| format!("{}: ", span.file));
    format!("excused from {}: {place}{}, because: {because}\n", told.code, told.message)
}
