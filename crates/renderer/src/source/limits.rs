//! What a picture may cost. A job at 4k stays within 256 MB, so decoding one may not take more either.

/// Larger files are refused unread.
pub(crate) const MAX_FILE_BYTES: usize = 32 << 20;
/// More pixels are refused before they are decoded. A camera's 48 megapixels pass.
pub(crate) const MAX_PIXELS: u64 = 50_500_000;
/// A picture that takes more than this unpacked is refused: 16-bit or with transparency, it has fewer pixels to spend.
pub(crate) const MAX_DECODED_BYTES: u64 = 152_000_000;
/// AVIF files keep their planes, of up to two bytes a sample, beside what comes of them; a camera's 12 megapixels pass.
pub(crate) const MAX_AVIF_PIXELS: u32 = 16_777_216;
/// Pictures smaller than this have nothing to show.
pub(crate) const MIN_SIDE: u32 = 8;
