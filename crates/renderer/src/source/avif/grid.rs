//! Pictures that are put together from tiles, and parts that are cut out.

use super::Failure;
use crate::byte_reader::ByteReader;
use crate::size::Size;

/// A picture put together from tiles of equal size, row by row. What sticks out is cut off.
pub(super) struct Grid {
    pub size: Size,
    columns: usize,
    rows: usize,
    tiles: Vec<u32>,
}

impl Grid {
    pub fn read(mut content: ByteReader<'_>, tiles: Vec<u32>) -> Option<Self> {
        let (_version, flags) = (content.u8()?, content.u8()?);
        let (rows, columns) = (usize::from(content.u8()?) + 1, usize::from(content.u8()?) + 1);
        let side = if flags & 1 == 0 { 2 } else { 4 };
        let (width, height) = (content.number(side)? as u32, content.number(side)? as u32);
        (tiles.len() == rows * columns).then_some(Self { size: Size { width, height }, columns, rows, tiles })
    }

    /// The whole picture, from tiles of `channels` bytes a pixel.
    pub fn join(
        &self,
        channels: usize,
        tile: impl Fn(u32) -> Result<(Size, Vec<u8>), Failure>,
    ) -> Result<Vec<u8>, Failure> {
        let (width, height) = (self.size.width as usize, self.size.height as usize);
        let mut joined = vec![0; width * height * channels];
        let mut first: Option<Size> = None;
        for (index, item) in self.tiles.iter().enumerate() {
            let (size, samples) = tile(*item)?;
            let expected = *first.get_or_insert(size);
            let (tile_width, tile_height) = (size.width as usize, size.height as usize);
            let is_enough = tile_width * self.columns >= width && tile_height * self.rows >= height;
            if size != expected || !is_enough {
                return Err(Failure::Broken);
            }
            let (left, top) = (index % self.columns * tile_width, index / self.columns * tile_height);
            let shown = tile_width.min(width.saturating_sub(left)) * channels;
            for (row, line) in samples.chunks_exact(tile_width * channels).enumerate().take(height.saturating_sub(top))
            {
                joined[((top + row) * width + left.min(width)) * channels..][..shown].copy_from_slice(&line[..shown]);
            }
        }
        Ok(joined)
    }
}

/// A part of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub left: usize,
    pub top: usize,
    pub size: Size,
}

impl Part {
    /// Cuts the part out of an RGB picture.
    pub fn cut(self, rgb: &[u8], from: Size) -> Vec<u8> {
        let (stride, row) = (from.width as usize * 3, self.size.width as usize * 3);
        let lines = rgb.chunks_exact(stride).skip(self.top).take(self.size.height as usize);
        lines.flat_map(|line| &line[self.left * 3..][..row]).copied().collect()
    }
}
