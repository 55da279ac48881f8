//! Every file of the output: its address, and what it is made from.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::feeds::{self, Channel, Format};
use super::{corrections, json_ld, search, share, sitemap};
use crate::config::Draw;
use crate::pictures::{Picture, Print};
use crate::resolve::{Address, Origins, Site};
use crate::text::{Diagnostic, Severity, SitePath, Span, nearest};
use crate::theme::{StaticFile, Theme, is_stamped};

/// All pages and copied files of a site.
#[derive(Debug, Default)]
pub struct Plan {
    pub pages: Arc<Vec<Page>>,
    pub assets: Vec<Asset>,
    /// The pictures that prints are made of, in the order of their files.
    pub pictures: Arc<Vec<Developing>>,
    pub shares: Arc<Vec<ShareImage>>,
    /// What stands at a path, but for the assets.
    by_file: Arc<FxHashMap<SitePath, Slot>>,
    assets_by_file: FxHashMap<SitePath, usize>,
    /// The pages of each sitemap, if there are several: ends of runs of the listed pages.
    sitemaps: Arc<Vec<std::ops::Range<usize>>>,
}

/// What stands at a path of the output, by its index in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Page(usize),
    Asset(usize),
    /// A print of a picture.
    Print {
        picture: usize,
        print: usize,
    },
    Share(usize),
}

/// A page that a template makes.
#[derive(Debug)]
pub struct Page {
    pub address: Address,
    pub kind: PageKind,
}

/// A file that is copied as it is.
#[derive(Debug)]
pub struct Asset {
    pub to: SitePath,
    pub from: StaticFile,
}

/// A picture that pages show, and the prints that are made of it.
#[derive(Debug)]
pub struct Developing {
    pub picture: Arc<Picture>,
    pub prints: Vec<Print>,
}

/// A card that is drawn for a page.
#[derive(Debug)]
pub struct ShareImage {
    pub to: SitePath,
    pub of: PageKind,
}

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

/// How many entries stand on a page of the record's lists.
pub const ENTRIES_A_PAGE: usize = 100;
pub const ANNOTATIONS: &str = "annotations.json";
pub const DATA: &str = "index.json";
pub const SEARCH: &str = "search";

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

    fn origins(self, site: &Site) -> Option<&Origins> {
        Some(match self {
            Self::Article(_) => return None,
            Self::Person(index) => &site.people.entries[index].origins,
            Self::Quote(index) => &site.quotes.entries[index].origins,
            Self::Fact(index) => &site.facts.entries[index].origins,
            Self::Source(index) => &site.sources.entries[index].origins,
        })
    }
}

impl Plan {
    /// Plans the output; two files with one path are told with both causes.
    pub fn new(site: &Site, theme: &Theme) -> (Self, Vec<Diagnostic>) {
        let mut told = Vec::new();
        let assets = assets_of(site, theme);
        let mut pages = Vec::new();
        plan_articles(site, theme, &mut pages, &mut told);
        plan_sections(site, theme, &mut pages, &mut told);
        plan_terms(site, &mut pages);
        plan_record(site, &mut pages);
        plan_corrections(site, &assets, &mut pages);
        plan_data(site, &mut pages);
        let sitemaps = plan_machine(site, &mut pages, &mut told);
        let shares = plan_shares(site, theme, &pages, &mut told);
        let pictures = developing(site);
        pages.sort_by(|one: &Page, other| one.address.file.cmp(&other.address.file));
        let mut plan = Self {
            pages: Arc::new(pages),
            assets_by_file: by_file(&assets),
            assets,
            pictures: Arc::new(pictures),
            shares: Arc::new(shares),
            by_file: Arc::default(),
            sitemaps: Arc::new(sitemaps),
        };
        told.extend(plan.clashes(site));
        if site.config.search {
            told.extend(plan.in_the_index(site));
        }
        let pages = plan.pages.iter().enumerate().map(|(index, page)| (page.address.file.clone(), Slot::Page(index)));
        let prints = plan.pictures.iter().enumerate().flat_map(|(picture, developing)| {
            let slot = move |print: usize| Slot::Print { picture, print };
            developing.prints.iter().enumerate().map(move |(print, made)| (made.to.clone(), slot(print)))
        });
        let shares = plan.shares.iter().enumerate().map(|(index, share)| (share.to.clone(), Slot::Share(index)));
        plan.by_file = Arc::new(prints.chain(shares).chain(pages).collect());
        (plan, told)
    }

