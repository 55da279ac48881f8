//! Runs the cases in `tests/suite/*.md`. Adding a case needs no Rust; a new file needs one line at the end of this one.
//!
//! **A case** is a heading with at least one fenced block below it, up to the next heading. What stands below
//! the first heading of a file (`#`) is not a case: its files are shared by all cases of that file. A case
//! is built in memory, at [`common::NOW`], and all its expectations are checked. Prose between the blocks
//! says why things are so; it is not read by the machine, but for the lines that follow.
//!
//! | line right before a fence            | the fence holds                                           |
//! |--------------------------------------|-----------------------------------------------------------|
//! | `` `content/a.md`: ``                | a file of the site                                        |
//! | `` `public/a/index.html` contains: `` | lines that each stand somewhere in that file of the output |
//! | `` `public/a/index.html` lacks: ``   | lines that stand nowhere in it                            |
//! | `` `public/a/index.html` is: ``      | the whole file                                            |
//! | `` `public/news/` holds: ``          | the paths of all files below, one a line, in order        |
//!
//! - A fence with the info string `diagnostics` holds what is told, in any order:
//!   `content/a.md:5:9 error code: message`, with `-` where there is no place. A message may be cut with `…`.
//!   Indented lines below name hints (`hint: …`) and other places (`content/b.md:1:1 first defined here`);
//!   they need not be complete. **Without such a fence nothing may be told.**
//! - A line `` `public/b/index.html` is not made. `` says that there is no such file.
//! - A line `` Checked for `quote/no-source`, `figure/`. `` asks the rules of `onrecord check` with these codes, or of these
//!   families, and adds what they find to what is told; what is excused is told as
//!   `content/a.md:5:9 excused code: message` with `because: …` below. Above the first case it holds for all of the file.
//! - A line `` Built with `--drafts`, `--base-url https://example.org/x`. `` gives options of `onrecord build`.
//! - A file's fence with the info string `picture` holds its size, `1000 x 500`, and stands for a PNG.
//! - The word `escaped` in an info string turns `\u{a0}`, `\r` and `\t` into these characters, so that they can be seen.
//!
//! Fingerprints in the names of style sheets and scripts are written as a star: `style.*.css`.
//! `site.yaml` is there with a title and a `base_url`, unless a case has its own.

#![expect(clippy::disallowed_methods, reason = "the suite itself lies on a disk")]
#![expect(clippy::print_stdout, reason = "the number of cases is worth knowing")]

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use common::{Built, Told};
use onrecord::project::Options;

/// A heading with its files and expectations.
#[derive(Debug, Default)]
struct Case {
    title: String,
    line: usize,
    files: Vec<(String, Vec<u8>)>,
    expected: Vec<(usize, Expected)>,
    diagnostics: Vec<Told>,
    options: Options,
    /// The rules that are asked, by the beginnings of their codes.
    asked: Vec<String>,
}

#[derive(Debug)]
enum Expected {
    Contains(String, String),
    Lacks(String, String),
    Is(String, String),
    Holds(String, String),
    NotMade(String),
}

