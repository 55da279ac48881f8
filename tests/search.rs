//! Searching the demonstration site, as a reader does it: typing, filtering, keys, and with what a host may forbid.

#![expect(clippy::disallowed_methods, reason = "tests look at what stands on the disk")]

#[expect(dead_code, reason = "only a part of the driver is of use here")]
#[path = "browser/chrome.rs"]
mod chrome;
#[path = "browser/server.rs"]
mod server;

use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, MutexGuard};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use chrome::{Browsers, Chrome};
use onrecord::text::words;
use server::{BELOW, SCRIPTED};

/// Where the built site is served.
static ORIGIN: LazyLock<String> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search-site");
    _ = std::fs::remove_dir_all(&folder);
    let built = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["build", "--quiet", "--root", env!("CARGO_MANIFEST_DIR"), "--out"])
        .arg(&folder)
        .status()
        .expect("onrecord runs");
    assert!(built.success(), "the demonstration site builds");
    server::serve(&folder)
});

static CHROME: LazyLock<Option<Browsers>> = LazyLock::new(|| chrome::start("search-profile", 1));

/// The browser with scripts, on a page of the host that allows them below a path.
fn open(path: &str) -> Option<MutexGuard<'static, Chrome>> {
    let mut chrome = chrome::take(&CHROME)?;
    chrome.run_scripts();
    chrome.media("screen", "light");
    chrome.size(1200, 900);
    chrome.open(&format!("{}{path}", *ORIGIN));
    Some(chrome)
}

/// What the page shows when it is no longer busy with a query.
fn shown(chrome: &mut Chrome, query: &str) -> Value {
    until(chrome, &format!("document.querySelector('form.search').dataset.shown === {}", json!(query)));
    chrome.eval(
        "({
            told: document.querySelector('.search-status').textContent,
            titles: [...document.querySelectorAll('.search-result')].map(e => e.textContent.replace(/\\s+/g, ' ')),
            links: [...document.querySelectorAll('.search-results a')].map(e => new URL(e.href).pathname),
            kinds: [...document.querySelectorAll('.search-result')].map(e => e.querySelector('.search-kind').textContent),
            people: [...document.querySelectorAll('.search-result')].map(e => e.querySelector('.speaker')?.textContent),
            marked: [...document.querySelectorAll('.search-results mark')].map(e => e.textContent),
            address: location.search,
        })",
    )
}

