//! Text put in the place of tags of a template, before it is compiled.

use std::borrow::Cow;

/// Replaces tags that begin with some words: `made` gets what comes behind these words, and gives what takes the place of
/// the tag together with what comes behind it; none if the tag stays.
pub fn replace<'t>(text: &'t str, open: &str, made: impl Fn(&'t str) -> Option<(String, &'t str)>) -> Cow<'t, str> {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let (before, inside) = (&rest[..at], &rest[at + open.len()..]);
        match made(inside).filter(|(new, after)| !is_trimmed(before, after) || new.trim() == new) {
            Some((new, after)) => {
                replaced.push_str(before);
                replaced.push_str(&new);
                rest = after;
            }
            None => {
                replaced.push_str(&rest[..at + open.len()]);
                rest = inside;
            }
        }
    }
    if replaced.is_empty() {
        return text.into();
    }
    replaced.push_str(rest);
    replaced.into()
}

/// Whether a tag before or after takes the white space beside it: one with a hyphen does, also from what is put in.
fn is_trimmed(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    before.ends_with("-%}") || before.ends_with("-}}") || after.starts_with("{%-") || after.starts_with("{{-")
}
