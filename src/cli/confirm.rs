//! `onrecord confirm`: goes through what was suggested, and asks.
//!
//! Each answer is written before the next question, so what is broken off loses nothing.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::builder::styling::Style;

use super::args::Confirm;
use super::check::{inside, lies_in};
use super::suggest::counted;
use super::{Exit, print};
use crate::annotate::{Answer, Files, Which, decide, described, editable};
use crate::parse::{self, Dialect, Kind, Standing, Suggested};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::resolve::Due;
use crate::suggest::Known;
use crate::text::{SitePath, TextFile};
use crate::world::{Disk, Folder, variable};

/// Where an entry lies while an editor program has it open.
const DRAFT: &str = ".onrecord/confirm.yaml";

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
                    print(&self.question(files.article(), one));
                    self.ask()?
                }
            };
            let done = match said {
                Said::Quit => return Ok(false),
                Said::Skip => None,
                Said::Accept => self.decide(&which, Answer::Accept),
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
                    Answer::Accept | Answer::Edited(_) => self.sum.accepted += 1,
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
        let Some(program) = ["VISUAL", "EDITOR"].iter().find_map(|name| variable(name)).filter(|it| !it.is_empty())
        else {
            anstream::eprintln!("set EDITOR to the program that is to open the entry: `EDITOR=nano onrecord confirm`");
            return Ok(None);
        };
        let entry = match editable(self.root, which) {
            Ok(entry) => entry,
            Err(why) => {
                anstream::eprintln!("{}: {why}", which.file);
                return Ok(None);
            }
        };
        let (folder, path) = (Folder::new(self.root.to_path_buf()), SitePath::new(DRAFT).expect("a plain name"));
        let mut text =
            format!("{entry}# Save and close to accept the entry as it stands here; empty the file to leave it.\n");
        loop {
            folder.replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{path}`"))?;
            let ended = open(&program, &path.under(self.root));
            let edited = folder.read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            folder.remove(&path).ok();
            if !ended.with_context(|| format!("cannot run `{program}`"))?.success() {
                anstream::eprintln!("`{program}` ended with an error, so nothing is changed");
                return Ok(None);
            }
            let edited = edited.with_context(|| format!("cannot read `{path}`"))?;
            let kept: String =
                edited.split_inclusive('\n').filter(|line| !line.starts_with("# Save and close")).collect();
            if kept.trim().is_empty() {
                return Ok(None);
            }
            let before = self.sum.accepted;
            self.decide(which, Answer::Edited(&kept));
            if self.sum.accepted > before {
                return Ok(Some(()));
            }
            if edited == text || self.args.stdin {
                return Ok(None);
            }
            text = edited;
            print("  Enter opens it again, s leaves it? ");
            let mut answer = String::new();
            if std::io::stdin().lock().read_line(&mut answer)? == 0 || answer.trim() == "s" {
                return Ok(None);
            }
        }
    }

    /// The paragraph with the words marked, and what is proposed.
    fn question(&self, article: &TextFile, one: &Suggested) -> String {
        let mut text = format!("\n{}", article.path);
        let bold = Style::new().bold().underline();
        match &one.passage {
            Some(span) => {
                let range = span.range.clone();
                let line = 1 + article.text[..range.start].matches('\n').count();
                let (before, after) = around(article, &range);
                let words = plain(&article.text[range]);
                text += &format!(
                    ":{line} ({} of {})\n\n  {}{bold}[{words}]{bold:#}{}\n\n",
                    self.number,
                    self.all,
                    plain(before),
                    plain(after)
                );
            }
            None => {
                text += &format!(
                    " ({} of {}): the words are not found in it\n\n  {}\n\n",
                    self.number,
                    self.all,
                    plain(one.text())
                )
            }
        }
        text += &format!("  {}\n", plain(&described(one, &self.people)));
        if let Some(because) = &one.proposal.because {
            text += &format!("  because {}\n", plain(because));
        }
        text
    }
}

/// The rest of a passage's paragraph, as far as a screen has room for it: whole words. In plain text each line is one.
fn around<'a>(article: &'a TextFile, range: &std::ops::Range<usize>) -> (&'a str, &'a str) {
    const ROOM: usize = 400;
    let text = &*article.text;
    let gaps: &[&str] = if article.path.is_kind(&["txt"]) { &["\n"] } else { &["\n\n", "\n\r\n"] };
    let body = parse::body_range(text).start.min(range.start);
    let (before, after) = (&text[body..range.start], &text[range.end..]);
    let begin = gaps.iter().filter_map(|gap| before.rfind(gap).map(|at| at + gap.len())).max().unwrap_or(0);
    let end = gaps.iter().filter_map(|gap| after.find(gap)).min().unwrap_or(after.len());
    let (before, after) = (&before[begin..], &after[..end]);
    let from = word_end(before.len().saturating_sub(ROOM), before);
    let to = after.floor_char_boundary(ROOM.min(after.len()));
    let to = if to < after.len() { after[..to].rfind(char::is_whitespace).unwrap_or(to) } else { to };
    (&before[from..], &after[..to])
}

/// The end of the word in which a place lies; none is cut that begins the text.
fn word_end(at: usize, text: &str) -> usize {
    let at = text.ceil_char_boundary(at);
    if at == 0 { 0 } else { text[at..].find(char::is_whitespace).map_or(at, |space| at + space) }
}

/// Words on one line that cannot move the cursor.
fn plain(text: &str) -> String {
    let line = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control());
    line.collect()
}

/// Opens a file in an editor program, which may have options of its own, and waits for its end.
fn open(program: &str, path: &Path) -> std::io::Result<std::process::ExitStatus> {
    if cfg!(unix) {
        return std::process::Command::new("sh").args(["-c", &format!("{program} \"$1\""), "sh"]).arg(path).status();
    }
    let mut words = program.split_whitespace();
    std::process::Command::new(words.next().unwrap_or_default()).args(words).arg(path).status()
}
