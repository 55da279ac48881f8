//! Front matter: what an article says about itself, between `---` lines or in a sidecar.

use std::ops::Range;
use std::sync::Arc;

use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::record::{Excuse, Fact, Quote};
use super::record_file::{excuses, fact, fact_without_status, list, quote};
use super::suggested::{Asked, Proposal};
use crate::text::{
    Diagnostic, Moment, PartialDate, SitePath, Span, TextFile, Zone, file_date, is_id, shorten, split_language,
};
use crate::yaml::{Document, Fields, Origin};

/// What an article says about itself.
#[derive(Debug, Clone, Default, PartialEq, Encode, Decode)]
pub struct Meta {
    pub title: String,
    pub date: Option<Moment>,
    pub updated: Option<Moment>,
    pub authors: Vec<String>,
    /// The terms by taxonomy, in the order of the site's taxonomies.
    pub terms: Vec<Vec<String>>,
    pub description: Option<String>,
    pub slug: Option<String>,
    pub permalink: Option<String>,
    pub aliases: Vec<String>,
    pub draft: bool,
    pub publish_on: Option<Moment>,
    pub expires_on: Option<Moment>,
    pub lang: Option<String>,
    pub image: Option<String>,
    /// What can be seen in it, for those who cannot.
    pub image_alt: Option<String>,
    pub template: Option<String>,
    pub toc: Option<bool>,
    pub weight: Option<i64>,
    pub corrections: Vec<Correction>,
    /// The rules that do not hold for this article.
    #[bitcode(skip)]
    pub allow: Vec<Excuse>,
    #[bitcode(skip)]
    pub extra: Json,
    /// The front matter or sidecar in which a key was set, by the key, for diagnostics.
    #[bitcode(skip)]
    origins: Origins,
}

/// Where things are written; it makes no difference to what they say.
#[derive(Debug, Clone, Default)]
struct Origins(Vec<Origin>);

impl PartialEq for Origins {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub struct Correction {
    pub on: Option<PartialDate>,
    pub text: String,
    /// The id of the fact or quote that was wrong.
    pub annotation: Option<String>,
}

/// An annotation as an author asks for it, before its passage is found.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub kind: Kind,
    pub selector: Selector,
    pub subject: Subject,
    pub allow: Vec<Excuse>,
    pub origin: Origin,
}

impl Wanted {
    /// The quote of the record whose words are looked for, if none are given.
    pub fn asks_record(&self) -> Option<Arc<str>> {
        match &self.subject {
            Subject::Ref(id) if self.kind == Kind::Quote && self.selector.text.is_none() => Some(id.clone()),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub enum Kind {
    Quote,
    Fact,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Fact => "fact",
        }
    }

    /// The list of an article's front matter or sidecar that holds such entries.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quote => "quotes",
            Self::Fact => "facts",
        }
    }
}

/// Which passage is meant: a TextQuoteSelector of the W3C Web Annotation model, with an ordinal beside.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    pub text: Option<String>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    /// Counts from 1.
    pub occurrence: Option<usize>,
}

/// What is laid on the passage.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
pub enum Subject {
    /// An entry of the record, or an entry of this article that has the id.
    Ref(Arc<str>),
    OwnQuote {
        id: Option<Arc<str>>,
        quote: Arc<Quote>,
    },
    OwnFact {
        id: Option<Arc<str>>,
        fact: Arc<Fact>,
    },
}

impl Subject {
    /// Whether it is an entry of the article itself.
    pub fn is_own(&self) -> bool {
        !matches!(self, Self::Ref(_))
    }

    /// The id that an entry of the article gives itself.
    pub fn own_id(&self) -> Option<&Arc<str>> {
        match self {
            Self::OwnQuote { id, .. } | Self::OwnFact { id, .. } => id.as_ref(),
            Self::Ref(_) => None,
        }
    }
}

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

/// What reading front matter needs to know of the site.
#[derive(Debug, Clone, PartialEq)]
pub struct Dialect {
    pub zone: Zone,
    /// The tags that the names of files can end with: `budget.de.md`.
    pub languages: Vec<String>,
    /// The names of the taxonomies: `tags`, and what site.yaml adds.
    pub taxonomies: Vec<String>,
    /// Whether somebody checks what is read.
    pub is_checked: bool,
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

