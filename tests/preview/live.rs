//! The preview in a browser: what changes on the disk shows on the open page, and nothing that a reader has moves.

use std::sync::{LazyLock, MutexGuard};
use std::time::Duration;

use serde_json::{Value, json};

use crate::chrome::{self, Browsers, Chrome};
use crate::server::{Preview, SOON, comes};

/// One browser for all tests, which take turns.
static CHROME: LazyLock<Option<Browsers>> = LazyLock::new(|| chrome::start("preview-profile", 1));

/// A browser that runs scripts; none, and the test passes, where none is installed.
fn browser() -> Option<MutexGuard<'static, Chrome>> {
    let mut chrome = chrome::take(&CHROME)?;
    chrome.run_scripts();
    chrome.media("screen", "light");
    Some(chrome)
}

const ARTICLE: &str = "science/medicine/the-broad-street-pump/";
const FILE: &str = "content/science/medicine/the-broad-street-pump.md";

/// Opens the article in a phone's width, and marks the window.
fn open(chrome: &mut Chrome, preview: &Preview) {
    chrome.size(400, 800);
    chrome.open(&format!("http://localhost:{}/onrecord/{ARTICLE}", preview.port));
    chrome.eval("window.stillHere = true");
}

/// Waits for an expression to be true, and says what the page looks like if it never is.
#[track_caller]
fn until(chrome: &mut Chrome, preview: &Preview, what: &str, expression: &str) {
    let came = comes(SOON, || chrome.eval(expression) == true);
    let console = chrome.console();
    assert!(came, "{what}: {expression} is {}\n{console:?}\n{}", chrome.eval(expression), preview.said());
    assert_eq!(chrome.eval("window.stillHere === true"), true, "{what}: without a reload");
}

fn has(words: &str) -> String {
    format!("document.body?.innerText.includes({})", Value::from(words))
}

const OVERLAY: &str = "(document.getElementById('onrecord-overlay')?.shadowRoot.innerHTML ?? '')";

#[test]
fn an_edit_shows_and_nothing_moves() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    let last = text.trim_end().rsplit('\n').next().expect("has lines").to_owned();
    open(&mut chrome, &preview);
    chrome.eval(
        "(() => { const button = [...document.querySelectorAll('.note-button')].at(-1);
        button.scrollIntoView({ block: 'center', behavior: 'instant' }); })()",
    );
    let at = chrome.eval(
        "(r => [r.left + r.width / 2, r.top + r.height / 2])([...document.querySelectorAll('.note-button')].at(-1).getBoundingClientRect())",
    );
    chrome.click(at[0].as_f64().expect("a number"), at[1].as_f64().expect("a number"));
    let open_note = "document.querySelector('.note:popover-open')?.id ?? null";
    let (note, scroll) = (chrome.eval(open_note), chrome.eval("scrollY"));
    assert!(note.is_string(), "a note is open");
    assert!(scroll.as_f64().is_some_and(|scroll| scroll > 500.0), "the page is scrolled: {scroll}");

    // Several saves in a row, as one writes.
    for number in 1..=3 {
        preview.put(FILE, &text.replace(&last, &format!("{last}\n\nParagraph number {number} is new.")));
        until(&mut chrome, &preview, "the text shows", &has(&format!("Paragraph number {number} is new.")));
        assert_eq!(chrome.eval(open_note), note, "the note stays open");
        assert_eq!(chrome.eval("scrollY"), scroll, "the scroll position stays");
    }
    assert_eq!(chrome.eval(&has("Paragraph number 1 is new.")), false);

    // A new title is the window's as well.
    preview.put(FILE, &text.replacen("title: ", "title: News of ", 1));
    until(&mut chrome, &preview, "the title shows", "document.title.includes('News of ')");
    assert_eq!(chrome.eval(open_note), note, "the note stays open");
}

/// Finds the words in the article's text.
const WORDS: &str = "(words => { const walker = document.createTreeWalker(document.querySelector('.article-body'), NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) if (node.data.includes(words)) return [node, node.data.indexOf(words)]; })";

