//! The demonstration site as readers get it: in a browser, with scripts off and under a strict policy.
//!
//! What holds for every page, and all that stands in `browser/`, is checked in every theme that ships; where notes and
//! pictures stand, in the built-in one.

#![expect(clippy::disallowed_methods, reason = "tests look at what stands on the disk")]

#[path = "browser/axe.rs"]
mod axe;
#[expect(dead_code, reason = "only a part of the driver is of use here")]
#[path = "browser/chrome.rs"]
mod chrome;
#[path = "browser/crowd.rs"]
mod crowd;
#[path = "browser/keyboard.rs"]
mod keyboard;
#[path = "browser/markup.rs"]
mod markup;
#[path = "browser/paper.rs"]
mod paper;
#[path = "browser/server.rs"]
mod server;
#[path = "browser/shown.rs"]
mod shown;
#[path = "browser/still.rs"]
mod still;
#[path = "browser/tools.rs"]
mod tools;
#[path = "browser/weight.rs"]
mod weight;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{LazyLock, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::Value;

use chrome::{Browsers, Chrome};
use server::BELOW;
use shown::{SITES, Site, text_of};

const ANNOTATED: &str = "science/medicine/the-broad-street-pump/";
const NEWS: &str = "news/after-the-oval-office/";
const ARABIC: &str = "ar/history/two-sentences-for-everyone/";

/// The site in the built-in theme.
static SITE: LazyLock<&Site> = LazyLock::new(|| &SITES[0]);

/// Browsers for all tests, which take turns: a page keeps one core busy.
static CHROME: LazyLock<Option<Browsers>> = LazyLock::new(|| chrome::start("browser-profile", 2));

/// A browser; none, and the test passes, where none is installed.
fn browser() -> Option<MutexGuard<'static, Chrome>> {
    let mut chrome = chrome::take(&CHROME)?;
    chrome.media("screen", "light");
    Some(chrome)
}

fn open(chrome: &mut Chrome, path: &str, width: u32) {
    open_in(&SITE, chrome, path, width);
}

fn open_in(site: &Site, chrome: &mut Chrome, path: &str, width: u32) {
    chrome.size(width, 800);
    chrome.open(&format!("{}/{path}", site.origin));
}

/// A page in one of the themes as a small phone and a desk show it, loaded under a path.
struct Visit {
    site: &'static Site,
    path: String,
    phone: Value,
    desk: Value,
    console: Vec<String>,
}

static VISITS: LazyLock<Vec<Visit>> = LazyLock::new(|| {
    if browser().is_none() {
        return Vec::new();
    }
    let pages: Vec<_> = SITES.iter().flat_map(|site| site.pages().into_iter().map(move |path| (site, path))).collect();
    let halves = pages.chunks(pages.len().div_ceil(2));
    std::thread::scope(|scope| {
        let visits: Vec<_> = halves.map(|half| scope.spawn(|| visit(half))).collect();
        visits.into_iter().flat_map(|visits| visits.join().expect("every page can be visited")).collect()
    })
});

fn visit(pages: &[(&'static Site, String)]) -> Vec<Visit> {
    let Some(mut chrome) = browser() else { return Vec::new() };
    let mut visits = Vec::new();
    for (site, path) in pages {
        open_in(site, &mut chrome, &format!("{}{path}", &BELOW[1..]), 320);
        let phone = chrome.eval(include_str!("browser/report.js"));
        chrome.size(1600, 800);
        let desk = chrome.eval(include_str!("browser/report.js"));
        visits.push(Visit { site, path: path.clone(), phone, desk, console: chrome.console() });
    }
    visits
}

/// Fails with all faults of all pages at once.
fn no_fault(find: impl Fn(&Visit) -> Vec<String>) {
    let faults: BTreeSet<String> = VISITS
        .iter()
        .flat_map(|visit| find(visit).into_iter().map(|fault| format!("{} /{}: {fault}", visit.site.theme, visit.path)))
        .collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), Vec::from_iter(faults).join("\n"));
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(String::from).collect()
}

// ---- Every page ------------------------------------------------------------------------------------

