//! What the preview answers to a path: a page, a file, a redirect, or that there is nothing.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::State;
use crate::parse::Article;
use crate::pictures::{Darkroom, Print};
use crate::render::search;
use crate::render::{self, Developing, Edition, PageKind, ShareImage, Slot};
use crate::report;
use crate::text::{Fingerprint, SitePath};
use crate::theme::StaticFile;
use crate::world::{Disk, World};

/// Below which the preview's own files stand; no page can be there, since names do not begin with two underscores.
pub const OWN: &str = "__onrecord";

/// What browsers ask for unasked; that a site has none is no mistake.
const ICON: &str = "/favicon.ico";

/// Answers a request for a page or a file of the site.
pub fn answer(
    state: &State,
    root: &Path,
    darkroom: &Darkroom,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Response<Body> {
    let Some(edition) = &state.edition else {
        return page(StatusCode::INTERNAL_SERVER_ERROR, &bare(state), None, method, headers);
    };
    let base = edition.site.config.base_path();
    let Some(below) = path.strip_prefix(&base) else {
        // The site is mounted where it will be published.
        return if path == ICON { no_icon() } else { redirect(&base) };
    };
    let clean = clean(below);
    let Some((clean, is_folder)) = clean else { return not_found(state, edition, method, headers) };
    let file = if is_folder { clean.join("index.html").ok() } else { Some(clean.clone()) };
    if let Some(slot) = file.and_then(|file| edition.plan.at(&file)) {
        return match slot {
            Slot::Page(index) => rendered(state, edition, index, StatusCode::OK, method, headers),
            Slot::Asset(index) => {
                let (from, to) = (&edition.plan.assets[index].from, &edition.plan.assets[index].to);
                asset(root, &edition.site.config.follow_links, from, to, method, headers)
            }
            Slot::Print { picture, print } => {
                let developing = &edition.plan.pictures[picture];
                let follow = &edition.site.config.follow_links;
                made_print(root, follow, darkroom, developing, &developing.prints[print], method, headers)
            }
            Slot::Share(index) => share(edition, &edition.plan.shares[index], method, headers),
        };
    }
    if let Some(file) = edition.index().filter(|_| search::is_own(&clean)).and_then(|index| index.file(&clean)) {
        let etag = format!("\"{}\"", Fingerprint::of_bytes(file.text.as_bytes()));
        if is_known(headers, &etag) {
            return not_modified(&etag);
        }
        return bytes(StatusCode::OK, &clean, file.text.clone().into_bytes(), &etag, method, headers);
    }
    let index = clean.join("index.html").ok();
    if !is_folder && index.is_some_and(|index| edition.plan.at(&index).is_some()) {
        return redirect(&format!("{path}/"));
    }
    if path == ICON {
        return no_icon();
    }
    not_found(state, edition, method, headers)
}

/// The article whose page stands at a path, if one does.
pub fn article_at<'a>(edition: &'a Edition, path: &str) -> Option<&'a Arc<Article>> {
    let below = path.strip_prefix(&edition.site.config.base_path())?;
    let (clean, is_folder) = clean(below)?;
    let file = if is_folder { clean.join("index.html").ok()? } else { clean };
    let Slot::Page(index) = edition.plan.at(&file)? else { return None };
    match edition.plan.pages[index].kind {
        PageKind::Article(article) => edition.site.articles.get(article).map(|placed| &placed.article),
        _ => None,
    }
}

/// A path as it is meant, and whether it is that of a folder; none if it climbs or is no path at all.
fn clean(below: &str) -> Option<(SitePath, bool)> {
    let decoded = percent_decode_str(below).decode_utf8().ok()?;
    // Nor may a redirect to `//name/` lead to another host.
    let climbs = decoded.starts_with('/')
        || decoded.contains("//")
        || decoded.split('/').any(|part| part == ".." || part == ".");
    if climbs || decoded.contains(['\\', '\0']) {
        return None;
    }
    let path = SitePath::new(&decoded).ok()?;
    Some((path, decoded.is_empty() || decoded.ends_with('/')))
}

