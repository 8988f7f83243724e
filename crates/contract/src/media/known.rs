//! The one list of formats. `docs/uploads.md` shows the same table; a test compares the two.

use super::limits::{MAX_AVIF_PIXELS, MAX_PIXELS, MAX_WEBP_PIXELS};
use super::{MediaKind, UploadFormat};

/// Where it is known from that Akool takes a format. Akool publishes no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Akool's documentation names it or uses it in examples.
    Documented,
    /// Akool's own page takes it.
    Observed,
    /// It is common, and nothing speaks against it.
    Assumed,
    /// The simulator takes it. Nothing is known of Akool, so a gateway rejects it before a job is paid for.
    SimulatorOnly,
}

impl Evidence {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
            Self::SimulatorOnly => "simulator only",
        }
    }
}

/// A format that works in a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFormat {
    /// Display name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// File name extensions, the usual one first.
    pub extensions: &'static [&'static str],
    /// What it is used for.
    pub kind: MediaKind,
    /// What it may contain.
    pub contents: &'static str,
    /// Where it is known from.
    pub evidence: Evidence,
    /// Most pixels of a picture; 0 for a sound.
    pub max_pixels: u32,
}

const fn picture(format: UploadFormat, contents: &'static str, evidence: Evidence, max_pixels: u32) -> KnownFormat {
    let (name, media_type, extensions) = (format.name(), format.media_type(), format.extensions());
    KnownFormat { name, media_type, extensions, kind: MediaKind::Picture, contents, evidence, max_pixels }
}

const fn sound(format: UploadFormat, contents: &'static str, evidence: Evidence) -> KnownFormat {
    let (name, media_type, extensions) = (format.name(), format.media_type(), format.extensions());
    KnownFormat { name, media_type, extensions, kind: MediaKind::Sound, contents, evidence, max_pixels: 0 }
}

/// All formats that work in a video, pictures first. What is not here is rejected by name.
pub const KNOWN_FORMATS: [KnownFormat; 12] = [
    picture(
        UploadFormat::Png,
        "all depths and colours; of an animated one, the first frame",
        Evidence::Documented,
        MAX_PIXELS,
    ),
    picture(UploadFormat::Jpeg, "8 bits a sample; RGB, gray, CMYK", Evidence::Documented, MAX_PIXELS),
    picture(UploadFormat::Webp, "of an animated one, the first frame", Evidence::Observed, MAX_WEBP_PIXELS),
    KnownFormat {
        name: "AVIF",
        media_type: "image/avif",
        extensions: &["avif"],
        kind: MediaKind::Picture,
        contents: "8 to 12 bits, tiles, crops; of an animated one, the still picture",
        evidence: Evidence::SimulatorOnly,
        max_pixels: MAX_AVIF_PIXELS,
    },
    sound(UploadFormat::Mp3, "MPEG layer III", Evidence::Documented),
    sound(UploadFormat::Wav, "PCM of 8 to 32 bits, floating point, A-law, µ-law", Evidence::Assumed),
    sound(
        UploadFormat::M4a,
        "AAC (LC, HE) of one or two channels, ALAC, Opus, FLAC or MP3; no video",
        Evidence::Assumed,
    ),
    sound(UploadFormat::Aac, "ADTS frames of AAC-LC, one or two channels", Evidence::Assumed),
    sound(UploadFormat::Ogg, "Vorbis, Opus or FLAC", Evidence::Assumed),
    sound(UploadFormat::Flac, "up to eight channels", Evidence::Assumed),
    sound(UploadFormat::Webm, "Opus or Vorbis, as browsers record it; no video", Evidence::Assumed),
    KnownFormat {
        name: "AIFF",
        media_type: "audio/aiff",
        extensions: &["aiff", "aif"],
        kind: MediaKind::Sound,
        contents: "PCM",
        evidence: Evidence::SimulatorOnly,
        max_pixels: 0,
    },
];
