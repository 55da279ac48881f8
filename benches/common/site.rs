//! Sites of any size for benchmarks.
//!
//! Article `i` depends on `i` alone, so the first thousand articles of a larger site are the smaller site.
//! Each has about 600 words, three of 200 tags, headings, lists, links, emphasis and, one in ten, a block of
//! code. Annotated, each has five quotes and five facts besides, on 2,000 people and 500 facts that articles
//! share; one fact is in every tenth article. Two articles share their quotes, so that there are three times as many
//! pages as without annotations. There is no search index: those whom builds are measured beside make none.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const WORDS: &str = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an \
they which one you were all her she there would their we him been has when who will no more if out so up said what its \
about than into them can only other time new some could these two may first then do any like my now over such our man me \
even most made after also did many off before must well back through years much where your way down should because long \
minister council harbour river budget bridge railway hospital union strike harvest vaccine climate satellite reactor \
election ballot mayor court verdict appeal factory export tariff inflation currency archive museum festival orchestra \
stadium transfer league coach injury volcano earthquake rescue ferry island border treaty embassy delegate summit \
forecast drought reservoir turbine battery network software outage breach regulator licence merger shareholder pension";

const PEOPLE: u64 = 2000;
const FACTS: u64 = 500;
const SOURCES: u64 = 300;
const PARTS_OF_DAY: [&str; 5] = ["morning", "afternoon", "evening", "night", "end"];
const CODE: &str = "```python\ndef rate(votes, cast):\n    \"\"\"Share of the votes, in percent.\"\"\"\n    if cast == 0:\n        return None\n    return round(100 * votes / cast, 1)\n```";

/// Writes a site of `count` articles to a folder.
pub fn write(folder: &Path, count: u64, annotated: bool) -> std::io::Result<()> {
    for (path, text) in files(count, annotated) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// The paths and texts of a site of `count` articles, made one after the other.
pub fn files(count: u64, annotated: bool) -> impl Iterator<Item = (String, String)> {
    let settings = "title: Bench\nbase_url: https://bench.example\nshare_images: none\ntaxonomies: [tags]\npaginate: 20\nsearch: false\n";
    let record = if annotated { record() } else { Vec::new() };
    let record = record.into_iter().map(|(name, text)| (format!("content/_record/{name}"), text));
    let articles = (0..count).map(move |index| {
        let (name, text) = article(index, annotated);
        (format!("content/articles/{name}.md"), text)
    });
    [("site.yaml".to_owned(), settings.to_owned())].into_iter().chain(record).chain(articles)
}

/// A small generator with a fixed sequence: SplitMix64 (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }
}

struct Writer {
    random: Random,
    words: Vec<&'static str>,
}

impl Writer {
    /// Writes the same for the same seed.
    fn of(seed: u64) -> Self {
        Self { random: Random(seed.wrapping_mul(0x1000_0001)), words: WORDS.split_whitespace().collect() }
    }

    /// Short words come oftener, as they do in prose.
    fn word(&mut self) -> &'static str {
        let ends = [self.random.below(self.words.len() as u64), self.random.below(self.words.len() as u64)];
        self.words[usize::try_from(ends[0].min(ends[1])).unwrap_or(0)]
    }

    fn plain(&mut self, count: u64) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&mut self, low: u64, high: u64) -> String {
        let count = self.random.between(low, high);
        let mut words: Vec<String> = (0..count).map(|_| self.word().to_owned()).collect();
        let at = usize::try_from(self.random.between(1, count - 2)).unwrap_or(1);
        match self.random.below(12) {
            0 => words[at] = format!("*{}*", words[at]),
            1 => words[at] = format!("**{}**", words[at]),
            2 => words[at] = format!("[{}](https://example.org/{})", words[at], self.random.below(9999)),
            3 => words[at] = format!("`{}`", words[at]),
            _ => {}
        }
        let text = words.join(" ");
        text[..1].to_uppercase() + &text[1..] + "."
    }
}

