//! What a build keeps for the next one may come to harm: the next build is as good as a clean one all the same.

use std::fs;
use std::path::PathBuf;

use crate::site::{Files, Site, build, clean, files, in_memory, paths, put_bytes, same};

const LEDGER: &str = "public/.onrecord-ledger";

/// The files that a build keeps for itself, in the output and in the site's folder.
fn kept(site: &Site) -> Vec<String> {
    let is_own = |path: &String| path.split('/').any(|part| part.starts_with(".onrecord"));
    paths(&site.root()).into_iter().filter(is_own).collect()
}

/// Ways in which a file comes to harm.
fn harm(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![("empty".to_owned(), Vec::new())];
    if bytes.is_empty() {
        return all;
    }
    all.extend([1, bytes.len() / 2, bytes.len() - 1].map(|end| (format!("cut at {end}"), bytes[..end].to_vec())));
    all.extend([0, bytes.len() / 3, bytes.len() / 2, bytes.len() - 1].map(|at| flipped(bytes, at)));
    all.push(("followed by more".to_owned(), [bytes, b"more"].concat()));
    all.push(("all zeros".to_owned(), vec![0; bytes.len()]));
    all.push(("of words".to_owned(), b"onrecord".repeat(40)));
    // The version stands near the front, in digits.
    if let Some(digit) = bytes.iter().take(64).position(u8::is_ascii_digit) {
        let mut other = bytes.to_vec();
        other[digit] = b'0' + (other[digit] - b'0' + 1) % 10;
        all.push(("of another version".to_owned(), other));
    }
    all
}

/// The bytes with another one in each part of them, one after the other.
fn each_part_harmed(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    const PARTS: usize = 12;
    (0..PARTS).map(|part| flipped(bytes, part * bytes.len() / PARTS)).collect()
}

fn flipped(bytes: &[u8], at: usize) -> (String, Vec<u8>) {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 0x55;
    (format!("with another byte at {at}"), bytes)
}

/// The edit that changes one text and nothing else.
const ONE_TEXT: usize = 4;

/// What an author does between the builds: sometimes nothing.
fn edit(site: &Site, number: usize) {
    match number % 5 {
        0 => {}
        ONE_TEXT => site.put(
            "content/news/a3.md",
            &format!(
                "---\ntitle: No. 3\ndate: 2025-01-04\ntags: [t0]\n---\nFirst words.\n\nIn [1837](#fact:year).\n\nMore, {number}.\n"
            ),
        ),
        1 => site.put("content/news/a1.md", "---\ntitle: No. 1\ndate: 2025-01-02\ntags: [t1]\n---\nOther words.\n"),
        2 => site.remove("content/news/a2.md"),
        _ => {
            site.put("content/_record/facts.yaml", "year: {statement: It was designed in 1838.}\n");
            site.put("content/news/new.md", "---\ntitle: New\ndate: 2025-03-01\n---\nIn [1837](#fact:year).\n");
        }
    }
}

/// A copy of a site with its output, as it was when it was last built.
fn copy_of(root: &std::path::Path) -> Site {
    let site = Site::empty();
    copy_all(root, &site.root());
    site
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    for path in paths(from) {
        let (source, target) = (from.join(&path), to.join(&path));
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::copy(&source, &target).expect("is copied");
        let modified = fs::metadata(&source).and_then(|meta| meta.modified()).expect("a time");
        fs::OpenOptions::new().write(true).open(&target).expect("is there").set_modified(modified).expect("is set");
    }
}

#[test]
fn what_is_kept_may_come_to_harm() {
    what_a_site_keeps_may_come_to_harm(&Site::small());
}

#[test]
fn what_is_kept_without_a_search_index_may_come_to_harm() {
    what_a_site_keeps_may_come_to_harm(&Site::unsearched());
}

fn what_a_site_keeps_may_come_to_harm(first: &Site) {
    first.built();
    // What was kept is amended by a build of one text, if it can be.
    edit(first, ONE_TEXT);
    first.built();
    let mut number = 0;
    for path in kept(first) {
        let bytes = fs::read(first.path(&path)).expect("is there");
        let harmed = harm(&bytes).into_iter().map(|harmed| (None, harmed));
        // Of what is left of the site, a build of one text reads a part.
        let parts = if path.ends_with(".site") { each_part_harmed(&bytes) } else { Vec::new() };
        let parts = parts.into_iter().map(|harmed| (Some(ONE_TEXT + 5), harmed));
        for (as_edit, (how, bytes)) in harmed.chain(parts) {
            let site = copy_of(&first.root());
            site.built();
            let before = site.output();
            put_bytes(&site.path(&path), &bytes);
            number += 1;
            let number = as_edit.unwrap_or(number);
            edit(&site, number);
            let told = format!("{path} is {how}, edit {}", number % 5);
            let run = site.build();
            assert_eq!(run.code, 0, "{told}: {run:?}");
            let (_, clean) = clean(&site.root(), &[]);
            let mut output = site.output();
            if path == LEDGER {
                // Which files are its own is not known then: pages that nobody needs any more stay.
                output.retain(|path, bytes| clean.contains_key(path) || before.get(path) != Some(bytes));
            }
            same(&output, &clean, &told);
            // It is whole again.
            let run = build(&site.root(), &[]);
            assert_eq!(run.code, 0, "{told}: {run:?}");
            assert_eq!(run.number(" files written"), 0, "{told}: {run:?}");
        }
    }
}

