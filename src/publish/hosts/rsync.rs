//! A folder that the program rsync reaches: over SSH, at an rsync daemon, or on a mounted disk.
//!
//! What is put waits in a temporary folder until its wave ends; then one run of rsync takes it all over. rsync writes
//! each file under another name in [`STAGING`] and renames it, so readers see whole files. A receiver that is killed
//! leaves such a file there; the next run clears them once it has the lock.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::program::{complaint, run, without_password};
use crate::publish::host::{Host, Manner, Refused, Why};
use crate::text::SitePath;
use crate::world::Folder;

/// Where files wait on the host to be renamed; all in it is rsync's. It lies on the disk of the site, or there would be
/// nothing to rename.
const STAGING: &str = ".onrecord-staging";
const WAIT_THERE: &str = "--temp-dir=.onrecord-staging";

pub struct RsyncHost {
    /// Where it goes, with a slash at its end.
    to: String,
    shell: Option<String>,
    password: Option<String>,
    root: PathBuf,
    /// Keeps the folder in being.
    _temporary: TempDir,
    waiting: Folder,
    fetched: Folder,
    /// Holds [`STAGING`] and nothing else.
    empty: Folder,
    wave: Mutex<Batch>,
}

#[derive(Default)]
struct Batch {
    put: BTreeSet<SitePath>,
    removed: BTreeSet<SitePath>,
}

impl RsyncHost {
    pub fn open(path: &str, shell: Option<&str>, password: Option<String>, root: &Path) -> Result<Self, Refused> {
        let temporary = TempDir::with_prefix("onrecord-")?;
        Ok(Self {
            to: format!("{}/", path.trim_end_matches('/')),
            shell: shell.map(str::to_owned),
            password,
            root: root.to_path_buf(),
            waiting: Folder::new(temporary.path().join("waiting")),
            fetched: Folder::new(temporary.path().join("fetched")),
            empty: Folder::new(temporary.path().join("empty")),
            _temporary: temporary,
            wave: Mutex::default(),
        })
    }

    fn run(&self, args: &[&str], ends: &[&str], input: &[u8]) -> Result<Output, Refused> {
        let mut command = Command::new("rsync");
        command.args(args).arg("--timeout=60").args(self.shell.iter().map(|shell| format!("--rsh={shell}")));
        // A path may begin with a hyphen.
        command.arg("--").args(ends).current_dir(&self.root).env("LC_ALL", "C");
        if let Some(password) = &self.password {
            command.env("RSYNC_PASSWORD", password);
        }
        run(&mut command, input)
    }

    fn done(&self, args: &[&str], ends: &[&str], input: &[u8]) -> Result<Output, Refused> {
        let output = self.run(args, ends, input)?;
        if output.status.success() { Ok(output) } else { Err(refused(&output)) }
    }

    /// Takes files over, or removes those that do not wait here.
    fn transfer(&self, options: &[&str], paths: &BTreeSet<SitePath>) -> Result<(), Refused> {
        if paths.is_empty() {
            return Ok(());
        }
        let list: Vec<u8> = paths.iter().flat_map(|path| format!("./{path}\0").into_bytes()).collect();
        // Says each name, so that it notices when nobody listens any more, and does not go on alone.
        let fixed = ["--ignore-times", "--from0", "--files-from=-", "--out-format=%n"];
        let args: Vec<&str> = fixed.iter().chain(options).copied().collect();
        let from = format!("{}/", self.waiting.path().display());
        self.done(&args, &[&from, &self.to], &list).map(drop)
    }

    /// Removes what is there and does not wait here; of folders, only those that are empty.
    fn delete(&self, paths: &BTreeSet<SitePath>) -> Result<(), Refused> {
        // The folders above must be seen here, or rsync takes them for removed as well.
        for folder in paths.iter().map(SitePath::parent) {
            self.waiting.make_folder(&folder)?;
        }
        self.transfer(&["--delete-missing-args"], paths)
    }

    /// Removes the folders that are empty now, the deepest first; rsync leaves alone those that are not.
    fn prune(&self, removed: &BTreeSet<SitePath>) -> Result<(), Refused> {
        let mut folders: BTreeSet<SitePath> = removed.iter().map(SitePath::parent).collect();
        while !folders.is_empty() {
            folders.retain(|folder| !folder.is_root());
            let depth = |folder: &SitePath| folder.as_str().matches('/').count();
            let deepest = folders.iter().map(depth).max().unwrap_or_default();
            let (now, later): (BTreeSet<_>, BTreeSet<_>) =
                folders.into_iter().partition(|folder| depth(folder) == deepest);
            now.iter().for_each(|folder| self.waiting.remove_folder(folder));
            self.delete(&now)?;
            folders = later.into_iter().chain(now.iter().map(SitePath::parent)).collect();
        }
        Ok(())
    }

    /// Makes the folder where files wait, and that of the target; with `--delete` it is empty then.
    fn make_staging(&self, options: &[&str]) -> Result<(), Refused> {
        self.empty.make_folder(&staging())?;
        let from = format!("{}/./{STAGING}", self.empty.path().display());
        let fixed = ["--recursive", "--relative", "--no-implied-dirs"];
        let args: Vec<&str> = fixed.iter().chain(options).copied().collect();
        self.done(&args, &[&from, &self.to], &[]).map(drop)
    }

    /// Brings one small file over at once.
    fn put_now(&self, path: &SitePath, bytes: &[u8], options: &[&str]) -> Result<(), Refused> {
        self.stage(path, bytes)?;
        self.transfer(options, &BTreeSet::from([path.clone()]))?;
        Ok(self.waiting.remove(path)?)
    }

