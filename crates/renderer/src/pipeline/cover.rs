use crate::error::RenderError;
use crate::frames::Planes;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

const QUALITY: u8 = 85;

/// A frame as a JPEG file.
pub(crate) fn jpeg(frame: &Planes) -> Result<Vec<u8>, RenderError> {
    let (width, height) = (frame.y.width, frame.y.height);
    let mut rgb = Vec::with_capacity(width * height * 3);
    for row in 0..height {
        let (u_row, v_row) = (frame.u.row(row / 2), frame.v.row(row / 2));
        for (column, &y) in frame.y.row(row).iter().enumerate() {
            rgb.extend(to_rgb(y, u_row[column / 2], v_row[column / 2]));
        }
    }
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY)
        .write_image(&rgb, width as u32, height as u32, ExtendedColorType::Rgb8)
        .map_err(|error| RenderError::internal(format!("The cover could not be written: {error}.")))?;
    Ok(file)
}

/// BT.709, limited range. The cast clamps to 0 and 255.
fn to_rgb(y: u8, u: u8, v: u8) -> [u8; 3] {
    let (y, u, v) = ((f32::from(y) - 16.0) * 1.164_38, f32::from(u) - 128.0, f32::from(v) - 128.0);
    [y + 1.792_74 * v, y - 0.213_25 * u - 0.532_91 * v, y + 2.112_4 * u].map(|level| (level + 0.5) as u8)
}

#[cfg(test)]
mod tests {
    use super::to_rgb;

    #[test]
    fn black_white_and_red_are_converted() {
        assert_eq!(to_rgb(16, 128, 128), [0, 0, 0]);
        assert_eq!(to_rgb(235, 128, 128), [255, 255, 255]);
        let [red, green, blue] = to_rgb(63, 102, 240);
        assert!(red >= 253 && green <= 2 && blue <= 2, "{red} {green} {blue}");
    }
}
