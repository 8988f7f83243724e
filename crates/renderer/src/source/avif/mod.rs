//! AVIF: one AV1 picture in an ISO media file, with its transparency and orientation.
//!
//! The container is read in place, so that no list in it can cause large allocations. The decoder is a port of dav1d to
//! Rust.

mod color;
mod frame;
mod grid;
mod meta;
mod place;
mod stream;
#[cfg(test)]
mod tests;

use super::decode::{Failure, Picture, Pixels, check_size};
use super::flatten::Flattener;
use super::profile::{Channels, Profile};
use crate::byte_reader::ByteReader;
use crate::size::Size;
use akool_contract::media::MAX_AVIF_PIXELS;
use frame::Frame;
use grid::Grid;
use meta::Meta;

/// Whether the brands of a file name AVIF, still or animated.
pub(super) fn is_avif(bytes: &[u8]) -> bool {
    brands(bytes).is_some_and(|mut brands| brands.any(|brand| matches!(brand, b"avif" | b"avis")))
}

fn brands(bytes: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let (name, content) = ByteReader(bytes).next_box()?;
    // The second word is the first brand's version, which is no brand and looks like none.
    (&name == b"ftyp").then(|| content.0.chunks_exact(4))
}

/// Reads a file; of an animation, the still picture that stands for it.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, Failure> {
    let content =
        ByteReader(bytes).find(b"meta").ok_or_else(|| match brands(bytes).and_then(|mut all| all.next()) {
            Some(b"avis") => Failure::Unsupported("is an animation without a still picture"),
            _ => Failure::CutOff,
        })?;
    let meta = Meta::read(content)?;
    let file = File { bytes, meta };
    let (size, mut rgb) = file.colours()?;
    if let Some(alpha) = file.meta.alpha() {
        let mask = file.mask(alpha, size)?;
        color::lay_on_paper(&mut rgb, &mask, file.meta.is_premultiplied(alpha));
    }
    let (size, rgb) = match file.meta.crop(size)? {
        Some(part) => (part.size, part.cut(&rgb, size)),
        None => (size, rgb),
    };
    check_size(size, MAX_AVIF_PIXELS)?;
    Ok(Picture { stored: size, pixels: Pixels::Rgb(rgb), orientation: file.meta.orientation()? })
}

struct File<'a> {
    bytes: &'a [u8],
    meta: Meta<'a>,
}

impl File<'_> {
    fn frame(&self, item: u32) -> Result<Frame, Failure> {
        Frame::decode(&place::bytes_of(&self.meta, item, self.bytes)?)
    }

    /// The tiles of a picture that is put together.
    fn grid(&self, item: u32) -> Result<Option<Grid>, Failure> {
        if self.meta.item_type(item)? != *b"grid" {
            return Ok(None);
        }
        let content = place::bytes_of(&self.meta, item, self.bytes)?;
        let grid = Grid::read(ByteReader(&content), self.meta.tiles(item)).ok_or(Failure::Broken)?;
        check_size(grid.size, MAX_AVIF_PIXELS)?;
        Ok(Some(grid))
    }

    /// The main picture in sRGB.
    fn colours(&self) -> Result<(Size, Vec<u8>), Failure> {
        let item = self.meta.primary;
        let Some(grid) = self.grid(item)? else { return self.rgb(item) };
        let rgb = grid.join(3, |tile| self.rgb(tile))?;
        Ok((grid.size, rgb))
    }

    fn rgb(&self, item: u32) -> Result<(Size, Vec<u8>), Failure> {
        let frame = self.frame(item)?;
        let size = frame.size();
        if item == self.meta.primary {
            check_size(size, MAX_AVIF_PIXELS)?;
        }
        // What the file says of the whole picture holds for its tiles.
        let coding = self.meta.coding(item).or_else(|| self.meta.coding(self.meta.primary));
        let coding = coding.unwrap_or_else(|| frame.coding());
        let icc = self.meta.icc(item).or_else(|| self.meta.icc(self.meta.primary));
        let profile = match icc.and_then(|icc| Profile::from_icc(icc, Channels::Rgb)) {
            Some(profile) => Some(profile),
            None => Profile::from_cicp(coding.primaries, coding.transfer),
        };
        let rgb = color::to_rgb(&frame, coding)?;
        // Its planes are larger than what comes of them.
        drop(frame);
        Ok((size, Flattener::new(Channels::Rgb, false, profile.as_ref()).picture(rgb, size.width as usize)))
    }

    /// The opacity of each pixel.
    fn mask(&self, item: u32, size: Size) -> Result<Vec<u8>, Failure> {
        let read = |item| {
            let frame = self.frame(item)?;
            Ok((frame.size(), color::luma(&frame)?))
        };
        let (found, mask) = match self.grid(item)? {
            Some(grid) => (grid.size, grid.join(1, read)?),
            None => read(item)?,
        };
        if found == size { Ok(mask) } else { Err(Failure::Unsupported("has transparency of another size")) }
    }
}
