use akool_contract::media::UploadFormat;

/// The format of a stored file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// An MP3 sound.
    Mp3,
    /// A WAV sound.
    Wav,
    /// Sound in an MP4 file.
    M4a,
    /// Sound in an Ogg file.
    Ogg,
    /// A FLAC sound.
    Flac,
    /// A finished video; never an upload.
    Mp4,
    /// AAC sound without a container.
    Aac,
    /// Sound in a WebM file.
    Webm,
}

impl MediaType {
    /// All formats, in the order of their numbers. URLs contain the numbers, so add new formats at the end.
    const ALL: [Self; 11] = [
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Mp3,
        Self::Wav,
        Self::M4a,
        Self::Ogg,
        Self::Flac,
        Self::Mp4,
        Self::Aac,
        Self::Webm,
    ];

    /// The format with this media type or one of its aliases, if it may be uploaded.
    pub fn of_upload(mime: &str) -> Option<Self> {
        UploadFormat::of_media_type(mime).map(Self::from)
    }

    /// Whether these first bytes are those of an MP4 video.
    pub fn is_video(bytes: &[u8]) -> bool {
        match bytes {
            [a, b, c, d, b'f', b't', b'y', b'p', brand @ ..] => {
                // The first box has at least a header, a brand and a version, and it is never long.
                let length = u32::from_be_bytes([*a, *b, *c, *d]);
                (16..=1024).contains(&length) && brand.len() >= 4 && !matches!(&brand[..4], b"M4A " | b"M4B ")
            }
            _ => false,
        }
    }

    /// The upload format, if it may be uploaded.
    fn format(self) -> Option<UploadFormat> {
        UploadFormat::ALL.into_iter().find(|format| Self::from(*format) == self)
    }

    /// Its media type.
    pub fn mime(self) -> &'static str {
        self.format().map_or("video/mp4", UploadFormat::media_type)
    }

    /// Its usual file name extension.
    pub fn extension(self) -> &'static str {
        self.format().map_or("mp4", |format| format.extensions()[0])
    }

    /// Its number inside a capability.
    pub fn number(self) -> u8 {
        Self::ALL.iter().position(|candidate| *candidate == self).unwrap_or_default() as u8
    }

    /// The format with this [`MediaType::number`].
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

impl From<UploadFormat> for MediaType {
    fn from(format: UploadFormat) -> Self {
        match format {
            UploadFormat::Png => Self::Png,
            UploadFormat::Jpeg => Self::Jpeg,
            UploadFormat::Webp => Self::Webp,
            UploadFormat::Mp3 => Self::Mp3,
            UploadFormat::Wav => Self::Wav,
            UploadFormat::M4a => Self::M4a,
            UploadFormat::Aac => Self::Aac,
            UploadFormat::Ogg => Self::Ogg,
            UploadFormat::Flac => Self::Flac,
            UploadFormat::Webm => Self::Webm,
        }
    }
}
