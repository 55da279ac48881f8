//! One quote, one wording: the same words of the same person that differ from place to place, and cuts that turn a
//! statement round.
//!
//! # Design
//! To compare every two quotes of a speaker would take hours for a prolific one. Two wordings of one statement share
//! pairs of neighbouring words, so each quote is filed under its rarest ones, and only quotes that meet in a file are
//! compared; the number of files of a quote, and of neighbours in a file, is fixed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::archives::listed;
use super::cuts::{self, Lost, Place};
use super::sourcing::own_excuses;
use super::{Desk, Findings, Rule};
use crate::parse::{Anchored, Excuse, Fidelity, Place as Written, Quote};
use crate::resolve::{QuoteNode, Site, Use, searched_words};
use crate::text::{PartialDate, Severity, Span, shorten};
use crate::verbatim::{Document, Edit, Found, Passage, Pattern, Words};

pub const RULES: &[Rule] = &[TWO_WORDINGS, CUT_CHANGES_MEANING];

const TWO_WORDINGS: Rule = Rule {
    code: "quote/two-wordings",
    level: Some(Severity::Warning),
    about: "The same person is quoted with the same words in two places, and the words differ.",
    why: "At most one of the two is what was said. Quotes are taken for one statement if most of their words are the \
          same and they are of the same day or source; or, if that is not known, if nearly all words of a long quote \
          are. Punctuation, capitals and marked cuts make no difference, nor do quotes that are paraphrased, edited or \
          translated, or that both stand in archived copies of their sources.",
    bad: "a: {text: We may hold 20% of the land, speaker: ada, said_on: 2025-03-03}\n\
          b: {text: We will hold 20% of the land, speaker: ada, said_on: 2025-03-03}\n",
    good: "a: {text: We may hold 20% of the land, speaker: ada, said_on: 2025-03-03}\n\
           b: {text: hold 20% of the land, speaker: ada, said_on: 2025-03-03}\n",
};

const CUT_CHANGES_MEANING: Rule = Rule {
    code: "quote/cut-changes-meaning",
    level: Some(Severity::Warning),
    about: "A part of a statement is quoted without a `not` or a `may` that stood right beside it.",
    why: "The full statement is that of the archived copy, or of another quote of the same person. Looked at are the \
          words within a cut, the three before the quote and the next one after it, as far as they belong to the same \
          clause, in English and German. Quotes of fewer than five words may stand alone, and what your own sentence \
          denies around the quote is not missing.",
    bad: "text: He is … guilty of it\n# In full: He is not guilty of it.\n",
    good: "text: He is not guilty of it\n",
};

/// How many pairs of words a quote is filed under.
const FILES: usize = 8;

/// In a file with many quotes, each is compared with so many after it.
const NEIGHBOURS: usize = 12;

/// Shorter quotes are too alike by chance.
const FEWEST: usize = 4;

/// What was found, before it is told.
struct Told<'a> {
    rule: &'static Rule,
    message: String,
    span: Span,
    also: Option<(Span, String)>,
    hints: Vec<String>,
    excuses: Vec<&'a Excuse>,
}

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    if RULES.iter().all(|rule| findings.level(rule).is_none()) {
        return;
    }
    let mut told: Vec<Told<'_>> = archive_cuts(desk);
    told.extend(references(desk));
    told.extend(pairs(desk));
    for Told { rule, message, span, also, hints, excuses } in told {
        findings.add(rule, excuses, message, |told| {
            let told = also.into_iter().fold(told.at(span), |told, (span, label)| told.also(span, label));
            hints.into_iter().fold(told, |told, hint| told.hint(hint))
        });
    }
}

/// Where a quote's words are written: in its article, or in the record.
pub(super) fn place_of(site: &Site, node: &QuoteNode) -> Span {
    match own_annotation(site, node) {
        Some(anchored) => anchored.passage.clone(),
        None => node.origins.below(&["text"]),
    }
}

/// The annotation by which an article has a quote of its own.
fn own_annotation<'a>(site: &'a Site, node: &QuoteNode) -> Option<&'a Anchored> {
    let annotation = |used: &Use| &site.articles[used.article].article.card.annotations[used.annotation];
    node.uses.iter().map(annotation).find(|anchored| anchored.subject.is_own())
}

fn excuses<'a>(site: &'a Site, node: &'a QuoteNode) -> Vec<&'a Excuse> {
    own_excuses(site, &node.uses).chain(&node.quote.allow).collect()
}

