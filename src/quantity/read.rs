//! Every quantity of a text.

use std::borrow::Cow;

use super::language::Language;
use super::lex::{Kind, Token, is_han, tokens, wide_tokens};
use super::lookup::{Lookup, lookup};
use super::numeral::Written;
use super::sieve::Outline;
use super::units::{Dimension, PART, by_word};
use super::{Amount, Number, Quantity, Sense, Unit};

/// Reads all quantities, in the order of the text.
pub fn read(text: &str, language: &Language) -> Vec<Quantity> {
    Reader::new(text, language).quantities()
}

/// Units that only a wide reader lets hang on a number.
const GLUED: &[&str] = &["pc", "p", "mAh", "mpg", "rpm", "dB", "Nm", "x", "fps"];

/// A text in tokens, and how far they are read.
pub struct Reader<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub language: &'a Language,
    /// Whether what is likely a quantity is read as well: to propose one costs less than to call one wrong.
    pub is_wide: bool,
    /// The words of the language.
    pub(super) lookup: Option<&'static Lookup>,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str, language: &'a Language) -> Self {
        Self { text, tokens: tokens(text, language), language, is_wide: false, lookup: language.words.map(lookup) }
    }

    /// A reader that takes `RM79`, `US $84`, `.001` and `sub-7` for amounts as well.
    pub fn wide(text: &'a str, language: &'a Language) -> Self {
        let tokens = wide_tokens(text, language);
        Self { text, tokens, language, is_wide: true, lookup: language.words.map(lookup) }
    }

    /// All quantities, in the order of the text.
    pub fn quantities(&self) -> Vec<Quantity> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            if !self.may_begin(token, at) {
                at += 1;
                continue;
            }
            at = match self.step(at) {
                Step::Found(quantity, next) => {
                    found.push(*quantity);
                    next
                }
                Step::Skip(next) => next,
            };
        }
        found
    }
}

enum Step {
    Found(Box<Quantity>, usize),
    Skip(usize),
}

/// A number with what belongs to it.
#[derive(Debug, Clone, Copy)]
struct Part {
    number: Number,
    unit: Option<Unit>,
    written: Written,
    /// The token after the number, and that after its unit.
    bare: usize,
    next: usize,
}

