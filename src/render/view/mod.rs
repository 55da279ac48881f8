//! What templates see: one struct for each kind of page, with every value ready to print.
//!
//! A view is the whole input of a page. Its fingerprint, together with that of the templates, decides
//! whether the page is rendered again, so nothing that a page shows may come from anywhere else.
//! Making views out of the site is left to the modules around this one, which only says which fields there are: it is
//! the reference for those who write themes.
//!
//! Every `path` is relative to the site's root and has no leading slash (`news/budget/`, empty for the
//! home page). A template prints `{{ root }}{{ path }}`, where `root` leads from the page at hand back
//! to the root, so one output folder works at a domain's root, under a sub-path and on a preview host.

mod article;
mod lists;
mod machines;
mod record;
mod site;

use std::borrow::Cow;
use std::ops::Deref;

use serde::{Serialize, Serializer};

use crate::language::WrittenDay;

pub use article::{
    ArticleCard, ArticleRef, ArticleView, BodyPiece, Corrected, CorrectionView, Linked, NoteView, RelatedView,
    Standing, StatusCount,
};
pub use lists::{ListRef, Pager, SectionCard, SectionRef, SectionView, StatusName, TermRef};
pub use machines::{FeedEntry, HrefLang, SitemapUrl};
pub use record::{
    ChangeView, CheckedView, FactUse, FactView, OriginalView, PersonRef, PersonView, QuantityView, QuoteUse, QuoteView,
    RoleView, SourceRef, SourceView, UseRef,
};
pub use site::{MenuView, SiteView};

/// Everything a template is filled with; `site` is added by the theme, the same for all pages.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    pub page: PageView<'a>,
    /// Leads from this page to the site's root: `./`, `../../`, and so on.
    pub root: String,
    #[serde(flatten)]
    pub content: Content<'a>,
}

/// What the `<head>` of any page needs.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// `home`, `section`, `article`, `person`, …: the kind of page, for styles and menus.
    pub kind: &'static str,
    pub path: &'a str,
    /// The absolute address, for canonical links and cards.
    pub url: String,
    pub title: String,
    pub description: &'a str,
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// False where search engines should not list the page.
    pub listed: bool,
    /// This page in all its languages, itself among them; empty if there is only one.
    pub languages: Vec<VersionView<'a>>,
    /// The language and the country as Open Graph spells them (`pt_BR`); none where no country is known.
    pub locale: Option<String>,
    /// The same page for machines: its feeds, its data, its annotations.
    pub alternates: Vec<Alternate>,
    /// What the page is in schema.org's words, as JSON that is safe in a `<script>`; empty if it says nothing.
    ///
    /// Made from the rest of the view when the page is rendered, so it needs no place in the fingerprint.
    pub json_ld: String,
    /// The image that stands for the page where it is shared.
    pub shares: Vec<ShareView<'a>>,
    /// What the component `feed_links` prints, where that is made once for many pages.
    pub feed_links: Option<String>,
    /// What `colophon` prints, likewise.
    pub colophon: Option<String>,
}

/// A page in one of its languages.
#[derive(Debug, Serialize)]
pub struct VersionView<'a> {
    pub lang: &'a str,
    pub dir: &'static str,
    /// What the language calls itself: `Deutsch`.
    pub name: String,
    pub path: &'a str,
    /// Absolute, if the site has a `base_url`.
    pub url: String,
    /// Whether readers of other languages are best sent here.
    pub is_default: bool,
    pub is_current: bool,
}

/// Another form of a page: link to it with `rel="alternate"`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// `application/atom+xml`, and so on.
    pub media: &'static str,
    pub title: String,
    pub path: String,
}