/// Runs all cases of a file and tells of all that fail.
fn run(name: &str) {
    let path = folder().join(format!("{name}.md"));
    let text = std::fs::read_to_string(&path).expect("a file of the suite");
    let cases = parse(&text).unwrap_or_else(|(line, why)| panic!("tests/suite/{name}.md:{line}: {why}"));
    let only = std::env::var("CASE").unwrap_or_default();
    let mut report = String::new();
    let mut failed = 0;
    for case in cases.iter().filter(|case| case.title.contains(&only)) {
        let mistakes = check(case);
        failed += usize::from(!mistakes.is_empty());
        for (line, mistake) in mistakes {
            writeln!(report, "tests/suite/{name}.md:{line}: {}: {mistake}\n", case.title).expect("a string");
        }
    }
    println!("{name}: {} cases", cases.len());
    assert!(failed == 0, "{failed} of {} cases fail\n\n{report}", cases.len());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

fn check(case: &Case) -> Vec<(usize, String)> {
    let mut built = common::build(&case.files, case.options.clone());
    if !case.asked.is_empty() {
        built.told.extend(common::checked(&case.files, case.options.clone(), &case.asked));
    }
    built.files = built.files.into_iter().map(|(path, text)| (starred(&path), starred(&text))).collect();
    let mut mistakes = check_diagnostics(case, &built.told);
    for (line, expected) in &case.expected {
        if let Err(mistake) = meets(expected, &built) {
            mistakes.push((*line, mistake));
        }
    }
    mistakes
}

/// A text with `style.*.css` for `style.3f2a9c0d1b2e4f56.css`.
fn starred(text: &str) -> String {
    let mut starred = String::new();
    let mut rest = text;
    while let Some(at) = [".css", ".js"].iter().filter_map(|kind| rest.find(kind)).min() {
        let (before, after) = rest.split_at(at);
        let stamp = before.rsplit_once('.').filter(|(_, stamp)| stamp.len() == 16);
        match stamp.filter(|(_, stamp)| stamp.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Some((name, _)) => starred.extend([name, ".*."]),
            None => starred.extend([before, "."]),
        }
        rest = &after[1..];
    }
    starred + rest
}

fn check_diagnostics(case: &Case, told: &[Told]) -> Vec<(usize, String)> {
    let mut left: Vec<&Told> = told.iter().collect();
    let mut missing = Vec::new();
    for expected in &case.diagnostics {
        match left.iter().position(|told| is_told(expected, told)) {
            Some(at) => drop(left.remove(at)),
            None => missing.push(expected),
        }
    }
    let list = |told: &[&Told]| told.iter().map(|told| format!("\n{told}")).collect::<String>();
    let mut mistakes = Vec::new();
    if !missing.is_empty() {
        mistakes.push((case.line, format!("these diagnostics are missing:{}", list(&missing))));
    }
    if !left.is_empty() {
        mistakes.push((case.line, format!("these diagnostics are not expected:{}", list(&left))));
    }
    mistakes
}

fn is_told(expected: &Told, told: &Told) -> bool {
    fits(&expected.line, &told.line)
        && expected.more.iter().all(|expected| told.more.iter().any(|more| fits(expected, more)))
}

fn fits(expected: &str, text: &str) -> bool {
    expected == text || expected.strip_suffix('…').is_some_and(|start| text.starts_with(start))
}

fn meets(expected: &Expected, built: &Built) -> Result<(), String> {
    let read = |path: &str| {
        built.files.get(path).ok_or_else(|| {
            let there: Vec<&str> = built.files.keys().map(String::as_str).collect();
            format!("there is no `public/{path}`, only {}", there.join(", "))
        })
    };
    match expected {
        Expected::Contains(path, lines) => {
            let text = read(path)?;
            let missing: Vec<&str> = wanted(lines).filter(|line| !text.contains(line)).collect();
            if missing.is_empty() {
                return Ok(());
            }
            let near = missing.iter().map(|line| format!("\n  wanted  {line}\n  nearest {}", nearest(text, line)));
            Err(format!("`public/{path}` lacks:{}", near.collect::<String>()))
        }
        Expected::Lacks(path, lines) => {
            let text = read(path)?;
            match wanted(lines).find(|line| text.contains(line)) {
                Some(line) => Err(format!("`public/{path}` contains: {line}")),
                None => Ok(()),
            }
        }
        Expected::Is(path, whole) => {
            let text = read(path)?;
            if text.trim_end() == whole.trim_end() {
                return Ok(());
            }
            Err(format!("`public/{path}` is not as expected:\n--- wanted\n{whole}--- found\n{text}"))
        }
        Expected::Holds(folder, list) => {
            let there: Vec<&str> =
                built.files.keys().map(String::as_str).filter(|path| path.starts_with(folder.as_str())).collect();
            let there: Vec<String> = there.into_iter().map(|path| format!("public/{path}")).collect();
            let wanted: Vec<&str> = wanted(list).collect();
            if there == wanted { Ok(()) } else { Err(format!("`public/{folder}` holds:\n{}", there.join("\n"))) }
        }
        Expected::NotMade(path) if built.files.contains_key(path) => Err(format!("`public/{path}` is made")),
        Expected::NotMade(_) => Ok(()),
    }
}

fn wanted(lines: &str) -> impl Iterator<Item = &str> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn nearest<'a>(text: &'a str, line: &str) -> &'a str {
    let likeness = |candidate: &str| strsim::sorensen_dice(candidate, line);
    let lines = text.lines().map(str::trim);
    lines.max_by(|one, other| likeness(one).total_cmp(&likeness(other))).unwrap_or_default()
}

