//! What a build does is counted: the pages that show what changed are made again, and no others.

use std::collections::BTreeSet;

use crate::site::{Files, Run, Site, same};

const SETTINGS: &str =
    "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 10\nfeeds: {limit: 5}\n";

/// Thirty articles in two sections, with tags, people, sources and facts; the feed holds the newest five.
fn site() -> Site {
    site_with(SETTINGS)
}

fn site_with(settings: &str) -> Site {
    let site = Site::empty();
    site.put("site.yaml", settings);
    site.put(
        "content/_record/facts.yaml",
        "year: {statement: It was designed in 1837., sources: [paper]}\nday: {statement: It was a Monday.}\n\
         night: {statement: It was dark.}\n",
    );
    site.put("content/_record/sources.yaml", "paper: {title: The paper}\n");
    site.put("content/_record/people.yaml", "ada: {name: Ada}\nbob: {name: Bob}\n");
    site.put("content/_record/quotes.yaml", "said: {text: So it is., speaker: ada, source: paper}\n");
    for number in 0..30 {
        site.put(&path(number), &article(number, "Last words.", "2025"));
    }
    site.put("templates/part.html", "<p>A part.</p>");
    site.put("templates/letter.html", "{% extends \"article.html\" %}");
    site.put(
        "content/notes/letter.md",
        "---\ntitle: A letter\ntemplate: letter.html\ndate: 2024-01-01\n---\nFirst words.\n\nIn [1837](#fact:year).\n",
    );
    site.put(
        "templates/postcard.html",
        "{% extends \"base.html\" %}{% block main %}{% include \"part.html\" %}{% endblock main %}",
    );
    site.put(
        "content/notes/postcard.md",
        "---\ntitle: A postcard\ntemplate: postcard.html\ndate: 2024-01-02\n---\nFirst words.\n",
    );
    site.built();
    site
}

fn path(number: usize) -> String {
    format!("content/{}/a{number}.md", ["news", "notes"][number % 2])
}

fn article(number: usize, words: &str, year: &str) -> String {
    let passage = match number % 10 {
        0 | 1 => "In [1837](#fact:year), they say.",
        2 => "It was [then](#fact:day).",
        3 => "“So it is.”[](#quote:said) she said.",
        _ => "Nothing to cite.",
    };
    let (month, day) = (number / 15 + 1, number % 15 + 1);
    let tag = number % 4;
    format!(
        "---\ntitle: No. {number}\ndate: {year}-{month:02}-{day:02}\ntags: [t{tag}]\n---\nFirst words.\n\n{passage}\n\n{words}\n"
    )
}

/// The pages of the output that are not the same in two builds, or in one of them alone. The search index is no page,
/// nor is a file that is copied.
fn differing(before: &Files, after: &Files) -> BTreeSet<String> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let is_page = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let in_index = path.starts_with("search/") && name != "index.html";
        !in_index && ["html", "xml", "json", "txt"].iter().any(|ending| name.ends_with(ending))
    };
    paths.into_iter().filter(|path| is_page(path) && before.get(*path) != after.get(*path)).cloned().collect()
}

fn showing(output: &Files, words: &str) -> BTreeSet<String> {
    let shows = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(words);
    let all = output.iter().filter(|(_, bytes)| shows(bytes)).map(|(path, _)| path.clone());
    all.filter(|path| !path.starts_with("search/") || path == "search/index.html").collect()
}

/// Changes a site and builds it: the pages that differ, and what the build tells.
fn changed(site: &Site, change: impl Fn(&Site)) -> (BTreeSet<String>, Run) {
    let before = site.output();
    change(site);
    let run = site.built();
    let after = site.output();
    let clean = crate::site::clean(&site.root(), &[]).1;
    same(&after, &clean, "after a change");
    (differing(&before, &after), run)
}

fn rendered(run: &Run) -> usize {
    run.number(" pages rendered of")
}

fn parsed(run: &Run) -> usize {
    run.number(" parsed of")
}

