//! Colours for code, as classes: what the colours are is the style sheet's business.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use std::sync::Mutex;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use crate::text::Fingerprint;

/// Sublime Text's syntaxes, as syntect ships them; loaded when the first code block is met.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Blocks that were coloured before: the same snippet often stands in several places, such as a feed.
static DONE: LazyLock<Mutex<Done>> = LazyLock::new(Mutex::default);

/// How many bytes of coloured blocks are kept, twice. In a preview each keystroke in a block makes another one, and
/// what was not asked for since this much was added is forgotten.
const KEPT: usize = 8 << 20;

/// Coloured blocks by what they were made from.
#[derive(Default)]
struct Done {
    recent: FxHashMap<Fingerprint, String>,
    before: FxHashMap<Fingerprint, String>,
    /// The bytes of the recent ones.
    size: usize,
}

impl Done {
    fn get(&mut self, key: Fingerprint) -> Option<String> {
        if let Some(html) = self.before.remove(&key) {
            self.insert(key, html);
        }
        self.recent.get(&key).cloned()
    }

    fn insert(&mut self, key: Fingerprint, html: String) {
        if self.size + html.len() > KEPT {
            self.before = std::mem::take(&mut self.recent);
            self.size = 0;
        }
        self.size += html.len();
        self.recent.insert(key, html);
    }
}

const CLASSES: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// More than this is no snippet but data, and colouring it would hold up the build.
const LONGEST: usize = 200_000;

/// Colours a code block; escaped text if the language is not known.
pub fn highlight(lang: &str, text: &str) -> String {
    let Some(syntax) = SYNTAXES.find_syntax_by_token(lang).filter(|_| text.len() <= LONGEST) else {
        return escaped(text);
    };
    let key = Fingerprint::of(&(lang, text));
    let lock = || DONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(done) = lock().get(key) {
        return done;
    }
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, CLASSES);
    for line in LinesWithEndings::from(text) {
        if generator.parse_html_for_line_which_includes_newline(line).is_err() {
            return escaped(text);
        }
    }
    let html = generator.finalize();
    lock().insert(key, html.clone());
    html
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html_body_text(&mut html, text).expect("a string takes everything");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_what_nobody_asks_for() {
        let mut done = Done::default();
        let key = |number: usize| Fingerprint::of(&number);
        for number in 0..100 {
            done.insert(key(number), "x".repeat(1 << 20));
            assert!(done.get(key(0)).is_some(), "what is asked for stays");
        }
        assert!(done.get(key(1)).is_none());
        assert!(done.recent.len() + done.before.len() <= 16);
    }

    #[test]
    fn keeps_every_character() {
        let text = "def f(a):\n    return a < 1 and \"&\"\n";
        let html = highlight("python", text);
        assert!(html.contains("class=\"hl-"), "{html}");
        let mut plain = String::new();
        let mut tag = false;
        for c in html.chars() {
            match c {
                '<' => tag = true,
                '>' => tag = false,
                c if !tag => plain.push(c),
                _ => {}
            }
        }
        assert_eq!(plain.replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&"), text);
        assert_eq!(highlight("no-such-language", "<b>"), "&lt;b&gt;");
    }
}
