//! What a number counts: `700 heart transplants`, `eight straight World Cups`, a `12-page` document.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::quantity::{Dimension, Kind, Measure, Reader, unit_by_word};

/// The most words that are taken for the name of what is counted.
const LONGEST: usize = 4;

/// Words that no noun phrase goes on with.
#[rustfmt::skip]
static STOPS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "a an the this that these those of in on at by for from to with without within into onto over under above below \
     between among amid against across after before during since until till through throughout around about near off out \
     up down than as and or but nor if when where while whilst whereas because although though so yet then now later \
     earlier ago also only just even still already again ever never always often once twice not no is are was were be been \
     being am has have had having do does did done will would can could may might shall should must who whom whose which \
     what how why he she it they we you i him her them us his its their our your my me there here said says say told \
     according per each every both all any some more less most least many much few fewer such other another others same \
     went came come comes go goes gone got get gets took take takes taken made make makes gave give gives given left \
     lost won saw seen fell rose rise rises fall falls drop drops stood stand stands cost costs killed died dead alive \
     wounded injured missing arrested hurt total apiece respectively away apart either neither including included vs versus \
     plus minus times compared combined based due began begin begins became become becomes ended led held kept found made \
     put set ran met paid sold spent sent built known shown used worth long wide tall high deep old thick heavy ahead \
     behind back forward together annually daily weekly monthly yearly overnight online nationwide worldwide elsewhere \
     grew said fell hit ended went came want wants like says need needs whatever \
     instead however therefore meanwhile today yesterday tomorrow tonight p pm am gmt et est u s lived live lives"
        .split_ascii_whitespace()
        .collect()
});

/// What is counted, and where its name ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Noun {
    /// In the singular.
    pub words: String,
    /// The token after it.
    pub end: usize,
    pub has_plural: bool,
}

/// Reads the name of what is counted, from the token after the number.
pub fn counted(reader: &Reader<'_>, at: usize, is_one: bool) -> Option<Noun> {
    if matches!(reader.glued_sign(at), Some('-')) && reader.tokens.get(at + 1)?.glued && reader.is_word(at + 1) {
        let word = reader.lower(at + 1);
        return (!STOPS.contains(&*word)).then(|| Noun { words: singular(&word), end: at + 2, has_plural: false });
    }
    let mut end = at;
    let mut last_plural = None;
    while end - at < LONGEST && is_nominal(reader, end) {
        let word = reader.lower(end);
        let is_own = !reader.sign(end + 1).is_some_and(|sign| matches!(sign, '\'' | '’'));
        if is_plural(&word) && is_own {
            last_plural = Some(end + 1);
        } else if last_plural.is_some() {
            break;
        }
        end += 1;
        if reader.glued_sign(end) == Some('-') && reader.is_word(end + 1) && reader.tokens[end + 1].glued {
            // Wind-energy areas: the whole compound is one word.
            end += 1;
        }
    }
    if end == at {
        return None;
    }
    let end = match last_plural {
        Some(end) if !is_one => end,
        _ if is_one => one_thing(reader, at, end),
        // 40 yard line, 12 page document: what is counted is in the singular, and before another noun.
        _ if end > at + 1 => at + 1,
        _ => return None,
    };
    Some(Noun { words: named(reader, at, end), end, has_plural: last_plural.is_some() && !is_one })
}

