//! From a file's bytes to upright pixels, eight bits a channel.

use std::io::Cursor;

use image_webp::WebPDecoder;

use super::{Format, Picture, Turn};

/// A picture in memory.
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    /// 3 bytes a pixel, or 4 with alpha.
    pub depth: usize,
    pub bytes: Vec<u8>,
    /// The colour profile that the numbers are meant in; none for sRGB.
    pub profile: Option<Vec<u8>>,
    /// Whether the file keeps every pixel as it was drawn.
    pub is_lossless: bool,
}

/// Decodes a picture and turns it upright; `bytes` are those that it was probed from, or the reason tells.
pub fn decode(picture: &Picture, bytes: &[u8]) -> Result<Pixels, String> {
    let mut pixels = match picture.format {
        Format::Jpeg => jpeg::decode(bytes)?,
        Format::Png => png::decode(bytes)?,
        Format::WebP => webp(bytes)?,
        Format::Gif | Format::Svg => return Err("it is no still picture".to_owned()),
    };
    if picture.turn.size(pixels.width, pixels.height) != (picture.width, picture.height) {
        return Err("its size is not the one at its head".to_owned());
    }
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    pixels.bytes = picture.turn.apply(pixels.bytes, width, height, pixels.depth);
    (pixels.width, pixels.height) = (picture.width, picture.height);
    if pixels.depth == 4 && pixels.bytes.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX) {
        pixels.bytes = pixels.bytes.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        pixels.depth = 3;
    }
    Ok(pixels)
}

fn webp(bytes: &[u8]) -> Result<Pixels, String> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let (width, height) = decoder.dimensions();
    let depth = if decoder.has_alpha() { 4 } else { 3 };
    let profile = decoder.icc_profile().ok().flatten();
    let is_lossless = !decoder.is_lossy();
    let size = decoder.output_buffer_size().ok_or("it has no size")?;
    let mut pixels = vec![0; size];
    decoder.read_image(&mut pixels).map_err(|error| error.to_string())?;
    Ok(Pixels { width, height, depth, bytes: pixels, profile, is_lossless })
}

pub mod jpeg {
    //! JPEG, read by zune-jpeg.

    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;

    use super::{Pixels, Turn};

    /// Width, height and turn.
    pub fn head(bytes: &[u8]) -> Result<(u32, u32, Turn), String> {
        let mut decoder = decoder(bytes);
        decoder.decode_headers().map_err(|error| error.to_string())?;
        let info = decoder.info().ok_or("it has no size")?;
        let turn = decoder.exif().map_or_else(Turn::default, |exif| Turn::of_exif(exif));
        Ok((info.width.into(), info.height.into(), turn))
    }

    /// Whether the picture's own end mark stands after its first scan; a small picture inside the head has one, too.
    pub fn is_whole(bytes: &[u8]) -> bool {
        let mut at = 2;
        while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
            if marker == 0xff {
                at += 1;
                continue;
            }
            at += 2 + usize::from(u16::from_be_bytes([high, low]));
            if marker == 0xda {
                return memchr::memmem::rfind(bytes.get(at..).unwrap_or_default(), &[0xff, 0xd9]).is_some();
            }
        }
        false
    }

    pub fn decode(bytes: &[u8]) -> Result<Pixels, String> {
        let mut decoder = decoder(bytes);
        let pixels = decoder.decode().map_err(|error| error.to_string())?;
        let info = decoder.info().ok_or("it has no size")?;
        // The profile of a picture for the press fits its four inks, and that of a grey one its single shade: both
        // are three colours by now.
        let had_three = matches!(decoder.input_colorspace(), Some(ColorSpace::YCbCr | ColorSpace::RGB));
        let profile = decoder.icc_profile().filter(|_| had_three);
        let (width, height) = (info.width.into(), info.height.into());
        Ok(Pixels { width, height, depth: 3, bytes: pixels, profile, is_lossless: false })
    }

    fn decoder(bytes: &[u8]) -> JpegDecoder<ZCursor<&[u8]>> {
        let (widest, highest) = (usize::from(u16::MAX), usize::from(u16::MAX));
        let options = DecoderOptions::default().set_max_width(widest).set_max_height(highest);
        JpegDecoder::new_with_options(ZCursor::new(bytes), options.jpeg_set_out_colorspace(ColorSpace::RGB))
    }
}

pub mod png {
    //! PNG, read by the `png` crate.

    use std::io::Cursor;

    use png::{ColorType, Decoder, Transformations};

    use super::{Pixels, Turn};

    /// Width, height, turn, and whether it moves.
    pub fn head(bytes: &[u8]) -> Result<(u32, u32, Turn, bool), String> {
        let reader = Decoder::new(Cursor::new(bytes)).read_info().map_err(|error| error.to_string())?;
        let info = reader.info();
        let turn = info.exif_metadata.as_deref().map_or_else(Turn::default, Turn::of_exif);
        Ok((info.width, info.height, turn, info.animation_control.is_some()))
    }

    /// Whether the chunks follow one another up to the last one.
    pub fn is_whole(bytes: &[u8]) -> bool {
        let mut at = 8;
        while let Some(&[a, b, c, d, e, f, g, h]) = bytes.get(at..at + 8) {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            let Some(next) = at.checked_add(12).and_then(|at| at.checked_add(length)) else { return false };
            if [e, f, g, h] == *b"IEND" {
                return next <= bytes.len();
            }
            at = next;
        }
        false
    }

    pub fn decode(bytes: &[u8]) -> Result<Pixels, String> {
        let mut decoder = Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
        let mut pixels = vec![0; reader.output_buffer_size().ok_or("it has no size")?];
        let frame = reader.next_frame(&mut pixels).map_err(|error| error.to_string())?;
        pixels.truncate(frame.buffer_size());
        let is_grey = matches!(frame.color_type, ColorType::Grayscale | ColorType::GrayscaleAlpha);
        let (bytes, depth) = match frame.color_type {
            ColorType::Grayscale => (pixels.iter().flat_map(|&grey| [grey; 3]).collect(), 3),
            ColorType::GrayscaleAlpha => {
                (pixels.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(), 4)
            }
            ColorType::Rgb => (pixels, 3),
            ColorType::Rgba => (pixels, 4),
            ColorType::Indexed => return Err("its palette cannot be read".to_owned()),
        };
        // A profile for shades of grey does not fit three colours.
        let profile = reader.info().icc_profile.as_deref().filter(|_| !is_grey).map(<[u8]>::to_vec);
        Ok(Pixels { width: frame.width, height: frame.height, depth, bytes, profile, is_lossless: true })
    }
}