    fn stage(&self, path: &SitePath, bytes: &[u8]) -> Result<(), Refused> {
        let staged = self.waiting.stage(bytes)?;
        Ok(self.waiting.commit(staged, path)?)
    }
}

impl Host for RsyncHost {
    fn place(&self) -> String {
        format!("`{}` (rsync)", without_password(&self.to))
    }

    fn manner(&self) -> Manner {
        Manner::WaveByWave
    }

    fn read(&self, path: &SitePath) -> Result<Option<Vec<u8>>, Refused> {
        // Makes the folder, and forgets what was fetched before.
        self.fetched.clear_staging()?;
        self.stage_folder(path)?;
        let from = format!("{}{path}", self.to);
        let target = path.under(self.fetched.path()).display().to_string();
        let output = self.run(&["--ignore-times"], &[&from, &target], &[])?;
        match output.status.success() {
            true => Ok(Some(self.fetched.read(path)?)),
            false if is_missing(&output) => Ok(None),
            false => Err(refused(&output)),
        }
    }

    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        let output = self.run(&["--list-only", "--recursive", "--no-human-readable", "-8"], &[&self.to], &[])?;
        if !output.status.success() {
            return if is_missing(&output) { Ok(BTreeMap::new()) } else { Err(refused(&output)) };
        }
        let files = String::from_utf8_lossy(&output.stdout).lines().filter_map(listed).collect::<BTreeMap<_, _>>();
        let staging = format!("{STAGING}/");
        Ok(files.into_iter().filter(|(path, _)| !path.as_str().starts_with(&staging)).collect())
    }

    fn lists_cheaply(&self) -> bool {
        true
    }

    fn put(&self, path: &SitePath, bytes: Vec<u8>) -> Result<(), Refused> {
        if path.as_str().starts_with(".onrecord-") {
            return self.put_now(path, &bytes, &[WAIT_THERE]);
        }
        self.stage(path, &bytes)?;
        self.wave.lock().unwrap_or_else(PoisonError::into_inner).put.insert(path.clone());
        Ok(())
    }

    fn put_new(&self, path: &SitePath, bytes: Vec<u8>) -> Result<bool, Refused> {
        self.make_staging(&[])?;
        // rsync does not say whether it left one alone.
        self.put_now(path, &bytes, &[WAIT_THERE, "--ignore-existing"])?;
        let made = self.read(path)?.as_ref() == Some(&bytes);
        if made {
            // The lock is taken: what waits here was left by a run that was cut.
            self.make_staging(&["--delete"])?;
        }
        Ok(made)
    }

    fn remove(&self, path: &SitePath) -> Result<(), Refused> {
        if path.as_str().starts_with(".onrecord-") {
            return self.delete(&BTreeSet::from([path.clone()]));
        }
        self.wave.lock().unwrap_or_else(PoisonError::into_inner).removed.insert(path.clone());
        Ok(())
    }

    fn settle(&self) -> Result<(), Refused> {
        let mut wave = self.wave.lock().unwrap_or_else(PoisonError::into_inner);
        self.transfer(&[WAIT_THERE], &wave.put)?;
        for path in &wave.put {
            self.waiting.remove(path)?;
        }
        self.delete(&wave.removed)?;
        self.prune(&wave.removed)?;
        *wave = Batch::default();
        Ok(())
    }

    fn finish(&self) -> Result<(), Refused> {
        // It stays if something is left in it, and goes with the next run.
        self.waiting.remove_folder(&staging());
        self.delete(&BTreeSet::from([staging()]))
    }
}

impl RsyncHost {
    /// Makes room for a file that is fetched.
    fn stage_folder(&self, path: &SitePath) -> Result<(), Refused> {
        let staged = self.fetched.stage(&[])?;
        Ok(self.fetched.commit(staged, path)?)
    }
}

fn staging() -> SitePath {
    SitePath::new(STAGING).expect("a plain name")
}

/// A line of `rsync --list-only`: permissions, length, day, time, name.
fn listed(line: &str) -> Option<(SitePath, u64)> {
    let (mode, rest) = line.split_once(' ')?;
    let (len, rest) = rest.trim_start().split_once(' ')?;
    let (_day, rest) = rest.trim_start().split_once(' ')?;
    let (_time, name) = rest.split_once(' ')?;
    let is_file = mode.starts_with('-');
    is_file.then(|| Some((SitePath::new(name).ok()?, len.parse().ok()?)))?
}

fn is_missing(output: &Output) -> bool {
    output.status.code() == Some(23) && String::from_utf8_lossy(&output.stderr).contains("No such file or directory")
}

fn refused(output: &Output) -> Refused {
    let told = complaint(output);
    let said = |words: &[&str]| words.iter().any(|words| told.contains(words));
    // The codes are those of rsync's manual: 5 starting the protocol, 10 sockets, 12 the stream, 30 and 35 time-outs;
    // 255 is the remote shell's own.
    let why = match output.status.code() {
        _ if said(&["No space left", "Disk quota exceeded"]) => Why::Full,
        _ if said(&[
            "Permission denied",
            "auth failed",
            "Read-only file system",
            "read only",
            "Host key verification",
        ]) =>
        {
            Why::Denied
        }
        Some(10 | 12 | 30 | 35 | 255) => Why::Busy,
        _ => Why::Other,
    };
    Refused::new(why, told)
}
