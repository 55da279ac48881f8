//! How languages write numbers, as data: separators, words for scales, and where they are known, numerals and hedges.

use super::Hedge;
use super::english::ENGLISH;
use super::german::GERMAN;

/// How numbers are written in a language.
pub struct Language {
    /// Tags of BCP 47, or beginnings of them.
    tags: &'static [&'static str],
    /// What parts groups of three digits, beside spaces that do not break.
    pub groups: &'static [char],
    /// What stands before decimals.
    pub decimals: &'static [char],
    /// Whether a plain space parts groups.
    pub spaced: bool,
    /// Words, or beginnings of them if they end in `*`, for powers of ten.
    scales: &'static [(&'static str, i16)],
    /// Words for percent.
    percents: &'static [&'static str],
    /// Numerals, hedges and other words; without them only figures in digits are read.
    pub words: Option<&'static Words>,
}

/// The words about numbers that a language has.
pub struct Words {
    pub numerals: &'static [(&'static str, Piece)],
    /// Reads numerals that are written together: fünfundzwanzig.
    pub compound: Option<fn(&str) -> Option<i64>>,
    /// What stands before a number, with the words parted by single spaces. Longer ones first.
    pub hedges: &'static [(&'static str, Hedge)],
    /// What stands after a number, or after its unit.
    pub hedges_after: &'static [(&'static str, Hedge)],
    pub between: &'static [&'static str],
    pub and: &'static [&'static str],
    pub to: &'static [&'static str],
    /// One **in** five, one **out of** five.
    pub of_every: &'static [&'static str],
    pub of: &'static [&'static str],
    pub per: &'static [&'static str],
    pub minus: &'static [&'static str],
    pub point: &'static [&'static str],
    pub square: &'static [(&'static str, &'static str)],
    pub months: &'static [&'static str],
    /// What makes a number a name: page 5, No. 5.
    pub labels: &'static [&'static str],
    /// What makes a number a time of day: 5 pm, 17 Uhr.
    pub clock: &'static [&'static str],
    /// What stands before a year: in 2014.
    pub before_year: &'static [&'static str],
}

/// What a word adds to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Zero to nineteen.
    Small(u8),
    /// Twenty to ninety.
    Tens(u8),
    Hundred,
    Scale(i16),
    Dozen,
    /// A part: third, quarter.
    Part(u8),
    Half,
    /// A, an: one of what follows, and no number by itself.
    Article,
}

macro_rules! plain {
    ($tags:expr, $groups:expr, $decimals:expr, $spaced:expr, $scales:expr, $percents:expr) => {
        Language {
            tags: &$tags,
            groups: &$groups,
            decimals: &$decimals,
            spaced: $spaced,
            scales: &$scales,
            percents: &$percents,
            words: None,
        }
    };
}

