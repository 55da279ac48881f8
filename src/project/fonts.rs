//! The letters in which share images are set.

use std::sync::Arc;

use super::{Changes, Project};
use crate::config::{Config, Draw};
use crate::pictures::share::Fonts;
use crate::text::{Diagnostic, SitePath};
use crate::world::World;

/// The font that was read, or not, and what came of it.
pub struct KeptFonts {
    file: Option<SitePath>,
    fonts: Arc<Fonts>,
    told: Option<Diagnostic>,
}

impl Project {
    /// The letters for share images; a font of the site is read when it may have changed.
    pub(super) fn fonts(
        &mut self,
        config: &Config,
        world: &dyn World,
        changes: Changes<'_>,
        told: &mut Vec<Diagnostic>,
    ) -> Arc<Fonts> {
        let wanted = font_of(config);
        let may_differ = match (changes, wanted) {
            (Changes::All, _) => true,
            (Changes::Paths(paths), Some(font)) => {
                paths.iter().any(|path| path == font || font.strip(path.as_str()).is_some())
            }
            (Changes::Paths(_), None) => false,
        };
        let kept = self.fonts.take().filter(|kept| kept.file.as_ref() == wanted && !may_differ);
        let kept = kept.unwrap_or_else(|| {
            let (fonts, missing) = fonts_of(config, world);
            let told = missing.map(|font| {
                let told = Diagnostic::error(
                    "bad-font",
                    format!("`{font}` is not there, or is no font that can be read"),
                )
                .hint(
                    "write the path of a TrueType or OpenType file from the site's folder, such as `fonts/naskh.ttf`",
                );
                match &config.origin {
                    Some(origin) => told.at(origin.below(&["share_images", "font"])),
                    None => told,
                }
            });
            let same = self.site.as_ref().map(|before| &before.site.fonts).filter(|before| ***before == fonts);
            KeptFonts { file: wanted.cloned(), fonts: same.cloned().unwrap_or_else(|| Arc::new(fonts)), told }
        });
        told.extend(kept.told.clone());
        self.fonts.insert(kept).fonts.clone()
    }
}

/// The font of the site in which share images are set.
fn font_of(config: &Config) -> Option<&SitePath> {
    config.share_images.font.as_ref().filter(|_| config.share_images.draw != Draw::None)
}

/// The letters for share images, and the font that cannot be read.
pub fn fonts_of<'a>(config: &'a Config, world: &dyn World) -> (Fonts, Option<&'a SitePath>) {
    let read = font_of(config).map(|font| world.read(font).ok().and_then(Fonts::with).ok_or(font));
    match read {
        Some(Ok(fonts)) => (fonts, None),
        Some(Err(font)) => (Fonts::default(), Some(font)),
        None => (Fonts::default(), None),
    }
}