/// The name of an article, and its text.
pub fn article(index: u64, annotated: bool) -> (String, String) {
    let mut writer = Writer::of(index);
    let title = writer.plain(6);
    let (year, month, day) =
        (2015 + writer.random.below(10), writer.random.between(1, 12), writer.random.between(1, 28));
    let tags: Vec<String> = (0..3).map(|_| format!("topic-{:03}", writer.random.below(200))).collect();
    let mut front = format!(
        "---\ntitle: {title}\ndate: {year}-{month:02}-{day:02}\ntags: [{}]\nauthors: [Writer {}]\n",
        tags.join(", "),
        index % 50
    );
    let description = writer.plain(14);
    writeln!(front, "description: {description}").expect("a string takes everything");

    let mut extra: Vec<String> = Vec::new();
    let (mut quotes, mut facts) = (String::from("quotes:\n"), String::from("facts:\n"));
    let mut said = Writer::of(!(index / 2));
    for (number, part_of_day) in PARTS_OF_DAY.iter().enumerate() {
        // The first of two articles has a quote of its own, to which the second one refers.
        let id = format!("said-{}-{number}", index / 2);
        let words = format!("{} {} {number}", said.plain(9), index / 2);
        let (person, source) = (said.random.below(PEOPLE), said.random.below(SOURCES));
        extra.push(format!("“{words}”, said person {person}, a {}.", writer.word()));
        let entry = match index.is_multiple_of(2) {
            true => format!(
                "    id: {id}\n    speaker: person-{person}\n    said_on: {year}-{month:02}-{day:02}\n    source: source-{source}\n"
            ),
            false => format!("    ref: {id}\n"),
        };
        quotes += &format!("  - text: {words}\n{entry}");
        let fact = writer.random.below(FACTS);
        let fact = if number == 0 && index.is_multiple_of(10) { 0 } else { fact };
        // What the fact says, in words of which no two are the same.
        let words = format!("{fact} percent of {} in the {part_of_day}", writer.word());
        extra.push(format!("The {} counted {index}, or {words}.", writer.word()));
        writeln!(facts, "  - text: {words}\n    ref: fact-{fact}").expect("a string takes everything");
    }
    if annotated {
        front += &quotes;
        front += &facts;
    }
    front += "---\n\n";

    let mut body = String::new();
    for section in 0..4 {
        if section > 0 {
            let heading = writer.plain(3);
            writeln!(body, "{} {heading}\n", if section < 3 { "##" } else { "###" })
                .expect("a string takes everything");
        }
        for _ in 0..2 {
            let count = writer.random.between(2, 4);
            let mut sentences: Vec<String> = (0..count).map(|_| writer.sentence(8, 22)).collect();
            sentences.extend(extra.pop());
            writeln!(body, "{}\n", sentences.join(" ")).expect("a string takes everything");
        }
        match section {
            1 => (0..4).for_each(|_| body += &format!("- {}\n", writer.sentence(5, 11))),
            2 => (0..2).for_each(|_| body += &format!("> {}\n", writer.sentence(8, 14))),
            3 => (1..4).for_each(|number| body += &format!("{number}. {}\n", writer.sentence(5, 11))),
            _ => {}
        }
        body.push('\n');
        if section == 2 && index % 10 == 3 {
            body += CODE;
            body += "\n\n";
        }
    }
    writeln!(body, "{}", extra.join(" ")).expect("a string takes everything");
    (format!("{}-{index:06}", title.replace(' ', "-")), front + &body)
}

/// The files of the record.
fn record() -> Vec<(&'static str, String)> {
    let list = |count: u64, entry: &dyn Fn(u64) -> String| (0..count).map(entry).collect::<String>();
    let people = list(PEOPLE, &|n| {
        format!(
            "person-{n}:\n  name: Person Number {n}\n  roles: [{{title: Speaker, org: Body {}, from: 2010}}]\n",
            n % 90
        )
    });
    let sources = list(SOURCES, &|n| {
        format!(
            "source-{n}:\n  title: Report number {n}\n  url: https://example.org/reports/{n}\n  published: 2014-05-01\n"
        )
    });
    let facts = list(FACTS, &|n| {
        let source = n % SOURCES;
        format!(
            "fact-{n}:\n  statement: Share number {n} stands at {n} percent.\n  value: {n}\n  unit: percent\n  as_of: 2014-01-01\n  status: confirmed\n  sources: [source-{source}]\n"
        )
    });
    vec![("people.yaml", people), ("sources.yaml", sources), ("facts.yaml", facts)]
}