#[test]
fn nothing_changed_is_nothing_done() {
    let site = site();
    let (pages, run) = changed(&site, |_| {});
    assert!(pages.is_empty(), "{pages:?}");
    assert_eq!((parsed(&run), rendered(&run), run.number(" files written")), (0, 0, 0), "{run:?}");
    let zone = crate::site::run(crate::site::program(&site.root(), &[]).env("TZ", "Asia/Tokyo"));
    assert_eq!((parsed(&zone), rendered(&zone)), (0, 0), "the machine's time zone is no matter: {zone:?}");
}

#[test]
fn a_changed_fact_renders_the_pages_that_show_it() {
    let site = site();
    let facts = |site: &Site, statement: &str| {
        site.put(
            "content/_record/facts.yaml",
            &format!(
                "year: {{statement: {statement}, sources: [paper]}}\nday: {{statement: It was a Monday.}}\n\
                 night: {{statement: It was dark.}}\n"
            ),
        );
    };
    let (pages, run) = changed(&site, |site| facts(site, "The zebra was designed."));
    let output = site.output();
    assert_eq!(pages, showing(&output, "The zebra was designed."), "{run:?}");
    for page in ["news/a0/index.html", "notes/a1/index.html", "notes/letter/index.html", "facts/year/index.html"] {
        assert!(pages.contains(page), "{page} is not among {pages:?}");
    }
    assert!(!pages.contains("news/a2/index.html"), "{pages:?}");
    assert_eq!(rendered(&run), pages.len(), "{pages:?}: {run:?}");
}

#[test]
fn a_changed_template_renders_the_pages_that_use_it() {
    let site = site();
    let articles = |pages: &BTreeSet<String>| pages.iter().filter(|page| page.ends_with("/a3/index.html")).count();
    // Included by one, which extends the base.
    let (pages, run) = changed(&site, |site| site.put("templates/part.html", "<p>Another part.</p>"));
    assert_eq!(pages, ["notes/postcard/index.html".to_owned()].into(), "{run:?}");
    assert_eq!(rendered(&run), 1, "{run:?}");
    // Extends what all other articles use by themselves.
    let letter = "{% extends \"article.html\" %}{% block main %}<hr>{{ super() }}{% endblock main %}";
    let (pages, run) = changed(&site, |site| site.put("templates/letter.html", letter));
    assert_eq!((pages.len(), rendered(&run)), (1, 1), "{pages:?}: {run:?}");
    // A component that lists and pages of facts use, and nothing else.
    let entry =
        "{% component fact_entry(fact: map, level: integer = 2, @root) %}<p>A fact.</p>{% endcomponent fact_entry %}";
    let (pages, run) = changed(&site, |site| site.put("templates/facts-as-they-are.html", entry));
    assert!(pages.contains("facts/index.html"), "{pages:?}: {run:?}");
    assert!(!pages.contains("index.html") && articles(&pages) == 0, "{pages:?}");
    assert!(rendered(&run) < 20, "{run:?}");
    // The base of all.
    let base = "<!doctype html><title>{{ page.title }}</title>{% block style %}{% endblock style %}{% block head %}{% endblock head %}<body>{% block main %}{% endblock main %}</body>";
    let (pages, run) = changed(&site, |site| site.put("templates/base.html", base));
    assert!(pages.contains("index.html") && pages.contains("404.html") && articles(&pages) == 1, "{pages:?}");
    let site_files = site.output();
    let others = site_files.keys().filter(|path| path.ends_with(".xml") || path.ends_with(".json"));
    assert!(others.into_iter().all(|path| !pages.contains(path)), "{run:?}");
}

