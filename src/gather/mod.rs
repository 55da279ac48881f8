//! From the world to inputs: which files there are, what each is for, and the words of those that are read.
//!
//! A [`Shelf`] holds the files as they were last read; when some of them change, only these are read again.
//! Its [`Inputs`] are what the other stages work on.
//!
//! **Invariant:** a file that cannot be used is one diagnostic and never stops the others. Nothing is
//! parsed here; file texts are decoded and handed on, and of pictures only the head is read.

mod purpose;

pub use purpose::{ARCHIVE, CONTENT, FOLDERS, I18N, MANIFEST, SIDECAR, STATIC, TEMPLATES, THEMES, is_passed_over};

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::config;
use crate::parse::{Layout, RecordKind};
use crate::pictures::{self, Picture, Probed};
use crate::text::{Diagnostic, Fingerprint, SitePath, Span, TextFile, Texts, decode};
use crate::world::{Found, Links, Trouble, World};
use purpose::{Use, use_of};

/// Everything a site is made from.
#[derive(Debug, Default)]
pub struct Inputs {
    pub config: Option<TextFile>,
    /// In the order of their paths.
    pub articles: Vec<ArticleInput>,
    pub record: Vec<RecordInput>,
    /// Templates of the site and of its themes, by their full paths.
    pub templates: Vec<TextFile>,
    /// The words of the site and of its themes, by their full paths.
    pub words: Vec<TextFile>,
    /// What themes say of themselves, by their full paths.
    pub manifests: Vec<TextFile>,
    /// Files to copy: beside articles, in `static/`, and in the `static/` of themes.
    pub assets: Vec<SitePath>,
    /// Those of them, beside articles and in `static/`, that are pictures.
    pub pictures: Vec<Arc<Picture>>,
    /// The fingerprints of style sheets and scripts in `static/`, which their names tell in the output.
    pub stamps: FxHashMap<SitePath, Fingerprint>,
    /// The names of the folders in `themes/`.
    pub themes: Vec<String>,
    /// All that was read, for showing lines in diagnostics.
    pub texts: Texts,
    pub told: Vec<Diagnostic>,
}

#[derive(Debug)]
pub struct ArticleInput {
    pub file: Shelved,
    pub sidecar: Option<Shelved>,
}

/// A file that may not have been read yet.
#[derive(Debug, Clone)]
pub enum Shelved {
    Read(TextFile),
    Unread(SitePath),
}

impl Shelved {
    pub fn path(&self) -> &SitePath {
        match self {
            Self::Read(file) => &file.path,
            Self::Unread(path) => path,
        }
    }

    /// The file's text.
    pub fn read(self, world: &dyn World) -> Result<TextFile, Diagnostic> {
        match self {
            Self::Read(file) => Ok(file),
            Self::Unread(path) => read_text(world, &path),
        }
    }
}

#[derive(Debug)]
pub struct RecordInput {
    pub file: TextFile,
    pub kind: RecordKind,
    pub layout: Layout,
}

/// The files of a site as they were last read.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Whether articles and sidecars are left to whoever parses them: a build that is done once need not hold the
    /// texts of all articles at the same time.
    leaves_articles: bool,
    files: BTreeMap<SitePath, Held>,
    /// What the last walks met that is no file to be used, by its path as it can be shown.
    unusable: BTreeMap<String, Diagnostic>,
    /// The symbolic links that were followed.
    links: Links,
    /// The links out of the site that the settings name.
    follow: Vec<SitePath>,
}

#[derive(Debug)]
enum Held {
    Text(TextFile),
    /// An article or a sidecar that is read when it is parsed.
    Later,
    /// A file that is copied, or known and not used.
    Unread,
    /// A file that is copied, and what its head says of the picture in it.
    Picture(Arc<Probed>),
    /// A style sheet or script that is copied, also under a name that tells its bytes.
    Stamped(Fingerprint),
    Failed(Diagnostic),
}

