//! Where a site is published to: the targets below `publish` in site.yaml.
//!
//! A target holds nothing secret. Keys that look like a secret are refused with the place where it belongs, since
//! site.yaml is committed and shared.

use super::serving::{self, Packing, Rules};
use crate::text::{Diagnostic, shorten};
use crate::yaml::{Fields, Node};

/// A place that a site can be published to, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub name: String,
    pub to: To,
    /// Who reads redirects and headers from a file beside the pages.
    pub rules: Option<Rules>,
    /// The variants that the host chooses from.
    pub precompress: Vec<Packing>,
    /// Whether `onrecord publish` without a name means this one.
    pub is_default: bool,
}

/// The kinds of hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// A folder of this machine; relative paths start at the site's folder.
    Folder {
        path: String,
    },
    /// A branch of a git repository, which a code host serves.
    Git {
        /// Its address; none is the `origin` of the repository that the site lies in.
        repository: Option<String>,
        branch: String,
        /// The domain for the file `CNAME`.
        domain: Option<String>,
        /// Whether the branch keeps what was published before.
        history: bool,
    },
    /// A folder that the program `rsync` reaches.
    Rsync {
        /// As rsync takes it: `user@host:/srv/www`, `rsync://host/module`, or a path.
        path: String,
        /// The remote shell with its options, in place of rsync's own choice.
        shell: Option<String>,
    },
    S3(Store),
    Azure(Container),
    Google(GoogleBucket),
    WebDav(WebDav),
    Sftp(SecureShell),
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    pub bucket: String,
    /// Below which keys of the bucket the site lies; empty for all of it.
    pub path: String,
    /// The store's address, for stores that are not Amazon's.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    /// The profile of the AWS files to take credentials from.
    pub profile: Option<String>,
    /// Whether the store serves it as a website, and follows the redirects of its files.
    pub website: bool,
}

/// A container of Azure Blob Storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// `$web` is the one that Azure serves as a website.
    pub container: String,
    pub path: String,
    pub account: Option<String>,
    /// Its address, where it is not the one of the account.
    pub endpoint: Option<String>,
}

/// A bucket of Google Cloud Storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoogleBucket {
    pub bucket: String,
    pub path: String,
    pub endpoint: Option<String>,
}

/// A folder that a web server lets WebDAV clients write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebDav {
    pub url: String,
    pub user: Option<String>,
}

/// A folder that an SSH server lets SFTP clients write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecureShell {
    pub host: String,
    pub port: u16,
    pub user: String,
    pub path: String,
    /// The file of the private key, in place of the agent's and the usual ones.
    pub key: Option<String>,
    /// The file of known hosts, in place of the usual one.
    pub known_hosts: Option<String>,
}

#[derive(Clone, Copy)]
enum Kind {
    Folder,
    Git,
    Rsync,
    S3,
    Azure,
    Google,
    WebDav,
    Sftp,
}

const KINDS: [(&str, Kind); 8] = [
    ("folder", Kind::Folder),
    ("git", Kind::Git),
    ("rsync", Kind::Rsync),
    ("s3", Kind::S3),
    ("azure", Kind::Azure),
    ("gcs", Kind::Google),
    ("webdav", Kind::WebDav),
    ("sftp", Kind::Sftp),
];

/// Parts of keys under which people keep secrets.
const SECRET: [&str; 8] =
    ["password", "passphrase", "secret", "token", "access_key", "api_key", "private_key", "credential"];

/// Reads the map of names to targets.
pub fn read(node: Node<'_>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    node.entries(&mut |name, target| {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            let told = Diagnostic::error("bad-target", format!("`{}` cannot name a target", shorten(name)));
            target.tell(told.hint("use letters without accents, digits, hyphens and underscores"));
            return;
        }
        let Some((to, is_default, rules, precompress)) = target.fields(|fields| {
            let (to, is_default) = read_target(name, fields);
            // Object stores and the hosts of branches hand out each file as it is.
            let serves = !matches!(to, Some(To::Git { .. } | To::S3(_) | To::Azure(_) | To::Google(_)));
            (to, is_default, serving::rules(fields), serving::precompress(fields, serves))
        }) else {
            return;
        };
        if is_default && targets.iter().any(|target| target.is_default) {
            let told = Diagnostic::error("bad-target", "two targets are the default one");
            target.tell(told.hint("keep `default: true` with one of them"));
        }
        targets.extend(to.map(|to| Target { name: name.to_owned(), to, rules, precompress, is_default }));
    });
    targets
}

