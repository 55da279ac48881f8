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
        key("minify", Flag, "`true` writes pages without indentation, empty lines and comments."),
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
        key("publish", map_of(Either(targets())), "Where `onrecord publish` can publish to, by names of your choice."),
        key("extra", Anything, "Whatever templates need."),
    ]
}

/// The kinds of hosts to publish to, each with its keys.
fn targets() -> Vec<Shape> {
    let kind = |name: &'static str, own: Vec<Key>| {
        let mut keys = vec![
            needed("to", Shape::Choice(vec![name]), "What kind of host it is."),
            key("default", Flag, "Whether `onrecord publish` without a name means this one."),
            key(
                "rules",
                Shape::Choice(vec!["netlify", "cloudflare", "static-web-apps"]),
                "Who reads redirects and headers from a file beside the pages.",
            ),
        ];
        if !matches!(name, "git" | "s3" | "azure" | "gcs") {
            let ways = list(Shape::Choice(vec!["gzip", "brotli", "zstd"]));
            let about = "The compressed variants that the host chooses from; `true` is all of them.";
            keys.push(key("precompress", Either(vec![Flag, ways]), about));
        }
        keys.extend(own);
        Map(keys)
    };
    let path = || needed("path", Words, "Where the site lies there.");
    let user = "Who logs in; the password belongs into the environment.";
    vec![
        kind("folder", vec![path()]),
        kind(
            "git",
            vec![
                needed("branch", Words, "The branch that the code host serves."),
                key("repository", Words, "Its address; else the `origin` of the site's repository."),
                key("domain", Words, "The domain for the file `CNAME`."),
                key("history", Flag, "`false` replaces the branch by one commit each time."),
            ],
        ),
        kind("rsync", vec![path(), key("shell", Words, "The remote shell with its options: `ssh -p 2222`.")]),
        kind(
            "s3",
            vec![
                needed("bucket", Words, "The bucket's name."),
                key("path", Words, "Below which keys the site lies."),
                key("endpoint", Words, "The store's address, if it is not Amazon's."),
                key("region", Words, "The store's region."),
                key("profile", Words, "The profile of the AWS files with the credentials."),
                key("website", Flag, "Whether the store serves it as a website, and follows redirects."),
            ],
        ),
        kind(
            "azure",
            vec![
                needed("container", Words, "The container's name; `$web` is served as a website."),
                key("path", Words, "Below which names the site lies."),
                key("account", Words, "The storage account."),
                key("endpoint", Words, "Its address, if it is not the account's usual one."),
            ],
        ),
        kind(
            "gcs",
            vec![
                needed("bucket", Words, "The bucket's name."),
                key("path", Words, "Below which names the site lies."),
                key("endpoint", Words, "The store's address, if it is not Google's."),
            ],
        ),
        kind("webdav", vec![needed("url", Words, "The folder's address."), key("user", Words, user)]),
        kind(
            "sftp",
            vec![
                needed("host", Words, "The server's name."),
                needed("user", Words, user),
                path(),
                key("port", Whole, "The server's port, if it is not 22."),
                key("key", Words, "The file of the private key."),
                key("known_hosts", Words, "The file of known hosts."),
            ],
        ),
    ]
}
