//! The site's settings: `site.yaml`, typed, with a default for everything but the title.

mod targets;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::parse::Dialect;
use crate::text::{Diagnostic, Severity, SitePath, Span, TextFile, Zone, nearest, shorten, slugify};
use crate::yaml::{Document, Fields, Node, Origin};

pub use targets::{SecureShell, Store, Target, To, WebDav};

/// The name of the settings' file, at the root of a site.
pub const FILE: &str = "site.yaml";

/// What site.yaml says.
#[derive(Debug, Clone)]
pub struct Config {
    pub title: String,
    pub description: String,
    /// Without a slash at its end; empty if there is none.
    pub base_url: String,
    pub lang: String,
    /// In which dates without an offset are read.
    pub zone: Zone,
    pub theme: Option<String>,
    pub taxonomies: Vec<Taxonomy>,
    /// Patterns of addresses by section: `news` → `/:year/:month/:slug/`.
    pub permalinks: BTreeMap<String, Pattern>,
    /// How many articles stand on a page of a list; all if it is 0.
    pub paginate: usize,
    pub menus: Vec<(String, Vec<MenuItem>)>,
    pub feeds: Feeds,
    /// The symbolic links that are followed although they lead out of the site.
    pub follow_links: Vec<SitePath>,
    /// How grave findings of `onrecord check` are, by the codes of its rules; none turns a rule off.
    pub checks: BTreeMap<String, Option<Severity>>,
    /// Where `onrecord publish` can publish to.
    pub targets: Vec<Target>,
    pub extra: Json,
    /// Where it was written, for diagnostics about its values.
    pub origin: Option<Origin>,
}

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

#[derive(Debug, Clone, Copy)]
pub struct Feeds {
    pub atom: bool,
    /// How many articles a feed holds.
    pub limit: usize,
}

/// An address with places for what an article says: `/:year/:month/:slug/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

/// The places that a [`Pattern`] can have.
const PLACES: [&str; 6] = [":year", ":month", ":day", ":slug", ":section", ":filename"];

impl Pattern {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Fills the places; `value` is asked for each by its name without the colon.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, &'static str> {
        let mut parts = Vec::new();
        for part in self.0.split('/').filter(|part| !part.is_empty()) {
            let mut filled = part.to_owned();
            for place in PLACES {
                if filled.contains(place) {
                    filled = filled.replace(place, &value(&place[1..]).ok_or(place)?);
                }
            }
            parts.push(filled);
        }
        Ok(parts.join("/"))
    }
}

impl Config {
    /// Reads site.yaml.
    pub fn read(file: &TextFile) -> (Self, Vec<Diagnostic>) {
        let document = Document::read(&file.path, &file.text, 0..file.text.len());
        let mut config = Self { origin: Some(document.root().origin()), ..Self::default() };
        document.root().fields(|fields| config.read_fields(fields));
        let is_map = document.root().is_map();
        let mut told = document.into_told();
        if config.title.trim().is_empty() && is_map && told.iter().all(|told| told.code != "bad-yaml") {
            told.push(
                Diagnostic::error("no-title", "the site has no `title`")
                    .at(Span::file(&file.path))
                    .hint("add a line `title: Name of the site`"),
            );
        }
        (config, told)
    }

    /// What articles need to know of the site to be read.
    pub fn dialect(&self) -> Dialect {
        Dialect {
            zone: self.zone.clone(),
            taxonomies: self.taxonomies.iter().map(|taxonomy| taxonomy.name.clone()).collect(),
        }
    }

    /// The path part of the base address, with slashes at both ends: `/` or `/onrecord/`.
    pub fn base_path(&self) -> String {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        let path = self.base_url[after_scheme..].find('/').map_or("", |at| &self.base_url[after_scheme + at..]);
        format!("{path}/")
    }

    /// Takes another base address, as the command line may give one.
    pub fn set_base_url(&mut self, url: &str) -> Result<(), &'static str> {
        self.base_url = checked_base_url(url)?;
        Ok(())
    }

    fn read_fields<'a>(&mut self, fields: &mut Fields<'a>) {
        set(&mut self.title, fields.words("title"));
        set(&mut self.description, fields.words("description"));
        fields.read("base_url", |node| {
            let Some(text) = node.text() else { return };
            if let Err(why) = self.set_base_url(&text) {
                let told = Diagnostic::error("bad-base-url", format!("`{text}` cannot be the site's address: {why}"));
                node.tell(told.hint("write it as `https://example.org` or `https://example.org/path`"));
            }
        });
        set(&mut self.lang, fields.words("lang"));
        fields.read("time_zone", |node| {
            let Some(name) = node.text() else { return };
            match Zone::named(&name) {
                Some(zone) => self.zone = zone,
                None => node.tell(
                    Diagnostic::error("unknown-time-zone", format!("`{name}` is not a known time zone"))
                        .hint("use a name of the IANA time zone database, such as `Europe/Kyiv` or `UTC`"),
                ),
            }
        });
        self.theme = fields.words("theme");
        if let Some(taxonomies) = fields.read("taxonomies", taxonomies) {
            self.taxonomies = taxonomies;
        }
        fields.read("permalinks", |node| {
            node.entries(&mut |section, pattern| {
                if let Some(pattern) = read_pattern(pattern) {
                    self.permalinks.insert(section.trim_matches('/').to_owned(), pattern);
                }
            });
        });
        if let Some(count) = fields.read("paginate", whole).flatten() {
            self.paginate = count;
        }
        fields.read("menus", |node| {
            node.entries(&mut |name, items| {
                let mut menu = Vec::new();
                items.items(&mut |item| menu.extend(item.fields(menu_item)));
                self.menus.push((name.to_owned(), menu));
            });
        });
        fields.read("feeds", |node| {
            node.fields(|fields| {
                self.feeds.atom = fields.flag("atom").unwrap_or(self.feeds.atom);
                self.feeds.limit = fields.read("limit", whole).flatten().unwrap_or(self.feeds.limit);
            });
        });
        fields.read("follow_links", |node| {
            node.items(&mut |item| {
                let Some(text) = item.text() else { return };
                match SitePath::new(&text) {
                    Ok(path) if !path.is_root() => self.follow_links.push(path),
                    _ => item.tell(
                        Diagnostic::error("bad-follow", format!("`{text}` is no path inside the site"))
                            .hint("name the link by its path from the site's folder, such as `content/shared`"),
                    ),
                }
            });
        });
        fields.read("checks", |node| {
            node.entries(&mut |code, level| {
                if let Some(level) = level.choice(&LEVELS) {
                    self.checks.insert(code.to_owned(), level);
                }
            });
        });
        if let Some(targets) = fields.read("publish", targets::read) {
            self.targets = targets;
        }
        if let Some(extra) = fields.read("extra", |node| node.json()) {
            self.extra = extra;
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            base_url: String::new(),
            lang: "en".to_owned(),
            zone: Zone::utc(),
            theme: None,
            taxonomies: vec![Taxonomy { name: "tags".to_owned(), slug: "tags".to_owned() }],
            permalinks: BTreeMap::new(),
            paginate: 20,
            menus: Vec::new(),
            feeds: Feeds { atom: true, limit: 20 },
            follow_links: Vec::new(),
            checks: BTreeMap::new(),
            targets: Vec::new(),
            extra: Json::Object(Default::default()),
            origin: None,
        }
    }
}

