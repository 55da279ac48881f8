//! What stands for a page where it is shared: its own picture, or a card that is drawn.

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

/// The image for the head of a page.
pub fn view<'a>(site: &'a Site, theme: &Theme, kind: PageKind, address: &Address) -> Option<ShareView<'a>> {
    let base = &site.config.base_url;
    if let PageKind::Article(index) = kind
        && let Some(image) = &site.articles[index].image
    {
        let alt = site.articles[index].article.card.meta.image_alt.as_deref();
        let known = site.pictures.of_target(image);
        let url = match image {
            Target::Inside(path) if !base.is_empty() => format!("{base}/{path}"),
            Target::Inside(_) => return None,
            Target::Verbatim(url) => url.clone(),
        };
        let (width, height) = (known.map(|picture| picture.width), known.map(|picture| picture.height));
        return Some(ShareView { url, alt: alt.map(Into::into), width, height });
    }
    let card = card(site, theme, kind)?;
    let file = file(address)?;
    // The address of a card stays, and those who keep a copy of it ask for the new one once its words change.
    let version = &card.fingerprint(&site.fonts).to_string()[..8];
    let url = format!("{base}/{}?v={version}", crate::resolve::address::encode(file.as_str()));
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

/// The card of a page, if one is wanted: nobody can ask for it without a `base_url`, and an own picture tells more.
pub fn wanted(site: &Site, theme: &Theme, kind: PageKind) -> Option<Card> {
    let (config, draw) = (&site.config, site.config.share_images.draw);
    if config.base_url.is_empty() || draw == Draw::None {
        return None;
    }
    match kind {
        PageKind::Article(index) if site.articles[index].image.is_none() => {
            let placed = &site.articles[index];
            let meta = &placed.article.card.meta;
            let tag = tag_of(site, placed);
            Some(Card {
                words: meta.title.clone(),
                speaker: None,
                is_quotation: false,
                date: labels::moment(meta.date, theme.language(tag)).map(|date| date.text),
                site: config.title.clone(),
                is_rtl: theme.language(tag).dir == "rtl",
            })
        }
        PageKind::Quote(index) if draw == Draw::All => {
            let node = &site.quotes.entries[index];
            Some(Card {
                words: node.quote.text.clone(),
                speaker: node.speaker.map(|speaker| site.people.entries[speaker].person.name.clone()),
                is_quotation: true,
                date: labels::day(node.quote.said_on, theme.language(&config.lang)).map(|date| date.text),
                site: config.title.clone(),
                // A quotation may be in another language than the site.
                is_rtl: is_rtl(&node.quote.text),
            })
        }
        _ => None,
    }
}
