//! How long the stages of a build take, each by itself: `cargo bench --bench stages -- [WORDS OF A NAME]`.
//!
//! On sites of a thousand generated articles (`common/site.rs`), in memory, so without the disk. What anchoring the ten
//! annotations of an article takes is the difference between parsing an annotated article and a plain one.

#[expect(clippy::disallowed_methods, reason = "writes sites to disk, which is not done here")]
#[expect(dead_code, reason = "all of it but one article is for sites on disk")]
#[path = "common/site.rs"]
mod site;

use std::sync::{Arc, LazyLock};

use divan::{Bencher, black_box};
use onrecord::gather::Shelf;
use onrecord::parse::{self, Article, Wordings};
use onrecord::project::{Changes, Options, Project};
use onrecord::render::{self, Edition, Page, PageKind, Plan};
use onrecord::resolve::{self, Due, Parts};
use onrecord::text::{SitePath, TextFile, decode};
use onrecord::world::{Memory, World as _};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ARTICLES: u64 = 1000;

fn main() {
    divan::main();
}

/// A site in memory, and its edition.
struct Bench {
    world: Memory,
    edition: Edition,
}

static PLAIN: LazyLock<Bench> = LazyLock::new(|| Bench::new(false));
static ANNOTATED: LazyLock<Bench> = LazyLock::new(|| Bench::new(true));

impl Bench {
    fn new(annotated: bool) -> Self {
        let mut world = Memory::new("2025-06-01T00:00:00Z".parse().expect("a moment"));
        site::files(ARTICLES, annotated).for_each(|(path, text)| world.put(&path, text));
        let refreshed = Project::new(Options::default()).refresh(&world, Changes::All);
        assert!(refreshed.told.is_empty(), "{:?}", refreshed.told);
        Self { world, edition: refreshed.edition.expect("a site") }
    }

    fn page(&self, is_wanted: impl Fn(PageKind) -> bool) -> &Page {
        self.edition.plan.pages.iter().find(|page| is_wanted(page.kind)).expect("the site has such a page")
    }

    fn make(&self, page: &Page) -> String {
        render::render(&self.edition, render::prepare(&self.edition, page)).expect("the templates are in order")
    }
}

fn file(index: u64, annotated: bool) -> TextFile {
    let (name, text) = site::article(index, annotated);
    let path = SitePath::new(&format!("content/articles/{name}.md")).expect("a plain path");
    decode(&path, text.into()).expect("a text")
}

#[divan::bench(args = [false, true])]
fn parse_one_article(bencher: Bencher<'_, '_>, annotated: bool) {
    let (file, wordings) = (file(7, annotated), Wordings::default());
    let dialect = PLAIN.edition.site.config.dialect();
    bencher.bench(|| parse::parse(black_box(&file), None, &dialect, &wordings));
}

#[divan::bench(args = [false, true], sample_count = 20)]
fn resolve_a_thousand_articles(bencher: Bencher<'_, '_>, annotated: bool) {
    let Bench { world, edition } = if annotated { &*ANNOTATED } else { &*PLAIN };
    let mut shelf = Shelf::default();
    shelf.read_all(world);
    let inputs = shelf.inputs();
    let config = &edition.site.config;
    let (dialect, wordings) = (config.dialect(), Wordings::default());
    let articles: Vec<Arc<Article>> =
        (0..ARTICLES).map(|index| Arc::new(parse::parse(&file(index, annotated), None, &dialect, &wordings))).collect();
    let record: Vec<_> = inputs
        .record
        .iter()
        .map(|input| Arc::new(parse::parse_record(&input.file, input.kind, input.layout)))
        .collect();
    bencher.bench_local(|| {
        resolve::resolve(Parts {
            config: config.clone(),
            articles: articles.clone(),
            record: &record,
            assets: Vec::new(),
            pictures: edition.site.pictures.clone(),
            fonts: edition.site.fonts.clone(),
            due: Due::default(),
            now: world.now(),
        })
    });
}

#[divan::bench(args = [false, true], sample_count = 20)]
fn plan_a_thousand_articles(bencher: Bencher<'_, '_>, annotated: bool) {
    let Bench { edition, .. } = if annotated { &*ANNOTATED } else { &*PLAIN };
    bencher.bench(|| Plan::new(&edition.site, &edition.theme));
}

#[divan::bench(args = [false, true])]
fn make_an_article(bencher: Bencher<'_, '_>, annotated: bool) {
    let bench = if annotated { &*ANNOTATED } else { &*PLAIN };
    let page = bench.page(|kind| matches!(kind, PageKind::Article(500)));
    bencher.bench(|| bench.make(page));
}

/// Of a fact that some twenty articles share.
#[divan::bench]
fn make_the_page_of_a_fact(bencher: Bencher<'_, '_>) {
    let page = ANNOTATED.page(|kind| matches!(kind, PageKind::Fact(5)));
    bencher.bench(|| ANNOTATED.make(page));
}

#[divan::bench]
fn make_the_page_of_a_person(bencher: Bencher<'_, '_>) {
    let page = ANNOTATED.page(|kind| matches!(kind, PageKind::Person(5)));
    bencher.bench(|| ANNOTATED.make(page));
}

#[divan::bench]
fn make_the_home_page(bencher: Bencher<'_, '_>) {
    let page = PLAIN.page(|kind| matches!(kind, PageKind::Home { .. }));
    bencher.bench(|| PLAIN.make(page));
}
