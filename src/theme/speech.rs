//! What templates say in the language of their page: the filters `t` and `number`.
//!
//! `{{ "front_page" | t }}` is a word, `{{ "n_facts" | t(n=3) }}` a counted one, and
//! `{{ "updated" | t(date=<date date={article.date} />) }}` a sentence around something that has markup of its own.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::tags;
use crate::language::{Language, Message, Part};

/// Makes all templates speak a language.
pub fn speak(tera: &mut Tera, language: &Arc<Language>) {
    let said: FxHashMap<String, Said> =
        language.words.all().into_iter().map(|(key, message)| (key.to_owned(), Said::of(message))).collect();
    let own = language.clone();
    tera.register_filter("t", move |key: Value, values: Kwargs, state: &State| -> TeraResult<Value> {
        let Some(key) = key.as_str() else { return Err(Error::message("only the key of a word can be said")) };
        match said.get(key) {
            Some(Said::Word(word)) => Ok(word.clone()),
            Some(Said::Message(message)) => say(&own, key, message, &values, state),
            Some(Said::Count(message, said)) => {
                let slot = count_in(&values).and_then(|count| said.get(usize::try_from(count).ok()?));
                if let Some(value) = slot.and_then(OnceLock::get) {
                    return Ok(value.clone());
                }
                let value = say(&own, key, message, &values, state)?;
                slot.inspect(|slot| _ = slot.set(value.clone()));
                Ok(value)
            }
            None => Err(Error::message(format!("there is no word `{key}`"))),
        }
    });
    let own = language.clone();
    let small: Box<[OnceLock<Value>]> = (0..SMALL).map(|_| OnceLock::new()).collect();
    tera.register_filter("number", move |value: Value, _: Kwargs, _: &State| -> Value {
        let written = || Value::normal_string(&written(&own, &value));
        let slot = count_of(&value).and_then(|count| small.get(usize::try_from(count).ok()?));
        slot.map_or_else(written, |slot| slot.get_or_init(written).clone())
    });
}

/// A built-in template with its words put in, which saves a call for each of them on each page: all but those that are
/// counted, and those around something that is not just a value.
///
/// ```text
/// {{ "close_note" | t(n=note.number) }}
/// Close note {{ note.number | number }}
/// ```
pub fn with_words<'a>(text: &'a str, language: &Language) -> Cow<'a, str> {
    tags::replace(text, "{{ \"", |inside| {
        let key = &inside[..inside.find('"').unwrap_or_default()];
        let call = inside[key.len()..].strip_prefix("\" | t")?;
        let (values, after) = match call.strip_prefix(" }}") {
            Some(after) => ("", after),
            None => call.strip_prefix('(')?.split_once(") }}").filter(|(values, _)| !values.contains("}}"))?,
        };
        let Message::Plain(parts) = language.words.get(key)? else { return None };
        let spoken: String = parts.iter().map(|part| put_in(part, values)).collect::<Option<_>>()?;
        Some((spoken, after)).filter(|(spoken, _)| !spoken.is_empty())
    })
}

/// A part of a message as it stands in a template; `values` are those of the call, as they are written.
fn put_in(part: &Part, values: &str) -> Option<String> {
    match part {
        Part::Text(text) => {
            let mut spoken = String::new();
            pulldown_cmark_escape::escape_html(&mut spoken, text).expect("a string takes everything");
            Some(spoken).filter(|spoken| !spoken.contains(['{', '}']))
        }
        Part::Place(name) => {
            let mut values = values.split(',').filter_map(|value| value.trim().split_once('='));
            let (_, value) = values.find(|(place, _)| *place == &**name)?;
            let is_plain = value.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.'));
            is_plain.then(|| format!("{{{{ {value} | number }}}}"))
        }
    }
}

/// A message, made ready to be said.
enum Said {
    /// Most words are never filled: their values are made once.
    Word(Value),
    /// A count and nothing else: its values for small counts, as they are made.
    Count(Message, Box<[OnceLock<Value>]>),
    Message(Message),
}

/// The counts whose values are kept: nearly all of tallies and of minutes.
const SMALL: usize = 64;

impl Said {
    fn of(message: &Message) -> Self {
        match message {
            Message::Plain(parts) if parts.iter().all(|part| matches!(part, Part::Text(_))) => {
                Self::Word(Value::normal_string(message.plain()))
            }
            message if message.places().all(|place| place == "n") => {
                Self::Count(message.clone(), (0..SMALL).map(|_| OnceLock::new()).collect())
            }
            message => Self::Message(message.clone()),
        }
    }
}

