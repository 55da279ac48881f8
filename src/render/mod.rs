//! From a site to its pages: which there are, what each says, and its HTML.
//!
//! 1. [`plan`] lists every file of the output with its address, and tells where two of them clash.
//! 2. A page's view is made ([`article`], [`lists`], [`entries`], [`machine`]): all values, ready to print.
//! 3. [`search`] makes the files by which readers' browsers search; no template has a part in them.
//! 4. The view's fingerprint tells whether the page must be made again; if so, its long texts are
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
pub mod search;
mod site;
mod versions;
pub mod view;

pub use body::href_of;
pub use plan::{Asset, Moved, Page, PageKind, Plan, Slot};
pub use site::views as site_views;

use std::sync::Arc;

use crate::resolve::Site;
use crate::text::{Diagnostic, Fingerprint};
use crate::theme::Theme;
use search::{Index, Search};
use view::{Content, PageView, View};

/// One complete, unchangeable state of a site: all that its pages are made from.
///
/// The parts that did not change are shared with the edition before.
#[derive(Clone)]
pub struct Edition {
    pub site: Arc<Site>,
    pub theme: Arc<Theme>,
    pub plan: Arc<Plan>,
    pub search: Arc<Search>,
}

impl Edition {
    /// The index of all that can be found on the site; none if its settings turn search off.
    pub fn index(&self) -> Option<Index<'_>> {
        self.site.config.search.then(|| Index::new(&self.site, &self.theme, &self.search))
    }
}

/// A page's view, and a fingerprint of all that its HTML depends on.
pub struct Prepared<'a> {
    page: &'a Page,
    view: View<'a>,
    pub fingerprint: Fingerprint,
}

/// Makes the view of a page, but for the long texts that its fingerprint stands for.
pub fn prepare<'a>(edition: &'a Edition, page: &'a Page) -> Prepared<'a> {
    let Edition { site, theme, plan, .. } = edition;
    let root = match page.kind {
        // A host shows this page for any address, so its links cannot start from where it is.
        PageKind::NotFound => site.config.base_path(),
        _ => page.address.root(),
    };
    let tag = tag(site, page);
    let language = theme.language(tag);
    let content = match page.kind {
        PageKind::Article(index) => article::content(site, index, language),
        PageKind::Home { section, number } | PageKind::Section { section, number } => {
            lists::section(site, section, number, language)
        }
        PageKind::Terms(taxonomy) => lists::terms(site, taxonomy, language),
        PageKind::Term { taxonomy, term, number } => lists::term(site, taxonomy, term, number, language),
        PageKind::People { number } => lists::people(site, number, language),
        PageKind::Quotes { number } => lists::quotes(site, number, language),
        PageKind::Facts { number } => lists::facts(site, number, language),
        PageKind::Sources { number } => lists::sources(site, number, language),
        PageKind::Person(index) => entries::person_page(site, index, language),
        PageKind::Quote(index) => entries::quote_page(site, index, language),
        PageKind::Fact(index) => entries::fact_page(site, index, language),
        PageKind::Source(index) => entries::source_page(site, index, language),
        PageKind::Search => lists::search(site, language),
        PageKind::NotFound => Content::Bare {},
        PageKind::Feed(home) => machine::feed(site, home, page),
        PageKind::Sitemap => machine::sitemap(site, plan),
        PageKind::Robots => machine::robots(site),
        PageKind::Redirect(moved) => machine::redirect(site, moved, &root),
    };
    let view = View { page: page_view(edition, page, tag), root, content };
    let texts = hidden_texts(site, page);
    let fingerprint = Fingerprint::of(&(&view, texts, theme.fingerprint(tag), env!("CARGO_PKG_VERSION")));
    Prepared { page, view, fingerprint }
}

