//! The tree of folders, each a page with a list of articles.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::versions::Filed;
use super::{Address, Placed, Target};
use crate::config::Config;
use crate::gather::CONTENT;
use crate::parse::Article;
use crate::text::{Diagnostic, SitePath, Span};

/// A folder below `content/`.
#[derive(Debug, Clone, bitcode::Encode, bitcode::Decode)]
pub struct Section {
    /// The folder, relative to `content/`; the home page's is the root.
    pub folder: SitePath,
    /// An index into the site's languages; 0 is its own.
    pub language: usize,
    /// This section in all languages that it is there in, by their indices; empty if there is only one.
    pub versions: Vec<usize>,
    pub title: String,
    pub address: Address,
    /// Its `_index.md`, if it has one.
    #[bitcode(skip)]
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
    /// Whether it is the home page, in whatever language.
    pub fn is_home(&self) -> bool {
        self.folder.is_root()
    }

    /// Where it stands, without a slash at the end: `science/space`, `de/science`; empty for the home page.
    pub fn path(&self) -> SitePath {
        self.address.file.parent()
    }

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

/// Makes the sections of each language: each folder that holds an article or an `_index.md`, and all folders above.
///
/// A language without a home page of its own has sections only where it has an `_index.md`.
pub fn tree(config: &Config, articles: &[Filed], indexes: Vec<Filed>, told: &mut Vec<Diagnostic>) -> Vec<Section> {
    for first in indexes.iter().filter_map(|index| index.article.card.annotations.first()) {
        told.push(
            Diagnostic::warning("section-annotated", "the annotations of a section's own text are not shown")
                .at(first.place.span())
                .hint("move the text to an article; a section's page is a list"),
        );
    }
    let mut sections: Vec<Section> = Vec::new();
    for language in 0..=config.languages.len() {
        for (folder, index) in folders(language, articles, &indexes) {
            add(config, &mut sections, language, folder, index, told);
        }
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
        for mut at in placed.listed_in {
            while let Some(section) = at {
                sections[section].articles.push(index);
                at = sections[section].parent;
            }
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
    for home in sections.iter_mut().filter(|section| section.is_home()) {
        home.articles.retain(|&index| articles[index].article.card.meta.date.is_some());
        home.articles.sort_unstable();
    }
}

/// The folders that are sections in a language, each with its `_index.md`.
fn folders(language: usize, articles: &[Filed], indexes: &[Filed]) -> BTreeMap<SitePath, Option<Arc<Article>>> {
    let own = || indexes.iter().filter(|index| index.language == language);
    let has_home = language == 0 || own().any(|index| folder_of(&index.plain).is_root());
    let mut folders = BTreeMap::new();
    if has_home {
        folders.insert(SitePath::root(), None);
        let is_listed = |filed: &&Filed| if language == 0 { filed.in_main } else { filed.language == language };
        let filed = articles.iter().filter(is_listed).chain(own());
        filed.for_each(|filed| add_with_parents(&mut folders, folder_of(&filed.plain)));
    }
    folders.extend(own().map(|index| (folder_of(&index.plain), Some(index.article.clone()))));
    folders
}

fn add(
    config: &Config,
    sections: &mut Vec<Section>,
    language: usize,
    folder: SitePath,
    index: Option<Arc<Article>>,
    told: &mut Vec<Diagnostic>,
) {
    let at = |language: usize, folder: &SitePath| {
        sections.iter().position(|section| section.language == language && section.folder == *folder)
    };
    let mut above = folder.clone();
    let mut parent = None;
    while parent.is_none() && !above.is_root() {
        above = above.parent();
        parent = at(language, &above);
    }
    let main = at(0, &folder).map(|main| &sections[main]);
    let beside = match (parent.map(|parent| &sections[parent]), config.language(language)) {
        (Some(parent), _) if folder.parent() == parent.folder => parent.path().to_string(),
        (_, Some(other)) => format!("{}/{}", other.tag.to_lowercase(), main_path(sections, &folder.parent())),
        (_, None) => String::new(),
    };
    let address = match config.language(language) {
        Some(other) if folder.is_root() => Address::folder(&other.tag.to_lowercase()).unwrap_or_else(Address::home),
        _ if folder.is_root() => Address::home(),
        _ => address(&folder, &beside, main, index.as_deref(), told),
    };
    let title = title(config, language, &folder, main, index.as_deref());
    let own = sections.len();
    if let Some(parent) = parent {
        sections[parent].children.push(own);
    }
    sections.push(Section {
        folder,
        language,
        versions: Vec::new(),
        title,
        address,
        index,
        targets: Vec::new(),
        parent,
        children: Vec::new(),
        articles: Vec::new(),
    });
}

/// Where a folder stands in the site's own language, whether or not it is a section there.
pub fn main_path(sections: &[Section], folder: &SitePath) -> String {
    match sections.iter().find(|section| section.language == 0 && section.folder == *folder) {
        Some(main) => main.path().to_string(),
        None => format!("{}/{}", main_path(sections, &folder.parent()), crate::text::slugify(folder.name())),
    }
}

fn add_with_parents(folders: &mut BTreeMap<SitePath, Option<Arc<Article>>>, mut folder: SitePath) {
    while !folder.is_root() {
        folders.entry(folder.clone()).or_default();
        folder = folder.parent();
    }
}

/// The address of a section, below what stands above it: its own slug, or that of its main version.
fn address(
    folder: &SitePath,
    beside: &str,
    main: Option<&Section>,
    index: Option<&Article>,
    told: &mut Vec<Diagnostic>,
) -> Address {
    let own = index.and_then(|index| index.card.meta.slug.clone());
    let slug = own.or_else(|| main.map(|main| main.path().name().to_owned()));
    let slug = slug.unwrap_or_else(|| folder.name().to_owned());
    let path = format!("{beside}/{}", crate::text::slugify(&slug));
    let above = SitePath::new(beside).unwrap_or_else(|_| SitePath::root());
    match Address::folder(&path).filter(|address| address.file.parent() != above) {
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

fn title(
    config: &Config,
    language: usize,
    folder: &SitePath,
    main: Option<&Section>,
    index: Option<&Article>,
) -> String {
    let own = index.map(|index| index.card.meta.title.trim()).filter(|title| !title.is_empty());
    if let Some(title) = own {
        return title.to_owned();
    }
    if folder.is_root() {
        let title = config.language(language).and_then(|other| other.title.as_ref());
        return title.unwrap_or(&config.title).clone();
    }
    if let Some(main) = main {
        return main.title.clone();
    }
    let words = folder.name().replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn weight(section: &Section) -> i64 {
    section.index.as_ref().and_then(|index| index.card.meta.weight).unwrap_or(i64::MAX)
}
