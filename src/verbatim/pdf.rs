//! The words of a PDF, page by page, without what stands at the head and the foot of every page.
//!
//! # Design
//! The library that reads PDFs panics on many that are broken, may recurse deeply, and says nothing of how long it
//! takes. So it works on a thread of its own, with a large stack and a limit of time; a panic ends that thread and
//! becomes an answer.

use std::panic;
use std::sync::{Once, mpsc};
use std::thread;
use std::time::Duration;

use rustc_hash::FxHashMap;

use super::copy::Unreadable;

/// The name of the threads whose panics are answers and not to be printed.
const THREAD: &str = "reads a pdf";

const STACK: usize = 128 << 20;

/// Reports of a thousand pages take a few seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many lines at the top and at the bottom of a page may be its head and foot.
const MARGIN: usize = 3;

/// The text of a PDF; pages are parted by form feeds.
pub fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let broken = |why: &str| Unreadable::Broken(why.to_owned());
    const BEGINNING: usize = 1024;
    if memchr::memmem::find(&bytes[..bytes.len().min(BEGINNING)], b"%PDF-").is_none() {
        return Err(broken("it is not a PDF, though its name says so"));
    }
    hush();
    let (sender, receiver) = mpsc::channel();
    let bytes = bytes.to_vec();
    let reader = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(move || {
        // Nobody listens any more if it took too long.
        let _ = sender.send(pdf_extract::extract_text_from_mem_by_pages(&bytes).map_err(|error| error.to_string()));
    });
    reader.map_err(|error| broken(&error.to_string()))?;
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(pages)) => Ok(without_margins(&pages)),
        Ok(Err(why)) if why.to_lowercase().contains("decrypt") || why.to_lowercase().contains("password") => {
            Err(broken("it is encrypted"))
        }
        Ok(Err(why)) => Err(Unreadable::Broken(why)),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(broken("it is broken, or of a kind that is not understood")),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(broken("reading it takes too long")),
    }
}

/// Keeps panics of the reading threads off the terminal; all others are printed as before.
fn hush() {
    static HUSHED: Once = Once::new();
    HUSHED.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                others(info);
            }
        }));
    });
}

/// Takes out page numbers, and lines at the top or bottom of pages that stand on another page as well but for digits.
fn without_margins(pages: &[String]) -> String {
    let pages: Vec<Vec<&str>> =
        pages.iter().map(|page| page.lines().filter(|line| !line.trim().is_empty()).collect()).collect();
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for page in &pages {
        for line in page.iter().enumerate().filter(|(at, _)| is_margin(*at, page.len())).map(|(_, line)| line) {
            *seen.entry(without_digits(line)).or_default() += 1;
        }
    }
    let is_repeated = |line: &str| {
        let bare = without_digits(line);
        let is_number = bare.chars().all(|c| matches!(c, '#' | '-' | '–' | '|' | ' '));
        is_number || seen.get(&bare).is_some_and(|&count| count > 1)
    };
    let mut text = String::new();
    for page in pages {
        let has_margins = page.len() > 2 * MARGIN;
        let head = page.iter().take(MARGIN).take_while(|line| has_margins && is_repeated(line)).count();
        let foot = page.iter().rev().take(MARGIN).take_while(|line| has_margins && is_repeated(line)).count();
        for line in &page[head..page.len() - foot] {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\u{c}');
    }
    text
}

fn is_margin(line: usize, lines: usize) -> bool {
    // A page of a few lines has neither head nor foot to speak of.
    lines > 2 * MARGIN && (line < MARGIN || line + MARGIN >= lines)
}

fn without_digits(line: &str) -> String {
    let mut bare = String::with_capacity(line.len());
    for c in line.trim().chars() {
        match c {
            c if c.is_numeric() && bare.ends_with('#') => {}
            c if c.is_numeric() => bare.push('#'),
            c => bare.push(c),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbatim::{Document, Pattern, Words};

    #[test]
    fn heads_and_feet_are_no_part_of_the_text() {
        let page = |number: usize, words: &str| {
            let body = words.split(' ').map(|word| format!("{word} as ever\n")).collect::<String>();
            format!("Report of the Board\n\n{body}\n - {number} -\n")
        };
        let text = without_margins(&[page(1, "we all launched that one"), page(2, "at eleven in the evening")]);
        assert_eq!(text.matches("as ever").count(), 10, "{text:?}");
        assert!(text.contains("one as ever\n\u{c}at as ever\n"), "{text:?}");
        assert_eq!(without_margins(&["4\n5\n".to_owned()]), "4\n5\n\u{c}", "a short page is all text");
    }

    /// A PDF with a line of text after the other on each page.
    fn pdf(pages: &[&[&str]]) -> Vec<u8> {
        let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.join(" ")),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        ];
        for (page, lines) in pages.iter().enumerate() {
            let lines: Vec<String> = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td")).collect();
            let stream = format!("BT /F1 12 Tf 72 720 Td {} ET", lines.join(" "));
            objects.push(format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R>>",
                5 + 2 * page
            ));
            objects.push(format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()));
        }
        let (mut file, mut table) = ("%PDF-1.4\n".to_owned(), "0000000000 65535 f \n".to_owned());
        for (number, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file += &format!("{} 0 obj\n{object}\nendobj\n", number + 1);
        }
        let (count, start) = (objects.len() + 1, file.len());
        file += &format!("xref\n0 {count}\n{table}trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        file.into_bytes()
    }

    #[test]
    fn a_quote_may_go_on_over_the_page() {
        let first = [
            "Report of the Board",
            "He said: We have",
            "no doubt that the",
            "whole of the bridge",
            "was, as every-",
            "body knows, built",
            "at the wrong",
            "- 1 -",
        ];
        let second = [
            "Report of the Board",
            "place, and we",
            "will build it",
            "once more in the",
            "spring of the year",
            "after the next,",
            "or later.",
            "- 2 -",
        ];
        let text = text(&pdf(&[&first, &second])).expect("a good PDF");
        let document = Document::new(Words::of(text, true));
        for quote in
            ["as everybody knows, built at the wrong place, and we will build it", "We have no doubt … or later"]
        {
            assert!(document.find_whole(&Pattern::of(quote)).is_some(), "{quote}: {:?}", document.words.text);
        }
    }

    #[test]
    fn cut_off_and_scrambled_files_are_an_answer() {
        let whole = pdf(&[&["We have no doubt"], &["that it was built"]]);
        for at in (0..whole.len()).step_by(7) {
            let _ = text(&whole[..at]);
            let mut scrambled = whole.clone();
            scrambled[at] = b'9';
            let _ = text(&scrambled);
        }
    }

    #[test]
    fn broken_files_are_an_answer() {
        for bytes in [&b"%PDF-1.4\n%%EOF"[..], b"%PDF-", b"%PDF-1.7\n1 0 obj\n<</Length 99>>stream\n"] {
            assert!(matches!(text(bytes), Err(Unreadable::Broken(_))), "{bytes:?}");
        }
    }
}
