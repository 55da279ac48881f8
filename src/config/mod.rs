//! The site's settings: `site.yaml`, typed, with a default for everything but the title.

mod images;
mod lists;
mod pattern;
mod serving;
mod targets;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::parse::Dialect;
use crate::text::{Diagnostic, Severity, SitePath, Span, TextFile, Zone, shorten};
use crate::yaml::{Document, Fields, Node, Origin};

pub use images::{DRAWN, Draw, PictureRules, ShareRules};
pub use lists::{MenuItem, SiteLanguage, Taxonomy};
pub use pattern::{Pattern, check_pattern, read_pattern};
pub use serving::{PACKINGS, Packing, Rules};
pub use targets::{Container, GoogleBucket, SecureShell, Store, Target, To, WebDav};

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
    /// The languages that articles are in beside the site's own.
    pub languages: Vec<SiteLanguage>,
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
    pub data: Data,
    /// Whether readers can search the site.
    pub search: bool,
    /// Whether pages are written without indentation and comments.
    pub minify: bool,
    pub pictures: PictureRules,
    pub share_images: ShareRules,
    /// The symbolic links that are followed although they lead out of the site.
    pub follow_links: Vec<SitePath>,
    /// How grave findings of `onrecord check` are, by the codes of its rules; none turns a rule off.
    pub checks: BTreeMap<String, Option<Severity>>,
    /// Where `onrecord publish` can publish to.
    pub targets: Vec<Target>,
    /// How old facts may be when an article uses them, by their measures.
    pub max_age: Vec<MaxAge>,
    pub extra: Json,
    /// Where it was written, for diagnostics about its values.
    pub origin: Option<Origin>,
}

#[derive(Debug, Clone, Copy)]
pub struct Feeds {
    pub atom: bool,
    pub json: bool,
    /// How many entries a feed holds.
    pub limit: usize,
    /// Whether each section has feeds of its own.
    pub sections: bool,
    /// Whether each term of each taxonomy has.
    pub taxonomies: bool,
    /// Whether each person who is quoted has.
    pub people: bool,
    /// Whether corrections have.
    pub corrections: bool,
}

/// What is made for machines beside feeds.
#[derive(Debug, Clone, Copy)]
pub struct Data {
    /// Whether pages describe themselves in schema.org's words.
    pub json_ld: bool,
    /// Whether each person, quote, fact and source is also a file of JSON.
    pub record: bool,
    /// Whether each annotated article has a file of Web Annotations.
    pub annotations: bool,
}

