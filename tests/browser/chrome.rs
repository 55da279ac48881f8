//! A browser driven over a pipe: Chromium's own protocol, JSON ended by a zero byte, and no crate for it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use serde_json::{Value, json};

/// First the one without a window around its pages: a third less time for each.
const NAMES: [&str; 5] = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"];
const FLAGS: [&str; 11] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];
/// An answer that takes longer means that the browser hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Browsers for the tests of a binary.
pub struct Browsers(Vec<Mutex<Chrome>>);

/// Starts browsers for a test binary, whose tests take turns with them; none where none is installed.
pub fn start(profile: &str, count: usize) -> Option<Browsers> {
    let Some(program) = find() else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no Chromium: install one or set $CHROMIUM");
        return None;
    };
    let start = |number: usize| {
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{profile}-{number}"));
        _ = std::fs::remove_dir_all(&profile);
        Mutex::new(Chrome::start(&program, &profile))
    };
    Some(Browsers((0..count).map(start).collect()))
}

/// Takes a turn with a browser that nobody has; none, and the test passes with a word about it, where there is none.
pub fn take(browsers: &Option<Browsers>) -> Option<MutexGuard<'_, Chrome>> {
    let Some(Browsers(browsers)) = browsers else {
        #[expect(clippy::print_stderr, reason = "a test that did nothing says so")]
        {
            eprintln!("skipped: no Chromium on the path and none in $CHROMIUM");
        }
        return None;
    };
    loop {
        for browser in browsers {
            match browser.try_lock() {
                Ok(chrome) => return Some(chrome),
                // The test that had it failed.
                Err(TryLockError::Poisoned(chrome)) => return Some(chrome.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `$CHROMIUM`, or the first known name on the path.
fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).chain([PathBuf::from("/usr/bin")]).collect();
    NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

/// The Alt key, held down while another one is pressed.
pub const ALT: u32 = 1;

/// One of the browser's tabs.
pub struct Tab {
    target: Value,
    session: Value,
}

/// One browser with one page, in which scripts do not run.
pub struct Chrome {
    to: ChildStdin,
    from: Receiver<Value>,
    session: Value,
    asked: u64,
    /// What the console said since it was last looked at.
    console: Vec<String>,
    _process: Child,
}

impl Chrome {
    /// The process ends by itself when the pipe closes.
    pub fn start(program: &Path, profile: &Path) -> Self {
        // The browser reads its orders from descriptor 3 and answers on 4.
        let mut process = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell starts the browser");
        let to = process.stdin.take().expect("is piped");
        let output = BufReader::new(process.stdout.take().expect("is piped"));
        let (tell, from) = channel();
        std::thread::spawn(move || {
            for message in output.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if tell.send(message).is_err() {
                    break;
                }
            }
        });
        let mut chrome = Self { to, from, session: Value::Null, asked: 0, console: Vec::new(), _process: process };
        let target = chrome.ask("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].take();
        chrome.session =
            chrome.ask("Target.attachToTarget", json!({ "targetId": target, "flatten": true }))["sessionId"].take();
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "Audits.enable"] {
            chrome.ask(domain, json!({}));
        }
        chrome.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
        chrome
    }

    /// Sends an order and waits for its answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        self.answer(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn answer(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.asked += 1;
        let mut order = json!({ "id": self.asked, "method": method, "params": params });
        if self.session.is_string() {
            order["sessionId"] = self.session.clone();
        }
        self.to.write_all(format!("{order}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut message = self.hear();
            if message["id"] == self.asked {
                let error = message["error"].take();
                return if error.is_null() { Ok(message["result"].take()) } else { Err(error) };
            }
        }
    }

    /// The next message; what belongs on the console is kept.
    fn hear(&mut self) -> Value {
        let message = self.from.recv_timeout(PATIENCE).expect("the browser answers");
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Log.entryAdded") if params["entry"]["level"] != "verbose" => {
                let entry = &params["entry"];
                self.console.push(format!("{} {}", entry["text"], entry["url"]));
            }
            Some("Audits.issueAdded") if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
                self.console.push(params["issue"]["details"].to_string());
            }
            Some("Runtime.exceptionThrown") => self.console.push(params["exceptionDetails"].to_string()),
            _ => {}
        }
        message
    }

    /// Opens a page and waits until its style sheet and pictures are there.
    pub fn open(&mut self, url: &str) {
        self.console.clear();
        // Fragments alone would not load anything.
        self.ask("Page.navigate", json!({ "url": url }));
        while self.hear()["method"] != "Page.loadEventFired" {}
    }

    /// The value of an expression; the pages' own scripts stay off. A page that gives way to another while it is asked
    /// leaves the answer to that one.
    pub fn eval(&mut self, expression: &str) -> Value {
        let order = json!({ "expression": expression, "returnByValue": true });
        let mut answer = loop {
            match self.answer("Runtime.evaluate", order.clone()) {
                Err(error) if error["message"].as_str().is_some_and(|why| why.contains("navigated")) => {}
                answer => break answer.unwrap_or_else(|error| panic!("{expression}: {error}")),
            }
        };
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// The value that a promise comes to, in a tab where scripts run.
    pub fn settle(&mut self, expression: &str) -> Value {
        let order = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.ask("Runtime.evaluate", order);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// What the console said since this was asked last. Browsers ask each host for an icon by themselves, now and then
    /// while a page is open; that there is none is no fault of the page.
    pub fn console(&mut self) -> Vec<String> {
        std::mem::take(&mut self.console).into_iter().filter(|line| !line.contains("/favicon.ico")).collect()
    }

    pub fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// `screen` or `print`, with a colour scheme.
    pub fn media(&mut self, medium: &str, scheme: &str) {
        let scheme = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask("Emulation.setEmulatedMedia", json!({ "media": medium, "features": scheme }));
    }

    /// A screen whose reader asked for less motion: whatever scrolls is there at once.
    pub fn calm(&mut self) {
        let calm = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
        self.ask("Emulation.setEmulatedMedia", json!({ "media": "screen", "features": calm }));
    }

    pub fn click(&mut self, x: f64, y: f64) {
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", event);
        }
    }

    /// `Tab`, `Enter`, `Escape`, an arrow or `/`.
    pub fn press(&mut self, key: &str) {
        self.press_with(key, 0);
    }

    /// A key with [`ALT`].
    pub fn press_with(&mut self, key: &str, modifiers: u32) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            "/" => (191, "/"),
            _ => panic!("no such key: {key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({
                "type": kind, "key": key, "code": key, "text": text, "windowsVirtualKeyCode": code, "modifiers": modifiers,
            });
            self.ask("Input.dispatchKeyEvent", event);
        }
    }

    /// Types words, letter by letter.
    pub fn write(&mut self, words: &str) {
        for letter in words.chars() {
            self.ask("Input.dispatchKeyEvent", json!({ "type": "char", "text": letter.to_string() }));
        }
    }

    /// Runs the pages' own scripts, as a reader's browser does.
    pub fn run_scripts(&mut self) {
        self.ask("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    }

    /// Opens one more tab and turns to it.
    pub fn add_tab(&mut self) -> Tab {
        self.session = Value::Null;
        let target = self.ask("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].take();
        let session =
            self.ask("Target.attachToTarget", json!({ "targetId": target, "flatten": true }))["sessionId"].take();
        let tab = Tab { target, session };
        self.turn_to(&tab);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            self.ask(domain, json!({}));
        }
        tab
    }

    /// The tab that orders go to.
    pub fn tab(&self) -> Tab {
        Tab { target: Value::Null, session: self.session.clone() }
    }

    pub fn turn_to(&mut self, tab: &Tab) {
        self.session = tab.session.clone();
    }

    /// Closes a tab that was added; another one is to be turned to.
    pub fn close(&mut self, tab: Tab) {
        self.session = Value::Null;
        self.ask("Target.closeTarget", json!({ "targetId": tab.target }));
    }
}
