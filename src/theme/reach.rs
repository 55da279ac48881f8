//! What each template is made of: its own text, the templates that it extends and includes, the components that it
//! calls, and the names of the files that it links to. A page that uses it is made anew when one of these changes,
//! and not when another template does.
//!
//! Texts are searched, not parsed: every name of a template in quotes and every `<name` of a component counts as used.
//! That may find too much (a page is then looked at for nothing), and never too little.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::layers::Template;
use super::stamped::Names;
use crate::text::Fingerprint;

/// What each template reaches, by the names under which pages ask for them.
#[derive(Debug, Default)]
pub struct Reach(FxHashMap<String, Reached>);

#[derive(Debug, Clone, Copy, Default)]
struct Reached {
    /// Stands for all of it.
    digest: Fingerprint,
    says: Says,
}

/// What a template may say of articles, beside what all that show them say: whether it speaks of it at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Says {
    /// How many words they have, which nearly each edit changes.
    pub words: bool,
    /// Their terms, which are many: half of what there is to say of an article in a list.
    pub terms: bool,
    /// Their notes, in words of its own: those of templates that come with the program do not count.
    pub notes: bool,
    /// What lists say of them, in words of its own.
    pub cards: bool,
    /// The record's quotes and facts, in words of its own.
    pub entries: bool,
}

impl Says {
    pub const ALL: Self = Self { words: true, terms: true, notes: true, cards: true, entries: true };

    fn of(text: &str, comes_with_the_program: bool) -> Self {
        // Tera's name for all that there is.
        let all = text.contains("__tera_context");
        let speaks_of = |name: &str| all || text.contains(name);
        Self {
            words: speaks_of("words"),
            terms: speaks_of("terms"),
            notes: !comes_with_the_program && speaks_of("note"),
            cards: !comes_with_the_program && speaks_of("article"),
            entries: !comes_with_the_program && (speaks_of("quote") || speaks_of("fact")),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            words: self.words || other.words,
            terms: self.terms || other.terms,
            notes: self.notes || other.notes,
            cards: self.cards || other.cards,
            entries: self.entries || other.entries,
        }
    }
}

/// A stretch of a template: a component, or all that is in none.
struct Part<'a> {
    texts: Vec<&'a str>,
    /// Other parts, by their indices.
    uses: Vec<usize>,
    /// Of its own text alone.
    own: Reached,
}

impl Reach {
    /// Finds what each template reaches; `prefixes` say where a name is looked for that no template has as it is.
    pub fn of(templates: &[Template], prefixes: &[String], names: &Names) -> Self {
        let mut parts: Vec<Part<'_>> = Vec::new();
        let mut by_template: FxHashMap<&str, usize> = FxHashMap::default();
        let mut components: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for template in templates {
            let split = split(&template.text);
            by_template.insert(&template.name, parts.len());
            let part = |texts| Part::of(texts, names, template.comes_with_the_program());
            parts.push(part(split.rest));
            for (name, text) in split.components {
                components.entry(name).or_default().push(parts.len());
                parts.push(part(vec![text]));
            }
        }
        let resolve = |name: &str| {
            let known = |name: &str| by_template.get(name).copied();
            known(name).or_else(|| prefixes.iter().find_map(|prefix| known(&format!("{prefix}{name}"))))
        };
        for part in &mut parts {
            let quoted = part.texts.iter().flat_map(|text| quoted(text)).filter_map(resolve);
            let called = part.texts.iter().flat_map(|text| called(text)).filter_map(|name| components.get(name));
            part.uses = quoted.chain(called.flatten().copied()).collect();
        }
        let asked = templates.iter().flat_map(|template| [template.plain.as_str(), template.name.as_str()]);
        let mut known: FxHashMap<usize, Reached> = FxHashMap::default();
        let reached = asked.filter_map(|name| {
            let part = resolve(name)?;
            Some((name.to_owned(), *known.entry(part).or_insert_with(|| reached(&parts, part))))
        });
        Self(reached.collect())
    }

    /// Stands for all that a template reaches; the same for all names that there is no template for.
    pub fn digest(&self, name: &str) -> Fingerprint {
        self.0.get(name).copied().unwrap_or_default().digest
    }

    /// What a template, or anything that it reaches, may say of articles.
    pub fn says(&self, name: &str) -> Says {
        self.0.get(name).map_or(Says::ALL, |reached| reached.says)
    }
}

impl<'a> Part<'a> {
    fn of(texts: Vec<&'a str>, names: &Names, comes_with_the_program: bool) -> Self {
        let mut linked: BTreeMap<&str, Option<&String>> = BTreeMap::new();
        for text in &texts {
            match linked_by(text) {
                Some(paths) => linked.extend(paths.into_iter().map(|path| (path, names.get(path)))),
                None => linked.extend(names.iter().map(|(path, name)| (path.as_str(), Some(name)))),
            }
        }
        let says = texts.iter().map(|text| Says::of(text, comes_with_the_program));
        let says = says.fold(Says::default(), Says::or);
        let own = Reached { digest: Fingerprint::of(&(&texts, linked)), says };
        Self { texts, uses: Vec::new(), own }
    }
}

