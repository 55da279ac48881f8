//! Units of measurement: their names, what they measure, and their size in SI units.
//!
//! The factors are exact where the units are defined exactly: those of the SI brochure (9th edition, chapters 2 to 4)
//! and of NIST Special Publication 811 (2008 edition, appendix B.8), in which the yard is 0.9144 m and the pound
//! 0.45359237 kg. A test compares them with the crate `uom`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::currency;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Parts of a whole: percent, a fifth.
    Share,
    /// The distance between two shares: percentage points.
    Points,
    Length,
    Area,
    Volume,
    Mass,
    Time,
    Temperature,
    Energy,
    Power,
    Pressure,
    Force,
    Frequency,
    Voltage,
    Data,
    Money,
}

/// A unit by itself.
#[derive(Debug)]
pub struct Measure {
    /// The sign that it is known by here.
    pub symbol: &'static str,
    pub dimension: Dimension,
    /// Its size in the SI unit of its dimension; of money, 1.
    pub factor: f64,
    /// What is added after that: only scales of temperature have one.
    pub offset: f64,
    /// Other sizes that go by the same name, such as those of tons and gallons.
    pub others: &'static [f64],
    /// Divided by time: a mile per hour is a length with this set.
    pub per_time: bool,
    /// Signs as they are written, letter by letter.
    pub signs: &'static [&'static str],
    /// Words in lower case and in the singular.
    pub words: &'static [&'static str],
}

/// A unit, or one per another.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    pub of: &'static Measure,
    pub per: Option<&'static Measure>,
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        let key = |unit: &Self| (unit.of.symbol, unit.per.map(|per| per.symbol));
        key(self) == key(other)
    }
}

impl Unit {
    pub const fn new(of: &'static Measure) -> Self {
        Self { of, per: None }
    }

    /// What is measured, and per what.
    pub fn dimension(&self) -> (Dimension, Option<Dimension>) {
        let per = self.per.map(|per| per.dimension);
        (self.of.dimension, per.or(self.of.per_time.then_some(Dimension::Time)))
    }

    /// Whether amounts in one can be told in the other without a rate of exchange.
    pub fn converts_to(&self, other: &Self) -> bool {
        let same_money = self.of.dimension != Dimension::Money || currency::may_be_one(self.of.symbol, other.of.symbol);
        self.dimension() == other.dimension() && same_money
    }

    fn factor(&self) -> f64 {
        self.of.factor / self.per.map_or(1.0, |per| per.factor)
    }

    /// An amount in this unit, in another one that it [converts to](Self::converts_to).
    pub fn convert(&self, amount: f64, other: &Self) -> f64 {
        (amount * self.factor() + self.of.offset - other.of.offset) / other.factor()
    }

    /// All that an amount can be in another unit, since some names stand for several units.
    pub fn conversions(&self, amount: f64, other: &Self) -> impl Iterator<Item = f64> {
        let here = std::iter::once(self.factor()).chain(self.of.others.iter().copied());
        let (offset, other) = (self.of.offset, *other);
        here.flat_map(move |here| {
            let there = std::iter::once(other.factor()).chain(other.of.others.iter().copied());
            there.map(move |there| (amount * here + offset - other.of.offset) / there)
        })
    }
}

const fn measure(
    symbol: &'static str,
    dimension: Dimension,
    factor: f64,
    signs: &'static [&'static str],
    words: &'static [&'static str],
) -> Measure {
    Measure { symbol, dimension, factor, offset: 0.0, others: &[], per_time: false, signs, words }
}

const INCH: f64 = 0.0254;
const FOOT: f64 = 0.3048;
const YARD: f64 = 0.9144;
const MILE: f64 = 1609.344;
const POUND: f64 = 0.453_592_37;
const US_GALLON: f64 = 0.003_785_411_784;
const GALLON: f64 = 0.004_546_09;
const HOUR: f64 = 3600.0;
const DAY: f64 = 86_400.0;
/// The Julian year; calendars differ, so it is compared with other units of time but never told.
const YEAR: f64 = 365.25 * DAY;
/// The calorie of thermochemistry and the British thermal unit of the International Table (NIST SP 811, B.8).
const CALORIE: f64 = 4.184;
const BTU: f64 = 1_055.055_852_62;
const STANDARD_GRAVITY: f64 = 9.806_65;

