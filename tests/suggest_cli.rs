//! `onrecord suggest` and `onrecord confirm`: the real program on a real disk.

#![expect(clippy::disallowed_methods, reason = "tests set up a disk and look at it")]
#![expect(clippy::print_stdout, reason = "a skipped test says why")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "common/program.rs"]
mod program;

use program::{Run, fed, files_below, program};

const ARTICLE: &str = "---\ntitle: The coast\ndate: 2025-03-03\n---\nKremlin spokesman Dmitry Peskov said on Friday: “We *hold* 20 km 🦀 of the coast now, and we will keep it.” Anna Berg disagreed.\n\n“We *hold* 20 km 🦀 of the coast now,” Peskov said, “and that is all there is to say.” About 1,240 homes were lost.\n";
const PEOPLE: &str = "# Ours\nanna:\n  name: Anna Berg\n";

struct Site(TempDir);

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().expect("a folder for tests"));
        site.put("site.yaml", "title: Test\nbase_url: https://example.org\n");
        site.put("content/_record/people.yaml", PEOPLE);
        for (path, text) in files {
            site.put(path, text);
        }
        site
    }

    fn put(&self, path: &str, text: &str) {
        program::put(&self.0.path().join(path), text);
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn has(&self, path: &str) -> bool {
        self.0.path().join(path).exists()
    }

    fn run(&self, args: &[&str]) -> Run {
        self.fed(args, "")
    }

    fn fed(&self, args: &[&str], input: &str) -> Run {
        let mut command = program(self.0.path(), args);
        fed(command.env_remove("VISUAL").env("EDITOR", "sed -i s/Ann/ANN/"), input)
    }

    /// The JSON for the articles that are named.
    fn json(&self, args: &[&str]) -> Vec<Value> {
        let run = self.run(&[&["suggest", "--format", "json"], args].concat());
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// All files of a build into a folder of its own, but for the account of when they were written.
    fn built(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let run = self.run(&["build", "--quiet", "--out", out]);
        assert_eq!(run.code, 0, "{run:?}");
        let root = self.0.path().join(out);
        let files = files_below(&root).into_iter().filter(|path| path != ".onrecord-ledger");
        files.map(|path| (path.clone(), fs::read(root.join(path)).expect("a file"))).collect()
    }
}

/// The characters of a file that a suggestion means, without the Markdown around its words.
fn meant(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().expect("an offset") as usize, end.as_u64().expect("an offset") as usize);
    text.chars().skip(start).take(end - start).filter(|c| *c != '*').collect()
}

#[test]
fn offsets_count_characters_of_the_file() {
    let plain = "Anna Berg said: “É 🦀 5 km are what we need.”\r\nNobody else said so.\r\n";
    let crlf = ARTICLE.replace('\n', "\r\n");
    let marked = format!("\u{feff}{ARTICLE}");
    let files =
        [("content/a.md", ARTICLE), ("content/b.md", &crlf), ("content/c.md", &marked), ("content/d.txt", plain)];
    let site = Site::new(&files);
    site.put("content/d.record.yaml", "title: D\n");
    let found = site.json(&[]);
    assert_eq!(found.len(), 4);
    for (article, (path, text)) in found.iter().zip(files) {
        assert_eq!(article["id"], path);
        let text = text.trim_start_matches('\u{feff}');
        let (quotes, facts) = (article["quotes"].as_array().unwrap(), article["facts"].as_array().unwrap());
        assert!(!quotes.is_empty() && !facts.is_empty(), "{article}");
        for one in quotes.iter().chain(facts) {
            assert_eq!(meant(text, &one["start"], &one["end"]), one["text"].as_str().unwrap(), "{path}");
            assert!(
                one["confidence"].as_f64().is_some_and(|sure| (0.0..=1.0).contains(&sure))
                    && one["because"].is_string()
            );
        }
        for quote in quotes {
            assert_eq!(
                meant(text, &quote["speaker_start"], &quote["speaker_end"]),
                quote["speaker_mention"].as_str().unwrap()
            );
            let segments = quote["segments"].as_array().unwrap();
            assert_eq!(segments[0][0], quote["start"]);
            assert_eq!(segments.last().unwrap()[1], quote["end"]);
        }
    }
    assert_eq!(found[0]["quotes"][1]["segments"].as_array().unwrap().len(), 2, "{}", found[0]);
    assert_eq!(found[0]["quotes"][1]["speaker_name"], "Dmitry Peskov");
    assert_eq!(found[3]["quotes"][0]["known"], "anna");
}

