//! Links between files of the site become links between its pages.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use pulldown_cmark::LinkType;
use rustc_hash::{FxHashMap, FxHashSet};

use super::address::encode;
use super::{Address, Placed, Section};
use crate::gather::CONTENT;
use crate::parse::{Article, Card, Link, Toc, is_inside};
use crate::text::{BadPath, Diagnostic, SitePath, nearest, shorten};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, bitcode::Encode, bitcode::Decode)]
pub enum Target {
    /// An address below the site's root, percent-encoded, with query and fragment.
    Inside(String),
    /// As the author wrote it.
    Verbatim(String),
}

/// Which files a link can mean.
pub struct Files {
    pages: FxHashMap<SitePath, String>,
    /// The articles by their files, for the anchors in them.
    articles: FxHashMap<SitePath, Arc<Article>>,
    assets: FxHashSet<SitePath>,
    /// Articles that are not published: drafts, and what is not due.
    left_out: FxHashSet<SitePath>,
}

impl Files {
    pub fn of(articles: &[Placed], sections: &[Section], assets: &[SitePath], left_out: &[Arc<Article>]) -> Self {
        let mut pages: FxHashMap<SitePath, String> =
            articles.iter().map(|placed| (placed.article.card.file.clone(), placed.address.href.clone())).collect();
        for section in sections {
            if let Some(index) = &section.index {
                pages.insert(index.card.file.clone(), section.address.href.clone());
            }
            if section.language > 0 {
                continue;
            }
            let folder = SitePath::new(CONTENT).and_then(|content| content.join(section.folder.as_str()));
            let Ok(folder) = folder else { continue };
            if let Ok(index) = folder.join("_index.md") {
                pages.insert(index, section.address.href.clone());
            }
            pages.insert(folder, section.address.href.clone());
        }
        let articles =
            articles.iter().map(|placed| (placed.article.card.file.clone(), placed.article.clone())).collect();
        let assets = assets.iter().filter(|path| path.strip(CONTENT).is_some()).cloned().collect();
        Self { pages, articles, assets, left_out: left_out.iter().map(|article| article.card.file.clone()).collect() }
    }
}

/// Finds where every link of every article leads.
pub fn aim(articles: &mut [Placed], sections: &mut [Section], files: &Files, told: &mut Vec<Diagnostic>) {
    for placed in articles {
        let card = &placed.article.card;
        told.extend(card.own_anchors.iter().filter_map(|link| missing_anchor(link, &link.dest, &placed.article)));
        placed.targets = targets(card, files, told);
        placed.image = image(&placed.article.card, files, told);
    }
    for section in sections {
        if let Some(index) = section.index.clone() {
            section.targets = targets(&index.card, files, told);
        }
    }
}

fn targets(card: &Card, files: &Files, told: &mut Vec<Diagnostic>) -> Vec<Target> {
    let folder = card.file.parent();
    card.links
        .iter()
        .map(|link| {
            if let Some((path, anchor)) = link.dest.split_once('#')
                && let Ok((meant, _)) = meant(path, &folder)
                && let Some(article) = files.articles.get(&meant)
            {
                told.extend(missing_anchor(link, anchor, article));
            }
            target(link, &folder, files).unwrap_or_else(|diagnostic| {
                told.push(*diagnostic);
                Target::Verbatim(link.dest.clone())
            })
        })
        .collect()
}

/// Tells of a link to a part of an article that has no such part.
fn missing_anchor(link: &Link, anchor: &str, article: &Article) -> Option<Diagnostic> {
    let anchor = percent_decode_str(anchor.trim_start_matches('#')).decode_utf8_lossy();
    let card = &article.card;
    let is_there = anchor.is_empty()
        || card.annotations.iter().any(|annotation| annotation.anchor == *anchor)
        || article.ids().any(|id| id == anchor);
    if is_there || anchor.starts_with(":~:") {
        return None;
    }
    let told = Diagnostic::warning("anchor-missing", format!("`{}` has no part `#{}`", card.file, shorten(&anchor)))
        .at(link.span.clone());
    let known =
        card.toc.iter().flat_map(all_ids).chain(card.annotations.iter().map(|annotation| annotation.anchor.as_str()));
    Some(match nearest(&anchor, known) {
        Some(near) => told.hint(format!("did you mean `#{near}`?")),
        None => told.hint("a heading's id is made of its words, in small letters and with hyphens"),
    })
}

