//! Footnotes: at the end of the article, in the order of their first use, with links there and back.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};

use super::body::{Hole, Holes};
use super::markdown::Spanned;

/// Moves footnotes to the end, in the order in which they are first referred to, with links there and back.
pub fn gather_footnotes<'a>(events: Vec<Spanned<'a>>, holes: &mut Holes) -> Vec<Spanned<'a>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))) {
        return events;
    }
    let mut rest = Vec::with_capacity(events.len());
    let mut notes: FxHashMap<CowStr<'_>, Vec<Spanned<'_>>> = FxHashMap::default();
    let mut order: Vec<CowStr<'_>> = Vec::new();
    let mut ordered: FxHashSet<CowStr<'_>> = FxHashSet::default();
    // Footnote definitions do not nest, but they hold references to others.
    let mut defined: Vec<CowStr<'_>> = Vec::new();
    let mut inside: Option<CowStr<'_>> = None;
    for (event, span) in events {
        match (event, &inside) {
            (Event::Start(Tag::FootnoteDefinition(name)), _) => {
                if !notes.contains_key(&name) {
                    defined.push(name.clone());
                }
                notes.entry(name.clone()).or_default();
                inside = Some(name);
            }
            (Event::End(TagEnd::FootnoteDefinition), _) => inside = None,
            (event, Some(name)) => notes.entry(name.clone()).or_default().push((event, span)),
            (event, None) => {
                if let Event::FootnoteReference(name) = &event
                    && ordered.insert(name.clone())
                {
                    order.push(name.clone());
                }
                rest.push((event, span));
            }
        }
    }
    // A footnote that only another footnote refers to stands after that one; one that nothing refers to is not lost.
    let mut next = 0;
    let mut alone = defined.into_iter();
    loop {
        let Some(name) = order.get(next).cloned() else {
            match alone.find(|name| ordered.insert(name.clone())) {
                Some(name) => order.push(name),
                None => break,
            }
            continue;
        };
        next += 1;
        for (event, _) in notes.get(&name).into_iter().flatten() {
            if let Event::FootnoteReference(other) = event
                && ordered.insert(other.clone())
            {
                order.push(other.clone());
            }
        }
    }

    let mut numbering = Numbering { numbers: order.iter().cloned().zip(1..).collect(), times: vec![0; order.len()] };
    numbering.refer(&mut rest);
    let end = rest.last().map_or(0, |(_, span)| span.end);
    let html = |html: String| (Event::Html(html.into()), end..end);
    let mut tail = Vec::new();
    for (number, name) in (1..).zip(&order) {
        let Some(mut note) = notes.remove(name) else { continue };
        numbering.refer(&mut note);
        let referred_to = numbering.times[number - 1] > 0;
        tail.push(html(format!("<li id=\"fn-{number}\">\n")));
        let word = if referred_to { holes.token(Hole::Word("back_to_text")) } else { String::new() };
        let back = format!(
            " <a class=\"footnote-back\" href=\"#fnref-{number}\" role=\"doc-backlink\" aria-label=\"{word}\">↩</a>"
        );
        // The way back stands at the end of the last paragraph, or in a line of its own.
        match note.pop() {
            last if !referred_to => note.extend(last),
            Some((Event::End(TagEnd::Paragraph), span)) => {
                note.push((Event::InlineHtml(back.into()), end..end));
                note.push((Event::End(TagEnd::Paragraph), span));
            }
            last => {
                note.extend(last);
                note.push(html(format!("<p>{}</p>\n", back.trim_start())));
            }
        }
        tail.extend(note);
        tail.push(html("</li>\n".to_owned()));
    }
    if !tail.is_empty() {
        rest.push(html("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n".to_owned()));
        rest.extend(tail);
        rest.push(html("</ol>\n</section>\n".to_owned()));
    }
    rest
}

/// The numbers of footnotes, and how often each was referred to so far.
struct Numbering<'a> {
    numbers: FxHashMap<CowStr<'a>, usize>,
    times: Vec<usize>,
}

impl<'a> Numbering<'a> {
    /// Turns references into links.
    fn refer(&mut self, events: &mut [Spanned<'a>]) {
        for (event, _) in events {
            let Event::FootnoteReference(name) = &event else { continue };
            let Some(&number) = self.numbers.get(name) else { continue };
            self.times[number - 1] += 1;
            let id = match self.times[number - 1] {
                1 => format!("fnref-{number}"),
                times => format!("fnref-{number}-{times}"),
            };
            let link = format!("<a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a>");
            *event = Event::InlineHtml(format!("<sup class=\"footnote-reference\">{link}</sup>").into());
        }
    }
}
