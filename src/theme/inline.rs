//! Components of the built-in theme, put in where its templates call them, before they are compiled.
//!
//! A call takes as long as to print thirty words: Tera checks what is given, and makes a scope of its own for it. An
//! article with ten notes makes a hundred calls, so a component takes the place of its calls, as if somebody had
//! written it there:
//!
//! ```text
//! {{ <source_line source={quote.source} /> }}
//! {% set source_line_source = quote.source %}<span class="source">{{ source_line_source.title }}…
//! ```
//!
//! One that a site or a theme has as well is called: only Tera knows which of them counts. So is one that calls itself,
//! and one that stands in an expression.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::layers::Template;
use super::parts::components;
use super::tags;

/// How a call begins that stands by itself.
const CALL: &str = "{{ <";

/// The built-in components, each with others put in.
struct Inline<'a>(BTreeMap<&'a str, Component<'a>>);

struct Component<'a> {
    parameters: Vec<Parameter<'a>>,
    body: Cow<'a, str>,
    /// Where the body has names of variables.
    variables: Vec<Range<usize>>,
}

struct Parameter<'a> {
    name: &'a str,
    /// Found around the call, if it is not given: `@root`.
    is_implicit: bool,
    default: Option<&'a str>,
}

/// The texts of templates, with the components put in if they come with the program. Others stay as they are written, so
/// that mistakes in them are told at their places.
pub fn texts(templates: &[Template]) -> Vec<String> {
    let components = Inline::of(templates);
    let text = |template: &Template| match template.comes_with_the_program() {
        true => components.put_into(&template.text).into_owned(),
        false => template.text.to_string(),
    };
    templates.iter().map(text).collect()
}

impl<'a> Inline<'a> {
    /// Finds the components of the built-in templates.
    fn of(templates: &'a [Template]) -> Self {
        let all: Vec<(&Template, &str, &str)> = templates
            .iter()
            .flat_map(|template| components(&template.text).into_iter().map(move |(name, text)| (template, name, text)))
            .collect();
        let is_only = |name: &str| all.iter().filter(|(_, other, _)| *other == name).count() == 1;
        let built_in = all.iter().filter(|(template, name, _)| template.is_built_in() && is_only(name));
        let mut written: BTreeMap<&str, Component<'_>> =
            built_in.filter_map(|(_, name, text)| Some((*name, Component::of(name, text)?))).collect();
        let mut ready = Self(BTreeMap::new());
        while let Some((name, component)) = written.pop_first() {
            ready.add(name, component, &mut written);
        }
        ready
    }

    /// Adds a component with those put in that it calls, which are added first; those that call it back stay called.
    fn add(&mut self, name: &'a str, mut component: Component<'a>, written: &mut BTreeMap<&'a str, Component<'a>>) {
        for (at, call) in component.body.match_indices(CALL) {
            let inside = &component.body[at + call.len()..];
            let called = &inside[..inside.find([' ', '/']).unwrap_or(inside.len())];
            if let Some((called, component)) = written.remove_entry(called) {
                self.add(called, component, written);
            }
        }
        component.body = self.put_into_body(&component.body, &component.parameters).into_owned().into();
        component.variables = variables(&component.body);
        self.0.insert(name, component);
    }

    /// A template with the components put in that it calls, and with others put into its own components.
    fn put_into<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let own = components(text);
        if own.is_empty() {
            return tags::replace(text, CALL, |inside| self.called(inside, None));
        }
        let mut new = text.to_owned();
        for (name, text) in own {
            if let Some(component) = Component::of(name, text) {
                new = new.replacen(text, &self.put_into_body(text, &component.parameters), 1);
            }
        }
        new.into()
    }

    fn put_into_body<'t>(&self, text: &'t str, parameters: &[Parameter<'_>]) -> Cow<'t, str> {
        tags::replace(text, CALL, |inside| self.called(inside, Some(parameters)))
    }

    /// What a call stands for, and what comes behind it; `text` is what comes behind its `<`. `around` are the parameters
    /// of the component that it stands in.
    fn called<'t>(&self, text: &'t str, around: Option<&[Parameter<'_>]>) -> Option<(String, &'t str)> {
        let (name, rest) = text.split_once(' ')?;
        let component = self.0.get(name)?;
        let (given, after) = arguments(rest)?;
        given.iter().all(|(name, _)| component.parameters.iter().any(|known| known.name == *name)).then_some(())?;
        let (mut sets, mut values) = (String::new(), BTreeMap::new());
        for parameter in &component.parameters {
            let given = given.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| *value);
            let value = match given {
                Some(value) => value,
                None if parameter.is_implicit => {
                    // A component sees of what is around it only what it asks for.
                    let is_there = |around: &Parameter<'_>| around.is_implicit && around.name == parameter.name;
                    around.is_none_or(|around| around.iter().any(is_there)).then_some(())?;
                    continue;
                }
                None => parameter.default?,
            };
            if component.takes_as_written(parameter.name, value) {
                values.insert(parameter.name, value.to_owned());
            } else {
                let alias = format!("{name}_{}", parameter.name);
                sets += &format!("{{% set {alias} = {value} %}}");
                values.insert(parameter.name, alias);
            }
        }
        Some((sets + &component.with(&values), after))
    }
}

