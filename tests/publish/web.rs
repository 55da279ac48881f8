//! A web server on the folder that is published to, told what `onrecord publish --print nginx` says.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use tempfile::TempDir;

use crate::servers::{Directory, Server, free_port, nothing_is_forbidden, start};
use crate::site::Site;

/// Where the site stands below the server's root.
pub const BELOW: &str = "/sub/path/";

pub struct Nginx {
    port: u16,
    _folder: TempDir,
    _server: Server,
}

impl Nginx {
    /// Serves a folder as the site's own target has it printed. `port` is the one that the site's address has.
    pub fn start(site: &Site, port: u16) -> Option<Self> {
        let run = site.run(&["publish", "--print", "nginx"]);
        assert_eq!(run.code, 0, "{run:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().display();
        // The workers of a server that root starts could not look into the test's folder.
        let user = if nothing_is_forbidden() { "user root;" } else { "" };
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|name| format!("{name}_temp_path {path}/{name};\n"))
            .collect();
        let settings = format!(
            "{user}\ndaemon off;\nmaster_process off;\npid {path}/pid;\nerror_log {path}/errors;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}include /etc/nginx/mime.types;\nserver {{\nlisten 127.0.0.1:{port};\n{}}}\n}}\n",
            run.stdout
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, settings).expect("the test's own folder");
        let errors = folder.path().join("errors").display().to_string();
        let server = start(&["nginx"], port, &["-e", &errors, "-c", &file.display().to_string()])?;
        Some(Self { port, _folder: folder, _server: server })
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What the server answers: its head, and the bytes as they come.
    pub fn get(&self, path: &str, accepted: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let ask = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {accepted}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(ask.as_bytes()).expect("it listens");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        (String::from_utf8_lossy(&answer[..end]).into_owned(), answer.split_off(end + 4))
    }
}

/// A site below a path of a server that is yet to be started, its folder, and the server's port.
pub fn site_below() -> (Site, Directory, u16) {
    let (target, port) = (Directory::new(), free_port());
    let site = Site::new(&target);
    site.based(
        &format!("http://127.0.0.1:{port}{BELOW}"),
        &format!("publish:\n  live: {{to: folder, path: {}, precompress: [gzip]}}\n", target.folder().display()),
    );
    site.put(
        "content/news/moved.md",
        "---\ntitle: Moved\ndate: 2025-01-02\naliases: [/old place/, /news/older.html]\n---\nHere now.\n",
    );
    (site, target, port)
}