/// What a part is a part of: Germans, US population.
pub fn whole(reader: &Reader<'_>, at: usize) -> Option<String> {
    let end = (at..at + LONGEST).find(|&end| !is_nominal(reader, end)).unwrap_or(at + LONGEST);
    let words: Vec<&str> = (at..end).map(|word| reader.token_text(word)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A currency behind the name of its country: Chinese yuan.
pub fn money(reader: &Reader<'_>, at: usize) -> Option<(&'static Measure, usize)> {
    let is_country = |at: usize| reader.is_word(at) && reader.token_text(at).starts_with(char::is_uppercase);
    let names = (at..at + 2).take_while(|&at| is_country(at)).count();
    (1..=names).find_map(|count| {
        let money = unit_by_word(&reader.lower(at + count)).filter(|money| money.dimension == Dimension::Money)?;
        Some((money, at + count + 1))
    })
}

/// The end of the one thing that is named: one new rule, but not one rule applies.
fn one_thing(reader: &Reader<'_>, at: usize, end: usize) -> usize {
    let mut next = at + 1;
    while next < end && is_adjective(&reader.lower(next - 1)) && !reader.lower(next).ends_with('s') {
        next += 1;
    }
    next
}

fn is_adjective(word: &str) -> bool {
    const ENDS: &[&str] = &["al", "ive", "ous", "ic", "ful", "able", "ible", "less", "ary", "ent", "ant"];
    const KNOWN: &[&str] =
        &["new", "big", "small", "large", "more", "single", "major", "minor", "good", "bad", "young", "main"];
    KNOWN.contains(&word) || word.len() > 5 && ENDS.iter().any(|end| word.ends_with(end))
}

fn is_nominal(reader: &Reader<'_>, at: usize) -> bool {
    let Some(token) = reader.tokens.get(at) else { return false };
    if token.kind != Kind::Word || token.range.len() > 30 {
        return false;
    }
    let word = reader.lower(at);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    // US is no pronoun.
    let is_stop = STOPS.contains(&*word) && reader.token_text(at) != "US";
    letters > 1 && !is_stop && !word.ends_with("ly") && !is_past(reader, at, &word)
}

/// Whether a word is a verb in the past: students enrolled, but not registered voters, nor used cars.
fn is_past(reader: &Reader<'_>, at: usize, word: &str) -> bool {
    if !word.ends_with("ed") || word.len() < 5 {
        return false;
    }
    let next = reader.lower(at + 1);
    next.is_empty() || STOPS.contains(&*next)
}

/// A name without its capitals, with its last word in the singular.
fn named(reader: &Reader<'_>, at: usize, end: usize) -> String {
    let mut words = String::new();
    for word in at..end {
        if reader.sign(word).is_some() {
            words.push('-');
            continue;
        }
        if !words.is_empty() && !words.ends_with('-') {
            words.push(' ');
        }
        let text = reader.token_text(word);
        let text = match text {
            "smaller" => "small",
            "larger" => "large",
            "bigger" => "big",
            "newer" => "new",
            text => text,
        };
        if word + 1 == end {
            words.push_str(&singular(text));
        } else {
            words.push_str(text);
        }
    }
    words
}

/// Whether a word in lower case looks like the plural of a noun.
pub fn is_plural(word: &str) -> bool {
    const NOT: &[&str] = &[
        "this", "his", "its", "has", "was", "is", "as", "us", "plus", "gas", "bus", "yes", "perhaps", "always",
        "towards", "sports",
    ];
    if irregular(word).is_some() {
        return true;
    }
    word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "ous"].iter().any(|end| word.ends_with(end))
        && !NOT.contains(&word)
}

/// Plurals that have an ending of their own, each with its singular.
#[rustfmt::skip]
const IRREGULAR: &[(&str, &str)] = &[
    ("people", "people"), ("police", "police"), ("children", "child"), ("men", "man"), ("women", "woman"),
    ("feet", "foot"), ("teeth", "tooth"), ("mice", "mouse"), ("geese", "goose"), ("wives", "wife"),
    ("knives", "knife"), ("leaves", "leaf"), ("halves", "half"), ("shelves", "shelf"), ("wolves", "wolf"),
    ("troops", "troop"), ("species", "species"), ("series", "series"), ("aircraft", "aircraft"), ("fish", "fish"),
    ("sheep", "sheep"), ("cattle", "cattle"), ("movies", "movie"), ("cookies", "cookie"), ("calories", "calorie"),
    ("policemen", "policeman"), ("servicemen", "serviceman"), ("firemen", "fireman"), ("lawmen", "lawman"),
    ("crises", "crisis"), ("analyses", "analysis"), ("bases", "base"), ("buses", "bus"), ("data", "data"),
    ("media", "media"), ("criteria", "criterion"), ("headquarters", "headquarters"), ("ties", "tie"), ("pies", "pie"),
    ("zombies", "zombie"), ("selfies", "selfie"), ("rookies", "rookie"), ("heroes", "hero"), ("potatoes", "potato"),
    ("tomatoes", "tomato"), ("volcanoes", "volcano"), ("viruses", "virus"), ("campuses", "campus"),
    ("statuses", "status"), ("focuses", "focus"), ("bonuses", "bonus"), ("gases", "gas"), ("personnel", "personnel"),
    ("businessmen", "businessman"), ("fishermen", "fisherman"), ("quizzes", "quiz"),
];

static SINGULARS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| IRREGULAR.iter().copied().collect());

