//! Suggestions as people and programs read them.

use std::fmt::Write as _;
use std::ops::Range;

use serde::Serialize;

use super::{Figure, Quotation, Suggestions};

/// A text in which something was found, and the file that its words come from.
pub struct Sheet<'a> {
    pub id: &'a str,
    /// The words that suggestions are ranges of.
    pub words: &'a str,
    /// The text of the file.
    pub file: &'a str,
    /// The place in the file of a stretch of the words.
    pub origin: &'a dyn Fn(&Range<usize>) -> Range<usize>,
}

/// What is found in a text, for programs. Offsets count the characters of its file, without a byte order mark.
#[derive(Serialize)]
pub struct Answer<'a, Id> {
    id: Id,
    quotes: Vec<QuoteRow<'a>>,
    facts: Vec<FactRow<'a>>,
}

#[derive(Serialize)]
struct QuoteRow<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    segments: Vec<(usize, usize)>,
    speaker_mention: Option<&'a str>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    speaker_name: Option<&'a str>,
    speaker_role: Option<&'a str>,
    known: Option<&'a str>,
    cue: Option<&'a str>,
    confidence: f64,
    because: &'a str,
}

#[derive(Serialize)]
struct FactRow<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    kind: &'a str,
    value: Option<f64>,
    unit: Option<String>,
    normalized: Option<String>,
    approx: bool,
    claimed_by: Option<&'a str>,
    confidence: f64,
    because: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_to: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    /// The words whose conversion it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversion_of: Option<(usize, usize)>,
}

/// What a line of JSON says of a text.
pub fn answer<'a, Id>(id: Id, sheet: &Sheet<'a>, found: &'a Suggestions) -> Answer<'a, Id> {
    let points = CodePoints::of(sheet.file);
    Answer {
        id,
        quotes: found.quotes.iter().map(|quote| quote_row(sheet, &points, quote)).collect(),
        facts: found.facts.iter().flat_map(|fact| fact_rows(sheet, &points, fact)).collect(),
    }
}

fn quote_row<'a>(sheet: &Sheet<'a>, points: &CodePoints<'_>, quote: &'a Quotation) -> QuoteRow<'a> {
    let (start, end) = points.range(sheet, &quote.span);
    let speaker = quote.speaker.as_ref();
    let mention = speaker.map(|speaker| points.range(sheet, &speaker.mention));
    QuoteRow {
        text: &sheet.words[quote.span.clone()],
        start,
        end,
        segments: quote.segments.iter().map(|range| points.range(sheet, range)).collect(),
        speaker_mention: speaker.map(|speaker| &sheet.words[speaker.mention.clone()]),
        speaker_start: mention.map(|(start, _)| start),
        speaker_end: mention.map(|(_, end)| end),
        speaker_name: speaker.and_then(|speaker| speaker.name.as_deref()),
        speaker_role: speaker.and_then(|speaker| speaker.role.as_deref()),
        known: speaker.and_then(|speaker| speaker.known.as_deref()),
        cue: quote.cue.as_ref().map(|cue| &sheet.words[cue.clone()]),
        confidence: rounded(quote.confidence),
        because: &quote.because,
    }
}

/// A figure, and its conversion as one of its own that says of which words it is one.
fn fact_rows<'a>(
    sheet: &Sheet<'a>,
    points: &CodePoints<'_>,
    fact: &'a Figure,
) -> impl Iterator<Item = FactRow<'a>> + use<'a> {
    let row = fact_row(sheet, points, fact);
    let of = Some((row.start, row.end));
    let conversion = fact.conversion().map(|other| FactRow { conversion_of: of, ..fact_row(sheet, points, &other) });
    [row].into_iter().chain(conversion)
}

fn fact_row<'a>(sheet: &Sheet<'a>, points: &CodePoints<'_>, fact: &Figure) -> FactRow<'a> {
    let (start, end) = points.range(sheet, &fact.span);
    FactRow {
        text: &sheet.words[fact.span.clone()],
        start,
        end,
        kind: fact.kind.word(),
        value: fact.value,
        unit: unit(fact).map(str::to_owned),
        normalized: normalized(fact),
        approx: fact.approx,
        claimed_by: fact.claimed_by.as_ref().map(|by| &sheet.words[by.clone()]),
        confidence: rounded(fact.confidence),
        because: fact.because.clone(),
        value_to: fact.value_to,
        when: fact.when.clone(),
        conversion_of: None,
    }
}

/// The unit in words, or else as the field `unit` has it.
fn unit(fact: &Figure) -> Option<&str> {
    fact.unit_words.as_deref().or(fact.unit.as_deref())
}

/// A date in ISO 8601, or a value with its unit.
fn normalized(fact: &Figure) -> Option<String> {
    amount(fact.value, fact.value_to, fact.unit_of_value()).or_else(|| fact.when.clone())
}

fn amount(value: Option<f64>, value_to: Option<f64>, unit: Option<&str>) -> Option<String> {
    let mut text = value?.to_string();
    if let Some(to) = value_to {
        write!(text, "–{to}").ok()?;
    }
    if let Some(unit) = unit {
        write!(text, " {unit}").ok()?;
    }
    Some(text)
}

fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

/// Lines for people: where, the words, who or what, how sure, and why; `figure` spells a figure as its page will.
pub fn text(sheet: &Sheet<'_>, found: &Suggestions, figure: impl Fn(&Figure) -> Option<String>) -> String {
    let mut all: Vec<(usize, String)> = Vec::new();
    for quote in &found.quotes {
        let who = match &quote.speaker {
            None => "nobody is named as the speaker".to_owned(),
            Some(speaker) => {
                let mention = &sheet.words[speaker.mention.clone()];
                let name = speaker.name.as_deref().unwrap_or(mention);
                let role = speaker.role.as_ref().map_or_else(String::new, |role| format!(", {role}"));
                let known = match &speaker.known {
                    Some(id) => format!(" ({id} of the record)"),
                    None => " (not in the record yet)".to_owned(),
                };
                let mention = if name == mention { String::new() } else { format!(", here `{mention}`") };
                format!("{name}{role}{known}{mention}")
            }
        };
        let what = format!("said by {who}");
        all.push(item(sheet, "quote", &quote.span, &what, quote.confidence, &quote.because));
    }
    for fact in &found.facts {
        let by = fact.claimed_by.as_ref().map(|by| format!(", as said by {}", &sheet.words[by.clone()]));
        let what = figure(fact).unwrap_or_default() + &by.unwrap_or_default();
        all.push(item(sheet, fact.kind.word(), &fact.span, &what, fact.confidence, &fact.because));
    }
    all.sort_by_key(|(at, _)| *at);
    let lines = Lines::of(sheet.file);
    all.into_iter().fold(String::new(), |mut text, (at, item)| {
        let (line, column) = lines.place(at);
        let _ = write!(text, "{}:{line}:{column}: {item}", sheet.id);
        text
    })
}

/// A suggestion without its place, and the byte of the file where it begins.
fn item(
    sheet: &Sheet<'_>,
    kind: &str,
    span: &Range<usize>,
    what: &str,
    confidence: f32,
    because: &str,
) -> (usize, String) {
    let words = sheet.words[span.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("{kind}, {:.0}% sure\n    {words}\n", confidence * 100.0);
    if !what.is_empty() {
        let _ = writeln!(text, "  {what}");
    }
    if !because.is_empty() {
        let _ = writeln!(text, "  because {because}");
    }
    ((sheet.origin)(span).start, text)
}

/// The bytes at which lines begin, so that each place is found without reading the text again.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= at).max(1);
        (line, 1 + self.text[self.starts[line - 1]..at].chars().count())
    }
}

/// Counts characters up to a byte, from the nearest place that was counted.
struct CodePoints<'a> {
    text: &'a [u8],
    /// The characters before each step, and before the rest.
    counted: Vec<usize>,
}

/// So many bytes are counted at once, and their number fits in a byte.
const STEP: usize = 64;

impl<'a> CodePoints<'a> {
    fn of(text: &'a str) -> Self {
        let (steps, _) = text.as_bytes().as_chunks::<STEP>();
        let mut counted = Vec::with_capacity(steps.len() + 1);
        let mut sum = 0;
        for step in steps {
            counted.push(sum);
            sum += characters(step);
        }
        counted.push(sum);
        Self { text: text.as_bytes(), counted }
    }

    fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let step = byte / STEP;
        self.counted[step] + characters(&self.text[step * STEP..byte])
    }

    fn range(&self, sheet: &Sheet<'_>, words: &Range<usize>) -> (usize, usize) {
        let range = (sheet.origin)(words);
        (self.at(range.start), self.at(range.end))
    }
}

/// How many characters begin in at most a step of bytes.
fn characters(step: &[u8]) -> usize {
    step.iter().map(|byte| u8::from(byte & 0xC0 != 0x80)).sum::<u8>().into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_conversion_is_a_figure_of_its_own_for_programs() {
        let words = "They hold 450 square kilometers (173.7 square miles).";
        let sheet = Sheet { id: "", words, file: words, origin: &Clone::clone };
        let found = super::super::suggest(words, &[], None);
        let facts = &serde_json::to_value(answer("", &sheet, &found)).unwrap()["facts"];
        assert_eq!(facts.as_array().map(Vec::len), Some(2));
        assert_eq!(facts[1]["text"], "173.7 square miles");
        assert_eq!(facts[1]["conversion_of"], json!([facts[0]["start"], facts[0]["end"]]));
        assert_eq!(facts[0]["conversion_of"], Value::Null);
    }

    #[test]
    fn counts_characters_not_bytes() {
        let text = "é🦀“x”\n".repeat(200);
        let points = CodePoints::of(&text);
        for (count, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(at), count);
        }
        assert_eq!(points.at(text.len()), text.chars().count());
        assert_eq!(CodePoints::of("").at(0), 0);
        assert_eq!(Lines::of("a\né🦀b").place(8), (2, 3));
    }
}