    /// The plan with the names that style sheets and scripts have now; none if other files came or went.
    pub fn restamped(&self, site: &Site, theme: &Theme) -> Option<Self> {
        let plain = |assets: &[Asset]| -> Vec<SitePath> {
            assets.iter().map(|asset| &asset.to).filter(|to| !is_stamped(to)).cloned().collect()
        };
        let assets = assets_of(site, theme);
        let is_taken = |asset: &Asset| self.by_file.contains_key(&asset.to);
        (plain(&assets) == plain(&self.assets) && !assets.iter().any(is_taken)).then(|| Self {
            pages: self.pages.clone(),
            assets_by_file: by_file(&assets),
            assets,
            pictures: self.pictures.clone(),
            shares: self.shares.clone(),
            by_file: self.by_file.clone(),
            sitemaps: self.sitemaps.clone(),
        })
    }

    /// Whether the next site, whose pages stand where they stood, has the same prints and cards.
    pub fn has_same_images(&self, before: &Site, site: &Site, theme: &Theme) -> bool {
        let developing = developing(site);
        let same =
            |(one, other): (&Developing, &Developing)| one.prints == other.prints && one.picture == other.picture;
        let same_fonts = Arc::ptr_eq(&before.fonts, &site.fonts);
        let same_quotes = Arc::ptr_eq(&before.quotes, &site.quotes) && Arc::ptr_eq(&before.people, &site.people);
        let same_words = |kind: PageKind| match kind {
            PageKind::Article(index) => Arc::ptr_eq(&before.articles[index], &site.articles[index]),
            PageKind::Quote(_) => same_quotes,
            _ => true,
        };
        let is_drawn = |site: &Site, kind: PageKind| share::card(site, theme, kind).is_some();
        let same_card = |page: &Page| {
            (same_fonts && same_words(page.kind)) || is_drawn(before, page.kind) == is_drawn(site, page.kind)
        };
        developing.len() == self.pictures.len()
            && developing.iter().zip(self.pictures.iter()).all(same)
            && self.pages.iter().all(same_card)
    }

    /// What stands at a path of the output.
    pub fn at(&self, file: &SitePath) -> Option<Slot> {
        self.by_file.get(file).copied().or_else(|| self.assets_by_file.get(file).copied().map(Slot::Asset))
    }

    /// The pages of a sitemap, or of the only one if it is 0.
    pub fn listed(&self, part: usize) -> impl Iterator<Item = &Page> {
        let run = part.checked_sub(1).and_then(|part| self.sitemaps.get(part).cloned()).unwrap_or(0..usize::MAX);
        self.pages.iter().filter(|page| page.kind.is_listed()).skip(run.start).take(run.len())
    }

    /// How many sitemaps the index lists; 0 if one holds all pages.
    pub fn sitemap_parts(&self) -> usize {
        self.sitemaps.len()
    }

    /// Tells of files in the folder that is kept for the search index.
    fn in_the_index(&self, site: &Site) -> Vec<Diagnostic> {
        let pages = self.pages.iter().map(|page| (&page.address.file, Maker::Page(page)));
        let assets = self.assets.iter().map(|asset| (&asset.to, Maker::Asset(asset)));
        let inside = pages.chain(assets).filter(|(file, _)| search::is_own(file) || file.as_str() == search::FOLDER);
        let clash = |(file, maker): (&SitePath, Maker<'_>)| {
            let (what, span) = maker.described(site);
            let message = format!("{what} would be written to `{file}`, where the search index stands");
            let told = Diagnostic::error("same-address", message);
            let told = match span {
                Some(span) => told.at(span),
                None => told,
            };
            told.hint("give it another name, or turn search off with `search: false` in site.yaml")
        };
        inside.map(clash).collect()
    }

