//! What a theme says of itself in its `theme.yaml`, and which themes it stands on.

use include_dir::Dir;
use semver::{Version, VersionReq};

use super::layers::SHIPPED;
use crate::config::Config;
use crate::gather::{Inputs, MANIFEST, THEMES};
use crate::text::{Diagnostic, SitePath, Span, TextFile, nearest};
use crate::yaml::Document;

/// A theme that a site uses, by itself or because another one extends it.
pub struct Member {
    pub name: String,
    /// The theme's files, if it ships with the program and the site has none of that name.
    pub shipped: Option<&'static Dir<'static>>,
}

/// The theme of a site and all that it extends, nearest first.
pub fn chain(config: &Config, inputs: &Inputs) -> (Vec<Member>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let mut chain: Vec<Member> = Vec::new();
    let mut next = config.theme.clone().map(|name| (name, None));
    while let Some((name, asked_at)) = next {
        if chain.iter().any(|member| member.name == name) {
            let names: Vec<String> = chain.iter().map(|member| format!("`{}`", member.name)).collect();
            let told_loop = Diagnostic::error(
                "theme-loop",
                format!("the theme `{name}` extends itself: {} → `{name}`", names.join(" → ")),
            );
            told.push(at(told_loop, asked_at).hint("take one `extends` out"));
            break;
        }
        let own = inputs.themes.contains(&name);
        let shipped = SHIPPED.get_dir(&name).filter(|_| !own);
        if !own && shipped.is_none() {
            told.push(unknown(&name, asked_at, config, inputs));
            break;
        }
        let text = match shipped {
            Some(folder) => shipped_manifest(folder),
            None => inputs.manifests.iter().find(|file| file.path.as_str() == manifest_of(&name)).cloned(),
        };
        chain.push(Member { name, shipped });
        next = text.and_then(|file| read(&file, &mut told));
    }
    (chain, told)
}

fn manifest_of(theme: &str) -> String {
    format!("{THEMES}/{theme}/{MANIFEST}")
}

fn shipped_manifest(folder: &'static Dir<'static>) -> Option<TextFile> {
    let file = folder.get_file(folder.path().join(MANIFEST))?;
    let path = SitePath::new(&format!("built-in/{}", file.path().to_str()?)).ok()?;
    Some(TextFile { path, text: file.contents_utf8()?.into() })
}

/// Reads a `theme.yaml`, and gives the theme that it extends with the place where it says so.
fn read(file: &TextFile, told: &mut Vec<Diagnostic>) -> Option<(String, Option<Span>)> {
    let document = Document::read(&file.path, &file.text, 0..file.text.len());
    let extends = document.root().fields(|fields| {
        // What lists of themes show; nothing in a build depends on it.
        fields.words("name");
        fields.words("description");
        fields.words("author");
        fields.words("license");
        fields.read("version", |node| {
            let version = node.text()?;
            if let Err(why) = Version::parse(&version) {
                let bad = Diagnostic::warning("bad-version", format!("`{version}` is not a version: {why}"));
                node.tell(bad.at(node.span()).hint("write three numbers, such as `1.0.0`"));
            }
            Some(())
        });
        fields.read("onrecord", |node| {
            let range = node.text()?;
            match VersionReq::parse(&range) {
                Err(why) => {
                    let bad =
                        Diagnostic::warning("bad-version", format!("`{range}` is not a range of versions: {why}"));
                    node.tell(bad.at(node.span()).hint("write it as `\">=0.1, <0.2\"`"));
                }
                Ok(range) => {
                    if let Some(misfit) = misfit(&range) {
                        node.tell(misfit.at(node.span()));
                    }
                }
            }
            Some(())
        });
        fields.read("extends", |node| Some((node.text()?, Some(node.span())))).flatten()
    });
    told.extend(document.into_told());
    extends.flatten().filter(|(name, _)| !name.trim().is_empty())
}

/// Tells of a theme that is made for other versions of the program.
fn misfit(range: &VersionReq) -> Option<Diagnostic> {
    let own = Version::parse(env!("CARGO_PKG_VERSION")).expect("a package has a version");
    if range.matches(&own) {
        return None;
    }
    let told =
        Diagnostic::warning("theme-misfit", format!("this theme is made for onrecord {range}, and this is {own}"));
    Some(told.hint(
        "get the version of the theme that is made for this onrecord; if all pages look right, widen `onrecord` here",
    ))
}

fn at(told: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => told.at(span),
        None => told,
    }
}

fn unknown(name: &str, asked_at: Option<Span>, config: &Config, inputs: &Inputs) -> Diagnostic {
    let shipped = SHIPPED.dirs().filter_map(|dir| dir.path().to_str());
    let known: Vec<&str> = inputs.themes.iter().map(String::as_str).chain(shipped).collect();
    let told = Diagnostic::error("unknown-theme", format!("there is no theme `{name}`"));
    // The name may come from the command line, and then the settings have no place for it.
    let in_settings = config.origin.as_ref().and_then(|origin| {
        let (value, whole) = (origin.below(&["theme"]), origin.span());
        (value != whole).then_some(value)
    });
    let extended = asked_at.is_some();
    let told = at(told, asked_at.or(in_settings));
    match nearest(name, known.iter().copied()) {
        Some(near) => told.hint(format!("did you mean `{near}`?")),
        None if extended => told.hint(format!("put it into `themes/{name}/`, or take out `extends`")),
        None => told.hint(format!("put it into `themes/{name}/`, or leave out `theme` for the built-in one")),
    }
}
