//! Articles as they are printed, in every theme: a PDF, and the words in it.

use std::io::Write as _;
use std::path::Path;

use serde_json::json;
use unicode_normalization::UnicodeNormalization as _;

use crate::server::BELOW;
use crate::shown::SITES;
use crate::{ANNOTATED, NEWS, browser, open_in, strings, tools};

/// What each note is there for: who said it, the figure, how it stands, the sources.
const SAID: &str = "[...document.querySelectorAll('.article-body .note')].flatMap((note) =>
    [...note.querySelectorAll('.speaker, .figure, .status, .source-title, .missing')].map((e) => `${note.id}: ${e.textContent}`))";

#[test]
fn printed_articles_hold_every_note() {
    let Some(mut chrome) = browser() else { return };
    if tools::program("pdftotext", "-v").is_none() {
        return;
    }
    for site in SITES.iter() {
        for path in [ANNOTATED, NEWS] {
            chrome.media("screen", "light");
            open_in(site, &mut chrome, &format!("{}{path}", &BELOW[1..]), 1200);
            let said = strings(&chrome.eval(SAID));
            assert!(said.len() > 10, "/{path} has hardly any notes: {said:?}");
            chrome.media("print", "light");
            let pdf = chrome.ask("Page.printToPDF", json!({ "printBackground": false }));
            let printed = words_of(&decoded(pdf["data"].as_str().expect("a PDF")));
            let lost: Vec<&String> = said
                .iter()
                .filter(|said| !printed.contains(&bare(said.split_once(": ").map_or("", |(_, words)| words))))
                .collect();
            assert!(lost.is_empty(), "{} /{path}: not on paper: {lost:#?}", site.theme);
        }
    }
}

/// The text of a PDF in the order in which it was written there, without spaces.
fn words_of(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a file is made");
    file.write_all(pdf).expect("a file is written");
    let mut read = tools::program("pdftotext", "-v").expect("was asked for");
    let output = read.arg("-raw").args([file.path(), Path::new("-")]).output().expect("it runs");
    assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
    bare(&String::from_utf8_lossy(&output.stdout))
}

/// Letters, digits and signs alone: lines break where there is room, and fonts join letters.
fn bare(text: &str) -> String {
    text.nfkc()
        .filter(|letter| !letter.is_whitespace() && !"-\u{ad}\u{2010}".contains(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Base64, as browsers hand over files.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for digit in text.bytes().filter(|&digit| digit != b'=') {
        let value = DIGITS.iter().position(|&one| one == digit).expect("a digit of base64");
        held = (held << 6 | value as u32) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    bytes
}
