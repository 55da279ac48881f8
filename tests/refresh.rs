//! A project that is refreshed comes to the same as one that is read anew, and does less.

mod common;

use std::ops::Range;
use std::sync::Arc;

use common::{built, world};
use onrecord::project::{Changes, Options, Project, amend};
use onrecord::render::{Edition, Slot, prepare, render, texts};
use onrecord::resolve::kept::{Left, unless_damaged};
use onrecord::text::{Fingerprint, SitePath};
use onrecord::world::Memory;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn file(path: &str, text: &str) -> (String, Vec<u8>) {
    (path.to_owned(), text.into())
}

fn site() -> Memory {
    world(&[
        file("content/_record/quotes.yaml", "said: {text: So it is., speaker: ada}\n"),
        file("content/_record/people.yaml", "ada: {name: Ada}\n"),
        file("content/a.md", "---\ntitle: A\ndate: 2025-01-01\nquotes: [{ref: said}]\n---\n“So it is.”\n"),
        file("content/b.md", "---\ntitle: B\ndate: 2025-01-02\n---\nSee [A](a.md).\n"),
        file("content/c.md", "---\ntitle: C\n---\nWords.\n"),
    ])
}

/// How many articles the next refresh parses.
fn parsed(project: &mut Project, world: &Memory) -> usize {
    project.refresh(world, Changes::All).work.parsed
}

#[test]
fn only_what_changed_is_parsed() {
    let mut world = site();
    let mut project = Project::new(Options::default());
    assert_eq!(parsed(&mut project, &world), 3);
    assert_eq!(parsed(&mut project, &world), 0);
    world.put("content/c.md", "---\ntitle: C, changed\n---\nWords.\n");
    assert_eq!(parsed(&mut project, &world), 1);
    world.put("content/c.record.yaml", "tags: [x]\n");
    assert_eq!(parsed(&mut project, &world), 1, "a sidecar is a part of its article");
    world.remove("content/c.md");
    world.remove("content/c.record.yaml");
    assert_eq!(parsed(&mut project, &world), 0);
}

#[test]
fn what_articles_are_read_with_counts() {
    let mut world = site();
    let mut project = Project::new(Options::default());
    parsed(&mut project, &world);
    world.put("content/_record/people.yaml", "ada: {name: Ada Byron}\n");
    assert_eq!(parsed(&mut project, &world), 0, "who somebody is, is no matter of an article's text");
    world.put("content/_record/quotes.yaml", "said: {text: So it is, speaker: ada}\n");
    assert!(parsed(&mut project, &world) >= 1, "the words of a quote are looked for in the text");
    world.put("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\ntime_zone: Asia/Tokyo\n");
    assert_eq!(parsed(&mut project, &world), 3, "dates are read in the site's zone");
    world.put(
        "site.yaml",
        "title: Test\nbase_url: https://example.org\nshare_images: none\ntime_zone: Asia/Tokyo\npaginate: 1\n",
    );
    assert_eq!(parsed(&mut project, &world), 0);
}

#[test]
fn a_mistake_comes_and_goes() {
    let mut world = site();
    let mut project = Project::new(Options::default());
    assert_eq!(built(&mut project, &world).told, []);
    world.put("content/a.md", "---\ntitle: A\nquotes: [{ref: said}]\n---\nIt is not so.\n");
    assert_eq!(built(&mut project, &world).told.len(), 1);
    assert_eq!(built(&mut project, &world).told.len(), 1, "also when nothing changed since");
    world.put("content/a.md", "---\ntitle: A\nquotes: [{ref: said}]\n---\n“So it is.”\n");
    assert_eq!(built(&mut project, &world).told, []);
}

