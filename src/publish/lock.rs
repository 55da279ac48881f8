//! One publisher at a time: a small file on the host that says who publishes.

use std::time::Duration;

use jiff::Timestamp;

use super::host::{Host, Manner, Refused, Why};
use crate::text::SitePath;
use crate::world;

/// The lock's name on the host.
pub const FILE: &str = ".onrecord-lock";

/// A lock that was not renewed for this long belongs to a run that was cut. Running ones renew theirs each minute.
const STALE: Duration = Duration::from_secs(600);

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Tells this run from all others.
    run: String,
    machine: String,
    process: u32,
}

/// What another run's lock says.
struct Other {
    run: String,
    machine: String,
    process: Option<u32>,
    renewed: Option<Timestamp>,
}

impl Lock {
    /// A lock for this run, which is not taken yet.
    pub fn new() -> Result<Self, Refused> {
        let run = getrandom::u64().map_err(|error| Refused::new(Why::Other, error.to_string()))?;
        Ok(Self { run: format!("{run:016x}"), machine: world::machine(), process: std::process::id() })
    }

    /// Takes the lock, or says who has it. `by_force` takes it from whoever has it.
    ///
    /// It may be tried again: a lock that was taken although the answer got lost is this run's own.
    pub fn take(&self, host: &dyn Host, by_force: bool) -> Result<(), Refused> {
        if host.manner() == Manner::AtOnce || host.put_new(&path(), self.encode())? {
            return Ok(());
        }
        match Other::read(host)? {
            Some(other) if other.run == self.run => return Ok(()),
            Some(other) if by_force || other.is_over(&self.machine) => host.remove(&path())?,
            Some(other) => return Err(Refused::new(Why::Overtaken, other.told())),
            // Gone again: whoever had it has just finished.
            None => {}
        }
        if host.put_new(&path(), self.encode())? {
            return Ok(());
        }
        let told = Other::read(host)?.map_or_else(|| "somebody else publishes here".to_owned(), |other| other.told());
        Err(Refused::new(Why::Overtaken, told))
    }

    /// Says on the host that this run goes on, if the lock is still its own.
    pub fn renew(&self, host: &dyn Host) -> Result<(), Refused> {
        self.check(host)?;
        host.put(&path(), self.encode())
    }

    /// Fails if somebody took the lock away.
    pub fn check(&self, host: &dyn Host) -> Result<(), Refused> {
        if host.manner() == Manner::AtOnce {
            return Ok(());
        }
        match Other::read(host)? {
            Some(other) if other.run == self.run => Ok(()),
            _ => Err(Refused::new(Why::Overtaken, "another run has taken over publishing here; this one stops")),
        }
    }

    /// Gives the lock back, if it is still this run's.
    pub fn release(&self, host: &dyn Host) -> Result<(), Refused> {
        if host.manner() == Manner::AtOnce {
            return Ok(());
        }
        match self.check(host) {
            Ok(()) => host.remove(&path()),
            Err(refused) if refused.why == Why::Overtaken => Ok(()),
            Err(refused) => Err(refused),
        }
    }

    fn encode(&self) -> Vec<u8> {
        let Self { run, machine, process } = self;
        format!("run {run}\nmachine {machine}\nprocess {process}\nrenewed {}\n", world::now()).into_bytes()
    }
}

impl Other {
    fn read(host: &dyn Host) -> Result<Option<Self>, Refused> {
        let Some(bytes) = host.read(&path())? else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
            line.unwrap_or_default().to_owned()
        };
        Ok(Some(Self {
            run: value("run"),
            machine: value("machine"),
            process: value("process").parse().ok(),
            renewed: value("renewed").parse().ok(),
        }))
    }

    /// Whether the run that has the lock has ended without giving it back.
    fn is_over(&self, machine: &str) -> bool {
        let died =
            self.machine == machine && self.process.is_some_and(|process| world::is_running(process) == Some(false));
        died || self.age().is_none_or(|age| age > STALE)
    }

    /// Since when it was not renewed; nothing if it does not say, or if the clocks disagree.
    fn age(&self) -> Option<Duration> {
        let age = world::now().duration_since(self.renewed?);
        Some(Duration::try_from(age).unwrap_or_default())
    }

    fn told(&self) -> String {
        let process = self.process.map_or_else(String::new, |process| format!(", process {process}"));
        let age = self.age().map_or_else(String::new, |age| format!(", last seen {} s ago", age.as_secs()));
        format!(
            "somebody else publishes here at this moment (on {}{process}{age})\n  wait for it to end; if it was cut off, use `--break-lock`",
            self.machine
        )
    }
}

fn path() -> SitePath {
    SitePath::new(FILE).expect("a plain name")
}