fn until(chrome: &mut Chrome, condition: &str) {
    let start = Instant::now();
    while chrome.eval(condition) != true {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {condition}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn search(chrome: &mut Chrome, query: &str) -> Value {
    chrome.eval("document.querySelector('#search-field').select()");
    chrome.ask("Input.insertText", json!({ "text": query }));
    shown(chrome, query)
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn words_lead_to_what_one_means() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/")) else { return };
    for (query, expected) in [
        ("white house", "What happened at the White House"),
        ("peskov difficult", "What happened at the White House"),
        ("broad street", "The pump in Broad Street"),
        // As one types, in another number, without accents.
        ("challeng", "The decision to launch the Challenger"),
        ("pumps", "The pump in Broad Street"),
        ("zelensk", "After the Oval Office"),
        ("\u{644}\u{644}إنسان", "الإعلان"),
        ("اعلان", "الإعلان"),
        ("niemand hat die absicht", "Niemand hat die Absicht"),
        ("MAUER", "Mauer"),
        ("113,000", "113,000"),
        ("113000", "113,000"),
        ("base_url", "Settings"),
    ] {
        let seen = search(&mut chrome, query);
        let titles = strings(&seen["titles"]);
        let place = titles.iter().position(|title| title.contains(expected));
        assert!(place.is_some_and(|place| place < 4), "{query}: {expected} is not among the first of {titles:#?}");
    }
    let seen = search(&mut chrome, "xylophonist");
    assert_eq!((&seen["told"], strings(&seen["titles"]).len()), (&json!("Nothing found."), 0));
    let seen = search(&mut chrome, "xylophonist pump");
    assert!(seen["told"].as_str().is_some_and(|told| told.contains("some of them")), "{seen}");
    assert_eq!(chrome.console(), Vec::<String>::new(), "the console is silent");
}

#[test]
fn what_was_typed_is_marked_and_never_read_as_html() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/?q=difficult%20%3Cimg%20src%3Dx%3E")) else { return };
    let seen = shown(&mut chrome, "difficult <img src=x>");
    assert!(strings(&seen["marked"]).contains(&"difficult"), "{seen}");
    assert_eq!(chrome.eval("document.querySelectorAll('main img').length"), 0);
    let seen = search(&mut chrome, "\u{625}نسان");
    assert!(strings(&seen["marked"]).iter().any(|word| word.contains("لإنسان")), "{seen}");
}

#[test]
fn filters_narrow_and_stand_in_the_address() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/?q=space")) else { return };
    let all = shown(&mut chrome, "space");
    assert!(strings(&all["kinds"]).contains(&"Article"), "{all}");
    let choose = |chrome: &mut Chrome, name: &str, value: &str| {
        chrome.eval(&format!(
            "(() => {{ const form = document.querySelector('form.search'); delete form.dataset.shown;
            form.elements.{name}.value = {};
            form.elements.{name}.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()",
            json!(value)
        ));
        shown(chrome, "space")
    };
    let quotes = choose(&mut chrome, "kind", "quote");
    assert!(strings(&quotes["kinds"]).len() > 1 && strings(&quotes["kinds"]).iter().all(|kind| *kind == "Quote"));
    let offered = chrome.eval("[...document.querySelector('form.search').elements.person.options].map(e => e.value)");
    assert!(strings(&offered).contains(&"richard-feynman"), "{offered}");
    let one = choose(&mut chrome, "person", "richard-feynman");
    assert!(strings(&one["people"]).iter().all(|person| *person == "Richard Feynman"), "{one}");
    assert!(!strings(&one["people"]).is_empty(), "{one}");
    assert_eq!(one["address"], "?q=space&kind=quote&person=richard-feynman");
    // The address alone brings all of it back.
    chrome.open(&format!("{}{SCRIPTED}search/{}", *ORIGIN, one["address"].as_str().expect("is text")));
    assert_eq!(shown(&mut chrome, "space"), one);
    // Filters do without words.
    chrome.open(&format!("{}{SCRIPTED}search/?status=false", *ORIGIN));
    let facts = shown(&mut chrome, "");
    assert!(strings(&facts["kinds"]).contains(&"Fact"), "{facts}");
}

#[test]
fn keys_lead_from_the_field_to_the_results_and_back() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/")) else { return };
    until(&mut chrome, "!document.querySelector('form.search').hidden");
    chrome.press("/");
    let focus = "document.activeElement.id || document.activeElement.href";
    assert_eq!(chrome.eval(focus), "search-field");
    search(&mut chrome, "quote");
    let links = chrome.eval("[...document.querySelectorAll('.search-results a')].map(e => e.href)");
    chrome.press("ArrowDown");
    assert_eq!(chrome.eval(focus), links[0]);
    chrome.press("ArrowDown");
    assert_eq!(chrome.eval(focus), links[1]);
    chrome.press("ArrowUp");
    chrome.press("ArrowUp");
    assert_eq!(chrome.eval(focus), "search-field", "up from the first result");
    chrome.press("Enter");
    until(&mut chrome, "document.activeElement.closest('.search-results') !== null");
    assert_eq!(chrome.eval(focus), links[0], "Enter goes to the best");
    chrome.press("Escape");
    assert_eq!(chrome.eval(focus), "search-field");
    chrome.press("Escape");
    assert_eq!(shown(&mut chrome, "")["address"], "", "Escape in the field empties it");
    search(&mut chrome, "quote");
    chrome.press("Enter");
    until(&mut chrome, "document.activeElement.closest('.search-results') !== null");
    chrome.press("Enter");
    until(&mut chrome, "!location.pathname.endsWith('/search/') && document.readyState === 'complete'");
    assert_eq!(chrome.eval("document.querySelectorAll('h1').length"), 1, "a result leads to a page");
}

