//! Front matter: what an article says about itself, between `---` lines or in a sidecar.
//!
//! [`meta`] reads its keys but for quotes and facts, which are for [`wanted`](super::wanted).

use std::ops::Range;

use super::meta::{self, Dialect, Meta};
use super::record_file::excuses;
use super::suggested::{Asked, Proposal};
use super::wanted::{Kind, Selector, Subject, Wanted};
use crate::text::{Diagnostic, Moment, Span, TextFile, file_date, split_language};
use crate::yaml::{Document, Fields};

/// What the front matter and the sidecar of one article say together.
pub struct FrontMatter {
    pub meta: Meta,
    pub wanted: Vec<Wanted>,
    /// What nobody confirmed, or somebody turned down.
    pub suggested: Vec<Asked>,
    /// Where the article's own text begins.
    pub body: Range<usize>,
    pub told: Vec<Diagnostic>,
}

/// Reads the front matter of an article and merges its sidecar into it.
pub fn read(file: &TextFile, sidecar: Option<&TextFile>, dialect: &Dialect) -> FrontMatter {
    let mut told = Vec::new();
    let (yaml, body) = match split(&file.text) {
        Split::Fenced { yaml, body } => (yaml, body),
        Split::None => (0..0, 0..file.text.len()),
        Split::Unclosed => {
            told.push(
                Diagnostic::error("front-matter-open", "this front matter has no end")
                    .at(Span::new(&file.path, 0..3))
                    .hint("close it with a line that holds nothing but `---`"),
            );
            (0..0, file.text.len()..file.text.len())
        }
        Split::Toml(range) => {
            told.push(
                Diagnostic::error(
                    "front-matter-toml",
                    "front matter between `+++` lines is TOML, which is not read here",
                )
                .at(Span::new(&file.path, range.clone()))
                .hint("write it as YAML between `---` lines: `title = \"x\"` becomes `title: x`"),
            );
            (0..0, file.text.len()..file.text.len())
        }
    };
    let mut documents = vec![Document::read(&file.path, &file.text, yaml)];
    documents.extend(sidecar.map(|sidecar| Document::read(&sidecar.path, &sidecar.text, 0..sidecar.text.len())));
    if let [front, side] = &documents[..] {
        tell_doubles(front, side);
    }

    let mut meta = Meta::of(dialect);
    let mut annotations = Annotations::default();
    for document in documents {
        document.root().fields(|fields| {
            meta::read_into(&mut meta, fields, dialect);
            annotations.read(fields, Kind::Quote);
            annotations.read(fields, Kind::Fact);
            meta::read_rest(&mut meta, fields);
        });
        meta.comes_from(document.root().origin());
        told.extend(document.into_told());
    }
    let named = split_language(&file.path, &dialect.languages);
    let plain = named.as_ref().map_or(&file.path, |(plain, _)| plain);
    if let Some((_, language)) = named {
        take_language(&mut meta, &dialect.languages[language], file, &mut told);
    }
    if meta.date.is_none() {
        let folder = plain.parent();
        let name = if plain.stem() == "index" { folder.name() } else { plain.name() };
        meta.date = file_date(name).and_then(|date| Moment::parse(date, &dialect.zone));
    }
    // Where the front matter could not be read, that is the mistake to tell, not what is missing from it.
    let broken = told
        .iter()
        .any(|told| matches!(told.code, "front-matter-open" | "front-matter-toml" | "bad-yaml" | "wrong-type"));
    if meta.title.trim().is_empty() && !broken && plain.name() != "_index.md" {
        told.push(
            Diagnostic::error("no-title", "this article has no `title`")
                .at(Span::new(&file.path, 0..0))
                .hint("begin the file with three lines: `---`, `title: What it is about`, `---`"),
        );
    }
    let Annotations { wanted, suggested } = annotations;
    FrontMatter { meta, wanted, suggested, body, told }
}

/// Gives an article the language that its file's name says; its front matter can only say it more precisely.
fn take_language(meta: &mut Meta, tag: &str, file: &TextFile, told: &mut Vec<Diagnostic>) {
    let language = |tag: &str| tag.split('-').next().map(str::to_owned);
    match &meta.lang {
        None => meta.lang = Some(tag.to_owned()),
        Some(own) if language(own) == language(tag) => {}
        Some(own) => told.push(
            Diagnostic::error("language-twice", format!("this file is named as `{tag}`, and says that it is `{own}`"))
                .at(meta.span(&file.path, &["lang"]))
                .hint("take out `lang`, or rename the file"),
        ),
    }
}

/// Where the YAML of an article's front matter stands; none if it has no front matter that can be read.
pub fn front_matter_range(text: &str) -> Option<Range<usize>> {
    match split(text) {
        Split::Fenced { yaml, .. } => Some(yaml),
        Split::None | Split::Unclosed | Split::Toml(_) => None,
    }
}

/// Where an article's own text begins and ends; all of it where front matter cannot be read.
pub fn body_range(text: &str) -> Range<usize> {
    match split(text) {
        Split::Fenced { body, .. } => body,
        Split::None | Split::Unclosed | Split::Toml(_) => 0..text.len(),
    }
}

enum Split {
    Fenced { yaml: Range<usize>, body: Range<usize> },
    None,
    Unclosed,
    Toml(Range<usize>),
}

fn split(text: &str) -> Split {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next() else { return Split::None };
    match first.trim_end() {
        "---" => {}
        "+++" => return Split::Toml(0..3),
        _ => return Split::None,
    }
    let start = first.len();
    let mut at = start;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return Split::Fenced { yaml: start..at, body: at + line.len()..text.len() };
        }
        at += line.len();
    }
    Split::Unclosed
}

/// A key that stands both in the front matter and in the sidecar: which one counts?
fn tell_doubles(front: &Document, side: &Document) {
    if !front.root().is_map() || !side.root().is_map() {
        return;
    }
    let first = front.root().keys();
    for key in side.root().keys().into_iter().filter(|key| first.contains(key)) {
        side.tell(
            Diagnostic::error("key-twice", format!("`{key}` is set here and in the front matter"))
                .at(side.root().key_span(key))
                .also(front.root().key_span(key), "first set here")
                .hint("keep one of the two"),
        );
    }
}

/// The entries of `quotes:` and `facts:`.
#[derive(Default)]
struct Annotations {
    wanted: Vec<Wanted>,
    /// What nobody confirmed, or somebody turned down.
    suggested: Vec<Asked>,
}

impl Annotations {
    /// Adds the entries of one kind.
    fn read(&mut self, fields: &mut Fields<'_>, kind: Kind) {
        fields.read(kind.key(), |node| {
            let mut index = 0;
            node.items(&mut |item| {
                let number = index;
                index += 1;
                let read = item.fields(|fields| {
                    let selector = Selector::read(fields);
                    let allow = excuses(fields);
                    let proposal = Proposal::read(fields, kind);
                    let subject = Subject::read(fields, kind, proposal.is_some());
                    (selector, allow, proposal, subject)
                });
                let Some((selector, allow, proposal, Some(subject))) = read else { return };
                let wanted = Wanted { kind, selector, subject, allow, origin: item.origin() };
                match proposal {
                    None => self.wanted.push(wanted),
                    Some(proposal) => self.suggested.push(Asked { wanted, proposal, index: number }),
                }
            });
        });
    }
}
