//! The work itself: several files on their way at once, and a manifest that always tells the truth.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::host::{Host, Manner, Refused, Why};
use super::lock::Lock;
use super::manifest::{Kept, Manifest};
use super::plan::{Local, Plan, WAVES};
use super::retry::patiently;
use crate::text::{Fingerprint, SitePath};
use crate::world::Folder;

/// Where files are sent from, and who wants to know of it.
pub struct Outbox<'a> {
    pub folder: &'a Folder,
    /// What goes to the host and the folder does not hold.
    pub extra: &'a BTreeMap<SitePath, Extra>,
    /// Where variants lie.
    pub shelf: &'a Folder,
    /// The addresses that readers are sent on to from a file, for hosts that do so by themselves.
    pub redirects: &'a BTreeMap<SitePath, String>,
    /// Set when whoever runs the program wants it to end.
    pub stop: &'a AtomicBool,
    /// Called with the length of each file that was sent, and with none for one that was removed.
    pub progress: &'a (dyn Fn(Option<u64>) + Sync),
}

/// A file that the site's folder does not hold.
pub enum Extra {
    Bytes(Vec<u8>),
    /// Where it lies on the shelf.
    Shelved(SitePath),
}

/// How long what arrived may be missing from the manifest. A run that is killed sends that much again.
const CHECKPOINT: Duration = Duration::from_secs(2);

/// How long a lock goes without being renewed; tests do not wait for a minute.
const RENEWAL: Duration = if cfg!(test) { Duration::from_secs(1) } else { Duration::from_secs(60) };

/// Of the time that a run takes, at most one part in so many is spent on writing the manifest.
const SHARE: u32 = 10;

/// Sends and removes what the plan says; gives the manifest as it is then.
pub fn send(
    host: &dyn Host,
    local: &Local,
    plan: &Plan,
    manifest: Manifest,
    outbox: &Outbox<'_>,
    lock: &Lock,
) -> Result<Manifest, Refused> {
    let mut books = Books::new(host, manifest, outbox.stop, lock);
    plan.sent().for_each(|path| books.manifest.claim(path));
    books.write()?;
    let result = send_waves(host, local, plan, outbox, &mut books);
    if let Err(refused) = result {
        // What arrived is entered, if the host still listens; the next run then carries on from there.
        if refused.why != Why::Overtaken && host.manner() != Manner::AtOnce {
            let _ = host.settle().and_then(|()| host.put(&Manifest::path(), books.manifest.encode()));
        }
        return Err(refused);
    }
    patiently(outbox.stop, || lock.check(host))?;
    books.write()?;
    patiently(outbox.stop, || host.finish())?;
    Ok(books.manifest)
}

fn send_waves(
    host: &dyn Host,
    local: &Local,
    plan: &Plan,
    outbox: &Outbox<'_>,
    books: &mut Books<'_>,
) -> Result<(), Refused> {
    let remove = |path: &SitePath| {
        host.remove(path).map_err(|refused| refused.while_doing(format_args!("cannot remove `{path}`")))?;
        (outbox.progress)(None);
        Ok(None)
    };
    let put = |path: &SitePath| {
        let kept = local[path].kept;
        let bytes = read(outbox, path, kept)?;
        let done = match outbox.redirects.get(path) {
            Some(to) if host.redirects() => host.put_redirect(path, bytes, to),
            _ => host.put(path, bytes),
        };
        done.map_err(|refused| refused.while_doing(format_args!("cannot send `{path}`")))?;
        (outbox.progress)(Some(kept.len));
        Ok(Some(kept))
    };
    each(host, &plan.in_the_way, &remove, books)?;
    for wave in WAVES {
        each(host, &plan.wave(local, wave), &put, books)?;
    }
    each(host, &plan.removed, &remove, books)
}

/// Reads a file to send; it must still be what the plan was made for.
fn read(outbox: &Outbox<'_>, path: &SitePath, kept: Kept) -> Result<Vec<u8>, Refused> {
    let take = |folder: &Folder, path: &SitePath| {
        folder.read(path).map_err(|error| {
            Refused::new(Why::Other, format!("cannot read `{}`: {error}", path.under(folder.path()).display()))
        })
    };
    match outbox.extra.get(path) {
        Some(Extra::Bytes(bytes)) => return Ok(bytes.clone()),
        Some(Extra::Shelved(place)) => return take(outbox.shelf, place),
        None => {}
    }
    let bytes = take(outbox.folder, path)?;
    let hash = Fingerprint::of_bytes(&bytes);
    // A file that sends readers on goes by another digest.
    if hash != kept.hash && !outbox.redirects.contains_key(path) {
        let message = format!("`{path}` was changed in the output folder while it was published; publish again");
        return Err(Refused::new(Why::Other, message));
    }
    Ok(bytes)
}

