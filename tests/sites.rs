//! Whole sites, built by the real binary and compared file by file.
//!
//! A folder of `tests/sites/` is a site; `expect/` in it is what its output must be, every file and nothing
//! else. `BLESS=1 cargo test --test sites` writes what the output is now; read the difference before you keep it.

#![expect(clippy::disallowed_methods, reason = "tests look at folders from outside")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn sites_come_out_as_expected() {
    let sites = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut names: Vec<PathBuf> =
        fs::read_dir(&sites).expect("tests/sites").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for site in names {
        let out = tempfile::tempdir().expect("a temporary folder");
        let run = Command::new(env!("CARGO_BIN_EXE_onrecord"))
            .args(["build", "--quiet", "--root"])
            .arg(&site)
            .arg("--out")
            .arg(out.path())
            .output()
            .expect("the program starts");
        let stderr = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{}: {stderr}", site.display());
        let found = files(out.path());
        let expect = site.join("expect");
        if std::env::var_os("BLESS").is_some() {
            bless(&expect, &found);
        }
        let expected = files(&expect);
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected), "{}", site.display());
        for (path, text) in &expected {
            assert_eq!(&found[path], text, "{}/{path}", expect.display());
        }
    }
}

fn bless(expect: &Path, found: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(expect);
    for (path, text) in found {
        let path = expect.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
        fs::write(path, text).expect("a file is written");
    }
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(folder).expect("below the folder");
        let name = path.to_str().expect("a plain name").replace('\\', "/");
        if name == ".onrecord-ledger" {
            continue;
        }
        found.insert(name, fs::read_to_string(entry.path()).expect("text"));
    }
    found
}
