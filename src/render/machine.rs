//! Pages for machines: feed, sitemap, robots.txt, and the pages left at aliases.

use super::plan::{Moved, Page, PageKind, Plan};
use super::refs::tag_of;
use super::versions;
use super::view::{Content, FeedEntry, HrefLang, SitemapUrl};
use crate::resolve::{Address, Site};

/// The articles of the feed of a home page: the newest with a date.
pub fn feed_articles(site: &Site, home: usize) -> impl Iterator<Item = usize> + '_ {
    site.sections[home].articles.iter().copied().take(site.config.feeds.limit)
}

pub fn feed<'a>(site: &'a Site, home: usize, page: &Page) -> Content<'a> {
    let base = &site.config.base_url;
    let entry = |index: usize| {
        let placed = &site.articles[index];
        let card = &placed.article.card;
        let published = card.meta.date.map(|date| date.rfc3339());
        let updated = card.meta.updated.map(|date| date.rfc3339());
        FeedEntry {
            title: &card.meta.title,
            url: format!("{base}/{}", placed.address.href),
            updated: updated.or_else(|| published.clone()).unwrap_or_default(),
            published,
            authors: &card.meta.authors,
            summary: &card.summary,
            html: String::new(),
            lang: tag_of(site, placed),
        }
    };
    let newest = feed_articles(site, home)
        .filter_map(|index| {
            let meta = &site.articles[index].article.card.meta;
            meta.updated.max_by_time(meta.date)
        })
        .max_by_key(crate::text::Moment::timestamp);
    // A feed needs a date even before anything is published; the build's would make each build differ.
    let updated = newest.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |moment| moment.rfc3339());
    let url = |address: &Address| format!("{base}/{}", address.href);
    Content::Feed {
        updated,
        feed_url: url(&page.address),
        home_url: url(&site.sections[home].address),
        entries: feed_articles(site, home).map(entry).collect(),
    }
}

pub fn sitemap<'a>(site: &'a Site, plan: &Plan) -> Content<'a> {
    let base = &site.config.base_url;
    let is_listed = |kind: PageKind| {
        !matches!(
            kind,
            PageKind::Search
                | PageKind::NotFound
                | PageKind::Feed(_)
                | PageKind::Sitemap
                | PageKind::Robots
                | PageKind::Redirect(_)
        )
    };
    let urls = plan
        .pages
        .iter()
        .filter(|page| is_listed(page.kind))
        .map(|page| {
            let updated = match page.kind {
                PageKind::Article(index) => {
                    let meta = &site.articles[index].article.card.meta;
                    meta.updated.max_by_time(meta.date).map(|moment| moment.iso())
                }
                _ => None,
            };
            let mut languages = Vec::new();
            for version in versions::of(site, page.kind) {
                let url = format!("{base}/{}", version.address.href);
                if version.is_default {
                    languages.push(HrefLang { lang: "x-default", url: url.clone() });
                }
                languages.push(HrefLang { lang: version.tag, url });
            }
            SitemapUrl { url: format!("{base}/{}", page.address.href), updated, languages }
        })
        .collect();
    Content::Sitemap { urls }
}

pub fn robots(site: &Site) -> Content<'_> {
    let base = &site.config.base_url;
    Content::Robots { sitemap: if base.is_empty() { String::new() } else { format!("{base}/sitemap.xml") } }
}

pub fn redirect<'a>(site: &'a Site, moved: Moved, root: &str) -> Content<'a> {
    let href = &moved.address(site).href;
    Content::Redirect { target: format!("{root}{href}"), target_url: format!("{}/{href}", site.config.base_url) }
}

trait Later {
    fn max_by_time(self, other: Self) -> Self;
}

impl Later for Option<crate::text::Moment> {
    /// The later of two moments, as far as they are known.
    fn max_by_time(self, other: Self) -> Self {
        [self, other].into_iter().flatten().max_by_key(crate::text::Moment::timestamp)
    }
}
