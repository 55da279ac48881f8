//! What templates see: one struct for each kind of page, with every value ready to print.
//!
//! A view is the whole input of a page. Its fingerprint, together with that of the templates, decides
//! whether the page is rendered again, so nothing that a page shows may come from anywhere else.
//! Making views out of the site is left to the modules beside; this file only says which fields there are, and it is the reference for those who write themes.
//!
//! Every `path` is relative to the site's root and has no leading slash (`news/budget/`, empty for the
//! home page). A template prints `{{ root }}{{ path }}`, where `root` leads from the page at hand back
//! to the root, so one output folder works at a domain's root, under a sub-path and on a preview host.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value as Json;

use super::flat::flat;
use crate::parse::Toc;

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
        quote: QuoteView<'a>,
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

/// A date as machines and as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateView {
    /// `2025-03-03`, or RFC 3339 where a time of day is known.
    pub iso: String,
    /// `3 March 2025`, in the language of the page.
    pub text: String,
}

/// An article as lists show it.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleCard<'a> {
    pub path: &'a str,
    pub title: &'a str,
    /// The description, or the words before `<!-- more -->`, or the first paragraph: plain text.
    pub summary: &'a str,
    pub date: Option<DateView>,
    pub updated: Option<DateView>,
    pub authors: &'a [String],
    pub lang: &'a str,
    pub dir: &'static str,
    /// The terms of all taxonomies; in a list whose template speaks of no `terms`, none.
    pub terms: Vec<TermRef<'a>>,
    /// Nearest section that is not the home page.
    pub section: Option<SectionRef<'a>>,
    /// How many there are; in a list whose template speaks of no `words`, 0.
    pub words: usize,
    /// Minutes to read it at 238 words a minute, at least one.
    pub reading_minutes: usize,
    pub quotes: usize,
    pub facts: usize,
    pub corrections: usize,
    pub draft: bool,
    /// The path of its picture, if that is inside the site.
    pub image: Option<&'a str>,
    /// The same picture with its prints, if its size is known.
    pub picture: Option<PictureView<'a>>,
}

/// An article as its own page shows it.
#[derive(Debug)]
pub struct ArticleView<'a> {
    /// Its fields stand among the others.
    pub card: ArticleCard<'a>,
    /// The author's own description; none where `summary` was taken from the text.
    pub description: Option<&'a str>,
    /// The absolute address of its picture, for cards.
    pub image_url: Option<String>,
    /// Whether `picture` is to be shown above the text, which does not show it itself.
    pub show_picture: bool,
    /// The article's HTML, cut where notes stand: print each piece's `html`, then its `note` if it has one.
    pub body: Vec<BodyPiece>,
    /// The headings, nested.
    pub toc: &'a [Toc],
    /// Whether the table of contents should be shown.
    pub show_toc: bool,
    /// The notes of all annotations in the order in which they end in the text.
    pub notes: Vec<NoteView<'a>>,
    pub standing: Standing<'a>,
    pub corrections: Vec<CorrectionView<'a>>,
    /// The article before and after this one in its section, by date.
    pub previous: Option<ArticleRef<'a>>,
    pub next: Option<ArticleRef<'a>>,
    /// Other articles that have most in common with this one: four at most.
    pub related: Vec<RelatedView<'a>>,
    pub extra: &'a Json,
}

flat!(ArticleView: card, description, image_url, show_picture, body, toc, show_toc, notes, standing, corrections, previous, next, related, extra);

/// Another article, and what it has in common with the one at hand.
#[derive(Debug, Serialize)]
pub struct RelatedView<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub date: Option<DateView>,
    pub lang: &'a str,
    pub dir: &'static str,
    /// The people whom both quote, and the terms of both, by name: three at most.
    pub shared: Vec<&'a str>,
}

/// A stretch of the article's HTML, and the note that stands at its end.
#[derive(Debug, Serialize)]
pub struct BodyPiece {
    pub html: String,
    /// The index into `notes` of the note that stands after `html`.
    pub note: Option<usize>,
}

