use akool_contract::media::{self, Unusable, UploadFormat};
use bytes::{BufMut as _, Bytes, BytesMut};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use memchr::memmem;

use super::{Refusal, exif, jpeg};

/// Chunks that a PNG needs for its appearance, and their maximum lengths. Others can hold texts, locations or program names.
const PNG_CHUNKS: [(&[u8; 4], usize); 11] = [
    (b"IHDR", 13),
    (b"PLTE", 768),
    (b"IDAT", usize::MAX),
    (b"IEND", 0),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"cICP", 4),
    (b"iCCP", usize::MAX),
    (b"sBIT", 4),
];
/// A colour profile is stored without its name.
const PNG_PROFILE_NAME: &[u8] = b"icc\0";
const WEBP_CHUNKS: [&[u8; 4]; 5] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"];
/// Flags of a VP8X chunk.
const WEBP_ANIMATION: u8 = 0x02;
const WEBP_XMP: u8 = 0x04;
const WEBP_EXIF: u8 = 0x08;
const WEBP_EXTENDED_BYTES: usize = 10;

const SMALL_FIRST_FRAME: Refusal =
    Refusal::Format(Unusable::picture("Animated WebP pictures whose first frame is not the whole picture"));

/// What stands before the picture in a frame of an animation: place, size, duration and flags.
const WEBP_FRAME_HEAD_BYTES: usize = 16;

/// Checks the dimensions in a picture's header and removes its metadata. Pixels are never decoded.
pub fn without_metadata(format: UploadFormat, bytes: Bytes) -> Result<Bytes, Refusal> {
    // First, since the library finds no size in a JPEG of an unsupported kind.
    let rewritten = match format {
        UploadFormat::Png => png(bytes.clone())?,
        UploadFormat::Jpeg => jpeg::without_metadata(&bytes)?.into(),
        UploadFormat::Webp => webp(bytes.clone())?,
        _ => return Err(Refusal::Damaged(format)),
    };
    // Programs can read different headers of a malformed file, so the rewritten file is checked, too.
    let size = checked_size(format, &bytes)?;
    if checked_size(format, &rewritten)? == size { Ok(rewritten) } else { Err(Refusal::Damaged(format)) }
}

fn checked_size(format: UploadFormat, bytes: &[u8]) -> Result<(usize, usize), Refusal> {
    let size = imagesize::blob_size(bytes).map_err(|_| Refusal::Damaged(format))?;
    if size.width == 0 || size.height == 0 {
        return Err(Refusal::Damaged(format));
    }
    // Larger pictures are decompression bombs or mistakes.
    let max_pixels = format.max_pixels();
    let side = |pixels| u32::try_from(pixels).unwrap_or(u32::MAX);
    if !media::is_within(side(size.width), side(size.height), max_pixels) {
        return Err(Refusal::TooManyPixels { max_pixels });
    }
    Ok((size.width, size.height))
}

fn png(bytes: Bytes) -> Result<Bytes, Refusal> {
    let has_end = memmem::find(&bytes, b"IEND").is_some();
    let mut png = Png::from_bytes(bytes).map_err(|_| match has_end {
        true => Refusal::Damaged(UploadFormat::Png),
        false => Refusal::CutOff(UploadFormat::Png),
    })?;
    let chunks = png.chunks_mut();
    let end = chunks.iter().position(|chunk| &chunk.kind() == b"IEND").ok_or(Refusal::CutOff(UploadFormat::Png))?;
    chunks.truncate(end + 1);
    let orientation =
        chunks.iter().filter(|chunk| &chunk.kind() == b"eXIf").find_map(|chunk| exif::orientation(chunk.contents()));
    let mut seen: Vec<[u8; 4]> = Vec::new();
    chunks.retain(|chunk| {
        let kind = chunk.kind();
        let longest = PNG_CHUNKS.iter().find(|(known, _)| **known == kind).map(|(_, longest)| *longest);
        let is_again = seen.contains(&kind) && &kind != b"IDAT";
        let is_kept = !is_again && longest.is_some_and(|longest| chunk.contents().len() <= longest);
        if is_kept && &kind != b"IDAT" {
            seen.push(kind);
        }
        is_kept
    });
    for chunk in chunks.iter_mut().filter(|chunk| &chunk.kind() == b"iCCP") {
        let named = chunk.contents().iter().take(80).position(|byte| *byte == 0);
        let profile = named.map(|name| &chunk.contents()[name + 1..]).ok_or(Refusal::Damaged(UploadFormat::Png))?;
        *chunk = PngChunk::new(*b"iCCP", [PNG_PROFILE_NAME, profile].concat().into());
    }
    if let Some(orientation) = orientation {
        // Its position before the pixels does not matter.
        chunks.insert(chunks.len().min(1), PngChunk::new(*b"eXIf", exif::only(orientation)));
    }
    Ok(png.encoder().bytes())
}

