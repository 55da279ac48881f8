//! Hundreds of random edits, one to four between two builds, in all the ways in which files come to change.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::picture::picture;
use crate::random::{Random, rounds};
use crate::site::{Files, Run, Site, build, clean, files, program, put_bytes, same, settle, stamps};

/// How many times one to four edits are made and built in a run of usual length.
const BUILDS: usize = 100;

#[test]
fn random_edits_end_like_a_clean_build() {
    Desk::new(Site::on_disk(), 1).work();
}

#[test]
fn other_random_edits_end_like_a_clean_build() {
    Desk::new(Site::empty(), 2).work();
}

/// What is written while a build runs was read before or after, and either way is not taken for the other.
#[test]
fn edits_during_a_build_are_not_missed() {
    edits_of_a_text_are_not_missed(&Site::small(), "");
}

/// Nor are they by builds that look at that text alone.
#[test]
fn edits_during_a_build_of_one_text_are_not_missed() {
    edits_of_a_text_are_not_missed(&Site::unsearched(), "description: It is.\n");
    edits_of_a_text_are_not_missed(&Site::small(), "description: It is.\n");
}

fn edits_of_a_text_are_not_missed(site: &Site, front: &str) {
    site.built();
    let mut random = Random::new(3);
    let path = site.path("content/news/a1.md");
    let text = |number: usize| {
        format!("---\ntitle: No. 1\ndate: 2025-01-02\ntags: [t1]\n{front}---\nFirst words, version {number:06}.\n")
    };
    fs::write(&path, text(0)).expect("is written");
    let mut number = 0;
    for round in 0..8 * rounds() {
        let mut child = program(&site.root(), &["--quiet"]).spawn().expect("the program runs");
        while child.try_wait().expect("is a process").is_none() {
            number += 1;
            // Of the same length, and in place, so that no reader sees a part.
            let mut file = fs::OpenOptions::new().write(true).open(&path).expect("is there");
            file.write_all(text(number).as_bytes()).expect("is written");
            std::thread::sleep(Duration::from_micros(500 + random.next() % 3000));
        }
        let told = format!("after {number} edits during build {round}");
        if round % 2 == 0 {
            settle();
        }
        assert_eq!(build(&site.root(), &[]).code, 0, "{told}");
        same(&site.output(), &clean(&site.root(), &[]).1, &told);
    }
}

// ---- The files, and what may stand in them ---------------------------------------------------------

/// Templates as they are built in, with a word of the site's own.
const TEMPLATES: [(&str, &str); 7] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("article.html", include_str!("../../templates/article.html")),
    ("section.html", include_str!("../../templates/section.html")),
    ("fact.html", include_str!("../../templates/fact.html")),
    ("person.html", include_str!("../../templates/person.html")),
    ("term.html", include_str!("../../templates/term.html")),
    ("feed.xml", include_str!("../../templates/feed.xml")),
];

