//! The kinds of hosts, a file for each.
//!
//! Here a target's secrets are brought together: from the environment, from files that the environment names, and from
//! where the host's own tools look for them. They go to the host and nowhere else.

#[cfg(feature = "publish-azure")]
mod azure;
mod folder;
#[cfg(feature = "publish-gcs")]
mod gcs;
mod git;
mod program;
pub(super) mod rsync;
mod s3;
mod sftp;
mod shell;
mod store;
mod transport;
mod webdav;
mod website;

use std::path::{Path, PathBuf};

use super::host::{Host, Refused, Why};
use crate::config::{SecureShell, Target, To};
use crate::world;

/// The credentials of a target that are not where the host's own tools look for them.
#[derive(Default)]
struct Secrets {
    user: Option<String>,
    password: Option<String>,
}

/// Opens the host of a target. `root` is the site's folder.
pub fn open(target: &Target, root: &Path) -> Result<Box<dyn Host>, Refused> {
    let secret = |what: &str| -> Result<Option<String>, Refused> { Ok(world::secret(&target.variable(what))?) };
    Ok(match &target.to {
        To::Folder { path } => {
            let path = root.join(path);
            apart(&path, root)?;
            Box::new(folder::FolderHost::new(path))
        }
        To::Git { repository, branch, domain, history } => {
            let token = target.variable("TOKEN");
            let (repository, domain) = (repository.as_deref(), domain.as_deref());
            let wish = git::Wish { repository, branch, domain, keep: *history, token: &token };
            Box::new(git::GitHost::open(wish, root)?)
        }
        To::Rsync { path, shell } => {
            if !path.contains(':') {
                apart(&root.join(path), root)?;
            }
            Box::new(rsync::RsyncHost::open(path, shell.as_deref(), secret("PASSWORD")?, root)?)
        }
        To::S3(store) => {
            let (user, password) = (secret("ACCESS_KEY_ID")?, secret("SECRET_ACCESS_KEY")?);
            Box::new(s3::open(store, Secrets { user, password })?)
        }
        #[cfg(feature = "publish-azure")]
        To::Azure(container) => {
            let (user, password) = (secret("ACCOUNT")?, secret("KEY")?);
            Box::new(azure::open(container, Secrets { user, password })?)
        }
        #[cfg(not(feature = "publish-azure"))]
        To::Azure(_) => return Err(without("Azure Blob Storage", "publish-azure")),
        #[cfg(feature = "publish-gcs")]
        To::Google(bucket) => Box::new(gcs::open(bucket, Secrets { user: None, password: secret("TOKEN")? })?),
        #[cfg(not(feature = "publish-gcs"))]
        To::Google(_) => return Err(without("Google Cloud Storage", "publish-gcs")),
        To::WebDav(folder) => {
            let (user, password) = (secret("USER")?, secret("PASSWORD")?);
            Box::new(webdav::open(folder, Secrets { user, password })?)
        }
        To::Sftp(shell) => Box::new(sftp::SftpHost::new(login(target, shell, root)?, &shell.path)?),
    })
}

/// A host that is too heavy for every build.
#[cfg(not(all(feature = "publish-azure", feature = "publish-gcs")))]
fn without(host: &str, feature: &str) -> Refused {
    let repository = env!("CARGO_PKG_REPOSITORY");
    Refused::new(
        Why::Other,
        format!(
            "this build of onrecord leaves out {host}\n  get one that has it with `cargo install --locked --git {repository} --features {feature}`"
        ),
    )
}

/// A folder to publish to must neither hold the site's own files nor lie among them: publishing removes files.
fn apart(path: &Path, root: &Path) -> Result<(), Refused> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let own = ["content", "templates", "themes", "static", "i18n", "public"].map(|name| root.join(name));
    if root.starts_with(&whole) || own.iter().any(|own| whole.starts_with(own)) {
        let message = format!("`{}` holds files of the site itself; choose another folder", whole.display());
        return Err(Refused::new(Why::Other, message));
    }
    Ok(())
}

/// Where keys lie that SSH programs show without being told to.
const USUAL_KEYS: [&str; 2] = [".ssh/id_ed25519", ".ssh/id_ecdsa"];
const USUAL_KNOWN_HOSTS: &str = ".ssh/known_hosts";
const KNOWN_TO_ALL: &str = "/etc/ssh/ssh_known_hosts";

fn login(target: &Target, shell: &SecureShell, root: &Path) -> Result<shell::Login, Refused> {
    let home = world::home().unwrap_or_default();
    let known_hosts: Vec<PathBuf> = match &shell.known_hosts {
        Some(file) => vec![sftp::expanded(file, root)],
        None => vec![home.join(USUAL_KNOWN_HOSTS), KNOWN_TO_ALL.into()],
    };
    let mut keys = Vec::new();
    let key = target.variable("KEY");
    if let Some(text) = world::variable(&key) {
        keys.push(text);
    } else if let Some(file) = world::variable(&format!("{key}_FILE")).or_else(|| shell.key.clone()) {
        let file = sftp::expanded(&file, root);
        let text = world::text_of(&file);
        keys.push(text.map_err(|error| Refused::from(error).while_doing(format_args!("`{}`", file.display())))?);
    } else {
        keys.extend(USUAL_KEYS.iter().filter_map(|file| world::text_of(&home.join(file)).ok()));
    }
    let secret = |what: &str| world::secret(&target.variable(what));
    let (passphrase, password) = (secret("PASSPHRASE")?, secret("PASSWORD")?);
    Ok(shell::Login {
        host: shell.host.clone(),
        port: shell.port,
        user: shell.user.clone(),
        known_hosts,
        keys,
        passphrase,
        password,
    })
}