fn read_target(name: &str, fields: &mut Fields<'_>) -> (Option<To>, bool) {
    for key in fields.node().keys() {
        if SECRET.iter().any(|part| key.to_ascii_lowercase().replace('-', "_").contains(part)) {
            fields.read(key, |_| ());
            let told = Diagnostic::error("secret-in-settings", format!("`{}` belongs in no settings", shorten(key)));
            fields.tell(told.at(fields.key_span(key)).hint(whereto(name, &key.to_ascii_uppercase().replace('-', "_"))));
        }
    }
    let is_default = fields.flag("default").unwrap_or(false);
    let Some(kind) = fields.read("to", |node| node.choice(&KINDS)) else {
        let names = KINDS.map(|(name, _)| format!("`{name}`")).join(", ");
        missing(fields, "to", &format!("write what kind of host it is: {names}"));
        // Which other keys it may have is not known.
        fields.rest(&mut |_, _| ());
        return (None, is_default);
    };
    if kind.is_none() {
        fields.rest(&mut |_, _| ());
    }
    let to = kind.and_then(|kind| match kind {
        Kind::Folder => needed(fields, "path", "path: /srv/www").map(|path| To::Folder { path }),
        Kind::Git => {
            let repository = address(name, fields, "repository");
            let branch = needed(fields, "branch", "branch: gh-pages");
            let domain = fields.words("domain");
            let history = fields.flag("history").unwrap_or(true);
            branch.map(|branch| To::Git { repository, branch, domain, history })
        }
        Kind::Rsync => {
            let shell = fields.words("shell");
            needed(fields, "path", "path: user@example.org:/srv/www").map(|path| To::Rsync { path, shell })
        }
        Kind::S3 => {
            let bucket = needed(fields, "bucket", "bucket: example-site");
            let path = fields.words("path").unwrap_or_default();
            let endpoint = address(name, fields, "endpoint");
            let (region, profile) = (fields.words("region"), fields.words("profile"));
            let website = fields.flag("website").unwrap_or(false);
            bucket.map(|bucket| To::S3(Store { bucket, path, endpoint, region, profile, website }))
        }
        Kind::Azure => {
            let container = needed(fields, "container", "container: $web");
            let path = fields.words("path").unwrap_or_default();
            let (account, endpoint) = (fields.words("account"), address(name, fields, "endpoint"));
            container.map(|container| To::Azure(Container { container, path, account, endpoint }))
        }
        Kind::Google => {
            let bucket = needed(fields, "bucket", "bucket: www.example.org");
            let path = fields.words("path").unwrap_or_default();
            let endpoint = address(name, fields, "endpoint");
            bucket.map(|bucket| To::Google(GoogleBucket { bucket, path, endpoint }))
        }
        Kind::WebDav => {
            let user = fields.words("user");
            let url = address(name, fields, "url");
            if url.is_none() {
                missing(fields, "url", "write it as `url: https://example.org/dav/`");
            }
            url.map(|url| To::WebDav(WebDav { url, user }))
        }
        Kind::Sftp => {
            let port = fields.read("port", port).flatten().unwrap_or(22);
            let (key, known_hosts) = (fields.words("key"), fields.words("known_hosts"));
            let host = needed(fields, "host", "host: example.org");
            let user = needed(fields, "user", "user: editor");
            let path = needed(fields, "path", "path: /srv/www");
            let (host, user, path) = (host?, user?, path?);
            Some(To::Sftp(SecureShell { host, port, user, path, key, known_hosts }))
        }
    });
    (to, is_default)
}

fn needed<'a>(fields: &mut Fields<'a>, key: &'a str, example: &str) -> Option<String> {
    let value = fields.words(key);
    if value.is_none() {
        missing(fields, key, &format!("write it as `{example}`"));
    }
    value
}

fn missing(fields: &Fields<'_>, key: &str, hint: &str) {
    fields.node().tell(Diagnostic::error("missing-key", format!("a target needs a `{key}`")).hint(hint));
}

fn port(node: Node<'_>) -> Option<u16> {
    let number = node.whole()?;
    let port = u16::try_from(number).ok().filter(|port| *port > 0);
    if port.is_none() {
        node.tell(Diagnostic::error("unknown-value", format!("`{number}` is not the number of a port")));
    }
    port
}

/// An address without a password in it.
fn address<'a>(name: &str, fields: &mut Fields<'a>, key: &'a str) -> Option<String> {
    let url = fields.words(key)?;
    let authority = url.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
    if user.is_some_and(|user| user.contains(':')) {
        fields.read(key, |node| {
            let told = Diagnostic::error("secret-in-settings", "this address holds a password");
            node.tell(told.hint(whereto(name, "PASSWORD")));
        });
    }
    Some(url)
}

fn whereto(name: &str, what: &str) -> String {
    format!(
        "site.yaml is shared: put it into the environment, for example as `{}`; the manual’s page on publishing lists the variables of each host",
        variable(name, what)
    )
}

/// The variable of the environment that holds a secret of a target: `ONRECORD_LIVE_PASSWORD`.
fn variable(target: &str, what: &str) -> String {
    format!("ONRECORD_{}_{what}", target.to_ascii_uppercase().replace('-', "_"))
}

impl Target {
    /// The variable of the environment that holds one of its secrets.
    pub fn variable(&self, what: &str) -> String {
        variable(&self.name, what)
    }
}
