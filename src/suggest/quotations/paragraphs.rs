//! The paragraphs of a text, which line feeds end.

/// Each paragraph with its line feed, and where it begins.
pub fn paragraphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).chain([text.len()]);
    let mut start = 0;
    ends.filter_map(move |end| {
        let from = std::mem::replace(&mut start, end);
        (from < end).then(|| (from, &text[from..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_text_is_in_its_paragraphs() {
        for text in ["", "\n", "One", "One\n\nTwo\n", "One\r\nTwo"] {
            let parts: Vec<&str> = paragraphs(text).map(|(_, paragraph)| paragraph).collect();
            assert_eq!(parts, text.split_inclusive('\n').collect::<Vec<_>>(), "{text:?}");
            assert!(paragraphs(text).all(|(start, paragraph)| text[start..].starts_with(paragraph)));
        }
    }
}
