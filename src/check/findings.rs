//! What rules find: without what is turned off, and apart from what is excused.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::Rule;
use crate::parse::Excuse;
use crate::report::Excused;
use crate::text::{Diagnostic, Severity};

/// Collects what rules find.
pub struct Findings<'a> {
    levels: &'a BTreeMap<String, Option<Severity>>,
    told: Vec<Diagnostic>,
    excused: Vec<Excused>,
    /// The places of the excuses that held for something.
    used: FxHashSet<(String, usize)>,
}

impl<'a> Findings<'a> {
    pub fn new(levels: &'a BTreeMap<String, Option<Severity>>) -> Self {
        Self { levels, told: Vec::new(), excused: Vec::new(), used: FxHashSet::default() }
    }

    /// Findings of the same rules, to be filled apart from these and [joined](Self::join) later.
    pub fn apart(&self) -> Self {
        Self::new(self.levels)
    }

    pub fn join(&mut self, other: Self) {
        self.told.extend(other.told);
        self.excused.extend(other.excused);
        self.used.extend(other.used);
    }

    /// How grave the findings of a rule are; none if it is off, so that nobody needs to look.
    pub fn level(&self, rule: &Rule) -> Option<Severity> {
        self.levels.get(rule.code).copied().unwrap_or(rule.level)
    }

    /// Adds what a rule found, with all excuses that could hold for it.
    pub fn add<'e>(
        &mut self,
        rule: &'static Rule,
        excuses: impl IntoIterator<Item = &'e Excuse>,
        message: impl Into<String>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let Some(level) = self.level(rule) else { return };
        let told = more(Diagnostic::new(level, rule.code, message));
        match excuses.into_iter().find(|excuse| excuse.rule == rule.code) {
            None => self.told.push(told),
            Some(excuse) => {
                self.used.insert(place(excuse));
                self.excused.push(Excused { told, because: excuse.because.clone() });
            }
        }
    }

    /// Tells what is no finding of a rule: a mistake that only shows when pages are made.
    pub fn tell(&mut self, diagnostic: Diagnostic) {
        self.told.push(diagnostic);
    }

    /// Whether an excuse has held for something so far.
    pub fn is_used(&self, excuse: &Excuse) -> bool {
        self.used.contains(&place(excuse))
    }

    /// What was found, and what was excused.
    pub fn into_parts(self) -> (Vec<Diagnostic>, Vec<Excused>) {
        (self.told, self.excused)
    }
}

fn place(excuse: &Excuse) -> (String, usize) {
    let span = excuse.origin.span();
    (span.file.to_string(), span.range.start)
}
