//! An edition made from a list of changed paths is the one that a fresh look at all files gives, for less work.

mod common;

use std::collections::BTreeMap;

use common::{NOW, built, built_after};
use onrecord::project::{Changes, Options, Project, Work};
use onrecord::text::SitePath;
use onrecord::world::Memory;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

// ---- Any edits in any order ------------------------------------------------------------------------

const ARTICLES: [&str; 10] = [
    "---\ntitle: A\ndate: 2025-01-01\nquotes: [{ref: said}]\ntags: [x]\n---\n“So it is.” And “So it was.”\n",
    "---\ntitle: B\ndate: 2025-01-02\n---\nSee [A](a.md), [1837](#fact:year), ![it](pic.svg) and ![wide](wide.png).\n",
    "---\ntitle: C\ndraft: true\n---\nWords with [a link](../notes/b.md) and ![wide](/wide.png).\n",
    "---\ntitle: D\ndate: 2025-02-02 23:30\ntags: [Köln, x]\naliases: [/old/]\n---\n[So](#quote:said) it is.\n",
    "---\ntitle: Ž 字\nimage: wide.png\nslug: a\ntemplate: article.html\n---\n# Heading\n\nText, and ^[a note](b.md).\n",
    "---\ntitle: [broken\n",
    "Only words, see [here](/style.css) and [there](nowhere.md).\n",
    "---\ntitle: A\ndate: 2025-01-01\nquotes: [{ref: said}]\ntags: [x]\n---\n“So it was.” And “So it is.”\n",
    "---\ntitle: A\ndate: 2025-01-01\ncorrections: [{on: 2025-02-01, text: So.}]\nextra: {schema_type: Novel}\n---\n“So it is.”\n",
    "---\ntitle: A\ntags: [x]\nextra: {schema_type: Report}\n---\n“So it is.”\n",
];
const SIDECARS: [&str; 4] = [
    "facts: [{id: see, text: See}]\n",
    "tags: [x, y]\nquotes: [{text: So it is., speaker: ada}]\n",
    "facts: [{text: not there}]\n",
    "tags: [\n",
];
const FACTS: [&str; 3] = [
    "year: {statement: It was designed in 1837.}\n",
    "year: {statement: It was built in 1837., sources: [paper]}\n",
    "month: {statement: It was May.}\n",
];
const QUOTES: [&str; 4] = [
    "said: {text: So it is., speaker: ada, source: paper}\n",
    "said: {text: So it was., speaker: ada, source: paper}\n",
    "other: {text: So it is.}\n",
    "- no map\n",
];
const PEOPLE: [&str; 3] = [
    "ada: {name: Ada}\n",
    "ada: {name: Ada Byron, roles: [{title: Countess}]}\n",
    "ada: {name: Ada, image: /wide.png}\nbabbage: {name: Babbage}\n",
];
const SOURCES: [&str; 4] = [
    "paper: {title: The paper}\n",
    "paper: {title: The paper, url: 'https://example.org/p', archive: {file: archive/paper.txt, on: 2025-03-03}}\n",
    "paper: {title: The paper, archive: {file: archive/moved.html}}\n",
    "paper: {title: The paper, archive: {file: archive/paper.txt, on: 2025-03-04, \
     sha256: 840707c4c0902f685b3038846a8c9d856b29cff09570f8b808bcc13b7ba26218}}\n",
];
const COPIES: [&str; 4] = ["She said: “So it is.”", "<p>So it was.</p>", "So it may be, \u{0}", "So it is. So it was."];
const PAGES: [&str; 4] =
    ["{{ article.title }}", "{{ article.titel }}", "{{ article.title ", "<h1>{{ article.title }}</h1> {{ page.url }}"];
const BASES: [&str; 2] = ["<body>{% block main %}{% endblock main %}</body>", "<main>{{ site.title }}</main>"];
const SETTINGS: [&str; 9] = [
    "title: Test\nbase_url: https://example.org\nshare_images: none\n",
    "title: Test\nbase_url: https://example.org\nshare_images: articles\npictures: {widths: [500], sizes: 9rem}\n",
    "title: Test\nbase_url: https://example.org/x\nshare_images: none\npaginate: 1\ntaxonomies: [tags, places]\n",
    "title: Test\nsearch: false\ntime_zone: Asia/Tokyo\npermalinks: {news: '/:year/:slug/'}\n",
    "title: Test\nbase_url: https://example.org\ntheme: plain\nshare_images: all\n",
    "title: Test\ntheme: missing\nfeeds: {atom: true}\n",
    "title: Test\nbase_url: https://example.org\nshare_images: none\nlanguages: {de: {title: Probe}}\n",
    "title: Test\nlang: de\ntheme: plain\nlanguages: {en: {title: Trial}, fr: }\n",
    "title: [\n",
];
const WORDS: [&str; 4] =
    ["updated: Changed {date}\n", "quotes: Said\nfacts: Known\n", "n_facts: {one: x}\n", "nobody: asks\n"];