/// How the article stands: the figures of the box at its end.
#[derive(Debug, Default, Serialize)]
pub struct Standing<'a> {
    pub quotes: usize,
    pub quotes_with_source: usize,
    /// Those that stand in the archived copies of their sources.
    pub quotes_checked: usize,
    pub facts: usize,
    pub facts_with_source: usize,
    /// The latest day on which somebody read one of its sources, as far as the record says.
    pub last_checked: Option<DateView>,
    /// The facts by status, worst first; only statuses that occur.
    pub statuses: Vec<StatusCount<'a>>,
}

#[derive(Debug, Serialize)]
pub struct StatusCount<'a> {
    /// `confirmed`, `disputed`, and so on.
    pub status: &'static str,
    /// The status in words.
    pub label: &'a str,
    pub count: usize,
}

/// A list of terms of one taxonomy.
#[derive(Debug, Serialize)]
pub struct ListRef {
    pub name: String,
    pub path: String,
}

/// A status and its words.
#[derive(Debug, Serialize)]
pub struct StatusName<'a> {
    pub status: &'static str,
    pub label: &'a str,
}

#[derive(Debug, Serialize)]
pub struct CorrectionView<'a> {
    /// The `id` to give it: `c-2025-03-04`.
    pub id: String,
    pub on: Option<DateView>,
    pub text: &'a str,
    /// The anchor (`f-share`) of the annotation that was corrected.
    pub anchor: Option<String>,
}

/// A correction of an article in the list of all.
#[derive(Debug, Serialize)]
pub struct Corrected<'a> {
    pub on: Option<DateView>,
    /// The title of the article.
    pub title: &'a str,
    pub path: &'a str,
    /// The `id` of the correction in the article.
    pub anchor: String,
    pub lang: &'a str,
    pub dir: &'static str,
    pub text: &'a str,
}

/// One annotation of an article. Exactly one of `quote` and `fact` is there.
#[derive(Debug, Serialize)]
pub struct NoteView<'a> {
    /// `quote` or `fact`.
    pub kind: &'static str,
    /// Counts from 1 within the article.
    pub number: usize,
    /// The `id` of the first marked stretch: `q-ID` or `f-ID`.
    pub anchor: &'a str,
    /// The `id` to give the note, which its button's `popovertarget` names.
    pub note_id: String,
    /// The marked words, as the article prints them.
    pub text: &'a str,
    pub quote: Option<QuoteView<'a>>,
    pub fact: Option<FactView<'a>>,
    /// The other articles that use the same entry, newest first.
    pub also_in: Vec<UseRef<'a>>,
    /// One line to cite it by: the words or the statement, whose and when, the source, the address of the passage.
    pub citation: String,
    /// How much text stands between this note and the next, in characters: a note in the margin that says no more
    /// than fits beside so much text leaves the next one level with its words.
    ///
    /// Measured when the body is filled in, whose text the fingerprint knows.
    pub room: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct QuoteView<'a> {
    pub id: &'a str,
    /// The quote's own page.
    pub path: &'a str,
    pub text: &'a str,
    pub speaker: Option<PersonRef<'a>>,
    /// What the speaker was when they said it.
    pub role: Option<String>,
    pub said_on: Option<DateView>,
    pub venue: Option<&'a str>,
    pub source: Option<SourceRef<'a>>,
    pub original: Option<OriginalView<'a>>,
    pub translator: Option<&'a str>,
    /// `verbatim`, `edited`, `translated`, `paraphrase`, `partial`.
    pub fidelity: &'static str,
    /// The fidelity in words; empty for `verbatim`.
    pub fidelity_label: &'a str,
    /// Set if the words were found in the archived copy of the source.
    pub checked: Option<Box<CheckedView>>,
}

/// That a quote stands in the archived copy of its source.
#[derive(Debug, Clone, Serialize)]
pub struct CheckedView {
    /// When the copy was made; none if the record does not say.
    pub on: Option<DateView>,
    /// Whether the words there differ, as the quote's fidelity admits.
    pub edited: bool,
}

