//! Which file of words counts: the layers of `i18n/`, and what is wrong with them.

use std::cell::LazyCell;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::layers::{BUILT_IN, Layers, Template};
use crate::config::Config;
use crate::gather::{I18N, Inputs, THEMES};
use crate::language::{Language, WordFile, Words, chain};
use crate::text::{Diagnostic, SitePath, Span, TextFile, language_tag, nearest};

/// The language that has every word.
const FALLBACK: &str = "en";

/// Groups that sites add words to: the titles of taxonomies.
const OPEN_GROUPS: [&str; 1] = ["taxonomy."];

/// A file of words. Those that come with the program are read when a page speaks their language.
type Layer = LazyCell<WordFile, Box<dyn FnOnce() -> WordFile>>;

/// All files of words that a site has, nearest layer first.
pub struct WordLayers {
    files: Vec<(String, Layer)>,
    main: String,
    /// Words that templates ask for and no file has.
    unknown: Vec<String>,
}

impl WordLayers {
    /// Reads the files of a site, of its theme and those that are built in, and checks them against the templates.
    pub fn of(config: &Config, inputs: &Inputs, layers: &Layers) -> (Self, Vec<Diagnostic>) {
        let mut told = Vec::new();
        let mut files: Vec<(String, Layer)> = Vec::new();
        let (shipped, own): (Vec<_>, Vec<_>) = layers.themes.iter().partition(|member| member.shipped.is_some());
        let own = own.into_iter().map(|member| format!("{THEMES}/{}/{I18N}", member.name));
        for folder in [I18N.to_owned()].into_iter().chain(own) {
            for file in inputs.words.iter().filter(|file| file.path.parent().as_str() == folder) {
                files.extend(read_own(file, &mut told).map(|(tag, words)| (tag, layer(move || words))));
            }
        }
        let own = files.len();
        // No theme that ships extends one of a site, so its words lie below all of those.
        let shipped =
            shipped.into_iter().filter_map(|member| member.shipped?.get_dir(format!("{}/{I18N}", member.name)));
        files.extend(shipped.flat_map(built_in));
        files.extend(BUILT_IN.get_dir(I18N).into_iter().flat_map(built_in));
        let templates = &layers.templates;
        let mut layers = Self { files, main: config.lang.clone(), unknown: Vec::new() };
        let asked: Vec<(&Template, usize, &str)> = templates
            .iter()
            .flat_map(|template| asked(&template.text).map(move |(at, key)| (template, at, key)))
            .collect();
        let groups: Vec<&str> = templates.iter().flat_map(|template| asked_groups(&template.text)).collect();
        layers.check_files(own, &asked, &groups, &mut told);
        layers.check_templates(own, &asked, &mut told);
        (layers, told)
    }

    /// A language with its words, and with those of the next language for what it lacks.
    pub fn language(&self, tag: &str) -> Language {
        let has_file = |tag: &&str| self.files.iter().any(|(own, _)| own.eq_ignore_ascii_case(tag));
        let spoken = chain(tag).find(has_file).or_else(|| chain(&self.main).find(has_file)).unwrap_or(FALLBACK);
        let files = chain(spoken).chain([FALLBACK]).flat_map(|tag| {
            self.files.iter().filter(move |(own, _)| own.eq_ignore_ascii_case(tag)).map(|(_, file)| file)
        });
        let mut words = Words::of(files.map(|file| &**file));
        for key in &self.unknown {
            words.add_unknown(key);
        }
        Language::new(tag, spoken, words)
    }

    /// Tells of words in the site's own files that nobody prints, and of places that nobody fills.
    fn check_files(&self, own: usize, asked: &[(&Template, usize, &str)], groups: &[&str], told: &mut Vec<Diagnostic>) {
        let (own, built_in) = self.files.split_at(own);
        let known: Vec<(&str, &crate::language::Message)> = built_in
            .iter()
            .filter(|(tag, _)| tag == FALLBACK)
            .flat_map(|(_, file)| &file.messages)
            .map(|(key, message)| (key.as_str(), message))
            .collect();
        for (_, file) in own {
            for (index, (key, message)) in file.messages.iter().enumerate() {
                let is_open = OPEN_GROUPS.iter().any(|group| key.starts_with(group));
                match known.iter().find(|(known, _)| known == key) {
                    Some((_, known)) => {
                        let unfilled = |place: &&str| *place != "n" && !known.places().any(|other| other == *place);
                        let Some(place) = message.places().find(unfilled) else { continue };
                        let unknown =
                            Diagnostic::warning("unknown-word", format!("`{key}` has no place `{{{place}}}`"));
                        told.push(unknown.at(file.span(index)).hint(places_hint(known)));
                    }
                    None if is_open || groups.iter().any(|group| key.starts_with(group)) => {}
                    None if asked.iter().any(|(_, _, other)| other == key) => {}
                    None => {
                        let unknown = Diagnostic::warning("unknown-word", format!("no page prints the word `{key}`"));
                        told.push(with_nearest(unknown, key, known.iter().map(|(key, _)| *key)).at(file.span(index)));
                    }
                }
            }
        }
    }

    /// Tells of words that templates print and no file has: those of the site's own `own` files, or of the language
    /// that has every word.
    fn check_templates(&mut self, own: usize, asked: &[(&Template, usize, &str)], told: &mut Vec<Diagnostic>) {
        let (own, built_in) = self.files.split_at(own);
        let files = own.iter().chain(built_in.iter().filter(|(tag, _)| tag == FALLBACK));
        let known: Vec<&str> = files.flat_map(|(_, file)| file.messages.iter().map(|(key, _)| key.as_str())).collect();
        let has: FxHashSet<&str> = known.iter().copied().collect();
        let mut unknown = Vec::new();
        for (template, at, key) in asked.iter().filter(|(_, _, key)| !has.contains(key)) {
            let missing = Diagnostic::error("unknown-word", format!("there is no word `{key}`"))
                .at(Span::new(&template.file, *at..at + key.len()));
            told.push(
                with_nearest(missing, key, known.iter().copied()).hint("a site's own words stand in `i18n/en.yaml`"),
            );
            unknown.push((*key).to_owned());
        }
        self.unknown = unknown;
    }
}

