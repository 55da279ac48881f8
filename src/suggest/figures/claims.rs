//! Who is said to say so: `according to open-source maps`, `the ministry said`.

use std::ops::Range;

use crate::quantity::{Kind, Reader, Sieve};

/// The most tokens that the name of a source has.
const LONGEST: usize = 14;

/// The sentences of a text with whoever is named as their source, in tokens.
pub struct Claims {
    claims: Vec<Claim>,
}

struct Claim {
    sentence: Range<usize>,
    source: Range<usize>,
}

impl Claims {
    pub fn find(reader: &Reader<'_>) -> Self {
        let mut claims = Vec::new();
        let mut start = 0;
        let mut source = None;
        for (at, token) in reader.tokens.iter().enumerate() {
            match token.kind {
                Kind::Word if source.is_none() => source = source_at(reader, at, start),
                Kind::End | Kind::Sign('.' | '!' | '?') if ends(reader, at) => {
                    if let Some(source) = source.take() {
                        claims.push(Claim { sentence: start..at + 1, source });
                    }
                    start = at + 1;
                }
                _ => {}
            }
        }
        if let Some(source) = source {
            claims.push(Claim { sentence: start..reader.tokens.len(), source });
        }
        Self { claims }
    }

    /// The words for the source of the sentence that a token is in, in bytes.
    pub fn words(&self, reader: &Reader<'_>, at: usize) -> Option<Range<usize>> {
        let tokens = self.source(at)?;
        Some(reader.tokens[tokens.start].range.start..reader.tokens[tokens.end - 1].range.end)
    }

    /// The source of the sentence that a token is in.
    fn source(&self, at: usize) -> Option<Range<usize>> {
        let next = self.claims.partition_point(|claim| claim.sentence.end <= at);
        let claim = self.claims.get(next).filter(|claim| claim.sentence.contains(&at))?;
        (!claim.source.contains(&at)).then(|| claim.source.clone())
    }
}

/// Whether a sentence ends with a token; after `Feb.` and `U.S.` it goes on.
fn ends(reader: &Reader<'_>, at: usize) -> bool {
    match reader.tokens[at].kind {
        Kind::End => true,
        Kind::Sign('!' | '?') => true,
        Kind::Sign('.') => {
            let before = reader.token_text(at.wrapping_sub(1));
            let next = reader.tokens.get(at + 1);
            let glued = next.is_some_and(|next| next.glued && next.kind == Kind::Word);
            let capital = reader.token_text(at + 1).starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric());
            let is_short = || before.len() < 2 || SHORT.contains(&before);
            !glued && (next.is_none() || capital) && !(reader.is_word(at.wrapping_sub(1)) && is_short())
        }
        _ => false,
    }
}

const SHORT: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Sen", "Rep", "Gov", "Lt", "Col", "Sgt", "Prof", "Jan", "Feb", "Mar", "Apr",
    "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "No", "vs", "Inc", "Co", "Corp", "Ltd",
];

/// The words that sources stand beside.
static CUES: Sieve = Sieve::EMPTY.with(&[
    "according",
    "by",
    "said",
    "says",
    "say",
    "estimates",
    "estimated",
    "reported",
    "claims",
    "claimed",
    "announced",
]);

fn source_at(reader: &Reader<'_>, at: usize, sentence: usize) -> Option<Range<usize>> {
    if !CUES.passes(reader.tokens[at].outline) {
        return None;
    }
    match reader.token_text(at) {
        "according" | "According" if reader.is_one_of(at + 1, &["to"]) => {
            let start = at + 2;
            let end = phrase_end(reader, start);
            (end > start).then_some(start..end)
        }
        "by" if at > 0
            && reader.is_one_of(at - 1, &["estimated", "estimates", "reported", "compiled", "published"]) =>
        {
            let end = phrase_end(reader, at + 1);
            (end > at + 1).then_some(at + 1..end)
        }
        "said" | "says" | "say" | "estimates" | "estimated" | "reported" | "claims" | "claimed" | "announced"
        | "Announced" => subject(reader, at, sentence),
        _ => None,
    }
}

/// The end of a name after `according to`, at the next comma or the end of the sentence.
fn phrase_end(reader: &Reader<'_>, start: usize) -> usize {
    let last = reader.tokens.len().min(start + LONGEST);
    let stops = |at: usize| {
        ends(reader, at)
            || matches!(reader.sign(at), Some(',' | ';' | ':' | '(' | ')' | '"' | '“' | '”' | '—' | '–' | '.'))
                && !reader
                    .tokens
                    .get(at + 1)
                    .is_some_and(|next| next.glued && next.kind == Kind::Word && reader.sign(at) == Some('.'))
            || reader
                .is_one_of(at, &["that", "which", "who", "showed", "shows", "published", "released", "while", "but"])
    };
    (start..last).find(|&at| stops(at)).unwrap_or(last)
}

/// The words before `said`, back to the comma, the mark or the beginning before them.
fn subject(reader: &Reader<'_>, verb: usize, sentence: usize) -> Option<Range<usize>> {
    let first = sentence.max(verb.saturating_sub(LONGEST));
    let is_stop = |at: usize| {
        reader.sign(at).is_some_and(|sign| !matches!(sign, '.' | '-' | '\'' | '’'))
            || matches!(reader.tokens[at].kind, Kind::Number(_) | Kind::End)
            || reader
                .is_one_of(at, &["and", "that", "which", "who", "as", "but", "while", "were", "was", "had", "have"])
    };
    let start = (first..verb).rev().find(|&at| is_stop(at)).map_or(first, |at| at + 1);
    let begins = reader.token_text(start);
    let is_name =
        begins.starts_with(char::is_uppercase) || reader.is_one_of(start, &["the", "a", "an", "his", "her", "its"]);
    let is_pronoun = reader.is_one_of(start, &["it", "there", "this"]);
    let is_cut = start == first && first > sentence;
    (start < verb && is_name && !is_pronoun && !is_cut).then_some(start..verb)
}
