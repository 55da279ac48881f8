//! What an article's text owes to all who read it: pictures in words, headings in order, quotes that say whose they are.

use std::sync::Arc;

use rayon::prelude::*;

use super::speech::is_speech;
use super::{Desk, Findings, Rule};
use crate::parse::{Article, Card, Kind, Quoted, Reading};
use crate::text::{Severity, Span, shorten};

pub const RULES: &[Rule] = &[NO_ALT, LEVEL, UNANNOTATED];

const NO_ALT: Rule = Rule {
    code: "image/no-alt",
    level: Some(Severity::Warning),
    about: "A picture in an article has no words between its brackets.",
    why: "Who cannot see the picture is read these words. A picture that only decorates is written as HTML, with an empty \
          `alt`, which says so: `<img src=\"line.svg\" alt=\"\">`.",
    bad: "![](flood.jpg)\n",
    good: "![The market square under a foot of water](flood.jpg)\n",
};

const LEVEL: Rule = Rule {
    code: "heading/level",
    level: Some(Severity::Hint),
    about: "A heading is more than one level below the one before it.",
    why: "Levels are an outline, by which readers of screen readers find their way; how large a heading looks is for the \
          theme to say. The title of the article is the first level.",
    bad: "## The flood\n\n#### The bridge\n",
    good: "## The flood\n\n### The bridge\n",
};

const UNANNOTATED: Rule = Rule {
    code: "article/quote-unannotated",
    level: Some(Severity::Hint),
    about: "Words in quotation marks that somebody seems to have said are not annotated as a quote.",
    why: "A reader cannot see who said them, and on what source. What counts is a rule of thumb: at least four words \
          with a word such as `said`, `told` or `according to` in their sentence, or a whole sentence of five words or \
          more that is no question and stands on its own. Left alone are titles (all words with capitals), terms (after \
          `called`, `titled`, `the word` and the like), headings, code, addresses and what is struck through; and, in English, what nobody said: \
          imagined words (`you might say`, `if`), examples (`such as`, `for example`), mottos, goals, myths and \
          questions, names of buttons, user stories, and the author's own words (`I said`, `we asked`). In an article \
          without any annotation they are told once.",
    bad: "The mayor said: “We will rebuild the bridge.”\n",
    good: "The mayor said: “We will rebuild the bridge.”[](#quote:mayor-bridge)\n",
};

pub fn check(desk: &Desk<'_>, findings: &mut Findings<'_>) {
    if RULES.iter().all(|rule| findings.level(rule).is_none()) {
        return;
    }
    let site = &desk.edition.site;
    let articles = site.articles.iter().map(|placed| &placed.article);
    let sections = site.sections.iter().filter_map(|section| section.index.as_ref());
    let articles: Vec<&Arc<Article>> = articles.chain(sections).collect();
    let empty = findings.apart();
    let found: Vec<Findings<'_>> = articles
        .par_iter()
        .filter_map(|article| {
            let text = desk.texts.get(&article.card.file)?;
            let mut found = empty.apart();
            check_article(&article.card, article.reading(text), &mut found);
            Some(found)
        })
        .collect();
    found.into_iter().for_each(|found| findings.join(found));
}

fn check_article(card: &Card, reading: &Reading, findings: &mut Findings<'_>) {
    for image in reading.images.iter().filter(|image| image.alt.trim().is_empty()) {
        let message = format!("the picture `{}` has no words for those who cannot see it", shorten(&image.dest));
        findings.add(&NO_ALT, &card.meta.allow, message, |told| {
            told.at(Span::new(&card.file, image.origin.clone()))
                .hint(format!("say what it shows: `![…]({})`", image.dest))
        });
    }
    // The title of the article is the first level.
    let mut before = 1;
    for heading in &reading.headings {
        if heading.level > before + 1 {
            let message = format!("this heading of level {} follows one of level {before}", heading.level);
            findings.add(&LEVEL, &card.meta.allow, message, |told| {
                told.at(Span::new(&card.file, heading.origin.clone()))
                    .hint(format!("begin it with `{}`", "#".repeat(usize::from(before) + 1)))
            });
        }
        before = heading.level;
    }
    check_quoted(card, reading, findings);
}

fn check_quoted(card: &Card, reading: &Reading, findings: &mut Findings<'_>) {
    if findings.level(&UNANNOTATED).is_none() {
        return;
    }
    let is_annotated = |quoted: &Quoted<'_>| {
        let annotated = card.annotations.iter().filter(|one| one.kind == Kind::Quote).map(|one| &one.passage.range);
        // Of suggestions another rule tells; what was turned down is not asked for again.
        let suggested = card.suggested.iter().filter(|one| one.kind == Kind::Quote);
        let suggested = suggested.filter_map(|one| Some(&one.passage.as_ref()?.range));
        annotated.chain(suggested).any(|passage| passage.start < quoted.origin.end && quoted.origin.start < passage.end)
    };
    let quoted: Vec<Quoted<'_>> =
        reading.quoted().into_iter().filter(|quoted| !is_annotated(quoted) && is_speech(quoted)).collect();
    let place = |quoted: &Quoted<'_>| Span::new(&card.file, quoted.origin.clone());
    let nobody = |quoted: &Quoted<'_>| {
        // The comma is that of the sentence around it.
        format!("nothing says who said `{}`", shorten(quoted.words.trim().trim_end_matches(',')))
    };
    const HINT: &str = "add it to `quotes` with its speaker and source, or write `[](#quote:ID)` behind it";
    if let ([first, others @ ..], true) = (&quoted[..], card.annotations.is_empty()) {
        let message = match others.len() {
            0 => nobody(first),
            1 => format!("{}, nor 1 more quotation", nobody(first)),
            more => format!("{}, nor {more} more quotations", nobody(first)),
        };
        findings.add(&UNANNOTATED, &card.meta.allow, message, |told| {
            others
                .iter()
                .take(3)
                .fold(told.at(place(first)), |told, other| told.also(place(other), "another"))
                .hint(HINT)
        });
        return;
    }
    for quoted in &quoted {
        let message = nobody(quoted);
        findings.add(&UNANNOTATED, &card.meta.allow, message, |told| told.at(place(quoted)).hint(HINT));
    }
}
