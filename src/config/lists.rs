//! What the settings list: taxonomies, menus and further languages.

use crate::text::{Diagnostic, language_tag, shorten, slugify};
use crate::yaml::{Fields, Node};

/// A way to file articles: tags, topics, places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// The key of the front matter.
    pub name: String,
    /// The part of the address.
    pub slug: String,
}

#[derive(Debug, Clone)]
pub struct MenuItem {
    pub name: String,
    pub url: String,
}

/// A language that articles are in beside the site's own, and what the site is called in it.
#[derive(Debug, Clone)]
pub struct SiteLanguage {
    pub tag: String,
    pub title: Option<String>,
    pub description: Option<String>,
    /// What it calls itself, where no file of words says so.
    pub name: Option<String>,
    /// Stand in for the site's menus of the same names.
    pub menus: Vec<(String, Vec<MenuItem>)>,
}

pub fn taxonomies(node: Node<'_>) -> Vec<Taxonomy> {
    let mut taxonomies: Vec<Taxonomy> = Vec::new();
    node.items(&mut |item| {
        let Some(name) = item.text() else { return };
        let slug = slugify(&name);
        if RESERVED.contains(&slug.as_str()) || RESERVED.contains(&name.as_str()) || slug.is_empty() {
            item.tell(
                Diagnostic::error(
                    "reserved-name",
                    format!("`{name}` cannot be a taxonomy: it means something else already"),
                )
                .hint("give it another name, such as `topics`"),
            );
        } else if !taxonomies.iter().any(|taxonomy| taxonomy.slug == slug) {
            taxonomies.push(Taxonomy { name, slug });
        }
    });
    taxonomies
}

/// Keys of the front matter that mean something else; `quotes` and `facts` are addresses of the record, too.
const RESERVED: [&str; 27] = [
    "people",
    "quotes",
    "facts",
    "sources",
    "title",
    "date",
    "updated",
    "authors",
    "author",
    "description",
    "slug",
    "permalink",
    "aliases",
    "draft",
    "published",
    "publish_on",
    "expires_on",
    "lang",
    "image",
    "image_alt",
    "template",
    "toc",
    "weight",
    "corrections",
    "extra",
    "allow",
    "excerpt",
];

pub fn menus(node: Node<'_>) -> Vec<(String, Vec<MenuItem>)> {
    let mut menus = Vec::new();
    node.entries(&mut |name, items| {
        let mut menu = Vec::new();
        items.items(&mut |item| menu.extend(item.fields(menu_item)));
        menus.push((name.to_owned(), menu));
    });
    menus
}

fn menu_item(fields: &mut Fields<'_>) -> MenuItem {
    let item =
        MenuItem { name: fields.words("name").unwrap_or_default(), url: fields.words("url").unwrap_or_default() };
    let scheme = item.url.split_once(':').map(|(scheme, _)| scheme.trim().to_ascii_lowercase());
    let is_page = item.url.starts_with(['/', '#', '?']);
    if !is_page && scheme.is_some_and(|scheme| !matches!(scheme.as_str(), "http" | "https" | "mailto")) {
        let told =
            Diagnostic::error("bad-url", format!("`{}` is no address that a menu can lead to", shorten(&item.url)));
        fields.node().tell(told.hint("write a path of the site (`/news/`), or an address that begins with `https://`"));
    }
    if item.name.is_empty() || item.url.is_empty() {
        let told = Diagnostic::error("missing-key", "an entry of a menu needs a `name` and a `url`");
        fields.node().tell(told.hint("write `- {name: News, url: /news/}`"));
    }
    item
}

pub fn site_language(tag: &str, node: Node<'_>, main: &str) -> Option<SiteLanguage> {
    let tag = match language_tag(tag) {
        Some(tag) if tag != main => tag,
        Some(_) => {
            let told = Diagnostic::warning("bad-language", format!("`{tag}` is the site's own language"));
            node.tell(told.hint("list the other languages only; `lang` names the site's own"));
            return None;
        }
        None => {
            let told = Diagnostic::error("bad-language", format!("`{}` is no language tag", shorten(tag)));
            node.tell(told.hint("write a tag of BCP 47, such as `de`, `pt-BR` or `zh-Hant`"));
            return None;
        }
    };
    let mut language = SiteLanguage { tag, title: None, description: None, name: None, menus: Vec::new() };
    if !node.is_null() {
        node.fields(|fields| {
            language.title = fields.words("title");
            language.description = fields.words("description");
            language.name = fields.words("name");
            language.menus = fields.read("menus", menus).unwrap_or_default();
        });
    }
    Some(language)
}
