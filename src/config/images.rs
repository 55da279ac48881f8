//! In which sizes pictures are made, and which pages get an image for where they are shared.

use crate::text::{Diagnostic, SitePath, shorten};
use crate::yaml::Node;

/// In which sizes pictures are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRules {
    /// In pixels; no prints are made if there are none.
    pub widths: Vec<u32>,
    /// How wide the theme shows a picture, as HTML's `sizes` says it.
    pub sizes: String,
}

pub fn widths(node: Node<'_>) -> Vec<u32> {
    const POSSIBLE: std::ops::RangeInclusive<u32> = 16..=8192;
    let mut widths = Vec::new();
    node.items(&mut |item| {
        let Some(number) = item.whole() else { return };
        match u32::try_from(number).ok().filter(|width| POSSIBLE.contains(width)) {
            Some(width) => widths.push(width),
            None => {
                item.tell(Diagnostic::error("bad-width", format!("`{number}` is no width of a picture")).hint(format!(
                    "write a number of pixels from {} to {}",
                    POSSIBLE.start(),
                    POSSIBLE.end()
                )))
            }
        }
    });
    widths
}

/// Which pages get an image for where they are shared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShareRules {
    pub draw: Draw,
    /// A font of the site, for scripts that the program's own lacks.
    pub font: Option<SitePath>,
}

/// Drawing takes some ten times as long as all else of a page, so a large site has to ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Draw {
    /// Nothing is said: all, while they are few.
    #[default]
    Few,
    None,
    Articles,
    /// Articles and quotes.
    All,
}

/// Which pages may get a share image.
pub const DRAWN: [(&str, Draw); 3] = [("none", Draw::None), ("articles", Draw::Articles), ("all", Draw::All)];

/// Reads `articles`, or `{for: articles, font: fonts/naskh.ttf}`.
pub fn share_rules(node: Node<'_>) -> ShareRules {
    if !node.is_map() {
        return ShareRules { draw: node.choice(&DRAWN).unwrap_or_default(), font: None };
    }
    let read = node.fields(|fields| ShareRules {
        draw: fields.choice("for", &DRAWN).unwrap_or_default(),
        font: fields
            .read("font", |node| {
                let path = node.text()?;
                let font = SitePath::new(&path).ok().filter(|font| !font.is_root());
                if font.is_none() {
                    let told = Diagnostic::error("bad-font", format!("`{}` is no file of the site", shorten(&path)));
                    node.tell(told.hint("write the path of a font from the site's folder, such as `fonts/naskh.ttf`"));
                }
                font
            })
            .flatten(),
    });
    read.unwrap_or_default()
}
