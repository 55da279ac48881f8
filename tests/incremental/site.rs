//! A site in a folder, the program run on it, and what a clean build of it gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

/// Files by their paths, with forward slashes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A site in a folder of its own, which vanishes with it.
pub struct Site {
    folder: TempDir,
}

/// What a run of the program did.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Site {
    /// In memory, where the system offers that: writing thousands of small files takes a multiple on disk.
    pub fn empty() -> Self {
        Self::in_folder(in_memory())
    }

    pub fn on_disk() -> Self {
        Self::in_folder(tempfile::tempdir().expect("a folder for tests"))
    }

    fn in_folder(folder: TempDir) -> Self {
        let site = Self { folder };
        fs::create_dir(site.root()).expect("a folder for the site");
        site
    }

    /// A few articles that share a fact, with settings, a tag and a picture.
    pub fn small() -> Self {
        Self::small_with("")
    }

    /// The same without a search index, in which a changed text need not reach anything but its own page.
    pub fn unsearched() -> Self {
        Self::small_with("search: false\n")
    }

    fn small_with(settings: &str) -> Self {
        let site = Self::empty();
        let own = "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 3\n";
        site.put("site.yaml", &format!("{own}{settings}"));
        site.put("content/_record/facts.yaml", "year: {statement: It was designed in 1837.}\n");
        site.put("content/_record/people.yaml", "ada: {name: Ada}\n");
        for number in 0..8 {
            let day = number + 1;
            let text = format!(
                "---\ntitle: No. {number}\ndate: 2025-01-0{day}\ntags: [t{}]\n---\nFirst words.\n\nIn [1837](#fact:year).\n",
                number % 3
            );
            site.put(&format!("content/news/a{number}.md"), &text);
        }
        site.put("content/news/shown.md", "---\ntitle: Shown\n---\n![It](wide.png)\n");
        put_bytes(&site.path("content/news/wide.png"), &crate::picture::picture(600, 20, 0));
        site
    }

    /// The site's folder; it stands alone in another one.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn put(&self, path: &str, text: &str) {
        put_bytes(&self.path(path), text.as_bytes());
    }

    pub fn has(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("is removed");
    }

    /// Builds when all files are settled.
    pub fn build(&self) -> Run {
        settle();
        build(&self.root(), &[])
    }

    /// Builds, and expects that all is well.
    pub fn built(&self) -> Run {
        let run = self.build();
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    pub fn output(&self) -> Files {
        files(&self.path("public"))
    }

    /// Builds, and expects what a clean build gives.
    pub fn is_as_clean(&self, told: &str) {
        let run = self.build();
        assert_eq!(run.code, 0, "{told}: {run:?}");
        same(&self.output(), &clean(&self.root(), &[]).1, told);
    }
}

impl Run {
    /// The number that stands before some words of the closing lines.
    pub fn number(&self, words: &str) -> usize {
        let before = self.stdout.split(words).next().filter(|before| before.len() < self.stdout.len());
        let before = before.unwrap_or_else(|| panic!("{words:?} is not told: {self:?}"));
        let last = before.trim_end().rsplit([' ', '(', '\n']).next();
        last.and_then(|last| last.parse().ok()).unwrap_or_else(|| panic!("no number before {words:?}: {self:?}"))
    }
}

/// Waits until the stamps of files prove something: one that changed in the same tick of the clock as it was read may
/// have changed twice, so a build reads it again, whatever its stamp says.
pub fn settle() {
    std::thread::sleep(Duration::from_millis(80));
}

pub fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder for tests")
}

/// The program, to be run on a site.
pub fn program(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(["build", "--timings"]).args(args).current_dir(root).env("NO_COLOR", "1");
    command
}

pub fn build(root: &Path, args: &[&str]) -> Run {
    run(&mut program(root, args))
}

pub fn run(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let code = status.code().unwrap_or_else(|| panic!("the program ends by itself: {status:?}"));
    Run { code, stdout: text(stdout), stderr: text(stderr) }
}

/// What a build of a fresh copy of a site's inputs gives, and says.
pub fn clean(root: &Path, args: &[&str]) -> (Run, Files) {
    let folder = in_memory();
    let fresh = folder.path().join("site");
    copy_inputs(root, &fresh);
    let run = build(&fresh, args);
    (run, files(&fresh.join("public")))
}

/// Copies all of a site but what builds have made.
pub fn copy_inputs(from: &Path, to: &Path) {
    let made = |entry: &walkdir::DirEntry| {
        entry.depth() == 1 && ["public", ".onrecord", ".git"].iter().any(|name| entry.file_name() == *name)
    };
    for entry in walkdir::WalkDir::new(from).into_iter().filter_entry(|entry| !made(entry)) {
        let entry = entry.expect("the site can be read");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else if entry.path_is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(fs::read_link(entry.path()).expect("a link"), target).expect("a link");
        } else {
            fs::write(&target, fs::read(entry.path()).expect("is read")).expect("is written");
        }
    }
}

pub fn put_bytes(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the file");
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// All files below a folder but those that onrecord keeps for itself.
pub fn files(folder: &Path) -> Files {
    paths(folder)
        .into_iter()
        .filter(|path| !path.split('/').any(|part| part.starts_with(".onrecord")))
        .map(|path| {
            let bytes = fs::read(folder.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            (path, bytes)
        })
        .collect()
}

/// When each of the files was last changed, by what the system says.
pub fn stamps(folder: &Path, files: &Files) -> BTreeMap<String, SystemTime> {
    let modified = |path: &String| fs::metadata(folder.join(path)).and_then(|meta| meta.modified()).expect("is there");
    files.keys().map(|path| (path.clone(), modified(path))).collect()
}

/// The paths of all files below a folder, sorted.
pub fn paths(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| !entry.file_type().is_dir());
    let mut paths: Vec<String> = files
        .map(|file| file.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/"))
        .collect();
    paths.sort();
    paths
}

/// Expects the same files with the same bytes; tells the first that is not.
#[track_caller]
pub fn same(output: &Files, clean: &Files, told: &str) {
    for path in output.keys().chain(clean.keys()) {
        match (output.get(path), clean.get(path)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(one), Some(other)) => {
                let differs = String::from_utf8_lossy(one)
                    .lines()
                    .zip(String::from_utf8_lossy(other).lines())
                    .find(|(one, other)| one != other)
                    .map_or_else(String::new, |(one, other)| format!("\n  it says     {one}\n  a clean one {other}"));
                panic!("`{path}` is not as a clean build makes it{differs}\n{told}")
            }
            (Some(_), None) => panic!("`{path}` is left over\n{told}"),
            (None, _) => panic!("`{path}` is missing\n{told}"),
        }
    }
}