    /// Tells of files that would take each other's place.
    fn clashes(&self, site: &Site) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        let mut taken: FxHashMap<&SitePath, Maker<'_>> = FxHashMap::default();
        let mut folded: FxHashMap<String, Maker<'_>> = FxHashMap::default();
        let pages = self.pages.iter().map(|page| (&page.address.file, Maker::Page(page)));
        let assets = self.assets.iter().map(|asset| (&asset.to, Maker::Asset(asset)));
        let mut beside = Vec::new();
        let mut tell = |first: Maker<'_>, second: Maker<'_>, clash: Diagnostic| {
            let is_beside = first.is_beside() && second.is_beside();
            if is_beside { beside.push(clash) } else { told.push(clash) }
        };
        let prints = self.pictures.iter().flat_map(|developing| {
            developing.prints.iter().map(|print| (&print.to, Maker::Picture(&developing.picture)))
        });
        let shares = self.shares.iter().map(|share| (&share.to, Maker::Share));
        for (file, maker) in pages.chain(assets).chain(prints).chain(shares) {
            if let Some(first) = taken.insert(file, maker) {
                tell(first, maker, clash(site, file, first, maker));
                taken.insert(file, first);
                continue;
            }
            let has_capitals = file.as_str().chars().any(char::is_uppercase);
            if !has_capitals && folded.is_empty() {
                continue;
            }
            let small = file.as_str().to_lowercase();
            let other = match has_capitals {
                true => folded.insert(small.clone(), maker).or_else(|| {
                    let small = SitePath::new(&small).ok()?;
                    taken.get(&small).copied()
                }),
                false => folded.get(&small).copied(),
            };
            if let Some(first) = other {
                let clash = clash(site, file, first, maker);
                tell(first, maker, clash.hint("many disks take capitals and small letters for one"));
            }
        }
        // A file where another needs a folder: `news` and `news/index.html`.
        let mut seen = FxHashSet::default();
        for (file, maker) in &taken {
            let mut folder = file.parent();
            while !folder.is_root() && seen.insert(folder.clone()) {
                if let Some(first) = taken.get(&folder) {
                    tell(*first, *maker, clash(site, &folder, *first, *maker));
                }
                folder = folder.parent();
            }
        }
        // Where two pages clash, so does all that stands beside them: the pages are worth telling.
        if told.is_empty() {
            told = beside;
        }
        told
    }
}

fn assets_of(site: &Site, theme: &Theme) -> Vec<Asset> {
    let beside = site.assets.iter().filter_map(|path| {
        let to = path.strip(crate::gather::CONTENT).and_then(|below| SitePath::new(below).ok())?;
        Some(Asset { to, from: StaticFile::Site(path.clone()) })
    });
    beside.chain(theme.statics().iter().map(|(to, from)| Asset { to: to.clone(), from: from.clone() })).collect()
}

fn by_file(assets: &[Asset]) -> FxHashMap<SitePath, usize> {
    assets.iter().enumerate().map(|(index, asset)| (asset.to.clone(), index)).collect()
}

