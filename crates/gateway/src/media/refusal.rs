use akool_contract::media::{self, MediaKind, Unusable, UploadFormat};

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum Refusal {
    /// Its format is not accepted.
    Format(Unusable),
    /// Its format is unknown.
    Unknown,
    /// It is empty.
    Empty,
    /// It is incomplete.
    CutOff(UploadFormat),
    /// It is malformed.
    Damaged(UploadFormat),
    /// It contains no sound.
    NoSound(UploadFormat),
    /// It has more pixels than these, or too many on a side.
    TooManyPixels {
        /// Most pixels of a picture in its format.
        max_pixels: u32,
    },
}

impl Refusal {
    /// A sound of a kind that is not accepted.
    pub(super) const fn sound(found: &'static str) -> Self {
        Self::Format(Unusable::sound(found))
    }

    /// For the caller: what was found, and what to do.
    pub fn message(self) -> String {
        match self {
            Self::Format(unusable) => unusable.message(),
            Self::Unknown => media::UNKNOWN_MESSAGE.to_owned(),
            Self::Empty => media::EMPTY_MESSAGE.to_owned(),
            Self::CutOff(format) => media::cut_off_message(format),
            Self::Damaged(format) => media::damaged_message(format),
            Self::NoSound(format) => media::no_sound_message(format),
            Self::TooManyPixels { max_pixels } => media::too_many_pixels_message(max_pixels),
        }
    }

    /// Whether another format is needed. Otherwise another copy of the file may be accepted.
    pub const fn is_about_format(self) -> bool {
        matches!(self, Self::Format(_) | Self::Unknown | Self::Empty)
    }

    /// Whether the file is a sound, as far as that is known.
    pub fn is_about_sound(self) -> bool {
        match self {
            Self::Format(unusable) => unusable.is_sound(),
            Self::CutOff(format) | Self::Damaged(format) | Self::NoSound(format) => format.kind() == MediaKind::Sound,
            Self::Unknown | Self::Empty | Self::TooManyPixels { .. } => false,
        }
    }
}
