//! Converts rows of every kind of samples to opaque 8-bit sRGB.

use super::profile::{Channels, Profile};
use moxcms::{Transform8BitExecutor, Transform16BitExecutor};
use std::sync::Arc;

/// The level shown through transparent parts: white.
const PAPER: u32 = 255;

/// Converts rows of one picture.
pub(super) struct Flattener {
    channels: Channels,
    conversion: Conversion,
}

enum Conversion {
    Eight,
    Sixteen { samples: Vec<u16> },
    EightInProfile { transform: Arc<Transform8BitExecutor>, converted: Vec<u8> },
    SixteenInProfile { transform: Arc<Transform16BitExecutor>, samples: Vec<u16>, converted: Vec<u16> },
}

impl Flattener {
    /// For samples of 8 bits, or of 16 bits in the machine's order. A profile that cannot be applied is ignored.
    pub fn new(channels: Channels, is_sixteen_bits: bool, profile: Option<&Profile>) -> Self {
        let conversion = if is_sixteen_bits {
            match profile.and_then(|profile| profile.sixteen_bits(channels)) {
                Some(transform) => {
                    Conversion::SixteenInProfile { transform, samples: Vec::new(), converted: Vec::new() }
                }
                None => Conversion::Sixteen { samples: Vec::new() },
            }
        } else {
            match profile.and_then(|profile| profile.eight_bits(channels)) {
                Some(transform) => Conversion::EightInProfile { transform, converted: Vec::new() },
                None => Conversion::Eight,
            }
        };
        Self { channels, conversion }
    }

    pub fn bytes_per_pixel(&self) -> usize {
        let is_sixteen_bits =
            matches!(self.conversion, Conversion::Sixteen { .. } | Conversion::SixteenInProfile { .. });
        self.channels.count() * if is_sixteen_bits { 2 } else { 1 }
    }

    /// Converts a row; `rgb` takes three bytes for each pixel.
    pub fn row(&mut self, row: &[u8], rgb: &mut [u8]) {
        let pixels = rgb.len() / 3;
        let target = if self.channels.has_alpha() { Channels::Rgba } else { Channels::Rgb };
        match &mut self.conversion {
            Conversion::Eight => spread(row, self.channels, rgb, |sample| sample),
            Conversion::Sixteen { samples } => {
                read(row, samples);
                spread(samples, self.channels, rgb, high);
            }
            Conversion::EightInProfile { transform, converted } => {
                converted.resize(pixels * target.count(), 0);
                // The only failure is a row that is no number of pixels.
                if transform.transform(row, converted).is_ok() {
                    spread(converted, target, rgb, |sample| sample);
                }
            }
            Conversion::SixteenInProfile { transform, samples, converted } => {
                read(row, samples);
                converted.resize(pixels * target.count(), 0);
                if transform.transform(samples, converted).is_ok() {
                    spread(converted, target, rgb, high);
                }
            }
        }
    }

    /// Converts a whole picture, in place where the buffer is large enough.
    pub fn picture(&mut self, mut samples: Vec<u8>, width: usize) -> Vec<u8> {
        let row_bytes = width * self.bytes_per_pixel();
        let rows = samples.len() / row_bytes;
        let mut rgb = vec![0; width * 3];
        if self.bytes_per_pixel() < 3 {
            let mut picture = Vec::with_capacity(width * rows * 3);
            for row in samples.chunks_exact(row_bytes) {
                self.row(row, &mut rgb);
                picture.extend_from_slice(&rgb);
            }
            return picture;
        }
        if matches!((&self.conversion, self.channels), (Conversion::Eight, Channels::Rgb)) {
            return samples;
        }
        for index in 0..rows {
            self.row(&samples[index * row_bytes..][..row_bytes], &mut rgb);
            samples[index * rgb.len()..][..rgb.len()].copy_from_slice(&rgb);
        }
        samples.truncate(rows * rgb.len());
        samples
    }
}

fn read(row: &[u8], samples: &mut Vec<u16>) {
    samples.clear();
    samples.extend(row.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]])));
}

fn spread<T: Copy>(row: &[T], channels: Channels, rgb: &mut [u8], to_byte: impl Fn(T) -> u8) {
    let pixels = rgb.chunks_exact_mut(3).zip(row.chunks_exact(channels.count()));
    match channels {
        Channels::Gray => pixels.for_each(|(rgb, gray)| rgb.fill(to_byte(gray[0]))),
        Channels::GrayAlpha => pixels.for_each(|(rgb, pixel)| {
            rgb.fill(over(to_byte(pixel[0]), to_byte(pixel[1])));
        }),
        Channels::Rgb => pixels.for_each(|(rgb, pixel)| {
            rgb.copy_from_slice(&[to_byte(pixel[0]), to_byte(pixel[1]), to_byte(pixel[2])]);
        }),
        Channels::Rgba => pixels.for_each(|(rgb, pixel)| {
            let alpha = to_byte(pixel[3]);
            rgb.copy_from_slice(&[0, 1, 2].map(|channel| over(to_byte(pixel[channel]), alpha)));
        }),
        Channels::Cmyk => pixels.for_each(|(rgb, pixel)| {
            let paper = |ink: T| 255 - u32::from(to_byte(ink));
            let black = paper(pixel[3]);
            rgb.copy_from_slice(&[0, 1, 2].map(|ink| ((paper(pixel[ink]) * black + 127) / 255) as u8));
        }),
    }
}

/// The nearest 8-bit level of a 16-bit one.
pub(super) fn high(sample: u16) -> u8 {
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

fn over(level: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((u32::from(level) * alpha + PAPER * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(samples: Vec<u8>, channels: Channels, is_sixteen_bits: bool) -> Vec<u8> {
        let mut flattener = Flattener::new(channels, is_sixteen_bits, None);
        let width = samples.len() / flattener.bytes_per_pixel();
        flattener.picture(samples, width)
    }

    #[test]
    fn transparent_parts_show_white_paper() {
        let rgba = vec![10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 51];
        assert_eq!(flat(rgba, Channels::Rgba, false), [10, 20, 30, 255, 255, 255, 204, 204, 204]);
    }

    #[test]
    fn sixteen_bits_become_eight() {
        let samples = [0u16, 65_535, 257 * 128].iter().flat_map(|sample| sample.to_ne_bytes()).collect();
        assert_eq!(flat(samples, Channels::Rgb, true), [0, 255, 128]);
    }

    #[test]
    fn gray_is_spread_over_the_three_colours() {
        assert_eq!(flat(vec![7, 9], Channels::Gray, false), [7, 7, 7, 9, 9, 9]);
        assert_eq!(flat(vec![7, 255, 7, 0], Channels::GrayAlpha, false), [7, 7, 7, 255, 255, 255]);
    }

    #[test]
    fn inks_darken_white_paper() {
        assert_eq!(
            flat(vec![0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255], Channels::Cmyk, false),
            [255, 255, 255, 0, 255, 255, 0, 0, 0]
        );
    }

    #[test]
    fn dark_linear_light_keeps_its_steps_in_sixteen_bits() {
        let linear = Profile::from_gamma(Some(1.0), None, Channels::Rgb).unwrap();
        // sRGB 10 in linear light is 0.3 %, less than a step of 8 bits.
        let samples = [199u16; 3].iter().flat_map(|sample| sample.to_ne_bytes()).collect();
        let found = Flattener::new(Channels::Rgb, true, Some(&linear)).picture(samples, 1);
        assert!(found.iter().all(|level| level.abs_diff(10) < 3), "{found:?}");
    }
}
