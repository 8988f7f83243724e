/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A still picture, for `image_url` and `last_image_url`.
    Picture,
    /// A sound, for `audio_url`.
    Sound,
}

/// A format that may be uploaded. `docs/uploads.md` has the same table for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadFormat {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// MPEG audio, layer III.
    Mp3,
    /// Uncompressed sound in a RIFF file.
    Wav,
    /// AAC, ALAC, Opus, FLAC or MP3 in an MP4 or 3GP file.
    M4a,
    /// AAC in ADTS frames, without a container.
    Aac,
    /// Vorbis, Opus or FLAC in an Ogg file.
    Ogg,
    /// FLAC without another container.
    Flac,
    /// Opus or Vorbis in a WebM file.
    Webm,
}

impl UploadFormat {
    /// All of them, pictures first.
    pub const ALL: [Self; 10] = [
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Mp3,
        Self::Wav,
        Self::M4a,
        Self::Aac,
        Self::Ogg,
        Self::Flac,
        Self::Webm,
    ];

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Mp3 => "MP3",
            Self::Wav => "WAV",
            Self::M4a => "M4A",
            Self::Aac => "AAC",
            Self::Ogg => "Ogg",
            Self::Flac => "FLAC",
            Self::Webm => "WebM",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
            Self::M4a => "audio/mp4",
            Self::Aac => "audio/aac",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Webm => "audio/webm",
        }
    }

    /// File name extensions it goes by, the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Mp3 => &["mp3"],
            Self::Wav => &["wav"],
            Self::M4a => &["m4a", "mp4", "3gp", "3g2"],
            Self::Aac => &["aac"],
            Self::Ogg => &["ogg", "oga", "opus"],
            Self::Flac => &["flac"],
            Self::Webm => &["webm", "weba"],
        }
    }

    /// What it is for.
    pub const fn kind(self) -> MediaKind {
        match self {
            Self::Png | Self::Jpeg | Self::Webp => MediaKind::Picture,
            _ => MediaKind::Sound,
        }
    }

    /// The format that a media type means, whichever of its names is used.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_named = |format: &Self| format.media_type() == essence;
        Self::ALL.into_iter().find(is_named).or(match essence.as_str() {
            "image/jpg" | "image/pjpeg" => Some(Self::Jpeg),
            "audio/mp3" | "audio/x-mp3" | "audio/x-mpeg" | "audio/mpeg3" => Some(Self::Mp3),
            "audio/wave" | "audio/x-wav" | "audio/vnd.wave" | "audio/x-pn-wav" => Some(Self::Wav),
            "audio/m4a" | "audio/x-m4a" | "video/mp4" | "audio/3gpp" | "audio/3gpp2" | "video/3gpp" | "video/3gpp2" => {
                Some(Self::M4a)
            }
            "audio/x-aac" | "audio/aacp" | "audio/x-hx-aac-adts" | "audio/vnd.dlna.adts" => Some(Self::Aac),
            "audio/opus" | "audio/vorbis" | "audio/x-ogg" | "application/ogg" | "video/ogg" => Some(Self::Ogg),
            "audio/x-flac" => Some(Self::Flac),
            "video/webm" => Some(Self::Webm),
            _ => None,
        })
    }

    /// What a file begins with. That is a first guess: which codec a container holds, and whether the file is whole, only
    /// the whole file tells.
    pub fn sniff(head: &[u8]) -> Sniffed {
        sniff(head)
    }
}

/// A media type and file name extensions for the `accept` attribute of a file input.
pub fn accept(kind: MediaKind) -> String {
    let mut parts = Vec::new();
    for format in UploadFormat::ALL.into_iter().filter(|format| format.kind() == kind) {
        parts.push(format.media_type().to_owned());
        // Systems know the media type of most pictures, and few agree on those of sounds.
        if kind == MediaKind::Sound {
            parts.extend(format.extensions().iter().map(|extension| [".", extension].concat()));
        }
    }
    parts.join(",")
}

/// How many bytes [`UploadFormat::sniff`] looks at, at most.
pub const SNIFF_BYTES: usize = 64;

/// What the first bytes of a file say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// It may be one of the formats that are taken.
    Upload(UploadFormat),
    /// It is another format, which is known by name.
    Other(Unusable),
    /// Nothing that is known here.
    Unknown,
}

/// A file that cannot be used, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// What was found, in the plural: "GIF pictures".
    pub found: &'static str,
    /// What to do instead, as a sentence.
    pub advice: &'static str,
}

impl Unusable {
    /// A picture in another format.
    pub const fn picture(found: &'static str) -> Self {
        Self { found, advice: CONVERT_PICTURE }
    }

    /// A sound in another format.
    pub const fn sound(found: &'static str) -> Self {
        Self { found, advice: CONVERT_SOUND }
    }

    /// A video.
    pub const fn video(found: &'static str) -> Self {
        Self { found, advice: "Export its sound as MP3, WAV or M4A, or one of its frames as JPEG." }
    }

    /// Something that is neither.
    pub const fn other(found: &'static str) -> Self {
        Self { found, advice: CHOOSE_ANOTHER }
    }

    /// The message for people.
    pub fn message(self) -> String {
        [self.found, " cannot be used. ", self.advice].concat()
    }
}

const CONVERT_PICTURE: &str = "Convert the picture to JPEG, PNG or WebP.";
const CONVERT_SOUND: &str = "Convert the sound to MP3, WAV or M4A.";
const CHOOSE_ANOTHER: &str = "Choose a PNG, JPEG or WebP picture, or an MP3, WAV, M4A, AAC, Ogg, FLAC or WebM sound.";

/// What is said of a picture from an iPhone.
pub const HEIC: Unusable = Unusable {
    found: "HEIC pictures",
    advice: "Export the picture as JPEG. On an iPhone, set Settings > Camera > Formats to Most Compatible to take JPEG pictures.",
};

/// The message for a file that is nothing known here.
pub const UNKNOWN_MESSAGE: &str = "This file is of no known format. Choose a PNG, JPEG or WebP picture, or an MP3, WAV, \
                                   M4A, AAC, Ogg, FLAC or WebM sound.";
/// The message for a file without bytes.
pub const EMPTY_MESSAGE: &str = "The file is empty. Choose a file that is not empty.";

/// The message for a file that ends too early.
pub fn cut_off_message(format: UploadFormat) -> String {
    ["The ", format.name(), " file is cut off. Choose a complete copy of it."].concat()
}

/// The message for a file whose structure is broken.
pub fn damaged_message(format: UploadFormat) -> String {
    ["The ", format.name(), " file is damaged. Choose another copy of it."].concat()
}

/// The message for a file of the right structure in which there is nothing to hear.
pub fn no_sound_message(format: UploadFormat) -> String {
    ["The ", format.name(), " file holds no sound. Choose another one."].concat()
}

fn sniff(head: &[u8]) -> Sniffed {
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
            Other(Unusable::sound("AIFF sounds"))
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

/// The brands of a file of boxes: the main one, four bytes of a version, then the others.
fn sniff_brands(brands: &[u8]) -> Sniffed {
    let main = brands.get(..4).unwrap_or_default();
    match main {
        b"avif" | b"avis" => Sniffed::Other(Unusable::picture("AVIF pictures")),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Sniffed::Other(HEIC),
        b"mif1" | b"mif2" | b"msf1" | b"miaf" => {
            let is_avif = brands.chunks_exact(4).any(|brand| matches!(brand, b"avif" | b"avis"));
            Sniffed::Other(if is_avif { Unusable::picture("AVIF pictures") } else { HEIC })
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
