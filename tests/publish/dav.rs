//! WebDAV, as three servers have it: lighttpd, nginx with its `dav-ext` module, Apache.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::servers::{Server, Store, Target, free_port, nothing_is_forbidden, replace, skipped, start};
use crate::site::{Files, files_below};

/// How long a server may take to see that a client is gone.
const PATIENCE: Duration = Duration::from_secs(5);

pub struct Dav {
    folder: TempDir,
    port: u16,
    _server: Server,
}

impl Dav {
    pub fn lighttpd() -> Option<Self> {
        Self::start("lighttpd", "editor:dav-password\n", |path, port| {
            format!(
                r#"server.modules = ("mod_auth", "mod_authn_file", "mod_webdav")
server.document-root = "{path}/disk/www"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "{path}/log"
server.stat-cache-engine = "disable"
webdav.activate = "enable"
auth.backend = "plain"
auth.backend.plain.userfile = "{path}/users"
auth.require = ("/" => ("method" => "basic", "realm" => "site", "require" => "valid-user"))
"#
            )
        })
    }

    /// nginx by itself lists nothing; what it lacks is a module of its own, which `nginx-extras` brings.
    pub fn nginx() -> Option<Self> {
        let module = module("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")?;
        Self::start("nginx", "editor:{PLAIN}dav-password\n", |path, port| {
            let user = if nothing_is_forbidden() { "user root;\n" } else { "" };
            let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .iter()
                .map(|name| format!("{name}_temp_path {path}/disk/{name};\n"))
                .collect();
            format!(
                "load_module {module};\n{user}daemon off;\nmaster_process off;\npid {path}/pid;\nerror_log {path}/log;\nevents {{}}\nhttp {{\naccess_log off;\nclient_max_body_size 64m;\n{temporary}server {{\nlisten 127.0.0.1:{port};\nlocation / {{\nroot {path}/disk/www;\nauth_basic site;\nauth_basic_user_file {path}/users;\ndav_methods PUT DELETE MKCOL COPY MOVE;\ndav_ext_methods PROPFIND OPTIONS;\n}}\n}}\n}}\n"
            )
        })
    }

    pub fn apache() -> Option<Self> {
        let modules = module("/usr/lib/apache2/modules/mod_dav_fs.so")?.replace("mod_dav_fs.so", "");
        // The password's SHA-1, which Apache takes without a program of its own.
        Self::start("apache2", "editor:{SHA}Cnbq25PTvz+3MHggTVEFmhJZAJQ=\n", |path, port| {
            let names =
                ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dav", "dav_fs"];
            let load: String =
                names.iter().map(|name| format!("LoadModule {name}_module {modules}mod_{name}.so\n")).collect();
            // It does not work for root.
            let user = if nothing_is_forbidden() { "User www-data\nGroup www-data\n" } else { "" };
            format!(
                "{load}{user}ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {path}/pid\nErrorLog {path}/log\nDocumentRoot {path}/disk/www\nDavLockDB {path}/locks/db\n<Directory {path}/disk/www>\nDav On\nAuthType Basic\nAuthName site\nAuthUserFile {path}/users\nRequire valid-user\n</Directory>\n"
            )
        })
    }

    fn start(program: &str, users: &str, settings: impl Fn(&str, u16) -> String) -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let path = folder.path().display().to_string();
        for name in ["disk", "disk/www", "locks"] {
            open_to_all(&folder.path().join(name));
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("the test's own folder");
        fs::write(folder.path().join("users"), users).expect("the test's own folder");
        let file = folder.path().join("conf");
        fs::write(&file, settings(&path, port)).expect("the test's own folder");
        let (file, log) = (file.display().to_string(), format!("{path}/log"));
        let args: &[&str] = match program {
            "lighttpd" => &["-D", "-f", &file],
            "nginx" => &["-e", &log, "-c", &file],
            _ => &["-X", "-f", &file],
        };
        let server = start(&[program], port, args)?;
        Some(Self { folder, port, _server: server })
    }

    pub fn www(&self) -> PathBuf {
        self.disk().join("www")
    }

    /// Where all that is sent is written, also while it is on its way: what nginx has to copy from another disk it leaves
    /// there in part when there is no room.
    pub fn disk(&self) -> PathBuf {
        self.folder.path().join("disk")
    }
}

/// A folder that a server may write to, whoever it works for.
fn open_to_all(folder: &Path) {
    fs::create_dir(folder).expect("the test's own folder");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).expect("the test's own folder");
}

/// Where a module of a server is; none, with the reason, if it is not installed.
fn module(file: &'static str) -> Option<&'static str> {
    if Path::new(file).is_file() {
        return Some(file);
    }
    skipped(file)
}

impl Store for Dav {
    fn port(&self) -> u16 {
        self.port
    }
    fn yaml_at(&self, port: u16) -> String {
        format!("{{to: webdav, url: 'http://127.0.0.1:{port}/', user: editor}}")
    }
}

impl Target for Dav {
    fn yaml(&self) -> String {
        self.yaml_at(self.port)
    }
    fn environment(&self) -> Vec<(String, String)> {
        vec![("ONRECORD_LIVE_PASSWORD".to_owned(), "dav-password".to_owned())]
    }
    fn all_files(&self) -> Files {
        let mut files = files_below(&self.www());
        // What Apache keeps beside files that clients gave properties.
        files.retain(|path, _| !path.starts_with(".DAV/") && !path.contains("/.DAV/"));
        files
    }
    fn rest(&self) {
        let started = Instant::now();
        // Apache's name for what is on its way; it removes what does not arrive in whole.
        while self.all_files().keys().any(|path| path.contains(".davfs.tmp")) && started.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(50));
        }
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        replace(&self.www(), path, bytes);
    }
}
