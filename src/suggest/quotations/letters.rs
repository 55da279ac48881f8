//! Words letter by letter: where one ends, and how it is looked up.

/// The end of a word, and whether it is plainly of letters and digits in ASCII.
#[inline]
pub fn word_end(text: &str, from: usize, to: usize) -> (usize, bool) {
    let bytes = &text.as_bytes()[from..to];
    let letters = bytes.iter().position(|&byte| !IS_PLAIN[usize::from(byte)]).unwrap_or(bytes.len());
    // Most words end before a space, or before a sign that no letter or digit follows.
    let is_apart = |byte: &u8| byte.is_ascii() && !IS_PLAIN[usize::from(*byte)];
    let is_end = match bytes.get(letters) {
        None | Some(b' ' | b'\n') => true,
        Some(sign) => sign.is_ascii() && bytes.get(letters + 1).is_none_or(is_apart),
    };
    if letters > 0 && is_end {
        return (from + letters, true);
    }
    let mut end = from;
    let mut signs = text[from..to].char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let next = signs.peek().map(|&(_, c)| c);
        let inside = match sign {
            c if c.is_alphanumeric() => true,
            '-' | '_' | '‑' | '/' | '@' | '&' => at > 0 && next.is_some_and(char::is_alphanumeric),
            '.' | ',' | ':' if next.is_some_and(|c| c.is_ascii_digit()) => {
                text[..from + at].ends_with(|c: char| c.is_ascii_digit())
            }
            '.' => at > 0 && next.is_some_and(char::is_alphanumeric) && text[from + at + 1..to].len() > 1,
            '\'' | '’' => {
                let rest = &text[from + at + sign.len_utf8()..to];
                let genitive = rest.starts_with('s') && !rest[1..].starts_with(char::is_alphanumeric);
                at > 0 && !genitive && next.is_some_and(char::is_alphanumeric)
            }
            _ => false,
        };
        if !inside {
            break;
        }
        end = from + at + sign.len_utf8();
    }
    (end, false)
}

/// Letters and digits in ASCII.
pub static IS_PLAIN: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        bytes[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    bytes
};

/// A word in lower case, with straight apostrophes.
pub fn spelt_small(word: &str) -> String {
    word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase).collect()
}

/// The length of a French verb with its subject behind it: `dit-il`, `a-t-elle`.
pub fn inverted(word: &str) -> Option<usize> {
    let verb = word.strip_suffix("-il").or_else(|| word.strip_suffix("-elle"))?;
    Some(verb.strip_suffix("-t").unwrap_or(verb).len()).filter(|&length| length > 0)
}