/// Separators by language follow the Unicode Common Locale Data Repository; several are taken where usage is mixed.
#[rustfmt::skip]
static LANGUAGES: &[Language] = &[
    Language {
        tags: &["en"],
        groups: &[',', '\'', '’'],
        decimals: &['.', '·'],
        spaced: false,
        scales: &[
            ("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12), ("quadrillion", 15), ("lakh", 5),
            ("lakhs", 5), ("crore", 7), ("crores", 7), ("mn", 6), ("mln", 6), ("bn", 9), ("bln", 9), ("tn", 12),
            ("trn", 12), ("millions", 6), ("billions", 9), ("hundred", 2),
        ],
        percents: &["percent", "pct"],
        words: Some(&ENGLISH),
    },
    Language {
        tags: &["de"],
        groups: &['.', '\'', '’'],
        decimals: &[','],
        spaced: false,
        scales: &[
            ("tausend", 3), ("tsd", 3), ("mio", 6), ("million*", 6), ("mrd", 9), ("milliarde*", 9), ("bio", 12),
            ("billion*", 12), ("billiarde*", 15), ("hundert", 2),
        ],
        percents: &["prozent"],
        words: Some(&GERMAN),
    },
    plain!(["fr"], ['.'], [','], true,
        [("mille", 3), ("million*", 6), ("milliard*", 9), ("billion*", 12), ("md", 9), ("mds", 9), ("mio", 6)],
        ["pour cent", "pourcent"]),
    plain!(["es-mx", "es-us", "es-gt", "es-hn", "es-ni", "es-pa", "es-pe", "es-pr", "es-sv", "es-do"],
        [','], ['.'], true,
        [("mil", 3), ("millón", 6), ("millones", 6), ("millardo*", 9), ("billón", 12), ("billones", 12)],
        ["por ciento"]),
    plain!(["es"], ['.'], [','], true,
        [("mil", 3), ("millón", 6), ("millones", 6), ("millardo*", 9), ("billón", 12), ("billones", 12)],
        ["por ciento"]),
    plain!(["it"], ['.', '\'', '’'], [','], true,
        [("mila", 3), ("mille", 3), ("milion*", 6), ("miliard*", 9), ("mln", 6), ("mld", 9)], ["per cento"]),
    plain!(["pt"], ['.'], [','], true,
        [("mil", 3), ("milh*", 6), ("bilh*", 9), ("bili*", 12), ("trilh*", 12), ("mi", 6), ("bi", 9)], ["por cento"]),
    plain!(["nl"], ['.'], [','], true,
        [("duizend", 3), ("miljoen", 6), ("miljard", 9), ("biljoen", 12), ("mln", 6), ("mld", 9)], ["procent"]),
    plain!(["ru"], ['.'], [','], true,
        [("тысяч*", 3), ("тыс", 3), ("миллион*", 6), ("млн", 6), ("миллиард*", 9), ("млрд", 9), ("триллион*", 12),
         ("трлн", 12)],
        ["процент*"]),
    plain!(["uk"], ['.'], [','], true,
        [("тисяч*", 3), ("тис", 3), ("мільйон*", 6), ("млн", 6), ("мільярд*", 9), ("млрд", 9), ("трильйон*", 12),
         ("трлн", 12)],
        ["відсот*"]),
    plain!(["pl"], ['.'], [','], true,
        [("tys", 3), ("tysi*", 3), ("milion*", 6), ("mln", 6), ("miliard*", 9), ("mld", 9), ("bilion*", 12)],
        ["procent*"]),
    plain!(["ar"], [',', '٬', '،'], ['.', '٫'], false,
        [("ألف", 3), ("آلاف", 3), ("ألفا", 3), ("مليون", 6), ("ملايين", 6), ("مليونا", 6), ("مليار", 9), ("مليارات", 9),
         ("تريليون", 12)],
        ["بالمئة", "بالمائة", "في المئة", "في المائة"]),
    plain!(["zh"], [','], ['.'], false,
        [("万", 4), ("萬", 4), ("亿", 8), ("億", 8), ("百", 2), ("千", 3), ("兆", 12)], []),
    plain!(["ja"], [','], ['.'], false, [("万", 4), ("億", 8), ("百", 2), ("千", 3), ("兆", 12)], []),
];

/// The language of a tag such as `en-GB`; none if it is not known how it writes numbers.
pub fn language(tag: &str) -> Option<&'static Language> {
    let tag = tag.to_ascii_lowercase().replace('_', "-");
    let fits = |known: &str| tag.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    LANGUAGES.iter().find(|language| language.tags.iter().any(|known| fits(known)))
}

impl Language {
    /// The power of ten that a word in lower case stands for after a number.
    pub fn scale(&self, word: &str) -> Option<i16> {
        let fits = |known: &str| match known.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => word == known,
        };
        self.scales.iter().find(|(known, _)| fits(known)).map(|&(_, power)| power)
    }

    /// Whether a word in lower case is the last one of a hedge before a number: `than` of `more than`.
    pub fn ends_hedge(&self, word: &str) -> bool {
        let hedges = self.words.map_or(&[][..], |words| words.hedges);
        hedges.iter().any(|(phrase, _)| phrase.rsplit(' ').next() == Some(word))
    }

    /// Whether words in lower case stand for percent.
    pub fn is_percent(&self, words: &str) -> bool {
        self.percents.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => words.starts_with(start) && !words.contains(' '),
            None => words == *known,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found() {
        assert_eq!(language("en-GB").unwrap().decimals, ['.', '·']);
        assert_eq!(language("es-MX").unwrap().decimals, ['.']);
        assert_eq!(language("es").unwrap().decimals, [',']);
        assert!(language("enm").is_none() && language("").is_none() && language("tlh").is_none());
    }
}
