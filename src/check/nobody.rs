//! Whether words in quotation marks are nobody's, by the words of their sentence around the marks.
//!
//! Told apart from what somebody said are, in English:
//! - imagined speech: `might`, `would`, `can` and the like, `if`, `you` or `anybody` shortly before the word of saying
//!   (“you might say”), and what readers are told to say, ask or press (`Ask yourself:`);
//! - the author's own words: `I` or `we` right before the word of saying (`we asked the team:`);
//! - questions that people `were asked`;
//! - where no word of saying is near: examples, goals, mottos, adages, myths and names of buttons (`such as`,
//!   `for example`, `motto`, `label`), and user stories (`As a …, I want …`).

use super::speech::says;

/// How far a word before the one of saying counts.
const NEAR: usize = 4;

/// How many words from the word of saying to the marks, with it, are still about what stands in them.
const REACH: usize = 8;

/// Whether the words are nobody's; `before` and `after` are those of the same sentence.
pub fn is_nobodys(words: &str, before: &str, after: &str) -> bool {
    let clause = before.rsplit([',', ';', '(', '—', '–']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    is_story(words)
        || is_own(&split(after))
        || is_said_by_nobody(&split(clause))
        || (!says(before) && !says(after) && is_specimen(&split(before)))
}

/// Words in small letters; marks that join words stay in them.
fn split(text: &str) -> Vec<String> {
    let is_gap = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'));
    text.split(is_gap).filter(|word| !word.is_empty()).map(|word| word.to_lowercase().replace('’', "'")).collect()
}

/// The forms of saying that imagined speech and the author's own take beside those of reports.
fn is_saying(word: &str) -> bool {
    const MORE: [&str; 22] = [
        "say", "ask", "tell", "think", "thinking", "thought", "write", "written", "answer", "reply", "respond",
        "wonder", "wondered", "yelled", "hear", "argue", "claim", "asking", "being", "yell", "explain", "suggest",
    ];
    MORE.contains(&word) || says(word)
}

/// `I said`, `we asked ourselves` behind the marks.
fn is_own(after: &[String]) -> bool {
    matches!(after, [one, verb, ..] if is_self(one) && is_saying(verb))
}

fn is_self(word: &str) -> bool {
    matches!(word, "i" | "we" | "i'd" | "we'd" | "i've" | "we've" | "i'll" | "we'll")
}

fn is_said_by_nobody(before: &[String]) -> bool {
    const IMAGINED: [&str; 19] = [
        "might", "may", "could", "would", "can", "should", "must", "if", "imagine", "suppose", "pretend", "whenever",
        "you", "you'd", "you'll", "you've", "anyone", "anybody", "nobody",
    ];
    const THINGS: [&str; 10] =
        ["label", "button", "banner", "prompt", "tooltip", "checkbox", "placeholder", "field", "screen", "note"];
    let Some(at) = before.iter().rposition(|word| is_saying(word)) else { return false };
    if before.len() - at > REACH {
        return false;
    }
    let near = &before[at.saturating_sub(NEAR)..at];
    // Between a subject and its verb no other verb of saying stands: `he told you she said`.
    let near = near.rsplit(|word| is_saying(word)).next().unwrap_or_default();
    let is_object =
        |index: usize| near.get(index + 1).is_some_and(|word| matches!(word.as_str(), "that" | "he" | "she" | "they"));
    let is_order = at == 0 && matches!(before[at].as_str(), "say" | "ask" | "tell" | "think" | "asking" | "write");
    let is_put =
        before[at] == "asked" && near.iter().any(|word| matches!(word.as_str(), "was" | "were" | "been" | "got"));
    // `I once said`, but not `one whom we interviewed said`.
    let is_mine = match near {
        [.., one] if is_self(one) => true,
        [.., one, between] => is_self(one) && !between.ends_with("ed"),
        _ => false,
    };
    is_order
        || is_put
        || is_mine
        || near.iter().enumerate().any(|(index, word)| {
            (IMAGINED.contains(&word.as_str()) || THINGS.contains(&word.as_str())) && !is_object(index)
        })
}

/// Words that announce a specimen of words, of which nobody says that somebody said them.
fn is_specimen(before: &[String]) -> bool {
    const KINDS: [&str; 41] = [
        "example",
        "examples",
        "instance",
        "e.g",
        "i.e",
        "motto",
        "mantra",
        "slogan",
        "tagline",
        "adage",
        "proverb",
        "maxim",
        "saying",
        "myth",
        "fact",
        "goal",
        "goals",
        "question",
        "questions",
        "hypothesis",
        "prompt",
        "button",
        "label",
        "labeled",
        "labelled",
        "click",
        "press",
        "select",
        "type",
        "enter",
        "checkbox",
        "placeholder",
        "headline",
        "heading",
        "story",
        "stories",
        "imagine",
        "scenario",
        "rule",
        "principle",
        "option",
    ];
    let ends = |end: &[&str]| before.ends_with(&end.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
    ends(&["such", "as"]) || ends(&["things", "like"]) || before.iter().any(|word| KINDS.contains(&word.as_str()))
}

/// `As a visitor, I want …`, `How might we …`.
fn is_story(words: &str) -> bool {
    let words = words.to_lowercase();
    let wants = || ["i want", "i need", "i can", "so that", "i would like"].iter().any(|want| words.contains(want));
    words.starts_with("how might we ") || (words.starts_with("as a ") || words.starts_with("as an ")) && wants()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_alone_what_nobody_said() {
        for (words, before, after) in [
            ("I want it to look new.", "You might say,", ""),
            ("We want it to look new.", "Now we can say:", ""),
            ("Write for the web first.", "Writing today, he might have written:", ""),
            ("What did you learn?", "We asked the team:", ""),
            ("Is anybody out there?", "In the survey, people were asked", ""),
            ("It will be done soon.", "", " I said, and left"),
            ("Tell people of the flood.", "They set themselves goals such as", ""),
            ("It should be on the first page.", "For example,", ""),
            ("Rivers do not rise at night.", "Myth:", ""),
            ("What do I know of it?", "Ask yourself:", ""),
            ("As a reader, I want dates so that I can judge.", "She wrote", ""),
            ("This is an official page.", "The banner says", ""),
        ] {
            assert!(is_nobodys(words, before, after), "{before} {words}{after}");
        }
    }

    #[test]
    fn keeps_what_somebody_said() {
        for (words, before, after) in [
            ("It rose in an hour.", "For example, one witness said,", ""),
            ("rebuild it next year", "The mayor said that they would", ""),
            ("It rose in an hour.", "As you might expect, she said,", ""),
            ("It rose in an hour.", "She told us:", ""),
            ("It rose in an hour.", "", " the keeper told me when I asked"),
            ("We had no warning.", "Asked whether we knew, she said", ""),
            ("Its goal is clear.", "The goal, she said, is", ""),
            ("I have nothing to hide.", "More than one person we interviewed said", ""),
            (
                "It rose in an hour.",
                "The keeper repeated what we think many of us on the bridge team had forgotten:",
                "",
            ),
        ] {
            assert!(!is_nobodys(words, before, after), "{before} {words}{after}");
        }
    }
}