/// Fills in the long texts of a view and runs its template.
pub fn render(edition: &Edition, prepared: Prepared<'_>) -> Result<String, Diagnostic> {
    let Edition { site, theme, .. } = edition;
    let Prepared { page, mut view, .. } = prepared;
    let tag = tag(site, page);
    let language = theme.language(tag);
    match &mut view.content {
        Content::Article { article } => {
            if let PageKind::Article(index) = page.kind {
                article.body = body::pieces(site, &site.articles[index], &article.notes, &view.root, language);
            }
        }
        Content::Section { section, .. } => {
            if let PageKind::Home { section: index, number: 1 } | PageKind::Section { section: index, number: 1 } =
                page.kind
            {
                section.html = body::of_section(&site.sections[index], &view.root, language);
            }
        }
        Content::Feed { entries, .. } => {
            for (entry, index) in entries.iter_mut().zip(feed_articles(site, page)) {
                let placed = &site.articles[index];
                let own = theme.language(refs::tag_of(site, placed));
                entry.html = body::without_notes(placed, &format!("{}/", site.config.base_url), own);
            }
        }
        _ => {}
    }
    let text = theme.render(template(site, page), tag, &view, &described(site, page))?;
    Ok(if page.address.file.is_kind(&["xml"]) { without_forbidden(text) } else { text })
}

/// The tag of the language that a page is in.
fn tag<'a>(site: &'a Site, page: &Page) -> &'a str {
    match page.kind {
        PageKind::Article(index) | PageKind::Redirect(Moved::Article(index)) => {
            refs::tag_of(site, &site.articles[index])
        }
        PageKind::Home { section, .. } | PageKind::Section { section, .. } | PageKind::Feed(section) => {
            versions::section_tag(site, site.sections[section].language)
        }
        _ => &site.config.lang,
    }
}

/// Takes out the control characters that XML 1.0 (section 2.2) allows in no document, not even as references.
fn without_forbidden(text: String) -> String {
    let is_allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}');
    let is_allowed = |c: char| is_allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.chars().all(is_allowed) { text } else { text.chars().filter(|&c| is_allowed(c)).collect() }
}

/// The articles whose texts a feed holds.
fn feed_articles(site: &Site, page: &Page) -> Vec<usize> {
    match page.kind {
        PageKind::Feed(home) => machine::feed_articles(site, home).collect(),
        _ => Vec::new(),
    }
}

/// The fingerprints of what [`render`] fills in, together with where its links lead.
fn hidden_texts<'a>(site: &'a Site, page: &Page) -> Vec<(Fingerprint, &'a [crate::resolve::Target])> {
    match page.kind {
        PageKind::Article(index) => vec![text_of(site, index)],
        PageKind::Home { section, number: 1 } | PageKind::Section { section, number: 1 } => {
            let section = &site.sections[section];
            section.index.iter().map(|index| (index.fingerprint, section.targets.as_slice())).collect()
        }
        _ => feed_articles(site, page).into_iter().map(|index| text_of(site, index)).collect(),
    }
}

fn text_of(site: &Site, index: usize) -> (Fingerprint, &[crate::resolve::Target]) {
    (site.articles[index].article.fingerprint, &site.articles[index].targets)
}

/// The template of a page, which an article may choose for itself.
fn template<'a>(site: &'a Site, page: &Page) -> &'a str {
    let own = match page.kind {
        PageKind::Article(index) => site.articles[index].article.card.meta.template.as_deref(),
        PageKind::Home { section, .. } | PageKind::Section { section, .. } => {
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

fn page_view<'a>(edition: &'a Edition, page: &'a Page, tag: &'a str) -> PageView<'a> {
    let Edition { site, theme, .. } = edition;
    let language = theme.language(tag);
    let config = &site.config;
    let mut view = PageView {
        kind: page.kind.name(),
        path: &page.address.href,
        url: format!("{}/{}", config.base_url, page.address.href),
        title: labels::title(site, page, language),
        description: &config.description,
        lang: tag,
        dir: language.dir,
        listed: !matches!(page.kind, PageKind::Search | PageKind::NotFound | PageKind::Redirect(_)),
        languages: versions::views(site, theme, page),
    };
    match page.kind {
        PageKind::Article(index) => {
            view.description = &site.articles[index].article.card.summary;
        }
        PageKind::Home { section, .. } | PageKind::Feed(section) if section != 0 => {
            let section = &site.sections[section];
            let own = Some(section.description()).filter(|own| !own.is_empty());
            let named = || site.config.language(section.language).and_then(|other| other.description.as_deref());
            view.description = own.or_else(named).unwrap_or(&config.description);
        }
        PageKind::Section { section, .. } => view.description = site.sections[section].description(),
        _ => {}
    }
    view
}
