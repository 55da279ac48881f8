//! An edition from the one that the last build left, where a few articles say something else and nothing but their own
//! pages shows it.
//!
//! The site is not linked and no page is planned: the new articles are held against the old ones, and if all that
//! others see of them is the same, they take their places. Whatever else there is to do, or to tell, is left to a
//! build that looks at everything.

use std::sync::Arc;

use super::{Options, Rereading, configured, fonts_of};
use crate::config::{self, Config};
use crate::gather::{Shelf, read_text};
use crate::parse::{Article, Dialect, Kept};
use crate::render::{self, Edition, Page, texts};
use crate::resolve::Site;
use crate::resolve::kept::Left;
use crate::text::{Fingerprint, SitePath, Stages};
use crate::theme::Theme;
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
    let (articles, (mut site, wordings)) = stages.time("what was left", || {
        let articles = left.articles()?;
        let site = left.site(&articles, config.clone(), Arc::new(fonts_of(&config, world).0))?;
        Some((articles, site))
    })?;
    let numbers = numbers_of(&articles, changed)?;
    let beside = |kept: &Kept| Some((kept.article.card.file.clone(), kept.sidecar.clone()?));
    let sidecars = articles.iter().filter_map(beside).collect();
    let dialect: Dialect = config.dialect();
    let rereading = Rereading::new(dialect, Arc::new(wordings), sidecars);

    let mut amended = Vec::new();
    let mut counts_differ = false;
    for number in numbers {
        let kept = &articles[number];
        let read = Arc::new(rereading.parse(world, &kept.article.card.file)?);
        if !kept.is_sound || !read.told.is_empty() || !kept.article.shows_the_same(&read) {
            return None;
        }
        if read.fingerprint != kept.article.fingerprint {
            counts_differ |= read.card.words != kept.article.card.words;
            amended.push((number, kept.replaced_by(read)));
        }
    }
    let (theme, pages) = stages.time("theme", || {
        let theme = theme_of(&site, &config, world);
        if counts_differ && texts::may_be_counted(&site, &theme) {
            return None;
        }
        let mut places = (Vec::new(), Vec::new());
        for (number, kept) in &amended {
            put(&mut site, *number, &articles[*number].article, &kept.article, &mut places);
        }
        let pages = texts::pages_of(&site, &places.0, &places.1);
        Some((theme, pages))
    })?;
    let edition = Edition {
        site: Arc::new(site),
        theme: Arc::new(theme),
        plan: Arc::default(),
        search: Arc::default(),
        orders: Arc::default(),
    };
    Some(Amended { edition, pages, articles: amended, rereading, stages })
}

/// The numbers of the articles that these files are of; none if one is of no article.
fn numbers_of(articles: &[Kept], files: &[SitePath]) -> Option<Vec<usize>> {
    let is_of = |kept: &Kept, file: &SitePath| kept.article.card.file == *file || kept.sidecar.as_ref() == Some(file);
    let number = |file: &SitePath| articles.iter().position(|kept| is_of(kept, file));
    let mut numbers: Vec<usize> = files.iter().map(number).collect::<Option<_>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

fn theme_of(site: &Site, config: &Config, world: &dyn World) -> Theme {
    let mut shelf = Shelf::for_once();
    shelf.read_look(world, &config.follow_links);
    // What is wrong with it was told when the site was built with it.
    Theme::load(config, &shelf.inputs(), &render::site_views(site)).0
}

/// Puts an article in another one's place, and notes where that is: among the articles or as the text of a section.
/// One that is not published has no place.
fn put(
    site: &mut Site,
    number: usize,
    before: &Arc<Article>,
    article: &Arc<Article>,
    (articles, sections): &mut (Vec<usize>, Vec<usize>),
) {
    if let Some(placed) = site.articles.get_mut(number) {
        Arc::make_mut(placed).article = article.clone();
        return articles.push(number);
    }
    for (index, section) in Arc::make_mut(&mut site.sections).iter_mut().enumerate() {
        if let Some(own) = section.index.as_mut().filter(|own| Arc::ptr_eq(own, before)) {
            *own = article.clone();
            sections.push(index);
        }
    }
}
