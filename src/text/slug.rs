//! Names for addresses and anchors, made from titles and file names.

/// Turns a name into one part of an address: lower case, words joined by hyphens.
///
/// Letters and digits of every script stay as they are; browsers show them unescaped. The result is
/// empty if the name has none.
pub fn slugify(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if c.is_alphanumeric() || is_mark(c) || c == '_' {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}') {
            // An apostrophe joins (`don't` → `dont`), everything else parts.
            gap = true;
        }
    }
    slug
}

/// The id of a heading: the slug of its text, as GitHub, Zola and Hugo have it.
pub fn anchor_id(text: &str) -> String {
    let id = slugify(text);
    if id.is_empty() { "section".to_owned() } else { id }
}

/// The name of a file without the date that Jekyll puts in front: `2025-03-03-budget` → `budget`.
pub fn without_date(name: &str) -> &str {
    file_date(name).map_or(name, |_| &name[11..])
}

/// The date that a file's name begins with, if it is followed by a hyphen and a name.
pub fn file_date(name: &str) -> Option<&str> {
    let (date, rest) = name.split_at_checked(10)?;
    let is_date = date
        .bytes()
        .enumerate()
        .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    (is_date && rest.len() > 1 && rest.starts_with('-')).then_some(date)
}

/// Whether `id` can name an entry of the record: letters, digits, hyphens, underscores and dots, no dot first.
pub fn is_id(id: &str) -> bool {
    !id.is_empty()
        && !id.starts_with('.')
        && id.chars().all(|c| c.is_alphanumeric() || is_mark(c) || matches!(c, '-' | '_' | '.'))
}

/// Combining marks belong to the letter before them: Indic vowel signs, Arabic points, accents.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_script() {
        assert_eq!(slugify("What's new — in 2025?"), "whats-new-in-2025");
        assert_eq!(slugify("Über Größe"), "über-größe");
        assert_eq!(slugify("حقوق الإنسان"), "حقوق-الإنسان");
        assert_eq!(slugify("हिन्दी"), "हिन्दी");
        assert_eq!(slugify("---"), "");
    }

    #[test]
    fn ids_cannot_lead_elsewhere() {
        assert!(is_id("dmitry-peskov") && is_id("größe_2.1"));
        assert!(!is_id("") && !is_id("../x") && !is_id("a/b") && !is_id(".x") && !is_id("a b"));
    }

    #[test]
    fn takes_dates_off_names() {
        assert_eq!(without_date("2025-03-03-budget"), "budget");
        assert_eq!(without_date("2025-03-03"), "2025-03-03");
        assert_eq!(without_date("2025-03-03-"), "2025-03-03-");
        assert_eq!(file_date("2025-03-03-été"), Some("2025-03-03"));
    }
}
