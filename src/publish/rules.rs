//! Redirects and headers in the form in which hosts and servers read them.
//!
//! The pages at old addresses send readers on by themselves, on any host; a rule does it before a page is loaded, and
//! tells machines that the address has changed for good. What a host takes no more of is left to those pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::plan::Local;
use super::served::{self, KEPT, REVALIDATED};
use crate::config::{Packing, Rules};
use crate::render::{Edition, PageKind};
use crate::text::SitePath;

/// An old address and the one that took its place, from the root of the domain and percent-encoded: `/sub/old/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The file of the page that redirects where no rule does.
    pub file: SitePath,
    pub from: String,
    pub to: String,
}

/// All redirects of a site.
pub fn redirects(edition: &Edition) -> Vec<Redirect> {
    let (site, base) = (&edition.site, edition.site.config.base_path());
    let moved = edition.plan.pages.iter().filter_map(|page| match page.kind {
        PageKind::Redirect(moved) => Some(Redirect {
            file: page.address.file.clone(),
            from: format!("{base}{}", page.address.href),
            to: format!("{base}{}", moved.address(site).href),
        }),
        _ => None,
    });
    moved.collect()
}

/// The files that tell a host its rules.
pub fn files(rules: Rules, redirects: &[Redirect], local: &Local, base: &str) -> Vec<(SitePath, Vec<u8>)> {
    let kept = kept(local, base);
    let files = match rules {
        // Netlify prefers a page to a rule, unless the rule insists.
        Rules::Netlify => vec![
            ("_redirects", redirect_lines(redirects, "301!", usize::MAX)),
            ("_headers", header_lines(&kept, usize::MAX)),
        ],
        // Cloudflare Pages takes 2,000 redirects without patterns, and 100 rules of headers.
        Rules::Cloudflare => {
            vec![("_redirects", redirect_lines(redirects, "301", 2000)), ("_headers", header_lines(&kept, 100))]
        }
        Rules::StaticWebApps => vec![("staticwebapp.config.json", static_web_apps(redirects, &kept, base))],
    };
    let named = |(name, text): (&str, String)| Some((SitePath::new(name).ok()?, text.into_bytes()));
    files.into_iter().filter_map(named).collect()
}

/// Both spellings of an address: with and without the slash at its end.
fn spellings(from: &str) -> impl Iterator<Item = &str> {
    [Some(from), from.strip_suffix('/').filter(|from| !from.is_empty())].into_iter().flatten()
}

fn redirect_lines(redirects: &[Redirect], status: &str, most: usize) -> String {
    let lines = redirects.iter().flat_map(|redirect| spellings(&redirect.from).map(move |from| (from, &redirect.to)));
    lines.take(most).map(|(from, to)| format!("{from} {to} {status}\n")).collect()
}

/// Both hosts have pages asked for again by themselves; only what may be kept needs a word.
fn header_lines(kept: &BTreeSet<String>, most: usize) -> String {
    kept.iter().take(most).map(|path| format!("{path}\n  Cache-Control: {KEPT}\n")).collect()
}

/// What may be kept for good: folders in which all files are of that kind, and single files.
fn kept(local: &Local, base: &str) -> BTreeSet<String> {
    let is_kept = |path: &SitePath| served::cache_control(path) == KEPT;
    let mixed: BTreeSet<SitePath> = local.keys().filter(|path| !is_kept(path)).flat_map(above).collect();
    let kept = local.keys().filter(|path| is_kept(path)).map(|path| {
        let folder = above(path).filter(|folder| !folder.is_root() && !mixed.contains(folder)).last();
        match folder {
            Some(folder) => format!("{base}{}/*", encoded(&folder)),
            None => format!("{base}{}", encoded(path)),
        }
    });
    kept.collect()
}

/// The folders that hold a path, from the nearest up.
fn above(path: &SitePath) -> impl Iterator<Item = SitePath> {
    std::iter::successors(Some(path.parent()), |folder| (!folder.is_root()).then(|| folder.parent()))
}