#[test]
fn what_one_has_in_hand_stays_though_the_text_above_it_grows() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    open(&mut chrome, &preview);
    let words = "easy to leave that sentence out";
    chrome.eval(&format!(
        "(() => {{ const [node, at] = {WORDS}('{words}'); getSelection().setBaseAndExtent(node, at, node, at + {}); }})()",
        words.len()
    ));
    chrome.eval("document.querySelector('.article-body a').focus(), window.link = document.activeElement, 0");
    chrome.eval("window.note = [...document.querySelectorAll('.article-body .note')].at(-1), note.showPopover()");
    let (front, body) = text.split_once("\n---\n").expect("has front matter");
    for text in [format!("{front}\n---\n\nA new first paragraph.\n{body}"), text.clone()] {
        preview.put(FILE, &text);
        let wanted = format!("{} === {}", has("A new first paragraph."), text.contains("A new first"));
        until(&mut chrome, &preview, "the text shows", &wanted);
        until(&mut chrome, &preview, "the words stay selected", &format!("getSelection().toString() === '{words}'"));
        until(&mut chrome, &preview, "the focus stays", "link.isConnected && document.activeElement === link");
        until(&mut chrome, &preview, "the note stays open", "note.isConnected && note.matches(':popover-open')");
    }
}

// ---- `--follow` --------------------------------------------------------------------------------------

/// Whether the words are within the window.
fn in_sight(words: &str) -> String {
    format!(
        "(() => {{ const found = {WORDS}('{words}'); if (!found) return false; const range = document.createRange();
        range.setStart(...found); range.setEnd(found[0], found[1] + {}); const {{ top, bottom }} = range.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight; }})()",
        words.len()
    )
}

/// Waits until the page was drawn twice.
fn drawn(chrome: &mut Chrome, preview: &Preview) {
    chrome.eval("window.drawn = 0, requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = 1; })), 0");
    until(chrome, preview, "the page is drawn", "window.drawn === 1");
}

/// The article with a last sentence.
fn ending_in(text: &str, sentence: &str) -> String {
    let last = text.trim_end().rsplit('\n').next().expect("has lines");
    text.replace(last, &format!("{last} {sentence}"))
}

#[test]
fn with_follow_the_page_goes_to_what_changed() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration_with(&["--follow"]);
    let text = preview.read(FILE);
    open(&mut chrome, &preview);
    chrome.eval("addEventListener('scrollend', () => { window.atRest = true; }), 0");
    preview.put(FILE, &ending_in(&text, "So it ended."));
    until(&mut chrome, &preview, "the page comes to rest", "window.atRest === true");
    until(&mut chrome, &preview, "the sentence is in sight", &in_sight("So it ended."));
    let scroll = chrome.eval("scrollY");
    assert!(scroll.as_f64().is_some_and(|scroll| scroll > 500.0), "the page went there: {scroll}");

    // What is in sight already needs no move.
    preview.put(FILE, &ending_in(&text, "So it had ended."));
    until(&mut chrome, &preview, "the sentence shows", &in_sight("So it had ended."));
    let near = format!("Math.abs(scrollY - {scroll}) < 40");
    until(&mut chrome, &preview, "the page stays", &near);

    // An entry's status, told by its sidecar or front matter: the mark and its note change, the words do not.
    chrome.eval("scrollTo({ top: 0, behavior: 'instant' })");
    let facts = "content/_record/facts.yaml";
    let record = preview.read(facts);
    chrome.open(&format!("http://localhost:{}/onrecord/news/after-the-oval-office/", preview.port));
    chrome.eval("window.stillHere = true, scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })");
    preview.put(facts, &record.replacen("status: estimate", "status: disputed", 1));
    let mark = "(mark => { const box = mark?.getBoundingClientRect(); return !!box && box.top >= 0 && box.bottom <= innerHeight; })
        (document.querySelector('.article-body mark.status-disputed'))";
    until(&mut chrome, &preview, "the shared fact comes into sight", mark);

    // Whoever asked for less motion gets none.
    chrome.ask(
        "Emulation.setEmulatedMedia",
        json!({ "media": "screen", "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] }),
    );
    chrome.eval("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }), window.scrollBy = (by) => { window.asked = by.behavior; }, 0");
    preview.put(facts, &record);
    until(&mut chrome, &preview, "it jumps", "window.asked === 'instant'");
}

#[test]
fn without_follow_the_page_stays_where_it_is() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    open(&mut chrome, &preview);
    preview.put(FILE, &ending_in(&text, "So it ended."));
    until(&mut chrome, &preview, "the sentence shows", &has("So it ended."));
    // An order to scroll is carried out by then, or has begun to be.
    drawn(&mut chrome, &preview);
    assert_eq!(chrome.eval("scrollY"), 0, "the scroll position stays");
}

