//! A site in a folder of its own, and the program run on it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::servers::Target;

/// The machine that runs say they run on, whatever it is called.
pub const MACHINE: &str = "desk";

/// How many articles and files to copy a site has.
const MANY: usize = 12;

pub type Files = BTreeMap<String, Vec<u8>>;

pub struct Site {
    folder: TempDir,
    environment: RefCell<BTreeMap<String, String>>,
}

/// What a run of the program did.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Site {
    pub fn new(target: &dyn Target) -> Self {
        let folder = tempfile::tempdir().expect("a folder for tests");
        let site = Self { folder, environment: RefCell::default() };
        // Neither the keys nor the known hosts of whoever runs the tests.
        site.set("HOME", &site.path("home").display().to_string());
        site.set("HOSTNAME", MACHINE);
        // A run that is killed leaves its temporary files, which go with the site.
        let temporary = site.folder.path().join("tmp");
        fs::create_dir(&temporary).expect("a folder in a new one");
        site.set("TMPDIR", &temporary.display().to_string());
        for (name, value) in target.environment() {
            site.set(&name, &value);
        }
        site.target(&target.yaml());
        site.put("content/_record/facts.yaml", "year: {statement: It was designed in 1837.}\n");
        site.put("static/a name with spaces/ключ – 鍵.txt", "words");
        site.put("static/\"quoted\" 100% #1?.txt", "signs");
        for number in 0..MANY {
            site.put(&format!("static/files/{number}.bin"), &format!("{number} ").repeat(2000 + number));
        }
        site.edit(0);
        site
    }

    /// Gives every article other words.
    pub fn edit(&self, version: usize) {
        for number in 0..MANY {
            let words = format!("Version {version}. ").repeat(50);
            let text = format!("---\ntitle: Article {number}\ndate: 2025-01-01\n---\n{words} In [1837](#fact:year).\n");
            self.put(&format!("content/news/article-{number}.md"), &text);
        }
    }

    pub fn target(&self, yaml: &str) {
        self.settings(&format!("publish:\n  live: {yaml}\n"));
    }

    pub fn settings(&self, yaml: &str) {
        self.based("https://example.org", yaml);
    }

    /// Settings with another address.
    pub fn based(&self, base_url: &str, yaml: &str) {
        self.put("site.yaml", &format!("title: Test\nbase_url: {base_url}\n{yaml}"));
    }

    pub fn set(&self, variable: &str, value: &str) {
        self.environment.borrow_mut().insert(variable.to_owned(), value.to_owned());
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("site").join(path)
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the file");
        fs::write(path, text).expect("the file is written");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("the file is there");
    }

    pub fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("the file is there");
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(args).current_dir(self.path("")).stdin(Stdio::null());
        command.env("NO_COLOR", "1").env_remove("SSH_AUTH_SOCK").envs(&*self.environment.borrow());
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        let Output { status, stdout, stderr } = self.command(args).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        Run { code: status.code().expect("the program ends by itself"), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Publishes, and expects that all is well.
    pub fn publish(&self) -> Run {
        let run = self.run(&["publish", "--yes"]);
        assert_eq!(run.code, 0, "{run:?}");
        run
    }

    /// What the last build wrote.
    pub fn output(&self) -> Files {
        let mut files = files_below(&self.path("public"));
        files.remove(".onrecord-ledger");
        files
    }
}

impl Run {
    pub fn says(&self, words: &str) {
        assert!(self.stderr.contains(words), "{words:?} is not in:\n{}", self.stderr);
    }
}

/// The host serves the output folder, byte for byte, and nothing else.
pub fn served_alike(site: &Site, target: &dyn Target) {
    let (here, there) = (site.output(), target.files());
    assert!(here.len() > 30, "too few files to mean anything");
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&here), names(&there));
    for (path, bytes) in &here {
        assert!(there[path] == *bytes, "`{path}` has other bytes");
    }
}

/// All files below a folder by their paths.
pub fn files_below(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").display().to_string();
            // What is renamed at this moment is there under its other name.
            Some((path, fs::read(entry.path()).ok()?))
        })
        .collect()
}
