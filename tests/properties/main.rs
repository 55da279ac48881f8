//! What must be true of every article, tried with generated ones.
//!
//! Seeds are fixed, so a run is like the one before; `PROPTEST_RNG_SEED=7 PROPTEST_CASES=2000` tries others.

mod article;
mod page;

/// The module itself, since it is private to the library.
#[path = "../../src/parse/normal.rs"]
mod normal;

use std::sync::Arc;

use article::{Article, Marks, any_article, respelled, yaml};
use normal::{Normal, normalised};
use onrecord::config::Config;
use onrecord::parse::{self, Dialect, Layout, RecordKind, Wordings};
use onrecord::project::{Changes, Options, Project, Refreshed};
use onrecord::render::{self, PageKind};
use onrecord::text::{Diagnostic, SitePath, TextFile, Texts, Zone};
use onrecord::world::Memory;
use page::Page;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runner, RngSeed};

fn runner(cases: u32) -> Runner {
    let standard = Runner::default();
    // What the environment says goes before what is fixed here.
    let rng_seed =
        if std::env::var_os("PROPTEST_RNG_SEED").is_some() { standard.rng_seed } else { RngSeed::Fixed(2025) };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { standard.cases } else { cases };
    Runner { cases, rng_seed, failure_persistence: None, max_shrink_iters: 2000, ..standard }
}

// ---- Articles with annotations -------------------------------------------------------------------

/// An annotation that is yet to be laid on words.
#[derive(Debug, Clone)]
struct Pick {
    /// Where it begins, as a share of the article's words in 1/1000.
    start: usize,
    words: usize,
    respelled: Option<u64>,
    /// Whether signs at its ends are left out.
    trimmed: bool,
    quote: bool,
}

fn any_pick() -> impl Strategy<Value = Pick> {
    (
        0usize..1000,
        prop_oneof![3 => 1usize..6, 1 => 5usize..40],
        prop::option::of(any::<u64>()),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(start, words, respelled, trimmed, quote)| Pick { start, words, respelled, trimmed, quote })
}

/// A passage of an article's letters, and the words by which an author asks for it.
struct Asked {
    letters: std::ops::Range<usize>,
    passage: String,
    words: String,
    exact: bool,
    quote: bool,
    /// How often these words stand in the article, whatever their typography.
    times: usize,
}

fn ask(page: &Page, pick: &Pick) -> Option<Asked> {
    let starts: Vec<usize> = (0..page.letters.len()).filter(|&at| page.letters[at].apart || at == 0).collect();
    let first = starts.len() * pick.start / 1000;
    let mut start = *starts.get(first)?;
    let mut end = *starts.get(first + pick.words).unwrap_or(&page.letters.len());
    let is_sign = |at: usize| "“”„«»\"'‘’()[]…,.!?–—-|<>*_~^&$`".contains(page.letters[at].c);
    if pick.trimmed {
        while start < end && is_sign(start) {
            start += 1;
        }
        while start < end && is_sign(end - 1) {
            end -= 1;
        }
    }
    if page.letters[start..end].iter().any(|letter| letter.formula) {
        return None;
    }
    let passage: String = page.letters[start..end]
        .iter()
        .enumerate()
        .flat_map(|(at, letter)| (at > 0 && letter.apart).then_some(' ').into_iter().chain([letter.c]))
        .collect();
    let wanted = normalised(&passage);
    if wanted.is_empty() || passage.contains("#fakt:") || passage.contains("#kuote:") {
        return None;
    }
    let words = pick.respelled.map_or_else(|| passage.clone(), |choice| respelled(&passage, choice));
    let all = Normal::of(&page.text()).text;
    let times = (0..all.len()).filter(|&at| all.is_char_boundary(at) && all[at..].starts_with(&wanted)).count();
    // A formula may hold the words as they are written in the file.
    let times = times + usize::from(page.letters.iter().any(|letter| letter.formula));
    let exact = words == passage;
    Some(Asked { letters: start..end, passage, words, exact, quote: pick.quote, times })
}

