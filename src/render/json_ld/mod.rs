//! What a page is in schema.org's words, as JSON-LD for its head.
//!
//! It is made from the page's view alone: it says nothing that the page does not show, and needs no place in the
//! fingerprint. One file for each kind of page:
//!
//! - [`article`]: NewsArticle with its quotations, claims, citations and corrections;
//! - [`record`]: Person, Quotation, Claim, ClaimReview, and what sources are;
//! - [`lists`]: WebSite, CollectionPage, and the way to a page as a BreadcrumbList.
//!
//! A thing's `@id` is the address of its page with a name behind it (`…/people/ada/#person`): the page is not the person.
//! Quotation, Claim and CorrectionComment are among schema.org's pending words.

mod article;
mod lists;
mod record;

pub use article::{SCHEMA_TYPE, TYPES as ARTICLE_TYPES, linked};

use super::json::Object;
use super::view::{Content, DateView, View};
use super::web::Web;
use crate::config::Config;

/// What a page says of itself needs of the site.
#[derive(Clone, Copy)]
struct Page<'a> {
    config: &'a Config,
    web: Web<'a>,
    view: &'a View<'a>,
}

/// The JSON-LD of a page, safe inside a `<script>`; empty for pages that are about nothing.
pub fn of(config: &Config, view: &View<'_>) -> String {
    let page = Page { config, web: Web { base: &config.base_url, root: &view.root }, view };
    let things = match &view.content {
        Content::Article { article } => article::things(page, article),
        Content::Person { person, .. } => vec![record::profile(page, person)],
        Content::Quote { quote, used_in } => vec![record::quotation(page.web, quote, used_in)],
        Content::Fact { fact, used_in } => record::claim_and_review(page, fact, used_in),
        Content::Source { source, .. } => vec![record::source(page.web, source)],
        Content::Section { section, .. } => lists::section(page, section),
        Content::Terms { .. }
        | Content::Term { .. }
        | Content::People { .. }
        | Content::Quotes { .. }
        | Content::Facts { .. }
        | Content::Sources { .. }
        | Content::Corrections { .. } => vec![lists::collection(page)],
        Content::Search { .. }
        | Content::Feed { .. }
        | Content::Sitemap { .. }
        | Content::Robots { .. }
        | Content::Redirect { .. }
        | Content::Bare {} => return String::new(),
    };
    let spelled = Object::new().with("@context", "https://schema.org").with("@graph", things).into_text();
    // In a script, `<` may begin its end tag or a comment; nothing else means anything there.
    spelled.replace('<', "\\u003c")
}

impl Page<'_> {
    /// The site as the publisher of its pages.
    fn publisher(self) -> Object {
        let site = self.web.address("");
        let id = self.web.part("", "publisher");
        Object::typed("Organization").with("@id", id).with("name", self.config.title.as_str()).with("url", site)
    }

    fn website(self) -> Object {
        Object::typed("WebSite").with("@id", self.web.part("", "website"))
    }
}

fn iso<'d>(date: Option<&'d DateView<'_>>) -> Option<&'d str> {
    date.map(|date| date.iso.as_str())
}
