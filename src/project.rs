//! A site while one works on it: the only state there is.
//!
//! [`Project::refresh`] reads what changed, reuses what did not, and gives the next [`Edition`].

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::gather::{ArticleInput, gather};
use crate::parse::{self, Article, Wordings};
use crate::render::{self, Edition, Plan};
use crate::resolve::{self, Due, Parts};
use crate::text::{Diagnostic, Fingerprint, SitePath, Texts};
use crate::theme::Theme;
use crate::world::World;

/// What a site is built with beside its own settings.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub due: Due,
    /// Stands in for the settings' `base_url`.
    pub base_url: Option<String>,
    /// Stands in for the settings' `theme`.
    pub theme: Option<String>,
}

/// Keeps the parsed articles from one edition to the next.
#[derive(Default)]
pub struct Project {
    options: Options,
    articles: FxHashMap<SitePath, Arc<Article>>,
    /// What the kept articles were parsed with: the settings that matter for it, and the record's wordings.
    parsed_with: Fingerprint,
}

/// The result of a refresh.
pub struct Refreshed {
    /// None if there is no site at all.
    pub edition: Option<Edition>,
    /// Everything that is wrong with the inputs, in the order of files and lines.
    pub told: Vec<Diagnostic>,
    /// The texts that diagnostics point into.
    pub texts: Texts,
    pub work: Work,
}

/// How much a refresh had to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    pub articles: usize,
    pub parsed: usize,
}

impl Project {
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Reads the site and makes its next edition.
    pub fn refresh(&mut self, world: &dyn World) -> Refreshed {
        let mut inputs = gather(world);
        let mut told = std::mem::take(&mut inputs.told);
        let Some(settings) = &inputs.config else {
            return Refreshed { edition: None, told, texts: inputs.texts, work: Work::default() };
        };
        let (mut config, mistakes) = Config::read(settings);
        told.extend(mistakes);
        self.apply_options(&mut config, &mut told);

        let mut record: Vec<_> =
            inputs.record.par_iter().map(|input| parse::parse_record(&input.file, input.kind, input.layout)).collect();
        told.extend(record.iter_mut().flat_map(|file| std::mem::take(&mut file.told)));
        let wordings: Wordings = record
            .iter()
            .flat_map(|file| &file.quotes)
            .map(|entry| (entry.id.clone(), entry.what.text.clone()))
            .collect();
        let (articles, parsed) = self.parse(std::mem::take(&mut inputs.articles), &config, &wordings);
        let now = world.now();
        told.extend(articles.iter().flat_map(|article| {
            let due = resolve::is_due(article, self.options.due, now);
            article
                .told
                .iter()
                .map(move |diagnostic| if due { diagnostic.clone() } else { diagnostic.clone().softened() })
        }));
        let work = Work { articles: articles.len(), parsed };

        let assets =
            inputs.assets.iter().filter(|path| path.strip(crate::gather::CONTENT).is_some()).cloned().collect();
        let (site, mistakes) = resolve::resolve(Parts { config, articles, record, assets, due: self.options.due, now });
        told.extend(mistakes);
        let (theme, mistakes) = Theme::load(&site.config, &inputs, &render::site_view(&site));
        told.extend(mistakes);
        let (plan, mistakes) = Plan::new(&site, &theme);
        told.extend(mistakes);
        sort(&mut told);

        let mut texts = std::mem::take(&mut inputs.texts);
        texts.extend(theme.texts().clone());
        Refreshed { edition: Some(Edition { site, theme, plan }), told, texts, work }
    }

    fn apply_options(&self, config: &mut Config, told: &mut Vec<Diagnostic>) {
        if let Some(url) = &self.options.base_url
            && let Err(why) = config.set_base_url(url)
        {
            told.push(
                Diagnostic::error("bad-base-url", format!("`{url}` cannot be the site's address: {why}"))
                    .hint("write it as `--base-url https://example.org/path`"),
            );
        }
        if self.options.theme.is_some() {
            config.theme.clone_from(&self.options.theme);
        }
    }

    /// Parses the articles whose files changed, and keeps the others.
    fn parse(&mut self, inputs: Vec<ArticleInput>, config: &Config, wordings: &Wordings) -> (Vec<Arc<Article>>, usize) {
        let dialect = config.dialect();
        let mut ordered: Vec<_> = wordings.iter().collect();
        ordered.sort_unstable();
        let parsed_with = Fingerprint::of(&(
            &dialect.taxonomies,
            config.origin.as_ref().map(|_| format!("{:?}", dialect.zone)),
            ordered,
        ));
        let kept = std::mem::take(&mut self.articles);
        let kept = if parsed_with == self.parsed_with { kept } else { FxHashMap::default() };
        self.parsed_with = parsed_with;
        let results: Vec<(Arc<Article>, bool)> = inputs
            .into_par_iter()
            .map(|ArticleInput { file, sidecar }| {
                let fingerprint = parse::fingerprint(&file, sidecar.as_ref());
                match kept.get(&file.path) {
                    Some(article) if article.fingerprint == fingerprint => (article.clone(), false),
                    _ => (Arc::new(parse::parse(&file, sidecar.as_ref(), &dialect, wordings)), true),
                }
            })
            .collect();
        let parsed = results.iter().filter(|(_, parsed)| *parsed).count();
        let articles: Vec<Arc<Article>> = results.into_iter().map(|(article, _)| article).collect();
        self.articles = articles.iter().map(|article| (article.card.file.clone(), article.clone())).collect();
        (articles, parsed)
    }
}

/// Puts diagnostics in the order in which an author goes through files; what has no place comes first.
fn sort(told: &mut Vec<Diagnostic>) {
    let place = |diagnostic: &Diagnostic| diagnostic.span.as_ref().map(|span| (span.file.clone(), span.range.start));
    told.sort_by_cached_key(place);
    told.dedup();
}
