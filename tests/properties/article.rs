//! Makes articles: Markdown with everything in it that a reader of words can stumble over.

use proptest::prelude::*;

/// Words that are hard: accents in two spellings, other scripts, typography, Markdown's own signs.
const WORDS: &[&str] = &[
    "peace",
    "the",
    "of",
    "we",
    "hold",
    "not",
    "said",
    "minister",
    "450",
    "1,450",
    "3.5",
    "173.7",
    "km²",
    "cafe\u{301}",
    "café",
    "naïve",
    "السلام",
    "حرب",
    "北京是中国的首都",
    "中国",
    "👩‍👩‍👧‍👦",
    "🇺🇦",
    "it’s",
    "don't",
    "‘so’",
    "“yes”",
    "\"no\"",
    "–",
    "—",
    "--",
    "---",
    "1990–2000",
    "well-known",
    "wait…",
    "then...",
    "co\u{ad}operate",
    "a\u{a0}b",
    "«да»",
    "„gut“",
    "x_y_z",
    "C#",
    "50%",
    "&amp;",
    "&eacute;",
    "&#8220;quoted&#8221;",
    "&nbsp;",
    "&lt;b&gt;",
    "\\*star\\*",
    "\\[x\\]",
    "\\<y>",
    "\\_",
    "1\\.",
    "*",
    "_",
    "~",
    "^",
    "|",
    "\\[",
    "\\]",
    "<",
    ">",
    "&",
    "\\$",
    "US\\$5",
    "~~",
    "**",
    "\\`",
    "http://example.org/a?b=1&c=2",
    "हिन्दी",
    "e\u{301}\u{327}",
    "\u{1100}\u{1161}\u{11a8}",
    "각",
    "ﬁne",
    "½",
    "ß",
    "İ",
    "a\u{200b}b",
    "\u{200f}x",
    "O’Neill",
    "rock’n’roll",
    "'tis",
    "+5",
    "−5",
    "x²",
    "Å",
    "Å",
    "\u{feff}z",
];

/// Something in a line.
#[derive(Debug, Clone)]
pub enum Inline {
    Word(usize),
    /// A word that stands once, so that passages can be told apart.
    Number(u32),
    Around(&'static str, &'static str, Vec<Inline>),
    /// Words with no space between them.
    Glued(Vec<Inline>),
    Code(usize),
    Math(u32),
    Image(usize),
    Break(&'static str),
    Reference(u8),
    /// `[words](#fact:ID)`.
    Mark(&'static str, u8, Vec<Inline>),
    /// `“words”[](#quote:ID)`.
    Quotation(u8, Vec<Inline>),
    Empty(&'static str),
}

#[derive(Debug, Clone)]
pub enum Block {
    Paragraph(Vec<Inline>),
    Heading(u8, Vec<Inline>),
    /// A prefix for the first line, one for all others, and what it holds.
    Nested(&'static str, &'static str, Vec<Block>),
    Table(Vec<Vec<Vec<Inline>>>),
    Definition(Vec<Inline>, Vec<Inline>),
    Verbatim(&'static str),
    Quoting(u8, Vec<Inline>),
}

#[derive(Clone)]
pub struct Article {
    pub blocks: Vec<Block>,
    /// The texts of the footnotes 0, 1 and 2.
    pub footnotes: Vec<Vec<Inline>>,
}

const HEADINGS: &[&str] = &[
    "Standing",
    "Notes list title",
    "Fn 1",
    "Fnref 1",
    "Note q r1",
    "Q r1",
    "F r2",
    "Corrections title",
    "Toc title",
    "Main",
    "content",
];

const CODE: &[&str] = &["`x < y`", "`` a`b ``", "`450`", "`  two  words `", "`“q”`"];

/// With marks (`#fact:r1`), or with plain links in their place (`#fakt:r1`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Marks {
    Kept,
    Plain,
}

impl std::fmt::Debug for Article {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.markdown(Marks::Kept))
    }
}

impl Article {
    pub fn markdown(&self, marks: Marks) -> String {
        let mut text = blocks(&self.blocks, marks);
        // They stand at the end in the order in which they are referred to, as on the page.
        let mut order: Vec<String> = Vec::new();
        for number in 0..self.footnotes.len() {
            order.push(format!("[^n{number}]: {}\n", inlines(&self.footnotes[number], " ", marks).replace('\n', " ")));
        }
        text.push('\n');
        text.push_str(&order.join("\n"));
        text
    }