#[derive(Clone, Copy)]
enum Maker<'a> {
    Page(&'a Page),
    Asset(&'a Asset),
    Picture(&'a Picture),
    Share,
}

impl Maker<'_> {
    fn is_former_id(self) -> bool {
        matches!(self, Self::Page(Page { kind: PageKind::Redirect(moved), .. }) if !matches!(moved, Moved::Article(_)))
    }

    /// Whether it is a page that stands beside another one, under its address.
    fn is_beside(self) -> bool {
        match self {
            Self::Page(page) => {
                matches!(page.kind, PageKind::Data(_) | PageKind::Annotations(_) | PageKind::Feed { .. })
            }
            Self::Asset(_) | Self::Picture(_) | Self::Share => false,
        }
    }

    fn described(self, site: &Site) -> (String, Option<Span>) {
        let page = match self {
            Self::Asset(asset) => return (format!("the file `{}`", asset.from.shown()), None),
            Self::Picture(picture) => return (format!("a print of `{}`", picture.file), None),
            Self::Share => return ("a share image".to_owned(), None),
            Self::Page(page) => page,
        };
        match page.kind {
            PageKind::Article(index) => {
                let card = &site.articles[index].article.card;
                (format!("the article `{}`", card.file), Some(Span::file(&card.file)))
            }
            PageKind::Annotations(index) => {
                let card = &site.articles[index].article.card;
                (format!("the annotations of `{}`", card.file), Some(Span::file(&card.file)))
            }
            PageKind::Redirect(Moved::Article(article)) => {
                let card = &site.articles[article].article.card;
                (format!("an alias of `{}`", card.file), Some(card.meta.span(&card.file, &["aliases"])))
            }
            PageKind::Redirect(moved) => {
                let span = moved.origins(site).map(|origins| origins.below(&["formerly"]));
                ("a former id of an entry".to_owned(), span)
            }
            PageKind::Home { section, .. } | PageKind::Section { section, .. } => {
                let section = &site.sections[section];
                let span = section.index.as_ref().map(|index| Span::file(&index.card.file));
                (format!("the section `content/{}`", section.folder), span)
            }
            PageKind::Person(index) => {
                ("a person of the record".to_owned(), Some(site.people.entries[index].origins.span()))
            }
            PageKind::Quote(index) => ("a quote".to_owned(), Some(site.quotes.entries[index].origins.span())),
            PageKind::Fact(index) => ("a fact".to_owned(), Some(site.facts.entries[index].origins.span())),
            PageKind::Source(index) => {
                ("a source of the record".to_owned(), Some(site.sources.entries[index].origins.span()))
            }
            PageKind::Term { taxonomy, term, .. } => {
                (format!("the {} `{}`", site.config.taxonomies[taxonomy].name, site.terms[taxonomy][term].name), None)
            }
            PageKind::Feed { .. } => ("a feed".to_owned(), None),
            PageKind::Data(_) => ("the data of an entry of the record".to_owned(), None),
            kind => (format!("the page of {}", kind.name()), None),
        }
    }
}

fn clash(site: &Site, file: &SitePath, first: Maker<'_>, second: Maker<'_>) -> Diagnostic {
    let (one, one_span) = first.described(site);
    let (other, other_span) = second.described(site);
    let mut told = Diagnostic::error("same-address", format!("{other} and {one} would both be written to `{file}`"));
    match (other_span, one_span) {
        (Some(here), Some(there)) => told = told.at(here).also(there, "first defined here"),
        (Some(here), None) | (None, Some(here)) => told = told.at(here),
        (None, None) => {}
    }
    match (first, second) {
        (
            Maker::Page(Page { kind: PageKind::Article(one), .. }),
            Maker::Page(Page { kind: PageKind::Article(other), .. }),
        ) if is_dated(site, *one) && is_dated(site, *other) => {
            let folder = &site.sections[site.articles[*one].section].folder;
            told.hint(format!("give one of them another `slug`, or put dates into the addresses of all: `permalinks: {{{folder}: /:section/:year/:month/:day/:slug/}}` in site.yaml"))
        }
        _ if [first, second].iter().any(|maker| maker.is_former_id()) => {
            told.hint("take the id out of `formerly`, or give the other entry another id")
        }
        _ => told.hint("give one of them another `slug`, `permalink` or name"),
    }
}

fn is_dated(site: &Site, article: usize) -> bool {
    site.articles[article].article.card.meta.date.is_some()
}

fn plan_articles(site: &Site, theme: &Theme, pages: &mut Vec<Page>, told: &mut Vec<Diagnostic>) {
    for (index, placed) in site.articles.iter().enumerate() {
        pages.push(Page { address: placed.address.clone(), kind: PageKind::Article(index) });
        let card = &placed.article.card;
        tell_unknown_template(&placed.article, theme, told);
        let key = ["extra", json_ld::SCHEMA_TYPE];
        tell_unknown_type(&card.meta.extra, || card.meta.span(&card.file, &key), told);
        for (number, alias) in card.meta.aliases.iter().enumerate() {
            match Address::named(alias).filter(|address| *address != Address::home() && !alias.contains(['?', '#'])) {
                Some(address) => pages.push(Page { address, kind: PageKind::Redirect(Moved::Article(index)) }),
                None => told.push(
                    Diagnostic::error("bad-alias", format!("`{alias}` is no address inside the site"))
                        .at(card.meta.span(&card.file, &["aliases", &number.to_string()]))
                        .hint("write it like `/old/path/`, without `..`, `?` and `#`"),
                ),
            }
        }
    }
}

fn plan_sections(site: &Site, theme: &Theme, pages: &mut Vec<Page>, told: &mut Vec<Diagnostic>) {
    for (index, section) in site.sections.iter().enumerate() {
        if let Some(own) = &section.index {
            tell_unknown_template(own, theme, told);
        }
        for number in 1..=count_pages(section.articles.len(), site.config.paginate) {
            let kind = match section.is_home() {
                true => PageKind::Home { section: index, number },
                false => PageKind::Section { section: index, number },
            };
            pages.push(Page { address: section.address.page(number), kind });
        }
    }
}

fn tell_unknown_template(article: &crate::parse::Article, theme: &Theme, told: &mut Vec<Diagnostic>) {
    let card = &article.card;
    let Some(name) = card.meta.template.as_deref().filter(|name| !theme.has(name)) else { return };
    let unknown = Diagnostic::error("unknown-template", format!("there is no template `{name}`"))
        .at(card.meta.span(&card.file, &["template"]));
    told.push(match nearest(name, theme.names()) {
        Some(near) => unknown.hint(format!("did you mean `{near}`?")),
        None => unknown.hint(format!("it belongs into `templates/{name}`")),
    });
}

fn tell_unknown_type(extra: &serde_json::Value, place: impl FnOnce() -> Span, told: &mut Vec<Diagnostic>) {
    let Some(named) = extra.get(json_ld::SCHEMA_TYPE) else { return };
    let name = named.as_str().unwrap_or_default();
    if json_ld::ARTICLE_TYPES.contains(&name) {
        return;
    }
    let unknown =
        Diagnostic::warning("unknown-schema-type", format!("{named} is no kind of article in schema.org")).at(place());
    told.push(match nearest(name, json_ld::ARTICLE_TYPES) {
        Some(near) => unknown.hint(format!("did you mean `{near}`?")),
        None => unknown.hint("use `NewsArticle`, `OpinionNewsArticle`, `Report`, or another that the manual lists"),
    });
}

fn plan_terms(site: &Site, pages: &mut Vec<Page>) {
    for (taxonomy, terms) in site.terms.iter().enumerate() {
        if terms.is_empty() {
            continue;
        }
        pages.extend(
            list_address(&site.config.taxonomies[taxonomy].slug)
                .map(|address| Page { address, kind: PageKind::Terms(taxonomy) }),
        );
        for (index, term) in terms.iter().enumerate() {
            for number in 1..=count_pages(term.articles.len(), site.config.paginate) {
                pages.push(Page {
                    address: term.address.page(number),
                    kind: PageKind::Term { taxonomy, term: index, number },
                });
            }
        }
    }
}

fn plan_record(site: &Site, pages: &mut Vec<Page>) {
    let mut list = |folder: &str, count: usize, kind: &dyn Fn(usize) -> PageKind| {
        let Some(address) = list_address(folder).filter(|_| count > 0) else { return };
        for number in 1..=count_pages(count, ENTRIES_A_PAGE) {
            pages.push(Page { address: address.page(number), kind: kind(number) });
        }
    };
    list("people", site.people.entries.len(), &|number| PageKind::People { number });
    list("quotes", site.quotes.entries.len(), &|number| PageKind::Quotes { number });
    list("facts", site.facts.entries.len(), &|number| PageKind::Facts { number });
    list("sources", site.sources.entries.len(), &|number| PageKind::Sources { number });
    let mut each = |address: &Address, kind: PageKind| pages.push(Page { address: address.clone(), kind });
    site.people.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Person(index)));
    site.quotes.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Quote(index)));
    site.facts.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Fact(index)));
    site.sources.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, PageKind::Source(index)));
    let mut moved = |folder: &str, ids: &[String], moved: Moved| {
        let old = ids.iter().filter_map(|id| Address::folder(&format!("{folder}/{id}")));
        pages.extend(old.map(|address| Page { address, kind: PageKind::Redirect(moved) }));
    };
    for (index, node) in site.people.entries.iter().enumerate() {
        moved("people", &node.person.formerly, Moved::Person(index));
    }
    for (index, node) in site.quotes.entries.iter().enumerate() {
        moved("quotes", &node.quote.formerly, Moved::Quote(index));
    }
    for (index, node) in site.facts.entries.iter().enumerate() {
        moved("facts", &node.fact.formerly, Moved::Fact(index));
    }
    for (index, node) in site.sources.entries.iter().enumerate() {
        moved("sources", &node.source.formerly, Moved::Source(index));
    }
}