fn encoded(path: &SitePath) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const OTHER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(path.as_str(), OTHER).to_string()
}

/// Azure Static Web Apps reads no more than 20 KB.
const LARGEST: usize = 20_000;

fn static_web_apps(redirects: &[Redirect], kept: &BTreeSet<String>, base: &str) -> String {
    let headers = |value: &str| json!({ "Cache-Control": value });
    // What may be kept goes first, since it is little and the redirects may be many.
    let stay = kept.iter().map(|path| json!({ "route": path, "headers": headers(KEPT) }));
    let moved = redirects.iter().flat_map(|redirect| {
        let route = |from| json!({ "route": from, "redirect": redirect.to, "statusCode": 301 });
        spellings(&redirect.from).map(route)
    });
    let mut room = LARGEST - 1000;
    let routes: Vec<Value> = stay
        .chain(moved)
        .take_while(|route| {
            let len = route.to_string().len() + 1;
            let fits = len <= room;
            room = room.saturating_sub(len);
            fits
        })
        .collect();
    let mut whole = Map::new();
    whole.insert("routes".to_owned(), Value::Array(routes));
    whole.insert("globalHeaders".to_owned(), headers(REVALIDATED));
    whole.insert("responseOverrides".to_owned(), json!({ "404": { "rewrite": format!("{base}404.html") } }));
    format!("{}\n", Value::Object(whole))
}

/// The kinds of files that are named by what is in them.
const KINDS: &str = r"\.(css|js|mjs|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf|pdf)$";
/// What their names look like: hexadecimal digits, of both sorts, so that a date is not taken for a digest.
const DIGEST: &str = r"[.-](?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,64}";
/// The same for expressions that cannot look ahead: so many that they are no date.
const LONG_DIGEST: &str = r"[.-][0-9a-f]{16,64}";

/// Where files lie on the server and which variants are there.
pub struct Served<'a> {
    /// The folder that the server has.
    pub folder: &'a str,
    /// `/`, or the path below which the site is served: `/sub/path/`.
    pub base: &'a str,
    pub precompress: &'a [Packing],
}

/// What nginx needs to be told within a `server` block.
pub fn nginx(served: &Served<'_>, redirects: &[Redirect]) -> String {
    let Served { folder, base, precompress } = served;
    let folder = folder.trim_end_matches('/');
    let mut packed = String::new();
    for packing in *precompress {
        let _ = match packing {
            Packing::Gzip => write!(packed, "    gzip_static on;\n    gzip_vary on;\n"),
            Packing::Brotli => writeln!(packed, "    brotli_static on;  # needs the module ngx_brotli"),
            Packing::Zstd => writeln!(packed, "    zstd_static on;  # needs the module zstd-nginx-module"),
        };
    }
    let mut told = String::from("# Within `server { … }` of nginx.\n");
    let _ = write!(
        told,
        "charset utf-8;
charset_types text/css application/javascript application/json application/xml application/atom+xml image/svg+xml;
error_page 404 {base}404.html;
# Names that hold a digest of the bytes are kept for a year.
location ~ \"^{base}(.*{DIGEST}{kinds})$\" {{
    alias {folder}/$1;
    add_header Cache-Control \"{KEPT}\";
{packed}}}
# All else is asked for again.
location {base} {{
    alias {folder}/;
    index index.html;
    add_header Cache-Control \"{REVALIDATED}\";
{packed}}}
location ~ \"^{base}\\.onrecord-\" {{
    return 404;
}}
",
        kinds = KINDS.trim_end_matches('$'),
    );
    for Redirect { from, to, .. } in redirects {
        for from in spellings(from) {
            let _ = writeln!(told, "location = \"{}\" {{ return 301 \"{to}\"; }}", decoded(from).replace('"', "\\\""));
        }
    }
    told
}

