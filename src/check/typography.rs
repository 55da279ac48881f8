//! Marks of the typewriter in an annotation's words where the article has those of print: `'` for `’`.

use super::{Desk, Findings, Rule};
use crate::parse::Place;
use crate::text::Severity;

pub const RULES: &[Rule] = &[TYPOGRAPHY];

const TYPOGRAPHY: Rule = Rule {
    code: "annotation/typography",
    level: Some(Severity::Hint),
    about: "The `text` of an annotation has straight quotation marks or apostrophes where the article has curly ones.",
    why: "The words are found all the same. But who looks for them in the files with another program does not find both. \
          `onrecord check --fix` puts in the article's marks; nothing else about the words differs.",
    bad: "text: It wasn't easy   # the article has: It wasn’t easy\n",
    good: "text: It wasn’t easy\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    if findings.level(&TYPOGRAPHY).is_none() {
        return;
    }
    for placed in &desk.edition.site.articles {
        let card = &placed.article.card;
        for annotation in card.annotations.iter().filter(|annotation| has_curly(&annotation.text)) {
            let Place::Entry(origin) = &annotation.place else { continue };
            let span = origin.below(&["text"]);
            let Some(written) = desk.texts.get(&span.file).and_then(|text| text.get(span.range.clone())) else {
                continue;
            };
            let Some(mended) = mended(written, &annotation.text) else { continue };
            let excuses = annotation.allow.iter().chain(&card.meta.allow);
            findings.add(
                &TYPOGRAPHY,
                excuses,
                "the article has curly marks where these words have straight ones",
                |told| told.at(span.clone()).hint("`onrecord check --fix` puts them in").fix(span, mended),
            );
        }
    }
}

fn has_curly(words: &str) -> bool {
    words.contains(['‘', '’', '“', '”'])
}

/// The value of a YAML file with the marks of the article, if nothing else differs.
///
/// The value stays in the style in which it is written. One that escapes characters, or goes over several lines, is left
/// alone: there a mark may not be what it seems.
fn mended(written: &str, article: &str) -> Option<String> {
    let (open, inner) = match written.as_bytes() {
        [b'"', .., b'"'] if written.len() > 1 => ("\"", &written[1..written.len() - 1]),
        [b'\'', .., b'\''] if written.len() > 1 => ("'", &written[1..written.len() - 1]),
        _ => ("", written),
    };
    if inner.contains(['\\', '\n']) || !inner.contains(['\'', '"']) {
        return None;
    }
    let words = if open == "'" { inner.replace("''", "'") } else { inner.to_owned() };
    if words.chars().count() != article.chars().count() {
        return None;
    }
    let pairs = || words.chars().zip(article.chars());
    let differs =
        |(one, other): (char, char)| matches!((one, other), ('\'', '‘' | '’') | ('"', '“' | '”')) || one == other;
    if !pairs().all(differs) || pairs().all(|(one, other)| one == other) {
        return None;
    }
    let inner = if open == "'" { article.replace('\'', "''") } else { article.to_owned() };
    Some(format!("{open}{inner}{open}"))
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn only_marks_are_mended() {
        for (written, article, wanted) in [
            ("It wasn't easy", "It wasn’t easy", Some("It wasn’t easy")),
            ("\"It wasn't easy\"", "It wasn’t easy", Some("\"It wasn’t easy\"")),
            ("'It wasn''t 5'' easy'", "It wasn’t 5' easy", Some("'It wasn’t 5'' easy'")),
            ("'He said \"no\"'", "He said “no”", Some("'He said “no”'")),
            ("It wasn't easy", "It wasn't easy", None),
            ("It wasn't easy", "It wasn’t hard", None),
            ("It wasn’t easy", "It wasn't easy", None),
            ("\"It wasn't \\x65asy\"", "It wasn’t easy", None),
            ("It wasn't\n  easy", "It wasn’t easy", None),
        ] {
            assert_eq!(mended(written, article).as_deref(), wanted, "{written}");
        }
    }
}
