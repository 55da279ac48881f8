//! Articles filed by tag, topic, or whatever taxonomies the site has.

use std::collections::BTreeMap;

use super::{Address, Placed};
use crate::config::Config;
use crate::text::slugify;

/// One tag and its articles.
#[derive(Debug)]
pub struct Term {
    pub name: String,
    pub address: Address,
    /// Indices into the site's articles, newest first.
    pub articles: Vec<usize>,
}

/// Files all articles. Spellings with the same slug are one term, under the name met first.
pub fn file(config: &Config, articles: &mut [Placed]) -> Vec<Vec<Term>> {
    let mut taxonomies = Vec::with_capacity(config.taxonomies.len());
    for placed in articles.iter_mut() {
        placed.terms = vec![Vec::new(); config.taxonomies.len()];
    }
    for (number, taxonomy) in config.taxonomies.iter().enumerate() {
        let mut by_slug: BTreeMap<String, (String, Vec<usize>)> = BTreeMap::new();
        for (index, placed) in articles.iter().enumerate() {
            for name in placed.article.card.meta.terms.get(number).into_iter().flatten() {
                let slug = slugify(name);
                let slug = if slug.is_empty() { "other".to_owned() } else { slug };
                let (_, filed) = by_slug.entry(slug).or_insert_with(|| (name.clone(), Vec::new()));
                if filed.last() != Some(&index) {
                    filed.push(index);
                }
            }
        }
        let mut terms: Vec<Term> = by_slug
            .into_iter()
            .filter_map(|(slug, (name, articles))| {
                let address = Address::folder(&format!("{}/{slug}", taxonomy.slug))?;
                Some(Term { name, address, articles })
            })
            .collect();
        terms.sort_by_cached_key(|term| (term.name.to_lowercase(), term.name.clone()));
        for (index, term) in terms.iter().enumerate() {
            for &article in &term.articles {
                articles[article].terms[number].push(index);
            }
        }
        taxonomies.push(terms);
    }
    taxonomies
}
