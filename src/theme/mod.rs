//! How pages look: templates in three layers, and the files that go with them.
//!
//! Nearest first: the site's `templates/`, the chosen `themes/NAME/` and the themes that it extends, and what is built
//! into the program. A layer holds only the files that it changes. Words lie in the same layers, in `i18n/`, and count
//! one by one. `{% extends "built-in/article.html" %}` reaches the template that a file of the same name covers up.
//!
//! Templates that come with the program are prepared before they are compiled: [`speech`] puts their plain words in, and
//! [`inline`] puts its components where they are called. [`parts`] tells which of them use which: [`mod@reach`] has it
//! from there which pages hang on which template, and before a few pages only their templates are compiled.

mod errors;
mod inline;
mod layers;
mod manifest;
mod parts;
mod reach;
mod speech;
mod stamped;
mod tags;
mod words;

pub use layers::StaticFile;
pub use reach::Says;
pub use stamped::is_stamped;
pub use words::english;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;
use tera::{Context, Tera};

use crate::config::Config;
use crate::gather::Inputs;
use crate::language::Language;
use crate::text::{Diagnostic, Fingerprint, SitePath, Texts};
use layers::{Layers, Template};
use parts::Parts;
use reach::Reach;
use stamped::Names;
use words::WordLayers;

/// Templates ready to be filled in every language of a site, and files ready to be copied.
pub struct Theme {
    /// The site's own language first.
    voices: Vec<Voice>,
    by_tag: FxHashMap<String, usize>,
    templates: Vec<Template>,
    reach: Reach,
    is_for_many: bool,
    texts: Texts,
    statics: Vec<(SitePath, StaticFile)>,
}

/// The templates as they speak one language.
struct Voice {
    language: Arc<Language>,
    tera: Tera,
    /// Stands for the words, and for what all templates see of the site.
    fingerprint: Fingerprint,
}

/// How many pages a theme is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages<'a> {
    /// A few, with no other templates than these: it can make no others.
    Few(&'a [String]),
    /// Before many, it pays to prepare all templates, which takes longer than to make a hundred pages.
    Many,
}

impl Theme {
    /// Loads the theme of a site; templates and words that cannot be read are told and left out.
    ///
    /// `sites` is what templates see under the name `site`, for each language that a page has, the site's own first.
    pub fn load<S: Serialize>(
        config: &Config,
        inputs: &Inputs,
        sites: &[(&str, S)],
        pages: Pages<'_>,
    ) -> (Self, Vec<Diagnostic>) {
        let (layers, mut told) = Layers::of(config, inputs);
        let (words, mistakes) = WordLayers::of(config, inputs, &layers);
        told.extend(mistakes);
        let texts = layers.templates.iter().map(|template| (template.file.clone(), template.text.clone())).collect();
        let main = Arc::new(words.language(&config.lang));
        let prefixes = layers.prefixes();
        let prepare = |templates: &[Template]| {
            let parts = Parts::of(templates, &prefixes);
            let compile = || {
                let prepared = match pages {
                    Pages::Few(names) => parts.texts_for(names),
                    Pages::Many => inline::texts(templates).into_iter().map(Some).collect(),
                };
                (load(templates, &prefixes, &main, &layers.names, Some(&prepared)).ok(), prepared)
            };
            rayon::join(compile, || Reach::of(&parts, &layers.names))
        };
        let mut templates = layers.templates;
        // Words cannot break what compiles without them, so what compiles with them has no mistakes.
        let ((mut ready, mut prepared), mut reach) = prepare(&templates);
        if ready.is_none() {
            let (sound, mistakes) = compile(templates, &prefixes, &main, &layers.names);
            told.extend(mistakes);
            templates = sound;
            ((ready, prepared), reach) = prepare(&templates);
        }
        let voice = |(tag, site): &(&str, S)| {
            let is_main = *tag == config.lang;
            let language = if is_main { main.clone() } else { Arc::new(words.language(tag)) };
            let load = |prepared| load(&templates, &prefixes, &language, &layers.names, prepared).ok();
            // If words do break something, they are said by calls.
            let ready = if is_main { ready.take() } else { None };
            let mut tera = ready.or_else(|| load(Some(&prepared))).or_else(|| load(None)).unwrap_or_default();
            tera.global_context().insert_value("site", tera::Value::from_serializable(site));
            let fingerprint = Fingerprint::of(&(tag, site, language.words.all()));
            Voice { language, tera, fingerprint }
        };
        let voices: Vec<Voice> = sites.iter().map(voice).collect();
        let by_tag = sites.iter().enumerate().map(|(index, (tag, _))| ((*tag).to_owned(), index)).collect();
        let is_for_many = pages == Pages::Many;
        (Self { voices, by_tag, templates, reach, is_for_many, texts, statics: layers.statics }, told)
    }

