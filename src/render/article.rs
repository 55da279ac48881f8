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
use super::standing;
use super::view::{ArticleCard, ArticleRef, ArticleView, Content, CorrectionView, NoteView, SectionRef, TermRef};
use super::web::Web;
use crate::language::{Language, direction};
use crate::parse::{Kind, Meta};
use crate::resolve::{Laid, Placed, Site, Target};
use crate::theme::Says;

/// Three headings are worth a table of contents, unless the author decides.
const HEADINGS_FOR_TOC: usize = 3;

/// `alike` knows what notes on an entry say, if that may be left to it.
pub fn content<'a>(site: &'a Site, index: usize, alike: Option<&Alike>, language: &'a Language) -> Content<'a> {
    let placed = &site.articles[index];
    let card = &placed.article.card;
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
            notes: notes(site, index, alike, language),
            standing: standing::of(site, placed, language),
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
pub fn card<'a>(site: &'a Site, index: usize, says: Says, language: &'a Language) -> ArticleCard<'a> {
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
        text: None,
        index,
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
            let (used, path, status) = match laid {
                Laid::Quote(index) => {
                    let node = &site.quotes.entries[index];
                    (&node.uses, &node.address.href, None)
                }
                Laid::Fact(index) => {
                    let node = &site.facts.entries[index];
                    (&node.uses, &node.address.href, Some(node.fact.status))
                }
            };
            let says_like = alike.and_then(|alike| alike.says_like(site, laid, language));
            let also_like = alike.and_then(|alike| alike.also_like(site, laid, index));
            let (quote, fact) = if says_like.is_some() { (None, None) } else { entries::laid(site, laid, language) };
            let others = uses(site, used).filter(|used| used.article != index);
            let named = if also_like.is_some() { 0 } else { ALSO_IN };
            let passage = match site.config.base_url.as_str() {
                "" => None,
                base => Some(Web { base, root: "" }.part(&placed.address.href, &anchored.anchor)),
            };
            let cited = match &says_like {
                Some(stands) => stands.citation.to_string(),
                None => citation::of(quote.as_ref(), fact.as_ref(), language),
            };
            Some(NoteView {
                kind: anchored.kind.word(),
                number: number? + 1,
                anchor: &anchored.anchor,
                note_id: note_id(&anchored.anchor),
                text: &anchored.text,
                path,
                status: status.map(labels::status),
                status_label: status.map(|status| language.word(labels::status_key(status))),
                quote,
                fact,
                also_in: others.take(named).map(|used| use_ref(site, used, language)).collect(),
                citation: citation::with_passage(cited, passage.as_deref(), language),
                room: 0,
                gist: None,
                details: None,
                also: None,
                laid,
                linked: None,
                says_like: says_like.map(|stands| stands.fingerprint),
                also_like,
            })
        })
        .collect()
}

fn corrections<'a>(placed: &'a Placed, language: &'a Language) -> Vec<CorrectionView<'a>> {
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
