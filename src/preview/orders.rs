//! What the panel asks to be written: an annotation, or that one be taken out again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::State;
use super::annotate::{Decision, Desk, Refusal, Wish};
use super::answer::typed;

/// The longest order that is read, and how long that may take.
const LONGEST: usize = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(10);

/// Carries out an order of the panel, for a page of this run of the preview alone.
pub async fn carry_out(
    desk: Arc<Desk>,
    state: Arc<State>,
    root: Arc<PathBuf>,
    order: &str,
    headers: &HeaderMap,
    body: Body,
) -> Response<Body> {
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
    let done = tokio::task::spawn_blocking(move || match order.as_str() {
        "annotate" => desk.save(&state, &root, &read::<Wish>(&body)?),
        "decide" => desk.decide(&state, &root, &read::<Decision>(&body)?),
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;

    use super::*;

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
}
