//! A branch that a code host serves: GitHub Pages, GitLab Pages, Codeberg Pages and the like.
//!
//! All is done by the git program in a repository of its own in a temporary folder, so that neither the author's
//! checkout nor its index is touched. `git fast-import` turns what is put into one commit, and one push shows it all
//! at once; a push that comes second is refused by the other side.

use std::collections::BTreeMap;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

use super::program::{complaint, not_started, run, without_password};
use crate::publish::host::{Host, Manner, Refused, Why};
use crate::text::SitePath;

/// What is wanted of a branch.
pub struct Wish<'a> {
    pub repository: Option<&'a str>,
    pub branch: &'a str,
    pub domain: Option<&'a str>,
    /// Whether the branch keeps what was published before.
    pub keep: bool,
    /// The variable of the environment that may hold a token for `https://` addresses.
    pub token: &'a str,
}

pub struct GitHost {
    git: Git,
    repository: String,
    branch: String,
    domain: Option<String>,
    keep: bool,
    state: Mutex<State>,
}

struct State {
    /// The commit that the branch is known to be at; none if there is no such branch.
    tip: Option<String>,
    import: Option<Import>,
}

/// A running `git fast-import` that is told of one commit.
struct Import {
    process: Child,
    input: BufWriter<ChildStdin>,
}

/// How git is run.
struct Git {
    /// The repository for this run alone.
    folder: TempDir,
    root: std::path::PathBuf,
    token: Option<String>,
}

/// The branch in the repository of this run.
const OURS: &str = "refs/heads/onrecord";

impl GitHost {
    pub fn open(wish: Wish<'_>, root: &Path) -> Result<Self, Refused> {
        let token = crate::world::secret(wish.token)?.map(|_| wish.token.to_owned());
        let git = Git { folder: TempDir::with_prefix("onrecord-")?, root: root.to_path_buf(), token };
        let repository = match wish.repository {
            Some(repository) => repository.to_owned(),
            None => origin(root)?,
        };
        git.done(&["init", "--quiet", "--bare"], &[])?;
        let branch = format!("refs/heads/{}", wish.branch);
        let tip = git.fetch(&repository, &branch)?;
        let state = Mutex::new(State { tip, import: None });
        Ok(Self { git, repository, branch, domain: wish.domain.map(str::to_owned), keep: wish.keep, state })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the import of a change, beginning the commit with the first one.
    fn tell(&self, parts: &[&[u8]]) -> Result<(), Refused> {
        let mut state = self.state();
        if state.import.is_none() {
            state.import = Some(self.begin(state.tip.as_deref())?);
        }
        let Some(import) = &mut state.import else { return Ok(()) };
        if parts.iter().try_for_each(|part| import.input.write_all(part)).is_ok() {
            return Ok(());
        }
        // It ended early, and says why.
        state.import.take().map_or(Ok(()), Import::end)
    }

    fn begin(&self, tip: Option<&str>) -> Result<Import, Refused> {
        // Forced, since a branch that keeps nothing does not follow from what it was.
        let mut command = self.git.command(&["fast-import", "--quiet", "--force", "--done", "--date-format=now"]);
        let process = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut process = process.map_err(|error| not_started("git", &error))?;
        let Some(stdin) = process.stdin.take() else { return Err(Refused::new(Why::Other, "git does not listen")) };
        let mut input = BufWriter::new(stdin);
        let message = "Publish the site\n";
        let mut begin = format!(
            "feature done\ncommit {OURS}\ncommitter {} now\ndata {}\n{message}",
            self.git.person(),
            message.len()
        );
        if let Some(tip) = tip {
            if self.keep {
                begin += &format!("from {tip}\n");
            } else {
                let tree = self.git.done(&["rev-parse", &format!("{tip}^{{tree}}")], &[])?;
                begin += &format!("M 040000 {} \"\"\n", String::from_utf8_lossy(&tree.stdout).trim());
            }
        }
        // Should it have ended already, the next write says why.
        let _ = input.write_all(begin.as_bytes());
        Ok(Import { process, input })
    }

    fn push(&self, before: Option<&str>) -> Result<(), Refused> {
        let lease = format!("--force-with-lease={}:{}", self.branch, before.unwrap_or_default());
        let what = format!("{OURS}:{}", self.branch);
        // The hooks are made for what the author pushes.
        let mut args = vec!["push", "--quiet", "--no-verify"];
        // Without it git itself refuses what does not follow from what is there.
        if !self.keep {
            args.push(&lease);
        }
        args.extend([self.repository.as_str(), what.as_str()]);
        let output = self.git.run(&args, &[])?;
        if output.status.success() {
            return Ok(());
        }
        let told = complaint(&output);
        let overtaken = [
            "[rejected]",
            "stale info",
            "non-fast-forward",
            "fetch first",
            // Both pushed at the same moment, and the other side saw it when it wrote.
            "reference already exists",
            "but expected",
        ];
        if overtaken.iter().any(|words| told.contains(words)) {
            let message = "somebody else pushed to the branch since the plan was made; start again";
            return Err(Refused::new(Why::Overtaken, message));
        }
        Err(refused(told).while_doing("git push"))
    }
}

impl Host for GitHost {
    fn place(&self) -> String {
        let branch = self.branch.trim_start_matches("refs/heads/");
        format!("the branch `{branch}` of `{}`", without_password(&self.repository))
    }

    fn manner(&self) -> Manner {
        Manner::AtOnce
    }

    fn width(&self) -> usize {
        1
    }

