//! Learns the weights by which suggestions find quotations and their speakers, and prints them:
//! `cargo run --release --example learn -- TRAIN.jsonl > src/suggest/quotations/weights.txt`.
//!
//! Each line of the input is a text with what is said in it:
//! `{"text": …, "attributions": [{"content": [[10, 30]], "source": [[32, 40]]}]}`, with places in code points. What
//! PolNeAR annotates has this form once its files of one text are put together. The texts are not part of the project.

#![expect(clippy::disallowed_methods, reason = "a tool for the bench, not for sites")]
#![expect(clippy::print_stdout, reason = "the weights are what it gives")]

use std::ops::Range;

use anyhow::Context as _;
use onrecord::suggest::{Lesson, Said, learn};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    attributions: Vec<Attribution>,
}

#[derive(Deserialize)]
struct Attribution {
    content: Vec<(usize, usize)>,
    #[serde(default)]
    source: Option<Vec<(usize, usize)>>,
}

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("name a file of lessons")?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lessons: Vec<Lesson> = lines
        .map(|(number, line)| {
            let read = serde_json::from_str(line).map_err(anyhow::Error::from).and_then(|line| lesson(&line));
            read.with_context(|| format!("line {} of `{path}`", number + 1))
        })
        .collect::<anyhow::Result<_>>()?;
    print!("{}", learn(&lessons));
    Ok(())
}

fn lesson(line: &Line) -> anyhow::Result<Lesson> {
    let bytes: Vec<usize> = line.text.char_indices().map(|(at, _)| at).chain([line.text.len()]).collect();
    let range = |&(from, to): &(usize, usize)| -> anyhow::Result<Range<usize>> {
        let at = |place: usize| bytes.get(place).copied().with_context(|| format!("place {place} is behind the text"));
        Ok(at(from)?..at(to)?)
    };
    let said = |one: &Attribution| -> anyhow::Result<Said> {
        let parts = one.content.iter().map(range).collect::<anyhow::Result<_>>()?;
        let speaker = one.source.as_ref().and_then(|source| source.first()).map(range).transpose()?;
        Ok(Said { parts, speaker })
    };
    Ok(Lesson { text: line.text.clone(), said: line.attributions.iter().map(said).collect::<anyhow::Result<_>>()? })
}
