//! What every template sees of the site.

use super::corrections;
use super::feeds::{self, Format};
use super::view::{MenuView, SiteView};
use crate::language::{chain, direction};
use crate::resolve::{Address, Site};

/// The site for each language that one of its pages is in, with the language's tag; the site's own language comes first.
pub fn views(site: &Site) -> Vec<(&str, SiteView<'_>)> {
    let config = &site.config;
    let mut tags = vec![config.lang.as_str()];
    let others = config.languages.iter().map(|other| other.tag.as_str());
    for tag in others.chain(site.overview.tags.iter().map(String::as_str)) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.into_iter().map(|tag| (tag, view(site, spoken(site, tag)))).collect()
}

/// Which of the site's languages it speaks on pages in a language: `de` for `de-AT`, its own if it speaks no other.
fn spoken(site: &Site, tag: &str) -> usize {
    let known = |tag: &str| site.config.tags().iter().position(|known| known == tag);
    chain(tag).find_map(known).unwrap_or(0)
}

fn view(site: &Site, spoken: usize) -> SiteView<'_> {
    let config = &site.config;
    let other = config.language(spoken);
    let home = site.sections.iter().find(|section| section.is_home() && section.language == spoken);
    let lang = other.map_or(&config.lang, |other| &other.tag);
    let menu = |items: &[crate::config::MenuItem]| {
        let entries: Vec<serde_json::Value> = items
            .iter()
            .map(|item| {
                let path = Address::of_url(&item.url);
                let url = path.is_none().then_some(item.url.as_str());
                serde_json::to_value(MenuView { name: &item.name, path: path.as_deref(), url })
                    .expect("a menu's entry is plain data")
            })
            .collect();
        serde_json::Value::from(entries)
    };
    let lists = [
        ("people", site.people.entries.len()),
        ("quotes", site.quotes.entries.len()),
        ("facts", site.facts.entries.len()),
        ("sources", site.sources.entries.len()),
    ];
    // A later menu of the same name takes the place of the site's own.
    let menus = config.menus.iter().chain(other.into_iter().flat_map(|other| &other.menus));
    let at = site.sections.iter().position(|section| section.is_home() && section.language == spoken);
    let feeds = feeds::of_home(site, at.unwrap_or(0));
    SiteView {
        title: other.and_then(|other| other.title.as_ref()).unwrap_or(&config.title),
        description: other.and_then(|other| other.description.as_ref()).unwrap_or(&config.description),
        base_url: &config.base_url,
        lang,
        dir: direction(lang),
        home: home.map_or("", |home| &home.address.href),
        menus: menus.map(|(name, items)| (name.clone(), menu(items))).collect(),
        taxonomies: config
            .taxonomies
            .iter()
            .zip(site.terms.iter())
            .filter(|(_, terms)| !terms.is_empty())
            .map(|(taxonomy, _)| taxonomy.name.as_str())
            .collect(),
        search: config.search.then_some("search/"),
        feed: feeds.iter().find(|feed| feed.media == Format::Atom.media()).map(|feed| feed.path.clone()),
        feeds,
        corrections: (corrections::count(site) > 0).then_some(corrections::PATH),
        record: lists.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name).collect(),
        generator: concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned(),
        extra: &config.extra,
    }
}
