//! From a site to its pages: which there are, what each says, and its HTML.
//!
//! 1. [`plan`] lists every file of the output with its address, and tells where two of them clash.
//! 2. A page's view is made ([`article`], [`lists`], [`entries`], [`corrections`], [`feeds`], [`sitemap`],
//!    [`machine`]): all values, ready to print.
//! 3. [`search`] makes the files by which readers' browsers search; no template has a part in them.
//! 4. The view's fingerprint tells whether the page must be made again; if so, its long texts are filled in
//!    ([`body`]; [`alike`] has what many pages say in the same words), it is put into schema.org's words
//!    ([`json_ld`]), and the template is run. JSON has no template: it is written from the same views ([`data`],
//!    [`annotations`], and one kind of [`feeds`]).
//!
//! **Invariant:** a page is a function of its templates and its view. Templates get no clock, no files
//! and no query of the whole site, so the view's fingerprint is the page's whole list of dependencies.

mod alike;
mod annotations;
mod article;
mod body;
mod citation;
mod compact;
mod corrections;
mod data;
mod entries;
mod feeds;
mod figure;
mod flat;
mod highlight;
mod json;
mod json_ld;
mod labels;
mod lists;
mod machine;
mod passages;
mod picture;
mod plan;
mod refs;
mod related;
pub mod search;
mod share;
mod site;
mod sitemap;
mod standing;
pub mod texts;
mod versions;
pub mod view;
mod web;

pub use alike::Alike;
pub use body::{colour_ahead, href_of};
pub use corrections::count as corrections_of;
pub use feeds::planned as feeds_of;
pub use figure::{figure_in_english, spelled_in_english};
pub use lists::Orders;
pub use plan::{Asset, Developing, Moved, Page, PageKind, Plan, ShareImage, Slot};
pub use share::card as share_card;
pub use site::views as site_views;

use std::sync::Arc;

use crate::language::Language;
use crate::parse::Article;
use crate::resolve::{Site, Target};
use crate::text::{Diagnostic, Fingerprint};
use crate::theme::{Says, Theme};
use alike::At;
use feeds::Channel;
use plan::{ANNOTATIONS, DATA, Entry};
use search::{Index, Search};
use view::{Alternate, Content, PageView, PictureView, View};
use web::Web;

/// One complete, unchangeable state of a site: all that its pages are made from.
///
/// The parts that did not change are shared with the edition before.
#[derive(Clone)]
pub struct Edition {
    pub site: Arc<Site>,
    pub theme: Arc<Theme>,
    pub plan: Arc<Plan>,
    pub search: Arc<Search>,
    pub orders: Arc<Orders>,
    pub alike: Arc<Alike>,
}

impl Edition {
    /// The index of all that can be found on the site; none if its settings turn search off.
    pub fn index(&self) -> Option<Index<'_>> {
        self.site.config.search.then(|| Index::new(&self.site, &self.theme, &self.search))
    }
}

/// What a page is made from, and a fingerprint of all of it.
pub struct Prepared<'a> {
    page: &'a Page,
    made: Made<'a>,
    pub fingerprint: Fingerprint,
}

#[expect(clippy::large_enum_variant, reason = "there is one at a time for each thread that renders")]
enum Made<'a> {
    /// A view for a template or a feed, but for the long texts that the fingerprint stands for.
    View(View<'a>),
    /// JSON that is spelled as fast as its view would be, and is its own fingerprint.
    Text(String),
    /// The annotations of an article, whose text they need.
    Annotations(usize),
}

impl<'a> Prepared<'a> {
    pub fn page(&self) -> &'a Page {
        self.page
    }

    /// The data beside the page of an entry, which say what the page shows; none if the other page is something else.
    pub fn data(&self, edition: &Edition, page: &'a Page) -> Option<Self> {
        let Made::View(View { root, content, .. }) = &self.made else { return None };
        let is_beside = matches!(page.kind, PageKind::Data(entry) if entry.page() == self.page.kind);
        is_beside.then(|| Self::of_data(edition, page, content, root))
    }

    fn of_data(edition: &Edition, page: &'a Page, content: &Content<'_>, root: &str) -> Self {
        let Edition { site, theme, alike, .. } = edition;
        let at = At::new(site, theme, theme.language(tag(site, page)), root);
        let text = data::write(content, at, alike);
        let fingerprint = Fingerprint::of_bytes(text.as_bytes());
        Self { page, made: Made::Text(text), fingerprint }
    }
}

