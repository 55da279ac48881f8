//! What a rule says of itself: for `--explain`, for reports, and for the manual's page of rules.

use std::fmt::Write as _;

use crate::text::{Severity, nearest};

/// A question that is asked of every site.
#[derive(Debug)]
pub struct Rule {
    /// Its name for good: `family/what-is-wrong`.
    pub code: &'static str,
    /// How grave a finding is unless site.yaml says otherwise; none if the rule is off until it is asked for.
    pub level: Option<Severity>,
    /// What it finds, in one sentence.
    pub about: &'static str,
    /// Why that matters, and what counts and what does not.
    pub why: &'static str,
    /// An input that the rule finds something in.
    pub bad: &'static str,
    /// The same, put right.
    pub good: &'static str,
}

impl Rule {
    /// The text of the rule for a terminal.
    fn text(&self) -> String {
        let Self { code, about, why, bad, good, .. } = self;
        format!(
            "{code} ({})\n\n{about}\n\n{why}\n\nFound in:\n\n{}\nNot in:\n\n{}",
            self.level_word(),
            indented(bad),
            indented(good)
        )
    }

    /// The section on the rule in the manual.
    pub fn section(&self) -> String {
        let Self { code, about, why, bad, good, .. } = self;
        format!(
            "### `{code}`\n\n{about} *Default: {}.*\n\n{why}\n\nFound in:\n\n```{}\n{bad}```\n\nNot in:\n\n```{}\n{good}```\n",
            self.level_word(),
            language(bad),
            language(good)
        )
    }

    /// The word for its level in site.yaml.
    pub fn level_word(&self) -> &'static str {
        match self.level {
            None => "off",
            Some(Severity::Hint) => "hint",
            Some(Severity::Warning) => "warn",
            Some(Severity::Error) => "error",
        }
    }
}

/// Says what a rule asks, with a good and a bad example; or which rule may have been meant.
pub fn explain(code: &str) -> Result<String, String> {
    if let Some(rule) = super::rules().find(|rule| rule.code == code) {
        return Ok(rule.text());
    }
    let mut why = format!("there is no rule `{code}`");
    if let Some(near) = nearest(code, super::rules().map(|rule| rule.code)) {
        write!(why, "; did you mean `{near}`?").expect("a string takes everything");
    }
    Err(why)
}

/// The language of an example: YAML where it is a map, Markdown where it is the text of an article.
fn language(example: &str) -> &'static str {
    if crate::yaml::value(example).is_ok_and(|value| value.is_mapping()) { "yaml" } else { "markdown" }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}
