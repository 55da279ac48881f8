//! The view of an article, and the card by which lists show it.

use super::alike::{ALSO_IN, Alike};
use super::body::{leads_with_picture, note_id, note_numbers};
use super::citation;
use super::corrections;
use super::entries;
use super::labels;
use super::picture;
use super::refs::{image_url, tag_of, term_ref, use_ref, uses};
use super::related;
use super::view::{
    ArticleCard, ArticleRef, ArticleView, Content, CorrectionView, NoteView, SectionRef, Standing, StatusCount, TermRef,
};
use crate::language::{Language, direction};
use crate::parse::{Kind, Meta, Status};
use crate::resolve::{Laid, Placed, Site, Target};
use crate::theme::Says;

/// Three headings are worth a table of contents, unless the author decides.
const HEADINGS_FOR_TOC: usize = 3;

/// `alike` knows what most notes on an entry say, if that may be left to it.
pub fn content<'a>(site: &'a Site, index: usize, alike: Option<&Alike>, language: &'a Language) -> Content<'a> {
    let placed = &site.articles[index];
    let card = &placed.article.card;
    let notes = notes(site, index, alike, language);
    let reference = |index: usize| {
        let other = &site.articles[index];
        ArticleRef { title: &other.article.card.meta.title, path: &other.address.href }
    };
    Content::Article {
        article: Box::new(ArticleView {
            card: self::card(site, index, Says::ALL, language),
            description: card.meta.description.as_deref(),
            image_url: image_url(site, placed),
            show_picture: leads_with_picture(site, placed),
            body: Vec::new(),
            toc: &card.toc,
            show_toc: card.meta.toc.unwrap_or_else(|| headings(&card.toc) >= HEADINGS_FOR_TOC),
            standing: standing(&notes),
            notes,
            corrections: corrections(placed, language),
            previous: placed.previous.map(reference),
            next: placed.next.map(reference),
            related: related::articles(site, index, language),
            extra: &card.meta.extra,
        }),
    }
}

/// An article as lists show it, with its dates in the language of the list. What a list does not say is left out: then
/// it need not be made anew when that changes.
pub fn card<'a>(site: &'a Site, index: usize, says: Says, language: &Language) -> ArticleCard<'a> {
    let placed = &site.articles[index];
    let card = &placed.article.card;
    let meta: &Meta = &card.meta;
    let lang = tag_of(site, placed);
    let count = |kind: Kind| card.annotations.iter().filter(|annotation| annotation.kind == kind).count();
    ArticleCard {
        path: &placed.address.href,
        title: &meta.title,
        summary: &card.summary,
        date: labels::moment(meta.date, language),
        updated: labels::moment(meta.updated, language),
        authors: &meta.authors,
        lang,
        dir: direction(lang),
        terms: if says.terms { term_refs(site, placed) } else { Vec::new() },
        section: section(site, placed),
        words: if says.words { card.words } else { 0 },
        reading_minutes: card.reading_minutes(),
        quotes: count(Kind::Quote),
        facts: count(Kind::Fact),
        corrections: meta.corrections.len(),
        draft: meta.draft,
        image: match &placed.image {
            Some(Target::Inside(path)) => Some(path),
            Some(Target::Verbatim(_)) | None => None,
        },
        picture: placed.image.as_ref().and_then(|image| match image {
            Target::Inside(href) => Some(picture::view(site, site.pictures.at(href)?, href, meta.image_alt.as_deref())),
            Target::Verbatim(_) => None,
        }),
    }
}

fn term_refs<'a>(site: &'a Site, placed: &'a Placed) -> Vec<TermRef<'a>> {
    let of_taxonomy =
        |(taxonomy, terms): (usize, &'a Vec<usize>)| terms.iter().map(move |&term| term_ref(site, taxonomy, term));
    placed.terms.iter().enumerate().flat_map(of_taxonomy).collect()
}

fn section<'a>(site: &'a Site, placed: &Placed) -> Option<SectionRef<'a>> {
    let section = &site.sections[placed.section];
    section.parent.map(|_| SectionRef { title: &section.title, path: &section.address.href })
}

fn headings(toc: &[crate::parse::Toc]) -> usize {
    toc.iter().map(|heading| 1 + headings(&heading.children)).sum()
}

