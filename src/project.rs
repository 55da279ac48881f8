//! A site while one works on it: the only state there is.
//!
//! [`Project::refresh`] reads what changed, reuses what did not, and gives the next [`Edition`]. What may be
//! reused is decided by comparing, stage by stage, and by nothing else:
//!
//! - a file whose text is the same keeps what was parsed from it;
//! - if articles or entries of the record changed and linking them comes to the same as before, the site keeps
//!   everything but their words;
//! - an archived copy with the same bytes keeps its words, and quotes that were found in them;
//! - if neither templates nor what they all see of the site changed, the theme stays; likewise the plan.
//!
//! Three of these stages have files of their own: [`articles`], [`fonts`], and [`look`] for theme and plan; [`compare`] says
//! what of a site still holds.
//!
//! A build that is done once leaves what it knows of articles for the next one ([`Project::leave`]), which starts with
//! them ([`Project::start_with`]); one of a few texts does not even link the site anew ([`amend()`]).

mod amend;
mod articles;
mod compare;
mod fonts;
mod look;
mod reread;

pub use amend::{Amended, amend};
pub use reread::{Beside, Rereading};

use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Config;
use crate::gather::{self, CONTENT, Inputs, RecordInput, Shelf};
use crate::parse::{self, Article, Kept as Clipping, RecordFile, Wordings};
use crate::render::Edition;
use crate::render::search::Search;
use crate::resolve::kept::{Leaving, Left, unless_damaged};
use crate::resolve::{self, Due, Parts, Pictures, Site, Verified};
use crate::text::{Diagnostic, Fingerprint, SitePath, Stages, TextFile, Texts};
use crate::theme::Theme;
use crate::verbatim::Archives;
use crate::world::{Links, Sink, World};
use articles::KeptArticle;
use compare::renewed;
use fonts::{KeptFonts, fonts_of};
use look::Look;

/// What a site is built with beside its own settings.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub due: Due,
    /// Stands in for the settings' `base_url`.
    pub base_url: Option<String>,
    /// Stands in for the settings' `theme`.
    pub theme: Option<String>,
    /// Whether there will be one refresh and no other: then the texts of articles are let go as soon as they are parsed.
    pub once: bool,
    /// Whether the site is read to be checked.
    pub is_checked: bool,
}

/// Which files to look at again.
#[derive(Debug, Clone, Copy)]
pub enum Changes<'a> {
    All,
    Paths(&'a [SitePath]),
}

/// Keeps what was made from a site's files, from one edition to the next.
#[derive(Default)]
pub struct Project {
    options: Options,
    shelf: Shelf,
    config: Option<Kept<Config>>,
    fonts: Option<KeptFonts>,
    record: FxHashMap<SitePath, Kept<RecordFile>>,
    articles: FxHashMap<SitePath, KeptArticle>,
    /// The wording of the record's quotes, by which articles without words of their own find theirs.
    wordings: Arc<Wordings>,
    site: Option<Resolved>,
    archives: Archives,
    verified: Arc<Verified>,
    look: Option<Look>,
    search: Option<(Arc<Site>, Arc<Theme>, Arc<Search>)>,
    /// Articles that an earlier build left, by their files, and what stands for the settings that they were read with.
    left: Option<(Fingerprint, FxHashMap<SitePath, Arc<Clipping>>)>,
    /// How the texts of those are read that were taken over; none before the first refresh.
    rereading: Option<Arc<Rereading>>,
}

/// What was made from a file, and the file itself.
struct Kept<T> {
    file: TextFile,
    made: Arc<T>,
    told: Vec<Diagnostic>,
}

struct Resolved {
    site: Arc<Site>,
    articles: Vec<Arc<Article>>,
    record: Vec<Arc<RecordFile>>,
    told: Vec<Diagnostic>,
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
    /// The moments at which the same articles are due as at this one: before and after them, one appears or vanishes
    /// without anybody's doing.
    pub same_due: Range<Timestamp>,
    pub stages: Stages,
}

/// How much a refresh had to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    pub articles: usize,
    /// Articles that were parsed.
    pub parsed: usize,
    /// Whether the site was linked anew.
    pub resolved: bool,
    /// Whether the list of pages was made anew.
    pub planned: bool,
}

impl Project {
    pub fn new(options: Options) -> Self {
        let shelf = if options.once { Shelf::for_once() } else { Shelf::default() };
        Self { options, shelf, ..Self::default() }
    }

    /// Starts with the articles that an earlier build left, as far as their files are the same.
    pub fn start_with(&mut self, left: &Left) {
        let by_file = || {
            let articles = left.articles.fetched().iter();
            articles.map(|kept| (kept.article.card.file.clone(), kept.clone())).collect()
        };
        self.left = unless_damaged(by_file).map(|by_file| (left.settings(), by_file));
    }

