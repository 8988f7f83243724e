use std::collections::HashMap;

use aws_lc_rs::rand;

use super::{ArchivedVideo, VENDOR_RETENTION_MS};
use crate::database::{Transaction, values};
use crate::{Ledger, LedgerError};

/// Younger jobs are most likely under way, and polled because a caller watches them.
const YOUNG_MS: u64 = 10 * 60 * 1000;

/// The result of [`Ledger::record_finished`].
#[derive(Clone, Debug, Default)]
pub struct FinishedJobs {
    /// The copies that exist, by Akool's ids of the jobs.
    pub archived: HashMap<String, ArchivedVideo>,
    /// Whether a video now waits to be copied that did not before.
    pub has_new_videos: bool,
}

impl Ledger {
    /// Records jobs that have finished: Akool's id, and whether there is a video. Jobs that are not in the ledger are
    /// ignored.
    ///
    /// # Errors
    ///
    /// The database's errors; nothing is recorded then.
    pub async fn record_finished(
        &self,
        mut jobs: Vec<(String, bool)>,
        expires_at_seconds: u64,
        now_ms: u64,
    ) -> Result<FinishedJobs, LedgerError> {
        // All replicas lock the rows in one order.
        jobs.sort_unstable();
        self.write(move |transaction| {
            let mut finished = FinishedJobs::default();
            for (vendor_id, has_video) in &jobs {
                let known = transaction.query_one(
                    "SELECT file, expires_at_seconds, state FROM kept_videos WHERE vendor_id = $1",
                    values![vendor_id],
                )?;
                let Some(mut row) = known else {
                    let is_new = insert(transaction, vendor_id, *has_video, expires_at_seconds, now_ms)?;
                    finished.has_new_videos |= is_new && *has_video;
                    continue;
                };
                let video = ArchivedVideo::read(&mut row)?;
                if row.text()? == "kept" {
                    finished.archived.insert(vendor_id.clone(), video);
                }
            }
            Ok(finished)
        })
        .await
    }

    /// Up to `limit` accepted jobs that are not recorded as finished, in the order of their attempts, and the number of
    /// the last attempt to continue after. Jobs of the last ten minutes, and those that Akool has deleted by now, are left
    /// out.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn unfinished_jobs(
        &self,
        after: i64,
        limit: usize,
        now_ms: u64,
    ) -> Result<(Vec<String>, i64), LedgerError> {
        let (oldest, youngest) = (now_ms.saturating_sub(VENDOR_RETENTION_MS), now_ms.saturating_sub(YOUNG_MS));
        self.write(move |transaction| {
            let rows = transaction.query(
                "SELECT vendor_id, id FROM attempts
                 WHERE state = 'accepted' AND vendor_id IS NOT NULL AND id > $1
                 AND created_at_ms > $2 AND created_at_ms < $3
                 AND NOT EXISTS (SELECT 1 FROM kept_videos WHERE kept_videos.vendor_id = attempts.vendor_id)
                 ORDER BY id LIMIT $4",
                values![after, oldest as i64, youngest as i64, limit as i64],
            )?;
            let mut last = after;
            let mut ids = Vec::with_capacity(rows.len());
            for mut row in rows {
                ids.push(row.text()?);
                last = row.integer()?;
            }
            Ok((ids, last))
        })
        .await
    }
}

/// Returns whether the job is in the ledger and was not recorded before.
fn insert(
    transaction: &mut dyn Transaction,
    vendor_id: &String,
    has_video: bool,
    expires_at_seconds: u64,
    now_ms: u64,
) -> Result<bool, LedgerError> {
    let known = transaction
        .query_one("SELECT 1 FROM attempts WHERE vendor_id = $1 AND state = 'accepted' LIMIT 1", values![vendor_id])?;
    if known.is_none() {
        return Ok(false);
    }
    let mut file = vec![0_u8; 16];
    rand::fill(&mut file).map_err(|_| LedgerError::NoRandomBytes)?;
    let inserted = transaction.execute(
        "INSERT INTO kept_videos (vendor_id, state, file, expires_at_seconds, tries, not_before_ms, created_at_ms)
         VALUES ($1, $2, $3, $4, 0, $5, $5) ON CONFLICT (vendor_id) DO NOTHING",
        values![
            vendor_id,
            if has_video { "waiting" } else { "given_up" },
            &file,
            expires_at_seconds as i64,
            now_ms as i64
        ],
    )?;
    Ok(inserted == 1)
}