/// What may stand in a file that is not one of many. `BUILT-IN name` is that template, `PICTURE width height shade` a
/// picture, `LEXICON first count` an article of so many words.
const PLACES: [(&str, &[&str]); 35] = [
    (
        "site.yaml",
        &[
            "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 4\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\npaginate: 4\nsearch: false\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\nsearch: false\nlanguages: {de: }\n",
            "title: Best\nbase_url: https://example.org\nshare_images: none\npaginate: 4\n",
            "title: Test\nbase_url: https://example.org/x\nshare_images: none\npaginate: 2\ntaxonomies: [tags, places]\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\ntheme: plain\nsearch: false\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\nlanguages: {de: {title: Probe}}\n",
            "title: Test\nsearch: false\ntime_zone: Asia/Tokyo\npermalinks: {news: '/:year/:slug/'}\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\nminify: true\nfeeds: {limit: 2}\nextra: {motto: So}\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\ndata: {record: false, annotations: false}\n",
            "title: Test\nbase_url: https://example.org\nshare_images: none\npictures: {widths: [500]}\nmenus: {main: [{name: News, url: /news/}]}\nsearch: false\n",
        ],
    ),
    ("content/_index.md", &["---\ntitle: Home\n---\nWelcome.\n", "---\ntitle: Home\n---\nGoodbye, then.\n"]),
    ("content/news/_index.md", &["---\ntitle: News\n---\nAll of it.\n", "---\ntitle: Olds\n---\nAll of it.\n"]),
    ("content/_index.de.md", &["---\ntitle: Start\n---\nHallo.\n"]),
    (
        "content/news/a1.de.md",
        &["---\ntitle: Eins\n---\nWorte.\n", "---\ntitle: Erstens\ndate: 2025-02-03\n---\nWorte.\n"],
    ),
    (
        "content/news/steady.md",
        &[
            "---\ntitle: Steady\ndate: 2025-02-02\n---\nFirst words.\n",
            "---\ntitle: Study\ndate: 2024-02-02\n---\nFirst words.\n",
        ],
    ),
    (
        "content/news/steady.record.yaml",
        &["facts: [{id: own, text: First, status: estimate}]\n", "authors: [Ana]\n", "authors: [Bob]\n"],
    ),
    // The words of a search index are in one file without these, and are divided differently with each.
    (LEXICON, &["LEXICON 0 3000", "LEXICON 90000 3000", "LEXICON 0 5000", "LEXICON 0 20"]),
    ("content/news/wire.txt", &["A line of plain copy.\n", "Two lines\nof plain copy.\n"]),
    ("content/news/wire.record.yaml", &["title: Wire\ndate: 2025-02-01\n", "title: Wires\ndate: 2024-02-01\n"]),
    (
        "content/_record/facts.yaml",
        &[
            "year: {statement: It was designed in 1837.}\nday: {statement: It was a Monday.}\n",
            "year: {statement: It was designed in 1838.}\nday: {statement: It was a Monday.}\n",
            "year: {statement: It was built in 1837., status: confirmed, sources: [paper]}\nday: {statement: It was late.}\n",
            "year: {statement: It was designed in 1837., as_of: 2024-05}\nday: {statement: It was a Monday., claimed_by: ada}\n",
        ],
    ),
    ("content/_record/facts/third.yaml", &["statement: It was May.\n", "statement: It was Mai.\n"]),
    (
        "content/_record/quotes.yaml",
        &[
            "said: {text: So it is., speaker: ada, source: paper, said_on: 2024-05-01}\n",
            "said: {text: So it is., speaker: ada, source: paper, said_on: 2024-06-01}\n",
            "said: {text: So it is., speaker: ada}\nheard: {text: So it was.}\n",
        ],
    ),
    (
        "content/_record/people.yaml",
        &[
            "ada: {name: Ada}\n",
            "ada: {name: Ida}\n",
            "ada: {name: Ada Byron, roles: [{title: Countess}]}\nbabbage: {name: Babbage, image: /wide.png}\n",
        ],
    ),
    (
        "content/_record/sources.yaml",
        &[
            "paper: {title: The paper}\n",
            "paper: {title: The paper, url: 'https://example.org/p', archive: {file: archive/paper.txt, on: 2025-03-03}}\n",
            "paper: {title: The letter, kind: primary}\n",
        ],
    ),
    ("archive/paper.txt", &["She said: “So it is.”", "She said: “So it was”"]),
    ("i18n/en.yaml", &["quotes: Said\nfacts: Known\n", "updated: Changed {date}\n", "quotes: Sold\nfacts: Known\n"]),
    (
        "templates/base.html",
        &["BUILT-IN base.html one", "BUILT-IN base.html two", "{% block main %}{% endblock main %}"],
    ),
    ("templates/article.html", &["BUILT-IN article.html one", "{{ article.title }}{% include \"part.html\" %}"]),
    ("templates/part.html", &["A part.", "Apart."]),
    ("templates/fact.html", &["BUILT-IN fact.html one", "BUILT-IN fact.html two"]),
    ("templates/section.html", &["BUILT-IN section.html one"]),
    ("templates/feed.xml", &["BUILT-IN feed.xml one"]),
    ("templates/letter.html", &["{% extends \"article.html\" %}", "A letter: {{ article.title }}"]),
    ("themes/plain/templates/person.html", &["BUILT-IN person.html one", "BUILT-IN person.html two"]),
    ("themes/plain/templates/term.html", &["BUILT-IN term.html one"]),
    ("themes/plain/static/style.css", &["p { color: red }", "p { color: tan }"]),
    ("themes/plain/theme.yaml", &["name: plain\n", "name: plain\nextends: newsprint\n"]),
    ("static/style.css", &["body { color: red }", "body { color: tan }", "p { color: blue }"]),
    ("static/deep/er/file.bin", &["\u{0}\u{1}", "\u{1}\u{0}"]),
    ("static/wide.png", &["PICTURE 600 20 0", "PICTURE 600 20 9"]),
    ("content/news/wide.png", &["PICTURE 600 20 0", "PICTURE 600 20 9", "PICTURE 520 30 0", "GIF89a or so"]),
    ("content/news/beside.csv", &["a,b\n1,2\n", "a,b\n2,1\n"]),
    // The target of the link `content/news/linked.md`.
    (
        "shared/linked.md",
        &["---\ntitle: Linked\n---\nOne.\n", "---\ntitle: Linked\n---\nTwo.\n", "---\ntitle: Hidden\n---\nOne.\n"],
    ),
    (
        "content/notes/due.md",
        &["---\ntitle: Due\npublish_on: 2200-01-01\n---\nLater.\n", "---\ntitle: Due\ndraft: true\n---\nLater.\n"],
    ),
];

