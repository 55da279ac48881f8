//! Writes down what the next build starts from.

use std::io;
use std::sync::Arc;

use bitcode::Encode;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{A_BLOCK, Block, Contents, Frame, HEADER, hash};
use crate::parse::{Article, Kept};
use crate::resolve::{Section, Site};
use crate::text::{Fingerprint, SitePath};

/// How many blocks are made at the same time.
const AT_ONCE: usize = 128;

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
            sections: site.sections.clone(),
            terms: site.terms.clone(),
            pictures: site.pictures.all().map(|picture| (**picture).clone()).collect(),
            overview: site.overview.clone(),
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