#[test]
fn more_results_follow_those_that_are_there() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/?q=the")) else { return };
    let first = shown(&mut chrome, "the");
    assert_eq!(strings(&first["titles"]).len(), 10);
    let at = chrome.eval(
        "(() => { const e = document.querySelector('.search-more'); e.scrollIntoView({ block: 'center', behavior: 'instant' });
        const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()",
    );
    chrome.click(at[0].as_f64().expect("a number"), at[1].as_f64().expect("a number"));
    until(&mut chrome, "document.querySelectorAll('.search-result').length === 20");
    let links = chrome.eval("[...document.querySelectorAll('.search-results a')].map(e => new URL(e.href).pathname)");
    let links = strings(&links);
    assert_eq!(links[..10], strings(&first["links"])[..], "the first stay");
    assert_eq!(links.iter().collect::<std::collections::BTreeSet<_>>().len(), 20, "none comes twice");
    until(&mut chrome, "document.activeElement.pathname !== undefined");
}

#[test]
fn nothing_is_fetched_before_somebody_searches() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/")) else { return };
    until(&mut chrome, "!document.querySelector('form.search').hidden");
    let fetched =
        "performance.getEntriesByType('resource').map(e => new URL(e.name).pathname).filter(e => e.includes('/data/'))";
    assert_eq!(chrome.eval(fetched), json!([]));
    search(&mut chrome, "pump");
    let files = chrome.eval(fetched);
    assert!(strings(&files).contains(&"/with/scripts/search/data/index.json"), "{files}");
}

#[test]
fn without_scripts_the_page_says_so_and_leads_on() {
    // Whether the browser has them turned off or the host forbids them.
    let Some(mut chrome) = open(&format!("{BELOW}search/")) else { return };
    for disabled in [false, true] {
        chrome.ask("Emulation.setScriptExecutionDisabled", json!({ "value": disabled }));
        chrome.open(&format!("{}{BELOW}search/", *ORIGIN));
        until(&mut chrome, "document.querySelector('.search-without')?.checkVisibility({ visibilityProperty: true })");
        let seen = chrome.eval(
            "[document.querySelector('form.search').checkVisibility(),
              [...document.querySelectorAll('.search-lists a')].map(e => e.textContent)]",
        );
        assert_eq!(seen, json!([false, ["People", "Quotes", "Facts", "Sources", "Tags"]]));
    }
}

#[test]
fn the_page_fits_a_small_phone_with_results() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/?q=the")) else { return };
    chrome.size(320, 800);
    shown(&mut chrome, "the");
    let sideways = chrome.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert_eq!(sideways, 0);
}

/// The script cuts what is typed into the words that the program wrote into the index.
#[test]
fn script_and_program_spell_words_alike() {
    let Some(mut chrome) = open(&format!("{SCRIPTED}search/")) else { return };
    for text in [
        "Russia’s “113,000 km²” don't 1.000.000, 1.,2 3.x",
        "Cafe\u{301} STRASSE Straße ẞ İstanbul ıI Søren Łódź Æsir œuvre þing Đà ħ",
        "الإعلان العالمي لحقوق الإنسان ١٩٤٨ والكتاب للناس بِسْمِ ۱۲٫۵ ٣٬٤",
        "Ὀδυσσεύς ΟΔΥΣΣΕΥΣ ΣΑΣ",
        "東京都 says 猫3 データベース ｶﾅ 한국어 ภาษาไทย",
        "co\u{ad}operate zero\u{200b}width می\u{200c}خواهم किताब שָׁלוֹם־עולם",
        "½ ﬁve ① Ⅳ № … ª x² H₂O 1⁄2 ٪",
        &"long".repeat(20),
        "I a b1 7 é ß",
    ] {
        let mut folded = String::new();
        words::fold(text, &mut folded);
        let expected: Vec<&str> = words::words(&folded).collect();
        chrome.eval(&format!(
            "import(document.querySelector('script[type=module]').src).then(m => {{ window.found = m.words({}) }})",
            json!(text)
        ));
        until(&mut chrome, "Array.isArray(window.found)");
        assert_eq!(
            chrome.eval("(() => { const found = window.found; delete window.found; return found; })()"),
            json!(expected),
            "{text}"
        );
    }
}