fn say(language: &Language, key: &str, message: &Message, values: &Kwargs, state: &State) -> TeraResult<Value> {
    let parts = message.parts(|| count_in(values).map(|count| language.formats.category(count)));
    let mut has_markup = false;
    let mut filled = Vec::with_capacity(parts.len());
    for part in parts {
        filled.push(match part {
            Part::Text(_) => None,
            Part::Place(name) => {
                let Some(value) = values.get::<Value>(name)? else {
                    return Err(Error::message(format!("the word `{key}` needs `{name}`")));
                };
                has_markup |= value.is_safe();
                Some(value)
            }
        });
    }
    let mut said = String::new();
    for (part, value) in parts.iter().zip(&filled) {
        let is_safe = value.as_ref().is_some_and(Value::is_safe);
        let text = match (part, value) {
            (Part::Text(text), _) => Cow::Borrowed(&**text),
            (Part::Place(_), Some(value)) => written(language, value),
            (Part::Place(_), None) => continue,
        };
        if has_markup && !is_safe && text.contains(['&', '<', '>', '"', '\'']) {
            said.push_str(&state.escape(&text)?);
        } else {
            said.push_str(&text);
        }
    }
    Ok(if has_markup { Value::safe_string(&said) } else { Value::normal_string(&said) })
}

fn count_in(values: &Kwargs) -> Option<u64> {
    values.get::<Value>("n").ok().flatten().as_ref().and_then(count_of)
}

fn count_of(value: &Value) -> Option<u64> {
    value.as_i64().and_then(|count| u64::try_from(count).ok()).or_else(|| value.as_u64())
}

/// A value as it is printed: numbers with the digits of the language.
fn written<'a>(language: &Language, value: &'a Value) -> Cow<'a, str> {
    match (value.as_str(), count_of(value)) {
        (Some(text), _) => text.into(),
        (None, Some(count)) => language.formats.count(count).into(),
        (None, None) => value.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{WordFile, Words};
    use crate::text::{SitePath, TextFile};

    #[test]
    fn plain_words_are_put_into_templates() {
        let path = SitePath::new("i18n/en.yaml").unwrap();
        let text = "a: <A>\ncomma: ', '\nn: '{n} of it'\nboth: '>{n} of {of}'\ntwo: {one: one, other: more}\n";
        let (words, told) = WordFile::read(&TextFile { path, text: text.into() });
        assert_eq!(told, []);
        let language = Language::new("en", "en", Words::of([&words]));
        for (template, spoken) in [
            ("<p title=\"{{ \"a\" | t }}\">{{ \"comma\" | t }}x", "<p title=\"&lt;A&gt;\">, x"),
            ("{%- if x -%} {{ \"comma\" | t }}{{ \"a\" | t }}", "{%- if x -%} {{ \"comma\" | t }}&lt;A&gt;"),
            ("{{ \"comma\" | t }} {%- if x %}", "{{ \"comma\" | t }} {%- if x %}"),
            ("<{{ \"n\" | t(n=note.number) }}>", "<{{ note.number | number }} of it>"),
            ("{{ \"n\" | t(n=a | length) }}{{ \"n\" | t(m=a) }}", "{{ \"n\" | t(n=a | length) }}{{ \"n\" | t(m=a) }}"),
            ("{{ \"a\" | t(n=b) | upper }} (c) }}", "{{ \"a\" | t(n=b) | upper }} (c) }}"),
            ("{{ \"both\" | t(of=a.b, n=c) }}", "&gt;{{ c | number }} of {{ a.b | number }}"),
            ("{{ \"two\" | t(n=a) }}{{ \"n\" | t(n=<date />) }}", "{{ \"two\" | t(n=a) }}{{ \"n\" | t(n=<date />) }}"),
            (
                "{{ \"n\" | t }}{{ \"two\" | t }}{{ \"b\" | t }}{{ \"a\" | t(n=1) }}{{ \"a",
                "{{ \"n\" | t }}{{ \"two\" | t }}{{ \"b\" | t }}&lt;A&gt;{{ \"a",
            ),
        ] {
            assert_eq!(with_words(template, &language), spoken);
        }
    }
}