    /// The language with a tag; the site's own if no page has it.
    pub fn language(&self, tag: &str) -> &Language {
        &self.voice(tag).language
    }

    fn voice(&self, tag: &str) -> &Voice {
        &self.voices[self.by_tag.get(tag).copied().unwrap_or(0)]
    }

    /// Stands for a template with all that it reaches, the words of a language, and what all templates see of the site.
    pub fn fingerprint(&self, tag: &str, template: Option<&str>) -> (Fingerprint, Fingerprint) {
        (self.voice(tag).fingerprint, template.map_or_else(Fingerprint::default, |name| self.reach.digest(name)))
    }

    /// What a template may say of articles.
    pub fn says(&self, name: &str) -> Says {
        self.reach.says(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.voices[0].tera.contains_template(name)
    }

    /// Whether all templates are the program's own.
    pub fn is_built_in(&self) -> bool {
        self.templates.iter().all(Template::is_built_in)
    }

    /// Whether what built-in components print may be made once for many pages. Those that somebody wrote anew may print
    /// something else on each page.
    pub fn can_share_components(&self) -> bool {
        self.is_for_many && !self.reach.has_own_components
    }

    /// Whether only templates and components that come with the program read something; `speaks` tells whether others
    /// speak of it.
    pub fn knows(&self, template: &str, speaks: impl Fn(Says) -> bool) -> bool {
        !self.reach.has_own_components && !speaks(self.says(template))
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

    /// Fills a template in a language; `page` says what is being made, for the diagnostic if that fails.
    pub fn render(
        &self,
        name: &str,
        tag: &str,
        view: &impl Serialize,
        page: impl FnOnce() -> String,
    ) -> Result<String, Diagnostic> {
        /// As long as most pages are, so that they need not move while they grow.
        const ROOM: usize = 32 << 10;
        let fill = || {
            let mut html = Vec::with_capacity(ROOM);
            self.voice(tag).tera.render_to(name, &Context::from_serialize(view)?, &mut html)?;
            Ok(String::from_utf8(html)?)
        };
        fill().map_err(|error| errors::in_page(&error, &self.templates, &page()))
    }

    /// Fills a component in a language; none if that fails.
    pub fn render_component(&self, name: &str, tag: &str, given: &Given) -> Option<String> {
        self.voice(tag).tera.render_component(name, &given.0, None, true).ok()
    }
}

/// What a component is given, by the names of its parameters.
#[derive(Clone, Default)]
pub struct Given(Context);

impl Given {
    /// Adds one; none if it is no value that templates know.
    pub fn with(mut self, name: &'static str, value: &impl Serialize) -> Option<Self> {
        self.0.insert_value(name, tera::Value::try_from_serializable(value).ok()?);
        Some(self)
    }

    /// Adds a text that is printed as it is.
    pub fn with_html(mut self, name: &'static str, html: &str) -> Self {
        self.0.insert_value(name, tera::Value::safe_string(html));
        self
    }
}

/// Templates that speak a language; with the texts that were prepared for all languages and its own words in those that
/// come with the program, if there are such texts. Templates that have none are left out.
fn load(
    templates: &[Template],
    prefixes: &[String],
    language: &Arc<Language>,
    assets: &Names,
    prepared: Option<&[Option<String>]>,
) -> tera::TeraResult<Tera> {
    let mut tera = Tera::new();
    speech::speak(&mut tera, language);
    stamped::register(&mut tera, assets);
    tera.set_fallback_prefixes(prefixes.to_vec())?;
    let text = |(index, template): (usize, &'_ Template)| {
        let Some(prepared) = prepared else { return Some(template.text.to_string()) };
        let text = prepared[index].as_ref()?;
        Some(if template.comes_with_the_program() {
            speech::with_words(text, language).into_owned()
        } else {
            text.clone()
        })
    };
    let texts = templates.iter().enumerate().filter_map(|named| Some((&named.1.name, text(named)?)));
    tera.add_raw_templates(texts)?;
    Ok(tera)
}

/// The templates that compile: leaves out one after the other of those with mistakes.
fn compile(
    mut templates: Vec<Template>,
    prefixes: &[String],
    language: &Arc<Language>,
    assets: &Names,
) -> (Vec<Template>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    loop {
        match load(&templates, prefixes, language, assets, None) {
            Ok(_) => return (templates, told),
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
