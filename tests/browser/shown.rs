//! The demonstration site in every theme that ships, each built once and served by itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::server::{self, BELOW};

/// The built site in one theme, and where it is served.
pub struct Site {
    pub theme: String,
    pub folder: PathBuf,
    pub origin: String,
}

/// The built-in theme, then each folder of `themes/`.
pub static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings = text_of(&root.join("site.yaml"));
    assert!(!settings.lines().any(|line| line.starts_with("theme:")), "the demonstration shows the built-in theme");
    let mut themes: Vec<String> = std::fs::read_dir(root.join("themes"))
        .expect("themes that ship")
        .map(|entry| entry.expect("can be listed"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a plain name"))
        .collect();
    themes.sort();
    let shipped = themes.iter().map(|theme| build(root, theme, &["--theme", theme]));
    std::iter::once(build(root, "built-in", &[])).chain(shipped).collect()
});

fn build(root: &Path, theme: &str, choice: &[&str]) -> Site {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-sites").join(theme);
    _ = std::fs::remove_dir_all(&folder);
    let origin = server::serve(&folder);
    let built = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["build", "--quiet", "--root"])
        .arg(root)
        .arg("--out")
        .arg(&folder)
        // The 404 page alone needs to know where it stands, for it is shown at any depth.
        .arg(format!("--base-url={origin}{BELOW}"))
        .args(choice)
        .status()
        .expect("onrecord runs");
    assert!(built.success(), "the demonstration site builds with the theme {theme}");
    Site { theme: theme.to_owned(), folder, origin }
}

impl Site {
    /// The paths of all pages, without those that only lead elsewhere.
    pub fn pages(&self) -> Vec<String> {
        let mut pages: Vec<String> = walkdir::WalkDir::new(&self.folder)
            .into_iter()
            .map(|entry| entry.expect("the site can be read"))
            .filter(|entry| entry.file_name() == "index.html")
            .filter(|entry| !text_of(entry.path()).contains("http-equiv=\"refresh\""))
            .map(|entry| {
                let path = entry.path().parent().and_then(|path| path.strip_prefix(&self.folder).ok());
                let path = path.expect("is below").to_str().expect("is UTF-8").replace('\\', "/");
                if path.is_empty() { path } else { path + "/" }
            })
            .collect();
        pages.sort();
        assert!(pages.len() > 100, "only {} pages", pages.len());
        pages
    }

    /// The HTML of one of the pages.
    pub fn html(&self, path: &str) -> String {
        text_of(&server::file_at(&self.folder, &format!("/{path}")).expect("was listed"))
    }

    /// The pages that have notes.
    pub fn annotated(&self) -> Vec<String> {
        self.pages().into_iter().filter(|path| self.html(path).contains("popover ")).collect()
    }

    /// Of each kind of page the one that holds the most, the page for what is missing among them.
    pub fn one_of_each_kind(&self) -> Vec<String> {
        let mut fullest = std::collections::BTreeMap::<String, (usize, String)>::new();
        for path in self.pages().into_iter().chain(["404.html".to_owned()]) {
            let html = self.html(&path);
            let (_, kind) = html.split_once("<body class=\"page-").unwrap_or_else(|| panic!("/{path}: of what kind?"));
            let kind = kind.split(['"', ' ']).next().unwrap_or_default().to_owned();
            let best = fullest.entry(kind).or_default();
            if html.len() > best.0 {
                *best = (html.len(), path);
            }
        }
        assert!(fullest.len() > 12, "only {:?}", fullest.keys());
        fullest.into_values().map(|(_, path)| path).collect()
    }
}

pub fn text_of(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
