//! Whatever is marked in whatever Markdown: all words get their marks, and nothing else changes.
//!
//! Articles are made of words that occur once, in all kinds of elements; annotations are made of words that follow
//! each other, wherever these stand. Then every annotation is found, and its stretches hold just its words.

use onrecord::parse::{Article, Dialect, Hole, Wordings, parse};
use onrecord::text::{SitePath, TextFile, Zone};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Blocks; each `@` becomes a word of its own.
const BLOCKS: [&str; 16] = [
    "@ @ @ @.",
    "@ *@ @* @ **@ *@*** @",
    "@ [@ @](https://example.com) @ @",
    "@ [*@* `@`](b.md \"title\") @",
    "@ `@ @` @ ~~@ @~~",
    "@ @\n@ @  \n@\\\n@",
    "## @ *@* @",
    "- @ @\n- @ [@](#x)\n\n  @ @\n- [ ] @ @",
    "1. @\n2. > @ @\n   >\n   > @",
    "> @ @ **@**\n>\n> @ @",
    "| @ @ | @ |\n|:-----|--:|\n| *@* @ | `@` |",
    "@\n: @ @\n: @",
    "@ ![alt](https://example.com/x.png) @ [![alt](y.png)](b.md) @",
    "@ <a href=\"x\">@ @</a> @ <b>@</b>",
    "> [!NOTE]\n> @ @",
    "@ &amp; @ \\* @ <https://example.com/@> @",
];

fn article(text: &str, facts: &[String]) -> Article {
    let texts: Vec<String> =
        facts.iter().map(|words| format!("{{text: {}}}", serde_json::Value::from(&**words))).collect();
    let file = TextFile {
        path: SitePath::new("content/a.md").expect("a path"),
        text: format!("---\ntitle: x\nfacts: [{}]\n---\n{text}\n", texts.join(", ")).into(),
    };
    parse(
        &file,
        None,
        &Dialect { zone: Zone::utc(), languages: Vec::new(), taxonomies: Vec::new(), is_checked: false },
        &Wordings::default(),
    )
}

/// Puts words into blocks: `wab`, `wac`, ….
fn write(blocks: &[usize]) -> String {
    let mut number = 0;
    let mut text = String::new();
    for &block in blocks {
        for part in BLOCKS[block].split_inclusive('@') {
            match part.strip_suffix('@') {
                Some(before) => {
                    let letter = |n: u32| char::from_u32('a' as u32 + n % 26).expect("a letter");
                    text.extend([before, "w", &format!("{}{}", letter(number / 26), letter(number))]);
                    number += 1;
                }
                None => text.push_str(part),
            }
        }
        text.push_str("\n\n");
    }
    text
}

