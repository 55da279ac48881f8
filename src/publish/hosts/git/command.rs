//! The git program, run in a repository of this run alone, and what it says when something is wrong.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::super::program::{complaint, run};
use crate::publish::host::{Refused, Why};

/// How git is run.
pub struct Git {
    /// The repository for this run alone.
    folder: TempDir,
    root: PathBuf,
    token: Option<String>,
}

/// The branch in the repository of this run.
pub const OURS: &str = "refs/heads/onrecord";

impl Git {
    /// Makes the repository. `token` is the variable that holds one for `https://` addresses.
    pub fn new(root: &Path, token: Option<String>) -> Result<Self, Refused> {
        let git = Self { folder: TempDir::with_prefix("onrecord-")?, root: root.to_path_buf(), token };
        git.done(&["init", "--quiet", "--bare"])?;
        Ok(git)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(args).current_dir(&self.root).env("GIT_DIR", self.folder.path());
        for variable in ["GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_NAMESPACE"] {
            command.env_remove(variable);
        }
        // Nobody is there to answer, and messages are looked at below.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        if let Some(variable) = &self.token {
            // The helper's text names the variable; the token itself stays in the environment.
            let value = format!("${{{variable}:-$(head -n 1 \"${variable}_FILE\")}}");
            let helper = format!(
                "!f() {{ test \"$1\" = get && printf 'username=x-access-token\\npassword=%s\\n' \"{value}\"; }}; f"
            );
            command.env("GIT_CONFIG_COUNT", "2");
            command.env("GIT_CONFIG_KEY_0", "credential.helper").env("GIT_CONFIG_VALUE_0", "");
            command.env("GIT_CONFIG_KEY_1", "credential.helper").env("GIT_CONFIG_VALUE_1", helper);
        }
        command
    }

    pub fn run(&self, args: &[&str]) -> Result<Output, Refused> {
        run(&mut self.command(args), &[])
    }

    /// Runs git and expects that it succeeds.
    pub fn done(&self, args: &[&str]) -> Result<Output, Refused> {
        let output = self.run(args)?;
        if output.status.success() {
            return Ok(output);
        }
        Err(refused(&output).while_doing(format_args!("git {}", args[0])))
    }

    /// Gets the last commit of the branch; none if there is no such branch yet.
    pub fn fetch(&self, repository: &str, branch: &str) -> Result<Option<String>, Refused> {
        let heads = self.done(&["ls-remote", "--", repository, branch])?;
        let heads = String::from_utf8_lossy(&heads.stdout).into_owned();
        let of_branch =
            |line: &str| line.split_once('\t').filter(|(_, name)| *name == branch).map(|(id, _)| id.to_owned());
        if heads.lines().find_map(of_branch).is_none() {
            return Ok(None);
        }
        let what = format!("+{branch}:{OURS}");
        self.done(&["fetch", "--quiet", "--no-tags", "--depth=1", "--", repository, &what])?;
        let tip = self.done(&["rev-parse", OURS])?;
        Ok(Some(String::from_utf8_lossy(&tip.stdout).trim().to_owned()))
    }

    /// Who commits, as git knows them.
    pub fn person(&self) -> String {
        let known = self.run(&["var", "GIT_COMMITTER_IDENT"]).ok().filter(|output| output.status.success());
        let ident = known.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        match ident.rsplit_once('>') {
            Some((person, _)) => format!("{person}>"),
            None => "onrecord <onrecord@localhost>".to_owned(),
        }
    }
}

/// The `origin` of the repository that the site lies in.
pub fn origin(root: &Path) -> Result<String, Refused> {
    let output = run(Command::new("git").args(["remote", "get-url", "origin"]).current_dir(root), &[])?;
    let url = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && !url.is_empty() {
        return Ok(url);
    }
    Err(Refused::new(
        Why::Other,
        "the site lies in no git repository with a remote `origin`; name one with `repository` in site.yaml",
    ))
}

/// What git's complaint means.
pub fn refused(output: &Output) -> Refused {
    // All of it: the line that says why may stand far above the last one.
    let told = String::from_utf8_lossy(&output.stderr);
    let overtaken = [
        "[rejected]",
        "stale info",
        "non-fast-forward",
        "fetch first",
        // Both pushed at the same moment, and the other side saw it when it wrote.
        "reference already exists",
        "but expected",
    ];
    let denied = [
        "Authentication failed",
        "Permission denied",
        "could not read Username",
        "error: 403",
        "denied to",
        "not allowed",
    ];
    let busy = [
        "Could not resolve host",
        "Connection",
        "Failed to connect",
        "Couldn't connect",
        "Empty reply",
        "timed out",
        "unexpected disconnect",
        "early EOF",
        "error: 50",
        "error: 429",
        // Another push to it, or what is tidied up there after one, has not ended.
        ".lock': File exists",
    ];
    let said = |words: &[&str]| words.iter().any(|words| told.contains(words));
    match () {
        () if said(&overtaken) => {
            Refused::new(Why::Overtaken, "somebody else pushed to the branch since the plan was made; start again")
        }
        () if said(&denied) => Refused::new(Why::Denied, complaint(output)),
        () if said(&busy) => Refused::new(Why::Busy, complaint(output)),
        () => Refused::new(Why::Other, complaint(output)),
    }
}
