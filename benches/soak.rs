//! Whether a preview that runs for days keeps its size: `cargo run --release --example soak -- [EDITS] [PROGRAM]`.
//!
//! Makes a site of 200 annotated articles, starts the release program's preview of it on a free port, and edits the
//! site at random (5,000 times unless told otherwise): words, front matter, mistakes, the record, templates, settings,
//! code, articles that come and go. After each edit it waits for the edition and reads a few pages. The site stays of
//! one size, so the program should, too. Prints what the program holds in memory every 500 edits, and fails if that is
//! in the end more than 1.2 times what it was after the first 500.
//!
//! The program is expected beside this one: `cargo build --release --bins --examples` first. Linux only, since the
//! memory is read from `/proc`.

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

use served::Served;

const ARTICLES: u64 = 200;
const STEP: u64 = 500;
const MOST: f64 = 1.2;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let edits = args.next().and_then(|count| count.parse().ok()).unwrap_or(5_000);
    let beside = std::env::current_exe()?.parent().and_then(Path::parent).map(|folder| folder.join("onrecord"));
    let program = args.next().map(PathBuf::from).or(beside).ok_or_else(|| Error::other("no program"))?;
    let folder = tempfile::tempdir()?;
    let root = folder.path().canonicalize()?;
    site::write(&root, ARTICLES, true)?;
    fs::create_dir_all(root.join("templates"))?;
    fs::create_dir_all(root.join("static"))?;
    let base = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/base.html"))?;
    fs::write(root.join("templates/base.html"), &base)?;
    fs::write(root.join("static/own.css"), "body { color: red }")?;
    let facts = fs::read_to_string(root.join("content/_record/facts.yaml"))?;
    let served = Served::start(&program, root)?;

    let mut random = Random(2025);
    let mut first = None;
    for edit in 1..=edits {
        let mark = format!("mark{edit:06}x");
        let (name, text) = site::article(random.below(ARTICLES), true);
        let file = format!("content/articles/{name}.md");
        let before = served.edition()?;
        match random.below(12) {
            0 => served
                .put("content/_record/facts.yaml", &facts.replacen("statement: ", &format!("statement: {mark} "), 1))?,
            1 => served.put("templates/base.html", &base.replacen("</head>", &format!("<!-- {mark} --></head>"), 1))?,
            2 => served.put(
                "site.yaml",
                &format!("title: {mark}\nbase_url: https://bench.example\nshare_images: none\npaginate: 20\n"),
            )?,
            3 => served.put("static/own.css", &format!("body {{ color: {mark} }}"))?,
            4 => served.put(&file, &format!("---\ntitle: [{mark}\n---\nBroken.\n"))?,
            5 => served.put(&file, &text.replacen("title: ", &format!("title: {mark} "), 1))?,
            6 => served.put(&file, &format!("{text}\n```rust\nlet {mark} = 1;\n```\n"))?,
            7 => served.put(&file, &format!("{text}\nA [fact](#fact:{mark}) that nobody knows.\n"))?,
            8 => served.put("content/new/guest.md", &format!("---\ntitle: {mark}\n---\nA guest.\n"))?,
            9 if served.root.join("content/new").exists() => fs::remove_dir_all(served.root.join("content/new"))?,
            _ => served.put(&file, &format!("{text}\n{mark}\n"))?,
        }
        served.next_edition(before)?;
        for path in [format!("/articles/{name}/"), "/".to_owned(), "/own.css".to_owned()] {
            served.get(&path)?;
        }
        if edit % STEP == 0 || edit == edits {
            let now = served.memory()?;
            println!("{edit:>6} edits: {:6.1} MiB", now as f64 / f64::from(1 << 20));
            let first = *first.get_or_insert(now);
            if edit == edits && now as f64 > first as f64 * MOST {
                return Err(Error::other(format!("more than {MOST} times what it was after {STEP} edits")));
            }
        }
    }
    Ok(())
}

/// The next of a fixed sequence, so that each run is the same (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}
