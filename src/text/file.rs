//! The words of an input file, decoded once and shared from then on.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Diagnostic, SitePath, Span};

/// A file that was read and decoded. Cloning costs two reference counts.
#[derive(Debug, Clone)]
pub struct TextFile {
    pub path: SitePath,
    /// The text without a byte order mark; line endings are as the author has them.
    pub text: Arc<str>,
}

impl TextFile {
    /// Whether both are the same reading of a file; no text is compared.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text) && self.path == other.path
    }
}

/// The texts of all files by path, for those who show a diagnostic's lines.
pub type Texts = FxHashMap<SitePath, Arc<str>>;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Decodes a file as UTF-8, or tells what it seems to be instead.
pub fn decode(path: &SitePath, bytes: Vec<u8>) -> Result<TextFile, Diagnostic> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Diagnostic::error("not-utf-8", format!("`{path}` is UTF-16, not UTF-8"))
            .at(Span::file(path))
            .hint("save it as UTF-8, or pass it through `iconv -f UTF-16 -t UTF-8`"));
    }
    if let Some(at) = memchr::memchr(0, &bytes) {
        return Err(Diagnostic::error("binary-file", format!("`{path}` is not a text file: byte {at} is zero"))
            .at(Span::file(path))
            .hint("give it another ending than `.md`, `.txt` or `.yaml` if it is a file to be copied"));
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.as_bytes().starts_with(BYTE_ORDER_MARK) {
                text.drain(..BYTE_ORDER_MARK.len());
            }
            Ok(TextFile { path: path.clone(), text: text.into() })
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let before = &bytes[..valid];
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
            let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
            let column = 1 + String::from_utf8_lossy(&before[start..]).chars().count();
            Err(Diagnostic::error(
                "not-utf-8",
                format!("`{path}` is not UTF-8: byte {:#04x} in line {line}, column {column}", bytes[valid]),
            )
            .at(Span::file(path))
            .hint("save it as UTF-8; if it is Latin-1, `iconv -f LATIN1 -t UTF-8` converts it"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> SitePath {
        SitePath::new("a.md").unwrap()
    }

    #[test]
    fn drops_the_byte_order_mark() {
        assert_eq!(&*decode(&path(), b"\xef\xbb\xbfhello".to_vec()).unwrap().text, "hello");
    }

    #[test]
    fn tells_where_latin_1_stands() {
        let told = decode(&path(), b"one\ncaf\xe9".to_vec()).unwrap_err();
        assert!(told.message.contains("byte 0xe9 in line 2, column 4"), "{}", told.message);
    }
}
