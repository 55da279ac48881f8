//! From a site to its pages: which there are, what each says, and its HTML.
//!
//! 1. [`plan`] lists every file of the output with its address, and tells where two of them clash.
//! 2. A page's view is made ([`article`], [`lists`], [`entries`], [`machine`]): all values, ready to print.
//! 3. The view's fingerprint tells whether the page must be made again; if so, its long texts are
//!    filled in ([`body`]) and the template is run.
//!
//! **Invariant:** a page is a function of its templates and its view. Templates get no clock, no files
//! and no query of the whole site, so the view's fingerprint is the page's whole list of dependencies.

mod article;
mod body;
mod entries;
mod figure;
mod highlight;
mod labels;
mod lists;
mod machine;
mod plan;
mod refs;
mod site;
pub mod view;

pub use figure::figure;
pub use plan::{Asset, Page, PageKind, Plan, Slot};
pub use site::view as site_view;

use std::sync::Arc;

use crate::resolve::Site;
use crate::text::{Diagnostic, Fingerprint};
use crate::theme::Theme;
use view::{Content, PageView, View};

/// One complete, unchangeable state of a site: all that its pages are made from.
///
/// The parts that did not change are shared with the edition before.
#[derive(Clone)]
pub struct Edition {
    pub site: Arc<Site>,
    pub theme: Arc<Theme>,
    pub plan: Arc<Plan>,
}

/// A page's view, and a fingerprint of all that its HTML depends on.
pub struct Prepared<'a> {
    page: &'a Page,
    view: View<'a>,
    pub fingerprint: Fingerprint,
}

/// Makes the view of a page, but for the long texts that its fingerprint stands for.
pub fn prepare<'a>(edition: &'a Edition, page: &'a Page) -> Prepared<'a> {
    let Edition { site, theme, plan } = edition;
    let root = match page.kind {
        // A host shows this page for any address, so its links cannot start from where it is.
        PageKind::NotFound => site.config.base_path(),
        _ => page.address.root(),
    };
    let content = match page.kind {
        PageKind::Article(index) => article::content(site, index),
        PageKind::Section { section, number } => lists::section(site, section, number),
        PageKind::Terms(taxonomy) => lists::terms(site, taxonomy),
        PageKind::Term { taxonomy, term, number } => lists::term(site, taxonomy, term, number),
        PageKind::People { number } => lists::people(site, number),
        PageKind::Quotes { number } => lists::quotes(site, number),
        PageKind::Facts { number } => lists::facts(site, number),
        PageKind::Sources { number } => lists::sources(site, number),
        PageKind::Person(index) => entries::person_page(site, index),
        PageKind::Quote(index) => entries::quote_page(site, index),
        PageKind::Fact(index) => entries::fact_page(site, index),
        PageKind::Source(index) => entries::source_page(site, index),
        PageKind::NotFound => Content::Bare {},
        PageKind::Feed => machine::feed(site),
        PageKind::Sitemap => machine::sitemap(site, plan),
        PageKind::Robots => machine::robots(site),
        PageKind::Redirect { article } => machine::redirect(site, article, &root),
    };
    let view = View { page: page_view(site, page), root, content };
    let texts = hidden_texts(site, page);
    let fingerprint = Fingerprint::of(&(&view, texts, theme.fingerprint(), env!("CARGO_PKG_VERSION")));
    Prepared { page, view, fingerprint }
}

/// Fills in the long texts of a view and runs its template.
pub fn render(edition: &Edition, prepared: Prepared<'_>) -> Result<String, Diagnostic> {
    let Edition { site, theme, .. } = edition;
    let Prepared { page, mut view, .. } = prepared;
    match &mut view.content {
        Content::Article { article } => {
            if let PageKind::Article(index) = page.kind {
                article.body = body::pieces(site, &site.articles[index], &article.notes, &view.root);
            }
        }
        Content::Section { section, .. } => {
            if let PageKind::Section { section: index, number: 1 } = page.kind {
                section.html = body::of_section(&site.sections[index], &view.root);
            }
        }
        Content::Feed { entries, .. } => {
            for (entry, index) in entries.iter_mut().zip(machine::feed_articles(site)) {
                entry.html = body::without_notes(&site.articles[index], &format!("{}/", site.config.base_url));
            }
        }
        _ => {}
    }
    let text = theme.render(template(site, page), &view, &described(site, page))?;
    Ok(if page.address.file.is_kind(&["xml"]) { without_forbidden(text) } else { text })
}

/// Takes out the control characters that XML 1.0 (section 2.2) allows in no document, not even as references.
fn without_forbidden(text: String) -> String {
    let is_allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}');
    let is_allowed = |c: char| is_allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.chars().all(is_allowed) { text } else { text.chars().filter(|&c| is_allowed(c)).collect() }
}

/// The fingerprints of what [`render`] fills in, together with where its links lead.
fn hidden_texts<'a>(site: &'a Site, page: &Page) -> Vec<(Fingerprint, &'a [crate::resolve::Target])> {
    match page.kind {
        PageKind::Article(index) => vec![text_of(site, index)],
        PageKind::Section { section, number: 1 } => {
            let section = &site.sections[section];
            section.index.iter().map(|index| (index.fingerprint, section.targets.as_slice())).collect()
        }
        PageKind::Feed => machine::feed_articles(site).map(|index| text_of(site, index)).collect(),
        _ => Vec::new(),
    }
}

fn text_of(site: &Site, index: usize) -> (Fingerprint, &[crate::resolve::Target]) {
    (site.articles[index].article.fingerprint, &site.articles[index].targets)
}

/// The template of a page, which an article may choose for itself.
fn template<'a>(site: &'a Site, page: &Page) -> &'a str {
    let own = match page.kind {
        PageKind::Article(index) => site.articles[index].article.card.meta.template.as_deref(),
        PageKind::Section { section, .. } => {
            site.sections[section].index.as_ref().and_then(|index| index.card.meta.template.as_deref())
        }
        _ => None,
    };
    own.unwrap_or(page.kind.template())
}

/// What a page is made from, for saying where a template failed.
fn described(site: &Site, page: &Page) -> String {
    match page.kind {
        PageKind::Article(index) => format!("`{}`", site.articles[index].article.card.file),
        _ => format!("the page `/{}`", page.address.href),
    }
}

fn page_view<'a>(site: &'a Site, page: &'a Page) -> PageView<'a> {
    let config = &site.config;
    let mut view = PageView {
        kind: page.kind.name(),
        path: &page.address.href,
        url: format!("{}/{}", config.base_url, page.address.href),
        title: labels::title(site, page),
        description: &config.description,
        lang: &config.lang,
        dir: labels::direction(&config.lang),
        listed: !matches!(page.kind, PageKind::NotFound | PageKind::Redirect { .. }),
    };
    match page.kind {
        PageKind::Article(index) => {
            let card = &site.articles[index].article.card;
            view.description = &card.summary;
            view.lang = card.meta.lang.as_deref().unwrap_or(&config.lang);
            view.dir = labels::direction(view.lang);
        }
        PageKind::Section { section, .. } if section != 0 => view.description = site.sections[section].description(),
        _ => {}
    }
    view
}
