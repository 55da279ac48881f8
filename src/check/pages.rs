//! The finished pages of an edition, as far as links go: which parts each has, and what it links to.
//!
//! Pages are made as the build makes them, in parallel, and forgotten again: what stays of one are the fingerprints of
//! its ids and those links that need a second look.
//!
//! Where all templates are the built-in ones, an author's links are in the text of articles and sections, and nowhere
//! else. Then one page of each kind is looked at whole, for what the settings put there; of the others, only the text;
//! and a page whose parts a link names. With templates of one's own, or if links that leave the site are asked for, all
//! pages are looked at whole.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::BuildHasher as _;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::html::{Tag, tags};
use crate::render::{self, Edition, Page, PageKind, Slot};
use crate::text::{Diagnostic, SitePath};

/// What is left of all pages.
pub struct Pages {
    /// In the order of the plan.
    pub seen: Vec<Seen>,
    /// Whether each was looked at whole.
    pub all: bool,
    /// The links that leave the site.
    pub external: BTreeSet<String>,
    /// Templates that failed.
    pub failed: Vec<Diagnostic>,
}

/// What is left of one page.
#[derive(Default)]
pub struct Seen {
    ids: FxHashSet<u64>,
    /// Links to nothing.
    pub broken: Vec<Link>,
    /// Links to parts of pages.
    pub parts: Vec<Part>,
    external: Vec<String>,
}

/// A link to an address of the site.
pub struct Link {
    /// As it stands on the page.
    pub href: String,
    /// The address from the site's root; one that leads out of it, as it is written.
    pub path: String,
}

pub struct Part {
    pub href: String,
    /// The page that is meant, by its index in the plan.
    pub page: usize,
    pub part: String,
}

/// Where a link leads.
enum Where<'a> {
    Page(usize, &'a str),
    File,
    Nowhere(String),
    Outside,
    Else,
}

impl Pages {
    /// Makes the pages and looks at them; at each of them if `all` is said.
    pub fn of(edition: &Edition, all: bool) -> Self {
        let plan = &edition.plan.pages;
        let all = all || !edition.theme.is_built_in();
        let mut pages = Self { seen: Vec::new(), all, external: BTreeSet::new(), failed: Vec::new() };
        pages.seen.resize_with(plan.len(), Seen::default);
        let made = |page: usize| match plan[page].address.file.is_kind(&["html", "htm"]) {
            true => render::render(edition, render::prepare(edition, &plan[page])).map(Some),
            false => Ok(None),
        };
        let every: Vec<usize> = (0..plan.len()).collect();
        if all {
            pages.look_at(edition, &every, made, |seen, looked| *seen = looked);
        } else {
            pages.look_at(
                edition,
                &every,
                |page| Ok(render::written(edition, &plan[page])),
                |seen, looked| *seen = looked,
            );
            let settings = parts_of_settings(edition);
            pages.look_at(edition, &samples(edition), made, |seen, mut looked| {
                looked.parts.retain(|part| settings.contains(part.part.as_str()));
                looked.parts.append(&mut seen.parts);
                *seen = looked;
            });
            let named: FxHashSet<usize> =
                pages.seen.iter().flat_map(|seen| &seen.parts).map(|part| part.page).collect();
            let named: Vec<usize> = named.into_iter().collect();
            pages.look_at(edition, &named, made, |seen, looked| seen.ids = looked.ids);
        }
        pages.failed.sort_by(|one, other| one.message.cmp(&other.message));
        pages.failed.dedup();
        pages
    }

    /// Looks at pages, of each at the HTML that is given for it, and takes note of what is seen.
    fn look_at(
        &mut self,
        edition: &Edition,
        which: &[usize],
        html: impl Fn(usize) -> Result<Option<String>, Diagnostic> + Sync,
        note: impl Fn(&mut Seen, Seen),
    ) {
        let look = |&page: &usize| {
            let html = html(page)?;
            Ok(html.map_or_else(Seen::default, |html| look(edition, &edition.plan.pages[page], &html)))
        };
        let looked: Vec<Result<Seen, Diagnostic>> = which.par_iter().map(look).collect();
        for (&page, seen) in which.iter().zip(looked) {
            match seen {
                Ok(mut seen) => {
                    self.external.extend(std::mem::take(&mut seen.external));
                    note(&mut self.seen[page], seen);
                }
                Err(failed) => self.failed.push(failed),
            }
        }
    }

    pub fn has(&self, page: usize, part: &str) -> bool {
        self.seen[page].ids.contains(&hash(part))
    }
}

/// A page of each kind in each language, and all that send readers on.
fn samples(edition: &Edition) -> Vec<usize> {
    let mut known = FxHashSet::default();
    let mut is_sample = |page: &Page| {
        matches!(page.kind, PageKind::Redirect(_))
            || known.insert((std::mem::discriminant(&page.kind), render::tag(&edition.site, page)))
    };
    let pages = edition.plan.pages.iter().enumerate();
    pages.filter(|(_, page)| is_sample(page)).map(|(index, _)| index).collect()
}