type Mistake = (usize, String);

fn parse(text: &str) -> Result<Vec<Case>, Mistake> {
    let mut shared: Vec<(String, Vec<u8>)> = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut label = "";
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let ticks = line.bytes().take_while(|&byte| byte == b'`').count();
        if ticks >= 3 {
            let info = &line[ticks..];
            let mut body = String::new();
            loop {
                let Some((_, line)) = lines.next() else { return Err((number, "this fence has no end".to_owned())) };
                if line.bytes().all(|byte| byte == b'`') && line.len() >= ticks {
                    break;
                }
                body.extend([line, "\n"]);
            }
            if info.split_whitespace().any(|word| word == "escaped") {
                body = unescaped(&body).map_err(|why| (number, why))?;
            }
            let case = cases.last_mut().ok_or((number, "this block stands above all headings".to_owned()))?;
            add(case, info, label, body, number).map_err(|why| (number, why))?;
            label = "";
        } else if let Some(title) = line.strip_prefix('#') {
            if let [first] = &mut cases[..]
                && shared.is_empty()
            {
                shared = std::mem::take(&mut first.files);
                asked = std::mem::take(&mut first.asked);
            }
            let title = title.trim_start_matches('#').trim().to_owned();
            cases.push(Case { title, line: number, files: shared.clone(), asked: asked.clone(), ..Case::default() });
        } else {
            let case = cases.last_mut();
            if let (Some(path), Some(case)) = (quoted(line, "` is not made."), case) {
                let path = public(path).map_err(|why| (number, why))?;
                case.expected.push((number, Expected::NotMade(path)));
            } else if let (Some(rules), Some(case)) = (line.strip_prefix("Checked for "), cases.last_mut()) {
                case.asked = rules.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            } else if let (Some(options), Some(case)) = (line.strip_prefix("Built with "), cases.last_mut()) {
                set_options(&mut case.options, options).map_err(|why| (number, why))?;
            }
            if !line.trim().is_empty() {
                label = line;
            }
        }
    }
    let is_empty = |case: &Case| case.expected.is_empty() && case.diagnostics.is_empty() && case.files.is_empty();
    Ok(cases.into_iter().skip(1).filter(|case| !is_empty(case)).filter(|case| has_own(case, &shared)).collect())
}

/// Whether a case has anything of its own beside the shared files; else its heading only parts the page.
fn has_own(case: &Case, shared: &[(String, Vec<u8>)]) -> bool {
    case.files != shared || !case.expected.is_empty() || !case.diagnostics.is_empty()
}

