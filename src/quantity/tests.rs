//! What is read in plain prose, and what is not.

use super::*;

/// Quantities as `hedge amount unit`, such as `~450 km2`, `5..8 %`, `?3`.
fn shown(text: &str, tag: &str) -> Vec<String> {
    let quantities = read(text, language(tag).unwrap());
    quantities
        .iter()
        .map(|quantity| {
            assert!(text.get(quantity.span.clone()).is_some() && text.get(quantity.hedged.clone()).is_some());
            let hedge = match quantity.hedge {
                Hedge::None => "",
                Hedge::About => "~",
                Hedge::Nearly => "<~",
                Hedge::Over => ">",
                Hedge::Under => "<",
            };
            let sense = match quantity.sense {
                Sense::Figure => "",
                Sense::Year => "year ",
                Sense::Loose => "?",
            };
            let number = |number: Number| ((number.value() * 1e9).round() / 1e9).to_string();
            let amount = match quantity.amount {
                Amount::Value(value) => number(value),
                Amount::Range(low, high) => format!("{}..{}", number(low), number(high)),
            };
            let unit = quantity.unit.map_or(String::new(), |unit| {
                let per = unit.per.map_or(String::new(), |per| format!("/{}", per.symbol));
                let sign = if unit.of.symbol.is_empty() { "part" } else { unit.of.symbol };
                format!(" {sign}{per}")
            });
            format!("{sense}{hedge}{amount}{unit}")
        })
        .collect()
}

#[track_caller]
fn reads(cases: &[(&str, &[&str])], tag: &str) {
    for (text, expected) in cases {
        assert_eq!(shown(text, tag), *expected, "{text}");
    }
}

#[test]
fn numbers_in_digits() {
    reads(
        &[
            ("450", &["450"]),
            ("it was 1,263 deaths", &["1263"]),
            ("£1.6 billion", &["1600000000 GBP"]),
            ("£1.6bn and $5m and €3k", &["1600000000 GBP", "5000000 $", "3000 EUR"]),
            ("US$2.5 million, C$4", &["2500000 USD", "4 CAD"]),
            ("USD 5,000 or 5,000 USD", &["5000 USD", "5000 USD"]),
            ("$5 million-a-year", &["5000000 $"]),
            ("12½ miles, 1 1/2 inches and ¾ of a mile", &["12.5 mi", "1.5 in", "0.75 mi"]),
            ("3/4 of them", &["0.75 part"]),
            ("−40 °C or -40°F", &["-40 °C", "-40 °F"]),
            ("minus 40 degrees Celsius", &["-40 °C"]),
            ("1.5 × 10^6 km and 3×10⁸ m", &["1500000 km", "300000000 m"]),
            ("2 crore or 5 lakh", &["20000000", "500000"]),
        ],
        "en",
    );
}

#[test]
fn numbers_in_words() {
    reads(
        &[
            ("twenty-five ships", &["25"]),
            ("two hundred and fifty thousand people", &["250000"]),
            ("a hundred, a thousand and a million", &["100", "1000", "1000000"]),
            ("two and a half million", &["2500000"]),
            ("half a million dollars", &["500000 $"]),
            ("a quarter of a million", &["250000"]),
            ("two dozen ships and dozens more", &["24"]),
            ("hundreds of thousands", &[]),
            ("two point five percent", &["2.5 %"]),
            ("five hundred", &["500"]),
            ("one million", &["1000000"]),
        ],
        "en",
    );
}

#[test]
fn parts() {
    reads(
        &[
            ("a fifth of the country", &["0.2 part"]),
            ("nearly one-fifth", &["<~0.2 part"]),
            ("three-quarters of voters", &["0.75 part"]),
            ("two thirds", &["0.666666667 part"]),
            ("half of them", &["0.5 part"]),
            ("half a mile", &["0.5 mi"]),
            ("a quarter of an hour", &["0.25 h"]),
            ("one in five people", &["0.2 part"]),
            ("1 in 5", &["0.2 part"]),
            ("nine out of ten dentists", &["0.9 part"]),
            ("three of the ten", &["3", "10"]),
            ("a third man, one fourth grade class", &["?0.333333333 part", "?0.25 part"]),
            ("20%, 20 percent, 20 per cent and 20 percentage points", &["20 %", "20 %", "20 %", "20 pp"]),
            ("5 basis points", &["5 bp"]),
        ],
        "en",
    );
}

