//! Two files with one path, or where the search index stands: told with what makes each of them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Asset, Moved, Page, PageKind, Plan};
use crate::pictures::Picture;
use crate::render::search;
use crate::resolve::Site;
use crate::text::{Diagnostic, SitePath, Span};

impl Plan {
    /// Tells of files in the folder that is kept for the search index.
    pub(super) fn in_the_index(&self, site: &Site) -> Vec<Diagnostic> {
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
    pub(super) fn clashes(&self, site: &Site) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        let mut taken: FxHashMap<&SitePath, Maker<'_>> = FxHashMap::default();
        taken.reserve(self.pages.len() + self.assets.len());
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