// ---- What a build does -------------------------------------------------------------------------------

fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder.join("search/data")).expect("the index");
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.expect("an entry");
        (entry.file_name().into_string().expect("a plain name"), std::fs::read(entry.path()).expect("can be read"))
    };
    entries.map(file).collect()
}

/// A site whose words fill several files, in a folder with the output in `public`.
fn words_site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder for tests");
    std::fs::create_dir_all(site.path().join("content")).expect("a folder");
    std::fs::write(site.path().join("site.yaml"), "title: Test\nbase_url: https://example.org\nshare_images: none\n")
        .expect("is written");
    for number in 0..30 {
        let words: Vec<String> =
            (0..300).map(|word| format!("{}x{number}y{word}", ["a", "b", "c"][word % 3])).collect();
        let text = format!("---\ntitle: Title {number}\ndate: 2025-01-01\n---\n{}\n", words.join(" "));
        std::fs::write(site.path().join(format!("content/n{number}.md")), text).expect("is written");
    }
    build(site.path());
    site
}

fn build(site: &Path) {
    let built = Command::new(env!("CARGO_BIN_EXE_onrecord")).args(["build", "--quiet", "--root"]).arg(site).status();
    assert!(built.expect("onrecord runs").success());
}

fn built_anew(site: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().expect("a folder for tests");
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    let built = command.args(["build", "--quiet", "--root"]).arg(site).arg("--out").arg(out.path()).status();
    assert!(built.expect("onrecord runs").success());
    files(out.path())
}

#[test]
fn a_changed_word_changes_the_files_of_its_letters() {
    let site = words_site();
    let public = site.path().join("public");
    let before = files(&public);
    assert!(before.len() > 6, "{:?}", before.keys());
    let path = site.path().join("content/n7.md");
    let text = std::fs::read_to_string(&path).expect("was written");
    std::fs::write(&path, text.replace("bx7y1 ", "bxnew ")).expect("is written");
    build(site.path());
    let after = files(&public);
    let changed: Vec<&String> = after.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(changed.len() <= 3, "the manifest, the words with b, the summary: {changed:?}");
    assert!(changed.iter().all(|name| !name.starts_with("words-a") && !name.starts_with("words-c")), "{changed:?}");
    assert_eq!(after, built_anew(site.path()), "the same as built anew");
}

#[test]
fn the_index_mends_itself() {
    let site = words_site();
    let public = site.path().join("public/search/data");
    let before = files(&site.path().join("public"));
    let name = before.keys().find(|name| name.starts_with("words-b")).expect("many words");
    std::fs::remove_file(public.join(name)).expect("was there");
    build(site.path());
    assert_eq!(files(&site.path().join("public")), before, "a file that went away is there again");
    // Without search nothing of it stays; with it, all is as before.
    let settings = site.path().join("site.yaml");
    let text = std::fs::read_to_string(&settings).expect("was written");
    std::fs::write(&settings, format!("{text}search: false\n")).expect("is written");
    build(site.path());
    assert!(!public.exists() && !site.path().join("public/search.js").exists());
    std::fs::write(&settings, text).expect("is written");
    build(site.path());
    assert_eq!(files(&site.path().join("public")), before);
}