/// What a build leaves of a site shows the same on every page, once its texts are read again.
#[test]
fn what_is_left_of_a_site_makes_the_same_pages() {
    let mut world = site();
    for (path, text) in [
        (
            "content/_record/facts.yaml",
            "year: {statement: It was 1837., value: 1837, as_of: 2024-05, sources: [paper]}\n",
        ),
        ("content/_record/sources.yaml", "paper: {title: The paper, url: 'https://example.org/p', kind: primary}\n"),
        ("content/_index.md", "---\ntitle: Home\n---\nWelcome to [A](a.md).\n"),
        (
            "content/news/own.md",
            "---\ntitle: Own\ndate: 2025-02-03 12:30 +0200\ntags: [x, y]\nextra: {mood: 1.5, list: [a, {b: c}]}\n\
             facts: [{id: half, text: half of it, value: 50, unit: percent, allow: {no-source: It is so.}}]\n\
             corrections: [{on: 2025-03-01, text: It was more., annotation: half}]\n---\n\
             ## A heading\n\nIn [1837](#fact:year), half of it.\n\n```rust\nlet it = be;\n```\n",
        ),
        ("content/news/beside.txt", "A line of plain copy.\n"),
        ("content/news/beside.record.yaml", "title: Beside\ndate: 2025-02-01\n"),
        ("content/news/draft.md", "---\ntitle: Draft\ndraft: true\n---\nLater.\n"),
    ] {
        world.put(path, text);
    }
    let mut project = Project::new(Options { once: true, ..Options::default() });
    let edition = project.refresh(&world, Changes::All).edition.expect("a site");
    let (bytes, fingerprint) = left_by(&project);
    let opened = |bytes: Vec<u8>| {
        let left = open(&bytes.into(), fingerprint)?;
        let outline = left.outline(edition.site.config.clone(), edition.site.fonts.clone())?;
        let site = left.site(outline, &Default::default());
        Some((left, site))
    };
    let (kept, mut site) = opened(bytes.clone()).expect("it can be read");
    assert_eq!(kept.articles.len(), 7);
    let rereading = project.rereading().expect("the site was read");
    for (number, kept_article) in kept.articles.iter().enumerate() {
        let file = &kept_article.article.card.file;
        assert!(kept_article.is_sound || file.as_str() == "content/news/own.md");
        assert!(rereading.read(&world, &kept_article.article), "{file}");
        assert!(kept_article.has_same_wordings(&kept.wordings_for(number)), "{file}");
        assert_eq!(kept.number_of(file), Some(number));
        assert!(kept_article.sidecar.as_ref().is_none_or(|beside| kept.number_of(beside) == Some(number)));
    }
    assert_eq!(kept.number_of(&SitePath::new("content/news/none.md").expect("a path")), None);
    site.assets = edition.site.assets.clone();
    let left = Edition { site: Arc::new(site), orders: Arc::default(), search: Arc::default(), ..edition.clone() };
    for page in edition.plan.pages.iter() {
        let (one, other) = (prepare(&edition, page), prepare(&left, page));
        assert_eq!(one.fingerprint, other.fingerprint, "{}", page.address.file);
        assert_eq!(render(&edition, one), render(&left, other), "{}", page.address.file);
    }
    // Whether it can be opened and everything in it be read.
    let is_whole = |bytes: Vec<u8>| {
        let all = || {
            let (kept, site) = opened(bytes)?;
            kept.articles.fetched();
            site.articles.fetched();
            site.people.entries.fetched();
            site.sources.entries.fetched();
            site.facts.entries.fetched();
            site.quotes.entries.fetched();
            Some(())
        };
        unless_damaged(all).flatten().is_some()
    };
    assert!(is_whole(bytes.clone()));
    for at in (0..bytes.len()).step_by(5) {
        let mut harmed = bytes.clone();
        harmed[at] ^= 0x55;
        assert!(!is_whole(harmed), "another byte at {at}");
        assert!(!is_whole(bytes[..at].to_vec()), "cut at {at}");
    }
}

/// However many articles there are, a changed text takes apart what its own page looks at.
#[test]
fn of_what_is_left_little_is_read_for_one_text() {
    let mut world = world(&[]);
    world.put("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\nsearch: false\n");
    world.put("content/_record/people.yaml", "ada: {name: Ada}\n");
    let path = |number: usize| format!("content/news/a{number}.md");
    let text = |number: usize, words: &str| {
        let (day, tag) = (number % 28 + 1, number % 7);
        format!(
            "---\ntitle: No. {number}\ndate: {}-01-{day:02}\ntags: [t{tag}]\n\
             quotes: [{{text: So it is, speaker: ada, said_on: 2025-01-01}}]\n---\nFirst words.\n\n“So it is”, {words}\n",
            1000 + number / 28
        )
    };
    (0..3000).for_each(|number| world.put(&path(number), text(number, "she said.")));
    let mut project = Project::new(Options { once: true, ..Options::default() });
    let edition = project.refresh(&world, Changes::All).edition.expect("a site");
    let (bytes, fingerprint) = left_by(&project);
    let bytes: Arc<[u8]> = bytes.into();
    for number in [0, 1500, 2999] {
        world.put(&path(number), text(number, "she wrote."));
        let left = open(&bytes, fingerprint).expect("it can be read");
        let changed = [SitePath::new(&path(number)).expect("a path")];
        let amended = amend(&left, &changed, &Options::default(), &world).expect("it is a text only");
        assert_eq!(amended.pages.len(), if number == 2999 { 6 } else { 2 }, "the article, its annotations, feeds");
        let new = Project::new(Options::default()).refresh(&world, Changes::All).edition.expect("a site");
        for page in &amended.pages {
            let of_page = texts::on_page(&amended.edition.site, page);
            assert!(of_page.into_iter().all(|article| article.has_body() || amended.rereading.read(&world, article)));
            let same = new.plan.at(&page.address.file).expect("it is planned");
            let Slot::Page(same) = same else { panic!("{} is a page", page.address.file) };
            let same = &new.plan.pages[same];
            let made = render(&amended.edition, prepare(&amended.edition, page));
            assert_eq!(made, render(&new, prepare(&new, same)), "{}", page.address.file);
        }
        let (read, all) = left.blocks_read();
        assert!(read * 4 < all, "{read} of {all} blocks");
        world.put(&path(number), text(number, "she said."));
    }
    assert_eq!(edition.site.articles.len(), 3000);
}