const LEXICON: &str = "content/notes/lexicon.md";

/// Mistakes, each of which stops a build.
const MISTAKES: [(&str, &str); 6] = [
    ("content/news/mistake.md", "---\ntitle: [broken\n---\n"),
    ("content/news/mistake.md", "---\ntitle: M\n---\nAn [unknown](#fact:nowhere) one.\n"),
    ("content/_record/places.yaml", "- no\n  map\n"),
    ("templates/article.html", "{{ article.title "),
    ("templates/article.html", "{{ article.titel }}"),
    ("site.yaml", "title: [\n"),
];

/// The flags of a build; most have none.
const FLAGS: [&[&str]; 8] = [
    &[],
    &[],
    &[],
    &[],
    &["--drafts"],
    &["--future", "--drafts"],
    &["--theme", "fieldnotes"],
    &["--base-url", "https://other.example"],
];

fn bytes_of(text: &str) -> Vec<u8> {
    if let Some(size) = text.strip_prefix("PICTURE ") {
        let size: Vec<u32> = size.split(' ').map(|number| number.parse().expect("a number")).collect();
        return picture(size[0], size[1], u8::try_from(size[2]).expect("a shade"));
    }
    if let Some((first, count)) = text.strip_prefix("LEXICON ").and_then(|rest| rest.split_once(' ')) {
        return lexicon(first.parse().expect("a number"), count.parse().expect("a number")).into_bytes();
    }
    if let Some((name, word)) = text.strip_prefix("BUILT-IN ").and_then(|rest| rest.split_once(' ')) {
        let (_, text) = TEMPLATES.iter().find(|(template, _)| *template == name).expect("a template of the list");
        let end = text.rfind("</").unwrap_or(text.len());
        return format!("{}<!-- {word} -->{}", &text[..end], &text[end..]).into_bytes();
    }
    text.as_bytes().to_vec()
}

/// An article of many words, each once.
pub fn lexicon(first: usize, count: usize) -> String {
    let word = |number: usize| format!("{}{number} ", ["ab", "b", "ca"][number % 3]);
    let words: String = (first..first + count).map(word).collect();
    format!("---\ntitle: Lexicon\ndescription: All words.\ndate: 2024-05-05\n---\nThese:\n\n{words}\n")
}