// ---- Against the archived copy ---------------------------------------------------------------------

fn archive_cuts<'a>(desk: &'a Desk<'_>) -> Vec<Told<'a>> {
    let site = &desk.edition.site;
    let cut = |node: &'a std::sync::Arc<QuoteNode>| {
        let (stand, document) = (site.verified.stand(node)?, site.verified.document(node)?);
        let pattern = Pattern::of(searched_words(&node.quote).get(stand.wording)?);
        let lost = cuts::lost(&pattern.words, &document.words, &stand.passage)?;
        let whole = format!("the archived copy of `{}`", site.sources.entries[node.source?].id);
        tell_cut(desk, node, None, &lost, &whole, written(&document.words, &stand.passage))
    };
    site.quotes.entries.par_iter().filter_map(cut).collect()
}

fn written(words: &Words, passage: &Passage) -> String {
    const AROUND: usize = 6;
    let start = passage.place.start.saturating_sub(AROUND);
    let end = (passage.place.end + AROUND).min(words.len());
    shorten(words.written(start..end))
}

/// Tells of a cut, unless every article that shows it says no beside it in its own words.
fn tell_cut<'a>(
    desk: &Desk<'a>,
    node: &'a QuoteNode,
    at: Option<&'a Anchored>,
    lost: &Lost<'_>,
    whole: &str,
    context: String,
) -> Option<Told<'a>> {
    let site = &desk.edition.site;
    let is_around = lost.place != Place::Inside;
    let annotation = |used: &Use| &site.articles[used.article].article.card.annotations[used.annotation];
    let mut shown = at.into_iter().chain(node.uses.iter().map(annotation).filter(|_| at.is_none())).peekable();
    let span = match shown.peek() {
        // An entry of the record that no article uses yet.
        None => place_of(site, node),
        Some(_) => match shown.find(|anchored| !is_around || !denies_around(desk, anchored)) {
            Some(anchored) => anchored.passage.clone(),
            None => return None,
        },
    };
    let place = match lost.place {
        Place::Before => "right before these words",
        Place::Inside => "where these words are cut",
        Place::After => "right after these words",
    };
    Some(Told {
        rule: &CUT_CHANGES_MEANING,
        message: format!("`{}` stands {place} in {whole}", lost.word),
        span,
        also: None,
        hints: vec![
            format!("in full: `{context}`"),
            "quote that word as well, or say around the quote what it says".to_owned(),
        ],
        excuses: excuses(site, node),
    })
}

/// Whether the article's own words say no, right before or right after a passage.
fn denies_around(desk: &Desk<'_>, anchored: &Anchored) -> bool {
    const BYTES: usize = 80;
    let Some(text) = desk.texts.get(&anchored.passage.file) else { return false };
    let range = &anchored.passage.range;
    let (Some(before), Some(after)) = (text.get(..range.start), text.get(range.end..)) else { return false };
    let before = &before[before.floor_char_boundary(before.len().saturating_sub(BYTES))..];
    let after = &after[..after.floor_char_boundary(BYTES)];
    let before = before.rfind(['.', '!', '\n']).map_or(before, |end| &before[end..]);
    let after = after.find(['.', '!', '\n']).map_or(after, |end| &after[..end]);
    [before, after].into_iter().any(|text| {
        let words = Words::of(text.to_owned(), false);
        (0..words.len()).any(|word| cuts::denies(&words, word) || is_denying_verb(words.folded(word)))
    })
}

/// `He denied that …`.
fn is_denying_verb(word: &str) -> bool {
    ["den", "refus", "reject", "doubt", "bestr", "leugn", "weiger", "dement"].iter().any(|stem| word.starts_with(stem))
        && word.len() > 3
}

// ---- Articles that quote the record ----------------------------------------------------------------

