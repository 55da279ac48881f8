//! What every host goes through: the life of a site, with all that goes wrong in it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::servers::Target;
use crate::site::{Files, MACHINE, Site, served_alike};

pub fn story(target: &dyn Target) {
    let site = Site::new(target);
    let first = site.publish();
    served_alike(&site, target);
    assert!(first.stdout.contains(" new\n"), "{first:?}");
    let again = site.publish();
    assert!(again.stdout.contains("are there as they should be"), "{again:?}");

    changes(&site, target);
    killed_runs(&site, target);
    a_lost_manifest(&site, target);
    a_lost_file(&site, target);
    another_publisher(&site, target);
}

fn changes(site: &Site, target: &dyn Target) {
    // One body: the article, and lists that show it.
    site.put(
        "content/news/article-3.md",
        "---\ntitle: Article 3\ndate: 2025-01-01\n---\nAnother body, in [1837](#fact:year).\n",
    );
    let run = site.publish();
    assert!(run.stdout.contains("~ news/article-3/index.html") && !run.stdout.contains("article-4/"), "{run:?}");
    served_alike(site, target);
    // A rename, a removal, a file where a folder was and a folder where a file was.
    site.rename("content/news/article-4.md", "content/news/renamed.md");
    site.remove("content/news/article-5.md");
    site.rename("static/files/1.bin", "static/files/one.bin");
    site.publish();
    served_alike(site, target);
    site.rename("static/files/2.bin", "static/2.bin");
    site.put("static/files/2.bin/inside.txt", "a folder now");
    site.publish();
    served_alike(site, target);
    site.remove("static/files/2.bin/inside.txt");
    std::fs::remove_dir(site.path("static/files/2.bin")).expect("it is there");
    site.put("static/files/2.bin", "a file again");
    site.publish();
    served_alike(site, target);
}

/// Runs are killed at random moments; whatever is served is whole, and the next run mends what is missing.
fn killed_runs(site: &Site, target: &dyn Target) {
    let kills = std::env::var("ONRECORD_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(3);
    let mut before = site.output();
    site.edit(100);
    let mut takes = sending(site, None);
    served_alike(site, target);
    for kill in 0..kills {
        before.extend(site.output());
        site.edit(101 + kill);
        site.rename(&newest(site, kill), &format!("static/files/moved-{}.bin", kill + 1));
        let old = std::mem::replace(&mut before, site.output());
        // The whole time of a run, and a little more.
        let random = RandomState::new().hash_one(kill) % 1000;
        let after = takes.mul_f64(1.1 * random as f64 / 1000.0);
        sending(site, Some(after));
        target.rest();
        whole(&old, &site.output(), &target.files());
        let started = Instant::now();
        site.publish();
        takes = takes.max(started.elapsed() / 4);
        served_alike(site, target);
    }
}

/// The file that moved last, to move on.
fn newest(site: &Site, kill: usize) -> String {
    let moved = format!("static/files/moved-{kill}.bin");
    if site.path(&moved).exists() { moved } else { "static/files/7.bin".to_owned() }
}

/// Publishes, and kills the run some time after it began to send; gives how long it took from there.
fn sending(site: &Site, kill: Option<Duration>) -> Duration {
    // In a group of its own: when a machine or a job ends, the programs that the run started end with it.
    let mut command = site.command(&["publish", "--yes"]);
    let mut child = command.stdout(Stdio::piped()).process_group(0).spawn().expect("the program runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // The plan's last line says how much is to be sent.
    lines.by_ref().map_while(Result::ok).find(|line| line.contains("to send"));
    let started = Instant::now();
    match kill {
        Some(after) => {
            std::thread::sleep(after);
            let group = format!("-{}", child.id());
            Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status().expect("kill is there");
            child.wait().expect("it ended");
        }
        None => assert!(child.wait().expect("it ends").success()),
    }
    started.elapsed()
}

/// Each file is as it was or as it is to be, and no page that stayed is gone.
pub fn whole(old: &Files, new: &Files, there: &Files) {
    for (path, bytes) in there {
        let known = [old.get(path), new.get(path)].into_iter().flatten().any(|known| known == bytes);
        assert!(known, "`{path}` is neither old nor new");
    }
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(there.contains_key(path), "`{path}` is gone");
    }
}

/// Without a manifest nothing is done until somebody says that the place is onrecord's; then all is well again.
fn a_lost_manifest(site: &Site, target: &dyn Target) {
    for bytes in [None, Some(&b"damaged"[..])] {
        target.replace(".onrecord-manifest", bytes);
        let run = site.run(&["publish", "--yes"]);
        assert_eq!(run.code, 2, "{run:?}");
        run.says("`--adopt`");
        let run = site.run(&["publish", "--yes", "--adopt"]);
        assert_eq!(run.code, 0, "{run:?}");
        served_alike(site, target);
    }
}

/// A file that the host lost or changed is put there again; where listing takes long, if one asks for it.
fn a_lost_file(site: &Site, target: &dyn Target) {
    target.replace("index.html", None);
    target.replace("404.html", Some(b"somebody else was here"));
    assert_eq!(site.run(&["publish", "--yes", "--list"]).code, 0);
    served_alike(site, target);
}

/// Somebody else who publishes is not disturbed.
fn another_publisher(site: &Site, target: &dyn Target) {
    if !target.locks() {
        return;
    }
    site.edit(1000);
    let now = jiff::Timestamp::now();
    // This process lives; a lock of one that does not is taken over, as the killed runs show.
    let lock = format!("run 0123\nmachine {MACHINE}\nprocess {}\nrenewed {now}\n", std::process::id());
    target.replace(".onrecord-lock", Some(lock.as_bytes()));
    let run = site.run(&["publish", "--yes"]);
    assert_eq!(run.code, 2, "{run:?}");
    run.says("somebody else publishes here at this moment");
    assert_eq!(site.run(&["publish", "--yes", "--break-lock"]).code, 0);
    served_alike(site, target);
    // A machine that is not heard of any more.
    site.edit(1001);
    let lock = "run 0123\nmachine elsewhere\nprocess 1\nrenewed 2020-01-01T00:00:00Z\n";
    target.replace(".onrecord-lock", Some(lock.as_bytes()));
    site.publish();
    served_alike(site, target);
}
