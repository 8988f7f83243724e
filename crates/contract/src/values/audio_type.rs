/// Where the sound comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudioType {
    /// 1: made by the vendor's model.
    Generated,
    /// 2: the caller's `audio_url`.
    Custom,
    /// 3: none.
    #[default]
    Silent,
}

impl AudioType {
    /// Reads the vendor's number.
    pub fn from_number(number: f64) -> Option<Self> {
        if number == 1.0 {
            Some(Self::Generated)
        } else if number == 2.0 {
            Some(Self::Custom)
        } else if number == 3.0 {
            Some(Self::Silent)
        } else {
            None
        }
    }

    /// The vendor's number.
    pub const fn number(self) -> u32 {
        match self {
            Self::Generated => 1,
            Self::Custom => 2,
            Self::Silent => 3,
        }
    }
}
