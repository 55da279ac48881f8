//! Small components of the built-in theme, put in where they are called.
//!
//! A call takes three times as long as to print a date, and a page of the record has a hundred dates. So a component
//! that does nothing but print what it is given takes the place of its calls, as if somebody had written it there.
//! One that a site or a theme has as well is called: only Tera knows which of them counts.

use std::borrow::Cow;

use super::layers::Template;
use super::reach::components;
use super::tags;

/// The components that are put in.
pub struct Small<'a>(Vec<Component<'a>>);

struct Component<'a> {
    name: &'a str,
    parameters: Vec<&'a str>,
    pieces: Vec<Piece<'a>>,
}

enum Piece<'a> {
    Text(&'a str),
    /// A parameter by its index, with the names behind it: `.iso`.
    Print(usize, &'a str),
}

impl<'a> Small<'a> {
    /// Finds those of the built-in templates.
    pub fn of(templates: &'a [Template]) -> Self {
        let all: Vec<(&Template, &str, &str)> = templates
            .iter()
            .flat_map(|template| components(&template.text).into_iter().map(move |(name, text)| (template, name, text)))
            .collect();
        let is_only = |name: &str| all.iter().filter(|(_, other, _)| *other == name).count() == 1;
        let small = all.iter().filter(|(template, name, _)| template.is_built_in() && is_only(name));
        Self(small.filter_map(|(_, name, text)| Component::of(name, text)).collect())
    }

    /// A template with the components put in that it calls by themselves, and with nothing but names.
    pub fn put_into<'t>(&self, text: &'t str) -> Cow<'t, str> {
        tags::replace(text, "{{ <", |inside| self.0.iter().find_map(|component| component.called(inside)))
    }
}

impl<'a> Component<'a> {
    /// A component by its whole text; none if it does more than print what it is given.
    fn of(name: &'a str, text: &'a str) -> Option<Self> {
        let head = text.strip_prefix("{% component ")?.strip_prefix(name)?.strip_prefix('(')?;
        let (parameters, rest) = head.split_once(')')?;
        let (body, end) = rest.trim_start().rsplit_once("{%")?;
        let body = match body.strip_prefix('-') {
            Some(body) => body.strip_prefix("%}")?.trim_start(),
            None => body.strip_prefix("%}")?,
        };
        let body = if end.starts_with('-') { body.trim_end() } else { body };
        // A default, or what comes from around the call, is for Tera to find.
        let parameter = |written: &'a str| {
            let (name, kind) = written.split_once(':')?;
            Some(name.trim()).filter(|name| is_path(name) && is_path(kind.trim()))
        };
        let parameters: Vec<&str> = parameters.split(',').map(parameter).collect::<Option<_>>()?;
        let mut pieces = Vec::new();
        let mut rest = body;
        while let Some((before, print)) = rest.split_once("{{ ") {
            let (path, after) = print.split_once(" }}").filter(|(path, _)| is_path(path))?;
            let first = path.split('.').next().unwrap_or_default();
            let index = parameters.iter().position(|name| *name == first)?;
            pieces.extend([Piece::Text(before), Piece::Print(index, &path[first.len()..])]);
            rest = after;
        }
        pieces.push(Piece::Text(rest));
        let has_tags = pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains(['{', '}'])));
        (!has_tags).then_some(Self { name, parameters, pieces })
    }

    /// What a call of it stands for, and what comes behind the call; `text` is what comes behind its `<`.
    fn called<'t>(&self, text: &'t str) -> Option<(String, &'t str)> {
        let mut rest = text.strip_prefix(self.name)?.strip_prefix(' ')?;
        let mut given: Vec<Option<&str>> = vec![None; self.parameters.len()];
        while !rest.starts_with("/> }}") {
            let (name, value) = rest.split_once("={")?;
            let (value, after) = value.split_once("} ")?;
            let slot = given.get_mut(self.parameters.iter().position(|parameter| *parameter == name)?)?;
            *slot = Some(value).filter(|value| slot.is_none() && is_path(value));
            slot.as_ref()?;
            rest = after;
        }
        let given: Vec<&str> = given.into_iter().collect::<Option<_>>()?;
        let print = |piece: &Piece<'_>| match piece {
            Piece::Text(text) => (*text).to_owned(),
            Piece::Print(index, rest) => format!("{{{{ {}{rest} }}}}", given[*index]),
        };
        Some((self.pieces.iter().map(print).collect(), &rest["/> }}".len()..]))
    }
}

/// Whether it is names with dots between them.
fn is_path(text: &str) -> bool {
    text.split('.').all(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SitePath;

    fn template(name: &str, text: &str) -> Template {
        let file = SitePath::new(name).unwrap();
        Template { name: name.to_owned(), plain: name.to_owned(), file, text: text.into() }
    }

    #[test]
    fn what_only_prints_is_put_in() {
        let components = template(
            "built-in/components.html",
            "{% component date(date: map) -%}\n<time datetime=\"{{ date.iso }}\">{{ date.text }}</time>\n{%- endcomponent date %}\
             {% component pair(one: string, two: string) %} {{ two }}{{ one }} {% endcomponent pair %}\
             {% component link(to: map, @root) %}{{ to }}{% endcomponent link %}\
             {% component word(n: integer) %}{{ \"w\" | t(n=n) }}{% endcomponent word %}\
             {% component named(a: string = \"\") %}{{ a }}{% endcomponent named %}\
             {% component maybe(a: string) %}{% if a %}{{ a }}{% endif %}{% endcomponent maybe %}",
        );
        let put = |templates: &[Template], text: &str| Small::of(templates).put_into(text).into_owned();
        let built_in = [components];
        for (call, printed) in [
            ("{{ <date date={a.b} /> }}.", "<time datetime=\"{{ a.b.iso }}\">{{ a.b.text }}</time>."),
            ("{{ <pair two={a} one={b.c} /> }}", " {{ a }}{{ b.c }} "),
            ("{{ <pair one={a} two={a} /> }}{{ <pair one={a} two={a} /> }}", " {{ a }}{{ a }}  {{ a }}{{ a }} "),
        ] {
            assert_eq!(put(&built_in, call), printed);
        }
        for call in [
            "{{ \"on\" | t(date=<date date={a} />) }}",
            "{{ <date date={a | first} /> }}",
            "{{ <date /> }}{{ <date date={a} date={b} /> }}{{ <date day={a} /> }}{{ <date date=\"x\" /> }}",
            "{{ <pair one={a} /> }}",
            "{{ <dates date={a} /> }}{{ <link to={a} /> }}{{ <word n={a} /> }}{{ <named a={a} /> }}{{ <maybe a={a} /> }}",
            "{{ <date date={a}",
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
