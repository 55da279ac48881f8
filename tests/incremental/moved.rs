//! The clock moves on, the site moves elsewhere: nothing that was kept is taken for what is true now.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::site::{Site, build, clean, files, in_memory, program, run, same, settle};

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// A moment as dates are written, by the system's own `date`.
#[cfg(target_os = "linux")]
fn moment(seconds: u64) -> String {
    let output = Command::new("date").args(["-u", "-d", &format!("@{seconds}"), "+%Y-%m-%dT%H:%M:%SZ"]).output();
    String::from_utf8(output.expect("there is a date").stdout).expect("digits").trim().to_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn articles_come_and_go_at_their_time() {
    let site = Site::small();
    site.built();
    // On a busy machine, a build may take longer than it is to wait: wait longer then.
    for wait in [2, 8, 32] {
        let due = seconds_now() + wait;
        site.put("content/news/soon.md", &format!("---\ntitle: Soon\npublish_on: {}\n---\nWords.\n", moment(due)));
        site.put("content/news/gone.md", &format!("---\ntitle: Gone\nexpires_on: {}\n---\nWords.\n", moment(due)));
        site.built();
        let (soon, gone) = (site.has("public/news/soon/index.html"), site.has("public/news/gone/index.html"));
        if seconds_now() >= due {
            continue;
        }
        assert!(!soon && gone, "it is not yet time");
        std::thread::sleep(Duration::from_secs((due + 1).saturating_sub(seconds_now())));
        site.is_as_clean("an article became due, and one expired");
        assert!(site.has("public/news/soon/index.html") && !site.has("public/news/gone/index.html"));
        return;
    }
    println!("skipped: each build took longer than 32 s");
}

#[test]
fn the_time_zone_of_the_machine_is_no_matter() {
    let site = Site::small();
    site.put("content/news/late.md", "---\ntitle: Late\ndate: 2025-01-09 23:30\n---\nWords.\n");
    site.built();
    let output = site.output();
    for zone in ["Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"] {
        let run = run(program(&site.root(), &[]).env("TZ", zone));
        assert_eq!((run.code, run.number(" files written")), (0, 0), "{zone}: {run:?}");
        same(&site.output(), &output, zone);
    }
    // That of the site is.
    site.put(
        "site.yaml",
        "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 3\ntime_zone: Asia/Tokyo\n",
    );
    site.is_as_clean("another zone in site.yaml");
}

/// Copies with other times and with the same ones, and edits the copies, of the same length and time, too.
#[cfg(unix)]
#[test]
fn a_copy_of_the_site_is_built_as_it_is() {
    let site = Site::unsearched();
    site.built();
    for flags in ["-r", "-rp"] {
        let elsewhere = in_memory();
        let copy = elsewhere.path().join("site");
        let done = Command::new("cp").arg(flags).arg(site.root()).arg(&copy).status().expect("there is a cp");
        assert!(done.success());
        let same_as_clean = |told: &str| {
            settle();
            let run = build(&copy, &[]);
            assert_eq!(run.code, 0, "{told}: {run:?}");
            same(&files(&copy.join("public")), &clean(&copy, &[]).1, told);
        };
        same_as_clean(&format!("copied with {flags}"));
        let path = copy.join("content/news/a1.md");
        let (text, time) = (fs::read_to_string(&path).expect("is there"), modified(&path));
        fs::write(&path, text.replace("First", "Fresh")).expect("is written");
        fs::OpenOptions::new().write(true).open(&path).expect("is there").set_modified(time).expect("is set");
        same_as_clean(&format!("copied with {flags} and edited"));
        // The copy takes the place of the original, under its name, edited before the first build there.
        let done = Command::new("cp").arg(flags).arg(site.root()).arg(elsewhere.path().join("next")).status();
        assert!(done.expect("there is a cp").success());
        fs::remove_dir_all(&copy).expect("is removed");
        fs::rename(elsewhere.path().join("next"), &copy).expect("is renamed");
        fs::write(&path, text.replace("First", "Later")).expect("is written");
        fs::OpenOptions::new().write(true).open(&path).expect("is there").set_modified(time).expect("is set");
        same_as_clean(&format!("copied with {flags}, edited and moved"));
    }
}

#[cfg(unix)]
fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|meta| meta.modified()).expect("a time")
}

/// Branches come and go below the same output; a clone is built into the output of the first.
#[test]
fn checked_out_anew_it_is_built_as_it_is() {
    if Command::new("git").arg("--version").output().is_err() {
        return println!("skipped: there is no git");
    }
    let site = Site::small();
    let git = |folder: &Path, args: &[&str]| {
        let who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").args(who).args(args).current_dir(folder).output().expect("git runs");
        assert!(output.status.success(), "{args:?}: {output:?}");
    };
    site.put(".gitignore", "public\n.onrecord\n");
    git(&site.root(), &["init", "-q"]);
    git(&site.root(), &["add", "."]);
    git(&site.root(), &["commit", "-qm", "One"]);
    site.built();
    git(&site.root(), &["checkout", "-qb", "other"]);
    site.put("content/news/a1.md", "---\ntitle: No. 1\ndate: 2025-01-02\ntags: [t1]\n---\nFresh words.\n");
    site.put("content/news/new.md", "---\ntitle: New\n---\nWords.\n");
    site.remove("content/news/a2.md");
    git(&site.root(), &["add", "."]);
    git(&site.root(), &["commit", "-qm", "Other"]);
    for branch in ["main", "other", "main", "other"] {
        git(&site.root(), &["checkout", "-q", branch]);
        site.is_as_clean(branch);
    }
    site.put("content/news/a3.md", "---\ntitle: Stashed\n---\nWords.\n");
    site.is_as_clean("edited");
    git(&site.root(), &["stash", "-q"]);
    site.is_as_clean("stashed");
    git(&site.root(), &["stash", "pop", "-q"]);
    site.is_as_clean("and back");
    git(&site.root(), &["checkout", "-q", "."]);

    let elsewhere = in_memory();
    let anew = elsewhere.path().join("anew");
    git(&site.root(), &["clone", "-q", "-b", "main", ".", anew.to_str().expect("a name in UTF-8")]);
    fs::rename(site.path("public"), anew.join("public")).expect("is renamed");
    let run = build(&anew, &[]);
    assert_eq!(run.code, 0, "{run:?}");
    same(&files(&anew.join("public")), &clean(&anew, &[]).1, "cloned, with the output of another branch");
}