    /// The text that makes the page's footnotes stand in the order of their definitions.
    pub fn refers_to_footnotes(&self) -> String {
        (0..self.footnotes.len()).map(|number| format!("see[^n{number}] ")).collect()
    }
}

fn blocks(blocks: &[Block], marks: Marks) -> String {
    let parts: Vec<String> = blocks.iter().map(|one| block(one, marks)).collect();
    parts.join("\n")
}

fn block(block: &Block, marks: Marks) -> String {
    match block {
        Block::Paragraph(words) => format!("{}\n", inlines(words, " ", marks)),
        Block::Heading(level, words) => {
            format!("{} {}\n", "#".repeat(usize::from(*level)), inlines(words, " ", marks).replace('\n', " "))
        }
        Block::Nested(first, then, inside) => {
            let text = blocks(inside, marks);
            let mut out = String::new();
            for (index, line) in text.lines().enumerate() {
                let prefix = if index == 0 { first } else { then };
                out.push_str(prefix);
                out.push_str(line);
                out.push('\n');
            }
            out
        }
        Block::Table(rows) => {
            let mut out = String::new();
            for (index, row) in rows.iter().enumerate() {
                let cells: Vec<String> =
                    row.iter().map(|cell| inlines(cell, " ", marks).replace('\n', " ").replace('|', "\\|")).collect();
                out += &format!("| {} |\n", cells.join(" | "));
                if index == 0 {
                    out += "|:---|:-:|\n";
                }
            }
            out
        }
        Block::Definition(term, words) => {
            format!(
                "{}\n: {}\n",
                inlines(term, " ", marks).replace('\n', " "),
                inlines(words, " ", marks).replace('\n', " ")
            )
        }
        Block::Verbatim(text) => (*text).to_owned(),
        Block::Quoting(id, words) => {
            let words = inlines(words, " ", marks).replace('\n', " ");
            match marks {
                Marks::Kept => format!("> {words} [](#quote:r{id})\n"),
                Marks::Plain => format!("> {words} [](#kuote:r{id})\n"),
            }
        }
    }
}

fn inlines(list: &[Inline], glue: &str, marks: Marks) -> String {
    let parts: Vec<String> = list.iter().map(|one| inline(one, marks)).collect();
    parts.join(glue)
}

fn inline(inline: &Inline, marks: Marks) -> String {
    let target = |kind: &str, id: &u8| match marks {
        Marks::Kept => format!("#{kind}:r{id}"),
        Marks::Plain => format!("#{}:r{id}", kind.replace("fac", "fak").replace("quo", "kuo")),
    };
    match inline {
        Inline::Word(word) => WORDS[word % WORDS.len()].to_owned(),
        Inline::Number(number) => format!("w{number}"),
        Inline::Around(before, after, inside) => {
            let words = inlines(inside, " ", marks);
            // What would part a raw element is the author's own mistake.
            let words = if before.contains('<') { words.replace(['\n', '*', '_', '~'], "w") } else { words };
            format!("{before}{words}{after}")
        }
        Inline::Glued(inside) => inlines(inside, "", marks),
        Inline::Code(code) => CODE[code % CODE.len()].to_owned(),
        Inline::Math(number) => format!("$x^{number}$"),
        Inline::Image(word) => format!("![alt {}](cat.svg \"a title\")", WORDS[word % 20]),
        Inline::Break(written) => (*written).to_owned(),
        Inline::Reference(number) => format!("word[^n{number}]"),
        Inline::Mark(kind, id, inside) => format!("[{}]({})", inlines(inside, " ", marks), target(kind, id)),
        Inline::Quotation(id, inside) => format!("“{}”[]({})", inlines(inside, " ", marks), target("quote", id)),
        Inline::Empty(html) => (*html).to_owned(),
    }
}

/// Words in a line; links do not nest, so they are made in the outermost level only.
fn words() -> impl Strategy<Value = Vec<Inline>> {
    prop::collection::vec(outer(), 1..8)
}

fn leaf() -> BoxedStrategy<Inline> {
    prop_oneof![
        6 => (0..WORDS.len()).prop_map(Inline::Word),
        6 => (0u32..400).prop_map(Inline::Number),
        1 => (0..CODE.len()).prop_map(Inline::Code),
        1 => (2u32..9).prop_map(Inline::Math),
        1 => (0usize..20).prop_map(Inline::Image),
        1 => prop::sample::select(vec!["\n", "\\\n", "  \n", "line<br>"]).prop_map(Inline::Break),
        1 => prop::sample::select(vec!["a<span></span>", "a<wbr>b", "a<!-- note -->", "a<i></i>"]).prop_map(Inline::Empty),
    ]
    .boxed()
}

fn inner() -> BoxedStrategy<Inline> {
    leaf()
        .prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                4 => (prop::sample::select(vec![("*", "*"), ("**", "**"), ("~~", "~~"), ("b<b>", "</b>"), ("i<i title=\"&quot;\">", "</i>"), ("“", "”"), ("(", ")")]),
                 prop::collection::vec(inner.clone(), 1..4))
                    .prop_map(|((before, after), inside)| Inline::Around(before, after, inside)),
                1 => prop::collection::vec(inner, 1..3).prop_map(Inline::Glued),
            ]
        })
        .boxed()
}

