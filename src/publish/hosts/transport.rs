//! HTTP for OpenDAL's services, over `ureq`.
//!
//! A request blocks the thread that makes it. Each file on its way has a thread of its own, so nothing else waits.
//! What HTTP itself says is understood here, for every service alike: too many requests, a broken server, no room.

use std::io::Read as _;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use http::{HeaderMap, Request, Response, StatusCode, header};
use jiff::fmt::rfc2822;
use opendal::{Buffer, Error, ErrorKind, HttpBody, HttpTransport};
use ureq::Agent;

use super::website::Website;
use crate::world;

/// How long a host may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(20);
/// How long a host may take over one request with its answer.
const REQUEST: Duration = Duration::from_secs(300);
/// How long a host may ask to be left alone.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// The longest answer: lists come in pages, and files that are read are the program's own.
const LONGEST: u64 = 1 << 30;

/// What an answer with status 507 is told as.
pub const NO_ROOM: &str = "the host has no room left";

pub struct Transport {
    agent: Agent,
    /// Until when the host wants to be left alone; it asks one thread and means all.
    quiet_until: Mutex<Option<Instant>>,
    /// Where files can send readers on.
    website: Option<Website>,
}

impl Transport {
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // WebDAV's methods.
            .allow_non_standard_methods(true)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(REQUEST))
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into(), quiet_until: Mutex::default(), website: None }
    }

    pub fn of_website(website: Website) -> Self {
        Self { website: Some(website), ..Self::new() }
    }

    fn wait(&self) {
        let until = *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            thread::sleep(until.saturating_duration_since(Instant::now()));
        }
    }

    fn answer(&self, request: Request<Buffer>) -> Result<Response<Vec<u8>>, Error> {
        self.wait();
        let (mut parts, body) = request.into_parts();
        // OpenDAL's own notes, which nobody reads here.
        parts.extensions.clear();
        let answer = if body.is_empty() && !matches!(parts.method.as_str(), "PUT" | "POST") {
            self.agent.run(Request::from_parts(parts, ()))
        } else {
            self.agent.run(Request::from_parts(parts, body.to_vec()))
        };
        let (parts, mut body) = answer.map_err(|error| not_reached(&error))?.into_parts();
        let mut bytes = Vec::new();
        body.as_reader().take(LONGEST).read_to_end(&mut bytes).map_err(|error| {
            Error::new(ErrorKind::Unexpected, format!("the answer broke off: {error}")).set_temporary()
        })?;
        self.understood(&parts.headers, parts.status)?;
        Ok(Response::from_parts(parts, bytes))
    }

    /// Turns what HTTP itself says is wrong into an error; the rest is for the service to read.
    fn understood(&self, headers: &HeaderMap, status: StatusCode) -> Result<(), Error> {
        match status.as_u16() {
            429 | 500 | 502 | 503 | 504 => {
                if let Some(pause) = retry_after(headers) {
                    let until = Instant::now() + pause.min(LONGEST_PAUSE);
                    *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
                }
                Err(Error::new(ErrorKind::RateLimited, format!("the host answers {status}")).set_temporary())
            }
            401 | 407 => Err(Error::new(
                ErrorKind::PermissionDenied,
                format!("the host answers {status}: user or password are missing or wrong"),
            )),
            507 => Err(Error::new(ErrorKind::Unexpected, NO_ROOM)),
            _ => Ok(()),
        }
    }
}

impl HttpTransport for Transport {
    async fn fetch(&self, request: Request<Buffer>) -> opendal::Result<Response<HttpBody>> {
        let (mut parts, body) = request.into_parts();
        if let Some(website) = &self.website {
            website.finish(&mut parts).await?;
        }
        let request = || Request::from_parts(parts.clone(), body.clone());
        let answer = match self.answer(request()) {
            // Once more at once, if the host does not mind: what a service does in several requests would otherwise
            // begin anew each time that one of them fails.
            Err(error) if error.is_temporary() => self.answer(request())?,
            other => other?,
        };
        let (parts, bytes) = answer.into_parts();
        let size = bytes.len() as u64;
        let whole = futures_util::stream::iter([Ok(Buffer::from(bytes))]);
        Ok(Response::from_parts(parts, HttpBody::new(whole, Some(size))))
    }
}

/// How long a host asks to be left alone: in seconds, or until a time.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = rfc2822::parse(value).ok()?.timestamp();
    Duration::try_from(until.duration_since(world::now())).ok()
}

fn not_reached(error: &ureq::Error) -> Error {
    let told = Error::new(ErrorKind::Unexpected, format!("the host cannot be reached: {error}"));
    match error {
        ureq::Error::Io(_)
        | ureq::Error::Timeout(_)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::Protocol(_) => told.set_temporary(),
        _ => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_long_to_wait() {
        let after = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(after("7"), Some(Duration::from_secs(7)));
        assert!(after("Tue, 31 Dec 2999 23:59:59 GMT").is_some_and(|pause| pause > LONGEST_PAUSE));
        assert_eq!((after("Wed, 01 Jan 2020 00:00:00 GMT"), after("soon")), (None, None));
    }
}
