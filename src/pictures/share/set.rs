//! Sets words in lines: shaping, direction of writing, line breaks, and the largest size that fits.

use std::ops::Range;

use rustybuzz::ttf_parser::GlyphId;
use rustybuzz::{Direction, Face, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::linebreaks;

/// A glyph in its place on a line; lengths are in ems.
pub struct Glyph {
    pub face: usize,
    pub id: GlyphId,
    pub x: f32,
    pub y: f32,
}

/// A line of glyphs from left to right.
pub struct Line {
    pub glyphs: Vec<Glyph>,
    pub width: f32,
}

/// Words in lines, and the size that they are set in.
pub struct Block {
    pub lines: Vec<Line>,
    pub size: f32,
}

/// The room that a block may take, in pixels.
#[derive(Clone, Copy)]
pub struct Room {
    pub width: f32,
    pub height: f32,
}

/// From baseline to baseline, in ems.
pub const LEADING: f32 = 1.2;

/// Longer texts are cut before they are looked at: no card holds so much.
const LONGEST: usize = 1200;

/// Sets words in the largest of these sizes (the largest first) in which they fit; what is still too long ends in `…`.
pub fn fit(text: &str, is_rtl: bool, faces: &[Face<'_>], room: Room, sizes: &[f32]) -> Block {
    let text = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => &text[..end],
        None => text,
    };
    let smallest = sizes.last().copied().unwrap_or(16.0);
    let parts = parts(text, faces, room.width / smallest);
    for &size in sizes {
        let most = lines_of(room, size);
        if let Some(lines) = wrapped(&parts, room.width / size).filter(|lines| lines.len() <= most) {
            let lines = balanced(&parts, lines, room.width / size);
            return Block { lines: set(text, is_rtl, faces, &lines), size };
        }
    }
    let lines = wrapped(&parts, room.width / smallest).unwrap_or_default();
    let mut end = lines.get(lines_of(room, smallest) - 1).map_or(text.len(), |line| line.end);
    loop {
        let cut = format!("{}…", text[..end].trim_end().trim_end_matches([',', ';', ':', '.', '،', '，', '。']));
        let lines =
            wrapped(&self::parts(&cut, faces, room.width / smallest), room.width / smallest).unwrap_or_default();
        if lines.len() <= lines_of(room, smallest) || end == 0 {
            return Block { lines: set(&cut, is_rtl, faces, &lines), size: smallest };
        }
        // Without the last word, and then the last but one.
        end = parts.iter().map(|part| part.range.end).take_while(|&at| at < end).last().unwrap_or(0);
    }
}

/// One line in a given size, cut where there is no more room.
pub fn line(text: &str, is_rtl: bool, faces: &[Face<'_>], width: f32, size: f32) -> Block {
    fit(text, is_rtl, faces, Room { width, height: size * LEADING }, &[size])
}

fn lines_of(room: Room, size: f32) -> usize {
    ((room.height / (size * LEADING)).floor() as usize).max(1)
}

/// A stretch of text that is not broken, with and without the space at its end.
struct Part {
    range: Range<usize>,
    width: f32,
    bare: f32,
}

/// Divides a text where a line may end (UAX #14); a word that is wider than any line may end anywhere.
fn parts(text: &str, faces: &[Face<'_>], widest: f32) -> Vec<Part> {
    let part = |range: Range<usize>| {
        let measured = |text: &str| shape(text, false, faces).width;
        let words = &text[range.clone()];
        let bare = measured(words.trim_end());
        let space = if words.trim_end().len() < words.len() { measured(" ") } else { 0.0 };
        Part { range, width: bare + space, bare }
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for (end, _) in linebreaks(text) {
        let whole = part(start..end);
        if whole.bare <= widest {
            parts.push(whole);
        } else {
            let letters = text[start..end].char_indices().map(|(at, c)| start + at..start + at + c.len_utf8());
            parts.extend(letters.map(part));
        }
        start = end;
    }
    parts
}

/// Fills line after line; none if a part is too wide for any.
fn wrapped(parts: &[Part], widest: f32) -> Option<Vec<Range<usize>>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0.0;
    for part in parts {
        if part.bare > widest {
            return None;
        }
        match lines.last_mut() {
            Some(line) if used + part.bare <= widest => line.end = part.range.end,
            _ => {
                lines.push(part.range.clone());
                used = 0.0;
            }
        }
        used += part.width;
    }
    Some(lines)
}

/// The narrowest lines of the same number, so that the last one is no orphan.
fn balanced(parts: &[Part], lines: Vec<Range<usize>>, widest: f32) -> Vec<Range<usize>> {
    const STEPS: usize = 8;
    let total: f32 = parts.iter().map(|part| part.width).sum();
    let (mut low, mut high) = (total / lines.len().max(1) as f32, widest);
    let mut best = lines;
    for _ in 0..STEPS {
        let middle = (low + high) / 2.0;
        match wrapped(parts, middle).filter(|lines| lines.len() == best.len()) {
            Some(lines) => (best, high) = (lines, middle),
            None => low = middle,
        }
    }
    best
}

/// Shapes each line, its runs in the order in which they are seen (UAX #9).
fn set(text: &str, is_rtl: bool, faces: &[Face<'_>], lines: &[Range<usize>]) -> Vec<Line> {
    let base = if is_rtl { Level::rtl() } else { Level::ltr() };
    let bidi = BidiInfo::new(text, Some(base));
    let Some(paragraph) = bidi.paragraphs.first() else { return Vec::new() };
    let line = |range: &Range<usize>| {
        let end = range.start + text[range.clone()].trim_end().len();
        let mut line = Line { glyphs: Vec::new(), width: 0.0 };
        if range.start == end {
            return line;
        }
        let (levels, runs) = bidi.visual_runs(paragraph, range.start..end);
        for run in runs {
            line.append(shape(&text[run.clone()], levels[run.start].is_rtl(), faces));
        }
        line
    };
    lines.iter().map(line).collect()
}

impl Line {
    fn append(&mut self, other: Line) {
        let start = self.width;
        self.glyphs.extend(other.glyphs.into_iter().map(|glyph| Glyph { x: glyph.x + start, ..glyph }));
        self.width += other.width;
    }
}

/// Shapes words of one direction, each letter from the first face that has it.
fn shape(words: &str, is_rtl: bool, faces: &[Face<'_>]) -> Line {
    let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, c) in words.char_indices() {
        let has = |face: usize| faces[face].glyph_index(c).is_some();
        let end = at + c.len_utf8();
        match runs.last_mut() {
            // Spaces and signs go with the letters before them where they can.
            Some((face, run)) if has(*face) && (!c.is_alphanumeric() || first(faces, c) == Some(*face)) => {
                run.end = end
            }
            Some((_, run)) if first(faces, c).is_none() => run.end = end,
            _ => runs.push((first(faces, c).unwrap_or(0), at..end)),
        }
    }
    if is_rtl {
        runs.reverse();
    }
    let mut line = Line { glyphs: Vec::new(), width: 0.0 };
    for (face, run) in runs {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&words[run]);
        buffer.set_direction(if is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.guess_segment_properties();
        let shaped = rustybuzz::shape(&faces[face], &[], buffer);
        let em = faces[face].units_per_em() as f32;
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let (x, y) = (place.x_offset as f32 / em, place.y_offset as f32 / em);
            let id = GlyphId(u16::try_from(info.glyph_id).unwrap_or_default());
            line.glyphs.push(Glyph { face, id, x: line.width + x, y });
            line.width += place.x_advance as f32 / em;
        }
    }
    line
}

fn first(faces: &[Face<'_>], c: char) -> Option<usize> {
    faces.iter().position(|face| face.glyph_index(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::share::Fonts;

    const ROOM: Room = Room { width: 1000.0, height: 300.0 };
    const SIZES: [f32; 3] = [80.0, 60.0, 40.0];

    fn lines(text: &str) -> (usize, f32) {
        let fonts = Fonts::default();
        let block = fit(text, false, &fonts.faces(), ROOM, &SIZES);
        for line in &block.lines {
            assert!(line.width * block.size <= ROOM.width + 1.0, "{text}");
        }
        assert!(block.lines.len() as f32 * block.size * LEADING <= ROOM.height.max(block.size * LEADING), "{text}");
        (block.lines.len(), block.size)
    }

    #[test]
    fn words_are_as_large_as_they_fit() {
        assert_eq!(lines("Short"), (1, 80.0));
        assert_eq!(lines(""), (0, 80.0));
        assert_eq!(lines(&"word ".repeat(400)), (6, 40.0));
        assert_eq!(lines(&"w".repeat(3000)), (6, 40.0));
        assert!(lines("A title of some ten words that takes a second line").0 <= 3);
    }

    #[test]
    fn the_last_line_is_no_orphan() {
        let fonts = Fonts::default();
        let block = fit("one two three four five six seven eight nine ten", false, &fonts.faces(), ROOM, &SIZES);
        let (first, last) = (&block.lines[0], &block.lines[block.lines.len() - 1]);
        assert!(last.width > first.width * 0.6);
    }
}
