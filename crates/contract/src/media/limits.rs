//! Limits of files, the same in the browser, in a gateway and in a simulator.

use super::UploadFormat;

/// Most bytes of a file. A gateway can be set up to take fewer.
pub const MAX_FILE_BYTES: usize = 20 << 20;
/// Most pixels on a side of a picture.
pub const MAX_SIDE: u32 = 16_384;
/// Most pixels of a picture: a camera's 48 megapixels.
pub const MAX_PIXELS: u32 = 50_000_000;
/// Most pixels of a WebP picture, whose decoders keep seven bytes for each.
pub const MAX_WEBP_PIXELS: u32 = 24_000_000;
/// Most pixels of an AVIF picture, whose decoders keep up to nine bytes for each.
pub const MAX_AVIF_PIXELS: u32 = 16_777_216;

/// Least and most pixels of a picture's height. Observed: Akool's own page asks for it, and Akool documents no limit. Only the npm
/// package enforces it, so that an address of another picture, and a test's tiny one, are not refused.
pub const HEIGHTS: (u32, u32) = (301, 5_999);
/// Least and most hundredths of a picture's height that its width may have. Observed and enforced like [`HEIGHTS`].
pub const ASPECT_PERCENT: (u32, u32) = (41, 249);

impl UploadFormat {
    /// Most pixels of a picture in this format.
    pub const fn max_pixels(self) -> u32 {
        match self {
            Self::Webp => MAX_WEBP_PIXELS,
            _ => MAX_PIXELS,
        }
    }
}

/// Whether a picture is small enough.
pub const fn is_within(width: u32, height: u32, max_pixels: u32) -> bool {
    width <= MAX_SIDE && height <= MAX_SIDE && width as u64 * height as u64 <= max_pixels as u64
}

/// The message for a picture with too many pixels.
pub fn too_many_pixels_message(max_pixels: u32) -> String {
    let millions = max_pixels / 1_000_000;
    format!(
        "The picture has too many pixels. Make it smaller: at most {MAX_SIDE} on a side and {millions} million in all."
    )
}
