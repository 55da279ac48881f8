//! The servers, each started for one test and ended with it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::site::{Files, files_below};

/// Files of publishing itself, which are not a part of the site.
const OWN: [&str; 4] = [".onrecord-manifest", ".onrecord-lock", ".nojekyll", "CNAME"];

/// A place to publish to.
pub trait Target {
    /// The target as site.yaml has it.
    fn yaml(&self) -> String;
    fn environment(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    /// All files that are there.
    fn all_files(&self) -> Files;
    /// Puts other bytes into a file behind the program's back, or removes it.
    fn replace(&self, path: &str, bytes: Option<&[u8]>);
    /// Whether it locks out a second publisher before the end.
    fn locks(&self) -> bool {
        true
    }

    /// Waits until the server has seen that whoever sent something is gone.
    fn rest(&self) {}

    /// The files of the site that are there.
    fn files(&self) -> Files {
        let mut files = self.all_files();
        files.retain(|path, _| !OWN.contains(&path.as_str()) && !path.starts_with(".onrecord-staging/"));
        files
    }
}

/// A place that is reached over HTTP, at another port too if something stands before it.
pub trait Store: Target {
    fn port(&self) -> u16;
    /// The target as site.yaml has it, at this port.
    fn yaml_at(&self, port: u16) -> String;
}

/// A server that ends with the test.
pub struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server and waits until it listens; none, with the reason, if it is not installed.
pub fn start(names: &[&str], port: u16, args: &[&str]) -> Option<Server> {
    start_with(names, port, args, &[])
}

pub fn start_with(names: &[&str], port: u16, args: &[&str], variables: &[(&str, &str)]) -> Option<Server> {
    let program = installed(names)?;
    let mut command = Command::new(program);
    command.args(args).envs(variables.iter().copied());
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut server = Server(child.expect("the server starts"));
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(server.0.try_wait().expect("a child").is_none(), "{} ended at once", names[0]);
        assert!(started.elapsed() < Duration::from_secs(120), "{} does not listen", names[0]);
        thread::sleep(Duration::from_millis(20));
    }
    Some(server)
}

/// Where a program is; none, with the reason, if it is not installed.
pub fn installed(names: &[&str]) -> Option<PathBuf> {
    find(names).or_else(|| skipped(names[0]))
}

/// Says that something is not installed, which must not be where all is checked.
pub fn skipped<T>(name: &str) -> Option<T> {
    let reason = format!("skipped: {name} is not installed");
    assert!(std::env::var_os("CI").is_none(), "{reason}");
    println!("{reason}");
    None
}

fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/local/sbin"]);
    folders.flat_map(|folder| names.iter().map(move |name| Path::new(folder).join(name))).find(|path| path.is_file())
}

pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port").port()
}

pub fn nothing_is_forbidden() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n")
}

pub fn replace(folder: &Path, path: &str, bytes: Option<&[u8]>) {
    let path = folder.join(path);
    match bytes {
        Some(bytes) => fs::write(path, bytes).expect("it can be written"),
        None => fs::remove_file(path).expect("it is there"),
    }
}

// ---- A folder ----------------------------------------------------------------------------------

pub struct Directory {
    folder: TempDir,
}

impl Directory {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("www")
    }
}

impl Target for Directory {
    fn yaml(&self) -> String {
        format!("{{to: folder, path: {}}}", self.folder().display())
    }
    fn all_files(&self) -> Files {
        files_below(&self.folder())
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        replace(&self.folder(), path, bytes);
    }
}

/// A small disk of its own, where this user may mount one.
pub struct Mounted(PathBuf);

impl Mounted {
    /// Mounts one at a folder; the folders below it are made anew.
    pub fn at(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).expect("the test's own folder");
        let below = walkdir::WalkDir::new(folder).min_depth(1).into_iter().filter_map(Result::ok);
        let below: Vec<_> =
            below.filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path).collect();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(folder).output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            for folder in below {
                fs::create_dir(&folder).expect("the small disk has room");
                // Whoever a server works for.
                fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("the test's own folder");
            }
            return Some(Self(folder.to_owned()));
        }
        println!("skipped: this user may not mount a small disk");
        None
    }

    /// Whether it can be written to from now on.
    pub fn lock(&self, read_only: bool) {
        let how = if read_only { "remount,ro" } else { "remount,rw" };
        let started = Instant::now();
        loop {
            let mount = Command::new("mount").args(["-o", how]).arg(&self.0).output().expect("mount is there");
            if mount.status.success() {
                return;
            }
            // A server may still be closing what it wrote.
            let said = String::from_utf8_lossy(&mount.stderr);
            assert!(started.elapsed() < Duration::from_secs(30), "{}: {said}", self.0.display());
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
