//! YAML that cannot be read: what is wrong with it, and where.

use std::ops::Range;

use super::places::Places;
use crate::text::{Diagnostic, shorten};

/// Deeper than anybody writes, and not so deep that the parser's time matters: it grows with the square of the depth.
const DEEPEST: usize = 500;

/// What aliases may unfold to, in bytes.
const UNFOLDED: usize = 64 << 20;

/// Says why a document is not to be parsed at all: it is made to take all time or memory.
pub fn too_much(yaml: &str) -> Option<&'static str> {
    let mut depth = 0usize;
    let mut deepest = 0;
    let mut aliases = 0usize;
    let mut before = b' ';
    for &byte in yaml.as_bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'*' if matches!(before, b' ' | b'[' | b',' | b':' | b'\n' | b'-') => aliases += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
        before = byte;
    }
    let unfolded = if yaml.contains('&') { aliases.saturating_mul(yaml.len()) } else { 0 };
    if deepest > DEEPEST {
        return Some("this YAML holds lists or maps in one another without end");
    }
    (unfolded > UNFOLDED).then_some("the aliases (`*name`) of this YAML would unfold into far more than is written")
}

/// Says what a YAML parser stumbled over, at the place where it did.
pub fn explain(places: &Places, error: &serde_yaml::Error) -> Vec<Diagnostic> {
    let full = error.to_string();
    if full.contains("duplicate entry") && !places.doubles().is_empty() {
        return places.doubles().iter().map(|(first, second)| key_twice(places, first, second)).collect();
    }
    let yaml = places.yaml();
    let at = yaml.floor_char_boundary(error.location().map_or(0, |location| location.index()));
    let message = full.split(" at line ").next().unwrap_or(&full);
    let told = Diagnostic::error("bad-yaml", format!("this is not valid YAML: {message}")).at(places.span(at..at));
    vec![if yaml.contains('\t') && message.contains("token") {
        told.hint("YAML does not allow tab characters for indentation")
    } else if message.contains("mapping values are not allowed") {
        told.hint("put the value between quotation marks if it contains a colon followed by a space")
    } else if message.contains("repetition limit") {
        told.hint("its aliases (`*name`) would unfold into far more than is written")
    } else {
        told
    }]
}

fn key_twice(places: &Places, first: &Range<usize>, second: &Range<usize>) -> Diagnostic {
    let key = &places.yaml()[second.clone()];
    Diagnostic::error("bad-yaml", format!("`{}` stands twice in one map", shorten(key)))
        .at(places.span(second.clone()))
        .also(places.span(first.clone()), "first set here")
        .hint("keep one of the two")
}
