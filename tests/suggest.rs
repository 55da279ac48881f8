//! Runs the cases in `tests/suggest/*.md`. Adding a case needs no Rust, and neither does a new file.
//!
//! **A case** is a heading with a fence `text` and a fence `suggestions` below it; prose is not read by the machine.
//! What is expected stands one a line, in any order, and may be a part of what is found:
//!
//! | line                                              | says                                               |
//! |---------------------------------------------------|----------------------------------------------------|
//! | `quote: “words” — Speaker Name [cue] (mention)`   | somebody's words; all behind the marks is optional, |
//! |                                                   | `— nobody` says that no speaker is found            |
//! | `not a quote: words`                              | no quotation overlaps these words                  |
//! | `figure: text = value unit [kind]`                | a figure; `= 2025-03-03` for a date, `5..8` a range |
//! | `not a figure: words`                             | no figure overlaps these words                     |
//! | `quotes: 2`, `figures: 0`                         | how many there are                                 |
//!
//! The parts of a quotation are joined by ` … `. Before the fences may stand `Dated 2025-03-03.` and
//! `Known: dmitry-peskov = Dmitry Peskov, Peskov`: an id of the record, the name, and aliases. A quotation of somebody
//! known is told as `— Dmitry Peskov #dmitry-peskov`.

#![expect(clippy::disallowed_methods, reason = "the cases lie on a disk")]
#![expect(clippy::print_stdout, reason = "the number of cases is worth knowing")]
#![expect(clippy::unwrap_used, reason = "a broken case is a failed test")]

use std::fmt::Write as _;
use std::path::Path;

use onrecord::suggest::{Figure, Known, Quotation, Suggestions, suggest};

#[derive(Debug, Default)]
struct Case {
    title: String,
    text: String,
    expected: Vec<(usize, String)>,
    known: Vec<Known>,
    date: Option<jiff::civil::Date>,
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suggest");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let only = std::env::var("CASE").unwrap_or_default();
    let (mut report, mut failed, mut count) = (String::new(), 0, 0);
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        let cases = parse(&std::fs::read_to_string(path).unwrap());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        println!("{name}: {} cases", cases.len());
        for case in cases.iter().filter(|case| case.title.contains(&only)) {
            let mistakes = check(case);
            count += 1;
            failed += usize::from(!mistakes.is_empty());
            for (line, mistake) in mistakes {
                writeln!(report, "tests/suggest/{name}:{line}: {}: {mistake}\n", case.title).unwrap();
            }
        }
    }
    assert!(failed == 0, "{failed} of {count} cases fail\n\n{report}");
}

fn parse(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fence: Option<&str> = None;
    for (number, line) in file.lines().enumerate() {
        if let Some(info) = fence {
            match (line.starts_with("```"), cases.last_mut()) {
                (true, _) => fence = None,
                (false, Some(case)) if info == "text" => case.text.extend([line, "\n"]),
                (false, Some(case)) if info == "suggestions" => {
                    let line = line.trim();
                    case.expected.extend((!line.is_empty()).then(|| (number + 1, line.to_owned())));
                }
                _ => {}
            }
        } else if let Some(info) = line.strip_prefix("```") {
            fence = Some(info.trim());
        } else if line.starts_with('#') {
            cases.push(Case { title: line.trim_start_matches(['#', ' ']).to_owned(), ..Case::default() });
        } else if let (Some(date), Some(case)) = (line.strip_prefix("Dated "), cases.last_mut()) {
            case.date = Some(date.trim_end_matches('.').parse().unwrap());
        } else if let (Some(known), Some(case)) = (line.strip_prefix("Known: "), cases.last_mut()) {
            let (id, names) = known.split_once(" = ").unwrap();
            let mut names = names.split(", ").map(str::to_owned);
            case.known.push(Known { id: id.to_owned(), name: names.next().unwrap(), aliases: names.collect() });
        }
    }
    cases.retain(|case| !case.expected.is_empty());
    cases
}

/// All that is expected and not found, by line.
fn check(case: &Case) -> Vec<(usize, String)> {
    let text = case.text.trim_end_matches('\n');
    let found = suggest(text, &case.known, case.date);
    let misses = case.expected.iter().filter(|(_, line)| !holds(line, text, &found));
    misses.map(|(line, expected)| (*line, format!("`{expected}` does not hold; found{}", told(text, &found)))).collect()
}