/// Makes the view of a page.
pub fn prepare<'a>(edition: &'a Edition, page: &'a Page) -> Prepared<'a> {
    let Edition { site, theme, plan, orders, alike, .. } = edition;
    let root = match page.kind {
        // A host shows this page for any address, so its links cannot start from where it is.
        PageKind::NotFound => site.config.base_path(),
        _ => page.address.root(),
    };
    let tag = tag(site, page);
    let language = theme.language(tag);
    let web = Web { base: &site.config.base_url, root: &root };
    let template = template(site, page);
    let says = template.map_or(Says::ALL, |name| theme.says(name));
    let content = match page.kind {
        PageKind::Annotations(index) => {
            let fingerprint = annotations::fingerprint(site, &site.articles[index], &page.address.href, web);
            return Prepared { page, made: Made::Annotations(index), fingerprint };
        }
        PageKind::Data(entry) => {
            return Prepared::of_data(edition, page, &content_of(site, entry, language), &root);
        }
        PageKind::Article(index) => {
            let alike = template.filter(|name| theme.knows(name, |says| says.notes)).map(|_| &**alike);
            article::content(site, index, alike, language)
        }
        PageKind::Home { section, number } | PageKind::Section { section, number } => {
            lists::section(site, section, number, says, language)
        }
        PageKind::Terms(taxonomy) => lists::terms(site, taxonomy, language),
        PageKind::Term { taxonomy, term, number } => lists::term(site, (taxonomy, term), number, says, language),
        PageKind::People { number } => lists::people(site, orders, number, language),
        PageKind::Quotes { number } => lists::quotes(site, orders, number, language),
        PageKind::Facts { number } => lists::facts(site, orders, number, language),
        PageKind::Sources { number } => lists::sources(site, orders, number, language),
        PageKind::Person(index) => entries::person_page(site, index, language),
        PageKind::Quote(index) => entries::quote_page(site, index, language),
        PageKind::Fact(index) => entries::fact_page(site, index, language),
        PageKind::Source(index) => entries::source_page(site, index, language),
        PageKind::Corrections { number } => corrections::page(site, theme, number),
        PageKind::Search => lists::search(site, language),
        PageKind::NotFound => Content::Bare {},
        PageKind::Feed { channel, format } => feeds::content(site, theme, channel, format),
        PageKind::Sitemap => sitemap::whole(site, plan),
        PageKind::SitemapPart(number) => sitemap::part(site, plan, number),
        PageKind::Robots => machine::robots(site),
        PageKind::Redirect(moved) => machine::redirect(site, moved, &root),
    };
    let view = View { page: page_view(edition, page, tag), root, content };
    let texts = hidden_texts(site, page);
    let looks = theme.fingerprint(tag, template);
    let left_out = alike::left_out(&view.content);
    let fingerprint = Fingerprint::of(&(&view, left_out, texts, looks, site.config.minify, env!("CARGO_PKG_VERSION")));
    Prepared { page, made: Made::View(view), fingerprint }
}

