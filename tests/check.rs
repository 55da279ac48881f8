//! `onrecord check` on a real disk, and its questions to real servers: what it writes, mends and remembers.

#![expect(clippy::disallowed_methods, reason = "tests set up a disk and look at it")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onrecord::check::{Manners, Memory, Verdict};
use onrecord::schema::Of;
use onrecord::world::Internet;
use serde_json::Value as Json;

fn onrecord(root: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_onrecord")).args(args).current_dir(root).output().expect("the program runs")
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).expect("a file")
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for tests");
    put(folder.path(), "site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\n");
    put(folder.path(), "content/_record/people.yaml", "# Who speaks.\nada: {name: Ada}\n");
    put(folder.path(), "content/news/flood.md", "---\ntitle: Flood\n---\nWords.\n");
    folder
}

#[test]
fn the_lock_keeps_what_was_published() {
    let site = site();
    let root = site.path();
    let first = onrecord(root, &["check", "--lock"]);
    assert!(first.status.success(), "{first:?}");
    let lock = read(root, "onrecord.lock");
    assert!(lock.contains("  /news/flood/: content/news/flood.md\n") && lock.contains("people:\n  - ada\n"), "{lock}");
    assert!(onrecord(root, &["check", "--lock"]).status.success());
    assert_eq!(read(root, "onrecord.lock"), lock, "a second run changes nothing");

    put(root, "content/news/flood.md", "---\ntitle: Flood\nslug: great-flood\n---\nWords.\n");
    put(root, "content/_record/people.yaml", "# Who speaks.\naugusta: {name: Ada}\n");
    let gone = onrecord(root, &["check", "--lock"]);
    let told = String::from_utf8_lossy(&gone.stdout);
    assert_eq!(gone.status.code(), Some(1), "{told}");
    assert!(told.contains("house/permalink-gone") && told.contains("aliases: [/news/flood/]"), "{told}");
    assert!(told.contains("house/id-gone") && told.contains("formerly: [ada]"), "{told}");
    let both = read(root, "onrecord.lock");
    assert!(both.contains("/news/flood/:") && both.contains("/news/great-flood/:"), "what is gone stays: {both}");

    put(root, "content/news/flood.md", "---\ntitle: Flood\nslug: great-flood\naliases: [/news/flood/]\n---\nWords.\n");
    put(root, "content/_record/people.yaml", "# Who speaks.\naugusta: {name: Ada, formerly: [ada]}\n");
    let mended = onrecord(root, &["check"]);
    assert!(mended.status.success(), "{}", String::from_utf8_lossy(&mended.stdout));
    assert_eq!(onrecord(root, &["check", "--lock", "--drafts"]).status.code(), Some(2), "drafts are not published");
}

