//! A preview does not grow with edits. `benches/soak.rs` does this at length; here a leak of texts would show.

use std::fmt::Write as _;
use std::fs;

use crate::SETTINGS;
use crate::server::Preview;

/// What a process holds in memory, in bytes; none where the system does not tell.
fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kib| kib << 10)
}

#[test]
fn edits_leave_nothing_behind() {
    let preview = Preview::of(&[("site.yaml", SETTINGS)]);
    if memory(preview.process()).is_none() {
        println!("skipped: this system does not tell what a program holds in memory");
        return;
    }
    let edit = |number: usize| {
        let mut text = format!("---\ntitle: Long\n---\nVersion {number}.\n");
        (0..4500)
            .for_each(|line| writeln!(text, "\nParagraph {line} of version {number}, of some sixty letters.").unwrap());
        text += &format!("\n```rust\nlet version = {number};\n```\n");
        preview.put("content/long.md", &text);
        preview.shows("/long/", &format!("Version {number}."));
        text.len() as u64
    };
    let warm_up: u64 = (0..30).map(edit).sum();
    let before = memory(preview.process()).expect("it runs");
    let written: u64 = (30..180).map(edit).sum();
    let after = memory(preview.process()).expect("it runs");
    // Were every text kept, it would be all that was written, and what is made from it several times that.
    let grown = after.saturating_sub(before);
    assert!(grown < written, "{before} after {warm_up} bytes, {grown} more after {written}");
}
