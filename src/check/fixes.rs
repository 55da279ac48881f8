//! Mends what is beyond doubt.

use std::collections::BTreeMap;

use crate::text::{Diagnostic, Fix, SitePath, Texts};

/// A file with all its fixes made.
pub struct Mended {
    pub path: SitePath,
    pub text: String,
    pub fixes: usize,
}

/// Makes the fixes of all diagnostics, file by file. Of two fixes that touch one another, the first is made.
pub fn mended(told: &[Diagnostic], texts: &Texts) -> Vec<Mended> {
    let mut by_file: BTreeMap<&SitePath, Vec<&Fix>> = BTreeMap::new();
    for fix in told.iter().flat_map(|told| &told.fixes) {
        by_file.entry(&fix.span.file).or_default().push(fix);
    }
    by_file.into_iter().filter_map(|(path, fixes)| mend(path, texts.get(path)?, fixes)).collect()
}

fn mend(path: &SitePath, text: &str, mut fixes: Vec<&Fix>) -> Option<Mended> {
    fixes.sort_by_key(|fix| (fix.span.range.start, fix.span.range.end));
    let (mut mended, mut at, mut count) = (String::with_capacity(text.len()), 0, 0);
    for fix in fixes {
        let range = &fix.span.range;
        let (Some(between), Some(_)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        mended.push_str(between);
        mended.push_str(&fix.text);
        at = range.end;
        count += 1;
    }
    mended.push_str(&text[at..]);
    (count > 0).then(|| Mended { path: path.clone(), text: mended, fixes: count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn fixes_that_touch_are_made_one_at_a_time() {
        let path = SitePath::new("a.md").unwrap();
        let told = |range: std::ops::Range<usize>, text: &str| {
            Diagnostic::warning("code", "wrong").fix(Span::new(&path, range), text)
        };
        let told = [told(4..7, "2"), told(0..3, "1"), told(2..5, "lost"), told(90..91, "beyond")];
        let texts = Texts::from_iter([(path.clone(), "one two three".into())]);
        let mended = mended(&told, &texts);
        assert_eq!((mended[0].text.as_str(), mended[0].fixes), ("1 2 three", 2));
    }
}
