//! Templates cut into parts, each component by itself, and which parts use which: by extending, including, calling.
//!
//! Texts are searched, not parsed: every name of a template in quotes and every `<name` of a component counts as used.
//! That may find too much (a page is then looked at for nothing), and never too little.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::layers::Template;

/// The parts of all templates.
pub struct Parts<'a> {
    templates: &'a [Template],
    prefixes: &'a [String],
    parts: Vec<Part<'a>>,
    /// By their indices the parts of each template: what is in no component first, then the components.
    of_templates: Vec<Range<usize>>,
    by_template: FxHashMap<&'a str, usize>,
    /// Whether a site or a theme has a component of the same name as a built-in one.
    pub has_own_components: bool,
}

/// A stretch of a template: a component, or all that is in none.
pub struct Part<'a> {
    pub texts: Vec<&'a str>,
    pub comes_with_the_program: bool,
    /// Other parts, by their indices.
    uses: Vec<usize>,
}

impl<'a> Parts<'a> {
    /// Cuts templates; `prefixes` say where a name is looked for that no template has as it is.
    pub fn of(templates: &'a [Template], prefixes: &'a [String]) -> Self {
        let (mut parts, mut of_templates) = (Vec::new(), Vec::with_capacity(templates.len()));
        let mut components: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let (mut built_in, mut own) = (BTreeSet::new(), BTreeSet::new());
        for template in templates {
            let cut = split(&template.text);
            let start = parts.len();
            let comes_with_the_program = template.comes_with_the_program();
            let part = |texts| Part { texts, comes_with_the_program, uses: Vec::new() };
            parts.push(part(cut.rest));
            for (name, text) in cut.components {
                if template.is_built_in() { &mut built_in } else { &mut own }.insert(name);
                components.entry(name).or_default().push(parts.len());
                parts.push(part(vec![text]));
            }
            of_templates.push(start..parts.len());
        }
        let starts = of_templates.iter().map(|range| range.start);
        let by_template = templates.iter().map(|template| &*template.name).zip(starts).collect();
        let has_own_components = !built_in.is_disjoint(&own);
        let mut cut = Self { templates, prefixes, parts, of_templates, by_template, has_own_components };
        for at in 0..cut.parts.len() {
            let texts = || cut.parts[at].texts.iter();
            let named = texts().flat_map(|text| quoted(text)).filter_map(|name| cut.named(name));
            let called = texts().flat_map(|text| called(text)).filter_map(|name| components.get(name));
            cut.parts[at].uses = named.chain(called.flatten().copied()).collect();
        }
        cut
    }

    pub fn templates(&self) -> &'a [Template] {
        self.templates
    }

    /// The part at an index.
    pub fn get(&self, at: usize) -> &Part<'a> {
        &self.parts[at]
    }

    /// The part of the template that a name finds, without its components.
    pub fn named(&self, name: &str) -> Option<usize> {
        let known = |name: &str| self.by_template.get(name).copied();
        known(name).or_else(|| self.prefixes.iter().find_map(|prefix| known(&format!("{prefix}{name}"))))
    }

    /// Some parts and all that they use, directly or by others.
    pub fn reached(&self, from: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut reached: BTreeSet<usize> = from.into_iter().collect();
        let mut open: Vec<usize> = reached.iter().copied().collect();
        while let Some(at) = open.pop() {
            open.extend(self.parts[at].uses.iter().copied().filter(|&part| reached.insert(part)));
        }
        reached
    }

    /// What to compile of each template before pages are made with these ones; none of a template that no such page
    /// reaches. Where only components are reached, others leave their lines behind, so that all keep their places. What
    /// does not come with the program stays whole: whether it has mistakes must not hang on who asks for it.
    pub fn texts_for(&self, names: &[String]) -> Vec<Option<String>> {
        let own = (0..self.parts.len()).filter(|&part| !self.parts[part].comes_with_the_program);
        let reached = self.reached(names.iter().filter_map(|name| self.named(name)).chain(own));
        let text = |(template, parts): (&'a Template, &Range<usize>)| {
            if !template.comes_with_the_program() {
                return Some(template.text.to_string());
            }
            if parts.clone().all(|part| !reached.contains(&part)) {
                return None;
            }
            let rest = &self.parts[parts.start].texts;
            if rest.len() != parts.len() || reached.contains(&parts.start) {
                return Some(template.text.to_string());
            }
            let mut components = parts.clone().skip(1);
            let mut text = String::with_capacity(template.text.len());
            for between in rest {
                text.push_str(between);
                let Some(part) = components.next() else { break };
                let component = self.parts[part].texts[0];
                match reached.contains(&part) {
                    true => text.push_str(component),
                    false => text.extend(component.matches('\n')),
                }
            }
            Some(text)
        };
        self.templates.iter().zip(&self.of_templates).map(text).collect()
    }
}

struct Split<'a> {
    rest: Vec<&'a str>,
    components: Vec<(&'a str, &'a str)>,
}

/// The components of a template with their names.
pub fn components(text: &str) -> Vec<(&str, &str)> {
    split(text).components
}