fn front_matter(asked: &[Asked], name: &str) -> String {
    let mut yaml_text = format!("---\ntitle: {name}\n");
    for (key, quote) in [("quotes", true), ("facts", false)] {
        let mut list = String::new();
        for (number, asked) in asked.iter().enumerate().filter(|(_, asked)| asked.quote == quote) {
            list += &format!("  - text: {}\n    id: {name}-{number}\n", yaml(&asked.words));
            if asked.times > 1 {
                list += "    occurrence: 1\n";
            }
        }
        if !list.is_empty() {
            yaml_text += &format!("{key}:\n{list}");
        }
    }
    yaml_text + "---\n"
}

fn site(articles: &[String]) -> Refreshed {
    let mut world = Memory::new("2025-06-01T00:00:00Z".parse().expect("a moment"));
    world.put("site.yaml", "title: Site\nbase_url: https://example.org\nshare_images: none\nfeeds: {atom: false}\n");
    world.put("content/cat.svg", "<svg/>");
    world.put("content/other.md", "---\ntitle: Other\n---\nOther.\n");
    let mut facts = String::new();
    let mut quotes = String::new();
    for id in 0..4 {
        facts += &format!("r{id}: {{statement: Statement {id}, value: {id}, sources: [s]}}\n");
        quotes += &format!("r{id}: {{text: Words {id}, speaker: p, source: s}}\n");
    }
    world.put("content/_record/facts.yaml", facts);
    world.put("content/_record/quotes.yaml", quotes);
    world.put("content/_record/people.yaml", "p: {name: A <Person>}\n");
    world.put(
        "content/_record/sources.yaml",
        "s: {title: \"A \\\"source\\\" & more\", url: \"https://example.org/?a&b\"}\n",
    );
    for (number, text) in articles.iter().enumerate() {
        world.put(&format!("content/a{number}.md"), text.as_str());
    }
    Project::new(Options::default()).refresh(&world, Changes::All)
}

/// The HTML of each article's page, in the order of their names.
fn pages(site: &Refreshed, count: usize) -> Vec<(usize, String)> {
    let edition = site.edition.as_ref().expect("there is a site");
    let mut pages = vec![(0, String::new()); count];
    for page in edition.plan.pages.iter() {
        let PageKind::Article(index) = page.kind else { continue };
        let name = edition.site.articles[index].article.card.file.stem();
        let Some(number) = name.strip_prefix('a').and_then(|number| number.parse::<usize>().ok()) else { continue };
        let html = render::render(edition, render::prepare(edition, page)).expect("templates are right");
        pages[number] = (index, html);
    }
    pages
}

fn told_of<'a>(site: &'a Refreshed, file: &str) -> Vec<&'a Diagnostic> {
    site.told
        .iter()
        .filter(|told| told.span.as_ref().is_some_and(|span| span.file.as_str() == file))
        .filter(|told| told.code != "broken-link")
        .collect()
}

fn squashed(text: &str) -> String {
    normalised(text).replace(' ', "")
}

