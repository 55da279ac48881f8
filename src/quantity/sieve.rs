//! Turns words away that stand on none of some lists, before they are looked up.

/// How long those words are that begin and end with the same two letters.
///
/// Of the words of a text, a list of a hundred lets one in twenty through. Case makes no difference to letters of
/// ASCII, since their last five bits are the same.
pub struct Sieve {
    lengths: [u32; 32 * 32],
}

impl Sieve {
    pub const fn new() -> Self {
        Self { lengths: [0; 32 * 32] }
    }

    #[must_use]
    pub const fn with(mut self, words: &[&str]) -> Self {
        let mut at = 0;
        while at < words.len() {
            self.add(words[at]);
            at += 1;
        }
        self
    }

    /// Takes the words that stand first in pairs.
    #[must_use]
    pub const fn with_keys<T>(mut self, pairs: &[(&str, T)]) -> Self {
        let mut at = 0;
        while at < pairs.len() {
            self.add(pairs[at].0);
            at += 1;
        }
        self
    }

    pub const fn add(&mut self, word: &str) {
        let (place, length) = place(word.as_bytes());
        self.lengths[place] |= length;
    }

    /// Whether a word may be one of them.
    pub fn passes(&self, word: &str) -> bool {
        let (place, length) = place(word.as_bytes());
        self.lengths[place] & length != 0
    }
}

/// Where the lengths of a word's letters stand, and the bit of its own.
const fn place(word: &[u8]) -> (usize, u32) {
    if let (Some(first), Some(last)) = (word.first(), word.last()) {
        let place = (*first as usize & 31) << 5 | (*last as usize & 31);
        (place, 1 << if word.len() < 31 { word.len() } else { 31 })
    } else {
        (0, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_lists_pass_in_any_case() {
        static SIEVE: Sieve = Sieve::new().with(&["monday", "an estimate of more than thirty letters"]).with_keys(&[("May", 5)]);
        for word in ["Monday", "MONDAY", "may", "an estimate of more than thirty letters"] {
            assert!(SIEVE.passes(word), "{word}");
        }
        for word in ["", "m", "money", "today", "most", "mandatory"] {
            assert!(!SIEVE.passes(word), "{word}");
        }
    }
}
