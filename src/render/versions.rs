//! The same page in the other languages of the site.

use super::plan::{Page, PageKind};
use super::refs::tag_of;
use super::view::VersionView;
use crate::language::direction;
use crate::resolve::{Address, Site};
use crate::theme::Theme;

/// A page in one of its languages.
pub struct Version<'a> {
    pub tag: &'a str,
    pub address: &'a Address,
    /// Whether readers of other languages are best sent here.
    pub is_default: bool,
}

/// All versions of a page, itself among them, the site's own language first; empty if there is only one.
pub fn of<'a>(site: &'a Site, kind: PageKind) -> Vec<Version<'a>> {
    let version = |number: usize, tag: &'a str, address: &'a Address| Version { tag, address, is_default: number == 0 };
    match kind {
        PageKind::Article(index) => {
            let versions = site.articles[index].versions.iter().map(|&version| &site.articles[version]).enumerate();
            versions.map(|(number, placed)| version(number, tag_of(site, placed), &placed.address)).collect()
        }
        PageKind::Home { section, number: 1 } | PageKind::Section { section, number: 1 } => {
            let versions = site.sections[section].versions.iter().map(|&version| &site.sections[version]).enumerate();
            versions
                .map(|(number, section)| version(number, section_tag(site, section.language), &section.address))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The tag of the language of a section.
pub fn section_tag(site: &Site, language: usize) -> &str {
    site.config.language(language).map_or(&site.config.lang, |other| &other.tag)
}

pub fn views<'a>(site: &'a Site, theme: &Theme, page: &Page) -> Vec<VersionView<'a>> {
    let name = |tag: &str| {
        let own = site.config.languages.iter().find(|other| other.tag == tag).and_then(|other| other.name.clone());
        own.unwrap_or_else(|| theme.language(tag).name.clone())
    };
    of(site, page.kind)
        .into_iter()
        .map(|version| VersionView {
            lang: version.tag,
            dir: direction(version.tag),
            name: name(version.tag),
            path: &version.address.href,
            url: site.config.url(&version.address.href),
            is_default: version.is_default,
            is_current: version.address == &page.address,
        })
        .collect()
}
