//! The panel in a browser: words are selected, said to be a fact or a quote, shown, and taken out again.

use std::sync::{LazyLock, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{ARTICLE, PATIENCE, Preview};
use crate::chrome::{self, ALT, Browsers, Chrome};

/// One browser for all tests, which take turns.
static CHROME: LazyLock<Option<Browsers>> = LazyLock::new(|| chrome::start("annotate-profile", 1));

const SIDECAR: &str = "content/flood.record.yaml";
const SOURCES: &str = "report: {title: The report, url: 'https://example.org/'}\nstudy: {title: A study of rain}\n";
const FACTS: &str = "rise: {statement: Prices rose, sources: [report]}\n";

/// The panel's own tree, and a field of its form.
const PANEL: &str = "document.getElementById('onrecord-annotate').shadowRoot";
const FORM: &str = "document.getElementById('onrecord-annotate').shadowRoot.querySelector('form')";

struct Desk {
    chrome: MutexGuard<'static, Chrome>,
    preview: Preview,
}

/// The article in a browser; none, and the test passes, where none is installed.
fn desk(article: &str, options: &[&str]) -> Option<Desk> {
    let mut chrome = chrome::take(&CHROME)?;
    let files = [
        ("content/flood.md", article),
        ("content/_record/sources.yaml", SOURCES),
        ("content/_record/facts.yaml", FACTS),
    ];
    let preview = Preview::start(&files, options);
    chrome.run_scripts();
    chrome.size(1200, 800);
    chrome.open(&format!("http://{}/flood/", preview.host));
    chrome.eval("window.stays = true");
    let mut desk = Desk { chrome, preview };
    if !options.contains(&"--read-only") {
        // What is selected or pressed before the script is there is lost on it.
        desk.until("document.getElementById('onrecord-annotate')?.shadowRoot != null");
    }
    Some(desk)
}

impl Desk {
    #[track_caller]
    fn until(&mut self, expression: &str) {
        let started = Instant::now();
        while self.chrome.eval(expression) != true {
            let seen = self.chrome.eval(expression);
            assert!(started.elapsed() < PATIENCE, "{expression}: {seen}; {:?}", self.chrome.console());
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(self.chrome.eval("window.stays"), true, "the page was loaded anew");
    }

    fn is(&mut self, expression: &str) -> Value {
        self.chrome.eval(expression)
    }

    /// Selects from the first place of some words to the end of the next place of others.
    fn select(&mut self, from: &str, to: &str) {
        let selected = self.chrome.eval(&format!(
            "(() => {{ const nodes = []; const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('.note, .note-ref')) nodes.push(walker.currentNode);
            const [from, to] = {};
            const first = nodes.findIndex((node) => node.data.includes(from)); const start = nodes[first].data.indexOf(from);
            for (let at = first; at < nodes.length; at++) {{
                const found = nodes[at].data.indexOf(to, at === first ? start : 0);
                if (found >= 0) {{ getSelection().setBaseAndExtent(nodes[first], start, nodes[at], found + to.length); return true; }}
            }} }})()",
            json!([from, to])
        ));
        assert_eq!(selected, true, "{from} … {to}");
    }

    /// Selects words, and presses the button that is offered; again, should the page have changed under the selection.
    fn take_offer(&mut self, words: &str) {
        let press = format!("(e => {{ e?.click(); return !!e; }})({PANEL}.querySelector('.offer'))");
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            self.select(words, words);
            for _ in 0..50 {
                if self.chrome.eval(&press) == true {
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        panic!("nothing is offered for {words}");
    }

    /// Opens the panel by keyboard.
    fn open(&mut self) {
        self.chrome.press_with("Enter", ALT);
        self.until(&format!("{PANEL}.activeElement?.name === 'kind'"));
    }

    /// Goes on with the Tab key until a field or button has the focus.
    fn tab_to(&mut self, name: &str) {
        let focused = format!("{PANEL}.activeElement?.name || {PANEL}.activeElement?.textContent");
        for _ in 0..10 {
            if self.chrome.eval(&focused) == name {
                return;
            }
            self.chrome.press("Tab");
        }
        panic!("Tab does not lead to {name}");
    }

    /// The ids that a field offers for what was typed, as a browser picks them, with their names.
    fn offered(&mut self, field: &str) -> Value {
        self.chrome.eval(&format!(
            "(field => [...field.list.options].filter((option) => [option.value, option.label].some((words) =>
                words.toLowerCase().includes(field.value.toLowerCase()))).map((option) => [option.value, option.label]))
            ({FORM}.elements.{field})"
        ))
    }

    fn shown(&mut self) -> Value {
        self.chrome.eval(&format!(
            "[...{FORM}.querySelectorAll('input, select')].filter((field) => field.checkVisibility()).map((field) => field.name)"
        ))
    }

    /// Waits until something is said, and gives it.
    fn said(&mut self) -> Value {
        self.until(&format!("{PANEL}.querySelector('.toast') !== null"));
        self.chrome.eval(&format!("{PANEL}.querySelector('.toast span').textContent"))
    }
}