/// Passages of articles that are laid on a quote of the record and say something else.
fn references<'a>(desk: &'a Desk<'_>) -> Vec<Told<'a>> {
    let site = &desk.edition.site;
    let of_node = |node: &'a std::sync::Arc<QuoteNode>| {
        let mut told = Vec::new();
        if !is_comparable(&node.quote) {
            return told;
        }
        let full = OnceLock::new();
        for used in &node.uses {
            let anchored = &site.articles[used.article].article.card.annotations[used.annotation];
            if anchored.subject.is_own()
                || anchored.text == node.quote.text
                || matches!(anchored.place, Written::Inline(..)) && anchored.text.split_whitespace().count() < FEWEST
            {
                continue;
            }
            let document = full.get_or_init(|| Document::new(Pattern::of(&node.quote.text).words));
            let pattern = Pattern::of(&anchored.text);
            match document.find(&pattern) {
                Found::Whole(passage) => {
                    let lost = cuts::lost(&pattern.words, &document.words, &passage);
                    let whole = format!("the quote `{}`", node.id);
                    told.extend(lost.and_then(|lost| {
                        tell_cut(desk, node, Some(anchored), &lost, &whole, written(&document.words, &passage))
                    }));
                }
                Found::Edited(passage) => {
                    let marked = Pattern::of(&node.quote.text);
                    let edits = real_edits(&passage, &pattern, &marked);
                    if !edits.is_empty() && pattern.words.len() >= FEWEST {
                        let spelled = edits.iter().map(|edit| edit.written(&pattern.words, &document.words));
                        told.push(Told {
                            rule: &TWO_WORDINGS,
                            message: format!(
                                "the quote `{}` has other words in the record: {}",
                                node.id,
                                listed(spelled)
                            ),
                            span: anchored.passage.clone(),
                            also: Some((node.origins.below(&["text"]), "the other wording".to_owned())),
                            hints: vec!["find out which is right, and use it in both places".to_owned()],
                            excuses: anchored
                                .allow
                                .iter()
                                .chain(&site.articles[used.article].article.card.meta.allow)
                                .chain(&node.quote.allow)
                                .collect(),
                        });
                    }
                }
                Found::Nowhere(_) => {}
            }
        }
        told
    };
    site.quotes.entries.par_iter().flat_map_iter(of_node).collect()
}

// ---- Quotes of one speaker -------------------------------------------------------------------------

/// A quote that is compared with others.
struct Wording<'a> {
    node: &'a QuoteNode,
    pattern: Pattern,
    document: OnceLock<Document>,
}

impl Wording<'_> {
    fn document(&self) -> &Document {
        self.document.get_or_init(|| Document::new(Pattern::of(&self.node.quote.text).words))
    }
}

fn pairs<'a>(desk: &'a Desk<'_>) -> Vec<Told<'a>> {
    let site = &desk.edition.site;
    let mut by_speaker: BTreeMap<usize, Vec<&'a QuoteNode>> = BTreeMap::new();
    for node in &site.quotes.entries {
        if let Some(speaker) = node.speaker.filter(|_| is_comparable(&node.quote)) {
            by_speaker.entry(speaker).or_default().push(node);
        }
    }
    let groups: Vec<Vec<&QuoteNode>> = by_speaker.into_values().filter(|group| group.len() > 1).collect();
    groups
        .into_par_iter()
        .flat_map_iter(|group| {
            let wording = |node| Wording { node, pattern: Pattern::of(&node.quote.text), document: OnceLock::new() };
            let group: Vec<Wording<'a>> = group.into_par_iter().map(wording).collect();
            let candidates = candidates(&group);
            let compared: Vec<Told<'a>> = candidates
                .into_par_iter()
                .filter_map(|(one, other)| compare(desk, &group[one], &group[other]))
                .collect();
            compared
        })
        .collect()
}

