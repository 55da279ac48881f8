//! How long a change takes to reach the screen: `cargo run --release --example live -- [N] [PROGRAM]`.
//!
//! Makes a site of N annotated articles (10,000 unless told otherwise), starts the release program's preview of it
//! on a free port, and prints for each kind of change the median and the worst of 30, in milliseconds: from the
//! end of the write to the arrival of the new bytes over HTTP on loopback, asked for every millisecond, each time on a
//! connection of its own. The times hold the wait for the end of the save (8 ms), the next edition, the making of
//! the page, and up to a millisecond of asking. What is written differs each time, as a writer's words do: of the
//! two bodies, one keeps its number of words and changes no other page, the other grows by a word. The preview reads
//! the bytes of a style sheet when they are asked for, so its time is that of a request, without watcher or edition.
//!
//! The program is expected beside this one: `cargo build --release --bins --examples` first.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own, outside of the library's walls"
)]

#[path = "common/served.rs"]
mod served;
#[path = "common/site.rs"]
mod site;

use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use served::Served;

const ROUNDS: usize = 30;
/// Between two changes, so that each is measured by itself.
const REST: Duration = Duration::from_millis(300);

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let count = args.next().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let beside = std::env::current_exe()?.parent().and_then(Path::parent).map(|folder| folder.join("onrecord"));
    let program = args.next().map(PathBuf::from).or(beside).ok_or_else(|| Error::other("no program"))?;
    let folder = tempfile::tempdir()?;
    let root = folder.path().canonicalize()?;
    site::write(&root, count, true)?;
    fs::create_dir_all(root.join("templates"))?;
    fs::create_dir_all(root.join("static"))?;
    let base = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/base.html");
    let base = fs::read_to_string(base)?;
    fs::write(root.join("templates/base.html"), &base)?;
    fs::write(root.join("static/own.css"), "body { color: red }")?;

    // Its first fact is one that every tenth article uses.
    let (name, text) = site::article(count / 20 * 10, true);
    let page = format!("/articles/{name}/");
    let file = format!("content/articles/{name}.md");
    let facts = fs::read_to_string(root.join("content/_record/facts.yaml"))?;
    let fact = text.split("ref: ").nth(1).and_then(|rest| rest.lines().next()).expect("articles have facts");
    let used = facts_used(fact, count);

    let started = Instant::now();
    let preview = Preview(Served::start(&program, root)?);
    preview.wait("/", "Bench")?;
    println!("{count} articles, first page after {:.1} s; {ROUNDS} of each, in ms", started.elapsed().as_secs_f64());
    preview.wait(&page, "</html>")?;

    preview.measure("a body, as many words", &page, &file, |mark| format!("{text}\n{mark}\n"))?;
    let mut words = String::new();
    preview.measure("a body, a word more", &page, &file, |mark| {
        words += "word ";
        format!("{text}\n{words}{mark}\n")
    })?;
    preview.measure(&format!("a fact used by {used} articles"), &page, "content/_record/facts.yaml", |mark| {
        let start = facts.find(&format!("{fact}:\n")).expect("the fact is there");
        let (before, after) = facts.split_at(start);
        before.to_owned() + &after.replacen("statement: ", &format!("statement: {mark} "), 1)
    })?;
    preview.measure("the base template", &page, "templates/base.html", |mark| {
        base.replacen("</head>", &format!("<!-- {mark} --></head>"), 1)
    })?;
    preview.measure("a style sheet", "/own.css", "static/own.css", |mark| format!("body {{ color: {mark} }}"))
}

/// How many articles lay a fact on their words.
fn facts_used(fact: &str, count: u64) -> usize {
    let line = format!("ref: {fact}\n");
    (0..count).filter(|&index| site::article(index, true).1.contains(&line)).count()
}

/// A preview that is measured.
struct Preview(Served);

impl Preview {
    /// Changes a file many times, and prints how long each change took to arrive.
    fn measure(&self, what: &str, path: &str, file: &str, mut text: impl FnMut(&str) -> String) -> Result<()> {
        let mut took = Vec::with_capacity(ROUNDS);
        for round in 0..ROUNDS {
            let mark = format!("mark{round:03}x");
            let text = text(&mark);
            std::thread::sleep(REST);
            fs::write(self.0.root.join(file), text)?;
            let written = Instant::now();
            self.wait(path, &mark)?;
            took.push(written.elapsed().as_secs_f64() * 1000.0);
        }
        took.sort_by(f64::total_cmp);
        println!("{what:<32} median {:7.1}   worst {:7.1}", took[ROUNDS / 2], took[ROUNDS - 1]);
        Ok(())
    }

    /// Asks until the answer holds the words.
    fn wait(&self, path: &str, words: &str) -> Result<()> {
        let what = format!("{words:?} comes to {path}");
        self.0.until(&what, || self.0.get(path).is_ok_and(|answer| holds(&answer, words.as_bytes())))
    }
}

fn holds(answer: &[u8], words: &[u8]) -> bool {
    memchr::memmem::find(answer, words).is_some()
}
