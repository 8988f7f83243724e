//! Encodes frames as H.264.

mod annex_b;
mod openh264_encoder;

use crate::error::RenderError;
use crate::frames::Planes;

pub(crate) use openh264_encoder::OpenH264;
pub use openh264_encoder::encoder_note;

/// What a video shows, for its quality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Photograph,
    /// A chart, a logo or a drawing: the eye compares its colours with what they should be, and there is no grain to hide a
    /// difference.
    FlatColors,
}

/// The parameter sets that a decoder needs before the first frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParameterSets {
    pub sequence: Vec<u8>,
    pub picture: Vec<u8>,
}

/// One frame as MP4 stores it: units, each after its length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodedFrame {
    pub bytes: Vec<u8>,
    /// Whether a player can start here.
    pub is_key: bool,
}

/// An encoder for one run of frames; the first is a key frame.
pub(crate) trait VideoEncoder {
    /// Encodes the next frame without delay: every call returns its own frame. A player can start at a key frame; the
    /// first frame always is one.
    fn encode(&mut self, frame: &Planes, must_be_key: bool) -> Result<EncodedFrame, RenderError>;

    /// Known once the first frame is encoded.
    fn parameter_sets(&self) -> Option<&ParameterSets>;
}
