//! A bare git repository, on the same disk, over `https://`, and over `ssh://`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::secure::Shell;
use crate::servers::{Server, Target, free_port, skipped, start};
use crate::site::Files;

pub struct Bare {
    folder: TempDir,
    repository: String,
    environment: Vec<(String, String)>,
    server: Option<Server>,
    secure: Option<Shell>,
}

/// The token that the server of `https://` takes for a password.
const TOKEN: &str = "git-token";

impl Bare {
    pub fn start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = folder.path().join("site.git").display().to_string();
        Some(Self { folder, repository, environment: Vec::new(), server: None, secure: None }.begun())
    }

    /// Behind lighttpd, which hands requests to git's own program for them.
    pub fn https() -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let path = folder.path().display().to_string();
        let programs = Command::new("git").arg("--exec-path").output().expect("git is installed").stdout;
        let programs = String::from_utf8(programs).expect("a path");
        let backend = format!("{}/git-http-backend", programs.trim());
        if !fs::exists(&backend).unwrap_or_default() {
            return skipped("git-http-backend");
        }
        let certificate = format!("{path}/certificate");
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
            .args(["-keyout", &format!("{path}/key"), "-out", &certificate])
            .output();
        if !made.is_ok_and(|made| made.status.success()) {
            return skipped("openssl");
        }
        fs::write(format!("{path}/users"), format!("x-access-token:{TOKEN}\n")).expect("the test's own folder");
        let settings = format!(
            r#"server.modules = ("mod_auth", "mod_authn_file", "mod_openssl", "mod_setenv", "mod_alias", "mod_cgi")
server.document-root = "{path}"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "{path}/log"
ssl.engine = "enable"
ssl.pemfile = "{certificate}"
ssl.privkey = "{path}/key"
alias.url = ("/git" => "{backend}")
cgi.assign = ("" => "")
setenv.set-environment = ("GIT_PROJECT_ROOT" => "{path}", "GIT_HTTP_EXPORT_ALL" => "1", "HOME" => "{path}")
auth.backend = "plain"
auth.backend.plain.userfile = "{path}/users"
auth.require = ("/" => ("method" => "basic", "realm" => "git", "require" => "valid-user"))
"#
        );
        fs::write(format!("{path}/conf"), settings).expect("the test's own folder");
        if !fs::exists("/usr/lib/lighttpd/mod_openssl.so").unwrap_or_default() {
            return skipped("lighttpd-mod-openssl");
        }
        let server = Self::serve(&folder, port)?;
        let environment = [("GIT_SSL_CAINFO", certificate.as_str()), ("ONRECORD_LIVE_TOKEN", TOKEN)];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let repository = format!("https://127.0.0.1:{port}/git/site.git");
        Some(Self { folder, repository, environment, server: Some(server), secure: None }.begun())
    }

    fn serve(folder: &TempDir, port: u16) -> Option<Server> {
        start(&["lighttpd"], port, &["-D", "-f", &folder.path().join("conf").display().to_string()])
    }

    /// Ends the server of `https://`.
    pub fn stop(&mut self) {
        self.server = None;
    }

    /// Starts it again.
    pub fn resume(&mut self) {
        let port =
            self.repository.split([':', '/']).find_map(|part| part.parse().ok()).expect("an address with a port");
        self.server = Self::serve(&self.folder, port);
    }

    pub fn ssh() -> Option<Self> {
        let (folder, secure) = (tempfile::tempdir().expect("a folder"), Shell::start()?);
        let place = folder.path().join("site.git");
        let repository = format!("ssh://{}:{}{}", secure.login(), secure.port(), place.display());
        let environment = vec![("GIT_SSH_COMMAND".to_owned(), secure.client())];
        Some(Self { folder, repository, environment, server: None, secure: Some(secure) }.begun())
    }

    fn begun(self) -> Self {
        fs::create_dir(self.place()).expect("the test's own folder");
        self.git(&["init", "--quiet", "--bare"], &[]);
        self
    }

    pub fn place(&self) -> PathBuf {
        self.folder.path().join("site.git")
    }

    /// From here on the server of `ssh://` lets nobody in.
    pub fn forget(self) -> Self {
        self.secure.as_ref().expect("a server").forget();
        self
    }

    /// From here on nobody may push over `https://`.
    pub fn lock(&self, is_locked: bool) {
        self.git(&["config", "http.receivepack", if is_locked { "false" } else { "true" }], &[]);
    }

    fn git(&self, args: &[&str], input: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut command = Command::new("git");
        command.args(args).current_dir(self.place()).stdin(Stdio::piped()).stdout(Stdio::piped());
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "somebody").env(format!("GIT_{who}_EMAIL"), "somebody@example.org");
        }
        let mut child = command.stderr(Stdio::null()).spawn().expect("git is installed");
        child.stdin.take().expect("a pipe").write_all(input).expect("git listens");
        child.wait_with_output().expect("git ends").stdout
    }

    fn words(&self, args: &[&str], input: &[u8]) -> String {
        String::from_utf8(self.git(args, input)).expect("words").trim().to_owned()
    }

    /// Where all that is pushed is written.
    pub fn objects(&self) -> PathBuf {
        self.place().join("objects")
    }

    pub fn commits(&self) -> usize {
        self.words(&["rev-list", "--count", "pages"], &[]).parse().unwrap_or_default()
    }
}

impl Target for Bare {
    fn yaml(&self) -> String {
        format!("{{to: git, repository: '{}', branch: pages}}", self.repository)
    }

    fn environment(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }

    fn all_files(&self) -> Files {
        // One commit, whatever is pushed meanwhile.
        let tip = self.words(&["rev-parse", "--verify", "--quiet", "pages"], &[]);
        let names = self.git(&["ls-tree", "-r", "-z", "--name-only", &tip], &[]);
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        let names = names.map(|name| String::from_utf8(name.to_vec()).expect("UTF-8"));
        names.map(|name| (name.clone(), self.git(&["cat-file", "blob", &format!("{tip}:{name}")], &[]))).collect()
    }

    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        self.git(&["read-tree", "pages"], &[]);
        match bytes {
            Some(bytes) => {
                let blob = self.words(&["hash-object", "-w", "--stdin"], bytes);
                self.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},{path}")], &[]);
            }
            None => {
                drop(self.git(&["update-index", "--index-info"], format!("0 {}\t{path}\n", "0".repeat(40)).as_bytes()))
            }
        }
        let tree = self.words(&["write-tree"], &[]);
        let commit = self.words(&["commit-tree", &tree, "-p", "pages", "-m", "Something else"], &[]);
        self.git(&["update-ref", "refs/heads/pages", &commit], &[]);
    }

    // A push is refused at the end instead.
    fn locks(&self) -> bool {
        false
    }
}
