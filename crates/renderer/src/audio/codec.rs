use opus_decoder::OpusDecoder;
use symphonia::core::audio::{Channels, Position};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_OPUS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::packet::Packet;

/// Opus is always decoded at this rate.
const OPUS_RATE: u32 = 48_000;
const OPUS_HEAD: &[u8] = b"OpusHead";

/// Decodes packets with the library that knows the codec.
pub(super) enum Codec {
    Library(Box<dyn AudioDecoder>),
    Opus(Box<Opus>),
}

/// An Opus decoder, which symphonia lacks.
pub(super) struct Opus {
    decoder: OpusDecoder,
    channels: usize,
    pre_skip: u16,
    gain: f32,
    interleaved: Vec<f32>,
}

impl Codec {
    /// A decoder for this track, or why there is none. MP4 files store the Opus header big-endian.
    pub fn new(parameters: &AudioCodecParameters, is_mp4: bool) -> Result<Self, &'static str> {
        if parameters.codec == CODEC_ID_OPUS {
            let head = parameters.extra_data.as_deref().and_then(|head| head.strip_prefix(OPUS_HEAD));
            return Opus::new(head.ok_or("its codec is not known here")?, is_mp4)
                .map(|opus| Self::Opus(Box::new(opus)));
        }
        let mut parameters = parameters.clone();
        if parameters.codec == CODEC_ID_AAC
            && let Some(core) = parameters.extra_data.as_deref().and_then(aac_core)
        {
            parameters.extra_data = Some(core);
        }
        symphonia::default::get_codecs()
            .make_audio_decoder(&parameters, &AudioDecoderOptions::default())
            .map(Self::Library)
            .map_err(|_| "its codec is not known here")
    }

    /// Decodes a packet into one vector for each channel. Returns the rate, and the loudspeakers if they are known.
    pub fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Result<(u32, Option<Position>), Error> {
        match self {
            Self::Library(decoder) => {
                let decoded = decoder.decode(packet)?;
                decoded.copy_to_vecs_planar(planes);
                let positions = match decoded.spec().channels() {
                    Channels::Positioned(positions) => Some(*positions),
                    _ => None,
                };
                Ok((decoded.spec().rate(), positions))
            }
            Self::Opus(opus) => opus.decode(packet, planes).map(|rate| (rate, None)),
        }
    }

    /// Samples before the actual sound, unless the file gives them elsewhere.
    pub fn delay(&self) -> u64 {
        match self {
            // The decoder has removed them itself.
            Self::Library(_) => 0,
            Self::Opus(opus) => opus.pre_skip.into(),
        }
    }
}

impl Opus {
    fn new(head: &[u8], is_mp4: bool) -> Result<Self, &'static str> {
        let number = |at: usize| {
            let pair = head.get(at..at + 2)?.try_into().ok()?;
            Some(if is_mp4 { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
        };
        let channels = usize::from(*head.get(1).ok_or("it is damaged")?);
        if !(1..=2).contains(&channels) || head.get(10) != Some(&0) {
            return Err("it is Opus of more than two channels");
        }
        let (pre_skip, gain) = number(2).zip(number(8)).ok_or("it is damaged")?;
        let decoder = OpusDecoder::new(OPUS_RATE, channels).map_err(|_| "its codec is not known here")?;
        let interleaved = vec![0.0; OpusDecoder::MAX_FRAME_SIZE_48K * channels];
        // In 1/256 of a decibel.
        let gain = 10_f32.powf(f32::from(gain as i16) / 256.0 / 20.0);
        Ok(Self { decoder, channels, pre_skip, gain, interleaved })
    }

    fn decode(&mut self, packet: &Packet, planes: &mut Vec<Vec<f32>>) -> Result<u32, Error> {
        planes.resize(self.channels, Vec::new());
        planes.iter_mut().for_each(Vec::clear);
        if packet.data.is_empty() {
            return Err(Error::DecodeError("opus: an empty packet"));
        }
        let decoded = self.decoder.decode_float(&packet.data, &mut self.interleaved, false);
        let count = decoded.map_err(|_| Error::DecodeError("opus: a damaged packet"))?;
        let heard = count.saturating_sub(usize::try_from(packet.trim_end.get()).unwrap_or(0));
        for frame in self.interleaved.chunks_exact(self.channels).take(heard) {
            for (plane, sample) in planes.iter_mut().zip(frame) {
                plane.push(sample * self.gain);
            }
        }
        Ok(OPUS_RATE)
    }
}

/// The part of a configuration of AAC that says how its core is coded. What high-efficiency AAC adds to that are treble and
/// stereo made of hints, which are left out.
fn aac_core(configuration: &[u8]) -> Option<Box<[u8]>> {
    const LOW_COMPLEXITY: u64 = 2;
    const WITH_HINTS: [u64; 2] = [5, 29];
    let mut bits = [0; 8];
    let length = configuration.len().min(8);
    bits[..length].copy_from_slice(&configuration[..length]);
    let bits = u64::from_be_bytes(bits);
    let object = bits >> 59;
    if object != LOW_COMPLEXITY && !WITH_HINTS.contains(&object) {
        return None;
    }
    // The rate is one of a list, or stands there by itself.
    let rate_bits = if bits >> 55 & 0xF == 0xF { 28 } else { 4 };
    let kept_bits = 5 + rate_bits + 4;
    let core = LOW_COMPLEXITY << 59 | (bits << 5 >> 5 >> (64 - kept_bits) << (64 - kept_bits));
    Some(core.to_be_bytes()[..(kept_bits + 3_usize).div_ceil(8)].into())
}
