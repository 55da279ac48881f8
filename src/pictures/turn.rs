//! Which way up a picture is: what cameras write down instead of turning the pixels.

/// The orientation of EXIF 2.32 (4.6.5), 1 to 8: 1 is upright, from 5 on width and height change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, bitcode::Encode, bitcode::Decode)]
pub struct Turn(u8);

impl Default for Turn {
    fn default() -> Self {
        Self(1)
    }
}

impl Turn {
    /// Reads the orientation from a block of EXIF, with or without the `Exif` mark in front; upright if it says none.
    pub fn of_exif(exif: &[u8]) -> Self {
        let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        orientation(tiff).filter(|value| (1..=8).contains(value)).map_or_else(Self::default, Self)
    }

    pub fn is_upright(self) -> bool {
        self.0 == 1
    }

    pub fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// Width and height after the turn.
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps_sides() { (height, width) } else { (width, height) }
    }

    /// Turns rows of pixels of `depth` bytes upright.
    pub fn apply(self, pixels: Vec<u8>, width: usize, height: usize, depth: usize) -> Vec<u8> {
        if self.is_upright() {
            return pixels;
        }
        let (wide, high) = if self.swaps_sides() { (height, width) } else { (width, height) };
        let mut turned = Vec::with_capacity(pixels.len());
        for y in 0..high {
            for x in 0..wide {
                let (from_x, from_y) = match self.0 {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    8 => (width - 1 - y, x),
                    _ => (x, y),
                };
                let at = (from_y * width + from_x) * depth;
                turned.extend_from_slice(&pixels[at..at + depth]);
            }
        }
        turned
    }
}

/// The value of tag 0x0112 in the first directory of a TIFF structure.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let is_big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let number = |at: usize, length: usize| {
        let bytes = tiff.get(at..at.checked_add(length)?)?;
        let push = |number: usize, byte: &u8| (number << 8) | usize::from(*byte);
        Some(if is_big { bytes.iter().fold(0, push) } else { bytes.iter().rev().fold(0, push) })
    };
    let directory = number(4, 4)?;
    let entries = number(directory, 2)?;
    let entry = |index: usize| directory.checked_add(2 + index * 12);
    let at = (0..entries).find_map(|index| entry(index).filter(|&at| number(at, 2) == Some(0x0112)))?;
    u8::try_from(number(at + 8, 2)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_cameras_write() {
        let big = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0";
        assert_eq!((Turn::of_exif(big), Turn::of_exif(little)), (Turn(6), Turn(8)));
        for end in 0..little.len() {
            Turn::of_exif(&little[..end]);
        }
        assert_eq!(Turn::of_exif(b"II*\0\xff\xff\xff\xff"), Turn(1));
    }

    #[test]
    fn turns_pixels_upright() {
        // Two rows of three: the first row is at the visual right (6) or left (8).
        let pixels = || b"abcdef".to_vec();
        let turned = |turn: u8| String::from_utf8(Turn(turn).apply(pixels(), 3, 2, 1)).unwrap();
        assert_eq!(turned(1), "abcdef");
        assert_eq!(turned(2), "cbafed");
        assert_eq!(turned(3), "fedcba");
        assert_eq!(turned(4), "defabc");
        assert_eq!(turned(5), "adbecf");
        assert_eq!(turned(6), "daebfc");
        assert_eq!(turned(7), "fcebda");
        assert_eq!(turned(8), "cfbead");
    }
}
