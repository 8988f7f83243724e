//! PNG, row by row, so that only the finished 8-bit picture is in memory. Of an animated one, the picture that programs
//! without animation show is taken, which is its first frame.

use super::decode::{Failure, Picture, Pixels, check_size};
use super::flatten::Flattener;
use super::profile::{Channels, Profile};
use crate::size::Size;
use akool_contract::media::UploadFormat;
use image::metadata::Orientation;
use png::{BitDepth, ColorType, DecodingError, InterlaceInfo, Limits, Transformations};
use std::borrow::Cow;
use std::io::{Cursor, ErrorKind};

/// What the reader may allocate beside a row: profiles, texts.
const LIMIT_BYTES: usize = 16 << 20;

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Failure> {
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: LIMIT_BYTES });
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info().map_err(failure)?;
    let size = Size { width: header.width, height: header.height };
    check_size(size, UploadFormat::Png.max_pixels())?;
    let mut reader = decoder.read_info().map_err(failure)?;
    let (color, depth) = reader.output_color_type();
    let channels = match color {
        ColorType::Grayscale => Channels::Gray,
        ColorType::GrayscaleAlpha => Channels::GrayAlpha,
        ColorType::Rgb | ColorType::Indexed => Channels::Rgb,
        ColorType::Rgba => Channels::Rgba,
    };
    let is_sixteen_bits = depth == BitDepth::Sixteen;
    let profile = profile(reader.info(), channels);
    let mut flattener = Flattener::new(channels, is_sixteen_bits, profile.as_ref());

    let width = size.width as usize;
    let mut rgb = vec![0; width * 3];
    let mut picture = vec![0; width * size.height as usize * 3];
    let mut next = 0;
    while let Some(row) = reader.next_interlaced_row().map_err(failure)? {
        let samples = native(row.data(), is_sixteen_bits);
        let pixels = samples.len() / flattener.bytes_per_pixel();
        match row.interlace() {
            InterlaceInfo::Null(_) => {
                flattener.row(&samples, &mut picture[next * width * 3..][..width * 3]);
                next += 1;
            }
            InterlaceInfo::Adam7(pass) => {
                flattener.row(&samples, &mut rgb[..pixels * 3]);
                png::expand_interlaced_row(&mut picture, width * 3, &rgb[..pixels * 3], pass, 24);
            }
        }
    }
    // The orientation may stand behind the pixels, and a file without its end is cut off.
    reader.finish().map_err(failure)?;
    let orientation = reader.info().exif_metadata.as_deref().and_then(Orientation::from_exif_chunk);
    Ok(Picture {
        stored: size,
        pixels: Pixels::Rgb(picture),
        orientation: orientation.unwrap_or(Orientation::NoTransforms),
    })
}

/// The chunks about colour, in the order of their precedence.
fn profile(info: &png::Info<'_>, channels: Channels) -> Option<Profile> {
    if let Some(points) = info.coding_independent_code_points {
        return Profile::from_cicp(points.color_primaries, points.transfer_function);
    }
    if let Some(profile) = info.icc_profile.as_deref().and_then(|icc| Profile::from_icc(icc, channels)) {
        return Some(profile);
    }
    if info.srgb.is_some() {
        return None;
    }
    let chromaticities = info.chrm_chunk.map(|points| {
        [points.white, points.red, points.green, points.blue].map(|(x, y)| (x.into_value(), y.into_value()))
    });
    Profile::from_gamma(info.gama_chunk.map(png::ScaledFloat::into_value), chromaticities, channels)
}

/// Samples of 16 bits are stored with the high byte first.
fn native(row: &[u8], is_sixteen_bits: bool) -> Cow<'_, [u8]> {
    if is_sixteen_bits && cfg!(target_endian = "little") {
        row.chunks_exact(2).flat_map(|pair| [pair[1], pair[0]]).collect()
    } else {
        Cow::Borrowed(row)
    }
}

fn failure(error: DecodingError) -> Failure {
    match error {
        DecodingError::LimitsExceeded => Failure::TooMuchMemory,
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Failure::CutOff,
        _ => Failure::Broken,
    }
}