/// Two pictures, one of the first's size, one that is too small for prints, and one that is none.
const PICTURES: [&str; 5] =
    ["PICTURE 600 20 0", "PICTURE 600 20 9", "PICTURE 500 30 0", "PICTURE 400 20 0", "GIF89a or so"];
const FILES: [&str; 2] = ["body { color: red }", "body { color: blue }"];

/// The files of the site, and what may stand in each.
const PLACES: [(&str, &[&str]); 33] = [
    ("site.yaml", &SETTINGS),
    ("content/_index.md", &["---\ntitle: Home\n---\nWelcome.\n", "Hello, [A](news/a.md).\n"]),
    ("content/news/_index.md", &["---\ntitle: News\n---\nAll of it.\n", "---\ntitle: Old news\n---\n"]),
    ("content/news/a.md", &ARTICLES),
    ("content/news/b.md", &ARTICLES),
    ("content/news/b.txt", &ARTICLES),
    ("content/news/b.record.yaml", &SIDECARS),
    ("content/news/a.record.yaml", &SIDECARS),
    ("content/_index.de.md", &["---\ntitle: Start\n---\nHallo.\n", ""]),
    ("content/news/_index.de.md", &["---\ntitle: Nachrichten\n---\n", "---\nslug: neues\n---\n"]),
    ("content/news/a.de.md", &ARTICLES),
    ("i18n/en.yaml", &WORDS),
    ("themes/plain/i18n/de.yaml", &WORDS),
    ("content/news/pic.svg", &["<svg/>", "<svg width='5' height='6'></svg>"]),
    ("content/news/wide.png", &PICTURES),
    ("static/wide.png", &PICTURES),
    ("content/notes/a.md", &ARTICLES),
    ("content/notes/b.md", &ARTICLES),
    ("content/notes/deep/c.md", &ARTICLES),
    ("content/_record/quotes.yaml", &QUOTES),
    ("content/_record/quotes/third.yaml", &["text: So it was.\n", "text: So it is.\nspeaker: babbage\n"]),
    ("content/_record/people.yaml", &PEOPLE),
    ("content/_record/facts.yaml", &FACTS),
    ("content/_record/sources.yaml", &SOURCES),
    ("content/_record/stray.yaml", &["a: b\n"]),
    ("templates/article.html", &PAGES),
    ("templates/base.html", &BASES),
    ("themes/plain/templates/article.html", &PAGES),
    ("themes/plain/static/style.css", &FILES),
    ("static/style.css", &FILES),
    ("static/news/index.html", &["clash", "of names"]),
    ("archive/paper.txt", &COPIES),
    ("archive/moved.html", &COPIES),
];
const FOLDERS: [&str; 11] = [
    "content",
    "content/news",
    "content/notes",
    "content/notes/deep",
    "i18n",
    "content/_record",
    "templates",
    "static",
    "themes/plain",
    "content/moved",
    "archive",
];

