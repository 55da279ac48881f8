//! Killed at random moments: what stands in the output is whole files, old or new, and the next build mends the rest.

use std::fs;
use std::time::{Duration, Instant};

use crate::random::{Random, rounds};
use crate::site::{Files, Site, clean, files, program, same};

#[path = "../../benches/common/site.rs"]
mod generated;

const ARTICLES: u64 = 60;
/// How many builds are cut off in each test; those that end before they are killed do not count.
const KILLS: usize = 25;

const BASE: &str = include_str!("../../templates/base.html");

fn site() -> Site {
    let site = Site::empty();
    generated::write(&site.root(), ARTICLES, false).expect("is written");
    site
}

/// Starts a build and kills it after a while; says whether it was still at work.
fn killed(site: &Site, after: Duration) -> bool {
    let mut child = program(&site.root(), &["--quiet"]).spawn().expect("the program runs");
    let started = Instant::now();
    while started.elapsed() < after {
        if let Some(status) = child.try_wait().expect("is a process") {
            assert!(status.success(), "{status:?}");
            return false;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().expect("is a process");
    !child.wait().expect("is a process").success()
}

/// All files are whole: as one of the clean builds has them.
fn are_whole(output: &Files, versions: &[&Files], told: &str) {
    for (path, bytes) in output {
        assert!(versions.iter().any(|version| version.get(path) == Some(bytes)), "`{path}` is in parts: {told}");
    }
}

/// The names in the site's folder: nothing is left lying about beside the output.
fn beside(site: &Site) -> Vec<String> {
    let entries = fs::read_dir(site.root()).expect("is there").filter_map(Result::ok);
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != ".onrecord");
    names.sort();
    names
}

/// How long a build takes at least, of two, after some change.
fn duration(site: &Site, change: impl Fn(usize)) -> Duration {
    let times = (0..2).map(|number| {
        change(number);
        let started = Instant::now();
        site.built();
        started.elapsed()
    });
    times.min().unwrap_or_default()
}

/// Sets a site to one of two versions in turns and kills its build, until enough were cut off. What stands there is of
/// either version and whole, what both have is there, and the next build ends like a clean one.
fn kill_in_turns(site: &Site, seed: u64, took: Duration, versions: [&Files; 2], set: impl Fn(usize)) {
    let names = beside(site);
    let mut random = Random::new(seed);
    let mut cut_off = 0;
    for kill in 0..3 * KILLS * rounds() {
        if cut_off == KILLS * rounds() {
            break;
        }
        let version = kill % 2;
        set(version);
        let after = took.mul_f64(random.below(1000) as f64 / 1000.0);
        cut_off += usize::from(killed(site, after));
        let told = format!("kill {kill}, after {after:?} of {took:?}");
        let output = files(&site.path("public"));
        are_whole(&output, &versions, &told);
        let in_both = versions[0].keys().filter(|path| versions[1].contains_key(*path));
        let missing: Vec<&String> = in_both.filter(|path| !output.contains_key(*path)).collect();
        assert!(missing.is_empty(), "{missing:?} are in both versions and gone: {told}");
        if random.one_in(2) {
            let run = site.build();
            assert_eq!(run.code, 0, "{told}: {run:?}");
            same(&site.output(), versions[version], &told);
            assert_eq!(beside(site), names, "{told}");
        }
    }
    println!("{cut_off} builds were cut off");
}

#[test]
fn a_cold_build_may_be_killed() {
    let site = site();
    let (_, clean) = clean(&site.root(), &[]);
    let took = duration(&site, |_| _ = fs::remove_dir_all(site.path("public")));
    let names = beside(&site);
    let mut random = Random::new(11);
    let mut cut_off = 0;
    for kill in 0..3 * KILLS * rounds() {
        if cut_off == KILLS * rounds() {
            break;
        }
        // Sometimes what the last one left is carried on, and sometimes killed again.
        if !random.one_in(3) {
            _ = fs::remove_dir_all(site.path("public"));
        }
        let after = took.mul_f64(random.below(1000) as f64 / 1000.0);
        cut_off += usize::from(killed(&site, after));
        let told = format!("kill {kill}, after {after:?} of {took:?}");
        are_whole(&files(&site.path("public")), &[&clean], &told);
        if random.one_in(2) {
            let run = site.build();
            assert_eq!(run.code, 0, "{told}: {run:?}");
            same(&site.output(), &clean, &told);
            assert_eq!(beside(&site), names, "{told}");
        }
    }
    println!("{cut_off} builds were cut off");
    site.built();
    same(&site.output(), &clean, "after all");
    assert_eq!(beside(&site), names);
}

#[test]
fn a_rebuild_of_all_pages_may_be_killed() {
    let site = site();
    // The second version has other words on each page, and an article less.
    let file = generated::article(0, false);
    let article = format!("content/articles/{}.md", file.0);
    let set = |version: usize| {
        site.put("templates/base.html", &BASE.replace("</body>", &format!("<!-- version {version} --></body>")));
        if version == 0 { site.put(&article, &file.1) } else { _ = fs::remove_file(site.path(&article)) }
    };
    let versions = [0, 1].map(|version| {
        set(version);
        clean(&site.root(), &[]).1
    });
    let took = duration(&site, set);
    kill_in_turns(&site, 12, took, [&versions[0], &versions[1]], set);
}

#[test]
fn a_build_of_one_text_may_be_killed() {
    one_text_may_be_killed(&site());
}

/// Nor do files of words come to be of two builds.
#[test]
fn a_build_of_one_text_and_its_words_may_be_killed() {
    let site = site();
    let settings = fs::read_to_string(site.path("site.yaml")).expect("is there");
    site.put("site.yaml", &settings.replace("search: false\n", ""));
    one_text_may_be_killed(&site);
}

fn one_text_may_be_killed(site: &Site) {
    let (name, text) = generated::article(0, false);
    let set = |version: usize| {
        site.put(&format!("content/articles/{name}.md"), &format!("{text}\n\nThe last words, version {version}.\n"));
    };
    let versions = [0, 1].map(|version| {
        set(version);
        clean(&site.root(), &[]).1
    });
    set(0);
    site.built();
    set(1);
    crate::site::settle();
    let started = Instant::now();
    assert!(!killed(site, Duration::from_secs(60)), "it ends by itself");
    let took = started.elapsed();
    let set = |version: usize| {
        set(version);
        crate::site::settle();
    };
    kill_in_turns(site, 13, took, [&versions[0], &versions[1]], set);
}
