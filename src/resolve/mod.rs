//! From articles and record to one site: ids become links, files become addresses.
//!
//! 1. [`record`] joins the record's files and makes a table of each kind.
//! 2. [`address`] says where each article stands; articles that are not due are left out.
//! 3. [`versions`] tells which files are one article in several languages; [`sections`] hangs articles into the tree
//!    of folders, [`terms`] files them by tag.
//! 4. [`usage`] lays every annotation on its entry, so that each entry knows where it is used.
//! 5. [`links`] turns links between files into addresses.
//!
//! [`verified`] looks for quotes in archived copies, once these are read.
//! [`renew`] makes the next site from the one before, where only words changed. [`kept`] writes a site down for the
//! next build, which reads of it what it looks at ([`Series`]).
//!
//! **Invariant:** resolving reads cards and entries, never a body's words, and writes nothing. It never
//! stops at a mistake: what cannot be linked is told and left without a link.

pub mod address;
pub mod kept;
mod links;
mod overview;
mod pictures;
mod record;
mod renew;
mod sections;
mod series;
mod terms;
mod usage;
mod verified;
mod versions;

use std::sync::Arc;

use bitcode::{Decode, Encode};
use jiff::Timestamp;
use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::parse::{Article, RecordFile};
use crate::pictures::share::Fonts;
use crate::suggest::Known;
use crate::text::{Diagnostic, SitePath};

pub use address::Address;
use address::Spot;
pub use links::Target;
pub use overview::Overview;
pub use pictures::Pictures;
pub use record::{FactNode, Origins, PersonNode, QuoteNode, SourceNode, Table, Use};
pub use renew::Changed;
pub use sections::Section;
pub use series::Series;
pub use terms::Term;
pub use verified::{Archived, Stand, Verified, admits_edits, searched_words};
use versions::Filed;

/// Everything that articles and record say together.
///
/// Cloning costs a list of reference counts, so the next edition shares what did not change.
#[derive(Debug, Clone)]
pub struct Site {
    pub config: Arc<Config>,
    /// Newest first; those without a date after the others, in the order of their paths.
    pub articles: Series<Placed>,
    pub overview: Arc<Overview>,
    /// The home page first, then all others in the order of their paths.
    pub sections: Arc<Vec<Section>>,
    /// By taxonomy, in the order of the site's settings; terms in the order of their names.
    pub terms: Arc<Vec<Vec<Term>>>,
    pub people: Arc<Table<PersonNode>>,
    pub sources: Arc<Table<SourceNode>>,
    pub facts: Arc<Table<FactNode>>,
    pub quotes: Arc<Table<QuoteNode>>,
    /// Files beside articles, and where they are copied to.
    pub assets: Arc<Vec<SitePath>>,
    pub pictures: Arc<Pictures>,
    /// What share images are set in.
    pub fonts: Arc<Fonts>,
    /// Which quotes stand in the archived copies of their sources.
    pub verified: Arc<Verified>,
}

impl Site {
    /// The people of the record, as texts may name them.
    pub fn known_people(&self) -> Vec<Known> {
        let known = |node: &Arc<PersonNode>| Known {
            id: node.id.to_string(),
            name: node.person.name.clone(),
            aliases: node.person.aliases.clone(),
        };
        self.people.entries.iter().map(known).collect()
    }
}

/// An article in its place.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Placed {
    #[bitcode(skip)]
    pub article: Arc<Article>,
    pub address: Address,
    /// The file's name without the language, which all versions share.
    pub plain: SitePath,
    /// An index into the site's languages; 0 is its own.
    pub language: usize,
    /// This article in all languages that it is there in, as indices into [`Site::articles`]; empty if there is only one.
    pub versions: Vec<usize>,
    /// An index into [`Site::sections`].
    pub section: usize,
    /// The sections that list it, as do all that stand above them.
    listed_in: [Option<usize>; 2],
    /// What each annotation of the card is, in the same order; none where its id is unknown.
    pub subjects: Vec<Option<Laid>>,
    /// Where each link of the card leads, in the same order.
    pub targets: Vec<Target>,
    /// Where its picture is.
    pub image: Option<Target>,
    /// The neighbours in its section, as indices into [`Site::articles`].
    pub previous: Option<usize>,
    pub next: Option<usize>,
    /// By taxonomy, indices into [`Site::terms`].
    pub terms: Vec<Vec<usize>>,
}

impl Placed {
    /// Whether any of its annotations has an entry, and with it a note.
    pub fn is_annotated(&self) -> bool {
        self.subjects.iter().any(Option::is_some)
    }
}

/// An entry that an annotation lays on a passage, by its index in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Laid {
    Quote(usize),
    Fact(usize),
}

/// Which articles are wanted beside those that are due.
#[derive(Debug, Clone, Copy, Default)]
pub struct Due {
    pub drafts: bool,
    pub future: bool,
    pub expired: bool,
}

/// What is resolved.
pub struct Parts<'a> {
    pub config: Arc<Config>,
    pub articles: Vec<Arc<Article>>,
    pub record: &'a [Arc<RecordFile>],
    pub assets: Vec<SitePath>,
    pub pictures: Arc<Pictures>,
    pub fonts: Arc<Fonts>,
    pub due: Due,
    pub now: Timestamp,
}