/// A part and all that it reaches.
fn reached(parts: &[Part<'_>], start: usize) -> Reached {
    let mut reached = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        open.extend(parts[at].uses.iter().copied().filter(|&part| reached.insert(part)));
    }
    let own = || reached.iter().map(|&part| parts[part].own);
    let digests: Vec<Fingerprint> = own().map(|own| own.digest).collect();
    let says = own().map(|own| own.says).fold(Says::default(), Says::or);
    Reached { digest: Fingerprint::of(&digests), says }
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

/// The files to which a text links by `asset(path="…")`; none if it does so in a way that only shows when a page is made.
fn linked_by(text: &str) -> Option<Vec<&str>> {
    let mut paths = Vec::new();
    for (at, call) in text.match_indices("asset(") {
        let inside = text[at + call.len()..].trim_start().strip_prefix("path")?.trim_start().strip_prefix('=')?;
        let inside = inside.trim_start();
        let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let (path, rest) = inside[1..].split_once(quote)?;
        if !rest.trim_start().starts_with([')', ',']) {
            return None;
        }
        paths.push(path.trim_start_matches('/'));
    }
    Some(paths)
}

#[cfg(test)]
mod tests {
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

    fn reach(change: impl Fn(&str, &str) -> String, style: &str) -> Reach {
        let template = |&(name, text): &(&str, &str)| Template {
            name: name.to_owned(),
            plain: name.trim_start_matches("built-in/").to_owned(),
            file: SitePath::new(name).unwrap(),
            text: change(name, text).into(),
        };
        let templates: Vec<Template> = TEMPLATES.iter().map(template).collect();
        let names = Names::new([("style.css".to_owned(), style.to_owned())].into());
        Reach::of(&templates, &["theme/".to_owned(), "built-in/".to_owned()], &names)
    }

    /// The templates whose digests differ when words in a template do.
    fn changed(from: &str, to: &str) -> Vec<&'static str> {
        let (before, after) =
            (reach(|_, text| text.to_owned(), "style.1.css"), reach(|_, text| text.replace(from, to), "style.1.css"));
        let pages = ["fact.html", "quote.html", "feed.xml"];
        pages.into_iter().filter(|name| before.digest(name) != after.digest(name)).collect()
    }

    #[test]
    fn what_a_template_reaches_counts_and_nothing_else() {
        assert_eq!(changed("menu{%-", "Menu{%-"), ["fact.html", "quote.html"], "through the base");
        assert_eq!(changed("words", "letters"), ["quote.html"]);
        assert_eq!(changed("}on{", "}at{"), ["fact.html"], "a component of a component");
        assert_eq!(changed("<feed>", "<feed >"), ["feed.xml"]);
        assert_eq!(changed("{# all of them #}", "{# all #}"), [""; 0], "beside all components");
        assert_eq!(changed("lone()", "lone(a: string)"), [""; 0]);
        let (one, other) = (reach(|_, text| text.to_owned(), "a.css"), reach(|_, text| text.to_owned(), "b.css"));
        assert_ne!(one.digest("fact.html"), other.digest("fact.html"), "a style sheet has another name");
        assert_eq!(one.digest("feed.xml"), other.digest("feed.xml"));
        assert_eq!(one.digest("no.html"), Fingerprint::default());
    }

    #[test]
    fn what_no_template_speaks_of_is_not_said() {
        let says = |from: &str, to: &str, name: &str| reach(|_, text| text.replace(from, to), "a.css").says(name);
        assert_eq!(says("", "", "fact.html"), Says::default());
        let nothing = Says::default();
        assert_eq!(says("", "", "quote.html"), Says { words: true, ..nothing }, "through an include");
        assert_eq!(says("}on{", "}{{ a.terms }}{", "fact.html"), Says { terms: true, ..nothing });
        // It extends `fact.html`.
        let nothing = Says { entries: true, ..nothing };
        assert_eq!(says("}on{", "}{{ a.notes }}{", "letter.html"), nothing, "templates of the program do not count");
        assert_eq!(says("own", "{{ a.notes }}", "letter.html"), Says { notes: true, ..nothing });
        assert_eq!(says("own", "{% for a in articles %}", "letter.html"), Says { cards: true, ..nothing });
        assert_eq!(says("own", "{{ __tera_context }}", "letter.html"), Says::ALL);
        assert_eq!(says("", "", "no.html"), Says::ALL);
    }

    #[test]
    fn what_cannot_be_read_with_certainty_counts_as_used() {
        assert_eq!(linked_by("{{ asset(path=\"/a.css\") }}{{ asset( path = 'b.js' ) }}"), Some(vec!["a.css", "b.js"]));
        assert_eq!(linked_by("{{ asset(path=name) }}"), None);
        assert_eq!(linked_by("{{ asset(path=\"a\" ~ b) }}"), None);
        let broken = split("{% component a() %}{% component b() %}x");
        assert_eq!((broken.components.len(), broken.rest.len()), (2, 1));
    }
}
