//! Money: currencies by ISO 4217 code, sign and name.

use super::units::{Dimension, Measure};

const fn money(symbol: &'static str, signs: &'static [&'static str], words: &'static [&'static str]) -> Measure {
    Measure {
        symbol,
        dimension: Dimension::Money,
        factor: 1.0,
        offset: 0.0,
        others: &[],
        per_time: false,
        signs,
        words,
    }
}

const fn hundredth(symbol: &'static str, words: &'static [&'static str]) -> Measure {
    Measure { factor: 0.01, ..money(symbol, &[], words) }
}

/// The signs `$`, `¥` and `kr` stand for several currencies and have entries of their own.
#[rustfmt::skip]
pub static CURRENCIES: &[Measure] = &[
    money("$", &["$", "＄"], &["dollar"]),
    money("¥", &["¥", "￥"], &[]),
    money("kr", &["kr", "Kr"], &["kroner", "kronor", "krona", "krone"]),
    hundredth("c", &["cent"]),
    hundredth("p", &["pence"]),
    money("USD", &["USD", "US$", "U.S.$"], &["us dollar", "u s dollar", "american dollar", "us-dollar"]),
    money("EUR", &["EUR", "€"], &["euro"]),
    money("GBP", &["GBP", "£"], &["pound sterling", "british pound"]),
    money("JPY", &["JPY", "JP¥"], &["yen"]),
    money("CNY", &["CNY", "RMB", "CN¥"], &["yuan", "renminbi"]),
    money("CHF", &["CHF", "SFr"], &["swiss franc", "franken", "schweizer franken"]),
    money("CAD", &["CAD", "C$", "CA$"], &["canadian dollar"]),
    money("AUD", &["AUD", "A$", "AU$"], &["australian dollar"]),
    money("NZD", &["NZD", "NZ$"], &["new zealand dollar"]),
    money("HKD", &["HKD", "HK$"], &["hong kong dollar"]),
    money("SGD", &["SGD", "S$"], &["singapore dollar"]),
    money("TWD", &["TWD", "NT$"], &[]),
    money("MXN", &["MXN", "MX$"], &["mexican peso"]),
    money("BRL", &["BRL", "R$"], &[]),
    money("INR", &["INR", "₹"], &["rupee"]),
    money("RUB", &["RUB", "₽"], &["ruble", "rouble", "rubel"]),
    money("UAH", &["UAH", "₴"], &["hryvnia", "hryvnya", "griwna"]),
    money("PLN", &["PLN", "zł"], &["zloty", "złoty"]),
    money("CZK", &["CZK", "Kč"], &["koruna"]),
    money("SEK", &["SEK"], &["swedish krona", "swedish kronor"]),
    money("NOK", &["NOK"], &["norwegian krone", "norwegian kroner"]),
    money("DKK", &["DKK"], &["danish krone", "danish kroner"]),
    money("HUF", &["HUF"], &["forint"]),
    money("RON", &["RON"], &[]),
    money("TRY", &["TRY", "₺"], &["turkish lira", "lira"]),
    money("ILS", &["ILS", "₪"], &["shekel"]),
    money("KRW", &["KRW", "₩"], &[]),
    money("VND", &["VND", "₫"], &[]),
    money("THB", &["THB", "฿"], &["baht"]),
    money("PHP", &["PHP", "₱"], &[]),
    money("IDR", &["IDR"], &["rupiah"]),
    money("MYR", &["MYR"], &["ringgit"]),
    money("PKR", &["PKR"], &[]),
    money("ZAR", &["ZAR"], &[]),
    money("NGN", &["NGN", "₦"], &["naira"]),
    money("KES", &["KES"], &[]),
    money("EGP", &["EGP", "E£"], &["egyptian pound"]),
    money("SAR", &["SAR"], &["riyal"]),
    money("AED", &["AED"], &["dirham"]),
    money("ARS", &["ARS"], &[]),
    money("CLP", &["CLP"], &[]),
    money("COP", &["COP"], &[]),
];

/// The currencies that go by a sign or word of several.
const FAMILIES: &[(&str, &[&str])] = &[
    ("$", &["USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "BRL", "ARS", "CLP", "COP"]),
    ("¥", &["JPY", "CNY"]),
    ("kr", &["SEK", "NOK", "DKK"]),
    ("GBP", &["EGP"]),
    ("c", &["$", "USD", "EUR", "CAD", "AUD", "NZD", "HKD", "SGD"]),
    ("p", &["GBP"]),
];

/// Letters that stand for a currency only where a number hangs on them: RM79, and the pound sign as it is
/// spelled without signs.
pub fn by_prefix(letters: &str) -> Option<&'static Measure> {
    let code = match letters {
        "RM" => "MYR",
        "PS" => "GBP",
        _ => return None,
    };
    by_code(code)
}

/// Whether two signs can stand for one currency.
pub fn may_be_one(one: &str, other: &str) -> bool {
    let covers =
        |sign: &str, code: &str| FAMILIES.iter().any(|(family, codes)| *family == sign && codes.contains(&code));
    one == other || covers(one, other) || covers(other, one)
}

/// The currency of a code as ISO 4217 has it.
pub fn by_code(code: &str) -> Option<&'static Measure> {
    CURRENCIES.iter().find(|currency| currency.symbol == code && code.len() == 3)
}
