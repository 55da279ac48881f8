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
        let found = files(out.path(), |name| name != ".onrecord-ledger");
        let expect = site.join("expect");
        if std::env::var_os("BLESS").is_some() {
            bless(&expect, &found);
        }
        let expected = files(&expect, |_| true);
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected), "{}", site.display());
        for (path, text) in &expected {
            assert_eq!(&found[path], text, "{}/{path}", expect.display());
        }
    }
}

/// Components of the built-in theme are put in where they are called, and what notes say alike is made once; neither
/// happens to components that a site has of its own.
#[test]
fn components_print_the_same_wherever_they_come_from() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = tempfile::tempdir().expect("a temporary folder");
    // The demonstration without its templates, which are the built-in ones, and without what takes long.
    let settings = fs::read_to_string(root.join("site.yaml")).expect("the settings");
    let (settings, _) = settings.split_once("share_images:").expect("images for sharing");
    let settings = format!("{settings}share_images: none\nsearch: false\n");
    fs::write(site.path().join("site.yaml"), settings).expect("a file is written");
    for entry in walkdir::WalkDir::new(root.join("content")).into_iter().flatten() {
        let to = site.path().join(entry.path().strip_prefix(root).expect("below the root"));
        match entry.file_type().is_dir() {
            true => fs::create_dir(to).expect("a folder is made"),
            false => drop(fs::copy(entry.path(), to).expect("a copy")),
        }
    }
    // More articles with one fact and one quote than a note names.
    for number in 0..8 {
        let key = if number == 0 { "id" } else { "ref" };
        let text = format!(
            "---\ntitle: Shared {number}\ndate: 2025-03-0{}\nfacts: [{{text: a million, {key}: shared-fact}}]\nquotes: [{{text: we share it, {key}: shared-quote}}]\n---\nIt is a million, and “we share it”, they said.\n",
            number + 1
        );
        fs::write(site.path().join(format!("content/shared-{number}.md")), text).expect("a file is written");
    }
    let built = |theme: Option<&str>| {
        let out = tempfile::tempdir().expect("a temporary folder");
        let mut build = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        build.args(["build", "--quiet", "--root"]).arg(site.path()).arg("--out").arg(out.path());
        let run = build.args(theme.map(|theme| format!("--theme={theme}"))).output().expect("the program starts");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        files(out.path(), |name| name.ends_with(".html"))
    };
    let themes = [None, Some("newsprint"), Some("fieldnotes")];
    let put_in = themes.map(built);
    fs::create_dir(site.path().join("templates")).expect("a folder is made");
    // A mere copy would change nothing.
    let own = fs::read_to_string(root.join("templates/components.html")).expect("the components") + "{# Our own. #}";
    fs::write(site.path().join("templates/components.html"), own).expect("a file is written");
    for (theme, put_in) in themes.into_iter().zip(put_in) {
        let called = built(theme);
        assert!(put_in.len() > 100 && put_in.keys().eq(called.keys()), "{theme:?}");
        for (path, text) in &put_in {
            assert_eq!(text, &called[path], "{path} in {theme:?}");
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

/// The files of a folder that are wanted, by their paths.
fn files(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(folder).expect("below the folder");
        let name = path.to_str().expect("a plain name").replace('\\', "/");
        if is_wanted(&name) {
            found.insert(name, fs::read_to_string(entry.path()).expect("text"));
        }
    }
    found
}
