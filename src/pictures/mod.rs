//! Pictures: what a file's head says of one, the smaller prints made of it, and the share images that are drawn.
//!
//! 1. [`probe`](mod@probe) reads kind, size and turn from a file's bytes, never its pixels. That is all a page needs.
//! 2. [`print()`](print::print) decodes, turns, shrinks and encodes; it runs when a print is written or asked for, and
//!    [`Darkroom`] keeps what it made.
//! 3. [`share`] draws the card that is shown where a page is shared.
//!
//! **Invariant:** a print is a function of the picture's bytes and its width, and its name says both. Nothing here
//! knows a page, and a file that cannot be used is one diagnostic and is still copied as it is.
//!
//! Design: prints are WebP alone, which every browser reads since 2020; what does not gets the file itself. AVIF makes
//! smaller files, and its one encoder in Rust is an AV1 video encoder: too much to build and to wait for.

mod darkroom;
mod decode;
mod print;
pub mod probe;
pub mod share;
mod svg;
mod turn;

pub use darkroom::{CACHE, Darkroom};
pub use probe::{Probed, probe};
pub use turn::Turn;

use bitcode::{Decode, Encode};

use crate::text::{Fingerprint, SitePath, slugify};

/// What is known of a picture without looking at its pixels.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Picture {
    /// Where it lies in the site.
    pub file: SitePath,
    /// Stands for its bytes.
    pub content: Fingerprint,
    pub format: Format,
    /// As it is shown: turned upright.
    pub width: u32,
    pub height: u32,
    pub turn: Turn,
    /// Whether prints can be made of it; a drawing or an animation stays as it is.
    pub is_still: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Gif,
    Svg,
}

/// A smaller picture, or one of the same size in a newer format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// Its place in the output.
    pub to: SitePath,
    pub width: u32,
    pub height: u32,
}

/// In which folder of the output prints stand. Their names change with their bytes, so a host may let browsers keep
/// all of it for good.
pub const FOLDER: &str = "pictures";

/// Larger pictures are copied and not printed: decoded, this one takes 360 MB, and half as much again to be shrunk.
pub const MOST_PIXELS: u64 = 120_000_000;

/// A side of a WebP has at most 14 bits (RFC 9649, section 2.6); a higher scroll of a picture stays as it is.
const HIGHEST: u32 = 16_383;

/// Counts up when prints of the same picture come out otherwise.
const RECIPE: u32 = 1;

/// Whether the name of a file is that of a picture that is looked into.
pub fn is_picture(path: &SitePath) -> bool {
    path.is_kind(&["jpg", "jpeg", "png", "webp", "gif", "svg"])
}

impl Picture {
    /// The prints of a picture in these widths: those that are smaller than it by a tenth at least, and one in its own
    /// width unless that is beyond the largest. A picture that is no wider than the smallest stays as it is.
    pub fn prints(&self, widths: &[u32]) -> Vec<Print> {
        let (Some(&smallest), Some(&largest)) = (widths.iter().min(), widths.iter().max()) else { return Vec::new() };
        if !self.is_still || self.width <= smallest {
            return Vec::new();
        }
        let top = self.width.min(largest);
        let mut widths: Vec<u32> = widths.iter().copied().filter(|&width| width < top - top / 10).collect();
        widths.push(top);
        widths.sort_unstable();
        widths.dedup();
        widths.into_iter().filter_map(|width| self.print(width)).collect()
    }

    fn print(&self, width: u32) -> Option<Print> {
        let height = u64::from(self.height) * u64::from(width) + u64::from(self.width) / 2;
        let height = u32::try_from(height / u64::from(self.width)).ok()?.max(1);
        if height > HIGHEST {
            return None;
        }
        let stem: String = slugify(self.file.stem()).chars().take(60).collect();
        let made_of = Fingerprint::of(&(self.content, width, RECIPE)).to_string();
        let to = SitePath::new(&format!("{FOLDER}/{stem}-{width}-{}.webp", &made_of[..16])).ok()?;
        Some(Print { to, width, height })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_are_never_larger_than_the_picture() {
        let widths = |width: u32| {
            let file = SitePath::new("content/a b.jpg").unwrap();
            let (format, turn, content) = (Format::Jpeg, Turn::default(), Fingerprint::default());
            let picture = Picture { file, content, format, width, height: width / 3, turn, is_still: true };
            let prints = picture.prints(&[480, 960, 1440, 1920]);
            prints.into_iter().map(|print| (print.width, print.height)).collect::<Vec<_>>()
        };
        assert_eq!(widths(5000), [(480, 160), (960, 320), (1440, 480), (1920, 640)]);
        assert_eq!(widths(1000), [(480, 160), (1000, 333)]);
        assert_eq!(widths(500), [(500, 166)]);
        assert_eq!(widths(480), []);
        assert_eq!(widths(1), []);
    }
}
