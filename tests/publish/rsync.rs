//! rsync, to a daemon of its own, and through a remote shell.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::secure::Shell;
use crate::servers::{Server, Target, free_port, installed, nothing_is_forbidden, replace, start};
use crate::site::{Files, files_below};

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
