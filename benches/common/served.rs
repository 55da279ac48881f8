//! A preview that ends with the benchmark.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

use std::fs;
use std::io::{Error, Read as _, Result, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const PATIENCE: Duration = Duration::from_secs(300);

/// A program that serves a site.
pub struct Served {
    server: Child,
    port: u16,
    pub root: PathBuf,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

impl Served {
    pub fn start(program: &Path, root: PathBuf) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = Command::new(program)
            .args(["serve", "--port", &port.to_string(), "--root"])
            .arg(&root)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let served = Self { server, port, root };
        served.until("it listens", || served.get("/").is_ok())?;
        Ok(served)
    }

    pub fn put(&self, path: &str, text: &str) -> Result<()> {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.root))?;
        fs::write(path, text)
    }

    pub fn get(&self, path: &str) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    }

    /// The number of the edition that is shown.
    pub fn edition(&self) -> Result<u64> {
        let answer = String::from_utf8_lossy(&self.get("/__onrecord/state")?).into_owned();
        let after = answer.split_once("\"edition\":").map(|(_, rest)| rest).unwrap_or_default();
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().map_err(|_| Error::other(format!("no edition in {answer:?}")))
    }

    pub fn next_edition(&self, before: u64) -> Result<()> {
        self.until("the next edition", || self.edition().is_ok_and(|now| now > before))
    }

    /// What the program holds in memory, in bytes.
    pub fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
        kib.map(|kib| kib << 10).ok_or_else(|| Error::other("the system does not tell"))
    }

    /// Asks until something is so.
    pub fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            if is_so() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Err(Error::other(format!("the preview is stuck: {what}")))
    }
}
