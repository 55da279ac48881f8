//! What the last build left, to be looked into.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::pieces::{Pieces, ReadAt};
use super::{A_BLOCK, Frame, Kind, hash};
use crate::config::Config;
use crate::parse::{Article, Kept, Wordings};
use crate::pictures::Picture;
use crate::pictures::share::Fonts;
use crate::resolve::{FactNode, Laid, PersonNode, Pictures, Placed, QuoteNode, Series, Site, SourceNode, Table};
use crate::text::{Fingerprint, SitePath};

/// What a build left. Whoever looks into it does so [`unless_damaged`](super::unless_damaged).
#[derive(Clone)]
pub struct Left {
    pieces: Arc<Pieces>,
    frame: Arc<Frame>,
    /// All articles; those of the site first, in its order.
    pub articles: Series<Kept>,
    /// The places of those of the site, without the articles themselves.
    places: Series<Placed>,
    quotes: Series<QuoteNode>,
}

impl Left {
    /// Opens what an earlier build left in a file of a length, and what later ones put in the place of some articles, by
    /// their numbers; none if this is not it.
    pub fn open(
        read_at: Box<ReadAt>,
        length: u64,
        fingerprint: Fingerprint,
        amended: &[(usize, Vec<u8>)],
    ) -> Option<Self> {
        let pieces = Arc::new(Pieces::open(read_at, length, fingerprint)?);
        let put = |(number, bytes): &(usize, Vec<u8>)| {
            let kept: Kept = bitcode::decode(bytes).ok()?;
            (*number < pieces.contents.articles).then(|| (*number, kept.put_together()))
        };
        let amended: FxHashMap<usize, Kept> = amended.iter().map(put).collect::<Option<_>>()?;
        let frame = Arc::new(super::unless_damaged(|| pieces.block(0))?);
        let (of, first) = (pieces.clone(), pieces.first(Kind::Articles));
        let articles = move |block: usize| {
            let read: Vec<Kept> = of.block(first + block);
            let put = |(number, kept): (usize, Kept)| match amended.get(&number) {
                Some(other) => other.clone(),
                None => kept.put_together(),
            };
            (block * A_BLOCK..).zip(read).map(put).collect()
        };
        Some(Self {
            articles: Series::left(pieces.contents.articles, A_BLOCK, Box::new(articles)),
            places: pieces.series(Kind::Placed),
            quotes: pieces.series(Kind::Quotes),
            pieces,
            frame,
        })
    }

    /// Stands for the settings of the build that left it.
    pub fn settings(&self) -> Fingerprint {
        self.pieces.contents.settings
    }

    /// How many blocks of entries were read, and how many there are.
    pub fn blocks_read(&self) -> (usize, usize) {
        self.pieces.taken_apart()
    }

    /// The number of the article that a file is of, or lies beside; none if it is of no article.
    pub fn number_of(&self, file: &SitePath) -> Option<usize> {
        let (files, hash) = (&self.frame.files, hash(file));
        let first = files.partition_point(|(other, _)| *other < hash);
        let alike = files[first..].iter().take_while(|(other, _)| *other == hash).map(|(_, number)| *number);
        let is_of = |kept: &Kept| kept.article.card.file == *file || kept.sidecar.as_ref() == Some(file);
        alike.into_iter().find(|number| self.articles.get(*number).is_some_and(|kept| is_of(kept)))
    }

    /// The words of the record's quotes for which an article asks; without those that the site does not have.
    pub fn wordings_for(&self, number: usize) -> Wordings {
        let asked = self.articles.get(number).map(|kept| &kept.article.card.wordings);
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Wordings::default() };
        let subjects = self.places.get(number).into_iter().flat_map(|placed| placed.subjects.iter().flatten());
        let quotes = subjects.filter_map(|laid| match laid {
            Laid::Quote(quote) => self.quotes.get(*quote),
            Laid::Fact(_) => None,
        });
        let of_record = quotes.filter(|node| asked.contains(&node.id));
        of_record.map(|node| (node.id.clone(), node.quote.text.clone())).collect()
    }

    /// The site but for its articles and entries, of which it only has how many there are; none if it rests on archived
    /// copies. Of its files there are none but pictures.
    pub fn outline(&self, config: Arc<Config>, fonts: Arc<Fonts>) -> Option<Site> {
        let (pieces, frame) = (&self.pieces, &self.frame);
        if frame.is_verified {
            return None;
        }
        let pictures: Vec<Arc<Picture>> = frame.pictures.iter().cloned().map(Arc::new).collect();
        Some(Site {
            config,
            articles: pieces.empty(Kind::Placed),
            overview: frame.overview.clone(),
            sections: frame.sections.clone(),
            terms: frame.terms.clone(),
            people: Table::without_ids(pieces.empty(Kind::People)).into(),
            sources: Table::without_ids(pieces.empty(Kind::Sources)).into(),
            facts: Table::without_ids(pieces.empty(Kind::Facts)).into(),
            quotes: Table::without_ids(pieces.empty(Kind::Quotes)).into(),
            assets: Arc::default(),
            pictures: Pictures::of(&pictures).into(),
            fonts,
            verified: Arc::default(),
        })
    }

    /// Puts the entries into an outline, with other articles in the place of some, by their numbers. Entries are found by
    /// their indices alone, not by their ids.
    pub fn site(&self, outline: Site, amended: &FxHashMap<usize, Arc<Article>>) -> Site {
        let (pieces, frame) = (&self.pieces, &self.frame);
        let article = {
            let (articles, amended) = (self.articles.clone(), amended.clone());
            move |number: usize| match amended.get(&number) {
                Some(article) => article.clone(),
                None => articles[number].article.clone(),
            }
        };
        let mut sections = frame.sections.clone();
        for (section, index) in frame.indexes.iter().enumerate().take(sections.len()) {
            if let Some(index) = index.filter(|index| *index < self.articles.len()) {
                Arc::make_mut(&mut sections)[section].index = Some(article(index));
            }
        }
        let (of, first) = (pieces.clone(), pieces.first(Kind::Placed));
        let placed = move |block: usize| {
            let mut placed: Vec<Placed> = of.block(first + block);
            (block * A_BLOCK..).zip(&mut placed).for_each(|(number, placed)| placed.article = article(number));
            placed
        };
        Site {
            articles: Series::left(pieces.contents.placed, A_BLOCK, Box::new(placed)),
            sections,
            people: Table::without_ids(pieces.series::<PersonNode>(Kind::People)).into(),
            sources: Table::without_ids(pieces.series::<SourceNode>(Kind::Sources)).into(),
            facts: Table::without_ids(pieces.series::<FactNode>(Kind::Facts)).into(),
            quotes: Table::without_ids(self.quotes.clone()).into(),
            ..outline
        }
    }
}