#[test]
fn no_page_scrolls_sideways_on_phone_or_desk() {
    let faults = |report: &Value| match report["sideways"].as_i64() {
        Some(0) => strings(&report["over"]),
        by => vec![format!("scrolls sideways by {by:?} px: {:?}", strings(&report["over"]))],
    };
    no_fault(|visit| [&visit.phone, &visit.desk].into_iter().flat_map(faults).collect());
}

#[test]
fn the_console_is_silent_under_the_policy() {
    no_fault(|visit| visit.console.clone());
}

#[test]
fn every_page_is_styled_and_has_one_heading() {
    no_fault(|visit| {
        let mut faults = Vec::new();
        let sheets = visit.desk["sheets"].as_array().expect("a list");
        if sheets.is_empty() || sheets.iter().any(|rules| rules == 0) {
            faults.push(format!("a style sheet is missing: {sheets:?}"));
        }
        if visit.desk["headings"] != 1 {
            faults.push(format!("{} h1", visit.desk["headings"]));
        }
        faults
    });
}

#[test]
fn every_link_and_asset_leads_to_a_file() {
    let ids: BTreeMap<PathBuf, BTreeSet<String>> = VISITS
        .iter()
        .filter_map(|visit| Some((file_of(visit)?, strings(&visit.desk["ids"]).into_iter().collect())))
        .collect();
    no_fault(|visit| {
        strings(&visit.desk["links"])
            .into_iter()
            .filter_map(|link| {
                let path = link.strip_prefix(&visit.site.origin)?;
                if !path.starts_with(BELOW) {
                    return Some(format!("leaves the site: {link}"));
                }
                let Some(file) = server::file_at(&visit.site.folder, path) else { return Some(format!("404: {link}")) };
                let (_, fragment) = path.split_once('#')?;
                let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned();
                let known = fragment.is_empty() || ids.get(&file).is_some_and(|ids| ids.contains(&fragment));
                (!known).then(|| format!("no such id: {link}"))
            })
            // What is relative and right here is right wherever the folder stands.
            .chain(strings(&visit.desk["fixed"]).into_iter().map(|link| format!("not relative: {link}")))
            .collect()
    });
}

fn file_of(visit: &Visit) -> Option<PathBuf> {
    server::file_at(&visit.site.folder, &format!("/{}", visit.path))
}

#[test]
fn ids_are_unique_and_elements_stand_where_they_may() {
    no_fault(|visit| {
        let mut seen = BTreeSet::new();
        let twice = strings(&visit.desk["ids"]).into_iter().filter(|id| !seen.insert(id.clone()));
        twice
            .map(|id| format!("id twice: {id}"))
            .chain(strings(&visit.desk["misplaced"]).into_iter().map(|element| format!("misplaced: {element}")))
            .chain(strings(&visit.desk["empty"]).into_iter().map(|element| format!("empty: {element}")))
            .chain(strings(&visit.desk["unnamed"]).into_iter().map(|element| format!("no name: {element}")))
            .collect()
    });
}

/// A parser moves what stands where it may not, and makes up what is missing: then the numbers differ.
#[test]
fn the_browser_repairs_nothing() {
    no_fault(|visit| {
        let file = file_of(visit).expect("was visited");
        let written = start_tags(&text_of(&file));
        let parsed = visit.desk["tags"].as_object().expect("counts");
        let names: BTreeSet<&String> = written.keys().chain(parsed.keys()).collect();
        names
            .into_iter()
            .filter_map(|name| {
                let written = written.get(name).copied().unwrap_or_default();
                let parsed = parsed.get(name).and_then(Value::as_u64).unwrap_or_default();
                (written != parsed).then(|| format!("{written} <{name}> written, {parsed} parsed"))
            })
            .collect()
    });
}

/// How often each start tag is written.
fn start_tags(html: &str) -> BTreeMap<String, u64> {
    let mut tags = BTreeMap::new();
    for part in html.split('<').skip(1) {
        let name: String = part.chars().take_while(char::is_ascii_alphanumeric).collect();
        if !name.is_empty() {
            *tags.entry(name.to_ascii_lowercase()).or_default() += 1;
        }
    }
    tags
}