#[test]
fn fix_puts_in_new_ids_and_curly_marks() {
    let site = site();
    let root = site.path();
    put(root, "content/_record/people.yaml", "augusta: {name: Ada, formerly: [ada]}\n");
    put(root, "content/_record/facts.yaml", "year: {statement: S., formerly: [old-year], claimed_by: ada} # kept\n");
    let before = "---\ntitle: Flood\nquotes:\n  - {text: 'It wasn''t easy', speaker: ada}\nfacts:\n  - text: 1837\n    ref: \"old-year\" # why\n---\nShe said: “It wasn’t easy” in 1837.\n";
    put(root, "content/news/flood.md", before);
    let run = onrecord(root, &["check", "--fix"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    let after =
        before.replace("wasn''t", "wasn’t").replace("speaker: ada", "speaker: augusta").replace("\"old-year\"", "year");
    assert_eq!(read(root, "content/news/flood.md"), after);
    assert!(read(root, "content/_record/facts.yaml").ends_with("claimed_by: augusta} # kept\n"));
    assert!(onrecord(root, &["check", "--fix"]).status.success());
    assert_eq!(read(root, "content/news/flood.md"), after, "a second run changes nothing");
}

#[test]
fn fix_puts_new_ids_into_links_and_totals() {
    let site = site();
    let root = site.path();
    let facts = "area: {statement: S., value: 9, formerly: [held, old]}\npart: {statement: P., value: 2, of: held}\n";
    put(root, "content/_record/facts.yaml", facts);
    let before = "---\ntitle: Flood\n---\n[One](#fact:held), [two](#fact:old \"why\"), [three][r] and `#fact:held`.\n\n[r]: #fact:held\n";
    put(root, "content/news/flood.md", before);
    let run = onrecord(root, &["check", "--fix"]);
    let told = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "a definition elsewhere is left to its author: {told}");
    let after = before.replace("[One](#fact:held)", "[One](#fact:area)").replace("#fact:old", "#fact:area");
    assert_eq!(read(root, "content/news/flood.md"), after);
    assert_eq!(read(root, "content/_record/facts.yaml"), facts.replace("of: held", "of: area"));
}

#[test]
fn only_what_is_named_is_told_and_counts() {
    let site = site();
    let root = site.path();
    put(root, "content/news/flood.md", "---\ntitle: Flood\n---\n[no](no.md)\n");
    put(root, "content/news/drought.md", "---\ntitle: Drought\n---\n![](https://example.org/x.png)\n");
    let all = onrecord(root, &["check"]);
    assert_eq!(all.status.code(), Some(1), "{all:?}");
    let one = onrecord(root, &["check", "content/news/drought.md"]);
    let told = String::from_utf8_lossy(&one.stdout);
    assert!(one.status.success() && told.contains("image/no-alt") && !told.contains("flood.md"), "{told}");
    let folder = onrecord(root, &["check", "content/news"]);
    assert_eq!(folder.status.code(), Some(1), "{folder:?}");
    assert_eq!(onrecord(root, &["check", "content/none.md"]).status.code(), Some(2));
}

#[test]
fn a_build_asks_for_no_annotations() {
    let site = site();
    let root = site.path();
    put(
        root,
        "content/news/flood.md",
        "---\ntitle: Flood\n---\nThe water reached 1,240 homes, she said: “It rose within an hour.”\n",
    );
    let built = onrecord(root, &["build"]);
    let told = format!("{}{}", String::from_utf8_lossy(&built.stdout), String::from_utf8_lossy(&built.stderr));
    assert!(built.status.success() && !told.contains("annotation") && !told.contains("hint"), "{told}");
    let told = checked(root, "json");
    let codes: Vec<String> = told
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).expect("JSON")["code"].as_str().expect("a code").to_owned())
        .collect();
    assert_eq!(codes, ["article/figure-unannotated", "article/quote-unannotated"], "{told}");
}

/// A site with one finding that counts, and one that is excused for a reason with all that needs escaping.
fn half_excused() -> tempfile::TempDir {
    let site = site();
    let text = "---\ntitle: Flood\nquotes:\n  - {text: It rains, speaker: ada, allow: {rule: quote/no-source, because: '50 %: \"to us\"'}}\n  - {text: It pours, speaker: ada}\n---\n“It rains”, she said, “It pours”.\n";
    put(site.path(), "content/news/flood.md", text);
    site
}

fn checked(root: &Path, format: &str) -> String {
    let run = onrecord(root, &["check", "--format", format]);
    assert!(run.status.success(), "{run:?}");
    String::from_utf8(run.stdout).expect("UTF-8")
}

#[test]
fn what_is_excused_is_listed_as_text() {
    let shown = checked(half_excused().path(), "text");
    let line = "excused from quote/no-source: content/news/flood.md: no source is named for `It rains`, because: 50 %: \"to us\"\n";
    assert!(shown.contains(line), "{shown}");
}

#[test]
fn what_is_excused_is_listed_in_json_and_not_counted() {
    let shown = checked(half_excused().path(), "json");
    let all: Vec<Json> = shown.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (excused, counted): (Vec<&Json>, Vec<&Json>) = all.iter().partition(|one| one["severity"] == "excused");
    assert!(counted.len() == 1 && counted[0]["excused"].is_null() && counted[0]["line"] == 5, "{shown}");
    assert!(excused.len() == 1 && excused[0]["line"] == 4 && excused[0]["code"] == "quote/no-source", "{shown}");
    let why = serde_json::json!({ "severity": "warning", "because": "50 %: \"to us\"" });
    assert_eq!(excused[0]["excused"], why);
}

#[test]
fn what_is_excused_is_suppressed_in_sarif() {
    let shown = checked(half_excused().path(), "sarif");
    let log: Json = serde_json::from_str(&shown).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 2, "{shown}");
    assert_eq!(results[0]["suppressions"], serde_json::json!([]), "all tell of suppressions, or none");
    let suppressions = &results[1]["suppressions"];
    assert_eq!(suppressions[0]["kind"], "inSource");
    assert_eq!(suppressions[0]["justification"], "50 %: \"to us\"");
    assert_eq!(results[1]["level"], "warning");
    let line = &results[1]["locations"][0]["physicalLocation"]["region"]["startLine"];
    assert_eq!(line, 4);
}