fn check_annotated(articles: &[(Article, Vec<Pick>)]) -> Result<(), TestCaseError> {
    let plain: Vec<String> =
        articles.iter().map(|(article, _)| format!("---\ntitle: x\n---\n{}", article.markdown(Marks::Plain))).collect();
    let bare = site(&plain);
    let bare_html = pages(&bare, articles.len());
    let bare_pages: Vec<Page> = bare_html.iter().map(|(_, html)| page::read(html)).collect();
    let asked: Vec<Vec<Asked>> = articles
        .iter()
        .zip(&bare_pages)
        .map(|((_, picks), page)| picks.iter().filter_map(|pick| ask(page, pick)).collect())
        .collect();
    let texts: Vec<String> = articles
        .iter()
        .zip(&asked)
        .enumerate()
        .map(|(number, ((article, _), asked))| {
            front_matter(asked, &format!("a{number}")) + &article.markdown(Marks::Kept)
        })
        .collect();
    let full = site(&texts);
    check_spans(&full.told, &full.texts)?;
    let edition = full.edition.as_ref().expect("there is a site");
    for (number, (index, html)) in pages(&full, articles.len()).iter().enumerate() {
        let page = page::read(html);
        let file = format!("content/a{number}.md");
        let text = &texts[number];
        let told = told_of(&full, &file);
        prop_assert!(page.wrong.is_empty(), "{:?}\n{text}\n{html}", page.wrong);
        // What looks like a link and is none stands in the text with its address.
        let bare = bare_pages[number].text().replace("#fakt:", "#fact:").replace("#kuote:", "#quote:");
        prop_assert_eq!(page.text(), bare, "{}", text);
        let card = &edition.site.articles[*index].article.card;
        let mut last = 0;
        for annotation in &card.annotations {
            let note = format!("note-{}", annotation.anchor);
            let marked: Vec<usize> =
                (0..page.letters.len()).filter(|&at| page.letters[at].notes.contains(&note)).collect();
            let (Some(&first), Some(&end)) = (marked.first(), marked.last()) else {
                return Err(TestCaseError::fail(format!("no marks for {annotation:?}\n{text}\n{html}")));
            };
            prop_assert_eq!(marked.len(), end - first + 1, "in one piece: {}\n{}", note, text);
            let words: String = marked.iter().map(|&at| page.letters[at].c).collect();
            let told_words: String = annotation.text.split_whitespace().collect();
            let words_there: String = words.split_whitespace().collect();
            prop_assert!(
                words_there == told_words || marked.iter().any(|&at| page.letters[at].formula),
                "{words_there:?} is marked, {told_words:?} is meant\n{text}"
            );
            let notes: Vec<usize> = page.notes.iter().filter(|(id, _)| *id == note).map(|(_, at)| *at).collect();
            prop_assert_eq!(notes.len(), 1, "one note for {}\n{}", note, text);
            let enclosed = page.letters[end].enclosed;
            prop_assert!(
                notes[0] > end
                    && (end + 1..notes[0]).all(|at| enclosed.is_some() && page.letters[at].enclosed == enclosed),
                "the note {note} stands {} letters behind its words\n{text}",
                notes[0] - end - 1
            );
            prop_assert!(notes[0] >= last, "notes in order: {}\n{}", note, text);
            last = notes[0];
        }
        for (at, asked) in asked[number].iter().enumerate() {
            let id = format!("a{number}-{at}");
            let prefix = if asked.quote { "q-" } else { "f-" };
            let found = card.annotations.iter().find(|annotation| annotation.local == id);
            let Some(found) = found else {
                prop_assert!(asked.times > 1, "{:?} is lost: {:#?}\n{}", asked.words, told, text);
                continue;
            };
            prop_assert_eq!(squashed(&found.text), squashed(&asked.passage), "{}", text);
            if asked.times == 1 && asked.exact {
                let note = format!("note-{prefix}{id}");
                let range: Vec<usize> =
                    (0..page.letters.len()).filter(|&at| page.letters[at].notes.contains(&note)).collect();
                // Over the end of a block, marks that nobody sees are left out at the ends.
                let seen = |range: Vec<usize>| -> Vec<usize> {
                    range.into_iter().filter(|&at| !normalised(&page.letters[at].c.to_string()).is_empty()).collect()
                };
                prop_assert_eq!(seen(range), seen(asked.letters.clone().collect()), "{}", text);
            }
        }
        // Every annotation is on the page or told of; an entry that is laid twice on the same words counts once.
        let marks: Vec<&str> = ["href=\"#fakt:", "href=\"#kuote:"]
            .iter()
            .flat_map(|start| bare_html[number].1.match_indices(start))
            .map(|(at, start)| &bare_html[number].1[at..at + start.len() + 2])
            .collect();
        let distinct: std::collections::BTreeSet<&str> = marks.iter().copied().collect();
        let all = asked[number].len() + marks.len();
        // That a link leads to no heading is another matter.
        let lost = told.iter().filter(|told| told.is_error()).count();
        let there = card.annotations.len() + lost;
        prop_assert!(there <= all && there + marks.len() - distinct.len() >= all, "{told:#?}\n{text}");
    }
    Ok(())
}

