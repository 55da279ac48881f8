//! Addresses with places for what an article says.

use crate::text::{Diagnostic, SitePath, nearest};
use crate::yaml::Node;

/// An address with places for what an article says: `/:year/:month/:slug/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

/// The places that a [`Pattern`] can have.
const PLACES: [&str; 6] = [":year", ":month", ":day", ":slug", ":section", ":filename"];

impl Pattern {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Fills the places; `value` is asked for each by its name without the colon.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, &'static str> {
        let mut parts = Vec::new();
        for part in self.0.split('/').filter(|part| !part.is_empty()) {
            let mut filled = part.to_owned();
            for place in PLACES {
                if filled.contains(place) {
                    filled = filled.replace(place, &value(&place[1..]).ok_or(place)?);
                }
            }
            parts.push(filled);
        }
        Ok(parts.join("/"))
    }
}

/// Reads the pattern of a permalink; also used for the `permalink` of one article.
pub fn read_pattern(node: Node<'_>) -> Option<Pattern> {
    let text = node.text()?;
    check_pattern(&text).map_err(|told| node.tell(told)).ok()
}

/// Checks that a pattern names only places that there are, and stays inside the site.
pub fn check_pattern(text: &str) -> Result<Pattern, Diagnostic> {
    for part in text.split('/') {
        for (at, _) in part.match_indices(':') {
            let name: &str = &part[at..at
                + 1
                + part[at + 1..].chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>()];
            if !PLACES.contains(&name) {
                let mut told =
                    Diagnostic::error("bad-permalink", format!("`{name}` is nothing that a permalink can hold"));
                if let Some(near) = nearest(name, PLACES) {
                    told = told.hint(format!("did you mean `{near}`?"));
                }
                return Err(told.hint("known are `:year`, `:month`, `:day`, `:slug`, `:section` and `:filename`"));
            }
        }
    }
    match SitePath::new(text) {
        Ok(path) if !path.is_root() && !text.contains(['?', '#']) => Ok(Pattern(text.to_owned())),
        _ => Err(Diagnostic::error("bad-permalink", format!("`{text}` is no address inside the site"))
            .hint("write it like `/news/:slug/`, without `..`, `?` and `#`")),
    }
}