#[test]
fn a_missing_page_says_so_in_style_at_any_depth() {
    let Some(mut chrome) = browser() else { return };
    open(&mut chrome, "sub/path/no/such/page/", 1600);
    let seen = chrome.eval("[document.querySelector('h1').textContent, getComputedStyle(document.body).fontFamily]");
    assert_eq!(seen[0], "No page at this address");
    assert!(seen[1].as_str().is_some_and(|font| font.starts_with("Charter")), "{seen}");
    for link in strings(&chrome.eval("[...document.querySelectorAll('a[href], link')].map(e => e.href)")) {
        let path = link.strip_prefix(&SITE.origin).unwrap_or_else(|| panic!("leaves the site: {link}"));
        assert!(path.contains('#') || server::file_at(&SITE.folder, path).is_some(), "404: {link}");
    }
}

// ---- Notes -----------------------------------------------------------------------------------------

/// The open note: whose, where, and whether its first words are what one sees and hits there.
const OPEN_NOTE: &str = "(() => {
    const note = document.querySelector('.note:popover-open');
    if (!note) return null;
    const head = note.querySelector('.note-head').getBoundingClientRect();
    const { top, right, bottom, left } = note.getBoundingClientRect();
    return {
        id: note.id, text: note.innerText.trim(),
        within: top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight,
        seen: note.contains(document.elementFromPoint(head.left + 4, (head.top + head.bottom) / 2)),
        size: parseFloat(getComputedStyle(note).fontSize),
    };
})()";

/// Scrolls an element to the middle and gives its centre.
fn centre_of(chrome: &mut Chrome, element: &str) -> (f64, f64) {
    chrome.eval(&format!("{element}.scrollIntoView({{ block: 'center', behavior: 'instant' }})"));
    place_of(chrome, element)
}

/// The centre of an element where it stands.
fn place_of(chrome: &mut Chrome, element: &str) -> (f64, f64) {
    let at = chrome.eval(&format!(
        "(() => {{ const r = {element}.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; }})()"
    ));
    (at[0].as_f64().expect("a number"), at[1].as_f64().expect("a number"))
}

#[test]
fn on_a_phone_each_button_opens_its_note() {
    each_opens_its_note(".note-button", 360);
}

#[test]
fn on_a_desk_each_short_note_opens_the_whole() {
    each_opens_its_note(".gist", 1200);
}

fn each_opens_its_note(buttons: &str, width: u32) {
    let Some(mut chrome) = browser() else { return };
    for path in [ANNOTATED, NEWS, ARABIC] {
        open(&mut chrome, path, width);
        let notes = chrome.eval(&format!(
            "[...document.querySelectorAll('{buttons}')].filter(e => e.checkVisibility()).map(button => {{
                const note = document.getElementById(button.getAttribute('popovertarget'));
                return {{ id: note.id, shown: note.checkVisibility(),
                    says: [...note.querySelectorAll('.speaker, .source-title')].map(e => e.textContent) }};
            }})",
        ));
        let notes = notes.as_array().expect("a list");
        assert!(notes.len() > 5, "{path} has {} notes", notes.len());
        for (index, note) in notes.iter().enumerate() {
            assert_eq!(note["shown"], false, "{path}: a note stands open: {note}");
            let button =
                format!("[...document.querySelectorAll('{buttons}')].filter(e => e.checkVisibility())[{index}]");
            let (x, y) = centre_of(&mut chrome, &button);
            chrome.click(x, y);
            let open = chrome.eval(OPEN_NOTE);
            assert_eq!(open["id"], note["id"], "{path}: the button of note {} at {x}, {y}", index + 1);
            assert!(open["within"] == true && open["seen"] == true, "{path}: out of sight: {open}");
            assert!(open["size"].as_f64().is_some_and(|size| size >= 15.0), "{path}: too small: {open}");
            for words in strings(&note["says"]) {
                assert!(open["text"].as_str().is_some_and(|text| text.contains(&words)), "{path}: {words}: {open}");
            }
            if index % 2 == 0 {
                chrome.press("Escape");
                assert!(closes(&mut chrome), "{path}: note {} stays open after Escape", index + 1);
            } else {
                // The note hangs on its words, and a busy browser moves it after the page: a hand that misses tries again.
                let closed = (0..5).any(|_| {
                    let (x, y) = place_of(&mut chrome, "document.querySelector('.note:popover-open .note-close')");
                    chrome.click(x, y);
                    closes(&mut chrome)
                });
                assert!(closed, "{path}: note {} stays open after clicks", index + 1);
            }
        }
    }
}

