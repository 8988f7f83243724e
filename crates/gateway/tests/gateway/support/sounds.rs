//! Short sounds as programs and recorders write them, and ways to hide things in them.

use super::pictures::SECRET_TEXT;

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../../../tests/media/", $name)).as_slice()
    };
}

/// What ffmpeg writes with a title, a comment and an artist; the type that each is served as.
pub const WITH_COMMENTS: [(&str, &[u8], &str); 20] = [
    ("tone.mp3", file!("tone.mp3"), "audio/mpeg"),
    ("tone.aac", file!("tone.aac"), "audio/aac"),
    ("tone.flac", file!("tone.flac"), "audio/flac"),
    ("tone.m4a", file!("tone.m4a"), "audio/mp4"),
    ("tone-chapters.m4a", file!("tone-chapters.m4a"), "audio/mp4"),
    ("tone-he.m4a", file!("tone-he.m4a"), "audio/mp4"),
    ("tone-fragmented.mp4", file!("tone-fragmented.mp4"), "audio/mp4"),
    ("tone.3gp", file!("tone.3gp"), "audio/mp4"),
    ("tone.3g2", file!("tone.3g2"), "audio/mp4"),
    ("tone-alac.m4a", file!("tone-alac.m4a"), "audio/mp4"),
    ("tone-opus.mp4", file!("tone-opus.mp4"), "audio/mp4"),
    ("tone-flac.mp4", file!("tone-flac.mp4"), "audio/mp4"),
    ("tone-mp3.mp4", file!("tone-mp3.mp4"), "audio/mp4"),
    ("tone-vorbis.ogg", file!("tone-vorbis.ogg"), "audio/ogg"),
    ("tone-opus.ogg", file!("tone-opus.ogg"), "audio/ogg"),
    ("tone-flac.ogg", file!("tone-flac.ogg"), "audio/ogg"),
    ("tone-opus.webm", file!("tone-opus.webm"), "audio/webm"),
    ("tone-vorbis.webm", file!("tone-vorbis.webm"), "audio/webm"),
    ("tone-live.webm", file!("tone-live.webm"), "audio/webm"),
    ("tone.wav", file!("tone.wav"), "audio/wav"),
];

/// As recorders write them.
pub const RECORDED: [(&str, &[u8], &str); 5] = [
    ("opus.ogg", file!("opus.ogg"), "audio/ogg"),
    ("opus.webm", file!("opus.webm"), "audio/webm"),
    ("voice_aac.aac", file!("voice_aac.aac"), "audio/aac"),
    ("wav_size_zero.wav", file!("wav_size_zero.wav"), "audio/wav"),
    ("priming_8k.m4a", file!("priming_8k.m4a"), "audio/mp4"),
];

/// Files that cannot be used, and what the answer calls them.
pub const UNUSABLE: [(&str, &[u8], u16, &str); 8] = [
    ("aac51.m4a", file!("aac51.m4a"), 415, "5.1 AAC sounds cannot be used. Convert the sound"),
    ("cut_off.m4a", file!("cut_off.m4a"), 400, "The M4A file is cut off. Choose a complete copy of it."),
    ("mp2.mp2", file!("mp2.mp2"), 415, "MP2 sounds cannot be used. Convert the sound to MP3, WAV or M4A."),
    ("video.mp4", file!("video.mp4"), 415, "MP4 videos cannot be used. Export its sound"),
    ("video.webm", file!("video.webm"), 415, "WebM videos cannot be used. Export its sound"),
    ("photo.heic", file!("photo.heic"), 415, "HEIC pictures cannot be used. Export the picture as JPEG."),
    (
        "12bit.jpg",
        file!("12bit.jpg"),
        415,
        "12-bit JPEG pictures cannot be used. Convert the picture to JPEG, PNG or WebP.",
    ),
    ("empty", b"", 415, "The file is empty."),
];

/// One of those above, by its name.
pub fn named(name: &str) -> Vec<u8> {
    let all = WITH_COMMENTS.iter().chain(&RECORDED).find(|(found, ..)| *found == name);
    all.unwrap_or_else(|| panic!("no file {name}")).1.to_vec()
}

pub const JPEG_NAMED_PNG: &[u8] = file!("jpeg_named.png");
pub const TURNED_PNG: &[u8] = file!("orient6.png");
pub const MOVING_PNG: &[u8] = file!("apng.png");

/// A sound of exactly so many bytes (an even number), which is as it should be.
pub fn wav(length: usize) -> Vec<u8> {
    seeded_wav(1, length)
}

/// As long, and another one for each number.
pub fn seeded_wav(seed: u8, length: usize) -> Vec<u8> {
    let samples: Vec<u8> = (44..length).map(|at| (at as u8).wrapping_mul(seed)).collect();
    wav_of(&[(b"fmt ", &wav_format()), (b"data", &samples)], b"")
}

/// 8000 samples a second, of eight bits.
pub fn wav_format() -> [u8; 16] {
    [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0]
}

/// A WAV file of these chunks, with something after its end.
pub fn wav_of(chunks: &[(&[u8; 4], &[u8])], tail: &[u8]) -> Vec<u8> {
    let content: Vec<u8> = chunks
        .iter()
        .flat_map(|(id, content)| {
            let padding = vec![0; content.len() % 2];
            [id.as_slice(), &(content.len() as u32).to_le_bytes(), content, &padding].concat()
        })
        .collect();
    [b"RIFF".as_slice(), &(content.len() as u32 + 4).to_le_bytes(), b"WAVE", &content, tail].concat()
}

/// A secret and a script, as one finds them in tags.
pub fn secret() -> Vec<u8> {
    [SECRET_TEXT, b" <script>alert(1)</script>"].concat()
}

/// An ID3 tag in front, with a comment.
pub fn id3(content: &[u8]) -> Vec<u8> {
    let frame = [b"COMM".as_slice(), &(content.len() as u32).to_be_bytes(), &[0, 0], content].concat();
    let size = frame.len() as u32;
    let size = [size >> 21 & 0x7F, size >> 14 & 0x7F, size >> 7 & 0x7F, size & 0x7F].map(|byte| byte as u8);
    [b"ID3\x03\0\0".as_slice(), &size, &frame].concat()
}

/// An ID3 tag at the end.
pub fn id3_at_end() -> Vec<u8> {
    let mut tag = [b"TAG".as_slice(), SECRET_TEXT].concat();
    tag.resize(128, 0);
    tag
}

/// An APE tag with head and foot.
pub fn ape() -> Vec<u8> {
    let item = [&(SECRET_TEXT.len() as u32).to_le_bytes(), [0; 4].as_slice(), b"Comment\0", SECRET_TEXT].concat();
    let frame = |flags: u32| {
        [
            b"APETAGEX".as_slice(),
            &2000_u32.to_le_bytes(),
            &(item.len() as u32 + 32).to_le_bytes(),
            &1_u32.to_le_bytes(),
            &flags.to_le_bytes(),
            &[0; 8],
        ]
        .concat()
    };
    [frame(0xA000_0000), item.clone(), frame(0x8000_0000)].concat()
}

/// Lyrics before an ID3 tag at the end.
pub fn lyrics() -> Vec<u8> {
    [b"LYRICSBEGIN".as_slice(), &secret(), b"LYRICSEND"].concat()
}

/// A box of an MP4 file.
pub fn mp4_box(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32 + 8).to_be_bytes(), kind.as_slice(), content].concat()
}

/// An element of a WebM file that means nothing.
pub fn webm_void(content: &[u8]) -> Vec<u8> {
    [&[0xEC, 0x40 | (content.len() >> 8) as u8, content.len() as u8], content].concat()
}