impl Reader<'_> {
    /// Whether a quantity can begin with a token, which turns most words away.
    fn may_begin(&self, token: &Token, at: usize) -> bool {
        match token.kind {
            Kind::Number(_) | Kind::Fraction(_) => true,
            Kind::Word => self.may_be_numeral(token) || self.may_be_money(at),
            Kind::Sign(c) => (!c.is_ascii() || c == '$') && self.may_be_money(at),
            Kind::Other | Kind::End => false,
        }
    }

    fn step(&self, at: usize) -> Step {
        if let Some(next) = self.no_quantity(at) {
            return Step::Skip(next);
        }
        match self.part(at) {
            Some(first) => self.quantity(at, first),
            None => Step::Skip(at + 1),
        }
    }

    /// Reads a number with a currency before it, or a unit behind it.
    fn part(&self, at: usize) -> Option<Part> {
        let money = self.money_before(at);
        let start = money.map_or(at, |(_, next)| next);
        let (number, written, bare) = self.number(start, money.is_some())?;
        if let Some((money, _)) = money {
            // US$5 million dollars says it twice.
            let next = self.unit(bare).filter(|(unit, _)| unit.of.dimension == Dimension::Money);
            let unit = self.per(Unit::new(money), next.map_or(bare, |(_, next)| next));
            return Some(Part { number, unit: Some(unit.0), written, bare, next: unit.1 });
        }
        let after = self.hedge_after(bare).map_or(bare, |(_, next)| next);
        if let Some((unit, next)) = self.unit(after).or_else(|| self.unit_of_part(written, after)) {
            return Some(self.with_smaller(Part { number, unit: Some(unit), written, bare, next }));
        }
        // 5G, 21st, 1990s, 3D.
        let is_glued = self.is_word(bare) && self.tokens[bare].glued && !self.token_text(bare).starts_with(is_han);
        let is_known = self.is_wide && GLUED.contains(&self.token_text(bare));
        if is_glued && written.in_digits && !is_known {
            return None;
        }
        let unit = written.is_part.then_some(Unit::new(&PART));
        Some(Part { number, unit, written, bare, next: bare })
    }

    /// Half **of a** mile.
    fn unit_of_part(&self, written: Written, at: usize) -> Option<(Unit, usize)> {
        let words = self.language.words.filter(|_| written.is_part)?;
        let after_of = if self.is_one_of(at, words.of) { at + 1 } else { at };
        let after_article = if self.is_article(after_of) { after_of + 1 } else { after_of };
        (after_article > at).then(|| self.unit(after_article)).flatten()
    }

    /// 6 feet **2 inches**.
    fn with_smaller(&self, first: Part) -> Part {
        const SMALLER: &[(&str, &str, i64)] =
            &[("ft", "in", 12), ("st", "lb", 14), ("lb", "oz", 16), ("h", "min", 60), ("min", "s", 60), ("d", "h", 24)];
        let Some(unit) = first.unit.filter(|unit| unit.per.is_none()) else { return first };
        let and = self.language.words.is_some_and(|words| self.is_one_of(first.next, words.and));
        let at = first.next + usize::from(and || self.sign(first.next) == Some(','));
        let smaller = || {
            let (number, _, bare) = self.number(at, false)?;
            let understood = || self.inches_understood(unit, number, bare).filter(|_| at == first.next);
            let (smaller, next) = self.unit(bare).or_else(understood)?;
            let &(_, _, times) =
                SMALLER.iter().find(|(big, small, _)| (*big, *small) == (unit.of.symbol, smaller.of.symbol))?;
            let number = first.number.times_plus(times, number)?;
            Some(self.with_smaller(Part { number, unit: Some(smaller), bare, next, ..first }))
        };
        smaller().unwrap_or(first)
    }

    /// Five feet **eleven**, and 6 ft 2 **in**, where nothing else is counted.
    fn inches_understood(&self, unit: Unit, number: Number, next: usize) -> Option<(Unit, usize)> {
        if unit.of.symbol != "ft" || number.as_whole().is_none_or(|inches| inches >= 12) {
            return None;
        }
        // `in` is mostly no inch.
        let next = next + usize::from(self.lower(next) == "in");
        let ends = !self.is_word(next) || matches!(&*self.lower(next), "tall" | "long" | "high" | "wide" | "deep");
        ends.then(|| Some((Unit::new(by_word("inch")?), next))).flatten()
    }

    fn quantity(&self, at: usize, first: Part) -> Step {
        if let Some(step) = self.range(at, first) {
            return step;
        }
        if let Some((share, next)) = self.one_in_five(first) {
            let written = Written { is_part: true, ..first.written };
            let part = Part { number: share, unit: Some(Unit::new(&PART)), written, bare: next, next };
            return self.found(at, part, Amount::Value(share), Sense::Figure);
        }
        let sense = self.sense(at, first.bare, first.unit, first.written);
        match sense {
            Some(sense) => self.found(at, first, Amount::Value(first.number), sense),
            None => Step::Skip(first.next),
        }
    }

    fn found(&self, at: usize, last: Part, amount: Amount, sense: Sense) -> Step {
        let (minus, start) = self.minus_before(at);
        let amount = match amount {
            Amount::Value(number) if minus => Amount::Value(number.negated()),
            amount => amount,
        };
        let between = matches!(amount, Amount::Range(..)).then(|| self.between_before(start)).flatten();
        let start = between.unwrap_or(start);
        let (before, hedge_start) = self.hedge_before(start);
        let after = self.hedge_after(last.bare).or_else(|| self.hedge_after(last.next));
        let end = self.tokens[last.next - 1].range.end;
        let (hedge, next) = match after {
            _ if before != super::Hedge::None => (before, last.next),
            Some((hedge, next)) => (hedge, next.max(last.next)),
            None => (self.hedge_after_noun(last.next), last.next),
        };
        let hedged_end = self.tokens[next - 1].range.end.max(end);
        let span = self.tokens[start].range.start..end;
        let hedged = self.tokens[hedge_start].range.start..hedged_end;
        Step::Found(Box::new(Quantity { span, hedged, amount, unit: last.unit, hedge, sense }), next)
    }

    /// Reads on from the lower end of a range. What looks like one and is not, such as a score, is skipped.
    fn range(&self, at: usize, first: Part) -> Option<Step> {
        let between = self.between_before(self.minus_before(at).1).is_some();
        let join = self.range_join(first.next, between)?;
        let after = self.skip_hedge(join.next);
        let second = self.part(after)?;
        let glued_dash = join.is_dash && self.tokens[first.next].glued && self.tokens[join.next].glued;
        if glued_dash && let Some(next) = self.chain_after(second.bare) {
            return Some(Step::Skip(next));
        }
        let year = |part: &Part| part.unit.is_none() && self.is_yearlike(part.number, part.written);
        if year(&first) && glued_dash && second.unit.is_none() {
            return Some(Step::Skip(second.next));
        }
        let unit = match (first.unit, second.unit) {
            (Some(one), Some(other)) if one == other => Some(one),
            // Between $1.5 and $4 million a year.
            (Some(one), Some(other)) if one.per.is_none() && one.of.symbol == other.of.symbol => Some(other),
            // From US$5 to $8 billion.
            (Some(one), Some(other))
                if self.is_wide && one.converts_to(&other) && one.of.dimension == Dimension::Money =>
            {
                Some(Unit { per: other.per, ..one })
            }
            (None, unit) => unit,
            // £5–8 million, but not £5 to 8 euros, nor 5 km to 8.
            (Some(unit), None) if unit.of.dimension == Dimension::Money => Some(unit),
            _ => return None,
        };
        // The scale of the upper end is that of both: 5 to 8 million.
        let (mut low, high) = (first.number, second.number);
        if first.written.scale == 0 && second.written.scale > 0 && low.scaled(second.written.scale) < high {
            low = low.scaled(second.written.scale);
        }
        if join.is_or && high.value() - low.value() > 1.0 + low.value() / 4.0 {
            return None;
        }
        if low >= high || first.written.is_part && !second.written.is_part {
            return glued_dash.then_some(Step::Skip(second.next));
        }
        let sense = if year(&first) && year(&second) { Sense::Year } else { Sense::Figure };
        let sense = if self.is_labelled(at) && unit.is_none() { return Some(Step::Skip(second.next)) } else { sense };
        let last = Part { unit, ..second };
        Some(self.found(at, last, Amount::Range(low, high), sense))
    }

    /// **One in five**, three out of ten.
    fn one_in_five(&self, first: Part) -> Option<(Number, usize)> {
        let words = self.language.words.filter(|_| first.unit.is_none())?;
        let part = first.number.as_whole().filter(|&part| part > 0)?;
        let phrase = words.of_every.iter().filter_map(|phrase| Some((phrase, self.phrase_at(first.next, phrase)?)));
        let (phrase, after) = phrase.max_by_key(|(_, next)| *next)?;
        let (number, written, next) = self.number(after, false)?;
        let whole = number.value();
        // Five in 2014 and three in 12 districts are no shares.
        let is_round =
            matches!(number.as_whole(), Some(2..=10 | 12 | 20 | 50 | 100 | 200 | 500)) || whole.log10().fract() == 0.0;
        let is_plain = !written.is_part && !self.is_yearlike(number, written);
        let fits = part == 1 || is_round || phrase.contains(' ');
        let has_unit = self.unit(next).is_some()
            || self.tokens.get(next).is_some_and(|token| token.glued && token.kind == Kind::Word);
        if !is_plain || !fits || has_unit || whole <= part as f64 {
            return None;
        }
        Some((first.number.of(number)?, next))
    }

    pub fn token_text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    /// What is seen of a token at a glance; of none, what no word has.
    pub fn outline(&self, at: usize) -> Outline {
        self.tokens.get(at).map_or(Outline::of(b""), |token| token.outline)
    }

    pub fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    /// A word in lower case; empty for what is no word.
    pub fn lower(&self, at: usize) -> Cow<'_, str> {
        if !self.is_word(at) {
            return Cow::Borrowed("");
        }
        let word = self.token_text(at);
        let is_lower = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
    }

    pub fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.kind {
            Kind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    /// The sign at a place, if nothing stands between it and the token before.
    pub fn glued_sign(&self, at: usize) -> Option<char> {
        self.sign(at).filter(|_| self.tokens[at].glued)
    }

    /// Whether a token is a word, in whatever case, or a sign.
    pub fn is(&self, at: usize, word: &str) -> bool {
        let text = self.token_text(at);
        if text.is_ascii() { text.eq_ignore_ascii_case(word) } else { text == word || self.lower(at) == word }
    }

    pub fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        if !self.is_word(at) {
            return false;
        }
        let text = self.token_text(at);
        if text.is_ascii() {
            return words.iter().any(|word| word.eq_ignore_ascii_case(text));
        }
        words.contains(&&*self.lower(at))
    }

    /// The token after a phrase whose words are parted by single spaces.
    pub fn phrase_at(&self, at: usize, phrase: &str) -> Option<usize> {
        // The first letter turns most phrases away.
        let first = self.text.as_bytes()[self.tokens.get(at)?.range.start];
        if first.is_ascii() && !phrase.as_bytes().first().is_some_and(|byte| byte.eq_ignore_ascii_case(&first)) {
            return None;
        }
        let mut next = at;
        for word in phrase.split(' ') {
            if !self.is(next, word) {
                return None;
            }
            next += 1;
        }
        Some(next)
    }
}
