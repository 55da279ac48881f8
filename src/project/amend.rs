//! An edition from the one that the last build left, where a few articles say something else and nothing but their own
//! pages shows it.
//!
//! The site is not linked and no page is planned: the new articles are held against the old ones, and if all that
//! others see of them is the same, they take their places. Nor is the site read: only what is looked at, of the articles
//! and by their pages, is taken from what was left. Whatever else there is to do, or to tell, is left to a
//! build that looks at everything.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Beside, Options, Rereading, configured, fonts_of};
use crate::config::{self, Config};
use crate::gather::{Shelf, read_text};
use crate::parse::{Article, Kept};
use crate::render::{self, Edition, Page, texts};
use crate::resolve::Site;
use crate::resolve::kept::Left;
use crate::text::{Fingerprint, SitePath, Stages};
use crate::theme::{Pages, Theme};
use crate::world::World;

/// What a few other texts come to.
pub struct Amended {
    /// Without a plan: only these pages can be made of it.
    pub edition: Edition,
    pub pages: Vec<Page>,
    /// The articles that others take the place of, by their numbers.
    pub articles: Vec<(usize, Kept)>,
    /// How the texts of others are read that stand on these pages.
    pub rereading: Rereading,
    pub stages: Stages,
}

/// Puts these files' new texts in; none if anything but texts may differ.
pub fn amend(left: &Left, changed: &[SitePath], options: &Options, world: &dyn World) -> Option<Amended> {
    let mut stages = Stages::default();
    let settings = read_text(world, &SitePath::new(config::FILE).ok()?).ok()?;
    let (config, _) = configured(&settings, options);
    if left.settings() != Fingerprint::of_bytes(settings.text.as_bytes()) {
        return None;
    }
    let config = Arc::new(config);
    let outline = left.outline(config.clone(), Arc::new(fonts_of(&config, world).0))?;
    let templates: Vec<String> = changed.iter().flat_map(|file| templates_of(left, &outline, file)).collect();
    // Neither needs the other, and templates are compiled by one thread alone.
    let (texts, theme) = stages.time("texts, theme", || {
        let texts = || {
            let texts = Texts::of(left, changed, &config, world)?;
            // The first block of code takes as long as the templates do.
            texts.articles.iter().for_each(|(_, kept)| render::colour_ahead(kept.article.body()));
            Some(texts)
        };
        rayon::join(texts, || theme_of(&outline, &config, world, &templates))
    });
    let Texts { articles, rereading, counts_differ } = texts?;
    let amended = articles.iter().map(|(number, kept)| (*number, kept.article.clone())).collect();
    let site = left.site(outline, &amended);
    if counts_differ && texts::may_be_counted(&site, &theme) {
        return None;
    }
    let pages = pages_of(&site, &amended);
    let edition = Edition {
        site: Arc::new(site),
        theme: Arc::new(theme),
        plan: Arc::default(),
        search: Arc::default(),
        orders: Arc::default(),
        alike: Arc::default(),
    };
    Some(Amended { edition, pages, articles, rereading, stages })
}

/// Articles that say something else and show the same to others.
struct Texts {
    /// By their numbers.
    articles: Vec<(usize, Kept)>,
    /// How their texts were read.
    rereading: Rereading,
    /// Whether any has more words now, or less.
    counts_differ: bool,
}

impl Texts {
    /// Reads those of some files; none if one of these is of no article, or shows something else to others.
    fn of(left: &Left, files: &[SitePath], config: &Config, world: &dyn World) -> Option<Self> {
        let rereading = Rereading::new(config.dialect(), Box::new(beside_in(left.clone())));
        let mut numbers: Vec<usize> = files.iter().map(|file| left.number_of(file)).collect::<Option<_>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        let (mut articles, mut counts_differ) = (Vec::new(), false);
        for number in numbers {
            let kept = left.articles.get(number)?;
            let read = Arc::new(rereading.parse(world, &kept.article.card.file)?);
            let is_sound = kept.is_sound && kept.has_same_wordings(&left.wordings_for(number));
            if !is_sound || !read.told.is_empty() || !kept.article.shows_the_same(&read) {
                return None;
            }
            if read.fingerprint != kept.article.fingerprint {
                counts_differ |= read.card.words != kept.article.card.words;
                articles.push((number, kept.replaced_by(read)));
            }
        }
        Some(Self { articles, rereading, counts_differ })
    }
}

/// What articles are made from beside their own files, as far as it is known of those that were left.
fn beside_in(left: Left) -> impl Fn(&SitePath) -> Beside {
    move |file| {
        let Some(number) = left.number_of(file) else { return Beside::default() };
        Beside { sidecar: left.articles[number].sidecar.clone(), wordings: Arc::new(left.wordings_for(number)) }
    }
}

/// The templates of the pages that a file's text may stand on.
fn templates_of(left: &Left, site: &Site, file: &SitePath) -> Vec<String> {
    let Some(number) = left.number_of(file) else { return Vec::new() };
    let is_section = number >= site.articles.len();
    left.articles.get(number).map(|kept| texts::templates_of(&kept.article.card, is_section)).unwrap_or_default()
}

fn theme_of(site: &Site, config: &Config, world: &dyn World, templates: &[String]) -> Theme {
    let mut shelf = Shelf::for_once();
    shelf.read_look(world, &config.follow_links);
    // What is wrong with it was told when the site was built with it.
    Theme::load(config, &shelf.inputs(), &render::site_views(site), Pages::Few(templates)).0
}

/// The pages that show articles which took the place of others, by their numbers, or sections of which they are the
/// text. One that is not published is on no page.
fn pages_of(site: &Site, amended: &FxHashMap<usize, Arc<Article>>) -> Vec<Page> {
    let mut articles: Vec<usize> = amended.keys().copied().filter(|number| *number < site.articles.len()).collect();
    articles.sort_unstable();
    let is_amended = |article: &Arc<Article>| amended.values().any(|other| Arc::ptr_eq(article, other));
    let sections =
        site.sections.iter().enumerate().filter(|(_, section)| section.index.as_ref().is_some_and(is_amended));
    let sections: Vec<usize> = sections.map(|(index, _)| index).collect();
    texts::pages_of(site, &articles, &sections)
}
