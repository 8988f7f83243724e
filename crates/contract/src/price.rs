//! Documented credits per video, for estimates only. The actual charge is `deduction_credit` in the answer, and it has been
//! seen to be higher than this table.

use crate::{Resolution, VideoLength};

/// One row of the published table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Nominal size.
    pub resolution: Resolution,
    /// Length.
    pub video_length: VideoLength,
    /// Credits.
    pub credits: u32,
}

const fn price(resolution: Resolution, video_length: VideoLength, credits: u32) -> Price {
    Price { resolution, video_length, credits }
}

/// The published table for `createBySourcePrompt`.
pub const TABLE: [Price; 6] = [
    price(Resolution::P720, VideoLength::Five, 20),
    price(Resolution::P1080, VideoLength::Five, 25),
    price(Resolution::K4, VideoLength::Five, 30),
    price(Resolution::P720, VideoLength::Ten, 40),
    price(Resolution::P1080, VideoLength::Ten, 50),
    price(Resolution::K4, VideoLength::Ten, 60),
];

/// Documented credits for one video.
pub fn credits(resolution: Resolution, video_length: VideoLength) -> Option<u32> {
    TABLE
        .iter()
        .find(|price| price.resolution == resolution && price.video_length == video_length)
        .map(|price| price.credits)
}
