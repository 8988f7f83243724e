use bytes::{BufMut as _, Bytes, BytesMut};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::WebP;

use super::{MediaType, jpeg};

/// What decodes into more than this is a bomb or a mistake.
const MAXIMUM_PIXELS: usize = 100_000_000;
const MAXIMUM_SIDE: usize = 16_384;

/// Chunks that a PNG needs to look as it does; everything else may hold text, places or programs.
const PNG_CHUNKS: [&[u8; 4]; 10] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"];
const WEBP_CHUNKS: [&[u8; 4]; 5] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"];
/// In the flags of a VP8X chunk.
const WEBP_EXIF_XMP_ANIMATION: u8 = 0x08 | 0x04 | 0x02;
const WEBP_ANIMATION: u8 = 0x02;

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFault {
    /// Its structure is broken.
    Broken,
    /// It has more pixels than anything here should decode.
    TooManyPixels,
    /// It moves.
    Animated,
}

/// Checks a picture's dimensions by its header and rewrites it without metadata. Pixels are never decoded.
pub fn without_metadata(media_type: MediaType, bytes: Bytes) -> Result<Bytes, PictureFault> {
    let size = checked_size(&bytes)?;
    let rewritten = match media_type {
        MediaType::Png => png(bytes),
        MediaType::Jpeg => jpeg::without_metadata(bytes).ok_or(PictureFault::Broken),
        MediaType::Webp => webp(bytes),
        _ => Err(PictureFault::Broken),
    }?;
    // Two programs may see two headers in a broken file. What counts is what others will see in what is left of it.
    if checked_size(&rewritten)? == size { Ok(rewritten) } else { Err(PictureFault::Broken) }
}

fn checked_size(bytes: &[u8]) -> Result<(usize, usize), PictureFault> {
    let size = imagesize::blob_size(bytes).map_err(|_| PictureFault::Broken)?;
    if size.width == 0 || size.height == 0 {
        return Err(PictureFault::Broken);
    }
    if size.width.max(size.height) > MAXIMUM_SIDE || size.width * size.height > MAXIMUM_PIXELS {
        return Err(PictureFault::TooManyPixels);
    }
    Ok((size.width, size.height))
}

fn png(bytes: Bytes) -> Result<Bytes, PictureFault> {
    let mut png = Png::from_bytes(bytes).map_err(|_| PictureFault::Broken)?;
    let chunks = png.chunks_mut();
    let end = chunks.iter().position(|chunk| &chunk.kind() == b"IEND").ok_or(PictureFault::Broken)?;
    chunks.truncate(end + 1);
    chunks.retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    Ok(png.encoder().bytes())
}

fn webp(bytes: Bytes) -> Result<Bytes, PictureFault> {
    let mut webp = WebP::from_bytes(bytes).map_err(|_| PictureFault::Broken)?;
    for chunk in webp.chunks_mut() {
        let RiffContent::Data(data) = chunk.content() else { continue };
        if &chunk.id() != b"VP8X" {
            continue;
        }
        let (flags, rest) = data.split_first().ok_or(PictureFault::Broken)?;
        if flags & WEBP_ANIMATION != 0 {
            return Err(PictureFault::Animated);
        }
        let mut rewritten = BytesMut::with_capacity(data.len());
        rewritten.put_u8(flags & !WEBP_EXIF_XMP_ANIMATION);
        rewritten.put_slice(rest);
        *chunk = img_parts::riff::RiffChunk::new(*b"VP8X", RiffContent::Data(rewritten.freeze()));
    }
    webp.chunks_mut().retain(|chunk| WEBP_CHUNKS.contains(&&chunk.id()));
    Ok(webp.encoder().bytes())
}
