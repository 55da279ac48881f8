//! One commit as `git fast-import` is told of it, file by file.

use std::io::{BufWriter, Read as _, Write as _};
use std::process::{Child, ChildStdin, Stdio};

use super::super::program::{not_started, without_password};
use super::command::Git;
use crate::publish::host::{Refused, Why};
use crate::text::SitePath;

/// A running `git fast-import` that is told of one commit.
pub struct Import {
    process: Child,
    input: BufWriter<ChildStdin>,
}

impl Import {
    /// Begins a commit that shows `branch` at its end. `begun` is what it starts from, in fast-import's words.
    pub fn begin(git: &Git, branch: &str, begun: &str) -> Result<Self, Refused> {
        // Forced, since a branch that keeps nothing does not follow from what it was.
        let mut command = git.command(&["fast-import", "--quiet", "--force", "--done", "--date-format=now"]);
        let process = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut process = process.map_err(|error| not_started("git", &error))?;
        let Some(stdin) = process.stdin.take() else { return Err(Refused::new(Why::Other, "git does not listen")) };
        let mut input = BufWriter::new(stdin);
        let (person, message) = (git.person(), "Publish the site\n");
        let begin =
            format!("feature done\ncommit {branch}\ncommitter {person} now\ndata {}\n{message}{begun}", message.len());
        // Should it have ended already, the next write says why.
        let _ = input.write_all(begin.as_bytes());
        Ok(Self { process, input })
    }

    /// Tells of a change; false if nobody listens any more.
    pub fn tell(&mut self, parts: &[&[u8]]) -> bool {
        parts.iter().try_for_each(|part| self.input.write_all(part)).is_ok()
    }

    /// Ends the commit, and says what was wrong with it.
    pub fn end(self) -> Result<(), Refused> {
        let Self { mut process, mut input } = self;
        let told = input.write_all(b"\ndone\n").and_then(|()| input.flush());
        // What is left in its buffer would be written when it is dropped, to a program that does not listen.
        drop(input);
        let mut said = String::new();
        if let Some(stderr) = &mut process.stderr {
            let _ = stderr.read_to_string(&mut said);
        }
        let ended = process.wait()?;
        if told.is_ok() && ended.success() {
            return Ok(());
        }
        // The rest is a report of what it did up to there.
        let is_why = |line: &&str| line.starts_with("fatal:") || line.starts_with("error:");
        let why = said.lines().find(is_why).map_or_else(|| format!("it ended with {ended}"), str::to_owned);
        Err(Refused::new(Why::Other, format!("git fast-import: {}", without_password(&why))))
    }
}

/// A path as fast-import reads it, whatever it begins with.
pub fn quoted(path: &SitePath) -> String {
    format!("\"{}\"", path.as_str().replace('"', "\\\""))
}
