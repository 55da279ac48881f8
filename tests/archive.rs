//! `onrecord archive`: the real program, a real disk, and a real server on this machine.

#![expect(clippy::disallowed_methods, reason = "tests set up a disk and look at it")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

const SOURCES: &str =
    "# What we rest on.\nminutes:\n  title: Minutes # of March\n\n# More.\nletter: {title: A letter}\n";

struct Site(TempDir);

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().expect("a folder for tests"));
        site.put("site.yaml", "title: Test\n");
        site.put("content/_record/people.yaml", "ada: {name: Ada}\n");
        site.put("content/_record/sources.yaml", SOURCES);
        site.put("content/_record/quotes.yaml", "hold: {text: We may hold it, speaker: ada, source: minutes}\n");
        site.put("content/a.md", "---\ntitle: A\nquotes: [{ref: hold}]\n---\n“We may hold it.”\n");
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The files in `archive/`.
    fn copies(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("archive")) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the program; gives its exit code and all that it printed.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.current_dir(self.0.path()).args(args).env("NO_PROXY", "127.0.0.1").env("no_proxy", "127.0.0.1");
        for proxy in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(proxy);
        }
        let output = command.output().expect("the program runs");
        let printed = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8(printed).expect("UTF-8"))
    }
}

#[test]
fn a_file_is_stored_once_and_found_in() {
    let site = Site::new();
    site.put("down/loaded.TXT", "She said: we may hold it.\n");
    let (code, printed) = site.run(&["archive", "minutes", "down/loaded.TXT"]);
    assert_eq!((code, site.copies()), (0, vec!["minutes.txt".to_owned()]), "{printed}");
    assert!(printed.contains("archive/minutes.txt: 6 words to look for quotes in"), "{printed}");
    let record = site.read("content/_record/sources.yaml");
    let (before, after) = record.split_once("  archive:\n    file: archive/minutes.txt\n").expect(&record);
    assert_eq!(before, "# What we rest on.\nminutes:\n  title: Minutes # of March\n");
    assert!(after.ends_with("\n\n# More.\nletter: {title: A letter}\n"), "{after}");
    assert_eq!(site.run(&["check"]).0, 0);
    assert_eq!(site.run(&["build"]).0, 0);
    assert!(site.read("public/quotes/hold/index.html").contains("Checked against the archived source, <time"));
    assert!(!site.path("public/archive").exists(), "copies are not published");

    let (code, printed) = site.run(&["archive", "minutes", "down/loaded.TXT"]);
    assert_eq!((code, printed.as_str()), (0, "archive/minutes.txt: unchanged\n"));
    assert_eq!(site.read("content/_record/sources.yaml"), record);
}

#[test]
fn other_bytes_are_told_and_kept_beside() {
    let site = Site::new();
    site.put("one.txt", "We may hold it.");
    site.put("two.txt", "We will hold it.");
    assert_eq!(site.run(&["archive", "letter", "one.txt"]).0, 0);
    let record = site.read("content/_record/sources.yaml");
    let (code, printed) = site.run(&["archive", "letter", "two.txt"]);
    assert!(code == 2 && printed.contains("has other bytes") && printed.contains("--replace"), "{printed}");
    assert_eq!((site.copies().len(), site.read("content/_record/sources.yaml")), (1, record));
    let (code, printed) = site.run(&["archive", "letter", "two.txt", "--replace"]);
    assert_eq!((code, site.copies().len()), (0, 2), "{printed}");
    assert_eq!(site.read("archive/letter.txt"), "We may hold it.", "the old copy stays");
    let record = site.read("content/_record/sources.yaml");
    assert!(record.contains("{title: A letter, archive: {file: archive/letter-"), "{record}");

    site.put(&format!("archive/{}", site.copies()[0]), "Touched.");
    let (code, printed) = site.run(&["check", "--format", "json"]);
    assert!(code == 1 && printed.contains("source/archive-changed"), "{printed}");
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let site = Site::new();
    site.put("one.txt", "We may hold it.");
    site.put("empty.txt", "");
    site.put("content/_record/sources/odd.yaml", "{title: 'Odd }'}\n");
    for (args, why) in [
        (&["archive", "minuets", "one.txt"][..], "did you mean `minutes`?"),
        (&["archive", "minutes", "none.txt"], "there is no file"),
        (&["archive", "minutes", "empty.txt"], "is empty"),
        (&["archive", "minutes", "content"], "cannot read"),
        (&["archive", "minutes"], "name a file or an address"),
        (&["archive", "minutes", "--fetch"], "has no `url` of its own"),
        (&["archive", "odd", "one.txt"], "is left as it is"),
    ] {
        let (code, printed) = site.run(args);
        assert!(code == 2 && printed.contains(why), "{args:?}: {printed}");
    }
    assert_eq!((site.copies(), site.read("content/_record/sources.yaml")), (Vec::new(), SOURCES.to_owned()));
}

/// Serves a few answers on a port of this machine until the test ends.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let count = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..count]).into_owned();
            let page = "<p>She said: “We may hold&nbsp;it.”";
            let whole = |kind: &str, body: &str| {
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                )
            };
            let to = |path: &str| {
                format!("HTTP/1.1 302 Found\r\nLocation: {path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            };
            let answer = match request.split(' ').nth(1).unwrap_or_default() {
                "/minutes" => whole("text/html; charset=utf-8", page),
                "/moved" => to("/again"),
                "/again" => to("/minutes"),
                "/loop" => to("/loop"),
                "/large" => "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx".to_owned(),
                "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\nx".to_owned(),
                "/empty" => whole("text/html", ""),
                _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
            };
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

#[test]
fn an_address_is_fetched_when_it_is_asked_for() {
    let (site, server) = (Site::new(), serve());
    site.put("content/_record/sources/page.yaml", &format!("title: Page\nurl: {server}/moved\n"));
    let (code, printed) = site.run(&["archive", "page"]);
    assert!(code == 2 && printed.contains("`--fetch` takes the source's own"), "{printed}");
    let (code, printed) = site.run(&["archive", "page", "--fetch"]);
    assert_eq!((code, site.copies()), (0, vec!["page.html".to_owned()]), "{printed}");
    assert!(site.read("content/_record/sources/page.yaml").contains("\narchive:\n  file: archive/page.html\n"));
    let (code, printed) = site.run(&["archive", "minutes", &format!("{server}/minutes")]);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(site.read("archive/minutes.html"), site.read("archive/page.html"));
    let (_, printed) = site.run(&["archive", "minutes", &format!("{server}/minutes")]);
    assert_eq!(printed, "archive/minutes.html: unchanged\n");

    for (path, why) in [
        ("/none", "404"),
        ("/loop", "cannot fetch"),
        ("/large", "is larger than 64 MB"),
        ("/cut", "cannot fetch"),
        ("/empty", "is empty"),
    ] {
        let (code, printed) = site.run(&["archive", "letter", &format!("{server}{path}")]);
        assert!(code == 2 && printed.contains(why), "{path}: {printed}");
    }
    assert_eq!(site.copies().len(), 2);
}
