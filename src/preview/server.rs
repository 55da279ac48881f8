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
use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::net::TcpListener;

use super::annotate::{self, Desk, Refusal, Wish};
use super::answer::{OWN, answer};
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
    darkroom: Arc<Darkroom>,
    host: Option<IpAddr>,
    /// None if the preview is only read.
    desk: Option<Arc<Desk>>,
    follow: bool,
}

/// Serves until the program is ended.
pub fn run(preview: Arc<Preview>, root: PathBuf, desk: Option<Arc<Desk>>, door: &Door) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.context("cannot start the server")?.block_on(async {
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
        let darkroom = Arc::new(Darkroom::new(Folder::new(root.join(CACHE))));
        let server = Server { preview, root: Arc::new(root), darkroom, host: door.host, desk, follow: door.follow };
        let router = Router::new().fallback(handle).with_state(server);
        tokio::select! {
            served = axum::serve(listener, router) => served.context("the server stopped"),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
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
    if std::process::Command::new(program).args(args).arg(url).spawn().is_err() {
        anstream::eprintln!("no browser was found; open the address above yourself");
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
    let (root, darkroom) = (server.root.clone(), server.darkroom.clone());
    let answered =
        tokio::task::spawn_blocking(move || answer(&state, &root, &darkroom, &parts.method, &path, &parts.headers));
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
    let Ok(Ok(body)) = tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, LONGEST)).await else {
        return refused(&Refusal::bad("this is too long, or took too long to come"));
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
        "events" => events(server).into_response(),
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

/// A stream of the numbers of editions, the present one first.
fn events(server: &Server) -> impl IntoResponse {
    let numbers = server.preview.subscribe();
    let stream = stream::unfold((numbers, true), |(mut numbers, first)| async move {
        if !first && numbers.changed().await.is_err() {
            return None;
        }
        let number = *numbers.borrow_and_update();
        Some((Ok::<_, Infallible>(Event::default().data(number.to_string())), (numbers, false)))
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
