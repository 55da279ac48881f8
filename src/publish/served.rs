//! How a file is to be served, for hosts that are told: its type, and how long it may be kept.

use crate::text::SitePath;
use crate::theme::is_stamped;

/// For what never changes under its name: a year.
pub const KEPT: &str = "public, max-age=31536000, immutable";
/// For all else.
pub const REVALIDATED: &str = "public, max-age=0, must-revalidate";

/// The type of a file, by its name.
pub fn content_type(path: &SitePath) -> String {
    let guess = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let is_text = guess.type_() == mime_guess::mime::TEXT
        || matches!(guess.essence_str(), "application/javascript" | "application/json" | "application/xml");
    if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

/// Whether a file is made of text, which compresses well.
pub fn is_text(path: &SitePath) -> bool {
    let kind = content_type(path);
    kind.starts_with("text/") || ["json", "xml", "javascript", "wasm"].iter().any(|part| kind.contains(part))
}

/// How long browsers and caches may keep a file without asking.
pub fn cache_control(path: &SitePath) -> &'static str {
    if is_stamped(path) || is_named_by_content(path) { KEPT } else { REVALIDATED }
}

/// Whether a name holds a digest of the bytes, as in `style.0f3b92ac.css`: other bytes would have another name.
fn is_named_by_content(path: &SitePath) -> bool {
    let parts: Vec<&str> = path.stem().split(['.', '-']).collect();
    let is_digest = |part: &str| {
        matches!(part.len(), 8..=64)
            && part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
            && part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().any(|byte| byte.is_ascii_lowercase())
    };
    parts.len() > 1 && parts.last().is_some_and(|part| is_digest(part)) && !path.is_kind(&["html", "xml", "json"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_asked_for_again_and_named_content_is_kept() {
        let kept = |path: &str| cache_control(&SitePath::new(path).unwrap()).contains("immutable");
        assert!(kept("img/flood-0f3b92ac.webp") && kept("style.0f3b92ac11.css"));
        assert!(!kept("style.css") && !kept("2025-03-03/index.html") && !kept("img/report-20250303.pdf"));
        assert!(!kept("img/the-facade.jpg") && !kept("0f3b92ac.html"));
    }

    #[test]
    fn text_says_its_encoding() {
        let of = |path: &str| content_type(&SitePath::new(path).unwrap());
        assert_eq!((of("a/index.html").as_str(), of("a.webp").as_str()), ("text/html; charset=utf-8", "image/webp"));
    }
}
