//! A branch that a code host serves: GitHub Pages, GitLab Pages, Codeberg Pages and the like.
//!
//! All is done by the git program in a repository of its own in a temporary folder, so that neither the author's
//! checkout nor its index is touched. `git fast-import` turns what is put into one commit, and one push shows it all
//! at once; a push that comes second is refused by the other side.

mod command;
mod import;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use self::command::{Git, OURS, origin, refused};
use self::import::{Import, quoted};
use super::program::without_password;
use crate::publish::host::{Host, Manner, Refused};
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

#[derive(Default)]
struct State {
    /// Where the branch was when it was first looked at.
    seen: Option<Tip>,
    import: Option<Import>,
    /// Whether there is a commit that has not been pushed.
    is_ahead: bool,
}

/// The commit that a branch is at; none if there is no such branch.
type Tip = Option<String>;

impl GitHost {
    pub fn open(wish: Wish<'_>, root: &Path) -> Result<Self, Refused> {
        let token = crate::world::secret(wish.token)?.map(|_| wish.token.to_owned());
        let git = Git::new(root, token)?;
        let repository = match wish.repository {
            Some(repository) => repository.to_owned(),
            None => origin(root)?,
        };
        let branch = format!("refs/heads/{}", wish.branch);
        let domain = wish.domain.map(str::to_owned);
        Ok(Self { git, repository, branch, domain, keep: wish.keep, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the branch is; it is fetched the first time.
    fn tip(&self) -> Result<Tip, Refused> {
        let mut state = self.state();
        if state.seen.is_none() {
            state.seen = Some(self.git.fetch(&self.repository, &self.branch)?);
        }
        Ok(state.seen.clone().flatten())
    }

    /// Tells the import of a change, beginning the commit with the first one.
    fn tell(&self, parts: &[&[u8]]) -> Result<(), Refused> {
        let tip = self.tip()?;
        let mut state = self.state();
        let import = match &mut state.import {
            Some(import) => import,
            none => none.insert(Import::begin(&self.git, OURS, &self.start(tip.as_deref())?)?),
        };
        if import.tell(parts) {
            return Ok(());
        }
        // It ended early, and says why.
        state.import.take().map_or(Ok(()), Import::end)
    }

    /// What a commit starts from.
    fn start(&self, tip: Option<&str>) -> Result<String, Refused> {
        Ok(match tip {
            Some(tip) if self.keep => format!("from {tip}\n"),
            Some(tip) => {
                let tree = self.git.done(&["rev-parse", &format!("{tip}^{{tree}}")])?;
                format!("M 040000 {} \"\"\n", String::from_utf8_lossy(&tree.stdout).trim())
            }
            None => String::new(),
        })
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
        let output = self.git.run(&args)?;
        match output.status.success() {
            true => Ok(()),
            false => Err(refused(&output).while_doing("git push")),
        }
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
        let Some(tip) = self.tip()? else { return Ok(None) };
        let output = self.git.run(&["cat-file", "blob", &format!("{tip}:{path}")])?;
        Ok(output.status.success().then_some(output.stdout))
    }

    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        let Some(tip) = self.tip()? else { return Ok(BTreeMap::new()) };
        let output = self.git.done(&["ls-tree", "-r", "-l", "-z", &tip])?;
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
        let before = self.tip()?;
        let import = self.state().import.take();
        if let Some(import) = import {
            import.end()?;
            self.state().is_ahead = true;
        }
        // A push that failed for a moment is tried again with the same commit.
        if !self.state().is_ahead {
            return Ok(());
        }
        self.push(before.as_deref())?;
        let tip = self.git.done(&["rev-parse", OURS])?;
        let tip = String::from_utf8_lossy(&tip.stdout).trim().to_owned();
        *self.state() = State { seen: Some(Some(tip)), ..State::default() };
        Ok(())
    }
}
