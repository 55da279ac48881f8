//! A site as a build leaves it for the next one: its articles without their texts, and what linking them came to.
//!
//! It is written in blocks of a few entries, one kind after the other, and a table of contents. So what is
//! written never stands in memory as a whole, and of what is read only those blocks are taken apart that somebody looks
//! into ([`Series`]). What a site has from files that are quickly read again (settings, fonts) is left out, as are the
//! places where things are written: diagnostics need them, and whoever has something to tell looks at the files again.
//!
//! **Invariant:** what cannot be read, or is not what was asked for, is nothing. That is found out before anything is
//! taken from it: every block has a checksum, and all of them are looked at first.

use std::hash::BuildHasher as _;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use bitcode::{Decode, DecodeOwned, Encode};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{
    FactNode, Laid, Overview, PersonNode, Pictures, Placed, QuoteNode, Section, Series, Site, SourceNode, Table, Term,
};
use crate::config::Config;
use crate::parse::{Article, Kept, Wordings};
use crate::pictures::Picture;
use crate::pictures::share::Fonts;
use crate::text::{Fingerprint, SitePath};

const HEADER: &[u8] = b"onrecord site 2\n";

/// How many entries stand in a block: a page looks at few entries of many blocks.
const A_BLOCK: usize = 16;
/// How many blocks are made at the same time.
const AT_ONCE: usize = 128;

/// Where everything stands.
#[derive(Default, Encode, Decode)]
struct Contents {
    /// Stands for the settings with which the articles were read.
    settings: Fingerprint,
    blocks: Vec<Block>,
    /// How many entries there are of each kind, in this order; before them stands the frame.
    articles: usize,
    placed: usize,
    people: usize,
    sources: usize,
    facts: usize,
    quotes: usize,
}

#[derive(Encode, Decode)]
struct Block {
    end: usize,
    check: Fingerprint,
}

/// What a site has once.
#[derive(Encode, Decode)]
struct Frame {
    sections: Vec<Section>,
    /// The text of each section, as an index into all articles.
    indexes: Vec<Option<usize>>,
    terms: Vec<Vec<Term>>,
    pictures: Vec<Picture>,
    overview: Overview,
    /// The files of all articles, and those that lie beside them, as hashes with the numbers of the articles; sorted.
    files: Vec<(u64, usize)>,
    /// Whether quotes are looked for in archived copies, of which nothing is left.
    is_verified: bool,
}

/// What a build leaves.
pub struct Leaving<'a> {
    pub site: &'a Site,
    /// All articles that were read: those of the site, and others.
    pub articles: &'a [Arc<Article>],
    /// Stands for the settings.
    pub settings: Fingerprint,
    /// The file beside that of an article.
    pub sidecar_of: &'a dyn Fn(&SitePath) -> Option<SitePath>,
}

impl Leaving<'_> {
    /// Writes everything down, piece by piece; gives what stands for it.
    pub fn write(
        &self,
        kept: &(dyn Fn(&Arc<Article>) -> Kept + Sync),
        sink: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<Fingerprint> {
        let site = self.site;
        let placed: FxHashMap<*const Article, usize> =
            site.articles.iter().enumerate().map(|(index, placed)| (Arc::as_ptr(&placed.article), index)).collect();
        let others = self.articles.iter().filter(|article| !placed.contains_key(&Arc::as_ptr(article)));
        let all: Vec<&Arc<Article>> = site.articles.iter().map(|placed| &placed.article).chain(others).collect();
        let others = all.iter().enumerate().skip(site.articles.len());
        let by_place: FxHashMap<*const Article, usize> =
            others.map(|(index, article)| (Arc::as_ptr(article), index)).collect();
        let index_of = |section: &Section| by_place.get(&Arc::as_ptr(section.index.as_ref()?)).copied();
        let frame = Frame {
            indexes: site.sections.iter().map(index_of).collect(),
            sections: site.sections.to_vec(),
            terms: site.terms.to_vec(),
            pictures: site.pictures.all().map(|picture| (**picture).clone()).collect(),
            overview: (*site.overview).clone(),
            files: self.files_of(&all),
            is_verified: !site.archived_files().is_empty(),
        };
        sink(HEADER)?;
        let mut writer = Writer { sink, at: HEADER.len(), blocks: Vec::new() };
        writer.one(&frame)?;
        let contents = Contents {
            settings: self.settings,
            articles: writer.all(&all, |article| kept(article))?,
            placed: writer.all(&site.articles, Arc::clone)?,
            people: writer.all(&site.people.entries, Arc::clone)?,
            sources: writer.all(&site.sources.entries, Arc::clone)?,
            facts: writer.all(&site.facts.entries, Arc::clone)?,
            quotes: writer.all(&site.quotes.entries, Arc::clone)?,
            blocks: Vec::new(),
        };
        let Writer { sink, blocks, .. } = writer;
        let contents = bitcode::encode(&Contents { blocks, ..contents });
        sink(&contents)?;
        sink(&(contents.len() as u64).to_le_bytes())?;
        Ok(Fingerprint::of_bytes(&contents))
    }

    fn files_of(&self, articles: &[&Arc<Article>]) -> Vec<(u64, usize)> {
        let of_article = |(number, article): (usize, &&Arc<Article>)| {
            let file = &article.card.file;
            [Some(hash(file)), (self.sidecar_of)(file).as_ref().map(hash)].map(|hash| Some((hash?, number)))
        };
        let mut files: Vec<(u64, usize)> = articles.iter().enumerate().flat_map(of_article).flatten().collect();
        files.sort_unstable();
        files
    }
}

