//! Which pages show the text of an article itself, beside what lists and others may see of it.
//!
//! Few do: its own page and its annotations, the feeds that hold whole articles, and the first page of a section for
//! the text of its `_index.md`. All others are made from cards, and stand while these say the same.

use std::sync::Arc;

use super::feeds::{self, Channel, Format};
use super::plan::{ANNOTATIONS, Page, PageKind};
use super::template;
use crate::parse::{Article, Card};
use crate::resolve::Site;
use crate::theme::Theme;

/// The articles whose texts stand on a page.
pub fn on_page<'a>(site: &'a Site, page: &Page) -> Vec<&'a Arc<Article>> {
    match page.kind {
        PageKind::Article(index) | PageKind::Annotations(index) => vec![&site.articles[index].article],
        PageKind::Home { section, number: 1 } | PageKind::Section { section, number: 1 } => {
            site.sections[section].index.iter().collect()
        }
        _ => super::whole_articles(site, page).into_iter().map(|index| &site.articles[index].article).collect(),
    }
}

/// The pages that show the texts of these articles and sections, by their indices.
pub fn pages_of(site: &Site, articles: &[usize], sections: &[usize]) -> Vec<Page> {
    let mut pages = Vec::new();
    for &index in articles {
        let placed = &site.articles[index];
        pages.push(Page { address: placed.address.clone(), kind: PageKind::Article(index) });
        if site.config.data.annotations && placed.is_annotated() {
            pages.push(Page { address: placed.address.beside(ANNOTATIONS), kind: PageKind::Annotations(index) });
        }
    }
    for &index in sections {
        let section = &site.sections[index];
        let kind = match section.is_home() {
            true => PageKind::Home { section: index, number: 1 },
            false => PageKind::Section { section: index, number: 1 },
        };
        pages.push(Page { address: section.address.clone(), kind });
    }
    let whole = feeds::planned_whole(site)
        .filter(|(channel, _)| feeds::articles(site, *channel).iter().any(|index| articles.contains(index)));
    pages.extend(whole.map(|(channel, format)| Page {
        address: feeds::address(site, channel, format),
        kind: PageKind::Feed { channel, format },
    }));
    pages
}

/// The templates of the pages that may show the text of an article, or of a section.
pub fn templates_of(card: &Card, is_section: bool) -> Vec<String> {
    let (section, number) = (0, 1);
    let feed = PageKind::Feed { channel: Channel::Site, format: Format::Atom };
    let kinds: &[PageKind] = match is_section {
        true => &[PageKind::Home { section, number }, PageKind::Section { section, number }, feed],
        false => &[PageKind::Article(0), feed],
    };
    let templates = kinds.iter().filter_map(|kind| kind.template());
    templates.chain(card.meta.template.as_deref()).map(str::to_owned).collect()
}

/// Whether a list of articles may say how many words they have.
pub fn may_be_counted(site: &Site, theme: &Theme) -> bool {
    let lists = (0..site.sections.len()).flat_map(|section| {
        let number = 1;
        [PageKind::Home { section, number }, PageKind::Section { section, number }]
    });
    let mut lists = lists.chain([PageKind::Term { taxonomy: 0, term: 0, number: 1 }]);
    lists.any(|kind| {
        let page = Page { address: crate::resolve::Address::home(), kind };
        template(site, &page).is_none_or(|name| theme.says(name).words)
    })
}
