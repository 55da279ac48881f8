//! Units in words: singular, lower case, in British spelling.

use crate::quantity::{Dimension, Unit};

/// The unit as the field `unit` of a fact has it.
pub fn sign(unit: &Unit) -> Option<String> {
    let one = match unit.of.symbol {
        "" => return None,
        "$" => "USD",
        "¥" => "JPY",
        "c" => "cents",
        "p" => "pence",
        symbol => time(symbol),
    };
    Some(unit.per.map_or_else(|| one.to_owned(), |per| format!("{one}/{}", per.symbol)))
}

/// Days and years by their names, which read better than d and a.
fn time(symbol: &'static str) -> &'static str {
    match symbol {
        "d" => "days",
        "wk" => "weeks",
        "mo" => "months",
        "a" => "years",
        "decade" => "decades",
        "century" => "centuries",
        symbol => symbol,
    }
}

/// The unit in words: square kilometre, dollar per barrel.
pub fn words(unit: &Unit) -> String {
    let one = one(unit.of.symbol, unit.of.words, unit.of.dimension);
    match unit.per {
        Some(per) => format!("{one} per {}", self::one(per.symbol, per.words, per.dimension)),
        None => one.to_owned(),
    }
}

#[rustfmt::skip]
fn one(symbol: &'static str, words: &'static [&'static str], dimension: Dimension) -> &'static str {
    match symbol {
        "%" => "percentage", "pp" => "percentage point",
        "m" => "metre", "km" => "kilometre", "cm" => "centimetre", "mm" => "millimetre", "µm" => "micrometre",
        "nm" => "nanometre", "m2" => "square metre", "km2" => "square kilometre", "cm2" => "square centimetre",
        "mm2" => "square millimetre", "m3" => "cubic metre", "km3" => "cubic kilometre", "cm3" => "cubic centimetre",
        "L" => "litre", "mL" => "millilitre", "cL" => "centilitre", "hL" => "hectolitre",
        "t" => "metric ton", "°C" => "celsius", "°F" => "fahrenheit", "bar" => "bar", "atm" => "atmosphere",
        "km/h" => "kilometre per hour", "mph" => "mile per hour", "gal US" => "gallon",
        "psi" => "pound-force per square inch", "PS" => "metric horsepower",
        "$" | "USD" => "dollar", "¥" | "JPY" => "japanese yen", "kr" => "krone", "c" => "cent", "p" => "penny",
        "EUR" => "euro", "GBP" => "pound sterling", "CNY" => "chinese yuan", "INR" => "indian rupee",
        "RUB" => "russian ruble", "UAH" => "ukrainian hryvnia", "TWD" => "new taiwan dollar", "BRL" => "brazilian real",
        "KRW" => "south korean won", "RON" => "romanian leu", "VND" => "vietnamese dong", "PHP" => "philippine peso",
        "MYR" => "malaysian ringgit", "PKR" => "pakistani rupee", "ZAR" => "south african rand",
        "NGN" => "nigerian naira", "KES" => "kenyan shilling", "AED" => "united arab emirates dirham",
        "ARS" => "argentine peso", "CLP" => "chilean peso", "COP" => "colombian peso",
        symbol => match (words, dimension) {
            // The last of two spellings is the British one; the first is the plain name.
            ([first, ..], _) => first,
            ([], _) => symbol,
        },
    }
}

/// Units that only texts know, and that nothing is converted from.
#[rustfmt::skip]
pub fn other(text: &str) -> Option<&'static str> {
    Some(match text {
        "mAh" => "milliampere-hour", "Ah" => "ampere-hour", "mpg" | "MPG" => "mile per gallon",
        "rpm" | "RPM" => "revolutions per minute", "ksi" => "kilopound per square inch", "dB" => "decibel",
        "Nm" => "newton metre", "fps" | "FPS" => "frame per second", "MP" | "megapixel" | "megapixels" => "megapixel",
        "mg/L" => "milligram per litre", "ppi" | "PPI" => "pixel per inch", "MWp" => "megawatt", "mm²" => "square millimetre",
        "HP" => "horsepower", "HZ" | "hz" => "hertz", "lb-ft" => "foot pound-force", "Kbps" | "kbps" => "kilobit per second",
        "p" => "penny", "pc" => "percentage", "x" | "X" => "time",
        _ => return None,
    })
}