impl Held {
    /// Keeps the reading from before if the text is the same, so that nothing is made of it again.
    fn or_same_as(self, before: Option<Held>) -> Held {
        match (self, before) {
            (Held::Text(new), Some(Held::Text(old))) if new.text == old.text => Held::Text(old),
            (Held::Picture(new), Some(Held::Picture(old))) if new == old => Held::Picture(old),
            (held, _) => held,
        }
    }
}

impl Shelf {
    /// A shelf for a single look at a site.
    pub fn for_once() -> Self {
        Self { leaves_articles: true, ..Self::default() }
    }

    /// Walks the whole site and reads all its texts; a text that is the same as before keeps its place in memory.
    pub fn read_all(&mut self, world: &dyn World) {
        let mut before = std::mem::take(&mut self.files);
        self.unusable.clear();
        self.links.clear();
        // The settings first: they say which links are followed.
        let settings = SitePath::new(config::FILE).expect("a plain name");
        let held = hold(world, &settings).or_same_as(before.remove(&settings));
        self.follow = follow_of(&held);
        self.files.insert(settings, held);
        let mut paths = Vec::new();
        for folder in FOLDERS {
            let folder = SitePath::new(folder).expect("a plain name");
            paths.extend(self.walk(world, &folder));
        }
        let read: Vec<(SitePath, Held)> =
            paths.into_par_iter().map(|path| (path.clone(), self.hold(world, &path))).collect();
        for (path, held) in read {
            let held = held.or_same_as(before.remove(&path));
            self.files.insert(path, held);
        }
    }

    /// Reads what a theme is made from, and nothing of what it shows: no article, no picture.
    pub fn read_look(&mut self, world: &dyn World, follow: &[SitePath]) {
        self.follow = follow.to_vec();
        for folder in [I18N, STATIC, TEMPLATES, THEMES] {
            let folder = SitePath::new(folder).expect("a plain name");
            for path in self.walk(world, &folder) {
                let held = if pictures::is_picture(&path) { Held::Unread } else { hold(world, &path) };
                self.files.insert(path, held);
            }
        }
    }

    /// Looks again at the files and folders that are said to have changed.
    pub fn read_again(&mut self, world: &dyn World, changed: &[SitePath]) {
        for path in changed {
            if path.as_str() == config::FILE {
                let held = hold(world, path).or_same_as(self.files.remove(path));
                let follow = follow_of(&held);
                self.files.insert(path.clone(), held);
                if follow != self.follow {
                    return self.read_all(world);
                }
                continue;
            }
            let mut before = self.forget(path);
            if path.as_str().split('/').any(is_passed_over) {
                continue;
            }
            for found in self.walk(world, path) {
                let held = self.hold(world, &found).or_same_as(before.remove(&found));
                self.files.insert(found, held);
            }
        }
    }

