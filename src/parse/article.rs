//! One article: what its file says, with every annotation on its passage.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::anchor::{Lost, Searched};
use super::body::{self, Body, Holes};
use super::front_matter::{self, Dialect, FrontMatter, Kind, Meta, Subject, Wanted};
use super::inline;
use super::markdown;
use super::marks;
use super::math;
use super::prose::Prose;
use crate::text::{Diagnostic, Fingerprint, SitePath, Span, TextFile, shorten, slugify};
use crate::yaml::Origin;

/// An article as its own file tells it.
#[derive(Debug)]
pub struct Article {
    pub card: Card,
    pub body: Body,
    /// What this article was made from; the same fingerprint means the same article.
    pub fingerprint: Fingerprint,
    pub told: Vec<Diagnostic>,
}

/// All that other pages may see of an article.
#[derive(Debug)]
pub struct Card {
    pub file: SitePath,
    pub meta: Meta,
    /// In the order in which they end in the text, which is the order of their notes.
    pub annotations: Vec<Anchored>,
    pub toc: Vec<Toc>,
    /// The description, or what stands before `<!-- more -->`, or the first paragraph.
    pub summary: String,
    pub words: usize,
    pub links: Vec<Link>,
    /// Links to parts of the article itself: `#heading`.
    pub own_anchors: Vec<Link>,
    /// The quotes of the record whose wording was looked for, since the article gives none.
    pub wordings: Vec<Arc<str>>,
}

/// An annotation whose passage was found.
#[derive(Debug)]
pub struct Anchored {
    pub kind: Kind,
    pub subject: Subject,
    /// The marked words, with white space folded.
    pub text: String,
    /// The id of its first stretch, unique in the article: `q-ID` or `f-ID`.
    pub anchor: String,
    /// The id within the article, which the anchor is made of.
    pub local: String,
    /// Where it is written: in front matter, a sidecar, or the text.
    pub place: Place,
}

impl Anchored {
    /// The id that it goes by, if it has one.
    fn id(&self) -> Option<&Arc<str>> {
        match &self.subject {
            Subject::Ref(id) => Some(id),
            subject => own_id(subject),
        }
    }
}

/// Where an annotation is written.
#[derive(Debug, Clone)]
pub enum Place {
    Entry(Origin),
    Inline(Span),
}

impl Place {
    pub fn span(&self) -> Span {
        match self {
            Self::Entry(origin) => origin.span(),
            Self::Inline(span) => span.clone(),
        }
    }

    /// The place of a value of the entry, or of the link in the text.
    pub fn below(&self, keys: &[&str]) -> Span {
        match self {
            Self::Entry(origin) => origin.below(keys),
            Self::Inline(span) => span.clone(),
        }
    }
}

/// A heading and those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Toc {
    pub level: u8,
    pub id: String,
    pub title: String,
    pub children: Vec<Toc>,
}

/// A link or picture that leads into the site, as it is written.
#[derive(Debug, Clone)]
pub struct Link {
    pub dest: String,
    pub span: Span,
}

/// The wording of the record's quotes by id, for entries that leave theirs out.
pub type Wordings = FxHashMap<Arc<str>, String>;

/// Longer files are refused: this is a thousand pages of print, and Markdown that is made to hurt takes hundreds of
/// bytes of memory for each of its own.
const LONGEST: usize = 4 << 20;

/// Stands for the files of an article: their names and their words.
pub fn fingerprint(file: &TextFile, sidecar: Option<&TextFile>) -> Fingerprint {
    let texts = [Some(file), sidecar].into_iter().flatten();
    Fingerprint::of(&texts.map(|file| (&file.path, Fingerprint::of_bytes(file.text.as_bytes()))).collect::<Vec<_>>())
}

