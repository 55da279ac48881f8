//! The program as a user runs it, and the files that it leaves.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run of the program did.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The program, in a folder.
pub fn program(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(args).current_dir(folder).env("NO_COLOR", "1");
    command
}

/// Runs a program to its end, with what it reads from standard input.
pub fn fed(command: &mut Command, input: &str) -> Run {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program runs");
    // It may end without reading all of it.
    let _ = process.stdin.take().expect("it listens").write_all(input.as_bytes());
    let Output { status, stdout, stderr } = process.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Run { code: status.code().expect("the program ends by itself"), stdout: text(stdout), stderr: text(stderr) }
}

/// Writes a file, with the folders that it lies in.
pub fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the file");
    fs::write(path, text).expect("the file is written");
}

/// The paths of all files below a folder, in order.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(folder).expect("below").display().to_string())
        .collect();
    files.sort();
    files
}
