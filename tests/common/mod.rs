//! A site made in memory: files in, diagnostics and pages out. The one helper between tests and the library.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub mod picture;

use std::collections::BTreeMap;

use onrecord::check::{self, Desk};
use onrecord::pictures::Darkroom;
use onrecord::project::{Changes, Options, Project, Refreshed};
use onrecord::render::{self, Edition};
use onrecord::text::{Diagnostic, SitePath, Span, Texts, decode};
use onrecord::theme::StaticFile;
use onrecord::world::{Memory, World};

/// Time stands still here.
pub const NOW: &str = "2025-06-01T00:00:00Z";

/// What a site of files comes to.
#[derive(Debug, Default)]
pub struct Built {
    pub told: Vec<Told>,
    /// All files of the output by their paths, as text; none if the site has no settings.
    pub files: BTreeMap<String, String>,
}

/// A diagnostic as the suite writes it: `content/a.md:5:9 error code: message`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    pub line: String,
    /// `hint: …`, and `content/b.md:1:1 first defined here` for other places.
    pub more: Vec<String>,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.line)?;
        self.more.iter().try_for_each(|more| write!(f, "\n  {more}"))
    }
}

/// A world with these files, and a `site.yaml` if there is none.
pub fn world(files: &[(String, Vec<u8>)]) -> Memory {
    let mut world = Memory::new(NOW.parse().expect("a moment"));
    world.put("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\n");
    for (path, bytes) in files {
        world.put(path, bytes.clone());
    }
    world
}

/// Builds a site from its files.
pub fn build(files: &[(String, Vec<u8>)], options: Options) -> Built {
    built(&mut Project::new(options), &world(files))
}

/// What the rules of `onrecord check` with the given beginnings of codes find in a site.
pub fn checked(files: &[(String, Vec<u8>)], options: Options, codes: &[String]) -> Vec<Told> {
    let world = world(files);
    let Refreshed { edition, told, mut texts, .. } = Project::new(options).refresh(&world, Changes::All);
    let Some(edition) = edition else { return Vec::new() };
    let today = edition.site.config.zone.day_of(world.now());
    let checked = {
        let lock = SitePath::new(check::LOCK_FILE).expect("a plain name");
        let lock = world.read(&lock).ok().map(|bytes| decode(&lock, bytes).expect("a text"));
        if let Some(file) = &lock {
            texts.insert(file.path.clone(), file.text.clone());
        }
        check::check(&Desk { edition: &edition, texts: &texts, today, told: &told, lock, external: None })
    };
    let is_asked = |code: &str| codes.iter().any(|start| code.starts_with(start));
    let told = checked.told.iter().filter(|told| is_asked(told.code)).map(|told| spelled(told, &texts));
    let excused = checked.excused.iter().filter(|excused| is_asked(excused.told.code)).map(|excused| {
        let place = excused.told.span.as_ref().map_or_else(|| "-".to_owned(), |span| place(span, &texts));
        let line = format!("{place} excused {}: {}", excused.told.code, excused.told.message);
        Told { line, more: vec![format!("because: {}", excused.because)] }
    });
    told.chain(excused).collect()
}

/// Builds the next edition of a project, all files read.
pub fn built(project: &mut Project, world: &dyn World) -> Built {
    built_after(project, world, Changes::All)
}

/// Builds the next edition of a project after some changes.
pub fn built_after(project: &mut Project, world: &dyn World, changes: Changes<'_>) -> Built {
    let Refreshed { edition, told, texts, .. } = project.refresh(world, changes);
    let refused = told.iter().any(Diagnostic::is_error);
    let mut failed = Vec::new();
    let mut files = BTreeMap::new();
    if let Some(edition) = &edition {
        (files, failed) = write(edition, world);
    }
    // What goes wrong while pages are made counts only if nothing was wrong before: a build stops there.
    let failed = if refused { Vec::new() } else { failed };
    Built { told: told.iter().chain(&failed).map(|told| spelled(told, &texts)).collect(), files }
}

fn write(edition: &Edition, world: &dyn World) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
    let mut files = BTreeMap::new();
    let mut failed = Vec::new();
    for page in edition.plan.pages.iter() {
        match render::render(edition, render::prepare(edition, page)) {
            Ok(html) => drop(files.insert(page.address.file.to_string(), html)),
            Err(diagnostic) => failed.push(diagnostic),
        }
    }
    if let Some(index) = edition.index() {
        let all = index.documents().iter().chain(index.words());
        files.extend(all.map(|file| (file.path.to_string(), file.text.clone())));
    }
    for asset in &edition.plan.assets {
        let bytes = match &asset.from {
            StaticFile::BuiltIn(_, bytes) => bytes.to_vec(),
            StaticFile::Site(path) => world.read(path).expect("a file that was listed"),
        };
        files.insert(asset.to.to_string(), String::from_utf8_lossy(&bytes).into_owned());
    }
    let darkroom = Darkroom::bare();
    for developing in edition.plan.pictures.iter() {
        let wanted: Vec<_> = developing.prints.iter().collect();
        let developed = darkroom.develop(world, &developing.picture, &wanted).expect("a file that was listed");
        for (print, bytes) in wanted.into_iter().zip(developed.prints) {
            files.insert(print.to.to_string(), String::from_utf8_lossy(&bytes).into_owned());
        }
        failed.extend(developed.told);
    }
    for share in edition.plan.shares.iter() {
        let card = render::share_card(&edition.site, &edition.theme, share.of).expect("a card that was planned");
        let drawn = card.draw(&edition.site.fonts);
        files.insert(share.to.to_string(), String::from_utf8_lossy(&drawn).into_owned());
    }
    (files, failed)
}

fn spelled(told: &Diagnostic, texts: &Texts) -> Told {
    let severity = told.severity.word();
    let place = told.span.as_ref().map_or_else(|| "-".to_owned(), |span| place(span, texts));
    let others = told.others.iter().map(|label| format!("{} {}", self::place(&label.span, texts), label.text));
    let hints = told.hints.iter().map(|hint| format!("hint: {hint}"));
    Told { line: format!("{place} {severity} {}: {}", told.code, told.message), more: others.chain(hints).collect() }
}

/// `path:line:column`, the column in characters; both count from 1.
fn place(span: &Span, texts: &Texts) -> String {
    let text = texts.get(&span.file).map(|text| &**text).unwrap_or_default();
    let start = span.range.start;
    assert!(
        (span.range.end <= text.len() && text.is_char_boundary(start) && text.is_char_boundary(span.range.end))
            || text.is_empty(),
        "the span {span:?} does not fit its file"
    );
    let before = &text[..start.min(text.len())];
    let line = 1 + before.matches('\n').count();
    let column = 1 + before.chars().rev().take_while(|&c| c != '\n').count();
    format!("{}:{line}:{column}", span.file)
}
