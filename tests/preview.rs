//! The live preview as a writer meets it: the real program, a real watcher, a real port, a real browser.

#![expect(clippy::disallowed_methods, reason = "tests change files and look at them")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says why")]

#[expect(dead_code, reason = "only a part of the driver is of use here")]
#[path = "browser/chrome.rs"]
mod chrome;
#[path = "preview/limits.rs"]
mod limits;
#[cfg(unix)]
#[path = "preview/links.rs"]
mod links;
#[path = "preview/live.rs"]
mod live;
#[path = "preview/memory.rs"]
mod memory;
#[path = "preview/server.rs"]
mod server;
#[path = "preview/watching.rs"]
mod watching;

use std::fs;
use std::io::{Seek as _, Write as _};
use std::process::Command;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use server::Preview;

const SETTINGS: &str = "title: Test\nbase_url: https://example.org\nshare_images: none\n";
const ONE: &str = "---\ntitle: One\ndate: 2025-01-01\n---\nVersion 0. In [1837](#fact:year).\n";
const TWO: &str = "---\ntitle: Two\ndate: 2025-01-02\n---\nAlso in [1837](#fact:year).\n";
const FACTS: &str = "year: {statement: It was designed in 1837.}\n";

fn site() -> Preview {
    Preview::of(&[
        ("site.yaml", SETTINGS),
        ("content/_record/facts.yaml", FACTS),
        ("content/news/one.md", ONE),
        ("content/news/two.md", TWO),
        ("content/notes/alone.md", "---\ntitle: Alone\n---\nJust words.\n"),
        ("static/style/own.css", "body { color: red }\n"),
        ("static/clip.bin", "0123456789"),
    ])
}

fn version(number: u32) -> String {
    ONE.replace("Version 0", &format!("Version {number}"))
}

// ---- What writers and their editors do -------------------------------------------------------------

#[test]
fn every_way_to_save_shows() {
    let preview = site();
    preview.shows("/news/one/", "Version 0.");
    let path = |name: &str| preview.path("content/news").join(name);
    let write = |name: &str, number| fs::write(path(name), version(number)).expect("is written");
    let rename = |from: &str, to: &str| fs::rename(path(from), path(to)).expect("is renamed");
    let remove = |name: &str| fs::remove_file(path(name)).expect("is removed");

    // The same bytes but one, without truncating.
    let mut file = fs::OpenOptions::new().write(true).open(path("one.md")).expect("is there");
    let at = ONE.find("Version 0").expect("is there") + "Version ".len();
    file.seek(std::io::SeekFrom::Start(at as u64)).expect("can be sought");
    file.write_all(b"1").expect("is written");
    drop(file);
    preview.shows("/news/one/", "Version 1.");

    write("one.md", 2);
    preview.shows("/news/one/", "Version 2.");

    // A temporary file takes the name: VS Code where it may not write in place, Emacs, sed -i.
    write(".one.md.tmp", 3);
    rename(".one.md.tmp", "one.md");
    preview.shows("/news/one/", "Version 3.");

    // Vim: its write test, the old file aside, the new one, away with the old one.
    write("4913", 0);
    remove("4913");
    rename("one.md", "one.md~");
    write("one.md", 4);
    remove("one.md~");
    preview.shows("/news/one/", "Version 4.");

    // JetBrains.
    write("one.md___jb_tmp___", 5);
    rename("one.md", "one.md___jb_old___");
    rename("one.md___jb_tmp___", "one.md");
    remove("one.md___jb_old___");
    preview.shows("/news/one/", "Version 5.");

    // Saved in two halves.
    let text = version(6);
    let mut file = fs::File::create(path("one.md")).expect("is made");
    file.write_all(&text.as_bytes()[..20]).expect("is written");
    file.sync_all().expect("is written");
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(preview.get("/news/two/").status, 200, "other pages stand meanwhile");
    }
    file.write_all(&text.as_bytes()[20..]).expect("is written");
    drop(file);
    preview.shows("/news/one/", "Version 6.");
    preview.until("nothing is wrong in the end", || preview.state().1.is_empty());

    // Written twice in a moment: the second counts.
    write("one.md", 7);
    write("one.md", 8);
    preview.shows("/news/one/", "Version 8.");

    // Saved elsewhere in the tree and moved here.
    let outside = preview.root.parent().expect("lies in a folder").join("new.md");
    fs::write(&outside, version(9)).expect("is written");
    fs::rename(outside, path("one.md")).expect("is renamed");
    preview.shows("/news/one/", "Version 9.");
    assert!(fs::read_dir(&preview.root).expect("a folder").count() == 3, "nothing is written to the site");
}

