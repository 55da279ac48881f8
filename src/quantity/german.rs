//! German words about numbers.

use super::Hedge::{About, Nearly, Over, Under};
use super::language::Piece::{Article, Dozen, Half, Hundred, Part, Scale, Small, Tens};
use super::language::Words;

#[rustfmt::skip]
pub static GERMAN: Words = Words {
    numerals: &[
        ("null", Small(0)), ("eins", Small(1)), ("zwei", Small(2)), ("drei", Small(3)), ("vier", Small(4)),
        ("fünf", Small(5)), ("sechs", Small(6)), ("sieben", Small(7)), ("acht", Small(8)), ("neun", Small(9)),
        ("zehn", Small(10)), ("elf", Small(11)), ("zwölf", Small(12)), ("dreizehn", Small(13)),
        ("vierzehn", Small(14)), ("fünfzehn", Small(15)), ("sechzehn", Small(16)), ("siebzehn", Small(17)),
        ("achtzehn", Small(18)), ("neunzehn", Small(19)), ("zwanzig", Tens(20)), ("dreißig", Tens(30)),
        ("dreissig", Tens(30)), ("vierzig", Tens(40)), ("fünfzig", Tens(50)), ("sechzig", Tens(60)),
        ("siebzig", Tens(70)), ("achtzig", Tens(80)), ("neunzig", Tens(90)), ("hundert", Hundred),
        ("tausend", Scale(3)), ("million", Scale(6)), ("millionen", Scale(6)), ("milliarde", Scale(9)),
        ("milliarden", Scale(9)), ("billion", Scale(12)), ("billionen", Scale(12)), ("dutzend", Dozen),
        ("hälfte", Half), ("drittel", Part(3)), ("viertel", Part(4)), ("fünftel", Part(5)), ("sechstel", Part(6)),
        ("siebtel", Part(7)), ("achtel", Part(8)), ("neuntel", Part(9)), ("zehntel", Part(10)),
        ("ein", Article), ("eine", Article), ("einen", Article), ("einem", Article), ("einer", Article),
        ("eines", Article), ("die", Article), ("der", Article),
    ],
    compound: Some(compound),
    hedges: &[
        ("nicht mehr als", Under), ("nicht weniger als", Over), ("etwas mehr als", Over), ("etwas weniger als", Nearly),
        ("mehr als", Over), ("weniger als", Under), ("bis zu", Under), ("in etwa", About), ("an die", About),
        ("mindestens", Over), ("wenigstens", Over), ("zumindest", Over), ("über", Over), ("gut", Over),
        ("höchstens", Under), ("maximal", Under), ("unter", Under), ("knapp", Nearly), ("fast", Nearly),
        ("beinahe", Nearly), ("nahezu", Nearly), ("annähernd", Nearly), ("rund", About), ("etwa", About),
        ("circa", About), ("zirka", About), ("ca", About), ("ungefähr", About), ("um die", About), ("gegen", About),
        ("schätzungsweise", About), ("geschätzt", About), ("geschätzte", About), ("~", About), ("≈", About),
        (">", Over), ("≥", Over), ("<", Under), ("≤", Under),
    ],
    hedges_after: &[("oder mehr", Over), ("oder weniger", Under), ("+", Over)],
    between: &["zwischen"],
    and: &["und"],
    to: &["bis", "oder"],
    of_every: &["von", "in"],
    of: &["der", "des", "von", "aller"],
    per: &["pro", "je", "jede", "jeder"],
    minus: &["minus"],
    point: &["komma"],
    square: &[],
    months: &[
        "Januar", "Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
        "November", "Dezember",
    ],
    labels: &[
        "nr", "nummer", "seite", "seiten", "s", "kapitel", "artikel", "art", "abschnitt", "abbildung", "abb", "tabelle",
        "flug", "version", "zimmer", "raum", "zeile", "regel", "band", "ausgabe", "teil", "absatz", "frage", "stufe",
        "phase", "gruppe", "klasse", "typ", "paragraf", "paragraph", "linie",
    ],
    clock: &["uhr"],
    before_year: &[
        "im", "in", "seit", "bis", "von", "vor", "nach", "anfang", "ende", "mitte", "jahr", "jahre", "jahres", "frühjahr",
        "sommer", "herbst", "winter", "und", "ab", "um", "für", "zwischen",
    ],
};

/// Reads a numeral that is written as one word: zweihundertfünfundzwanzig.
fn compound(word: &str) -> Option<i64> {
    if let Some((thousands, rest)) = word.split_once("tausend") {
        let thousands = if thousands.is_empty() { 1 } else { below_thousand(thousands)? };
        let rest = if rest.is_empty() { 0 } else { below_thousand(rest)? };
        return Some(thousands * 1000 + rest);
    }
    below_thousand(word)
}

fn below_thousand(word: &str) -> Option<i64> {
    let word = word.strip_prefix("und").unwrap_or(word);
    let Some((hundreds, rest)) = word.split_once("hundert") else { return below_hundred(word) };
    let hundreds = if hundreds.is_empty() { 1 } else { small(hundreds)? };
    let rest = rest.strip_prefix("und").unwrap_or(rest);
    Some(hundreds * 100 + if rest.is_empty() { 0 } else { below_hundred(rest)? })
}

fn below_hundred(word: &str) -> Option<i64> {
    if let Some(number) = small(word) {
        return Some(number);
    }
    let tens = |word: &str| {
        GERMAN.numerals.iter().find_map(|&(known, piece)| match piece {
            Tens(number) if known == word => Some(i64::from(number)),
            _ => None,
        })
    };
    tens(word).or_else(|| {
        // The first `und` may be a part of a word: `hundert` is dealt with above, and no other numeral has one.
        let (ones, rest) = word.split_once("und")?;
        Some(small(ones).filter(|&ones| ones < 10)? + tens(rest)?)
    })
}

fn small(word: &str) -> Option<i64> {
    if word == "ein" {
        return Some(1);
    }
    GERMAN.numerals.iter().find_map(|&(known, piece)| match piece {
        Small(number) if known == word => Some(i64::from(number)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numerals_in_one_word() {
        for (word, number) in [
            ("einundzwanzig", 21),
            ("zweihundertfünfundzwanzig", 225),
            ("hundertdrei", 103),
            ("zwölftausendvierhundert", 12_400),
            ("siebzehn", 17),
        ] {
            assert_eq!(compound(word), Some(number), "{word}");
        }
        assert_eq!(compound("hund"), None);
        assert_eq!(compound("rundum"), None);
    }
}
