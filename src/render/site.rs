//! What every template sees of the site.

use super::corrections;
use super::feeds::{self, Channel, Format};
use super::labels;
use super::view::{MenuView, SiteView};
use crate::resolve::{Address, Site};

pub fn view(site: &Site) -> SiteView<'_> {
    let config = &site.config;
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
    let feeds = feeds::alternates(site, Channel::Site);
    SiteView {
        title: &config.title,
        description: &config.description,
        base_url: &config.base_url,
        lang: &config.lang,
        dir: labels::direction(&config.lang),
        menus: config.menus.iter().map(|(name, items)| (name.clone(), menu(items))).collect(),
        taxonomies: config
            .taxonomies
            .iter()
            .zip(site.terms.iter())
            .filter(|(_, terms)| !terms.is_empty())
            .map(|(taxonomy, _)| taxonomy.name.as_str())
            .collect(),
        search: config.search.then_some("search/"),
        feed: feeds.iter().any(|feed| feed.media == Format::Atom.media()).then_some("feed.xml"),
        feeds,
        corrections: (corrections::count(site) > 0).then_some(corrections::PATH),
        record: lists.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name).collect(),
        generator: concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned(),
        extra: &config.extra,
    }
}