impl<'a> Component<'a> {
    /// A component by its whole text; none if it cannot be taken out of it.
    fn of(name: &'a str, text: &'a str) -> Option<Self> {
        let head = text.strip_prefix("{% component ")?.strip_prefix(name)?.strip_prefix('(')?;
        let (parameters, rest) = head.split_once(')')?;
        let (body, end) = rest.trim_start().rsplit_once("{%")?;
        let body = match body.strip_prefix('-') {
            Some(body) => body.strip_prefix("%}")?.trim_start(),
            None => body.strip_prefix("%}")?,
        };
        let body = if end.starts_with('-') { body.trim_end() } else { body };
        let trims = |tag: &str| body.starts_with(&format!("{tag}-")) || body.ends_with(&format!("-{}", closing(tag)));
        let variables = variables(body);
        let sets = variables.iter().any(|range| body[range.clone()].starts_with("set"));
        // What is written down around the call is not theirs.
        if trims("{%") || trims("{{") || sets {
            return None;
        }
        let parameters = parameters.split(',').map(str::trim).filter(|parameter| !parameter.is_empty());
        let parameters = parameters.map(Parameter::of).collect();
        Some(Self { parameters, body: body.into(), variables })
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|range| &self.body[range.clone()])
    }

    /// Whether the body gives a name to the items of one of its loops.
    fn loops_over(&self, name: &str) -> bool {
        let mut names = self.names();
        while names.any(|word| word == "for") {
            if names.by_ref().take_while(|word| *word != "in").any(|item| item == name) {
                return true;
            }
        }
        false
    }

    /// Whether an argument may stand wherever its parameter stands: it must mean the same there, and not take long.
    fn takes_as_written(&self, parameter: &str, value: &str) -> bool {
        /// As many names behind dots as it takes to look up, if they are not set once.
        const FEW: usize = 4;
        if value.starts_with('"') || value.parse::<u64>().is_ok() || matches!(value, "true" | "false") {
            return true;
        }
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
        };
        let uses = self.names().filter(|name| *name == parameter).count();
        value.split('.').all(is_name)
            && !self.loops_over(value.split('.').next().unwrap_or_default())
            && uses * value.matches('.').count() <= FEW
    }

    /// The body with values for its parameters.
    fn with(&self, values: &BTreeMap<&str, String>) -> String {
        let (mut filled, mut at) = (String::new(), 0);
        for range in &self.variables {
            if let Some(value) = values.get(&self.body[range.clone()]) {
                filled += &self.body[at..range.start];
                filled += value;
                at = range.end;
            }
        }
        filled + &self.body[at..]
    }
}

impl<'a> Parameter<'a> {
    /// `name: type`, `name: type = default` or `@name`, which may have both as well.
    fn of(written: &'a str) -> Self {
        let (declared, default) = match written.split_once('=') {
            Some((declared, default)) => (declared, Some(default.trim())),
            None => (written, None),
        };
        let name = declared.split(':').next().unwrap_or_default().trim();
        Self { name: name.trim_start_matches('@'), is_implicit: name.starts_with('@'), default }
    }
}

/// The arguments of a call, `name={value}` or `name="value"`, and what comes behind it; none if it is not that simple.
fn arguments(text: &str) -> Option<(Vec<(&str, &str)>, &str)> {
    let (mut given, mut rest) = (Vec::new(), text);
    loop {
        if let Some(after) = rest.strip_prefix("/> }}") {
            return Some((given, after));
        }
        let (name, value) = rest.split_once('=')?;
        let (value, after) = match value.strip_prefix('{') {
            Some(value) => value.split_once("} ")?,
            None => value.split_at(value.strip_prefix('"')?.find("\" ")? + 2),
        };
        let is_simple = !value.contains(['<', '{', '}', '\n']) && !name.contains(char::is_whitespace);
        given.push(Some((name, value)).filter(|_| is_simple)?);
        rest = after.trim_start();
    }
}

fn closing(tag: &str) -> &'static str {
    match tag {
        "{%" => "%}",
        "{#" => "#}",
        _ => "}}",
    }
}

/// Where the tags of a template have names that may be those of variables, or words of Tera's: nothing in quotes, behind
/// a dot (attributes), a bar (filters) or a `<` (components), or before a `=` (arguments).
fn variables(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let tag = text.get(open..open + 2).unwrap_or_default();
        at = open + 1;
        match tag {
            "{#" => at = text[at..].find("#}").map_or(text.len(), |end| at + end),
            "{{" | "{%" => at = variables_until(closing(tag), text, open + 2, &mut found),
            _ => {}
        }
    }
    found
}

