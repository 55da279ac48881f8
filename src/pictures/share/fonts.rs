//! The letters that share images are set in.

use std::borrow::Cow;

use rustybuzz::Face;
use rustybuzz::ttf_parser;

use crate::text::Fingerprint;

/// Noto Serif Bold for Latin, Greek and Cyrillic, under the SIL Open Font License 1.1: the same picture on any machine.
static SHIPPED: &[u8] = include_bytes!("fonts/NotoSerif-Bold.ttf");

/// The program's own font, and one that a site adds for what that lacks.
#[derive(Debug, PartialEq, Eq)]
pub struct Fonts {
    own: Option<Vec<u8>>,
    fingerprint: Fingerprint,
}

impl Default for Fonts {
    fn default() -> Self {
        Self { own: None, fingerprint: Fingerprint::of_bytes(SHIPPED) }
    }
}

impl Fonts {
    /// Adds a font (of a collection, its first); none if it cannot be read as one.
    pub fn with(own: Vec<u8>) -> Option<Self> {
        Face::from_slice(&own, 0)?;
        Some(Self { fingerprint: Fingerprint::of_bytes(&own), own: Some(own) })
    }

    /// Stands for all fonts.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The fonts in the order in which they are asked for a letter.
    pub fn faces(&self) -> Vec<Face<'_>> {
        self.files().filter_map(|file| Face::from_slice(file, 0)).collect()
    }

    /// The first letter or digit that no font has.
    pub fn lacks(&self, text: &str) -> Option<char> {
        if text.is_ascii() {
            return None;
        }
        let faces: Vec<_> = self.files().filter_map(|file| ttf_parser::Face::parse(file, 0).ok()).collect();
        text.chars().find(|&c| c.is_alphanumeric() && faces.iter().all(|face| face.glyph_index(c).is_none()))
    }

    fn files(&self) -> impl Iterator<Item = &[u8]> {
        [SHIPPED].into_iter().chain(self.own.as_deref())
    }
}

/// White space folded, and without signs that no font has: emoji, above all.
pub fn settable<'a>(text: &'a str, faces: &[Face<'_>]) -> Cow<'a, str> {
    let is_plain = |c: char| c.is_ascii_graphic() || c == ' ';
    if text.chars().all(is_plain) && !text.contains("  ") && text.trim() == text {
        return Cow::Borrowed(text);
    }
    // These two join and part letters, and need no shape.
    let is_there = |c: &char| {
        c.is_whitespace()
            || matches!(c, '\u{200c}' | '\u{200d}')
            || faces.iter().any(|face| face.glyph_index(*c).is_some())
    };
    let mut kept = String::with_capacity(text.len());
    let mut has_gap = false;
    for c in text.chars() {
        if !is_there(&c) {
            has_gap = true;
            continue;
        }
        // A sign that closes goes on with the word before the gap.
        if has_gap && matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | '’' | '”') {
            kept.truncate(kept.trim_end().len());
        }
        has_gap &= c.is_whitespace();
        kept.push(c);
    }
    Cow::Owned(kept.split_whitespace().collect::<Vec<_>>().join(" "))
}