#[test]
fn a_changed_body_renders_the_pages_that_show_it() {
    let site = site();
    // An old one: the feeds, which hold whole articles, show others. Lists tell nothing of how long it is.
    let (pages, run) = changed(&site, |site| site.put(&path(4), &article(4, "Other words, and more of them.", "2025")));
    assert_eq!(pages, BTreeSet::from(["news/a4/index.html".to_owned()]));
    assert_eq!(rendered(&run), 1, "{run:?}");
    // The newest is in the feeds of the site, of its section and of its tag.
    let (pages, run) =
        changed(&site, |site| site.put(&path(29), &article(29, "Other words, and more of them.", "2025")));
    assert!(pages.contains("notes/a29/index.html") && pages.contains("feed.xml"), "{pages:?}");
    assert_eq!(rendered(&run), pages.len(), "{pages:?}: {run:?}");
    // A list that counts words shows it, too.
    site.put(
        "templates/section.html",
        "{% extends \"base.html\" %}{% block main %}{% for article in articles %}{{ article.words }} {% endfor %}{% endblock main %}",
    );
    site.built();
    let (pages, run) = changed(&site, |site| site.put(&path(4), &article(4, "Few words.", "2025")));
    assert!(pages.len() == 2 && pages.iter().any(|page| page.starts_with("news/page/")), "{pages:?}");
    assert_eq!(rendered(&run), pages.len(), "{run:?}");
}

/// Without a search index, in which the words of all articles stand together.
fn unsearched() -> Site {
    let site = site_with(&format!("{SETTINGS}search: false\n"));
    site.put("content/news/_index.md", &section("All of it."));
    site.put("content/news/own.md", "---\ntitle: Own\ndescription: Short.\n---\nIts own words.\n");
    site.put("content/news/own.record.yaml", "facts: [{id: own, text: own words}]\n");
    site.put("content/news/later.md", "---\ntitle: Later\ndraft: true\n---\nA draft.\n");
    site.built();
    site
}

fn section(text: &str) -> String {
    format!("---\ntitle: News\ndescription: What is new.\n---\n{text}\n")
}

/// What a build parsed, rendered and wrote.
fn counts(run: &Run) -> (usize, usize, usize) {
    (parsed(run), rendered(run), run.number(" files written"))
}

#[test]
fn a_changed_text_alone_is_read_and_shown() {
    let site = unsearched();
    // Again and again, so that what was put in the place of an article is replaced itself.
    for words in ["Other words.", "Other words, and more.", "Last words."] {
        let (pages, run) = changed(&site, |site| site.put(&path(4), &article(4, words, "2025")));
        assert_eq!(pages, BTreeSet::from(["news/a4/index.html".to_owned()]));
        assert_eq!(counts(&run), (1, 1, 1), "{run:?}");
        let (pages, run) = changed(&site, |_| {});
        assert_eq!((pages.len(), counts(&run)), (0, (0, 0, 0)), "{run:?}");
    }
    // With a note, its annotations are made again: they say which words stand around them.
    let (pages, run) = changed(&site, |site| site.put(&path(2), &article(2, "Other words.", "2025")));
    assert_eq!(pages, ["news/a2/annotations.json", "news/a2/index.html"].map(str::to_owned).into(), "{run:?}");
    assert_eq!(counts(&run), (1, 2, 2), "{run:?}");
    // In the feeds of the site and of its section, which hold six other articles whole.
    let (pages, run) = changed(&site, |site| site.put(&path(29), &article(29, "Other words.", "2025")));
    assert!(pages.contains("notes/a29/index.html") && pages.contains("feed.xml"), "{pages:?}");
    assert_eq!((rendered(&run), parsed(&run)), (pages.len(), 7), "{pages:?}: {run:?}");
    // Several at once.
    let (pages, run) = changed(&site, |site| {
        [5, 6, 7].iter().for_each(|&number| site.put(&path(number), &article(number, "Other words.", "2025")));
    });
    assert_eq!((pages.len(), counts(&run)), (3, (3, 3, 3)), "{pages:?}: {run:?}");
}

