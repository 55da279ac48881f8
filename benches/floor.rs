//! The floor below every build: reads what a build reads and writes what it wrote, and does nothing else.
//!
//! `cargo run --release --example floor -- SITE OUTPUT DESTINATION` takes a site, the folder to which onrecord has built
//! it, and a folder that is not there yet. Two threads read each input file of the site and write each file of the
//! output to its place in the destination, plainly, as `cp` would. Prints how many, and the wall and processor time
//! of that in seconds. The bytes to be written are in memory by then; loading them is not counted. A build takes at
//! least this long on this machine, whoever does it, so the ratio of the two times is what a build can be judged by.
//!
//! The processor time is in steps of 10 ms, and 0 where there is no `/proc`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own, outside of the library's walls"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const THREADS: usize = 2;

/// The parts of a site that a build reads.
const INPUTS: [&str; 6] = ["content", "static", "templates", "themes", "i18n", "archive"];

fn main() -> Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [site, output, destination] = args.as_slice() else {
        eprintln!("usage: floor SITE OUTPUT DESTINATION");
        std::process::exit(2);
    };
    if destination.exists() {
        return Err(Error::other(format!("`{}` is there already", destination.display())));
    }
    let mut written = Vec::new();
    for path in files(output)? {
        let bytes = fs::read(&path)?;
        written.push((destination.join(path.strip_prefix(output).map_err(Error::other)?), bytes));
    }

    let (started, before) = (Instant::now(), processor_time());
    let mut inputs = vec![site.join("site.yaml")];
    for folder in INPUTS.map(|name| site.join(name)) {
        if folder.exists() {
            inputs.extend(files(&folder)?);
        }
    }
    let read = in_parallel(&inputs, |path| Ok(fs::read(path)?.len()))?;
    let folders: BTreeSet<&Path> = written.iter().filter_map(|(path, _)| path.parent()).collect();
    for folder in folders {
        fs::create_dir_all(folder)?;
    }
    let made = in_parallel(&written, |(path, bytes)| fs::write(path, bytes).map(|()| bytes.len()))?;
    let (wall, processor) = (started.elapsed().as_secs_f64(), processor_time() - before);

    println!(
        "{} files read, {:.1} MB; {} files written, {:.1} MB; {wall:.3} s wall, {processor:.2} s processor",
        inputs.len(),
        read as f64 / 1e6,
        written.len(),
        made as f64 / 1e6,
    );
    Ok(())
}

/// All files below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Does the work on all threads, each taking the next few; gives the sum.
fn in_parallel<T: Sync>(list: &[T], work: impl Fn(&T) -> Result<usize> + Sync) -> Result<usize> {
    const RUN: usize = 32;
    let next = AtomicUsize::new(0);
    let take = || {
        let mut sum = 0;
        loop {
            let start = next.fetch_add(RUN, Ordering::Relaxed);
            let Some(run) = list.get(start..list.len().min(start + RUN)).filter(|run| !run.is_empty()) else {
                return Ok(sum);
            };
            for item in run {
                sum += work(item)?;
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(take)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(Error::other("a thread failed")))).sum()
    })
}

/// What this process has used of processors until now, in seconds.
fn processor_time() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold anything, and ends at the last bracket.
    let fields = stat.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}
