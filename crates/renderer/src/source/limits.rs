//! Limits of pictures. A job at 4k stays within 256 MB, so decoding may not take more either.

/// Largest file.
pub(crate) const MAX_FILE_BYTES: usize = 32 << 20;
/// Most pixels; checked before decoding. A camera's 48 megapixels are allowed.
pub(crate) const MAX_PIXELS: u64 = 50_500_000;
/// Most bytes of the decoded picture, so pictures with 16 bits or transparency may have fewer pixels.
pub(crate) const MAX_DECODED_BYTES: u64 = 152_000_000;
/// Most pixels of an AVIF file, whose planes of up to two bytes a sample stay in memory, too. 12 megapixels are allowed.
pub(crate) const MAX_AVIF_PIXELS: u32 = 16_777_216;
/// Least width and height.
pub(crate) const MIN_SIDE: u32 = 8;