#[derive(Debug, Clone)]
enum Edit {
    Write(usize, Index),
    Delete(usize),
    Rename(usize, usize),
    DeleteFolder(&'static str),
    RenameFolder(&'static str, &'static str),
    /// A report for nothing.
    Touch(usize),
}

/// How the paths of an edit are reported: one by one, by their folder, or both.
#[derive(Debug, Clone, Copy)]
enum Report {
    Files,
    Folder,
    Both,
}

fn edits() -> impl Strategy<Value = Vec<(Edit, Report)>> {
    let place = || 0..PLACES.len();
    let edit = prop_oneof![
        8 => (place(), any::<Index>()).prop_map(|(place, text)| Edit::Write(place, text)),
        2 => place().prop_map(Edit::Delete),
        2 => (place(), place()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => select(&FOLDERS[1..]).prop_map(Edit::DeleteFolder),
        1 => (select(&FOLDERS[1..]), select(&FOLDERS[1..])).prop_map(|(from, to)| Edit::RenameFolder(from, to)),
        1 => place().prop_map(Edit::Touch),
    ];
    prop::collection::vec((edit, select(&[Report::Files, Report::Files, Report::Folder, Report::Both])), 8..13)
}

/// The site as a map of files, from which worlds are made.
#[derive(Clone)]
struct Files(BTreeMap<String, &'static str>);

/// The bytes of a file: texts as they are, and pictures drawn by what stands for them.
fn bytes_of(text: &str) -> Vec<u8> {
    match text.strip_prefix("PICTURE ").map(|size| size.split(' ').map(str::parse).collect::<Result<Vec<u32>, _>>()) {
        Some(Ok(size)) => common::picture::picture(size[0], size[1], size[2] as u8),
        _ => text.into(),
    }
}

impl Files {
    fn start() -> Self {
        let first = PLACES
            .iter()
            .filter(|(path, _)| !path.starts_with("themes") && !path.contains("stray") && !path.contains("de."));
        let first = first.filter(|(path, _)| !["content/news/b.txt", "static/news/index.html"].contains(path));
        let look = |path: &str| path.starts_with("templates");
        Self(first.filter(|(path, _)| !look(path)).map(|(path, texts)| ((*path).to_owned(), texts[0])).collect())
    }

    fn world(&self) -> Memory {
        let mut world = Memory::new(NOW.parse().expect("a moment"));
        self.0.iter().for_each(|(path, text)| world.put(path, bytes_of(text)));
        world
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let start = format!("{folder}/");
        self.0.keys().filter(|path| path.starts_with(&start)).cloned().collect()
    }

    /// Makes the edit, and gives the files and folders that it changed.
    fn edit(&mut self, edit: &Edit) -> (Vec<String>, Vec<String>) {
        let parent = |path: &str| path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned());
        match edit {
            Edit::Write(place, text) => {
                let (path, texts) = PLACES[*place];
                self.0.insert(path.to_owned(), *text.get(texts));
                (vec![path.to_owned()], vec![parent(path)])
            }
            Edit::Delete(place) => {
                let path = PLACES[*place].0;
                self.0.remove(path);
                (vec![path.to_owned()], vec![parent(path)])
            }
            Edit::Rename(from, to) => {
                let (from, to) = (PLACES[*from].0, PLACES[*to].0);
                if let Some(text) = self.0.remove(from) {
                    self.0.insert(to.to_owned(), text);
                }
                (vec![from.to_owned(), to.to_owned()], vec![parent(from), parent(to)])
            }
            Edit::DeleteFolder(folder) => {
                let files = self.below(folder);
                self.0.retain(|file, _| !files.contains(file));
                (files, vec![(*folder).to_owned()])
            }
            Edit::RenameFolder(from, to) => {
                let mut files = Vec::new();
                for file in self.below(from) {
                    let text = self.0.remove(&file).expect("was listed");
                    let moved = format!("{to}{}", &file[from.len()..]);
                    self.0.insert(moved.clone(), text);
                    files.extend([file, moved]);
                }
                (files, vec![(*from).to_owned(), (*to).to_owned()])
            }
            Edit::Touch(place) => (vec![PLACES[*place].0.to_owned()], vec![parent(PLACES[*place].0)]),
        }
    }
}

fn site_paths(paths: Vec<String>) -> Vec<SitePath> {
    paths.iter().filter(|path| !path.is_empty()).map(|path| SitePath::new(path).expect("a plain path")).collect()
}

/// Another use, which is related to the first while they quote the same person, since it does not stand next to it.
const FAR: &str =
    "---\ntitle: Far away\ndate: 2024-01-01\nquotes: [{ref: second}]\n---\n“So it is,” or: “So it was.”\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, rng_seed: RngSeed::Fixed(2025), ..ProptestConfig::default() })]

    /// The state that the preview keeps never drifts away from what stands on the disk.
    #[test]
    fn changed_paths_end_like_a_fresh_project(edits in edits(), drafts in any::<bool>()) {
        let due = onrecord::resolve::Due { drafts, ..Default::default() };
        let options = || Options { due, ..Options::default() };
        let mut files = Files::start();
        let mut project = Project::new(options());
        built(&mut project, &files.world());
        for (number, (edit, report)) in edits.iter().enumerate() {
            let (changed, folders) = files.edit(edit);
            let is_top = folders.iter().any(String::is_empty);
            let changed = match report {
                Report::Files => changed,
                Report::Folder if !is_top => folders,
                Report::Folder | Report::Both => changed.into_iter().chain(folders).collect(),
            };
            let world = files.world();
            let changed = site_paths(changed);
            // Pages are looked at now and then; the state moves on with every edit.
            if number % 4 == 3 || number + 1 == edits.len() {
                let kept = built_after(&mut project, &world, Changes::Paths(&changed));
                let fresh = built(&mut Project::new(options()), &world);
                prop_assert_eq!(&kept.told, &fresh.told, "after {:?}", &edits[..=number]);
                prop_assert_eq!(kept.files, fresh.files, "after {:?}", &edits[..=number]);
            } else {
                project.refresh(&world, Changes::Paths(&changed));
            }
        }
    }
}

// ---- Any edits of the record -----------------------------------------------------------------------

/// What an entry of the record says; its id stays.
#[derive(Debug, Clone)]
struct Said {
    entry: usize,
    date: Option<&'static str>,
    person: Option<&'static str>,
    sources: Vec<&'static str>,
    words: &'static str,
}

const FACT_IDS: [&str; 4] = ["height", "length", "share", "year"];
const QUOTE_IDS: [&str; 3] = ["first", "second", "third"];

fn said() -> impl Strategy<Value = Said> {
    let date = select(&[None, Some("2024"), Some("2025-01-31"), Some("2025-02")][..]);
    let person = select(&[None, Some("ada"), Some("babbage"), Some("nobody")][..]);
    let sources = prop::collection::vec(select(&["paper", "letter", "paper", "letter", "lost"]), 0..3);
    let words = select(&["So it is.", "So it was."]);
    let said = (0..FACT_IDS.len() + QUOTE_IDS.len(), date, person, sources, words);
    said.prop_map(|(entry, date, person, sources, words)| Said { entry, date, person, sources, words })
}

/// A file of facts or of quotes; a comment moves all that stands below it.
fn record_file(ids: &[&str], said: &[Option<Said>], comment: bool, keys: [&str; 3]) -> String {
    let [words, date, person] = keys;
    let mut text = if comment { "# Looked at again.\n".to_owned() } else { String::new() };
    for (id, said) in ids.iter().zip(said) {
        text += &format!("{id}:\n  {words}: {}\n", said.as_ref().map_or("So it is.", |said| said.words));
        let Some(said) = said else { continue };
        said.date.iter().for_each(|day| text += &format!("  {date}: {day}\n"));
        said.person.iter().for_each(|id| text += &format!("  {person}: {id}\n"));
        match (words, said.sources.as_slice()) {
            ("text", []) => {}
            ("text", [source, ..]) => text += &format!("  source: {source}\n"),
            (_, sources) => text += &format!("  sources: {sources:?}\n"),
        }
    }
    text
}

/// How the record is used.
const USER: &str = "---\ntitle: Uses\ndate: 2025-01-01\nfacts: [{text: height, ref: height}, {text: own, claimed_by: ada, as_of: 2024-06}]\n\
    quotes: [{ref: first}, {text: was it, speaker: ada, said_on: 2024-06, source: paper}]\n---\n\
    A height of its own, a [length](#fact:length). “So it is.” “And was it?”\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    /// Changing what entries say, and when, by whom and on what, leaves every list as a fresh look makes it.
    #[test]
    fn a_changed_record_ends_like_a_fresh_project(edits in prop::collection::vec((said(), any::<bool>()), 4..10)) {
        let mut world = Memory::new(NOW.parse().expect("a moment"));
        let mut saids: Vec<Option<Said>> = vec![None; FACT_IDS.len() + QUOTE_IDS.len()];
        world.put("site.yaml", "title: Test\nbase_url: https://example.org\nshare_images: none\n");
        world.put("content/a.md", USER);
        world.put("content/b.md", USER.replace("Uses", "Uses too"));
        world.put("content/between.md", "---\ntitle: Between\ndate: 2024-07-01\n---\nNothing is said.\n");
        world.put("content/far.md", FAR);
        world.put("content/_record/people.yaml", "ada: {name: Ada}\nbabbage: {name: Babbage}\n");
        world.put("content/_record/sources.yaml", "paper: {title: Paper}\nletter: {title: Letter}\n");
        let mut project = Project::new(Options::default());
        for (said, comment) in edits {
            let entry = said.entry;
            saids[entry] = Some(said);
            let (facts, quotes) = saids.split_at(FACT_IDS.len());
            world.put("content/_record/facts.yaml", record_file(&FACT_IDS, facts, comment, ["statement", "as_of", "claimed_by"]));
            world.put("content/_record/quotes.yaml", record_file(&QUOTE_IDS, quotes, comment, ["text", "said_on", "speaker"]));
            let kept = built(&mut project, &world);
            let fresh = built(&mut Project::new(Options::default()), &world);
            prop_assert_eq!(kept.told, fresh.told);
            prop_assert_eq!(kept.files, fresh.files);
        }
    }
}

