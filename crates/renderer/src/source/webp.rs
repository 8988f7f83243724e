//! WebP; of an animated one, the first frame.

use super::decode::{Failure, Picture, Pixels, check_size};
use super::flatten::Flattener;
use super::profile::{Channels, Profile};
use crate::size::Size;
use akool_contract::media::UploadFormat;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder};
use std::io::Cursor;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Failure> {
    let told = bytes.get(4..8).and_then(|length| length.try_into().ok()).map_or(0, u32::from_le_bytes);
    if (told as usize).saturating_add(8) > bytes.len() {
        return Err(Failure::CutOff);
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|_| Failure::Broken)?;
    let (width, height) = decoder.dimensions();
    let size = Size { width, height };
    check_size(size, UploadFormat::Webp.max_pixels())?;
    let channels = if decoder.color_type() == ColorType::Rgba8 { Channels::Rgba } else { Channels::Rgb };
    // Damaged metadata does not make the picture unusable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten();
    let profile = icc.and_then(|icc| Profile::from_icc(&icc, channels));
    let mut samples = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut samples).map_err(|_| Failure::Broken)?;
    let rgb = Flattener::new(channels, false, profile.as_ref()).picture(samples, width as usize);
    Ok(Picture { stored: size, pixels: Pixels::Rgb(rgb), orientation })
}
