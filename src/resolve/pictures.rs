//! Pictures by their addresses, and which of them pages show.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::address::encode;
use super::{Site, Target};
use crate::gather::{CONTENT, STATIC};
use crate::parse::Card;
use crate::pictures::Picture;

/// The pictures of a site, by the addresses at which they are published.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Pictures(BTreeMap<String, Arc<Picture>>);

impl Pictures {
    pub fn of(pictures: &[Arc<Picture>]) -> Self {
        let address = |picture: &Arc<Picture>| {
            let below = picture.file.strip(CONTENT).or_else(|| picture.file.strip(STATIC))?;
            Some((encode(below), picture.clone()))
        };
        Self(pictures.iter().filter_map(address).collect())
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Picture>> {
        self.0.values()
    }

    /// The picture at an address, whatever query and fragment follow.
    pub fn at(&self, href: &str) -> Option<&Arc<Picture>> {
        self.0.get(href.split(['?', '#']).next().unwrap_or_default())
    }

    /// The picture that a link leads to.
    pub fn of_target(&self, target: &Target) -> Option<&Arc<Picture>> {
        match target {
            Target::Inside(href) => self.at(href),
            Target::Verbatim(_) => None,
        }
    }

    /// The picture that an entry of the record names by its address.
    pub fn named(&self, address: &str) -> Option<&Arc<Picture>> {
        self.at(&encode(address.trim_start_matches('/')))
    }

    /// Those pictures among the links of a text that it shows, in its order.
    pub fn shown<'a>(&'a self, card: &'a Card, targets: &'a [Target]) -> impl Iterator<Item = &'a Arc<Picture>> {
        let shown = card.links.iter().zip(targets).filter(|(link, _)| link.is_picture);
        shown.filter_map(|(_, target)| self.of_target(target))
    }
}

impl Site {
    /// The pictures that pages show, each once, in the order of their files.
    pub fn shown_pictures(&self) -> Vec<&Arc<Picture>> {
        if self.pictures.0.is_empty() {
            return Vec::new();
        }
        let in_articles = self.articles.iter().flat_map(|placed| {
            let lead = placed.image.iter().filter_map(|image| self.pictures.of_target(image));
            self.pictures.shown(&placed.article.card, &placed.targets).chain(lead)
        });
        let in_sections = self.sections.iter().flat_map(|section| {
            section.index.iter().flat_map(|index| self.pictures.shown(&index.card, &section.targets))
        });
        let of_people =
            self.people.entries.iter().filter_map(|node| self.pictures.named(node.person.image.as_deref()?));
        let mut shown: Vec<&Arc<Picture>> = in_articles.chain(in_sections).chain(of_people).collect();
        shown.sort_unstable_by(|one, other| one.file.cmp(&other.file));
        shown.dedup_by(|one, other| one.file == other.file);
        shown
    }
}