fn not_found(state: &State, edition: &Edition, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let own = SitePath::new("404.html").ok().and_then(|path| edition.plan.at(&path));
    match own {
        Some(Slot::Page(index)) => rendered(state, edition, index, StatusCode::NOT_FOUND, method, headers),
        _ => page(StatusCode::NOT_FOUND, "<!doctype html><title>Not found</title><p>Not found", None, method, headers),
    }
}

fn rendered(
    state: &State,
    edition: &Edition,
    index: usize,
    status: StatusCode,
    method: &Method,
    headers: &HeaderMap,
) -> Response<Body> {
    let planned = &edition.plan.pages[index];
    let prepared = render::prepare(edition, planned);
    // A page that a browser kept from another run would hold that run's secret.
    let etag = format!("\"{}\"", Fingerprint::of(&(prepared.fingerprint, &state.token)));
    let is_html = planned.address.file.is_kind(&["html", "htm"]);
    if status == StatusCode::OK && is_known(headers, &etag) {
        return not_modified(&etag);
    }
    match render::render(edition, prepared) {
        Ok(html) if is_html => page(status, &with_script(&html, state, edition), Some(&etag), method, headers),
        Ok(text) => bytes(status, &planned.address.file, text.into_bytes(), &etag, method, headers),
        Err(told) => {
            let overlay = report::html(&[told], edition.theme.texts());
            let html = format!("<!doctype html><title>Mistake</title><body>{overlay}");
            page(StatusCode::INTERNAL_SERVER_ERROR, &with_script(&html, state, edition), None, method, headers)
        }
    }
}

/// What is shown as long as there is no site to show.
fn bare(state: &State) -> String {
    let script = script_tag(state, "/");
    format!("<!doctype html><meta charset=\"utf-8\"><title>onrecord</title><body>{}{script}", state.overlay)
}

/// Puts the reload script at the end of a page.
fn with_script(html: &str, state: &State, edition: &Edition) -> String {
    let tag = script_tag(state, &edition.site.config.base_path());
    match html.rfind("</body>") {
        Some(at) => format!("{}{tag}{}", &html[..at], &html[at..]),
        None => format!("{html}{tag}"),
    }
}

fn script_tag(state: &State, base: &str) -> String {
    let live = format!(
        "<script src=\"{base}{OWN}/live.js\" data-edition=\"{}\" data-base=\"{base}\" defer></script>",
        state.number
    );
    match &state.token {
        Some(token) => format!(
            "{live}<script src=\"{base}{OWN}/annotate.js\" data-token=\"{token}\" data-base=\"{base}\" defer></script>"
        ),
        None => live,
    }
}

/// Makes a print when a browser asks for it.
fn made_print(
    root: &Path,
    follow: &[SitePath],
    darkroom: &Darkroom,
    developing: &Developing,
    print: &Print,
    method: &Method,
    headers: &HeaderMap,
) -> Response<Body> {
    // The name stands for the bytes.
    let etag = format!("\"{}\"", Fingerprint::of_bytes(print.to.as_str().as_bytes()));
    if is_known(headers, &etag) {
        return not_modified(&etag);
    }
    let disk = Disk::new(root.to_path_buf());
    if disk.leads_out(&developing.picture.file, follow).is_some() {
        return gone(method, headers);
    }
    let developed = darkroom.develop(&disk, &developing.picture, &[print]);
    match developed.ok().and_then(|mut developed| developed.prints.pop()) {
        Some(made) => bytes(StatusCode::OK, &print.to, made, &etag, method, headers),
        None => gone(method, headers),
    }
}

fn share(edition: &Edition, share: &ShareImage, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let Some(card) = render::share_card(&edition.site, &edition.theme, share.of) else { return gone(method, headers) };
    let etag = format!("\"{}\"", card.fingerprint(&edition.site.fonts));
    if is_known(headers, &etag) {
        return not_modified(&etag);
    }
    bytes(StatusCode::OK, &share.to, card.draw(&edition.site.fonts), &etag, method, headers)
}

