//! The tree of folders, each a page with a list of articles.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Address, Placed, Target};
use crate::config::Config;
use crate::gather::CONTENT;
use crate::parse::Article;
use crate::text::{Diagnostic, SitePath, Span};

/// A folder below `content/`.
#[derive(Debug)]
pub struct Section {
    /// The folder, relative to `content/`; the home page's is the root.
    pub folder: SitePath,
    pub title: String,
    pub address: Address,
    /// Its `_index.md`, if it has one.
    pub index: Option<Arc<Article>>,
    /// Where the links of its `_index.md` lead.
    pub targets: Vec<Target>,
    /// Indices into the site's sections.
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The articles in it and below, as its page lists them: by weight, then newest first.
    pub articles: Vec<usize>,
}

impl Section {
    pub fn description(&self) -> &str {
        self.index.as_ref().and_then(|index| index.card.meta.description.as_deref()).unwrap_or_default()
    }
}

/// The folder of the section that an article belongs to; `news/budget/index.md` belongs to `news`.
pub fn folder_of(file: &SitePath) -> SitePath {
    let folder = file.parent();
    let folder = if file.stem() == "index" { folder.parent() } else { folder };
    SitePath::new(folder.strip(CONTENT).unwrap_or_default()).expect("a part of a site path")
}

/// Makes the sections: each folder that holds an article or an `_index.md`, and all folders above.
pub fn tree(
    config: &Config,
    articles: &[Arc<Article>],
    indexes: Vec<Arc<Article>>,
    told: &mut Vec<Diagnostic>,
) -> Vec<Section> {
    let mut folders: BTreeMap<SitePath, Option<Arc<Article>>> = BTreeMap::from([(SitePath::root(), None)]);
    for article in articles {
        add_with_parents(&mut folders, folder_of(&article.card.file));
    }
    for index in indexes {
        if let Some(first) = index.card.annotations.first() {
            told.push(
                Diagnostic::warning("section-annotated", "the annotations of a section's own text are not shown")
                    .at(first.place.span())
                    .hint("move the text to an article; a section's page is a list"),
            );
        }
        let folder = folder_of(&index.card.file);
        add_with_parents(&mut folders, folder.clone());
        folders.insert(folder, Some(index));
    }
    let mut sections: Vec<Section> = Vec::with_capacity(folders.len());
    for (folder, index) in folders {
        let parent = (!folder.is_root())
            .then(|| sections.iter().position(|section| section.folder == folder.parent()))
            .flatten();
        let address = address(&folder, parent.map(|parent| &sections[parent]), index.as_deref(), told);
        let title = title(config, &folder, index.as_deref());
        if let Some(parent) = parent {
            let own = sections.len();
            sections[parent].children.push(own);
        }
        sections.push(Section {
            folder,
            title,
            address,
            index,
            targets: Vec::new(),
            parent,
            children: Vec::new(),
            articles: Vec::new(),
        });
    }
    let weights: Vec<i64> = sections.iter().map(weight).collect();
    for section in &mut sections {
        section.children.sort_by_key(|&child| (weights[child], child));
    }
    sections
}

/// Hangs the articles into their sections, and finds each one's neighbours.
pub fn fill(sections: &mut [Section], articles: &mut [Placed]) {
    for (index, placed) in articles.iter().enumerate() {
        let mut at = Some(placed.section);
        while let Some(section) = at {
            sections[section].articles.push(index);
            at = sections[section].parent;
        }
    }
    for (number, section) in sections.iter_mut().enumerate() {
        let weight = |index: &usize| articles[*index].article.card.meta.weight.unwrap_or(i64::MAX);
        section.articles.sort_by_key(weight);
        // Articles come newest first unless weights order them, so what is older stands further down.
        let own: Vec<usize> =
            section.articles.iter().copied().filter(|&index| articles[index].section == number).collect();
        for pair in own.windows(2) {
            let (upper, lower) = (pair[0], pair[1]);
            let weighted = articles[upper].article.card.meta.weight.is_some();
            let (before, after) = if weighted { (upper, lower) } else { (lower, upper) };
            articles[before].next = Some(after);
            articles[after].previous = Some(before);
        }
    }
    // The home page is news: what has no date (a page about the site, a manual) has its place in menus.
    sections[0].articles.retain(|&index| articles[index].article.card.meta.date.is_some());
    sections[0].articles.sort_unstable();
}

fn add_with_parents(folders: &mut BTreeMap<SitePath, Option<Arc<Article>>>, mut folder: SitePath) {
    while !folder.is_root() {
        folders.entry(folder.clone()).or_default();
        folder = folder.parent();
    }
}

fn address(
    folder: &SitePath,
    parent: Option<&Section>,
    index: Option<&Article>,
    told: &mut Vec<Diagnostic>,
) -> Address {
    let Some(parent) = parent else { return Address::home() };
    let slug = index.and_then(|index| index.card.meta.slug.as_deref()).unwrap_or(folder.name());
    let path = format!("{}/{}", parent.address.file.parent(), crate::text::slugify(slug));
    match Address::folder(&path).filter(|address| address.file != parent.address.file) {
        Some(address) => address,
        None => {
            let file = index.map_or_else(|| folder.clone(), |index| index.card.file.clone());
            told.push(
                Diagnostic::error("no-slug", format!("nothing in `{slug}` can be part of an address"))
                    .at(Span::file(&file))
                    .hint("rename the folder, or give its `_index.md` a `slug`"),
            );
            Address::folder(&format!("{path}/section")).unwrap_or_else(Address::home)
        }
    }
}

fn title(config: &Config, folder: &SitePath, index: Option<&Article>) -> String {
    let own = index.map(|index| index.card.meta.title.trim()).filter(|title| !title.is_empty());
    match own {
        Some(title) => title.to_owned(),
        None if folder.is_root() => config.title.clone(),
        None => {
            let words = folder.name().replace(['-', '_'], " ");
            let mut letters = words.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

fn weight(section: &Section) -> i64 {
    section.index.as_ref().and_then(|index| index.card.meta.weight).unwrap_or(i64::MAX)
}
