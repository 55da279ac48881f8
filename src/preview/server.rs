//! The preview's server: where it listens, and where the answers come from.
//!
//! It listens on this machine alone unless told otherwise; [`guard`](super::guard) says who may ask.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::annotate::{self, Desk};
use super::answer::{OWN, answer, typed};
use super::connections::{self, Limits};
use super::guard::{is_meant, is_own_origin};
use super::orders::carry_out;
use super::{Preview, State};
use crate::pictures::{CACHE, Darkroom};
use crate::world::Folder;

/// Where the server listens.
#[derive(Debug, Clone, Default)]
pub struct Door {
    /// The address to listen on, if it is to be open to others.
    pub host: Option<IpAddr>,
    /// This port or none.
    pub port: Option<u16>,
    /// Whether to open the browser.
    pub open: bool,
    /// Whether nobody may annotate.
    pub read_only: bool,
    /// Whether open pages scroll to what changed on them.
    pub follow: bool,
}

const FIRST_PORT: u16 = 4000;
const PORTS_TRIED: u16 = 100;

/// The files of the browser's side.
const CLIENT: [(&str, &str); 6] = [
    ("annotate.js", include_str!("client/annotate.js")),
    ("follow.js", include_str!("client/follow.js")),
    ("live.js", include_str!("client/live.js")),
    ("suggested.js", include_str!("client/suggested.js")),
    ("worker.js", include_str!("client/worker.js")),
    ("idiomorph.js", include_str!("client/idiomorph.min.js")),
];

#[derive(Clone)]
struct Server {
    preview: Arc<Preview>,
    root: Arc<PathBuf>,
    darkroom: Arc<Darkroom>,
    host: Option<IpAddr>,
    /// None if the preview is only read.
    desk: Option<Arc<Desk>>,
    /// Room for event streams.
    streams: Arc<Semaphore>,
    follow: bool,
}

/// How many event streams there may be: they stay open, so they must leave room among the connections
/// ([`Limits::connections`]). All tabs of a browser share one.
const STREAMS: usize = 64;

/// Serves until the program is ended.
pub fn run(preview: Arc<Preview>, root: PathBuf, desk: Option<Arc<Desk>>, door: &Door) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.context("cannot start the server")?;
    runtime.block_on(async {
        let listener = listen(door).await?;
        let address = listener.local_addr().context("cannot start the server")?;
        let base =
            preview.now().edition.as_ref().map_or_else(|| "/".to_owned(), |edition| edition.site.config.base_path());
        anstream::println!("http://{}{base}", shown(address));
        if door.open {
            open_browser(&format!("http://{}{base}", shown(address)));
        }
        if door.host.is_some_and(|host| !host.is_loopback()) {
            anstream::eprintln!(
                "warning: everybody who reaches this machine can read the site, drafts included if they are shown"
            );
        }
        let streams = Arc::new(Semaphore::new(STREAMS));
        let darkroom = Arc::new(Darkroom::new(Folder::new(root.join(CACHE))));
        let (root, host, follow) = (Arc::new(root), door.host, door.follow);
        let server = Server { preview, root, darkroom, host, desk, streams, follow };
        let router = Router::new().fallback(handle).with_state(server);
        tokio::select! {
            () = connections::serve(listener, router, Limits::default()) => {}
            () = asked_to_end() => {}
        }
        anyhow::Ok(())
    })?;
    // An open event stream or a page that is being made holds up nothing; an annotation is written to its end.
    runtime.shutdown_timeout(LAST_WRITE);
    Ok(())
}

/// How long the end of the program waits for what is being written.
const LAST_WRITE: Duration = Duration::from_secs(1);

/// Waits for Ctrl-C, or for the system's own word to end.
async fn asked_to_end() {
    #[cfg(unix)]
    if let Ok(mut end) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = end.recv() => return,
            _ = tokio::signal::ctrl_c() => return,
        }
    }
    _ = tokio::signal::ctrl_c().await;
}