fn article(number: usize, folder: &str, random: &mut Random) -> String {
    let mut text = format!("---\ntitle: Article {number:02}\n");
    if !random.one_in(6) {
        text += &format!("date: 2025-{:02}-{:02}\n", random.below(3) + 1, random.below(28) + 1);
    }
    text += &format!("tags: [{}, {}]\n", random.of(&["red", "tan", "Köln"]), random.of(&["x", "y"]));
    text += random
        .of(&["", "", "draft: true\n", "aliases: [/old/{}/]\n", "template: letter.html\n", "image: /wide.png\n"])
        .replace("{}", &number.to_string())
        .as_str();
    text += "---\nFirst words of it.\n\n";
    let passages = [
        "In [1837](#fact:year), they say.\n\n",
        "It was [then](#fact:day).\n\n",
        "“So it is.”[](#quote:said) she said.\n\n",
        "See [the other](UPsteady.md).\n\n",
        "![It](/wide.png)\n\n",
        "## A heading\n\n",
        "```rust\nlet it = be;\n```\n\n",
    ];
    let up = if folder == "news" {
        ""
    } else if folder == "notes" {
        "../news/"
    } else {
        "../../news/"
    };
    for _ in 0..random.below(4) {
        text += &passages[random.below(passages.len())].replace("UP", up);
    }
    text
}

// ---- The desk --------------------------------------------------------------------------------------

/// Somebody who edits a site and looks at what is built.
struct Desk {
    site: Site,
    /// The files of the site as they are on the disk.
    files: Files,
    random: Random,
    seed: u64,
    /// What was done since the last build.
    done: Vec<String>,
    /// Files of the output that somebody changed by hand, and how they are then.
    by_hand: Files,
    articles: usize,
    /// How many builds looked at a few texts alone.
    of_texts: usize,
    flags: &'static [&'static str],
}

/// How a file gets its new bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Hand {
    /// Opened and written over: the same file for the system.
    InPlace,
    /// Another file takes the place, as many editors do.
    Rename,
}

/// What the time of its last change says then.
#[derive(Debug, Clone, Copy)]
enum Time {
    Now,
    AsBefore,
    Earlier,
    Later,
}

impl Desk {
    fn new(site: Site, seed: u64) -> Self {
        let random = Random::new(seed);
        let mut desk = Self {
            site,
            files: Files::new(),
            random,
            seed,
            done: Vec::new(),
            by_hand: Files::new(),
            articles: 0,
            of_texts: 0,
            flags: &[],
        };
        for (path, texts) in PLACES {
            let stands =
                !path.starts_with("templates/") || path.ends_with("part.html") || path.ends_with("letter.html");
            if stands {
                desk.put(path, bytes_of(texts[0]), Hand::InPlace, Time::Now);
            }
        }
        (0..12).for_each(|_| desk.create());
        #[cfg(unix)]
        std::os::unix::fs::symlink("../../shared/linked.md", desk.site.path("content/news/linked.md")).expect("a link");
        desk.done.clear();
        desk
    }

    fn work(mut self) {
        assert!(self.look("at first"), "the site has mistakes at first");
        put_bytes(&self.site.path("public/mine/notes.txt"), b"Not onrecord's.");
        // Half as many on disk, where each takes longer.
        let builds = if self.seed == 1 { BUILDS / 2 } else { BUILDS };
        for round in 0..builds * rounds() {
            let (before, flags) = (self.files.clone(), self.flags);
            if self.random.one_in(3) {
                // Texts alone, for builds that look at nothing else.
                (0..=self.random.below(3)).for_each(|_| self.edit_text());
            } else {
                self.edit_anything();
            }
            // Some builds come right after the edit, and some when the stamps of files prove something.
            if !self.random.one_in(3) {
                self.done.push("a while goes by".to_owned());
                settle();
            }
            let is_well = self.look(&format!("seed {}, build {round}", self.seed));
            if !is_well {
                self.restore(&before);
                self.flags = flags;
                assert!(
                    self.look(&format!("seed {}, mended after build {round}", self.seed)),
                    "the mistakes were mended"
                );
            }
        }
        assert!(self.of_texts > 2, "{} builds looked at texts alone", self.of_texts);
    }

