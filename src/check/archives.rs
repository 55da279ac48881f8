//! Archived copies: whether they are there and as they were, and whether quotes stand in them.

use rayon::prelude::*;

use super::sourcing::own_excuses;
use super::{Desk, Findings, Rule};
use crate::resolve::{Archived, QuoteNode, Site, SourceNode, admits_edits, searched_words};
use crate::text::{Severity, shorten};
use crate::verbatim::{Document, Found, Passage, Pattern};

pub const RULES: &[Rule] = &[NOT_VERBATIM, NOT_FOUND, MISSING, CHANGED, UNREADABLE];

const NOT_VERBATIM: Rule = Rule {
    code: "quote/not-verbatim",
    level: Some(Severity::Warning),
    about: "A quote has other words than the archived copy of its source.",
    why: "Capitals, quotation marks, dashes, hyphens and other punctuation make no difference, nor do line ends and \
          the heads and feet of a PDF's pages. `…`, `[…]` and `[word]` say that something was cut or put in, and a \
          quote whose `fidelity` is `edited` or `partial` may differ. Of a quote that is `translated` the words of \
          `original` are looked for; a `paraphrase` is not looked for at all.",
    bad: "text: We will hold 20% of the country\n# The archived copy says: We may hold 20% of the country.\n",
    good: "text: We may hold 20% of the country\n",
};

const NOT_FOUND: Rule = Rule {
    code: "quote/not-found",
    level: Some(Severity::Warning),
    about: "A quote does not stand in the archived copy of its source.",
    why: "Either the quote cites another source than the one it was taken from, or the copy holds only a part of it, \
          or nobody ever said it. The passage that is most like it is shown.",
    bad: "text: The moon is made of cheese\nsource: minutes\n# The archived copy of `minutes` is about a bridge.\n",
    good: "text: The bridge will be built\nsource: minutes\n",
};

const MISSING: Rule = Rule {
    code: "source/archive-missing",
    level: Some(Severity::Warning),
    about: "The archived copy that a source names is not there.",
    why: "The path in `archive.file` counts from the site's root and lies in one of the site's folders, best in \
          `archive/`, which is never published.",
    bad: "archive: {file: archive/minuets.pdf}\n",
    good: "archive: {file: archive/minutes.pdf}\n",
};

const CHANGED: Rule = Rule {
    code: "source/archive-changed",
    level: Some(Severity::Error),
    about: "An archived copy is not the file that the record tells of: its SHA-256 digest differs.",
    why: "A copy is worth something because nobody has touched it since. Quotes are not looked for in one that was \
          changed.",
    bad: "archive: {file: archive/minutes.txt, sha256: 0000…}\n",
    good: "archive: {file: archive/minutes.txt, sha256: 9f86…}\n",
};

const UNREADABLE: Rule = Rule {
    code: "source/archive-unreadable",
    level: Some(Severity::Warning),
    about: "An archived copy cannot be searched: it is broken, encrypted, far too large, or a scan without words.",
    why: "Plain text, HTML and PDF are searched. Recordings and pictures are kept and left alone.",
    bad: "archive: {file: archive/scan.pdf}\n",
    good: "archive: {file: archive/scan-with-text.pdf}\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    let site = &desk.edition.site;
    for (index, node) in site.sources.entries.iter().enumerate() {
        if let Some(archived) = site.verified.copies.get(&index) {
            check_copy(node, archived, findings);
        }
    }
    if findings.level(&NOT_VERBATIM).is_none() && findings.level(&NOT_FOUND).is_none() {
        return;
    }
    let quotes: Vec<(&QuoteNode, &Document)> = site
        .quotes
        .entries
        .iter()
        .filter(|node| site.verified.stand(node).is_none())
        .filter_map(|node| Some((&**node, &**site.verified.document(node)?)))
        .collect();
    let looked: Vec<Option<Looked>> = quotes.par_iter().map(|&(node, document)| look(node, document)).collect();
    for ((node, document), looked) in quotes.into_iter().zip(looked) {
        if let Some(looked) = looked {
            tell_quote(site, node, document, &looked, findings);
        }
    }
}