async fn listen(door: &Door) -> anyhow::Result<TcpListener> {
    let host = door.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    if let Some(port) = door.port {
        return TcpListener::bind((host, port)).await.with_context(|| format!("cannot listen on port {port}"));
    }
    for port in FIRST_PORT..FIRST_PORT + PORTS_TRIED {
        if let Ok(listener) = TcpListener::bind((host, port)).await {
            return Ok(listener);
        }
    }
    bail!("no port from {FIRST_PORT} to {} is free; name one with `--port`", FIRST_PORT + PORTS_TRIED - 1)
}

/// Asks the system to open an address; that it cannot is no reason to stop.
fn open_browser(url: &str) {
    let (program, args): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    match std::process::Command::new(program).args(args).arg(url).spawn() {
        // Somebody must take note of its end, or its entry stays in the system's list.
        Ok(mut opener) => drop(std::thread::spawn(move || opener.wait())),
        Err(_) => anstream::eprintln!("no browser was found; open the address above yourself"),
    }
}

fn shown(address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_loopback() => format!("localhost:{}", address.port()),
        _ => address.to_string(),
    }
}

async fn handle(Shared(server): Shared<Server>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let refuse = |status: StatusCode, why: &'static str| (status, why).into_response();
    if !is_meant(&parts.headers, server.host) {
        return refuse(StatusCode::FORBIDDEN, "this host name is not the preview's");
    }
    if !is_own_origin(&parts.headers) {
        return refuse(StatusCode::FORBIDDEN, "another site may not read the preview");
    }
    if let (&Method::POST, Some(desk), Some((_, order))) =
        (&parts.method, &server.desk, parts.uri.path().split_once(&format!("/{OWN}/")))
    {
        let (desk, state, root) = (desk.clone(), server.preview.now(), server.root.clone());
        return carry_out(desk, state, root, order, &parts.headers, body).await;
    }
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "the preview is only read");
    }
    let state = server.preview.now();
    let path = parts.uri.path().to_owned();
    if let Some((_, own)) = path.split_once(&format!("/{OWN}/")) {
        return own_file(&server, &state, own, parts.uri.query().unwrap_or_default());
    }
    let (root, darkroom) = (server.root.clone(), server.darkroom.clone());
    let answered =
        tokio::task::spawn_blocking(move || answer(&state, &root, &darkroom, &parts.method, &path, &parts.headers));
    answered.await.unwrap_or_else(|_| refuse(StatusCode::INTERNAL_SERVER_ERROR, "this page could not be made"))
}

fn own_file(server: &Server, state: &Arc<State>, name: &str, query: &str) -> Response<Body> {
    let is_offered = |own: &str| own != "annotate.js" || server.desk.is_some();
    if let Some((_, text)) = CLIENT.iter().find(|(own, _)| *own == name && is_offered(own)) {
        return typed("text/javascript; charset=utf-8", (*text).to_owned());
    }
    match name {
        "known" if server.desk.is_some() => {
            typed("application/json", annotate::known(state.edition.as_ref()).to_string())
        }
        "suggested" => {
            let page = query.strip_prefix("page=").unwrap_or_default();
            let page = percent_encoding::percent_decode_str(page).decode_utf8_lossy();
            typed("application/json", annotate::suggested(state, &page).to_string())
        }
        "events" => match server.streams.clone().try_acquire_owned() {
            Ok(room) => events(server, room).into_response(),
            Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "too many pages are open; close some").into_response(),
        },
        "state" => {
            let state = serde_json::json!({
                "edition": state.number,
                "overlay": state.overlay,
                "changed": state.changed,
                "follow": server.follow,
            });
            typed("application/json", state.to_string())
        }
        _ => (StatusCode::NOT_FOUND, "there is no such file").into_response(),
    }
}

/// A stream of the numbers of editions, the present one first; it takes its room along and gives it back at its end.
fn events(server: &Server, room: OwnedSemaphorePermit) -> impl IntoResponse {
    let numbers = server.preview.subscribe();
    let stream = stream::unfold((numbers, room, true), |(mut numbers, room, first)| async move {
        if !first && numbers.changed().await.is_err() {
            return None;
        }
        let number = *numbers.borrow_and_update();
        Some((Ok::<_, Infallible>(Event::default().data(number.to_string())), (numbers, room, false)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
