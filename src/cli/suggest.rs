//! `onrecord suggest`: proposes the annotations that articles ask for.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::args::{Suggest, SuggestFormat};
use super::check::{inside, lies_in};
use super::{Exit, print};
use crate::annotate::{self, Proposed};
use crate::parse::{self, Article, Kind};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::render::spelled_in_english;
use crate::resolve::{Due, Site};
use crate::suggest::report::{self, Sheet};
use crate::suggest::{AsFact, Figure, suggest};
use crate::text::{PartialDate, SitePath};
use crate::world::Disk;

pub fn run(root: &Path, args: &Suggest) -> anyhow::Result<Exit> {
    if args.stdin {
        return from_stdin(args.min_confidence);
    }
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let wanted: Vec<SitePath> = args.paths.iter().map(|path| inside(&root, path)).collect::<anyhow::Result<_>>()?;
    let everything = Due { drafts: true, future: true, expired: true };
    let mut project = Project::new(Options { due: everything, ..Options::default() });
    let Refreshed { edition, texts, .. } = project.refresh(&Disk::new(root.clone()), Changes::All);
    let Some(edition) = edition else {
        bail!(
            "there is no `site.yaml` in `{}`, so this is not a site\n  `--stdin` takes texts without one",
            root.display()
        );
    };
    let site = &edition.site;
    let mut articles: Vec<&Article> = site.articles.iter().map(|placed| &*placed.article).collect();
    articles.retain(|article| is_wanted(article, &wanted));
    articles.sort_by(|one, other| one.card.file.cmp(&other.card.file));
    if let Some(lost) = wanted.iter().find(|path| !articles.iter().any(|one| lies_in(&one.card.file, path))) {
        bail!("`{lost}` is no article of the site, nor a folder of articles");
    }
    let known = site.known_people();
    let mut sum = Sum::default();
    for article in articles {
        let Some(text) = texts.get(&article.card.file) else { continue };
        let proposed = annotate::propose(&article.card, text, &known, args.min_confidence);
        let sheet = Sheet {
            id: article.card.file.as_str(),
            words: &proposed.prose.text,
            file: text,
            origin: &|range| proposed.prose.origin(range),
        };
        match args.format {
            SuggestFormat::Json => {
                print(&(serde_json::to_string(&report::answer(sheet.id, &sheet, &proposed.found))? + "\n"));
            }
            SuggestFormat::Text => {
                print(&report::text(&sheet, &proposed.found, |fact| spelled(fact, sheet.words)));
            }
        }
        sum.add(&proposed);
        if args.write {
            sum.write(&root, article, site, &proposed);
        }
    }
    if args.format == SuggestFormat::Text || args.write {
        anstream::eprintln!("{}", sum.told(args));
    }
    if sum.refused > 0 {
        bail!("{} could not be written to", counted(sum.refused, "article"));
    }
    Ok(Exit::Well)
}

/// A figure as the page will show it once it is a fact.
fn spelled(fact: &Figure, words: &str) -> Option<String> {
    let AsFact { value, value_to, unit, approx } = fact.as_fact(words);
    let figure = match (value, value_to) {
        (Some(low), Some(high)) => parse::Figure::Range(low, high),
        (Some(value), None) => parse::Figure::Value(value, value.to_string()),
        (None, _) => parse::Figure::Words(fact.when.clone()?),
    };
    Some(spelled_in_english(&figure, unit.as_deref(), approx))
}

/// Without paths, articles that an editor has annotated are left alone: what they have no entry for was not wanted.
fn is_wanted(article: &Article, wanted: &[SitePath]) -> bool {
    match wanted {
        [] => article.card.annotations.is_empty(),
        _ => wanted.iter().any(|path| lies_in(&article.card.file, path)),
    }
}

/// What came of all articles.
#[derive(Default)]
struct Sum {
    quotes: usize,
    facts: usize,
    articles: usize,
    /// Entries and files that were written.
    entries: usize,
    files: Vec<String>,
    /// Articles that could not be written to.
    refused: usize,
}

impl Sum {
    fn add(&mut self, proposed: &Proposed) {
        let (quotes, facts) = (proposed.found.quotes.len(), proposed.found.facts.len());
        self.quotes += quotes;
        self.facts += facts;
        self.articles += usize::from(quotes + facts > 0);
    }

    fn write(&mut self, root: &Path, article: &Article, site: &Site, proposed: &Proposed) {
        let mut is_refused = false;
        for kind in [Kind::Quote, Kind::Fact] {
            let entries = proposed.entries(kind);
            if entries.is_empty() {
                continue;
            }
            match annotate::write(root, &article.card, &site.config.dialect(), kind, &entries) {
                Ok(file) => {
                    self.entries += entries.len();
                    if !self.files.contains(&file) {
                        self.files.push(file);
                    }
                }
                Err(why) => {
                    is_refused = true;
                    anstream::eprintln!("{}: the {} are not written: {why}", article.card.file, kind.key());
                }
            }
        }
        self.refused += usize::from(is_refused);
    }

    fn told(&self, args: &Suggest) -> String {
        let Self { quotes, facts, articles, entries, files, .. } = self;
        if quotes + facts == 0 {
            return match args.paths.is_empty() {
                true => {
                    "nothing is proposed for articles without annotations; name an article to look at it".to_owned()
                }
                false => "nothing is proposed that these articles have no entry for".to_owned(),
            };
        }
        let found = format!(
            "{} and {} in {}",
            counted(*quotes, "quote"),
            counted(*facts, "fact"),
            counted(*articles, "article")
        );
        if args.write {
            let entries = if *entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
            let files = counted(files.len(), "file");
            return format!("{found}: {entries} in {files}; next: `onrecord confirm`");
        }
        format!("{found}; next: `onrecord suggest --write` puts them beside the articles, for `onrecord confirm`")
    }
}

pub(super) fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// A text as a line of standard input has it.
#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    date: Option<String>,
}

/// Answers each line as it comes, so that a program can ask and wait.
fn from_stdin(least: f32) -> anyhow::Result<Exit> {
    /// A book has a tenth of this.
    const LONGEST: u64 = 64 << 20;
    let mut input = BufReader::with_capacity(1 << 16, std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for number in 1.. {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line).context("cannot read standard input")?;
        if read == 0 {
            break;
        }
        if read as u64 == LONGEST {
            bail!("line {number} of standard input is longer than {} MiB", LONGEST >> 20);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line: Text = serde_json::from_slice(&line)
            .with_context(|| format!("line {number} of standard input is not `{{\"id\", \"text\", \"date\"}}`"))?;
        let date = line.date.as_deref().and_then(|date| PartialDate::parse(date.get(..10).unwrap_or(date)));
        let mut found = suggest(&line.text, &[], date.map(|date| date.first_day()));
        found.quotes.retain(|one| one.confidence >= least);
        found.facts.retain(|one| one.confidence >= least);
        let sheet = Sheet { id: "", words: &line.text, file: &line.text, origin: &Clone::clone };
        let mut told = serde_json::to_vec(&report::answer(&line.id, &sheet, &found))?;
        told.push(b'\n');
        let is_waited_for = input.buffer().is_empty();
        let told = output.write_all(&told).and_then(|()| if is_waited_for { output.flush() } else { Ok(()) });
        if told.is_err() {
            // A closed pipe is no reason to fail.
            break;
        }
    }
    let _ = output.flush();
    Ok(Exit::Well)
}
