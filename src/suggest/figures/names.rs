//! The names of days, months and seasons in English.

use jiff::civil::Weekday;

/// The months by their names and abbreviations, with a capital.
#[rustfmt::skip]
pub const MONTHS: &[(&str, i8)] = &[
    ("January", 1), ("Jan", 1), ("February", 2), ("Feb", 2), ("March", 3), ("Mar", 3), ("April", 4), ("Apr", 4),
    ("May", 5), ("June", 6), ("Jun", 6), ("July", 7), ("Jul", 7), ("August", 8), ("Aug", 8), ("September", 9),
    ("Sept", 9), ("Sep", 9), ("October", 10), ("Oct", 10), ("November", 11), ("Nov", 11), ("December", 12), ("Dec", 12),
];

pub const WEEKDAYS: &[(&str, Weekday)] = &[
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
    ("Saturday", Weekday::Saturday),
    ("Sunday", Weekday::Sunday),
];

/// Days of the week in short, which are ones only before a date.
pub const SHORT_WEEKDAYS: &[(&str, Weekday)] = &[
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Tues", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Thur", Weekday::Thursday),
    ("Thurs", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

/// The months of the seasons of the north, with the year that the last is in, counted from that of the first.
pub const SEASONS: &[(&str, (i8, i16, i8))] = &[
    ("spring", (3, 0, 5)),
    ("summer", (6, 0, 8)),
    ("autumn", (9, 0, 11)),
    ("fall", (9, 0, 11)),
    ("winter", (12, 1, 2)),
];

/// The first years of decades in words, in the twentieth century.
#[rustfmt::skip]
pub const DECADES: &[(&str, i16)] = &[
    ("twenties", 1920), ("thirties", 1930), ("forties", 1940), ("fifties", 1950), ("sixties", 1960),
    ("seventies", 1970), ("eighties", 1980), ("nineties", 1990),
];

/// First to twentieth in words.
#[rustfmt::skip]
pub const ORDINALS: &[(&str, i16)] = &[
    ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7), ("eighth", 8),
    ("ninth", 9), ("tenth", 10), ("eleventh", 11), ("twelfth", 12), ("thirteenth", 13), ("fourteenth", 14),
    ("fifteenth", 15), ("sixteenth", 16), ("seventeenth", 17), ("eighteenth", 18), ("nineteenth", 19),
    ("twentieth", 20),
];

/// What a word stands for in a list.
pub fn meaning<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    list.iter().find(|(name, _)| *name == word).map(|&(_, meaning)| meaning)
}

/// Names of which a day is a part, by what stands before it.
pub const DAYS_OF_NAMES: &[&str] = &[
    "black", "good", "cyber", "super", "bloody", "ash", "palm", "easter", "giving", "fat", "shrove", "holy", "maundy",
];

/// Names of which a day is a part, by what stands behind it.
pub const NAMES_OF_DAYS: &[&str] =
    &["Times", "Telegraph", "Mail", "Express", "Mirror", "Post", "Independent", "Night", "Herald", "School", "Star"];
