use std::fmt;

/// The kind of failure, for code that handles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RenderErrorKind {
    /// The length or the size is out of range.
    InvalidJob,
    /// The picture is not PNG, JPEG, WebP or AVIF.
    ImageUnsupported,
    /// The picture is damaged.
    ImageBroken,
    /// The picture has more bytes or pixels than allowed.
    ImageTooLarge,
    /// The format or codec of the sound file is not supported.
    SoundUnsupported,
    /// The sound file is damaged or has no sound.
    SoundBroken,
    /// The sound file has more bytes than allowed.
    SoundTooLarge,
    /// An encoder or another part of the renderer failed.
    Internal,
}

/// Why a render failed: a sentence for people and a kind for code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderError {
    kind: RenderErrorKind,
    sentence: String,
}

impl RenderError {
    pub(crate) fn new(kind: RenderErrorKind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into() }
    }

    pub(crate) fn internal(sentence: impl Into<String>) -> Self {
        Self::new(RenderErrorKind::Internal, sentence)
    }

    /// The kind of failure.
    pub const fn kind(&self) -> RenderErrorKind {
        self.kind
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for RenderError {}