/// Fills in the long texts of a view and runs its template.
pub fn render<'a>(edition: &'a Edition, prepared: Prepared<'a>) -> Result<String, Diagnostic> {
    let Edition { site, theme, alike, .. } = edition;
    let Prepared { page, made, .. } = prepared;
    let mut view = match made {
        Made::View(view) => view,
        Made::Text(text) => return Ok(text),
        Made::Annotations(index) => {
            let root = page.address.root();
            let web = Web { base: &site.config.base_url, root: &root };
            return Ok(annotations::write(site, &site.articles[index], &page.address.href, web));
        }
    };
    let tag = tag(site, page);
    let language = theme.language(tag);
    match &mut view.content {
        Content::Article { article } => {
            if let PageKind::Article(index) = page.kind {
                article.body = body::pieces(site, &site.articles[index], &article.notes, &view.root, language);
                body::measure(&article.body, &mut article.notes);
            }
        }
        Content::Section { section, .. } => {
            if let PageKind::Home { section: index, number: 1 } | PageKind::Section { section: index, number: 1 } =
                page.kind
            {
                section.html = body::of_section(site, &site.sections[index], &view.root, language);
            }
        }
        Content::Feed { entries, .. } => {
            for (entry, index) in entries.iter_mut().zip(whole_articles(site, page)) {
                let placed = &site.articles[index];
                let own = theme.language(refs::tag_of(site, placed));
                entry.html = body::without_notes(site, placed, &format!("{}/", site.config.base_url), own);
            }
        }
        _ => {}
    }
    let Some(template) = template(site, page) else { return Ok(feeds::write(&view).unwrap_or_default()) };
    let at = At::new(site, theme, language, &view.root);
    if let (Content::Article { article }, PageKind::Article(index)) = (&mut view.content, page.kind) {
        alike.tell_notes(at, index, &mut article.notes);
    }
    if page.kind.template().is_some_and(|name| name.ends_with(".html")) {
        alike.tell_page(at, &mut view.page);
        if site.config.data.json_ld {
            view.page.json_ld = json_ld::of(&site.config, &view);
        }
    }
    // Last, since it may take out of the view what others read.
    alike.tell(at, template, &mut view.content);
    let text = theme.render(template, tag, &view, || described(site, page))?;
    Ok(match page.address.file.as_str().rsplit('.').next() {
        Some("xml") => without_forbidden(text),
        Some("html") if site.config.minify => compact::compact(&text),
        _ => text,
    })
}

/// The HTML that the author of a page wrote, with its links as they are on the page; none if nobody wrote any.
pub fn written(edition: &Edition, page: &Page) -> Option<String> {
    let Edition { site, theme, .. } = edition;
    let (root, language) = (page.address.root(), theme.language(tag(site, page)));
    match page.kind {
        PageKind::Article(index) => Some(body::of_text(site, &site.articles[index], &root, language)),
        PageKind::Home { section, number: 1 } | PageKind::Section { section, number: 1 } => {
            Some(body::of_section(site, &site.sections[section], &root, language))
        }
        _ => None,
    }
}

/// The language of a page, as a tag.
pub fn tag<'a>(site: &'a Site, page: &Page) -> &'a str {
    match page.kind {
        PageKind::Article(index) | PageKind::Annotations(index) | PageKind::Redirect(Moved::Article(index)) => {
            refs::tag_of(site, &site.articles[index])
        }
        PageKind::Home { section, .. }
        | PageKind::Section { section, .. }
        | PageKind::Feed { channel: Channel::Section(section), .. } => {
            versions::section_tag(site, site.sections[section].language)
        }
        _ => &site.config.lang,
    }
}

fn content_of<'a>(site: &'a Site, entry: Entry, language: &'a Language) -> Content<'a> {
    match entry {
        Entry::Person(index) => entries::person_page(site, index, language),
        Entry::Quote(index) => entries::quote_page(site, index, language),
        Entry::Fact(index) => entries::fact_page(site, index, language),
        Entry::Source(index) => entries::source_page(site, index, language),
    }
}

/// The articles that stand in a feed as a whole.
fn whole_articles(site: &Site, page: &Page) -> Vec<usize> {
    match page.kind {
        PageKind::Feed { channel: channel @ (Channel::Site | Channel::Section(_)), .. } => {
            feeds::articles(site, channel)
        }
        _ => Vec::new(),
    }
}

/// Takes out the control characters that XML 1.0 (section 2.2) allows in no document, not even as references.
fn without_forbidden(text: String) -> String {
    let is_allowed = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}');
    let is_allowed = |c: char| is_allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    // As most texts are; the last two begin with the byte `ef`.
    let is_suspect = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0xef;
    let is_plain = |bytes: &[u8]| !bytes.iter().fold(false, |any, &byte| any | is_suspect(byte));
    let is_plain = text.as_bytes().chunks(64).all(is_plain);
    if is_plain || text.chars().all(is_allowed) { text } else { text.chars().filter(|&c| is_allowed(c)).collect() }
}

