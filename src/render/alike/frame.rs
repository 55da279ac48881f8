//! What stands around all pages: the links to feeds in their heads, and their feet.

use super::text::Text;
use super::{Alike, At, Once};
use crate::render::view::PageView;
use crate::theme::Given;

#[derive(Default)]
pub struct Frame {
    feed_links: Once<Text>,
    colophon: Once<Text>,
}

impl Alike {
    /// Tells a page what stands around all of them; not that for missing ones, whose way to the root is an address.
    pub fn tell_page(&self, at: At<'_, '_>, page: &mut PageView<'_>) {
        if !at.root.starts_with('.') {
            return;
        }
        let Frame { feed_links, colophon } = &self.frame;
        page.feed_links = said(feed_links, at, "feed_links");
        page.colophon = said(colophon, at, "colophon");
    }
}

fn said(once: &Once<Text>, at: At<'_, '_>, component: &str) -> Option<String> {
    let anywhere = at.anywhere();
    Some(once.get(anywhere, || Text::of(anywhere, component, Given::default()))?.at(at.root))
}
