//! Annotating in the preview, over the real program and a real port, and in a browser.

#![expect(clippy::disallowed_methods, reason = "tests look at what stands on the disk")]

#[path = "browser/chrome.rs"]
#[allow(dead_code, reason = "the driver serves other tests too")]
mod chrome;
#[path = "annotate/panel.rs"]
mod panel;
#[path = "annotate/sidecars.rs"]
mod sidecars;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A change is seen in a blink; on a machine with all hands full it may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

const ARTICLE: &str = "---\ntitle: Flood\n---\nThe price rose by 5 percent. Then the price fell.\n\nPeople left.\n";
const PEOPLE: &str = "anna:\n  name: Anna Berg\n";
const SOURCES: &str = "report:\n  title: The report\n  url: https://example.org/\n";

struct Preview {
    process: Child,
    folder: TempDir,
    host: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Preview {
    fn start(files: &[(&str, &str)], options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("the preview runs");
        let common = [
            ("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\n"),
            ("content/_record/people.yaml", PEOPLE),
            ("content/_record/sources.yaml", SOURCES),
        ];
        for (path, text) in common.iter().chain(files) {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("the preview runs")).expect("the preview runs");
            std::fs::write(path, text).expect("the preview runs");
        }
        let mut process = Command::new(env!("CARGO_BIN_EXE_onrecord"))
            .args(["serve", "--root"])
            .arg(folder.path())
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the preview runs");
        let mut lines = BufReader::new(process.stdout.take().expect("the preview runs")).lines();
        let url = lines.next().expect("the preview runs").expect("the preview runs");
        // The program tells of each change, and must be heard.
        std::thread::spawn(move || lines.for_each(drop));
        let host = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, folder, host }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).expect("the preview runs");
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {}\r\n", self.host);
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).expect("the preview runs");
        let mut answer = Vec::new();
        // A server that refuses a long body may close before it has read all of it.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        (head.get(9..12).and_then(|code| code.parse().ok()).unwrap_or(0), body.to_owned())
    }

    fn page(&self, path: &str) -> String {
        self.ask("GET", path, &[], "").1
    }

    fn token(&self) -> String {
        let page = self.page("/flood/");
        page.split_once("data-token=\"")
            .expect("the preview runs")
            .1
            .split_once('"')
            .expect("the preview runs")
            .0
            .to_owned()
    }

    fn post(&self, order: &str, body: &Value) -> (u16, Value) {
        let (origin, token) = (format!("http://{}", self.host), self.token());
        let headers = [("Origin", origin.as_str()), ("X-Onrecord-Token", token.as_str())];
        let (code, answer) = self.ask("POST", &format!("/__onrecord/{order}"), &headers, &body.to_string());
        (code, serde_json::from_str(&answer).unwrap_or(Value::Null))
    }

    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(path)).ok()
    }

    fn put(&self, path: &str, text: &str) {
        self.put_bytes(path, text.as_bytes());
    }

    fn put_bytes(&self, path: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(path), bytes).expect("the file is written");
    }

    fn wait_for(&self, what: &str, is_so: impl Fn(&str) -> bool) {
        let started = Instant::now();
        while !is_so(&self.page("/flood/")) {
            assert!(started.elapsed() < PATIENCE, "{what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn wish(text: &str) -> Value {
    json!({"page": "/flood/", "kind": "fact", "text": text, "status": "confirmed", "sources": ["report"]})
}

#[test]
fn what_is_saved_is_shown_and_what_is_undone_is_gone() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &[]);
    let before = preview.page("/flood/");
    assert!(!before.contains("<mark"), "nothing is marked yet");
    let (code, answer) = preview.post("annotate", &wish("5 percent"));
    assert_eq!(code, 200, "{answer}");
    assert_eq!(answer["file"], "content/flood.record.yaml");
    let sidecar = "facts:\n  - text: 5 percent\n    status: confirmed\n    sources: [report]\n";
    assert_eq!(preview.text("content/flood.record.yaml").as_deref(), Some(sidecar));
    assert!(!preview.folder.path().join(".onrecord-staging").exists(), "nothing is left behind");
    preview.wait_for("the page shows the mark", |page| page.contains("<mark") && page.contains("The report"));
    let (code, answer) = preview.post("undo", &json!({"undo": answer["undo"]}));
    assert_eq!(code, 200, "{answer}");
    assert_eq!(preview.text("content/flood.record.yaml"), None, "it was made for the entry");
    assert_eq!(preview.text("content/flood.md").as_deref(), Some(ARTICLE));
    preview.wait_for("the mark is gone", |page| !page.contains("<mark"));
    assert_eq!(preview.post("undo", &json!({"undo": 1})).0, 400, "once");
    let (_, again) = preview.post("annotate", &wish("5 percent"));
    assert_ne!(again["undo"], 1, "an old button must not take out another entry");
}

