//! The sound track: the caller's file, generated, or silent; always AAC of the video's length.

mod aac;
mod codec;
mod decode;
mod downmix;
mod edits;
mod fit;
mod generated;
mod loudness;
mod noise;
mod voices;

use crate::error::RenderError;
use crate::job::Sound;
use crate::motion::Plan;

/// Encoded sound, as MP4 stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodedSound {
    pub rate: u32,
    pub channels: u16,
    pub bits_per_second: u32,
    /// The decoder's configuration.
    pub config: Vec<u8>,
    /// Samples that a decoder outputs before the actual sound.
    pub delay: u32,
    pub samples_per_packet: u32,
    pub packets: Vec<Vec<u8>>,
}

/// An encoder for one piece of sound.
pub(crate) trait SoundEncoder {
    /// Encodes the whole piece.
    fn encode(&self, sound: &Samples) -> Result<EncodedSound, RenderError>;
}

/// Uncompressed sound, one vector of samples between -1 and 1 for each channel, all equally long.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Samples {
    pub rate: u32,
    pub channels: Vec<Vec<f32>>,
}

/// Rate, channels and bit rate of the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SoundFormat {
    pub rate: u32,
    pub channels: usize,
    pub bits_per_second: u32,
}

impl SoundFormat {
    pub const FULL: Self = Self { rate: 48_000, channels: 2, bits_per_second: 128_000 };
    pub const PREVIEW: Self = Self { rate: 16_000, channels: 1, bits_per_second: 32_000 };
}

/// The samples of a video's sound, as long as the video.
pub(crate) fn sound_samples(
    sound: &Sound,
    plan: &Plan,
    seconds: u32,
    format: SoundFormat,
) -> Result<Samples, RenderError> {
    let length = (seconds * format.rate) as usize;
    Ok(match sound {
        Sound::Silent => Samples { rate: format.rate, channels: vec![vec![0.0; length]; format.channels] },
        Sound::Generated => generated::generate(plan, length, format),
        Sound::Custom(file) => fit::fit(decode::decode(file, seconds)?, length, format)?,
    })
}

/// Encodes the sound of a video.
pub(crate) fn sound_track(samples: &Samples, format: SoundFormat) -> Result<EncodedSound, RenderError> {
    aac::Syom { bits_per_second: format.bits_per_second }.encode(samples)
}
