//! The tags by which languages are named (BCP 47), in file names, settings and front matter.

use icu_locale_core::Locale;

use super::SitePath;

/// A language tag as it is usually spelled: `pt_br` becomes `pt-BR`; none if it is no tag.
pub fn language_tag(text: &str) -> Option<String> {
    Locale::try_from_str(&text.trim().replace('_', "-")).ok().map(|locale| locale.to_string())
}

/// Takes the language off a file's name, if it is one of these: `news/budget.de.md` is `news/budget.md` in `de`.
///
/// Gives the index of the language; `node.js.md` is an article about `node.js` as long as nobody lists the language `js`.
pub fn split_language(path: &SitePath, tags: &[String]) -> Option<(SitePath, usize)> {
    let (stem, tag) = path.stem().rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?;
    let index = tags.iter().position(|own| own.eq_ignore_ascii_case(tag))?;
    let name = match path.extension() {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem.to_owned(),
    };
    Some((path.parent().join(&name).ok()?, index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_tags_in_one_way() {
        assert_eq!(language_tag("pt_br").as_deref(), Some("pt-BR"));
        assert_eq!(language_tag("ZH-hant").as_deref(), Some("zh-Hant"));
        assert_eq!(language_tag("no such"), None);
    }

    #[test]
    fn takes_only_listed_languages_off_names() {
        let tags = ["en".to_owned(), "de-AT".to_owned()];
        let split = |path: &str| split_language(&SitePath::new(path).unwrap(), &tags);
        assert_eq!(split("content/a.de-at.md"), Some((SitePath::new("content/a.md").unwrap(), 1)));
        assert_eq!(split("content/node.js.md"), None);
        assert_eq!(split("content/.en.md"), None);
    }
}