#[test]
fn with_follow_a_page_stays_when_another_one_changed() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration_with(&["--follow"]);
    open(&mut chrome, &preview);
    chrome.eval("window.updates = 0, document.addEventListener('onrecord:updated', () => { window.updates += 1; }), 0");
    let other = "content/science/medicine/freedom-from-smallpox.md";
    // Its title stands in the links at the foot of this page.
    preview.put(other, &preview.read(other).replacen("title: ", "title: News of ", 1));
    until(&mut chrome, &preview, "the page was told", "window.updates > 0");
    drawn(&mut chrome, &preview);
    assert_eq!(chrome.eval("scrollY"), 0, "the scroll position stays");
}

// ---- Many tabs -----------------------------------------------------------------------------------------

#[test]
fn eight_tabs_follow_over_one_connection() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    let first = chrome.tab();
    // A browser makes six connections to a host: without a shared one, the seventh tab would not even load.
    let tabs: Vec<_> = (0..8)
        .map(|_| {
            let tab = chrome.add_tab();
            open(&mut chrome, &preview);
            tab
        })
        .collect();
    for number in 1..=2 {
        preview.put(FILE, &ending_in(&text, &format!("Edit {number} is for all.")));
        for tab in &tabs {
            chrome.turn_to(tab);
            until(&mut chrome, &preview, "each tab is told", &has(&format!("Edit {number} is for all.")));
        }
    }
    tabs.into_iter().for_each(|tab| chrome.close(tab));
    chrome.turn_to(&first);
}

#[test]
fn a_style_sheet_changes_in_place() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    preview.put("static/own.css", "h1 { color: rgb(1, 2, 3) }");
    let base = preview.read("templates/base.html");
    assert!(base.contains("</head>"), "the template has a head");
    preview.put(
        "templates/base.html",
        &base.replace("</head>", "<link rel=\"stylesheet\" href=\"{{ root }}own.css\"></head>"),
    );
    preview.shows(&format!("/onrecord/{ARTICLE}"), "own.css");
    preview.settle();
    open(&mut chrome, &preview);
    let is = |colour: &str| format!("getComputedStyle(document.querySelector('h1')).color === '{colour}'");
    until(&mut chrome, &preview, "the sheet is there", &is("rgb(1, 2, 3)"));
    for colour in ["rgb(4, 5, 6)", "rgb(7, 8, 9)"] {
        preview.put("static/own.css", &format!("h1 {{ color: {colour} }}"));
        until(&mut chrome, &preview, "the new sheet counts", &is(colour));
    }
    let links = "document.querySelectorAll('link[rel=stylesheet]').length === 2";
    until(&mut chrome, &preview, "old sheets are gone", links);
}

#[test]
fn a_picture_changes_in_place() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let (file, page) = ("content/science/space/two-units.svg", "science/space/two-units-one-orbiter/");
    let picture = preview.read(file);
    chrome.open(&format!("http://localhost:{}/onrecord/{page}", preview.port));
    let image = "[...document.images].find((image) => image.src.includes('two-units.svg'))";
    chrome.eval(&format!("window.stillHere = true, {image}.scrollIntoView()"));
    until(&mut chrome, &preview, "the picture is there", &format!("{image}.naturalWidth > 60"));
    for width in [50, 60] {
        preview.put(file, &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"20\"/>"));
        until(&mut chrome, &preview, "the new picture shows", &format!("{image}.naturalWidth === {width}"));
    }
    preview.put(file, &picture);
    until(&mut chrome, &preview, "the old one shows again", &format!("{image}.naturalWidth > 60"));
}

