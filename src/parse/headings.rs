//! The headings of an article: an id for each, and their tree.

use pulldown_cmark::{Event, Tag, TagEnd};
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::markdown::Spanned;
use crate::text::anchor_id;

/// A heading and those below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Toc {
    pub level: u8,
    pub id: String,
    pub title: String,
    pub children: Vec<Toc>,
}

/// Gives every heading an id and collects the headings as a tree.
///
/// An id is the slug of the heading's words, or what its attributes say; the second of a kind ends in `-1`.
/// Ids in `taken` are passed over.
pub fn number_headings(events: &mut [Spanned<'_>], mut taken: FxHashSet<String>) -> Vec<Toc> {
    for (event, _) in events.iter_mut() {
        if let Event::Start(Tag::Heading { id: Some(id), .. }) = event {
            *id = unused(id, &mut taken).into();
        }
    }
    let mut flat = Vec::new();
    for at in 0..events.len() {
        let (before, after) = events.split_at_mut(at + 1);
        let Event::Start(Tag::Heading { level, id, .. }) = &mut before[at].0 else { continue };
        let title = words_until(after, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        let unique = match id {
            Some(id) => id.to_string(),
            None => unused(&heading_id(&title), &mut taken),
        };
        *id = Some(unique.clone().into());
        flat.push(Toc { level: *level as u8, id: unique, title, children: Vec::new() });
    }
    nest(flat)
}

/// Ids that the built-in templates give to parts of an article's page.
const PAGE_IDS: [&str; 7] =
    ["main", "corrections-title", "toc-title", "standing", "standing-title", "notes-list-title", "sections-title"];

/// The id of a heading; another one if notes, footnotes or the page around the article have that.
fn heading_id(title: &str) -> String {
    let id = anchor_id(title);
    let is_ours = ["note-", "fn-", "fnref-"].iter().any(|start| id.starts_with(start));
    if is_ours || PAGE_IDS.contains(&id.as_str()) { format!("section-{id}") } else { id }
}

fn words_until(events: &[Spanned<'_>], end: impl Fn(&Event<'_>) -> bool) -> String {
    let mut words = String::new();
    for (event, _) in events.iter().take_while(|(event, _)| !end(event)) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                words.push_str(text)
            }
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

/// `id` itself, or `id-1`, `id-2`, … if it is taken; the result counts as taken from then on.
pub fn unused(id: &str, taken: &mut FxHashSet<String>) -> String {
    if taken.insert(id.to_owned()) {
        return id.to_owned();
    }
    // A hundred thousand of a name are numbered one by one, so the last number is not looked for from 1.
    let numbered = |number: usize| format!("{id}-{number}");
    let (mut used, mut free) = (0, 1);
    while taken.contains(&numbered(free)) {
        (used, free) = (free, free * 2);
    }
    while free - used > 1 {
        let middle = used.midpoint(free);
        if taken.contains(&numbered(middle)) { used = middle } else { free = middle }
    }
    taken.insert(numbered(free));
    numbered(free)
}

/// All headings in the order of the text, each with its level and id; [`nest`] makes the tree of them again.
pub fn flat(toc: &[Toc], all: &mut Vec<(u8, String, String)>) {
    for Toc { level, id, title, children } in toc {
        all.push((*level, id.clone(), title.clone()));
        flat(children, all);
    }
}

/// Hangs each heading below the last one before it that ranks higher.
pub fn nest(flat: Vec<Toc>) -> Vec<Toc> {
    let mut open: Vec<Toc> = Vec::new();
    let mut top = Vec::new();
    let close = |open: &mut Vec<Toc>, top: &mut Vec<Toc>| {
        if let Some(done) = open.pop() {
            open.last_mut().map_or(top, |parent| &mut parent.children).push(done);
        }
    };
    for heading in flat {
        while open.last().is_some_and(|last| last.level >= heading.level) {
            close(&mut open, &mut top);
        }
        open.push(heading);
    }
    while !open.is_empty() {
        close(&mut open, &mut top);
    }
    top
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::markdown::markdown_events;

    #[test]
    fn headings_leave_the_ids_of_the_page_alone() {
        let text = "# Standing\n# Fn 1\n# Note q 1\n# Same\n# Same\n# Same\n# Same\n";
        let mut events = markdown_events(text, &(0..text.len()));
        let ids: Vec<String> =
            number_headings(&mut events, FxHashSet::default()).into_iter().map(|heading| heading.id).collect();
        assert_eq!(ids, ["section-standing", "section-fn-1", "section-note-q-1", "same", "same-1", "same-2", "same-3"]);
    }
}