fn check_spans(told: &[Diagnostic], texts: &Texts) -> Result<(), TestCaseError> {
    for told in told {
        for span in told.span.iter().chain(told.others.iter().map(|label| &label.span)) {
            let range = span.range.clone();
            let text = texts.get(&span.file).map_or("", |text| &**text);
            prop_assert!(
                text.get(range.clone()).is_some(),
                "{:?} of {} bytes: {:?}\n{}",
                range,
                text.len(),
                told,
                text
            );
        }
    }
    Ok(())
}

proptest! {
    // Sites of 20 articles each on average: more than a thousand articles.
    #![proptest_config(runner(60))]

    /// Words stay what they are, marks cover the passages and nothing else, and pages are well formed.
    #[test]
    fn annotations_are_laid_on_their_passages(
        articles in prop::collection::vec((any_article(), prop::collection::vec(any_pick(), 0..6)), 1..40)
    ) {
        check_annotated(&articles)?;
    }
}

// ---- Single files --------------------------------------------------------------------------------

fn dialect() -> Dialect {
    Dialect { zone: Zone::utc(), languages: Vec::new(), taxonomies: vec!["tags".to_owned()], is_checked: false }
}

fn file(path: &str, text: &str) -> TextFile {
    TextFile { path: SitePath::new(path).expect("a path"), text: Arc::from(text) }
}

fn parsed(text: &str) -> parse::Article {
    parse::parse(&file("content/a.md", text), None, &dialect(), &Wordings::default())
}

fn plain_words() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        8 => "[a-z]{2,8}",
        2 => "[1-9][0-9]{0,3}",
        1 => Just("1,450".to_owned()),
        1 => Just("café".to_owned()),
        1 => Just("“so”".to_owned()),
        1 => Just("не".to_owned()),
    ];
    prop::collection::vec(word, 6..40)
}