/// Finds the variables of one tag; gives where it ends.
fn variables_until(close: &str, text: &str, mut at: usize, found: &mut Vec<Range<usize>>) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() && !text[at..].starts_with(close) {
        let start = at;
        at += match bytes[at] {
            quote @ (b'"' | b'\'' | b'`') => {
                text[at + 1..].find(char::from(quote)).map_or(text.len() - at, |length| length + 2)
            }
            c if c.is_ascii_alphanumeric() || c == b'_' => {
                let length = text[at..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                let length = length.unwrap_or(text.len() - at);
                let (before, after) = (&text[..start], &text[start + length..]);
                let is_argument = after.starts_with('=') && !after.starts_with("==");
                if !before.ends_with('<') && !before.trim_end().ends_with(['.', '|']) && !is_argument {
                    found.push(start..start + length);
                }
                length
            }
            _ => text[at..].chars().next().map_or(1, char::len_utf8),
        };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SitePath;

    fn template(name: &str, text: &str) -> Template {
        let file = SitePath::new(name).unwrap();
        Template { name: name.to_owned(), plain: name.to_owned(), file, text: text.into() }
    }

    const COMPONENTS: &str = "\
        {% component date(date: map) -%}\n<time datetime=\"{{ date.iso }}\">{{ date.text }}</time>\n{%- endcomponent date %}\
        {% component link(to: map, class: string = \"plain\", @root) %}<a class=\"{{ class }}\" href=\"{{ root }}{{ to.path }}\">to {{ to.name | name(to=\"to\") }}{% if to.name == \"to\" %} {{ <date date={to.on} /> }}{% endif %}{% endcomponent link %}\
        {% component tree(items: array) %}{% for item in items %}{{ <tree items={item.items} /> }}{% endfor %}{% endcomponent tree %}\
        {% component rooted(to: map) %}{{ <link to={to} /> }}{% endcomponent rooted %}\
        {% component trims(a: string) %}{%- if a %}{{ a }}{% endif %}{% endcomponent trims %}\
        {% component keeps(a: string) %}{% set b = a %}{{ b }}{% endcomponent keeps %}";

    fn put(templates: &[Template], text: &str) -> String {
        Inline::of(templates).put_into(text).into_owned()
    }

    #[test]
    fn components_stand_where_they_are_called() {
        let built_in = [template("built-in/components.html", COMPONENTS)];
        for (call, printed) in [
            ("{{ <date date={a.b} /> }}.", "<time datetime=\"{{ a.b.iso }}\">{{ a.b.text }}</time>."),
            (
                "{{ <date date={a.b.c.d} /> }}",
                "{% set date_date = a.b.c.d %}<time datetime=\"{{ date_date.iso }}\">{{ date_date.text }}</time>",
            ),
            (
                "{{ <link to={a} class=\"x y\" /> }}",
                "<a class=\"{{ \"x y\" }}\" href=\"{{ root }}{{ a.path }}\">to {{ a.name | name(to=\"to\") }}{% if a.name == \"to\" %} <time datetime=\"{{ a.on.iso }}\">{{ a.on.text }}</time>{% endif %}",
            ),
            (
                "{{ <tree items={item} /> }}",
                "{% set tree_items = item %}{% for item in tree_items %}{{ <tree items={item.items} /> }}{% endfor %}",
            ),
            (
                "{{ <tree items={a | first} /> }}",
                "{% set tree_items = a | first %}{% for item in tree_items %}{{ <tree items={item.items} /> }}{% endfor %}",
            ),
        ] {
            assert_eq!(put(&built_in, call), printed);
        }
        let within = put(&built_in, COMPONENTS);
        assert!(within.contains("component rooted(to: map) %}{{ <link to={to} /> }}{% end"), "it has no root to give");
    }

    #[test]
    fn calls_stay_where_that_would_not_be_the_same() {
        let built_in = [template("built-in/components.html", COMPONENTS)];
        for call in [
            "{{ \"on\" | t(date=<date date={a} />) }}",
            "{{ <date /> }}{{ <date day={a} /> }}{{ <dates date={a} /> }}",
            "{{ <date date={<link to={a} />} /> }}",
            "{{ <trims a={a} /> }}{{ <keeps a={a} /> }}",
            "{{ <date date={a}",
            "{{ <link to={a} class=\"x",
        ] {
            assert_eq!(put(&built_in, call), call);
        }
        let [components] = built_in;
        let own = template("parts.html", "{% component date(date: map) %}{{ date.text }}{% endcomponent date %}");
        assert_eq!(
            put(&[components, own], "{{ <date date={a} /> }}"),
            "{{ <date date={a} /> }}",
            "the site has its own"
        );
    }
}
