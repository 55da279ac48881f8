//! `onrecord archive`: stores a copy of a source, and says so in the record.

use std::path::Path;

use anyhow::{Context, bail};

use super::Exit;
use super::args::Archive;
use crate::archive::{self, Stored, extension, with_archive};
use crate::gather::ARCHIVE;
use crate::parse::{Layout, RecordKind};
use crate::project::{Changes, Options, Project, Refreshed};
use crate::resolve::{Site, SourceNode};
use crate::text::SitePath;
use crate::verbatim::{readable_words, sha256};
use crate::world::{Disk, Folder, World};

pub fn run(root: &Path, args: &Archive) -> anyhow::Result<Exit> {
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let world = Disk::new(root.clone());
    let folder = Folder::new(root);
    let Refreshed { edition, texts, .. } = Project::new(Options::default()).refresh(&world, Changes::All);
    let Some(edition) = edition else {
        bail!("there is no `site.yaml` in `{}`, so this is not a site", folder.path().display());
    };
    let node = source(&edition.site, &args.id)?;
    let brought = bring(args, node)?;
    let now = sha256(&brought.bytes);
    let said = node.source.archive.as_ref();
    let file = said.and_then(|archive| SitePath::new(archive.file.as_deref()?).ok()).filter(|file| !file.is_root());
    let there = file.as_ref().and_then(|file| folder.read(file).ok()).map(|bytes| sha256(&bytes));
    let is_same = |digest: &str| digest.trim().eq_ignore_ascii_case(&now);
    let recorded = said.and_then(|archive| archive.sha256.as_deref());

    if let (Some(file), true, true) = (&file, recorded.is_some_and(is_same), there.as_deref().is_some_and(is_same)) {
        anstream::println!("{file}: unchanged");
        return Ok(Exit::Well);
    }
    let is_other =
        recorded.is_some_and(|digest| !is_same(digest)) || there.as_deref().is_some_and(|there| !is_same(there));
    if is_other && !args.replace {
        let file = file.as_ref().map_or(String::new(), ToString::to_string);
        bail!(
            "the copy of `{}` that the record names, `{file}`, has other bytes (this is {now})\n  \
             `--replace` keeps the new copy beside it, and names that one in the record",
            args.id
        );
    }
    let day = edition.site.config.zone.day_of(world.now()).to_string();
    let kept = file.filter(|_| !is_other).map_or_else(|| place(&folder, args, &brought, &day, &now), Ok)?;
    let stored = Stored { file: kept.to_string(), sha256: now, on: day };

    let record = node.origins.span().file;
    let text = texts.get(&record).map(|text| &**text).unwrap_or_default();
    let below = record.as_str().strip_prefix("content/_record/").unwrap_or_default();
    let is_single = matches!(RecordKind::of(&record, below), Some((_, Layout::Single)));
    let changed = with_archive(text, (!is_single).then_some(&*args.id), &stored)
        .map_err(|why| anyhow::anyhow!("`{record}` is left as it is, and nothing is stored: {why}"))?;
    // The copy comes first: a record that names a file which is not there would be wrong.
    if folder.stamp(&kept).is_none() {
        folder.replace(&kept, &brought.bytes).with_context(|| format!("cannot write `{kept}`"))?;
    }
    if !folder.replace_text(&record, text, &changed).with_context(|| format!("cannot write `{record}`"))? {
        bail!("`{record}` was changed just now; try again");
    }
    anstream::println!("{kept}: {}", described(&kept, &brought.bytes));
    anstream::println!("{record}: `{}` names it", args.id);
    Ok(Exit::Well)
}

fn source<'a>(site: &'a Site, id: &str) -> anyhow::Result<&'a SourceNode> {
    match site.sources.index(id) {
        Some(index) => Ok(&site.sources.entries[index]),
        None => match site.sources.nearest(id) {
            Some(near) => bail!("there is no source `{id}`; did you mean `{near}`?"),
            None => bail!("there is no source `{id}` in the record"),
        },
    }
}

/// The bytes of a copy, and what tells of their kind.
struct Brought {
    bytes: Vec<u8>,
    extension: String,
}

fn bring(args: &Archive, node: &SourceNode) -> anyhow::Result<Brought> {
    let is_address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    let url = match (&args.from, &node.source.url) {
        (Some(from), _) if is_address(from) => from,
        (Some(from), _) => return read(Path::new(from)),
        (None, Some(url)) if args.fetch => url,
        (None, Some(url)) => bail!("name a file or an address; `--fetch` takes the source's own, `{url}`"),
        (None, None) => bail!("name a file or an address: `{}` has no `url` of its own", args.id),
    };
    let fetched = archive::fetch(url)?;
    let extension = extension(url, fetched.content_type.as_deref());
    Ok(Brought { bytes: fetched.bytes, extension })
}

/// Reads a file from anywhere on the disk.
fn read(path: &Path) -> anyhow::Result<Brought> {
    let full = path.canonicalize().with_context(|| format!("there is no file `{}`", path.display()))?;
    let (Some(folder), Some(name)) = (full.parent(), full.file_name().and_then(|name| name.to_str())) else {
        bail!("`{}` is no file", path.display());
    };
    let file = SitePath::new(name).map_err(|_| anyhow::anyhow!("`{}` has an odd name", path.display()))?;
    let bytes =
        Folder::new(folder.to_path_buf()).read(&file).with_context(|| format!("cannot read `{}`", path.display()))?;
    if bytes.is_empty() {
        bail!("`{}` is empty", path.display());
    }
    Ok(Brought { bytes, extension: extension(name, None) })
}

/// A place for the copy: one that holds these bytes already, or the first that is free.
fn place(folder: &Folder, args: &Archive, brought: &Brought, day: &str, digest: &str) -> anyhow::Result<SitePath> {
    const TRIES: usize = 1000;
    let Archive { id, .. } = args;
    let plain = [id.clone(), format!("{id}-{day}")];
    let names = plain.into_iter().chain((2..TRIES).map(|number| format!("{id}-{day}-{number}")));
    for name in names {
        let path = SitePath::new(&format!("{ARCHIVE}/{name}.{}", brought.extension))
            .map_err(|_| anyhow::anyhow!("`{id}` cannot be the name of a file"))?;
        if !folder.is_taken(&path) || folder.read(&path).is_ok_and(|bytes| sha256(&bytes) == digest) {
            return Ok(path);
        }
    }
    bail!("there are {TRIES} copies of `{id}` of today already")
}

/// What a copy is good for.
fn described(path: &SitePath, bytes: &[u8]) -> String {
    match readable_words(path, bytes) {
        None => "kept; files of this kind are not searched for quotes".to_owned(),
        Some(Ok(words)) => format!("{} words to look for quotes in", words.len()),
        Some(Err(why)) => format!("kept, and cannot be searched for quotes: {why}"),
    }
}
