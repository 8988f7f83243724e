/// What may be uploaded, and what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// MPEG sound.
    Mp3,
    /// Uncompressed sound.
    Wav,
    /// AAC sound in an MP4 file.
    M4a,
    /// Vorbis or Opus sound.
    Ogg,
    /// Lossless sound.
    Flac,
    /// A finished video; never an upload.
    Mp4,
}

impl MediaType {
    /// All of them, in the order of their numbers.
    const ALL: [Self; 9] =
        [Self::Png, Self::Jpeg, Self::Webp, Self::Mp3, Self::Wav, Self::M4a, Self::Ogg, Self::Flac, Self::Mp4];
    /// How many bytes [`MediaType::sniff`] needs to see.
    pub const SNIFF_BYTES: usize = 16;

    /// Tells the type by its magic bytes.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Self::Wav),
            [b'O', b'g', b'g', b'S', ..] => Some(Self::Ogg),
            [b'f', b'L', b'a', b'C', ..] => Some(Self::Flac),
            [b'I', b'D', b'3', 2..=4, ..] => Some(Self::Mp3),
            [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..] if is_sound_brand([*a, *b, *c, *d]) => Some(Self::M4a),
            [0xFF, second, third, ..] if is_mpeg_audio_frame(*second, *third) => Some(Self::Mp3),
            _ => None,
        }
    }

    /// The type of upload with this very name.
    pub fn of_upload(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|candidate| *candidate != Self::Mp4 && candidate.mime() == mime)
    }

    /// Whether a file that begins so is an MP4 with pictures in it, as far as its first bytes say.
    pub fn is_video(bytes: &[u8]) -> bool {
        match bytes {
            [a, b, c, d, b'f', b't', b'y', b'p', brand @ ..] => {
                // A first box has a header, a brand and a version at least, and no file needs a long one.
                let length = u32::from_be_bytes([*a, *b, *c, *d]);
                (16..=1024).contains(&length) && brand.len() >= 4 && !matches!(&brand[..4], b"M4A " | b"M4B ")
            }
            _ => false,
        }
    }

    /// Whether it is a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }

    /// Whether what the caller calls it agrees, as far as that goes: browsers have several names for most sounds, and
    /// programs often have none.
    pub fn agrees_with(self, declared: &str) -> bool {
        let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match (essence.as_str(), self) {
            ("application/octet-stream", _)
            | ("video/mp4", Self::M4a)
            | ("application/ogg" | "video/ogg", Self::Ogg) => true,
            ("image/jpg", Self::Jpeg) => true,
            (other, picture) if picture.is_picture() => other == picture.mime(),
            (other, _) => other.starts_with("audio/"),
        }
    }

    /// Its name on the web.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Mp4 => "video/mp4",
        }
    }

    /// Its usual file name extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Mp3 => "mp3",
            Self::Wav => "wav",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Flac => "flac",
            Self::Mp4 => "mp4",
        }
    }

    /// Its number inside a capability.
    pub fn number(self) -> u8 {
        Self::ALL.iter().position(|candidate| *candidate == self).unwrap_or_default() as u8
    }

    /// Reads [`MediaType::number`].
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

fn is_sound_brand(brand: [u8; 4]) -> bool {
    matches!(&brand, b"M4A " | b"M4B " | b"mp41" | b"mp42" | b"isom" | b"iso2" | b"iso5" | b"iso6" | b"dash")
}

/// Eleven bits of sync, and no reserved version, layer, bit rate or sampling rate.
fn is_mpeg_audio_frame(second: u8, third: u8) -> bool {
    let (version, layer) = ((second >> 3) & 0b11, (second >> 1) & 0b11);
    let (bit_rate, sampling_rate) = (third >> 4, (third >> 2) & 0b11);
    second >> 5 == 0b111
        && version != 0b01
        && layer != 0b00
        && bit_rate != 0b1111
        && bit_rate != 0
        && sampling_rate != 0b11
}
