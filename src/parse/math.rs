//! Formulas, from TeX to MathML Core, which browsers set without scripts or fonts of ours.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::markdown::{Spanned, escaped};
use crate::text::{Diagnostic, SitePath, Span, lower_first};

/// Replaces formulas by MathML; one that cannot be read is told and stays TeX.
pub fn set_formulas(events: &mut [Spanned<'_>], file: &SitePath) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut converter = None;
    // An image's alt text holds plain words.
    let mut images = 0;
    for (event, origin) in events {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ => {}
        }
        if images > 0 {
            continue;
        }
        let (tex, display, class) = match event {
            Event::InlineMath(tex) => (&*tex, MathDisplay::Inline, "math-inline"),
            Event::DisplayMath(tex) => (&*tex, MathDisplay::Block, "math-display"),
            _ => continue,
        };
        let converter = converter
            .get_or_insert_with(|| LatexToMathML::new(MathCoreConfig::default()).expect("the defaults hold no macros"));
        let inner = match converter.convert_with_local_state(tex, display) {
            Ok(result) => result.mathml,
            Err(error) => {
                let why = lower_first(error.to_string().trim_end_matches('.'));
                let told_now = Diagnostic::warning("bad-formula", format!("this formula cannot be set: {why}"));
                told.push(told_now.at(Span::new(file, origin.clone())).hint("readers see it as it is written"));
                escaped(tex)
            }
        };
        *event = Event::InlineHtml(format!("<span class=\"math {class}\">{inner}</span>").into());
    }
    told
}
