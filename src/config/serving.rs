//! What a host does beside handing out files: which variants it can choose from, and which file tells it its rules.

use crate::text::Diagnostic;
use crate::yaml::{Fields, Node};

/// How a file is compressed once, so that the host need not do it for every reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Packing {
    Gzip,
    Brotli,
    Zstd,
}

/// Who reads redirects and headers from a file beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// `_redirects` and `_headers`.
    Netlify,
    /// The same two with fewer rules in them.
    Cloudflare,
    /// `staticwebapp.config.json` of Azure Static Web Apps.
    StaticWebApps,
}

pub const PACKINGS: [Packing; 3] = [Packing::Gzip, Packing::Brotli, Packing::Zstd];

const PACKING_NAMES: [(&str, Packing); 3] =
    [("gzip", Packing::Gzip), ("brotli", Packing::Brotli), ("zstd", Packing::Zstd)];

const RULES: [(&str, Rules); 3] =
    [("netlify", Rules::Netlify), ("cloudflare", Rules::Cloudflare), ("static-web-apps", Rules::StaticWebApps)];

impl Packing {
    /// What is added to a file's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Brotli => "br",
            Self::Zstd => "zst",
        }
    }
}

/// Reads `precompress`: a list of ways, or `true` for all of them. `serves` says whether the host chooses by suffix.
pub fn precompress(fields: &mut Fields<'_>, serves: bool) -> Vec<Packing> {
    let packings = fields.read("precompress", |node| {
        let mut packings = read_packings(node);
        packings.sort_unstable();
        packings.dedup();
        if !packings.is_empty() && !serves {
            let told = Diagnostic::error("bad-target", "this kind of host does not choose between variants of a file");
            node.tell(told.hint("leave out `precompress`; most hosts of this kind compress by themselves"));
        }
        packings
    });
    packings.unwrap_or_default()
}

fn read_packings(node: Node<'_>) -> Vec<Packing> {
    if node.json().is_boolean() {
        return if node.flag() == Some(true) { PACKINGS.to_vec() } else { Vec::new() };
    }
    let mut packings = Vec::new();
    node.items(&mut |item| packings.extend(item.choice(&PACKING_NAMES)));
    packings
}

pub fn rules(fields: &mut Fields<'_>) -> Option<Rules> {
    fields.choice("rules", &RULES)
}
