//! A build in which only the texts of a few articles changed.
//!
//! The output stands, and so do all pages but those that show these texts. What the last build told is told again; what
//! there is to tell anew is left to a build that looks at everything.

use std::time::Instant;

use super::{Place, options, tell};
use crate::cli::args::Build;
use crate::output::{self, Amendment, Basis, Counts, Ledger, Report};
use crate::parse::Article;
use crate::project;
use crate::resolve::kept::Left;
use crate::text::{SitePath, Stages};
use crate::world::{Disk, Noted};

/// So many articles take the place of others before all is written down again: reading them would take longer.
const MOST_AMENDED: usize = 200;

/// What there is to do, and what is known.
pub struct Work<'a> {
    /// The files that may say something else.
    pub changed: &'a [SitePath],
    pub ledger: &'a Ledger,
    pub left: &'a Left,
    pub started: Instant,
    /// How long it took to find out.
    pub stages: Stages,
}

/// Makes the pages that show these texts, and gives what the next build starts from; none if there is more to do.
pub fn build(
    before: &Basis,
    work: &Work<'_>,
    world: &Disk,
    place: &Place,
    args: &Build,
) -> anyhow::Result<Option<Amendment>> {
    if before.amended().len() + work.changed.len() > MOST_AMENDED {
        return Ok(None);
    }
    let noted = Noted::new(world);
    let Some(amended) = project::amend(work.left, work.changed, &options(args), &noted) else { return Ok(None) };
    let project::Amended { edition, pages, articles, rereading, stages: timed } = amended;
    let Some(notes) = before.notes.amended(work.changed, noted.into_notes()) else { return Ok(None) };
    let mut stages = work.stages.clone();
    stages.extend(timed);
    let read_text = |article: &Article| rereading.read(world, article);
    let at = (&place.folder, work.ledger);
    let written = stages
        .time("views, templates, files", || output::amend(&edition, &pages, world, at, &place.darkroom, &read_text))?;
    // It shares what the program takes with it when it ends.
    std::mem::forget(edition);
    let Some(output::Amended { rendered, written, removed, more, ledger }) = written else { return Ok(None) };
    let report = Report { files: before.report.files.saturating_add_signed(more), ..before.report.clone() };
    anstream::eprint!("{}", report.diagnostics);
    let counts = Counts { files: report.files, pages: report.pages, rendered, written, removed };
    let done = project::Work { articles: report.articles, parsed: rereading.count(), ..project::Work::default() };
    tell(&report, counts, done, &stages, args, work.started);
    let articles = articles.into_iter().map(|(number, article)| (number, bitcode::encode(&article))).collect();
    Ok(Some(before.amended_by(notes, articles, report.files, ledger)))
}
