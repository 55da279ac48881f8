//! What is true of publishing whatever the host: how much a plan takes, and a lock that outlasts a long wave.

#![expect(clippy::disallowed_methods, reason = "tests set up a host and look at it")]
#![expect(clippy::print_stdout, reason = "tests say how long something took, or why they are skipped")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::hosts::rsync::RsyncHost;
use super::*;
use crate::text::Fingerprint;
use crate::world::Folder;

/// A host that counts what it is asked for, and how long it takes to list.
struct Counting {
    manifest: Vec<u8>,
    listing: Option<BTreeMap<SitePath, u64>>,
    reads: AtomicUsize,
    lists: AtomicUsize,
}

impl Host for Counting {
    fn place(&self) -> String {
        "memory".to_owned()
    }
    fn manner(&self) -> Manner {
        Manner::FileByFile
    }
    fn read(&self, _: &SitePath) -> Result<Option<Vec<u8>>, Refused> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(Some(self.manifest.clone()))
    }
    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        self.lists.fetch_add(1, Ordering::Relaxed);
        Ok(self.listing.clone().unwrap_or_default())
    }
    fn lists_cheaply(&self) -> bool {
        self.listing.is_some()
    }
    fn put(&self, path: &SitePath, _: Vec<u8>) -> Result<(), Refused> {
        panic!("a plan puts `{path}`")
    }
    fn put_new(&self, path: &SitePath, _: Vec<u8>) -> Result<bool, Refused> {
        panic!("a plan puts `{path}`")
    }
    fn remove(&self, path: &SitePath) -> Result<(), Refused> {
        panic!("a plan removes `{path}`")
    }
}

fn file(bytes: &[u8]) -> File {
    File { kept: Kept { hash: Fingerprint::of_bytes(bytes), len: bytes.len() as u64 }, wave: Wave::Pages }
}

#[test]
fn a_plan_of_a_hundred_thousand_files_asks_twice_at_most() {
    const ALL: usize = 100_000;
    let mut local: Local = (0..ALL)
        .map(|number| {
            let path = format!("section-{}/article-{number}/index.html", number % 100);
            (SitePath::new(&path).unwrap(), file(format!("the words of {number}").as_bytes()))
        })
        .collect();
    let mut manifest = Manifest::default();
    local.iter().for_each(|(path, file)| manifest.insert(path, file.kept));
    let listing: BTreeMap<_, _> = local.iter().map(|(path, file)| (path.clone(), file.kept.len)).collect();
    local.values_mut().step_by(ALL / 10).for_each(|changed| *changed = file(b"other words"));

    let begun = Instant::now();
    drop(listing.clone());
    let copied = begun.elapsed();
    for listing in [None, Some(listing)] {
        let lists = usize::from(listing.is_some());
        let host =
            Counting { manifest: manifest.encode(), listing, reads: AtomicUsize::new(0), lists: AtomicUsize::new(0) };
        let begun = Instant::now();
        let prospect = look(&host, &local, Ways::default(), &AtomicBool::new(false)).unwrap();
        let took = begun.elapsed().saturating_sub(copied * u32::try_from(lists).unwrap());
        println!("{ALL} files, 10 changed, {lists} lists: planned in {took:?}, beyond listing them");
        assert_eq!((prospect.plan.changed.len(), prospect.plan.unchanged), (10, ALL - 10));
        assert_eq!((prospect.plan.new.len(), prospect.plan.removals()), (0, 0));
        assert_eq!((host.reads.into_inner(), host.lists.into_inner()), (1, lists));
    }
}

#[test]
fn a_long_wave_of_rsync_keeps_its_lock() {
    if Command::new("rsync").arg("--version").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "rsync is not installed");
        println!("skipped: rsync is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let (slow, shell, lock) = (place("slow"), place("shell"), place("www/.onrecord-lock"));
    // The other side begins a wave when it sees the lock renewed, or after half a minute.
    let script = format!(
        "#!/bin/sh\nshift\nif rm '{slow}' 2>/dev/null; then\n  before=$(cat '{lock}')\n  for turn in $(seq 300); do\n    test \"$(cat '{lock}')\" = \"$before\" || {{ touch '{seen}'; break; }}\n    sleep 0.1\n  done\nfi\nexec sh -c \"$*\"\n",
        slow = slow.display(),
        lock = lock.display(),
        seen = place("seen").display(),
    );
    fs::write(&shell, script).unwrap();
    fs::set_permissions(&shell, fs::Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(place("public")).unwrap();
    fs::write(place("public/index.html"), "words").unwrap();

    let to = format!("host:{}", place("www").display());
    let host = RsyncHost::open(&to, Some(&shell.display().to_string()), None, folder.path()).unwrap();
    let local: Local = BTreeMap::from([(SitePath::new("index.html").unwrap(), file(b"words"))]);
    let stop = AtomicBool::new(false);
    let prospect = look(&host, &local, Ways::default(), &stop).unwrap();
    // A file waits, and its wave is what is slow.
    let progress = |_: Option<u64>| fs::write(&slow, "").unwrap();
    let outbox = Outbox {
        folder: &Folder::new(place("public")),
        extra: &BTreeMap::new(),
        shelf: &Folder::new(place("shelf")),
        redirects: &BTreeMap::new(),
        stop: &stop,
        progress: &progress,
    };
    let begun = Instant::now();
    publish(&host, &local, prospect, &outbox, Ways::default()).unwrap();
    assert!(place("seen").exists(), "the lock was not renewed in {:?}", begun.elapsed());
    assert_eq!(fs::read(place("www/index.html")).unwrap(), b"words");
    assert!(!lock.exists());
}
