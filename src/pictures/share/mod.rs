//! The card that a page is shown by where somebody shares it: its words, who says them, the site's name and a date.
//!
//! **Invariant:** a card is a function of its words and the fonts. A site without a font for a script gets no card for
//! words in it, since boxes instead of letters are worse than none.

mod canvas;
mod fonts;
mod set;

pub use fonts::Fonts;

use rustybuzz::Face;
use serde::Serialize;

use crate::text::Fingerprint;
use canvas::{Canvas, Ink};
use set::{Block, LEADING, Room};

/// The size that Open Graph readers ask for, in pixels.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

/// The words of a share image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The title, or what was said.
    pub words: String,
    /// Who said it, if the words are a quotation.
    pub speaker: Option<String>,
    pub is_quotation: bool,
    pub date: Option<String>,
    pub site: String,
    pub is_rtl: bool,
}

/// Whether words are read from right to left, by their first letter that has a direction.
pub fn is_rtl(words: &str) -> bool {
    unicode_bidi::get_base_direction(words) == unicode_bidi::Direction::Rtl
}

/// Counts up when the same words come out otherwise.
const DESIGN: u32 = 1;

const EDGE: f32 = 80.0;
const SIZES: [f32; 10] = [84.0, 76.0, 68.0, 61.0, 55.0, 50.0, 45.0, 40.0, 36.0, 32.0];
/// For the site's name and the line below.
const SMALL: f32 = 30.0;
/// The hue of links for titles and that of quotations for what was said, as in the built-in theme.
const TITLE: [u8; 3] = [0x17, 0x4e, 0x9b];
const QUOTATION: [u8; 3] = [0x74, 0x38, 0x7f];

impl Card {
    /// Stands for the picture.
    pub fn fingerprint(&self, fonts: &Fonts) -> Fingerprint {
        Fingerprint::of(&(self, fonts.fingerprint(), DESIGN))
    }

    /// The first letter that there is no font for.
    pub fn lacks(&self, fonts: &Fonts) -> Option<char> {
        let texts = [Some(&self.words), self.speaker.as_ref(), self.date.as_ref(), Some(&self.site)];
        texts.into_iter().flatten().find_map(|text| fonts.lacks(text))
    }

    /// Draws the card as a PNG.
    pub fn draw(&self, fonts: &Fonts) -> Vec<u8> {
        let faces = fonts.faces();
        let mut canvas = Canvas::new(WIDTH as usize, HEIGHT as usize);
        let set = |text: &str, width: f32| set::line(&fonts::settable(text, &faces), self.is_rtl, &faces, width, SMALL);
        let width = WIDTH as f32 - 2.0 * EDGE;
        let bar = if self.is_rtl { WIDTH as usize - EDGE as usize - 96 } else { EDGE as usize };
        canvas.block(bar, 64, 96, 8, Ink::Accent);
        self.print(&mut canvas, &faces, &set(&self.site, width - 160.0), 122.0, Ink::Soft);
        if self.is_quotation {
            self.quotation_mark(&mut canvas, &faces);
        }

        let room = Room { width, height: 350.0 };
        let block = set::fit(&fonts::settable(&self.words, &faces), self.is_rtl, &faces, room, &SIZES);
        let height = block.lines.len() as f32 * block.size * LEADING;
        // Letters stand a third of the leading and descent above the foot of their line.
        let first = 150.0 + (room.height - height) / 2.0 + block.size * (LEADING / 2.0 + 0.36);
        self.print(&mut canvas, &faces, &block, first, Ink::Black);

        canvas.block(EDGE as usize, 518, width as usize, 2, Ink::Soft);
        let below: Vec<&str> = [self.speaker.as_deref(), self.date.as_deref()].into_iter().flatten().collect();
        self.print(&mut canvas, &faces, &set(&below.join(" · "), width), 566.0, Ink::Soft);
        canvas.encode(if self.is_quotation { QUOTATION } else { TITLE })
    }

    /// Prints lines from the edge at which reading begins.
    fn print(&self, canvas: &mut Canvas, faces: &[Face<'_>], block: &Block, first: f32, ink: Ink) {
        for (number, line) in block.lines.iter().enumerate() {
            let x = if self.is_rtl { WIDTH as f32 - EDGE - line.width * block.size } else { EDGE };
            let baseline = first + number as f32 * block.size * LEADING;
            canvas.line(line, faces, x, baseline, block.size, ink);
        }
    }

    /// A large mark in the corner across from the site's name, since each language has marks of its own.
    fn quotation_mark(&self, canvas: &mut Canvas, faces: &[Face<'_>]) {
        const SIZE: f32 = 190.0;
        let mark = set::line("“", false, faces, WIDTH as f32, SIZE);
        let width = mark.lines.first().map_or(0.0, |line| line.width * SIZE);
        let x = if self.is_rtl { EDGE } else { WIDTH as f32 - EDGE - width };
        mark.lines.iter().for_each(|line| canvas.line(line, faces, x, 200.0, SIZE, Ink::Accent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_without_words_is_still_a_picture() {
        let empty = Card {
            words: String::new(),
            speaker: None,
            is_quotation: true,
            date: None,
            site: String::new(),
            is_rtl: true,
        };
        let drawn = empty.draw(&Fonts::default());
        assert!(drawn.starts_with(b"\x89PNG") && drawn.len() < 40 << 10);
        assert_eq!(empty.draw(&Fonts::default()), drawn);
    }

    #[test]
    fn letters_without_a_font_are_found_and_emoji_are_not_missed() {
        let fonts = Fonts::default();
        assert_eq!(fonts.lacks("Ångström, Ελλάς, Москва, Tiếng Việt: 5 € 🎉"), None);
        assert_eq!(fonts.lacks("The 中 sign"), Some('中'));
        assert_eq!(fonts::settable(" a  🎉b 🎉, c", &fonts.faces()), "a b, c");
    }
}
