//! What the panel sends, and what of it may be written.

use serde::Deserialize;

use super::Refusal;
use crate::annotate::{Entry, Said};
use crate::parse::{Kind, Status};
use crate::render::Edition;
use crate::resolve::Table;
use crate::text::PartialDate;

/// A selection, and what is said of it. Fields that are left empty count as not there.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    /// The path of the page on which the words were selected.
    pub page: String,
    kind: String,
    text: String,
    before: String,
    after: String,
    /// Which of the places with the same words is meant, counting from 1.
    occurrence: usize,
    r#ref: String,
    speaker: String,
    source: String,
    said_on: String,
    sources: Vec<String>,
    status: String,
    as_of: String,
}

/// Longer selections are a mistake of the hand.
const LONGEST: usize = 10_000;

impl Wish {
    /// The entry without what tells its words from the same words elsewhere.
    pub fn entry(&self, edition: &Edition) -> Result<Entry, Refusal> {
        let site = &edition.site;
        let text = tidy(&self.text);
        if text.is_empty() || text.len() > LONGEST {
            return Err(Refusal::bad("select the words to annotate"));
        }
        let kind = match self.kind.as_str() {
            "quote" => Kind::Quote,
            "fact" => Kind::Fact,
            _ => return Err(Refusal::bad("an annotation is a `fact` or a `quote`")),
        };
        let mut fields = vec![("text", Said::Words(text))];
        let mut add = |key, words: &str| fields.push((key, Said::Words(words.trim().to_owned())));
        if !is_blank(&self.r#ref) {
            match kind {
                Kind::Quote => is_known(&site.quotes, "quote", &self.r#ref)?,
                Kind::Fact => is_known(&site.facts, "fact", &self.r#ref)?,
            }
            add("ref", &self.r#ref);
            return Ok(Entry { kind, fields });
        }
        match kind {
            Kind::Quote => {
                if !is_blank(&self.speaker) {
                    is_known(&site.people, "person", &self.speaker)?;
                    add("speaker", &self.speaker);
                }
                if !is_blank(&self.said_on) {
                    is_day(&self.said_on)?;
                    add("said_on", &self.said_on);
                }
                if !is_blank(&self.source) {
                    is_known(&site.sources, "source", &self.source)?;
                    add("source", &self.source);
                }
            }
            Kind::Fact => {
                if !is_blank(&self.status) {
                    if !Status::NAMES.iter().any(|(name, _)| *name == self.status) {
                        return Err(Refusal::bad(format!("there is no status `{}`", self.status)));
                    }
                    add("status", &self.status);
                }
                if !is_blank(&self.as_of) {
                    is_day(&self.as_of)?;
                    add("as_of", &self.as_of);
                }
                let sources: Vec<&str> = self.sources.iter().map(|id| id.trim()).filter(|id| !is_blank(id)).collect();
                sources.iter().try_for_each(|id| is_known(&site.sources, "source", id))?;
                if !sources.is_empty() {
                    fields.push(("sources", Said::List(sources.into_iter().map(str::to_owned).collect())));
                }
            }
        }
        Ok(Entry { kind, fields })
    }

    /// The ways to tell the words from the same words elsewhere, the shortest first.
    pub fn selectors(&self) -> Vec<Vec<(&'static str, Said)>> {
        let (before, after) = (tidy(&self.before), tidy(&self.after));
        let (prefix, suffix) = (Some(&*before).filter(|it| !it.is_empty()), Some(&*after).filter(|it| !it.is_empty()));
        let mut selectors = vec![Vec::new()];
        for selector in [context(prefix, None), context(None, suffix), context(prefix, suffix)] {
            if !selectors.contains(&selector) {
                selectors.push(selector);
            }
        }
        if self.occurrence > 0 {
            selectors.push(vec![("occurrence", Said::Number(self.occurrence))]);
        }
        selectors
    }
}

/// The context of a selection as fields of an entry.
fn context(prefix: Option<&str>, suffix: Option<&str>) -> Vec<(&'static str, Said)> {
    let field = |key, words: &str| (key, Said::Words(words.to_owned()));
    prefix.map(|words| field("prefix", words)).into_iter().chain(suffix.map(|words| field("suffix", words))).collect()
}

/// On one line, as the words of a paragraph are read.
fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_blank(words: &str) -> bool {
    words.trim().is_empty()
}

fn is_day(words: &str) -> Result<(), Refusal> {
    let known = PartialDate::parse(words.trim()).is_some();
    known.then_some(()).ok_or_else(|| Refusal::bad(format!("`{words}` is not a date; write it as `2025-03-03`")))
}

/// Refuses an id that no entry of the record has.
pub fn is_known<T>(table: &Table<T>, word: &str, id: &str) -> Result<(), Refusal> {
    let id = id.trim();
    if table.index(id).is_some() {
        return Ok(());
    }
    Err(Refusal::bad(match table.nearest(id) {
        Some(near) => format!("there is no {word} `{id}`; did you mean `{near}`?"),
        None => format!("there is no {word} `{id}`"),
    }))
}
