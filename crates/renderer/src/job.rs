use crate::EffectKind;

/// What to render.
#[derive(Clone, Debug)]
pub struct RenderJob {
    /// The picture's file: PNG, JPEG, WebP or AVIF.
    pub image: Vec<u8>,
    /// The file of a second picture; the video fades over to it.
    pub last_image: Option<Vec<u8>>,
    /// How the camera moves, in words. Ignored with an effect.
    pub prompt: String,
    /// A ready-made effect.
    pub effect: Option<EffectKind>,
    /// The video's short side in pixels, 64 to 2160.
    pub short_side: u32,
    /// The video's length in seconds, 1 to 30.
    pub seconds: u32,
    /// The sound.
    pub sound: Sound,
    /// Seed of all random choices. The same job gives the same video.
    pub seed: u64,
    /// How large and smooth the video becomes.
    pub quality: Quality,
}

/// Where the sound comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// A silent sound track.
    Silent,
    /// Generated to fit the motion.
    Generated,
    /// The caller's file, fitted to the video's length.
    Custom(Vec<u8>),
}

/// How large and smooth the video becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    /// The requested size at 30 frames a second.
    #[default]
    Full,
    /// A tiny video of the same length, motion and sound, rendered in milliseconds; for tests.
    Preview,
}

/// A finished video.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The video: H.264 and AAC-LC in MP4 that plays while it loads.
    pub mp4: Vec<u8>,
    /// A picture from the video, as JPEG.
    pub cover_jpeg: Vec<u8>,
    /// The video's width in pixels.
    pub width: u32,
    /// The video's height in pixels.
    pub height: u32,
    /// The video's length.
    pub duration_seconds: f64,
}
