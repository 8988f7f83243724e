use super::boxes::{boxed, full_box, shorts, words};
use crate::encode::ParameterSets;
use crate::size::Size;

/// 1 as 16.16.
const ONE: u32 = 0x1_0000;
/// No rotation, no scaling.
pub(crate) const MATRIX: [u32; 9] = [ONE, 0, 0, 0, ONE, 0, 0, 0, 0x4000_0000];
/// "und" for an undetermined language, three letters of five bits.
const UNDETERMINED: u16 = 0x55c4;

/// What the two kinds of track have in common.
pub(crate) struct TrackHead {
    pub number: u32,
    /// Units a second.
    pub clock: u32,
    /// In units of the track's clock, with what the edit list hides.
    pub media_duration: u32,
    /// In thousandths of a second.
    pub shown_milliseconds: u32,
    /// Where the shown part begins, in units of the track's clock.
    pub shown_from: u32,
    /// For pictures.
    pub size: Option<Size>,
}

pub(crate) fn track(head: &TrackHead, table: &[u8]) -> Vec<u8> {
    const ENABLED_IN_MOVIE: u32 = 3;
    let is_video = head.size.is_some();
    let size = head.size.unwrap_or(Size { width: 0, height: 0 });
    let volume = if is_video { 0 } else { 0x0100 };
    let tkhd = full_box(
        b"tkhd",
        0,
        ENABLED_IN_MOVIE,
        &[
            &words(&[0, 0, head.number, 0, head.shown_milliseconds, 0, 0]),
            &shorts(&[0, u16::from(!is_video), volume, 0]),
            &words(&MATRIX),
            &words(&[size.width << 16, size.height << 16]),
        ],
    );
    let elst = full_box(b"elst", 0, 0, &[&words(&[1, head.shown_milliseconds, head.shown_from, ONE])]);
    let edts = boxed(b"edts", &[&elst]);
    let mdhd =
        full_box(b"mdhd", 0, 0, &[&words(&[0, 0, head.clock, head.media_duration]), &shorts(&[UNDETERMINED, 0])]);
    let (handler, name): (&[u8; 4], &[u8]) = if is_video { (b"vide", b"Video\0") } else { (b"soun", b"Sound\0") };
    let hdlr = full_box(b"hdlr", 0, 0, &[&[0; 4], handler, &[0; 12], name]);
    let media_head = if is_video { full_box(b"vmhd", 0, 1, &[&[0; 8]]) } else { full_box(b"smhd", 0, 0, &[&[0; 4]]) };
    let in_this_file = full_box(b"url ", 0, 1, &[]);
    let dref = full_box(b"dref", 0, 0, &[&words(&[1]), &in_this_file]);
    let minf = boxed(b"minf", &[&media_head, &boxed(b"dinf", &[&dref]), table]);
    let mdia = boxed(b"mdia", &[&mdhd, &hdlr, &minf]);
    boxed(b"trak", &[&tkhd, &edts, &mdia])
}

/// How the pictures are encoded: H.264 in BT.709, limited range.
pub(crate) fn video_description(size: Size, sets: &ParameterSets) -> Vec<u8> {
    let profile = &sets.sequence[1..4];
    let mut config = vec![1];
    config.extend_from_slice(profile);
    // Lengths of four bytes; one parameter set of each kind.
    config.extend_from_slice(&[0xff, 0xe1]);
    config.extend_from_slice(&(sets.sequence.len() as u16).to_be_bytes());
    config.extend_from_slice(&sets.sequence);
    config.push(1);
    config.extend_from_slice(&(sets.picture.len() as u16).to_be_bytes());
    config.extend_from_slice(&sets.picture);
    let colr = boxed(b"colr", &[b"nclx", &shorts(&[1, 1, 1]), &[0]]);
    const DOTS_PER_INCH: u32 = 72 << 16;
    boxed(
        b"avc1",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 16],
            &shorts(&[size.width as u16, size.height as u16]),
            &words(&[DOTS_PER_INCH, DOTS_PER_INCH, 0]),
            &shorts(&[1]),
            &[0; 32],
            &shorts(&[24, 0xffff]),
            &boxed(b"avcC", &[&config]),
            &colr,
            &boxed(b"pasp", &[&words(&[1, 1])]),
        ],
    )
}

/// How the sound is encoded: AAC with the given configuration.
pub(crate) fn sound_description(channels: u16, rate: u32, config: &[u8], bits_per_second: u32) -> Vec<u8> {
    let descriptor = |tag: u8, content: &[&[u8]]| {
        let mut bytes = vec![tag, content.iter().map(|part| part.len()).sum::<usize>() as u8];
        content.iter().for_each(|part| bytes.extend_from_slice(part));
        bytes
    };
    const MPEG4_SOUND: u8 = 0x40;
    const SOUND_STREAM: u8 = 0x15;
    let decoder = descriptor(
        4,
        &[
            &[MPEG4_SOUND, SOUND_STREAM, 0, 0, 0],
            &words(&[bits_per_second, bits_per_second]),
            &descriptor(5, &[config]),
        ],
    );
    let stream = descriptor(3, &[&[0, 0, 0], &decoder, &descriptor(6, &[&[2]])]);
    boxed(
        b"mp4a",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 8],
            &shorts(&[channels, 16, 0, 0]),
            &words(&[rate << 16]),
            &full_box(b"esds", 0, 0, &[&stream]),
        ],
    )
}
