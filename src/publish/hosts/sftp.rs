//! A folder that an SSH server lets SFTP clients write to: one connection, with two channels.
//!
//! Each file is written under another name in [`STAGING`] and then renamed over the old one, which OpenSSH's extension
//! `posix-rename@openssh.com` does in one step. A server without it gets the old file removed first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use russh_sftp::client::error::Error;
use russh_sftp::client::{RawSftpSession, SftpSession};
use russh_sftp::protocol::{OpenFlags, Packet, StatusCode};
use tokio::io::AsyncWriteExt as _;
use tokio::runtime::{Builder, Runtime};

use super::shell::{Login, Session};
use crate::publish::host::{Host, Manner, Refused, Why};
use crate::text::SitePath;

/// Where files wait to be renamed.
const STAGING: &str = ".onrecord-staging";
const POSIX_RENAME: &str = "posix-rename@openssh.com";
/// How long the server may take over one answer.
const ANSWER_SECONDS: u64 = 60;

pub struct SftpHost {
    login: Login,
    folder: String,
    runtime: Runtime,
    /// Opened anew when it breaks.
    connection: Mutex<Option<Arc<Connection>>>,
    staged: AtomicU64,
}

struct Connection {
    /// Keeps the connection open.
    _session: Session,
    sftp: SftpSession,
    /// For what the other one cannot say: renaming over a file.
    raw: RawSftpSession,
    renames_over: bool,
    /// Folders that are known to be there.
    ready: tokio::sync::Mutex<BTreeSet<SitePath>>,
}

impl SftpHost {
    pub fn new(login: Login, folder: &str) -> Result<Self, Refused> {
        // One thread beside those that send: it listens to the server.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let folder = folder.trim_end_matches('/').to_owned();
        Ok(Self { login, folder, runtime, connection: Mutex::default(), staged: AtomicU64::default() })
    }

    fn slot(&self) -> MutexGuard<'_, Option<Arc<Connection>>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the connection; one that broke is forgotten, and the next try opens another.
    fn with<T>(&self, act: impl AsyncFnOnce(&Connection) -> Result<T, Error>) -> Result<T, Refused> {
        let connection = {
            let mut slot = self.slot();
            match &*slot {
                Some(connection) => connection.clone(),
                None => slot.insert(Arc::new(self.runtime.block_on(self.connect())?)).clone(),
            }
        };
        self.runtime.block_on(act(&connection)).map_err(|error| {
            let refused = refused(error);
            if refused.why == Why::Busy {
                let mut slot = self.slot();
                // Not one that another thread opened meanwhile.
                if slot.as_ref().is_some_and(|now| Arc::ptr_eq(now, &connection)) {
                    *slot = None;
                }
            }
            refused
        })
    }

    async fn connect(&self) -> Result<Connection, Refused> {
        let session = self.login.connect().await?;
        let sftp = SftpSession::new(session.sftp().await?).await.map_err(refused)?;
        sftp.set_timeout(ANSWER_SECONDS);
        let raw = RawSftpSession::new(session.sftp().await?);
        raw.set_timeout(ANSWER_SECONDS);
        let about = raw.init().await.map_err(refused)?;
        let renames_over = about.extensions.contains_key(POSIX_RENAME);
        Ok(Connection { _session: session, sftp, raw, renames_over, ready: tokio::sync::Mutex::default() })
    }

    fn at(&self, path: &str) -> String {
        match (self.folder.as_str(), path) {
            (folder, "") => folder.to_owned(),
            (folder, path) => format!("{folder}/{path}"),
        }
    }

    /// Makes the folders on the way to a file.
    async fn make_folders(&self, connection: &Connection, folder: &SitePath) -> Result<(), Error> {
        let mut ready = connection.ready.lock().await;
        if ready.contains(folder) {
            return Ok(());
        }
        let mut path = self.folder.clone();
        for part in std::iter::once("").chain(folder.as_str().split('/')).filter(|part| !part.is_empty()) {
            path = format!("{path}/{part}");
            // One that is there already is refused, with a word that differs from server to server.
            if connection.sftp.create_dir(&path).await.is_err() {
                connection.sftp.metadata(&path).await?;
            }
        }
        ready.insert(folder.clone());
        Ok(())
    }

    /// The folder of the target itself may be missing, as those above it must not.
    async fn make_root(&self, connection: &Connection) -> Result<(), Error> {
        if connection.sftp.try_exists(&self.folder).await? {
            return Ok(());
        }
        connection.sftp.create_dir(&self.folder).await
    }

    async fn write(&self, connection: &Connection, name: &str, bytes: &[u8], new: bool) -> Result<(), Error> {
        let how = if new { OpenFlags::EXCLUDE } else { OpenFlags::TRUNCATE };
        let mut file = connection.sftp.open_with_flags(name, OpenFlags::WRITE | OpenFlags::CREATE | how).await?;
        let written = file.write_all(bytes).await;
        let closed = file.shutdown().await;
        if let Err(error) = written.and(closed) {
            let _ = connection.sftp.remove_file(name).await;
            return Err(self.explained(connection, error.into(), bytes.len()).await);
        }
        Ok(())
    }

    /// A server that has no room left says no more than that it failed.
    async fn explained(&self, connection: &Connection, error: Error, len: usize) -> Error {
        match connection.sftp.fs_info(&self.folder).await {
            Ok(Some(info)) if info.blocks_avail.saturating_mul(info.fragment_size) < len as u64 => {
                Error::Limited(NO_ROOM.to_owned())
            }
            _ => error,
        }
    }

