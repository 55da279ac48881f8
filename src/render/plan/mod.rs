//! Every file of the output: its address, and what it is made from.
//!
//! 1. Pages are listed by what they show ([`kind`]): those of [`articles`], of the [`record`], and what a site has
//!    once ([`machine`]).
//! 2. [`images`] lists the prints of pictures and the cards that are drawn.
//! 3. [`clash`] tells where two files would take each other's place.

mod articles;
mod clash;
mod images;
mod kind;
mod machine;
mod record;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::share;
use crate::pictures::{Picture, Print};
use crate::resolve::{Address, Site};
use crate::text::{Diagnostic, SitePath};
use crate::theme::{StaticFile, Theme, is_stamped};
pub use kind::{Entry, Moved, PageKind};

/// How many entries stand on a page of the record's lists.
pub const ENTRIES_A_PAGE: usize = 100;
pub const ANNOTATIONS: &str = "annotations.json";
pub const DATA: &str = "index.json";
pub const SEARCH: &str = "search";

/// All pages and copied files of a site.
#[derive(Debug, Default)]
pub struct Plan {
    /// In the order of their files.
    pub pages: Arc<Vec<Page>>,
    pub assets: Vec<Asset>,
    /// The pictures that prints are made of, in the order of their files.
    pub pictures: Arc<Vec<Developing>>,
    pub shares: Arc<Vec<ShareImage>>,
    /// The prints and the shares by their files.
    images_by_file: Arc<FxHashMap<SitePath, Slot>>,
    assets_by_file: FxHashMap<SitePath, usize>,
    /// The pages of each sitemap, if there are several: ends of runs of the listed pages.
    sitemaps: Arc<Vec<Range<usize>>>,
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

impl Plan {
    /// Plans the output; two files with one path are told with both causes.
    pub fn new(site: &Site, theme: &Theme) -> (Self, Vec<Diagnostic>) {
        let mut told = Vec::new();
        let assets = assets_of(site, theme);
        let mut pages = Vec::new();
        articles::of_articles(site, theme, &mut pages, &mut told);
        articles::of_sections(site, theme, &mut pages, &mut told);
        articles::of_terms(site, &mut pages);
        record::of_entries(site, &mut pages);
        record::of_corrections(site, &assets, &mut pages);
        record::data(site, &mut pages);
        let sitemaps = machine::plan(site, &mut pages, &mut told);
        let shares = images::shares(site, theme, &pages, &mut told);
        let pictures = images::developing(site);
        pages.par_sort_by(|one: &Page, other| one.address.file.cmp(&other.address.file));
        let mut plan = Self {
            pages: Arc::new(pages),
            assets_by_file: by_file(&assets),
            assets,
            pictures: Arc::new(pictures),
            shares: Arc::new(shares),
            images_by_file: Arc::default(),
            sitemaps: Arc::new(sitemaps),
        };
        told.extend(plan.clashes(site));
        if site.config.search {
            told.extend(plan.in_the_index(site));
        }
        let prints = plan.pictures.iter().enumerate().flat_map(|(picture, developing)| {
            let slot = move |print: usize| Slot::Print { picture, print };
            developing.prints.iter().enumerate().map(move |(print, made)| (made.to.clone(), slot(print)))
        });
        let shares = plan.shares.iter().enumerate().map(|(index, share)| (share.to.clone(), Slot::Share(index)));
        plan.images_by_file = Arc::new(prints.chain(shares).collect());
        (plan, told)
    }

    /// The plan with the names that style sheets and scripts have now; none if other files came or went.
    pub fn restamped(&self, site: &Site, theme: &Theme) -> Option<Self> {
        let plain = |assets: &[Asset]| -> Vec<SitePath> {
            assets.iter().map(|asset| &asset.to).filter(|to| !is_stamped(to)).cloned().collect()
        };
        let assets = assets_of(site, theme);
        let is_taken = |asset: &Asset| self.made_at(&asset.to).is_some();
        (plain(&assets) == plain(&self.assets) && !assets.iter().any(is_taken)).then(|| Self {
            pages: self.pages.clone(),
            assets_by_file: by_file(&assets),
            assets,
            pictures: self.pictures.clone(),
            shares: self.shares.clone(),
            images_by_file: self.images_by_file.clone(),
            sitemaps: self.sitemaps.clone(),
        })
    }

    /// Whether the next site, whose pages stand where they stood, has the same prints and cards.
    pub fn has_same_images(&self, before: &Site, site: &Site, theme: &Theme) -> bool {
        let developing = images::developing(site);
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
        self.made_at(file).or_else(|| self.assets_by_file.get(file).copied().map(Slot::Asset))
    }

    /// What stands at a path and is no copy.
    fn made_at(&self, file: &SitePath) -> Option<Slot> {
        // Two with one path are a mistake, of which the last one stands.
        let page = self.pages.partition_point(|page| page.address.file <= *file).checked_sub(1);
        let page = page.filter(|page| self.pages[*page].address.file == *file).map(Slot::Page);
        page.or_else(|| self.images_by_file.get(file).copied())
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

fn list_address(folder: &str) -> Option<Address> {
    Address::folder(folder)
}

/// How many pages a list takes; an empty list is one page.
pub fn count_pages(items: usize, per_page: usize) -> usize {
    if per_page == 0 { 1 } else { items.div_ceil(per_page).max(1) }
}