    /// Whether a diagnostic may point to a wrong place, since its file was not read.
    pub fn is_unsure(&self, told: &Diagnostic) -> bool {
        let Some((_, left)) = &self.left else { return false };
        told.files().any(|file| file.is_root() || left.contains_key(file))
    }

    /// How the texts of articles are read that were taken over from an earlier build.
    pub fn rereading(&self) -> Option<Arc<Rereading>> {
        self.rereading.clone()
    }

    /// Writes down for the next build what is known of the site; gives what stands for it. `told_of` are the files that
    /// something was told of.
    pub fn leave(&self, told_of: &FxHashSet<SitePath>, sink: &mut Sink<'_>) -> std::io::Result<Option<Fingerprint>> {
        let (Some(config), Some(resolved)) = (&self.config, &self.site) else { return Ok(None) };
        let sidecar_of = |file: &SitePath| self.rereading.as_ref()?.sidecar_of(file);
        let leaving = Leaving {
            site: &resolved.site,
            articles: &resolved.articles,
            settings: Fingerprint::of_bytes(config.file.text.as_bytes()),
            sidecar_of: &sidecar_of,
        };
        let kept = |article: &Arc<Article>| {
            let file = &article.card.file;
            Clipping::of(article, sidecar_of(file), &self.wordings, told_of.contains(file))
        };
        leaving.write(&kept, sink).map(Some)
    }

    /// The symbolic links through which the site was read.
    pub fn links(&self) -> &Links {
        self.shelf.links()
    }

    /// Reads what changed and makes the site's next edition.
    pub fn refresh(&mut self, world: &dyn World, changes: Changes<'_>) -> Refreshed {
        let mut stages = Stages::default();
        let mut inputs = stages.time("files", || {
            match changes {
                Changes::All => self.shelf.read_all(world),
                Changes::Paths(paths) => self.shelf.read_again(world, paths),
            }
            self.shelf.inputs()
        });
        let mut told = std::mem::take(&mut inputs.told);
        let mut work = Work::default();
        let Some(settings) = inputs.config.take() else {
            let same_due = Timestamp::MIN..Timestamp::MAX;
            return Refreshed { edition: None, told, texts: inputs.texts, work, same_due, stages };
        };
        let config = self.config(settings, &mut told);
        let record = self.record(&inputs.record, &mut told);
        let articles = std::mem::take(&mut inputs.articles);
        let (articles, changed) =
            stages.time("parsing", || self.articles(world, articles, &config, &record, &mut told));
        (work.articles, work.parsed) = (articles.len(), changed.len());
        let now = world.now();
        let mut same_due = Timestamp::MIN..Timestamp::MAX;
        for article in &articles {
            let due = resolve::is_due(article, self.options.due, now);
            let diagnostics = article.told.iter().cloned();
            told.extend(diagnostics.map(|told| if due { told } else { told.softened() }));
            for moment in resolve::turning_points(article) {
                match moment <= now {
                    true => same_due.start = same_due.start.max(moment),
                    false => same_due.end = same_due.end.min(moment),
                }
            }
        }
        let fonts = self.fonts(&config, world, changes, &mut told);
        let site = stages.time("linking", || {
            let parts = Parts {
                config,
                articles,
                record: &record,
                assets: assets_of(&inputs),
                pictures: self.pictures(&inputs),
                fonts,
                due: self.options.due,
                now,
            };
            let site = self.site(parts, &changed, &mut work, &mut told);
            self.verified(site, world, changes)
        });
        let (theme, plan) = stages.time("theme and plan", || self.look(&site, &inputs, &mut work, &mut told));
        let search = self.search(&site, &theme);
        sort(&mut told);

        let mut texts = std::mem::take(&mut inputs.texts);
        texts.extend(theme.texts().clone());
        if self.options.once {
            add_mentioned(&told, world, &mut texts);
        }
        let edition = Edition { site, theme, plan, search, orders: Arc::default(), alike: Arc::default() };
        Refreshed { edition: Some(edition), told, texts, work, same_due, stages }
    }

    fn config(&mut self, file: TextFile, told: &mut Vec<Diagnostic>) -> Arc<Config> {
        let kept = match self.config.take() {
            Some(kept) if kept.file.is(&file) => kept,
            before => {
                let (config, told) = configured(&file, &self.options);
                let settings = Fingerprint::of_bytes(file.text.as_bytes());
                self.left.take_if(|(before, _)| *before != settings);
                if before.is_none_or(|before| before.made.dialect() != config.dialect()) {
                    // Dates and tags are read differently now.
                    self.articles.clear();
                }
                self.site = None;
                self.look = None;
                Kept { file, made: Arc::new(config), told }
            }
        };
        told.extend(kept.told.iter().cloned());
        self.config.insert(kept).made.clone()
    }