fn webp(bytes: Bytes) -> Result<Bytes, Refusal> {
    let damaged = Refusal::Damaged(UploadFormat::Webp);
    let length = bytes.get(4..8).and_then(|length| length.try_into().ok()).map_or(0, u32::from_le_bytes);
    if (length as usize).saturating_add(8) > bytes.len() {
        return Err(Refusal::CutOff(UploadFormat::Webp));
    }
    let mut webp = WebP::from_bytes(bytes).map_err(|_| damaged)?;
    let data_of = |chunk: &RiffChunk| match chunk.content() {
        RiffContent::Data(data) => Some(data.clone()),
        RiffContent::List { .. } => None,
    };
    let chunks = webp.chunks_mut();
    let frame = chunks.iter().find(|chunk| &chunk.id() == b"ANMF").map(|chunk| data_of(chunk).ok_or(damaged));
    if let Some(frame) = frame.transpose()? {
        keep_first_frame(chunks, &frame).ok_or(SMALL_FIRST_FRAME)?;
    }
    let orientation = chunks
        .iter()
        .filter(|chunk| &chunk.id() == b"EXIF")
        .filter_map(data_of)
        .find_map(|data| exif::orientation(data.strip_prefix(b"Exif\0\0").unwrap_or(&data)));
    let mut seen: Vec<[u8; 4]> = Vec::new();
    chunks.retain(|chunk| {
        let is_again = seen.contains(&chunk.id());
        let is_kept = WEBP_CHUNKS.contains(&&chunk.id()) && !is_again;
        if is_kept {
            seen.push(chunk.id());
        }
        is_kept
    });
    let mut is_extended = false;
    for chunk in chunks.iter_mut().filter(|chunk| &chunk.id() == b"VP8X") {
        let data = data_of(chunk).filter(|data| data.len() >= WEBP_EXTENDED_BYTES).ok_or(damaged)?;
        is_extended = true;
        let mut flags = data[0] & !(WEBP_EXIF | WEBP_XMP | WEBP_ANIMATION);
        flags |= if orientation.is_some() { WEBP_EXIF } else { 0 };
        let mut rewritten = BytesMut::with_capacity(WEBP_EXTENDED_BYTES);
        rewritten.put_u8(flags);
        // Three reserved bytes.
        rewritten.put_slice(&[0; 3]);
        rewritten.put_slice(&data[4..WEBP_EXTENDED_BYTES]);
        *chunk = RiffChunk::new(*b"VP8X", RiffContent::Data(rewritten.freeze()));
    }
    if let Some(orientation) = orientation.filter(|_| is_extended) {
        chunks.push(RiffChunk::new(*b"EXIF", RiffContent::Data(exif::only(orientation))));
    }
    Ok(webp.encoder().bytes())
}

/// Puts the first frame of an animation in its place. It must cover the whole picture, as the first frames of encoders do.
fn keep_first_frame(chunks: &mut Vec<RiffChunk>, frame: &Bytes) -> Option<()> {
    let RiffContent::Data(extended) = chunks.iter().find(|chunk| &chunk.id() == b"VP8X")?.content() else {
        return None;
    };
    // Place, then width and height less one, in three bytes each.
    let (head, mut rest) = (frame.get(..WEBP_FRAME_HEAD_BYTES)?, frame.slice(WEBP_FRAME_HEAD_BYTES..));
    if head[..6] != [0; 6] || head.get(6..12) != extended.get(4..WEBP_EXTENDED_BYTES) {
        return None;
    }
    chunks.retain(|chunk| !matches!(&chunk.id(), b"ANIM" | b"ANMF"));
    while rest.len() >= 8 {
        let id: [u8; 4] = rest[..4].try_into().ok()?;
        let length = u32::from_le_bytes(rest[4..8].try_into().ok()?) as usize;
        let end = length.checked_add(8).filter(|end| *end <= rest.len())?;
        chunks.push(RiffChunk::new(id, RiffContent::Data(rest.slice(8..end))));
        rest = rest.slice((end + length % 2).min(rest.len())..);
    }
    Some(())
}