/// A site that has a page of its own at `/corrections/` keeps it.
fn plan_corrections(site: &Site, assets: &[Asset], pages: &mut Vec<Page>) {
    let count = corrections::count(site);
    let Some(address) = list_address(corrections::FOLDER).filter(|_| count > 0) else { return };
    let mut taken = pages.iter().map(|page| &page.address.file).chain(assets.iter().map(|asset| &asset.to));
    if taken.any(|file| *file == address.file) {
        return;
    }
    for number in 1..=count_pages(count, ENTRIES_A_PAGE) {
        pages.push(Page { address: address.page(number), kind: PageKind::Corrections { number } });
    }
}

/// The JSON beside pages of the record and of annotated articles.
fn plan_data(site: &Site, pages: &mut Vec<Page>) {
    let data = site.config.data;
    if data.record {
        let mut each = |address: &Address, entry: Entry| {
            pages.push(Page { address: address.beside(DATA), kind: PageKind::Data(entry) });
        };
        site.people.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Person(index)));
        site.quotes.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Quote(index)));
        site.facts.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Fact(index)));
        site.sources.entries.iter().enumerate().for_each(|(index, node)| each(&node.address, Entry::Source(index)));
    }
    if data.annotations {
        let annotated = site.articles.iter().enumerate().filter(|(_, placed)| placed.is_annotated());
        pages.extend(annotated.map(|(index, placed)| Page {
            address: placed.address.beside(ANNOTATIONS),
            kind: PageKind::Annotations(index),
        }));
    }
}

