use bytes::Bytes;

use akool_contract::media::UploadFormat;

use crate::media::{MediaType, refuse_early, without_metadata};

/// Sounds with comments, as programs write them.
const SOUNDS: [&[u8]; 11] = [
    include_bytes!("../../../../tests/media/tone.mp3"),
    include_bytes!("../../../../tests/media/tone.aac"),
    include_bytes!("../../../../tests/media/tone.flac"),
    include_bytes!("../../../../tests/media/tone.m4a"),
    include_bytes!("../../../../tests/media/tone-fragmented.mp4"),
    include_bytes!("../../../../tests/media/tone-alac.m4a"),
    include_bytes!("../../../../tests/media/tone-opus.mp4"),
    include_bytes!("../../../../tests/media/tone-vorbis.ogg"),
    include_bytes!("../../../../tests/media/tone-opus.ogg"),
    include_bytes!("../../../../tests/media/tone-opus.webm"),
    include_bytes!("../../../../tests/media/tone.wav"),
];

/// The smallest valid files: a PNG with a text chunk, a JPEG with EXIF, a lossless WebP with EXIF, and short sounds.
pub fn seeds() -> Vec<Vec<u8>> {
    let chunk = |kind: &[u8], content: &[u8], sum: u32| {
        [&(content.len() as u32).to_be_bytes(), kind, content, &sum.to_be_bytes()].concat()
    };
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let pixels = [0x78, 0x01, 0x01, 2, 0, 0xFD, 0xFF, 0, 0, 0, 2, 0, 1];
    let png = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header, 0x3A7E_9B55),
        chunk(b"tEXt", b"Comment\0taken at home", 0),
        chunk(b"IDAT", &pixels, 0),
        chunk(b"IEND", b"", 0xAE42_6082),
    ]
    .concat();
    let segment = |marker: u8, content: &[u8]| {
        [&[0xFF, marker], (content.len() as u16 + 2).to_be_bytes().as_slice(), content].concat()
    };
    let exif = b"Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let jpeg = [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xE1, exif),
        segment(0xC0, &[8, 0, 4, 0, 4, 1, 1, 0x11, 0]),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        vec![0x12, 0x34, 0xFF, 0x00, 0x56, 0xFF, 0xD9],
    ]
    .concat();
    let riff = |id: &[u8], content: &[u8]| [id, &(content.len() as u32).to_le_bytes(), content].concat();
    let parts = [
        riff(b"VP8X", &[0x08, 0, 0, 0, 3, 0, 0, 3, 0, 0]),
        riff(b"VP8L", &[0x2F, 3, 0xC0, 0, 0, 0, 0, 0]),
        riff(b"EXIF", b"taken at home!"),
    ]
    .concat();
    let webp = riff(b"RIFF", &[b"WEBP".as_slice(), &parts].concat());
    let video = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2".to_vec();
    let sounds = SOUNDS.into_iter().map(<[u8]>::to_vec);
    [png, jpeg, webp, video].into_iter().chain(sounds).collect()
}

/// A file is refused, or rewritten without metadata into one that is hardly larger. Rewriting the result changes nothing, so
/// no metadata is left. A picture keeps its format and size.
pub fn run(bytes: &[u8]) {
    let _ = MediaType::is_video(bytes);
    let early = refuse_early(bytes);
    let Ok((media_type, rewritten)) = without_metadata(Bytes::copy_from_slice(bytes)) else { return };
    assert_eq!(early, Ok(()), "an accepted file is not refused early");
    assert!(media_type != MediaType::Mp4, "a video is not an upload");
    // Tables and lengths can get longer.
    assert!(rewritten.len() <= bytes.len() * 8 + 1024, "{} became {}", bytes.len(), rewritten.len());
    let is_picture = UploadFormat::of_media_type(media_type.mime()).is_some_and(|format| (format as usize) < 3);
    if is_picture {
        assert!(rewritten.len() <= bytes.len() + 64, "{} became {}", bytes.len(), rewritten.len());
        let sides = |bytes: &[u8]| imagesize::blob_size(bytes).map(|size| (size.width, size.height)).ok();
        assert_eq!(sides(&rewritten), sides(bytes), "the size of the picture changed");
    }
    let again = without_metadata(rewritten.clone());
    assert_eq!(again.as_ref().ok(), Some(&(media_type, rewritten)), "metadata was left");
}
