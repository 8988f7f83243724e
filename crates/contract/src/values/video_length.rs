/// Length of the video. Ten seconds need Akool's pro plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VideoLength {
    /// Five seconds.
    #[default]
    Five,
    /// Ten seconds.
    Ten,
}

impl VideoLength {
    /// Reads whole seconds.
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        if seconds == 5.0 {
            Some(Self::Five)
        } else if seconds == 10.0 {
            Some(Self::Ten)
        } else {
            None
        }
    }

    /// Seconds.
    pub const fn seconds(self) -> u32 {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
        }
    }
}
