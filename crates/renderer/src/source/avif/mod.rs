//! AVIF: one AV1 picture in an ISO media file, with its transparency and orientation.
//!
//! The container is read in place, so that no list in it can cause large allocations. The decoder is a port of dav1d to
//! Rust.

mod color;
mod frame;
mod meta;
mod place;
mod stream;
#[cfg(test)]
mod tests;

use super::decode::Picture;
use super::limits::MIN_SIDE;
use crate::byte_reader::ByteReader;
use crate::size::Size;
use frame::Frame;
use meta::Meta;

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The file or the picture in it is damaged.
    Broken,
    /// A kind of AVIF file that is not supported.
    Unsupported(&'static str),
    /// More than one picture.
    Animated,
    /// More pixels than allowed.
    TooLarge,
    /// Too few pixels to show anything.
    TooSmall(Size),
}

/// Whether the brands of a file name AVIF, still or animated.
pub(super) fn is_avif(bytes: &[u8]) -> bool {
    brands(bytes).is_some_and(|mut brands| brands.any(|brand| matches!(brand, b"avif" | b"avis")))
}

fn brands(bytes: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let (name, content) = ByteReader(bytes).next_box()?;
    // The second word is the first brand's version, which is no brand and looks like none.
    (&name == b"ftyp").then(|| content.0.chunks_exact(4))
}

/// Reads a file.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Fault> {
    if brands(bytes).is_some_and(|mut brands| brands.next() == Some(b"avis")) {
        return Err(Fault::Animated);
    }
    let content = ByteReader(bytes).find(b"meta").ok_or(Fault::Broken)?;
    let meta = Meta::read(content)?;
    let frame = Frame::decode(&place::bytes_of(&meta, meta.primary, bytes)?)?;
    let size = frame.size();
    if size.width < MIN_SIDE || size.height < MIN_SIDE {
        return Err(Fault::TooSmall(size));
    }
    let coding = meta.coding().unwrap_or_else(|| frame.coding());
    let mut rgb = color::to_rgb(&frame, coding)?;
    // Its planes are larger than what comes of them.
    drop(frame);
    if let Some(alpha) = meta.alpha() {
        let mask = Frame::decode(&place::bytes_of(&meta, alpha, bytes)?)?;
        color::lay_on_paper(&mut rgb, size, &mask, meta.is_premultiplied(alpha))?;
    }
    Ok(Picture { stored: size, rgb, orientation: meta.orientation()? })
}