#[test]
fn lines_of_standard_input_need_no_site() {
    let folder = tempfile::tempdir().expect("a folder for tests");
    let input =
        format!("{}\n\n{}\n", json!({"id": 7, "text": "He paid 5 km “x", "date": "2025-03-03"}), json!({"text": ""}));
    let run = fed(&mut program(folder.path(), &["suggest", "--stdin"]), &input);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((run.code, lines.len()), (0, 2), "{run:?}");
    assert_eq!(lines[0]["id"], 7);
    assert_eq!(lines[0]["facts"][0]["normalized"], "5 km");
    assert_eq!(lines[1], json!({"id": null, "quotes": [], "facts": []}));
    for wrong in ["{\n", "{\"text\": 3}\n", "\u{0}\n", "[]\n"] {
        let run = fed(&mut program(folder.path(), &["suggest", "--stdin"]), wrong);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("line 1 of standard input"), "{run:?}");
    }
}

#[test]
fn articles_without_annotations_are_looked_at_unless_some_are_named() {
    let done = "---\ntitle: Done\nfacts: [{text: 7 km}]\n---\nIt is 7 km long and 9 km wide.\n";
    let site = Site::new(&[("content/a.md", ARTICLE), ("content/done.md", done)]);
    let ids = |found: Vec<Value>| found.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(site.json(&[])), ["content/a.md"]);
    assert_eq!(ids(site.json(&["content"])), ["content/a.md", "content/done.md"]);
    let named = site.json(&["content/done.md"]);
    let texts: Vec<&str> =
        named[0]["facts"].as_array().unwrap().iter().map(|fact| fact["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["9 km"], "what is annotated is not proposed");
    assert_eq!(site.run(&["suggest", "content/nothing.md"]).code, 2);
    assert_eq!(site.run(&["suggest", "--min-confidence", "2"]).code, 2);
    let text = site.run(&["suggest", "content/a.md"]);
    assert!(
        text.stdout.contains("content/a.md:5:50: quote, ") && text.stdout.contains("said by Dmitry Peskov"),
        "{text:?}"
    );
    assert!(text.stderr.contains("quotes and") && text.stderr.contains("onrecord confirm"), "{text:?}");
    assert!(!site.has("content/a.record.yaml"), "looking writes nothing");
}

#[test]
fn what_is_written_keeps_every_byte_and_is_written_once() {
    let sidecar = "# by hand\r\ntitle: B # why\r\n\r\n# the end\r\n";
    let front = "\u{feff}---\r\ntitle: C\r\nfacts: # all\r\n- text: 7 km\r\n\r\n# end\r\n---\r\nIt is 7 km long and 9 km wide.\r\n";
    let site = Site::new(&[
        ("content/a.md", ARTICLE),
        ("content/b.txt", "Anna Berg said: “We have 5 km to go.”\n"),
        ("content/b.record.yaml", sidecar),
        ("content/c.md", front),
    ]);
    let run = site.run(&["suggest", "--write", "content"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(site.read("content/a.md"), ARTICLE);
    let written = site.read("content/a.record.yaml");
    assert!(written.contains("speaker_name: Dmitry Peskov\n") && written.contains("status: suggested\n"), "{written}");
    let written = site.read("content/b.record.yaml");
    assert!(written.starts_with(sidecar) && written.contains("    speaker: anna\r\n"), "{written}");
    assert!(!written.replace("\r\n", "").contains('\n'), "its line ends are kept: {written:?}");
    let written = site.read("content/c.md");
    let (head, tail) = front.split_at(front.find("\r\n# end").unwrap());
    assert!(written.starts_with(head) && written.ends_with(tail) && written.contains("- text: 9 km\r\n"), "{written}");
    assert!(!site.has("content/c.record.yaml"));
    let all = ["content/a.record.yaml", "content/b.record.yaml", "content/c.md"].map(|path| site.read(path));
    let again = site.run(&["suggest", "--write", "content"]);
    assert_eq!(again.code, 0);
    assert!(again.stderr.contains("nothing is proposed"), "{again:?}");
    assert_eq!(["content/a.record.yaml", "content/b.record.yaml", "content/c.md"].map(|path| site.read(path)), all);
    let check = site.run(&["check"]);
    assert_eq!(check.stdout.matches("hint[article/suggested]").count(), 3, "{}", check.stdout);
    assert!(
        !check.stdout.contains("quote/no-source") && !check.stdout.contains("quote-unannotated"),
        "{}",
        check.stdout
    );
}

#[test]
fn figures_are_written_as_their_page_will_show_them() {
    let text = "They sent 5,000 air-defense missiles, a 12-page letter and 3 World Cups.\n\
                Nearly a fifth of the island burned, two thirds of it at night, and one in 3,000 houses.\n";
    let site = Site::new(&[("content/a.txt", text), ("content/a.record.yaml", "title: A\n")]);
    assert_eq!(site.json(&[])[0]["facts"][0]["unit"], "air-defense missile", "for programs, in the singular");
    let run = site.run(&["suggest", "--write"]);
    assert_eq!(run.code, 0);
    for shown in ["\n  5000 air-defense missiles\n", "\n  12 pages\n", "\n  about 67%\n"] {
        assert!(run.stdout.contains(shown), "{shown:?} is not in {}", run.stdout);
    }
    let written = site.read("content/a.record.yaml");
    let keys = ["value: ", "unit: ", "approx: "];
    let lines = written.lines().map(str::trim);
    let figures: Vec<&str> = lines.filter_map(|line| keys.iter().find_map(|key| line.strip_prefix(key))).collect();
    assert_eq!(figures[..6], ["5000", "air-defense missiles", "12", "pages", "3", "World Cups"]);
    assert_eq!(figures[6..], ["20", "percent", "true", "67", "percent", "true", "0.033", "percent", "true"]);
    assert!(site.run(&["suggest", "content/a.txt"]).stderr.contains("nothing"));
}

#[test]
fn a_list_that_cannot_be_added_to_is_left_alone_and_told() {
    let site = Site::new(&[("content/a.md", ARTICLE), ("content/a.record.yaml", "facts: []\n")]);
    let run = site.run(&["suggest", "--write"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("content/a.md: the facts are not written"), "{run:?}");
    assert!(site.read("content/a.record.yaml").starts_with("facts: []\nquotes:\n"));
}

#[test]
fn nothing_suggested_or_rejected_is_published() {
    let front = "---\ntitle: C\nfacts:\n  - text: 7 km\n    status: confirmed\n---\nIt is 7 km long and 9 km wide.\n";
    let site = Site::new(&[("content/a.md", ARTICLE), ("content/c.md", front)]);
    let before = site.built("before");
    assert_eq!(site.run(&["suggest", "--write", "content"]).code, 0);
    assert!(site.has("content/a.record.yaml") && site.read("content/c.md").contains("9 km\n    value"));
    let suggested = site.built("suggested");
    assert_eq!(before.keys().collect::<Vec<_>>(), suggested.keys().collect::<Vec<_>>());
    let differ = |after: &BTreeMap<String, Vec<u8>>| {
        before.iter().filter(|(path, bytes)| after[*path] != **bytes).map(|(path, _)| path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(differ(&suggested), [""; 0]);
    let rejected = site.read("content/a.record.yaml").replace("status: suggested", "status: rejected");
    site.put("content/a.record.yaml", &rejected);
    assert_eq!(differ(&site.built("rejected")), [""; 0]);
    assert!(!site.run(&["check"]).stdout.contains("content/a.record.yaml"));
}

#[test]
fn answers_are_written_one_by_one() {
    let site = Site::new(&[("content/a.md", ARTICLE)]);
    assert_eq!(site.run(&["suggest", "--write", "--min-confidence", "0.7"]).code, 0);
    let alone = site.run(&["confirm"]);
    assert_eq!(alone.code, 2);
    assert!(alone.stderr.contains("there is no terminal") && alone.stderr.contains("--accept-all"), "{alone:?}");
    // The first quote, what stands in it, the second in two parts, and so on; the input ends in the middle.
    let run = site.fed(&["confirm", "--stdin"], "nonsense\na\nr\ns\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("“[We *hold* 20 km 🦀 of the coast now, and we will keep it.]”"), "{}", run.stdout);
    assert!(run.stdout.contains("said by Dmitry Peskov, Kremlin spokesman (new in the record)"), "{}", run.stdout);
    assert!(!run.stdout.contains("title: The coast"), "front matter is no paragraph: {}", run.stdout);
    assert!(
        run.stderr.contains("1 accepted, 1 rejected") && run.stderr.contains("new in the record: dmitry-peskov"),
        "{run:?}"
    );
    assert_eq!(
        site.read("content/_record/people.yaml"),
        format!("{PEOPLE}dmitry-peskov:\n  name: Dmitry Peskov\n  roles:\n    - title: Kremlin spokesman\n")
    );
    let sidecar = site.read("content/a.record.yaml");
    assert!(sidecar.starts_with("quotes:\n  - text: We hold 20 km 🦀 of the coast now, and we will keep it.\n    speaker: dmitry-peskov\n  - text:"), "{sidecar}");
    assert_eq!(sidecar.matches("status: rejected").count(), 1, "{sidecar}");
    assert!(site.built("out").contains_key("people/dmitry-peskov/index.html"));
    // What was turned down does not come back.
    let facts = &site.json(&["content/a.md", "--min-confidence", "0.7"])[0]["facts"];
    assert_eq!(facts, &json!([]));
    let rest = site.run(&["confirm", "--accept-all", "--min-confidence", "0.7"]);
    assert_eq!(rest.code, 0, "{rest:?}");
    assert!(rest.stderr.contains(", 0 rejected, 0 left"), "{rest:?}");
    assert!(!site.read("content/a.record.yaml").contains("suggested"));
    assert!(site.run(&["confirm"]).stderr.contains("nothing waits"));
    assert_eq!(site.run(&["confirm", "--accept-all"]).code, 2, "how sure must be said");
}

#[test]
fn an_entry_is_edited_before_it_is_accepted() {
    let sidecar = "quotes:\n  # kept\n  - text: we need 5 km\n    speaker_name: Ann Lee\n    status: suggested\nfacts:\n  - text: 5 km\n    status: suggested\n";
    let site = Site::new(&[
        ("content/b.md", "---\ntitle: B\n---\nAnna Berg said: “we need 5 km”.\n"),
        ("content/b.record.yaml", sidecar),
    ]);
    let run = site.fed(&["confirm", "--stdin"], "e\nq\n");
    assert_eq!(run.code, 0, "{run:?}");
    let after = sidecar.replacen("    speaker_name: Ann Lee\n    status: suggested\n", "    speaker: ann-lee\n", 1);
    assert_eq!(site.read("content/b.record.yaml"), after);
    assert!(site.read("content/_record/people.yaml").ends_with("ann-lee:\n  name: ANN Lee\n"));
    assert!(!site.has(".onrecord/confirm.yaml"));
    // What an editor program spoils is not taken.
    for editor in ["false", "sed -i s/5/6/", "sed -i s/text/txet/", "truncate -s 0"] {
        let mut command = program(site.0.path(), &["confirm", "--stdin"]);
        let run = fed(command.env_remove("VISUAL").env("EDITOR", editor), "e\n");
        assert_eq!(run.code, 0, "{editor}: {run:?}");
        assert_eq!(site.read("content/b.record.yaml"), after, "{editor}");
    }
}

#[test]
fn what_is_accepted_names_the_source_that_was_given() {
    let waits = "status: suggested\n    confidence: 0.9\n";
    let sidecar = format!(
        "quotes:\n  - text: we need 5 km\n    {waits}  - text: or 6\n    source: letter\n    {waits}facts:\n  - text: 5 km\n    {waits}"
    );
    let site = Site::new(&[
        ("content/b.md", "---\ntitle: B\n---\nAnna Berg said: “we need 5 km”, “or 6”.\n"),
        ("content/b.record.yaml", &sidecar),
        ("content/_record/sources.yaml", "letter:\n  title: A letter\ninterview-1:\n  title: An interview\n"),
    ]);
    let unknown = site.run(&["confirm", "--accept-all", "--min-confidence", "0", "--source", "interview"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("no source `interview`") && unknown.stderr.contains("did you mean `interview-1`?"));
    // The editor program changes the first, and the rest is accepted as it stands.
    let run = site.fed(&["confirm", "--stdin", "--source", "interview-1"], "e\na\na\n");
    assert!(run.stderr.contains("3 accepted"), "{run:?}");
    let after = "quotes:\n  - text: we need 5 km\n    source: interview-1\n  - text: or 6\n    source: letter\nfacts:\n  - text: 5 km\n    sources: [interview-1]\n";
    assert_eq!(site.read("content/b.record.yaml"), after);
    assert!(!site.run(&["check"]).stdout.contains("no-source"));
}

#[test]
fn a_terminal_is_asked() {
    let sidecar = "facts:\n  - text: 5 km\n    status: suggested\n";
    let site =
        Site::new(&[("content/b.md", "---\ntitle: B\n---\nWe need 5 km.\n"), ("content/b.record.yaml", sidecar)]);
    if !Path::new("/usr/bin/script").exists() {
        println!("skipped: there is no `script` to make a terminal");
        return;
    }
    let program = format!("{} confirm", env!("CARGO_BIN_EXE_onrecord"));
    let mut command = Command::new("script");
    let run = fed(command.current_dir(site.0.path()).args(["-qec", &program, "/dev/null"]), "a\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("We need \u{1b}["), "the words are marked: {run:?}");
    assert_eq!(site.read("content/b.record.yaml"), "facts:\n  - text: 5 km\n");
}