    fn needs(&self) -> Vec<(SitePath, Vec<u8>)> {
        // Without it GitHub Pages leaves out names that begin with an underscore.
        let file = |name, bytes| SitePath::new(name).ok().map(|path| (path, bytes));
        let domain = self.domain.as_ref().and_then(|domain| file("CNAME", format!("{domain}\n").into_bytes()));
        file(".nojekyll", Vec::new()).into_iter().chain(domain).collect()
    }

    fn read(&self, path: &SitePath) -> Result<Option<Vec<u8>>, Refused> {
        let Some(tip) = self.state().tip.clone() else { return Ok(None) };
        let output = self.git.run(&["cat-file", "blob", &format!("{tip}:{path}")], &[])?;
        Ok(output.status.success().then_some(output.stdout))
    }

    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        let Some(tip) = self.state().tip.clone() else { return Ok(BTreeMap::new()) };
        let output = self.git.done(&["ls-tree", "-r", "-l", "-z", &tip], &[])?;
        let files = output.stdout.split(|byte| *byte == 0).filter_map(|entry| {
            let entry = std::str::from_utf8(entry).ok()?;
            let (about, path) = entry.split_once('\t')?;
            let len = about.split_whitespace().last()?.parse().ok()?;
            Some((SitePath::new(path).ok()?, len))
        });
        Ok(files.collect())
    }

    fn lists_cheaply(&self) -> bool {
        true
    }

    fn put(&self, path: &SitePath, bytes: Vec<u8>) -> Result<(), Refused> {
        let head = format!("M 100644 inline {}\ndata {}\n", quoted(path), bytes.len());
        self.tell(&[head.as_bytes(), &bytes, b"\n"])
    }

    fn put_new(&self, path: &SitePath, bytes: Vec<u8>) -> Result<bool, Refused> {
        self.put(path, bytes).map(|()| true)
    }

    fn remove(&self, path: &SitePath) -> Result<(), Refused> {
        self.tell(&[format!("D {}\n", quoted(path)).as_bytes()])
    }

    fn finish(&self) -> Result<(), Refused> {
        let (import, before) = {
            let mut state = self.state();
            (state.import.take(), state.tip.clone())
        };
        let Some(import) = import else { return Ok(()) };
        import.end()?;
        self.push(before.as_deref())?;
        let tip = self.git.done(&["rev-parse", OURS], &[])?;
        self.state().tip = Some(String::from_utf8_lossy(&tip.stdout).trim().to_owned());
        Ok(())
    }
}

impl Import {
    /// Ends the commit, and says what was wrong with it.
    fn end(self) -> Result<(), Refused> {
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

impl Git {
    fn command(&self, args: &[&str]) -> Command {
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
                "!f() {{ test \"$1\" = get && echo username=x-access-token && echo \"password={value}\"; }}; f"
            );
            command.env("GIT_CONFIG_COUNT", "2");
            command.env("GIT_CONFIG_KEY_0", "credential.helper").env("GIT_CONFIG_VALUE_0", "");
            command.env("GIT_CONFIG_KEY_1", "credential.helper").env("GIT_CONFIG_VALUE_1", helper);
        }
        command
    }

    fn run(&self, args: &[&str], input: &[u8]) -> Result<Output, Refused> {
        run(&mut self.command(args), input)
    }

    /// Runs git and expects that it succeeds.
    fn done(&self, args: &[&str], input: &[u8]) -> Result<Output, Refused> {
        let output = self.run(args, input)?;
        if output.status.success() {
            return Ok(output);
        }
        Err(refused(complaint(&output)).while_doing(format_args!("git {}", args[0])))
    }

    /// Gets the last commit of the branch; none if there is no such branch yet.
    fn fetch(&self, repository: &str, branch: &str) -> Result<Option<String>, Refused> {
        let heads = self.done(&["ls-remote", "--", repository, branch], &[])?;
        let heads = String::from_utf8_lossy(&heads.stdout).into_owned();
        let of_branch =
            |line: &str| line.split_once('\t').filter(|(_, name)| *name == branch).map(|(id, _)| id.to_owned());
        if heads.lines().find_map(of_branch).is_none() {
            return Ok(None);
        }
        let what = format!("+{branch}:{OURS}");
        self.done(&["fetch", "--quiet", "--no-tags", "--depth=1", "--", repository, &what], &[])?;
        let tip = self.done(&["rev-parse", OURS], &[])?;
        Ok(Some(String::from_utf8_lossy(&tip.stdout).trim().to_owned()))
    }

    /// Who commits, as git knows them.
    fn person(&self) -> String {
        let known = self.run(&["var", "GIT_COMMITTER_IDENT"], &[]).ok().filter(|output| output.status.success());
        let ident = known.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
        match ident.rsplit_once('>') {
            Some((person, _)) => format!("{person}>"),
            None => "onrecord <onrecord@localhost>".to_owned(),
        }
    }
}

/// The `origin` of the repository that the site lies in.
fn origin(root: &Path) -> Result<String, Refused> {
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

fn refused(told: String) -> Refused {
    let denied =
        ["Authentication failed", "Permission denied", "could not read Username", "403", "denied to", "not allowed"];
    let busy = ["Could not resolve host", "Connection", "timed out", "unexpected disconnect", "early EOF", "error: 50"];
    let said = |words: &[&str]| words.iter().any(|words| told.contains(words));
    let why = match () {
        () if said(&denied) => Why::Denied,
        () if said(&busy) => Why::Busy,
        () => Why::Other,
    };
    Refused::new(why, told)
}

/// A path as fast-import reads it, whatever it begins with.
fn quoted(path: &SitePath) -> String {
    format!("\"{}\"", path.as_str().replace('"', "\\\""))
}
