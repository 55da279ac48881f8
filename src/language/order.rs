//! Names in the order in which readers look for them.

use icu_collator::options::CollatorOptions;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

/// The alphabetical order of a language (Unicode Collation Algorithm with CLDR's tailorings).
#[derive(Debug)]
pub struct Order(Option<CollatorBorrowed<'static>>);

impl Order {
    pub fn of(tag: &str) -> Self {
        let locale = tag.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
        Self(CollatorBorrowed::try_new(CollatorPreferences::from(&locale), CollatorOptions::default()).ok())
    }

    /// What stands for a name when names are put in order: names that count as the same stay in the order of their letters.
    pub fn key(&self, name: &str) -> (Vec<u8>, String) {
        let mut key = Vec::new();
        match &self.0 {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(name, &mut key);
            }
            None => key.extend_from_slice(name.to_lowercase().as_bytes()),
        }
        (key, name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(tag: &str, mut names: Vec<&'a str>) -> Vec<&'a str> {
        let order = Order::of(tag);
        names.sort_by_cached_key(|name| order.key(name));
        names
    }

    #[test]
    fn follows_the_language() {
        assert_eq!(sorted("de", vec!["Zoe", "Ärzte", "abel", "Eve"]), ["abel", "Ärzte", "Eve", "Zoe"]);
        assert_eq!(sorted("sv", vec!["Zoe", "Ärzte", "abel", "Eve"]), ["abel", "Eve", "Zoe", "Ärzte"]);
        assert_eq!(sorted("no such", vec!["b", "É", "a"]), ["a", "b", "É"]);
    }
}
