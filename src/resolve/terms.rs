//! Articles filed by tag, topic, or whatever taxonomies the site has.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Address, Placed};
use crate::config::Config;
use crate::language::Order;
use crate::text::slugify;

/// One tag and its articles.
#[derive(Debug, Clone, bitcode::Encode, bitcode::Decode)]
pub struct Term {
    pub name: String,
    pub address: Address,
    /// Indices into the site's articles, newest first.
    pub articles: Vec<usize>,
}

/// Files all articles. Spellings with the same slug are one term, under the name met first.
pub fn file(config: &Config, articles: &mut [Placed]) -> Vec<Vec<Term>> {
    let order = Order::of(&config.lang);
    let mut taxonomies = Vec::with_capacity(config.taxonomies.len());
    for placed in articles.iter_mut() {
        placed.terms = vec![Vec::new(); config.taxonomies.len()];
    }
    for (number, taxonomy) in config.taxonomies.iter().enumerate() {
        let mut filed: Vec<(&String, Vec<usize>)> = Vec::new();
        // By their slugs, indices into what is filed; and by their spellings, which are few and come again and again.
        let mut by_slug: BTreeMap<String, usize> = BTreeMap::new();
        let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
        for (index, placed) in articles.iter().enumerate() {
            for name in placed.article.card.meta.terms.get(number).into_iter().flatten() {
                let term = *by_name.entry(name).or_insert_with(|| {
                    let slug = slugify(name);
                    let slug = if slug.is_empty() { "other".to_owned() } else { slug };
                    *by_slug.entry(slug).or_insert_with(|| {
                        filed.push((name, Vec::new()));
                        filed.len() - 1
                    })
                });
                if filed[term].1.last() != Some(&index) {
                    filed[term].1.push(index);
                }
            }
        }
        let mut terms: Vec<Term> = by_slug
            .into_iter()
            .filter_map(|(slug, term)| {
                let address = Address::folder(&format!("{}/{slug}", taxonomy.slug))?;
                Some(Term { name: filed[term].0.clone(), address, articles: std::mem::take(&mut filed[term].1) })
            })
            .collect();
        terms.sort_by_cached_key(|term| order.key(&term.name));
        for (index, term) in terms.iter().enumerate() {
            for &article in &term.articles {
                articles[article].terms[number].push(index);
            }
        }
        terms.iter_mut().for_each(|term| list_once(term, articles));
        taxonomies.push(terms);
    }
    taxonomies
}

/// Of an article in several languages, a term lists the version in the site's own language, if that has the term, too.
fn list_once(term: &mut Term, articles: &[Placed]) {
    let filed: Vec<usize> = term.articles.clone();
    term.articles.retain(|&index| {
        let versions = &articles[index].versions;
        articles[index].language == 0
            || !versions.iter().any(|version| articles[*version].language == 0 && filed.contains(version))
    });
}