/// Cuts a template into its components and what lies around them. Where that is not as it should be, each component
/// stands for the whole text.
fn split(text: &str) -> Split<'_> {
    let (mut rest, mut components) = (Vec::new(), Vec::new());
    let mut at = 0;
    for (start, name) in opened(text, "component") {
        if start < at {
            // Inside of the one before.
            continue;
        }
        let end = opened(&text[start..], "endcomponent").next().map(|(end, _)| start + end);
        let Some(end) = end.and_then(|end| Some(end + text[end..].find("%}")? + 2)) else {
            let all = opened(text, "component").map(|(_, name)| (name, text)).collect();
            return Split { rest: vec![text], components: all };
        };
        rest.push(&text[at..start]);
        components.push((name, &text[start..end]));
        at = end;
    }
    rest.push(&text[at..]);
    Split { rest, components }
}

/// The tags of a kind, `{% kind name`, by their starts and the names.
fn opened<'a>(text: &'a str, kind: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    text.match_indices("{%").filter_map(move |(start, _)| {
        let inside = text[start + 2..].trim_start_matches(['-', '+']).trim_start();
        let name = inside.strip_prefix(kind)?.strip_prefix(char::is_whitespace).unwrap_or_default().trim_start();
        let is_tag = inside[kind.len()..].starts_with(|c: char| c.is_whitespace() || matches!(c, '%' | '-'));
        is_tag.then(|| (start, word(name)))
    })
}

/// Whatever stands in quotes of any kind: names of templates are never longer than a line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`']).filter(|part| part.contains('.') && !part.contains('\n'))
}

/// Whatever stands behind a `<` like the name of a component, or of an element.
fn called(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1).map(|rest| word(rest.trim_start())).filter(|name| !name.is_empty())
}

fn word(text: &str) -> &str {
    &text[..text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(text.len())]
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::text::SitePath;

    const TEMPLATES: [(&str, &str); 7] = [
        ("letter.html", "{% extends \"fact.html\" %}own"),
        ("built-in/base.html", "{{ <menu /> }}{% block main %}{% endblock %}{{ asset(path=\"style.css\") }}"),
        ("built-in/fact.html", "{% extends \"base.html\" %}{{ <fact_entry fact={fact} /> }}"),
        ("built-in/quote.html", "{% extends 'base.html' %}{% include \"words.html\" %}"),
        ("built-in/feed.xml", "<feed></feed>"),
        ("built-in/words.html", "words"),
        (
            "built-in/components.html",
            "{# all of them #}{% component menu() -%}menu{%- endcomponent menu %}\n{%- component fact_entry(fact: map) %}{{ <date date={fact.on} /> }}{% endcomponent fact_entry -%}{% component date(date: map) %}on{% endcomponent date %}{% component lone() %}{% endcomponent %}",
        ),
    ];

    /// Templates, each changed, and where names are looked for.
    pub fn templates(change: impl Fn(&str, &str) -> String) -> (Vec<Template>, Vec<String>) {
        let template = |&(name, text): &(&str, &str)| Template {
            name: name.to_owned(),
            plain: name.trim_start_matches("built-in/").to_owned(),
            file: SitePath::new(name).unwrap(),
            text: change(name, text).into(),
        };
        (TEMPLATES.iter().map(template).collect(), vec!["theme/".to_owned(), "built-in/".to_owned()])
    }

    /// The texts to compile for pages of one template, by the names of the templates that have any.
    fn texts_for(name: &str, change: impl Fn(&str, &str) -> String) -> Vec<(String, String)> {
        let (templates, prefixes) = templates(change);
        let texts = Parts::of(&templates, &prefixes).texts_for(&[name.to_owned()]);
        let named = templates.iter().map(|template| template.name.clone()).zip(texts);
        named.filter_map(|(name, text)| Some((name, text?))).collect()
    }

    #[test]
    fn templates_and_components_that_no_page_asks_for_are_not_compiled() {
        let without_letter = |name: &str, text: &str| match name {
            "letter.html" => String::new(),
            _ => text.to_owned(),
        };
        let texts = texts_for("quote.html", without_letter);
        let names: Vec<&str> = texts.iter().map(|(name, _)| &**name).collect();
        assert_eq!(
            names,
            [
                "letter.html",
                "built-in/base.html",
                "built-in/quote.html",
                "built-in/words.html",
                "built-in/components.html"
            ]
        );
        let components = &texts[4].1;
        assert_eq!(components, "{# all of them #}{% component menu() -%}menu{%- endcomponent menu %}\n");
        assert_eq!(texts_for("feed.xml", without_letter).len(), 2);
        assert_eq!(texts_for("no.html", without_letter).len(), 1);
    }

    #[test]
    fn what_a_site_has_itself_is_compiled_with_all_that_it_asks_for() {
        let texts = texts_for("feed.xml", |_, text| text.replace("lone() %}", "lone() %}\n\n"));
        let names: Vec<&str> = texts.iter().map(|(name, _)| &**name).collect();
        assert_eq!(
            names,
            [
                "letter.html",
                "built-in/base.html",
                "built-in/fact.html",
                "built-in/feed.xml",
                "built-in/components.html"
            ]
        );
        let components = &texts[4].1;
        assert!(components.contains("component date(") && !components.contains("lone"), "{components}");
        assert!(components.ends_with("\n\n"), "lines stay where they are: {components:?}");
    }

    #[test]
    fn what_cannot_be_cut_stays_whole() {
        let broken = split("{% component a() %}{% component b() %}x");
        assert_eq!((broken.components.len(), broken.rest.len()), (2, 1));
        let cut_short = |_: &str, text: &str| text.replace("{% endcomponent %}", "");
        let texts = texts_for("quote.html", cut_short);
        assert!(texts.iter().any(|(_, text)| text.contains("lone()")), "{texts:?}");
    }
}