/// What a build leaves for the next one, and what stands for it.
fn left_by(project: &Project) -> (Vec<u8>, Fingerprint) {
    let mut bytes = Vec::new();
    let fingerprint = project.leave(&Default::default(), &mut |more| {
        bytes.extend_from_slice(more);
        Ok(())
    });
    let fingerprint = fingerprint.expect("memory takes everything").expect("a site");
    (bytes, fingerprint)
}

fn open(bytes: &Arc<[u8]>, fingerprint: Fingerprint) -> Option<Left> {
    let (bytes, length) = (bytes.clone(), bytes.len() as u64);
    let read_at = move |Range { start, end }: Range<u64>| {
        let (start, end) = (usize::try_from(start).expect("it is small"), usize::try_from(end).expect("it is small"));
        bytes.get(start..end).map(<[u8]>::to_vec).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
    };
    Left::open(Box::new(read_at), length, fingerprint, &[])
}

/// What an editor may do to a file.
const TEXTS: [(&str, &[&str]); 9] = [
    (
        "site.yaml",
        &[
            "title: Test\nbase_url: https://example.org\nshare_images: none\n",
            "title: Test\nbase_url: https://example.org/x\nshare_images: none\npaginate: 1\ntaxonomies: [tags, places]\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\nlanguages: {de: }\n",
            "title: Test\ntime_zone: Asia/Tokyo\npermalinks: {news: '/:year/:slug/'}\n",
        ],
    ),
    (
        "content/_record/quotes.yaml",
        &[
            "said: {text: So it is., speaker: ada}\n",
            "said: {text: So it was., speaker: ada}\n",
            "other: {text: So it is.}\n",
            "- no map\n",
        ],
    ),
    ("content/_record/people.yaml", &["ada: {name: Ada}\n", "ada: {name: Ada Byron, roles: [{title: Countess}]}\n"]),
    (
        "content/news/a.md",
        &[
            "---\ntitle: A\ndate: 2025-01-01\nquotes: [{ref: said}]\ntags: [x]\n---\n“So it is.” And “So it was.”\n",
            "---\ntitle: A\ndraft: true\n---\nWords with [a link](b.md).\n",
            "---\ntitle: A, renamed\ndate: 2025-02-02 23:30\nplaces: [Köln]\naliases: [/old/]\n---\n[So](#quote:said)\n",
            "---\ntitle: [broken\n",
        ],
    ),
    (
        "content/news/b.md",
        &[
            "---\ntitle: B\ndate: 2025-01-02\n---\nSee [A](a.md).\n",
            "---\ntitle: B\nslug: a\ndate: 2025-01-03\n---\n# Heading\n",
        ],
    ),
    ("content/news/b.de.md", &["---\ntitle: B auf Deutsch\ndate: 2025-01-02\n---\n", "---\ntitle: B\nslug: a\n---\n"]),
    ("i18n/en.yaml", &["quotes: Said\n", "quotes: {one: x}\n", "no_such: x\n"]),
    ("content/news/b.record.yaml", &["facts: [{id: see, text: See}]\n", "tags: [x, y]\n"]),
    ("templates/article.html", &["{{ article.title }}", "{{ article.titel }}", "{{ article.title "]),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, rng_seed: RngSeed::Fixed(2025), ..ProptestConfig::default() })]

    /// Whatever is edited in whatever order, a refreshed project says and makes what a new one does.
    #[test]
    fn refreshed_is_as_good_as_new(edits in prop::collection::vec((0..TEXTS.len(), prop::option::of(0..4usize)), 1..12)) {
        let mut world = site();
        let mut project = Project::new(Options::default());
        for (file, text) in edits {
            let (path, texts) = TEXTS[file];
            match text.and_then(|text| texts.get(text)) {
                Some(text) => world.put(path, *text),
                None => world.remove(path),
            }
            let kept = built(&mut project, &world);
            let new = built(&mut Project::new(Options::default()), &world);
            prop_assert_eq!(kept.told, new.told);
            prop_assert_eq!(kept.files, new.files);
        }
    }
}
