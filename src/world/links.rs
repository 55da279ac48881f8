//! Where a symbolic link leads, and whether a site may be read through it.
//!
//! A link inside the site's folder is followed. One that leads out of it could publish what nobody meant to publish
//! (`content/notes.txt` to a file of passwords), so it is followed only where somebody said so: by linking a whole
//! folder of the site (`content`, `static`, `templates`, `themes`, a theme), or by naming the link in `follow_links` of
//! site.yaml. What a followed link leads to counts as inside.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::text::SitePath;

/// The links through which a site is read, each with where it leads: to which path next, and in the end.
pub type Links = BTreeMap<SitePath, Vec<PathBuf>>;

/// What becomes of a link.
pub enum Lead {
    /// It is followed: each path on the way, and the last.
    To(Vec<PathBuf>),
    /// It leads to a folder that it lies in itself.
    Back,
    /// It leads out of the site.
    Away,
}

/// Where a link leads, by the system's own names for the folders on the way.
pub fn leads(root: &Path, link: &Path, follow: &[SitePath]) -> Lead {
    let way = way(link);
    let target = way.last().map_or(link, PathBuf::as_path);
    let lies_in = link.parent().and_then(|folder| fs::canonicalize(folder).ok());
    if lies_in.is_some_and(|folder| folder.starts_with(target)) {
        return Lead::Back;
    }
    let reaches = |place: &Path| fs::canonicalize(place).is_ok_and(|place| target.starts_with(place));
    let is_inside = reaches(root)
        || own_folders(root, link).iter().any(|folder| reaches(folder))
        || follow.iter().any(|named| named.under(root) == link || reaches(&named.under(root)));
    if is_inside { Lead::To(way) } else { Lead::Away }
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

/// The paths from a link to what it leads to in the end; for a link to nothing, to where that would be.
fn way(link: &Path) -> Vec<PathBuf> {
    let mut way: Vec<PathBuf> = Vec::new();
    while let Ok(next) = fs::read_link(way.last().map_or(link, PathBuf::as_path)) {
        let next = way.last().map_or(link, PathBuf::as_path).parent().unwrap_or(link).join(next);
        let next = match (next.parent().and_then(|folder| fs::canonicalize(folder).ok()), next.file_name()) {
            (Some(folder), Some(name)) => folder.join(name),
            _ => next,
        };
        // Links that lead to each other lead nowhere.
        if way.contains(&next) {
            break;
        }
        way.push(next);
    }
    // A path that ends in `..` has no name of its own.
    way.extend(fs::canonicalize(link).ok().filter(|target| way.last() != Some(target)));
    way
}
