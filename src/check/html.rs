//! Reads the tags of a finished page: which parts it has, and where its links lead.
//!
//! This is no parser of HTML: it finds start tags and their attributes as browsers do, passes over comments and the
//! text of scripts and styles, and builds no tree.

use std::borrow::Cow;

/// A start tag.
#[derive(Debug)]
pub struct Tag<'a> {
    pub name: &'a str,
    /// What stands between the name and the `>`.
    inside: &'a str,
}

/// The start tags of a page, in order.
pub fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'<', &html.as_bytes()[at..])?;
            let rest = &html[start + 1..];
            if rest.starts_with("!--") {
                at = start + rest.find("-->").map_or(rest.len() + 1, |end| end + 4);
                continue;
            }
            if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                at = start + 1;
                continue;
            }
            let length = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len());
            let (name, rest) = rest.split_at(length);
            let end = end_of_tag(rest);
            at = start + 1 + length + end;
            // The text of these holds no tags, whatever it looks like.
            if matches!(name, "script" | "style" | "textarea" | "title") {
                let close = format!("</{name}");
                at += html[at..].find(&close).unwrap_or(html.len() - at);
            }
            return Some(Tag { name, inside: &rest[..end] });
        }
    })
}

/// Where the `>` of a tag stands: one between quotation marks does not end it.
fn end_of_tag(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'>', None) => return at,
            _ => {}
        }
    }
    rest.len()
}

impl<'a> Tag<'a> {
    /// The value of an attribute; empty if it is there without one.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| unescaped(value))
    }

    fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end.max(rest.chars().next().map_or(1, char::len_utf8)));
            let Some(value) = after.trim_start().strip_prefix('=') else {
                rest = after;
                return Some((key, ""));
            };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            };
            rest = after;
            Some((key, value))
        })
    }
}

/// Takes out the character references that writers of HTML put into attributes.
pub fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference =
            rest[1..].find(';').filter(|&end| end <= 8).and_then(|end| Some((character(&rest[1..=end])?, end)));
        match reference {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "lt" => Some('<'),
        "gt" => Some('>'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(html: &str) -> Vec<String> {
        tags(html).filter_map(|tag| Some(tag.get("href")?.into_owned())).collect()
    }

    #[test]
    fn reads_what_browsers_read() {
        let html = "<!doctype html><a class=x href='/a b?x=1&amp;y=2#z'>t</a><!-- <a href=no> --><script>'<a href=no>'</script>\
                    <A HREF=\"&quot;&#x27;&#39;\" title=\"a > b\" ><a\nhref = plain/ ><a data-href=no download><é href=no></a href=no>";
        assert_eq!(hrefs(html), ["/a b?x=1&y=2#z", "\"''", "plain/"]);
    }

    #[test]
    fn survives_what_is_no_html() {
        for html in
            ["<", "<a", "<a href", "<a href=", "<a href=\"", "<a =x>", "<!--", "<script>", "<a \u{e9}=\u{e9}", "<a '>"]
        {
            for tag in tags(html) {
                let _ = tag.get("href");
            }
        }
    }
}
