//! The files that an article is made from, read anew from the disk: an editor may have saved a moment ago.

use std::ops::Range;
use std::path::Path;

use super::append::{Added, Refused, append, append_all};
use super::entry::Entry;
use crate::gather::SIDECAR;
use crate::parse::{self, Article, Dialect, Wordings};
use crate::text::{SitePath, TextFile, decode};
use crate::world::{Disk, Folder, Look, World};
use crate::yaml;

/// An article and its sidecar as they stand on the disk.
pub struct Files<'a> {
    root: &'a Path,
    article: Kept,
    sidecar: Sidecar,
    /// The front matter, if the list that is added to stands there.
    front: Option<Range<usize>>,
}

enum Sidecar {
    There(Kept),
    /// Where it is to be made.
    Missing(Kept),
}

/// A file that was read, and what is needed to see that it is still the same.
pub struct Kept {
    pub file: TextFile,
    bytes: Option<Vec<u8>>,
    /// Whether it begins with a byte order mark.
    pub marked: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Kept {
    pub fn read(root: &Path, path: &SitePath) -> Result<Self, Refused> {
        let bytes = Disk::new(root.to_path_buf()).read(path).map_err(|error| failed(path, &error))?;
        let file = decode(path, bytes.clone()).map_err(|told| Refused(told.message))?;
        Ok(Self { file, marked: bytes.starts_with(BYTE_ORDER_MARK), bytes: Some(bytes) })
    }

    fn none(path: SitePath) -> Self {
        Self { file: TextFile { path, text: "".into() }, bytes: None, marked: false }
    }

    /// Where entries can stand: in the whole sidecar, or in the front matter of an article.
    pub fn yaml(&self) -> Option<Range<usize>> {
        let text = &self.file.text;
        if self.file.path.name().ends_with(SIDECAR) { Some(0..text.len()) } else { parse::front_matter_range(text) }
    }

    /// Writes another text, if nobody else did meanwhile.
    pub fn write(&self, root: &Path, text: &str) -> Result<(), Refused> {
        let path = &self.file.path;
        if Disk::new(root.to_path_buf()).read(path).ok() != self.bytes {
            return Err(Refused(format!("`{path}` was changed just now; try again")));
        }
        let mark = if self.marked { BYTE_ORDER_MARK } else { b"" };
        let folder = Folder::new(root.to_path_buf());
        folder.replace(path, &[mark, text.as_bytes()].concat()).map_err(|error| failed(path, &error))
    }

    /// Writes another text, if the file still holds the one it was read as before.
    pub fn write_over(&self, root: &Path, before: &str, text: &str) -> Result<(), Refused> {
        match *self.file.text == *before {
            true => self.write(root, text),
            false => Err(Refused(format!("`{}` was changed just now; try again", self.file.path))),
        }
    }

    /// Deletes a file that was made for an entry.
    pub fn remove(&self, root: &Path) -> Result<(), Refused> {
        let path = &self.file.path;
        Folder::new(root.to_path_buf()).remove(path).map_err(|error| failed(path, &error))
    }
}

fn failed(path: &SitePath, error: &std::io::Error) -> Refused {
    Refused(format!("`{path}`: {error}"))
}

impl<'a> Files<'a> {
    pub fn read(root: &'a Path, path: &SitePath, key: &str) -> Result<Self, Refused> {
        let world = Disk::new(root.to_path_buf());
        let beside = |name: String| path.parent().join(&name).map_err(|_| Refused("no such name".to_owned()));
        let is_file = |path: &SitePath| world.look(path) == Look::File;
        let (short, full) =
            (beside(format!("{}{SIDECAR}", path.stem()))?, beside(format!("{}{SIDECAR}", path.name()))?);
        // `a.md` and `a.txt` share a short name, which is then nobody's.
        let mut shared = false;
        for ending in ["md", "txt", "markdown"] {
            let other = beside(format!("{}.{ending}", path.stem()))?;
            shared |= other != *path && is_file(&other);
        }
        let sidecar = match (is_file(&full), is_file(&short) && !shared) {
            (true, true) => return Err(Refused(format!("there are two sidecars, `{short}` and `{full}`"))),
            (true, false) => Sidecar::There(Kept::read(root, &full)?),
            (false, true) => Sidecar::There(Kept::read(root, &short)?),
            (false, false) => Sidecar::Missing(Kept::none(if shared { full } else { short })),
        };
        let article = Kept::read(root, path)?;
        let front = article.yaml().filter(|range| {
            let value = yaml::value(&article.file.text[range.clone()]);
            value.is_ok_and(|value| value.get(key).is_some())
        });
        Ok(Self { root, article, sidecar, front })
    }

    pub fn article(&self) -> &TextFile {
        &self.article.file
    }

    /// The file that is written to.
    pub fn target(&self) -> &TextFile {
        &self.kept().file
    }

    fn kept(&self) -> &Kept {
        match &self.sidecar {
            _ if self.front.is_some() => &self.article,
            Sidecar::There(kept) | Sidecar::Missing(kept) => kept,
        }
    }

    pub fn is_new(&self) -> bool {
        self.kept().bytes.is_none()
    }

    pub fn append(&self, entry: &Entry) -> Result<(String, Added), Refused> {
        let text = &self.target().text;
        append(text, self.yaml(), entry)
    }

    /// Appends several entries of one kind.
    pub fn append_all(&self, entries: &[Entry]) -> Result<String, Refused> {
        append_all(&self.target().text, self.yaml(), entries)
    }

    /// Where the YAML stands in another text for the file that is written to.
    pub fn yaml_in(&self, text: &str) -> Range<usize> {
        let front = self.front.is_some().then(|| parse::front_matter_range(text)).flatten();
        front.unwrap_or(0..text.len())
    }

    /// Where the YAML stands in the text of the file that is written to.
    pub fn yaml(&self) -> Range<usize> {
        self.front.clone().unwrap_or(0..self.target().text.len())
    }

    /// Parses the article, with another text for the file that is written to.
    pub fn parse(&self, changed: Option<&str>, dialect: &Dialect) -> Article {
        let mut article = self.article.file.clone();
        let mut sidecar = match &self.sidecar {
            Sidecar::There(kept) => Some(kept.file.clone()),
            Sidecar::Missing(_) => None,
        };
        if let Some(text) = changed {
            let changed = TextFile { path: self.target().path.clone(), text: text.into() };
            if self.front.is_some() { article = changed } else { sidecar = Some(changed) }
        }
        parse::parse(&article, sidecar.as_ref(), dialect, &Wordings::default())
    }

    pub fn write(&self, text: &str) -> Result<(), Refused> {
        self.kept().write(self.root, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_saved_meanwhile_stands() {
        let root = tempfile::tempdir().unwrap();
        let (path, folder) = (SitePath::new("a.record.yaml").unwrap(), Folder::new(root.path().to_path_buf()));
        folder.replace(&path, b"# mine\n").unwrap();
        let kept = Kept::read(root.path(), &path).unwrap();
        folder.replace(&path, b"# theirs\n").unwrap();
        let refused = kept.write(root.path(), "# mine\nfacts:\n  - text: x\n").unwrap_err();
        assert_eq!(refused.0, "`a.record.yaml` was changed just now; try again");
        // Nor is a file that was made since overwritten, or one that was removed made again.
        let missing = Kept::none(path.clone());
        assert!(missing.write(root.path(), "facts: []\n").is_err());
        assert_eq!(folder.read(&path).unwrap(), b"# theirs\n");
        folder.remove(&path).unwrap();
        assert!(kept.write(root.path(), "facts: []\n").is_err());
        assert!(!folder.is_taken(&path));
    }
}