    /// The symbolic links that were followed.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// What the other stages work on.
    pub fn inputs(&self) -> Inputs {
        let mut inputs = Inputs { told: self.unusable.values().cloned().collect(), ..Inputs::default() };
        let mut sidecars = Vec::new();
        for (path, held) in &self.files {
            let file = match held {
                Held::Failed(told) => {
                    inputs.told.push(told.clone());
                    continue;
                }
                Held::Unread => match use_of(path) {
                    Use::StrayRecord => {
                        inputs.told.push(stray_record(path));
                        continue;
                    }
                    Use::Asset => {
                        inputs.assets.push(path.clone());
                        continue;
                    }
                    _ => continue,
                },
                Held::Picture(probed) => {
                    inputs.assets.push(path.clone());
                    inputs.pictures.extend(probed.picture.clone());
                    inputs.told.extend(probed.told.clone());
                    continue;
                }
                Held::Stamped(fingerprint) => {
                    inputs.assets.push(path.clone());
                    inputs.stamps.insert(path.clone(), *fingerprint);
                    continue;
                }
                Held::Later => {
                    match use_of(path) {
                        Use::Sidecar => sidecars.push(Shelved::Unread(path.clone())),
                        _ => {
                            let file = Shelved::Unread(path.clone());
                            inputs.articles.push(ArticleInput { file, sidecar: None });
                        }
                    }
                    continue;
                }
                Held::Text(file) => file,
            };
            inputs.texts.insert(path.clone(), file.text.clone());
            let file = file.clone();
            match use_of(path) {
                Use::Config => inputs.config = Some(file),
                Use::Article => inputs.articles.push(ArticleInput { file: Shelved::Read(file), sidecar: None }),
                Use::Sidecar => sidecars.push(Shelved::Read(file)),
                Use::Record(kind, layout) => inputs.record.push(RecordInput { file, kind, layout }),
                Use::Template => inputs.templates.push(file),
                Use::Words => inputs.words.push(file),
                Use::Manifest => inputs.manifests.push(file),
                Use::Asset | Use::Ignored | Use::StrayRecord => {}
            }
        }
        lay_sidecars(&mut inputs, sidecars);
        let texts = inputs.templates.iter().chain(&inputs.words).chain(&inputs.manifests);
        let files = texts.map(|file| &file.path).chain(&inputs.assets);
        inputs.themes = files.filter_map(|path| path.strip(THEMES)?.split('/').next().map(str::to_owned)).collect();
        inputs.themes.sort_unstable();
        inputs.themes.dedup();
        inputs
    }

    fn hold(&self, world: &dyn World, path: &SitePath) -> Held {
        match use_of(path) {
            Use::Article | Use::Sidecar if self.leaves_articles => Held::Later,
            _ => hold(world, path),
        }
    }

    fn walk(&mut self, world: &dyn World, folder: &SitePath) -> Vec<SitePath> {
        let mut paths = Vec::new();
        for found in world.list(folder, &is_passed_over, &self.follow) {
            match found {
                Found::File(path) => paths.push(path),
                Found::Link(path, to) => drop(self.links.insert(path, to)),
                Found::Unusable(shown, trouble) => {
                    let told = unusable(&shown, trouble);
                    self.unusable.insert(shown, told);
                }
            }
        }
        paths
    }

    /// Takes out a file, or all files of a folder, and what was told of them.
    fn forget(&mut self, path: &SitePath) -> BTreeMap<SitePath, Held> {
        let is_there = |other: &str| other == path.as_str() || other.starts_with(&format!("{path}/"));
        self.unusable.retain(|shown, _| !is_there(shown));
        self.links.retain(|link, _| !is_there(link.as_str()));
        let below: Vec<SitePath> = self
            .files
            .range(path.clone()..)
            .map(|(below, _)| below)
            .take_while(|below| below.as_str().starts_with(path.as_str()))
            .filter(|below| below.strip(path.as_str()).is_some())
            .cloned()
            .collect();
        [path.clone()].into_iter().chain(below).filter_map(|path| self.files.remove_entry(&path)).collect()
    }
}

/// The links out of the site that the settings name.
fn follow_of(settings: &Held) -> Vec<SitePath> {
    match settings {
        Held::Text(file) => config::Config::read(file).0.follow_links,
        Held::Later | Held::Unread | Held::Picture(_) | Held::Stamped(_) | Held::Failed(_) => Vec::new(),
    }
}

/// Reads a file if it is one that is read.
fn hold(world: &dyn World, path: &SitePath) -> Held {
    match use_of(path) {
        Use::Asset if pictures::is_picture(path) && (path.strip(CONTENT).is_some() || path.strip(STATIC).is_some()) => {
            // A file that cannot be read is told where it is copied.
            world.read(path).map_or(Held::Unread, |bytes| Held::Picture(Arc::new(pictures::probe(path, &bytes))))
        }
        Use::Asset if path.is_kind(&["css", "js"]) && path.strip(CONTENT).is_none() => {
            world.read(path).map_or(Held::Unread, |bytes| Held::Stamped(Fingerprint::of_bytes(&bytes)))
        }
        Use::Asset | Use::Ignored | Use::StrayRecord => Held::Unread,
        _ => read_text(world, path).map_or_else(Held::Failed, Held::Text),
    }
}