#[test]
fn only_the_previews_own_pages_may_write() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &[]);
    let (own, token) = (format!("http://{}", preview.host), preview.token());
    let body = wish("5 percent").to_string();
    let other = format!("{}0", &token[..token.len() - 1]);
    let other = if other == token { format!("{}1", &token[..token.len() - 1]) } else { other };
    let cases: [&[(&str, &str)]; 8] = [
        &[],
        &[("Origin", &own)],
        &[("X-Onrecord-Token", &token)],
        &[("Origin", &own), ("X-Onrecord-Token", &other)],
        &[("Origin", &own), ("X-Onrecord-Token", &token[..10])],
        &[("Origin", "http://evil.example"), ("X-Onrecord-Token", &token)],
        &[("Origin", "null"), ("X-Onrecord-Token", &token)],
        &[("Host", "evil.example"), ("Origin", "http://evil.example"), ("X-Onrecord-Token", &token)],
    ];
    for headers in cases {
        for order in ["annotate", "undo"] {
            let (code, _) = preview.ask("POST", &format!("/__onrecord/{order}"), headers, &body);
            assert_eq!(code, 403, "{headers:?}");
        }
    }
    assert_eq!(preview.text("content/flood.record.yaml"), None);
    let long = json!({"page": "/flood/", "kind": "fact", "text": "x".repeat(70_000)});
    assert_ne!(preview.post("annotate", &long).0, 200, "too long");
}

#[test]
fn refuses_what_would_be_a_mistake() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &[]);
    let with = |key: &str, value: Value| {
        let mut wish = wish("5 percent");
        wish[key] = value;
        wish
    };
    for (wish, code, told) in [
        (with("page", json!("/nowhere/")), 400, "no article"),
        (with("page", json!("/people/")), 400, "no article"),
        (with("page", json!("/../flood/")), 400, "no article"),
        (with("kind", json!("joke")), 400, "fact"),
        (with("status", json!("sure")), 400, "status"),
        (with("as_of", json!("yesterday")), 400, "date"),
        (with("sources", json!(["reprot"])), 400, "did you mean `report`"),
        (with("ref", json!("nothing")), 400, "no fact"),
        (with("more", json!(1)), 400, "unknown field"),
        (with("text", json!("6 percent")), 409, ""),
        (with("text", json!("the pri")), 409, ""),
    ] {
        let (got, answer) = preview.post("annotate", &wish);
        assert_eq!(got, code, "{wish}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|error| error.contains(told)), "{wish}: {answer}");
    }
    assert_eq!(preview.text("content/flood.record.yaml"), None);
}

#[test]
fn words_that_stand_twice_are_told_apart() {
    let text = "---\ntitle: Flood\n---\nNow the price rose and the price fell. a b. a b. a b.\n";
    let preview = Preview::start(&[("content/flood.md", text)], &[]);
    let (code, answer) = preview.post("annotate", &wish("the price"));
    assert_eq!(code, 409, "{answer}");
    let mut second = wish("the price");
    second["before"] = json!("rose and ");
    second["after"] = json!(" fell. a b.");
    assert_eq!(preview.post("annotate", &second).0, 200);
    assert!(preview.text("content/flood.record.yaml").unwrap().contains("prefix: rose and\n"));
    let mut third = wish("a b");
    third["occurrence"] = json!(2);
    assert_eq!(preview.post("annotate", &third).0, 200);
    assert!(preview.text("content/flood.record.yaml").unwrap().contains("occurrence: 2\n"));
}

