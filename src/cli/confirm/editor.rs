//! An entry in an editor program.

use std::path::Path;
use std::process::{Command, ExitStatus};

use anyhow::Context as _;

use crate::text::SitePath;
use crate::world::{Folder, variable};

/// Where an entry lies while an editor program has it open.
const DRAFT: &str = ".onrecord/confirm.yaml";
/// How the line below the entry begins.
const ADVICE: &str = "# Save and close to accept the entry as it stands here";

/// The editor program that the surroundings name.
pub fn program() -> Option<String> {
    ["VISUAL", "EDITOR"].iter().find_map(|name| variable(name)).filter(|it| !it.is_empty())
}

/// What comes of an entry in the hands of an editor; none if the program ends with an error.
pub fn edited(root: &Path, program: &str, entry: &str) -> anyhow::Result<Option<String>> {
    let (folder, path) = (Folder::new(root.to_path_buf()), SitePath::new(DRAFT).expect("a plain name"));
    let text = format!("{entry}{ADVICE}; empty the file to leave it.\n");
    folder.replace(&path, text.as_bytes()).with_context(|| format!("cannot write `{path}`"))?;
    let ended = open(program, &path.under(root));
    let edited = folder.read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    folder.remove(&path).ok();
    if !ended.with_context(|| format!("cannot run `{program}`"))?.success() {
        return Ok(None);
    }
    let edited = edited.with_context(|| format!("cannot read `{path}`"))?;
    Ok(Some(edited.split_inclusive('\n').filter(|line| !line.starts_with(ADVICE)).collect()))
}

/// Opens a file in an editor program, which may have options of its own, and waits for its end.
fn open(program: &str, path: &Path) -> std::io::Result<ExitStatus> {
    if cfg!(unix) {
        return Command::new("sh").args(["-c", &format!("{program} \"$1\""), "sh"]).arg(path).status();
    }
    let mut words = program.split_whitespace();
    Command::new(words.next().unwrap_or_default()).args(words).arg(path).status()
}
