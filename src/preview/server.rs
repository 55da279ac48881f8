//! The preview's server: who may ask, and where the answers come from.
//!
//! It listens on this machine alone unless told otherwise. Every request must name a host that is meant (a page
//! elsewhere may have its own name point to 127.0.0.1), and none may come from another site's page.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::annotate::{self, Desk, Refusal, Wish};
use super::answer::{OWN, answer};
use super::connections::{self, Limits};
use super::{Preview, State};

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
const CLIENT: [(&str, &str); 5] = [
    ("annotate.js", include_str!("client/annotate.js")),
    ("follow.js", include_str!("client/follow.js")),
    ("live.js", include_str!("client/live.js")),
    ("worker.js", include_str!("client/worker.js")),
    ("idiomorph.js", include_str!("client/idiomorph.min.js")),
];

#[derive(Clone)]
struct Server {
    preview: Arc<Preview>,
    root: Arc<PathBuf>,
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
        let server = Server { preview, root: Arc::new(root), host: door.host, desk, streams, follow: door.follow };
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
        return write(&server, desk.clone(), order, &parts.headers, body).await;
    }
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "the preview is only read");
    }
    let state = server.preview.now();
    let path = parts.uri.path().to_owned();
    if let Some((_, own)) = path.split_once(&format!("/{OWN}/")) {
        return own_file(&server, &state, own);
    }
    let root = server.root.clone();
    let answered = tokio::task::spawn_blocking(move || answer(&state, &root, &parts.method, &path, &parts.headers));
    answered.await.unwrap_or_else(|_| refuse(StatusCode::INTERNAL_SERVER_ERROR, "this page could not be made"))
}

/// The longest order that is read, and how long that may take.
const LONGEST: usize = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries out an order of the panel, for a page of this run of the preview alone.
async fn write(server: &Server, desk: Arc<Desk>, order: &str, headers: &HeaderMap, body: Body) -> Response<Body> {
    let token = headers.get("x-onrecord-token").map(HeaderValue::as_bytes).unwrap_or_default();
    // That the origin is the preview's own has been looked at; here it must be named.
    if !headers.contains_key(header::ORIGIN) || !desk.knows(token) {
        return refused(&Refusal(
            StatusCode::FORBIDDEN,
            "reload the page: it is not of this run of the preview".into(),
        ));
    }
    let order = order.to_owned();
    let body = match whole(body, LONGEST, PATIENCE).await {
        Ok(body) => body,
        Err(refusal) => return refused(&refusal),
    };
    let (state, root) = (server.preview.now(), server.root.clone());
    let done = tokio::task::spawn_blocking(move || match order.as_str() {
        "annotate" => desk.save(&state, &root, &read::<Wish>(&body)?),
        "undo" => desk.undo(&root, read::<Undo>(&body)?.undo),
        _ => Err(Refusal(StatusCode::NOT_FOUND, "there is no such order".into())),
    });
    match done.await {
        Ok(Ok(answer)) => typed("application/json", answer.to_string()),
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => refused(&Refusal(StatusCode::INTERNAL_SERVER_ERROR, "this could not be done".into())),
    }
}

/// Reads a body to its end, if that comes soon enough.
async fn whole(body: Body, longest: usize, patience: Duration) -> Result<Bytes, Refusal> {
    match tokio::time::timeout(patience, axum::body::to_bytes(body, longest)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, "this is too long, or came in part".into())),
        Err(_) => Err(Refusal(StatusCode::REQUEST_TIMEOUT, "this took too long to come".into())),
    }
}

/// Names an entry that is to be taken out again.
#[derive(serde::Deserialize)]
struct Undo {
    undo: usize,
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::bad(error.to_string()))
}

fn refused(Refusal(status, why): &Refusal) -> Response<Body> {
    let mut response = typed("application/json", serde_json::json!({"error": why}).to_string());
    *response.status_mut() = *status;
    response
}

/// Whether the request names a host of this machine, or the address that it was told to listen on.
fn is_meant(headers: &HeaderMap, host: Option<IpAddr>) -> bool {
    let Some(name) = headers.get(header::HOST).and_then(|name| name.to_str().ok()) else { return false };
    let name = without_port(name);
    let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    match ip {
        // An address cannot be pointed elsewhere; it is only that of a door which is open.
        Some(ip) => ip.is_loopback() || host.is_some(),
        None => name.eq_ignore_ascii_case("localhost"),
    }
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    }
}

/// Whether the request comes from the preview's own pages, as far as the browser says where it comes from.
fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(origin) = text(header::ORIGIN) {
        return origin.strip_prefix("http://").is_some_and(|origin| Some(origin) == text(header::HOST));
    }
    // A script of another site may ask without an origin; browsers then say so here.
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let mode = headers.get("sec-fetch-mode").and_then(|mode| mode.to_str().ok());
    !matches!(site, Some("cross-site" | "same-site")) || mode == Some("navigate")
}

fn own_file(server: &Server, state: &Arc<State>, name: &str) -> Response<Body> {
    let is_offered = |own: &str| own != "annotate.js" || server.desk.is_some();
    if let Some((_, text)) = CLIENT.iter().find(|(own, _)| *own == name && is_offered(own)) {
        return typed("text/javascript; charset=utf-8", (*text).to_owned());
    }
    match name {
        "known" if server.desk.is_some() => {
            typed("application/json", annotate::known(state.edition.as_ref()).to_string())
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

fn typed(kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn bodies_end_in_time_and_are_short() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let read =
            |body: Body, patience| runtime.block_on(whole(body, 4, patience)).map_err(|Refusal(status, _)| status);
        let long = Duration::from_secs(60);
        assert_eq!(read(Body::from("four"), long), Ok("four".into()));
        assert_eq!(read(Body::from("fives"), long), Err(StatusCode::PAYLOAD_TOO_LARGE));
        let never = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        assert_eq!(read(never, Duration::from_millis(20)), Err(StatusCode::REQUEST_TIMEOUT));
    }

    #[test]
    fn only_this_machine_is_meant() {
        for host in ["localhost:4000", "127.0.0.1:4000", "[::1]:4000", "localhost"] {
            assert!(is_meant(&headers(&[("host", host)]), None), "{host}");
        }
        for host in ["evil.example", "evil.example:4000", "localhost.evil.example", "192.168.1.5:4000", ""] {
            assert!(!is_meant(&headers(&[("host", host)]), None), "{host}");
        }
        assert!(!is_meant(&headers(&[]), None));
    }

    #[test]
    fn other_sites_are_turned_away() {
        let own = [("host", "localhost:4000"), ("origin", "http://localhost:4000")];
        assert!(is_own_origin(&headers(&own)) && is_own_origin(&headers(&own[..1])));
        for origin in ["http://evil.example", "https://localhost:4000", "http://localhost:4001", "null"] {
            assert!(!is_own_origin(&headers(&[("host", "localhost:4000"), ("origin", origin)])), "{origin}");
        }
        assert!(!is_own_origin(&headers(&[
            ("host", "localhost:4000"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors")
        ])));
    }
}