#[test]
fn the_keyboard_alone_makes_a_quote_and_takes_it_out() {
    let Some(mut desk) = desk(ARTICLE, &[]) else { return };
    desk.select("the price fell", "the price fell");
    desk.open();
    assert_eq!(desk.shown(), json!(["kind", "ref", "status", "sources", "as_of"]));
    // A letter chooses.
    desk.chrome.write("Q");
    desk.until(&format!("{FORM}.elements.kind.value === 'quote'"));
    assert_eq!(desk.shown(), json!(["kind", "ref", "speaker", "source", "said_on"]));
    desk.tab_to("speaker");
    desk.chrome.write("berg");
    assert_eq!(desk.offered("speaker"), json!([["anna", "Anna Berg"]]), "found by the name");
    desk.chrome.eval(&format!("{FORM}.elements.speaker.value = ''"));
    desk.chrome.write("anna");
    desk.tab_to("source");
    desk.chrome.write("re");
    assert_eq!(desk.offered("source"), json!([["report", "The report"]]), "found by the id");
    desk.chrome.write("port");
    desk.chrome.press("Enter");
    desk.until("document.querySelector('.article-body mark')?.textContent === 'the price fell'");
    assert_eq!(desk.said(), "Saved");
    let entry = "quotes:\n  - text: the price fell\n    speaker: anna\n    source: report\n";
    assert_eq!(desk.preview.text(SIDECAR).as_deref(), Some(entry));
    desk.tab_to("Undo");
    desk.chrome.press("Enter");
    desk.until("document.querySelector('.article-body mark') === null");
    assert_eq!(desk.preview.text(SIDECAR), None);
    assert_eq!(desk.preview.text("content/flood.md").as_deref(), Some(ARTICLE));
}

#[test]
fn a_press_of_the_button_makes_a_fact_with_several_sources() {
    let kept = "# mine\nfacts:\n    -   text: People left   # why\n\n# the end";
    let Some(mut desk) = desk(ARTICLE, &[]) else { return };
    desk.preview.put(SIDECAR, kept);
    desk.until("document.querySelectorAll('.article-body mark').length === 1");
    desk.take_offer("5 percent");
    desk.until(&format!("{PANEL}.activeElement?.name === 'kind'"));
    desk.tab_to("sources");
    desk.chrome.write("report, rain");
    assert_eq!(desk.offered("sources"), json!([]), "names are found, and what was written before is no part of them");
    desk.chrome.eval(&format!("{FORM}.elements.sources.value = ''"));
    desk.chrome.write("report, s");
    assert_eq!(desk.offered("sources"), json!([["report, study", "A study of rain"]]));
    desk.chrome.write("tudy");
    // Entry is for what the record has: then nothing else is asked.
    desk.chrome.eval(&format!("{FORM}.elements.ref.focus()"));
    desk.chrome.write("ri");
    assert_eq!(desk.offered("ref"), json!([["rise", "Prices rose"]]));
    assert_eq!(desk.shown(), json!(["kind", "ref"]));
    desk.chrome.eval(&format!("{FORM}.elements.ref.value = ''"));
    desk.chrome.eval(&format!("{FORM}.elements.ref.dispatchEvent(new Event('input', {{ bubbles: true }}))"));
    // Twice in a hurry is one entry.
    desk.chrome.eval(&format!("{FORM}.requestSubmit(), {FORM}.requestSubmit()"));
    desk.until("document.querySelectorAll('.article-body mark').length === 2");
    let entry = "    -   text: 5 percent\n        status: unverified\n        sources: [report, study]\n";
    let wanted = kept.replace("\n\n# the end", &format!("\n{entry}\n# the end"));
    assert_eq!(desk.preview.text(SIDECAR), Some(wanted), "not a byte else is changed");
    desk.until(&format!("(e => {{ e?.click(); return !!e; }})({PANEL}.querySelector('.toast button'))"));
    desk.until("document.querySelectorAll('.article-body mark').length === 1");
    assert_eq!(desk.preview.text(SIDECAR).as_deref(), Some(kept));
}