/// Reads and decodes a file.
pub fn read_text(world: &dyn World, path: &SitePath) -> Result<TextFile, Diagnostic> {
    match world.read(path) {
        Ok(bytes) => decode(path, bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && path.as_str() == config::FILE => {
            Err(Diagnostic::error("no-site", format!("there is no `{path}` here, so this is not a site"))
                .hint("`onrecord new DIR` makes a site; `--root DIR` builds one that is elsewhere"))
        }
        Err(error) => Err(Diagnostic::error("unreadable", format!("`{path}` cannot be read: {error}"))
            .at(Span::file(path))
            .hint("look at its permissions, or move it out of the site")),
    }
}

/// Puts each sidecar beside its article: `NAME.record.yaml` beside `NAME.txt` or `NAME.md`.
fn lay_sidecars(inputs: &mut Inputs, sidecars: Vec<Shelved>) {
    if sidecars.is_empty() {
        return;
    }
    let mut by_name: FxHashMap<(SitePath, String), Vec<usize>> = FxHashMap::default();
    for (index, article) in inputs.articles.iter().enumerate() {
        let path = article.file.path();
        by_name.entry((path.parent(), path.stem().to_owned())).or_default().push(index);
        by_name.entry((path.parent(), path.name().to_owned())).or_default().push(index);
    }
    for sidecar in sidecars {
        let path = sidecar.path().clone();
        let name = path.name().strip_suffix(SIDECAR).unwrap_or_default();
        match by_name.get(&(path.parent(), name.to_owned())).map(Vec::as_slice) {
            Some(&[article]) => inputs.articles[article].sidecar = Some(sidecar),
            Some([one, other, ..]) => inputs.told.push(
                Diagnostic::error(
                    "sidecar-ambiguous",
                    format!(
                        "`{}` could belong to `{}` or to `{}`",
                        path,
                        inputs.articles[*one].file.path(),
                        inputs.articles[*other].file.path()
                    ),
                )
                .at(Span::file(&path))
                .hint("name it after the whole file name, such as `budget.txt.record.yaml`"),
            ),
            Some([]) | None => inputs.told.push(
                Diagnostic::error("sidecar-alone", format!("there is no article beside `{path}`"))
                    .at(Span::file(&path))
                    .hint(format!("it belongs to `{name}.txt` or `{name}.md` in the same folder")),
            ),
        }
    }
}

fn stray_record(path: &SitePath) -> Diagnostic {
    Diagnostic::warning("stray-record", format!("`{path}` is no part of the record and is not read"))
        .at(Span::file(path))
        .hint("the record is `people.yaml`, `sources.yaml`, `facts.yaml` and `quotes.yaml`, or folders of these names")
}

fn unusable(shown: &str, trouble: Trouble) -> Diagnostic {
    match trouble {
        Trouble::Loop => Diagnostic::warning(
            "link-loop",
            format!("`{shown}` is a symbolic link to a folder that it lies in, and is not followed"),
        )
        .hint("remove the link"),
        Trouble::Away => Diagnostic::warning(
            "link-away",
            format!("`{shown}` is a symbolic link out of the site, and is not followed"),
        )
        .hint(format!("if what it leads to may be published, add `{shown}` to `follow_links` in `{}`", config::FILE)),
        Trouble::Name => Diagnostic::warning(
            "odd-name",
            format!("the name of `{shown}` cannot be part of an address, so the file is left out"),
        )
        .hint("rename it: UTF-8, without control characters and backslashes"),
        Trouble::NotAFile => {
            Diagnostic::warning("not-a-file", format!("`{shown}` is neither a file nor a folder, and is left out"))
        }
        Trouble::Refused(why) => Diagnostic::error("unreadable", format!("`{shown}` cannot be read: {why}"))
            .hint("look at its permissions, or move it out of the site"),
    }
}
