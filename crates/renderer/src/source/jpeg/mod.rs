//! JPEG. Pictures of three components or one are decoded by a library. Large progressive pictures would take six bytes a
//! pixel there, and pictures of four inks would lose the inks that their profile is about; they are decoded here, into planes.

mod bits;
mod coefficients;
mod end;
mod frame;
mod huffman;
mod planes;
mod scan;
#[cfg(test)]
mod tests;
mod transform;

pub(super) use planes::JpegPlanes;

use super::decode::{Failure, Picture, Pixels, check_size};
use super::flatten::Flattener;
use super::profile::{Channels, Profile};
use crate::size::Size;
use akool_contract::media::UploadFormat;
use image::codecs::jpeg::JpegDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError};
use std::io::Cursor;

/// Progressive pictures with more pixels are decoded here.
const MAX_LIBRARY_PROGRESSIVE_PIXELS: u64 = 12_000_000;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Failure> {
    if !end::is_complete(bytes) {
        return Err(Failure::CutOff);
    }
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
    let (width, height) = decoder.dimensions();
    let size = Size { width, height };
    check_size(size, UploadFormat::Jpeg.max_pixels())?;
    // Damaged metadata does not make the picture unusable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten();
    let profile = |channels| icc.as_deref().and_then(|icc| Profile::from_icc(icc, channels));
    let head = frame::Frame::find(bytes);
    let is_large = u64::from(width) * u64::from(height) > MAX_LIBRARY_PROGRESSIVE_PIXELS;
    if let Some(head) = head.filter(|head| head.components.len() == 4 || head.is_progressive && is_large) {
        let planes = planes::decode(bytes, head)?;
        return Ok(Picture {
            stored: size,
            orientation,
            pixels: Pixels::Planar { profile: profile(planes.model.channels()).map(Box::new), planes },
        });
    }
    let channels = if decoder.color_type() == ColorType::L8 { Channels::Gray } else { Channels::Rgb };
    let profile = profile(channels);
    let mut samples = vec![0; decoder.total_bytes() as usize];
    decoder.read_image(&mut samples).map_err(|error| failure(&error))?;
    let rgb = Flattener::new(channels, false, profile.as_ref()).picture(samples, width as usize);
    Ok(Picture { stored: size, pixels: Pixels::Rgb(rgb), orientation })
}

fn failure(error: &ImageError) -> Failure {
    match error {
        ImageError::Limits(_) => Failure::TooMuchMemory,
        ImageError::Unsupported(_) => Failure::Unsupported("uses a variant of JPEG not known here"),
        _ => Failure::Broken,
    }
}
