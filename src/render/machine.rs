//! Pages for machines: feed, sitemap, robots.txt, and the pages left at aliases.

use super::plan::Moved;
use super::plan::{FEED, PageKind, Plan};
use super::refs::language;
use super::view::{Content, FeedEntry, SitemapUrl};
use crate::resolve::Site;

/// The articles of the feed: the newest with a date.
pub fn feed_articles(site: &Site) -> impl Iterator<Item = usize> + '_ {
    site.sections[0].articles.iter().copied().take(site.config.feeds.limit)
}

pub fn feed(site: &Site) -> Content<'_> {
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
            lang: language(site, placed),
        }
    };
    let newest = feed_articles(site)
        .filter_map(|index| {
            let meta = &site.articles[index].article.card.meta;
            meta.updated.max_by_time(meta.date)
        })
        .max_by_key(crate::text::Moment::timestamp);
    // A feed needs a date even before anything is published; the build's would make each build differ.
    let updated = newest.map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |moment| moment.rfc3339());
    Content::Feed { updated, feed_url: format!("{base}/{FEED}"), entries: feed_articles(site).map(entry).collect() }
}

pub fn sitemap<'a>(site: &'a Site, plan: &Plan) -> Content<'a> {
    let base = &site.config.base_url;
    let is_listed = |kind: PageKind| {
        !matches!(
            kind,
            PageKind::NotFound | PageKind::Feed | PageKind::Sitemap | PageKind::Robots | PageKind::Redirect(_)
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
            SitemapUrl { url: format!("{base}/{}", page.address.href), updated }
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
