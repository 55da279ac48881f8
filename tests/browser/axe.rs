//! Accessibility as axe-core sees it: pages of each kind in every theme, on phone and desk, by day and by night.
//!
//! Axe leaves open what lies in layers, overlaps or is made by style sheets, which most of a note is. So `contrast.js`
//! measures text, marks and notes as well.

use serde_json::{Value, json};

use crate::chrome::Chrome;
use crate::server::SCRIPTED;
use crate::shown::{SITES, Site};
use crate::{ANNOTATED, ARABIC, browser, strings, tools};

/// What breaks axe's rules in a part of the page, one line each; all of them, or those on colour, which alone see
/// whether it is day or night.
const RUN: &str = "(part, colours) => axe.run(part, { resultTypes: ['violations'], preload: false,
    runOnly: colours ? ['color-contrast', 'link-in-text-block'] : undefined }).then((found) =>
    found.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target}: ${node.failureSummary}`)))";

#[test]
fn axe_finds_nothing_to_mend() {
    let Some(axe) = tools::fetched("axe-core/axe.min.js") else { return };
    let axe = crate::shown::text_of(&axe);
    let faults = on_each_page(|chrome| {
        chrome.ask("Runtime.evaluate", json!({ "expression": axe }));
        let mut faults = Vec::new();
        let looks = [(360, "light", false), (360, "dark", true), (1600, "dark", false), (1600, "light", true)];
        for (width, scheme, colours) in looks {
            chrome.size(width, 800);
            chrome.media("screen", scheme);
            let mut found = strings(&chrome.settle(&format!("({RUN})(document, {colours})")));
            if width == 360 && chrome.eval("!!document.querySelector('.note')") == true {
                chrome.eval("document.querySelector('.note').showPopover()");
                found.extend(strings(&chrome.settle(&format!("({RUN})('.note:popover-open', {colours})"))));
                chrome.eval("document.querySelector('.note').hidePopover()");
            }
            faults.extend(found.into_iter().map(|fault| format!("{width} px, {scheme}: {fault}")));
        }
        faults
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn text_marks_and_notes_stand_out_by_day_and_by_night() {
    let faults = on_each_page(|chrome| {
        let mut faults = Vec::new();
        let least = if chrome.eval("!!document.querySelector('.note')") == true { 50 } else { 5 };
        for (width, scheme) in [(360, "light"), (360, "dark"), (1600, "dark"), (1600, "light")] {
            chrome.size(width, 800);
            chrome.media("screen", scheme);
            let seen = chrome.eval(include_str!("contrast.js"));
            assert!(seen["measured"].as_u64().is_some_and(|count| count > least), "hardly anything measured: {seen}");
            faults.extend(strings(&seen["faint"]).into_iter().map(|fault| format!("{width} px, {scheme}: {fault}")));
        }
        faults
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Looks at pages of each kind in each theme, in a tab of their own: tools are scripts, which the first tab does not run.
fn on_each_page(look: impl Fn(&mut Chrome) -> Vec<String>) -> Vec<String> {
    let Some(mut chrome) = browser() else { return Vec::new() };
    let first = chrome.tab();
    let tab = chrome.add_tab();
    let mut faults = Vec::new();
    for site in SITES.iter() {
        let mut paths = site.one_of_each_kind();
        paths.extend([ANNOTATED, ARABIC].map(String::from));
        paths.sort();
        paths.dedup();
        for path in paths {
            chrome.size(360, 800);
            open(&mut chrome, site, &path);
            let found = look(&mut chrome);
            faults.extend(found.into_iter().map(|fault| format!("{} /{path} at {fault}", site.theme)));
        }
    }
    chrome.turn_to(&first);
    chrome.close(tab);
    chrome.turn_to(&first);
    faults
}

/// Opens a page; that of search with results on it.
fn open(chrome: &mut Chrome, site: &Site, path: &str) {
    if path != "search/" {
        return chrome.open(&format!("{}/{path}", site.origin));
    }
    chrome.open(&format!("{}{SCRIPTED}{path}?q=pump", site.origin));
    let shown: Value = chrome.settle(
        "(async () => {
            const { dataset } = document.querySelector('form.search');
            while (dataset.shown !== 'pump') await new Promise((done) => setTimeout(done, 10));
            return document.querySelectorAll('.search-result').length;
        })()",
    );
    assert!(shown.as_u64().is_some_and(|results| results > 0), "{}: search finds nothing", site.theme);
}
