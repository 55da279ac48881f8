//! The keys of front matter and sidecars.

use super::record::{allow, fact_keys, quote_keys};
use super::shape::Shape::{Anything, Choice, Day, Flag, Map, Moment, Whole, Words};
use super::shape::{Key, choice, key, list, needed};
use crate::parse::{PersonKind, Standing, Status};

/// What an article says about itself; `taxonomies` are those of the site.
pub fn front_matter(taxonomies: &[&'static str]) -> Vec<Key> {
    let correction = vec![
        key("on", Day, "When it was corrected."),
        needed("text", Words, "What was wrong and what is right, for readers."),
        key("annotation", Words, "The id of the quote or fact that was wrong."),
    ];
    let mut keys = vec![
        key("title", Words, "What the article is about; an article needs one, here or in its sidecar."),
        key("date", Moment, "When it was written: a day, or a moment."),
        key("updated", Moment, "When it was last changed in substance."),
        key("authors", list(Words), "Who wrote it."),
        key("author", list(Words), "Who wrote it, as other generators call it."),
        key("tag", list(Words), "What it is filed under, as other generators call it."),
        key("description", Words, "One or two sentences for lists, feeds and search engines."),
        key("excerpt", Words, "The description, as other generators call it."),
        key("slug", Words, "The last part of its address."),
        key("permalink", Words, "Its whole address, in place of that of its section: `/news/:slug/`."),
        key("aliases", list(Words), "Addresses that it had before; they send readers on."),
        key("redirect_from", list(Words), "Its aliases, as other generators call them."),
        key("draft", Flag, "Whether it is not to be published yet."),
        key("published", Flag, "`false` makes it a draft, as other generators have it."),
        key("publish_on", Moment, "From when on it is published."),
        key("expires_on", Moment, "From when on it is not published any more."),
        key("lang", Words, "Its language, where that is not the site's: `pt-BR`."),
        key("image", Words, "Its picture, as a path from its folder or an address."),
        key("image_alt", Words, "What can be seen in its picture, for those who cannot see it."),
        key("template", Words, "The template to use in place of `article.html`."),
        key("toc", Flag, "Whether to show a table of contents."),
        key("weight", Whole, "Its place in its section: lower numbers come first."),
        key("corrections", list(Map(correction)), "What was corrected since it was published."),
        allow(),
        key("quotes", list(Map(annotation(suggested_quote()))), "Passages that are somebody's words."),
        key("facts", list(Map(annotation(suggested_fact()))), "Passages that state something that can be checked."),
        key("extra", Anything, "Whatever templates need."),
    ];
    keys.extend(taxonomies.iter().map(|name| key(name, list(Words), "What the article is filed under.")));
    keys
}

fn annotation(of_its_own: Vec<Key>) -> Vec<Key> {
    let mut keys = vec![
        key("text", Words, "The words as they stand in the article; only typography may differ."),
        key("prefix", Words, "The words right before, where the passage stands in several places."),
        key("suffix", Words, "The words right after, where the passage stands in several places."),
        key("occurrence", Whole, "Which of several places is meant, counted from 1."),
        key("ref", Words, "The id of an entry of the record, which then says all the rest."),
        key("id", Words, "An id for links in the text and for the permalink."),
        allow(),
        key("confidence", Words, "How sure `onrecord suggest` was of a suggestion, from 0 to 1."),
        key("because", Words, "Why `onrecord suggest` proposes it."),
    ];
    keys.extend(of_its_own);
    keys
}

/// What a quote of an article can say: also that nobody confirmed it, and who spoke if the record has no entry yet.
fn suggested_quote() -> Vec<Key> {
    let mut keys = quote_keys();
    let about = "`suggested` until an editor confirms it, `rejected` if one did not; such a quote is never published.";
    keys.extend([
        key("status", choice(&Standing::NAMES), about),
        key("speaker_name", Words, "Who said it, if a suggestion names somebody who has no entry in the record yet."),
        key("speaker_role", Words, "What the text says they are."),
        key("speaker_kind", choice(&PersonKind::NAMES), "Whether they are a person or a body."),
    ]);
    keys
}

/// What a fact of an article can say: also that nobody confirmed it.
fn suggested_fact() -> Vec<Key> {
    let mut keys = fact_keys();
    keys.retain(|key| key.name != "status");
    let words = Status::NAMES.iter().map(|(word, _)| *word).chain(Standing::NAMES.iter().map(|(word, _)| *word));
    let about = "How sure it is; `unverified` if left out. `suggested` until an editor confirms it, `rejected` if one \
                 did not; such a fact is never published.";
    keys.push(key("status", Choice(words.collect()), about));
    keys
}