#[test]
fn a_changed_text_is_wherever_it_stands() {
    let site = unsearched();
    let (pages, run) = changed(&site, |site| site.put("content/news/_index.md", &section("All there is.")));
    assert_eq!(pages, BTreeSet::from(["news/index.html".to_owned()]));
    assert_eq!(counts(&run), (1, 1, 1), "{run:?}");
    // A sidecar of which no page tells anything new: the article and its annotations are made, and are the same.
    let sidecar = |site: &Site, text: &str| site.put("content/news/own.record.yaml", text);
    let (pages, run) = changed(&site, |site| sidecar(site, "# A remark.\nfacts: [{id: own, text: own words}]\n"));
    assert_eq!((pages.len(), counts(&run)), (0, (1, 2, 0)), "{run:?}");
    let (pages, run) = changed(&site, |site| sidecar(site, "facts: [{id: own, text: own words, status: disputed}]\n"));
    assert!(pages.contains("facts/own/index.html") && pages.contains("news/own/index.html"), "{pages:?}: {run:?}");
    // One that is not published.
    let (pages, run) = changed(&site, |site| {
        site.put("content/news/later.md", "---\ntitle: Later\ndraft: true\n---\nA draft.\n\nMore.\n")
    });
    assert_eq!((pages.len(), counts(&run)), (0, (1, 0, 0)), "{run:?}");
    // A file that was only written again.
    let (pages, run) = changed(&site, |site| site.put(&path(5), &article(5, "Last words.", "2025")));
    assert_eq!((pages.len(), counts(&run)), (0, (1, 0, 0)), "{run:?}");
}

/// Those files of the index that the last build wrote, among others; the manifest is always one.
fn index_written(site: &Site, change: impl Fn(&Site)) -> (Vec<String>, Run) {
    let before = site.output();
    let (_, run) = changed(site, change);
    let after = site.output();
    let index = after.keys().filter(|path| path.starts_with("search/data/") && before.get(*path) != after.get(*path));
    (index.map(|path| path.trim_start_matches("search/data/").to_owned()).collect(), run)
}

#[test]
fn a_changed_text_is_found_by_its_words() {
    let site = site();
    for words in ["Other words.", "Other, and more, words.", "Last words."] {
        let (index, run) = index_written(&site, |site| site.put(&path(4), &article(4, words, "2025")));
        assert_eq!(
            (index, counts(&run)),
            (vec!["index.json".to_owned(), "words-.txt".to_owned()], (1, 1, 3)),
            "{run:?}"
        );
    }
    // Words in another order are the same words.
    let (index, run) = index_written(&site, |site| site.put(&path(4), &article(4, "Words last.", "2025")));
    assert_eq!((index, counts(&run)), (vec!["index.json".to_owned()], (1, 1, 2)), "{run:?}");
    // Several at once.
    let (_, run) = changed(&site, |site| {
        [5, 6, 8].iter().for_each(|&number| site.put(&path(number), &article(number, "A zebra.", "2025")));
    });
    assert_eq!(counts(&run), (3, 3, 5), "{run:?}");
    // What nobody finds changes nothing.
    site.put("content/news/later.md", "---\ntitle: Later\ndraft: true\n---\nA draft.\n");
    site.built();
    let (index, run) = index_written(&site, |site| {
        site.put("content/news/later.md", "---\ntitle: Later\ndraft: true\n---\nA draft.\n\nMore.\n")
    });
    assert_eq!((index.len(), counts(&run)), (0, (1, 0, 0)), "{run:?}");
}

#[test]
fn a_changed_text_writes_the_files_of_its_words() {
    let site = site();
    let lexicon = |site: &Site, first: usize, more: &str| {
        site.put("content/notes/lexicon.md", &format!("{}\n\n{more}\n", crate::edits::lexicon(first, 9000)));
    };
    lexicon(&site, 0, "");
    site.built();
    let count = site.output().keys().filter(|path| path.starts_with("search/data/words-")).count();
    assert!(count > 4, "the words are in {count} files");
    for (more, count) in [("Aardvark.", 2), ("Ab0 ab0 ab0 ab0 ab0 ab0.", 1), ("B1 b1 b1 b1 b1.", 1)] {
        let (index, run) = index_written(&site, |site| lexicon(site, 0, more));
        assert!(index.len() >= count && index.len() < 4 && index[0] == "index.json", "{more} {index:?}");
        assert_eq!(parsed(&run), 1, "{more} {run:?}");
    }
    // So long that they are divided into more files, and again into less.
    for first in [90_000, 0] {
        let (index, run) = index_written(&site, |site| lexicon(site, first, ""));
        assert_eq!((parsed(&run), index.len() > 2), (1, true), "{index:?}: {run:?}");
        let (_, run) = changed(&site, |_| {});
        assert_eq!(run.number(" unchanged"), site.output().len(), "{first}: {run:?}");
    }
}