#[test]
fn a_mistake_comes_and_goes() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    open(&mut chrome, &preview);
    let heading = chrome.eval("document.querySelector('h1').textContent");
    let line = 2 + text.matches('\n').count();
    preview.put(FILE, &format!("{text}\nWho [knows](#fact:nobody-knows)?\n"));
    until(&mut chrome, &preview, "the overlay shows", &format!("{OVERLAY}.includes('{FILE}:{line}:')"));
    assert_eq!(
        chrome.eval(&format!("{OVERLAY}.includes('Who [knows](#fact:nobody-knows)?')")),
        true,
        "the line itself"
    );
    assert_eq!(chrome.eval("document.querySelector('h1').textContent"), heading, "the page is there");
    preview.put(FILE, &text);
    until(&mut chrome, &preview, "the overlay goes", &format!("{OVERLAY} === ''"));

    // What an author wrote is shown, not run, and the marker stands below it.
    let line_itself = "Who <script>window.ran = 1</script> [knows](#fact:nobody-knows)";
    preview.put(FILE, &format!("{text}\n{line_itself}\n"));
    let column = 1 + line_itself.find('[').expect("is there");
    until(&mut chrome, &preview, "the overlay shows", &format!("{OVERLAY}.includes('{FILE}:{line}:{column}')"));
    let root = "document.getElementById('onrecord-overlay').shadowRoot";
    assert_eq!(
        chrome.eval(&format!(
            "[{root}.textContent.includes({}), {root}.querySelectorAll('script').length, window.ran === 1]",
            Value::from(line_itself)
        )),
        json!([true, 0, false])
    );
    preview.put(FILE, &text);
    until(&mut chrome, &preview, "the overlay goes", &format!("{OVERLAY} === ''"));

    let settings = preview.read("site.yaml");
    preview.put("site.yaml", "title: [\n");
    until(&mut chrome, &preview, "the overlay shows", &format!("{OVERLAY}.includes('site.yaml:')"));
    assert_eq!(chrome.eval("document.querySelector('h1').textContent"), heading, "the page is there");
    preview.put("site.yaml", &settings);
    until(&mut chrome, &preview, "the overlay goes", &format!("{OVERLAY} === ''"));
}

#[test]
fn a_page_outlives_the_server() {
    let Some(mut chrome) = browser() else { return };
    let mut preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    open(&mut chrome, &preview);
    preview.put(FILE, &format!("{text}\nWritten before.\n"));
    until(&mut chrome, &preview, "the page is told", &has("Written before."));
    preview.stop();
    preview.put(FILE, &format!("{text}\nWritten while nobody looked.\n"));
    std::thread::sleep(Duration::from_millis(500));
    preview.restart();
    // Chromium tries again some three seconds later.
    let words = has("Written while nobody looked.");
    let came = comes(SOON, || chrome.eval(&words) == true);
    assert!(came, "the page catches up\n{:?}", chrome.console());
    until(&mut chrome, &preview, "and", "true");
    preview.put(FILE, &format!("{text}\nAnd while somebody did.\n"));
    until(&mut chrome, &preview, "it goes on", &has("And while somebody did."));
}

#[test]
fn a_page_that_one_goes_back_to_catches_up() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    open(&mut chrome, &preview);
    chrome.open(&format!("http://localhost:{}/onrecord/", preview.port));
    preview.put(FILE, &ending_in(&text, "Written meanwhile."));
    preview.shows(&format!("/onrecord/{ARTICLE}"), "Written meanwhile.");
    // Later, so that the page has answered before it goes.
    chrome.eval("void setTimeout(() => history.back())");
    for sentence in ["Written meanwhile.", "Written since."] {
        let words = has(sentence);
        let came = comes(SOON, || chrome.eval(&words) == true);
        assert!(came, "{sentence}\n{:?}\n{}", chrome.console(), preview.said());
        preview.put(FILE, &ending_in(&text, "Written since."));
    }
}

#[test]
fn a_page_that_was_opened_during_a_mistake_tells_it() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    let text = preview.read(FILE);
    preview.put(FILE, &format!("{text}\nWho [knows](#fact:nobody-knows)?\n"));
    preview.until("the mistake is known", || preview.state().1.contains("nobody-knows"));
    open(&mut chrome, &preview);
    until(&mut chrome, &preview, "the overlay shows", &format!("{OVERLAY}.includes('nobody-knows')"));
}

#[test]
fn search_finds_what_was_just_written() {
    let Some(mut chrome) = browser() else { return };
    let preview = Preview::of_demonstration();
    chrome.open(&format!("http://localhost:{}/onrecord/search/?q=epidemiologist", preview.port));
    chrome.eval("window.stillHere = true");
    until(&mut chrome, &preview, "it searches", "document.querySelector('form.search').dataset.shown !== undefined");
    let title = "[...document.querySelectorAll('.search-result')].some(e => e.innerText.includes('Broad Street'))";
    let before = chrome.eval(title);
    assert_eq!(before, false, "the word is new");
    preview.put(FILE, &(preview.read(FILE) + "\nAn epidemiologist was here.\n"));
    until(&mut chrome, &preview, "the article is found", title);
    let field = "document.querySelector('#search-field')";
    assert_eq!(chrome.eval(&format!("[{field}.value, {field}.checkVisibility()]")), json!(["epidemiologist", true]));
}