use Dimension::{
    Area, Data, Energy, Force, Frequency, Length, Mass, Points, Power, Pressure, Share, Temperature, Time, Voltage,
    Volume,
};

/// A part of a whole without a unit: a fifth.
pub static PART: Measure = measure("", Share, 1.0, &[], &[]);
pub static PERCENT: Measure = measure("%", Share, 0.01, &["%", "٪", "％", "pct"], &["percent", "per cent", "prozent"]);
pub static POINTS: Measure = measure(
    "pp",
    Points,
    0.01,
    &["pp", "pps"],
    &["percentage point", "percent point", "per cent point", "% point", "prozentpunkt", "prozentpunkte"],
);

#[rustfmt::skip]
pub static MEASURES: &[Measure] = &[
    measure("‰", Share, 0.001, &["‰"], &["per mille", "permille", "promille"]),
    measure("ppm", Share, 1e-6, &["ppm"], &["part per million"]),
    measure("ppb", Share, 1e-9, &["ppb"], &["part per billion"]),
    measure("bp", Points, 0.0001, &["bp", "bps"], &["basis point", "basispunkt", "basispunkte"]),

    measure("m", Length, 1.0, &["m"], &["meter", "metre"]),
    measure("km", Length, 1000.0, &["km", "kms"], &["kilometer", "kilometre"]),
    measure("cm", Length, 0.01, &["cm"], &["centimeter", "centimetre", "zentimeter"]),
    measure("mm", Length, 0.001, &["mm"], &["millimeter", "millimetre"]),
    measure("µm", Length, 1e-6, &["µm", "μm"], &["micrometer", "micrometre", "micron", "mikrometer"]),
    Measure { others: &[1852.0], ..measure("nm", Length, 1e-9, &["nm"], &["nanometer", "nanometre"]) },
    measure("in", Length, INCH, &[], &["inch", "inche", "zoll"]),
    measure("ft", Length, FOOT, &["ft"], &["foot", "feet"]),
    measure("yd", Length, YARD, &["yd", "yds"], &["yard"]),
    measure("mi", Length, MILE, &["mi"], &["mile", "meile"]),
    measure("nmi", Length, 1852.0, &["nmi", "NM"], &["nautical mile", "seemeile"]),
    measure("au", Length, 149_597_870_700.0, &["AU"], &["astronomical unit"]),
    measure("ly", Length, 9_460_730_472_580_800.0, &["ly"], &["light year", "lightyear", "lichtjahr"]),

    measure("m2", Area, 1.0, &["m2", "m²", "sqm"], &["square meter", "square metre", "square m", "sq m", "quadratmeter"]),
    measure("km2", Area, 1e6, &["km2", "km²"], &["square kilometer", "square kilometre", "square km", "sq km", "quadratkilometer"]),
    measure("cm2", Area, 1e-4, &["cm2", "cm²"], &["square centimeter", "square centimetre", "square cm", "sq cm"]),
    measure("mm2", Area, 1e-6, &["mm2", "mm²"], &["square millimeter", "square millimetre"]),
    measure("ha", Area, 1e4, &["ha"], &["hectare", "hektar"]),
    measure("ac", Area, 43_560.0 * FOOT * FOOT, &["ac"], &["acre"]),
    measure("in2", Area, INCH * INCH, &["in2", "in²"], &["square inch", "square inche", "sq in"]),
    measure("ft2", Area, FOOT * FOOT, &["ft2", "ft²", "sqft"], &["square foot", "square feet", "square ft", "sq ft", "sq feet"]),
    measure("yd2", Area, YARD * YARD, &["yd2", "yd²"], &["square yard", "sq yd"]),
    measure("mi2", Area, MILE * MILE, &["mi2", "mi²"], &["square mile", "square mi", "sq mi", "sq mile", "quadratmeile"]),

    measure("m3", Volume, 1.0, &["m3", "m³"], &["cubic meter", "cubic metre", "cubic m", "cu m", "kubikmeter"]),
    measure("km3", Volume, 1e9, &["km3", "km³"], &["cubic kilometer", "cubic kilometre", "cubic km", "kubikkilometer"]),
    measure("cm3", Volume, 1e-6, &["cm3", "cm³", "cc"], &["cubic centimeter", "cubic centimetre"]),
    measure("L", Volume, 1e-3, &["l", "L"], &["liter", "litre"]),
    measure("mL", Volume, 1e-6, &["ml", "mL"], &["milliliter", "millilitre"]),
    measure("cL", Volume, 1e-5, &["cl", "cL"], &["centiliter", "centilitre"]),
    measure("hL", Volume, 0.1, &["hl", "hL"], &["hectoliter", "hectolitre", "hektoliter"]),
    measure("ft3", Volume, FOOT * FOOT * FOOT, &["ft3", "ft³"], &["cubic foot", "cubic feet", "cu ft"]),
    measure("yd3", Volume, YARD * YARD * YARD, &["yd3", "yd³"], &["cubic yard", "cu yd"]),
    measure("in3", Volume, INCH * INCH * INCH, &["in3", "in³"], &["cubic inch", "cubic inche", "cu in"]),
    measure("mi3", Volume, MILE * MILE * MILE, &["mi3", "mi³"], &["cubic mile"]),
    Measure { others: &[GALLON], ..measure("gal", Volume, US_GALLON, &["gal"], &["gallon"]) },
    measure("gal US", Volume, US_GALLON, &[], &["us gallon", "u s gallon"]),
    measure("gal imp", Volume, GALLON, &[], &["imperial gallon", "uk gallon"]),
    Measure { others: &[GALLON / 4.0], ..measure("qt", Volume, US_GALLON / 4.0, &["qt"], &["quart"]) },
    Measure { others: &[GALLON / 8.0], ..measure("pt", Volume, US_GALLON / 8.0, &["pt"], &["pint"]) },
    Measure { others: &[GALLON / 160.0], ..measure("fl oz", Volume, US_GALLON / 128.0, &[], &["fluid ounce", "fl oz"]) },
    measure("bbl", Volume, 42.0 * US_GALLON, &["bbl"], &["barrel"]),
    measure("acre ft", Volume, 43_560.0 * FOOT * FOOT * FOOT, &[], &["acre foot", "acre feet"]),

    measure("kg", Mass, 1.0, &["kg", "kgs"], &["kilogram", "kilogramme", "kilogramm", "kilo"]),
    measure("g", Mass, 1e-3, &["g"], &["gram", "gramme", "gramm"]),
    measure("mg", Mass, 1e-6, &["mg"], &["milligram", "milligramm"]),
    measure("µg", Mass, 1e-9, &["µg", "μg", "mcg"], &["microgram", "mikrogramm"]),
    measure("t", Mass, 1000.0, &["t"], &["tonne", "metric ton", "metric tonne"]),
    measure("kt", Mass, 1e6, &[], &["kilotonne"]),
    measure("Mt", Mass, 1e9, &["Mt"], &["megatonne", "megaton"]),
    measure("Gt", Mass, 1e12, &["Gt"], &["gigatonne", "gigaton"]),
    Measure { others: &[2240.0 * POUND, 1000.0], ..measure("ton", Mass, 2000.0 * POUND, &[], &["ton"]) },
    measure("short ton", Mass, 2000.0 * POUND, &[], &["short ton", "us ton"]),
    measure("long ton", Mass, 2240.0 * POUND, &[], &["long ton"]),
    measure("lb", Mass, POUND, &["lb", "lbs"], &["pound", "pfund"]),
    Measure { others: &[0.031_103_476_8], ..measure("oz", Mass, POUND / 16.0, &["oz"], &["ounce", "unze"]) },
    measure("oz t", Mass, 0.031_103_476_8, &["ozt"], &["troy ounce", "feinunze"]),
    measure("st", Mass, 14.0 * POUND, &[], &["stone"]),

    measure("s", Time, 1.0, &["sec", "secs"], &["second", "sekunde"]),
    measure("ms", Time, 1e-3, &["ms"], &["millisecond", "millisekunde"]),
    measure("min", Time, 60.0, &["min", "mins"], &["minute"]),
    measure("h", Time, HOUR, &["h", "hr", "hrs"], &["hour", "stunde"]),
    measure("d", Time, DAY, &[], &["day", "tage", "tagen"]),
    measure("wk", Time, 7.0 * DAY, &[], &["week", "woche"]),
    measure("mo", Time, YEAR / 12.0, &[], &["month", "monate", "monaten"]),
    measure("a", Time, YEAR, &["yr", "yrs"], &["year", "jahr", "jahre", "jahren"]),
    measure("decade", Time, 10.0 * YEAR, &[], &["decade", "jahrzehnt", "jahrzehnte", "jahrzehnten"]),
    measure("century", Time, 100.0 * YEAR, &[], &["century", "centurie", "jahrhundert", "jahrhunderte"]),

    measure("K", Temperature, 1.0, &[], &["kelvin", "degkelvin"]),
    Measure { offset: 273.15, ..measure("°C", Temperature, 1.0, &["°C", "ºC", "℃", "degC"], &["degree celsius", "degree c", "degree centigrade", "celsius", "grad celsius", "deg c"]) },
    // 0 °F is 459.67 × 5/9 K.
    Measure { offset: 459.67 * 5.0 / 9.0, ..measure("°F", Temperature, 5.0 / 9.0, &["°F", "ºF", "℉", "degF"], &["degree fahrenheit", "degree f", "fahrenheit", "grad fahrenheit", "deg f"]) },

    measure("J", Energy, 1.0, &[], &["joule"]),
    measure("kJ", Energy, 1e3, &["kJ"], &["kilojoule"]),
    measure("MJ", Energy, 1e6, &["MJ"], &["megajoule"]),
    measure("GJ", Energy, 1e9, &["GJ"], &["gigajoule"]),
    measure("TJ", Energy, 1e12, &["TJ"], &["terajoule"]),
    // A dietary calorie is a thousand of the others.
    Measure { others: &[1000.0 * CALORIE], ..measure("cal", Energy, CALORIE, &["cal"], &["calorie", "kalorie"]) },
    measure("kcal", Energy, 1000.0 * CALORIE, &["kcal"], &["kilocalorie", "kilokalorie"]),
    measure("Wh", Energy, HOUR, &["Wh"], &["watt hour", "wattstunde"]),
    measure("kWh", Energy, 1e3 * HOUR, &["kWh"], &["kilowatt hour", "kilowattstunde"]),
    measure("MWh", Energy, 1e6 * HOUR, &["MWh"], &["megawatt hour", "megawattstunde"]),
    measure("GWh", Energy, 1e9 * HOUR, &["GWh"], &["gigawatt hour", "gigawattstunde"]),
    measure("TWh", Energy, 1e12 * HOUR, &["TWh"], &["terawatt hour", "terawattstunde"]),
    measure("BTU", Energy, BTU, &["BTU", "Btu"], &["british thermal unit"]),

    measure("W", Power, 1.0, &["W"], &["watt"]),
    measure("kW", Power, 1e3, &["kW"], &["kilowatt"]),
    measure("MW", Power, 1e6, &["MW"], &["megawatt"]),
    measure("GW", Power, 1e9, &["GW"], &["gigawatt"]),
    measure("TW", Power, 1e12, &["TW"], &["terawatt"]),
    Measure { others: &[75.0 * STANDARD_GRAVITY], ..measure("hp", Power, 550.0 * FOOT * POUND * STANDARD_GRAVITY, &["hp", "bhp"], &["horsepower"]) },
    measure("PS", Power, 75.0 * STANDARD_GRAVITY, &["PS"], &["metric horsepower"]),

    measure("Pa", Pressure, 1.0, &["Pa"], &["pascal"]),
    measure("hPa", Pressure, 100.0, &["hPa"], &["hectopascal", "hektopascal"]),
    measure("kPa", Pressure, 1e3, &["kPa"], &["kilopascal"]),
    measure("MPa", Pressure, 1e6, &["MPa"], &["megapascal"]),
    measure("bar", Pressure, 1e5, &["bar"], &[]),
    measure("mbar", Pressure, 100.0, &["mbar"], &["millibar"]),
    measure("atm", Pressure, 101_325.0, &["atm"], &[]),
    measure("psi", Pressure, POUND * STANDARD_GRAVITY / (INCH * INCH), &["psi"], &["pound per square inch", "pound force per square inch"]),

    measure("kN", Force, 1e3, &["kN"], &["kilonewton"]),
    measure("N", Force, 1.0, &[], &["newton"]),
    measure("lbf", Force, POUND * STANDARD_GRAVITY, &["lbf"], &["pound force"]),

    measure("Hz", Frequency, 1.0, &["Hz"], &["hertz"]),
    measure("kHz", Frequency, 1e3, &["kHz"], &["kilohertz"]),
    measure("MHz", Frequency, 1e6, &["MHz"], &["megahertz"]),
    measure("GHz", Frequency, 1e9, &["GHz"], &["gigahertz"]),
    measure("V", Voltage, 1.0, &["V"], &["volt"]),
    measure("kV", Voltage, 1e3, &["kV"], &["kilovolt"]),

    measure("bit", Data, 1.0, &[], &["bit"]),
    measure("byte", Data, 8.0, &[], &["byte"]),
    // Kilobytes and the like are powers of ten or of two, as one likes.
    Measure { others: &[8.0 * 1024.0], ..measure("kB", Data, 8e3, &["kB", "KB"], &["kilobyte"]) },
    Measure { others: &[8.0 * 1_048_576.0], ..measure("MB", Data, 8e6, &["MB"], &["megabyte"]) },
    Measure { others: &[8.0 * 1_073_741_824.0], ..measure("GB", Data, 8e9, &["GB"], &["gigabyte"]) },
    Measure { others: &[8.0 * 1_099_511_627_776.0], ..measure("TB", Data, 8e12, &["TB"], &["terabyte"]) },
    measure("KiB", Data, 8.0 * 1024.0, &["KiB"], &["kibibyte"]),
    measure("MiB", Data, 8.0 * 1_048_576.0, &["MiB"], &["mebibyte"]),
    measure("GiB", Data, 8.0 * 1_073_741_824.0, &["GiB"], &["gibibyte"]),
    measure("Mbit", Data, 1e6, &["Mbit"], &["megabit"]),
    measure("Gbit", Data, 1e9, &["Gbit"], &["gigabit"]),
    Measure { per_time: true, ..measure("Mbps", Data, 1e6, &["Mbps"], &["megabit per second"]) },
    Measure { per_time: true, ..measure("Gbps", Data, 1e9, &["Gbps"], &["gigabit per second"]) },

    Measure { per_time: true, ..measure("km/h", Length, 1000.0 / HOUR, &["kph", "kmh", "kmph"], &["stundenkilometer"]) },
    Measure { per_time: true, ..measure("mph", Length, MILE / HOUR, &["mph", "MPH"], &[]) },
    Measure { per_time: true, ..measure("kn", Length, 1852.0 / HOUR, &["kn", "kts"], &["knot", "knoten"]) },
];