    let mut meta = Meta {
        terms: vec![Vec::new(); dialect.taxonomies.len()],
        extra: Json::Object(Default::default()),
        ..Meta::default()
    };
    let mut annotations = Annotations::default();
    for document in documents {
        document.root().fields(|fields| read_into(&mut meta, &mut annotations, fields, dialect));
        meta.origins.0.push(document.root().origin());
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
    suggested: Vec<Asked>,
}

fn read_into<'a>(meta: &mut Meta, annotations: &mut Annotations, fields: &mut Fields<'a>, dialect: &'a Dialect) {
    let zone = &dialect.zone;
    set(&mut meta.title, fields.text("title"));
    set_some(&mut meta.date, fields.moment("date", zone));
    set_some(&mut meta.updated, fields.moment("updated", zone));
    meta.authors.extend(fields.texts("authors"));
    meta.authors.extend(fields.texts("author"));
    for (terms, taxonomy) in meta.terms.iter_mut().zip(&dialect.taxonomies) {
        terms.extend(fields.texts(taxonomy));
        if taxonomy == "tags" {
            terms.extend(fields.texts("tag"));
        }
        tidy_terms(terms);
    }
    let excerpt = fields.words("excerpt");
    set_some(&mut meta.description, fields.words("description").or(excerpt));
    set_some(&mut meta.slug, fields.words("slug"));
    set_some(&mut meta.permalink, fields.words("permalink"));
    meta.aliases.extend(fields.texts("aliases"));
    meta.aliases.extend(fields.texts("redirect_from"));
    meta.draft |= fields.flag("draft").unwrap_or_default();
    meta.draft |= fields.flag("published") == Some(false);
    set_some(&mut meta.publish_on, fields.moment("publish_on", zone));
    set_some(&mut meta.expires_on, fields.moment("expires_on", zone));
    set_some(&mut meta.lang, fields.language("lang"));
    set_some(&mut meta.image, fields.words("image"));
    set_some(&mut meta.image_alt, fields.words("image_alt"));
    set_some(&mut meta.template, fields.words("template"));
    set_some(&mut meta.toc, fields.flag("toc"));
    set_some(&mut meta.weight, fields.read("weight", |node| node.whole()).flatten());
    meta.corrections.extend(list(fields, "corrections", correction));
    meta.allow.extend(excuses(fields));
    read_annotations(annotations, fields, Kind::Quote);
    read_annotations(annotations, fields, Kind::Fact);
    if let (Json::Object(all), Some(Json::Object(extra))) = (&mut meta.extra, fields.read("extra", |node| node.json()))
    {
        all.extend(extra);
    }
    read_rest(meta, fields);
}

/// Keys that are not known are told, and stay readable for templates.
fn read_rest(meta: &mut Meta, fields: &mut Fields<'_>) {
    let mut rest = Vec::new();
    fields.rest(&mut |key, node| rest.push((key.to_owned(), node.json())));
    for (key, value) in rest {
        let told = fields.unknown(&key);
        fields.tell(match renamed(&key) {
            Some(name) => told.hint(format!("other generators' `{key}` is called `{name}` here")),
            None => told.hint(format!(
                "put it below `extra:` if it is meant for a template, which reads it as `article.extra.{}`",
                shorten(&key)
            )),
        });
        if let Json::Object(all) = &mut meta.extra {
            all.entry(key).or_insert(value);
        }
    }
}

/// What a key of Jekyll, Hugo, Zola or Eleventy is called here.
fn renamed(key: &str) -> Option<&'static str> {
    Some(match key {
        "layout" | "type" => "template",
        "lastmod" | "last_modified_at" | "modified" => "updated",
        "publishDate" => "publish_on",
        "expiryDate" => "expires_on",
        "url" => "permalink",
        "summary" => "description",
        "language" | "locale" => "lang",
        _ => return None,
    })
}

fn correction(fields: &mut Fields<'_>) -> Correction {
    let text = fields.words("text");
    if text.is_none() {
        fields.node().tell(
            Diagnostic::error("missing-key", "a correction needs a `text`")
                .hint("tell readers what was wrong and what is right: `text: An earlier version said …`"),
        );
    }
    Correction { on: fields.day("on"), text: text.unwrap_or_default(), annotation: fields.words("annotation") }
}

