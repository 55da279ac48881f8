//! One article in several languages: which files are versions of it, and where each is listed.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::sections::folder_of;
use super::{Placed, Section};
use crate::parse::Article;
use crate::text::{SitePath, split_language};

/// An article and what the name of its file says of it.
#[derive(Debug)]
pub struct Filed {
    pub article: Arc<Article>,
    /// The file's name without the language, which all versions share.
    pub plain: SitePath,
    /// An index into the site's languages; 0 is its own.
    pub language: usize,
    /// Whether lists of the site's own language show it.
    pub in_main: bool,
}

/// Parts `_index.md` in all languages from the articles.
pub fn file(articles: Vec<Arc<Article>>, tags: &[String]) -> (Vec<Filed>, Vec<Filed>) {
    let filed = articles.into_iter().map(|article| {
        let split = split_language(&article.card.file, tags);
        let (plain, language) = split.unwrap_or_else(|| (article.card.file.clone(), 0));
        Filed { article, plain, language, in_main: language == 0 }
    });
    filed.partition(|filed| filed.plain.name() == "_index.md")
}

/// An article that there is in another language only stands among the others, unless its language has a home page.
pub fn list_in_main(articles: &mut [Filed], indexes: &[Filed]) {
    if articles.iter().all(|filed| filed.language == 0) {
        return;
    }
    let homes: FxHashSet<usize> =
        indexes.iter().filter(|index| folder_of(&index.plain).is_root()).map(|index| index.language).collect();
    let main: FxHashSet<SitePath> =
        articles.iter().filter(|filed| filed.language == 0).map(|filed| name(&filed.plain)).collect();
    let mut first: FxHashSet<SitePath> = FxHashSet::default();
    let mut others: Vec<&mut Filed> = articles.iter_mut().filter(|filed| filed.language > 0).collect();
    others.sort_by_key(|filed| filed.language);
    for filed in others {
        // Of several such versions the first one stands for all.
        filed.in_main =
            !homes.contains(&filed.language) && !main.contains(&name(&filed.plain)) && first.insert(name(&filed.plain));
    }
}

/// What all versions of an article are called: plain text may be a version of Markdown.
pub fn name(plain: &SitePath) -> SitePath {
    plain.parent().join(plain.stem()).expect("a name below its folder")
}

/// Lets every version of an article and of a section know the others.
pub fn link(articles: &mut [Placed], sections: &mut [Section]) {
    let mut by_name: FxHashMap<SitePath, Vec<usize>> = FxHashMap::default();
    for (index, placed) in articles.iter().enumerate() {
        by_name.entry(name(&placed.plain)).or_default().push(index);
    }
    for mut versions in by_name.into_values().filter(|versions| versions.len() > 1) {
        versions.sort_by_key(|&index| articles[index].language);
        for &index in &versions {
            articles[index].versions.clone_from(&versions);
        }
    }
    let mut by_folder: FxHashMap<SitePath, Vec<usize>> = FxHashMap::default();
    for (index, section) in sections.iter().enumerate() {
        by_folder.entry(section.folder.clone()).or_default().push(index);
    }
    for versions in by_folder.into_values().filter(|versions| versions.len() > 1) {
        for &index in &versions {
            sections[index].versions.clone_from(&versions);
        }
    }
}
