//! The articles of a site: those whose files are the same stay as they are, the others are parsed.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Beside, Project, Rereading};
use crate::config::Config;
use crate::gather::{ArticleInput, Shelved};
use crate::parse::{self, Article, Dialect, Kept as Clipping, RecordFile, Wordings};
use crate::text::{Diagnostic, SitePath, TextFile};
use crate::world::World;

/// An article, and the files that it was parsed from.
pub struct KeptArticle {
    file: TextFile,
    sidecar: Option<TextFile>,
    article: Arc<Article>,
}

/// What came of reading an article.
struct Read {
    /// None if its file cannot be read.
    article: Option<Arc<Article>>,
    /// What the next refresh needs of it.
    kept: Option<KeptArticle>,
    parsed: bool,
    told: Vec<Diagnostic>,
}

impl Project {
    /// Parses the articles whose files changed, and keeps the others; gives all, and those that were parsed.
    pub(super) fn articles(
        &mut self,
        world: &dyn World,
        inputs: Vec<ArticleInput>,
        config: &Config,
        record: &[Arc<RecordFile>],
        told: &mut Vec<Diagnostic>,
    ) -> (Vec<Arc<Article>>, Vec<Arc<Article>>) {
        let quotes = record.iter().flat_map(|file| &file.quotes);
        let wordings: Arc<Wordings> =
            Arc::new(quotes.map(|entry| (entry.id.clone(), entry.what.text.clone())).collect());
        let before = std::mem::replace(&mut self.wordings, wordings.clone());
        let dialect = Dialect { is_checked: self.options.is_checked, ..config.dialect() };
        let kept = std::mem::take(&mut self.articles);
        let mut left = self.left.take();
        if self.options.once {
            let beside =
                |input: &ArticleInput| Some((input.file.path().clone(), input.sidecar.as_ref()?.path().clone()));
            let sidecars: FxHashMap<SitePath, SitePath> = inputs.iter().filter_map(beside).collect();
            let wordings = wordings.clone();
            let beside =
                move |file: &SitePath| Beside { sidecar: sidecars.get(file).cloned(), wordings: wordings.clone() };
            self.rereading = Some(Arc::new(Rereading::new(dialect.clone(), Box::new(beside))));
        }
        let results: Vec<Read> = inputs
            .into_par_iter()
            .map(|ArticleInput { file, sidecar }| {
                let mut told = Vec::new();
                let is_same = |kept: &&Arc<Clipping>| {
                    let beside = sidecar.as_ref().map(Shelved::path);
                    kept.is_sound
                        && kept.sidecar.as_ref() == beside
                        && kept.has_same_wordings(&wordings)
                        && world.is_as_before(file.path())
                        && beside.is_none_or(|beside| world.is_as_before(beside))
                };
                if let Some(kept) = left.as_ref().and_then(|(_, left)| left.get(file.path())).filter(is_same) {
                    return Read { article: Some(kept.article.clone()), kept: None, parsed: false, told };
                }
                let mut read = |file: Shelved| file.read(world).map_err(|failed| told.push(failed)).ok();
                let (Some(file), sidecar) = (read(file), sidecar.and_then(&mut read)) else {
                    return Read { article: None, kept: None, parsed: false, told };
                };
                let same = |kept: &&KeptArticle| {
                    let same_sidecar = match (&kept.sidecar, &sidecar) {
                        (Some(kept), Some(sidecar)) => kept.is(sidecar),
                        (kept, sidecar) => kept.is_none() && sidecar.is_none(),
                    };
                    let same_wordings =
                        || kept.article.card.wordings.iter().all(|id| before.get(id) == wordings.get(id));
                    kept.file.is(&file) && same_sidecar && same_wordings()
                };
                let (article, parsed) = match kept.get(&file.path).filter(same) {
                    Some(kept) => (kept.article.clone(), false),
                    None => (Arc::new(parse::parse(&file, sidecar.as_ref(), &dialect, &wordings)), true),
                };
                let kept = (!self.options.once).then(|| KeptArticle { file, sidecar, article: article.clone() });
                Read { article: Some(article), kept, parsed, told }
            })
            .collect();
        let (mut all, mut changed) = (Vec::with_capacity(results.len()), Vec::new());
        for Read { article, kept, parsed, told: mistakes } in results {
            told.extend(mistakes);
            if parsed {
                if let (Some((_, left)), Some(article)) = (&mut left, &article) {
                    left.remove(&article.card.file);
                }
                changed.extend(article.clone());
            }
            all.extend(article);
            self.articles.extend(kept.map(|kept| (kept.file.path.clone(), kept)));
        }
        self.left = left;
        (all, changed)
    }
}
