//! Programs that do the work of a host: run with bytes on their input, listened to, and never with a secret in their
//! arguments, where every user of the machine could read it.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::publish::host::{Refused, Why};

/// How much of a complaint is shown: all that git has to say of a lock.
const LINES: usize = 12;

/// Runs a program to its end.
pub fn run(command: &mut Command, input: &[u8]) -> Result<Output, Refused> {
    let name = command.get_program().display().to_string();
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| not_started(&name, &error))?;
    let mut stdin = child.stdin.take();
    thread::scope(|scope| {
        // Beside reading what it says: a program that waits to be heard does not listen.
        scope.spawn(move || {
            // One that ended early says why by itself.
            stdin.take().map(|mut stdin| stdin.write_all(input))
        });
        child.wait_with_output().map_err(|error| Refused::from(error).while_doing(format_args!("`{name}`")))
    })
}

pub fn not_started(name: &str, error: &std::io::Error) -> Refused {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Refused::new(
            Why::Other,
            format!("the program `{name}` is needed for this target and is not installed"),
        );
    }
    Refused::new(Why::Other, format!("cannot start `{name}`: {error}"))
}

/// What a program said on its way out, without what may be a password.
pub fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = lines[lines.len().saturating_sub(LINES)..].join("\n  ");
    if told.is_empty() { format!("it ended with {}", output.status) } else { without_password(&told) }
}

/// Takes user names and passwords out of the addresses in a text.
pub fn without_password(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        clean += before;
        let end = after.find(|c: char| c == '/' || c.is_whitespace() || matches!(c, '\'' | '"')).unwrap_or(after.len());
        let authority = &after[..end];
        clean += authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        rest = &after[end..];
    }
    clean + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_left_out() {
        assert_eq!(
            without_password("fatal: 'https://x:se@cret@a.org/b' and ssh://git@a.org and a@b"),
            "fatal: 'https://a.org/b' and ssh://a.org and a@b"
        );
    }
}
