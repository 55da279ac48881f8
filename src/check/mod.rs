//! The editor's questions, asked of a whole site: does every quote have a speaker, every fact a source?
//!
//! A rule has a code, a level that site.yaml may set, and a text that says what it asks and why ([`rule`]). Each
//! file beside this one holds a family of rules: a constant `RULES` and a function that goes through an edition and
//! adds what it finds to the [`Findings`], which know what is turned off and what is excused.
//!
//! **Invariant:** checking changes nothing and reads nothing but the edition, the texts it was made from and, through
//! the world, the date of today. What cannot be known is not told: a false alarm is worse than silence.

mod archives;
mod cuts;
mod excuses;
mod findings;
mod fixes;
mod rule;
mod sourcing;
mod wording;

use crate::render::Edition;
use jiff::civil::Date;

use crate::text::{Diagnostic, Texts};

pub use findings::{Excused, Findings};
pub use fixes::{Mended, mended};
pub use rule::{Rule, explain};

/// What the families of rules look at.
pub struct Desk<'a> {
    pub edition: &'a Edition,
    pub texts: &'a Texts,
    pub today: Date,
}

/// What all rules come to.
pub struct Checked {
    pub told: Vec<Diagnostic>,
    pub excused: Vec<Excused>,
}

/// All rules, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [sourcing::RULES, archives::RULES, wording::RULES, excuses::RULES].into_iter().flatten()
}

/// Asks every rule.
pub fn check(desk: &Desk<'_>) -> Checked {
    let mut findings = Findings::new(&desk.edition.site.config.checks);
    sourcing::check(desk, &mut findings);
    archives::check(desk, &mut findings);
    wording::check(desk, &mut findings);
    excuses::check(desk, &mut findings);
    findings.into_checked()
}