    async fn rename(&self, connection: &Connection, from: &str, to: &str) -> Result<(), Error> {
        if !connection.renames_over {
            let _ = connection.sftp.remove_file(to).await;
            return connection.sftp.rename(from, to).await;
        }
        let mut names = Vec::new();
        for name in [from, to] {
            names.extend(u32::try_from(name.len()).unwrap_or(u32::MAX).to_be_bytes());
            names.extend(name.as_bytes());
        }
        match connection.raw.extended(POSIX_RENAME, names).await? {
            Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
            Packet::Status(status) => Err(status.into()),
            _ => Err(Error::UnexpectedPacket),
        }
    }
}

const NO_ROOM: &str = "the host has no room left";

impl Host for SftpHost {
    fn place(&self) -> String {
        format!("`{}` on {}", self.folder, self.login.place())
    }

    fn manner(&self) -> Manner {
        Manner::FileByFile
    }

    fn read(&self, path: &SitePath) -> Result<Option<Vec<u8>>, Refused> {
        self.with(async |connection| match connection.sftp.read(self.at(path.as_str())).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        self.with(async |connection| {
            let mut files = BTreeMap::new();
            let mut folders = vec![SitePath::root()];
            while let Some(folder) = folders.pop() {
                let entries = match connection.sftp.read_dir(self.at(folder.as_str())).await {
                    Err(error) if is_missing(&error) => continue,
                    other => other?,
                };
                for entry in entries {
                    let name = entry.file_name();
                    if matches!(name.as_str(), "." | "..") || folder.is_root() && name == STAGING {
                        continue;
                    }
                    // A name that no path of a site can have is not onrecord's.
                    let Ok(path) = folder.join(&name) else { continue };
                    match entry.file_type() {
                        kind if kind.is_dir() => folders.push(path),
                        kind if kind.is_file() => drop(files.insert(path, entry.metadata().len())),
                        _ => {}
                    }
                }
            }
            Ok(files)
        })
    }

    fn len(&self, path: &SitePath) -> Result<Option<u64>, Refused> {
        self.with(async |connection| match connection.sftp.metadata(self.at(path.as_str())).await {
            Ok(about) => Ok(Some(about.len())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn lists_cheaply(&self) -> bool {
        false
    }

    fn put(&self, path: &SitePath, bytes: Vec<u8>) -> Result<(), Refused> {
        let number = self.staged.fetch_add(1, Ordering::Relaxed);
        let waiting = self.at(&format!("{STAGING}/{}-{number}", std::process::id()));
        self.with(async |connection| {
            self.make_folders(connection, &SitePath::new(STAGING).unwrap_or_else(|_| SitePath::root())).await?;
            self.make_folders(connection, &path.parent()).await?;
            self.write(connection, &waiting, &bytes, false).await?;
            let renamed = self.rename(connection, &waiting, &self.at(path.as_str())).await;
            if renamed.is_err() {
                let _ = connection.sftp.remove_file(&waiting).await;
            }
            renamed
        })
    }

    fn put_new(&self, path: &SitePath, bytes: Vec<u8>) -> Result<bool, Refused> {
        self.with(async |connection| {
            self.make_root(connection).await?;
            let name = self.at(path.as_str());
            if let Err(error) = self.write(connection, &name, &bytes, true).await {
                // What is there already is refused, with a word that differs from server to server.
                return if connection.sftp.try_exists(&name).await? { Ok(false) } else { Err(error) };
            }
            // The lock is taken: what waits here was left by a run that was cut.
            if let Ok(entries) = connection.sftp.read_dir(self.at(STAGING)).await {
                for entry in entries {
                    let _ = connection.sftp.remove_file(self.at(&format!("{STAGING}/{}", entry.file_name()))).await;
                }
            }
            Ok(true)
        })
    }

    fn remove(&self, path: &SitePath) -> Result<(), Refused> {
        self.with(async |connection| {
            match connection.sftp.remove_file(self.at(path.as_str())).await {
                Err(error) if is_missing(&error) => {}
                other => other?,
            }
            let mut ready = connection.ready.lock().await;
            let mut folder = path.parent();
            while !folder.is_root() && connection.sftp.remove_dir(self.at(folder.as_str())).await.is_ok() {
                ready.remove(&folder);
                folder = folder.parent();
            }
            Ok(())
        })
    }

    fn finish(&self) -> Result<(), Refused> {
        // It stays if something is left in it, and goes with the next run.
        self.with(async |connection| {
            connection.ready.lock().await.retain(|folder| folder.as_str() != STAGING);
            let _ = connection.sftp.remove_dir(self.at(STAGING)).await;
            Ok(())
        })
    }
}

fn is_missing(error: &Error) -> bool {
    matches!(error, Error::Status(status) if status.status_code == StatusCode::NoSuchFile)
}

fn refused(error: Error) -> Refused {
    let why = match &error {
        Error::Status(status) => match status.status_code {
            StatusCode::PermissionDenied => Why::Denied,
            StatusCode::NoConnection | StatusCode::ConnectionLost => Why::Busy,
            _ => Why::Other,
        },
        Error::Limited(words) if words == NO_ROOM => return Refused::new(Why::Full, NO_ROOM),
        _ => Why::Busy,
    };
    Refused::new(why, error.to_string())
}

/// The file that a setting names; `~/` is the folder of whoever runs the program.
pub fn expanded(path: &str, root: &std::path::Path) -> PathBuf {
    match (path.strip_prefix("~/"), crate::world::home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => root.join(path),
    }
}
