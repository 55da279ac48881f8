//! What an article's text asks for and has no entry of, and the entries that propose it.

use std::ops::Range;
use std::path::Path;

use super::append::Refused;
use super::entry::{Entry, Said};
use super::files::Files;
use super::new_mistake;
use crate::parse::{Card, Dialect, Kind, Pointer, Prose, Selector, prose_of};
use crate::suggest::{self, AsFact, Figure, Known, Quotation, Speaker, Suggestions};

/// The suggestions for an article, as ranges of its prose.
pub struct Proposed {
    pub prose: Prose,
    pub found: Suggestions,
}

/// Proposes what no entry of the article covers, is it an annotation, a suggestion or one that was turned down.
pub fn propose(card: &Card, text: &str, known: &[Known], least: f32) -> Proposed {
    let prose = prose_of(&card.file, text);
    let mut found = suggest::suggest(&prose.text, known, card.meta.date.map(|date| date.day()));
    let of = |kind| Covered::of(card, kind);
    let (quotes, facts) = (of(Kind::Quote), of(Kind::Fact));
    found.quotes.retain(|one| one.confidence >= least && !quotes.meets(&prose.origin(&one.span)));
    found.facts.retain(|one| one.confidence >= least && !facts.meets(&prose.origin(&one.span)));
    Proposed { prose, found }
}

/// Stretches of a file's text, apart from one another and in order.
struct Covered(Vec<Range<usize>>);

impl Covered {
    fn of(card: &Card, kind: Kind) -> Self {
        let annotated = card.annotations.iter().filter(|one| one.kind == kind).map(|one| one.passage.range.clone());
        let suggested = card.suggested.iter().filter(|one| one.kind == kind);
        let suggested = suggested.filter_map(|one| Some(one.passage.as_ref()?.range.clone()));
        let mut all: Vec<Range<usize>> = annotated.chain(suggested).collect();
        all.sort_by_key(|range| range.start);
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(all.len());
        for range in all {
            match apart.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        Self(apart)
    }

    fn meets(&self, range: &Range<usize>) -> bool {
        let next = self.0.partition_point(|one| one.end <= range.start);
        self.0.get(next).is_some_and(|one| one.start < range.end)
    }
}

impl Proposed {
    /// The entries for one list. A quotation that the narrator interrupts makes an entry for each of its parts, since
    /// what stands between them was not said.
    pub fn entries(&self, kind: Kind) -> Vec<Entry> {
        let pointer = Pointer::new(&self.prose);
        match kind {
            Kind::Quote => self.found.quotes.iter().flat_map(|quote| self.quote(quote, &pointer)).collect(),
            Kind::Fact => self.found.facts.iter().filter_map(|fact| self.fact(fact, &pointer)).collect(),
        }
    }

    fn quote(&self, quote: &Quotation, pointer: &Pointer<'_>) -> Vec<Entry> {
        let mut speaker = Vec::new();
        if let Some(Speaker { name, known, role, is_body, mention }) = &quote.speaker {
            if let Some(id) = known {
                speaker.push(("speaker", words(id)));
            } else {
                // A pronoun is no name; the editor finds out whom it means.
                let mention = &self.prose.text[mention.clone()];
                let mentioned = || mention.contains(char::is_uppercase).then(|| mention.to_owned());
                speaker.extend(name.clone().or_else(mentioned).map(|name| ("speaker_name", words(&name))));
                speaker.extend(role.as_ref().map(|role| ("speaker_role", words(role))));
                speaker.extend(is_body.then(|| ("speaker_kind", words("organization"))));
            }
        }
        let parts = self.parts(quote).into_iter().filter_map(|part| pointer.selector(&part));
        parts
            .map(|selector| {
                let mut fields = selected(selector);
                fields.extend(speaker.clone());
                fields.extend(marks(quote.confidence, &quote.because));
                Entry { kind: Kind::Quote, fields }
            })
            .collect()
    }

    /// The stretches of a quotation with nothing but marks and ends of paragraphs between them joined. A comma before
    /// the closing mark belongs to the sentence around it.
    fn parts(&self, quote: &Quotation) -> Vec<Range<usize>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        for segment in &quote.segments {
            match parts.last_mut() {
                Some(last)
                    if self.prose.text[last.end.min(segment.start)..segment.start]
                        .chars()
                        .all(|c| !c.is_alphanumeric()) =>
                {
                    last.end = last.end.max(segment.end);
                }
                _ => parts.push(segment.clone()),
            }
        }
        if parts.is_empty() {
            parts.push(quote.span.clone());
        }
        for part in &mut parts {
            part.end = part.start + self.prose.text[part.clone()].trim_end_matches(',').len();
        }
        parts
    }

    fn fact(&self, fact: &Figure, pointer: &Pointer<'_>) -> Option<Entry> {
        let mut fields = selected(pointer.selector(&fact.span)?);
        let AsFact { value, value_to, unit, approx } = fact.as_fact(&self.prose.text);
        match (value, value_to) {
            (Some(low), Some(high)) if low <= high => fields.push(("range", Said::Plain(format!("[{low}, {high}]")))),
            (Some(value), _) => fields.push(("value", Said::Plain(value.to_string()))),
            (None, _) => fields.extend(fact.when.as_ref().map(|when| ("value", words(when)))),
        }
        fields.extend(unit.map(|unit| ("unit", words(&unit))));
        fields.extend(approx.then(|| ("approx", Said::Plain("true".to_owned()))));
        let claimed = fact.claimed_by.as_ref().map(|by| format!("; as said by {}", &self.prose.text[by.clone()]));
        fields.extend(marks(fact.confidence, &(fact.because.clone() + &claimed.unwrap_or_default())));
        Some(Entry { kind: Kind::Fact, fields })
    }
}

fn words(words: &str) -> Said {
    Said::Words(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn selected(selector: Selector) -> Vec<(&'static str, Said)> {
    let Selector { text, prefix, suffix, occurrence } = selector;
    let mut fields = vec![("text", Said::Words(text.unwrap_or_default()))];
    fields.extend(prefix.map(|it| ("prefix", Said::Words(it))));
    fields.extend(suffix.map(|it| ("suffix", Said::Words(it))));
    fields.extend(occurrence.map(|it| ("occurrence", Said::Number(it))));
    fields
}

/// What makes an entry a suggestion.
fn marks(confidence: f32, because: &str) -> Vec<(&'static str, Said)> {
    let mut fields = vec![("status", words("suggested")), ("confidence", Said::Plain(format!("{confidence:.2}")))];
    if !because.trim().is_empty() {
        fields.push(("because", words(because)));
    }
    fields
}

/// Writes entries of one kind beside an article, or into its front matter where that has the list already; gives the
/// path of the file.
pub fn write(root: &Path, card: &Card, dialect: &Dialect, kind: Kind, entries: &[Entry]) -> Result<String, Refused> {
    let files = Files::read(root, &card.file, kind.key())?;
    let before = files.parse(None, dialect);
    let changed = files.append_all(entries)?;
    let after = files.parse(Some(&changed), dialect);
    if let Some(mistake) = new_mistake(&before, &after) {
        return Err(Refused(mistake));
    }
    let found = |card: &Card| card.suggested.iter().filter(|one| one.passage.is_some()).count();
    if found(&after.card) != found(&before.card) + entries.len() {
        return Err(Refused("some of the words are not in the article any more".to_owned()));
    }
    files.write(&changed)?;
    Ok(files.target().path.to_string())
}
