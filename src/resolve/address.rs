//! Where a page stands: the file it is written to, and how links spell it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::config::{Config, check_pattern};
use crate::gather::CONTENT;
use crate::parse::Card;
use crate::text::{Diagnostic, Moment, SitePath, Span, slugify, without_date};

/// The place of a page or a copied file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, bitcode::Encode, bitcode::Decode)]
pub struct Address {
    /// The file below the output folder: `news/budget/index.html`.
    pub file: SitePath,
    /// What a link says after the way to the root, percent-encoded: `news/budget/`.
    pub href: String,
}

/// What a URL's path must not hold as it is (the path percent-encode set of the WHATWG URL standard), and `%` itself.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'^')
    .add(b'|')
    .add(b'%')
    .add(b'\\')
    .add(b'\'');

impl Address {
    /// A page in a folder of its own: `news/budget` becomes `news/budget/index.html`.
    pub fn folder(path: &str) -> Option<Self> {
        let folder = SitePath::new(path).ok()?;
        if folder.is_root() {
            return Some(Self::home());
        }
        Some(Self { file: folder.join("index.html").ok()?, href: encode(folder.as_str()) + "/" })
    }

    /// A file under its own name: `feed.xml`, `photos/a b.jpg`.
    pub fn plain(file: SitePath) -> Self {
        Self { href: encode(file.as_str()), file }
    }

    /// A page as its author names it: a folder, unless the name ends like a file of HTML.
    pub fn named(path: &str) -> Option<Self> {
        let is_file = path.ends_with(".html") || path.ends_with(".htm");
        if is_file { SitePath::new(path).ok().map(Self::plain) } else { Self::folder(path) }
    }

    /// A file that belongs to this page: `news/budget/feed.xml`; `budget.feed.xml` beside `budget.html`.
    pub fn beside(&self, name: &str) -> Self {
        let name = match self.file.name() {
            "index.html" => name.to_owned(),
            _ => format!("{}.{name}", self.file.stem()),
        };
        Self::plain(self.file.parent().join(&name).expect("a plain name below a folder"))
    }

    pub fn home() -> Self {
        Self { file: SitePath::new("index.html").expect("a plain name"), href: String::new() }
    }

    /// The address of a later page of a list: `news/page/2/`.
    pub fn page(&self, number: usize) -> Self {
        if number <= 1 {
            return self.clone();
        }
        let folder = self.file.parent();
        let page = folder.join(&format!("page/{number}/index.html")).expect("a plain name below a folder");
        Self { file: page, href: format!("{}page/{number}/", self.href) }
    }

    /// The way from this page to the site's root: `./`, `../../`.
    pub fn root(&self) -> String {
        match self.file.as_str().matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }
}

/// Spells a path for a link.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// What decides where an article stands, beside what it says itself.
pub struct Spot<'a> {
    /// Its file's name without the language.
    pub plain: &'a SitePath,
    pub folder: &'a SitePath,
    /// Where its section stands, in its language and in the site's own.
    pub path: String,
    pub main_path: String,
    /// What its address begins with, unless it is in the site's own language.
    pub tag: Option<&'a str>,
    /// Where its version in the site's own language stands.
    pub main: Option<&'a Address>,
}

/// Says where an article stands: its own permalink, its section's pattern, or its section and slug; in another language
/// than the site's own, where its main version stands, below the language.
pub fn of_article(config: &Config, card: &Card, spot: &Spot<'_>) -> Result<Address, Diagnostic> {
    let meta = &card.meta;
    let own = match &meta.permalink {
        Some(text) => Some(check_pattern(text).map_err(|told| told.at(meta.span(&card.file, &["permalink"])))?),
        None => None,
    };
    if let (None, None, Some(tag), Some(main)) = (&own, &meta.slug, spot.tag, spot.main) {
        let path = if main.file.name() == "index.html" { main.file.parent() } else { main.file.clone() };
        return Address::named(&format!("{tag}/{path}")).ok_or_else(|| no_address(card, path.as_str()));
    }
    let pattern = own.as_ref().or_else(|| pattern_for(config, spot.folder));
    let slug = slug_of(card, spot.plain)?;
    let path = match pattern {
        None => format!("{}/{slug}", spot.path),
        Some(pattern) => pattern
            .fill(|place| match place {
                "slug" => Some(slug.clone()),
                "filename" => Some(slugify(spot.plain.stem())),
                "section" => Some(spot.main_path.clone()),
                part => meta.date.map(|date| date_part(&date, part)),
            })
            .map_err(|place| {
                Diagnostic::error(
                    "no-date",
                    format!("the address of this article needs `{place}`, but it has no `date`"),
                )
                .at(Span::file(&card.file))
                .hint("give it a `date`, or a `permalink` without one")
            })?,
    };
    let path = match spot.tag {
        Some(tag) if own.is_none() && pattern.is_some() => format!("{tag}/{path}"),
        _ => path,
    };
    Address::named(&path).ok_or_else(|| no_address(card, &path))
}

fn no_address(card: &Card, path: &str) -> Diagnostic {
    Diagnostic::error("bad-permalink", format!("`{path}` is no address inside the site"))
        .at(card.meta.span(&card.file, &["permalink"]))
}

fn date_part(date: &Moment, part: &str) -> String {
    let day = date.day();
    match part {
        "year" => format!("{:04}", day.year()),
        "month" => format!("{:02}", day.month()),
        _ => format!("{:02}", day.day()),
    }
}

/// The pattern of the nearest section that has one.
fn pattern_for<'a>(config: &'a Config, folder: &SitePath) -> Option<&'a crate::config::Pattern> {
    let mut folder = folder.clone();
    while !folder.is_root() {
        if let Some(pattern) = config.permalinks.get(folder.as_str()) {
            return Some(pattern);
        }
        folder = folder.parent();
    }
    None
}

fn slug_of(card: &Card, plain: &SitePath) -> Result<String, Diagnostic> {
    if plain.stem() == "index" && plain.parent().as_str() == CONTENT {
        return Err(Diagnostic::error("no-slug", "an `index.md` at the top of `content/` has no name to stand under")
            .at(Span::file(&card.file))
            .hint("call it `_index.md` to make it the text of the home page"));
    }
    let name = match plain.stem() {
        "index" => plain.parent().name().to_owned(),
        stem => stem.to_owned(),
    };
    let (slug, span) = match &card.meta.slug {
        Some(slug) => (slugify(slug), card.meta.span(&card.file, &["slug"])),
        None => (slugify(without_date(&name)), Span::file(&card.file)),
    };
    if slug.is_empty() {
        let name = card.meta.slug.as_ref().unwrap_or(&name);
        let told = Diagnostic::error("no-slug", format!("nothing in `{name}` can be part of an address")).at(span);
        return Err(told.hint("give the article a `slug`"));
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_links_for_browsers() {
        let address = Address::folder("notes/été \"a\" 50%").unwrap();
        assert_eq!(address.href, "notes/%C3%A9t%C3%A9%20%22a%22%2050%25/");
        assert_eq!(address.root(), "../../");
        assert_eq!(Address::home().root(), "./");
        assert_eq!(Address::home().page(2).href, "page/2/");
        assert_eq!(Address::folder("../x"), None);
    }
}
