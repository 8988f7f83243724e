use super::{HEIC, Unusable, UploadFormat};

/// Most bytes that [`UploadFormat::sniff`] reads.
pub const SNIFF_BYTES: usize = 64;

/// The result of [`UploadFormat::sniff`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// Probably a format that can be uploaded.
    Upload(UploadFormat),
    /// A known format that cannot be uploaded.
    Other(Unusable),
    /// An unknown format.
    Unknown,
}

pub(super) fn sniff(head: &[u8]) -> Sniffed {
    use Sniffed::{Other, Upload};
    match head {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Upload(UploadFormat::Png),
        [0xFF, 0xD8, 0xFF, ..] => Upload(UploadFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, kind @ ..] => match kind {
            [b'W', b'E', b'B', b'P', ..] => Upload(UploadFormat::Webp),
            [b'W', b'A', b'V', b'E', ..] => Upload(UploadFormat::Wav),
            [b'A', b'V', b'I', b' ', ..] => Other(Unusable::video("AVI videos")),
            _ => Sniffed::Unknown,
        },
        [b'R', b'F', b'6', b'4', ..] | [b'B', b'W', b'6', b'4', ..] => Other(Unusable::sound("RF64 sounds")),
        [b'O', b'g', b'g', b'S', ..] => Upload(UploadFormat::Ogg),
        [b'f', b'L', b'a', b'C', ..] => Upload(UploadFormat::Flac),
        [b'I', b'D', b'3', 2..=4, ..] => Upload(UploadFormat::Mp3),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Upload(UploadFormat::Webm),
        [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => sniff_brands(brands),
        [0xFF, second, third, ..] => sniff_mpeg_audio(*second, *third),
        [b'G', b'I', b'F', b'8', ..] => Other(Unusable::picture("GIF pictures")),
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Other(Unusable::picture("BMP pictures")),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Other(Unusable::picture("TIFF and raw camera pictures")),
        [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Other(Unusable::picture("JPEG XL pictures")),
        [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] => Other(Unusable::picture("JPEG 2000 pictures")),
        [b'8', b'B', b'P', b'S', ..] => Other(Unusable::picture("Photoshop pictures")),
        [0, 0, 1, 0, _, 0, ..] => Other(Unusable::picture("ICO pictures")),
        [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C', ..] => {
            Other(Unusable::simulator_sound("AIFF sounds"))
        }
        [b'#', b'!', b'A', b'M', b'R', ..] => Other(Unusable::sound("AMR sounds")),
        [0x30, 0x26, 0xB2, 0x75, ..] => Other(Unusable::sound("Windows Media files")),
        [b'c', b'a', b'f', b'f', 0, ..] => Other(Unusable::sound("CAF sounds")),
        [b'M', b'T', b'h', b'd', ..] => Other(Unusable::sound("MIDI files")),
        [b'.', b's', b'n', b'd', ..] => Other(Unusable::sound("AU sounds")),
        [0, 0, 1, 0xBA | 0xB3, ..] => Other(Unusable::video("MPEG videos")),
        [b'F', b'L', b'V', 1, ..] => Other(Unusable::video("FLV videos")),
        [_, _, _, _, b'm', b'o', b'o', b'v', ..]
        | [_, _, _, _, b'w', b'i', b'd', b'e', ..]
        | [_, _, _, _, b'm', b'd', b'a', b't', ..] => Other(Unusable::video("QuickTime videos")),
        [b'%', b'P', b'D', b'F', ..] => Other(Unusable::other("PDF documents")),
        [b'P', b'K', 3, 4, ..] => Other(Unusable::other("ZIP archives and office documents")),
        _ => sniff_text(head),
    }
}

/// The brands of an ISO media file: the major brand, four bytes of version, then the compatible brands.
fn sniff_brands(brands: &[u8]) -> Sniffed {
    let main = brands.get(..4).unwrap_or_default();
    match main {
        b"avif" | b"avis" => Sniffed::Other(Unusable::simulator_picture("AVIF pictures")),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Sniffed::Other(HEIC),
        b"mif1" | b"mif2" | b"msf1" | b"miaf" => {
            let is_avif = brands.chunks_exact(4).any(|brand| matches!(brand, b"avif" | b"avis"));
            Sniffed::Other(if is_avif { Unusable::simulator_picture("AVIF pictures") } else { HEIC })
        }
        b"crx " => Sniffed::Other(Unusable::picture("TIFF and raw camera pictures")),
        b"jxl " => Sniffed::Other(Unusable::picture("JPEG XL pictures")),
        _ => Sniffed::Upload(UploadFormat::M4a),
    }
}

/// Eleven bits of sync, then version and layer; no reserved version, bit rate or sampling rate.
fn sniff_mpeg_audio(second: u8, third: u8) -> Sniffed {
    // ADTS has a longer sync and no layer.
    if second & 0xF6 == 0xF0 && (third >> 2) & 0b1111 < 13 {
        return Sniffed::Upload(UploadFormat::Aac);
    }
    let (bit_rate, sampling_rate) = (third >> 4, (third >> 2) & 0b11);
    if second >> 5 != 0b111 || (second >> 3) & 0b11 == 0b01 || bit_rate == 0b1111 || bit_rate == 0 || sampling_rate == 3
    {
        return Sniffed::Unknown;
    }
    match (second >> 1) & 0b11 {
        0b01 => Sniffed::Upload(UploadFormat::Mp3),
        0b10 => Sniffed::Other(Unusable::sound("MP2 sounds")),
        0b11 => Sniffed::Other(Unusable::sound("MP1 sounds")),
        _ => Sniffed::Unknown,
    }
}

fn sniff_text(head: &[u8]) -> Sniffed {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins_with = |word: &[u8]| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if begins_with(b"<svg") || begins_with(b"<?xml") {
        Sniffed::Other(Unusable::picture("SVG pictures"))
    } else if begins_with(b"<!doctype html") || begins_with(b"<html") {
        Sniffed::Other(Unusable::other("HTML pages"))
    } else {
        Sniffed::Unknown
    }
}
