//! Pictures for tests.

/// A PNG with some shades in it; another `shade` makes another picture.
pub fn picture(width: u32, height: u32, shade: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let pixels: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| ((x / 7 + y / 5) % 200) as u8))
        .map(|grey| grey.wrapping_add(shade))
        .collect();
    let mut writer = encoder.write_header().expect("a size");
    writer.write_image_data(&pixels).expect("as many pixels as the head says");
    writer.finish().expect("a vector takes everything");
    file
}