#[test]
fn what_is_excused_is_a_notice_on_github() {
    let shown = checked(half_excused().path(), "github");
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("::warning "), "{shown}");
    assert!(lines[1].starts_with("::notice file=content/news/flood.md,line=4,"), "{shown}");
    let end = "title=excused from quote/no-source::no source is named for `It rains`%0Abecause: 50 %25: \"to us\"";
    assert!(lines[1].ends_with(end), "{shown}");
}

/// A server on this machine, which answers as the paths say and writes down what it is asked.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    most_at_once: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let server = Self { url, asked: Arc::default(), most_at_once: Arc::default() };
        let (asked, most, now) = (server.asked.clone(), server.most_at_once.clone(), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, most, now) = (asked.clone(), most.clone(), now.clone());
                std::thread::spawn(move || answer(stream, &asked, &most, &now));
            }
        });
        server
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().expect("nobody panics"))
    }
}

fn answer(mut stream: TcpStream, asked: &Mutex<Vec<String>>, most: &AtomicUsize, now: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    loop {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            head.push(line.trim().to_owned());
        }
        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        assert!(
            head.iter().any(|line| line.to_ascii_lowercase().starts_with("user-agent: onrecord/")),
            "a clear name: {head:?}"
        );
        let request = head[0].trim_end_matches(" HTTP/1.1").to_owned();
        asked.lock().expect("nobody panics").push(request.clone());
        let (method, path) = request.split_once(' ').expect("a request");
        let (status, more) = match (method, path) {
            (_, "/gone") => ("404 Not Found", String::new()),
            (_, "/removed") => ("410 Gone", String::new()),
            ("HEAD", "/no-head") => ("405 Method Not Allowed", String::new()),
            ("HEAD", "/lies") => ("404 Not Found", String::new()),
            (_, "/refused") => ("403 Forbidden", String::new()),
            (_, "/busy") => ("429 Too Many Requests", String::new()),
            (_, "/fails") => ("500 Internal Server Error", String::new()),
            (_, "/moved") => ("301 Moved Permanently", "Location: /ok\r\n".to_owned()),
            (_, "/moved-away") => ("302 Found", "Location: /gone\r\n".to_owned()),
            (_, "/round") => ("302 Found", "Location: /round\r\n".to_owned()),
            (_, "/silent") => {
                now.fetch_sub(1, Ordering::SeqCst);
                return;
            }
            _ => ("200 OK", String::new()),
        };
        std::thread::sleep(Duration::from_millis(5));
        now.fetch_sub(1, Ordering::SeqCst);
        let answer = format!("HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

#[test]
fn servers_are_asked_politely_and_once() {
    let server = Server::start();
    let link = |path: &str| format!("{}{path}", server.url);
    let paths = [
        "/ok",
        "/ok#part",
        "/no-head",
        "/lies",
        "/moved",
        "/gone",
        "/removed",
        "/moved-away",
        "/refused",
        "/busy",
        "/fails",
        "/silent",
        "/round",
    ];
    let mut links: BTreeSet<String> = paths.iter().map(|path| link(path)).collect();
    links.insert("http://no-such-host.invalid/".to_owned());
    let manners = Manners { pause: Duration::ZERO, hosts: 8 };
    let today = "2025-06-01".parse().expect("a date");
    let mut memory = Memory::default();
    let verdicts = memory.look_up(&links, &Internet::new(), manners, today);
    let kind = |path: &str| match &verdicts[&link(path)] {
        Verdict::Well => "well",
        Verdict::Broken(_) => "broken",
        Verdict::Unknown(_) => "unknown",
    };
    for path in ["/ok", "/ok#part", "/no-head", "/lies", "/moved"] {
        assert_eq!(kind(path), "well", "{path}");
    }
    for path in ["/gone", "/removed", "/moved-away"] {
        assert_eq!(kind(path), "broken", "{path}");
    }
    for path in ["/refused", "/busy", "/fails", "/silent", "/round"] {
        assert_eq!(kind(path), "unknown", "{path}: {:?}", verdicts[&link(path)]);
    }
    // A machine without a name server cannot say that there is no such host.
    assert_ne!(verdicts["http://no-such-host.invalid/"], Verdict::Well);
    assert_eq!(server.most_at_once.load(Ordering::SeqCst), 1, "one question at a time");
    let asked = server.asked();
    let count = asked.iter().filter(|request| request.ends_with(" /ok")).count();
    assert_eq!(count, 2, "once, and once behind a redirect: {asked:?}");

    let mut memory = Memory::read(memory.text().as_bytes());
    let second = memory.look_up(&links, &Internet::new(), manners, today);
    assert!(
        links.iter().all(|link| (second[link] == Verdict::Well) == (verdicts[link] == Verdict::Well)),
        "{second:?}"
    );
    let asked = server.asked();
    for remembered in ["HEAD /no-head", "HEAD /removed"] {
        assert!(!asked.contains(&remembered.to_owned()), "{asked:?}");
    }
    assert!(asked.contains(&"HEAD /refused".to_owned()), "what is not known is asked again: {asked:?}");
    let later = "2025-06-03".parse().expect("a date");
    memory.look_up(&links, &Internet::new(), manners, later);
    let asked = server.asked();
    assert!(asked.contains(&"HEAD /gone".to_owned()), "bad answers are believed for a day: {asked:?}");
    assert!(!asked.contains(&"HEAD /no-head".to_owned()), "good ones for a month: {asked:?}");
}

#[test]
fn links_to_other_sites_are_told_where_they_are_written_and_remembered() {
    let server = Server::start();
    let site = site();
    let root = site.path();
    let url = &server.url;
    let sources = format!(
        "gone: {{title: A, url: '{url}/gone'}}\nkept: {{title: B, url: '{url}/removed', allow: {{rule: house/external-broken, because: A copy is in the safe.}}}}\n"
    );
    put(root, "content/_record/sources.yaml", &sources);
    put(
        root,
        "content/news/flood.md",
        &format!("---\ntitle: Flood\n---\n[Well]({url}/ok), [who knows]({url}/refused).\n"),
    );
    assert!(onrecord(root, &["check"]).status.success());
    assert!(server.asked().is_empty(), "nobody asks the web unless told to");

    let ask = || {
        let run = onrecord(root, &["check", "--external", "--format", "json"]);
        assert!(run.status.success(), "{run:?}");
        let shown = String::from_utf8(run.stdout).expect("UTF-8");
        let told = shown.lines().map(|line| serde_json::from_str::<Json>(line).expect("JSON"));
        let mut told: Vec<String> = told
            .filter(|told| told["code"].as_str().is_some_and(|code| code.starts_with("house/external")))
            .map(|told| {
                format!("{} {} {}:{}", told["severity"], told["code"], told["file"], told["line"]).replace('"', "")
            })
            .collect();
        told.sort();
        told
    };
    let expected = [
        "excused house/external-broken content/_record/sources.yaml:2",
        "hint house/external-unknown content/news/flood.md:4",
        "warning house/external-broken content/_record/sources.yaml:1",
    ];
    assert_eq!(ask(), expected);
    assert!(server.asked().contains(&"HEAD /ok".to_owned()));
    assert_eq!(ask(), expected);
    let again = server.asked();
    assert!(again.iter().all(|request| request.ends_with(" /refused")) && !again.is_empty(), "{again:?}");
}

#[test]
fn the_demonstration_site_fits_the_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let record = root.join("content/_record");
    let mut checked = 0;
    let mut check = |of: Of, yaml: &str, path: &Path| {
        let value: Json = serde_yaml::from_str(yaml).expect("YAML");
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("schema.json", of.schema(&[])).expect("a schema");
        let schema = compiler.compile("schema.json", &mut schemas).expect("a schema");
        if let Err(error) = schemas.validate(&value, schema) {
            panic!("{}: {error:#}", path.display());
        }
        checked += 1;
    };
    check(Of::Site, &fs::read_to_string(root.join("site.yaml")).expect("a file"), &root.join("site.yaml"));
    for (of, single) in
        [(Of::People, Of::Person), (Of::Sources, Of::Source), (Of::Facts, Of::Fact), (Of::Quotes, Of::Quote)]
    {
        let file = record.join(format!("{}.yaml", of.name()));
        if let Ok(text) = fs::read_to_string(&file) {
            check(of, &text, &file);
        }
        for entry in fs::read_dir(record.join(of.name())).into_iter().flatten().flatten() {
            check(single, &fs::read_to_string(entry.path()).expect("a file"), &entry.path());
        }
    }
    for entry in walkdir::WalkDir::new(root.join("content")).into_iter().flatten() {
        let name = entry.file_name().to_string_lossy();
        if name.ends_with(".record.yaml") {
            check(Of::Sidecar, &fs::read_to_string(entry.path()).expect("a file"), entry.path());
        } else if name.ends_with(".md") {
            let text = fs::read_to_string(entry.path()).expect("a file");
            if let Some(yaml) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
                check(Of::FrontMatter, yaml.0, entry.path());
            }
        }
    }
    assert!(checked > 30, "only {checked} files");
}