proptest! {
    #![proptest_config(runner(1500))]

    /// Another digit, another letter, one more word: never published, and told once.
    #[test]
    fn what_is_only_similar_is_never_found(
        words in plain_words(), start in any::<prop::sample::Index>(), length in 1usize..12,
        change in 0usize..5, at in any::<prop::sample::Index>(), quote in any::<bool>()
    ) {
        let start = start.index(words.len());
        let picked = &words[start..(start + length).min(words.len())];
        let passage = picked.join(" ");
        let mut wanted: Vec<char> = passage.chars().collect();
        let place = at.index(wanted.len());
        match change {
            0 => match wanted.iter().position(char::is_ascii_digit) {
                Some(digit) => wanted[digit] = if wanted[digit] == '9' { '8' } else { '9' },
                None => wanted.extend(" 9".chars()),
            },
            1 => wanted[place] = if wanted[place] == 'x' { 'y' } else { 'x' },
            2 => wanted = picked.iter().enumerate().map(|(index, word)| if index == 0 { format!("{word} not") } else { word.clone() }).collect::<Vec<_>>().join(" ").chars().collect(),
            3 => wanted.insert(place, 'q'),
            _ => { wanted.remove(place); }
        }
        let wanted: String = wanted.into_iter().collect();
        let text = words.join(" ");
        // By chance it may be there after all, or be nothing.
        prop_assume!(!Normal::of(&text).text.contains(&normalised(&wanted)) && !normalised(&wanted).is_empty());
        let key = if quote { "quotes" } else { "facts" };
        let article = parsed(&format!("---\ntitle: x\n{key}:\n  - text: {}\n---\n{text}\n", yaml(&wanted)));
        prop_assert!(article.card.annotations.is_empty(), "{:?}", article.card.annotations);
        prop_assert_eq!(article.told.len(), 1, "{:#?}", article.told);
        prop_assert!(!article.body().html.contains("mark"));
    }

    /// `occurrence` counts the places where whole words stand.
    #[test]
    fn occurrence_counts_places(words in prop::collection::vec("[ab]{1,2}", 3..30), which in 1usize..5, length in 1usize..3) {
        let wanted = &words[..length];
        let places: Vec<usize> = (0..=words.len() - length).filter(|&at| words[at..at + length] == *wanted).collect();
        let text = words.join(" ");
        let article = parsed(&format!(
            "---\ntitle: x\nfacts:\n  - text: \"{}\"\n    occurrence: {which}\n---\n{text}\n", wanted.join(" ")
        ));
        match places.get(which - 1) {
            None => {
                prop_assert!(article.card.annotations.is_empty());
                prop_assert_eq!(article.told.iter().map(|told| told.code).collect::<Vec<_>>(), ["passage-occurrence"]);
            }
            Some(&place) => {
                prop_assert!(article.told.is_empty(), "{:?}", article.told);
                let before: usize = words[..place].iter().map(|word| word.len() + 1).sum();
                prop_assert_eq!(article.body().holes[0].0, "<p>".len() + before);
            }
        }
    }

    /// A stretch of the normalised text leads back to words that normalise to it.
    #[test]
    fn normal_text_leads_back(
        text in any_text(),
        start in any::<prop::sample::Index>(), end in any::<prop::sample::Index>()
    ) {
        let normal = Normal::of(&text);
        let bounds: Vec<usize> = (0..=normal.text.len()).filter(|&at| normal.text.is_char_boundary(at)).collect();
        let (one, other) = (bounds[start.index(bounds.len())], bounds[end.index(bounds.len())]);
        let (start, end) = (one.min(other), one.max(other));
        prop_assert_eq!(normalised(&normal.text), normalised(&text), "it is stable");
        if start == end {
            return Ok(());
        }
        if let Some(range) = normal.original(start, end) {
            let slice = text.get(range.clone());
            prop_assert!(slice.is_some(), "{:?} of {:?}", range, text);
            prop_assert_eq!(normalised(slice.unwrap()), normal.text[start..end].trim(), "{:?} of {:?}", range, text);
        } else {
            prop_assert!(!text.is_ascii() || text.contains("--"), "{:?} {:?}", text, start..end);
        }
    }

    /// The same file gives the same article; line ends make no difference to its words.
    #[test]
    fn parsing_is_a_function_of_the_words(article in any_article(), picks in prop::collection::vec("[a-z0-9]{1,5}", 0..3)) {
        let facts: String = picks.iter().map(|text| format!("  - text: \"{text}\"\n    occurrence: 1\n")).collect();
        let facts = if facts.is_empty() { facts } else { format!("facts:\n{facts}") };
        let text = format!("---\ntitle: x\n{facts}---\n{}", article.markdown(Marks::Kept));
        let (one, other) = (parsed(&text), parsed(&text));
        prop_assert_eq!(&one.body().html, &other.body().html);
        prop_assert_eq!(&one.body().holes, &other.body().holes);
        prop_assert_eq!(&one.told, &other.told);
        let crlf = parsed(&text.replace('\n', "\r\n"));
        // pulldown-cmark takes a line end of two bytes inside code for two spaces.
        let spaced = |article: &parse::Article| article.body().html.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(spaced(&crlf), spaced(&one));
        prop_assert_eq!(crlf.card.annotations.len(), one.card.annotations.len());
        let codes = |article: &parse::Article| article.told.iter().map(|told| told.code).collect::<Vec<_>>();
        prop_assert_eq!(codes(&crlf), codes(&one));
    }
}