/// Reads an article from its file and the sidecar beside it.
pub fn parse(file: &TextFile, sidecar: Option<&TextFile>, dialect: &Dialect, wordings: &Wordings) -> Article {
    let fingerprint = fingerprint(file, sidecar);
    let FrontMatter { meta, wanted, body, mut told } = front_matter::read(file, sidecar, dialect);
    if file.text.len() > LONGEST {
        told.push(
            Diagnostic::error("too-long", format!("this file is longer than {} MiB", LONGEST >> 20))
                .at(Span::file(&file.path))
                .hint("divide it into several articles"),
        );
        return Article { card: Card::empty(file, meta), body: Body::default(), fingerprint, told };
    }

    let is_markdown = !file.path.is_kind(&["txt"]);
    let mut events = if is_markdown {
        markdown::markdown_events(&file.text, &body)
    } else {
        markdown::plain_events(&file.text, &body)
    };
    let inline_marks = inline::take_marks(&mut events);
    // Taking out events would move those that the marks count on, so the marker's place is found first.
    let more = events.iter().position(|(event, _)| markdown::is_more_marker(event));
    let events_before = Prose::of(&events);
    let summary = summary(&meta, &events_before, more);
    let asked = wanted.iter().filter_map(Wanted::asks_record).collect();
    let mut found =
        Finder { file, events: &events, prose: &events_before, wordings, told: &mut told }.find(wanted, &inline_marks);
    found.sort_by_key(|(passage, _)| (passage.end, std::cmp::Reverse(passage.start)));
    // An entry with both words of its own and a link in the text is laid on them once.
    found.dedup_by(|(later, one), (passage, other)| {
        later == passage && one.kind == other.kind && one.id() == other.id() && one.id().is_some()
    });
    let (passages, mut annotations): (Vec<Range<usize>>, Vec<Anchored>) = found.into_iter().unzip();
    name_anchors(&mut annotations);

    let taken: FxHashSet<String> = annotations.iter().map(|annotation| annotation.anchor.clone()).collect();
    let toc = markdown::number_headings(&mut events, taken);
    markdown::align_with_classes(&mut events);
    let mut holes = Holes::default();
    let words = count_words(&events_before.text);
    let mut events = marks::cut(events, &events_before, &passages, &mut holes);
    told.extend(math::set_formulas(&mut events, &file.path));
    let events = markdown::gather_footnotes(events);
    let events = body::open_code(events, &mut holes);
    let link = |link: body::Outgoing| Link { dest: link.dest, span: Span::new(&file.path, link.origin) };
    let own_anchors = body::own_anchors(&events).map(link).collect();
    let (events, outgoing) = body::open_links(events, &mut holes);
    let body = body::write(events, holes);
    let links = outgoing.into_iter().map(link).collect();

    Article {
        card: Card {
            file: file.path.clone(),
            meta,
            annotations,
            toc,
            summary,
            words,
            links,
            own_anchors,
            wordings: asked,
        },
        body,
        fingerprint,
        told,
    }
}

impl Card {
    fn empty(file: &TextFile, meta: Meta) -> Self {
        let summary = String::new();
        Self {
            file: file.path.clone(),
            meta,
            annotations: Vec::new(),
            toc: Vec::new(),
            summary,
            words: 0,
            links: Vec::new(),
            own_anchors: Vec::new(),
            wordings: Vec::new(),
        }
    }

    /// Whether every other page shows the same of both; where things stand in the file makes no difference.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let same = |one: &Anchored, other: &Anchored| {
            (one.kind, &one.subject, &one.text, &one.anchor) == (other.kind, &other.subject, &other.text, &other.anchor)
        };
        self.file == other.file
            && self.meta == other.meta
            && self.summary == other.summary
            && self.words == other.words
            && self.links.iter().map(|link| &link.dest).eq(other.links.iter().map(|link| &link.dest))
            && self.toc == other.toc
            && self.own_anchors.iter().map(|link| &link.dest).eq(other.own_anchors.iter().map(|link| &link.dest))
            && self.annotations.len() == other.annotations.len()
            && self.annotations.iter().zip(&other.annotations).all(|(one, other)| same(one, other))
    }
}

/// Finds the passages of all annotations of an article.
struct Finder<'a> {
    file: &'a TextFile,
    events: &'a [markdown::Spanned<'a>],
    prose: &'a Prose,
    wordings: &'a Wordings,
    told: &'a mut Vec<Diagnostic>,
}

type Passage = Range<usize>;

