//! Compressed variants beside the files that gain from them, for servers that choose by suffix: `index.html.br`.
//!
//! A variant is made once and kept on a shelf under the digest of what it was made from, so that publishing again
//! costs a look at the shelf. What does not get smaller is remembered there as an empty file, and not published.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::manifest::Kept;
use super::plan::{File, Local};
use super::served;
use crate::config::Packing;
use crate::text::{Fingerprint, SitePath};
use crate::world::Folder;

/// Below this a variant saves less than the headers that tell of it.
const SMALLEST: u64 = 512;

/// Changes when variants are made in another way, so that old ones are not taken from the shelf.
const EDITION: u32 = 1;

/// Adds the variants to what is to be on the host; gives where each one lies on the shelf.
pub fn add_variants(
    local: &mut Local,
    folder: &Folder,
    shelf: &Folder,
    packings: &[Packing],
) -> io::Result<BTreeMap<SitePath, SitePath>> {
    let wanted: Vec<(SitePath, File, Packing)> = local
        .iter()
        .filter(|(path, file)| file.kept.len >= SMALLEST && served::is_text(path))
        .flat_map(|(path, file)| packings.iter().map(move |packing| (path.clone(), *file, *packing)))
        .collect();
    let made: io::Result<Vec<_>> = wanted.into_par_iter().map(|want| make(&want, folder, shelf)).collect();
    let mut places = BTreeMap::new();
    for (path, file, place) in made?.into_iter().flatten() {
        // A site that brings its own variant knows why.
        if !local.contains_key(&path) {
            local.insert(path.clone(), file);
            places.insert(path, place);
        }
    }
    Ok(places)
}

type Made = Option<(SitePath, File, SitePath)>;

fn make((path, file, packing): &(SitePath, File, Packing), folder: &Folder, shelf: &Folder) -> io::Result<Made> {
    let suffix = packing.suffix();
    // Stands for the bytes, which follow from it.
    let hash = Fingerprint::of(&(file.kept.hash.to_string(), suffix, EDITION));
    let named = |name: String| SitePath::new(&name).map_err(|_| io::Error::other(format!("`{name}` cannot be a file")));
    let place = named(format!("{hash}.{suffix}"))?;
    let len = match shelf.stamp(&place) {
        Some(stamp) => stamp.len,
        None => {
            let packed = pack(&folder.read(path)?, *packing)?;
            let packed = if (packed.len() as u64) < file.kept.len { packed } else { Vec::new() };
            let staged = shelf.stage(&packed)?;
            shelf.commit(staged, &place)?;
            packed.len() as u64
        }
    };
    let variant = File { kept: Kept { hash, len }, wave: file.wave };
    Ok((len > 0).then_some((named(format!("{path}.{suffix}"))?, variant, place)))
}

fn pack(bytes: &[u8], packing: Packing) -> io::Result<Vec<u8>> {
    match packing {
        Packing::Gzip => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            packed.write_all(bytes)?;
            packed.finish()
        }
        Packing::Brotli => {
            let mut packed = Vec::new();
            let params = brotli::enc::BrotliEncoderParams { size_hint: bytes.len(), ..Default::default() };
            brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
            Ok(packed)
        }
        Packing::Zstd => zstd::bulk::compress(bytes, 19),
    }
}