#[test]
fn articles_and_sections_come_go_and_move() {
    let preview = site();
    preview.put("content/news/three.md", "---\ntitle: Three\n---\nNew here.\n");
    preview.shows("/news/three/", "New here.");
    preview.shows("/news/", "Three");

    preview.rename("content/news/three.md", "content/news/drei.md");
    preview.shows("/news/drei/", "New here.");
    preview.answers("/news/three/", 404);

    preview.put("content/letters/2025/first.md", "---\ntitle: First\n---\nIn a new folder of a new folder.\n");
    preview.shows("/letters/2025/first/", "In a new folder");
    preview.put("content/letters/2025/first.md", "---\ntitle: First\n---\nChanged there.\n");
    preview.shows("/letters/2025/first/", "Changed there");

    preview.rename("content/news", "content/nachrichten");
    preview.shows("/nachrichten/one/", "Version 0.");
    preview.answers("/news/one/", 404);
    preview.put("content/nachrichten/one.md", &version(1));
    preview.shows("/nachrichten/one/", "Version 1.");
    preview.rename("content/nachrichten", "content/news");
    preview.shows("/news/one/", "Version 1.");

    preview.remove("content/news/one.md");
    preview.answers("/news/one/", 404);
    preview.shows_not("/news/", ">One<");
    preview.put("content/news/one.md", &version(2));
    preview.shows("/news/one/", "Version 2.");

    fs::remove_dir_all(preview.path("content/news")).expect("is removed");
    preview.answers("/news/two/", 404);
    preview.put("content/news/two.md", TWO);
    preview.shows("/news/two/", "Also in");

    // The whole content at once, as a checkout does it.
    preview.rename("content", "content-aside");
    preview.answers("/news/two/", 404);
    preview.rename("content-aside", "content");
    preview.shows("/news/two/", "Also in");
    preview.put("content/news/two.md", &TWO.replace("Also", "Even"));
    preview.shows("/news/two/", "Even in");
}

#[test]
fn record_templates_and_files_show() {
    let preview = site();
    preview.put("content/_record/facts.yaml", "year: {statement: It was built in 1837.}\n");
    preview.shows("/news/one/", "It was built in 1837.");
    preview.shows("/news/two/", "It was built in 1837.");

    preview.put("templates/404.html", "<!doctype html><title>Away</title><body>All {{ site.title }} is away.</body>");
    preview.until("the new template shows", || preview.get("/nowhere/").text().contains("All Test is away."));
    preview.put("templates/404.html", "<!doctype html><title>Away</title><body>Only {{ site.title }}.</body>");
    preview.until("the changed template shows", || preview.get("/nowhere/").text().contains("Only Test."));
    preview.remove("templates/404.html");
    preview.until("the template is gone", || !preview.get("/nowhere/").text().contains("Only Test."));

    preview.put("static/new/file.txt", "a new file");
    preview.shows("/new/file.txt", "a new file");
    preview.put("static/style/own.css", "body { color: blue }\n");
    preview.shows("/style/own.css", "blue");
    preview.remove("static/new/file.txt");
    preview.answers("/new/file.txt", 404);
    preview.put("content/news/pic.svg", "<svg/>");
    preview.shows("/news/pic.svg", "<svg/>");

    preview.put("themes/plain/templates/404.html", "<!doctype html><title>Plain</title><body>Plainly away.</body>");
    preview.put("site.yaml", &format!("{SETTINGS}theme: plain\n"));
    preview.until("the theme shows", || preview.get("/nowhere/").text().contains("Plainly away."));
}

