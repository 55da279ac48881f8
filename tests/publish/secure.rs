//! OpenSSH's server, which lets one key in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::servers::{Server, Target, free_port, replace, skipped, start};
use crate::site::{Files, files_below};

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
        // With a home of its own the login shell runs no start-up files of whoever runs the tests.
        let settings = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {path}/host\nAuthorizedKeysFile {path}/authorized\nStrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin yes\nPidFile none\nMaxStartups 100\nSubsystem sftp internal-sftp\nSetEnv HOME={path}\n"
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