impl Finder<'_> {
    fn find(&mut self, wanted: Vec<Wanted>, inline_marks: &[inline::InlineMark]) -> Vec<(Passage, Anchored)> {
        let searched = Searched::new(&self.prose.text);
        let mut found = Vec::with_capacity(wanted.len() + inline_marks.len());
        // An entry with an id and no words of its own is laid on the text by a link in it.
        let (named, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|wanted| {
            wanted.selector.text.is_none()
                && own_id(&wanted.subject).is_some_and(|id| inline_marks.iter().any(|mark| *mark.id == **id))
        });
        let ids: FxHashMap<(Kind, Arc<str>), Wanted> = wanted
            .iter()
            .chain(&named)
            .filter_map(|wanted| Some(((wanted.kind, own_id(&wanted.subject)?.clone()), wanted.clone())))
            .collect();
        for wanted in wanted {
            if let Some(passage) = self.passage(&searched, &wanted) {
                found.push(self.anchored(passage, wanted.kind, wanted.subject, Place::Entry(wanted.origin)));
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
            let subject = ids.get(&(mark.kind, id.clone())).map_or(Subject::Ref(id), |wanted| wanted.subject.clone());
            found.push(self.anchored(passage, mark.kind, subject, Place::Inline(span)));
        }
        found
    }

    fn anchored(&self, passage: Passage, kind: Kind, subject: Subject, place: Place) -> (Passage, Anchored) {
        let text = self.prose.text[passage.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
        (passage, Anchored { kind, subject, text, anchor: String::new(), local: String::new(), place })
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

fn own_id(subject: &Subject) -> Option<&Arc<str>> {
    match subject {
        Subject::OwnQuote { id, .. } | Subject::OwnFact { id, .. } => id.as_ref(),
        Subject::Ref(_) => None,
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

/// Names each annotation within its article: by its id, or by its first words.
fn name_anchors(annotations: &mut [Anchored]) {
    let mut taken = FxHashSet::default();
    for annotation in annotations {
        let id = annotation.id().map_or_else(|| first_words(&annotation.text), |id| id.to_string());
        let prefix = match annotation.kind {
            Kind::Quote => "q-",
            Kind::Fact => "f-",
        };
        annotation.anchor = markdown::unused(&format!("{prefix}{id}"), &mut taken);
        annotation.local = annotation.anchor[prefix.len()..].to_owned();
    }
}

/// The slug of the first six words, which stays the same when other annotations come or go.
fn first_words(text: &str) -> String {
    let first: Vec<&str> = text.split_whitespace().take(6).collect();
    let slug = slugify(&first.join(" "));
    if slug.is_empty() { "passage".to_owned() } else { slug }
}

fn summary(meta: &Meta, prose: &Prose, more: Option<usize>) -> String {
    if let Some(description) = &meta.description {
        return description.trim().to_owned();
    }
    let text = &prose.text;
    match more {
        Some(event) => fold(&text[..prose.start_of_event(event)]),
        None => first_sentences(&text[..text.find('\n').unwrap_or(text.len())]),
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph, or as many of its words as a list and a search engine show.
fn first_sentences(paragraph: &str) -> String {
    const LONG: usize = 320;
    let mut summary = String::new();
    for word in paragraph.split_whitespace() {
        if summary.len() + word.len() > LONG && !summary.is_empty() {
            summary.push('…');
            break;
        }
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(word);
    }
    match summary.char_indices().nth(2 * LONG) {
        Some((at, _)) => format!("{}…", &summary[..at]),
        None => summary,
    }
}

/// Counts words between white space that hold a letter or digit; Han and Kana count by the character.
fn count_words(text: &str) -> usize {
    let is_cjk = |c: char| matches!(u32::from(c), 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff);
    text.split_whitespace()
        .map(|word| {
            if word.is_ascii() {
                return usize::from(word.bytes().any(|byte| byte.is_ascii_alphanumeric()));
            }
            let cjk = word.chars().filter(|&c| is_cjk(c)).count();
            cjk + usize::from(word.chars().any(|c| c.is_alphanumeric() && !is_cjk(c)))
        })
        .sum()
}
