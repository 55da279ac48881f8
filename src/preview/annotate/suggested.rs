//! What was suggested for an article, for the notes in which an editor accepts or rejects it.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Refusal;
use super::wish::is_known;
use crate::annotate::{self, Answer, Which, described};
use crate::parse::{Kind, Standing};
use crate::preview::State;
use crate::preview::answer::article_at;
use crate::render::{Edition, figure_in_english};

/// The suggestions for the article on a page.
pub fn suggested(state: &State, page: &str) -> Value {
    let Some((edition, article)) = state.edition.as_ref().and_then(|it| Some((it, article_at(it, page)?))) else {
        return json!({"list": []});
    };
    let people = edition.site.known_people();
    let waiting = article.card.suggested.iter().filter(|one| one.proposal.standing == Standing::Suggested);
    let list = waiting.map(|one| {
        json!({
            "kind": one.kind.word(),
            "index": one.index,
            "text": one.text(),
            "prefix": one.selector.prefix,
            "suffix": one.selector.suffix,
            "occurrence": one.selector.occurrence,
            "told": described(one, &people, figure_in_english),
            "because": one.proposal.because,
            "sourced": one.is_sourced(),
        })
    });
    json!({"list": list.collect::<Vec<_>>()})
}

/// An answer to a suggestion, as a page sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    page: String,
    kind: String,
    index: usize,
    text: String,
    answer: String,
    /// The source of what is accepted, if it names none; may be empty.
    #[serde(default)]
    source: String,
}

impl Decision {
    pub fn carry_out(&self, state: &State, root: &Path) -> Result<Value, Refusal> {
        let edition = state.edition.as_ref().ok_or_else(|| Refusal::conflict("there is no site to show yet"))?;
        let article = article_at(edition, &self.page).ok_or_else(|| Refusal::bad("this page is no article"))?;
        let kind = match self.kind.as_str() {
            "quote" => Kind::Quote,
            "fact" => Kind::Fact,
            _ => return Err(Refusal::bad("an annotation is a `fact` or a `quote`")),
        };
        let answer = match self.answer.as_str() {
            "accept" => Answer::Accept { source: self.source(edition)? },
            "reject" => Answer::Reject,
            _ => return Err(Refusal::bad("the answer is `accept` or `reject`")),
        };
        let which = Which { file: article.card.file.clone(), kind, index: self.index, text: self.text.clone() };
        let people = edition.site.known_people();
        let made = annotate::decide(root, &edition.site.config.dialect(), &people, &which, answer)?;
        Ok(json!({"file": which.file, "person": made.map(|person| person.id)}))
    }

    fn source(&self, edition: &Edition) -> Result<Option<&str>, Refusal> {
        let source = Some(self.source.trim()).filter(|source| !source.is_empty());
        source.map(|id| is_known(&edition.site.sources, "source", id).map(|()| id)).transpose()
    }
}