/// The prints of all pictures that pages show. Two files with the same name and bytes have the same prints.
fn developing(site: &Site) -> Vec<Developing> {
    let mut planned: FxHashSet<SitePath> = FxHashSet::default();
    let mut developing = Vec::new();
    for picture in site.shown_pictures() {
        let mut prints = picture.prints(&site.config.pictures.widths);
        prints.retain(|print| planned.insert(print.to.clone()));
        if !prints.is_empty() {
            developing.push(Developing { picture: picture.clone(), prints });
        }
    }
    developing
}

/// The cards of all pages that get one; what there are no letters for is told once.
fn plan_shares(site: &Site, theme: &Theme, pages: &[Page], told: &mut Vec<Diagnostic>) -> Vec<ShareImage> {
    let mut shares = Vec::new();
    if share::are_many(site) && !site.config.base_url.is_empty() {
        told.push(many_shares(site));
    }
    let mut unset: Option<(char, String)> = None;
    let mut count = 0;
    for page in pages {
        let Some(card) = share::wanted(site, theme, page.kind) else { continue };
        match card.lacks(&site.fonts) {
            None => shares.extend(share::file(&page.address).map(|to| ShareImage { to, of: page.kind })),
            Some(letter) => {
                count += 1;
                unset.get_or_insert_with(|| (letter, page.address.href.clone()));
            }
        }
    }
    if let Some((letter, page)) = unset {
        let others = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
        // Those who did not ask for images need not be told aloud that one is missing.
        let severity = if site.config.share_images.draw == Draw::Few { Severity::Hint } else { Severity::Warning };
        let message = format!("there is no font with `{letter}`, so `/{page}`{others} gets no share image");
        let unset = Diagnostic::new(severity, "no-letters", message);
        let unset = unset.hint("name a font file of the site: `share_images: {for: articles, font: fonts/NAME.ttf}`");
        told.push(match &site.config.origin {
            Some(origin) => unset.at(origin.below(&["share_images"])),
            None => unset,
        });
    }
    shares
}

