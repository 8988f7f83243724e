//! Copies of finished videos: which ones exist, and which are still to be made. The table is `kept_videos`.

mod copies;
mod finished;

pub use copies::CopyClaim;
pub use finished::FinishedJobs;

use crate::LedgerError;
use crate::database::Row;

/// Akool keeps results for seven days; one more for jobs that were slow.
const VENDOR_RETENTION_MS: u64 = 8 * 24 * 60 * 60 * 1000;

/// Where the copy of a video is, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedVideo {
    /// The random name of the file.
    pub file: [u8; 16],
    /// Seconds since 1970.
    pub expires_at_seconds: u64,
}

impl ArchivedVideo {
    /// Reads the columns `file` and `expires_at_seconds`.
    fn read(row: &mut Row) -> Result<Self, LedgerError> {
        let file = row.bytes()?.try_into().map_err(|_| LedgerError::UnexpectedValue)?;
        Ok(Self { file, expires_at_seconds: row.integer()? as u64 })
    }
}
