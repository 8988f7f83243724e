use std::fmt;

/// What went wrong, for code that has to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RenderErrorKind {
    /// The job itself makes no sense: length, size.
    InvalidJob,
    /// The picture's format is none of PNG, JPEG, WebP and AVIF.
    ImageUnsupported,
    /// The picture is damaged.
    ImageBroken,
    /// The picture has more bytes or pixels than are taken.
    ImageTooLarge,
    /// The picture is an animation.
    ImageAnimated,
    /// The sound file's format or codec is not known here.
    SoundUnsupported,
    /// The sound file is damaged or holds no sound.
    SoundBroken,
    /// The sound file has more bytes than are taken.
    SoundTooLarge,
    /// An encoder failed, or a part of the renderer did.
    Internal,
}

/// Why no video came out: a sentence for people and a kind for code.
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

    /// What went wrong, for code that has to decide.
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