#[test]
fn escape_gives_back_what_one_had() {
    let Some(mut desk) = desk(ARTICLE, &[]) else { return };
    desk.chrome.eval("(window.link = document.querySelector('a[href]')).focus()");
    desk.select("5 percent", "5 percent");
    for cancel in [false, true] {
        desk.open();
        if cancel {
            desk.tab_to("cancel");
            desk.chrome.press("Enter");
        } else {
            desk.tab_to("status");
            desk.chrome.press("Escape");
        }
        desk.until(&format!("{FORM} === null"));
        assert_eq!(desk.is("[document.activeElement === link, getSelection().toString()]"), json!([true, "5 percent"]));
    }
}

#[test]
fn words_across_paragraphs_and_marks_are_one_annotation() {
    let article = "---\ntitle: Flood\nfacts:\n  - text: 5 percent\n---\nThe price rose by 5 percent.[^1] Then *the price* fell.\n\n\
                   | a | b |\n|---|---|\n| one | two |\n\nPeople left 2 m<sup>2</sup> behind.\n\n[^1]: So it was.\n";
    let Some(mut desk) = desk(article, &[]) else { return };
    desk.until("document.querySelectorAll('.article-body mark').length === 1");
    let mut before = article.to_owned();
    for (from, to, text) in [
        ("price rose", "fell.", "price rose by 5 percent. Then the price fell."),
        ("the price", "one", "the price fell. a b one"),
        ("left 2 m", "behind", "left 2 m2 behind"),
    ] {
        desk.select(from, to);
        desk.open();
        assert_eq!(desk.is(&format!("{FORM}.querySelector('blockquote').textContent.replace(/\\s+/g, ' ')")), text);
        desk.chrome.eval(&format!("{FORM}.requestSubmit()"));
        let place = format!(
            "{PANEL}.querySelector('.toast span')?.textContent ?? {FORM}.querySelector('[role=alert]').textContent"
        );
        desk.until(&format!("({place}) !== ''"));
        assert_eq!(desk.is(&place), "Saved", "{text}");
        let after = desk.preview.text("content/flood.md").expect("is there");
        let entry = format!("  - text: {text}\n    status: unverified\n");
        assert_eq!(after, before.replacen("\n---\n", &format!("\n{entry}---\n"), 1));
        before = after;
        desk.chrome.eval(&format!("{PANEL}.querySelector('.say').replaceChildren()"));
        let last = text.rsplit(' ').next().unwrap_or(text);
        desk.until(&format!(
            "[...document.querySelectorAll('.article-body mark')].some((mark) => mark.textContent.endsWith({}))",
            json!(last)
        ));
    }
}

#[test]
fn what_cannot_be_annotated_is_said() {
    let article = "---\ntitle: Flood\n---\nA price.\n\n```\ncode\n```\n";
    let Some(mut desk) = desk(article, &[]) else { return };
    let wanted = "Select words of an article’s text first";
    for (from, to) in [(None, ""), (Some("Test"), "Test"), (Some("code"), "code")] {
        if let Some(from) = from {
            desk.select(from, to);
        }
        desk.chrome.press_with("Enter", ALT);
        assert_eq!(desk.said(), wanted, "{from:?}");
        assert_eq!(desk.is(&format!("[{FORM}, {PANEL}.querySelector('.offer')]")), json!([null, null]));
        desk.chrome.eval(&format!("{PANEL}.querySelector('.say').replaceChildren()"));
    }
    // A part of a word: the panel stays open, with what was typed, and says why.
    desk.select("pri", "pri");
    desk.open();
    desk.tab_to("as_of");
    desk.chrome.write("2025-03-03");
    desk.chrome.press("Enter");
    desk.until(&format!("{FORM}.querySelector('[role=alert]').checkVisibility()"));
    let alert = desk.is(&format!("{FORM}.querySelector('[role=alert]').textContent"));
    assert!(alert.as_str().is_some_and(|alert| alert.contains("pri")), "{alert}");
    assert_eq!(desk.is(&format!("{FORM}.elements.as_of.value")), "2025-03-03");
    assert_eq!(desk.preview.text(SIDECAR), None);
}

#[test]
fn read_only_shows_no_panel() {
    let Some(mut desk) = desk(ARTICLE, &["--read-only"]) else { return };
    desk.select("5 percent", "5 percent");
    desk.chrome.press_with("Enter", ALT);
    // The page is alive: it follows a change.
    desk.preview.put("content/flood.md", &format!("{ARTICLE}\nMore.\n"));
    desk.until("document.body.innerText.includes('More.')");
    assert_eq!(desk.is("document.getElementById('onrecord-annotate')"), Value::Null);
}

