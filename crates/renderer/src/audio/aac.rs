use super::{EncodedSound, Samples, SoundEncoder};
use crate::error::RenderError;
use syom::{EncodeOptions, EncodedFrame, Encoder};

const SAMPLES_PER_PACKET: u32 = 1_024;

/// The AAC-LC encoder of the syom library.
pub(crate) struct Syom {
    pub bits_per_second: u32,
}

impl SoundEncoder for Syom {
    fn encode(&self, sound: &Samples) -> Result<EncodedSound, RenderError> {
        let mut options = EncodeOptions::raw();
        options.bitrate_bps = self.bits_per_second;
        let failed = |error: syom::AacError| RenderError::internal(format!("The sound could not be encoded: {error}."));
        let mut encoder = Encoder::new(sound.rate, sound.channels.len(), &options).map_err(failed)?;
        let mut packets = Vec::new();
        let mut keep = |frame: EncodedFrame<'_>| {
            packets.push(frame.payload.to_vec());
            Ok(())
        };
        let planes: Vec<&[f32]> = sound.channels.iter().map(Vec::as_slice).collect();
        encoder.feed(&planes, &mut keep).map_err(failed)?;
        let info = encoder.finish(&mut keep).map_err(failed)?;
        Ok(EncodedSound {
            rate: sound.rate,
            channels: sound.channels.len() as u16,
            bits_per_second: self.bits_per_second,
            config: encoder.asc().to_vec(),
            delay: info.priming as u32,
            samples_per_packet: SAMPLES_PER_PACKET,
            packets,
        })
    }
}