#[test]
fn a_touch_changes_no_page() {
    let preview = site();
    let before = preview.get("/news/one/");
    let file = fs::File::options().append(true).open(preview.path("content/news/one.md")).expect("is there");
    file.set_modified(std::time::SystemTime::now()).expect("can be touched");
    preview.put("content/news/two.md", TWO);
    preview.put("content/_record/facts.yaml", FACTS);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(preview.get("/news/one/").without_script(), before.without_script());
    let etag = [("If-None-Match", before.header("etag"))];
    assert_eq!(preview.ask("GET", "/news/one/", &etag).status, 304);
}

#[test]
fn a_burst_of_files_shows_whole() {
    let preview = site();
    for number in 0..500 {
        let text = format!("---\ntitle: Burst {number}\n---\nNumber {number} of many.\n");
        preview.put(&format!("content/burst/{}/b{number}.md", number % 25), &text);
    }
    for number in [0, 250, 499] {
        preview.shows(&format!("/burst/{}/b{number}/", number % 25), &format!("Number {number} of many."));
    }
    let missing = || {
        let is_missing = |number: &i32| preview.get(&format!("/burst/{}/b{number}/", number % 25)).status != 200;
        (0..500).filter(is_missing).collect::<Vec<_>>()
    };
    assert_eq!(missing(), Vec::<i32>::new());
    fs::remove_dir_all(preview.path("content/burst")).expect("is removed");
    preview.answers("/burst/24/b499/", 404);
    preview.answers("/burst/", 404);
}

// ---- Mistakes --------------------------------------------------------------------------------------

#[test]
fn broken_settings_keep_the_last_good_pages() {
    let preview = site();
    preview.put("site.yaml", "title: [\n");
    preview.until("the overlay is there", || preview.state().1.contains("site.yaml:"));
    preview.shows("/news/one/", "Version 0.");
    preview.shows("/", "Test");
    preview.put("site.yaml", SETTINGS);
    preview.until("the overlay is gone", || preview.state().1.is_empty());
    preview.shows("/news/one/", "Version 0.");

    preview.remove("site.yaml");
    preview.until("the overlay is there", || preview.state().1.contains("site.yaml"));
    preview.shows("/news/one/", "Version 0.");
    preview.put("site.yaml", &SETTINGS.replace("Test", "Mended"));
    preview.shows("/", "Mended");
    preview.until("the overlay is gone", || preview.state().1.is_empty());
}

#[test]
fn broken_templates_keep_the_last_good_look() {
    let preview = site();
    let good = preview.get("/news/one/").without_script();
    preview.put("templates/article.html", "{% if article.title }no end");
    preview.until("the overlay is there", || preview.state().1.contains("templates/article.html:"));
    assert_eq!(preview.get("/news/one/").without_script(), good);
    preview.put("templates/article.html", "<body>{{ article.title }} in a new look</body>");
    preview.shows("/news/one/", "One in a new look");
    assert_eq!(preview.state().1, "");
    // A mistake that shows only when a page is made.
    preview.put("templates/article.html", "<body>{{ article.titel.of }}</body>");
    preview.until("the page tells", || {
        let page = preview.get("/news/one/");
        page.status == 500 && page.text().contains("templates/article.html:1:")
    });
    preview.remove("templates/article.html");
    preview.until("all is as it was", || preview.get("/news/one/").without_script() == good);
}

#[test]
fn a_bad_annotation_leaves_the_others() {
    let preview = site();
    let text = "---\ntitle: One\nfacts: [{ref: year, text: '1837'}, {ref: nobody, text: knows}]\n---\nIn 1837, who knows <b>.\n";
    preview.put("content/news/one.md", text);
    preview.shows("/news/one/", "It was designed in 1837.");
    preview.until("the overlay tells", || {
        let overlay = preview.state().1;
        overlay.contains("content/news/one.md:3:") && overlay.contains("nobody")
    });
    preview.shows("/news/one/", "who knows");
    preview.put("content/news/one.md", "---\ntitle: <script>alert(1)</script>\nodd<b>: 1\n---\nHm.\n");
    preview.until("what an author wrote is escaped", || {
        let overlay = preview.state().1;
        overlay.contains("odd&lt;b&gt;") && !overlay.contains("<b>") && !overlay.contains("<script>")
    });
    preview.put("content/news/one.md", ONE);
    preview.until("the overlay is gone", || preview.state().1.is_empty());
    let told = preview.said().matches("there is no fact `nobody`").count();
    assert_eq!(told, 1, "the terminal tells each once:\n{}", preview.said());
}

