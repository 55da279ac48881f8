//! Where a symbolic link leads, and whether a site may be read through it.
//!
//! A link inside the site's folder is followed. One that leads out of it could publish what nobody meant to publish
//! (`content/notes.txt` to a file of passwords), so it is followed only where somebody said so: by linking a whole
//! folder of the site (`content`, `static`, `templates`, `themes`, a theme), or by naming the link in `follow` of
//! site.yaml. What a followed link leads to counts as inside.

use std::fs;
use std::path::{Path, PathBuf};

use crate::text::SitePath;

/// What becomes of a link.
pub enum Lead {
    /// It is followed, to this place.
    To(PathBuf),
    /// It leads to a folder that it lies in itself.
    Back,
    /// It leads out of the site.
    Away,
}

/// Where a link leads, by the system's own names for the folders on the way.
pub fn leads(root: &Path, link: &Path, follow: &[SitePath]) -> Lead {
    let target = target(link);
    let lies_in = link.parent().and_then(|folder| fs::canonicalize(folder).ok());
    if lies_in.is_some_and(|folder| folder.starts_with(&target)) {
        return Lead::Back;
    }
    let reaches = |place: &Path| fs::canonicalize(place).is_ok_and(|place| target.starts_with(place));
    let is_inside = reaches(root)
        || own_folders(root, link).iter().any(|folder| reaches(folder))
        || follow.iter().any(|named| named.under(root) == link || reaches(&named.under(root)));
    if is_inside { Lead::To(target) } else { Lead::Away }
}

/// The folder of the site that a path lies in, and the theme.
fn own_folders(root: &Path, path: &Path) -> Vec<PathBuf> {
    let parts: Vec<_> = path.strip_prefix(root).unwrap_or(path).components().collect();
    let Some(first) = parts.first() else { return Vec::new() };
    let mut folders = vec![root.join(first)];
    if first.as_os_str() == "themes" {
        folders.extend(parts.get(1).map(|theme| root.join(first).join(theme)));
    }
    folders
}

/// What a link leads to; for a link to nothing, where that would be.
fn target(link: &Path) -> PathBuf {
    fs::canonicalize(link).unwrap_or_else(|_| {
        let next = fs::read_link(link).unwrap_or_default();
        let next = link.parent().unwrap_or(link).join(next);
        match (next.parent().and_then(|folder| fs::canonicalize(folder).ok()), next.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => next,
        }
    })
}
