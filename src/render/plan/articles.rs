//! The pages of articles, of sections and of terms.

use super::{Moved, Page, PageKind, count_pages, list_address};
use crate::parse::Article;
use crate::render::json_ld;
use crate::resolve::{Address, Site};
use crate::text::{Diagnostic, Span, nearest};
use crate::theme::Theme;

pub fn of_articles(site: &Site, theme: &Theme, pages: &mut Vec<Page>, told: &mut Vec<Diagnostic>) {
    for (index, placed) in site.articles.iter().enumerate() {
        pages.push(Page { address: placed.address.clone(), kind: PageKind::Article(index) });
        let card = &placed.article.card;
        tell_unknown_template(&placed.article, theme, told);
        let key = ["extra", json_ld::SCHEMA_TYPE];
        tell_unknown_type(&card.meta.extra, || card.meta.span(&card.file, &key), told);
        for (number, alias) in card.meta.aliases.iter().enumerate() {
            match Address::named(alias).filter(|address| *address != Address::home() && !alias.contains(['?', '#'])) {
                Some(address) => pages.push(Page { address, kind: PageKind::Redirect(Moved::Article(index)) }),
                None => told.push(
                    Diagnostic::error("bad-alias", format!("`{alias}` is no address inside the site"))
                        .at(card.meta.span(&card.file, &["aliases", &number.to_string()]))
                        .hint("write it like `/old/path/`, without `..`, `?` and `#`"),
                ),
            }
        }
    }
}

pub fn of_sections(site: &Site, theme: &Theme, pages: &mut Vec<Page>, told: &mut Vec<Diagnostic>) {
    for (index, section) in site.sections.iter().enumerate() {
        if let Some(own) = &section.index {
            tell_unknown_template(own, theme, told);
        }
        for number in 1..=count_pages(section.articles.len(), site.config.paginate) {
            let kind = match section.is_home() {
                true => PageKind::Home { section: index, number },
                false => PageKind::Section { section: index, number },
            };
            pages.push(Page { address: section.address.page(number), kind });
        }
    }
}

pub fn of_terms(site: &Site, pages: &mut Vec<Page>) {
    for (taxonomy, terms) in site.terms.iter().enumerate() {
        if terms.is_empty() {
            continue;
        }
        pages.extend(
            list_address(&site.config.taxonomies[taxonomy].slug)
                .map(|address| Page { address, kind: PageKind::Terms(taxonomy) }),
        );
        for (index, term) in terms.iter().enumerate() {
            for number in 1..=count_pages(term.articles.len(), site.config.paginate) {
                pages.push(Page {
                    address: term.address.page(number),
                    kind: PageKind::Term { taxonomy, term: index, number },
                });
            }
        }
    }
}

fn tell_unknown_template(article: &Article, theme: &Theme, told: &mut Vec<Diagnostic>) {
    let card = &article.card;
    let Some(name) = card.meta.template.as_deref().filter(|name| !theme.has(name)) else { return };
    let unknown = Diagnostic::error("unknown-template", format!("there is no template `{name}`"))
        .at(card.meta.span(&card.file, &["template"]));
    told.push(match nearest(name, theme.names()) {
        Some(near) => unknown.hint(format!("did you mean `{near}`?")),
        None => unknown.hint(format!("it belongs into `templates/{name}`")),
    });
}

pub fn tell_unknown_type(extra: &serde_json::Value, place: impl FnOnce() -> Span, told: &mut Vec<Diagnostic>) {
    let Some(named) = extra.get(json_ld::SCHEMA_TYPE) else { return };
    let name = named.as_str().unwrap_or_default();
    if json_ld::ARTICLE_TYPES.contains(&name) {
        return;
    }
    let unknown =
        Diagnostic::warning("unknown-schema-type", format!("{named} is no kind of article in schema.org")).at(place());
    told.push(match nearest(name, json_ld::ARTICLE_TYPES) {
        Some(near) => unknown.hint(format!("did you mean `{near}`?")),
        None => unknown.hint("use `NewsArticle`, `OpinionNewsArticle`, `Report`, or another that the manual lists"),
    });
}
