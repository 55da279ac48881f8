//! What a site has once, mostly for machines: search, 404, robots.txt, feeds and sitemaps.

use std::ops::Range;

use super::articles::tell_unknown_type;
use super::{Page, PageKind, SEARCH, list_address};
use crate::render::{feeds, json_ld, sitemap};
use crate::resolve::{Address, Site};
use crate::text::{Diagnostic, SitePath, Span};

/// Plans what the whole site has once; gives the runs of pages of its sitemaps if it needs several.
pub fn plan(site: &Site, pages: &mut Vec<Page>, told: &mut Vec<Diagnostic>) -> Vec<Range<usize>> {
    if let Some(origin) = &site.config.origin {
        tell_unknown_type(&site.config.extra, || origin.below(&["extra", json_ld::SCHEMA_TYPE]), told);
    }
    let search = list_address(SEARCH).filter(|_| site.config.search);
    pages.extend(search.map(|address| Page { address, kind: PageKind::Search }));
    let mut single = |name: &str, kind: PageKind| {
        let file = SitePath::new(name).expect("a plain name");
        pages.push(Page { address: Address::plain(file), kind });
    };
    single("404.html", PageKind::NotFound);
    single("robots.txt", PageKind::Robots);
    if site.config.base_url.is_empty() && site.config.title.is_empty() {
        // The settings could not be read, and that is told.
        return Vec::new();
    }
    if site.config.base_url.is_empty() {
        let span = site.config.origin.as_ref().map(crate::yaml::Origin::span);
        let unknown =
            Diagnostic::warning("no-base-url", "there is no feed and no sitemap, since the site has no `base_url`");
        let unknown = unknown.hint("add the address at which it is published: `base_url: https://example.org`");
        told.push(match span {
            Some(span) => unknown.at(Span::file(&span.file)),
            None => unknown,
        });
        return Vec::new();
    }
    pages.extend(feeds::planned(site).map(|(channel, format)| Page {
        address: feeds::address(site, channel, format),
        kind: PageKind::Feed { channel, format },
    }));
    let mut listed: Vec<&Address> =
        pages.iter().filter(|page| page.kind.is_listed()).map(|page| &page.address).collect();
    listed.sort_by(|one, other| one.file.cmp(&other.file));
    let sitemaps = sitemap::divide(&site.config.base_url, &listed);
    for number in 0..=sitemaps.len() {
        let kind = if number == 0 { PageKind::Sitemap } else { PageKind::SitemapPart(number) };
        pages.push(Page { address: sitemap::address(number), kind });
    }
    sitemaps
}
