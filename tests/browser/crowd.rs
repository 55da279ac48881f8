//! Twenty notes in two paragraphs: none stands over another one or over the text, in any theme.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::shown::SITES;
use crate::{browser, server, strings};

/// Which notes meet another one or the text; and how many there are.
const MEETING: &str = "(() => {
    const notes = [...document.querySelectorAll('.article-body .gist')].filter((e) => e.checkVisibility());
    const boxes = [...document.querySelectorAll('.article-body > p'), ...notes].map((e) => {
        const range = document.createRange();
        if (e.localName === 'p') range.selectNodeContents(e.firstChild);
        const { left, right, top, bottom } = (e.localName === 'p' ? range : e).getBoundingClientRect();
        return { who: e.innerText.slice(0, 40), left, right, top, bottom };
    });
    const meet = (a, b) => a.left < b.right - .5 && b.left < a.right - .5 && a.top < b.bottom - .5 && b.top < a.bottom - .5;
    return [`${notes.length} notes`,
        ...boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b)).map((b) => `${a.who} / ${b.who}`))];
})()";

#[test]
fn twenty_notes_in_two_paragraphs_keep_clear_of_one_another() {
    let Some(mut chrome) = browser() else { return };
    let site = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-crowd");
    _ = std::fs::remove_dir_all(&site);
    std::fs::create_dir_all(site.join("content")).expect("a folder is made");
    std::fs::write(site.join("site.yaml"), "title: Crowd\nbase_url: https://example.org\nshare_images: none\n")
        .expect("a file is written");
    std::fs::write(site.join("content/a.md"), article()).expect("a file is written");
    for shown in SITES.iter() {
        let folder = site.join(&shown.theme);
        let mut build = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        build.args(["build", "--quiet", "--root"]).arg(&site).arg("--out").arg(&folder);
        if shown.theme != "built-in" {
            build.args(["--theme", &shown.theme]);
        }
        assert!(build.status().expect("onrecord runs").success(), "{}", shown.theme);
        let origin = server::serve(&folder);
        for width in [1200, 1600] {
            chrome.size(width, 800);
            chrome.open(&format!("{origin}/a/"));
            assert_eq!(strings(&chrome.eval(MEETING)), ["20 notes"], "{} at {width} px", shown.theme);
        }
    }
}

/// Quotes and facts by turns, ten in each paragraph, a few words apart.
fn article() -> String {
    let (mut quotes, mut facts, mut text) = (String::new(), String::new(), String::new());
    for number in 10..30 {
        let word = if number % 2 == 0 {
            _ = writeln!(quotes, "  - {{text: said {number}, said_on: 2025-03-03, venue: A briefing}}");
            "said"
        } else {
            _ = writeln!(facts, "  - {{text: counted {number}, value: {number}, status: estimate, as_of: 2025-03-03}}");
            "counted"
        };
        _ = write!(text, "They {word} {number}, ");
        if number == 19 {
            text.push_str("and went on.\n\n");
        }
    }
    format!("---\ntitle: Crowd\nquotes:\n{quotes}facts:\n{facts}---\n{text}and went home.\n")
}
