//! What an article says about itself: the keys of its front matter but for quotes and facts.

use bitcode::{Decode, Encode};
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::record::Excuse;
use super::record_file::{excuses, list};
use crate::text::{Diagnostic, Moment, PartialDate, SitePath, Span, Zone, shorten};
use crate::yaml::{Fields, Origin};

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

impl Meta {
    /// What an article says that says nothing.
    pub fn of(dialect: &Dialect) -> Self {
        Self {
            terms: vec![Vec::new(); dialect.taxonomies.len()],
            extra: Json::Object(Default::default()),
            ..Self::default()
        }
    }

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

    /// Notes a document in which keys are set.
    pub fn comes_from(&mut self, origin: Origin) {
        self.origins.0.push(origin);
    }

    /// The place where `key` is set, or the top of the front matter.
    pub fn span(&self, file: &SitePath, keys: &[&str]) -> Span {
        let at_top = |origin: &Origin| origin.below(&[]);
        let spans = self.origins.0.iter().map(|origin| (origin.below(keys), at_top(origin)));
        let found = spans.into_iter().find(|(span, top)| span != top).map(|(span, _)| span);
        found.unwrap_or_else(|| Span::file(file))
    }
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

/// Adds what the fields of a document say; what it says twice, the last one has said.
pub fn read_into<'a>(meta: &mut Meta, fields: &mut Fields<'a>, dialect: &'a Dialect) {
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
    if let (Json::Object(all), Some(Json::Object(extra))) = (&mut meta.extra, fields.read("extra", |node| node.json()))
    {
        all.extend(extra);
    }
}

/// Tells of keys that nobody asked for; they stay readable for templates.
pub fn read_rest(meta: &mut Meta, fields: &mut Fields<'_>) {
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