    /// Builds, holds the output against a clean build's, and says whether the site has no errors.
    fn look(&mut self, when: &str) -> bool {
        let public = self.site.path("public");
        let before = files(&public);
        let old = stamps(&public, &before);
        let run = build(&self.site.root(), self.flags);
        let (clean_run, clean) = clean(&self.site.root(), self.flags);
        let told = format!("{when}, {:?}, after {:#?}\n{run:?}", self.flags, self.done);
        self.of_texts += usize::from(run.stdout.contains("what was left"));
        assert_eq!(run.code, clean_run.code, "{told}\na clean one: {clean_run:?}");
        let after = files(&public);
        if run.code != 0 {
            assert_eq!(run.code, 1, "{told}");
            assert_eq!(run.stderr, clean_run.stderr, "{told}");
            same(&after, &before, &told);
            assert!(stamps(&public, &after) == old, "nothing is written: {told}");
            return false;
        }
        self.disown(&run, &clean, &told);
        let mut after = files(&public);
        if let Some(notes) = after.remove("mine/notes.txt") {
            assert_eq!(notes, b"Not onrecord's.");
        } else {
            assert!(!before.contains_key("mine/notes.txt"), "a file of somebody else's is gone: {told}");
        }
        same(&after, &clean, &told);
        if !run.stderr.contains("changed-outside") {
            assert_eq!(run.stderr, clean_run.stderr, "{told}");
        }
        self.done.clear();
        true
    }

    /// Files that were changed by hand and are not needed any more stay, with a warning; here they are deleted then.
    fn disown(&mut self, run: &Run, clean: &Files, told: &str) {
        for (path, bytes) in std::mem::take(&mut self.by_hand) {
            let file = self.site.path("public").join(&path);
            if !clean.contains_key(&path) && file.exists() {
                assert!(fs::read(&file).expect("is there") == bytes, "`{path}` was somebody's: {told}");
                assert!(run.stderr.contains("changed-outside"), "`{path}` stays in silence: {told}");
                fs::remove_file(file).expect("is removed");
            }
        }
    }

    /// Changes a few files, the flags, and the output.
    fn edit_anything(&mut self) {
        self.flags = if self.random.one_in(3) { FLAGS[self.random.below(FLAGS.len())] } else { self.flags };
        if self.random.one_in(12) {
            let (path, text) = *self.random.of(&MISTAKES);
            self.put(path, text.as_bytes().to_vec(), Hand::InPlace, Time::Now);
        }
        for _ in 0..self.random.below(5) {
            self.edit();
        }
        if self.random.one_in(4) {
            self.meddle();
        }
    }

    // ---- Edits -------------------------------------------------------------------------------------

    fn edit(&mut self) {
        match self.random.below(24) {
            20.. => self.edit_text(),
            0..=6 => {
                let (path, texts) = *self.random.of(&PLACES);
                if self.random.one_in(4) && path != "site.yaml" && !path.starts_with("content/_record") {
                    self.remove(path);
                } else {
                    let text = *self.random.of(texts);
                    self.write(path, bytes_of(text));
                }
            }
            7 => self.create(),
            8 => {
                let path = self.some_article();
                self.remove(&path);
            }
            9 => self.rename(),
            10 => self.swap(),
            11 => self.rename_folder(),
            12 => self.touch(),
            _ => self.edit_article(),
        }
    }

