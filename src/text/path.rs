//! Where a file of the site is: a relative path with forward slashes that never climbs out.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use bitcode::{Decode, Encode};
use serde::{Serialize, Serializer};

/// A path relative to the site's root, on every system with forward slashes.
///
/// It has no empty, `.` or `..` parts, so joining it to a folder stays inside that folder.
/// The root itself is the empty path. Cloning costs a reference count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
pub struct SitePath(Arc<str>);

/// Why a path cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPath {
    /// It leads out of the site.
    ClimbsOut,
    /// It is not UTF-8, or holds a control character or a backslash.
    Odd,
}

impl SitePath {
    /// Reads a path as written with forward slashes; `.` and empty parts vanish, `..` is followed.
    pub fn new(path: &str) -> Result<Self, BadPath> {
        // Nearly all are spelled as they are kept.
        if path.split('/').all(|part| !matches!(part, "" | "." | "..") && !is_odd(part)) {
            return Ok(Self(path.into()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or(BadPath::ClimbsOut)?;
                }
                _ if is_odd(part) => return Err(BadPath::Odd),
                _ => parts.push(part),
            }
        }
        Ok(Self(parts.join("/").into()))
    }

    /// Turns a path below a folder, as the system spells it, into a site path.
    pub fn from_relative(path: &Path) -> Result<Self, BadPath> {
        let mut parts = Vec::new();
        for component in path.components() {
            match component {
                Component::Normal(part) => parts.push(part.to_str().ok_or(BadPath::Odd)?),
                Component::CurDir => {}
                _ => return Err(BadPath::ClimbsOut),
            }
        }
        if parts.iter().any(|part| is_odd(part)) {
            return Err(BadPath::Odd);
        }
        Ok(Self(parts.join("/").into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `folder`, as the system spells it.
    pub fn under(&self, folder: &Path) -> PathBuf {
        let mut path = folder.to_path_buf();
        path.extend(self.0.split('/').filter(|part| !part.is_empty()));
        path
    }

    /// The last part: `peskov.yaml` of `content/_record/people/peskov.yaml`.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The name without what stands after its last dot.
    pub fn stem(&self) -> &str {
        match self.name().rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => self.name(),
        }
    }

    /// Whether the name ends like one of these kinds of file, in capitals or not.
    pub fn is_kind(&self, extensions: &[&str]) -> bool {
        self.extension().is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
    }

    /// What stands after the last dot of the name, if there is one after its first character.
    pub fn extension(&self) -> Option<&str> {
        self.name().rsplit_once('.').and_then(|(stem, extension)| (!stem.is_empty()).then_some(extension))
    }

    /// The folder that holds it; the root holds itself.
    pub fn parent(&self) -> SitePath {
        self.0.rsplit_once('/').map_or_else(Self::root, |(parent, _)| Self(parent.into()))
    }

    pub fn root() -> Self {
        Self("".into())
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Follows `relative` from here, taking this path as a folder.
    pub fn join(&self, relative: &str) -> Result<Self, BadPath> {
        Self::new(&format!("{}/{relative}", self.0))
    }

    /// What is left below `folder`, if this path lies in it.
    pub fn strip(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// Whether a part of a path holds a control character or a backslash.
fn is_odd(part: &str) -> bool {
    let is_plain = |byte: u8| (b' '..0x7f).contains(&byte) && byte != b'\\';
    !part.bytes().all(is_plain) && part.chars().any(|c| c.is_control() || c == '\\')
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for SitePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside() {
        assert_eq!(SitePath::new("a/./b//../c").unwrap().as_str(), "a/c");
        assert_eq!(SitePath::new("/a/b/").unwrap().as_str(), "a/b");
        assert_eq!(SitePath::new("a/../../etc"), Err(BadPath::ClimbsOut));
        assert_eq!(SitePath::new("a\\..\\b"), Err(BadPath::Odd));
        assert_eq!(SitePath::new("a\0b"), Err(BadPath::Odd));
    }

    #[test]
    fn knows_its_parts() {
        let path = SitePath::new("content/news/budget.record.yaml").unwrap();
        assert_eq!((path.name(), path.stem(), path.extension()), ("budget.record.yaml", "budget.record", Some("yaml")));
        assert_eq!(path.parent().as_str(), "content/news");
        assert_eq!(path.strip("content"), Some("news/budget.record.yaml"));
        assert_eq!(path.strip("cont"), None);
        assert_eq!(SitePath::new(".hidden").unwrap().extension(), None);
    }
}
