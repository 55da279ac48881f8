//! `onrecord confirm`: goes through what was suggested, and asks.
//!
//! Each answer is written before the next question, so what is broken off loses nothing.

mod editor;
mod question;

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};

use self::question::{plain, question};
use super::args::Confirm;
use super::check::{inside, lies_in};
use super::suggest::counted;
use super::{Exit, print};
use crate::annotate::{Answer, Files, Which, decide, editable};
use crate::parse::{Dialect, Kind, Standing, Suggested};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::resolve::Due;
use crate::suggest::Known;
use crate::text::SitePath;
use crate::world::Disk;

pub fn run(root: &Path, args: &Confirm) -> anyhow::Result<Exit> {
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let wanted: Vec<SitePath> = args.paths.iter().map(|path| inside(&root, path)).collect::<anyhow::Result<_>>()?;
    let everything = Due { drafts: true, future: true, expired: true };
    let mut project = Project::new(Options { due: everything, ..Options::default() });
    let Refreshed { edition, .. } = project.refresh(&Disk::new(root.clone()), Changes::All);
    let Some(edition) = edition else {
        bail!("there is no `site.yaml` in `{}`, so this is not a site", root.display())
    };
    let site = &edition.site;
    if let Some(id) = args.source.as_deref().filter(|id| site.sources.index(id).is_none()) {
        let hint = match site.sources.nearest(id) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to `content/_record/sources.yaml`".to_owned(),
        };
        bail!("there is no source `{id}` in the record\n  {hint}");
    }
    let mut articles: Vec<(SitePath, usize)> = Vec::new();
    for placed in &site.articles {
        let card = &placed.article.card;
        let is_wanted = wanted.is_empty() || wanted.iter().any(|path| lies_in(&card.file, path));
        let count = card.suggested.iter().filter(|one| waits(one, args)).count();
        if is_wanted && count > 0 {
            articles.push((card.file.clone(), count));
        }
    }
    articles.sort();
    let all: usize = articles.iter().map(|(_, count)| count).sum();
    if all == 0 {
        anstream::eprintln!("nothing waits for an answer; `onrecord suggest --write` looks for quotes and facts");
        return Ok(Exit::Well);
    }
    let is_asking = !args.accept_all;
    if is_asking && !args.stdin && !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        bail!(
            "{} in {}, and there is no terminal to ask at\n  run it in a terminal; or answer with `--stdin`, or take \
             what is sure with `--accept-all --min-confidence 0.9`",
            waiting(all),
            counted(articles.len(), "article")
        );
    }
    let mut desk = Desk {
        root: &root,
        dialect: site.config.dialect(),
        people: site.known_people(),
        args,
        all,
        number: 0,
        sum: Sum::default(),
    };
    for (file, _) in &articles {
        if !desk.article(file)? {
            break;
        }
    }
    anstream::eprintln!("{}", desk.sum.told(all));
    Ok(Exit::Well)
}

fn waiting(count: usize) -> String {
    if count == 1 { "1 suggestion waits".to_owned() } else { format!("{count} suggestions wait") }
}

/// Whether a suggestion is to be asked about.
fn waits(one: &Suggested, args: &Confirm) -> bool {
    let least = args.min_confidence.map_or(0.0, f64::from);
    // What was written by hand may say nothing of how sure it is.
    one.proposal.standing == Standing::Suggested && one.proposal.confidence.unwrap_or(0.0) + 1e-6 >= least
}

#[derive(Default)]
struct Sum {
    accepted: usize,
    rejected: usize,
    people: Vec<String>,
}

impl Sum {
    fn told(&self, all: usize) -> String {
        let left = all.saturating_sub(self.accepted + self.rejected);
        let people = match &self.people[..] {
            [] => String::new(),
            people => format!("; new in the record: {}", people.join(", ")),
        };
        format!("{} accepted, {} rejected, {left} left{people}", self.accepted, self.rejected)
    }
}

/// What an editor can say.
enum Said {
    Accept,
    Edit,
    Reject,
    Skip,
    Quit,
}

struct Desk<'a> {
    root: &'a Path,
    dialect: Dialect,
    people: Vec<Known>,
    args: &'a Confirm,
    all: usize,
    /// Questions asked so far.
    number: usize,
    sum: Sum,
}

