//! HTML without what only readers of its text need: indentation, empty lines and comments.
//!
//! Each run of white space becomes one space or line break, and none goes altogether: whatever a style sheet makes of
//! an element, words and boxes stay as far apart as they were. The insides of the elements in [`LITERAL`] stay as they
//! are, and so do tags. That is most of what minifiers save once a host compresses pages, without their guesses.

use memchr::{memchr, memmem};

/// Elements whose insides are kept to the letter: their white space is seen, or they are not in HTML.
const LITERAL: [&str; 7] = ["pre", "textarea", "script", "style", "svg", "math", "template"];

/// Compacts a page.
pub fn compact(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (before, tag) = rest.split_at(at);
        push_text(&mut out, before);
        if let Some(comment) = tag.strip_prefix("<!--") {
            let end = memmem::find(comment.as_bytes(), b"-->").map_or(comment.len(), |end| end + 3);
            rest = &comment[end..];
            continue;
        }
        let Some(name) = name_of(tag) else {
            // A bare `<` is text.
            out.push('<');
            rest = &tag[1..];
            continue;
        };
        let mut end = end_of_tag(tag);
        let literal = LITERAL.iter().find(|literal| literal.eq_ignore_ascii_case(name));
        if let Some(name) = literal.filter(|_| !tag.starts_with("</") && !tag[..end].ends_with("/>")) {
            end += end_of_inside(&tag[end..], name);
        }
        out.push_str(&tag[..end]);
        rest = &tag[end..];
    }
    push_text(&mut out, rest);
    out
}

/// White space of HTML; a space at which no line breaks is none.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(is_space) {
        let (words, spaces) = rest.split_at(at);
        out.push_str(words);
        let end = spaces.find(|c| !is_space(c)).unwrap_or(spaces.len());
        let (spaces, after) = spaces.split_at(end);
        // A comment may have stood between two runs.
        if !out.ends_with(is_space) {
            out.push(if spaces.contains(['\n', '\r']) { '\n' } else { ' ' });
        }
        rest = after;
    }
    out.push_str(rest);
}

/// The name in a tag.
fn name_of(tag: &str) -> Option<&str> {
    let inside = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
    let is_name = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    is_name.then(|| inside.split(|c: char| is_space(c) || matches!(c, '>' | '/')).next().unwrap_or_default())
}

/// Where a tag ends; a `>` in the value of an attribute does not end it.
fn end_of_tag(tag: &str) -> usize {
    let bytes = tag.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' => at += memchr(byte, &bytes[at + 1..]).map_or(bytes.len(), |end| end + 2),
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Where the inside of an element ends, its last tag included.
fn end_of_inside(inside: &str, name: &str) -> usize {
    let bytes = inside.as_bytes();
    let mut from = 0;
    while let Some(at) = memmem::find(&bytes[from..], b"</") {
        let tag = &inside[from + at..];
        if name_of(tag).is_some_and(|other| other.eq_ignore_ascii_case(name)) {
            return from + at + end_of_tag(tag);
        }
        from += at + 2;
    }
    inside.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_white_space_become_one() {
        let page =
            "<!doctype html>\n<p\n  class=\"a  b\">\n\n  One   <em>two</em> \n <!-- gone -->  three\u{a0} four\n</p>\n";
        let compacted = "<!doctype html>\n<p\n  class=\"a  b\">\nOne <em>two</em>\nthree\u{a0} four\n</p>\n";
        assert_eq!(compact(page), compacted);
    }

    #[test]
    fn literal_insides_stay() {
        for page in [
            "<pre>a\n\n  <b>b  </b>\n</pre>",
            "<PRE>  </b>  </PRE>",
            "<script>if (a <  b) { x = '  <!-- ' }</script>",
            "<textarea>  <p>  </textarea>",
            "<p title=\"a  >  b\" data-x='  \"  '>c</p>",
        ] {
            assert_eq!(compact(page), page);
        }
    }

    #[test]
    fn broken_markup_loses_nothing_but_space() {
        for (page, compacted) in [
            ("a <  b", "a < b"),
            ("<p  title=\"never ends", "<p  title=\"never ends"),
            ("<pre>  never ends", "<pre>  never ends"),
            ("a <!-- never ends", "a "),
            ("<", "<"),
            ("", ""),
        ] {
            assert_eq!(compact(page), compacted);
        }
    }
}
