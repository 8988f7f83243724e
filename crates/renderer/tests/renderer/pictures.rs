//! Pictures drawn in code.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// The landscape of 96 by 64 pixels as AVIF, by another program.
pub const AVIF: &[u8] = include_bytes!("../pictures/420-8bit.avif");

/// A landscape of sorts: sky, sun, hills with texture.
pub fn landscape(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |column, row| {
        let (x, y) = (f64::from(column) / f64::from(width), f64::from(row) / f64::from(height));
        let sun = ((x - 0.7) * f64::from(width) / f64::from(height)).hypot(y - 0.3);
        let hill = 0.62 + 0.07 * (x * 9.0).sin() + 0.03 * (x * 31.0).sin();
        let grain = (x * 157.0).sin() * (y * 211.0).cos();
        let color = if y > hill {
            [40.0 + 30.0 * grain, 110.0 + 40.0 * grain + 60.0 * (y - hill), 50.0 + 20.0 * grain]
        } else if sun < 0.09 {
            [250.0, 220.0, 120.0]
        } else {
            [110.0 + 90.0 * y, 150.0 + 50.0 * y, 220.0 - 40.0 * y]
        };
        Rgb(color.map(|level| level.clamp(0.0, 255.0) as u8))
    })
}

pub fn png(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .expect("a PNG file");
    file
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 92)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .expect("a JPEG file");
    file
}

pub fn webp(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file)
        .write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .expect("a WebP file");
    file
}

/// A JPEG file that says how it is to be turned.
pub fn jpeg_with_orientation(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let plain = jpeg(picture);
    // A TIFF block, little-endian, with one entry: tag 0x0112, a short.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0, 0]);
    let mut file = plain[..2].to_vec();
    file.extend_from_slice(&[0xff, 0xe1]);
    file.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    file.extend_from_slice(&exif);
    file.extend_from_slice(&plain[2..]);
    file
}