fn check_copy(node: &SourceNode, archived: &Archived, findings: &mut Findings<'_>) {
    let file = node.source.archive.as_ref().and_then(|archive| archive.file.as_deref()).unwrap_or_default();
    let excuses = &node.source.allow;
    let at = |key: &str| node.origins.below(&["archive", key]);
    match archived {
        Archived::Outside => {
            let message = format!("`{file}` does not lie in a folder that archived copies are read from");
            findings.add(&MISSING, excuses, message, |told| {
                told.at(at("file")).hint("move it to `archive/` in the site's root, which is never published")
            });
        }
        Archived::Missing(why) => {
            let message = format!("the archived copy `{file}` cannot be opened: {why}");
            let hint = format!("paths count from the site's root; `onrecord archive {}` stores a copy", node.id);
            findings.add(&MISSING, excuses, message, |told| told.at(at("file")).hint(hint));
        }
        Archived::Changed(found) => {
            let message = format!("the archived copy `{file}` is not the one that was recorded");
            findings.add(&CHANGED, excuses, message, |told| {
                told.at(at("sha256"))
                    .label(format!("its digest is {found}"))
                    .hint("bring the old file back; or, if the new one is right, write its digest and its date")
            });
        }
        Archived::Unreadable(why) => {
            let message = format!("no quotes can be looked for in the archived copy `{file}`: {why}");
            findings.add(&UNREADABLE, excuses, message, |told| {
                told.at(at("file")).hint("keep a copy as plain text, HTML or PDF with text in it")
            });
        }
        Archived::Wordless | Archived::Searchable(_) => {}
    }
}

/// What came of looking for a quote that the page cannot call checked.
struct Looked {
    pattern: Pattern,
    /// None if the words are elsewhere, or nowhere.
    passage: Option<Passage>,
    nearest: Option<std::ops::Range<usize>>,
}

fn look(node: &QuoteNode, document: &Document) -> Option<Looked> {
    let mut best: Option<Looked> = None;
    for words in searched_words(&node.quote) {
        let pattern = Pattern::of(words);
        if pattern.words.is_empty() {
            continue;
        }
        let looked = match document.find(&pattern) {
            Found::Whole(_) => return None,
            Found::Edited(_) if admits_edits(&node.quote) => return None,
            Found::Edited(passage) => Looked { pattern, passage: Some(passage), nearest: None },
            Found::Nowhere(nearest) => Looked { pattern, passage: None, nearest },
        };
        if best.as_ref().is_none_or(|best| best.passage.is_none() && looked.passage.is_some()) {
            best = Some(looked);
        }
    }
    best
}

fn tell_quote(site: &Site, node: &QuoteNode, document: &Document, looked: &Looked, findings: &mut Findings<'_>) {
    let Some(source) = node.source.map(|source| &site.sources.entries[source]) else { return };
    let excuses = || own_excuses(site, &node.uses).chain(&node.quote.allow);
    let written = |place: std::ops::Range<usize>| shorten(document.words.written(place));
    match &looked.passage {
        Some(passage) => {
            let edits = passage.edits.iter().map(|edit| edit.written(&looked.pattern.words, &document.words));
            let message = format!("the archived copy of `{}` has other words: {}", source.id, listed(edits));
            findings.add(&NOT_VERBATIM, excuses(), message, |told| {
                told.at(super::wording::place_of(site, node))
                    .hint(format!("there it says `{}`", written(passage.place.clone())))
                    .hint(
                        "quote the words as they are, mark what you cut (`…`) or put in (`[word]`), or set `fidelity`",
                    )
            });
        }
        None => {
            let words = shorten(&node.quote.text);
            let message = format!("`{words}` does not stand in the archived copy of `{}`", source.id);
            findings.add(&NOT_FOUND, excuses(), message, |told| {
                let told = told.at(super::wording::place_of(site, node));
                match &looked.nearest {
                    Some(place) => told.hint(format!("most like it is `{}`", written(place.clone()))),
                    None => told.hint("look up which source these words are from; a `paraphrase` is not looked for"),
                }
            });
        }
    }
}

/// Edits as a sentence lists them, those of the text first; not more than a reader takes in.
pub(super) fn listed<'a>(edits: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    const SHOWN: usize = 4;
    let spelled: Vec<String> = edits
        .map(|(here, there)| match (here, there) {
            ("", there) => format!("`{}` is left out", shorten(there)),
            (here, "") => format!("`{}` is put in", shorten(here)),
            (here, there) => format!("`{}` there, `{}` here", shorten(there), shorten(here)),
        })
        .collect();
    match spelled.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{}; and {more} more", spelled[..SHOWN].join("; ")),
        _ => spelled.join("; "),
    }
}
