//! An article with its quotations, claims, citations and corrections.

use rustc_hash::FxHashSet;

use super::lists::breadcrumbs;
use super::record::{claim_ref, quotation_ref, source_id, source_ref};
use super::{Page, iso};
use crate::render::json::Object;
use crate::render::view::{ArticleView, CorrectionView, SourceRef};

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
        .with("citation", citations(page, article))
        .with("hasPart", parts(page, article))
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

/// All sources of the article, each once.
fn citations(page: Page<'_>, article: &ArticleView<'_>) -> Vec<Object> {
    let mut cited = FxHashSet::default();
    let quoted = article.notes.iter().filter_map(|note| note.quote.as_ref()?.source.as_ref());
    let stated = article.notes.iter().filter_map(|note| note.fact.as_ref()).flat_map(|fact| &fact.sources);
    let each = |source: &SourceRef<'_>| source_ref(page, &source.source);
    quoted.chain(stated).filter(|source| cited.insert(source.source.path)).map(each).collect()
}

/// The quotes and facts of the article, each once, in the order of its notes.
fn parts(page: Page<'_>, article: &ArticleView<'_>) -> Vec<Object> {
    let mut met = FxHashSet::default();
    let mut parts = Vec::with_capacity(article.notes.len());
    for note in &article.notes {
        if let Some(quote) = note.quote.as_ref().filter(|quote| met.insert(quote.path)) {
            let cited = quote.source.as_ref().map(|source| source_id(page, source));
            parts.push(quotation_ref(page, quote).with("citation", cited));
        }
        if let Some(fact) = note.fact.as_ref().filter(|fact| met.insert(fact.path)) {
            let cited: Vec<Object> = fact.sources.iter().map(|source| source_id(page, source)).collect();
            parts.push(claim_ref(page, fact).with("citation", cited));
        }
    }
    parts
}
