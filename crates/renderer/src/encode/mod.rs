//! From frames to H.264.

mod annex_b;
mod openh264_encoder;

use crate::error::RenderError;
use crate::frames::Planes;

pub(crate) use openh264_encoder::OpenH264;
pub use openh264_encoder::encoder_note;

/// What a decoder needs before the first frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParameterSets {
    pub sequence: Vec<u8>,
    pub picture: Vec<u8>,
}

/// One frame as it lies in an MP4 file: units with their length before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodedFrame {
    pub bytes: Vec<u8>,
    /// Whether a player can start here.
    pub is_key: bool,
}

/// An encoder for one run of frames; the first is a key frame.
pub(crate) trait VideoEncoder {
    /// Encodes the next frame. Nothing is held back: every call gives its own frame. A key frame is one that a player
    /// can start at; the first always is.
    fn encode(&mut self, frame: &Planes, must_be_key: bool) -> Result<EncodedFrame, RenderError>;

    /// Known once the first frame is encoded.
    fn parameter_sets(&self) -> Option<&ParameterSets>;
}