/// Links everything.
pub fn resolve(parts: Parts<'_>) -> (Site, Vec<Diagnostic>) {
    let Parts { config, articles, record, assets, pictures, fonts, due, now } = parts;
    let mut told = Vec::new();
    let mut joined = record::join(record, &mut told);
    let (due, left_out): (Vec<_>, Vec<_>) = articles.into_iter().partition(|article| is_due(article, due, now));
    let (indexes, mut articles) = versions::file(due, &config.tags());
    let (_, left_out) = versions::file(left_out, &config.tags());
    let left_out: Vec<Arc<Article>> = left_out.into_iter().map(|filed| filed.article).collect();
    versions::list_in_main(&mut articles, &indexes);
    sort_newest_first(&mut articles);

    let mut sections = sections::tree(&config, &articles, indexes, &mut told);
    let mut articles = place(&config, articles, &sections, &mut told);
    sections::fill(&mut sections, &mut articles);
    if !config.languages.is_empty() {
        versions::link(&mut articles, &mut sections);
    }
    let terms = terms::file(&config, &mut articles);
    usage::lay(&mut articles, &mut joined, &mut told);
    let files = links::Files::of(&articles, &sections, &assets, &left_out);
    links::aim(&mut articles, &mut sections, &files, &mut told);

    let record::Joined { people, sources, facts, quotes } = joined;
    let articles: Series<Placed> = articles.into_iter().map(Arc::new).collect();
    let site = Site {
        config,
        overview: Overview::of(&articles).into(),
        articles,
        sections: sections.into(),
        terms: terms.into(),
        people: people.into(),
        sources: sources.into(),
        facts: facts.into(),
        quotes: quotes.into(),
        assets: assets.into(),
        pictures,
        fonts,
        verified: Arc::default(),
    };
    (site, told)
}

/// Whether an article belongs into the site at this moment.
pub fn is_due(article: &Article, due: Due, now: Timestamp) -> bool {
    let meta = &article.card.meta;
    let later = |moment: Option<crate::text::Moment>| moment.is_some_and(|moment| moment.timestamp() > now);
    let starts = if meta.publish_on.is_some() { meta.publish_on } else { meta.date };
    (due.drafts || !meta.draft)
        && (due.future || !later(starts))
        && (due.expired || meta.expires_on.is_none() || later(meta.expires_on))
}

/// The moments at which an article appears or vanishes by itself.
pub fn turning_points(article: &Article) -> impl Iterator<Item = Timestamp> {
    let meta = &article.card.meta;
    [meta.date, meta.publish_on, meta.expires_on].into_iter().flatten().map(|moment| moment.timestamp())
}

fn sort_newest_first(articles: &mut [Filed]) {
    articles.sort_by(|one, other| {
        let date = |filed: &Filed| filed.article.card.meta.date.map(|date| date.timestamp());
        date(other).cmp(&date(one)).then_with(|| one.article.card.file.cmp(&other.article.card.file))
    });
}

/// Finds the section and the address of each article; versions in other languages stand where the main one stands.
fn place(config: &Config, articles: Vec<Filed>, sections: &[Section], told: &mut Vec<Diagnostic>) -> Vec<Placed> {
    let by_folder: FxHashMap<(usize, &SitePath), usize> =
        sections.iter().enumerate().map(|(index, section)| ((section.language, &section.folder), index)).collect();
    let nearest = |language: usize, folder: &SitePath| {
        let mut folder = folder.clone();
        loop {
            match by_folder.get(&(language, &folder)) {
                Some(&section) => return Some(section),
                None if folder.is_root() => return None,
                None => folder = folder.parent(),
            }
        }
    };
    let mut main: FxHashMap<SitePath, Address> = FxHashMap::default();
    let mut addresses: Vec<Option<Address>> = vec![None; articles.len()];
    let (first, rest): (Vec<usize>, Vec<usize>) = (0..articles.len()).partition(|&index| articles[index].language == 0);
    for index in first.into_iter().chain(rest) {
        let Filed { article, plain, language, .. } = &articles[index];
        let folder = sections::folder_of(plain);
        let tag = config.language(*language).map(|other| other.tag.to_lowercase());
        let own = by_folder.get(&(*language, &folder)).map(|&section| sections[section].path().to_string());
        let main_path = sections::main_path(sections, &folder);
        let spot = Spot {
            plain,
            folder: &folder,
            path: own.unwrap_or_else(|| format!("{}/{main_path}", tag.as_deref().unwrap_or_default())),
            main_path,
            tag: tag.as_deref(),
            main: if *language > 0 { main.get(&versions::name(plain)) } else { None },
        };
        match address::of_article(config, &article.card, &spot) {
            Ok(address) => {
                if *language == 0 && !config.languages.is_empty() {
                    main.insert(versions::name(plain), address.clone());
                }
                addresses[index] = Some(address);
            }
            Err(diagnostic) => told.push(diagnostic),
        }
    }
    let placed = articles.into_iter().zip(addresses).filter_map(|(filed, address)| {
        let folder = sections::folder_of(&filed.plain);
        let own = nearest(filed.language, &folder);
        let main = nearest(0, &folder);
        let listed_in = [own, main.filter(|_| filed.language > 0 && filed.in_main)];
        Some(Placed {
            article: filed.article,
            address: address?,
            plain: filed.plain,
            language: filed.language,
            versions: Vec::new(),
            section: own.or(main).unwrap_or(0),
            listed_in,
            subjects: Vec::new(),
            targets: Vec::new(),
            image: None,
            previous: None,
            next: None,
            terms: Vec::new(),
        })
    });
    placed.collect()
}