/// Does something with each file, several at once, and enters in the books what was done. The first failure ends it,
/// when those that are on their way have arrived.
fn each(
    host: &dyn Host,
    paths: &[SitePath],
    act: &(dyn Fn(&SitePath) -> Result<Option<Kept>, Refused> + Sync),
    books: &mut Books<'_>,
) -> Result<(), Refused> {
    if paths.is_empty() {
        return Ok(());
    }
    let waits = host.manner() != Manner::FileByFile;
    let (next, failed, user_stop) = (AtomicUsize::new(0), AtomicBool::new(false), books.stop);
    let mut arrived = Vec::new();
    let mut result = Ok(());
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..host.width().min(paths.len()) {
            let tell = tell.clone();
            let (next, failed) = (&next, &failed);
            scope.spawn(move || {
                while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if failed.load(Ordering::Relaxed) {
                        return;
                    }
                    let done = if user_stop.load(Ordering::Relaxed) {
                        Err(Refused::new(Why::Stopped, "stopped; the next run carries on from here"))
                    } else {
                        patiently(user_stop, || act(path))
                    };
                    if tell.send((path, done)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(tell);
        loop {
            match told.recv_timeout(CHECKPOINT) {
                Ok((path, Ok(kept))) if waits => arrived.push((path, kept)),
                Ok((path, Ok(kept))) => books.enter(path, kept),
                Ok((_, Err(refused))) => {
                    failed.store(true, Ordering::Relaxed);
                    // The first failure is told; those after it are mostly its echo.
                    result = std::mem::replace(&mut result, Ok(())).and(Err(refused));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if result.is_ok()
                && let Err(refused) = books.keep()
            {
                failed.store(true, Ordering::Relaxed);
                result = Err(refused);
            }
        }
    });
    result?;
    settle(host, books)?;
    arrived.into_iter().for_each(|(path, kept)| books.enter(path, kept));
    Ok(())
}

/// Ends a wave, which may take long on hosts that take a whole wave at once; the lock is renewed meanwhile.
fn settle(host: &dyn Host, books: &mut Books<'_>) -> Result<(), Refused> {
    let stop = books.stop;
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        scope.spawn(move || tell.send(patiently(stop, || host.settle())));
        loop {
            match told.recv_timeout(CHECKPOINT) {
                Ok(settled) => return settled,
                Err(RecvTimeoutError::Timeout) => books.renew()?,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Refused::new(Why::Other, "sending broke off"));
                }
            }
        }
    })
}

/// The manifest while it changes, and when it was last written.
struct Books<'a> {
    host: &'a dyn Host,
    manifest: Manifest,
    stop: &'a AtomicBool,
    lock: &'a Lock,
    /// Whether something was entered since it was written.
    is_ahead: bool,
    written: Instant,
    /// How long it waits to be written again.
    pause: Duration,
    renewed: Instant,
}

impl<'a> Books<'a> {
    fn new(host: &'a dyn Host, manifest: Manifest, stop: &'a AtomicBool, lock: &'a Lock) -> Self {
        let now = Instant::now();
        Self { host, manifest, stop, lock, is_ahead: false, written: now, pause: CHECKPOINT, renewed: now }
    }

    /// Enters a file that arrived, or strikes out one that was removed.
    fn enter(&mut self, path: &SitePath, kept: Option<Kept>) {
        match kept {
            Some(kept) => self.manifest.insert(path, kept),
            None => self.manifest.remove(path),
        }
        self.is_ahead = true;
    }

    /// Writes the manifest and renews the lock if it is time to.
    fn keep(&mut self) -> Result<(), Refused> {
        if self.host.manner() != Manner::FileByFile {
            return Ok(());
        }
        self.renew()?;
        if self.is_ahead && self.written.elapsed() > self.pause { self.write() } else { Ok(()) }
    }

    /// Says on the host that this run goes on, if it is time to.
    fn renew(&mut self) -> Result<(), Refused> {
        if self.host.manner() != Manner::AtOnce && self.renewed.elapsed() > RENEWAL {
            patiently(self.stop, || self.lock.renew(self.host))?;
            self.renewed = Instant::now();
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), Refused> {
        let started = Instant::now();
        let bytes = self.manifest.encode();
        patiently(self.stop, || self.host.put(&Manifest::path(), bytes.clone()))
            .map_err(|refused| refused.while_doing("cannot write the manifest"))?;
        (self.is_ahead, self.written) = (false, Instant::now());
        self.pause = CHECKPOINT.max(started.elapsed() * SHARE);
        Ok(())
    }
}