/// One piece of the HTML: a tag, words, or a hole.
enum Piece<'a> {
    Tag(&'a str),
    Words(&'a str),
    Hole(&'a Hole),
}

fn pieces(article: &Article) -> Vec<Piece<'_>> {
    let body = article.body();
    let mut pieces = Vec::new();
    let mut written = 0;
    for (at, hole) in &body.holes {
        // The address of a link stands inside its tag, which is put together again by leaving it out.
        add(&mut pieces, &body.html[written..*at]);
        written = *at;
        pieces.push(Piece::Hole(hole));
    }
    add(&mut pieces, &body.html[written..]);
    pieces
}

fn add<'a>(pieces: &mut Vec<Piece<'a>>, html: &'a str) {
    let mut rest = html;
    // The rest of a tag that a hole interrupted.
    if rest.starts_with('"')
        && let Some(end) = rest.find('>')
    {
        rest = &rest[end + 1..];
    }
    while let Some(start) = rest.find('<') {
        if start > 0 {
            pieces.push(Piece::Words(&rest[..start]));
        }
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        pieces.push(Piece::Tag(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
}

/// The words that can be annotated, in the order in which they are read.
fn words(article: &Article) -> Vec<String> {
    let mut words = Vec::new();
    for piece in pieces(article) {
        if let Piece::Words(text) = piece {
            let is_ours =
                |word: &&str| word.len() == 3 && word.starts_with('w') && word.bytes().all(|b| b.is_ascii_lowercase());
            words.extend(text.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_ours).map(str::to_owned));
        }
    }
    words
}

/// The HTML without marks and holes.
fn plain(article: &Article) -> String {
    article.body().html.replace("</mark>", "")
}

fn check(blocks: &[usize], ranges: &[(usize, usize)]) -> Result<(), TestCaseError> {
    let text = write(blocks);
    let bare = article(&text, &[]);
    let words = words(&bare);
    prop_assume!(!words.is_empty());
    let mut facts: Vec<Vec<String>> = ranges
        .iter()
        .map(|&(start, len)| {
            let start = start % words.len();
            words[start..(start + 1 + len).min(words.len())].to_vec()
        })
        .collect();
    facts.sort();
    facts.dedup();
    // Between words there may be signs, which are words too; so an annotation is found by what stands in the article.
    let prose = prose(&bare);
    let texts: Vec<String> = facts.iter().map(|words| between(&prose, words)).collect();
    let marked = article(&text, &texts);
    prop_assert!(marked.told.is_empty(), "{:#?}\nin {text}", marked.told);
    prop_assert_eq!(marked.card.annotations.len(), facts.len());
    prop_assert_eq!(plain(&marked), plain(&bare), "{}", text);

    let count = facts.len();
    let (mut first, mut last, mut notes) = (vec![0; count], vec![0; count], vec![0; count]);
    let mut found = vec![String::new(); count];
    let mut open: Option<&[usize]> = None;
    let mut links = 0;
    let mut code = false;
    for piece in pieces(&marked) {
        match piece {
            Piece::Tag("</mark>") => prop_assert!(open.take().is_some(), "a mark is closed that is not open: {text}"),
            Piece::Tag(tag) => {
                prop_assert!(
                    open.is_none() || tag == "<br />",
                    "{tag} stands in a mark: {text}\n{}",
                    marked.body().html
                );
                links += usize::from(tag.starts_with("<a "));
                links -= usize::from(tag == "</a>" && links > 0);
                code = (code || tag == "<code>") && tag != "</code>";
            }
            Piece::Words(words) => {
                for &annotation in open.unwrap_or_default() {
                    found[annotation].push_str(words);
                }
            }
            Piece::Hole(Hole::Mark(stretch)) => {
                prop_assert!(open.is_none(), "marks are nested: {text}");
                prop_assert!(!stretch.annotations.is_empty());
                open = Some(&stretch.annotations);
                stretch.first.iter().for_each(|&annotation| first[annotation] += 1);
                stretch.last.iter().for_each(|&annotation| last[annotation] += 1);
            }
            Piece::Hole(Hole::Note(annotation)) => {
                prop_assert!(
                    open.is_none() && links == 0 && !code,
                    "a note stands in a link, code or mark: {text}\n{}",
                    marked.body().html
                );
                notes[*annotation] += 1;
            }
            // The tag around an address is left out on both sides, so links with one are counted here.
            Piece::Hole(_) => {}
        }
    }
    prop_assert!(open.is_none(), "a mark stays open: {text}");
    let once = vec![1; count];
    prop_assert_eq!((&first, &last, &notes), (&once, &once, &once), "{}", text);
    for (annotation, found) in marked.card.annotations.iter().zip(&found) {
        let letters = |text: &str| text.chars().filter(|c| c.is_ascii_lowercase()).collect::<String>();
        prop_assert_eq!(letters(&found.replace("&amp;", "")), letters(&annotation.text), "{}", text);
    }
    Ok(())
}

/// What is read, with blocks apart.
fn prose(article: &Article) -> String {
    let mut prose = String::new();
    for piece in pieces(article) {
        match piece {
            Piece::Words(words) => prose.push_str(&words.replace("&amp;", "&")),
            Piece::Tag(tag) => {
                let name = tag.trim_start_matches(['<', '/']).split([' ', '>']).next().unwrap_or_default();
                if !matches!(name, "em" | "strong" | "del" | "code" | "a" | "b" | "img" | "input" | "mark") {
                    prose.push('\n');
                }
            }
            Piece::Hole(_) => {}
        }
    }
    prose
}

/// All that stands from the first to the last word.
fn between(prose: &str, words: &[String]) -> String {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return String::new() };
    let start = prose.find(first.as_str()).expect("the first word");
    let end = prose.find(last.as_str()).expect("the last word") + last.len();
    prose[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, rng_seed: RngSeed::Fixed(2025), ..ProptestConfig::default() })]

    #[test]
    fn all_words_and_nothing_else_is_marked(
        blocks in prop::collection::vec(0..BLOCKS.len(), 1..6),
        ranges in prop::collection::vec((0..100usize, 0..12usize), 1..6),
    ) {
        check(&blocks, &ranges)?;
    }

    /// Nothing that an author types makes the parser panic, and places of diagnostics fit the file.
    #[test]
    fn nothing_is_too_odd(
        text in "(---\n)?([ \t>*_`#\\[\\]()!<>|:~$=-]|[a-c]|\n|é|“|”|#fact:x|#quote:|\u{301}|title: x\n|quotes: \\[\\{text: a\\}\\]\n|\\[\\^1\\]|---\n){0,60}",
    ) {
        let file = TextFile { path: SitePath::new("content/a.md").expect("a path"), text: text.as_str().into() };
        let article = parse(&file, None, &Dialect { zone: Zone::utc(), languages: Vec::new(), taxonomies: Vec::new(), is_checked: false }, &Wordings::default());
        for told in &article.told {
            if let Some(span) = &told.span {
                prop_assert!(text.get(span.range.clone()).is_some(), "{told:?} does not fit {text:?}");
            }
        }
        for (at, _) in &article.body().holes {
            prop_assert!(article.body().html.is_char_boundary(*at));
        }
        prop_assert!(!article.body().html.contains('\0'));
    }
}