/// What Caddy needs to be told within the block of a site.
pub fn caddy(served: &Served<'_>, redirects: &[Redirect]) -> String {
    let Served { folder, base, precompress } = served;
    let mut told = String::from("# Within `example.org { … }` of a Caddyfile.\n");
    for Redirect { from, to, .. } in redirects {
        for from in spellings(from) {
            let _ = writeln!(told, "redir \"{}\" \"{to}\" permanent", decoded(from).replace('"', "\\\""));
        }
    }
    let names = |packing: &Packing| match packing {
        Packing::Gzip => "gzip",
        Packing::Brotli => "br",
        Packing::Zstd => "zstd",
    };
    let order = [Packing::Brotli, Packing::Zstd, Packing::Gzip];
    let packed: Vec<&str> = order.iter().filter(|packing| precompress.contains(packing)).map(names).collect();
    let packed = if packed.is_empty() { String::new() } else { format!("\t\tprecompressed {}\n", packed.join(" ")) };
    let _ = write!(
        told,
        "handle_path {base}* {{
\troot * \"{folder}\"
\t@kept path_regexp {LONG_DIGEST}{KINDS}
\t@others not path_regexp {LONG_DIGEST}{KINDS}
\t# Names that hold a digest of the bytes are kept for a year; all else is asked for again.
\theader @kept Cache-Control \"{KEPT}\"
\theader @others Cache-Control \"{REVALIDATED}\"
\tfile_server {{
\t\thide .onrecord-*
{packed}\t}}
}}
handle_errors {{
\troot * \"{folder}\"
\trewrite * /404.html
\tfile_server
}}
"
    );
    told
}

fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::manifest::Kept;
    use crate::publish::plan::{File, Wave};
    use crate::text::Fingerprint;

    fn path(text: &str) -> SitePath {
        SitePath::new(text).unwrap()
    }

    fn local(names: &[&str]) -> Local {
        let file = File { kept: Kept { hash: Fingerprint::of_bytes(b""), len: 0 }, wave: Wave::Assets };
        names.iter().map(|name| (path(name), file)).collect()
    }

    fn moved() -> Vec<Redirect> {
        vec![Redirect { file: path("old/index.html"), from: "/sub/old/".to_owned(), to: "/sub/n%20w/".to_owned() }]
    }

    fn text(files: &[(SitePath, Vec<u8>)], name: &str) -> String {
        let (_, bytes) = files.iter().find(|(path, _)| path.as_str() == name).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    }

    #[test]
    fn two_files_tell_netlify_and_cloudflare() {
        let local = local(&["index.html", "img/a-0f3b92ac.webp", "img/b-1f3b92ac.webp", "style.0f3b92ac.css"]);
        let files = |rules| files(rules, &moved(), &local, "/sub/");
        let netlify = files(Rules::Netlify);
        assert_eq!(text(&netlify, "_redirects"), "/sub/old/ /sub/n%20w/ 301!\n/sub/old /sub/n%20w/ 301!\n");
        assert_eq!(text(&files(Rules::Cloudflare), "_redirects").lines().next(), Some("/sub/old/ /sub/n%20w/ 301"));
        let headers = text(&netlify, "_headers");
        assert_eq!(
            headers,
            format!("/sub/img/*\n  Cache-Control: {KEPT}\n/sub/style.0f3b92ac.css\n  Cache-Control: {KEPT}\n")
        );
    }

    #[test]
    fn a_host_gets_no_more_than_it_reads() {
        let many: Vec<Redirect> = (0..3000)
            .map(|n| Redirect { file: path("x"), from: format!("/old-{n}/"), to: "/new/".to_owned() })
            .collect();
        let of = |rules| files(rules, &many, &local(&["index.html"]), "/");
        assert_eq!(text(&of(Rules::Cloudflare), "_redirects").lines().count(), 2000);
        let config = text(&of(Rules::StaticWebApps), "staticwebapp.config.json");
        assert!(config.len() < 20_000 && config.len() > 15_000, "{}", config.len());
        let config: Value = serde_json::from_str(&config).unwrap();
        assert_eq!(config["routes"][0]["statusCode"], 301);
        assert_eq!(config["globalHeaders"]["Cache-Control"], REVALIDATED);
    }
}
