//! What lists say alike of an article: its title, its summary, and what it holds.
//!
//! An article with three tags stands in five lists or more, at different depths.

use std::sync::OnceLock;

use super::text::Text;
use super::{Alike, At, Once};
use crate::render::view::ArticleCard;
use crate::theme::Given;

/// By the index of the article; a build of a few pages asks for few of them.
#[derive(Default)]
pub struct Cards(OnceLock<Box<[Once<Text>]>>);

impl Alike {
    /// Tells each card of a list what other lists say of its article. `may_take` says whether only templates that know of
    /// it read the cards: then what the text was made of is taken out of them. Those templates give cards a title of
    /// level 2, as the text has it; for another level `article_card` makes the text itself.
    pub fn tell_cards<'a>(&self, at: At<'a, '_>, may_take: bool, cards: &mut [ArticleCard<'a>]) {
        let of_all = self.cards.0.get_or_init(|| at.site.articles.iter().map(|_| Once::default()).collect());
        let anywhere = at.anywhere();
        for card in cards {
            let make = || Text::of(anywhere, "card_text", Given::default().with("article", card)?);
            let Some(text) = of_all[card.index].get(anywhere, make) else { continue };
            card.text = Some(text.at(at.root));
            if may_take {
                (card.summary, card.authors, card.updated) = ("", &[], None);
            }
        }
    }
}