/// Signs that are words or letters of other kinds as well, so that only an author's `unit` may use them.
static ONLY_AS_UNIT: &[(&str, &str)] = &[
    ("in", "in"),
    ("s", "s"),
    ("a", "a"),
    ("d", "d"),
    ("N", "N"),
    ("A", "A"),
    ("kt", "kt"),
    ("st", "st"),
    ("um", "µm"),
    ("C", "°C"),
    ("F", "°F"),
    ("K", "K"),
    ("J", "J"),
    ("percentage", "%"),
];

struct Names {
    signs: FxHashMap<&'static str, &'static Measure>,
    words: FxHashMap<&'static str, &'static Measure>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { signs: FxHashMap::default(), words: FxHashMap::default() };
    for measure in MEASURES.iter().chain([&PERCENT, &POINTS]).chain(currency::CURRENCIES) {
        names.signs.extend(measure.signs.iter().map(|&sign| (sign, measure)));
        names.words.extend(measure.words.iter().map(|&word| (word, measure)));
    }
    names
});

/// The unit of a sign as it stands in a text.
pub fn by_sign(sign: &str) -> Option<&'static Measure> {
    NAMES.signs.get(sign).copied()
}

/// The unit of a word, or of several parted by single spaces, in lower case; in the plural as well.
pub fn by_word(words: &str) -> Option<&'static Measure> {
    let names = &NAMES.words;
    let found = || {
        let singular = words.strip_suffix('s').or_else(|| words.strip_suffix('n'))?;
        names.get(singular).copied()
    };
    names.get(words).copied().or_else(found).or_else(|| {
        // degrees Celsius
        let rest = words.strip_prefix("degrees ")?;
        MEASURES.iter().find(|measure| {
            measure.dimension == Temperature
                && measure.words.iter().any(|word| word.strip_prefix("degree ").is_some_and(|word| word == rest))
        })
    })
}

