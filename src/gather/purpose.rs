//! What a file of a site is for, from its path alone.

use crate::config;
use crate::parse::{Layout, RecordKind};
use crate::text::SitePath;

pub const CONTENT: &str = "content";
pub const RECORD: &str = "_record";
pub const STATIC: &str = "static";
pub const TEMPLATES: &str = "templates";
pub const THEMES: &str = "themes";
pub const I18N: &str = "i18n";
/// What a theme says of itself, in its own folder.
pub const MANIFEST: &str = "theme.yaml";
/// Copies of sources, which are searched and never published.
pub const ARCHIVE: &str = "archive";
pub const SIDECAR: &str = ".record.yaml";

/// The folders that a site is made from, beside its settings.
pub const FOLDERS: [&str; 6] = [ARCHIVE, CONTENT, I18N, STATIC, TEMPLATES, THEMES];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Config,
    Article,
    Sidecar,
    Record(RecordKind, Layout),
    /// A YAML file of the record that is none of its four lists.
    StrayRecord,
    Template,
    /// The words of a language, of the site or of a theme.
    Words,
    /// What a theme says of itself.
    Manifest,
    Asset,
    Ignored,
}

/// What the file at a path is for.
pub fn use_of(path: &SitePath) -> Use {
    if path.as_str() == config::FILE {
        return Use::Config;
    }
    if let Some(below) = path.strip(CONTENT) {
        let is_yaml = path.is_kind(&["yaml", "yml"]);
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
        return if path.is_kind(&["md", "txt", "markdown"]) { Use::Article } else { Use::Asset };
    }
    if path.strip(STATIC).is_some() {
        return Use::Asset;
    }
    if let Some(below) = path.strip(TEMPLATES) {
        return template_or_asset(below);
    }
    if let Some(below) = path.strip(I18N) {
        return words_or_nothing(below);
    }
    match path.strip(THEMES).and_then(|rest| rest.split_once('/')) {
        Some((_, MANIFEST)) => Use::Manifest,
        Some((_, below)) if below.starts_with("i18n/") => words_or_nothing(&below[5..]),
        Some((_, below)) => match below.strip_prefix("templates/") {
            Some(below) => template_or_asset(below),
            None if below.starts_with("static/") => Use::Asset,
            None => Use::Ignored,
        },
        None => Use::Ignored,
    }
}

/// Words are YAML right in the folder.
fn words_or_nothing(below: &str) -> Use {
    let is_yaml = [".yaml", ".yml"].iter().any(|end| below.ends_with(end));
    if is_yaml && !below.contains('/') { Use::Words } else { Use::Ignored }
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
pub fn is_passed_over(name: &str) -> bool {
    let ending = |end: &str| {
        let start = name.len().checked_sub(end.len());
        start.is_some_and(|start| name.as_bytes()[start..].eq_ignore_ascii_case(end.as_bytes()))
    };
    (name.starts_with('.') && name != ".well-known")
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".swx", ".bak", ".orig", ".tmp", ".kate-swp"].into_iter().any(ending)
        || name.contains("___jb_") // JetBrains' safe write
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini") // vim's write test, and what Windows leaves behind
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