/// A quote's words in the language in which they were said.
#[derive(Debug, Clone, Serialize)]
pub struct OriginalView<'a> {
    pub lang: &'a str,
    pub dir: &'static str,
    pub text: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct FactView<'a> {
    pub id: &'a str,
    /// The fact's own page.
    pub path: &'a str,
    pub statement: &'a str,
    /// Value or range with unit, ready to print: `about 113,000 km²`.
    pub figure: Option<String>,
    /// The same in parts, for machines.
    pub quantity: Option<QuantityView<'a>>,
    pub subject: Option<&'a str>,
    pub measure: Option<&'a str>,
    pub as_of: Option<DateView>,
    pub review_by: Option<DateView>,
    pub status: &'static str,
    pub status_label: &'a str,
    pub claimed_by: Option<PersonRef<'a>>,
    pub sources: Vec<SourceRef<'a>>,
    pub note: Option<&'a str>,
    /// What the fact said before, newest first.
    pub history: Vec<ChangeView<'a>>,
}

/// A figure in parts: `value`, or `low` and `high`, or `words`.
#[derive(Debug, Clone, Serialize)]
pub struct QuantityView<'a> {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub words: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub approx: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangeView<'a> {
    pub on: Option<DateView>,
    pub was: Option<&'a str>,
    pub now: Option<&'a str>,
    pub why: Option<&'a str>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PersonRef<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub path: &'a str,
    /// `person` or `organization`.
    pub kind: &'static str,
}

#[derive(Debug, Clone)]
pub struct PersonView<'a> {
    /// Its fields stand among the others.
    pub person: PersonRef<'a>,
    pub aliases: &'a [String],
    pub pronouns: Option<&'a str>,
    /// Newest first.
    pub roles: Vec<RoleView<'a>>,
    /// Addresses elsewhere that mean the same person.
    pub same_as: &'a [String],
    pub image: Option<&'a str>,
    /// The same picture with its prints, if it is one of the site.
    pub picture: Option<PictureView<'a>>,
    pub note: Option<&'a str>,
    pub quote_count: usize,
    pub fact_count: usize,
}

flat!(PersonView: person, aliases, pronouns, roles, same_as, image, picture, note, quote_count, fact_count);

#[derive(Debug, Clone, Serialize)]
pub struct RoleView<'a> {
    pub title: &'a str,
    pub org: Option<&'a str>,
    pub from: Option<DateView>,
    pub to: Option<DateView>,
}

/// A source as a quote or a fact cites it.
#[derive(Debug, Clone)]
pub struct SourceRef<'a> {
    /// Its fields stand among the others.
    pub source: SourceView<'a>,
    /// Where in the source: `p. 12`, `00:14:05`.
    pub locator: Option<&'a str>,
    /// The source's own words on the matter.
    pub says: Option<&'a str>,
    /// The source's address, landing at the quoted words where browsers can (`#:~:text=`).
    pub link: Option<String>,
}

flat!(SourceRef: source, locator, says, link);

#[derive(Debug, Clone, Serialize)]
pub struct SourceView<'a> {
    pub id: &'a str,
    /// The source's own page.
    pub path: &'a str,
    pub title: &'a str,
    pub url: Option<&'a str>,
    pub publisher: Option<&'a str>,
    pub author: Option<&'a str>,
    pub published: Option<DateView>,
    pub accessed: Option<DateView>,
    /// `primary`, `secondary`, `wire`, `document`, `dataset`, `interview`.
    pub kind: Option<&'static str>,
    pub archive_url: Option<&'a str>,
    /// The checksum of the archived copy.
    pub archive_sha256: Option<&'a str>,
    pub rights: Option<&'a str>,
    pub quote_count: usize,
    pub fact_count: usize,
}

/// A quote with the articles that use it, newest first.
#[derive(Debug)]
pub struct QuoteUse<'a> {
    /// Its fields stand among the others.
    pub quote: QuoteView<'a>,
    pub used_in: Vec<UseRef<'a>>,
}

flat!(QuoteUse: quote, used_in);