fn notes<'a>(site: &'a Site, index: usize, alike: Option<&Alike>, language: &'a Language) -> Vec<NoteView<'a>> {
    let placed = &site.articles[index];
    let numbers = note_numbers(placed);
    let annotations = placed.article.card.annotations.iter().zip(&placed.subjects).zip(numbers);
    annotations
        .filter_map(|((anchored, subject), number)| {
            let laid = (*subject)?;
            let (quote, fact, used, path) = match laid {
                Laid::Quote(index) => {
                    let node = &site.quotes.entries[index];
                    (Some(entries::quote(site, index, language)), None, &node.uses, &node.address.href)
                }
                Laid::Fact(index) => {
                    let node = &site.facts.entries[index];
                    (None, Some(entries::fact(site, index, language)), &node.uses, &node.address.href)
                }
            };
            let also_like = alike.and_then(|alike| alike.also_like(site, laid, index));
            let others = uses(site, used).filter(|used| used.article != index);
            let named = if also_like.is_some() { 0 } else { ALSO_IN };
            let passage = match site.config.base_url.as_str() {
                "" => None,
                base => Some(format!("{base}/{}#{}", placed.address.href, anchored.anchor)),
            };
            let citation = citation::of(quote.as_ref(), fact.as_ref(), passage.as_deref(), language);
            Some(NoteView {
                kind: anchored.kind.word(),
                number: number? + 1,
                anchor: &anchored.anchor,
                note_id: note_id(&anchored.anchor),
                text: &anchored.text,
                path,
                status: fact.as_ref().map(|fact| fact.status),
                status_label: fact.as_ref().map(|fact| fact.status_label),
                quote,
                fact,
                also_in: others.take(named).map(|used| use_ref(site, used, language)).collect(),
                citation,
                room: 0,
                gist: None,
                details: None,
                also: None,
                laid,
                also_like,
            })
        })
        .collect()
}

/// Counts each entry once, however often the article uses it.
fn standing<'a>(notes: &[NoteView<'a>]) -> Standing<'a> {
    let mut standing = Standing::default();
    let mut days = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for note in notes {
        if let Some(quote) = &note.quote
            && seen.insert(quote.path)
        {
            standing.quotes += 1;
            standing.quotes_with_source += usize::from(quote.source.is_some());
            standing.quotes_checked += usize::from(quote.checked.is_some());
            let copied = quote.checked.as_ref().and_then(|checked| checked.on.as_ref());
            let read = quote.source.as_ref().and_then(|cited| cited.source.accessed.as_ref());
            days.extend(copied.into_iter().chain(read));
        }
        if let Some(fact) = &note.fact
            && seen.insert(fact.path)
        {
            standing.facts += 1;
            standing.facts_with_source += usize::from(!fact.sources.is_empty());
            days.extend(fact.sources.iter().filter_map(|cited| cited.source.accessed.as_ref()));
            match standing.statuses.iter_mut().find(|count| count.status == fact.status) {
                Some(count) => count.count += 1,
                None => standing.statuses.push(StatusCount { status: fact.status, label: fact.status_label, count: 1 }),
            }
        }
    }
    let rank = |count: &StatusCount| WORST_FIRST.iter().position(|&status| labels::status(status) == count.status);
    standing.statuses.sort_by_key(rank);
    // Dates as machines read them sort as days do.
    standing.last_checked = days.into_iter().max_by_key(|day| &day.iso).cloned();
    standing
}

const WORST_FIRST: [Status; 8] = [
    Status::False,
    Status::Disputed,
    Status::Outdated,
    Status::Corrected,
    Status::Unverified,
    Status::Claimed,
    Status::Estimate,
    Status::Confirmed,
];

fn corrections<'a>(placed: &'a Placed, language: &Language) -> Vec<CorrectionView<'a>> {
    let card = &placed.article.card;
    let anchor = |id: &str| {
        card.annotations.iter().find(|annotation| annotation.local == id).map(|annotation| annotation.anchor.clone())
    };
    let written = &card.meta.corrections;
    let mut corrections: Vec<_> = written.iter().zip(corrections::anchors(written)).collect();
    corrections.sort_by_key(|(correction, _)| std::cmp::Reverse(correction.on));
    corrections
        .into_iter()
        .map(|(correction, id)| CorrectionView {
            id,
            on: labels::day(correction.on, language),
            text: &correction.text,
            anchor: correction.annotation.as_deref().and_then(anchor),
        })
        .collect()
}
