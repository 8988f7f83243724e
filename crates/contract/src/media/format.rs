use super::Sniffed;
use super::sniff::sniff;

/// What an uploaded file is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A still picture, for `image_url` and `last_image_url`.
    Picture,
    /// A sound, for `audio_url`.
    Sound,
}

/// A format that can be uploaded: one of [`super::KNOWN_FORMATS`] that more than the simulator is known to take.
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

    /// Display name.
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

    /// File name extensions, the usual one first.
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

    /// What it is used for.
    pub const fn kind(self) -> MediaKind {
        match self {
            Self::Png | Self::Jpeg | Self::Webp => MediaKind::Picture,
            _ => MediaKind::Sound,
        }
    }

    /// The format of a media type, including unofficial names.
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

    /// Guesses the format from the first bytes of a file. Only the whole file tells which codec a container holds and
    /// whether the file is complete.
    pub fn sniff(head: &[u8]) -> Sniffed {
        sniff(head)
    }
}

/// Pictures that browsers can decode and the package makes JPEG of, for the `accept` attribute of a page that has it do so.
pub const CONVERTED_PICTURES: &str = "image/avif,image/gif,image/bmp,image/heic";

/// A media type and file name extensions for the `accept` attribute of a file input.
pub fn accept(kind: MediaKind) -> String {
    let mut parts = Vec::new();
    for format in UploadFormat::ALL.into_iter().filter(|format| format.kind() == kind) {
        parts.push(format.media_type().to_owned());
        // Operating systems know the media types of pictures but disagree on those of sounds.
        if kind == MediaKind::Sound {
            parts.extend(format.extensions().iter().map(|extension| [".", extension].concat()));
        }
    }
    parts.join(",")
}