#[test]
fn what_is_kept_may_be_gone() {
    let first = Site::unsearched();
    first.built();
    edit(&first, ONE_TEXT);
    first.built();
    assert_eq!(kept(&first).iter().filter(|path| path.ends_with("amended")).count(), 2, "of the ledger, of the basis");
    for (number, path) in kept(&first).into_iter().flat_map(|path| [(1, path.clone()), (9, path)]) {
        let site = copy_of(&first.root());
        site.built();
        site.remove(&path);
        edit(&site, number);
        if path != LEDGER {
            site.is_as_clean(&format!("{path} is gone"));
            continue;
        }
        let before = site.output();
        let run = site.build();
        assert_eq!(run.code, 2, "without its ledger the folder is somebody else's: {run:?}");
        same(&site.output(), &before, "nothing is touched then");
    }
    fs::remove_dir_all(first.path("public")).expect("is removed");
    first.is_as_clean("the output is gone");
    _ = fs::remove_dir_all(first.path(".onrecord"));
    first.is_as_clean("what is kept beside the site is gone");
    _ = fs::remove_dir_all(first.path(".onrecord"));
    fs::remove_dir_all(first.path("public")).expect("is removed");
    first.is_as_clean("both are gone");
}

/// Backups bring back what was kept long ago, alone or with all of the output.
#[test]
fn what_is_kept_may_be_an_older_one() {
    let site = Site::unsearched();
    site.built();
    let old: Files =
        kept(&site).iter().map(|path| (path.clone(), fs::read(site.path(path)).expect("is there"))).collect();
    let backup = in_memory();
    copy_all(&site.path("public"), backup.path());
    (1..5).for_each(|number| edit(&site, number));
    site.built();
    for (path, bytes) in old.iter().filter(|(path, _)| *path != LEDGER) {
        put_bytes(&site.path(path), bytes);
        site.is_as_clean(&format!("{path} is from a backup"));
        put_bytes(&site.path(path), bytes);
        site.put("content/news/a1.md", "---\ntitle: No. 1\ndate: 2025-01-02\ntags: [t1]\n---\nThe last words.\n");
        site.is_as_clean(&format!("{path} is from a backup, and something is edited"));
        put_bytes(&site.path(path), bytes);
        for words in ["More.", "Most."] {
            let text = format!(
                "---\ntitle: No. 4\ndate: 2025-01-05\ntags: [t1]\n---\nFirst words.\n\nIn [1837](#fact:year).\n\n{words}\n"
            );
            site.put("content/news/a4.md", &text);
            site.is_as_clean(&format!("{path} is from a backup, and a text says {words}"));
        }
    }
    fs::remove_dir_all(site.path("public")).expect("is removed");
    copy_all(backup.path(), &site.path("public"));
    site.is_as_clean("the output is from a backup");
}

/// What was kept for another site is of no use to this one, and does no harm.
#[test]
fn what_is_kept_may_be_another_sites() {
    let (site, other) = (Site::unsearched(), Site::unsearched());
    (1..5).for_each(|number| edit(&other, number));
    site.built();
    other.built();
    for path in kept(&other).into_iter().filter(|path| path != LEDGER) {
        put_bytes(&site.path(&path), &fs::read(other.path(&path)).expect("is there"));
        site.is_as_clean(&format!("{path} is another site's"));
        put_bytes(&site.path(&path), &fs::read(other.path(&path)).expect("is there"));
        edit(&site, 4);
        site.is_as_clean(&format!("{path} is another site's, and a text is changed"));
    }
    // The output folder of the one, with all that is kept there, becomes that of the other.
    let moved: PathBuf = site.path("public");
    fs::remove_dir_all(&moved).expect("is removed");
    fs::rename(other.path("public"), &moved).expect("is renamed");
    site.is_as_clean("the output folder is another site's");
    // And two sites that build into one folder in turn.
    other.put("content/news/only-here.md", "---\ntitle: Only here\n---\nWords.\n");
    let shared = moved.to_str().expect("a name in UTF-8");
    for root in [other.root(), site.root(), other.root()] {
        let run = build(&root, &["--out", shared]);
        assert_eq!(run.code, 0, "{run:?}");
        same(&files(&moved), &clean(&root, &[]).1, "two sites in one folder");
    }
}

/// The words of unchanged articles are read from the files of the index, unless these are not what was written there.
#[test]
fn the_words_of_the_index_may_come_to_harm() {
    let first = Site::small();
    first.put("content/news/lexicon.md", &crate::edits::lexicon(0, 4000));
    first.built();
    let index = paths(&first.path("public/search/data"));
    assert!(index.iter().filter(|name| name.starts_with("words-")).count() > 2, "{index:?}");
    for name in index {
        let path = format!("public/search/data/{name}");
        let bytes = fs::read(first.path(&path)).expect("is there");
        for (number, (how, harmed)) in harm(&bytes).into_iter().enumerate() {
            let site = copy_of(&first.root());
            site.built();
            let modified = fs::metadata(site.path(&path)).and_then(|meta| meta.modified()).expect("a time");
            put_bytes(&site.path(&path), &harmed);
            // A stamp tells of some of this, and not of the rest.
            let is_hidden = harmed.len() == bytes.len() && number % 2 == 0;
            if is_hidden {
                let file = fs::OpenOptions::new().write(true).open(site.path(&path)).expect("is there");
                file.set_modified(modified).expect("is set");
            }
            edit(&site, 4);
            let told = format!("{path} is {how}, hidden: {is_hidden}");
            let run = site.build();
            assert_eq!(run.code, 0, "{told}: {run:?}");
            let (mut output, (_, mut clean)) = (site.output(), clean(&site.root(), &[]));
            // What has the stamp of what stands there is not looked at; but no other file is made from it.
            let path = path.trim_start_matches("public/");
            if is_hidden && output.get(path) == Some(&harmed) {
                output.remove(path);
                clean.remove(path);
            }
            same(&output, &clean, &told);
        }
    }
}