fn asset(
    root: &Path,
    follow: &[SitePath],
    from: &StaticFile,
    to: &SitePath,
    method: &Method,
    headers: &HeaderMap,
) -> Response<Body> {
    let disk = Disk::new(root.to_path_buf());
    let read = match from {
        StaticFile::BuiltIn(_, bytes) => Some(bytes.to_vec()),
        // A link may have taken the file's place a moment ago.
        StaticFile::Site(path) if disk.leads_out(path, follow).is_some() => None,
        StaticFile::Site(path) => disk.read(path).ok(),
    };
    match read {
        Some(content) => {
            let etag = format!("\"{}\"", Fingerprint::of_bytes(&content));
            if is_known(headers, &etag) {
                return not_modified(&etag);
            }
            bytes(StatusCode::OK, to, content, &etag, method, headers)
        }
        None => gone(method, headers),
    }
}

fn gone(method: &Method, headers: &HeaderMap) -> Response<Body> {
    let text = "<!doctype html><title>Gone</title><p>This file cannot be read.";
    page(StatusCode::NOT_FOUND, text, None, method, headers)
}

fn page(status: StatusCode, html: &str, etag: Option<&str>, method: &Method, _: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(body(html.as_bytes().to_vec(), method));
    *response.status_mut() = status;
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    own.insert(header::CONTENT_LENGTH, HeaderValue::from(html.len()));
    insert(own, header::ETAG, etag.unwrap_or_default());
    response
}

/// A file with its kind, or the part of it that was asked for.
fn bytes(
    status: StatusCode,
    path: &SitePath,
    content: Vec<u8>,
    etag: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Response<Body> {
    let kind = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let length = content.len();
    let range =
        headers.get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(|range| parse_range(range, length));
    let (status, content, range) = match range {
        Some(Ok((from, to))) => {
            (StatusCode::PARTIAL_CONTENT, content[from..=to].to_vec(), format!("bytes {from}-{to}/{length}"))
        }
        Some(Err(())) => (StatusCode::RANGE_NOT_SATISFIABLE, Vec::new(), format!("bytes */{length}")),
        None => (status, content, String::new()),
    };
    let size = content.len();
    let mut response = Response::new(body(content, method));
    *response.status_mut() = status;
    let own = response.headers_mut();
    insert(own, header::CONTENT_TYPE, &kind);
    insert(own, header::CONTENT_RANGE, &range);
    insert(own, header::ETAG, etag);
    own.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    own.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    response
}

/// Reads `bytes=from-to`; only one range, and an error where it lies beyond the file (RFC 9110, section 14).
fn parse_range(range: &str, length: usize) -> Option<Result<(usize, usize), ()>> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.checked_sub(1);
    Some(match (from.trim().parse::<usize>(), to.trim().parse::<usize>(), last) {
        (_, _, None) => Err(()),
        (Ok(from), Ok(to), Some(last)) if from <= to && from <= last => Ok((from, to.min(last))),
        (Ok(from), Err(_), Some(last)) if to.trim().is_empty() && from <= last => Ok((from, last)),
        (Err(_), Ok(count), Some(last)) if from.trim().is_empty() && count > 0 => {
            Ok((length.saturating_sub(count), last))
        }
        (Ok(_), _, _) => Err(()),
        _ => return None,
    })
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    insert(response.headers_mut(), header::LOCATION, to);
    response
}

fn no_icon() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == etag))
}

fn not_modified(etag: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    insert(response.headers_mut(), header::ETAG, etag);
    response
}

fn body(content: Vec<u8>, method: &Method) -> Body {
    if *method == Method::HEAD { Body::empty() } else { Body::from(content) }
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Some(value) = HeaderValue::from_str(value).ok().filter(|value| !value.is_empty()) {
        headers.insert(name, value);
    }
}

/// Text that is made anew each time.
pub fn typed(kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_ranges() {
        assert_eq!(parse_range("bytes=0-4", 10), Some(Ok((0, 4))));
        assert_eq!(parse_range("bytes=5-", 10), Some(Ok((5, 9))));
        assert_eq!(parse_range("bytes=-3", 10), Some(Ok((7, 9))));
        assert_eq!(parse_range("bytes=10-", 10), Some(Err(())));
        assert_eq!(parse_range("bytes=4-2", 10), Some(Err(())));
        assert_eq!(parse_range("lines=0-4", 10), None);
    }
}
