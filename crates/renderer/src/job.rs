use crate::EffectKind;

/// What to render.
#[derive(Clone, Debug)]
pub struct RenderJob {
    /// The picture's file: PNG, JPEG, WebP or AVIF.
    pub image: Vec<u8>,
    /// A second picture's file, to which the video fades over.
    pub last_image: Option<Vec<u8>>,
    /// Words that say how the camera moves. Used only without an effect.
    pub prompt: String,
    /// A ready-made effect.
    pub effect: Option<EffectKind>,
    /// The video's short side in pixels, 64 to 2160.
    pub short_side: u32,
    /// The video's length, 1 to 30.
    pub seconds: u32,
    /// The sound.
    pub sound: Sound,
    /// Where chance starts. The same job gives the same video.
    pub seed: u64,
    /// How much work to put in.
    pub quality: Quality,
}

/// Where the sound comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// A sound track that is silent.
    Silent,
    /// Made here to fit the motion.
    Generated,
    /// The caller's file, fitted to the video's length.
    Custom(Vec<u8>),
}

/// How much work to put in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    /// The size asked for, 30 pictures a second.
    #[default]
    Full,
    /// A tiny video of the same length, motion and sound, rendered in milliseconds; for tests.
    Preview,
}

/// A finished video.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The video's file: H.264 and AAC-LC in MP4, ready to play while it loads.
    pub mp4: Vec<u8>,
    /// A JPEG picture out of the video.
    pub cover_jpeg: Vec<u8>,
    /// The video's width in pixels.
    pub width: u32,
    /// The video's height in pixels.
    pub height: u32,
    /// The video's length.
    pub duration_seconds: f64,
}