// ---- How much is done ------------------------------------------------------------------------------

const MANY: usize = 10_000;

fn article(number: usize, words: &str) -> String {
    let (section, fact, day) = (number % 40, number % 10, 1 + number % 28);
    let next = (number + 1) % MANY;
    format!(
        "---\ntitle: Article {number}\ndate: 2024-01-{day:02}\ntags: [t{section}]\n---\nA first paragraph.\n\n{words} \
         with [a number](#fact:f{fact}) and [another](/s{}/a{next}.md).\n",
        next % 40
    )
}

fn place(number: usize) -> String {
    format!("content/s{}/a{number}.md", number % 40)
}

fn facts(last: &str) -> String {
    (0..9).map(|fact| format!("f{fact}: {{statement: Fact number {fact}.}}\n")).collect::<String>()
        + &format!("f9: {{statement: {last}}}\n")
}

/// Ten thousand articles, a project that has read them, and what the next change costs.
struct Large {
    world: Memory,
    project: Project,
}

impl Large {
    fn new() -> Self {
        let mut world = Memory::new(NOW.parse().expect("a moment"));
        world.put("site.yaml", "title: Large\nbase_url: https://example.org\nshare_images: none\n");
        world.put("content/_record/facts.yaml", facts("Fact number 9."));
        world.put("templates/article.html", "<body>{{ article.title }}</body>");
        (0..MANY).for_each(|number| world.put(&place(number), article(number, "Some words")));
        let mut large = Self { world, project: Project::new(Options::default()) };
        let first = large.project.refresh(&large.world, Changes::All);
        assert_eq!(first.told, []);
        assert_eq!(first.work, Work { articles: MANY, parsed: MANY, resolved: true, planned: true });
        large
    }

