//! The editor's questions, asked of a whole site: does every quote have a speaker, every fact a source?
//!
//! A rule has a code, a level that site.yaml may set, and a text that says what it asks and why ([`rule`]). Each
//! file beside this one holds a family of rules: a constant `RULES` and a function that goes through an edition and
//! adds what it finds to the [`Findings`], which know what is turned off and what is excused.
//!
//! **Invariant:** checking changes nothing and reads nothing but the edition, the texts it was made from and, through
//! the world, the date of today; the web is asked through a function that the caller gives. What cannot be known is not
//! told: a false alarm is worse than silence.

mod age;
mod archives;
mod contradictions;
mod cuts;
mod excuses;
mod external;
mod figures;
mod figures_agree;
mod findings;
mod fixes;
mod house_external;
mod house_links;
mod house_lock;
mod house_text;
mod html;
mod lock;
mod nobody;
mod pages;
mod places;
mod rule;
mod sourcing;
mod speech;
mod suggestions;
mod typography;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::render::Edition;
use crate::report::Excused;
use crate::text::{Diagnostic, Stages, TextFile, Texts};

pub use external::{Manners, Memory, Verdict};
pub use findings::Findings;
pub use fixes::{Mended, mended};
pub use lock::{FILE as LOCK_FILE, Lock};
pub use rule::{Rule, explain};

/// What the families of rules look at.
pub struct Desk<'a> {
    pub edition: &'a Edition,
    pub texts: &'a Texts,
    pub today: Date,
    /// What the build itself tells, so that it is not told twice.
    pub told: &'a [Diagnostic],
    /// What the site has published, if somebody keeps account of it.
    pub lock: Option<TextFile>,
    /// Says of links that leave the site whether they lead somewhere, if that was asked for.
    pub external: Option<&'a LookUp<'a>>,
}

/// Says of each link what is known of it.
pub type LookUp<'a> = dyn Fn(&BTreeSet<String>) -> BTreeMap<String, Verdict> + Sync + 'a;

/// What all rules come to.
pub struct Checked {
    pub told: Vec<Diagnostic>,
    pub excused: Vec<Excused>,
    /// How long each family took.
    pub stages: Stages,
}

/// All rules, family by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        sourcing::RULES,
        archives::RULES,
        wording::RULES,
        figures::RULES,
        contradictions::RULES,
        age::RULES,
        house_text::RULES,
        house_links::RULES,
        house_external::RULES,
        house_lock::RULES,
        typography::RULES,
        suggestions::RULES,
        excuses::RULES,
    ];
    families.into_iter().flatten()
}

/// Asks every rule.
pub fn check(desk: &Desk<'_>) -> Checked {
    let mut findings = Findings::new(&desk.edition.site.config.checks);
    let mut stages = Stages::default();
    stages.time("sourcing", || sourcing::check(desk, &mut findings));
    stages.time("archives", || archives::check(desk, &mut findings));
    stages.time("wording", || wording::check(desk, &mut findings));
    stages.time("figures", || figures::check(desk, &mut findings));
    stages.time("contradictions", || contradictions::check(desk, &mut findings));
    stages.time("age", || age::check(desk, &mut findings));
    stages.time("texts", || house_text::check(desk, &mut findings));
    suggestions::check(desk, &mut findings);
    stages.time("what was published", || house_lock::check(desk, &mut findings));
    let pages = stages.time("pages", || pages::Pages::of(desk.edition, desk.external.is_some()));
    stages.time("links", || house_links::check(desk, &pages, &mut findings));
    stages.time("links to other sites", || house_external::check(desk, &pages, &mut findings));
    stages.time("typography", || typography::check(desk, &mut findings));
    pages.failed.into_iter().for_each(|failed| findings.tell(failed));
    excuses::check(desk, &mut findings);
    let (told, excused) = findings.into_parts();
    Checked { told, excused, stages }
}
