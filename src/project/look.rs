//! How the site looks and which pages it has: its theme and the plan, made again when they can differ.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::compare::{has_same_addresses, same_files};
use super::{Project, Work};
use crate::gather::{CONTENT, Inputs};
use crate::render::{self, Plan};
use crate::resolve::Site;
use crate::text::{Diagnostic, Fingerprint, SitePath, TextFile};
use crate::theme::{Pages, Theme};

/// The theme and the plan, and what they were made from.
pub struct Look {
    templates: Vec<TextFile>,
    words: Vec<TextFile>,
    manifests: Vec<TextFile>,
    statics: Vec<SitePath>,
    stamps: FxHashMap<SitePath, Fingerprint>,
    seen_of_site: Fingerprint,
    theme: Arc<Theme>,
    theme_told: Vec<Diagnostic>,
    /// The site for which the plan was made.
    planned_for: Arc<Site>,
    plan: Arc<Plan>,
    plan_told: Vec<Diagnostic>,
}

impl Project {
    /// Loads the theme and plans the pages, as far as either can differ from before.
    pub(super) fn look(
        &mut self,
        site: &Arc<Site>,
        inputs: &Inputs,
        work: &mut Work,
        told: &mut Vec<Diagnostic>,
    ) -> (Arc<Theme>, Arc<Plan>) {
        let views = render::site_views(site);
        let seen_of_site = Fingerprint::of(&views);
        let statics: Vec<SitePath> =
            inputs.assets.iter().filter(|path| path.strip(CONTENT).is_none()).cloned().collect();
        let before = self.look.take();
        let same_theme = before.as_ref().filter(|look| {
            let same_files = same_files(&look.templates, &inputs.templates)
                && same_files(&look.words, &inputs.words)
                && same_files(&look.manifests, &inputs.manifests);
            let same_statics = look.statics == statics && look.stamps == inputs.stamps;
            same_files && look.seen_of_site == seen_of_site && same_statics
        });
        let (theme, theme_told) = match same_theme {
            Some(look) => (look.theme.clone(), look.theme_told.clone()),
            None => {
                let (theme, told) = Theme::load(&site.config, inputs, &views, Pages::Many);
                (Arc::new(theme), told)
            }
        };
        let same_pages = before.as_ref().filter(|look| {
            // What is told of pages names places and causes that may be others now; the missing address is told of the
            // settings, and those are the same.
            let still_true = look.plan_told.iter().all(|told| told.code == "no-base-url");
            still_true
                && look.theme.names().eq(theme.names())
                && has_same_addresses(&look.planned_for, site)
                && look.plan.has_same_images(&look.planned_for, site, &theme)
        });
        let same_plan = same_pages.and_then(|look| match look.theme.statics() == theme.statics() {
            true => Some((look.plan.clone(), look.plan_told.clone())),
            false => Some((Arc::new(look.plan.restamped(site, &theme)?), look.plan_told.clone())),
        });
        let (plan, plan_told) = same_plan.unwrap_or_else(|| {
            work.planned = true;
            let (plan, told) = Plan::new(site, &theme);
            (Arc::new(plan), told)
        });
        told.extend(theme_told.iter().chain(&plan_told).cloned());
        self.look = Some(Look {
            templates: inputs.templates.clone(),
            words: inputs.words.clone(),
            manifests: inputs.manifests.clone(),
            statics,
            stamps: inputs.stamps.clone(),
            seen_of_site,
            theme: theme.clone(),
            theme_told,
            planned_for: site.clone(),
            plan: plan.clone(),
            plan_told,
        });
        (theme, plan)
    }
}