#[test]
fn what_others_see_of_an_article_is_found_without_reading_them() {
    let site = site();
    let texts = [article(4, "Last words.", "2025").replace("No. 4", "No. 40"), article(4, "Last words.", "2024")];
    // Sixteen articles stand in a file of documents, and those after one that moved have other numbers.
    let (_, run) = changed(&site, |site| site.put(&path(4), &texts[0]));
    assert!(parsed(&run) <= 16, "{run:?}");
    changed(&site, |site| site.put(&path(4), &texts[1]));
    // A new one is the last.
    let (_, run) = changed(&site, |site| site.put(&path(40), &article(40, "Last words.", "2026")));
    assert!(parsed(&run) < 25, "{run:?}");
    changed(&site, |site| site.remove(&path(40)));
    changed(&site, |site| site.remove(&path(2)));
}

#[test]
fn what_others_see_of_an_article_reaches_them() {
    let site = unsearched();
    let text = |change: (&str, &str)| article(4, "Last words.", "2025").replace(change.0, change.1);
    // Lists tell how long it takes to read it.
    let long = "Last words. ".repeat(200);
    for change in [
        ("Last words.", long.as_str()),
        ("title: No. 4", "title: No. 40"),
        ("First words.", "Fresh words."),
        ("Nothing to cite.", "In [1837](#fact:year)."),
        ("Last words.", "## A heading\n\nSee [another](a6.md)."),
        ("tags: [t0]", "tags: [t3]"),
    ] {
        let (pages, run) = changed(&site, |site| site.put(&path(4), &text(change)));
        assert!(pages.len() > 1 || change.1.contains("A heading"), "{change:?}: {pages:?}");
        // What is shown of others is known without reading them.
        assert!(parsed(&run) < 30, "{change:?}: {run:?}");
    }
    // A list that counts words.
    site.put("templates/term.html", "{% for article in articles %}{{ article.words }} {% endfor %}");
    site.built();
    let (pages, _) = changed(&site, |site| site.put(&path(4), &article(4, "A few words more.", "2025")));
    assert!(pages.iter().any(|page| page.starts_with("tags/")), "{pages:?}");
}

#[test]
fn what_is_told_is_told_again() {
    let site = unsearched();
    let warned = "---\ntitle: Warned\nno_such_key: 1\n---\nWords.\n\nAnd words.\n";
    site.put("content/news/warned.md", warned);
    let told = site.built().stderr;
    assert!(told.contains("no_such_key"), "{told}");
    // Another article is no matter.
    let (_, run) = changed(&site, |site| site.put(&path(4), &article(4, "Other words.", "2025")));
    assert_eq!((run.stderr.as_str(), counts(&run)), (told.as_str(), (1, 1, 1)));
    let (_, run) = changed(&site, |site| site.put(&path(4), &article(4, "Words.", "2025").replace("No. 4", "No. 40")));
    assert_eq!(run.stderr, told);
    // Its own lines are shown as they are now.
    let (_, run) = changed(&site, |site| {
        site.put("content/news/warned.md", &warned.replace("title:", "date: 2024-05-05\ntitle:"))
    });
    assert!(run.stderr != told && run.stderr.contains("no_such_key"), "{run:?}");
    let clean = crate::site::clean(&site.root(), &[]).0;
    assert_eq!(run.stderr, clean.stderr);
    // A link to a part that is not there any more is told at its place, in a file that did not change.
    site.put("content/notes/link.md", "---\ntitle: Link\n---\nSee [it](parts.md#one).\n");
    site.put("content/notes/parts.md", "---\ntitle: Parts\ndescription: Parts.\n---\n## One\n");
    site.built();
    let (_, run) = changed(&site, |site| {
        site.put("content/notes/parts.md", "---\ntitle: Parts\ndescription: Parts.\n---\n## Two\n")
    });
    assert!(run.stderr.contains("anchor-missing") || run.stderr.contains("has no part"), "{run:?}");
    assert_eq!(run.stderr, crate::site::clean(&site.root(), &[]).0.stderr);
}
