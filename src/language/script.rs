//! Which way a language is written.

/// The direction in which a language is written, by its main script (Unicode CLDR's likely scripts).
pub fn direction(lang: &str) -> &'static str {
    let subtags: Vec<String> = lang.split(['-', '_']).map(str::to_ascii_lowercase).collect();
    let has = |names: &[&str]| subtags.iter().skip(1).any(|subtag| names.contains(&subtag.as_str()));
    let rtl_language = matches!(
        subtags.first().map(String::as_str),
        Some("ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ji" | "ks" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi")
    );
    let rtl_script = has(&["arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"]);
    if rtl_script || (rtl_language && !has(&["latn", "cyrl", "deva"])) { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_which_way_to_write() {
        for (lang, dir) in
            [("en", "ltr"), ("ar-EG", "rtl"), ("he", "rtl"), ("az-Arab", "rtl"), ("ks-Deva", "ltr"), ("de", "ltr")]
        {
            assert_eq!(direction(lang), dir, "{lang}");
        }
    }
}
