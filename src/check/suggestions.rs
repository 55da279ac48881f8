//! Entries that wait for an editor.

use super::{Desk, Findings, Rule};
use crate::parse::Standing;
use crate::text::Severity;

pub const RULES: &[Rule] = &[SUGGESTED];

const SUGGESTED: Rule = Rule {
    code: "article/suggested",
    level: Some(Severity::Hint),
    about: "An article has suggestions that nobody confirmed or turned down yet.",
    why: "Entries with the status `suggested` are not published, so readers miss nothing that was checked; this tells \
          where work is left. `onrecord confirm` goes through them. No other rule asks about them.",
    bad: "quotes:\n  - text: We hold 20% now\n    status: suggested\n    speaker_name: Dmitry Peskov\n",
    good: "quotes:\n  - text: We hold 20% now\n    speaker: dmitry-peskov\n    source: briefing\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    for placed in &desk.edition.site.articles {
        let card = &placed.article.card;
        let mut waiting = card.suggested.iter().filter(|one| one.proposal.standing == Standing::Suggested);
        let Some(first) = waiting.next() else { continue };
        let message = match waiting.count() {
            0 => "1 suggestion waits for an editor".to_owned(),
            more => format!("{} suggestions wait for an editor", more + 1),
        };
        findings.add(&SUGGESTED, &card.meta.allow, message, |told| {
            told.at(first.origin.span()).hint(format!("`onrecord confirm {}` goes through them", card.file))
        });
    }
}
