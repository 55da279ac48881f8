//! Diagnostics as SARIF 2.1.0 (OASIS Standard), which code hosts and editors take in.

use serde_json::{Value, json};

use super::place::Place;
use super::{Excused, Told};
use crate::text::{Diagnostic, Severity, Span, Texts};

/// What a rule says of itself in a report.
pub struct RuleText {
    pub code: &'static str,
    pub about: &'static str,
}

/// Writes a SARIF log with one run. Codes without a text of their own stand in the results alone.
///
/// What is excused is a result with a suppression in the source, which says why (SARIF 2.1.0, §3.35); consumers do not
/// count such results.
pub fn sarif(Told { told, excused, texts }: Told<'_>, rules: &[RuleText]) -> String {
    let rules: Vec<Value> =
        rules.iter().map(|rule| json!({ "id": rule.code, "shortDescription": { "text": rule.about } })).collect();
    // Where one result tells of suppressions, all have to (§3.27.23).
    let all = told.iter().map(|told| result(told, json!([]), texts));
    let results = all.chain(excused.iter().map(|Excused { told, because }| {
        let suppressions = json!([{ "kind": "inSource", "status": "accepted", "justification": because }]);
        result(told, suppressions, texts)
    }));
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "onrecord",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    serde_json::to_string_pretty(&log).expect("a tree of plain values") + "\n"
}

fn result(told: &Diagnostic, suppressions: Value, texts: &Texts) -> Value {
    let level = match told.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    };
    let text = [told.message.as_str()].into_iter().chain(told.hints.iter().map(String::as_str));
    let mut result = json!({
        "ruleId": told.code,
        "level": level,
        "message": { "text": text.collect::<Vec<_>>().join("\n") },
        "locations": told.span.iter().map(|span| location(span, None, texts)).collect::<Vec<_>>(),
        "suppressions": suppressions,
    });
    if !told.others.is_empty() {
        let others = told.others.iter().map(|label| location(&label.span, Some(&label.text), texts));
        result["relatedLocations"] = others.collect();
    }
    if !told.fixes.is_empty() {
        let changes = told.fixes.iter().map(|fix| {
            json!({
                "artifactLocation": artifact(&fix.span),
                "replacements": [{ "deletedRegion": region(&fix.span, texts), "insertedContent": { "text": fix.text } }],
            })
        });
        result["fixes"] = json!([{ "artifactChanges": changes.collect::<Vec<_>>() }]);
    }
    result
}

fn location(span: &Span, message: Option<&str>, texts: &Texts) -> Value {
    let mut location = json!({ "physicalLocation": { "artifactLocation": artifact(span) } });
    if let Some(region) = region(span, texts) {
        location["physicalLocation"]["region"] = region;
    }
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    location
}

fn artifact(span: &Span) -> Value {
    // A relative URI reference; `%SRCROOT%` is where the reader has the site.
    let uri: Vec<String> = span.file.as_str().split('/').map(encoded).collect();
    json!({ "uri": uri.join("/"), "uriBaseId": "%SRCROOT%" })
}

fn encoded(name: &str) -> String {
    percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2E", ".")
        .replace("%2D", "-")
        .replace("%5F", "_")
}

fn region(span: &Span, texts: &Texts) -> Option<Value> {
    Place::of(span, texts).map(|place| {
        json!({
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        })
    })
}
