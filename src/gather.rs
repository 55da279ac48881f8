//! From the world to inputs: which files there are, what each is for, and the words of those that are read.
//!
//! **Invariant:** a file that cannot be used is one diagnostic and never stops the others. Nothing is
//! parsed here; file texts are decoded and handed on.

use rayon::prelude::*;

use crate::config;
use crate::parse::{Layout, RecordKind};
use crate::text::{Diagnostic, SitePath, Span, TextFile, Texts, decode};
use crate::world::{Found, Trouble, World};

/// Everything a site is made from.
#[derive(Debug, Default)]
pub struct Inputs {
    pub config: Option<TextFile>,
    pub articles: Vec<ArticleInput>,
    pub record: Vec<RecordInput>,
    /// Templates of the site and of its themes, by their full paths.
    pub templates: Vec<TextFile>,
    /// Files to copy: beside articles, in `static/`, and in the `static/` of themes.
    pub assets: Vec<SitePath>,
    /// The names of the folders in `themes/`.
    pub themes: Vec<String>,
    /// All that was read, for showing lines in diagnostics.
    pub texts: Texts,
    pub told: Vec<Diagnostic>,
}

#[derive(Debug)]
pub struct ArticleInput {
    pub file: TextFile,
    pub sidecar: Option<TextFile>,
}

#[derive(Debug)]
pub struct RecordInput {
    pub file: TextFile,
    pub kind: RecordKind,
    pub layout: Layout,
}

pub const CONTENT: &str = "content";
pub const RECORD: &str = "_record";
pub const STATIC: &str = "static";
pub const TEMPLATES: &str = "templates";
pub const THEMES: &str = "themes";
const SIDECAR: &str = ".record.yaml";

/// Walks a site and reads its texts.
pub fn gather(world: &dyn World) -> Inputs {
    let mut inputs = Inputs::default();
    let mut to_read: Vec<(SitePath, Use)> = Vec::new();
    for folder in [CONTENT, STATIC, TEMPLATES, THEMES] {
        let folder = SitePath::new(folder).expect("a plain name");
        for found in world.list(&folder, &is_passed_over) {
            match found {
                Found::Unusable(shown, trouble) => inputs.told.push(unusable(&shown, trouble)),
                Found::File(path) => match use_of(&path) {
                    Use::Asset => inputs.assets.push(path),
                    Use::Ignored => {}
                    Use::StrayRecord => inputs.told.push(stray_record(&path)),
                    purpose => to_read.push((path, purpose)),
                },
            }
        }
    }
    let settings = SitePath::new(config::FILE).expect("a plain name");
    to_read.push((settings, Use::Config));

    let read = |(path, purpose): (SitePath, Use)| (read_text(world, &path), path, purpose);
    let texts: Vec<_> = to_read.into_par_iter().map(read).collect();
    let mut sidecars = Vec::new();
    for (text, path, purpose) in texts {
        let file = match text {
            Ok(file) => file,
            Err(told) => {
                inputs.told.push(told);
                continue;
            }
        };
        inputs.texts.insert(path.clone(), file.text.clone());
        match purpose {
            Use::Config => inputs.config = Some(file),
            Use::Article => inputs.articles.push(ArticleInput { file, sidecar: None }),
            Use::Sidecar => sidecars.push(file),
            Use::Record(kind, layout) => inputs.record.push(RecordInput { file, kind, layout }),
            Use::Template => inputs.templates.push(file),
            Use::Asset | Use::Ignored | Use::StrayRecord => {}
        }
    }
    lay_sidecars(&mut inputs, sidecars);
    inputs.themes = inputs
        .templates
        .iter()
        .map(|file| &file.path)
        .chain(&inputs.assets)
        .filter_map(|path| path.strip(THEMES)?.split('/').next().map(str::to_owned))
        .collect();
    inputs.themes.sort_unstable();
    inputs.themes.dedup();
    inputs
}

#[derive(Debug, Clone, Copy)]
enum Use {
    Config,
    Article,
    Sidecar,
    Record(RecordKind, Layout),
    /// A YAML file of the record that is none of its four lists.
    StrayRecord,
    Template,
    Asset,
    Ignored,
}