fn outer() -> BoxedStrategy<Inline> {
    let some = || prop::collection::vec(inner(), 1..4);
    prop_oneof![
        12 => inner(),
        1 => (prop::sample::select(vec![
                ("[", "](https://example.org/?a=1&b=2 \"said “so”\")"),
                ("[", "](other.md)"),
                ("[", "](#plain)"),
                ("a<a href=\"x\">", "</a>"),
                ("a<a\n href=\"x\">", "</a>"),
            ]), some())
            .prop_map(|((before, after), inside)| Inline::Around(before, after, inside)),
        1 => (0u8..3).prop_map(Inline::Reference),
        1 => Just(Inline::Empty("a<a name=\"x\"></a>")),
        1 => (prop::sample::select(vec!["fact", "quote"]), 0u8..4, some()).prop_map(|(kind, id, inside)| Inline::Mark(kind, id, inside)),
        1 => (0u8..4, some()).prop_map(|(id, inside)| Inline::Quotation(id, inside)),
    ]
    .boxed()
}

fn any_block() -> BoxedStrategy<Block> {
    let leaf = prop_oneof![
        8 => words().prop_map(Block::Paragraph),
        1 => (1u8..5, words()).prop_map(|(level, words)| Block::Heading(level, words)),
        1 => (2u8..4, 0..HEADINGS.len()).prop_map(|(level, at)| Block::Heading(level, vec![Inline::Empty(HEADINGS[at])])),
        1 => prop::collection::vec(prop::collection::vec(words(), 2..=2), 2..4).prop_map(Block::Table),
        1 => (words(), words()).prop_map(|(term, words)| Block::Definition(term, words)),
        1 => prop::sample::select(vec![
            "```rust\nfn main() { let x = \"“peace”\"; }\n```\n",
            "    indented code\n",
            "```\nplain code\n```\n",
            "---\n",
            "<div class=\"author-html\">raw peace</div>\n",
            "$$\ny^2\n$$\n",
            "- [x] done\n- [ ] open\n",
            "<!-- more -->\n",
        ]).prop_map(Block::Verbatim),
        1 => (0u8..4, words()).prop_map(|(id, words)| Block::Quoting(id, words)),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        (
            prop::sample::select(vec![
                ("> ", "> "),
                ("- ", "  "),
                ("1. ", "   "),
                ("* ", "  "),
                ("> [!NOTE]\n> ", "> "),
            ]),
            prop::collection::vec(inner, 1..3),
        )
            .prop_map(|((first, then), inside)| Block::Nested(first, then, inside))
    })
    .boxed()
}

pub fn any_article() -> BoxedStrategy<Article> {
    (prop::collection::vec(any_block(), 1..6), prop::collection::vec(words(), 0..3))
        .prop_map(|(blocks, footnotes)| {
            let mut article = Article { blocks, footnotes };
            let refers = article.refers_to_footnotes();
            if !refers.is_empty() {
                let words = vec![Inline::Empty(Box::leak(refers.into_boxed_str()))];
                article.blocks.insert(0, Block::Paragraph(words));
            }
            article
        })
        .boxed()
}

/// Words as another keyboard would have them; `choice` decides.
pub fn respelled(words: &str, choice: u64) -> String {
    let mut out = String::new();
    let mut state = choice | 1;
    let mut next = |many: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % many
    };
    for c in words.chars() {
        match c {
            '“' | '”' | '„' | '«' | '»' | '"' => out.push(['“', '”', '"', '«'][next(4) as usize]),
            '‘' | '’' | '\'' => out.push(['’', '\'', '‘'][next(3) as usize]),
            '–' | '—' | '−' => out.push_str(["–", "—", "--", "-"][next(4) as usize]),
            '…' => out.push_str(["…", "..."][next(2) as usize]),
            ' ' => out.push_str([" ", "\u{a0}", "  ", "\n"][next(4) as usize]),
            c if c.is_alphabetic() => {
                out.push(c);
                if next(6) == 0 {
                    out.push('\u{ad}');
                }
            }
            c => out.push(c),
        }
    }
    use unicode_normalization::UnicodeNormalization;
    match next(3) {
        0 => out.nfc().collect(),
        1 => out.nfd().collect(),
        _ => out,
    }
}

/// A scalar of YAML that says just these words.
pub fn yaml(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => out += &format!("\\U{:08X}", u32::from(c)),
        }
    }
    out.push('"');
    out
}