    fn create(&mut self) {
        let number = self.articles;
        self.articles += 1;
        let folder = self.random.of(&["news", "notes", "notes/deep"]);
        let path = format!("content/{folder}/a{number}.md");
        let text = article(number, folder, &mut self.random);
        self.write(&path, text.into_bytes());
    }

    /// An article that is there; the name of a missing one if there is none.
    fn some_article(&mut self) -> String {
        let articles: Vec<&String> = self
            .files
            .keys()
            .filter(|path| path.starts_with("content/") && path.contains("/a") && path.ends_with(".md"))
            .collect();
        if articles.is_empty() { "content/news/a0.md".to_owned() } else { (*self.random.of(&articles)).clone() }
    }

    fn edit_article(&mut self) {
        let path = self.some_article();
        let Some(bytes) = self.files.get(&path) else { return self.create() };
        let text = String::from_utf8(bytes.clone()).expect("a text");
        let new = match self.random.below(6) {
            // Of the same length.
            0 => text.replace("First", "Fresh"),
            1 => text.replace("words", "terms").replace("1837", "1838"),
            2 => text.replace("title: A", "title: O"),
            3 => text.replacen("tags: [red", "tags: [tan", 1),
            4 => text.replacen("title: ", "title: The ", 1),
            _ => format!("{text}One more paragraph.\n"),
        };
        self.write(&path, new.into_bytes());
    }

    /// Changes what an article's own page alone shows.
    fn edit_text(&mut self) {
        if self.random.one_in(5) && self.files.contains_key(LEXICON) {
            let first = 10_usize.pow(u32::try_from(self.random.below(6)).expect("a small number"));
            return self.write(LEXICON, lexicon(first, 3000).into_bytes());
        }
        let path = self.some_article();
        let Some(bytes) = self.files.get(&path) else { return self.create() };
        let text = String::from_utf8(bytes.clone()).expect("a text");
        let new = match self.random.below(3) {
            0 => format!("{text}One more paragraph, no. {}.\n\n", self.done.len()),
            1 => text.replace("they say", "we hear"),
            _ => text.replace("let it", "let us").replace("she said", "he said"),
        };
        self.write(&path, new.into_bytes());
    }

    fn rename(&mut self) {
        let (from, folder) = (self.some_article(), *self.random.of(&["news", "notes"]));
        let to = format!("content/{folder}/a{}.md", self.articles);
        self.articles += 1;
        let Some(bytes) = self.files.remove(&from) else { return };
        self.done.push(format!("{from} is renamed to {to}"));
        fs::create_dir_all(self.site.path(&to).parent().expect("a folder")).expect("a folder");
        fs::rename(self.site.path(&from), self.site.path(&to)).expect("is renamed");
        self.files.insert(to, bytes);
    }

    /// Two files change places: neither the names nor the files are new.
    fn swap(&mut self) {
        let (one, other) = (self.some_article(), self.some_article());
        let (Some(first), Some(second)) = (self.files.get(&one).cloned(), self.files.get(&other).cloned()) else {
            return;
        };
        if one == other {
            return;
        }
        self.done.push(format!("{one} and {other} are swapped"));
        let aside = self.site.path("aside");
        fs::rename(self.site.path(&one), &aside).expect("is renamed");
        fs::rename(self.site.path(&other), self.site.path(&one)).expect("is renamed");
        fs::rename(&aside, self.site.path(&other)).expect("is renamed");
        self.files.insert(one, second);
        self.files.insert(other, first);
    }

    fn rename_folder(&mut self) {
        let folders = ["content/notes", "content/diary"];
        let (from, to) = if self.site.has(folders[0]) { (folders[0], folders[1]) } else { (folders[1], folders[0]) };
        if !self.site.has(from) || self.site.has(to) {
            return;
        }
        self.done.push(format!("{from} is renamed to {to}"));
        fs::rename(self.site.path(from), self.site.path(to)).expect("is renamed");
        let moved = |path: String| match path.strip_prefix(from) {
            Some(rest) if rest.starts_with('/') => format!("{to}{rest}"),
            _ => path,
        };
        self.files = std::mem::take(&mut self.files).into_iter().map(|(path, bytes)| (moved(path), bytes)).collect();
    }