fn use_of(path: &SitePath) -> Use {
    if let Some(below) = path.strip(CONTENT) {
        let is_yaml = matches!(path.extension(), Some("yaml" | "yml"));
        if let Some(entry) = below.strip_prefix(RECORD).and_then(|rest| rest.strip_prefix('/')) {
            // Other files of the record are archived copies of sources.
            return match RecordKind::of(path, entry) {
                Some((kind, layout)) if is_yaml => Use::Record(kind, layout),
                None if is_yaml && !entry.contains('/') => Use::StrayRecord,
                _ => Use::Ignored,
            };
        }
        if path.name().ends_with(SIDECAR) {
            return Use::Sidecar;
        }
        return match path.extension() {
            Some("md" | "txt" | "markdown") => Use::Article,
            _ => Use::Asset,
        };
    }
    if path.strip(STATIC).is_some() {
        return Use::Asset;
    }
    if let Some(below) = path.strip(TEMPLATES) {
        return template_or_asset(below);
    }
    match path.strip(THEMES).and_then(|rest| rest.split_once('/')) {
        Some((_, below)) => match below.strip_prefix("templates/") {
            Some(below) => template_or_asset(below),
            None if below.starts_with("static/") => Use::Asset,
            None => Use::Ignored,
        },
        None => Use::Ignored,
    }
}

/// The `static` folder among templates holds a theme's style sheets and pictures.
fn template_or_asset(below: &str) -> Use {
    let is_text =
        [".html", ".xml", ".txt", ".json", ".css", ".js", ".svg", ".md"].iter().any(|end| below.ends_with(end));
    match below.starts_with("static/") {
        true => Use::Asset,
        false if is_text => Use::Template,
        false => Use::Ignored,
    }
}

/// Whether a name is that of a hidden file, or of a copy that an editor keeps while one works.
fn is_passed_over(name: &str) -> bool {
    let ending = |end: &str| name.to_ascii_lowercase().ends_with(end);
    (name.starts_with('.') && name != ".well-known")
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".swx", ".bak", ".orig", ".tmp", ".kate-swp"].into_iter().any(ending)
        || name.contains("___jb_") // JetBrains' safe write
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini") // vim's write test, and what Windows leaves behind
}

fn read_text(world: &dyn World, path: &SitePath) -> Result<TextFile, Diagnostic> {
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
fn lay_sidecars(inputs: &mut Inputs, sidecars: Vec<TextFile>) {
    for sidecar in sidecars {
        let name = sidecar.path.name().strip_suffix(SIDECAR).unwrap_or_default();
        let folder = sidecar.path.parent();
        let belongs = |path: &SitePath| path.stem() == name || path.name() == name;
        // Articles are in the order of their paths, so a folder's stand together.
        let mut beside = inputs
            .articles
            .iter_mut()
            .filter(|article| article.file.path.parent() == folder && belongs(&article.file.path));
        match (beside.next(), beside.next()) {
            (Some(article), None) => article.sidecar = Some(sidecar),
            (Some(one), Some(other)) => inputs.told.push(
                Diagnostic::error(
                    "sidecar-ambiguous",
                    format!("`{}` could belong to `{}` or to `{}`", sidecar.path, one.file.path, other.file.path),
                )
                .at(Span::file(&sidecar.path))
                .hint("name it after the whole file name, such as `budget.txt.record.yaml`"),
            ),
            (None, _) => inputs.told.push(
                Diagnostic::error("sidecar-alone", format!("there is no article beside `{}`", sidecar.path))
                    .at(Span::file(&sidecar.path))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_over_what_editors_leave() {
        for name in [".git", ".budget.md.swp", "budget.md~", "#budget.md#", "4913", "a.md___jb_tmp___", "A.BAK"] {
            assert!(is_passed_over(name), "{name}");
        }
        for name in ["budget.md", "_index.md", "C# notes.md", ".well-known", "été 'n' \"x\".md"] {
            assert!(!is_passed_over(name), "{name}");
        }
    }
}
