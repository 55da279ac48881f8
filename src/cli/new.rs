//! `onrecord new`: a starter site, or an article in a site.

use std::path::Path;

use anyhow::{Context, bail};
use include_dir::{Dir, File, include_dir};

use super::Exit;
use super::schema::write_all as write_schemas;
use crate::config::{self, Config};
use crate::gather::CONTENT;
use crate::text::{SitePath, decode, slugify};
use crate::world::{Disk, Folder, World};

/// The starter site, file by file.
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/starter");

/// Makes a site in a folder that is empty or not there yet.
pub fn site(path: &Path) -> anyhow::Result<Exit> {
    let folder = Folder::new(path.to_path_buf());
    if !folder.is_empty().with_context(|| format!("cannot read `{}`", path.display()))? {
        bail!("`{}` is not empty, so no site is made in it\n  choose another folder", path.display());
    }
    let mut count = 0;
    let mut open = vec![&STARTER];
    while let Some(dir) = open.pop() {
        open.extend(dir.dirs());
        for file in dir.files() {
            put(&folder, &starter_path(file)?, file.contents())?;
            count += 1;
        }
    }
    folder.clear_staging().context("cannot remove the staging folder")?;
    let tags = Config::default().taxonomies.into_iter().map(|taxonomy| taxonomy.name).collect::<Vec<_>>();
    count += write_schemas(&folder, &tags)?;
    let shown = path.display();
    anstream::println!("{count} files in `{shown}`; next: cd {shown} && onrecord build");
    Ok(Exit::Well)
}

/// A starter file's place; `gitignore` is kept without its dot, so that it does not act on our own repository.
fn starter_path(file: &File<'_>) -> anyhow::Result<SitePath> {
    let path = if file.path() == Path::new("gitignore") { Path::new(".gitignore") } else { file.path() };
    SitePath::from_relative(path).ok().context("a starter file has an odd name")
}

/// Makes a draft in a section of the site at `root`.
pub fn article(root: &Path, title: &str, section: Option<&str>) -> anyhow::Result<Exit> {
    let world = Disk::new(root.to_path_buf());
    let settings = SitePath::new(config::FILE).expect("a plain name");
    let Ok(bytes) = world.read(&settings) else {
        bail!(
            "there is no `{settings}` in `{}`, so this is not a site\n  `onrecord new DIR` makes one",
            root.display()
        );
    };
    let zone = match decode(&settings, bytes) {
        Ok(file) => Config::read(&file).0.zone,
        Err(_) => Config::default().zone,
    };
    let slug = slugify(title);
    if slug.is_empty() {
        bail!("nothing in `{title}` can be the name of a file");
    }
    let path = format!("{CONTENT}/{}/{slug}.md", section.unwrap_or_default());
    let Ok(path) = SitePath::new(&path) else { bail!("`{}` is no section of a site", section.unwrap_or_default()) };
    if path.strip(CONTENT).is_none() {
        bail!("`{path}` does not lie in `{CONTENT}`");
    }
    let folder = Folder::new(root.to_path_buf());
    if folder.is_taken(&path) {
        bail!("there is a file `{path}` already");
    }
    let title = serde_yaml::to_string(title).context("cannot write the title as YAML")?;
    let text = format!("---\ntitle: {}\ndate: {}\ndraft: true\n---\n\n", title.trim_end(), zone.day_of(world.now()));
    put(&folder, &path, text.as_bytes())?;
    folder.clear_staging().context("cannot remove the staging folder")?;
    anstream::println!("{}", path.under(root).display());
    Ok(Exit::Well)
}

fn put(folder: &Folder, path: &SitePath, bytes: &[u8]) -> anyhow::Result<()> {
    let put = folder.stage(bytes).and_then(|staged| folder.commit(staged, path));
    put.with_context(|| format!("cannot write `{}`", path.under(folder.path()).display()))
}
