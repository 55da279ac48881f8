//! `onrecord serve`: live preview.

use std::path::Path;

use anyhow::Context;

use super::Exit;
use super::args::Serve;
use crate::preview::{self, Door};
use crate::project::Options;
use crate::resolve::Due;

pub fn run(root: &Path, args: &Serve) -> anyhow::Result<Exit> {
    let root = root.canonicalize().with_context(|| format!("there is no folder `{}`", root.display()))?;
    let options = Options {
        due: Due { drafts: !args.no_drafts, future: args.future, expired: args.expired },
        theme: args.theme.clone(),
        ..Options::default()
    };
    preview::serve(
        &root,
        options,
        args.poll,
        &Door { host: args.host, port: args.port, open: args.open, read_only: args.read_only, follow: args.follow },
    )?;
    Ok(Exit::Well)
}
