//! The pictures of the README, taken of the demonstration site: they can be taken, and stay small.
//! `BLESS=1 cargo test --test screenshots` writes them to `.github/`.

#![expect(clippy::disallowed_methods, reason = "pictures are written outside of a site")]

#[expect(dead_code, reason = "only a part of the driver is of use here")]
#[path = "browser/chrome.rs"]
mod chrome;
#[path = "browser/server.rs"]
mod server;

use std::path::Path;
use std::process::Command;

use serde_json::json;

use chrome::Chrome;
use server::BELOW;

/// One picture: of which page, how wide and high, in what theme, light or dark, on screen or paper.
struct Shot {
    name: &'static str,
    page: &'static str,
    theme: &'static str,
    size: (u32, u32),
    medium: &'static str,
    scheme: &'static str,
    /// What stands at the top of the picture; the page's own top if it is empty.
    from: &'static str,
    /// The button of the note that is open.
    opens: &'static str,
}

const NEWS: &str = "news/after-the-oval-office/";
const DESK: Shot = Shot {
    name: "article",
    page: NEWS,
    theme: "",
    size: (1160, 660),
    medium: "screen",
    scheme: "light",
    from: ".article-body p:nth-of-type(3)",
    opens: "",
};
const SHOTS: [Shot; 6] = [
    DESK,
    Shot { name: "dark", scheme: "dark", from: "", page: "science/medicine/the-broad-street-pump/", ..DESK },
    Shot { name: "phone", size: (390, 800), opens: ".note-button", ..DESK },
    Shot { name: "print", size: (700, 800), medium: "print", from: ".notes-list", ..DESK },
    Shot { name: "newsprint", theme: "newsprint", page: "", from: "", ..DESK },
    Shot { name: "fieldnotes", theme: "fieldnotes", size: (1450, 800), ..DESK },
];
/// All of them together, so that the repository stays small.
const LIMIT: usize = 300_000;

#[test]
fn the_pictures_of_the_readme() {
    let chrome = chrome::start("screenshots-profile", 1);
    let Some(mut chrome) = chrome::take(&chrome) else { return };
    // One address shows the site in one theme after the other.
    chrome.ask("Network.enable", json!({}));
    chrome.ask("Network.setCacheDisabled", json!({ "cacheDisabled": true }));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots-site");
    let origin = server::serve(&folder);
    let mut theme = None;
    let mut total = 0;
    for shot in SHOTS {
        if theme.replace(shot.theme) != Some(shot.theme) {
            build(&folder, shot.theme);
        }
        let picture = take(&mut chrome, &shot, &format!("{origin}{BELOW}"));
        total += picture.len();
        if std::env::var_os("BLESS").is_some() {
            let to = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(".github/{}.webp", shot.name));
            std::fs::write(&to, picture).expect("the picture is written");
        }
    }
    assert!(total < LIMIT, "{total} bytes");
}

fn build(folder: &Path, theme: &str) {
    _ = std::fs::remove_dir_all(folder);
    let mut build = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    build.args(["build", "--quiet", "--root", env!("CARGO_MANIFEST_DIR"), "--out"]).arg(folder);
    if !theme.is_empty() {
        build.args(["--theme", theme]);
    }
    assert!(build.status().expect("onrecord runs").success(), "the demonstration site builds");
}

fn take(chrome: &mut Chrome, shot: &Shot, origin: &str) -> Vec<u8> {
    let (width, height) = shot.size;
    chrome.size(width, height);
    chrome.media(shot.medium, shot.scheme);
    chrome.open(&format!("{origin}{}", shot.page));
    let at = |selector: &str, block: &str| {
        format!(
            "(() => {{ const e = document.querySelector('{selector}');
            e.scrollIntoView({{ block: '{block}', behavior: 'instant' }});
            const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; }})()"
        )
    };
    if !shot.from.is_empty() {
        chrome.eval(&at(shot.from, "start"));
    }
    if !shot.opens.is_empty() {
        let place = chrome.eval(&at(shot.opens, "center"));
        chrome.click(place[0].as_f64().expect("a number"), place[1].as_f64().expect("a number"));
    }
    let taken = chrome.ask("Page.captureScreenshot", json!({ "format": "webp", "quality": 40 }));
    bytes(taken["data"].as_str().expect("a picture"))
}

/// The bytes that a text in base64 (RFC 4648, section 4) stands for.
fn bytes(text: &str) -> Vec<u8> {
    let digits = text.bytes().filter_map(|letter| {
        Some(match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        })
    });
    let (mut held, mut bits, mut bytes) = (0u32, 0, Vec::with_capacity(text.len() * 3 / 4));
    for digit in digits {
        held = held << 6 | u32::from(digit);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    bytes
}
