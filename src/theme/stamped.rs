//! Style sheets and scripts under names that change with their bytes, so that browsers can keep them for good.
//!
//! `style.css` is there under its own name and as `style.3f2a9c0d1b2e4f56.css`; templates ask for the second one with
//! `{{ asset(path="style.css") }}`. Pictures have such names already, and other files keep theirs: addresses that
//! people link to must not change.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult};

use super::StaticFile;
use crate::gather::Inputs;
use crate::text::{Fingerprint, SitePath, nearest};

/// How many hexadecimal digits of a fingerprint stand in a name: 64 bits.
const DIGITS: usize = 16;

/// By which name templates find each file: its own path, and the path that they link to.
pub type Names = Arc<BTreeMap<String, String>>;

/// Adds the files under their second names; gives the names.
pub fn add(statics: &mut BTreeMap<SitePath, StaticFile>, inputs: &Inputs) -> Names {
    let stamped = statics.iter().filter_map(|(path, file)| {
        let fingerprint = match file {
            StaticFile::Site(path) => *inputs.stamps.get(path)?,
            StaticFile::BuiltIn(_, bytes) if is_stampable(path) => Fingerprint::of_bytes(bytes),
            StaticFile::BuiltIn(..) => return None,
        };
        Some((path.clone(), stamped(path, fingerprint)?, file.clone()))
    });
    let stamped: Vec<(SitePath, SitePath, StaticFile)> = stamped.collect();
    let mut names: BTreeMap<String, String> = statics.keys().map(|path| (path.to_string(), path.to_string())).collect();
    for (plain, stamped, file) in stamped {
        names.insert(plain.to_string(), stamped.to_string());
        statics.insert(stamped, file);
    }
    Arc::new(names)
}

/// Whether a file is one that gets a second name.
pub fn is_stampable(path: &SitePath) -> bool {
    path.is_kind(&["css", "js"])
}

/// Whether a path of the output is a second name: what is there never changes.
pub fn is_stamped(path: &SitePath) -> bool {
    let stamp = path.stem().rsplit_once('.').map(|(_, stamp)| stamp);
    let is_hex = |stamp: &str| stamp.len() == DIGITS && stamp.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    is_stampable(path) && stamp.is_some_and(is_hex)
}

fn stamped(path: &SitePath, fingerprint: Fingerprint) -> Option<SitePath> {
    let (stem, kind) = path.as_str().rsplit_once('.')?;
    SitePath::new(&format!("{stem}.{}.{kind}", &fingerprint.to_string()[..DIGITS])).ok()
}

/// Gives templates the function `asset`.
pub fn register(tera: &mut Tera, names: &Names) {
    let names = names.clone();
    tera.register_function("asset", move |values: Kwargs, _: &State| -> TeraResult<String> {
        let path = values.must_get::<String>("path")?;
        names.get(path.trim_start_matches('/')).cloned().ok_or_else(|| {
            let near = nearest(&path, names.keys().map(String::as_str));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Error::message(format!("there is no file `{path}` in `static/` of the site or its theme{near}"))
        })
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_the_fingerprint() {
        let path = SitePath::new("css/main.min.css").unwrap();
        let stamped = stamped(&path, Fingerprint::of_bytes(b"p { color: red }")).unwrap();
        assert!(stamped.as_str().starts_with("css/main.min.") && is_stamped(&stamped), "{stamped}");
        for plain in ["css/main.min.css", "a.0123456789abcdef.png", "a.0123456789ABCDEF.css", "0123456789abcdef.css"] {
            assert!(!is_stamped(&SitePath::new(plain).unwrap()), "{plain}");
        }
    }
}
