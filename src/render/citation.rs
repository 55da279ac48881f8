//! The line by which a note is cited: all that stands behind the words, as plain text to be copied.

use super::view::{FactView, QuoteView, SourceRef};
use crate::language::Language;

/// Cites a quote or a fact.
pub fn of(quote: Option<&QuoteView<'_>>, fact: Option<&FactView<'_>>, language: &Language) -> String {
    let mut parts = Vec::new();
    if let Some(quote) = quote {
        parts.push(language.say("quoted", &[("text", quote.text)]));
        let whose = [
            quote.speaker.as_ref().map(|speaker| speaker.name),
            quote.role.as_deref(),
            quote.venue,
            quote.said_on.as_ref().map(|date| date.text.as_str()),
        ];
        parts.push(joined(&whose, language));
        parts.extend(quote.source.as_ref().map(|source| cited(source, language)));
    }
    if let Some(fact) = fact {
        let as_of = fact.as_of.as_ref().map(|date| language.say("as_of", &[("date", &date.text)]));
        let stands = joined(&[Some(fact.status_label), as_of.as_deref()], language);
        let figure = fact.figure.as_deref().map(|figure| format!("{figure}{}", language.word("semicolon")));
        // The sentence goes on in the brackets and ends behind them.
        let statement = fact.statement.strip_suffix(['.', '。']).unwrap_or(fact.statement);
        parts.push(format!("{statement} ({}{stands})", figure.unwrap_or_default()));
        parts.extend(fact.sources.iter().map(|source| cited(source, language)));
    }
    parts.retain(|part| !part.is_empty());
    let mut line = String::new();
    for part in &parts {
        add_sentence(&mut line, part, language);
    }
    line
}

/// Adds the address of the words that it is laid on, if the site knows its own.
pub fn with_passage(mut line: String, passage: Option<&str>, language: &Language) -> String {
    if let Some(passage) = passage {
        add_sentence(&mut line, passage, language);
    }
    line
}

fn cited(source: &SourceRef<'_>, language: &Language) -> String {
    let published = source.source.published.as_ref().map(|date| date.text.as_str());
    joined(&[Some(source.source.title), source.source.publisher, published, source.locator], language)
}

fn joined(parts: &[Option<&str>], language: &Language) -> String {
    parts.iter().flatten().copied().collect::<Vec<_>>().join(language.word("comma"))
}

/// Adds a sentence to others, with a full stop before it where none stands yet.
fn add_sentence(line: &mut String, sentence: &str, language: &Language) {
    let ends = line.trim_end_matches(['”', '"', '»', '“', ')', '」']).ends_with(['.', '?', '!', '。', '؟', '…']);
    let between = match line.is_empty() {
        true => "",
        false if ends => " ",
        false => language.word("full_stop"),
    };
    line.push_str(between);
    line.push_str(sentence);
}
