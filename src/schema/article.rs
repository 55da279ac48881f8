//! The keys of front matter and sidecars.

use super::record::{allow, fact_keys, quote_keys};
use super::shape::Shape::{Anything, Day, Flag, Map, Moment, Whole, Words};
use super::shape::{Key, key, list, needed};

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
        key("quotes", list(Map(annotation(quote_keys()))), "Passages that are somebody's words."),
        key("facts", list(Map(annotation(fact_keys()))), "Passages that state something that can be checked."),
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
    ];
    keys.extend(of_its_own);
    keys
}