/// Tells that a site has more pages to draw cards for than is done unasked.
fn many_shares(site: &Site) -> Diagnostic {
    let count = site.articles.len() + site.quotes.entries.len();
    let many = Diagnostic::new(
        Severity::Hint,
        "many-share-images",
        format!("share images are not drawn for more than {} articles and quotes unless you ask for them", share::FEW),
    );
    let many = many.hint(format!(
        "write `share_images: all` into site.yaml, which takes some {} seconds of one processor the first time, or \
         `articles`, or `none`",
        count / 250
    ));
    match &site.config.origin {
        Some(origin) => many.at(origin.below(&["base_url"])),
        None => many,
    }
}

/// Plans what the whole site has once; gives the runs of pages of its sitemaps if it needs several.
fn plan_machine(site: &Site, pages: &mut Vec<Page>, told: &mut Vec<Diagnostic>) -> Vec<std::ops::Range<usize>> {
    if let Some(origin) = &site.config.origin {
        tell_unknown_type(&site.config.extra, || origin.below(&["extra", json_ld::SCHEMA_TYPE]), told);
    }
    let search = list_address(SEARCH).filter(|_| site.config.search);
    pages.extend(search.map(|address| Page { address, kind: PageKind::Search }));
    let mut single = |name: &str, kind: PageKind| {
        let file = SitePath::new(name).expect("a plain name");
        pages.push(Page { address: Address::plain(file), kind });
    };
    single("404.html", PageKind::NotFound);
    single("robots.txt", PageKind::Robots);
    if site.config.base_url.is_empty() && site.config.title.is_empty() {
        // The settings could not be read, and that is told.
        return Vec::new();
    }
    if site.config.base_url.is_empty() {
        let span = site.config.origin.as_ref().map(crate::yaml::Origin::span);
        let unknown =
            Diagnostic::warning("no-base-url", "there is no feed and no sitemap, since the site has no `base_url`");
        let unknown = unknown.hint("add the address at which it is published: `base_url: https://example.org`");
        told.push(match span {
            Some(span) => unknown.at(Span::file(&span.file)),
            None => unknown,
        });
        return Vec::new();
    }
    pages.extend(feeds::planned(site).map(|(channel, format)| Page {
        address: feeds::address(site, channel, format),
        kind: PageKind::Feed { channel, format },
    }));
    let mut listed: Vec<&Address> =
        pages.iter().filter(|page| page.kind.is_listed()).map(|page| &page.address).collect();
    listed.sort_by(|one, other| one.file.cmp(&other.file));
    let sitemaps = sitemap::divide(&site.config.base_url, &listed);
    for number in 0..=sitemaps.len() {
        let kind = if number == 0 { PageKind::Sitemap } else { PageKind::SitemapPart(number) };
        pages.push(Page { address: sitemap::address(number), kind });
    }
    sitemaps
}

fn list_address(folder: &str) -> Option<Address> {
    Address::folder(folder)
}

/// How many pages a list takes; an empty list is one page.
pub fn count_pages(items: usize, per_page: usize) -> usize {
    if per_page == 0 { 1 } else { items.div_ceil(per_page).max(1) }
}