/// The unit that goes by a sign in an author's `unit` alone.
pub fn by_sign_alone(sign: &str) -> Option<&'static Measure> {
    let (_, symbol) = ONLY_AS_UNIT.iter().find(|(known, _)| *known == sign)?;
    MEASURES.iter().chain([&PERCENT]).find(|measure| measure.symbol == *symbol)
}

#[cfg(test)]
mod tests {
    use uom::si::f64 as si;
    use uom::si::{
        area, energy, force, length, mass, power, pressure, thermodynamic_temperature as temperature, time, velocity,
        volume,
    };

    use super::*;

    fn unit(symbol: &str) -> Unit {
        Unit::new(MEASURES.iter().find(|measure| measure.symbol == symbol).unwrap())
    }

    /// `uom` rounds some of its coefficients to seven digits, as NIST SP 811 prints them.
    fn assert_near(symbol: &str, here: f64, there: f64) {
        assert!((here / there - 1.0).abs() < 5e-7, "{symbol}: {here} here, {there} there");
    }

    macro_rules! agree {
        ($quantity:ident, $module:ident: $($symbol:literal $name:ident),* $(,)?) => {
            $(assert_near(
                $symbol,
                unit($symbol).of.factor,
                si::$quantity::new::<$module::$name>(1.0).value,
            );)*
        };
    }

