//! How pages look: templates in three layers, and the files that go with them.
//!
//! Nearest first: the site's `templates/`, the chosen `themes/NAME/`, and what is built into the program.
//! A layer holds only the files that it changes. `{% extends "built-in/article.html" %}` reaches the
//! template that a file of the same name covers up.

mod errors;
mod layers;

pub use layers::StaticFile;

use serde::Serialize;
use tera::{Context, Tera};

use crate::config::Config;
use crate::gather::Inputs;
use crate::text::{Diagnostic, Fingerprint, SitePath, Texts};
use layers::{Layers, Template};

/// Templates ready to be filled, and files ready to be copied.
pub struct Theme {
    tera: Tera,
    templates: Vec<Template>,
    texts: Texts,
    statics: Vec<(SitePath, StaticFile)>,
    fingerprint: Fingerprint,
}

impl Theme {
    /// Loads the theme of a site; templates that cannot be read are told and left out.
    ///
    /// `site` is what all templates see under that name.
    pub fn load(config: &Config, inputs: &Inputs, site: &impl Serialize) -> (Self, Vec<Diagnostic>) {
        let (layers, mut told) = Layers::of(config, inputs);
        let texts = layers.templates.iter().map(|template| (template.file.clone(), template.text.clone())).collect();
        let (mut tera, templates, mistakes) = compile(layers.templates);
        told.extend(mistakes);
        tera.global_context().insert_value("site", tera::Value::from_serializable(site));
        let fingerprint = Fingerprint::of(&(&templates, site));
        (Self { tera, templates, texts, statics: layers.statics, fingerprint }, told)
    }

    /// Stands for all templates and for what they all see of the site.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// The names by which templates are called, whatever layer they are in.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.templates.iter().map(|template| template.plain.as_str())
    }

    /// Files to copy, with the paths that they get.
    pub fn statics(&self) -> &[(SitePath, StaticFile)] {
        &self.statics
    }

    /// The texts of all templates, also of those with mistakes, for showing lines in diagnostics.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Fills a template; `page` says what is being made, for the diagnostic if that fails.
    pub fn render(&self, name: &str, view: &impl Serialize, page: &str) -> Result<String, Diagnostic> {
        let context = Context::from_serialize(view);
        let filled = context.and_then(|context| self.tera.render(name, &context));
        filled.map_err(|error| errors::in_page(&error, &self.templates, page))
    }
}

/// Compiles all templates, leaving out one after the other of those with mistakes.
fn compile(mut templates: Vec<Template>) -> (Tera, Vec<Template>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    loop {
        let mut tera = Tera::new();
        tera.set_fallback_prefixes(Layers::PREFIXES).expect("no template was added yet");
        match tera.add_raw_templates(templates.iter().map(|template| (&template.name, &*template.text))) {
            Ok(()) => return (tera, templates, told),
            Err(error) => {
                let (mut mistakes, blamed) = errors::in_templates(&error, &templates);
                // That a template is missing now which was left out before is no mistake of its own.
                mistakes.retain(|mistake| !left_out.iter().any(|name| mistake.message.ends_with(&format!("`{name}`"))));
                told.extend(mistakes);
                left_out.extend(blamed.iter().cloned());
                let before = templates.len();
                templates.retain(|template| !blamed.contains(&template.name));
                if templates.len() == before {
                    // Nobody is to blame by name: without templates there is nothing left to go wrong.
                    templates.clear();
                }
            }
        }
    }
}