/// How grave a rule's findings may be called.
const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("warn", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

fn taxonomies(node: Node<'_>) -> Vec<Taxonomy> {
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
const RESERVED: [&str; 26] = [
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
    "template",
    "toc",
    "weight",
    "corrections",
    "extra",
    "allow",
    "excerpt",
];

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

fn whole(node: Node<'_>) -> Option<usize> {
    let number = node.whole()?;
    let count = usize::try_from(number).ok();
    if count.is_none() {
        node.tell(Diagnostic::error("wrong-type", format!("`{number}` is below zero")));
    }
    count
}

/// Reads the pattern of a permalink; also used for the `permalink` of one article.
pub fn read_pattern(node: Node<'_>) -> Option<Pattern> {
    let text = node.text()?;
    check_pattern(&text).map_err(|told| node.tell(told)).ok()
}

/// Checks that a pattern names only places that there are, and stays inside the site.
pub fn check_pattern(text: &str) -> Result<Pattern, Diagnostic> {
    for part in text.split('/') {
        for (at, _) in part.match_indices(':') {
            let name: &str = &part[at..at
                + 1
                + part[at + 1..].chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>()];
            if !PLACES.contains(&name) {
                let mut told =
                    Diagnostic::error("bad-permalink", format!("`{name}` is nothing that a permalink can hold"));
                if let Some(near) = nearest(name, PLACES) {
                    told = told.hint(format!("did you mean `{near}`?"));
                }
                return Err(told.hint("known are `:year`, `:month`, `:day`, `:slug`, `:section` and `:filename`"));
            }
        }
    }
    match SitePath::new(text) {
        Ok(path) if !path.is_root() && !text.contains(['?', '#']) => Ok(Pattern(text.to_owned())),
        _ => Err(Diagnostic::error("bad-permalink", format!("`{text}` is no address inside the site"))
            .hint("write it like `/news/:slug/`, without `..`, `?` and `#`")),
    }
}

fn checked_base_url(url: &str) -> Result<String, &'static str> {
    let url = url.trim().trim_end_matches('/');
    let Some((scheme, rest)) = url.split_once("://") else { return Err("it has no `https://` in front") };
    if !matches!(scheme, "http" | "https") {
        return Err("it must begin with `https://` or `http://`");
    }
    if rest.is_empty() || rest.starts_with('/') {
        return Err("it names no host");
    }
    if url.contains(['?', '#', ' ', '"', '<', '>', '\\']) || url.contains("/../") || url.ends_with("/..") {
        return Err("it holds a character that does not belong there");
    }
    Ok(url.to_owned())
}

fn set(slot: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *slot = value;
    }
}

/// A text file made in memory, for settings that come from no file.
pub fn text_file(path: &str, text: &str) -> TextFile {
    TextFile { path: SitePath::new(path).expect("a path inside the site"), text: Arc::from(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> (Config, Vec<String>) {
        let (config, told) = Config::read(&text_file(FILE, text));
        (config, told.into_iter().map(|told| told.message).collect())
    }

    #[test]
    fn a_title_is_enough() {
        let (config, told) = config("title: News\n");
        assert_eq!(
            (config.title.as_str(), config.lang.as_str(), config.base_path().as_str(), told.len()),
            ("News", "en", "/", 0)
        );
    }

    #[test]
    fn tells_each_mistake() {
        let (_, told) = config(
            "titel: News\nbase_url: example.org\ntime_zone: Europe/Kiew\npaginate: -1\npermalinks: {news: '/:yaer/'}\n",
        );
        assert_eq!(told.len(), 6, "{told:#?}");
    }

    #[test]
    fn base_path_follows_the_address() {
        let (config, _) = config("title: x\nbase_url: https://example.org/a/b/\n");
        assert_eq!((config.base_url.as_str(), config.base_path().as_str()), ("https://example.org/a/b", "/a/b/"));
    }
}
