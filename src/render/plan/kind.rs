//! What a page shows, and what follows from that alone.

use crate::render::feeds::{Channel, Format};
use crate::resolve::{Address, Origins, Site};

/// What a page shows; numbers are indices into the lists of the [`Site`], pages of lists count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    Article(usize),
    Home {
        section: usize,
        number: usize,
    },
    Section {
        section: usize,
        number: usize,
    },
    Terms(usize),
    Term {
        taxonomy: usize,
        term: usize,
        number: usize,
    },
    People {
        number: usize,
    },
    Person(usize),
    Quotes {
        number: usize,
    },
    Quote(usize),
    Facts {
        number: usize,
    },
    Fact(usize),
    Sources {
        number: usize,
    },
    Source(usize),
    Corrections {
        number: usize,
    },
    Search,
    NotFound,
    Feed {
        channel: Channel,
        format: Format,
    },
    /// The annotations of an article, as Web Annotations.
    Annotations(usize),
    /// An entry of the record, as JSON.
    Data(Entry),
    /// A sitemap of all pages, or the index of those that follow.
    Sitemap,
    /// One of several sitemaps, counted from 1.
    SitemapPart(usize),
    Robots,
    Redirect(Moved),
}

/// Who an old address leads to, by its index in the lists of the [`Site`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    Article(usize),
    Person(usize),
    Quote(usize),
    Fact(usize),
    Source(usize),
}

/// An entry of the record by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Person(usize),
    Quote(usize),
    Fact(usize),
    Source(usize),
}

impl Entry {
    /// The page that shows it.
    pub fn page(self) -> PageKind {
        match self {
            Self::Person(index) => PageKind::Person(index),
            Self::Quote(index) => PageKind::Quote(index),
            Self::Fact(index) => PageKind::Fact(index),
            Self::Source(index) => PageKind::Source(index),
        }
    }
}

impl PageKind {
    /// The name that templates know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article(_) => "article",
            Self::Home { .. } => "home",
            Self::Section { .. } => "section",
            Self::Terms(_) => "terms",
            Self::Term { .. } => "term",
            Self::People { .. } => "people",
            Self::Person(_) => "person",
            Self::Quotes { .. } => "quotes",
            Self::Quote(_) => "quote",
            Self::Facts { .. } => "facts",
            Self::Fact(_) => "fact",
            Self::Sources { .. } => "sources",
            Self::Source(_) => "source",
            Self::Corrections { .. } => "corrections",
            Self::Search => "search",
            Self::NotFound => "404",
            Self::Feed { .. } => "feed",
            Self::Annotations(_) => "annotations",
            Self::Data(_) => "data",
            Self::Sitemap | Self::SitemapPart(_) => "sitemap",
            Self::Robots => "robots",
            Self::Redirect(_) => "redirect",
        }
    }

    /// The template that writes it; none for JSON, which no template writes.
    pub fn template(self) -> Option<&'static str> {
        Some(match self {
            Self::Article(_) => "article.html",
            Self::Home { .. } => "home.html",
            Self::Section { .. } => "section.html",
            Self::Terms(_) => "terms.html",
            Self::Term { .. } => "term.html",
            Self::People { .. } => "people.html",
            Self::Person(_) => "person.html",
            Self::Quotes { .. } => "quotes.html",
            Self::Quote(_) => "quote.html",
            Self::Facts { .. } => "facts.html",
            Self::Fact(_) => "fact.html",
            Self::Sources { .. } => "sources.html",
            Self::Source(_) => "source.html",
            Self::Corrections { .. } => "corrections.html",
            Self::Search => "search.html",
            Self::NotFound => "404.html",
            Self::Feed { format: Format::Atom, .. } => "feed.xml",
            Self::Feed { format: Format::Json, .. } | Self::Annotations(_) | Self::Data(_) => return None,
            Self::Sitemap | Self::SitemapPart(_) => "sitemap.xml",
            Self::Robots => "robots.txt",
            Self::Redirect(_) => "redirect.html",
        })
    }

    /// Whether search engines should be told of it: a page for readers that is not another one's shadow.
    pub fn is_listed(self) -> bool {
        let is_html = self.template().is_some_and(|template| template.ends_with(".html"));
        is_html && !matches!(self, Self::Search | Self::NotFound | Self::Redirect(_))
    }
}

impl Moved {
    pub fn address(self, site: &Site) -> &Address {
        match self {
            Self::Article(index) => &site.articles[index].address,
            Self::Person(index) => &site.people.entries[index].address,
            Self::Quote(index) => &site.quotes.entries[index].address,
            Self::Fact(index) => &site.facts.entries[index].address,
            Self::Source(index) => &site.sources.entries[index].address,
        }
    }

    pub(super) fn origins(self, site: &Site) -> Option<&Origins> {
        Some(match self {
            Self::Article(_) => return None,
            Self::Person(index) => &site.people.entries[index].origins,
            Self::Quote(index) => &site.quotes.entries[index].origins,
            Self::Fact(index) => &site.facts.entries[index].origins,
            Self::Source(index) => &site.sources.entries[index].origins,
        })
    }
}
