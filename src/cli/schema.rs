//! `onrecord schema`: what authors can write, for editor programs.

use std::path::Path;

use anyhow::Context;
use clap::ValueEnum as _;

use super::args::Schema;
use super::{Exit, print};
use crate::config::{self, Config};
use crate::schema::{FOLDER, Of};
use crate::text::{SitePath, decode};
use crate::world::{Disk, Folder, World as _};

pub fn run(root: &Path, args: &Schema) -> anyhow::Result<Exit> {
    match args.of {
        Some(of) => print(&of.text(&taxonomies(root))),
        None if args.write => {
            let count = write_all(&Folder::new(root.to_path_buf()), &taxonomies(root))?;
            anstream::println!("{count} schemas in `{}`", root.join(FOLDER).display());
        }
        None => {
            for of in Of::ALL {
                let value = of.to_possible_value().expect("no schema is hidden");
                let help = value.get_help().map(ToString::to_string).unwrap_or_default();
                print(&format!("{:14}{help}\n", of.name()));
            }
        }
    }
    Ok(Exit::Well)
}

/// Puts all schemas into the folder of a site; says how many there are.
pub fn write_all(folder: &Folder, taxonomies: &[String]) -> anyhow::Result<usize> {
    for of in Of::ALL {
        let path = SitePath::new(&format!("{FOLDER}/{}.json", of.name())).expect("a plain name");
        let text = of.text(taxonomies);
        if folder.read(&path).is_ok_and(|before| before == text.as_bytes()) {
            continue;
        }
        folder.replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{path}`"))?;
    }
    Ok(Of::ALL.len())
}

/// The site's ways to file articles; tags alone where there is no site.
fn taxonomies(root: &Path) -> Vec<String> {
    let settings = SitePath::new(config::FILE).expect("a plain name");
    let file = Disk::new(root.to_path_buf()).read(&settings).ok().and_then(|bytes| decode(&settings, bytes).ok());
    let config = file.map_or_else(Config::default, |file| Config::read(&file).0);
    config.taxonomies.into_iter().map(|taxonomy| taxonomy.name).collect()
}