/// A fact with the articles that use it, newest first.
#[derive(Debug)]
pub struct FactUse<'a> {
    /// Its fields stand among the others.
    pub fact: FactView<'a>,
    pub used_in: Vec<UseRef<'a>>,
}

flat!(FactUse: fact, used_in);

/// A place where an entry is used: link to `{{ root }}{{ path }}#{{ anchor }}`.
#[derive(Debug, Clone, Serialize)]
pub struct UseRef<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub anchor: &'a str,
    pub date: Option<DateView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ArticleRef<'a> {
    pub title: &'a str,
    pub path: &'a str,
}

#[derive(Debug, Clone, Serialize)]
pub struct TermRef<'a> {
    pub taxonomy: &'a str,
    pub name: &'a str,
    pub path: &'a str,
    /// How many articles carry the term.
    pub count: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct SectionRef<'a> {
    pub title: &'a str,
    pub path: &'a str,
}

#[derive(Debug, Serialize)]
pub struct SectionView<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub description: &'a str,
    /// The HTML of `_index.md` below its front matter; empty on pages after the first.
    pub html: String,
    /// The sections above this one, home page first.
    pub above: Vec<SectionRef<'a>>,
    pub extra: &'a Json,
}

#[derive(Debug, Serialize)]
pub struct SectionCard<'a> {
    pub title: &'a str,
    pub path: &'a str,
    pub description: &'a str,
    /// Articles in this section and below.
    pub count: usize,
}

/// Where a page of a long list stands.
#[derive(Debug, Serialize)]
pub struct Pager {
    /// Counts from 1.
    pub number: usize,
    pub pages: usize,
    /// The paths of the neighbours.
    pub previous: Option<String>,
    pub next: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct FeedEntry<'a> {
    pub title: String,
    /// Absolute; also the entry's id.
    pub url: String,
    /// RFC 3339.
    pub published: Option<String>,
    pub updated: String,
    pub authors: Vec<&'a str>,
    pub summary: String,
    /// The article's HTML with absolute links and without notes; empty in feeds that hold summaries only.
    pub html: String,
    pub lang: &'a str,
    /// The terms of all taxonomies.
    pub tags: Vec<&'a str>,
    /// The absolute address of its picture.
    pub image_url: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct SitemapUrl<'a> {
    pub url: String,
    pub updated: Option<String>,
    /// The page in all its languages.
    pub languages: Vec<HrefLang<'a>>,
}

/// The absolute address of a page in a language, or for all others (`x-default`).
#[derive(Debug, Serialize)]
pub struct HrefLang<'a> {
    pub lang: &'a str,
    pub url: String,
}

/// The site as every template sees it, under the name `site`, in the language of the page.
#[derive(Debug, Serialize)]
pub struct SiteView<'a> {
    pub title: &'a str,
    pub description: &'a str,
    /// Without a slash at the end; empty if none is set.
    pub base_url: &'a str,
    pub lang: &'a str,
    pub dir: &'static str,
    /// The path of the home page in this language, or else of the main one: link to `{{ root }}{{ site.home }}`.
    pub home: &'a str,
    /// Lists of [`MenuView`] by the name of the menu.
    pub menus: serde_json::Map<String, Json>,
    /// The names of the taxonomies that have terms.
    pub taxonomies: Vec<&'a str>,
    /// The path of the search page, if there is one.
    pub search: Option<&'static str>,
    /// The path of the Atom feed of this language, if there is one.
    pub feed: Option<String>,
    /// All feeds of the whole site in this language.
    pub feeds: Vec<Alternate>,
    /// The path of the list of corrections, if there were any.
    pub corrections: Option<&'static str>,
    /// Which lists of the record have entries: `people`, `quotes`, `facts`, `sources`.
    pub record: Vec<&'static str>,
    /// `onrecord` and its version.
    pub generator: String,
    pub extra: &'a Json,
}

/// An entry of a menu: either `path` (inside the site) or `url` (outside) is set.
#[derive(Debug, Serialize)]
pub struct MenuView<'a> {
    pub name: &'a str,
    pub path: Option<&'a str>,
    pub url: Option<&'a str>,
}