/// How old facts of a measure may be.
#[derive(Debug, Clone)]
pub struct MaxAge {
    pub measure: String,
    pub span: jiff::Span,
    /// The limit as it is written: `2 years`.
    pub words: String,
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
            languages: self.tags(),
            taxonomies: self.taxonomies.iter().map(|taxonomy| taxonomy.name.clone()).collect(),
            is_checked: false,
        }
    }

    /// The tags by which files name their languages, the site's own first; none if the site has one language only.
    pub fn tags(&self) -> Vec<String> {
        if self.languages.is_empty() {
            return Vec::new();
        }
        [&self.lang].into_iter().chain(self.languages.iter().map(|language| &language.tag)).cloned().collect()
    }

    /// One of the languages that [`Config::tags`] lists; none for the site's own.
    pub fn language(&self, index: usize) -> Option<&SiteLanguage> {
        self.languages.get(index.checked_sub(1)?)
    }

    /// The absolute address of something inside the site: `https://example.org/news/`; without a `base_url`, as long as
    /// nobody knows the host, `/news/`.
    pub fn url(&self, path: &str) -> String {
        [&self.base_url, "/", path].concat()
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
        set(&mut self.lang, fields.language("lang"));
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
        if let Some(taxonomies) = fields.read("taxonomies", lists::taxonomies) {
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
        self.menus = fields.read("menus", lists::menus).unwrap_or_default();
        fields.read("languages", |node| {
            node.entries(&mut |tag, node| self.languages.extend(lists::site_language(tag, node, &self.lang)));
        });
        fields.read("feeds", |node| {
            node.fields(|fields| {
                let Feeds { atom, json, limit, sections, taxonomies, people, corrections } = &mut self.feeds;
                set_flags(
                    fields,
                    [
                        ("atom", atom),
                        ("json", json),
                        ("sections", sections),
                        ("taxonomies", taxonomies),
                        ("people", people),
                        ("corrections", corrections),
                    ],
                );
                *limit = fields.read("limit", whole).flatten().unwrap_or(*limit);
            });
        });
        fields.read("data", |node| {
            node.fields(|fields| {
                let Data { json_ld, record, annotations } = &mut self.data;
                set_flags(fields, [("json_ld", json_ld), ("record", record), ("annotations", annotations)]);
            });
        });
        self.minify = fields.flag("minify").unwrap_or(self.minify);
        self.search = fields.flag("search").unwrap_or(self.search);
        fields.read("pictures", |node| {
            node.fields(|fields| {
                if let Some(widths) = fields.read("widths", images::widths) {
                    self.pictures.widths = widths;
                }
                set(&mut self.pictures.sizes, fields.words("sizes"));
            });
        });
        fields.read("share_images", |node| self.share_images = images::share_rules(node));
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
        fields.read("max_age", |node| {
            node.entries(&mut |measure, limit| {
                if let Some((span, words)) = age(limit) {
                    self.max_age.push(MaxAge { measure: measure.trim().to_owned(), span, words });
                }
            });
        });
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
            languages: Vec::new(),
            zone: Zone::utc(),
            theme: None,
            taxonomies: vec![Taxonomy { name: "tags".to_owned(), slug: "tags".to_owned() }],
            permalinks: BTreeMap::new(),
            paginate: 20,
            menus: Vec::new(),
            feeds: Feeds {
                atom: true,
                json: true,
                limit: 20,
                sections: true,
                taxonomies: true,
                people: true,
                corrections: true,
            },
            data: Data { json_ld: true, record: true, annotations: true },
            search: true,
            minify: false,
            pictures: PictureRules {
                widths: vec![480, 960, 1440, 1920],
                // The measure of the built-in theme, and the whole of a small screen.
                sizes: "(min-width: 38rem) 34rem, 100vw".to_owned(),
            },
            share_images: ShareRules::default(),
            follow_links: Vec::new(),
            checks: BTreeMap::new(),
            targets: Vec::new(),
            max_age: Vec::new(),
            extra: Json::Object(Default::default()),
            origin: None,
        }
    }
}

/// How grave a rule's findings may be called.
pub const LEVELS: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("warn", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

fn whole(node: Node<'_>) -> Option<usize> {
    let number = node.whole()?;
    let count = usize::try_from(number).ok();
    if count.is_none() {
        node.tell(Diagnostic::error("wrong-type", format!("`{number}` is below zero")));
    }
    count
}

/// Reads a stretch of time: `90 days`, `1 year`.
fn age(node: Node<'_>) -> Option<(jiff::Span, String)> {
    let text = node.text()?;
    let read = || {
        let (count, unit) = text.trim().split_once(char::is_whitespace)?;
        let count: i64 = count.parse().ok().filter(|count| (1..=10_000).contains(count))?;
        let span = jiff::Span::new();
        match unit.trim().trim_end_matches('s') {
            "day" => span.try_days(count).ok(),
            "week" => span.try_weeks(count).ok(),
            "month" => span.try_months(count).ok(),
            "year" => span.try_years(count).ok(),
            _ => None,
        }
    };
    let span = read();
    if span.is_none() {
        node.tell(
            Diagnostic::error("bad-age", format!("`{}` is no stretch of time", shorten(&text)))
                .hint("write a number and `days`, `weeks`, `months` or `years`: `2 years`"),
        );
    }
    Some((span?, text.split_whitespace().collect::<Vec<_>>().join(" ")))
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

fn set_flags<const N: usize>(fields: &mut Fields<'_>, flags: [(&'static str, &mut bool); N]) {
    for (key, flag) in flags {
        *flag = fields.flag(key).unwrap_or(*flag);
    }
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
