//! From a passage to the selector that finds it again.

use std::ops::Range;

use super::anchor::Searched;
use super::prose::Prose;
use super::wanted::Selector;

/// Says for passages of a prose how an entry names them.
pub struct Pointer<'a> {
    text: &'a str,
    searched: Searched<'a>,
}

impl<'a> Pointer<'a> {
    pub fn new(prose: &'a Prose) -> Self {
        Self { text: &prose.text, searched: Searched::new(&prose.text) }
    }

    /// The shortest selector that means this passage and no other; none if words can not be laid on it.
    pub fn selector(&self, passage: &Range<usize>) -> Option<Selector> {
        /// Words of context: as few as an editor would write, then more.
        const REACH: [usize; 2] = [3, 10];
        /// Who says the same words more often says nothing.
        const PLACES: usize = 200;
        let text = self.text.get(passage.clone())?.split_whitespace().collect::<Vec<_>>().join(" ");
        let with = |prefix: Option<String>, suffix: Option<String>, occurrence| Selector {
            text: Some(text.clone()),
            prefix,
            suffix,
            occurrence,
        };
        let means = |selector: &Selector| self.searched.find(&text, selector).is_ok_and(|found| found == *passage);
        let plain = with(None, None, None);
        if means(&plain) {
            return Some(plain);
        }
        for words in REACH {
            let (before, after) = (self.before(passage.start, words), self.after(passage.end, words));
            let tries = [(before.clone(), None), (None, after.clone()), (before, after)];
            let selectors = tries.into_iter().map(|(before, after)| with(before, after, None));
            if let Some(selector) = selectors.into_iter().find(means) {
                return Some(selector);
            }
        }
        (1..=PLACES).map(|number| with(None, None, Some(number))).find(means)
    }

    fn before(&self, at: usize, words: usize) -> Option<String> {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = &self.text[start..at];
        let kept: Vec<&str> = line.split_whitespace().rev().take(words).collect();
        let kept: Vec<&str> = kept.into_iter().rev().collect();
        let space = if line.ends_with(char::is_whitespace) { " " } else { "" };
        (!kept.is_empty()).then(|| kept.join(" ") + space)
    }

    fn after(&self, at: usize, words: usize) -> Option<String> {
        let line = self.text[at..].split('\n').next().unwrap_or_default();
        let kept: Vec<&str> = line.split_whitespace().take(words).collect();
        let space = if line.starts_with(char::is_whitespace) { " " } else { "" };
        (!kept.is_empty()).then(|| space.to_owned() + &kept.join(" "))
    }
}