#[test]
fn of_words_that_stand_often_the_selected_ones_are_annotated() {
    let line = "Roses and primroses rose\nwhere no rose had stood before, and all of it in one night.\n\n";
    let article = format!("---\ntitle: Flood\n---\n{}", line.repeat(5));
    let Some(mut desk) = desk(&article, &[]) else { return };
    let third = "document.querySelectorAll('.article-body p')[2]";
    desk.is(&format!(
        "(() => {{ const words = {third}.firstChild; const at = words.data.indexOf('rose had');
        getSelection().setBaseAndExtent(words, at, words, at + 4); }})()"
    ));
    desk.open();
    desk.is(&format!("{FORM}.requestSubmit()"));
    desk.until("document.querySelectorAll('.article-body mark').length === 1");
    desk.until(&format!("{third}.querySelector('mark')?.previousSibling.textContent.endsWith('where no ')"));
    let sidecar = desk.preview.text(SIDECAR).expect("was made");
    assert!(sidecar.contains("    occurrence: 6\n"), "{sidecar}");
}

/// The tree of the notes on suggestions.
const NOTES: &str = "document.getElementById('onrecord-suggested').shadowRoot";

#[test]
fn suggestions_are_dashed_and_answered_in_their_notes() {
    let Some(mut desk) = desk(ARTICLE, &[]) else { return };
    std::fs::write(desk.preview.folder.path().join(SIDECAR), super::WAITING).expect("the file is written");
    desk.until(&format!("{NOTES}.querySelector('.count').textContent === '2 suggestions'"));
    desk.until(
        "[...CSS.highlights.get('onrecord-suggested')].map(String).sort().join() === '5 percent,the price fell'",
    );
    assert_eq!(desk.is("document.querySelectorAll('.article-body mark').length"), 0);
    let at = desk.is("(box => [box.x + box.width / 2, box.y + box.height / 2])([...CSS.highlights.get('onrecord-suggested')].find((range) => String(range) === 'the price fell').getBoundingClientRect())");
    desk.chrome.click(at[0].as_f64().expect("a place"), at[1].as_f64().expect("a place"));
    desk.until(&format!("{NOTES}.querySelector('.note')?.textContent.includes('said by Ben Roe')"));
    desk.until(&format!("{NOTES}.querySelector('#sources option')?.value === 'report'"));
    desk.is(&format!("{NOTES}.querySelector('[name=source]').value = 'reports'"));
    desk.is(&format!("{NOTES}.querySelector('[name=accept]').click()"));
    desk.until(&format!("{NOTES}.querySelector('[role=alert]')?.textContent.includes('did you mean `report`?')"));
    desk.is(&format!("{NOTES}.querySelector('[name=source]').value = 'report'"));
    desk.is(&format!("{NOTES}.querySelector('[name=accept]').click()"));
    desk.until("document.querySelector('.article-body mark')?.textContent === 'the price fell'");
    assert!(desk.preview.text(SIDECAR).is_some_and(|text| text.contains("    source: report\n")));
    desk.until(&format!("{NOTES}.querySelector('.count').textContent === '1 suggestion'"));
    desk.is(&format!("{NOTES}.querySelector('.count').click()"));
    assert_eq!(desk.is(&format!("{NOTES}.querySelector('[name=source]').value")), "report", "as for the last one");
    desk.is(&format!("{NOTES}.querySelector('[name=reject]').click()"));
    desk.until(&format!("{NOTES}.querySelector('.count').hidden && !CSS.highlights.has('onrecord-suggested')"));
    assert!(desk.preview.text(SIDECAR).is_some_and(|text| text.contains("status: rejected")));
}

#[test]
fn who_only_reads_sees_suggestions_without_buttons() {
    let Some(mut desk) = desk(ARTICLE, &["--read-only"]) else { return };
    std::fs::write(desk.preview.folder.path().join(SIDECAR), super::WAITING).expect("the file is written");
    desk.until(&format!("{NOTES}.querySelector('.count').textContent === '2 suggestions'"));
    desk.is(&format!("{NOTES}.querySelector('.count').click()"));
    assert_eq!(desk.is(&format!("{NOTES}.querySelectorAll('.note').length")), 1);
    assert_eq!(desk.is(&format!("{NOTES}.querySelectorAll('.note button').length")), 0);
}