#[test]
fn the_file_that_has_the_list_is_added_to_and_keeps_its_bytes() {
    let front = "---\r\ntitle: Flood # wet\r\nfacts: # all\r\n- text: People left\r\n\r\n# end\r\n---\r\nIt rose by 5 percent.\r\nPeople left.\r\n";
    let sidecar =
        "# by hand\nquotes:\n  - text: 'People left'   # why\n    speaker: anna\n    source: report\n\n# the end\n";
    let quote =
        json!({"page": "/flood/", "kind": "quote", "text": "5 percent", "speaker": "anna", "said_on": "2025-03-03"});
    let preview = Preview::start(&[("content/flood.md", front), ("content/flood.record.yaml", sidecar)], &[]);
    let (code, fact) = preview.post("annotate", &wish("5 percent"));
    assert_eq!(code, 200, "{fact}");
    let added = "- text: 5 percent\r\n  status: confirmed\r\n  sources: [report]\r\n";
    let wanted = front.replace("- text: People left\r\n", &format!("- text: People left\r\n{added}"));
    assert_eq!(preview.text("content/flood.md"), Some(wanted));
    let (code, said) = preview.post("annotate", &quote);
    assert_eq!(code, 200, "{said}");
    let added = "  - text: 5 percent\n    speaker: anna\n    said_on: 2025-03-03\n";
    let wanted = sidecar.replace("source: report\n", &format!("source: report\n{added}"));
    assert_eq!(preview.text("content/flood.record.yaml"), Some(wanted));
    for done in [fact, said] {
        assert_eq!(preview.post("undo", &json!({"undo": done["undo"]})).0, 200);
    }
    assert_eq!(preview.text("content/flood.md").as_deref(), Some(front));
    assert_eq!(preview.text("content/flood.record.yaml").as_deref(), Some(sidecar));
}

#[test]
fn read_only_offers_nothing() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &["--read-only"]);
    let page = preview.page("/flood/");
    assert!(page.contains("live.js") && !page.contains("annotate.js") && !page.contains("data-token"));
    let origin = format!("http://{}", preview.host);
    for (method, name, code) in
        [("POST", "annotate", 405), ("POST", "undo", 405), ("GET", "known", 404), ("GET", "annotate.js", 404)]
    {
        let body = wish("5 percent").to_string();
        let answer = preview.ask(method, &format!("/__onrecord/{name}"), &[("Origin", &origin)], &body);
        assert_eq!(answer.0, code, "{method} {name}");
    }
}

#[test]
fn an_entry_of_the_record_is_referred_to() {
    let facts = "rise:\n  statement: Prices rose\n  status: confirmed\n  sources: [report]\n";
    let preview = Preview::start(&[("content/flood.md", ARTICLE), ("content/_record/facts.yaml", facts)], &[]);
    let mut wish = wish("5 percent");
    wish["ref"] = json!("rise");
    let (code, answer) = preview.post("annotate", &wish);
    assert_eq!(code, 200, "{answer}");
    let sidecar = "facts:\n  - text: 5 percent\n    ref: rise\n";
    assert_eq!(preview.text("content/flood.record.yaml").as_deref(), Some(sidecar));
    preview.wait_for("the page shows the fact", |page| page.contains("/facts/rise/"));
}

#[test]
fn a_preview_that_is_open_to_others_offers_nothing() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &["--host", "0.0.0.0"]);
    assert!(!preview.page("/flood/").contains("annotate.js"));
}

