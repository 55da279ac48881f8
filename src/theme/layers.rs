//! Which file of which layer counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use super::manifest::{Member, chain};
use super::stamped::{self, Names};
use crate::config::Config;
use crate::gather::{I18N, Inputs, MANIFEST, STATIC, TEMPLATES, THEMES};
use crate::text::{Diagnostic, SitePath};

/// The built-in theme.
pub static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
/// The themes that ship with the program.
pub static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// Under what the templates of the chosen theme, and the built-in ones, go.
const THEME: &str = "theme/";
pub const BUILT_IN_PREFIX: &str = "built-in/";

/// The script of the search page, among the built-in theme's files.
const SEARCH_SCRIPT: &str = "search.js";

/// A template under the name by which Tera finds it.
#[derive(Debug, Serialize)]
pub struct Template {
    /// `article.html` of the site, `theme/article.html`, `built-in/article.html`.
    pub name: String,
    /// `article.html`.
    pub plain: String,
    /// The file it comes from, for diagnostics.
    pub file: SitePath,
    pub text: Arc<str>,
}

impl Template {
    /// Whether it is of the built-in theme.
    pub fn is_built_in(&self) -> bool {
        self.name.starts_with(BUILT_IN_PREFIX)
    }

    /// Whether it is of the built-in theme or another one that ships with the program.
    pub fn comes_with_the_program(&self) -> bool {
        self.file.strip("built-in").is_some()
    }
}

/// A file to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaticFile {
    /// Of the site's folder.
    Site(SitePath),
    /// Of the program itself.
    BuiltIn(&'static str, &'static [u8]),
}

impl StaticFile {
    /// Whether it is the file of the site at a path.
    pub fn is(&self, path: &SitePath) -> bool {
        matches!(self, Self::Site(own) if own == path)
    }

    pub fn shown(&self) -> String {
        match self {
            Self::Site(path) => path.to_string(),
            Self::BuiltIn(path, _) => format!("{path} (built in)"),
        }
    }
}

pub struct Layers {
    pub templates: Vec<Template>,
    pub statics: Vec<(SitePath, StaticFile)>,
    /// By which names templates find them.
    pub names: Names,
    /// The theme and those that it extends, nearest first.
    pub themes: Vec<Member>,
}

impl Layers {
    /// Where Tera looks for a name that the site has no template for: in the theme, in those that it extends, in the
    /// built-in one.
    pub fn prefixes(&self) -> Vec<String> {
        let extended = self.themes.iter().skip(1).map(|member| format!("{THEMES}/{}/", member.name));
        [THEME.to_owned()].into_iter().chain(extended).chain([BUILT_IN_PREFIX.to_owned()]).collect()
    }

    /// Collects the layers of a site.
    pub fn of(config: &Config, inputs: &Inputs) -> (Self, Vec<Diagnostic>) {
        let mut told = Vec::new();
        let mut layers =
            Self { templates: Vec::new(), statics: Vec::new(), names: Names::default(), themes: Vec::new() };
        let mut statics = BTreeMap::new();
        add_built_in(&mut layers.templates, &mut statics, &BUILT_IN, BUILT_IN_PREFIX, "");
        let (themes, mistakes) = chain(config, inputs);
        told.extend(mistakes);
        // The nearest last: its files take the place of the others'.
        for (distance, member) in themes.iter().enumerate().rev() {
            let prefix = match distance {
                0 => THEME.to_owned(),
                _ => format!("{THEMES}/{}/", member.name),
            };
            match member.shipped {
                Some(shipped) => {
                    let inside = format!("{}/", member.name);
                    add_built_in(&mut layers.templates, &mut statics, shipped, &prefix, &inside);
                }
                None => add_own(&mut layers.templates, &mut statics, inputs, &member.name, &prefix),
            }
        }
        layers.themes = themes;
        for file in &inputs.templates {
            let Some(plain) = file.path.strip(TEMPLATES) else { continue };
            // A copy of the built-in file changes nothing, and would keep a theme from changing it.
            if BUILT_IN.get_file(plain).is_some_and(|built_in| built_in.contents() == file.text.as_bytes()) {
                continue;
            }
            layers.templates.push(Template {
                name: plain.to_owned(),
                plain: plain.to_owned(),
                file: file.path.clone(),
                text: file.text.clone(),
            });
        }
        drop_covered(&mut layers.templates);
        if !config.search {
            // Nobody would load it.
            statics
                .retain(|path: &SitePath, file| path.as_str() != SEARCH_SCRIPT || matches!(file, StaticFile::Site(_)));
        }
        add_statics(&mut statics, inputs, STATIC);
        layers.names = stamped::add(&mut statics, inputs);
        layers.statics = statics.into_iter().collect();
        (layers, told)
    }
}