/// The language of messages, with the words that come with the program.
pub fn english() -> &'static Language {
    static ENGLISH: LazyLock<Language> = LazyLock::new(|| {
        let files: Vec<(String, Layer)> = BUILT_IN.get_dir(I18N).into_iter().flat_map(built_in).collect();
        let english = files.iter().filter(|(tag, _)| tag == FALLBACK).map(|(_, file)| &**file);
        Language::new(FALLBACK, FALLBACK, Words::of(english))
    });
    &ENGLISH
}

fn with_nearest<'a>(told: Diagnostic, key: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    match nearest(key, known) {
        Some(near) => told.hint(format!("did you mean `{near}`?")),
        None => told,
    }
}

fn places_hint(message: &crate::language::Message) -> String {
    let mut places: Vec<String> = message.places().map(|place| format!("`{{{place}}}`")).collect();
    places.sort_unstable();
    places.dedup();
    match places.is_empty() {
        true => "it has no places to fill; write words only".to_owned(),
        false => format!("its places are {}", places.join(", ")),
    }
}

fn read_own(file: &TextFile, told: &mut Vec<Diagnostic>) -> Option<(String, WordFile)> {
    let Some(tag) = language_tag(file.path.stem()) else {
        told.push(
            Diagnostic::error("bad-language", format!("`{}` is no language tag", file.path.stem()))
                .at(Span::file(&file.path))
                .hint("name the file after its language, such as `de.yaml` or `pt-BR.yaml`"),
        );
        return None;
    };
    let (words, mistakes) = WordFile::read(file);
    told.extend(mistakes);
    Some((tag, words))
}

fn built_in(folder: &'static include_dir::Dir<'static>) -> impl Iterator<Item = (String, Layer)> {
    folder.files().filter_map(|file| {
        let name = file.path().file_name()?.to_str()?;
        let path = SitePath::new(&format!("built-in/{I18N}/{name}")).ok()?;
        let text = file.contents_utf8()?;
        let tag = language_tag(path.stem())?;
        Some((tag, layer(move || WordFile::read(&TextFile { path, text: text.into() }).0)))
    })
}

fn layer(read: impl FnOnce() -> WordFile + 'static) -> Layer {
    LazyCell::new(Box::new(read))
}

/// The words that a template asks for by name, with their places: `{{ "skip_to_content" | t }}`.
fn asked(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("| t").filter_map(move |(at, sign)| {
        let after = text[at + sign.len()..].chars().next();
        if after.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let before = text[..at].trim_end();
        let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let end = before.len() - 1;
        let start = before[..end].rfind(quote)? + 1;
        Some((start, &before[start..end]))
    })
}

/// The groups from which a template picks a word by a value: `{{ ("on_record." ~ list) | t }}`.
fn asked_groups(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('~').filter_map(|(at, _)| {
        let before = text[..at].trim_end().strip_suffix('"')?;
        Some(&before[before.rfind('"')? + 1..]).filter(|group| group.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_words_of_a_template() {
        let text =
            r#"<a title="{{ "skip" | t }}">{{ 'n_facts' | t(n=2) }} {{ x | t }} {{ "a" | trim }} {{ ("b." ~ c) | t }}"#;
        assert_eq!(asked(text).map(|(_, key)| key).collect::<Vec<_>>(), ["skip", "n_facts"]);
        assert_eq!(asked(text).next(), Some((14, "skip")));
        assert_eq!(asked_groups(text).collect::<Vec<_>>(), ["b."]);
    }

    #[test]
    fn every_language_that_is_built_in_is_complete() {
        let files: Vec<(String, Layer)> = BUILT_IN.get_dir(I18N).into_iter().flat_map(built_in).collect();
        let tags: Vec<&str> = files.iter().map(|(tag, _)| tag.as_str()).collect();
        for tag in ["en", "de", "fr", "es", "ar", "ru", "zh"] {
            assert!(tags.contains(&tag), "{tag}");
        }
        let (_, english) = files.iter().find(|(tag, _)| tag == FALLBACK).unwrap();
        for (tag, file) in &files {
            let language = Language::new(tag, tag, Words::of([&**file]));
            assert_ne!(language.name, *tag);
            let keys = |file: &WordFile| {
                let mut keys: Vec<String> = file.messages.iter().map(|(key, _)| key.clone()).collect();
                keys.sort_unstable();
                keys
            };
            assert_eq!(keys(file), keys(english), "{tag}");
            for (key, message) in &english.messages {
                let own = language.words.get(key).unwrap();
                for place in message.places() {
                    assert!(own.places().any(|other| other == place), "{tag}: `{key}` lacks {{{place}}}");
                }
                for place in own.places() {
                    assert!(message.places().any(|other| other == place), "{tag}: `{key}` has {{{place}}}");
                }
                if let crate::language::Message::Counted { forms, .. } = own {
                    let has = |name: &str| name == "other" || forms.iter().any(|(form, _)| *form == name);
                    for count in 0..=200 {
                        let category = format!("{:?}", language.formats.category(count)).to_lowercase();
                        // One form for all counts is a choice; some forms and not others is a gap.
                        assert!(forms.is_empty() || has(&category), "{tag}: `{key}` lacks `{category}`");
                    }
                }
            }
        }
    }
}