/// An image for cards of other sites: an article's own picture, or one that is drawn.
#[derive(Debug, Serialize)]
pub struct ShareView<'a> {
    /// Absolute.
    pub url: String,
    pub alt: Option<Cow<'a, str>>,
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// A picture with its size, so that its place can be kept free.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView<'a> {
    pub path: String,
    /// What can be seen in it; none if nobody has said.
    pub alt: Option<&'a str>,
    pub width: u32,
    pub height: u32,
    /// WebP in several widths, the smallest first; none for drawings and animations.
    pub prints: Vec<PrintView>,
    /// How wide pictures are shown, as the settings say it.
    pub sizes: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct PrintView {
    pub path: String,
    pub width: u32,
}

/// The part of a view that differs between kinds of page; its fields stand beside `page` and `root`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Content<'a> {
    Article {
        article: Box<ArticleView<'a>>,
    },
    /// The home page and every section.
    Section {
        section: SectionView<'a>,
        sections: Vec<SectionCard<'a>>,
        articles: Vec<ArticleCard<'a>>,
        pager: Pager,
    },
    /// All terms of one taxonomy.
    Terms {
        taxonomy: &'a str,
        /// The taxonomy in words.
        taxonomy_title: String,
        terms: Vec<TermRef<'a>>,
    },
    Term {
        taxonomy: &'a str,
        taxonomy_title: String,
        term: TermRef<'a>,
        articles: Vec<ArticleCard<'a>>,
        pager: Pager,
    },
    People {
        people: Vec<PersonView<'a>>,
        count: usize,
        pager: Pager,
    },
    /// All that a person is quoted saying, newest first, and the facts that rest on their word.
    Person {
        person: PersonView<'a>,
        quotes: Vec<QuoteUse<'a>>,
        facts: Vec<FactUse<'a>>,
    },
    Quotes {
        quotes: Vec<QuoteUse<'a>>,
        count: usize,
        pager: Pager,
    },
    Quote {
        quote: Box<QuoteView<'a>>,
        used_in: Vec<UseRef<'a>>,
    },
    Facts {
        facts: Vec<FactUse<'a>>,
        count: usize,
        pager: Pager,
    },
    Fact {
        fact: FactView<'a>,
        used_in: Vec<UseRef<'a>>,
    },
    Sources {
        sources: Vec<SourceView<'a>>,
        count: usize,
        pager: Pager,
    },
    /// All that rests on a source.
    Source {
        source: SourceView<'a>,
        quotes: Vec<QuoteUse<'a>>,
        facts: Vec<FactUse<'a>>,
    },
    /// The page with the search field; `index` is the path of the folder that its script reads.
    Search {
        index: &'static str,
        /// All statuses that a fact can have, to be chosen from.
        statuses: Vec<StatusName<'a>>,
        /// The lists of terms, such as all tags.
        taxonomies: Vec<ListRef>,
    },
    /// What was wrong in articles and was put right, newest first.
    Corrections {
        corrections: Vec<Corrected<'a>>,
        count: usize,
        pager: Pager,
    },
    /// `updated` is that of the newest entry, RFC 3339; `home_url` is the page that the feed belongs to.
    Feed {
        updated: String,
        feed_url: String,
        home_url: String,
        entries: Vec<FeedEntry<'a>>,
    },
    /// A sitemap, or, if one does not hold all pages, the index of several.
    Sitemap {
        is_index: bool,
        urls: Vec<SitemapUrl<'a>>,
    },
    Robots {
        sitemap: String,
    },
    /// The page left at an alias.
    Redirect {
        target: String,
        target_url: String,
    },
    /// Nothing beside `page` and `root`: the 404 page.
    Bare {},
}

/// A date as machines and as people read it; most stand on many pages, and were written before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateView<'a> {
    Kept(&'a WrittenDay),
    Own(Box<WrittenDay>),
}

impl Deref for DateView<'_> {
    type Target = WrittenDay;

    fn deref(&self) -> &WrittenDay {
        match self {
            Self::Kept(day) => day,
            Self::Own(day) => day,
        }
    }
}

impl Serialize for DateView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}
