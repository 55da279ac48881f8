//! What all hosts have in common that OpenDAL speaks to: buckets of object stores, and WebDAV folders. Which one it is,
//! and with which credentials, its own file says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use futures_util::TryStreamExt as _;
use opendal::{EntryMode, Error, ErrorKind, HttpTransporter, OperationContext, Operator};
use tokio::runtime::{Builder, Runtime};

use super::transport::{NO_ROOM, Transport};
use crate::publish::host::{Host, Manner, Refused, Why};
use crate::publish::served;
use crate::text::{SitePath, shorten};

pub struct StoreHost {
    operator: Operator,
    place: String,
    runtime: Runtime,
    kind: Kind,
    /// The name of what a file says that sends readers on, if the store knows such files.
    redirect: Option<&'static str>,
}

pub enum Kind {
    /// Keys, and headers that the store keeps with each of them.
    Bucket,
    /// Folders, which have to be made and removed; those that are known to be there.
    Folders(Mutex<BTreeSet<SitePath>>),
}

impl StoreHost {
    pub fn new(operator: Operator, place: String, kind: Kind) -> Result<Self, Refused> {
        Self::over(Transport::new(), operator, place, kind)
    }

    /// A bucket whose files can send readers on.
    pub fn with_redirects(transport: Transport, operator: Operator, place: String) -> Result<Self, Refused> {
        let host = Self::over(transport, operator, place, Kind::Bucket)?;
        Ok(Self { redirect: Some(super::website::NOTE), ..host })
    }

    fn over(transport: Transport, operator: Operator, place: String, kind: Kind) -> Result<Self, Refused> {
        let context = OperationContext::new().with_http_transport(HttpTransporter::new(transport));
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Self { operator: operator.with_context(context), place, runtime, kind, redirect: None })
    }

    fn wait<T>(&self, what: impl Future<Output = Result<T, Error>>) -> Result<T, Refused> {
        self.runtime.block_on(what).map_err(|error| refused(&error))
    }

    fn write(&self, path: &SitePath, bytes: Vec<u8>, note: Option<(&str, &str)>) -> Result<(), Refused> {
        self.make_folders(path)?;
        let write = self.operator.write_with(path.as_str(), bytes);
        let write = match self.kind {
            Kind::Bucket => write.content_type(&served::content_type(path)).cache_control(served::cache_control(path)),
            Kind::Folders(_) => write,
        };
        let write = match note {
            Some((name, value)) => write.user_metadata([(name.to_owned(), value.to_owned())]),
            None => write,
        };
        self.wait(async { write.await }).map(drop)
    }

    /// Makes the folders on the way to a file, each once.
    fn make_folders(&self, path: &SitePath) -> Result<(), Refused> {
        let Kind::Folders(known) = &self.kind else { return Ok(()) };
        // Held while folders are made: two threads that make the same one get in each other's way on some servers.
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let parent = path.parent();
        if known.contains(&parent) {
            return Ok(());
        }
        // OpenDAL makes those above it, too, and the folder of the target itself.
        self.wait(self.operator.create_dir(&format!("{parent}/")))?;
        known.insert(parent);
        Ok(())
    }

    /// Removes the folders above a file that are empty now.
    fn remove_folders(&self, path: &SitePath) -> Result<(), Refused> {
        let Kind::Folders(known) = &self.kind else { return Ok(()) };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folder = path.parent();
        while !folder.is_root() {
            // Removing a folder removes all that is in it: it must be seen to be empty.
            let name = format!("{folder}/");
            let holds = match self.runtime.block_on(self.operator.list(&name)) {
                Ok(entries) => entries.iter().any(|entry| entry.path() != name),
                Err(error) if error.kind() == ErrorKind::NotFound => true,
                Err(error) => return Err(refused(&error)),
            };
            if holds {
                return Ok(());
            }
            self.wait(self.operator.delete(&name))?;
            known.remove(&folder);
            folder = folder.parent();
        }
        Ok(())
    }

    async fn listed(&self) -> Result<BTreeMap<SitePath, u64>, Error> {
        let mut files = BTreeMap::new();
        let mut folders = vec!["/".to_owned()];
        while let Some(folder) = folders.pop() {
            let is_bucket = matches!(self.kind, Kind::Bucket);
            let mut entries = match self.operator.lister_with(&folder).recursive(is_bucket).await {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                other => other?,
            };
            loop {
                let entry = match entries.try_next().await {
                    Err(error) if error.kind() == ErrorKind::NotFound => break,
                    other => other?,
                };
                let Some(entry) = entry else { break };
                let is_itself = entry.path().trim_matches('/') == folder.trim_matches('/');
                match entry.metadata().mode() {
                    EntryMode::DIR if !is_bucket && !is_itself => folders.push(entry.path().to_owned()),
                    EntryMode::DIR => {}
                    _ => {
                        if let Ok(path) = SitePath::new(entry.path()) {
                            files.insert(path, entry.metadata().content_length());
                        }
                    }
                }
            }
        }
        Ok(files)
    }
}