/// The parts of pages that menus lead to. All others on a page of a built-in template were put there with the link.
fn parts_of_settings(edition: &Edition) -> FxHashSet<&str> {
    let items = edition.site.config.menus.iter().flat_map(|(_, items)| items);
    items.filter_map(|item| Some(item.url.split_once('#')?.1)).collect()
}

fn look(edition: &Edition, page: &Page, html: &str) -> Seen {
    let mut seen = Seen::default();
    let mut hrefs: FxHashSet<String> = FxHashSet::default();
    for tag in tags(html) {
        seen.ids.extend(tag.get("id").map(|id| hash(&id)));
        if tag.name.eq_ignore_ascii_case("a") {
            seen.ids.extend(tag.get("name").map(|name| hash(&name)));
        }
        for href in addresses(&tag) {
            if !hrefs.contains(&*href) {
                hrefs.insert(href.into_owned());
            }
        }
    }
    let mut hrefs: Vec<String> = hrefs.into_iter().collect();
    hrefs.sort_unstable();
    for href in hrefs {
        match follow(edition, page, &href) {
            Where::Page(target, part) if !is_always_there(part) && has_parts(&edition.plan.pages[target]) => {
                let part = percent_decode_str(part).decode_utf8_lossy().into_owned();
                let is_own = edition.plan.pages[target].address == page.address;
                if !(is_own && seen.ids.contains(&hash(&part))) {
                    seen.parts.push(Part { href, page: target, part });
                }
            }
            Where::Page(..) | Where::File | Where::Else => {}
            Where::Nowhere(path) => seen.broken.push(Link { href, path }),
            Where::Outside => seen.external.push(href),
        }
    }
    seen
}

/// All addresses that a tag names.
fn addresses<'a>(tag: &Tag<'a>) -> Vec<Cow<'a, str>> {
    let keys: &[&str] = match tag.name.to_ascii_lowercase().as_str() {
        "a" | "area" => &["href"],
        // These are no links that anybody follows.
        "link" if tag.get("rel").is_some_and(|rel| matches!(&*rel, "preconnect" | "dns-prefetch")) => &[],
        "link" => &["href"],
        "img" | "source" => &["src", "srcset"],
        "video" => &["src", "poster"],
        "script" | "iframe" | "audio" | "embed" | "track" => &["src"],
        "object" => &["data"],
        _ => &[],
    };
    let mut addresses = Vec::new();
    for &key in keys {
        let Some(value) = tag.get(key) else { continue };
        if key == "srcset" {
            let each = value.split(',').filter_map(|part| part.split_whitespace().next());
            addresses.extend(each.map(|part| Cow::Owned(part.to_owned())));
        } else {
            addresses.push(value);
        }
    }
    addresses
}

/// The parts that a browser finds on any page.
fn is_always_there(part: &str) -> bool {
    part.is_empty() || part == "top" || part.starts_with(":~:")
}

/// A page that only sends readers on has no parts of its own.
fn has_parts(page: &Page) -> bool {
    page.address.file.is_kind(&["html", "htm"]) && !matches!(page.kind, PageKind::Redirect(_))
}

fn follow<'a>(edition: &Edition, page: &Page, href: &'a str) -> Where<'a> {
    let config = &edition.site.config;
    let href = href.trim();
    let (address, part) = href.split_once('#').unwrap_or((href, ""));
    // What is behind `:~:` names words, not a part.
    let part = part.split(":~:").next().unwrap_or_default();
    let path = address.split('?').next().unwrap_or_default();
    let scheme = path.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    let own = (!config.base_url.is_empty()).then(|| path.strip_prefix(config.base_url.as_str())).flatten();
    let (folder, below) = match (own.filter(|rest| rest.is_empty() || rest.starts_with('/')), scheme) {
        (Some(rest), _) => (SitePath::root(), rest),
        (None, Some("http" | "https")) => return Where::Outside,
        (None, Some(_)) => return Where::Else,
        (None, None) if path.starts_with("//") => return Where::Else,
        (None, None) if path.is_empty() => {
            return match edition.plan.at(&page.address.file) {
                Some(Slot::Page(index)) => Where::Page(index, part),
                _ => Where::Else,
            };
        }
        // Beside a site below a path of its host, other things may stand.
        (None, None) if path.starts_with('/') => match path.strip_prefix(config.base_path().as_str()) {
            Some(below) => (SitePath::root(), below),
            None => return Where::Else,
        },
        (None, None) => (page.address.file.parent(), path),
    };
    let decoded = percent_decode_str(below).decode_utf8_lossy();
    let Ok(clean) = folder.join(&decoded) else { return Where::Nowhere(decoded.into_owned()) };
    let index = clean.join("index.html").ok();
    let is_folder = decoded.ends_with('/') || clean.is_root();
    // A host sends readers from `/news` on to `/news/`.
    let found = (!is_folder).then(|| edition.plan.at(&clean)).flatten();
    match found.or_else(|| edition.plan.at(index.as_ref()?)) {
        Some(Slot::Page(index)) => Where::Page(index, part),
        Some(Slot::Asset(_) | Slot::Print { .. } | Slot::Share(_)) => Where::File,
        None if is_folder && !clean.is_root() => Where::Nowhere(format!("/{clean}/")),
        None => Where::Nowhere(format!("/{clean}")),
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}