fn holds(line: &str, text: &str, found: &Suggestions) -> bool {
    let clear = |words: &str, spans: Vec<std::ops::Range<usize>>| {
        let at = text.find(words).unwrap_or_else(|| panic!("`{words}` stands nowhere in the text"));
        !spans.iter().any(|span| span.start < at + words.len() && at < span.end)
    };
    match line.split_once(": ") {
        Some(("quote", want)) => found.quotes.iter().any(|quote| agrees(want, &quote_line(text, quote))),
        Some(("figure", want)) => found.facts.iter().any(|figure| agrees(want, &figure_line(text, figure))),
        Some(("not a quote", words)) => {
            clear(words, found.quotes.iter().flat_map(|quote| quote.segments.clone()).collect())
        }
        Some(("not a figure", words)) => clear(words, found.facts.iter().map(|figure| figure.span.clone()).collect()),
        Some(("quotes", count)) => found.quotes.len().to_string() == count,
        Some(("figures", count)) => found.facts.len().to_string() == count,
        _ => panic!("`{line}` is no expectation"),
    }
}

/// Whether a line says all that is wanted: each part that is left out of what is wanted may be anything.
fn agrees(want: &str, line: &str) -> bool {
    let mut rest = line;
    for (number, part) in parts(want).into_iter().enumerate() {
        match rest.find(&part) {
            Some(0) => rest = &rest[part.len()..],
            Some(at) if number > 0 => rest = &rest[at + part.len()..],
            _ => return false,
        }
    }
    true
}

/// A line cut before each of its optional parts.
fn parts(want: &str) -> Vec<String> {
    let marks = [" — ", " #", " [", " (", " = "];
    let mut cuts: Vec<usize> = marks.iter().filter_map(|mark| want.rfind(mark)).collect();
    cuts.extend([0, want.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    // Brackets and signs may stand in the words themselves; there they cut nothing.
    let words = want.rfind('”').map_or(0, |at| at + '”'.len_utf8());
    cuts.retain(|&cut| cut == 0 || cut >= words);
    cuts.windows(2).map(|pair| want[pair[0]..pair[1]].to_owned()).collect()
}

fn told(text: &str, found: &Suggestions) -> String {
    let quotes =
        found.quotes.iter().map(|quote| format!("\n    quote: {}  {}", quote_line(text, quote), quote.because));
    let figures = found.facts.iter().map(|figure| format!("\n    figure: {}", figure_line(text, figure)));
    let lines: String = quotes.chain(figures).collect();
    if lines.is_empty() { " nothing".to_owned() } else { lines }
}

fn quote_line(text: &str, quote: &Quotation) -> String {
    let words: Vec<&str> = quote.segments.iter().map(|part| &text[part.clone()]).collect();
    let mut line = format!("“{}” — ", words.join(" … "));
    match &quote.speaker {
        None => line += "nobody",
        Some(speaker) => line += speaker.name.as_deref().unwrap_or("unnamed"),
    }
    if let Some(id) = quote.speaker.as_ref().and_then(|speaker| speaker.known.as_ref()) {
        write!(line, " #{id}").unwrap();
    }
    if let Some(cue) = &quote.cue {
        write!(line, " [{}]", &text[cue.clone()]).unwrap();
    }
    if let Some(speaker) = &quote.speaker {
        write!(line, " ({})", &text[speaker.mention.clone()]).unwrap();
    }
    line
}

fn figure_line(text: &str, figure: &Figure) -> String {
    let mut line = format!("{} =", &text[figure.span.clone()]);
    match (&figure.when, figure.value, figure.value_to) {
        (Some(when), ..) => write!(line, " {when}").unwrap(),
        (None, Some(from), Some(to)) => write!(line, " {from}..{to}").unwrap(),
        (None, Some(value), None) => write!(line, " {value}").unwrap(),
        (None, None, _) => {}
    }
    if let Some(unit) = figure.unit.as_ref().or(figure.unit_words.as_ref()) {
        write!(line, " {unit}").unwrap();
    }
    write!(line, " [{}]", figure.kind.word()).unwrap();
    line
}
