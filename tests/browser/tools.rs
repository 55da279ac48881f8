//! Checkers that others wrote and that are not ours to copy into the repository: `.ci/run` fetches them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file below `target/checks/node_modules/`; none, with a word about it, where it was not fetched.
pub fn fetched(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/checks/node_modules").join(path);
    if file.is_file() { Some(file) } else { skip(&format!("there is no {path}; `bash .ci/run` fetches it")) }
}

/// A program on the path; none, with a word about it, where it is not installed. `question` makes it end at once.
pub fn program(name: &str, question: &str) -> Option<Command> {
    match Command::new(name).arg(question).output() {
        Ok(_) => Some(Command::new(name)),
        Err(error) => skip(&format!("{name} does not run ({error}); `bash .ci/run` installs it")),
    }
}

fn skip<T>(why: &str) -> Option<T> {
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}");
    #[expect(clippy::print_stderr, reason = "a test that did nothing says so")]
    {
        eprintln!("skipped: {why}");
    }
    None
}