    /// Parses the files of the record that changed, and keeps the others.
    fn record(&mut self, inputs: &[RecordInput], told: &mut Vec<Diagnostic>) -> Vec<Arc<RecordFile>> {
        let mut before = std::mem::take(&mut self.record);
        let mut record = Vec::with_capacity(inputs.len());
        for RecordInput { file, kind, layout } in inputs {
            let kept = before.remove(&file.path).filter(|kept| kept.file.is(file)).unwrap_or_else(|| {
                let mut made = parse::parse_record(file, *kind, *layout);
                let told = std::mem::take(&mut made.told);
                Kept { file: file.clone(), made: Arc::new(made), told }
            });
            told.extend(kept.told.iter().cloned());
            record.push(kept.made.clone());
            self.record.insert(file.path.clone(), kept);
        }
        record
    }

    /// The pictures by their addresses; those of the site before if they are the same.
    fn pictures(&self, inputs: &Inputs) -> Arc<Pictures> {
        let pictures = Pictures::of(&inputs.pictures);
        match &self.site {
            Some(before) if *before.site.pictures == pictures => before.site.pictures.clone(),
            _ => Arc::new(pictures),
        }
    }

    /// Links the site, or gives the one before with other words if nothing else changed.
    fn site(
        &mut self,
        parts: Parts<'_>,
        changed: &[Arc<Article>],
        work: &mut Work,
        told: &mut Vec<Diagnostic>,
    ) -> Arc<Site> {
        let (articles, record) = (parts.articles.clone(), parts.record.to_vec());
        if let Some(before) = self.site.take()
            && let Some(site) = renewed(&before, &parts, changed)
        {
            told.extend(before.told.iter().cloned());
            self.site = Some(Resolved { site: site.clone(), articles, record, told: before.told });
            return site;
        }
        work.resolved = true;
        let (site, mistakes) = resolve::resolve(parts);
        let site = Arc::new(site);
        told.extend(mistakes.iter().cloned());
        self.site = Some(Resolved { site: site.clone(), articles, record, told: mistakes });
        site
    }

    /// Looks for quotes in the archived copies of their sources, as far as either changed.
    fn verified(&mut self, site: Arc<Site>, world: &dyn World, changes: Changes<'_>) -> Arc<Site> {
        let is_stale = |path: &SitePath| match changes {
            Changes::All => true,
            Changes::Paths(paths) => {
                paths.iter().any(|changed| changed == path || path.strip(changed.as_str()).is_some())
            }
        };
        self.archives.read(world, site.archived_files(), &is_stale);
        let verified = site.verified_by(&self.archives, &self.verified);
        if *self.verified != verified {
            self.verified = Arc::new(verified);
        }
        if Arc::ptr_eq(&site.verified, &self.verified) {
            return site;
        }
        let site = Arc::new(Site { verified: self.verified.clone(), ..(*site).clone() });
        if let Some(kept) = &mut self.site {
            kept.site = site.clone();
        }
        site
    }

    /// The search index as far as it was made for this very site with these words, or a new one that is made when it
    /// is asked for.
    fn search(&mut self, site: &Arc<Site>, theme: &Arc<Theme>) -> Arc<Search> {
        match &self.search {
            Some((of, with, search)) if Arc::ptr_eq(of, site) && Arc::ptr_eq(with, theme) => search.clone(),
            _ => self.search.insert((site.clone(), theme.clone(), Arc::default())).2.clone(),
        }
    }
}

/// The settings of a site, with what the options say in their place.
fn configured(file: &TextFile, options: &Options) -> (Config, Vec<Diagnostic>) {
    let (mut config, mut told) = Config::read(file);
    if let Some(url) = &options.base_url
        && let Err(why) = config.set_base_url(url)
    {
        told.push(
            Diagnostic::error("bad-base-url", format!("`{url}` cannot be the site's address: {why}"))
                .hint("write it as `--base-url https://example.org/path`"),
        );
    }
    if options.theme.is_some() {
        config.theme.clone_from(&options.theme);
    }
    (config, told)
}

/// Reads again the files that diagnostics point into, where their texts were let go.
fn add_mentioned(told: &[Diagnostic], world: &dyn World, texts: &mut Texts) {
    for file in told.iter().flat_map(Diagnostic::files) {
        if !texts.contains_key(file)
            && let Ok(read) = gather::read_text(world, file)
        {
            texts.insert(file.clone(), read.text);
        }
    }
}

/// The files beside articles.
fn assets_of(inputs: &Inputs) -> Vec<SitePath> {
    inputs.assets.iter().filter(|path| path.strip(CONTENT).is_some()).cloned().collect()
}

/// Puts diagnostics in the order in which an author goes through files; what has no place comes first.
fn sort(told: &mut Vec<Diagnostic>) {
    let place = |diagnostic: &Diagnostic| diagnostic.span.as_ref().map(|span| (span.file.clone(), span.range.start));
    told.sort_by_cached_key(place);
    told.dedup();
}
