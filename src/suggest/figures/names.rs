//! The names of days, months and seasons in English.

use jiff::civil::Weekday;

/// A month by its name or an abbreviation of it, with a capital.
pub fn month(word: &str) -> Option<i8> {
    Some(match word {
        "January" | "Jan" => 1,
        "February" | "Feb" => 2,
        "March" | "Mar" => 3,
        "April" | "Apr" => 4,
        "May" => 5,
        "June" | "Jun" => 6,
        "July" | "Jul" => 7,
        "August" | "Aug" => 8,
        "September" | "Sept" | "Sep" => 9,
        "October" | "Oct" => 10,
        "November" | "Nov" => 11,
        "December" | "Dec" => 12,
        _ => return None,
    })
}

pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "Monday" => Weekday::Monday,
        "Tuesday" => Weekday::Tuesday,
        "Wednesday" => Weekday::Wednesday,
        "Thursday" => Weekday::Thursday,
        "Friday" => Weekday::Friday,
        "Saturday" => Weekday::Saturday,
        "Sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// A day of the week in short, which is one only before a date: Mon., Tues.
pub fn short_weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "Mon" => Weekday::Monday,
        "Tue" | "Tues" => Weekday::Tuesday,
        "Wed" => Weekday::Wednesday,
        "Thu" | "Thur" | "Thurs" => Weekday::Thursday,
        "Fri" => Weekday::Friday,
        "Sat" => Weekday::Saturday,
        "Sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// The months of a season of the north, with the year that the last is in, counted from that of the first.
pub fn season(word: &str) -> Option<(i8, i16, i8)> {
    Some(match word {
        "spring" => (3, 0, 5),
        "summer" => (6, 0, 8),
        "autumn" | "fall" => (9, 0, 11),
        "winter" => (12, 1, 2),
        _ => return None,
    })
}

/// The first year of a decade in words, in the twentieth century.
pub fn decade(word: &str) -> Option<i16> {
    Some(match word {
        "twenties" => 1920,
        "thirties" => 1930,
        "forties" => 1940,
        "fifties" => 1950,
        "sixties" => 1960,
        "seventies" => 1970,
        "eighties" => 1980,
        "nineties" => 1990,
        _ => return None,
    })
}

/// First to thirty-first in words, without those that are parted by a hyphen.
pub fn ordinal(word: &str) -> Option<i16> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        "eighth" => 8,
        "ninth" => 9,
        "tenth" => 10,
        "eleventh" => 11,
        "twelfth" => 12,
        "thirteenth" => 13,
        "fourteenth" => 14,
        "fifteenth" => 15,
        "sixteenth" => 16,
        "seventeenth" => 17,
        "eighteenth" => 18,
        "nineteenth" => 19,
        "twentieth" => 20,
        _ => return None,
    })
}

/// Names of which a day is a part, by what stands before it.
pub const DAYS_OF_NAMES: &[&str] = &[
    "black", "good", "cyber", "super", "bloody", "ash", "palm", "easter", "giving", "fat", "shrove", "holy", "maundy",
];

/// Names of which a day is a part, by what stands behind it.
pub const NAMES_OF_DAYS: &[&str] =
    &["Times", "Telegraph", "Mail", "Express", "Mirror", "Post", "Independent", "Night", "Herald", "School", "Star"];
