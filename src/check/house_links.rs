//! Links on the finished pages that lead to nothing, whoever made them: an author, a template, the settings.

use std::collections::BTreeMap;

use super::pages::{Link, Pages, Part};
use super::places::Written;
use super::{Desk, Findings, Rule};
use crate::parse::Card;
use crate::render::Page;
use crate::text::{Severity, Span, nearest, shorten};

pub const RULES: &[Rule] = &[LINK_BROKEN, ANCHOR_MISSING];

const LINK_BROKEN: Rule = Rule {
    code: "house/link-broken",
    level: Some(Severity::Warning),
    about: "A link, picture or script on a finished page leads to an address of the site that is not there.",
    why: "A reader who follows it gets nothing. The finished pages are looked at, so links of templates, of menus and of \
          raw HTML count as well; one that the build tells of already is not told twice. What the build itself cannot \
          see is an address such as `/people/ada/`, which names a page and no file.",
    bad: "See [the minutes](/files/minutes.pdf).   <!-- there is no static/files/minutes.pdf -->\n",
    good: "See [the minutes](/files/minutes-2025.pdf).\n",
};

const ANCHOR_MISSING: Rule = Rule {
    code: "house/anchor-missing",
    level: Some(Severity::Warning),
    about: "A link names a part (`#part`) that the page it leads to does not have.",
    why: "The reader lands at the top of a page and looks for what is not there, mostly because a heading was changed.",
    bad: "See [the figures](/facts/held-area/#history-of-it).\n",
    good: "See [the figures](/facts/held-area/).\n",
};

/// More names than these are not looked through for the one that was meant.
const MANY: usize = 50;

pub fn check(desk: &Desk<'_>, pages: &Pages, findings: &mut Findings<'_>) {
    let plan = &desk.edition.plan;
    let mut on_pages: BTreeMap<(bool, String), (usize, usize)> = BTreeMap::new();
    let count = pages.seen.iter().map(|seen| seen.broken.len()).sum::<usize>();
    for (index, seen) in pages.seen.iter().enumerate() {
        let page = &plan.pages[index];
        let missing = seen.parts.iter().filter(|part| !pages.has(part.page, &part.part));
        let mut missing = missing.peekable();
        if seen.broken.is_empty() && missing.peek().is_none() {
            continue;
        }
        let written = Written::on(desk, page);
        for link in &seen.broken {
            let near = || (count < MANY).then(|| near(desk, link)).flatten();
            if !tell_author(desk, &written, &link.href, &LINK_BROKEN, &broken(link), near(), findings) {
                on_pages.entry((false, link.path.clone())).or_insert((index, 0)).1 += 1;
            }
        }
        for part in missing {
            let message = no_part(&plan.pages[part.page], part);
            if !tell_author(desk, &written, &part.href, &ANCHOR_MISSING, &message, None, findings) {
                on_pages.entry((true, message)).or_insert((index, 0)).1 += 1;
            }
        }
    }
    // What authors did not write is of a template or of the settings: told once, however many pages have it.
    for ((is_part, what), (first, count)) in on_pages {
        let page = &plan.pages[first];
        let menu = if is_part { None } else { menu_place(desk, &what) };
        let (rule, what) = match is_part {
            true => (&ANCHOR_MISSING, what),
            false => (&LINK_BROKEN, format!("there is no `{what}`")),
        };
        let on = match count {
            _ if !pages.all => format!("pages link to it, such as `/{}`", page.address.href),
            1 => format!("the page `/{}` links to it", page.address.href),
            _ => format!("{count} pages link to it, such as `/{}`", page.address.href),
        };
        findings.add(rule, None, format!("{what}, but {on}"), |told| match menu {
            Some(span) => told.at(span).hint("correct the `url` of the menu"),
            None => told.hint("a template made the link; look for it there"),
        });
    }
}

fn broken(link: &Link) -> String {
    if link.href.contains("{{") || link.href.contains("{%") {
        return format!(
            "this leads to nothing: `{}` is template syntax, which articles do not fill in",
            shorten(&link.href)
        );
    }
    format!("this leads to nothing: there is no `{}`", shorten(&link.path))
}

fn no_part(page: &Page, part: &Part) -> String {
    format!("`/{}` has no part `#{}`", page.address.href, shorten(&part.part))
}

/// The address that was probably meant: nearly all of it must be the same.
fn near(desk: &Desk<'_>, link: &Link) -> Option<String> {
    const ALIKE: f64 = 0.7;
    let plan = &desk.edition.plan;
    let assets: Vec<String> = plan.assets.iter().map(|asset| asset.to.to_string()).collect();
    let pages = plan.pages.iter().map(|page| page.address.href.as_str());
    let wanted = link.path.trim_start_matches('/');
    let near = nearest(wanted, pages.chain(assets.iter().map(String::as_str)))?;
    (strsim::normalized_levenshtein(wanted, near) > ALIKE).then(|| format!("did you mean `/{near}`?"))
}

/// Tells of a link at the places where an author wrote it; says whether there are any.
fn tell_author(
    desk: &Desk<'_>,
    written: &Written<'_>,
    href: &str,
    rule: &'static Rule,
    message: &str,
    near: Option<String>,
    findings: &mut Findings<'_>,
) -> bool {
    let places = written.places(href);
    for place in &places {
        if is_told(desk, place) {
            continue;
        }
        let excuses = written.card.map_or(&[][..], |card: &Card| &card.meta.allow);
        findings.add(rule, excuses, message, |told| {
            let told = told.at(place.clone());
            match &near {
                Some(near) => told.hint(near.clone()),
                None => told.hint("correct the address, or take out the link"),
            }
        });
    }
    !places.is_empty()
}

/// Whether the build tells of the link itself.
fn is_told(desk: &Desk<'_>, place: &Span) -> bool {
    const CODES: [&str; 6] =
        ["link-broken", "link-outside", "link-unpublished", "file-missing", "anchor-missing", "template-in-link"];
    desk.told.iter().any(|told| CODES.contains(&told.code) && told.span.as_ref() == Some(place))
}

/// The entry of a menu that leads to an address.
fn menu_place(desk: &Desk<'_>, path: &str) -> Option<Span> {
    let config = &desk.edition.site.config;
    let origin = config.origin.as_ref()?;
    let leads_there = |url: &str| {
        let url = url.split(['#', '?']).next().unwrap_or_default();
        url.trim_matches('/') == path.trim_matches('/')
    };
    config.menus.iter().find_map(|(name, items)| {
        let index = items.iter().position(|item| leads_there(&item.url))?;
        Some(origin.below(&["menus", name, &index.to_string(), "url"]))
    })
}
