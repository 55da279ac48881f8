//! Small pages for machines: robots.txt, and what is left at aliases.

use super::plan::Moved;
use super::view::Content;
use crate::resolve::Site;

pub fn robots(site: &Site) -> Content<'_> {
    let base = &site.config.base_url;
    Content::Robots { sitemap: if base.is_empty() { String::new() } else { format!("{base}/sitemap.xml") } }
}

pub fn redirect<'a>(site: &'a Site, moved: Moved, root: &str) -> Content<'a> {
    let href = &moved.address(site).href;
    Content::Redirect { target: format!("{root}{href}"), target_url: site.config.url(href) }
}
