//! Every note of every article in every theme, with nothing but a keyboard.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::chrome::Chrome;
use crate::server::BELOW;
use crate::shown::{SITES, Site};
use crate::{OPEN_NOTE, browser, open_in, strings};

/// All notes in their order: which there are, and what must be read in each.
const NOTES: &str = "[...document.querySelectorAll('.note-button')].map((button) => {
    const note = document.getElementById(button.getAttribute('popovertarget'));
    const says = [...note.querySelectorAll('.speaker, .figure, .status, .source-title, .missing')];
    return { id: note.id, says: says.map((element) => element.textContent) };
})";

/// Where one is: whose button, in which open note, whether one sees that, and whether this is the end of the page.
const STOP: &str = "(() => {
    const at = document.activeElement, { top, right, bottom, left } = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    return {
        at: at.outerHTML.slice(0, 120),
        opens: at.matches('.note-button') ? at.getAttribute('popovertarget') : null,
        within: at.closest('.note:popover-open')?.id ?? null,
        closes: at.matches('.note-close'),
        seen: top > -1 && left > -1 && bottom < innerHeight + 1 && right < innerWidth + 1,
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
        end: at === document.body || at === document.documentElement,
    };
})()";

#[test]
fn the_keyboard_alone_reads_every_note() {
    let Some(mut chrome) = browser() else { return };
    // What gets the focus is scrolled to; a smooth scroll would still be under way when it is looked at.
    chrome.calm();
    for site in SITES.iter() {
        let articles = site.annotated();
        assert!(articles.len() > 8, "only {articles:?} have notes");
        for path in articles {
            open_in(site, &mut chrome, &format!("{}{path}", &BELOW[1..]), 360);
            read_all(&mut chrome, site, &path);
            assert_eq!(chrome.console(), Vec::<String>::new(), "{} /{path}: the policy is broken", site.theme);
        }
    }
}

/// Goes through the page from stop to stop, and into each note on the way.
fn read_all(chrome: &mut Chrome, site: &Site, path: &str) {
    let place = format!("{} /{path}", site.theme);
    let notes = chrome.eval(NOTES);
    let notes = notes.as_array().expect("a list");
    assert!(!notes.is_empty(), "{place}: no note has a button");
    let mut reached = BTreeSet::new();
    for _ in 0..2000 {
        chrome.press("Tab");
        let stop = chrome.eval(STOP);
        if stop["end"] == true {
            break;
        }
        let Some(id) = stop["opens"].as_str() else { continue };
        if !reached.insert(id.to_owned()) {
            break;
        }
        let place = format!("{place}, note {id}");
        assert!(stop["ring"] == true && stop["seen"] == true, "{place}: one does not see where one is: {stop}");
        let note = notes.iter().find(|note| note["id"] == id).unwrap_or_else(|| panic!("{place}: unknown"));
        read(chrome, note, &place, reached.len());
    }
    let all: BTreeSet<String> = notes.iter().filter_map(|note| note["id"].as_str()).map(String::from).collect();
    assert_eq!(reached, all, "{place}: notes that Tab leads to, and notes that there are");
}

/// Opens the note whose button has the focus, goes through what is in it, and closes it, once so and once so.
fn read(chrome: &mut Chrome, note: &Value, place: &str, turn: usize) {
    chrome.press("Enter");
    let open = chrome.eval(OPEN_NOTE);
    assert_eq!(open["id"], note["id"], "{place}: Enter opens it");
    assert!(open["within"] == true && open["seen"] == true, "{place}: out of sight: {open}");
    let text = open["text"].as_str().unwrap_or_default();
    for words in strings(&note["says"]) {
        assert!(text.contains(&words), "{place}: does not say {words}: {open}");
    }
    loop {
        chrome.press("Tab");
        let stop = chrome.eval(STOP);
        assert_eq!(
            stop["within"], note["id"],
            "{place}: the next stop is inside, up to the button that closes: {stop}"
        );
        assert!(stop["ring"] == true && stop["seen"] == true, "{place}: one does not see where one is: {stop}");
        if stop["closes"] == true {
            break;
        }
    }
    chrome.press(if turn.is_multiple_of(2) { "Escape" } else { "Enter" });
    assert!(chrome.eval(OPEN_NOTE).is_null(), "{place}: stays open");
    assert_eq!(chrome.eval(STOP)["opens"], note["id"], "{place}: closed, one is back where one was");
}
