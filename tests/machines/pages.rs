//! The built demonstration site, and what stands in the heads of its pages.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// The address in the demonstration's settings.
pub const BASE: &str = "https://example.org/onrecord";

/// All texts of an output folder.
pub struct Output(BTreeMap<String, String>);

impl Output {
    /// Builds the demonstration site, once.
    pub fn of_demonstration() -> &'static Self {
        static BUILT: OnceLock<Output> = OnceLock::new();
        BUILT.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let out = folder.path().join("public");
            let built = Command::new(env!("CARGO_BIN_EXE_onrecord"))
                .args(["build", "--quiet", "--root", env!("CARGO_MANIFEST_DIR"), "--out"])
                .arg(&out)
                .output()
                .expect("the program");
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            let mut files = BTreeMap::new();
            read(&out, &out, &mut files);
            Output(files)
        })
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The pages of HTML.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(path, _)| path.ends_with(".html")).map(|(path, html)| (path.as_str(), html.as_str()))
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    pub fn text(&self, path: &str) -> &str {
        self.0.get(path).unwrap_or_else(|| panic!("there is no {path}"))
    }

    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(self.text(path)).unwrap_or_else(|why| panic!("{path} is no JSON: {why}"))
    }
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(root, &path, files);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let below = path.strip_prefix(root).expect("a path below the folder");
            files.insert(below.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

/// What a page says of itself.
pub fn json_ld(html: &str) -> Option<Value> {
    let (_, after) = html.split_once("<script type=\"application/ld+json\">")?;
    let (json, _) = after.split_once("</script>")?;
    Some(serde_json::from_str(json).unwrap_or_else(|why| panic!("{why}: {json}")))
}

/// All objects of a type.
pub fn of_type<'a>(value: &'a Value, kind: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(map) => {
            let own = (value["@type"] == kind).then_some(value);
            own.into_iter().chain(map.values().flat_map(|value| of_type(value, kind))).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| of_type(item, kind)).collect(),
        _ => Vec::new(),
    }
}

/// All addresses below the site's own, without that.
pub fn addresses(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.values().flat_map(addresses).collect(),
        Value::Array(items) => items.iter().flat_map(addresses).collect(),
        Value::String(text) => text.strip_prefix(&format!("{BASE}/")).map(decoded).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Where the alternate links of a page lead, as they are written.
pub fn alternates(html: &str) -> Vec<String> {
    let links = html.split("<link rel=\"alternate\"").skip(1).filter(|link| !link.starts_with(" hreflang="));
    links.filter_map(|link| Some(link.split_once("href=\"")?.1.split_once('"')?.0.to_owned())).collect()
}

/// The file that a relative link of a page means.
pub fn joined(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    // The links of the 404 page start from the root of the host.
    decoded(parts.join("/").trim_start_matches("/onrecord/"))
}

/// The absolute address of a file.
pub fn url(path: &str) -> String {
    format!("{BASE}/{}", onrecord::resolve::address::encode(path))
}

fn decoded(link: &str) -> String {
    percent_encoding::percent_decode_str(link).decode_utf8().expect("addresses are UTF-8").into_owned()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