fn irregular(word: &str) -> Option<&'static str> {
    SINGULARS.get(word).copied()
}

/// A noun in the singular.
pub fn singular(word: &str) -> String {
    let lower = word.to_lowercase();
    if let Some(known) = irregular(&lower) {
        return if word.starts_with(char::is_lowercase) { known.to_owned() } else { recapped(word, known) };
    }
    if !is_plural(&lower) {
        return word.to_owned();
    }
    let cut = |letters: usize| word.get(..word.len() - letters).unwrap_or(word).to_owned();
    if lower.ends_with("ies") {
        return cut(3) + "y";
    }
    if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|end| lower.ends_with(end)) {
        return cut(2);
    }
    cut(1)
}

/// A noun in the plural; a word that is none stays as it is: `12 pages` for `12-page`, but `300 strong` for `300-strong`.
pub fn plural(word: &str) -> String {
    const NO_NOUNS: &[&str] = &["strong", "odd", "some", "fold", "ish", "something"];
    let lower = word.to_lowercase();
    if is_plural(&lower) || is_adjective(&lower) || NO_NOUNS.contains(&&*lower) {
        return word.to_owned();
    }
    if let Some((many, _)) = IRREGULAR.iter().find(|(_, one)| *one == lower) {
        return if word == lower { (*many).to_owned() } else { recapped(word, many) };
    }
    let stem = lower.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    if stem.is_some() {
        return word[..word.len() - 1].to_owned() + "ies";
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end));
    word.to_owned() + if hisses { "es" } else { "s" }
}

fn recapped(word: &str, known: &str) -> String {
    let first: String = word.chars().take(1).collect();
    first + known.get(1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::language;

    #[test]
    fn plurals_lose_their_endings() {
        for (many, one) in [
            ("companies", "company"),
            ("launches", "launch"),
            ("houses", "house"),
            ("Americans", "American"),
            ("People", "People"),
            ("women", "woman"),
            ("bosses", "boss"),
            ("status", "status"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn nouns_gain_their_endings() {
        for (one, many) in [
            ("page", "pages"),
            ("storey", "storeys"),
            ("story", "stories"),
            ("box", "boxes"),
            ("man", "men"),
            ("Man", "Men"),
            ("series", "series"),
            ("strong", "strong"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn names_end_where_the_sentence_goes_on() {
        for (text, name) in [
            ("heart transplants since March", "heart transplant"),
            ("straight World Cups since", "straight World Cup"),
            ("students enrolled at the school", "student"),
            ("registered voters", "registered voter"),
            ("-page document", "page"),
            ("page document labelled so", "page"),
            ("were there", ""),
            ("sports cars.", "sports car"),
        ] {
            let reader = Reader::wide(text, language("en").unwrap());
            let noun = counted(&reader, 0, false).map_or_else(String::new, |noun| noun.words);
            let hyphen = text.starts_with('-');
            assert!(hyphen || noun == name, "{text}: {noun}");
        }
    }
}
