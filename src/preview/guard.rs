//! Who may ask: requests that name this machine, and come from the preview's own pages.
//!
//! A page elsewhere may have its own name point to 127.0.0.1 (DNS rebinding), and another site's script may ask this
//! server for something. Neither is answered.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// Whether the request names a host of this machine, or the address that it was told to listen on.
pub fn is_meant(headers: &HeaderMap, host: Option<IpAddr>) -> bool {
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
pub fn is_own_origin(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(origin) = text(header::ORIGIN) {
        return origin.strip_prefix("http://").is_some_and(|origin| Some(origin) == text(header::HOST));
    }
    // A script of another site may ask without an origin; browsers then say so here.
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let mode = headers.get("sec-fetch-mode").and_then(|mode| mode.to_str().ok());
    !matches!(site, Some("cross-site" | "same-site")) || mode == Some("navigate")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

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
