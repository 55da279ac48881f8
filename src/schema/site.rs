//! The keys of site.yaml.

use super::shape::Shape::{self, Anything, Either, Flag, Map, Table, Whole, Words};
use super::shape::{Key, choice, key, list, map_of, needed};
use crate::check::rules;
use crate::config::{DRAWN, LEVELS};

pub fn site() -> Vec<Key> {
    let menus = || {
        let menu =
            vec![needed("name", Words, "What the link says."), needed("url", Words, "Where it leads: `/news/`.")];
        map_of(list(Map(menu)))
    };
    let language = vec![
        key("name", Words, "What the language calls itself."),
        key("title", Words, "The name of the site in this language."),
        key("description", Words, "One sentence about the site in this language."),
        key("menus", menus(), "Lists of links by name, in place of those of the site."),
    ];
    let feeds = vec![
        key("atom", Flag, "`false` leaves out feeds in Atom."),
        key("json", Flag, "`false` leaves out feeds in JSON."),
        key("sections", Flag, "`false` leaves out the feeds of sections."),
        key("taxonomies", Flag, "`false` leaves out the feeds of terms."),
        key("people", Flag, "`false` leaves out the feeds of people."),
        key("corrections", Flag, "`false` leaves out the feed of corrections."),
        key("limit", Whole, "How many articles a feed holds."),
    ];
    let data = vec![
        key("json_ld", Flag, "`false` leaves out JSON-LD in pages."),
        key("record", Flag, "`false` leaves out the record as JSON beside its pages."),
        key("annotations", Flag, "`false` leaves out collections of W3C Web Annotations."),
    ];
    let pictures = vec![
        key("widths", list(Whole), "The widths in which pictures are made, in pixels; an empty list makes none."),
        key("sizes", Words, "How wide the theme shows a picture, in the words of HTML's `sizes`."),
    ];
    let share_images = vec![
        key("for", choice(&DRAWN), "Which pages get one."),
        key("font", Words, "A font file of the site, for letters that the program's own font lacks."),
    ];
    let checks: Shape =
        Table(rules().map(|rule| (rule.code, rule.about)).collect(), LEVELS.iter().map(|(name, _)| *name).collect());
    vec![
        needed("title", Words, "The name of the site."),
        key("description", Words, "One sentence about the site."),
        key("base_url", Words, "The address at which it is published: `https://example.org`."),
        key("lang", Words, "The language of its pages: `en`, `pt-BR`."),
        key("languages", map_of(Map(language)), "The other languages of the site, by their tags: `{de: {title: …}}`."),
        key("time_zone", Words, "In which dates without an offset are read: `Europe/Kyiv`."),
        key("theme", Words, "A folder of `themes/`, or a theme that ships with the program."),
        key("taxonomies", list(Words), "Ways to file articles, each a key of the front matter."),
        key("permalinks", map_of(Words), "Patterns of addresses by section: `{news: /:year/:slug/}`."),
        key("paginate", Whole, "How many articles stand on a page of a list; 0 for all."),
        key("menus", menus(), "Lists of links by name; the built-in theme shows `main`."),
        key("feeds", Map(feeds), "Which feeds there are, and how long they are."),
        key("data", Map(data), "What machines can read beside the pages."),
        key("search", Flag, "`false` leaves out the search page and its index."),
        key("pictures", Map(pictures), "In which sizes pictures are made."),
        key(
            "share_images",
            Either(vec![choice(&DRAWN), Map(share_images)]),
            "Which pages get an image for where they are shared.",
        ),
        key(
            "follow_links",
            list(Words),
            "Symbolic links that lead out of the site's folder and are followed all the same.",
        ),
        key("checks", checks, "How grave the findings of rules of `onrecord check` are, or which are off."),
        key("max_age", map_of(Words), "How old facts may be by measure: `{population: 2 years}`."),
        key("publish", Anything, "Where to publish; read by the command of that name."),
        key("extra", Anything, "Whatever templates need."),
    ]
}