struct Writer<'a> {
    sink: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    at: usize,
    blocks: Vec<Block>,
}

impl Writer<'_> {
    fn one(&mut self, what: &impl Encode) -> io::Result<()> {
        let bytes = bitcode::encode(what);
        self.add(&bytes, Fingerprint::of_bytes(&bytes))
    }

    fn add(&mut self, bytes: &[u8], check: Fingerprint) -> io::Result<()> {
        (self.sink)(bytes)?;
        self.at += bytes.len();
        self.blocks.push(Block { end: self.at, check });
        Ok(())
    }

    /// Writes a list; gives how many entries it has.
    fn all<T: Sync, K: Encode + Send>(&mut self, list: &[T], made: impl Fn(&T) -> K + Sync) -> io::Result<usize> {
        for some in list.chunks(A_BLOCK * AT_ONCE) {
            let encoded = some.par_chunks(A_BLOCK).map(|block| {
                let bytes = bitcode::encode(&block.iter().map(&made).collect::<Vec<K>>());
                let check = Fingerprint::of_bytes(&bytes);
                (bytes, check)
            });
            for (bytes, check) in encoded.collect::<Vec<_>>() {
                self.add(&bytes, check)?;
            }
        }
        Ok(list.len())
    }
}

fn hash(file: &SitePath) -> u64 {
    FxBuildHasher.hash_one(file)
}

/// What a build left, to be read.
pub struct Left {
    pieces: Arc<Pieces>,
    frame: Arc<Frame>,
    /// What later builds put in the place of articles, by their numbers.
    amended: FxHashMap<usize, Kept>,
    whole: OnceLock<Option<Arc<Whole>>>,
}

impl Left {
    /// Opens what an earlier build left, and what later ones put in the place of some articles, by their numbers; none
    /// if these bytes are not it.
    pub fn open(bytes: Vec<u8>, fingerprint: Fingerprint, amended: &[(usize, Vec<u8>)]) -> Option<Self> {
        let pieces = Arc::new(Pieces::open(bytes, fingerprint)?);
        let put = |(number, bytes): &(usize, Vec<u8>)| {
            let kept: Kept = bitcode::decode(bytes).ok()?;
            (*number < pieces.contents.articles).then(|| (*number, kept.put_together()))
        };
        let amended = amended.iter().map(put).collect::<Option<_>>()?;
        let frame =
            Some(0).filter(|number| pieces.is_as_written(*number)).and_then(|number| pieces.bytes_of(number))?;
        let frame = Arc::new(bitcode::decode(frame).ok()?);
        Some(Self { pieces, frame, amended, whole: OnceLock::new() })
    }

    /// Stands for the settings of the build that left it.
    pub fn settings(&self) -> Fingerprint {
        self.pieces.contents.settings
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
            overview: Arc::new(frame.overview.clone()),
            sections: frame.sections.clone().into(),
            terms: frame.terms.clone().into(),
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

    /// All of it; none if some of it is not as it was written.
    pub fn whole(&self) -> Option<&Arc<Whole>> {
        let whole = || self.pieces.are_as_written().then(|| Arc::new(Whole::of(self)));
        self.whole.get_or_init(whole).as_ref()
    }
}

/// What a build left and is there to the last byte, to be looked into.
pub struct Whole {
    pieces: Arc<Pieces>,
    frame: Arc<Frame>,
    /// All articles; those of the site first, in its order.
    pub articles: Series<Kept>,
    /// The places of those of the site, without the articles themselves.
    places: Series<Placed>,
    quotes: Series<QuoteNode>,
}

impl Whole {
    fn of(left: &Left) -> Self {
        let Left { pieces, frame, amended, .. } = left;
        let (of, amended) = (pieces.clone(), amended.clone());
        let articles = move |block: usize| {
            let read: Vec<Kept> = of.block(1 + block);
            let put = |(number, kept): (usize, Kept)| match amended.get(&number) {
                Some(other) => other.clone(),
                None => kept.put_together(),
            };
            (block * A_BLOCK..).zip(read).map(put).collect()
        };
        Self {
            articles: Series::left(pieces.contents.articles, A_BLOCK, Box::new(articles)),
            places: pieces.series(Kind::Placed),
            quotes: pieces.series(Kind::Quotes),
            pieces: pieces.clone(),
            frame: frame.clone(),
        }
    }