    fn change(&mut self, path: &str, text: impl Into<Vec<u8>>) -> Work {
        self.world.put(path, text);
        self.told(&[path])
    }

    fn told(&mut self, paths: &[&str]) -> Work {
        let paths: Vec<SitePath> = paths.iter().map(|path| SitePath::new(path).expect("a plain path")).collect();
        let refreshed = self.project.refresh(&self.world, Changes::Paths(&paths));
        assert_eq!(refreshed.told, []);
        refreshed.work
    }
}

#[test]
fn an_edit_among_ten_thousand_articles_costs_what_it_touches() {
    let mut large = Large::new();
    let nothing = Work { articles: MANY, ..Work::default() };
    let body = large.change(&place(4711), article(4711, "Other words"));
    assert_eq!(body, Work { parsed: 1, ..nothing }, "one body");
    let touch = large.told(&[&place(4711), "content/_record/facts.yaml", "site.yaml", "templates/article.html"]);
    assert_eq!(touch, nothing, "nothing changed");
    let template = large.change("templates/article.html", "<body><h1>{{ article.title }}</h1></body>");
    assert_eq!(template, nothing, "a template");
    let fact = large.change("content/_record/facts.yaml", facts("It is another number."));
    assert_eq!(fact, nothing, "a fact that a thousand articles use");
    let more = facts("It is another number.") + "f10: {statement: Fact number 10.}\n";
    let more = large.change("content/_record/facts.yaml", more);
    assert_eq!((more.parsed, more.resolved), (0, true), "a new fact");
    let title = large.change(&place(17), article(17, "Some words").replace("Article 17", "Another title"));
    assert_eq!(title, Work { parsed: 1, ..nothing }, "what other pages show of an article");
    let tags = large.change(&place(17), article(17, "Some words").replace("[t17]", "[t17, t18]"));
    assert_eq!((tags.parsed, tags.resolved), (1, true), "where an article is filed");
    let file = large.change("static/style.css", "body { color: red }");
    assert_eq!((file.parsed, file.resolved), (0, false), "a new file");
    let style = large.change("static/style.css", "body { color: blue }");
    assert_eq!(style, nothing, "the bytes of a style sheet, and with them its name");
    let new = large.change("content/s3/new.md", article(4, "Some words"));
    assert_eq!((new.articles, new.parsed), (MANY + 1, 1), "a new article");
    large.world.remove("content/s3/new.md");
    assert_eq!(large.told(&["content/s3/new.md"]).parsed, 0, "an article that went away");
}