fn add(case: &mut Case, info: &str, label: &str, body: String, line: usize) -> Result<(), String> {
    if info.split_whitespace().next() == Some("diagnostics") {
        return add_diagnostics(case, &body);
    }
    if let Some(path) = quoted(label, "`:") {
        let is_picture = info.split_whitespace().next() == Some("picture");
        let bytes = if is_picture { drawn(&body)? } else { body.into_bytes() };
        case.files.retain(|(other, _)| other != path);
        case.files.push((path.to_owned(), bytes));
        return Ok(());
    }
    let expected = if let Some(path) = quoted(label, "` contains:") {
        Expected::Contains(public(path)?, body)
    } else if let Some(path) = quoted(label, "` lacks:") {
        Expected::Lacks(public(path)?, body)
    } else if let Some(path) = quoted(label, "` is:") {
        Expected::Is(public(path)?, body)
    } else if let Some(path) = quoted(label, "` holds:") {
        Expected::Holds(public(path)?, body)
    } else {
        return Err(format!("nobody knows what this fence is, below `{label}`"));
    };
    case.expected.push((line, expected));
    Ok(())
}

/// The PNG that a fence like `1000 x 500` asks for.
fn drawn(body: &str) -> Result<Vec<u8>, String> {
    let sides = body.trim().split_once(" x ").map(|(width, height)| (width.parse().ok(), height.parse().ok()));
    match sides {
        Some((Some(width), Some(height))) => Ok(common::picture::picture(width, height, 0)),
        _ => Err(format!("`{}` is no size of a picture", body.trim())),
    }
}

fn add_diagnostics(case: &mut Case, body: &str) -> Result<(), String> {
    for line in body.lines() {
        match line.strip_prefix("  ") {
            Some(more) => {
                let told = case.diagnostics.last_mut().ok_or("an indented line belongs to one above")?;
                told.more.push(more.trim().to_owned());
            }
            None if line.is_empty() => {}
            None => case.diagnostics.push(Told { line: line.to_owned(), more: Vec::new() }),
        }
    }
    Ok(())
}

/// The path in a line like `` `content/a.md`: ``, which may have prose before it.
fn quoted<'a>(line: &'a str, end: &str) -> Option<&'a str> {
    let before = line.trim_end().strip_suffix(end)?;
    before.rfind('`').map(|at| &before[at + 1..])
}

fn public(path: &str) -> Result<String, String> {
    let below = path.strip_prefix("public/").ok_or(format!("`{path}` is no path below `public/`"))?;
    Ok(below.to_owned())
}

fn set_options(options: &mut Options, line: &str) -> Result<(), String> {
    for option in line.split('`').skip(1).step_by(2) {
        match option.split_once(' ').unwrap_or((option, "")) {
            ("--drafts", "") => options.due.drafts = true,
            ("--future", "") => options.due.future = true,
            ("--expired", "") => options.due.expired = true,
            ("--base-url", url) => options.base_url = Some(url.to_owned()),
            ("--theme", name) => options.theme = Some(name.to_owned()),
            _ => return Err(format!("`{option}` is no option")),
        }
    }
    Ok(())
}

fn unescaped(text: &str) -> Result<String, String> {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').ok_or("an escape without an end")?;
        let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).ok_or(format!("no character `{code}`"))?;
        out.push(c);
        out.push_str(rest);
    }
    Ok(out.replace("\\r", "\r").replace("\\t", "\t"))
}

macro_rules! suite {
    ($($name:ident)*) => {
        $(#[test] fn $name() { run(stringify!($name)); })*

        #[test]
        fn every_file_is_run() {
            let mut there: Vec<String> = std::fs::read_dir(folder())
                .expect("the suite")
                .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
                .collect();
            there.sort();
            assert_eq!(there, [$(stringify!($name)),*]);
        }
    };
}

suite! { anchoring annotations check_age check_archives check_bare_figures check_brackets check_contradictions check_conversions check_cuts check_dates check_excuses check_facts check_figures check_hedges check_house check_links check_lock check_money check_numbers check_published check_ranges check_roles check_rounding check_separators check_sources check_sourcing check_speech check_terms check_typography check_units check_verbatim check_wording front_matter input languages links machines markdown overlap pages pictures publish record regressions search site themes }
