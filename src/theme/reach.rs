//! What each template is made of: its own text, the templates that it extends and includes, the components that it
//! calls, and the names of the files that it links to. A page that uses it is made anew when one of these changes,
//! and not when another template does.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::parts::{Part, Parts};
use super::stamped::Names;
use crate::text::Fingerprint;

/// What each template reaches.
#[derive(Debug)]
pub struct Reach {
    /// By the names under which pages ask for them.
    by_name: FxHashMap<String, Reached>,
    /// Whether a site or a theme has a component of the same name as a built-in one.
    pub has_own_components: bool,
}

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

impl Reach {
    /// Finds what each template reaches; `names` are those of the files that they link to.
    pub fn of(parts: &Parts<'_>, names: &Names) -> Self {
        let asked = parts.templates().iter().flat_map(|template| [&*template.plain, &*template.name]);
        let mut own: FxHashMap<usize, Reached> = FxHashMap::default();
        let mut known: FxHashMap<usize, Reached> = FxHashMap::default();
        let reached = asked.filter_map(|name| {
            let part = parts.named(name)?;
            let reached = || {
                let all = parts.reached([part]).into_iter();
                Reached::sum(all.map(|at| *own.entry(at).or_insert_with(|| Reached::of(parts.get(at), names))))
            };
            Some((name.to_owned(), *known.entry(part).or_insert_with(reached)))
        });
        Self { by_name: reached.collect(), has_own_components: parts.has_own_components }
    }

    /// Stands for all that a template reaches; the same for all names that there is no template for.
    pub fn digest(&self, name: &str) -> Fingerprint {
        self.by_name.get(name).copied().unwrap_or_default().digest
    }

    /// What a template, or anything that it reaches, may say of articles.
    pub fn says(&self, name: &str) -> Says {
        self.by_name.get(name).map_or(Says::ALL, |reached| reached.says)
    }
}

impl Reached {
    /// Of a part alone.
    fn of(part: &Part<'_>, names: &Names) -> Self {
        let mut linked: BTreeMap<&str, Option<&String>> = BTreeMap::new();
        for text in &part.texts {
            match linked_by(text) {
                Some(paths) => linked.extend(paths.into_iter().map(|path| (path, names.get(path)))),
                None => linked.extend(names.iter().map(|(path, name)| (path.as_str(), Some(name)))),
            }
        }
        let says = part.texts.iter().map(|text| Says::of(text, part.comes_with_the_program));
        Self { digest: Fingerprint::of(&(&part.texts, linked)), says: says.fold(Says::default(), Says::or) }
    }

    fn sum(all: impl Iterator<Item = Self>) -> Self {
        let (digests, says): (Vec<Fingerprint>, Vec<Says>) = all.map(|own| (own.digest, own.says)).unzip();
        Self { digest: Fingerprint::of(&digests), says: says.into_iter().fold(Says::default(), Says::or) }
    }
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
    use super::super::parts::tests::templates;
    use super::*;

    fn reach(change: impl Fn(&str, &str) -> String, style: &str) -> Reach {
        let (templates, prefixes) = templates(change);
        let names = Names::new([("style.css".to_owned(), style.to_owned())].into());
        Reach::of(&Parts::of(&templates, &prefixes), &names)
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
    }
}