// ---- The server ------------------------------------------------------------------------------------

#[test]
fn speaks_http_as_browsers_expect() {
    let preview = site();
    let kinds = [
        ("/", "text/html; charset=utf-8"),
        ("/news/one/", "text/html; charset=utf-8"),
        ("/style/own.css", "text/css; charset=utf-8"),
        ("/sitemap.xml", "text/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/clip.bin", "application/octet-stream"),
        ("/__onrecord/live.js", "text/javascript; charset=utf-8"),
        ("/__onrecord/state", "application/json"),
    ];
    for (path, kind) in kinds {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("content-length"), answer.body.len().to_string(), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        let head = preview.ask("HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "HEAD {path}");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(head.header(name), answer.header(name), "HEAD {path}: {name}");
        }
    }
    for path in ["/news/one/", "/clip.bin", "/robots.txt"] {
        let etag = preview.get(path).header("etag").to_owned();
        assert!(etag.starts_with('"'), "{path}: {etag}");
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}")] {
            let answer = preview.ask("GET", path, &[("If-None-Match", &known)]);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{path}");
        }
        assert_eq!(preview.ask("GET", path, &[("If-None-Match", "\"other\"")]).status, 200);
    }
    let part = |range| {
        let answer = preview.ask("GET", "/clip.bin", &[("Range", range)]);
        (answer.status, answer.text(), answer.header("content-range").to_owned())
    };
    assert_eq!(part("bytes=2-4"), (206, "234".to_owned(), "bytes 2-4/10".to_owned()));
    assert_eq!(part("bytes=-3"), (206, "789".to_owned(), "bytes 7-9/10".to_owned()));
    assert_eq!(part("bytes=8-99"), (206, "89".to_owned(), "bytes 8-9/10".to_owned()));
    assert_eq!(part("bytes=10-"), (416, String::new(), "bytes */10".to_owned()));
    assert_eq!(part("chapters=1-2"), (200, "0123456789".to_owned(), String::new()));

    let slash = preview.get("/news/one");
    assert_eq!((slash.status, slash.header("location")), (307, "/news/one/"));
    let away = preview.get("/nowhere/");
    assert_eq!((away.status, away.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(away.text().contains("No page at this address"), "{}", away.text());
    assert_eq!(preview.ask("POST", "/news/one/", &[("Content-Length", "0")]).status, 405);
    assert_eq!(preview.get("/News/one/").status, 404, "paths are exact");
    // No path of ours leads to another host.
    for path in ["//news/one", "//news", "//example.org/", "/%2F/news"] {
        let answer = preview.get(path);
        assert!(!answer.header("location").starts_with("//"), "{path}: {answer:?}");
    }
}

/// What no answer may hold: each stands in a comment of a file that is no page.
const SECRETS: [&str; 8] =
    ["S-settings", "S-record", "S-sidecar", "S-front", "S-dot", "S-template", "S-outside", "root:"];

#[test]
fn no_path_leads_to_what_is_no_page() {
    let preview = Preview::of(&[
        ("site.yaml", &format!("# S-settings\n{SETTINGS}")),
        ("content/_record/people.yaml", "# S-record\nada: {name: Ada}\n"),
        ("content/news/one.md", &ONE.replace("title", "# S-front\ntitle").replace("(#fact:year)", "(/)")),
        ("content/news/one.record.yaml", "# S-sidecar\ntags: [x]\n"),
        ("content/news/.notes.md", "S-dot"),
        ("content/.env", "S-dot"),
        ("static/.env", "S-dot"),
        ("static/.git/config", "S-dot"),
        ("templates/feed.xml", "{# S-template #}"),
        ("../outside.txt", "S-outside"),
    ]);
    let mut paths: Vec<String> = [
        "/site.yaml",
        "/content/news/one.md",
        "/news/one.md",
        "/content/_record/people.yaml",
        "/_record/people.yaml",
        "/_record/",
        "/news/one.record.yaml",
        "/content/news/one.record.yaml",
        "/news/.notes.md",
        "/.env",
        "/%2eenv",
        "/static/.env",
        "/.git/config",
        "/templates/feed.xml",
        "/themes/",
        "/C:/Windows/win.ini",
        "/C:%5CWindows%5Cwin.ini",
        "/c|/etc/passwd",
        "//etc/passwd",
        "///etc/passwd",
        "/file:///etc/passwd",
        "/%2Fetc%2Fpasswd",
        "/site.yaml%00.html",
        "/news/one.md%00",
        "/%00",
        "/%ff%fe",
        "/site.yaml.",
        "/site.yaml%20",
        "/site.yaml::$DATA",
        "/news/one/../one.md",
        "/news/one.md/",
        "/news/./one/",
        "/__onrecord/../site.yaml",
        "/__onrecord/",
        "/__onrecord/site.yaml",
        "/__onrecord/..%2fsite.yaml",
    ]
    .map(str::to_owned)
    .into();
    for up in
        ["..", "%2e%2e", "%2e.", "..%2f..", "%252e%252e", "..%5c..", "..\\..", "....//....", "..;", "%c0%ae%c0%ae"]
    {
        for to in ["outside.txt", "site.yaml", "etc/passwd", "content/news/one.md"] {
            for start in ["", "/news", "/news/one", "/style"] {
                paths.push(format!("{start}/{up}/{to}"));
                paths.push(format!("{start}/{up}/{up}/{up}/{up}/{to}"));
                paths.push(format!("{start}/{up}%2f{to}"));
            }
        }
    }
    for path in &paths {
        let answer = preview.get(path);
        assert!([400, 404].contains(&answer.status), "{path} answers {}: {}", answer.status, answer.text());
        for secret in SECRETS {
            assert!(!answer.text().contains(secret), "{path} shows {secret}");
        }
    }
    // What no URL may be, and what is none.
    for line in
        ["GET ../outside.txt HTTP/1.1", "GET http://evil.example/../site.yaml HTTP/1.1", "GET \\..\\site.yaml HTTP/1.1"]
    {
        let answer = preview.send(format!("{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes());
        assert!([400, 403, 404].contains(&answer.status), "{line} answers {}", answer.status);
    }
    assert_eq!(preview.get("/news/one/").status, 200, "it still stands");
    let everything = preview.get("/news/one/").text() + &preview.get("/").text();
    assert!(SECRETS.iter().all(|secret| !everything.contains(secret)));
}

#[test]
fn only_its_own_pages_are_answered() {
    let preview = site();
    let own = format!("localhost:{}", preview.port);
    let origin = format!("http://{own}");
    let ask = |headers: &[(&str, &str)]| preview.ask("GET", "/news/one/", headers).status;
    for path in ["/", "/__onrecord/state", "/__onrecord/events", "/style/own.css"] {
        for host in ["evil.example", "localhost.evil.example", "192.168.1.5", "0.0.0.0", "2130706433", "localhost@evil"]
        {
            assert_eq!(preview.ask("GET", path, &[("Host", host)]).status, 403, "{host} {path}");
        }
        for origin in ["http://evil.example", "null", "https://localhost", "http://localhost:1", "file://"] {
            assert_eq!(preview.ask("GET", path, &[("Origin", origin)]).status, 403, "{origin} {path}");
        }
        let script = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")];
        assert_eq!(preview.ask("GET", path, &script).status, 403, "{path}");
    }
    assert_eq!(ask(&[("Origin", &origin)]), 200);
    assert_eq!(ask(&[("Host", &format!("127.0.0.1:{}", preview.port))]), 200);
    assert_eq!(ask(&[("Host", &format!("[::1]:{}", preview.port))]), 200);
    assert_eq!(ask(&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]), 200, "a link may lead here");
    let nameless = preview.send(b"GET / HTTP/1.0\r\n\r\n");
    assert_eq!(nameless.status, 403, "no host, no answer");
}

#[test]
fn a_site_below_a_path_stands_there() {
    let preview = Preview::of(&[
        ("site.yaml", "title: Test\nbase_url: https://example.org/a/b/\nshare_images: none\n"),
        ("content/news/one.md", "---\ntitle: One\n---\nVersion 0.\n"),
        ("static/style/own.css", "body { color: red }\n"),
    ]);
    preview.shows("/a/b/news/one/", "Version 0.");
    preview.shows("/a/b/news/one/", "src=\"/a/b/__onrecord/live.js\"");
    preview.shows("/a/b/style/own.css", "red");
    assert_eq!(preview.get("/a/b/__onrecord/live.js").status, 200);
    assert_eq!(preview.get("/").header("location"), "/a/b/");
    assert_eq!(preview.get("/a/b").header("location"), "/a/b/");
    assert_eq!(preview.get("/a/b/news/one").header("location"), "/a/b/news/one/");
    assert_eq!(preview.get("/a/b/nowhere/").status, 404);
    assert!(preview.said().contains(&format!("http://localhost:{}/a/b/", preview.port)), "{}", preview.said());
    preview.put("site.yaml", "title: Test\nbase_url: https://example.org/c\nshare_images: none\n");
    preview.shows("/c/news/one/", "Version 0.");
}

// ---- The same bytes as a build ---------------------------------------------------------------------

/// What stands in a path as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[test]
fn every_page_of_the_demonstration_is_as_built() {
    let preview = Preview::of_demonstration();
    same_as_built(&preview, "/onrecord/");
    let path = "content/science/medicine/the-broad-street-pump.md";
    preview.put(path, &(preview.read(path) + "\nOne more paragraph.\n"));
    let path = "content/_record/people.yaml";
    preview.put(path, &preview.read(path).replacen("name: ", "name: Dr ", 1));
    preview.put("content/letters/first.md", "---\ntitle: First\ndraft: true\n---\nA letter.\n");
    preview.shows("/onrecord/letters/first/", "A letter.");
    preview.rename("content/letters", "content/margins");
    preview.put("static/new.txt", "new");
    let path = "templates/base.html";
    preview.put(path, &preview.read(path).replacen("<head>", "<head><!-- edited -->", 1));
    preview.shows("/onrecord/margins/first/", "<!-- edited -->");
    preview.settle();
    same_as_built(&preview, "/onrecord/");
}

/// Asserts that each file of a build is served as it is.
fn same_as_built(preview: &Preview, base: &str) {
    let out = tempfile::tempdir().expect("a folder for tests");
    let built = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["build", "--drafts", "--quiet", "--root"])
        .arg(&preview.root)
        .arg("--out")
        .arg(out.path())
        .output()
        .expect("onrecord runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut count = 0;
    for entry in walkdir::WalkDir::new(out.path()).into_iter().flatten() {
        let name = entry.path().strip_prefix(out.path()).expect("is below").to_str().expect("is UTF-8");
        if entry.file_type().is_dir() || name == ".onrecord-ledger" {
            continue;
        }
        count += 1;
        let path =
            name.strip_suffix("index.html").filter(|path| path.is_empty() || path.ends_with('/')).unwrap_or(name);
        let answer = preview.get(&format!("{base}{}", utf8_percent_encode(path, PLAIN)));
        assert_eq!(answer.status, 200, "{name}");
        let written = fs::read(entry.path()).expect("was listed");
        assert!(answer.without_script() == written, "{name} differs from what is built");
        let is_page = name.ends_with(".html");
        assert_eq!(answer.without_script() != answer.body, is_page, "{name}: pages alone have the script");
    }
    assert!(count > 0, "nothing was built");
}