fn all_ids(toc: &Toc) -> Vec<&str> {
    let mut ids = vec![toc.id.as_str()];
    ids.extend(toc.children.iter().flat_map(all_ids));
    ids
}

/// The file that a link's path means, and whether it starts at the root.
fn meant(path: &str, folder: &SitePath) -> Result<(SitePath, bool), BadPath> {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let content = SitePath::new(CONTENT).expect("a plain name");
    match decoded.strip_prefix("@/").or_else(|| decoded.strip_prefix('/')) {
        Some(below) => Ok((content.join(below)?, true)),
        None => Ok((folder.join(&decoded)?, false)),
    }
}

/// Where the picture of an article's front matter is.
fn image(card: &Card, files: &Files, told: &mut Vec<Diagnostic>) -> Option<Target> {
    let dest = card.meta.image.clone()?;
    if !is_inside(LinkType::Inline, &dest) {
        return Some(Target::Verbatim(dest));
    }
    let link = Link { dest, span: card.meta.span(&card.file, &["image"]), is_picture: true };
    match target(&link, &card.file.parent(), files) {
        Ok(target) => Some(target).filter(|target| matches!(target, Target::Inside(_))),
        Err(diagnostic) => {
            told.push(*diagnostic);
            None
        }
    }
}

fn target(link: &Link, folder: &SitePath, files: &Files) -> Result<Target, Box<Diagnostic>> {
    let (path, rest) = link.dest.split_at(link.dest.find(['?', '#']).unwrap_or(link.dest.len()));
    let verbatim = || Ok(Target::Verbatim(link.dest.clone()));
    let inside = |href: &str| Ok(Target::Inside(format!("{href}{rest}")));
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    if decoded.contains("{{") || decoded.contains("{%") {
        return Err(Box::new(
            Diagnostic::warning(
                "template-in-link",
                format!("`{decoded}` holds template syntax, which articles do not fill in"),
            )
            .at(link.span.clone())
            .hint("write the address itself: a path to a file of the site, or an address below `/`"),
        ));
    }
    let Ok((meant, from_root)) = meant(path, folder) else {
        return Err(Box::new(
            Diagnostic::error("link-outside", format!("`{decoded}` leads out of the site"))
                .at(link.span.clone())
                .hint("links lead to files below `content/`, or to addresses below `/`"),
        ));
    };
    if let Some(href) = files.pages.get(&meant) {
        return inside(href);
    }
    if files.assets.contains(&meant) {
        return inside(&encode(meant.strip(CONTENT).unwrap_or_default()));
    }
    let is_article = meant.is_kind(&["md", "markdown", "txt"]);
    if files.left_out.contains(&meant) {
        return Err(Box::new(
            Diagnostic::error("link-unpublished", format!("`{meant}` is not published, so nothing can link to it"))
                .at(link.span.clone())
                .hint("it is a draft, not due yet, or expired; take out the link, or build with `--drafts`, `--future` or `--expired`"),
        ));
    }
    if is_article {
        let told = Diagnostic::error("link-broken", format!("there is no `{meant}`")).at(link.span.clone());
        let near = nearest(
            meant.as_str(),
            files.pages.keys().map(SitePath::as_str).filter(|path| path.ends_with(".md") || path.ends_with(".txt")),
        );
        return Err(Box::new(match near {
            Some(near) => told.hint(format!("did you mean `{near}`?")),
            None => told.hint("a link to an article names its file, from the folder of the article that links"),
        }));
    }
    if from_root {
        // An address of the finished site: a page of the record, a file of `static/`.
        let below = decoded.trim_start_matches('/');
        let Ok(clean) = SitePath::new(below) else { return verbatim() };
        let slash = if below.ends_with('/') && !clean.is_root() { "/" } else { "" };
        return inside(&format!("{}{slash}", encode(clean.as_str())));
    }
    if meant.extension().is_some() && !decoded.ends_with('/') {
        return Err(Box::new(
            Diagnostic::warning("file-missing", format!("there is no file `{meant}`"))
                .at(link.span.clone())
                .hint("put it beside the article; for a file of `static/`, begin the address with `/`"),
        ));
    }
    verbatim()
}

impl Address {
    /// The address that a path of the settings (a menu's `url`, an alias) means.
    pub fn of_url(url: &str) -> Option<String> {
        let path = url.strip_prefix('/')?;
        (!path.starts_with('/')).then(|| {
            let (path, rest) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
            format!("{}{rest}", encode(&percent_decode_str(path).decode_utf8_lossy()))
        })
    }
}
