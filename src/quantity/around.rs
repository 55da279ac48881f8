//! What stands around a number: hedges, what joins a range, and what makes it no quantity at all.

use super::lex::Kind;
use super::numeral::Written;
use super::read::Reader;
use super::{Hedge, Number, Sense, Unit};

/// What stands between the ends of a range.
#[derive(Debug, Clone, Copy)]
pub struct Join {
    /// The token after it.
    pub next: usize,
    pub is_dash: bool,
    pub is_or: bool,
}

impl Reader<'_> {
    /// The token after a number that is a date, a time of day, a part of a name or the like.
    pub fn no_quantity(&self, at: usize) -> Option<usize> {
        let Kind::Number(number) = self.tokens[at].kind else { return None };
        if let Some(next) = self.chain_after(at + 1) {
            return Some(next);
        }
        if self.is_tail(at) || self.is_label_sign(at) {
            return Some(at + 1);
        }
        let words = self.language.words?;
        let is_month = |at: usize| self.is_word(at) && words.months.contains(&self.token_text(at));
        let day = number.as_whole().is_some_and(|day| (1..=31).contains(&day));
        let after_dot = at + 1 + usize::from(self.glued_sign(at + 1) == Some('.'));
        let dash_day = matches!(self.glued_sign(at + 1), Some('-' | '–')) && is_month(at + 3);
        let before_month =
            (1..=2).any(|back| at >= back && is_month(at - back) && (back == 1 || self.sign(at - 1) == Some('.')));
        if day && (is_month(after_dot) || before_month || dash_day) {
            return Some(at + 1);
        }
        let hour = number.value() <= 24.0;
        let dotted = matches!(&*self.lower(at + 1), "a" | "p")
            && self.glued_sign(at + 2) == Some('.')
            && self.lower(at + 3) == "m";
        let o_clock = self.lower(at + 1) == "o" && matches!(self.glued_sign(at + 2), Some('\'' | '’'));
        if hour && (self.is_one_of(at + 1, words.clock) || dotted || o_clock) {
            return Some(at + 2);
        }
        // 59 deaths per 10,000.
        let per = if self.is_wide { &["per"][..] } else { words.per };
        let is_per = at > 0 && self.is_one_of(at - 1, per);
        is_per.then_some(at + 1)
    }

    /// The end of several numbers with colons, slashes or hyphens between them: 10:30, 2025-03-03, 555-01-23.
    pub fn chain_after(&self, at: usize) -> Option<usize> {
        let is_number = |at: usize| {
            self.tokens.get(at).is_some_and(|token| token.glued && matches!(token.kind, Kind::Number(_) | Kind::Other))
        };
        let link = |at: usize| {
            self.glued_sign(at).filter(|sign| matches!(sign, ':' | '-' | '/' | '–')).filter(|_| is_number(at + 1))
        };
        let first = link(at)?;
        let mut next = at + 2;
        while link(next).is_some() {
            next += 2;
        }
        (next > at + 2 || first == ':').then_some(next)
    }

    /// Whether a number hangs on what is before it: COVID-19, v.2, /2014/, ’90s.
    fn is_tail(&self, at: usize) -> bool {
        if !self.tokens[at].glued || at == 0 {
            return false;
        }
        let before = self.sign(at - 1);
        if self.is_wide && before == Some('-') && at > 1 && self.is_one_of(at - 2, &["sub", "minus", "pre", "mid"]) {
            return false;
        }
        let on_word = at > 1 && self.tokens[at - 1].glued && !matches!(self.tokens[at - 2].kind, Kind::Sign(_));
        match before {
            Some('-' | '–' | '.' | '\'' | '’' | ':' | '*') => on_word || matches!(before, Some('\'' | '’')),
            Some('/' | '=' | '_' | '@' | '&' | '?' | '\\' | '^' | '%') => true,
            Some(_) | None => false,
        }
    }

    fn is_label_sign(&self, at: usize) -> bool {
        at > 0 && matches!(self.sign(at - 1), Some('#' | '№' | '§'))
    }

    /// Whether a word before a number makes it a name: page 5, No. 5.
    pub fn is_labelled(&self, at: usize) -> bool {
        let Some(words) = self.language.words else { return false };
        let dot = at > 0 && self.glued_sign(at - 1) == Some('.');
        let word = at.checked_sub(1 + usize::from(dot));
        word.is_some_and(|word| self.is_one_of(word, words.labels))
    }

    /// What a number by itself is there for; none if it is a part of a name.
    pub fn sense(&self, at: usize, bare: usize, unit: Option<Unit>, written: Written) -> Option<Sense> {
        let is_bare = unit.is_none_or(|unit| unit.of.symbol.is_empty());
        if written.is_part && written.is_vague && is_bare {
            // Seventh–eighth grade.
            if matches!(self.glued_sign(bare), Some('-' | '–')) {
                return Some(Sense::Loose);
            }
            return Some(if self.is_of_something(bare) { Sense::Figure } else { Sense::Loose });
        }
        if unit.is_some() {
            return Some(Sense::Figure);
        }
        if self.is_labelled(at) {
            return None;
        }
        let number = match self.tokens[at].kind {
            Kind::Number(number) => number,
            // One day, one of them.
            _ => return Some(if self.is_lone_one(at, bare) { Sense::Loose } else { Sense::Figure }),
        };
        let is_old = self.glued_sign(bare) == Some('-') && matches!(&*self.lower(bare + 1), "year" | "month" | "week");
        if is_old || self.follows_name(at) && number.as_whole().is_some() && written.scale == 0 {
            return Some(if self.is_yearlike(number, written) { Sense::Year } else { Sense::Loose });
        }
        if !self.is_yearlike(number, written) || self.token_text(at).len() != 4 {
            return Some(Sense::Figure);
        }
        // March 3, 2025
        let after_day = at > 1 && self.sign(at - 1) == Some(',') && matches!(self.tokens[at - 2].kind, Kind::Number(_));
        let before_year = after_day
            || self.language.words.is_some_and(|words| {
                at > 0 && (self.is_one_of(at - 1, words.before_year) || words.months.contains(&self.token_text(at - 1)))
            });
        let noun = self.is_word(bare) && self.token_text(bare).starts_with(char::is_lowercase);
        Some(if before_year || !noun { Sense::Year } else { Sense::Figure })
    }

    fn is_lone_one(&self, at: usize, bare: usize) -> bool {
        bare == at + 1 && self.lower(at).starts_with("one")
    }

    /// Whether a part is one of something, and no third man and no quarter final.
    fn is_of_something(&self, at: usize) -> bool {
        const AFTER: &[&str] = &[
            "of", "the", "its", "their", "his", "her", "our", "all", "that", "who", "as", "more", "less", "were",
            "are", "is", "was", "by", "in", "from", "to", "and", "or", "der", "des", "aller", "have", "had", "said",
            "say",
        ];
        !self.is_word(at) || AFTER.contains(&&*self.lower(at))
    }

    /// Whether a capital letter inside a sentence stands before the number: Apollo 11.
    fn follows_name(&self, at: usize) -> bool {
        let capital = |at: usize| self.is_word(at) && self.token_text(at).starts_with(char::is_uppercase);
        let in_sentence = |at: usize| at > 0 && (self.is_word(at - 1) || self.sign(at - 1) == Some(','));
        at > 0 && !self.tokens[at].glued && capital(at - 1) && in_sentence(at - 1)
    }

    /// Whether a number can be a year.
    pub fn is_yearlike(&self, number: Number, written: Written) -> bool {
        written.in_digits && written.scale == 0 && number.as_whole().is_some_and(|year| (1000..=2100).contains(&year))
    }

    /// Whether a minus belongs to the number that begins at a token; gives where the number begins then.
    pub fn minus_before(&self, at: usize) -> (bool, usize) {
        let none = (false, at);
        let Some(before) = at.checked_sub(1) else { return none };
        if let Some(words) = self.language.words
            && self.is_one_of(before, words.minus)
        {
            return (true, before);
        }
        if self.is_wide && self.glued_sign(before) == Some('-') && self.is_one_of(before - 1, &["minus"]) {
            return (true, before - 1);
        }
        let opens = before == 0 || !self.tokens[before].glued || matches!(self.sign(before - 1), Some('(' | '['));
        match self.sign(before) {
            Some('-' | '−' | '–') if self.tokens[at].glued && opens => (true, before),
            _ => none,
        }
    }

    /// What joins the ends of a range: a dash, `to`, and behind `between` an `and`.
    pub fn range_join(&self, at: usize, between: bool) -> Option<Join> {
        let join = |next| Join { next, is_dash: false, is_or: false };
        if let Some('-' | '–' | '—' | '−' | '~') = self.sign(at) {
            let glued = (self.tokens[at].glued, self.tokens.get(at + 1)?.glued);
            let fits = glued == (true, true) || glued == (false, false) && self.sign(at) != Some('-');
            return fits.then_some(Join { next: at + 1, is_dash: true, is_or: false });
        }
        let words = self.language.words?;
        if between && self.is_one_of(at, words.and) {
            return Some(join(at + 1));
        }
        let is_or = self.is_one_of(at, &["or", "oder"]);
        self.is_one_of(at, words.to).then(|| Join { is_or, ..join(at + 1) })
    }

    /// The token of a `between` before the lower end of a range.
    pub fn between_before(&self, at: usize) -> Option<usize> {
        let words = self.language.words?;
        let (_, start) = self.hedge_before(at);
        let before = start.checked_sub(1)?;
        self.is_one_of(before, words.between).then_some(before)
    }

    /// The longest hedge that ends before a token, and where it begins.
    pub fn hedge_before(&self, at: usize) -> (Hedge, usize) {
        let Some(lookup) = self.lookup else { return (Hedge::None, at) };
        // ca. 450, approx. 450; but not D.C. 20006.
        let dotted = at > 1
            && self.glued_sign(at - 1) == Some('.')
            && !self.tokens[at - 2].glued
            && self.is_one_of(at - 2, &["ca", "approx", "c", "est"]);
        if dotted {
            return (Hedge::About, at - 2);
        }
        // The word next to the number turns most phrases away.
        let may_end = |before: &usize| lookup.may_end_hedge(self.outline(*before));
        let Some(before) = at.checked_sub(1).filter(may_end) else { return (Hedge::None, at) };
        let last = if self.is_word(before) { self.lower(before) } else { self.token_text(before).into() };
        let fits = lookup.hedges_ending(&last).iter().filter_map(|hedge| {
            let start = before.checked_sub(hedge.words.len())?;
            let mut backwards = (start..before).rev().zip(&hedge.words);
            backwards.all(|(at, word)| self.is(at, word)).then_some((hedge.hedge, start))
        });
        fits.min_by_key(|(_, start)| *start).unwrap_or((Hedge::None, at))
    }

    pub fn hedge_after(&self, at: usize) -> Option<(Hedge, usize)> {
        let words = self.language.words.filter(|_| self.may_begin_hedge_after(at))?;
        let fits = |phrase: &str| phrase != "+" || self.glued_sign(at).is_some();
        let mut known = words.hedges_after.iter().filter(|(phrase, _)| fits(phrase));
        known.find_map(|&(phrase, hedge)| Some((hedge, self.phrase_at(at, phrase)?)))
    }

    fn may_begin_hedge_after(&self, at: usize) -> bool {
        self.lookup.is_some_and(|lookup| lookup.may_begin_hedge_after(self.outline(at)))
    }

    /// What is said behind the word that is counted: 400 ships **or so**.
    pub fn hedge_after_noun(&self, at: usize) -> Hedge {
        let is_near = self.is_word(at) && self.may_begin_hedge_after(at + 1);
        let Some(words) = self.language.words.filter(|_| is_near) else { return Hedge::None };
        let is_clear = |phrase: &str| phrase.starts_with("or ") || phrase.starts_with("oder ");
        let mut clear = words.hedges_after.iter().filter(|(phrase, _)| is_clear(phrase));
        clear.find(|(phrase, _)| self.phrase_at(at + 1, phrase).is_some()).map_or(Hedge::None, |&(_, hedge)| hedge)
    }

    /// The token after a hedge, if there is one: between 5 and **about** 8.
    pub fn skip_hedge(&self, at: usize) -> usize {
        let Some(words) = self.language.words else { return at };
        words.hedges.iter().filter_map(|(phrase, _)| self.phrase_at(at, phrase)).max().unwrap_or(at)
    }
}
