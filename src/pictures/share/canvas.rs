//! Pixels of a share image: a palette of sixteen colours, which makes a small file and a fast one.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use rustybuzz::Face;
use rustybuzz::ttf_parser::OutlineBuilder;

use super::set::Line;

/// A rectangle of colours out of the palette.
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

/// What something is drawn in: steps of the palette from paper to the full colour.
#[derive(Clone, Copy)]
pub enum Ink {
    Black,
    Soft,
    Accent,
}

type Colour = [u8; 3];

const PAPER: Colour = [0xfd, 0xfd, 0xfb];
const BLACK: Colour = [0x1a, 0x1c, 0x21];
/// The steps from paper to ink, of which the first is paper.
const INKS: u8 = 10;
/// The steps to the accent; what is drawn in it is large, and needs fewer.
const ACCENTS: u8 = 5;

impl Canvas {
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![0; width * height] }
    }

    /// Fills a rectangle.
    pub fn block(&mut self, x: usize, y: usize, width: usize, height: usize, ink: Ink) {
        let colour = step(ink, 1.0);
        for row in self.pixels.chunks_exact_mut(self.width).skip(y).take(height) {
            row.iter_mut().skip(x).take(width).for_each(|pixel| *pixel = colour);
        }
    }

    /// Draws a line of glyphs that begins at `x` and stands on `baseline`.
    pub fn line(&mut self, line: &Line, faces: &[Face<'_>], x: f32, baseline: f32, size: f32, ink: Ink) {
        // Marks above letters and tails below them stay within this, and no stroke beyond the line's ends.
        let top = (baseline - size * 1.4).max(0.0).floor();
        let bottom = (baseline + size * 0.7).min(self.height as f32).ceil();
        let left = (x - size / 2.0).max(0.0).floor();
        let right = (x + (line.width + 0.5) * size).min(self.width as f32).ceil();
        if bottom <= top || right <= left {
            return;
        }
        let (wide, high) = ((right - left) as usize, (bottom - top) as usize);
        let mut shapes = Rasterizer::new(wide, high);
        for glyph in &line.glyphs {
            let face = &faces[glyph.face];
            let scale = size / face.units_per_em() as f32;
            let origin = point(x - left + glyph.x * size, baseline - glyph.y * size - top);
            let mut pen = Pen { shapes: &mut shapes, origin, scale, start: origin, at: origin };
            face.outline_glyph(glyph.id, &mut pen);
        }
        let (start, stride) = (top as usize * self.width + left as usize, self.width);
        shapes.for_each_pixel(|at, covered| {
            if covered > 0.0 {
                let pixel = &mut self.pixels[start + at / wide * stride + at % wide];
                *pixel = step(ink, covered.min(1.0)).max(*pixel);
            }
        });
    }

    /// Encodes the picture as PNG.
    pub fn encode(&self, accent: Colour) -> Vec<u8> {
        let packed: Vec<u8> =
            self.pixels.chunks(2).map(|two| (two[0] << 4) | two.get(1).copied().unwrap_or(0)).collect();
        let blend = |full: Colour, step: u8, steps: u8| {
            let mixed = |from: u8, to: u8| {
                let (from, to, step, steps) = (u32::from(from), u32::from(to), u32::from(step), u32::from(steps));
                u8::try_from((from * (steps - step) + to * step + steps / 2) / steps).unwrap_or(u8::MAX)
            };
            [mixed(PAPER[0], full[0]), mixed(PAPER[1], full[1]), mixed(PAPER[2], full[2])]
        };
        let inks = (0..=INKS).map(|step| blend(BLACK, step, INKS));
        let accents = (1..=ACCENTS).map(|step| blend(accent, step, ACCENTS));
        let palette: Vec<u8> = inks.chain(accents).flatten().collect();
        let mut file = Vec::with_capacity(24 << 10);
        let (width, height) = (self.width as u32, self.height as u32);
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Four);
        encoder.set_palette(palette);
        // A third of the time of the next higher measure, for a sixth more bytes.
        encoder.set_deflate_compression(DeflateCompression::Level(2));
        encoder.set_filter(Filter::NoFilter);
        let mut writer = encoder.write_header().expect("a size and a palette that fit, and a vector takes everything");
        writer.write_image_data(&packed).expect("as many pixels as the head says");
        writer.finish().expect("a vector takes everything");
        file
    }
}

fn step(ink: Ink, covered: f32) -> u8 {
    let steps = |most: u8, share: f32| (covered * share * f32::from(most)).round() as u8;
    match ink {
        Ink::Black => steps(INKS, 1.0),
        Ink::Soft => steps(INKS, 0.7),
        Ink::Accent => match steps(ACCENTS, 1.0) {
            0 => 0,
            step => INKS + step,
        },
    }
}

/// Carries a glyph's outline to the canvas; fonts count upwards.
struct Pen<'a> {
    shapes: &'a mut Rasterizer,
    origin: Point,
    scale: f32,
    start: Point,
    at: Point,
}

impl Pen<'_> {
    fn to(&self, x: f32, y: f32) -> Point {
        point(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.to(x, y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.to(x, y);
        self.shapes.draw_line(self.at, to);
        self.at = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (one, to) = (self.to(x1, y1), self.to(x, y));
        self.shapes.draw_quad(self.at, one, to);
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (one, two, to) = (self.to(x1, y1), self.to(x2, y2), self.to(x, y));
        self.shapes.draw_cubic(self.at, one, two, to);
        self.at = to;
    }

    fn close(&mut self) {
        self.shapes.draw_line(self.at, self.start);
        self.at = self.start;
    }
}
