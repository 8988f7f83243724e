use super::{Content, EncodedFrame, ParameterSets, VideoEncoder, annex_b};
use crate::error::RenderError;
use crate::frames::Planes;
use crate::size::Size;
use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, IntraFramePeriod, Profile, QpRange, RateControlMode,
    VuiConfig,
};
use openh264::formats::YUVSource;

/// A note about the encoder for the log of a server; none if all is well.
pub fn encoder_note() -> Option<&'static str> {
    match env!("AKOOL_RENDERER_ASSEMBLY") {
        "missing" => Some(
            "The video encoder was built without nasm and runs about 2.7 times slower. Install nasm, then \
             `cargo clean -p openh264-sys2 -p akool-renderer` and build again.",
        ),
        _ => None,
    }
}

/// The OpenH264 encoder, which Cisco makes.
pub(crate) struct OpenH264 {
    encoder: Encoder,
    parameter_sets: Option<ParameterSets>,
}

impl OpenH264 {
    pub fn new(size: Size, frames_per_second: u32, content: Content) -> Result<Self, RenderError> {
        let quantiser = content.quantiser();
        let config = EncoderConfig::new()
            // Constant quality and no skipped frames, which would stutter. This mode keeps to the range below without
            // measuring each row.
            .rate_control_mode(RateControlMode::Bufferbased)
            .qp(QpRange::new(quantiser, quantiser))
            .skip_frames(false)
            // Not a limit in this mode, but the encoder derives its declared level from it: about the most that noise
            // needs at this quality.
            .bitrate(BitRate::from_bps(size.width * size.height * frames_per_second / 5 * 2))
            .max_frame_rate(FrameRate::from_hz(frames_per_second as f32))
            .intra_frame_period(IntraFramePeriod::auto())
            .profile(Profile::Baseline)
            .complexity(Complexity::Low)
            .scene_change_detect(false)
            // The encoder turns it off by itself with one quantiser for all.
            .adaptive_quantization(false)
            .background_detection(false)
            .num_threads(1)
            .vui(VuiConfig::bt709());
        let encoder = Encoder::with_api_config(OpenH264API::from_source(), config).map_err(|error| failed(&error))?;
        Ok(Self { encoder, parameter_sets: None })
    }
}

impl Content {
    /// Smaller is finer. At 28 the sky falls into blocks and steps at key frames; at 26 files are 1.3 times as large as at 28,
    /// at 25 1.5 times. From 25 on a flat colour loses nothing but the rounding to 8 bits: at 26 what remains of its chroma is
    /// less than the encoder keeps, and it is up to 3.7 levels of 255 off instead of 1.6.
    const fn quantiser(self) -> u8 {
        match self {
            Self::Photograph => 26,
            Self::FlatColors => 25,
        }
    }
}

const SEQUENCE_UNIT: u8 = 7;
const PICTURE_UNIT: u8 = 8;
const KEY_UNIT: u8 = 5;

impl VideoEncoder for OpenH264 {
    fn encode(&mut self, frame: &Planes, must_be_key: bool) -> Result<EncodedFrame, RenderError> {
        // Before its first frame, which always is a key frame, the encoder is not initialised.
        if must_be_key && self.parameter_sets.is_some() {
            self.encoder.force_intra_frame();
        }
        let stream = self.encoder.encode(&Source(frame)).map_err(|error| failed(&error))?.to_vec();
        let mut bytes = Vec::with_capacity(stream.len() + 16);
        let mut is_key = false;
        let (mut sequence, mut picture) = (None, None);
        for unit in annex_b::units(&stream) {
            match unit[0] & 0x1f {
                SEQUENCE_UNIT => sequence = Some(unit.to_vec()),
                PICTURE_UNIT => picture = Some(unit.to_vec()),
                kind => {
                    is_key |= kind == KEY_UNIT;
                    bytes.extend_from_slice(&(unit.len() as u32).to_be_bytes());
                    bytes.extend_from_slice(unit);
                }
            }
        }
        if let (None, Some(sequence), Some(picture)) = (&self.parameter_sets, sequence, picture) {
            self.parameter_sets = Some(ParameterSets { sequence, picture });
        }
        if bytes.is_empty() {
            return Err(RenderError::internal("The video encoder returned nothing for a frame."));
        }
        Ok(EncodedFrame { bytes, is_key })
    }

    fn parameter_sets(&self) -> Option<&ParameterSets> {
        self.parameter_sets.as_ref()
    }
}

fn failed(error: &openh264::Error) -> RenderError {
    RenderError::internal(format!("The video encoder failed: {error}."))
}

struct Source<'a>(&'a Planes);

impl YUVSource for Source<'_> {
    fn dimensions(&self) -> (usize, usize) {
        (self.0.y.width, self.0.y.height)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.0.y.width, self.0.u.width, self.0.v.width)
    }

    fn y(&self) -> &[u8] {
        &self.0.y.samples
    }

    fn u(&self) -> &[u8] {
        &self.0.u.samples
    }

    fn v(&self) -> &[u8] {
        &self.0.v.samples
    }
}
