//! Annotating in the preview: what an editor selected on a page becomes an entry beside the article.
//!
//! 1. [`wish`] checks what the panel asks for against the edition that is shown.
//! 2. [`annotate`](crate::annotate) puts the entry into one of the article's files.
//! 3. The article is parsed with the new text. Only if the words were found and nothing else changed is the file
//!    written; the watcher then sees it like any other change.
//!
//! [`mod@suggested`] tells of what `onrecord suggest` proposes, and takes an editor's answer.
//!
//! **Invariant:** no byte that an author wrote is changed, and nothing is written that was not read again first.

mod known;
mod suggested;
mod wish;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::anyhow;
use axum::http::StatusCode;
use serde_json::json;

pub use known::known;
pub use suggested::{Decision, suggested};
pub use wish::Wish;

use super::State;
use super::answer::article_at;
use crate::annotate::{Added, Files, Kept, Refused, new_mistake, remove};
use crate::parse::Article;
use crate::text::SitePath;

/// What a request is refused with.
#[derive(Debug)]
pub struct Refusal(pub StatusCode, pub String);

impl Refusal {
    pub fn bad(why: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, why.into())
    }

    pub fn conflict(why: impl Into<String>) -> Self {
        Self(StatusCode::CONFLICT, why.into())
    }
}

impl From<Refused> for Refusal {
    fn from(Refused(why): Refused) -> Self {
        Self::conflict(why)
    }
}

/// Who may annotate, and what they did in this run.
pub struct Desk {
    pub token: Arc<str>,
    /// How many entries were written; a number is never given twice.
    written: AtomicUsize,
    done: Mutex<Vec<Done>>,
}

/// An entry that can be taken out again.
struct Done {
    number: usize,
    file: SitePath,
    /// Whether the file was made for the entry.
    made: bool,
    added: Added,
}

/// How many entries can be taken out again.
const REMEMBERED: usize = 500;

impl Desk {
    /// Opens with a secret from the system, which only the preview's own pages hold.
    pub fn open() -> anyhow::Result<Self> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| anyhow!("the system gives no random numbers: {error}"))?;
        let token: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { token: token.into(), written: AtomicUsize::new(0), done: Mutex::default() })
    }

    /// Compares in the same time wherever the first difference is.
    pub fn knows(&self, token: &[u8]) -> bool {
        let own = self.token.as_bytes();
        own.len() == token.len() && own.iter().zip(token).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }

    /// Writes an entry, and answers with the number by which it can be taken out.
    pub fn save(&self, state: &State, root: &Path, wish: &Wish) -> Result<serde_json::Value, Refusal> {
        let edition = state.edition.as_ref().ok_or_else(|| Refusal::conflict("there is no site to show yet"))?;
        let article = article_at(edition, &wish.page).ok_or_else(|| Refusal::bad("this page is no article"))?;
        let entry = wish.entry(edition)?;
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let files = Files::read(root, &article.card.file, entry.key())?;
        let dialect = edition.site.config.dialect();
        let before = files.parse(None, &dialect);
        let mut why = None;
        for selector in wish.selectors() {
            let mut entry = entry.clone();
            entry.fields.splice(1..1, selector);
            let (changed, added) = files.append(&entry)?;
            let after = files.parse(Some(&changed), &dialect);
            match check(&before, &after) {
                Ok(()) => {
                    files.write(&changed)?;
                    let number = 1 + self.written.fetch_add(1, Ordering::Relaxed);
                    if done.len() == REMEMBERED {
                        done.remove(0);
                    }
                    let (file, made) = (files.target().path.clone(), files.is_new());
                    let answer = json!({"undo": number, "file": file});
                    done.push(Done { number, file, made, added });
                    return Ok(answer);
                }
                Err(error) => why = why.or(Some(error)),
            }
        }
        Err(Refusal::conflict(why.unwrap_or_default()))
    }

    /// Accepts or rejects a suggestion; one answer at a time, since each changes files that the next one reads.
    pub fn decide(&self, state: &State, root: &Path, decision: &Decision) -> Result<serde_json::Value, Refusal> {
        let _turn = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        decision.carry_out(state, root)
    }

    /// Takes an entry out that was written in this run.
    pub fn undo(&self, root: &Path, number: usize) -> Result<serde_json::Value, Refusal> {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let index = done.iter().position(|done| done.number == number);
        let index = index.ok_or_else(|| Refusal::bad("there is nothing to take out"))?;
        let Done { file, made, added, .. } = &done[index];
        let kept = Kept::read(root, file)?;
        let range = kept.yaml().ok_or_else(|| Refusal::conflict("the front matter is not there any more"))?;
        let text = remove(&kept.file.text, range, added)?;
        if *made && text.is_empty() && !kept.marked {
            kept.remove(root)?;
        } else {
            kept.write(root, &text)?;
        }
        let file = done.remove(index).file;
        Ok(json!({"file": file}))
    }
}

/// Whether an article says what it said and shows one annotation more.
fn check(before: &Article, after: &Article) -> Result<(), String> {
    if let Some(mistake) = new_mistake(before, after) {
        return Err(mistake);
    }
    match after.card.annotations.len() == before.card.annotations.len() + 1 {
        true => Ok(()),
        false => Err("these words cannot be annotated here".to_owned()),
    }
}
