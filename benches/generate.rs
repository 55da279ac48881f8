//! Writes a site of any size for benchmarks: `cargo run --release --example generate -- N DIR [--annotated]`.
//!
//! What stands in it is told in `common/site.rs`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a program of its own, outside of the library's walls"
)]

#[path = "common/site.rs"]
mod site;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [count, folder, rest @ ..] = args.as_slice() else {
        eprintln!("usage: generate N DIR [--annotated]");
        std::process::exit(2);
    };
    let Ok(count) = count.parse::<u64>() else {
        eprintln!("`{count}` is not a number of articles");
        std::process::exit(2);
    };
    site::write(Path::new(folder), count, rest.iter().any(|flag| flag == "--annotated"))
}