/// Text of few kinds of signs, so that they meet.
fn any_text() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec![
        "a",
        "b",
        "e",
        "1",
        " ",
        "\n",
        "\u{a0}",
        "-",
        "–",
        "—",
        "…",
        ".",
        "“",
        "\"",
        "’",
        "'",
        "\u{ad}",
        "\u{200b}",
        "\u{301}",
        "\u{327}",
        "é",
        "\u{1100}",
        "\u{1161}",
        "\u{11a8}",
        "각",
        "中",
        "👩‍👩‍👧",
        "Å",
        "\u{0344}",
        "ﬁ",
        "\u{fb1d}",
        "\u{9c7}",
        "\u{9be}",
        "\u{202e}",
        "ཱི",
    ]);
    prop_oneof![3 => prop::collection::vec(sign, 0..24).prop_map(|signs| signs.concat()), 1 => any::<String>()]
}

// ---- Anything at all -----------------------------------------------------------------------------

const ARTICLE: &str = "---\ntitle: A title\ndate: 2025-03-03\ntags: [a, b]\nauthors:\n  - One\nweight: 3\nfacts:\n  - text: about 450\n    ref: r1\n    prefix: it is\n  - text: “twice”\n    value: 2\n    range: [1, 2]\n    sources:\n      - {source: s, locator: p. 3}\nquotes:\n  - text: we hold\n    speaker: p\n    occurrence: 1\n    original: {lang: ru, text: так}\ncorrections:\n  - on: 2025-01-01\n    text: wrong\nextra:\n  any: thing\n---\n# Head {#id .x}\n\nit is about 450, “twice” and [20%](#fact:r1); “we hold”[](#quote:q1).\n\n> quoted [](#quote:q2)\n\n- a\n  - b\n\n| a | b |\n|---|:-:|\n| c | d |\n\nnote[^1] `code` $x$ ![alt](a.png) [in](b.md) <b>raw</b>\n\n[^1]: The note.\n\n```rust\nfn x() {}\n```\n";
const RECORD: &str = "one:\n  name: Somebody\n  title: Somebody\n  statement: It is so\n  text: They said so\n  kind: person\n  roles:\n    - {title: Speaker, from: 2020, to: 2021-05}\n  sources: [s, {source: t, says: so}]\n  archive: {file: x, sha256: y}\n  history:\n    - {on: 2025, was: 1, now: 2}\ntwo: &two {name: x}\nthree: *two\nfour:\n  <<: *two\n  range: [2, 1]\n  value: 1e308\n";
const SITE: &str = "title: Site\nbase_url: https://example.org/x\nshare_images: none\nlang: en\ntime_zone: Europe/Kyiv\ntaxonomies: [tags, topics]\npermalinks:\n  news: /:year/:slug/\npaginate: 2\nmenus:\n  main:\n    - {name: Home, url: /}\nfeeds: {atom: true, limit: 3}\nextra: {a: [1, {b: c}]}\n";

/// A file that was right once.
fn mutated(valid: &'static str) -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        prop::sample::select(vec![
            "\n",
            "\t",
            "  ",
            ":",
            ": ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!binary ",
            "!x ",
            "|\n",
            ">-\n",
            "---\n",
            "...\n",
            "#",
            "%",
            "@",
            "`",
            "\u{7f}",
            "\u{85}",
            "\u{2028}",
            "é",
            "“",
            "\r",
            "\r\n",
            "null",
            "~",
            "<<",
            "? ",
            "\u{feff}",
            "\\",
            "<a>",
            "[^1]: ",
            "0x1f",
            "1e999",
            ".nan",
            "-0",
            "9999-12-31",
            "0000-00-00",
            "#fact:",
            "](#quote:)",
            "\u{0}",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), 0usize..30, scrap), 0..5).prop_map(move |edits| {
        let mut text = valid.to_owned();
        for (at, drop, scrap) in edits {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.floor_char_boundary((at + drop).min(text.len())).max(at);
            text.replace_range(at..end, &scrap);
        }
        text
    })
}

