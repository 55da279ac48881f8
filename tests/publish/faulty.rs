//! A server in front of another one that makes trouble.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Every third request is too much.
    Busy,
    /// Every third request ends in an error of the server's own.
    Broken,
    /// The connection is dropped in the middle of every third request.
    Drop,
    /// Nothing may be written.
    ReadOnly,
    /// There is no room for files that are larger than a megabyte.
    Full,
    /// Only who shows these credentials gets in.
    #[cfg_attr(not(feature = "publish-gcs"), expect(dead_code, reason = "for a store of other builds"))]
    Guarded(&'static str),
}

pub struct Faulty {
    port: u16,
    asked: Arc<AtomicUsize>,
    faults: Arc<AtomicUsize>,
}

impl Faulty {
    /// Listens in front of a server, until the tests end.
    pub fn before(port: u16, fault: Fault) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let (asked, faults) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let proxy =
            Self { port: listener.local_addr().expect("a port").port(), asked: asked.clone(), faults: faults.clone() };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (asked, faults) = (asked.clone(), faults.clone());
                // A client that went away is no trouble.
                thread::spawn(move || drop(serve(client, port, fault, &asked, &faults)));
            }
        });
        proxy
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    pub fn faults(&self) -> usize {
        self.faults.load(Ordering::Relaxed)
    }
}

fn serve(
    mut client: TcpStream,
    port: u16,
    fault: Fault,
    asked: &AtomicUsize,
    faults: &AtomicUsize,
) -> std::io::Result<()> {
    let (head, body) = request(&mut client)?;
    let number = asked.fetch_add(1, Ordering::Relaxed);
    let is_write = head.starts_with("PUT") || head.starts_with("DELETE") || head.starts_with("POST");
    let answer = match fault {
        Fault::ReadOnly if is_write => {
            "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: 66\r\nConnection: close\r\n\r\n<Error><Code>AccessDenied</Code><Message>Read only</Message></Error>"
                .replace("Content-Length: 66", "Content-Length: 68")
        }
        Fault::Full if body.len() > 1 << 20 => {
            "HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        Fault::Guarded(shown) if !shows(&head, shown) => {
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        Fault::ReadOnly | Fault::Full | Fault::Guarded(_) => return forward(client, port, &head, &body),
        _ if number % 3 != 2 => return forward(client, port, &head, &body),
        Fault::Busy => {
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        Fault::Broken => {
            "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
        }
        Fault::Drop => String::new(),
    };
    faults.fetch_add(1, Ordering::Relaxed);
    client.write_all(answer.as_bytes())
}

/// Whether a request comes with credentials, or with the name of an upload that began with them.
fn shows(head: &str, credentials: &str) -> bool {
    if head.lines().next().is_some_and(|ask| ask.contains("&upload_id=")) {
        return true;
    }
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    fields.any(|(name, value)| name.eq_ignore_ascii_case("authorization") && value.trim() == credentials)
}

fn request(client: &mut TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            let whole = end + 4 + length.unwrap_or(0);
            while bytes.len() < whole {
                let read = client.read(&mut buffer)?;
                if read == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                bytes.extend(&buffer[..read]);
            }
            return Ok((head, bytes.split_off(end + 4)));
        }
        let read = client.read(&mut buffer)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend(&buffer[..read]);
    }
}

/// Hands a request on, on a connection of its own, and the answer back.
fn forward(mut client: TcpStream, port: u16, head: &str, body: &[u8]) -> std::io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    let kept = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let head: String = kept.map(|line| format!("{line}\r\n")).collect();
    server.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes())?;
    server.write_all(body)?;
    std::io::copy(&mut server, &mut client).map(drop)
}
