//! Sitemaps: the addresses of all pages for readers, in as many files as the protocol asks for (sitemaps.org).

use std::ops::Range;

use super::plan::{PageKind, Plan};
use super::versions;
use super::view::{Content, HrefLang, SitemapUrl};
use crate::resolve::{Address, Site};
use crate::text::{SitePath, later};

/// More addresses than this no sitemap may hold.
const MOST_ADDRESSES: usize = 50_000;
/// Nor may it be larger than 50 MB; this leaves room for what the template writes around the addresses.
const MOST_BYTES: usize = 40_000_000;
/// What stands around an address, its date included, with room to spare.
const AROUND: usize = 100;

/// Where a sitemap stands: the first is that of the whole site or the index, the others are its parts.
pub fn address(number: usize) -> Address {
    let name = match number {
        0 => "sitemap.xml".to_owned(),
        number => format!("sitemap-{number}.xml"),
    };
    Address::plain(SitePath::new(&name).expect("a plain name"))
}

/// The runs of addresses of each part; none if one sitemap holds all.
pub fn divide(base: &str, addresses: &[&Address]) -> Vec<Range<usize>> {
    let sizes = addresses.iter().map(|address| AROUND + base.len() + escaped_len(&address.href));
    runs(sizes, MOST_ADDRESSES, MOST_BYTES)
}

/// `&` is the only sign of an address that XML spells longer.
fn escaped_len(href: &str) -> usize {
    href.len() + 4 * href.matches('&').count()
}

fn runs(sizes: impl Iterator<Item = usize>, most: usize, most_bytes: usize) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut end, mut bytes) = (0, 0, 0);
    for size in sizes {
        if end - start == most || (end > start && bytes + size > most_bytes) {
            runs.push(start..end);
            (start, bytes) = (end, 0);
        }
        end += 1;
        bytes += size;
    }
    if !runs.is_empty() {
        runs.push(start..end);
    }
    runs
}

/// The sitemap of all pages, or the index of its parts.
pub fn whole<'a>(site: &'a Site, plan: &Plan) -> Content<'a> {
    match plan.sitemap_parts() {
        0 => part(site, plan, 0),
        parts => {
            let part = |number| SitemapUrl {
                url: site.config.url(&address(number).href),
                updated: None,
                languages: Vec::new(),
            };
            Content::Sitemap { is_index: true, urls: (1..=parts).map(part).collect() }
        }
    }
}

pub fn part<'a>(site: &'a Site, plan: &Plan, number: usize) -> Content<'a> {
    let urls = plan.listed(number).map(|page| {
        let updated = match page.kind {
            PageKind::Article(index) => {
                let meta = &site.articles[index].article.card.meta;
                later(meta.updated, meta.date).map(|moment| moment.iso())
            }
            _ => None,
        };
        let mut languages = Vec::new();
        for version in versions::of(site, page.kind) {
            let url = site.config.url(&version.address.href);
            if version.is_default {
                languages.push(HrefLang { lang: "x-default", url: url.clone() });
            }
            languages.push(HrefLang { lang: version.tag, url });
        }
        SitemapUrl { url: site.config.url(&page.address.href), updated, languages }
    });
    Content::Sitemap { is_index: false, urls: urls.collect() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sitemap_holds_no_more_than_it_may() {
        let runs = |sizes: &[usize]| super::runs(sizes.iter().copied(), 3, 10);
        assert_eq!(runs(&[]), []);
        assert_eq!(runs(&[1, 1, 1]), []);
        assert_eq!(runs(&[1, 1, 1, 1]), [0..3, 3..4]);
        assert_eq!(runs(&[6, 4, 1]), [0..2, 2..3]);
        assert_eq!(runs(&[11, 11]), [0..1, 1..2]);
    }
}