/// What [`render`] fills in: the fingerprint of a text, where its links lead, and the pictures that it shows.
type Hidden<'a> = (Fingerprint, &'a [Target], Vec<PictureView<'a>>);

fn hidden_texts<'a>(site: &'a Site, page: &Page) -> Vec<Hidden<'a>> {
    match page.kind {
        PageKind::Article(index) => vec![text_of(site, index)],
        PageKind::Home { section, number: 1 } | PageKind::Section { section, number: 1 } => {
            let section = &site.sections[section];
            let text = |index: &'a Arc<Article>| {
                (index.fingerprint, section.targets.as_slice(), picture::shown(site, &index.card, &section.targets))
            };
            section.index.iter().map(text).collect()
        }
        _ => whole_articles(site, page).into_iter().map(|index| text_of(site, index)).collect(),
    }
}

fn text_of(site: &Site, index: usize) -> Hidden<'_> {
    let placed = &site.articles[index];
    let pictures = picture::shown(site, &placed.article.card, &placed.targets);
    (placed.article.fingerprint, &placed.targets, pictures)
}

/// The template of a page, which an article may choose for itself; none for JSON.
fn template<'a>(site: &'a Site, page: &Page) -> Option<&'a str> {
    let own = match page.kind {
        PageKind::Article(index) => site.articles[index].article.card.meta.template.as_deref(),
        PageKind::Home { section, .. } | PageKind::Section { section, .. } => {
            site.sections[section].index.as_ref().and_then(|index| index.card.meta.template.as_deref())
        }
        _ => None,
    };
    own.or(page.kind.template())
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
        url: config.url(&page.address.href),
        title: labels::title(site, page, language),
        description: &config.description,
        lang: tag,
        dir: language.dir,
        listed: !matches!(page.kind, PageKind::Search | PageKind::NotFound | PageKind::Redirect(_)),
        languages: versions::views(site, theme, page),
        locale: None,
        alternates: alternates(site, page, language),
        json_ld: String::new(),
        shares: share::views(site, theme, page.kind, &page.address),
        feed_links: None,
        colophon: None,
    };
    match page.kind {
        PageKind::Article(index) => {
            view.description = &site.articles[index].article.card.summary;
        }
        PageKind::Home { section, .. } | PageKind::Feed { channel: Channel::Section(section), .. }
            if section != 0 && site.sections[section].is_home() =>
        {
            let section = &site.sections[section];
            let own = Some(section.description()).filter(|own| !own.is_empty());
            let named = || site.config.language(section.language).and_then(|other| other.description.as_deref());
            view.description = own.or_else(named).unwrap_or(&config.description);
        }
        PageKind::Section { section, .. } => view.description = site.sections[section].description(),
        PageKind::Feed { channel, .. } => view.description = feeds::description(site, channel),
        _ => {}
    }
    view.locale = labels::locale(view.lang);
    view
}

/// What stands beside a page for machines; the feeds of the whole site are told with the site.
fn alternates(site: &Site, page: &Page, language: &Language) -> Vec<Alternate> {
    let beside = |media: &'static str, name: &str| {
        vec![Alternate { media, title: String::new(), path: page.address.beside(name).href }]
    };
    let mut alternates = match page.kind {
        PageKind::Section { section, number: 1 } => feeds::alternates(site, Channel::Section(section), language),
        PageKind::Term { taxonomy, term, number: 1 } => {
            feeds::alternates(site, Channel::Term { taxonomy, term }, language)
        }
        PageKind::Person(index) => feeds::alternates(site, Channel::Person(index), language),
        PageKind::Corrections { number: 1 } => feeds::alternates(site, Channel::Corrections, language),
        PageKind::Article(index) if site.config.data.annotations && site.articles[index].is_annotated() => {
            return beside(annotations::MEDIA, ANNOTATIONS);
        }
        _ => Vec::new(),
    };
    let is_entry =
        matches!(page.kind, PageKind::Person(_) | PageKind::Quote(_) | PageKind::Fact(_) | PageKind::Source(_));
    if is_entry && site.config.data.record {
        alternates.extend(beside("application/json", DATA));
    }
    alternates
}