/// Leaves out built-in templates that a nearer layer covers and nobody asks for by their full names: they need not fit
/// to what the nearer layer made of the others.
fn drop_covered(templates: &mut Vec<Template>) {
    let (built_in, nearer): (Vec<Template>, Vec<Template>) =
        std::mem::take(templates).into_iter().partition(Template::is_built_in);
    let is_covered = |template: &Template| {
        // Components are called by their own names, whatever the file is called.
        !template.text.contains("{% component ")
            && nearer.iter().any(|other| other.plain == template.plain)
            && !nearer.iter().any(|other| other.text.contains(&template.name))
    };
    templates.extend(built_in.into_iter().filter(|template| !is_covered(template)));
    templates.extend(nearer);
}

fn add_own(
    templates: &mut Vec<Template>,
    statics: &mut BTreeMap<SitePath, StaticFile>,
    inputs: &Inputs,
    theme: &str,
    prefix: &str,
) {
    let folder = format!("{THEMES}/{theme}/{TEMPLATES}");
    for file in &inputs.templates {
        if let Some(plain) = file.path.strip(&folder) {
            let name = format!("{prefix}{plain}");
            templates.push(Template {
                name,
                plain: plain.to_owned(),
                file: file.path.clone(),
                text: file.text.clone(),
            });
        }
    }
    add_statics(statics, inputs, &format!("{THEMES}/{theme}/{STATIC}"));
}

fn add_statics(statics: &mut BTreeMap<SitePath, StaticFile>, inputs: &Inputs, folder: &str) {
    for path in &inputs.assets {
        let below = path.strip(folder).and_then(|below| SitePath::new(below).ok());
        if let Some(to) = below.filter(|to| !to.is_root()) {
            statics.insert(to, StaticFile::Site(path.clone()));
        }
    }
}

fn add_built_in(
    templates: &mut Vec<Template>,
    statics: &mut BTreeMap<SitePath, StaticFile>,
    folder: &'static Dir<'static>,
    prefix: &str,
    inside: &str,
) {
    let manifest = format!("{inside}{MANIFEST}");
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        // Words are read by [`super::words`].
        open.extend(folder.dirs().filter(|dir| dir.path().file_name().is_none_or(|name| name != I18N)));
        for file in folder.files() {
            let Some(path) = file.path().to_str().filter(|path| *path != manifest) else { continue };
            let path = path.strip_prefix(inside).unwrap_or(path);
            let path = path.strip_prefix("templates/").unwrap_or(path);
            if let Some(to) = path.strip_prefix("static/") {
                if let Ok(target) = SitePath::new(to) {
                    statics.insert(target, StaticFile::BuiltIn(to, file.contents()));
                }
            } else if let (Some(text), Ok(shown)) =
                (file.contents_utf8(), SitePath::new(&format!("built-in/{inside}{path}")))
            {
                templates.push(Template {
                    name: format!("{prefix}{path}"),
                    plain: path.to_owned(),
                    file: shown,
                    text: text.into(),
                });
            }
        }
    }
    templates.sort_by(|one, other| one.name.cmp(&other.name));
}
