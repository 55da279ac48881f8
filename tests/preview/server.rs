//! The program as a preview: a site in a folder of its own, the real server, and a client that sends any path.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A change is seen in a blink; on a machine with all hands full it may take longer.
pub const SOON: Duration = Duration::from_secs(20);
/// A program that does not start within this time never will; tests share few processors.
const PATIENCE: Duration = Duration::from_secs(30);

/// A site's folder with a preview of it; both go when it goes.
pub struct Preview {
    pub root: PathBuf,
    pub port: u16,
    server: Child,
    /// How the program is started.
    start: Start,
    /// What the program said.
    said: Arc<Mutex<String>>,
    _folder: TempDir,
}

/// How the program is started: its options, and a command that runs it.
#[derive(Debug, Default, Clone, Copy)]
pub struct Start {
    pub options: &'static [&'static str],
    pub through: &'static [&'static str],
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The page as a build writes it.
    pub fn without_script(&self) -> Vec<u8> {
        let find = |from: usize, what: &[u8]| {
            self.body[from..].windows(what.len()).position(|window| window == what).map(|at| from + at)
        };
        let Some(name) = find(0, b"__onrecord/live.js\"") else { return self.body.clone() };
        let start = self.body[..name].windows(8).rposition(|window| window == b"<script ").expect("the tag begins");
        // The panel's script stands right behind.
        let last = find(name, b"__onrecord/annotate.js\"").unwrap_or(name);
        let end = find(last, b"</script>").expect("the tag ends") + b"</script>".len();
        [&self.body[..start], &self.body[end..]].concat()
    }
}

impl Preview {
    /// A preview of a site with these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self::of_started(files, Start::default(), |_| ())
    }

    /// A preview that is started in another way, of files that are prepared in another way.
    pub fn of_started(files: &[(&str, &str)], start: Start, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder for tests");
        for (path, text) in files {
            put(&folder.path().join("site").join(path), text.as_bytes());
        }
        prepare(&folder.path().join("site"));
        Self::start(folder, start)
    }

    /// A preview of a copy of the demonstration site.
    pub fn of_demonstration() -> Self {
        Self::of_demonstration_with(&[])
    }

    /// The same, with more options for `onrecord serve`.
    pub fn of_demonstration_with(options: &'static [&'static str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for tests");
        let (from, to) = (Path::new(env!("CARGO_MANIFEST_DIR")), folder.path().join("site"));
        for part in ["content", "templates", "themes", "static", "site.yaml"] {
            for entry in walkdir::WalkDir::new(from.join(part)).into_iter().flatten() {
                if entry.file_type().is_file() {
                    let below = entry.path().strip_prefix(from).expect("is below");
                    put(&to.join(below), &fs::read(entry.path()).expect("a file"));
                }
            }
        }
        Self::start(folder, Start { options, ..Start::default() })
    }

    fn start(folder: TempDir, start: Start) -> Self {
        // Resolved, since the system reports changes by the real names.
        let root = folder.path().join("site").canonicalize().expect("was made");
        let said = Arc::new(Mutex::new(String::new()));
        // Another test may take the port before the program does.
        for _ in 0..5 {
            let port = free_port();
            if let Some(server) = run(&root, port, start, &said) {
                return Self { root, port, server, start, said, _folder: folder };
            }
        }
        panic!("the preview does not start: {}", said.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Ends the program, and gives it time to be gone.
    pub fn stop(&mut self) {
        // It may have ended by itself.
        _ = self.server.kill();
        self.server.wait().expect("the program ends");
    }

    /// Starts the program again, on the same port.
    pub fn restart(&mut self) {
        self.stop();
        self.server = run(&self.root, self.port, self.start, &self.said).expect("the port is free again");
    }

    /// Sends the program a signal, by its name without `SIG`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.server.id().to_string()]).status();
        assert!(sent.expect("there is `kill`").success(), "SIG{name} is sent");
    }

    /// The program's number, under which the system tells of it.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// How the program ended, if it does within the time.
    pub fn ends(&mut self, within: Duration) -> Option<std::process::ExitStatus> {
        let mut status = None;
        comes(within, || {
            status = self.server.try_wait().expect("can be asked");
            status.is_some()
        });
        status
    }

    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    // ---- Files ----

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub fn put(&self, path: &str, text: &str) {
        put(&self.path(path), text.as_bytes());
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn rename(&self, from: &str, to: &str) {
        fs::create_dir_all(self.path(to).parent().expect("is below")).expect("a folder");
        fs::rename(self.path(from), self.path(to)).unwrap_or_else(|error| panic!("{from}: {error}"));
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    // ---- Requests ----

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a stream has timeouts");
        stream
    }

    /// Opens a stream of events, which may be refused.
    pub fn events(&self) -> Result<Events, u16> {
        let mut stream = self.connect();
        let request = format!("GET /__onrecord/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut lines = BufReader::new(stream);
        let mut status = String::new();
        lines.read_line(&mut status).expect("an answer");
        match status.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status") {
            200 => Ok(Events(lines)),
            status => Err(status),
        }
    }

    /// Sends a request as it is; without a `Host` among the headers, the right one.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: localhost:{}\r\n", self.port);
        }
        headers.iter().for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
        self.send(format!("{request}\r\n").as_bytes())
    }

    pub fn send(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request).expect("the server reads");
        let mut answer = Vec::new();
        // A server that refuses a request may close before all of it is read.
        _ = stream.read_to_end(&mut answer);
        let head = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or_else(|| {
            panic!("no answer to {:?}: {:?}", String::from_utf8_lossy(request), String::from_utf8_lossy(&answer))
        });
        let lines = String::from_utf8_lossy(&answer[..head]).into_owned();
        let mut lines = lines.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: BTreeMap<String, String> =
            headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let body = answer[head + 4..].to_vec();
        assert_ne!(headers.get("transfer-encoding").map(String::as_str), Some("chunked"), "lengths are known");
        Answer { status, headers, body }
    }

    /// The number of the edition and the overlay.
    pub fn state(&self) -> (u64, String) {
        let base = if self.get("/__onrecord/state").status == 200 { "" } else { "/onrecord" };
        let state: serde_json::Value =
            serde_json::from_slice(&self.get(&format!("{base}/__onrecord/state")).body).expect("the state is JSON");
        (state["edition"].as_u64().expect("a number"), state["overlay"].as_str().expect("HTML").to_owned())
    }

    /// Waits until a page says something; fails if it does not soon.
    pub fn shows(&self, path: &str, words: &str) {
        self.until(&format!("{path} shows {words:?}"), || {
            let answer = self.get(path);
            answer.status == 200 && answer.text().contains(words)
        });
    }

    pub fn shows_not(&self, path: &str, words: &str) {
        self.until(&format!("{path} no longer shows {words:?}"), || !self.get(path).text().contains(words));
    }

    pub fn answers(&self, path: &str, status: u16) {
        self.until(&format!("{path} answers {status}"), || self.get(path).status == status);
    }

    pub fn until(&self, what: &str, is_so: impl FnMut() -> bool) {
        assert!(comes(SOON, is_so), "not within {SOON:?}: {what}\n{}", self.said());
    }

    /// Waits until no edition was made for a while.
    pub fn settle(&self) {
        let mut last = self.state().0;
        loop {
            std::thread::sleep(Duration::from_millis(250));
            let now = self.state().0;
            if now == last {
                return;
            }
            last = now;
        }
    }
}