impl Desk<'_> {
    /// Goes through one article; false if the editor has enough.
    fn article(&mut self, path: &SitePath) -> anyhow::Result<bool> {
        let mut skipped = 0;
        loop {
            // Read anew each time: an answer moves the entries below it, and others may write too.
            let files =
                Files::read(self.root, path, Kind::Quote.key()).map_err(|why| anyhow::anyhow!("{path}: {why}"))?;
            let article = files.parse(None, &self.dialect);
            let mut waiting: Vec<&Suggested> =
                article.card.suggested.iter().filter(|one| waits(one, self.args)).collect();
            waiting.sort_by_key(|one| one.passage.as_ref().map_or(usize::MAX, |span| span.range.start));
            let Some(one) = waiting.get(skipped) else { return Ok(true) };
            let which = Which::of(path, one);
            self.number += 1;
            let said = match self.args.accept_all {
                true => Said::Accept,
                false => {
                    print(&question(files.article(), one, &self.people, (self.number, self.all)));
                    self.ask()?
                }
            };
            let done = match said {
                Said::Quit => return Ok(false),
                Said::Skip => None,
                Said::Accept => self.decide(&which, Answer::Accept { source: self.args.source.as_deref() }),
                Said::Reject => self.decide(&which, Answer::Reject),
                Said::Edit => self.edit(&which)?,
            };
            skipped += usize::from(done.is_none());
        }
    }

    /// Carries out an answer; none if the suggestion stays as it is, which is told.
    fn decide(&mut self, which: &Which, answer: Answer<'_>) -> Option<()> {
        match decide(self.root, &self.dialect, &self.people, which, answer) {
            Ok(person) => {
                match answer {
                    Answer::Reject => self.sum.rejected += 1,
                    Answer::Accept { .. } | Answer::Edited { .. } => self.sum.accepted += 1,
                }
                self.sum.people.extend(person.iter().map(|person| person.id.clone()));
                self.people.extend(person);
                Some(())
            }
            Err(why) => {
                anstream::eprintln!("{}: left as it is: {why}", which.file);
                None
            }
        }
    }

    /// Asks until there is an answer; the end of the input is one.
    fn ask(&self) -> anyhow::Result<Said> {
        loop {
            print("  a accept, e edit, r reject, s skip, q quit? ");
            std::io::stdout().flush().ok();
            let mut answer = String::new();
            if std::io::stdin().lock().read_line(&mut answer).context("cannot read the answer")? == 0 {
                print("\n");
                return Ok(Said::Quit);
            }
            if self.args.stdin {
                print(&format!("{}\n", plain(answer.trim())));
            }
            match answer.trim().to_lowercase().as_str() {
                "a" | "accept" | "y" | "yes" => return Ok(Said::Accept),
                "e" | "edit" => return Ok(Said::Edit),
                "r" | "reject" | "n" | "no" => return Ok(Said::Reject),
                "s" | "skip" => return Ok(Said::Skip),
                "q" | "quit" => return Ok(Said::Quit),
                _ => {}
            }
        }
    }

    /// Opens the entry in an editor program, again until it can be taken or is emptied.
    fn edit(&mut self, which: &Which) -> anyhow::Result<Option<()>> {
        let Some(program) = editor::program() else {
            anstream::eprintln!("set EDITOR to the program that is to open the entry: `EDITOR=nano onrecord confirm`");
            return Ok(None);
        };
        let mut entry = match editable(self.root, which) {
            Ok(entry) => entry,
            Err(why) => {
                anstream::eprintln!("{}: {why}", which.file);
                return Ok(None);
            }
        };
        loop {
            let Some(edited) = editor::edited(self.root, &program, &entry)? else {
                anstream::eprintln!("`{program}` ended with an error, so nothing is changed");
                return Ok(None);
            };
            if edited.trim().is_empty() {
                return Ok(None);
            }
            if self.decide(which, Answer::Edited { entry: &edited, source: self.args.source.as_deref() }).is_some() {
                return Ok(Some(()));
            }
            // What cannot be taken and is not changed again would come back for ever.
            if edited == entry || self.args.stdin {
                return Ok(None);
            }
            entry = edited;
            print("  Enter opens it again, s leaves it? ");
            let mut answer = String::new();
            if std::io::stdin().lock().read_line(&mut answer)? == 0 || answer.trim() == "s" {
                return Ok(None);
            }
        }
    }
}
