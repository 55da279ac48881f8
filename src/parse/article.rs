//! One article: what its file says, with every annotation on its passage.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;

use super::annotation::{Anchored, name_anchors};
use super::body::{self, Body, Holes};
use super::footnotes::gather_footnotes;
use super::front_matter::{self, FrontMatter};
use super::headings::{Toc, number_headings};
use super::inline;
use super::markdown;
use super::marks;
use super::math;
use super::meta::{Dialect, Meta};
use super::passages::{Finder, Wordings};
use super::prose::Prose;
use super::reading::Reading;
use super::suggested::{self, Asked, Suggested};
use super::summary::{count_words, summary};
use super::terms::Terms;
use super::wanted::Wanted;
use crate::text::{Diagnostic, Fingerprint, SitePath, Span, TextFile};

/// An article as its own file tells it.
#[derive(Debug, Default, Encode, Decode)]
pub struct Article {
    pub card: Card,
    /// Not there yet of an article that an earlier build left, see [`kept`](super::kept).
    #[bitcode(skip)]
    body: OnceLock<Body>,
    /// The ids in its body, each with a NUL behind it, of an article that an earlier build left.
    #[bitcode(skip)]
    pub(super) ids: Option<Box<str>>,
    /// What this article was made from; the same fingerprint means the same article.
    pub fingerprint: Fingerprint,
    #[bitcode(skip)]
    pub told: Vec<Diagnostic>,
    /// Made when search first asks for them, and kept as long as the article.
    #[bitcode(skip)]
    terms: OnceLock<Terms>,
    /// Made when somebody checks the article, and kept as long.
    #[bitcode(skip)]
    reading: OnceLock<Box<Reading>>,
}

/// All that other pages may see of an article.
#[derive(Debug, Default, Encode, Decode)]
pub struct Card {
    pub file: SitePath,
    pub meta: Meta,
    /// In the order in which they end in the text, which is the order of their notes.
    pub annotations: Vec<Anchored>,
    /// What nobody confirmed yet, or somebody turned down; no page tells of it.
    #[bitcode(skip)]
    pub suggested: Vec<Suggested>,
    #[bitcode(skip)]
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

/// Words a minute: the mean over studies of silent reading of English (Brysbaert, Journal of Memory and Language, 2019: 238).
const READING_SPEED: usize = 238;

/// A link or picture that leads into the site, as it is written.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Link {
    pub dest: String,
    #[bitcode(skip)]
    pub span: Span,
    pub is_picture: bool,
}

/// Longer files are refused: this is a thousand pages of print, and Markdown that is made to hurt takes hundreds of
/// bytes of memory for each of its own.
const LONGEST: usize = 4 << 20;

/// Stands for the files of an article: their names and their words, but for suggestions, of which no page tells.
fn fingerprint(file: &TextFile, sidecar: Option<&TextFile>, suggested: &[Asked]) -> Fingerprint {
    let text_of = |file: &TextFile| match suggested {
        [] => Fingerprint::of_bytes(file.text.trim_end().as_bytes()),
        _ => Fingerprint::of_bytes(suggested::without(file, suggested).trim_end().as_bytes()),
    };
    // A sidecar that says nothing is none.
    let nothing = Fingerprint::of_bytes(b"");
    let beside = sidecar.map(|file| (&file.path, text_of(file))).filter(|(_, text)| *text != nothing);
    Fingerprint::of(&[Some((&file.path, text_of(file))), beside].into_iter().flatten().collect::<Vec<_>>())
}