/// Pairs of quotes that share one of the rarest pairs of words of either.
fn candidates(group: &[Wording<'_>]) -> Vec<(usize, usize)> {
    let shingles = |wording: &Wording<'_>| -> Vec<u64> {
        let words = &wording.pattern.words;
        let mut found: Vec<u64> =
            (1..words.len()).map(|word| words.hash(word - 1).rotate_left(21) ^ words.hash(word)).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let of_each: Vec<Vec<u64>> = group.par_iter().map(shingles).collect();
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    of_each.iter().flatten().for_each(|shingle| *counts.entry(*shingle).or_default() += 1);
    let mut files: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (quote, shingles) in of_each.iter().enumerate() {
        let mut shared: Vec<(usize, u64)> =
            shingles.iter().map(|shingle| (counts[shingle], *shingle)).filter(|(count, _)| *count > 1).collect();
        shared.sort_unstable();
        for (_, shingle) in shared.into_iter().take(FILES) {
            files.entry(shingle).or_default().push(quote);
        }
    }
    let mut pairs: FxHashSet<(usize, usize)> = FxHashSet::default();
    for mut file in files.into_values() {
        // In a large file those stand side by side that begin alike.
        if file.len() > NEIGHBOURS {
            file.sort_by_key(|&quote| (group[quote].node.quote.text.as_str(), quote));
        }
        for (at, &one) in file.iter().enumerate() {
            pairs.extend(file[at + 1..].iter().take(NEIGHBOURS).map(|&other| (one.min(other), one.max(other))));
        }
    }
    let mut pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

fn compare<'a>(desk: &Desk<'a>, one: &Wording<'a>, other: &Wording<'a>) -> Option<Told<'a>> {
    let site = &desk.edition.site;
    if one.node.quote.text == other.node.quote.text || !is_one_time(&one.node.quote, &other.node.quote) {
        return None;
    }
    let (short, long) = if one.pattern.words.len() <= other.pattern.words.len() { (one, other) } else { (other, one) };
    let document = long.document();
    match document.find(&short.pattern) {
        Found::Whole(passage) => {
            // What the archived copy holds was looked at there.
            if site.verified.stand(short.node).is_some() || !is_one_occasion(&one.node.quote, &other.node.quote) {
                return None;
            }
            let lost = cuts::lost(&short.pattern.words, &document.words, &passage)?;
            let whole = format!("the longer quote `{}`", long.node.id);
            let told = tell_cut(desk, short.node, None, &lost, &whole, written(&document.words, &passage))?;
            Some(Told { also: Some((place_of(site, long.node), "the longer quote".to_owned())), ..told })
        }
        Found::Edited(passage) => {
            let edits = real_edits(&passage, &short.pattern, &long.pattern);
            let both_checked = [one, other].iter().all(|wording| site.verified.stand(wording.node).is_some());
            if edits.is_empty() || both_checked || !is_one_statement(short, long, &passage) {
                return None;
            }
            let spelled = edits.iter().map(|edit| edit.written(&short.pattern.words, &document.words));
            let speaker = short.node.speaker.map_or("", |speaker| &*site.people.entries[speaker].person.name);
            Some(Told {
                rule: &TWO_WORDINGS,
                message: format!("{speaker} is quoted with two wordings: {}", listed(spelled)),
                span: place_of(site, short.node),
                also: Some((place_of(site, long.node), format!("there: {}", shorten(&long.node.quote.text)))),
                hints: vec![
                    "find out which is right, and use it in both places; `allow` with a reason if both were said"
                        .to_owned(),
                ],
                excuses: excuses(site, short.node).into_iter().chain(excuses(site, long.node)).collect(),
            })
        }
        Found::Nowhere(_) => None,
    }
}

/// Without what a quote has more at its ends, and what the other marks as cut.
fn real_edits(passage: &Passage, short: &Pattern, long: &Pattern) -> Vec<Edit> {
    // So many other words at an end are another sentence.
    const MORE: usize = 3;
    let is_more = |edit: &Edit| {
        let is_end = edit.here.start == 0 || edit.here.end == short.words.len();
        let is_cut = long.break_before(edit.there.start).is_some();
        (is_end && (edit.there.is_empty() || edit.here.len() >= MORE)) || (is_cut && edit.there.is_empty())
    };
    passage.edits.iter().filter(|edit| !is_more(edit)).cloned().collect()
}

/// Quotes that claim to be what was said.
fn is_comparable(quote: &Quote) -> bool {
    match quote.fidelity {
        Fidelity::Verbatim | Fidelity::Partial => true,
        Fidelity::Edited | Fidelity::Translated | Fidelity::Paraphrase => false,
    }
}

/// Whether two quotes may be of one day.
fn is_one_time(one: &Quote, other: &Quote) -> bool {
    let overlap = |one: PartialDate, other: PartialDate| {
        one.first_day() <= other.last_day() && other.first_day() <= one.last_day()
    };
    match (one.said_on, other.said_on) {
        (Some(one), Some(other)) => overlap(one, other),
        _ => true,
    }
}

/// Whether they are known to be of one day or from one source.
fn is_one_occasion(one: &Quote, other: &Quote) -> bool {
    (one.said_on.is_some() && other.said_on.is_some()) || (one.source.is_some() && one.source == other.source)
}

/// Whether two quotes that are alike are one statement: a speaker may well say nearly the same twice.
fn is_one_statement(short: &Wording<'_>, long: &Wording<'_>, passage: &Passage) -> bool {
    const LONG: usize = 10;
    let count = short.pattern.words.len();
    match is_one_occasion(&short.node.quote, &long.node.quote) {
        true => count >= FEWEST,
        false => count >= LONG && passage.matched * 100 >= count * 85,
    }
}