#[test]
fn units() {
    reads(
        &[
            ("450 square kilometers (173.7 square miles)", &["450 km2", "173.7 mi2"]),
            ("450km² and 450 km2 and 450 sq km and 450 sq. km", &["450 km2", "450 km2", "450 km2", "450 km2"]),
            ("a 450-kilometer wall", &["450 km"]),
            ("60 mph, 60 miles per hour, 60 miles an hour, 60 km/h", &["60 mph", "60 mi/h", "60 mi/h", "60 km/h"]),
            ("9.8 m/s", &["9.8 m/s"]),
            ("6 feet 2 inches tall", &["74 in"]),
            ("10 stone 4 pounds", &["144 lb"]),
            ("36 degrees Fahrenheit, 36°F", &["36 °F", "36 °F"]),
            ("5 light-years", &["5 ly"]),
            ("5 kilowatt-hours", &["5 kWh"]),
            ("3 U.S. gallons", &["3 gal US"]),
            ("5G, 3D, 18F, the 1990s, 21st, the twenty-first", &[]),
            ("$5 a day", &["5 $/d"]),
        ],
        "en",
    );
}

#[test]
fn ranges() {
    reads(
        &[
            ("between 5 and 8 percent", &["5..8 %"]),
            ("5–8%", &["5..8 %"]),
            ("5 to 8 million", &["5000000..8000000"]),
            ("from 5 to 8 km", &["5..8 km"]),
            ("5% to 8%", &["5..8 %"]),
            ("$5-8 billion", &["5000000000..8000000000 $"]),
            ("between about 5 and 8 tonnes", &["5..8 t"]),
            ("ten to fourteen times", &["10..14"]),
            ("five or six ships", &["5..6"]),
            ("from 8 to 5 percent", &["8", "5 %"]),
            ("won 3–2", &[]),
            ("between $1.5 and $4 million a year", &["1500000..4000000 $/a"]),
            ("2014–2018, 2014-15", &[]),
        ],
        "en",
    );
}

#[test]
fn hedges() {
    reads(
        &[
            ("about 450, roughly 450, some 450, ca. 450, ~450", &["~450", "~450", "~450", "~450", "~450"]),
            ("more than 5,000, at least 5,000, over $5,000", &[">5000", ">5000", ">5000 $"]),
            ("up to 8, fewer than 8, no more than 8", &["<8", "<8", "<8"]),
            ("nearly 20%, almost a fifth, just under a fifth", &["<~20 %", "<~0.2 part", "<~0.2 part"]),
            ("5,000 or more, 5,000-plus, 5,000+", &[">5000", ">5000", ">5000"]),
            ("a million or so people", &["~1000000"]),
            ("no fewer than 12", &[">12"]),
            ("about a third of it", &["~0.333333333 part"]),
            ("450-odd ships", &["~450"]),
        ],
        "en",
    );
}

#[test]
fn what_is_no_quantity() {
    reads(
        &[
            ("on 3 March 2025 at 10:30", &["year 2025"]),
            ("March 3, 2025 at noon", &["year 2025"]),
            ("2025-03-03, 3/3/2025, 555-01-23, +1-555-0100", &[]),
            ("version 1.2.3 of page 5, No. 5, #7, §7", &[]),
            ("COVID-19, F-16, B52, 24/7", &[]),
            ("in 2014 and since 1961", &["year 2014", "year 1961"]),
            ("at 5 pm and 5 a.m. and 5 o'clock", &[]),
            ("they flew Apollo 11, Soyuz 11 and Boeing 737s", &["?11"]),
            ("59 deaths per 10,000 houses", &["59"]),
            ("one of them", &["?1"]),
            ("a 12-year-old", &["12 a"]),
            ("", &[]),
            ("1.", &["1"]),
            ("$", &[]),
            ("- – — 5", &["5"]),
        ],
        "en",
    );
}

#[test]
fn other_languages() {
    reads(
        &[
            ("rund 5.000 Menschen", &["~5000"]),
            ("1,6 Milliarden Euro, 1,6 Mrd. Euro", &["1600000000 EUR", "1600000000 EUR"]),
            ("knapp ein Fünftel der Fläche", &["<~0.2 part"]),
            ("mehr als 450 Quadratkilometer", &[">450 km2"]),
            ("zwischen 5 und 8 Prozent", &["5..8 %"]),
            ("zweihundertfünfundzwanzig Meter", &["225 m"]),
            ("am 3. März 2025 um 17 Uhr", &["year 2025"]),
            ("um drei Prozentpunkte", &["3 pp"]),
            ("eine halbe Million", &[]),
        ],
        "de",
    );
    reads(&[("12 500 km² et 1,6 milliard d’euros, 5 pour cent", &["12500 km2", "1600000000", "5 %"])], "fr");
    reads(&[("450 км, 5 тысяч, 1,6 млрд руб.", &["450", "5000", "1600000000"])], "ru");
    reads(&[("٤٥٠ ألف و 5٪", &["450000", "5 %"])], "ar");
    reads(&[("1.5万人和3亿", &["15000", "300000000"])], "zh");
}

#[test]
fn spans_hold_currency_unit_and_hedge() {
    let text = "They gave more than £1.6 billion, or so.";
    let [quantity] = &read(text, language("en").unwrap())[..] else { panic!("one quantity") };
    assert_eq!(&text[quantity.span.clone()], "£1.6 billion");
    assert_eq!(&text[quantity.hedged.clone()], "more than £1.6 billion");
}