    #[test]
    fn sizes_are_those_of_uom() {
        agree!(Length, length: "m" meter, "km" kilometer, "cm" centimeter, "mm" millimeter, "µm" micrometer,
            "nm" nanometer, "in" inch, "ft" foot, "yd" yard, "mi" mile, "nmi" nautical_mile, "au" astronomical_unit);
        agree!(Area, area: "m2" square_meter, "km2" square_kilometer, "ha" hectare, "in2" square_inch,
            "ft2" square_foot, "yd2" square_yard, "mi2" square_mile);
        agree!(Volume, volume: "m3" cubic_meter, "km3" cubic_kilometer, "L" liter, "mL" milliliter, "ft3" cubic_foot,
            "yd3" cubic_yard, "in3" cubic_inch, "mi3" cubic_mile, "gal US" gallon, "gal imp" gallon_imperial,
            "qt" quart_liquid, "pt" pint_liquid, "fl oz" fluid_ounce, "bbl" barrel);
        agree!(Mass, mass: "kg" kilogram, "g" gram, "mg" milligram, "t" ton, "lb" pound, "oz" ounce,
            "oz t" ounce_troy, "short ton" ton_short, "long ton" ton_long);
        agree!(Time, time: "s" second, "min" minute, "h" hour, "d" day);
        agree!(Energy, energy: "J" joule, "kJ" kilojoule, "cal" calorie, "kcal" kilocalorie, "Wh" watt_hour,
            "kWh" kilowatt_hour, "GWh" gigawatt_hour, "BTU" btu_it);
        agree!(Power, power: "W" watt, "kW" kilowatt, "GW" gigawatt, "hp" horsepower, "PS" horsepower_metric);
        agree!(Pressure, pressure: "Pa" pascal, "bar" bar, "mbar" millibar, "atm" atmosphere,
            "psi" pound_force_per_square_inch);
        agree!(Force, force: "N" newton, "kN" kilonewton, "lbf" pound_force);
        agree!(Velocity, velocity: "km/h" kilometer_per_hour, "mph" mile_per_hour, "kn" knot);
    }

    /// `uom` has the acre of the U.S. survey foot, which was given up at the end of 2022 (NIST, 85 FR 62698).
    #[test]
    fn an_acre_is_that_of_the_international_foot() {
        assert_near("ac", unit("ac").of.factor, 4_046.856_422_4);
        assert_near("acre ft", unit("acre ft").of.factor, 1_233.481_837_547_52);
    }

    #[test]
    fn temperatures_are_those_of_uom() {
        for degrees in [-459.67, -40.0, 0.0, 36.0, 212.0] {
            let there = si::ThermodynamicTemperature::new::<temperature::degree_fahrenheit>(degrees);
            let here = unit("°F").convert(degrees, &unit("°C"));
            assert!((here - there.get::<temperature::degree_celsius>()).abs() < 1e-9, "{degrees}");
        }
    }

    #[test]
    fn names_are_taken_once() {
        let mut names: Vec<&str> = Vec::new();
        for measure in MEASURES.iter().chain([&PERCENT, &POINTS]).chain(currency::CURRENCIES) {
            names.extend(measure.signs.iter().chain(measure.words));
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn an_area_converts() {
        let miles = unit("km2").convert(450.0, &unit("mi2"));
        assert!((miles - 173.746).abs() < 0.001, "{miles}");
    }
}
