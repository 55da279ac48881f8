//! The passages of an article's annotations, or why they could not be found.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::anchor::{Lost, Searched};
use super::annotation::{Anchored, Place};
use super::inline;
use super::markdown::Spanned;
use super::prose::Prose;
use super::record::Excuse;
use super::wanted::{Kind, Subject, Wanted};
use crate::text::{Diagnostic, Span, TextFile, shorten};

/// The wording of the record's quotes by id, for entries that leave theirs out.
pub type Wordings = FxHashMap<Arc<str>, String>;

/// Finds the passages of all annotations of an article.
pub struct Finder<'a> {
    pub file: &'a TextFile,
    pub events: &'a [Spanned<'a>],
    pub prose: &'a Prose,
    pub wordings: &'a Wordings,
    pub told: &'a mut Vec<Diagnostic>,
}

/// A stretch of the prose.
pub type Passage = Range<usize>;

impl Finder<'_> {
    pub fn find(&mut self, wanted: Vec<Wanted>, inline_marks: &[inline::InlineMark]) -> Vec<(Passage, Anchored)> {
        let searched = Searched::new(&self.prose.text);
        let mut found = Vec::with_capacity(wanted.len() + inline_marks.len());
        // An entry with an id and no words of its own is laid on the text by a link in it.
        let (named, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|wanted| {
            wanted.selector.text.is_none()
                && wanted.subject.own_id().is_some_and(|id| inline_marks.iter().any(|mark| *mark.id == **id))
        });
        let ids: FxHashMap<(Kind, Arc<str>), Wanted> = wanted
            .iter()
            .chain(&named)
            .filter_map(|wanted| Some(((wanted.kind, wanted.subject.own_id()?.clone()), wanted.clone())))
            .collect();
        for wanted in wanted {
            if let Some(passage) = self.passage(&searched, &wanted) {
                let place = Place::Entry(wanted.origin);
                found.push(self.anchored(passage, wanted.kind, wanted.subject, wanted.allow, place));
            }
        }
        for mark in inline_marks {
            let span = Span::new(&self.file.path, mark.origin.clone());
            let Some(passage) = inline::passage(mark, self.prose, self.events) else {
                self.told.push(nothing_to_mark(mark.kind, span));
                continue;
            };
            let id: Arc<str> = mark.id.as_str().into();
            // An entry of the article that is used in line keeps its own data.
            let (subject, allow) = ids
                .get(&(mark.kind, id.clone()))
                .map_or((Subject::Ref(id), Vec::new()), |wanted| (wanted.subject.clone(), wanted.allow.clone()));
            let written = mark.id_in(&self.file.text).map(|range| Span::new(&self.file.path, range));
            found.push(self.anchored(passage, mark.kind, subject, allow, Place::Inline(span, written)));
        }
        found
    }

    fn anchored(
        &self,
        passage: Passage,
        kind: Kind,
        subject: Subject,
        allow: Vec<Excuse>,
        place: Place,
    ) -> (Passage, Anchored) {
        let text = self.prose.text[passage.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        let words = Span::new(&self.file.path, self.prose.origin(&passage));
        let (anchor, local) = (String::new(), String::new());
        (passage, Anchored { kind, subject, text, anchor, local, passage: words, allow, place })
    }

    fn passage(&mut self, searched: &Searched<'_>, wanted: &Wanted) -> Option<Passage> {
        let Some(words) = self.words(wanted) else {
            self.told.push(
                Diagnostic::error(
                    "no-text",
                    format!("this {} has no `text`, so its words cannot be found", wanted.kind.word()),
                )
                .at(wanted.origin.span())
                .hint("give the words as they stand in the article: `text: …`"),
            );
            return None;
        };
        match searched.find(&words, &wanted.selector) {
            Ok(passage) => Some(passage),
            Err(lost) => {
                let told = self.explain(wanted, &words, lost);
                self.told.push(told);
                None
            }
        }
    }

    fn words(&self, wanted: &Wanted) -> Option<String> {
        match (&wanted.selector.text, &wanted.subject) {
            (Some(text), _) => Some(text.clone()),
            (None, _) => wanted.asks_record().and_then(|id| self.wordings.get(&id).cloned()),
        }
    }

    fn explain(&self, wanted: &Wanted, words: &str, lost: Lost) -> Diagnostic {
        let kind = wanted.kind.word();
        let shown = shorten(words);
        let here = match wanted.selector.text {
            Some(_) => wanted.origin.below(&["text"]),
            None => wanted.origin.span(),
        };
        let place = |passage: &Passage| Span::new(&self.file.path, self.prose.origin(passage));
        let with_places = |mut told: Diagnostic, places: &[Passage]| {
            for (number, passage) in (1..).zip(places.iter().take(4)) {
                told = told.also(place(passage), format!("place {number}"));
            }
            told
        };
        match lost {
            Lost::Empty => Diagnostic::error("no-text", format!("the `text` of this {kind} holds no words")).at(here),
            Lost::Missing(None) => Diagnostic::error(
                "passage-missing",
                format!("the words of this {kind} are not in the article: `{shown}`"),
            )
            .at(here)
            .label("no such words")
            .hint("copy the words as they stand in the article; code blocks and raw HTML cannot be annotated"),
            Lost::Missing(Some(near)) => Diagnostic::error(
                "passage-missing",
                format!("the words of this {kind} are not in the article: `{shown}`"),
            )
            .at(here)
            .label("no such words")
            .also(place(&near), "the nearest passage")
            .hint(format!("the nearest passage is `{}`", shorten(&self.prose.text[near])))
            .hint("every letter and digit counts; only typography may differ"),
            Lost::Inside(passage) => Diagnostic::error(
                "passage-cut",
                format!("the words of this {kind} stand only inside a longer word or number: `{shown}`"),
            )
            .at(here)
            .also(place(&passage), "a part of this")
            .hint("give the whole word or number, with its digits and separators"),
            Lost::Ambiguous(places) => with_places(
                Diagnostic::error(
                    "passage-ambiguous",
                    format!("the words of this {kind} stand in {} places: `{shown}`", places.len()),
                )
                .at(here)
                .label("which one is meant?"),
                &places,
            )
            .hint(
                "add `prefix` or `suffix` (the words right before or after), or `occurrence: 2` for the second place",
            ),
            Lost::Context(places) => with_places(
                Diagnostic::error(
                    "passage-context",
                    format!("the words of this {kind} do not stand beside this `prefix` or `suffix`: `{shown}`"),
                )
                .at(here),
                &places,
            )
            .hint("`prefix` ends and `suffix` begins right at the words, in the article's own spelling"),
            Lost::TooFew(places) => with_places(
                Diagnostic::error(
                    "passage-occurrence",
                    format!(
                        "the words of this {kind} stand in only {} place{}: `{shown}`",
                        places.len(),
                        if places.len() == 1 { "" } else { "s" }
                    ),
                )
                .at(wanted.origin.below(&["occurrence"])),
                &places,
            )
            .hint("`occurrence` counts from 1"),
        }
    }
}

fn nothing_to_mark(kind: Kind, span: Span) -> Diagnostic {
    let told = Diagnostic::error(
        "nothing-to-mark",
        format!("this link is empty, and there is nothing before it that it could mark as a {}", kind.word()),
    );
    match kind {
        Kind::Quote => told.hint("put it right behind a closing quotation mark or at the end of a block quote, or put words between the brackets"),
        Kind::Fact => told.hint("put the words of the fact between the brackets: `[about 450](#fact:ID)`"),
    }
    .at(span)
}
