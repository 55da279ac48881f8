//! Text with its typography taken out, and the way back to the text as written.
//!
//! Two texts that differ only in what a keyboard, an editor program or a line width decides normalise to
//! the same bytes: kinds of quotation marks and dashes, dots for an ellipsis, white space, soft hyphens,
//! invisible marks, composed or decomposed accents. Letters, digits and all other signs stay as they are.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A normalised text, with the place of each of its bytes in the text as written.
#[derive(Debug, Default)]
pub struct Normal {
    pub text: String,
    /// For each byte of `text`, where what it stands for begins and ends in the original.
    places: Vec<(u32, u32)>,
}

impl Normal {
    pub fn of(original: &str) -> Self {
        let mut normal =
            Normal { text: String::with_capacity(original.len()), places: Vec::with_capacity(original.len()) };
        // Marks that nobody sees are gone before accents are joined to their letters.
        let mut rest = original.char_indices().filter(|(_, c)| !is_invisible(*c)).peekable();
        let mut cluster = String::new();
        while let Some((start, c)) = rest.next() {
            let mut end = start + c.len_utf8();
            if c.is_ascii_alphanumeric() && rest.peek().is_none_or(|(_, next)| next.is_ascii()) {
                normal.push(c, start, end);
                continue;
            }
            // What composes with the character before it belongs to the same unit.
            cluster.clear();
            cluster.push(c);
            while let Some(&(at, next)) = rest.peek().filter(|(_, next)| composes(*next)) {
                cluster.push(next);
                end = at + next.len_utf8();
                rest.next();
            }
            if is_nfc_quick(cluster.chars()) == IsNormalized::Yes {
                for c in cluster.chars() {
                    normal.push(c, start, end);
                }
            } else {
                for c in cluster.nfc() {
                    normal.push(c, start, end);
                }
            }
        }
        normal
    }

    /// The stretch of the original that a stretch of the normalised text stands for.
    ///
    /// None if it begins or ends inside of what is one sign in the original, such as the second dot of `…`.
    pub fn original(&self, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
        let first = self.places.get(start)?;
        let last = self.places.get(end.checked_sub(1)?)?;
        let whole = |at: usize| at == 0 || at >= self.places.len() || self.places[at - 1].0 != self.places[at].0;
        (whole(start) && whole(end)).then_some(first.0 as usize..last.1 as usize)
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        // What carries an accent is not one of a run of spaces or dashes.
        let alone = end - start == c.len_utf8();
        match c {
            _ if c.is_whitespace() => match alone && self.text.ends_with(' ') {
                // One space stands for a whole run of white space.
                true => self.places.last_mut().expect("a space was pushed").1 = to_u32(end),
                false => self.add(' ', start, end),
            },
            '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => self.add('"', start, end),
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '＇' => self.add('\'', start, end),
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '－' => {
                match alone && self.text.ends_with('-') {
                    // `--` and `---` are dashes of the typewriter.
                    true => self.places.last_mut().expect("a hyphen was pushed").1 = to_u32(end),
                    false => self.add('-', start, end),
                }
            }
            '…' => ['.', '.', '.'].into_iter().for_each(|dot| self.add(dot, start, end)),
            c => self.add(c, start, end),
        }
    }

    fn add(&mut self, c: char, start: usize, end: usize) {
        self.text.push(c);
        self.places.resize(self.text.len(), (to_u32(start), to_u32(end)));
    }
}

/// Soft hyphen, zero width space, word joiner, byte order mark, marks of direction.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Normalises words that are looked for; white space around them does not count.
pub fn normalised(text: &str) -> String {
    Normal::of(text).text.trim().to_owned()
}

/// Whether a character changes the one before it, so that cutting between the two would change a letter.
pub fn composes(c: char) -> bool {
    !c.is_ascii()
        && (canonical_combining_class(c) != 0
            || is_combining_mark(c)
            || is_nfc_quick(std::iter::once(c)) == IsNormalized::Maybe)
}

/// Text positions fit 32 bits: longer files are refused before they are parsed.
fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_makes_no_difference() {
        for (one, other) in [
            ("“We’ll see,” he said", "\"We'll see,\" he said"),
            ("1990–2000 — or so", "1990-2000 -- or so"),
            ("wait…", "wait..."),
            ("a\u{a0}b\n\tc", "a b c"),
            ("co\u{ad}operate", "cooperate"),
            ("cafe\u{301}", "café"),
            ("cafe\u{ad}\u{301}", "café"),
            ("\u{1100}\u{1161}\u{11a8}", "각"),
            ("5--\u{212b}", "5-Å"),
        ] {
            assert_eq!(normalised(one), normalised(other), "{one:?}");
        }
        for (one, other) in
            [("450", "451"), ("is", "is not"), ("résumé", "resume"), ("Polish", "polish"), ("1,000", "1.000")]
        {
            assert_ne!(normalised(one), normalised(other));
        }
    }

    #[test]
    fn signs_with_two_code_points_begin_words() {
        for sign in ['\u{212b}', '\u{2126}', '\u{f90a}'] {
            assert!(!composes(sign), "Ångström, ohm, a compatibility ideograph: {sign}");
        }
        assert!(composes('\u{301}') && composes('\u{1161}'));
    }

    #[test]
    fn leads_back() {
        let original = "so “cafe\u{301}…” \n ok";
        let normal = Normal::of(original);
        assert_eq!(normal.text, "so \"café...\" ok");
        let cafe = normal.text.find("café").unwrap();
        assert_eq!(&original[normal.original(cafe, cafe + 5).unwrap()], "cafe\u{301}");
        assert_eq!(normal.original(cafe, cafe + 6), None, "half an ellipsis");
        assert_eq!(&original[normal.original(cafe, cafe + 8).unwrap()], "cafe\u{301}…");
        let accented = Normal::of("--\u{301}");
        assert_eq!(accented.original(0, 1), Some(0..1), "the accent is on the second");
        let gap = normal.text.len() - 3;
        assert_eq!(&original[normal.original(gap, gap + 3).unwrap()], " \n ok");
    }
}
