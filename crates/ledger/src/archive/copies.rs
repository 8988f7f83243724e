use super::{ArchivedVideo, VENDOR_RETENTION_MS};
use crate::database::values;
use crate::{Ledger, LedgerError};

/// Candidates that are tried for one claim, since other replicas may be quicker.
const CANDIDATES: i64 = 8;

/// The exclusive right to copy a video until the lease ends.
#[derive(Clone, Debug)]
pub struct CopyClaim {
    /// Akool's id of the job.
    pub vendor_id: String,
    /// Where to. It is the same for every try, so that a second copy replaces the first.
    pub video: ArchivedVideo,
    /// The number of the try, from 1. It also tells this claim from a later one.
    pub tries: i64,
}

impl Ledger {
    /// Claims the video that has waited longest and was tried less than `max_tries` times. Only one replica gets it until
    /// the lease ends.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn claim_copy(
        &self,
        now_ms: u64,
        lease_ms: u64,
        max_tries: i64,
    ) -> Result<Option<CopyClaim>, LedgerError> {
        self.write(move |transaction| {
            let waiting = transaction.query(
                "SELECT file, expires_at_seconds, vendor_id, tries FROM kept_videos
                 WHERE state = 'waiting' AND not_before_ms <= $1 AND tries < $2 ORDER BY not_before_ms LIMIT $3",
                values![now_ms as i64, max_tries, CANDIDATES],
            )?;
            for mut row in waiting {
                let (video, vendor_id, tries) = (ArchivedVideo::read(&mut row)?, row.text()?, row.integer()?);
                let changed = transaction.execute(
                    "UPDATE kept_videos SET not_before_ms = $1, tries = tries + 1
                     WHERE vendor_id = $2 AND state = 'waiting' AND tries = $3",
                    values![(now_ms + lease_ms) as i64, &vendor_id, tries],
                )?;
                if changed == 1 {
                    return Ok(Some(CopyClaim { vendor_id, video, tries: tries + 1 }));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Records that the copy exists. Returns whether it is still wanted: if not, the job was deleted meanwhile, and the
    /// caller has to delete the copy.
    ///
    /// # Errors
    ///
    /// The database's errors. The video is copied again when the lease ends.
    pub async fn complete_copy(&self, claim: &CopyClaim) -> Result<bool, LedgerError> {
        let vendor_id = claim.vendor_id.clone();
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE kept_videos SET state = 'kept' WHERE vendor_id = $1 AND state IN ('waiting', 'given_up')",
                values![&vendor_id],
            )?;
            let state =
                transaction.query_one("SELECT state FROM kept_videos WHERE vendor_id = $1", values![&vendor_id])?;
            Ok(state.map(|mut row| row.text()).transpose()?.as_deref() == Some("kept"))
        })
        .await
    }

    /// Releases a claim: the video is tried again at `retry_at_ms`, or never. Does nothing if another replica has claimed
    /// it since.
    ///
    /// # Errors
    ///
    /// The database's errors. The video is copied again when the lease ends.
    pub async fn release_copy(&self, claim: &CopyClaim, retry_at_ms: Option<u64>) -> Result<(), LedgerError> {
        let CopyClaim { vendor_id, tries, .. } = claim.clone();
        let state = if retry_at_ms.is_some() { "waiting" } else { "given_up" };
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE kept_videos SET state = $1, not_before_ms = $2
                 WHERE vendor_id = $3 AND state = 'waiting' AND tries = $4",
                values![state, retry_at_ms.unwrap_or_default() as i64, &vendor_id, tries],
            )?;
            Ok(())
        })
        .await
    }

    /// Records that the videos of these jobs must not be copied any more, and returns the copies.
    pub(crate) async fn delete_videos(&self, mut vendor_ids: Vec<String>) -> Result<Vec<ArchivedVideo>, LedgerError> {
        // All replicas lock the rows in one order.
        vendor_ids.sort_unstable();
        self.write(move |transaction| {
            let mut copies = Vec::new();
            for vendor_id in &vendor_ids {
                let known = transaction.query_one(
                    "SELECT file, expires_at_seconds FROM kept_videos WHERE vendor_id = $1",
                    values![vendor_id],
                )?;
                if let Some(mut row) = known {
                    copies.push(ArchivedVideo::read(&mut row)?);
                }
                transaction
                    .execute("UPDATE kept_videos SET state = 'deleted' WHERE vendor_id = $1", values![vendor_id])?;
            }
            Ok(copies)
        })
        .await
    }

    /// Deletes the rows of expired copies, once Akool has deleted the job as well, so that it is not copied anew.
    pub(crate) async fn delete_expired_videos(&self, now_ms: u64) -> Result<(), LedgerError> {
        let created_before_ms = now_ms.saturating_sub(VENDOR_RETENTION_MS) as i64;
        self.write(move |transaction| {
            transaction.execute(
                "DELETE FROM kept_videos WHERE expires_at_seconds < $1 AND created_at_ms < $2",
                values![(now_ms / 1000) as i64, created_before_ms],
            )?;
            Ok(())
        })
        .await
    }
}
