//! The watcher where it is hard: folders that are read, a system that reports no more, reports that are lost, and
//! thousands of files at once. In the end the preview is always as a fresh build.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::server::{Preview, SOON, Start, comes};
use crate::{ONE, SETTINGS, TWO, same_as_built, version};

const FILES: [(&str, &str); 4] = [
    ("site.yaml", SETTINGS),
    ("content/_record/facts.yaml", crate::FACTS),
    ("content/news/one.md", ONE),
    ("content/news/two.md", TWO),
];

/// The things that writers do, each seen.
fn follows(preview: &Preview) {
    let shows = |path: &str, words: &str| {
        preview.until(&format!("{path} shows {words:?}"), || preview.get(path).text().contains(words));
    };
    preview.put("content/news/one.md", &version(1));
    shows("/news/one/", "Version 1.");
    // As long as before, and written within the same second.
    preview.put("content/news/one.md", &version(2));
    shows("/news/one/", "Version 2.");
    // An older file takes the name.
    preview.put("content/news/.old", &version(3));
    let old = fs::File::options().append(true).open(preview.path("content/news/.old")).expect("is there");
    old.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000)).expect("can be older");
    preview.rename("content/news/.old", "content/news/one.md");
    shows("/news/one/", "Version 3.");
    preview.put("content/letters/2025/first.md", "---\ntitle: First\n---\nIn a new folder.\n");
    shows("/letters/2025/first/", "In a new folder.");
    preview.put("content/letters/2025/first.md", "---\ntitle: First\n---\nChanged there.\n");
    shows("/letters/2025/first/", "Changed there.");
    preview.put("templates/404.html", "<!doctype html><title>Away</title><body>Gone for good.</body>");
    shows("/nowhere/", "Gone for good.");
    preview.rename("content/letters", "content/post");
    shows("/post/2025/first/", "Changed there.");
    preview.remove("content/news/two.md");
    let is_gone = || preview.get("/news/two/").status == 404 && preview.get("/letters/2025/first/").status == 404;
    preview.until("what is gone is gone", is_gone);
    preview.put("site.yaml", &SETTINGS.replace("Test", "Renamed"));
    shows("/", "Renamed");
}

#[test]
fn folders_can_be_read_instead() {
    follows(&Preview::of_started(&FILES, Start { options: &["--poll"], ..Start::default() }, |_| ()));
}

/// Runs a program where the system allows it few watches; the limit holds for that program alone.
const FEW_WATCHES: &[&str] = &[
    "unshare",
    "--user",
    "--map-root-user",
    "sh",
    "-c",
    "echo 4 > /proc/sys/user/max_inotify_watches && exec \"$0\" \"$@\"",
];
const NO_WATCHER: &[&str] = &[
    "unshare",
    "--user",
    "--map-root-user",
    "sh",
    "-c",
    "echo 0 > /proc/sys/user/max_inotify_instances && exec \"$0\" \"$@\"",
];

/// Whether this system lets us set such limits.
fn can_limit(through: &[&str]) -> bool {
    let works = Command::new(through[0]).args(&through[1..]).arg("true").output();
    let works = works.is_ok_and(|output| output.status.success());
    if !works {
        println!("skipped: this system does not let us set limits for one program");
    }
    works
}

#[test]
fn a_system_that_watches_no_more_folders() {
    for through in [FEW_WATCHES, NO_WATCHER] {
        if !can_limit(through) {
            return;
        }
        let many: Vec<_> = FILES.into_iter().chain([("content/a/b/c/deep.md", ONE)]).collect();
        let preview = Preview::of_started(&many, Start { through, ..Start::default() }, |_| ());
        for words in ["raise `fs.inotify.max_user_watches`", "the folders are read every 400 ms instead"] {
            preview.until(&format!("the terminal says {words:?}"), || preview.said().contains(words));
        }
        follows(&preview);
    }
}

#[test]
fn a_limit_that_is_reached_later() {
    if !can_limit(FEW_WATCHES) {
        return;
    }
    // The root, content, its two folders: all that is allowed.
    let preview = Preview::of_started(&FILES, Start { through: FEW_WATCHES, ..Start::default() }, |_| ());
    preview.shows("/news/one/", "Version 0.");
    assert!(!preview.said().contains("warning"), "{}", preview.said());
    preview.put("content/new/three.md", "---\ntitle: Three\n---\nIn a folder too many.\n");
    preview.shows("/new/three/", "In a folder too many.");
    preview.until("the terminal says it", || preview.said().contains("raise `fs.inotify.max_user_watches`"));
    follows(&preview);
}

/// The system keeps so many reports for a program that does not fetch them, and then drops the rest.
fn longest_queue() -> Option<usize> {
    fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").ok()?.trim().parse().ok()
}