    /// How many blocks of entries were taken apart, and how many there are.
    pub fn blocks_read(&self) -> (usize, usize) {
        (self.pieces.read.load(Ordering::Relaxed), self.pieces.contents.blocks.len())
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
        for (section, index) in sections.iter_mut().zip(&frame.indexes) {
            section.index = index.filter(|index| *index < self.articles.len()).map(&article);
        }
        let (of, first) = (pieces.clone(), pieces.first(Kind::Placed));
        let placed = move |block: usize| {
            let mut placed: Vec<Placed> = of.block(first + block);
            (block * A_BLOCK..).zip(&mut placed).for_each(|(number, placed)| placed.article = article(number));
            placed
        };
        Site {
            articles: Series::left(pieces.contents.placed, A_BLOCK, Box::new(placed)),
            sections: sections.into(),
            people: Table::without_ids(pieces.series::<PersonNode>(Kind::People)).into(),
            sources: Table::without_ids(pieces.series::<SourceNode>(Kind::Sources)).into(),
            facts: Table::without_ids(pieces.series::<FactNode>(Kind::Facts)).into(),
            quotes: Table::without_ids(self.quotes.clone()).into(),
            ..outline
        }
    }
}

/// The kinds of entries, in the order in which they are written.
#[derive(Clone, Copy)]
enum Kind {
    Articles,
    Placed,
    People,
    Sources,
    Facts,
    Quotes,
}

/// The blocks that were written.
struct Pieces {
    bytes: Vec<u8>,
    contents: Contents,
    /// How many were taken apart.
    read: AtomicUsize,
}

impl Pieces {
    fn open(bytes: Vec<u8>, fingerprint: Fingerprint) -> Option<Self> {
        let (body, length) = bytes.split_last_chunk::<8>()?;
        let start = body.len().checked_sub(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let contents = body.strip_prefix(HEADER).and_then(|_| body.get(start..))?;
        if Fingerprint::of_bytes(contents) != fingerprint {
            return None;
        }
        let contents = bitcode::decode(contents).ok()?;
        let pieces = Self { bytes, contents, read: AtomicUsize::new(0) };
        let count = pieces.first(Kind::Quotes) + pieces.count(Kind::Quotes).div_ceil(A_BLOCK);
        (pieces.contents.blocks.len() == count).then_some(pieces)
    }

    fn are_as_written(&self) -> bool {
        (0..self.contents.blocks.len()).into_par_iter().all(|number| self.is_as_written(number))
    }

    fn is_as_written(&self, number: usize) -> bool {
        let (bytes, block) = (self.bytes_of(number), self.contents.blocks.get(number));
        bytes.zip(block).is_some_and(|(bytes, block)| Fingerprint::of_bytes(bytes) == block.check)
    }

    fn count(&self, kind: Kind) -> usize {
        let Contents { articles, placed, people, sources, facts, quotes, .. } = self.contents;
        [articles, placed, people, sources, facts, quotes][kind as usize]
    }

    /// The number of the first block of a kind.
    fn first(&self, kind: Kind) -> usize {
        let kinds = [Kind::Articles, Kind::Placed, Kind::People, Kind::Sources, Kind::Facts, Kind::Quotes];
        1 + kinds.iter().take(kind as usize).map(|kind| self.count(*kind).div_ceil(A_BLOCK)).sum::<usize>()
    }

    fn series<T: DecodeOwned>(self: &Arc<Self>, kind: Kind) -> Series<T> {
        let (of, first) = (self.clone(), self.first(kind));
        Series::left(self.count(kind), A_BLOCK, Box::new(move |block| of.block(first + block)))
    }

    /// So many entries, none of which can be looked at.
    fn empty<T>(&self, kind: Kind) -> Series<T> {
        Series::left(self.count(kind), A_BLOCK, Box::new(|_| Vec::new()))
    }

    /// The entries of a block. Only who has seen that all blocks are as they were written asks for them.
    fn block<T: DecodeOwned>(&self, number: usize) -> Vec<T> {
        self.read.fetch_add(1, Ordering::Relaxed);
        let read = self.bytes_of(number).and_then(|bytes| bitcode::decode(bytes).ok());
        read.expect("the checksum says that it is what this program wrote")
    }

    fn bytes_of(&self, number: usize) -> Option<&[u8]> {
        let end = self.contents.blocks.get(number)?.end;
        let start = match number.checked_sub(1) {
            Some(before) => self.contents.blocks.get(before)?.end,
            None => HEADER.len(),
        };
        self.bytes.get(start..end)
    }
}
