//! The commands: what the arguments mean, and one file for each command.

mod archive;
mod args;
mod build;
mod check;
mod ci;
mod confirm;
mod new;
mod publish;
mod schema;
mod serve;
mod suggest;

use std::io::Write as _;
use std::process::ExitCode;

pub use args::Args;
use args::{Command, NewWhat};

/// What a run ends with: 0 all is well, 1 the site has errors, 2 the machine or the arguments are at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Well = 0,
    SiteHasErrors = 1,
}

/// Runs the command that the arguments name.
pub fn run(args: Args) -> anyhow::Result<Exit> {
    match args.command {
        Command::Build(options) => build::run(&args.root, &options),
        Command::Check(options) => check::run(&args.root, &options),
        Command::Suggest(options) => suggest::run(&args.root, &options),
        Command::Confirm(options) => confirm::run(&args.root, &options),
        Command::Schema(options) => schema::run(&args.root, &options),
        Command::Archive(options) => archive::run(&args.root, &options),
        Command::Serve(options) => serve::run(&args.root, &options),
        Command::Publish(options) => publish::run(&args.root, &options),
        Command::New(new) => match new.what()? {
            NewWhat::Site(folder) => new::site(&folder),
            NewWhat::Article { title, section } => new::article(&args.root, &title, section.as_deref()),
        },
    }
}

/// Prints what a command was asked for.
fn print(text: &str) {
    // A closed pipe is no reason to fail.
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
