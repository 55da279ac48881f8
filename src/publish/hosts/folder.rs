//! A folder of this machine, also one that a web server serves at this moment.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::publish::host::{Host, Manner, Refused};
use crate::text::SitePath;
use crate::world::Folder;

pub struct FolderHost {
    folder: Folder,
}

impl FolderHost {
    pub fn new(path: PathBuf) -> Self {
        Self { folder: Folder::new(path) }
    }

    fn shown(&self, path: &SitePath, error: io::Error) -> Refused {
        Refused::from(error).while_doing(format_args!("`{}`", path.under(self.folder.path()).display()))
    }
}

impl Host for FolderHost {
    fn place(&self) -> String {
        let path = self.folder.path();
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        format!("the folder `{}`", path.display())
    }

    fn manner(&self) -> Manner {
        Manner::FileByFile
    }

    fn read(&self, path: &SitePath) -> Result<Option<Vec<u8>>, Refused> {
        match self.folder.read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.shown(path, error)),
        }
    }

    fn list(&self) -> Result<BTreeMap<SitePath, u64>, Refused> {
        let files = self.folder.all_files().map_err(|error| self.shown(&SitePath::root(), error))?;
        Ok(files.into_iter().collect())
    }

    fn lists_cheaply(&self) -> bool {
        true
    }

    fn put(&self, path: &SitePath, bytes: Vec<u8>) -> Result<(), Refused> {
        let staged = self.folder.stage(&bytes).map_err(|error| self.shown(path, error))?;
        self.folder.commit(staged, path).map_err(|error| self.shown(path, error))
    }

    fn put_new(&self, path: &SitePath, bytes: Vec<u8>) -> Result<bool, Refused> {
        let made = self.folder.create(path, &bytes).map_err(|error| self.shown(path, error))?;
        if made {
            // The lock is taken: what waits here was left by a run that was cut.
            self.folder.clear_staging().map_err(|error| self.shown(path, error))?;
        }
        Ok(made)
    }

    fn remove(&self, path: &SitePath) -> Result<(), Refused> {
        if !self.folder.is_taken(path) {
            return Ok(());
        }
        self.folder.remove(path).map_err(|error| self.shown(path, error))
    }

    fn finish(&self) -> Result<(), Refused> {
        self.folder.clear_staging().map_err(|error| self.shown(&SitePath::root(), error))
    }
}