/// Reads an article from its file and the sidecar beside it.
pub fn parse(file: &TextFile, sidecar: Option<&TextFile>, dialect: &Dialect, wordings: &Wordings) -> Article {
    let FrontMatter { meta, wanted, suggested, body, mut told } = front_matter::read(file, sidecar, dialect);
    let fingerprint = fingerprint(file, sidecar, &suggested);
    if file.text.len() > LONGEST {
        told.push(
            Diagnostic::error("too-long", format!("this file is longer than {} MiB", LONGEST >> 20))
                .at(Span::file(&file.path))
                .hint("divide it into several articles"),
        );
        return Article {
            card: Card { file: file.path.clone(), meta, ..Card::default() },
            body: Body::default().into(),
            fingerprint,
            told,
            ..Article::default()
        };
    }

    let is_markdown = !file.path.is_kind(&["txt"]);
    let mut events = if is_markdown {
        markdown::markdown_events(&file.text, &body)
    } else {
        markdown::plain_events(&file.text, &body)
    };
    let inline_marks = inline::take_marks(&mut events);
    let more = events.iter().position(|(event, _)| markdown::is_more_marker(event));
    let prose = Prose::of(&events);
    let reading = OnceLock::new();
    if dialect.is_checked {
        reading.get_or_init(|| Reading::of_events(&events, prose.clone()).into());
    }
    let summary = summary(&meta, &prose, more);
    let asked = wanted.iter().filter_map(Wanted::asks_record).collect();
    let mut found =
        Finder { file, events: &events, prose: &prose, wordings, told: &mut told }.find(wanted, &inline_marks);
    found.sort_by_key(|(passage, _)| (passage.end, std::cmp::Reverse(passage.start)));
    // An entry with both words of its own and a link in the text is laid on them once.
    found.dedup_by(|(later, one), (passage, other)| {
        later == passage && one.kind == other.kind && one.id() == other.id() && one.id().is_some()
    });
    let (passages, mut annotations): (Vec<Range<usize>>, Vec<Anchored>) = found.into_iter().unzip();
    name_anchors(&mut annotations);
    let suggested = suggested::find(suggested, &prose, &file.path);

    let taken: FxHashSet<String> = annotations.iter().map(|annotation| annotation.anchor.clone()).collect();
    let toc = number_headings(&mut events, taken);
    markdown::align_with_classes(&mut events);
    let mut holes = Holes::default();
    let words = count_words(&prose.text);
    let mut events = marks::cut(events, &prose, &passages, &mut holes);
    told.extend(math::set_formulas(&mut events, &file.path));
    let mut events = gather_footnotes(events, &mut holes);
    body::name_alerts(&mut events, &mut holes);
    body::name_tasks(&mut events, &mut holes);
    let events = body::open_code(events, &mut holes);
    let link = |link: body::Outgoing| Link {
        dest: link.dest,
        span: Span::new(&file.path, link.origin),
        is_picture: link.is_picture,
    };
    let own_anchors = body::own_anchors(&events).map(link).collect();
    let (events, outgoing) = body::open_links(events, &mut holes);
    let body = body::write(events, holes);
    let links = outgoing.into_iter().map(link).collect();

    Article {
        card: Card {
            file: file.path.clone(),
            meta,
            annotations,
            suggested,
            toc,
            summary,
            words,
            links,
            own_anchors,
            wordings: asked,
        },
        body: body.into(),
        ids: None,
        fingerprint,
        told,
        terms: OnceLock::new(),
        reading,
    }
}

impl Card {
    pub fn reading_minutes(&self) -> usize {
        self.words.div_ceil(READING_SPEED).max(1)
    }
}

impl Article {
    /// Its text as HTML with holes.
    pub fn body(&self) -> &Body {
        self.body.get().expect("whoever shows the text of an article sees to it that it was read")
    }

    /// Whether its text was read.
    pub fn has_body(&self) -> bool {
        self.body.get().is_some()
    }

    /// Gives an article that an earlier build left the text that it was made from; says whether it is the same article.
    pub fn take_body(&self, read: Self) -> bool {
        let is_same = read.fingerprint == self.fingerprint;
        if is_same && let Some(body) = read.body.into_inner() {
            let _ = self.body.set(body);
        }
        is_same
    }

    /// The ids of the elements of its text, which links can lead to.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let own = self.ids.is_none().then(|| self.body().ids());
        let kept = self.ids.iter().flat_map(|ids| ids.split_terminator('\0'));
        own.into_iter().flatten().chain(kept)
    }

    /// The words by which search finds it.
    pub fn terms(&self) -> &Terms {
        self.terms.get_or_init(|| Terms::of_article(&self.card, self.body()))
    }

    /// What an editor looks at in it; `text` is that of its file.
    pub fn reading(&self, text: &str) -> &Reading {
        self.reading.get_or_init(|| Reading::of(&self.card.file, text).into())
    }
}

impl Article {
    /// Whether linking the site comes to the same with both: what pages show of an article without linking it to
    /// anything (its title, its summary) may differ, and so may the places of things in the file.
    pub fn links_the_same(&self, other: &Self) -> bool {
        let same = |one: &Anchored, other: &Anchored| {
            (one.kind, &one.subject, &one.text, &one.anchor) == (other.kind, &other.subject, &other.text, &other.anchor)
        };
        let (card, next) = (&self.card, &other.card);
        card.file == next.file
            && card.meta.links_the_same(&next.meta)
            && card.links.iter().map(|link| &link.dest).eq(next.links.iter().map(|link| &link.dest))
            && card.own_anchors.iter().map(|link| &link.dest).eq(next.own_anchors.iter().map(|link| &link.dest))
            && card.annotations.len() == next.annotations.len()
            && card.annotations.iter().zip(&next.annotations).all(|(one, other)| same(one, other))
            && self.ids().eq(other.ids())
    }
}