/// The numbers of editions, as a page is told them.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next number; none once the server has ended, or does not say one within the time.
    pub fn next(&mut self, within: Duration) -> Option<u64> {
        self.0.get_ref().set_read_timeout(Some(within)).expect("a stream has timeouts");
        let mut line = String::new();
        loop {
            line.clear();
            if self.0.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(number) = line.strip_prefix("data: ") {
                return number.trim().parse().ok();
            }
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Whether something comes true in time.
pub fn comes(within: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    loop {
        if is_so() {
            return true;
        }
        if started.elapsed() > within {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

pub fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the file");
    fs::write(path, bytes).expect("the file is written");
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// Starts the program and waits until it listens; none if it ends before.
fn run(root: &Path, port: u16, start: Start, said: &Arc<Mutex<String>>) -> Option<Child> {
    let address = format!("http://localhost:{port}/");
    let before = said.lock().unwrap_or_else(PoisonError::into_inner).matches(&address).count();
    let words: Vec<&str> = start.through.iter().copied().chain([env!("CARGO_BIN_EXE_onrecord")]).collect();
    let mut child = Command::new(words[0])
        .args(&words[1..])
        .args(["serve", "--port", &port.to_string(), "--root"])
        .arg(root)
        .args(start.options)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    keep(child.stdout.take().expect("is piped"), said.clone());
    keep(child.stderr.take().expect("is piped"), said.clone());
    let mut ended = false;
    comes(PATIENCE, || {
        ended = child.try_wait().expect("can be asked").is_some();
        // Another program may listen there; that it is ours, it says itself.
        let said = said.lock().unwrap_or_else(PoisonError::into_inner);
        ended || said.matches(&address).count() > before
    });
    if ended { None } else { Some(child) }
}

/// Reads all that a stream gives, so that the program is never held up by it.
fn keep(stream: impl std::io::Read + Send + 'static, said: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            said.push_str(&line);
            said.push('\n');
        }
    });
}
