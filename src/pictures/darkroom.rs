//! Where prints are made, and kept from one build to the next.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use super::decode::{Pixels, decode};
use super::print::print;
use super::{Picture, Print, probe};
use crate::text::{Diagnostic, Fingerprint, SitePath};
use crate::world::{Folder, World};

/// The folder for what can be made again, in the site's own; whoever deletes it loses nothing but time.
pub const CACHE: &str = ".onrecord/cache";

/// Pictures from this size on are worked on one at a time: decoded, two of 120 megapixels would take a gigabyte.
const LARGE: u64 = 25_000_000;

/// How long a print is kept that the site does not need, in nanoseconds: 30 days. It may be one of a draft, or of
/// another branch.
const KEPT_FOR: u64 = 30 * 24 * 3600 * 1_000_000_000;

/// Makes prints, and keeps them in a folder.
pub struct Darkroom {
    /// None where nothing is to be kept.
    shelf: Option<Folder>,
    /// Held by whoever works on a large picture.
    large: Mutex<()>,
}

/// Prints of one picture, and what is to be told of it.
pub struct Developed {
    /// In the order in which they were asked for; where the picture is broken, its own bytes.
    pub prints: Vec<Vec<u8>>,
    pub told: Option<Diagnostic>,
}

impl Darkroom {
    /// Keeps prints in a folder; what a run that was stopped has left there is taken away.
    pub fn new(shelf: Folder) -> Self {
        let _ = shelf.clear_staging();
        Self { shelf: Some(shelf), large: Mutex::new(()) }
    }

    /// Keeps nothing.
    pub fn bare() -> Self {
        Self { shelf: None, large: Mutex::new(()) }
    }

    /// Makes prints of a picture, or finds those that were made before. The picture is decoded once at most.
    pub fn develop(&self, world: &dyn World, picture: &Picture, wanted: &[&Print]) -> std::io::Result<Developed> {
        let mut prints: Vec<Option<Vec<u8>>> = wanted.iter().map(|print| self.kept(&print.to)).collect();
        let mut told = None;
        if prints.iter().any(Option::is_none) {
            let pixels = u64::from(picture.width) * u64::from(picture.height);
            let _turn = (pixels > LARGE).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
            let bytes = world.read(&picture.file)?;
            // Should the file have changed since it was looked at, the next edition is on its way.
            let is_same = Fingerprint::of_bytes(&bytes) == picture.content;
            let missing = wanted.iter().zip(&mut prints).filter(|(_, made)| made.is_none());
            match make(picture, &bytes, missing.map(|(print, made)| (*print, made))) {
                Ok(()) if is_same => {
                    wanted.iter().zip(&prints).for_each(|(print, made)| self.keep(&print.to, made.as_deref()));
                }
                Ok(()) => {}
                Err(why) => {
                    told = Some(probe::broken(&picture.file, &why));
                    for made in &mut prints {
                        made.get_or_insert_with(|| bytes.clone());
                    }
                }
            }
        }
        Ok(Developed { prints: prints.into_iter().flatten().collect(), told })
    }

    /// Takes away what the site does not need and has not been made lately, and what was left half done.
    pub fn tidy(&self, world: &dyn World, needed: &dyn Fn(&SitePath) -> bool) {
        let Some(shelf) = &self.shelf else { return };
        let now = u64::try_from(world.now().as_nanosecond()).unwrap_or_default();
        let folder = SitePath::new(super::FOLDER).expect("a plain name");
        for path in shelf.files(&folder) {
            let is_old = || shelf.stamp(&path).is_some_and(|stamp| stamp.modified.saturating_add(KEPT_FOR) < now);
            if !needed(&path) && is_old() {
                let _ = shelf.remove(&path);
            }
        }
        let _ = shelf.clear_staging();
    }

    /// A print that is kept; one that is cut short counts as none.
    fn kept(&self, path: &SitePath) -> Option<Vec<u8>> {
        let bytes = self.shelf.as_ref()?.read(path).ok()?;
        let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
        (bytes.starts_with(b"RIFF") && bytes.len() == length as usize + 8).then_some(bytes)
    }

    /// Keeps a print if that is possible; if not, it is made again the next time.
    fn keep(&self, path: &SitePath, print: Option<&[u8]>) {
        let (Some(shelf), Some(print)) = (&self.shelf, print) else { return };
        if shelf.stamp(path).is_none() {
            let _ = shelf.stage(print).and_then(|staged| shelf.commit(staged, path));
        }
    }
}

/// Decodes a picture and fills in the prints that are missing.
fn make<'a>(
    picture: &Picture,
    bytes: &[u8],
    missing: impl Iterator<Item = (&'a Print, &'a mut Option<Vec<u8>>)>,
) -> Result<(), String> {
    // Files are made by strangers, and a decoder that fails over one must not end the build.
    let guarded = |work: &mut dyn FnMut() -> Result<(), String>| {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("its decoder gave up".to_owned()))
    };
    let mut pixels: Option<Pixels> = None;
    guarded(&mut || decode(picture, bytes).map(|decoded| pixels = Some(decoded)))?;
    let Some(pixels) = pixels else { return Ok(()) };
    for (wanted, made) in missing {
        guarded(&mut || print(&pixels, wanted).map(|bytes| *made = Some(bytes)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::io::Cursor;

    use image_webp::WebPDecoder;

    use super::*;
    use crate::world::Memory;

    /// Red on the left and blue on the right, with the word of a camera that was held sideways.
    fn held_sideways() -> Vec<u8> {
        let (mut file, mut info) = (Vec::new(), png::Info::with_size(600, 300));
        info.color_type = png::ColorType::Rgb;
        let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        info.exif_metadata = Some(Cow::Borrowed(exif));
        let row = (0..600).flat_map(|x| if x < 300 { [255, 0, 0] } else { [0, 0, 255] });
        let pixels: Vec<u8> = row.collect::<Vec<u8>>().repeat(300);
        let mut writer = png::Encoder::with_info(&mut file, info).unwrap().write_header().unwrap();
        writer.write_image_data(&pixels).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn prints_are_upright_and_say_nothing_but_their_pixels() {
        let (file, bytes) = (SitePath::new("content/a.png").unwrap(), held_sideways());
        let mut world = Memory::new("2025-01-01T00:00:00Z".parse().unwrap());
        world.put(file.as_str(), bytes.clone());
        let picture = probe::probe(&file, &bytes).picture.unwrap();
        assert_eq!((picture.width, picture.height), (300, 600));
        let prints = picture.prints(&[150]);
        let developed = Darkroom::bare().develop(&world, &picture, &[&prints[0]]).unwrap();
        assert_eq!(developed.told, None);
        let mut decoder = WebPDecoder::new(Cursor::new(&developed.prints[0])).unwrap();
        assert_eq!((decoder.dimensions(), decoder.exif_metadata().unwrap()), ((150, 300), None));
        let mut pixels = vec![0; decoder.output_buffer_size().unwrap()];
        decoder.read_image(&mut pixels).unwrap();
        // Turned to the left, the right side is above.
        let (top, bottom) = (&pixels[..3], &pixels[pixels.len() - 3..]);
        assert!(top[2] > 240 && bottom[0] > 240, "{top:?} {bottom:?}");
    }
}
