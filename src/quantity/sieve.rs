//! Turns words away that stand on none of some lists, before they are looked up.

/// What is seen of a word at a glance: its first and last letters, and its length.
///
/// Case makes no difference to letters of ASCII, since their last five bits are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outline(u16);

impl Outline {
    pub const fn of(word: &[u8]) -> Self {
        let (Some(&first), Some(&last)) = (word.first(), word.last()) else { return Self(0) };
        let length = if word.len() < 31 { word.len() as u16 } else { 31 };
        Self((first as u16 & 31) << 10 | (last as u16 & 31) << 5 | length)
    }
}

/// The outlines of some words. A list of a hundred lets one in thirty of the other words of a text through.
pub struct Sieve {
    /// For each pair of letters, a bit for each length.
    lengths: [u32; 32 * 32],
}

impl Sieve {
    pub const EMPTY: Self = Self { lengths: [0; 32 * 32] };

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
        let Outline(outline) = Outline::of(word.as_bytes());
        self.lengths[outline as usize >> 5 & 1023] |= 1 << (outline & 31);
    }

    /// Whether a word of an outline may be one of them.
    pub fn passes(&self, Outline(outline): Outline) -> bool {
        self.lengths[usize::from(outline >> 5) & 1023] >> (outline & 31) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_lists_pass_in_any_case() {
        let sieve = Sieve::EMPTY.with(&["monday", "an estimate of more than thirty letters"]).with_keys(&[("May", 5)]);
        for word in ["Monday", "MONDAY", "may", "an estimate of more than thirty letters"] {
            assert!(sieve.passes(Outline::of(word.as_bytes())), "{word}");
        }
        for word in ["", "m", "money", "today", "most", "mandatory"] {
            assert!(!sieve.passes(Outline::of(word.as_bytes())), "{word}");
        }
    }
}
