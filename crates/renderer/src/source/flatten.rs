//! Converts every colour type to opaque 8-bit RGB, in place where the buffer is large enough.

use image::ColorType;

/// The level shown through transparent parts: white.
const PAPER: u32 = 255;

/// Turns decoded samples into RGB. `None` for a colour type that none of the decoders outputs.
pub(crate) fn to_rgb(mut samples: Vec<u8>, color: ColorType) -> Option<Vec<u8>> {
    let bytes = usize::from(color.bytes_per_pixel());
    let read: fn(&[u8]) -> [u8; 3] = match color {
        ColorType::Rgb8 => return Some(samples),
        ColorType::L8 => return Some(samples.iter().flat_map(|&gray| [gray; 3]).collect()),
        ColorType::La8 => {
            return Some(samples.chunks_exact(2).flat_map(|pixel| over([pixel[0]; 3], pixel[1])).collect());
        }
        ColorType::L16 => {
            return Some(samples.chunks_exact(2).flat_map(|pixel| [high(pixel, 0); 3]).collect());
        }
        ColorType::La16 => |pixel| over([high(pixel, 0); 3], high(pixel, 1)),
        ColorType::Rgba8 => |pixel| over([pixel[0], pixel[1], pixel[2]], pixel[3]),
        ColorType::Rgb16 => |pixel| [high(pixel, 0), high(pixel, 1), high(pixel, 2)],
        ColorType::Rgba16 => |pixel| over([high(pixel, 0), high(pixel, 1), high(pixel, 2)], high(pixel, 3)),
        _ => return None,
    };
    let pixels = samples.len() / bytes;
    for index in 0..pixels {
        let rgb = read(&samples[index * bytes..][..bytes]);
        samples[index * 3..][..3].copy_from_slice(&rgb);
    }
    samples.truncate(pixels * 3);
    Some(samples)
}

fn high(pixel: &[u8], channel: usize) -> u8 {
    let sample = u16::from_ne_bytes([pixel[channel * 2], pixel[channel * 2 + 1]]);
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

fn over(rgb: [u8; 3], alpha: u8) -> [u8; 3] {
    let alpha = u32::from(alpha);
    rgb.map(|channel| ((u32::from(channel) * alpha + PAPER * (255 - alpha) + 127) / 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparent_parts_show_white_paper() {
        let rgba = vec![10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 51];
        assert_eq!(to_rgb(rgba, ColorType::Rgba8).unwrap(), [10, 20, 30, 255, 255, 255, 204, 204, 204]);
    }

    #[test]
    fn sixteen_bits_become_eight() {
        let samples = [0u16, 65_535, 257 * 128].iter().flat_map(|sample| sample.to_ne_bytes()).collect();
        assert_eq!(to_rgb(samples, ColorType::Rgb16).unwrap(), [0, 255, 128]);
    }

    #[test]
    fn gray_is_spread_over_the_three_colours() {
        assert_eq!(to_rgb(vec![7, 9], ColorType::L8).unwrap(), [7, 7, 7, 9, 9, 9]);
        assert_eq!(to_rgb(vec![7, 255, 7, 0], ColorType::La8).unwrap(), [7, 7, 7, 255, 255, 255]);
    }
}
