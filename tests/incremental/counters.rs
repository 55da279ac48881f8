//! What a build does is counted: the pages that show what changed are made again, and no others.

use std::collections::BTreeSet;

use crate::site::{Files, Run, Site, same};

/// Thirty articles in two sections, with tags, people, sources and facts; the feed holds the newest five.
fn site() -> Site {
    let site = Site::empty();
    site.put(
        "site.yaml",
        "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 10\nfeeds: {limit: 5}\n",
    );
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
