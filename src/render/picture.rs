//! How pages show pictures: the file itself, its prints for browsers to choose from, and its size.

use std::fmt::Write as _;

use super::view::{PictureView, PrintView};
use crate::parse::{Card, ShownPicture};
use crate::pictures::Picture;
use crate::resolve::{Site, Target};

/// The picture of an article or a person, if its size is known.
pub fn view<'a>(site: &'a Site, picture: &'a Picture, href: &str, alt: Option<&'a str>) -> PictureView<'a> {
    let rules = &site.config.pictures;
    let prints = picture.prints(&rules.widths).into_iter();
    PictureView {
        path: href.to_owned(),
        alt,
        width: picture.width,
        height: picture.height,
        prints: prints.map(|print| PrintView { path: encoded(print.to.as_str()), width: print.width }).collect(),
        sizes: &rules.sizes,
    }
}

/// The pictures that a text shows, in its order: what its HTML depends on beside its words.
pub fn shown<'a>(site: &'a Site, card: &'a Card, targets: &'a [Target]) -> Vec<PictureView<'a>> {
    site.pictures.shown(card, targets).map(|picture| view(site, picture, "", None)).collect()
}

/// Writes a picture of a text. Its place is kept free by its size; it waits until it is near, unless `is_first`.
pub fn write(html: &mut String, site: &Site, target: &Target, shown: &ShownPicture, root: &str, is_first: bool) {
    let Some(picture) = site.pictures.of_target(target) else {
        html.push_str("<img src=\"");
        super::body::address(html, target, root);
        return close(html, shown);
    };
    let view = view(site, picture, "", None);
    if !view.prints.is_empty() {
        let set: Vec<String> =
            view.prints.iter().map(|print| format!("{root}{} {}w", print.path, print.width)).collect();
        html.push_str("<picture><source type=\"image/webp\" srcset=\"");
        html.push_str(&super::body::escaped(&set.join(", ")));
        write!(html, "\" sizes=\"{}\" />", super::body::escaped(view.sizes)).expect("a string takes everything");
    }
    html.push_str("<img src=\"");
    super::body::address(html, target, root);
    write!(html, "\" width=\"{}\" height=\"{}", view.width, view.height).expect("a string takes everything");
    html.push_str(if is_first { "\" decoding=\"async" } else { "\" loading=\"lazy\" decoding=\"async" });
    close(html, shown);
    if !view.prints.is_empty() {
        html.push_str("</picture>");
    }
}

/// Writes a picture for a feed: its address and its size, as readers of feeds know little more.
pub fn write_plain(html: &mut String, site: &Site, target: &Target, shown: &ShownPicture, root: &str) {
    html.push_str("<img src=\"");
    super::body::address(html, target, root);
    if let Some(picture) = site.pictures.of_target(target) {
        write!(html, "\" width=\"{}\" height=\"{}", picture.width, picture.height).expect("a string takes everything");
    }
    close(html, shown);
}

fn close(html: &mut String, shown: &ShownPicture) {
    write!(html, "\" alt=\"{}\"", shown.alt).expect("a string takes everything");
    if !shown.title.is_empty() {
        write!(html, " title=\"{}\"", shown.title).expect("a string takes everything");
    }
    html.push_str(" />");
}

/// A path of the output as a link spells it; a comma would part a list of prints.
fn encoded(path: &str) -> String {
    crate::resolve::address::encode(path).replace(',', "%2C")
}
