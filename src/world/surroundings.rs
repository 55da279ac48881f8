//! What the program is told by the machine it runs on: variables, secrets, the machine's name, other processes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// A variable of the environment; one that is empty counts as not set.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A secret: the variable itself, or the first line of the file that `NAME_FILE` names.
pub fn secret(name: &str) -> io::Result<Option<String>> {
    if let Some(value) = variable(name) {
        return Ok(Some(value));
    }
    let Some(file) = variable(&format!("{name}_FILE")) else { return Ok(None) };
    let text = fs::read_to_string(&file)
        .map_err(|error| io::Error::new(error.kind(), format!("`{file}`, which `{name}_FILE` names: {error}")))?;
    Ok(text.lines().next().map(str::to_owned).filter(|line| !line.is_empty()))
}

/// The text of a file outside of the site, such as a key.
pub fn text_of(file: &Path) -> io::Result<String> {
    fs::read_to_string(file)
}

/// The folder of whoever runs the program.
pub fn home() -> Option<PathBuf> {
    std::env::home_dir()
}

/// The name of this machine, as far as it says.
pub fn machine() -> String {
    let named = || fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    let name = variable("HOSTNAME").or_else(|| variable("COMPUTERNAME")).or_else(named);
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "an unnamed machine".to_owned())
}

/// Whether a process of this machine is still there; none where the system does not say.
pub fn is_running(process: u32) -> Option<bool> {
    let processes = Path::new("/proc");
    processes.join("self").exists().then(|| processes.join(process.to_string()).exists())
}

/// The time at this moment, for what takes long: a build keeps to the time of its `World`.
pub fn now() -> Timestamp {
    Timestamp::now()
}
