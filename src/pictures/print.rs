//! From upright pixels to a print: shrunk, encoded as WebP, with its colour profile and nothing else that was written
//! beside the pixels.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use webp::Encoder;

use super::Print;
use super::decode::Pixels;

/// What libwebp calls quality, for photographs: of 100, where faults are seen by those who look for them.
const QUALITY: f32 = 80.0;

/// A print of flat colours and letters, in which each fault is seen, keeps every pixel if that takes at most this many
/// times the bytes. Photographs take three to six times.
const LOSSLESS_WORTH: f64 = 1.5;

/// Makes one print.
pub fn print(pixels: &Pixels, print: &Print) -> Result<Vec<u8>, String> {
    let shrunk;
    let bytes = if (pixels.width, pixels.height) == (print.width, print.height) {
        &pixels.bytes
    } else {
        shrunk = shrink(pixels, print)?;
        &shrunk
    };
    let encoder = match pixels.depth {
        3 => Encoder::from_rgb(bytes, print.width, print.height),
        _ => Encoder::from_rgba(bytes, print.width, print.height),
    };
    let encoded = |lossless: bool, quality: f32| {
        encoder.encode_simple(lossless, quality).map_err(|error| format!("its print cannot be encoded: {error:?}"))
    };
    let mut made = encoded(false, QUALITY)?;
    if pixels.is_lossless {
        // For pixels that are kept, quality is the effort, and this much is the library's own measure.
        let kept = encoded(true, 75.0)?;
        if kept.len() as f64 <= made.len() as f64 * LOSSLESS_WORTH {
            made = kept;
        }
    }
    let has_alpha = pixels.depth == 4;
    Ok(match &pixels.profile {
        Some(profile) => with_profile(&made, profile, print, has_alpha),
        None => made.to_vec(),
    })
}

/// Lanczos with a window of three; alpha is multiplied in for it, or the colour of what cannot be seen would bleed.
fn shrink(pixels: &Pixels, print: &Print) -> Result<Vec<u8>, String> {
    let kind = if pixels.depth == 3 { PixelType::U8x3 } else { PixelType::U8x4 };
    let source = ImageRef::new(pixels.width, pixels.height, &pixels.bytes, kind).map_err(|error| error.to_string())?;
    let mut target = Image::new(print.width, print.height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut target, &options).map_err(|error| error.to_string())?;
    Ok(target.into_vec())
}

/// Puts a colour profile into a WebP of the simple kind (RFC 9649, section 2.7).
fn with_profile(simple: &[u8], profile: &[u8], print: &Print, has_alpha: bool) -> Vec<u8> {
    const PROFILE: u8 = 1 << 5;
    const ALPHA: u8 = 1 << 4;
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
        let padding = &[0][..body.len() % 2];
        [name.as_slice(), &length, body, padding].concat()
    };
    let less_one = |side: u32| (side - 1).to_le_bytes();
    let (width, height) = (less_one(print.width), less_one(print.height));
    let flags = PROFILE | if has_alpha { ALPHA } else { 0 };
    let head = [&[flags, 0, 0, 0], &width[..3], &height[..3]].concat();
    // With alpha, the encoder has written a head of its own already.
    let rest = &simple[12..];
    let image = if rest.starts_with(b"VP8X") { &rest[18..] } else { rest };
    let body = [b"WEBP".to_vec(), chunk(b"VP8X", &head), chunk(b"ICCP", profile), image.to_vec()].concat();
    chunk(b"RIFF", &body)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image_webp::WebPDecoder;

    use super::*;
    use crate::text::SitePath;

    #[test]
    fn a_profile_comes_along_and_the_picture_stays_whole() {
        for depth in [3, 4] {
            let profile = vec![7; 101];
            let bytes = (0..64 * 48 * depth).map(|at| (at % 251) as u8).collect();
            let pixels =
                Pixels { width: 64, height: 48, depth, bytes, profile: Some(profile.clone()), is_lossless: false };
            let to = SitePath::new("pictures/a.webp").unwrap();
            let made = print(&pixels, &Print { to, width: 32, height: 24 }).unwrap();
            let mut decoder = WebPDecoder::new(Cursor::new(&made)).unwrap();
            assert_eq!((decoder.dimensions(), decoder.has_alpha()), ((32, 24), depth == 4));
            assert_eq!(decoder.icc_profile().unwrap(), Some(profile));
            let mut back = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.read_image(&mut back).unwrap();
        }
    }
}
