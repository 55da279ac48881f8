//! The connections of the preview: how many there may be, and how long each may keep the server waiting.
//!
//! A preview that is open for days meets clients that begin a request and never end it, or ask for a file and never
//! read it: a laptop that was closed, a port scanner, a page that means harm. Each limit here takes back what such a
//! client holds. Event streams are open without a limit of time, and counted by the server.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use std::{future::Future, io};

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep};

/// What a client may take up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From one request to the end of the next one's head, so also how long an idle connection is kept.
    pub head: Duration,
    /// How long an answer may wait for a client that does not go on reading.
    pub stall: Duration,
    /// How long a request's line and headers may be, in bytes.
    pub head_size: usize,
    /// How many connections are open at a time; others wait until one is closed.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Browsers send a head at once, and connect again when they find an idle connection closed.
            head: Duration::from_secs(10),
            // A phone in a bad network may pause; after this long it asks again.
            stall: Duration::from_secs(30),
            // What other servers take; cookies of all other programs at `localhost` are sent here too.
            head_size: 32 << 10,
            // A browser opens six to a host. Half of the 256 files that macOS lets a program open.
            connections: 128,
        }
    }
}

/// How long to wait where the system refuses a connection, for example since too many files are open.
const REFUSED: Duration = Duration::from_millis(200);

/// Answers all who connect; never ends.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_header_size(limits.head_size);
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(REFUSED).await;
            continue;
        };
        // A small answer is sent when it is there, not when more has come together.
        _ = stream.set_nodelay(true);
        let stream = TokioIo::new(Steady { stream, patience: limits.stall, deadline: None });
        let connection = http.serve_connection(stream, TowerToHyperService::new(router.clone()));
        tokio::spawn(async move {
            // What goes wrong with a connection is the client's doing, and the client sees it.
            _ = connection.await;
            drop(place);
        });
    }
}

/// A stream that fails when the other side does not read for too long.
struct Steady {
    stream: TcpStream,
    patience: Duration,
    /// Runs while a write waits.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Steady {
    /// Passes on what a write came to; one that has to wait is given its time.
    fn within(&mut self, written: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let patience = self.patience;
        let deadline =
            self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(Instant::now() + patience)));
        ready!(deadline.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Steady {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Steady {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within(written, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.within(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{self, SocketAddr};

    use axum::routing::get;

    use super::*;

    const SHORT: Duration = Duration::from_millis(100);
    /// No limit that a test is about takes this long, however busy the machine is.
    const LONG: Duration = Duration::from_secs(60);
    const ASKED: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /// A server with these limits; it answers a word at `/`, more than all buffers hold at `/much`, and after a while
    /// at `/late`.
    fn server(limits: Limits) -> (tokio::runtime::Runtime, SocketAddr) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let late = || {
            futures_util::stream::once(async {
                tokio::time::sleep(SHORT * 5).await;
                Ok::<_, std::convert::Infallible>("at last")
            })
        };
        let router = Router::new()
            .route("/", get(async || "here"))
            .route("/much", get(async || vec![b'x'; 64 << 20]))
            .route("/late", get(async move || axum::body::Body::from_stream(late())));
        runtime.spawn(serve(listener, router, limits));
        (runtime, address)
    }

    fn connect(address: SocketAddr) -> net::TcpStream {
        let stream = net::TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(LONG)).expect("a stream has timeouts");
        stream
    }

    fn says(stream: &mut net::TcpStream, words: &str) {
        let mut answer = vec![0; 4096];
        let count = stream.read(&mut answer).expect("an answer in time");
        let answer = String::from_utf8_lossy(&answer[..count]).into_owned();
        assert!(answer.contains(words), "{answer:?} does not hold {words:?}");
    }

    /// Reads until the other side closes the stream; fails if it does not.
    fn is_closed(mut stream: net::TcpStream) {
        let mut rest = Vec::new();
        if let Err(error) = stream.read_to_end(&mut rest) {
            assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "closed by the server");
        }
    }

    #[test]
    fn a_request_that_never_ends_is_given_up() {
        let (_runtime, address) = server(Limits { head: SHORT, ..Limits::default() });
        is_closed(connect(address));
        let mut half = connect(address);
        half.write_all(&ASKED[..20]).expect("is sent");
        is_closed(half);
        // A byte now and then is no excuse.
        let mut slow = connect(address);
        for byte in ASKED.iter().cycle() {
            if slow.write_all(&[*byte]).is_err() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
            slow.set_nonblocking(true).expect("can be");
            match slow.read(&mut [0; 16]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Ok(0) | Err(_) => break,
                Ok(_) => panic!("an answer to half a request"),
            }
        }
    }

    #[test]
    fn an_idle_connection_is_closed() {
        let (_runtime, address) = server(Limits { head: SHORT, ..Limits::default() });
        let mut stream = connect(address);
        stream.write_all(ASKED).expect("is sent");
        says(&mut stream, "here");
        is_closed(stream);
    }

    #[test]
    fn a_client_that_does_not_read_is_let_go() {
        let (_runtime, address) = server(Limits { stall: SHORT, connections: 1, ..Limits::default() });
        let mut deaf = connect(address);
        deaf.write_all(b"GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("is sent");
        // The next one is served when the only place is free again.
        let mut next = connect(address);
        next.write_all(ASKED).expect("is sent");
        says(&mut next, "here");
        drop(deaf);
    }

    #[test]
    fn an_answer_may_take_its_time() {
        let (_runtime, address) = server(Limits { head: SHORT, stall: SHORT, ..Limits::default() });
        let mut stream = connect(address);
        stream.write_all(b"GET /late HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer in time");
        assert!(answer.contains("at last"), "{answer:?}");
    }

    #[test]
    fn more_than_there_is_room_for_wait() {
        let (_runtime, address) = server(Limits { connections: 2, head: LONG, ..Limits::default() });
        let open: Vec<_> = (0..2).map(|_| connect(address)).collect();
        let mut third = connect(address);
        third.write_all(ASKED).expect("is sent");
        third.set_read_timeout(Some(SHORT)).expect("a stream has timeouts");
        assert!(third.read(&mut [0; 16]).is_err(), "there is no room for a third");
        drop(open);
        third.set_read_timeout(Some(LONG)).expect("a stream has timeouts");
        says(&mut third, "here");
    }

    #[test]
    fn a_head_without_end_is_refused() {
        let (_runtime, address) = server(Limits { head_size: 8 << 10, ..Limits::default() });
        let mut stream = connect(address);
        let head = [&ASKED[..ASKED.len() - 2], b"Cookie: ", &[b'x'; 9 << 10]].concat();
        stream.write_all(&head).expect("is sent");
        says(&mut stream, " 431 ");
        is_closed(stream);
    }
}
