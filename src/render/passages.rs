//! Where the annotated passages stand in the words of the finished article.
//!
//! The words are those of the article's HTML as a browser's `textContent` has them, but for the notes between them,
//! which are not the article's own. They are read from the HTML and not from what the author wrote, since formulas,
//! footnotes and highlighted code read differently there.

use std::ops::Range;

use crate::parse::{Body, Hole};

/// The words of an article, and the passage of each annotation in them; none for one that marks nothing.
pub struct Passages {
    pub text: String,
    pub ranges: Vec<Option<Range<usize>>>,
}

/// Reads the words of an article that has so many annotations.
pub fn of(body: &Body, annotations: usize) -> Passages {
    let mut reader = Reader {
        text: String::with_capacity(body.html.len()),
        tag: None,
        ending: &[],
        starts: vec![None; annotations],
        ends: vec![None; annotations],
    };
    let mut read = 0;
    for (at, hole) in &body.holes {
        reader.read(&body.html[read..*at]);
        read = *at;
        match hole {
            Hole::Mark(stretch) => {
                stretch.first.iter().for_each(|&annotation| reader.starts[annotation] = Some(reader.text.len()));
                reader.ending = &stretch.last;
            }
            Hole::Code { text, .. } => reader.text.push_str(text),
            // A word is in an attribute, and pictures have no words.
            Hole::Note(_) | Hole::Address(_) | Hole::Word(_) | Hole::Picture { .. } => {}
        }
    }
    reader.read(&body.html[read..]);
    let ranges = reader.starts.into_iter().zip(reader.ends).map(|(start, end)| {
        let range = start?..end?;
        (!range.is_empty()).then_some(range)
    });
    Passages { ranges: ranges.collect(), text: reader.text }
}

struct Reader<'a> {
    text: String,
    /// What ends the tag that is being read, since an address may part it: `>`, `-->`, or a quotation mark before that.
    tag: Option<Inside>,
    /// The annotations that end with the open stretch.
    ending: &'a [usize],
    starts: Vec<Option<usize>>,
    ends: Vec<Option<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Tag,
    Value(u8),
    Comment,
}

impl Reader<'_> {
    fn read(&mut self, html: &str) {
        let mut rest = html;
        while !rest.is_empty() {
            rest = match self.tag {
                Some(inside) => self.skip(rest, inside),
                None => self.words(rest),
            };
        }
    }

    /// Reads up to the next tag, and a reference as the character that it means.
    fn words<'h>(&mut self, html: &'h str) -> &'h str {
        let Some(at) = memchr::memchr2(b'<', b'&', html.as_bytes()) else {
            self.text.push_str(html);
            return "";
        };
        self.text.push_str(&html[..at]);
        let rest = &html[at..];
        if rest.starts_with('&') {
            let (c, length) = reference(rest).unwrap_or(('&', 1));
            self.text.push(c);
            return &rest[length..];
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.tag = Some(Inside::Comment);
            return comment;
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            self.text.push('<');
            return &rest[1..];
        }
        // A stretch holds words only, so the first end tag of a mark is its own.
        if rest.starts_with("</mark>") {
            for &annotation in std::mem::take(&mut self.ending) {
                self.ends[annotation] = Some(self.text.len());
            }
        }
        self.tag = Some(Inside::Tag);
        &rest[1..]
    }

    fn skip<'h>(&mut self, html: &'h str, inside: Inside) -> &'h str {
        let (end, next) = match inside {
            Inside::Comment => (html.find("-->").map(|at| at + 3), None),
            Inside::Value(quote) => (memchr::memchr(quote, html.as_bytes()).map(|at| at + 1), Some(Inside::Tag)),
            Inside::Tag => {
                let at = memchr::memchr3(b'>', b'"', b'\'', html.as_bytes());
                let sign = at.map(|at| html.as_bytes()[at]);
                (at.map(|at| at + 1), sign.filter(|&sign| sign != b'>').map(Inside::Value))
            }
        };
        match end {
            Some(end) => {
                self.tag = next;
                &html[end..]
            }
            None => "",
        }
    }
}

/// The character that a reference means and the length of that; only those that a writer of HTML needs have a name here,
/// the others were characters before the HTML was written.
fn reference(html: &str) -> Option<(char, usize)> {
    let end = html.bytes().take(12).position(|byte| byte == b';')?;
    let name = &html[1..end];
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Stretch;

    #[test]
    fn reads_what_a_browser_reads() {
        let stretch = |first: &[usize], last: &[usize]| {
            Hole::Mark(Stretch { annotations: vec![0], first: first.to_vec(), last: last.to_vec() })
        };
        let parts = [
            ("<p title=\"a > b\">1 &lt; 2<!-- > --> <a href=\"", Hole::Address(0)),
            ("\">", stretch(&[0], &[])),
            ("&amp;three</mark></a> ", stretch(&[], &[0])),
            ("fo&#117;r</mark>", Hole::Note(0)),
            ("<br /></p>\n<pre><code>", Hole::Code { lang: "rs".to_owned(), text: "a<b".to_owned() }),
            ("</code></pre> 1 < 2 &c; é", Hole::Note(1)),
        ];
        let mut body = Body::default();
        for (html, hole) in parts {
            body.html.push_str(html);
            body.holes.push((body.html.len(), hole));
        }
        let passages = of(&body, 2);
        assert_eq!(passages.text, "1 < 2 &three four\na<b 1 < 2 &c; é");
        let marked = passages.ranges[0].clone().map(|range| &passages.text[range]);
        assert_eq!(marked, Some("&three four"));
        assert_eq!(passages.ranges[1], None);
    }
}
