//! A figure as a fact of the article has it, whose page shows it.

use super::Figure;
use super::nouns::{plural, singular};

/// A figure as a fact has it.
#[derive(Debug, Clone, PartialEq)]
pub struct AsFact {
    /// The number, or the lower end of a range; none for a date.
    pub value: Option<f64>,
    /// The upper end of a range.
    pub value_to: Option<f64>,
    pub unit: Option<String>,
    pub approx: bool,
}

impl Figure {
    /// The unit of its value: the sign, else the words. A part of a whole has none: a fifth is not 0.2 percent, though its
    /// words, `% island`, say of what it is a part.
    pub fn unit_of_value(&self) -> Option<&str> {
        let words = self.unit_words.as_deref().filter(|_| !self.is_part());
        self.unit.as_deref().or(words)
    }

    fn is_part(&self) -> bool {
        self.unit.is_none() && self.unit_words.as_ref().is_some_and(|words| words.starts_with('%'))
    }

    /// What is counted stands behind the value as the text has it, `5000 air-defense missiles`, or in the plural if a hyphen
    /// keeps it in the singular, `12-page`; a part of a whole is in percent. `text` is what it was found in.
    pub fn as_fact(&self, text: &str) -> AsFact {
        if self.is_part() {
            let ends = [self.value, self.value_to].map(|part| part.map(percent));
            let is_rounded = ends.iter().flatten().any(|(_, is_rounded)| *is_rounded);
            let [value, value_to] = ends.map(|end| end.map(|(percent, _)| percent));
            return AsFact { value, value_to, unit: Some("percent".to_owned()), approx: self.approx || is_rounded };
        }
        let words = &text[self.span.clone()];
        let last = words.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let has_hyphen = words[..words.len() - last.len()].ends_with('-');
        let is_one = self.value == Some(1.0) && self.value_to.is_none();
        let as_counted = |unit: &str| match unit.strip_suffix(&singular(last)).filter(|_| self.unit.is_none()) {
            Some("") if has_hyphen && !is_one => plural(last),
            Some(rest) => [rest, last].concat(),
            None => unit.to_owned(),
        };
        let unit = self.unit_of_value().map(as_counted);
        AsFact { value: self.value, value_to: self.value_to, unit, approx: self.approx }
    }
}

/// A part of a whole in percent, and whether that is rounded: to two digits, unless it has two decimals at most.
fn percent(part: f64) -> (f64, bool) {
    let percent = part * 100.0;
    let is_same = |other: f64| (other - percent).abs() <= 1e-9 * percent.abs();
    let exact = (percent * 100.0).round() / 100.0;
    if is_same(exact) {
        return (exact, false);
    }
    let rounded = format!("{percent:.1e}").parse().unwrap_or(percent);
    (rounded, !is_same(rounded))
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn parts_are_rounded_to_what_one_says() {
        for (part, told) in [
            (0.2, (20.0, false)),
            (0.125, (12.5, false)),
            (2.0 / 3.0, (67.0, true)),
            (1.0 / 3000.0, (0.033, true)),
            (1e-12, (1e-10, false)),
            (1e-12 / 3.0, (3.3e-11, true)),
            (0.0, (0.0, false)),
        ] {
            assert_eq!(percent(part), told);
        }
    }
}