    fn touch(&mut self) {
        let paths: Vec<&String> = self.files.keys().collect();
        let path = (*self.random.of(&paths)).clone();
        self.done.push(format!("{path} is touched"));
        set_time(&self.site.path(&path), SystemTime::now());
    }

    fn write(&mut self, path: &str, bytes: Vec<u8>) {
        let hand = *self.random.of(&[Hand::InPlace, Hand::Rename]);
        let time = *self.random.of(&[Time::Now, Time::Now, Time::Now, Time::AsBefore, Time::Earlier, Time::Later]);
        self.put(path, bytes, hand, time);
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>, hand: Hand, time: Time) {
        self.done.push(format!(
            "{path} is written ({hand:?}, {time:?}): {:?}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(160)])
        ));
        let file = self.site.path(path);
        let before = fs::metadata(&file).and_then(|meta| meta.modified()).ok();
        match hand {
            Hand::InPlace if before.is_some() => {
                let mut open = fs::OpenOptions::new().write(true).open(&file).expect("is there");
                open.write_all(&bytes).expect("is written");
                let end = open.stream_position().expect("a position");
                open.set_len(end).expect("is cut");
            }
            Hand::InPlace => put_bytes(&file, &bytes),
            Hand::Rename => {
                put_bytes(&self.site.path("aside"), &bytes);
                fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                fs::rename(self.site.path("aside"), &file).expect("is renamed");
            }
        }
        match (time, before) {
            (Time::AsBefore, Some(before)) => set_time(&file, before),
            (Time::Earlier, _) => set_time(&file, SystemTime::now() - Duration::from_secs(100_000)),
            (Time::Later, _) => set_time(&file, SystemTime::now() + Duration::from_secs(100_000)),
            (Time::Now | Time::AsBefore, _) => {}
        }
        self.files.insert(path.to_owned(), bytes);
    }

    fn remove(&mut self, path: &str) {
        if self.files.remove(path).is_some() {
            self.done.push(format!("{path} is deleted"));
            fs::remove_file(self.site.path(path)).expect("is removed");
        }
    }

    /// Brings the files back to what they were, as somebody does who takes back a mistake.
    fn restore(&mut self, before: &Files) {
        let new: BTreeSet<String> = self.files.keys().filter(|path| !before.contains_key(*path)).cloned().collect();
        new.iter().for_each(|path| self.remove(path));
        for (path, bytes) in before {
            if self.files.get(path) != Some(bytes) {
                self.write(path, bytes.clone());
            }
        }
        // Folders that are empty now are no sections; a folder that was renamed is one again.
    }

    // ---- The output --------------------------------------------------------------------------------

    /// Changes or deletes files of the output by hand.
    fn meddle(&mut self) {
        for _ in 0..=self.random.below(3) {
            let output = self.site.output();
            let paths: Vec<&String> = output.keys().filter(|path| *path != "mine/notes.txt").collect();
            let path = (*self.random.of(&paths)).clone();
            let file = self.site.path("public").join(&path);
            let bytes = match self.random.below(4) {
                0 => Vec::new(),
                1 => [&output[&path][..], b"<!-- by hand -->"].concat(),
                2 => b"by hand".to_vec(),
                _ => {
                    self.done.push(format!("public/{path} is deleted"));
                    fs::remove_file(file).expect("is removed");
                    self.by_hand.remove(&path);
                    continue;
                }
            };
            self.done.push(format!("public/{path} is changed by hand"));
            fs::write(file, &bytes).expect("is written");
            self.by_hand.insert(path, bytes);
        }
    }
}

fn set_time(file: &Path, time: SystemTime) {
    let file = fs::OpenOptions::new().write(true).open(file).expect("is there");
    file.set_modified(time).expect("the system sets times");
}
