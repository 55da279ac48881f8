//! What stands for a page where it is shared: its own picture, and a card that is drawn.

use super::labels;
use super::plan::PageKind;
use super::refs::tag_of;
use super::view::ShareView;
use crate::config::Draw;
use crate::pictures::share::{Card, HEIGHT, WIDTH, is_rtl};
use crate::resolve::{Address, Site, Target};
use crate::text::SitePath;
use crate::theme::Theme;

/// The folder of the output for drawn cards; below it, each has the path of its page.
const FOLDER: &str = "share";

/// Sites with more articles and quotes than these get cards only if they ask for them: a minute's work is not begun
/// unasked.
pub const FEW: usize = 500;

/// The images for the head of a page. A reader takes the first, or one that it can read: the own picture of an article
/// tells more than its words, but may be of any kind and size.
pub fn views<'a>(site: &'a Site, theme: &Theme, kind: PageKind, address: &Address) -> Vec<ShareView<'a>> {
    own(site, kind).into_iter().chain(drawn(site, theme, kind, address)).collect()
}

/// The picture that an article has.
fn own(site: &Site, kind: PageKind) -> Option<ShareView<'_>> {
    let PageKind::Article(index) = kind else { return None };
    let placed = &site.articles[index];
    let image = placed.image.as_ref()?;
    let base = &site.config.base_url;
    let url = match image {
        Target::Inside(path) if !base.is_empty() => format!("{base}/{path}"),
        Target::Inside(_) => return None,
        Target::Verbatim(url) => url.clone(),
    };
    let alt = placed.article.card.meta.image_alt.as_deref();
    let known = site.pictures.of_target(image);
    let (width, height) = (known.map(|picture| picture.width), known.map(|picture| picture.height));
    Some(ShareView { url, alt: alt.map(Into::into), width, height })
}

fn drawn<'a>(site: &Site, theme: &Theme, kind: PageKind, address: &Address) -> Option<ShareView<'a>> {
    let card = card(site, theme, kind)?;
    let file = file(address)?;
    // The address of a card stays, and those who keep a copy of it ask for the new one once its words change.
    let version = &card.fingerprint(&site.fonts).to_string()[..8];
    let url = format!("{}/{}?v={version}", site.config.base_url, crate::resolve::address::encode(file.as_str()));
    let alt = match &card.speaker {
        Some(speaker) => {
            let language = theme.language(&site.config.lang);
            language.say("said", &[("name", speaker), ("text", &card.words)])
        }
        None => card.words,
    };
    Some(ShareView { url, alt: Some(alt.into()), width: Some(WIDTH), height: Some(HEIGHT) })
}

/// Where the card of a page is written: `share/news/budget.png` for `news/budget/`.
pub fn file(address: &Address) -> Option<SitePath> {
    let page = address.file.as_str();
    let page = page.strip_suffix("/index.html").unwrap_or(page);
    SitePath::new(&format!("{FOLDER}/{page}.png")).ok()
}

/// The card of a page, if one is to be drawn and there are letters for it.
pub fn card(site: &Site, theme: &Theme, kind: PageKind) -> Option<Card> {
    wanted(site, theme, kind).filter(|card| card.lacks(&site.fonts).is_none())
}

/// Whether a site that says nothing of cards has too many pages for them.
pub fn are_many(site: &Site) -> bool {
    site.config.share_images.draw == Draw::Few && site.articles.len() + site.quotes.entries.len() > FEW
}

/// The card of a page, if one is wanted; nobody can ask for it without a `base_url`.
pub fn wanted(site: &Site, theme: &Theme, kind: PageKind) -> Option<Card> {
    let (config, draw) = (&site.config, site.config.share_images.draw);
    if config.base_url.is_empty() || draw == Draw::None || are_many(site) {
        return None;
    }
    match kind {
        PageKind::Article(index) => {
            let placed = &site.articles[index];
            let meta = &placed.article.card.meta;
            let tag = tag_of(site, placed);
            Some(Card {
                words: meta.title.clone(),
                speaker: None,
                is_quotation: false,
                date: labels::moment(meta.date, theme.language(tag)).map(|date| date.text.clone()),
                site: config.title.clone(),
                is_rtl: theme.language(tag).dir == "rtl",
            })
        }
        PageKind::Quote(index) if draw != Draw::Articles => {
            let node = &site.quotes.entries[index];
            Some(Card {
                words: node.quote.text.clone(),
                speaker: node.speaker.map(|speaker| site.people.entries[speaker].person.name.clone()),
                is_quotation: true,
                date: labels::day(node.quote.said_on, theme.language(&config.lang)).map(|date| date.text.clone()),
                site: config.title.clone(),
                // A quotation may be in another language than the site.
                is_rtl: is_rtl(&node.quote.text),
            })
        }
        _ => None,
    }
}
