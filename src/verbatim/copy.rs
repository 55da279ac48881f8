//! The words of an archived file, whatever kind of file it is.

use std::fmt;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::words::Words;
use super::{html, pdf};
use crate::text::SitePath;

/// A file that is larger is not searched: what people say fits into far less.
pub const LARGEST: usize = 64 << 20;

/// The same for the text that is found in a file.
const LONGEST: usize = 32 << 20;

/// Why the words of a copy cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than [`LARGEST`], or its text is too long.
    TooLarge,
    /// There is not one word in it: a scan, a page that only scripts fill.
    NoWords,
    /// It is not what its name says, or broken; why.
    Broken(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(to, "it is larger than {} MB", LARGEST >> 20),
            Self::NoWords => to.write_str("there are no words in it"),
            Self::Broken(why) => to.write_str(why),
        }
    }
}

/// Reads the words of an archived file; none if it is of a kind that holds no text, such as a recording.
pub fn readable_words(path: &SitePath, bytes: &[u8]) -> Option<Result<Words, Unreadable>> {
    let is_html = path.is_kind(&["html", "htm", "xhtml"]);
    let is_pdf = path.is_kind(&["pdf"]);
    if !is_html && !is_pdf && !path.is_kind(&["txt", "text", "md", "markdown"]) {
        return None;
    }
    if bytes.len() > LARGEST {
        return Some(Err(Unreadable::TooLarge));
    }
    let text = match () {
        () if is_pdf => pdf::text(bytes),
        () if is_html => decoded(bytes, html::declared_encoding(bytes)).map(|text| html::text(&text)),
        () => decoded(bytes, None),
    };
    Some(text.and_then(|text| {
        if text.len() > LONGEST {
            return Err(Unreadable::TooLarge);
        }
        let words = Words::of(text, !is_html);
        if words.is_empty() { Err(Unreadable::NoWords) } else { Ok(words) }
    }))
}

/// Old pages and transcripts are often in Latin-1, which browsers take for Windows-1252.
fn decoded(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<String, Unreadable> {
    let has_mark = Encoding::for_bom(bytes).is_some();
    if !has_mark && memchr::memchr(0, bytes).is_some() {
        return Err(Unreadable::Broken("it is not text, though its name says so".to_owned()));
    }
    let encoding = match declared {
        _ if has_mark || std::str::from_utf8(bytes).is_ok() => UTF_8,
        Some(declared) => declared,
        None => WINDOWS_1252,
    };
    // A byte order mark decides over everything else here.
    Ok(encoding.decode(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str, bytes: &[u8]) -> Result<String, Unreadable> {
        let words = readable_words(&SitePath::new(name).unwrap(), bytes).unwrap()?;
        Ok((0..words.len()).map(|word| words.folded(word)).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn reads_text_of_any_age() {
        assert_eq!(words("a.txt", "Où ça?".as_bytes()).as_deref(), Ok("où ça ?"));
        assert_eq!(words("a.txt", b"O\xf9 \xe7a \x93here\x94").as_deref(), Ok("où ça here"));
        assert_eq!(words("a.txt", b"\xff\xfeO\0\xf9\0").as_deref(), Ok("où"));
        let koi8 = b"<meta charset=koi8-r><p>\xc4\xc1</p>";
        assert_eq!(words("a.html", koi8).as_deref(), Ok("да"));
    }

    #[test]
    fn says_what_cannot_be_read() {
        assert_eq!(words("a.txt", b" \n"), Err(Unreadable::NoWords));
        assert!(matches!(words("a.txt", b"a\0b"), Err(Unreadable::Broken(_))));
        assert!(matches!(words("a.pdf", b"<html>"), Err(Unreadable::Broken(_))));
        assert!(readable_words(&SitePath::new("a.mp3").unwrap(), b"ID3").is_none());
    }
}
