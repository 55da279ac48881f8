//! Stores copies of sources, so that what quotes rest on can be looked up when the web has moved on.
//!
//! [`fetch()`] brings a page or a file from the web: only on the command `onrecord archive`, and only from the address
//! that it names. [`entry`] writes what was stored into the record's file and leaves the rest of that file as it is.
//!
//! **Invariant:** a copy that is there is never changed or deleted. Other bytes for the same source get another name.

mod entry;
mod fetch;

pub use entry::{Refused, Stored, with_archive};
pub use fetch::{Fetched, LARGEST, fetch};

/// The ending for a copy: that of the name it had, or the one for the type that a server says it is of.
pub fn extension(name: &str, content_type: Option<&str>) -> String {
    let mime = content_type.and_then(|text| text.split(';').next()).map(|text| text.trim().to_ascii_lowercase());
    match mime.as_deref() {
        Some("text/html" | "application/xhtml+xml") => return "html".to_owned(),
        Some("application/pdf") => return "pdf".to_owned(),
        Some("text/plain") => return "txt".to_owned(),
        _ => {}
    }
    let path = name.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let own = last.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    let is_plain = |end: &String| (1..=8).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // A page of a server is rarely called after what it is.
    let own = own.filter(is_plain).filter(|_| !path.contains("://") || path.matches('/').count() > 2);
    own.or_else(|| Some((*mime_guess::get_mime_extensions_str(mime.as_deref()?)?.first()?).to_owned()))
        .unwrap_or_else(|| "bin".to_owned())
}

#[cfg(test)]
mod tests {
    use super::extension;

    #[test]
    fn copies_are_named_for_what_they_are() {
        for (name, kind, end) in [
            ("minutes.PDF", None, "pdf"),
            ("https://example.org/a.php?x=1.txt", Some("text/html; charset=utf-8"), "html"),
            ("https://example.org", None, "bin"),
            ("https://example.org/talk.mp3", Some("audio/mpeg"), "mp3"),
            ("https://example.org/talk", Some("image/png"), "png"),
            ("letter", None, "bin"),
        ] {
            assert_eq!(extension(name, kind), end, "{name}");
        }
    }
}