fn truncated(valid: &'static str) -> impl Strategy<Value = String> {
    any::<prop::sample::Index>().prop_map(|at| valid[..valid.floor_char_boundary(at.index(valid.len()))].to_owned())
}

fn hostile(valid: &'static str) -> BoxedStrategy<String> {
    prop_oneof![
        6 => mutated(valid),
        2 => truncated(valid),
        1 => any::<String>(),
        1 => "[-:{}\\[\\]&*!|>'\"%@`,#? \n\ta-c0-9]{0,60}",
        1 => "(---\n)?[ \n>#*_`<&!\\[\\]()|~:$^0-9a-c-]{0,120}",
    ]
    .boxed()
}

proptest! {
    #![proptest_config(runner(2000))]

    /// Whatever an article and its sidecar hold, they are read to the end, and diagnostics point into them.
    #[test]
    fn any_article_is_survived(text in hostile(ARTICLE), sidecar in prop::option::of(hostile("facts:\n  - text: about 450\n    ref: r1\nquotes: []\n")), plain in any::<bool>()) {
        let name = if plain { "content/2025-01-01-a.txt" } else { "content/a.md" };
        let article = file(name, &text);
        let sidecar = sidecar.map(|text| file("content/a.record.yaml", &text));
        let parsed = parse::parse(&article, sidecar.as_ref(), &dialect(), &Wordings::default());
        let mut texts: Texts = [(article.path.clone(), article.text.clone())].into_iter().collect();
        texts.extend(sidecar.map(|file| (file.path, file.text)));
        check_spans(&parsed.told, &texts)?;
        for annotation in &parsed.card.annotations {
            let span = annotation.place.span();
            prop_assert!(texts[&span.file].get(span.range.clone()).is_some(), "{:?}", annotation);
        }
    }

    #[test]
    fn any_record_is_survived(text in hostile(RECORD), kind in 0usize..4, single in any::<bool>()) {
        let kind = [RecordKind::People, RecordKind::Sources, RecordKind::Facts, RecordKind::Quotes][kind];
        let layout = if single { Layout::Single } else { Layout::Map };
        let file = file("content/_record/people.yaml", &text);
        let record = parse::parse_record(&file, kind, layout);
        check_spans(&record.told, &[(file.path.clone(), file.text.clone())].into_iter().collect())?;
    }

    #[test]
    fn any_settings_are_survived(text in hostile(SITE)) {
        let file = file("site.yaml", &text);
        let (_, told) = Config::read(&file);
        check_spans(&told, &[(file.path.clone(), file.text.clone())].into_iter().collect())?;
    }
}

proptest! {
    // Whole sites take longer: each has an article, a record and settings that are hostile.
    #![proptest_config(runner(300))]

    /// Whatever a site's files hold, every page that is planned can be made, and is well formed but for raw HTML.
    #[test]
    fn any_site_is_survived(article in hostile(ARTICLE), record in hostile(RECORD), settings in hostile(SITE), bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut world = Memory::new("2025-06-01T00:00:00Z".parse().expect("a moment"));
        world.put("site.yaml", settings);
        world.put("content/a.md", article);
        world.put("content/b.md", bytes);
        for name in ["people", "sources", "facts", "quotes"] {
            world.put(&format!("content/_record/{name}.yaml"), record.as_str());
        }
        let refreshed = Project::new(Options::default()).refresh(&world, Changes::All);
        check_spans(&refreshed.told, &refreshed.texts)?;
        onrecord::report::render(&refreshed.told, &refreshed.texts, false);
        let Some(edition) = &refreshed.edition else { return Ok(()) };
        for page in edition.plan.pages.iter() {
            let made = render::render(edition, render::prepare(edition, page));
            prop_assert!(made.is_ok(), "{:?}: {:?}", page.kind, made);
        }
    }
}