/// Whether the open note is gone within the time that a busy browser may take.
fn closes(chrome: &mut Chrome) -> bool {
    let patience = Instant::now() + Duration::from_secs(3);
    loop {
        if chrome.eval(OPEN_NOTE).is_null() {
            return true;
        }
        if Instant::now() > patience {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// All notes that stand in the margin, with where their words and the text end.
const MARGIN: &str = "(() => {
    const box = ({ top, right, bottom, left }) => ({ top, right, bottom, left });
    return {
        text: box(document.querySelector('.article-body').getBoundingClientRect()),
        width: innerWidth,
        line: parseFloat(getComputedStyle(document.querySelector('.article-body')).lineHeight),
        hidden: [...document.querySelectorAll('.article-body .gist:not(table *)')].filter(e => !e.checkVisibility()).map(e => e.innerText),
        notes: [...document.querySelectorAll('.article-body .gist:not(table *)')].map(e => ({
            id: e.getAttribute('popovertarget'), box: box(e.getBoundingClientRect()), words: box(e.parentElement.getBoundingClientRect()),
        })),
    };
})()";

#[test]
fn on_a_desk_all_notes_stand_in_the_margin_beside_their_words() {
    let Some(mut chrome) = browser() else { return };
    let articles = SITE.annotated();
    assert!(articles.iter().any(|path| path == ARABIC), "{articles:?}");
    for (path, width) in articles.iter().flat_map(|path| [(path, 1200), (path, 1600)]) {
        open(&mut chrome, path, width);
        let seen = chrome.eval(MARGIN);
        let number = |value: &Value, name: &str| value[name].as_f64().unwrap_or_else(|| panic!("{name} of {value}"));
        assert_eq!(strings(&seen["hidden"]), Vec::<String>::new(), "{path}: not shown");
        let mut above: Option<&Value> = None;
        for note in seen["notes"].as_array().expect("a list") {
            let (text, at) = (&seen["text"], &note["box"]);
            let (edge, width) = (number(at, "right"), number(&seen, "width"));
            assert!(number(at, "left") >= 0.0 && edge <= width, "{path}: outside the window: {note}");
            if *path == ARABIC {
                assert!(edge <= number(text, "left"), "{path}: not in the left margin: {note}");
            } else {
                assert!(number(at, "left") >= number(text, "right"), "{path}: not in the right margin: {note}");
            }
            let below = number(at, "top") - number(&note["words"], "top");
            let line = number(&seen, "line");
            let free = above.map_or(f64::INFINITY, |above| number(at, "top") - number(above, "bottom"));
            assert!(free >= 0.0, "{path}: overlaps the note above: {note}");
            assert!(below > -1.5 * line, "{path}: {below} px above its words: {note}");
            assert!(below < 1.5 * line || free < line, "{path}: {below} px below its words, for no reason: {note}");
            above = Some(at);
        }
    }
}

#[test]
fn the_themes_that_ship_fit_phones_and_desks() {
    let Some(mut chrome) = browser() else { return };
    for site in SITES.iter().skip(1) {
        let theme = &site.theme;
        for path in ["", ANNOTATED, NEWS, ARABIC, "history/", "facts/", "people/dmitry-peskov/"] {
            for width in [320, 900, 1200, 1600, 2560] {
                chrome.size(width, 800);
                chrome.open(&format!("{}/{path}", site.origin));
                let seen = chrome.eval(
                    "({ sideways: document.documentElement.scrollWidth - innerWidth,
                        over: [...document.querySelectorAll('.gist, .card, h1, nav')].filter(e => e.checkVisibility()
                            && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)).length,
                        sheets: [...document.styleSheets].map(sheet => sheet.cssRules.length > 0) })",
                );
                assert_eq!(seen["sideways"], 0, "{theme}: {path} at {width}");
                assert_eq!(seen["over"], 0, "{theme}: {path} at {width}");
                assert_eq!(seen["sheets"], serde_json::json!([true, true]), "{theme}: {path}");
            }
        }
        assert_eq!(chrome.console(), Vec::<String>::new(), "{theme}");
    }
}

