//! Limits of pictures. A job at 4k stays within 256 MiB, so decoding may not take more either.

/// Least width and height.
pub(crate) const MIN_SIDE: u32 = 8;
