//! A static host for the tests: a folder at the domain's root and under a path below it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

/// The policy under which every page has to work.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'";

/// The policy of a host that lets search work, under [`SCRIPTED`].
const POLICY_WITH_SCRIPTS: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'";

/// Where the folder stands a third time.
pub const SCRIPTED: &str = "/with/scripts/";

/// Where the folder stands a second time.
pub const BELOW: &str = "/sub/path/";

/// Serves the folder until the tests end; gives `http://127.0.0.1:PORT`.
pub fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("is bound"));
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A reader who goes away is no fault.
            std::thread::spawn(move || answer(stream, &folder).ok());
        }
    });
    origin
}

fn answer(mut stream: TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or_default();
    let (status, file) = match file_at(folder, path) {
        Some(file) => ("200 OK", file),
        None => ("404 Not Found", folder.join("404.html")),
    };
    let body = std::fs::read(&file)?;
    let policy = if path.starts_with(SCRIPTED) { POLICY_WITH_SCRIPTS } else { POLICY };
    let kind = match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("txt") => "text/plain",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        _ => "application/octet-stream",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}\r\nCache-Control: max-age=60\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

/// The file that a path of the host stands for, if there is one.
pub fn file_at(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = path.split(['?', '#']).next()?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let within = path.strip_prefix(BELOW).or_else(|| path.strip_prefix(SCRIPTED)).or_else(|| path.strip_prefix('/'))?;
    let file = folder.join(within);
    let file = if within.is_empty() || within.ends_with('/') { file.join("index.html") } else { file };
    (file.is_file() && !within.contains("..")).then_some(file)
}
