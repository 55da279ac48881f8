//! A site as a build leaves it for the next one: its articles without their texts, and what linking them came to.
//!
//! It is written in blocks of a few hundred entries, one kind after the other, and a table of contents. So what is
//! written never stands in memory as a whole, and what is read is read by all processors at once. What a site has from
//! files that are quickly read again (settings, fonts) is left out, as are the places where things are written:
//! diagnostics need them, and whoever has something to tell looks at the files again.
//!
//! **Invariant:** what cannot be read, or is not what was asked for, is nothing.

use std::io;
use std::sync::Arc;

use bitcode::{Decode, DecodeOwned, Encode};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Origins, Pictures, Placed, Section, Site, Table, Term};
use crate::config::Config;
use crate::parse::{Article, Kept, Wordings};
use crate::pictures::Picture;
use crate::pictures::share::Fonts;
use crate::text::Fingerprint;

const HEADER: &[u8] = b"onrecord site 1\n";

/// How many entries stand in a block.
const A_BLOCK: usize = 256;
/// How many blocks are made at the same time.
const AT_ONCE: usize = 8;

/// Where everything stands.
#[derive(Default, Encode, Decode)]
struct Contents {
    /// Stands for the settings with which the articles were read.
    settings: Fingerprint,
    blocks: Vec<Block>,
    /// How many blocks there are of each kind, in this order; before them stands the frame.
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
    /// Whether quotes are looked for in archived copies, of which nothing is left.
    is_verified: bool,
    /// How many quotes are of the record; those of articles follow them.
    record_quotes: usize,
}

/// What a build leaves.
pub struct Leaving<'a> {
    pub site: &'a Site,
    /// All articles that were read: those of the site, and others.
    pub articles: &'a [Arc<Article>],
    /// Stands for the settings.
    pub settings: Fingerprint,
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
            is_verified: !site.archived_files().is_empty(),
            record_quotes: site
                .quotes
                .entries
                .iter()
                .take_while(|node| matches!(node.origins, Origins::Entry(_)))
                .count(),
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

    /// Writes a list; gives how many blocks it takes.
    fn all<T: Sync, K: Encode + Send>(&mut self, list: &[T], made: impl Fn(&T) -> K + Sync) -> io::Result<usize> {
        let before = self.blocks.len();
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
        Ok(self.blocks.len() - before)
    }
}

/// What a build left, to be read.
pub struct Left {
    bytes: Vec<u8>,
    contents: Contents,
    /// What later builds put in the place of articles, by their numbers.
    amended: Vec<(usize, Kept)>,
}

impl Left {
    /// Opens what an earlier build left; none if these bytes are not it.
    pub fn open(bytes: Vec<u8>, fingerprint: Fingerprint, amended: &[(usize, Vec<u8>)]) -> Option<Self> {
        let (body, length) = bytes.split_last_chunk::<8>()?;
        let start = body.len().checked_sub(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let contents = body.strip_prefix(HEADER).and_then(|_| body.get(start..))?;
        if Fingerprint::of_bytes(contents) != fingerprint {
            return None;
        }
        let contents = bitcode::decode(contents).ok()?;
        let amended = amended.iter().map(|(number, bytes)| {
            let kept: Kept = bitcode::decode(bytes).ok()?;
            Some((*number, kept.put_together()?))
        });
        Some(Self { amended: amended.collect::<Option<_>>()?, bytes, contents })
    }

    /// Stands for the settings of the build that left it.
    pub fn settings(&self) -> Fingerprint {
        self.contents.settings
    }

    /// All articles; those of the site first, in its order.
    pub fn articles(&self) -> Option<Vec<Kept>> {
        let blocks = 1..=self.contents.articles;
        let read = blocks.into_par_iter().map(|block| {
            let kept: Vec<Kept> = self.block(block)?;
            kept.into_iter().map(Kept::put_together).collect::<Option<Vec<_>>>()
        });
        let mut all: Vec<Kept> = read.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        for (number, kept) in &self.amended {
            *all.get_mut(*number)? = kept.clone();
        }
        Some(all)
    }

    /// The site, and the words of the record's quotes; none if it rests on archived copies. Entries are found by their
    /// indices alone, not by their ids, and of its files there are none but pictures.
    pub fn site(&self, articles: &[Kept], config: Arc<Config>, fonts: Arc<Fonts>) -> Option<(Site, Wordings)> {
        let Contents { articles: count, placed, people, sources, facts, quotes, .. } = self.contents;
        let mut start = 1 + count;
        let mut next = |count: usize| {
            start += count;
            start - count..start
        };
        let (placed, people, sources, facts, quotes) =
            (next(placed), next(people), next(sources), next(facts), next(quotes));
        let frame: Frame = self.block(0)?;
        if frame.is_verified {
            return None;
        }
        let mut placed: Vec<Placed> = self.all(placed)?;
        for (placed, kept) in placed.iter_mut().zip(articles) {
            placed.article = kept.article.clone();
        }
        let mut sections = frame.sections;
        for (section, index) in sections.iter_mut().zip(frame.indexes) {
            section.index = index.and_then(|index| articles.get(index)).map(|kept| kept.article.clone());
        }
        let quotes: Vec<super::QuoteNode> = self.all(quotes)?;
        let of_record = quotes.iter().take(frame.record_quotes);
        let wordings = of_record.map(|node| (node.id.clone(), node.quote.text.clone())).collect();
        let pictures: Vec<Arc<Picture>> = frame.pictures.into_iter().map(Arc::new).collect();
        let site = Site {
            config,
            articles: placed.into_iter().map(Arc::new).collect(),
            sections: sections.into(),
            terms: frame.terms.into(),
            people: Table::without_ids(self.all(people)?).into(),
            sources: Table::without_ids(self.all(sources)?).into(),
            facts: Table::without_ids(self.all(facts)?).into(),
            quotes: Table::without_ids(quotes).into(),
            assets: Arc::default(),
            pictures: Pictures::of(&pictures).into(),
            fonts,
            verified: Arc::default(),
        };
        Some((site, wordings))
    }

    fn all<T: DecodeOwned + Send>(&self, blocks: std::ops::Range<usize>) -> Option<Vec<T>> {
        let read: Option<Vec<Vec<T>>> = blocks.into_par_iter().map(|block| self.block(block)).collect();
        Some(read?.into_iter().flatten().collect())
    }

    fn block<T: DecodeOwned>(&self, number: usize) -> Option<T> {
        let Block { end, check } = self.contents.blocks.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => self.contents.blocks.get(before)?.end,
            None => HEADER.len(),
        };
        let bytes = self.bytes.get(start..*end)?;
        (Fingerprint::of_bytes(bytes) == *check).then(|| bitcode::decode(bytes).ok())?
    }
}