impl Host for StoreHost {
    fn place(&self) -> String {
        self.place.clone()
    }

    fn manner(&self) -> Manner {
        Manner::FileByFile
    }

    fn width(&self) -> usize {
        if matches!(self.kind, Kind::Bucket) { 16 } else { 6 }
    }

    fn read(&self, path: &SitePath) -> Result<Option<Vec<u8>>, Refused> {
        match self.runtime.block_on(self.operator.read(path.as_str())) {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        self.wait(self.listed())
    }

    fn len(&self, path: &SitePath) -> Result<Option<u64>, Refused> {
        match self.runtime.block_on(self.operator.stat(path.as_str())) {
            Ok(about) => Ok(Some(about.content_length())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    fn lists_cheaply(&self) -> bool {
        // A thousand keys a request; WebDAV lists each folder by itself.
        matches!(self.kind, Kind::Bucket)
    }

    fn redirects(&self) -> bool {
        self.redirect.is_some()
    }

    fn put_redirect(&self, path: &SitePath, bytes: Vec<u8>, to: &str) -> Result<(), Refused> {
        self.write(path, bytes, self.redirect.map(|name| (name, to)))
    }

    fn put(&self, path: &SitePath, bytes: Vec<u8>) -> Result<(), Refused> {
        self.write(path, bytes, None)
    }

    fn put_new(&self, path: &SitePath, bytes: Vec<u8>) -> Result<bool, Refused> {
        // Some stores and emulators take a condition and do not keep to it; they are asked in two steps.
        if self.read(path)?.is_some() {
            return Ok(false);
        }
        if matches!(self.kind, Kind::Bucket) {
            let write = self.operator.write_with(path.as_str(), bytes.clone()).if_not_exists(true);
            match self.runtime.block_on(async { write.await }) {
                Ok(_) => return Ok(true),
                Err(error) if matches!(error.kind(), ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists) => {
                    return Ok(self.read(path)?.as_ref() == Some(&bytes));
                }
                // Others know no conditions, like WebDAV servers.
                Err(error) if error.to_string().contains("status: 501") => {}
                Err(error) => return Err(refused(&error)),
            }
        }
        self.put(path, bytes.clone())?;
        Ok(self.read(path)?.as_ref() == Some(&bytes))
    }

    fn remove(&self, path: &SitePath) -> Result<(), Refused> {
        match self.runtime.block_on(self.operator.delete(path.as_str())) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(refused(&error)),
            _ => self.remove_folders(path),
        }
    }
}

pub fn refused(error: &Error) -> Refused {
    let why = match error.kind() {
        ErrorKind::PermissionDenied => Why::Denied,
        _ if error.message().contains(NO_ROOM) => Why::Full,
        ErrorKind::RateLimited => Why::Busy,
        _ if error.is_temporary() => Why::Busy,
        _ => Why::Other,
    };
    // A store may put what was signed into its answer; that is long, and of no use to anybody.
    let mut message = shorten(error.message());
    if message.is_empty() {
        message = error.kind().to_string();
    }
    Refused::new(why, message)
}