#[test]
fn arabic_runs_from_right_to_left() {
    let Some(mut chrome) = browser() else { return };
    open(&mut chrome, ARABIC, 1600);
    let seen = chrome.eval(
        "[document.documentElement.dir, document.documentElement.lang, getComputedStyle(document.querySelector('.article-body p')).direction]",
    );
    assert_eq!(strings(&seen), ["rtl", "ar", "rtl"]);
}

#[test]
fn on_paper_the_notes_are_a_numbered_list() {
    let Some(mut chrome) = browser() else { return };
    open(&mut chrome, ANNOTATED, 800);
    chrome.media("print", "light");
    let seen = chrome.eval(
        "({
            inline: [...document.querySelectorAll('.note, .note-button')].filter(e => e.checkVisibility()).length,
            marks: [...document.querySelectorAll('.note-ref')].filter(e => e.checkVisibility()).map(e => +e.dataset.number),
            list: [...document.querySelectorAll('.note-list-item')].filter(e => e.checkVisibility() && e.innerText.trim()).map(e => e.value),
            style: getComputedStyle(document.querySelector('.note-list-item')).listStyleType,
        })",
    );
    assert_eq!(seen["inline"], 0, "notes are open in the text");
    assert_eq!(seen["style"], "decimal");
    assert_eq!(seen["marks"], seen["list"], "each number in the text is one of the list");
    assert!(seen["list"].as_array().is_some_and(|list| list.len() > 5), "{seen}");
}

#[test]
fn dark_mode_is_dark_and_light_mode_light() {
    let Some(mut chrome) = browser() else { return };
    for (scheme, dark) in [("dark", true), ("light", false)] {
        chrome.media("screen", scheme);
        open(&mut chrome, ANNOTATED, 1600);
        let colours = "(e => [e.backgroundColor, e.color])(getComputedStyle(document.body))";
        let [paper, ink] = strings(&chrome.eval(colours)).try_into().expect("two colours");
        let (paper, ink) = (luminance(&paper), luminance(&ink));
        assert_eq!(paper < ink, dark, "{scheme}: {ink} on {paper}");
        let contrast = (paper.max(ink) + 0.05) / (paper.min(ink) + 0.05);
        assert!(contrast > 10.0, "{scheme}: the contrast of text is only {contrast}");
    }
}

/// The relative luminance of `rgb(r, g, b)`, as WCAG defines it.
fn luminance(colour: &str) -> f64 {
    let parts: Vec<f64> = colour
        .trim_start_matches("rgb(")
        .trim_end_matches(')')
        .split(", ")
        .map(|part| part.parse::<f64>().unwrap_or_else(|_| panic!("a colour: {colour}")) / 255.0)
        .map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
        .collect();
    0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
}

#[test]
fn browsers_choose_the_print_that_fits() {
    let Some(mut chrome) = browser() else { return };
    // The same article at three widths of the window, on screens of one pixel a pixel.
    for (width, print) in [(360, "-480-"), (900, "-960-"), (1600, "-960-")] {
        open(&mut chrome, &format!("{}science/space/the-times-regrets/", &BELOW[1..]), width);
        // It does not wait, so it is there once the page is.
        let chosen = chrome.eval("document.querySelector('.prose img').currentSrc");
        let chosen = chosen.as_str().expect("an address");
        assert!(chosen.contains(print), "{width}: {chosen}");
        let shape = chrome.eval(
            "(() => { const i = document.querySelector('.prose img'), r = i.getBoundingClientRect(); \
             return [r.width / r.height - i.getAttribute('width') / i.getAttribute('height'), innerWidth - r.right]; })()",
        );
        assert!(shape[0].as_f64().is_some_and(|off| off.abs() < 0.02), "{width}: {shape}");
        assert!(shape[1].as_f64().is_some_and(|room| room >= 0.0), "{width}: {shape}");
    }
}
