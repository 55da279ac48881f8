//! An article with its quotations, claims, citations and corrections.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::lists::breadcrumbs;
use super::record::{claim_ref, quotation_ref, source_id, source_ref};
use super::{Page, iso};
use crate::render::json::Object;
use crate::render::view::{ArticleView, CorrectionView, FactView, Linked, NoteView, QuoteView};
use crate::render::web::Web;

/// What an article can be: schema.org's Article and the kinds of it that a newsroom has.
pub const TYPES: [&str; 14] = [
    "Article",
    "NewsArticle",
    "AdvertiserContentArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "BlogPosting",
    "OpinionNewsArticle",
    "Report",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
    "SatiricalArticle",
    "ScholarlyArticle",
    "TechArticle",
];

/// The key of `extra` that says which of them an article is.
pub const SCHEMA_TYPE: &str = "schema_type";

pub fn things(page: Page<'_>, article: &ArticleView<'_>) -> Vec<Object> {
    let card = &article.card;
    let home = (page.config.title.as_str(), "");
    let section = card.section.as_ref().map(|section| (section.title, section.path));
    let trail = [Some(home), section, Some((card.title, card.path))].into_iter().flatten();
    vec![self::article(page, article), breadcrumbs(page, trail)]
}

fn article(page: Page<'_>, article: &ArticleView<'_>) -> Object {
    let card = &article.card;
    let url = page.web.address(card.path);
    let authors = card.authors.iter().map(|name| Object::typed("Person").with("name", name.as_str()));
    let keywords = card.terms.iter().map(|term| term.name);
    let linked = |note: &NoteView<'_>| match &note.linked {
        Some(linked) => linked.clone(),
        None => Arc::new(self::linked(page.web, note.quote.as_ref(), note.fact.as_ref())),
    };
    let linked: Vec<Arc<Linked>> = article.notes.iter().map(linked).collect();
    let notes: Vec<(&NoteView<'_>, &Linked)> =
        article.notes.iter().zip(linked.iter().map(|linked| &**linked)).collect();
    Object::typed(kind(page, article))
        .with("@id", page.web.part(card.path, "article"))
        .with("url", url.as_str())
        .with("mainEntityOfPage", url.as_str())
        .with("headline", card.title)
        .with("description", page.view.page.description)
        .with("inLanguage", card.lang)
        .with("datePublished", iso(card.date.as_ref()))
        .with("dateModified", iso(card.updated.as_ref()))
        .with("author", authors.collect::<Vec<_>>())
        .with("publisher", page.publisher())
        .with("isPartOf", page.website())
        .with("image", article.image_url.as_deref())
        .with("articleSection", card.section.as_ref().map(|section| section.title))
        .with("keywords", keywords.collect::<Vec<_>>())
        .with("wordCount", card.words)
        .with("correction", corrections(page, article))
        .with("citation", citations(&notes))
        .with("hasPart", parts(&notes))
}

/// What the article or else the site says it is under `extra.schema_type`; without that, what has a date is news.
fn kind<'a>(page: Page<'a>, article: &ArticleView<'a>) -> &'a str {
    let own = [article.extra, &page.config.extra].into_iter().find_map(|extra| extra.get(SCHEMA_TYPE)?.as_str());
    let by_date = if article.card.date.is_some() { "NewsArticle" } else { "Article" };
    own.filter(|name| TYPES.contains(name)).unwrap_or(by_date)
}

fn corrections(page: Page<'_>, article: &ArticleView<'_>) -> Vec<Object> {
    let correction = |correction: &CorrectionView<'_>| {
        Object::typed("CorrectionComment")
            .with("@id", page.web.part(article.card.path, &correction.id))
            .with("text", correction.text)
            .with("datePublished", iso(correction.on.as_ref()))
    };
    article.corrections.iter().map(correction).collect()
}

/// A quote or a fact as a part of an article.
pub fn linked(web: Web<'_>, quote: Option<&QuoteView<'_>>, fact: Option<&FactView<'_>>) -> Linked {
    let quoted = quote.and_then(|quote| quote.source.as_ref());
    let sources = || quoted.into_iter().chain(fact.into_iter().flat_map(|fact| &fact.sources));
    let part = match (quote, fact) {
        (Some(quote), _) => quotation_ref(web, quote).with("citation", quoted.map(|source| source_id(web, source))),
        (None, Some(fact)) => {
            let cited = sources().map(|source| source_id(web, source));
            claim_ref(web, fact).with("citation", cited.collect::<Vec<_>>())
        }
        (None, None) => Object::new(),
    };
    let cited = sources().map(|source| source_ref(web, &source.source).fitted());
    Linked { part: part.fitted(), cited: cited.collect() }
}

/// All sources of the article, each once: first those of quotes.
fn citations<'l>(notes: &[(&NoteView<'_>, &'l Linked)]) -> Vec<&'l Object> {
    let mut met = FxHashSet::default();
    let of = |kind: &'static str| notes.iter().filter(move |(note, _)| note.kind == kind);
    let cited = of("quote").chain(of("fact")).flat_map(|(_, linked)| &linked.cited);
    cited.filter(|source| met.insert(*source)).collect()
}

/// The quotes and facts of the article, each once, in the order of its notes.
fn parts<'l>(notes: &[(&NoteView<'_>, &'l Linked)]) -> Vec<&'l Object> {
    let mut met = FxHashSet::default();
    notes.iter().filter(|(note, _)| met.insert(note.path)).map(|(_, linked)| &linked.part).collect()
}