fn read_annotations(all: &mut Annotations, fields: &mut Fields<'_>, kind: Kind) {
    fields.read(kind.key(), |node| {
        let mut index = 0;
        node.items(&mut |item| {
            let number = index;
            index += 1;
            let read = item.fields(|fields| {
                let selector = selector(fields);
                let allow = excuses(fields);
                let proposal = Proposal::read(fields, kind);
                let subject = subject(fields, kind, proposal.is_some());
                (selector, allow, proposal, subject)
            });
            let Some((selector, allow, proposal, Some(subject))) = read else { return };
            let wanted = Wanted { kind, selector, subject, allow, origin: item.origin() };
            match proposal {
                None => all.wanted.push(wanted),
                Some(proposal) => all.suggested.push(Asked { wanted, proposal, index: number }),
            }
        });
    });
}

fn selector(fields: &mut Fields<'_>) -> Selector {
    let occurrence = fields.read("occurrence", |node| {
        let occurrence = node.whole().and_then(|number| usize::try_from(number).ok()).filter(|&number| number > 0);
        if occurrence.is_none() {
            node.tell(
                Diagnostic::error("bad-occurrence", "`occurrence` counts from 1")
                    .hint("1 is the first place where the words stand"),
            );
        }
        occurrence
    });
    Selector {
        text: fields.words("text"),
        prefix: fields.words("prefix"),
        suffix: fields.words("suffix"),
        occurrence: occurrence.flatten(),
    }
}

fn subject(fields: &mut Fields<'_>, kind: Kind, is_suggested: bool) -> Option<Subject> {
    let id = fields.words("id");
    if let Some(id) = &id
        && !is_id(id)
    {
        fields.node().tell(
            Diagnostic::error("bad-id", format!("`{id}` cannot be an id"))
                .hint("an id is made of letters, digits, hyphens, underscores and dots, like `share-2025`"),
        );
        return None;
    }
    if let Some(reference) = fields.words("ref") {
        let mut own: Vec<String> = id.iter().map(|_| "id".to_owned()).collect();
        fields.rest(&mut |key, _| own.push(key.to_owned()));
        for key in own {
            fields.tell(
                Diagnostic::error(
                    "ref-and-own",
                    format!("`{key}` stands beside `ref`, so two places say what this {} is", kind.word()),
                )
                .at(fields.key_span(&key))
                .hint(format!("move it to the entry `{reference}` of the record, or leave out `ref`")),
            );
        }
        return Some(Subject::Ref(reference.into()));
    }
    let id = id.map(Arc::from);
    Some(match kind {
        Kind::Quote => Subject::OwnQuote { id, quote: Arc::new(quote(fields)) },
        Kind::Fact => {
            let fact = if is_suggested { fact_without_status(fields) } else { fact(fields) };
            Subject::OwnFact { id, fact: Arc::new(fact) }
        }
    })
}

/// Drops empty and repeated terms.
fn tidy_terms(terms: &mut Vec<String>) {
    for term in terms.iter_mut() {
        *term = term.trim().to_owned();
    }
    let mut seen = FxHashSet::default();
    terms.retain(|term| !term.is_empty() && seen.insert(term.clone()));
}

fn set(slot: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *slot = value;
    }
}

fn set_some<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}

impl Meta {
    /// Whether both put their article into the same place; what pages only show of it may differ.
    pub fn links_the_same(&self, other: &Self) -> bool {
        let placed = |meta: &Self| Self {
            title: String::new(),
            description: None,
            updated: None,
            authors: Vec::new(),
            allow: Vec::new(),
            image_alt: None,
            toc: None,
            extra: Json::Null,
            ..meta.clone()
        };
        placed(self) == placed(other)
    }

    /// Whether both say the same to readers.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |meta: &Self| Self { allow: Vec::new(), ..meta.clone() };
        // Maps are equal in whatever order, and templates go through them in theirs.
        let spelled = |meta: &Self| meta.extra.to_string();
        said(self) == said(other) && spelled(self) == spelled(other)
    }

    /// The place where `key` is set, or the top of the front matter.
    pub fn span(&self, file: &SitePath, keys: &[&str]) -> Span {
        let at_top = |origin: &Origin| origin.below(&[]);
        let spans = self.origins.0.iter().map(|origin| (origin.below(keys), at_top(origin)));
        let found = spans.into_iter().find(|(span, top)| span != top).map(|(span, _)| span);
        found.unwrap_or_else(|| Span::file(file))
    }
}
