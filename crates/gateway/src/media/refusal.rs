use akool_contract::media::{self, MediaKind, Unusable, UploadFormat};

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is of a format that is not taken.
    Format(Unusable),
    /// It is nothing that is known here.
    Unknown,
    /// It has no bytes.
    Empty,
    /// It ends before it should.
    CutOff(UploadFormat),
    /// Its structure is broken.
    Damaged(UploadFormat),
    /// There is nothing to hear in it.
    NoSound(UploadFormat),
    /// It has more pixels than anything here should decode.
    TooManyPixels,
}

impl Refusal {
    /// A sound of a kind that is not taken.
    pub(super) const fn sound(found: &'static str) -> Self {
        Self::Format(Unusable::sound(found))
    }

    /// A sentence that says what was found, and one that says what to do.
    pub fn message(self) -> String {
        match self {
            Self::Format(unusable) => unusable.message(),
            Self::Unknown => media::UNKNOWN_MESSAGE.to_owned(),
            Self::Empty => media::EMPTY_MESSAGE.to_owned(),
            Self::CutOff(format) => media::cut_off_message(format),
            Self::Damaged(format) => media::damaged_message(format),
            Self::NoSound(format) => media::no_sound_message(format),
            Self::TooManyPixels => format!(
                "The picture has too many pixels. Make it smaller: at most {} on a side and {} million in all.",
                super::picture::MAXIMUM_SIDE,
                super::picture::MAXIMUM_PIXELS / 1_000_000
            ),
        }
    }

    /// Whether the file would have to be of another format; otherwise another copy of it may do.
    pub const fn is_about_format(self) -> bool {
        matches!(self, Self::Format(_) | Self::Unknown | Self::Empty)
    }

    /// Whether it is about a sound, as far as that is known.
    pub fn is_about_sound(self) -> bool {
        match self {
            Self::Format(unusable) => unusable.advice == Unusable::sound("").advice,
            Self::CutOff(format) | Self::Damaged(format) | Self::NoSound(format) => format.kind() == MediaKind::Sound,
            Self::Unknown | Self::Empty | Self::TooManyPixels => false,
        }
    }
}
