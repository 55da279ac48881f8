//! Numbers in digits and in words: `1.6 billion`, `12½`, `two hundred and fifty`, `three-quarters`.

use super::Number;
use super::language::{Piece, Words};
use super::lex::{Kind, Token};
use super::lookup::Lookup;
use super::read::Reader;

/// How a number is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written {
    pub in_digits: bool,
    /// A fraction without a whole number, whose unit is understood: a fifth.
    pub is_part: bool,
    /// The power of ten that is written as a word: 6 for millions.
    pub scale: i16,
    /// Begins with an article or is a half, so that it may be something else: a third man, a quarter.
    pub is_vague: bool,
}

impl Reader<'_> {
    /// Reads a number; gives the token after it.
    pub fn number(&self, at: usize, after_money: bool) -> Option<(Number, Written, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(number) => self.in_digits(at, number, after_money),
            Kind::Fraction(number) => {
                let written = Written { in_digits: true, is_part: true, ..Written::default() };
                Some(self.with_scale(number, written, at + 1, after_money))
            }
            Kind::Word => self.in_words(at),
            Kind::Other | Kind::Sign(_) | Kind::End => None,
        }
    }

    fn in_digits(&self, at: usize, number: Number, after_money: bool) -> Option<(Number, Written, usize)> {
        let mut written = Written { in_digits: true, ..Written::default() };
        if let Some(Kind::Fraction(part)) = self.tokens.get(at + 1).map(|token| token.kind) {
            let number = number.times_plus(1, part)?;
            return Some(self.with_scale(number, written, at + 2, after_money));
        }
        if self.glued_sign(at + 1) == Some('/') && self.is_glued_number(at + 2) {
            written.is_part = true;
            return self.slashed(at).map(|(number, next)| (number, written, next));
        }
        if let Some((part, next)) = self.slashed(at + 1).filter(|_| !self.tokens[at + 1].glued)
            && number.as_whole().is_some()
        {
            return Some(self.with_scale(number.times_plus(1, part)?, written, next, after_money));
        }
        if let Some((power, next)) = self.power_of_ten(at + 1) {
            return Some((number.scaled(power), written, next));
        }
        if let Some((part, next)) = self.and_part(at + 1) {
            return Some(self.with_scale(number.times_plus(1, part)?, written, next, after_money));
        }
        Some(self.with_scale(number, written, at + 1, after_money))
    }

    fn is_glued_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued && matches!(token.kind, Kind::Number(_) | Kind::Other))
    }

    /// Reads 3/4, but not 24/7 or 3/4/2025.
    fn slashed(&self, at: usize) -> Option<(Number, usize)> {
        let whole = |at: usize| match self.tokens.get(at)?.kind {
            Kind::Number(number) => number.as_whole(),
            _ => None,
        };
        let (part, of) = (whole(at)?, whole(at + 2)?);
        let is_slashed = self.glued_sign(at + 1) == Some('/') && self.tokens[at + 2].glued;
        let is_end = self.glued_sign(at + 3) != Some('/');
        let is_fraction = is_slashed && is_end && 0 < part && part < of && matches!(of, 2..=6 | 8 | 10 | 16 | 32);
        is_fraction.then(|| Some((Number::fraction(part, u32::try_from(of).ok()?), at + 3))).flatten()
    }

    /// Reads × 10⁶ and × 10^6.
    fn power_of_ten(&self, at: usize) -> Option<(i16, usize)> {
        let is_ten = |at: usize| {
            matches!(self.tokens.get(at)?.kind, Kind::Number(ten) if ten == Number::whole(10)).then_some(())
        };
        self.sign(at).filter(|&sign| matches!(sign, '×' | '·'))?;
        is_ten(at + 1)?;
        if self.glued_sign(at + 2) == Some('^') {
            let is_negative = matches!(self.glued_sign(at + 3), Some('-' | '−'));
            let digits = at + 3 + usize::from(is_negative);
            let Kind::Number(power) = self.tokens.get(digits)?.kind else { return None };
            let power = i16::try_from(power.as_whole()?).ok().filter(|power| *power < 100)?;
            return Some((if is_negative { -power } else { power }, digits + 1));
        }
        let (mut power, mut sign, mut next) = (None, 1i16, at + 2);
        while let Some(raised) = self.glued_sign(next) {
            let digit = match raised {
                '⁻' => {
                    sign = -1;
                    next += 1;
                    continue;
                }
                '⁰' => 0,
                '¹' => 1,
                '²' => 2,
                '³' => 3,
                '⁴'..='⁹' => i16::try_from(u32::from(raised) - u32::from('⁰')).ok()?,
                _ => break,
            };
            power = Some(power.unwrap_or(0i16).checked_mul(10)?.checked_add(digit)?);
            next += 1;
        }
        power.map(|power| (sign * power, next))
    }

    /// Reads words like `million` after a number, and letters like the `m` of £5m.
    fn with_scale(
        &self,
        mut number: Number,
        mut written: Written,
        at: usize,
        after_money: bool,
    ) -> (Number, Written, usize) {
        let mut next = at;
        // Thousand million, mil millones.
        for _ in 0..2 {
            // A 450-million project.
            let word = if self.glued_sign(next) == Some('-') { next + 1 } else { next };
            if !self.is_word(word) {
                break;
            }
            let letters = self.token_text(word);
            let is_glued = word == next && self.tokens[word].glued;
            let short = match letters {
                "k" | "K" if is_glued && (after_money || letters == "k") => Some(3),
                "m" if is_glued && !after_money && self.counts_millions(word + 1) => Some(6),
                "m" | "M" if after_money && (is_glued || letters == "M") => Some(6),
                "b" | "B" if after_money && (is_glued || letters == "B") => Some(9),
                "t" | "T" if after_money && is_glued => Some(12),
                _ => self.language.scale(&self.lower(word)),
            };
            let Some(power) = short else { break };
            number = number.scaled(power);
            written.scale += power;
            written.is_part = false;
            next = word + 1;
            // Mio., тыс.
            if self.glued_sign(next) == Some('.') && letters.chars().count() < 5 && self.is_word(next + 1) {
                next += 1;
            }
        }
        (number, written, next)
    }

    /// Whether what follows 12.3m is counted in millions of it: tonnes, people.
    fn counts_millions(&self, at: usize) -> bool {
        let is_apart = self.is_wide && self.is_word(at) && !self.tokens[at].glued;
        let word = self.lower(at);
        is_apart && (word.len() > 3 && word.ends_with('s') || word == "people" || self.unit(at).is_some())
    }

    /// Whether a word can be a numeral, or the first of several, as far as a quick look tells.
    pub fn may_be_numeral(&self, word: &Token) -> bool {
        let is_piece = |lookup: &Lookup| lookup.may_be_piece(word.outline);
        self.lookup.is_some_and(is_piece) || self.language.words.is_some_and(|words| words.compound.is_some())
    }

    fn piece(&self, at: usize) -> Option<Piece> {
        let lookup = self.lookup?;
        let may_be = self.is_word(at) && lookup.may_be_piece(self.outline(at));
        may_be.then(|| lookup.piece(&self.lower(at))).flatten()
    }

    pub fn is_article(&self, at: usize) -> bool {
        self.piece(at) == Some(Piece::Article)
    }

    fn in_words(&self, at: usize) -> Option<(Number, Written, usize)> {
        let words = self.language.words?;
        let Some(first) = self.piece(at) else {
            let number = self.compound(words, at)?;
            return Some(self.with_scale(Number::whole(number), Written::default(), at + 1, false));
        };
        match first {
            Piece::Half => return Some(self.half(at)),
            Piece::Article => match self.piece(at + 1)? {
                Piece::Half => {
                    let (number, written, next) = self.half(at + 1);
                    return Some((number, Written { is_vague: true, ..written }, next));
                }
                Piece::Hundred | Piece::Scale(_) | Piece::Dozen | Piece::Part(_) => {}
                Piece::Small(_) | Piece::Tens(_) | Piece::Article => return None,
            },
            Piece::Small(_) | Piece::Tens(_) => {}
            Piece::Hundred | Piece::Scale(_) | Piece::Dozen | Piece::Part(_) => return None,
        }
        self.counted(words, at)
    }

    fn compound(&self, words: &'static Words, at: usize) -> Option<i64> {
        let compound = words.compound?;
        let word = self.lower(at);
        let may_be = ["hundert", "tausend", "zig", "ßig", "ssig"].iter().any(|part| word.contains(part));
        may_be.then(|| compound(&word)).flatten()
    }

    /// Reads half, and half a million.
    fn half(&self, at: usize) -> (Number, Written, usize) {
        let scaled = if self.is_article(at + 1) { at + 2 } else { at + 1 };
        if let (Some(Piece::Scale(power)), true) = (self.piece(scaled), scaled > at + 1) {
            let written = Written { scale: power, ..Written::default() };
            return (Number::new(5, power - 1), written, scaled + 1);
        }
        (Number::fraction(1, 2), Written { is_part: true, is_vague: true, ..Written::default() }, at + 1)
    }

    /// Reads a numeral that begins with a number or an article.
    fn counted(&self, words: &'static Words, at: usize) -> Option<(Number, Written, usize)> {
        let mut written = Written::default();
        // The sum of what has its scale, what has none yet, and the piece before.
        let (mut total, mut current, mut last) = (0i64, 0i64, Piece::Article);
        let mut next = at;
        if self.piece(at) == Some(Piece::Article) {
            (current, next) = (1, at + 1);
        }
        loop {
            let here = self.piece_after_join(words, next, last);
            let Some((piece, after)) = here else { break };
            match (piece, last) {
                (Piece::Small(number), Piece::Article | Piece::Hundred | Piece::Scale(_)) => {
                    current += i64::from(number)
                }
                (Piece::Small(number @ 1..=9), Piece::Tens(_)) => current += i64::from(number),
                (Piece::Tens(number), Piece::Article | Piece::Hundred | Piece::Scale(_)) => {
                    current += i64::from(number)
                }
                (Piece::Hundred, _) if (1..100).contains(&current) => current *= 100,
                (Piece::Scale(power), _) if current > 0 => {
                    let scaled = current.checked_mul(10i64.checked_pow(u32::try_from(power).ok()?)?)?;
                    total = total.checked_add(scaled)?;
                    current = 0;
                    written.scale = power;
                }
                (Piece::Dozen, _) if current > 0 && total == 0 => {
                    let dozens = Number::whole(current * 12);
                    // A dozen and a half.
                    let more = self.and_part(after).and_then(|(part, end)| Some((part.times_plus(12, dozens)?, end)));
                    return Some(more.map_or((dozens, written, after), |(number, end)| (number, written, end)));
                }
                (Piece::Part(of), Piece::Small(_) | Piece::Article) if current > 0 && total == 0 => {
                    // A fourth attempt, one fourth grade; but one-fourth.
                    let is_vague = current == 1 && self.glued_sign(next) != Some('-');
                    return self.part_of(words, Number::fraction(current, u32::from(of)), is_vague, after);
                }
                _ => break,
            }
            (last, next) = (piece, after);
        }
        if last == Piece::Article {
            return None;
        }
        if let Piece::Scale(power) = last
            && let Some(short) =
                (current == 0).then(|| total.checked_div(10i64.checked_pow(u32::try_from(power).ok()?)?)).flatten()
            && short * 10i64.checked_pow(u32::try_from(power).ok()?)? == total
        {
            // Two million is printed to the million.
            return Some((Number::new(short, power), written, next));
        }
        // Twenty-first.
        if self.glued_sign(next) == Some('-') && self.is_ordinal(next + 1) {
            return None;
        }
        written.scale = 0;
        let number = Number::whole(total.checked_add(current)?);
        if let Some((part, after)) = self.and_part(next) {
            return Some(self.with_scale(number.times_plus(1, part)?, written, after, false));
        }
        if let Some((number, after)) = self.point(words, number, next) {
            return Some(self.with_scale(number, written, after, false));
        }
        Some((number, written, next))
    }

    fn is_ordinal(&self, at: usize) -> bool {
        let word = self.lower(at);
        let is_known = matches!(&*word, "first" | "second" | "third");
        is_known || word.ends_with("th") && word.len() > 3 && word != "month" && word != "length"
    }

    /// The next piece of a numeral, behind a hyphen or an `and` where one can stand.
    fn piece_after_join(&self, words: &'static Words, at: usize, last: Piece) -> Option<(Piece, usize)> {
        if self.glued_sign(at) == Some('-') && self.tokens.get(at + 1)?.glued {
            return Some((self.piece(at + 1)?, at + 2));
        }
        let after_and = matches!(last, Piece::Hundred | Piece::Scale(_)) && self.is_one_of(at, words.and);
        let at = if after_and { at + 1 } else { at };
        let piece = self.piece(at)?;
        let fits = !after_and || matches!(piece, Piece::Small(_) | Piece::Tens(_));
        (fits && piece != Piece::Article).then_some((piece, at + 1))
    }

    /// Reads **and a half**, and three quarters.
    fn and_part(&self, at: usize) -> Option<(Number, usize)> {
        let words = self.language.words?;
        if !self.is_one_of(at, words.and) {
            return None;
        }
        let count = match self.piece(at + 1)? {
            Piece::Article => 1,
            Piece::Small(count) => count,
            _ => return None,
        };
        let dash = usize::from(self.glued_sign(at + 2) == Some('-'));
        match self.piece(at + 2 + dash)? {
            Piece::Half => Some((Number::fraction(i64::from(count), 2), at + 3 + dash)),
            Piece::Part(of) if of <= 5 => Some((Number::fraction(i64::from(count), u32::from(of)), at + 3 + dash)),
            _ => None,
        }
    }

    /// A part, and the million it may be a part of.
    fn part_of(
        &self,
        words: &'static Words,
        part: Number,
        is_vague: bool,
        at: usize,
    ) -> Option<(Number, Written, usize)> {
        let after_of = if self.is_one_of(at, words.of) { at + 1 } else { at };
        if after_of > at
            && self.is_article(after_of)
            && let Some(Piece::Scale(power)) = self.piece(after_of + 1)
        {
            let number = Number::whole(0).times_plus(1, part)?.scaled(power);
            return Some((number, Written { scale: power, ..Written::default() }, after_of + 2));
        }
        Some((part, Written { is_part: true, is_vague, ..Written::default() }, at))
    }

    /// Reads two **point five**.
    fn point(&self, words: &'static Words, whole: Number, at: usize) -> Option<(Number, usize)> {
        if !self.is_one_of(at, words.point) {
            return None;
        }
        let (mut number, mut next) = (whole, at + 1);
        while let Some(Piece::Small(digit @ 0..=9)) = self.piece(next) {
            number = number.times_plus(10, Number::whole(i64::from(digit)).scaled(0))?;
            next += 1;
        }
        let places = i16::try_from(next - at - 1).ok().filter(|&places| places > 0)?;
        Some((number.scaled(-places), next))
    }
}