#[test]
fn known_ids_come_with_names() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE)], &[]);
    let known: Value = serde_json::from_str(&preview.page("/__onrecord/known")).unwrap();
    assert_eq!(known["people"], json!([{"id": "anna", "name": "Anna Berg"}]));
    assert_eq!(known["sources"], json!([{"id": "report", "name": "The report"}]));
}

/// A sidecar with a quote by somebody new and a figure that wait for an answer.
const WAITING: &str = "# mine\nquotes:\n  - text: the price fell\n    speaker_name: Ben Roe\n    speaker_role: Trader\n    status: suggested\n    confidence: 0.9\n    because: he said so\nfacts:\n  - text: 5 percent\n    value: 5\n    unit: percent\n    status: suggested\n";

#[test]
fn suggestions_are_accepted_and_rejected() {
    let preview = Preview::start(&[("content/flood.md", ARTICLE), ("content/flood.record.yaml", WAITING)], &[]);
    assert!(!preview.page("/flood/").contains("<mark"), "nothing suggested is on a page");
    let waiting =
        || -> Value { serde_json::from_str(&preview.page("/__onrecord/suggested?page=%2Fflood%2F")).expect("a list") };
    let list = waiting();
    assert_eq!(list["list"][0]["text"], "the price fell");
    assert_eq!(list["list"][0]["told"], "quote, 90% sure: said by Ben Roe, Trader (new in the record)");
    let decision = |kind: &str, text: &str, answer: &str| json!({"page": "/flood/", "kind": kind, "index": 0, "text": text, "answer": answer});
    let sourced = |kind: &str, text: &str, source: &str| json!({"page": "/flood/", "kind": kind, "index": 0, "text": text, "answer": "accept", "source": source});
    for (wrong, code) in [
        (decision("quote", "the price rose", "accept"), 409),
        (decision("quote", "the price fell", "perhaps"), 400),
        (decision("joke", "the price fell", "accept"), 400),
        (sourced("quote", "the price fell", "reports"), 400),
    ] {
        assert_eq!(preview.post("decide", &wrong).0, code, "{wrong}");
    }
    let (code, answer) = preview.post("decide", &sourced("quote", "the price fell", "report"));
    assert_eq!(code, 200, "{answer}");
    assert_eq!(answer["person"], "ben-roe");
    let (code, answer) = preview.post("decide", &decision("fact", "5 percent", "reject"));
    assert_eq!(code, 200, "{answer}");
    let after = "# mine\nquotes:\n  - text: the price fell\n    speaker: ben-roe\n    source: report\nfacts:\n  - text: 5 percent\n    value: 5\n    unit: percent\n    status: rejected\n";
    assert_eq!(preview.text("content/flood.record.yaml").as_deref(), Some(after));
    let people = format!("{PEOPLE}ben-roe:\n  name: Ben Roe\n  roles:\n    - title: Trader\n");
    assert_eq!(preview.text("content/_record/people.yaml"), Some(people));
    preview.wait_for("the quote is on the page", |page| page.contains("<mark") && page.contains("Ben Roe"));
    preview.wait_for("what was turned down is not shown again", |_| waiting()["list"] == json!([]));
    assert_eq!(preview.post("decide", &decision("fact", "5 percent", "accept")).0, 409, "once");
}

#[test]
fn suggestions_are_shown_to_those_who_only_read() {
    let files = [("content/flood.md", ARTICLE), ("content/flood.record.yaml", WAITING)];
    let preview = Preview::start(&files, &["--read-only"]);
    assert!(preview.page("/__onrecord/suggested?page=%2Fflood%2F").contains("the price fell"));
    assert_eq!(preview.page("/__onrecord/suggested?page=%2Fnowhere%2F"), "{\"list\":[]}");
    let origin = format!("http://{}", preview.host);
    assert_eq!(preview.ask("POST", "/__onrecord/decide", &[("Origin", &origin)], "{}").0, 405);
    assert_eq!(preview.text("content/flood.record.yaml").as_deref(), Some(WAITING));
}
