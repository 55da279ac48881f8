//! The home page, sections, and lists.

use super::Page;
use crate::render::json::Object;
use crate::render::view::SectionView;

/// The home page is the web site, a section a collection with the way to it.
pub fn section(page: Page<'_>, section: &SectionView<'_>) -> Vec<Object> {
    if section.above.is_empty() {
        return vec![website(page)];
    }
    let above = section.above.iter().map(|above| (above.title, above.path));
    let trail = above.chain([(section.title, section.path)]);
    vec![collection(page).with("description", section.description), breadcrumbs(page, trail)]
}

fn website(page: Page<'_>) -> Object {
    let config = page.config;
    page.website()
        .with("url", page.web.address(""))
        .with("name", config.title.as_str())
        .with("description", config.description.as_str())
        .with("inLanguage", config.lang.as_str())
        .with("publisher", page.publisher())
}

/// A page that is a list.
pub fn collection(page: Page<'_>) -> Object {
    let own = &page.view.page;
    Object::typed("CollectionPage")
        .with("@id", page.web.address(own.path))
        .with("url", page.web.address(own.path))
        .with("name", own.title.as_str())
        .with("inLanguage", own.lang)
        .with("isPartOf", page.website())
}

/// The way from the home page, as pairs of a title and a path.
pub fn breadcrumbs<'a>(page: Page<'_>, trail: impl Iterator<Item = (&'a str, &'a str)>) -> Object {
    let step = |(number, (title, path)): (usize, (&str, &str))| {
        let item = Object::typed("ListItem").with("position", number).with("name", title);
        item.with("item", Object::new().with("@id", page.web.address(path)))
    };
    Object::typed("BreadcrumbList").with("itemListElement", (1..).zip(trail).map(step).collect::<Vec<_>>())
}
