//! What the head of a file says of the picture in it.

use std::io::Cursor;
use std::sync::Arc;

use image_webp::WebPDecoder;

use super::decode::{jpeg, png};
use super::{Format, MOST_PIXELS, Picture, Turn, svg};
use crate::text::{Diagnostic, Fingerprint, SitePath, Span};

/// What a file comes to: a picture, something to tell, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probed {
    pub picture: Option<Arc<Picture>>,
    pub told: Option<Diagnostic>,
}

/// What the head of a file says.
struct Head {
    width: u32,
    height: u32,
    turn: Turn,
    is_still: bool,
}

/// Looks at a file that is named like a picture; pixels are not decoded.
pub fn probe(file: &SitePath, bytes: &[u8]) -> Probed {
    let Some(format) = format(bytes) else {
        return only_told(broken(file, "it begins like none of the pictures that are known"));
    };
    if !has_name_of(file, format) {
        let told = format!("`{file}` is named like another kind of picture: it holds {}", described(format));
        return only_told(
            Diagnostic::warning("picture-kind", told)
                .at(Span::file(file))
                .hint("give it the ending that fits, or save it again; it is copied as it is"),
        );
    }
    let head = match format {
        Format::Jpeg => jpeg_head(bytes),
        Format::Png => png_head(bytes),
        Format::WebP => webp_head(bytes),
        Format::Gif => gif_head(bytes),
        Format::Svg => match svg::size(bytes) {
            Some(Some((width, height))) => Ok(Head { width, height, turn: Turn::default(), is_still: false }),
            // The page gives it a size.
            Some(None) => return Probed::default(),
            None => Err("it has no root element `svg`".to_owned()),
        },
    };
    let head = match head {
        Ok(head) if head.width > 0 && head.height > 0 => head,
        Ok(_) => return only_told(broken(file, "it has no size")),
        Err(why) => return only_told(broken(file, &why)),
    };
    let pixels = u64::from(head.width) * u64::from(head.height);
    let is_too_large = head.is_still && pixels > MOST_PIXELS;
    let (width, height) = head.turn.size(head.width, head.height);
    let picture = Picture {
        file: file.clone(),
        content: Fingerprint::of_bytes(bytes),
        format,
        width,
        height,
        turn: head.turn,
        is_still: head.is_still && !is_too_large,
    };
    let told = is_too_large.then(|| {
        let (most, own) = (MOST_PIXELS / 1_000_000, pixels / 1_000_000);
        Diagnostic::warning(
            "picture-too-large",
            format!("`{file}` has {own} megapixels, and more than {most} are not made smaller"),
        )
        .at(Span::file(file))
        .hint("readers get it as it is; save it with a width of some 4,000 pixels")
    });
    Probed { picture: Some(Arc::new(picture)), told }
}

/// A picture that cannot be read.
pub fn broken(file: &SitePath, why: &str) -> Diagnostic {
    Diagnostic::warning("picture-broken", format!("`{file}` cannot be read as a picture: {why}"))
        .at(Span::file(file))
        .hint("save or export it again; it is copied as it is")
}

fn only_told(told: Diagnostic) -> Probed {
    Probed { picture: None, told: Some(told) }
}

fn format(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Some(Format::WebP),
        _ => {
            let start = &bytes[..bytes.len().min(4096)];
            let text = start.utf8_chunks().next()?.valid().trim_start_matches('\u{feff}').trim_start();
            (text.starts_with("<?xml") || text.starts_with("<!") || text.starts_with("<svg")).then_some(Format::Svg)
        }
    }
}

fn has_name_of(file: &SitePath, format: Format) -> bool {
    file.is_kind(match format {
        Format::Jpeg => &["jpg", "jpeg"],
        Format::Png => &["png"],
        Format::WebP => &["webp"],
        Format::Gif => &["gif"],
        Format::Svg => &["svg"],
    })
}

fn described(format: Format) -> &'static str {
    match format {
        Format::Jpeg => "a JPEG",
        Format::Png => "a PNG",
        Format::WebP => "a WebP",
        Format::Gif => "a GIF",
        Format::Svg => "an SVG or other XML",
    }
}

fn jpeg_head(bytes: &[u8]) -> Result<Head, String> {
    let (width, height, turn) = jpeg::head(bytes)?;
    if !jpeg::is_whole(bytes) {
        return Err(CUT.to_owned());
    }
    Ok(Head { width, height, turn, is_still: true })
}

fn png_head(bytes: &[u8]) -> Result<Head, String> {
    let (width, height, turn, is_animated) = png::head(bytes)?;
    if !png::is_whole(bytes) {
        return Err(CUT.to_owned());
    }
    Ok(Head { width, height, turn, is_still: !is_animated })
}

fn webp_head(bytes: &[u8]) -> Result<Head, String> {
    let declared = bytes.get(4..8).and_then(|size| size.try_into().ok()).map_or(0, u32::from_le_bytes);
    if usize::try_from(declared).unwrap_or(usize::MAX).saturating_add(8) > bytes.len() {
        return Err(CUT.to_owned());
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    let turn = decoder.exif_metadata().ok().flatten().map_or_else(Turn::default, |exif| Turn::of_exif(&exif));
    Ok(Head { width, height, turn, is_still: !decoder.is_animated() })
}

fn gif_head(bytes: &[u8]) -> Result<Head, String> {
    let &[_, _, _, _, _, _, w, wide, h, high, ..] = bytes else { return Err(CUT.to_owned()) };
    let (width, height) = (u16::from_le_bytes([w, wide]), u16::from_le_bytes([h, high]));
    Ok(Head { width: width.into(), height: height.into(), turn: Turn::default(), is_still: false })
}

const CUT: &str = "it ends before the picture does";

#[cfg(test)]
mod tests {
    use super::*;

    fn probed(name: &str, bytes: &[u8]) -> (Option<(u32, u32)>, Option<&'static str>) {
        let probed = probe(&SitePath::new(name).unwrap(), bytes);
        (probed.picture.map(|picture| (picture.width, picture.height)), probed.told.map(|told| told.code))
    }

    #[test]
    fn lies_and_stumps_are_told() {
        assert_eq!(probed("a.gif", b"GIF89a\x0a\0\x05\0;"), (Some((10, 5)), None));
        assert_eq!(probed("a.png", b"GIF89a\x0a\0\x05\0;"), (None, Some("picture-kind")));
        assert_eq!(probed("a.gif", b"GIF89a"), (None, Some("picture-broken")));
        assert_eq!(probed("a.svg", b"<svg/>"), (None, None));
        assert_eq!(probed("a.svg", b"<html></html>"), (None, Some("picture-broken")));
        assert_eq!(probed("a.svg", b"<!doctype html><svg/>").1, None);
        assert_eq!(probed("a.jpg", b""), (None, Some("picture-broken")));
        assert_eq!(probed("a.jpg", b"\xff\xd8\xff\xe0"), (None, Some("picture-broken")));
        assert_eq!(probed("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "), (None, Some("picture-broken")));
    }
}
