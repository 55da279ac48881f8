//! Diagnostics as JSON lines: one object for each, for scripts and editors.

use serde_json::{Value, json};

use super::place::Place;
use super::{Excused, Told};
use crate::text::{Diagnostic, Span, Texts};

/// Writes one line of JSON for each diagnostic, in their order.
///
/// An object has `severity` (`error`, `warning`, `hint`), `code`, `message`, `file`, `line`, `column`, `end_line`,
/// `end_column` (all from 1, columns in characters, the end after the last character; null where no place is meant),
/// `label`, `others` (more places, each with a `label`), `hints`, and `fixes` (places, each with the `text` to put
/// there). What is excused comes last, with the severity `excused`, so that nobody counts it, and with `excused`: the
/// `severity` that it would have and the reason, `because`; the others have null there.
pub fn json(Told { told, excused, texts }: Told<'_>) -> String {
    let all = told.iter().map(|told| {
        let mut object = object(told, texts);
        extend(&mut object, json!({ "excused": null }));
        object
    });
    let excused = excused.iter().map(|Excused { told, because }| {
        let mut object = object(told, texts);
        let excused = json!({ "severity": told.severity.word(), "because": because });
        extend(&mut object, json!({ "severity": "excused", "excused": excused }));
        object
    });
    all.chain(excused).map(|object| object.to_string() + "\n").collect()
}

fn object(told: &Diagnostic, texts: &Texts) -> Value {
    let mut object = json!({ "severity": told.severity.word(), "code": told.code, "message": told.message });
    let here = told.span.as_ref().map_or_else(nowhere, |span| place(span, texts));
    extend(&mut object, here);
    let others = told.others.iter().map(|other| with(place(&other.span, texts), "label", &other.text));
    let fixes = told.fixes.iter().map(|fix| with(place(&fix.span, texts), "text", &fix.text));
    extend(
        &mut object,
        json!({
            "label": told.label,
            "others": others.collect::<Vec<_>>(),
            "hints": told.hints,
            "fixes": fixes.collect::<Vec<_>>(),
        }),
    );
    object
}

fn nowhere() -> Value {
    json!({ "file": null, "line": null, "column": null, "end_line": null, "end_column": null })
}

fn place(span: &Span, texts: &Texts) -> Value {
    let place = Place::of(span, texts);
    json!({
        "file": span.file.as_str(),
        "line": place.as_ref().map(|place| place.line),
        "column": place.as_ref().map(|place| place.column),
        "end_line": place.as_ref().map(|place| place.end_line),
        "end_column": place.as_ref().map(|place| place.end_column),
    })
}

fn with(mut object: Value, key: &str, text: &str) -> Value {
    extend(&mut object, json!({ key: text }));
    object
}

fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}
