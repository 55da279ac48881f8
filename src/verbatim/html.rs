//! The words that a browser would show of a page.

use encoding_rs::Encoding;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// What no reader sees.
const HIDDEN: [&[u8]; 6] = [b"script", b"style", b"template", b"noscript", b"svg", b"select"];

/// Elements within a line of text; all others part words.
const INLINE: [&[u8]; 26] = [
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"cite", b"code", b"del", b"dfn", b"em", b"font", b"i", b"ins", b"kbd",
    b"mark", b"q", b"s", b"small", b"span", b"strong", b"sub", b"sup", b"time", b"u", b"var", b"wbr",
];

/// The text of a page.
pub fn text(html: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    // Scripts and style sheets are no markup.
    emitter.naively_switch_states(true);
    let mut text = String::with_capacity(html.len() / 2);
    let mut hidden: Option<(Vec<u8>, usize)> = None;
    // Where the superscript begins that is open.
    let mut raised: Option<usize> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                if let Some((name, depth)) = &mut hidden {
                    *depth += usize::from(**name == **tag.name && !tag.self_closing);
                    continue;
                }
                if HIDDEN.contains(&&**tag.name) && !tag.self_closing {
                    hidden = Some((tag.name.to_vec(), 1));
                } else if &**tag.name == b"sup" {
                    raised = Some(text.len());
                } else if !INLINE.contains(&&**tag.name) {
                    text.push('\n');
                }
            }
            Token::EndTag(tag) => {
                if let Some((name, depth)) = &mut hidden {
                    *depth -= usize::from(**name == **tag.name);
                    if *depth == 0 {
                        hidden = None;
                    }
                    continue;
                }
                if &**tag.name == b"sup" {
                    drop_reference(&mut text, raised.take());
                } else if !INLINE.contains(&&**tag.name) {
                    text.push('\n');
                }
            }
            Token::String(words) if hidden.is_none() => text.push_str(&String::from_utf8_lossy(&words)),
            Token::String(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    text
}

/// Takes out a raised `[12]`: the number of a footnote is not part of what was said.
fn drop_reference(text: &mut String, start: Option<usize>) {
    let Some(start) = start.filter(|&start| start <= text.len()) else { return };
    let raised = text[start..].trim();
    if raised.starts_with('[') && raised.ends_with(']') && raised.chars().count() <= 8 {
        text.truncate(start);
    }
}

/// The encoding that a page names within its first kilobyte, as browsers look for it.
pub fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024)];
    let at = memchr::memmem::find(&head.to_ascii_lowercase(), b"charset")?;
    let rest = head[at + b"charset".len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
    Encoding::for_label(&rest[..end.unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        text(html).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn shows_what_a_reader_sees() {
        assert_eq!(shown("<p>We <b>w</b>ill &amp; must&#8230;<br>go<p>on"), "We will & must… go on");
        assert_eq!(shown("a<script>if (a</p>b) {}</script><style>p{}</style> b<!-- c -->"), "a b");
        assert_eq!(shown("won<sup><a href=#n>[12]</a></sup>, 10<sup>2</sup>"), "won, 102");
        assert_eq!(shown("<template><template>x</template>y</template>z"), "z");
        assert_eq!(shown("<li>one</li><li>two</li>"), "one two");
    }

    #[test]
    fn survives_what_is_no_html() {
        for html in ["<", "</", "<p", "<!--", "<script>", "&#xffffff;", "</script>", "<a b='", "\u{0}<svg><p>"] {
            text(html);
        }
    }
}
