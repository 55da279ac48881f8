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

// ---- rsync -------------------------------------------------------------------------------------

pub struct Daemon {
    folder: TempDir,
    port: u16,
    _server: Server,
}

impl Daemon {
    pub fn start() -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let path = folder.path().display();
        fs::create_dir(folder.path().join("www")).expect("the test's own folder");
        fs::write(folder.path().join("secrets"), "editor:rsync-password\n").expect("the test's own folder");
        // A daemon that root starts gives its rights away, and with them the test's folder.
        let keep = if nothing_is_forbidden() { "uid = 0\ngid = 0\n" } else { "" };
        let settings = format!(
            "{keep}use chroot = no\nreverse lookup = no\nstrict modes = no\n[site]\npath = {path}/www\nread only = no\nauth users = editor\nsecrets file = {path}/secrets\n"
        );
        let file = folder.path().join("rsyncd.conf");
        fs::write(&file, settings).expect("the test's own folder");
        let (config, port_arg) = (format!("--config={}", file.display()), format!("--port={port}"));
        let args = ["--daemon", "--no-detach", "--address=127.0.0.1", &config, &port_arg];
        let server = start(&["rsync"], port, &args)?;
        Some(Self { folder, port, _server: server })
    }

    pub fn www(&self) -> PathBuf {
        self.folder.path().join("www")
    }
}

impl Target for Daemon {
    fn yaml(&self) -> String {
        format!("{{to: rsync, path: 'rsync://editor@127.0.0.1:{}/site'}}", self.port)
    }
    fn environment(&self) -> Vec<(String, String)> {
        vec![("ONRECORD_LIVE_PASSWORD".to_owned(), "rsync-password".to_owned())]
    }
    fn all_files(&self) -> Files {
        files_below(&self.folder.path().join("www"))
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        replace(&self.folder.path().join("www"), path, bytes);
    }
}

/// A folder that rsync reaches through another program, as it does through ssh.
pub struct Remote {
    folder: TempDir,
    host: String,
    shell: String,
    /// The server on the other side, if there is one.
    secure: Option<Shell>,
}

impl Remote {
    pub fn start() -> Option<Self> {
        installed(&["rsync"])?;
        let folder = tempfile::tempdir().expect("a folder");
        let shell = folder.path().join("shell");
        // Like ssh it hands all its words to a shell of the other side; it has one host alone.
        fs::write(&shell, "#!/bin/sh\nshift\nexec sh -c \"$*\"\n").expect("the test's own folder");
        fs::set_permissions(&shell, fs::Permissions::from_mode(0o755)).expect("the test's own folder");
        Some(Self { folder, host: "host".to_owned(), shell: shell.display().to_string(), secure: None })
    }

    /// Through ssh itself.
    pub fn secure() -> Option<Self> {
        installed(&["rsync"])?;
        let secure = Shell::start()?;
        let (host, shell) = (secure.login(), secure.client());
        Some(Self { folder: tempfile::tempdir().expect("a folder"), host, shell, secure: Some(secure) })
    }

    /// From here on the server lets nobody in.
    pub fn forget(self) -> Self {
        self.secure.as_ref().expect("a server").forget();
        self
    }

    pub fn www(&self) -> PathBuf {
        self.folder.path().join("w w w")
    }
}

impl Target for Remote {
    fn yaml(&self) -> String {
        format!("{{to: rsync, path: '{}:{}', shell: {}}}", self.host, self.www().display(), self.shell)
    }
    fn all_files(&self) -> Files {
        files_below(&self.www())
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        replace(&self.www(), path, bytes);
    }
}

// ---- SFTP --------------------------------------------------------------------------------------

pub struct Shell {
    folder: TempDir,
    port: u16,
    _server: Server,
}

impl Shell {
    pub fn start() -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let path = folder.path().display().to_string();
        for name in ["host", "other", "user"] {
            key(&folder.path().join(name))?;
        }
        fs::copy(folder.path().join("user.pub"), folder.path().join("authorized")).expect("the test's own folder");
        // sshd wants a folder for itself when the machine's own start-up has not made it.
        let _ = fs::create_dir_all("/run/sshd");
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {path}/host\nAuthorizedKeysFile {path}/authorized\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin yes\nPidFile none\nMaxStartups 100\nSubsystem sftp internal-sftp\n"
        );
        let file = folder.path().join("sshd_config");
        fs::write(&file, settings).expect("the test's own folder");
        let server = start(&["sshd"], port, &["-r", "-D", "-e", "-f", &file.display().to_string()])?;
        let shell = Self { folder, port, _server: server };
        fs::write(shell.known_hosts(), shell.host_key("host")).expect("the test's own folder");
        Some(shell)
    }

    pub fn www(&self) -> PathBuf {
        self.folder.path().join("www")
    }

    /// Who logs in, and where.
    pub fn login(&self) -> String {
        let user = Command::new("id").arg("-un").output().expect("id is there").stdout;
        format!("{}@127.0.0.1", String::from_utf8(user).expect("a name").trim())
    }

    /// The program ssh, told of this server, and of nothing of whoever runs the tests. Its connection is kept for a few
    /// seconds, since rsync asks for a score of them in each run.
    pub fn client(&self) -> String {
        let (path, port) = (self.folder.path().display(), self.port);
        format!(
            "ssh -F /dev/null -p {port} -i {path}/user -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile={path}/known_hosts -o ControlMaster=auto -o ControlPath={path}/control -o ControlPersist=5"
        )
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// From here on nobody is let in.
    pub fn forget(&self) {
        fs::write(self.folder.path().join("authorized"), "").expect("the test's own folder");
    }

    fn host_key(&self, name: &str) -> String {
        let public = fs::read_to_string(self.folder.path().join(format!("{name}.pub"))).expect("the test's own folder");
        format!("[127.0.0.1]:{} {public}", self.port)
    }

    /// A line of known hosts with a key that the server does not have.
    pub fn other_host_key(&self) -> String {
        self.host_key("other")
    }

    pub fn known_hosts(&self) -> String {
        self.folder.path().join("known_hosts").display().to_string()
    }
}

fn key(file: &Path) -> Option<()> {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file).status();
    if made.is_ok_and(|made| made.success()) {
        return Some(());
    }
    skipped("ssh-keygen")
}

/// A private key that no server knows.
pub fn another_key() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key");
    key(&file).and_then(|()| fs::read_to_string(file).ok()).unwrap_or_default()
}

impl Target for Shell {
    fn yaml(&self) -> String {
        let login = self.login();
        let user = login.split('@').next().expect("a name");
        let path = self.folder.path().join("www");
        format!(
            "{{to: sftp, host: 127.0.0.1, port: {}, user: {}, path: {}, known_hosts: {}}}",
            self.port,
            user,
            path.display(),
            self.known_hosts()
        )
    }
    fn environment(&self) -> Vec<(String, String)> {
        let file = self.folder.path().join("user").display().to_string();
        vec![("ONRECORD_LIVE_KEY_FILE".to_owned(), file)]
    }
    fn all_files(&self) -> Files {
        files_below(&self.folder.path().join("www"))
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        replace(&self.folder.path().join("www"), path, bytes);
    }
}