#[test]
fn lost_reports_are_made_up_for() {
    let Some(queue) = longest_queue().filter(|queue| *queue <= 100_000) else {
        println!("skipped: the queue of reports has no end here");
        return;
    };
    let preview = Preview::of(&FILES);
    preview.signal("STOP");
    // Each is at least one report; the system puts only equal ones that follow each other together.
    for number in 0..=queue / 2 {
        for name in ["one", "two"] {
            let file = fs::File::options().append(true).open(preview.path(&format!("content/news/{name}.md")));
            file.expect("is there")
                .set_modified(std::time::UNIX_EPOCH + Duration::from_secs(number as u64))
                .expect("is set");
        }
    }
    // These come too late to be reported, and with them a folder that nobody watches.
    preview.put("content/news/one.md", &version(1));
    preview.put("content/late/three.md", "---\ntitle: Three\n---\nToo late.\n");
    preview.signal("CONT");
    let came = comes(Duration::from_secs(20), || preview.get("/late/three/").text().contains("Too late."));
    assert!(came, "{}", preview.said());
    preview.until("reports were lost", || preview.said().contains("all files looked at again"));
    preview.shows("/news/one/", "Version 1.");
    preview.put("content/late/three.md", "---\ntitle: Three\n---\nChanged since.\n");
    preview.shows("/late/three/", "Changed since.");
}

#[test]
fn a_checkout_of_two_thousand_files_shows_whole() {
    let preview = Preview::of(&FILES);
    let git = |words: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0", "-C"])
            .arg(&preview.root)
            .args(words)
            .output()
            .expect("git runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    let write = |branch: &str, count: usize| {
        for number in 0..count {
            let text = format!("---\ntitle: {branch} {number}\n---\nOn {branch}.\n");
            preview.put(&format!("content/many/{}/a{number}.md", number % 40), &text);
        }
        git(&["add", "."]);
        git(&["commit", "--quiet", "--message=all"]);
    };
    write("main", 2000);
    git(&["checkout", "--quiet", "-b", "other"]);
    fs::remove_dir_all(preview.path("content/many/7")).expect("is removed");
    preview.put("content/news/one.md", &version(1));
    write("other", 1990);
    let is_at = |branch: &str, version: &str| {
        let shows = |number: usize| {
            let page = preview.get(&format!("/many/{}/a{number}/", number % 40));
            page.text().contains(&format!("On {branch}."))
        };
        let came = comes(Duration::from_secs(60), || {
            [0, 1000, 1989].into_iter().all(shows) && preview.get("/news/one/").text().contains(version)
        });
        assert!(came, "{branch} shows\n{}", preview.said());
        preview.settle();
    };
    git(&["checkout", "--quiet", "main"]);
    is_at("main", "Version 0.");
    git(&["checkout", "--quiet", "other"]);
    is_at("other", "Version 1.");
    same_as_built(&preview, "/");
}

#[test]
fn a_name_that_changes_only_its_case() {
    let preview = Preview::of(&FILES);
    preview.rename("content/news/one.md", "content/news/One.md");
    preview.rename("content/news", "content/News");
    preview.settle();
    same_as_built(&preview, "/");
    preview.rename("content/News", "content/news");
    preview.rename("content/news/One.md", "content/news/one.md");
    preview.settle();
    preview.shows("/news/one/", "Version 0.");
    same_as_built(&preview, "/");
}

#[test]
fn a_touch_tells_no_page() {
    let preview = Preview::of(&FILES);
    let mut events = preview.events().expect("a stream");
    let first = events.next(SOON).expect("the present edition");
    let touch = |path: &str| {
        let file = fs::File::options().append(true).open(preview.path(path)).expect("is there");
        file.set_modified(std::time::SystemTime::now()).expect("can be touched");
    };
    touch("content/news/one.md");
    touch("site.yaml");
    preview.put("content/_record/facts.yaml", crate::FACTS);
    preview.put("content/news/.hidden.md", "not seen");
    assert_eq!(events.next(Duration::from_millis(500)), None, "nothing changed");
    preview.put("content/news/one.md", &version(1));
    assert_eq!(events.next(SOON), Some(first + 1), "and this is the next");
}

#[test]
fn archived_copies_are_followed() {
    let archived = "statement:\n  title: The statement\n  archive: {file: archive/statement.txt, on: 2025-03-04}\n";
    let quoting = "---\ntitle: One\ndate: 2025-03-03\nquotes:\n  - {text: We hold the line, speaker: ada, source: statement}\n---\n“We hold the line,” she said.\n";
    let preview = Preview::of(&[
        ("site.yaml", SETTINGS),
        ("content/_record/people.yaml", "ada: {name: Ada}\n"),
        ("content/_record/sources.yaml", archived),
        ("content/news/one.md", quoting),
        ("archive/statement.txt", "Then she said: We hold the line.\n"),
    ]);
    let is_checked = || preview.get("/news/one/").text().contains("Checked against the archived source");
    preview.until("the words are found in the copy", is_checked);
    preview.put("archive/statement.txt", "Then she said something else.\n");
    preview.until("the words are not found any more", || !is_checked());
    preview.put("archive/statement.txt", "She said: We hold the line.\n");
    preview.until("the words are found again", is_checked);
}
