//! The size that a drawing gives itself.

/// Reads width and height of an SVG in CSS pixels: its attributes, or else its `viewBox`.
///
/// None if it is no SVG; `Some(None)` if it leaves its size to the page.
pub fn size(bytes: &[u8]) -> Option<Option<(u32, u32)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let tag = root(text)?;
    let (width, height) = (attribute(tag, "width"), attribute(tag, "height"));
    let own = width.and_then(length).zip(height.and_then(length));
    let size = own.or_else(|| {
        let numbers: Option<Vec<f64>> = attribute(tag, "viewBox")?
            .split([' ', ',', '\t', '\n', '\r'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok())
            .collect();
        let &[_, _, wide, high] = numbers?.as_slice() else { return None };
        // One side alone scales with the other.
        match (width.and_then(length), height.and_then(length)) {
            (Some(width), None) if wide > 0.0 => Some((width, width * high / wide)),
            (None, Some(height)) if high > 0.0 => Some((height * wide / high, height)),
            _ => Some((wide, high)),
        }
    });
    Some(size.and_then(|(width, height)| whole(width).zip(whole(height))))
}

/// The opening tag of the root element, if that is `svg`, without what stands before it.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!") {
            // The internal subset of a document type holds tags of its own.
            let close = rest.find('>')?;
            match rest.find('[').filter(|&open| open < close) {
                Some(_) => rest.find("]>")? + 2,
                None => close + 1,
            }
        } else {
            break;
        };
        rest = rest[end..].trim_start();
    }
    let tag = rest.strip_prefix("<svg").or_else(|| rest.strip_prefix("<svg:svg"))?;
    let mut quote = None;
    let end = tag.char_indices().find(|&(_, c)| match quote {
        Some(open) => {
            if c == open {
                quote = None;
            }
            false
        }
        None if matches!(c, '"' | '\'') => {
            quote = Some(c);
            false
        }
        None => c == '>',
    });
    let tag = &tag[..end?.0];
    (tag.is_empty() || tag.starts_with(|c: char| c.is_whitespace() || c == '/' || c == ':')).then_some(tag)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let (before, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, next) = after[1..].split_once(quote)?;
        if before.split_whitespace().next_back() == Some(name) {
            return Some(value.trim());
        }
        rest = next;
    }
}

/// A length in CSS pixels (CSS Values 4, section 6.2); none for percentages and what hangs on a font.
fn length(written: &str) -> Option<f64> {
    let end = written.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(written.len());
    let number: f64 = written[..end].parse().ok()?;
    let unit = match written[end..].trim().to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    Some(number * unit)
}

fn whole(length: f64) -> Option<u32> {
    const LARGEST: f64 = 100_000.0;
    (0.5..LARGEST).contains(&length).then(|| length.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_root_says() {
        for (svg, expected) in [
            ("<svg/>", Some(None)),
            ("<svg width='10' height=\"20px\"/>", Some(Some((10, 20)))),
            (
                "<?xml version='1.0'?><!-- <svg width='1'> --><!DOCTYPE svg>\n<svg viewBox='0 0 3 4.4'>",
                Some(Some((3, 4))),
            ),
            ("<!DOCTYPE svg [<!ENTITY a '>'>]><svg width='1in' height='1cm'>", Some(Some((96, 38)))),
            ("<svg width='100%' height='100%' viewBox='0,0,640,480'>", Some(Some((640, 480)))),
            ("<svg width='320' viewBox='0 0 640 480'>", Some(Some((320, 240)))),
            ("<svg width='-5' height='5'>", Some(None)),
            ("<svg data-width='9' width='1e9' height='5'>", Some(None)),
            ("<svg a='>' width='7' height='8'>", Some(Some((7, 8)))),
            ("<svgs width='7' height='8'>", None),
            ("<html><svg width='7' height='8'>", None),
            ("<svg width='7'", None),
        ] {
            assert_eq!(size(svg.as_bytes()), expected, "{svg}");
        }
    }
}
