use serde::{Deserialize, Serialize};

/// Nominal size: the short side of the video. Its aspect follows the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resolution {
    /// 720 pixels.
    #[default]
    #[serde(rename = "720p")]
    P720,
    /// 1080 pixels.
    #[serde(rename = "1080p")]
    P1080,
    /// 2160 pixels. Akool writes a lower-case k.
    #[serde(rename = "4k")]
    K4,
}

impl Resolution {
    /// All of them, smallest first.
    pub const ALL: [Self; 3] = [Self::P720, Self::P1080, Self::K4];

    /// Reads Akool's word, exactly as written.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|resolution| resolution.as_str() == word)
    }

    /// Akool's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P720 => "720p",
            Self::P1080 => "1080p",
            Self::K4 => "4k",
        }
    }

    /// Short side in pixels.
    pub const fn short_side(self) -> u32 {
        match self {
            Self::P720 => 720,
            Self::P1080 => 1080,
            Self::K4 => 2160,
        }
    }
}
