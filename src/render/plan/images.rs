//! The prints of pictures, and the cards by which pages are shared.

use rustc_hash::FxHashSet;

use super::{Developing, Page, ShareImage};
use crate::config::Draw;
use crate::render::share;
use crate::resolve::Site;
use crate::text::{Diagnostic, Severity, SitePath};
use crate::theme::Theme;

/// The prints of all pictures that pages show. Two files with the same name and bytes have the same prints.
pub fn developing(site: &Site) -> Vec<Developing> {
    let mut planned: FxHashSet<SitePath> = FxHashSet::default();
    let mut developing = Vec::new();
    for picture in site.shown_pictures() {
        let mut prints = picture.prints(&site.config.pictures.widths);
        prints.retain(|print| planned.insert(print.to.clone()));
        if !prints.is_empty() {
            developing.push(Developing { picture: picture.clone(), prints });
        }
    }
    developing
}

/// The cards of all pages that get one; what there are no letters for is told once.
pub fn shares(site: &Site, theme: &Theme, pages: &[Page], told: &mut Vec<Diagnostic>) -> Vec<ShareImage> {
    let mut shares = Vec::new();
    if share::are_many(site) && !site.config.base_url.is_empty() {
        told.push(many_shares(site));
    }
    let mut unset: Option<(char, String)> = None;
    let mut count = 0;
    for page in pages {
        let Some(card) = share::wanted(site, theme, page.kind) else { continue };
        match card.lacks(&site.fonts) {
            None => shares.extend(share::file(&page.address).map(|to| ShareImage { to, of: page.kind })),
            Some(letter) => {
                count += 1;
                unset.get_or_insert_with(|| (letter, page.address.href.clone()));
            }
        }
    }
    if let Some((letter, page)) = unset {
        let others = if count == 1 { String::new() } else { format!(" and {} more", count - 1) };
        // Those who did not ask for images need not be told aloud that one is missing.
        let severity = if site.config.share_images.draw == Draw::Few { Severity::Hint } else { Severity::Warning };
        let message = format!("there is no font with `{letter}`, so `/{page}`{others} gets no share image");
        let unset = Diagnostic::new(severity, "no-letters", message);
        let unset = unset.hint("name a font file of the site: `share_images: {for: articles, font: fonts/NAME.ttf}`");
        told.push(match &site.config.origin {
            Some(origin) => unset.at(origin.below(&["share_images"])),
            None => unset,
        });
    }
    shares
}

/// Tells that a site has more pages to draw cards for than is done unasked.
fn many_shares(site: &Site) -> Diagnostic {
    let count = site.articles.len() + site.quotes.entries.len();
    let many = Diagnostic::new(
        Severity::Hint,
        "many-share-images",
        format!("share images are not drawn for more than {} articles and quotes unless you ask for them", share::FEW),
    );
    let many = many.hint(format!(
        "write `share_images: all` into site.yaml, which takes some {} seconds of one processor the first time, or \
         `articles`, or `none`",
        count / 250
    ));
    match &site.config.origin {
        Some(origin) => many.at(origin.below(&["base_url"])),
        None => many,
    }
}
