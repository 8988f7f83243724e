use std::collections::HashMap;

use aws_lc_rs::rand;

use super::transaction::{Row, Transaction, values};
use super::{Ledger, LedgerError};

/// The vendor keeps results for so long, and one day more for jobs that were slow.
const VENDOR_KEEPS_MS: u64 = 8 * 24 * 60 * 60 * 1000;
/// Younger jobs are most likely under way, and watched.
const YOUNG_MS: u64 = 10 * 60 * 1000;

/// Where the copy of a video lies, or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedVideo {
    /// The file's random name.
    pub file: [u8; 16],
    /// Seconds since 1970.
    pub expires_at_seconds: u64,
}

/// The right to copy a video, for as long as the lease lasts.
#[derive(Clone, Debug)]
pub struct VideoClaim {
    /// The vendor's id of the job.
    pub vendor_id: String,
    /// Where to. It is the same at every try, so that a second copy replaces the first.
    pub video: ArchivedVideo,
    /// Which try it is. It also tells this claim from a later one.
    pub tries: i64,
}

impl Ledger {
    /// Notes jobs that have ended, with a video or without. Gives the copies there are, and whether there is something new
    /// to be copied. Jobs that are not in the book are none of ours.
    pub async fn note_ended(
        &self,
        mut jobs: Vec<(String, bool)>,
        expires_at_seconds: u64,
        now_ms: u64,
    ) -> Result<(HashMap<String, ArchivedVideo>, bool), LedgerError> {
        // In one order, so that no two gateways wait for each other.
        jobs.sort_unstable();
        self.write(move |transaction| {
            let mut copies = HashMap::new();
            let mut is_new = false;
            for (vendor_id, has_video) in &jobs {
                let known = transaction.row(
                    "SELECT file, expires_at_seconds, state FROM kept_videos WHERE vendor_id = $1",
                    values![vendor_id],
                )?;
                match known {
                    Some(mut row) => {
                        let video = video(&mut row)?;
                        if row.text()? == "kept" {
                            copies.insert(vendor_id.clone(), video);
                        }
                    }
                    None => {
                        is_new |= note(transaction, vendor_id, *has_video, expires_at_seconds, now_ms)? && *has_video
                    }
                }
            }
            Ok((copies, is_new))
        })
        .await
    }

    /// Takes the video that has waited longest and was not tried too often. Only one gateway gets it.
    pub async fn claim_video(
        &self,
        now_ms: u64,
        lease_ms: u64,
        most_tries: i64,
    ) -> Result<Option<VideoClaim>, LedgerError> {
        self.write(move |transaction| {
            let waiting = transaction.rows(
                "SELECT file, expires_at_seconds, vendor_id, tries FROM kept_videos
                 WHERE state = 'waiting' AND not_before_ms <= $1 AND tries < $2 ORDER BY not_before_ms LIMIT 8",
                values![now_ms as i64, most_tries],
            )?;
            for mut row in waiting {
                let (video, vendor_id, tries) = (video(&mut row)?, row.text()?, row.integer()?);
                let changed = transaction.execute(
                    "UPDATE kept_videos SET not_before_ms = $1, tries = tries + 1
                     WHERE vendor_id = $2 AND state = 'waiting' AND tries = $3",
                    values![(now_ms + lease_ms) as i64, &vendor_id, tries],
                )?;
                if changed == 1 {
                    return Ok(Some(VideoClaim { vendor_id, video, tries: tries + 1 }));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Notes that the copy is there. Says whether it is still wanted.
    pub async fn video_copied(&self, claim: &VideoClaim) -> Result<bool, LedgerError> {
        let vendor_id = claim.vendor_id.clone();
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE kept_videos SET state = 'kept' WHERE vendor_id = $1 AND state IN ('waiting', 'given_up')",
                values![&vendor_id],
            )?;
            let state = transaction.row("SELECT state FROM kept_videos WHERE vendor_id = $1", values![&vendor_id])?;
            Ok(state.map(|mut row| row.text()).transpose()?.as_deref() == Some("kept"))
        })
        .await
    }

    /// Gives a claim back: until then, or for good. Does nothing when somebody else has it by now.
    pub async fn video_not_copied(&self, claim: &VideoClaim, again_at_ms: Option<u64>) -> Result<(), LedgerError> {
        let VideoClaim { vendor_id, tries, .. } = claim.clone();
        let state = if again_at_ms.is_some() { "waiting" } else { "given_up" };
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE kept_videos SET state = $1, not_before_ms = $2
                 WHERE vendor_id = $3 AND state = 'waiting' AND tries = $4",
                values![state, again_at_ms.unwrap_or_default() as i64, &vendor_id, tries],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets the copies of these jobs, and gives those there are. They are not copied again.
    pub async fn forget_videos(&self, mut vendor_ids: Vec<String>) -> Result<Vec<ArchivedVideo>, LedgerError> {
        vendor_ids.sort_unstable();
        self.write(move |transaction| {
            let mut copies = Vec::new();
            for vendor_id in &vendor_ids {
                let known = transaction
                    .row("SELECT file, expires_at_seconds FROM kept_videos WHERE vendor_id = $1", values![vendor_id])?;
                if let Some(mut row) = known {
                    copies.push(video(&mut row)?);
                }
                transaction
                    .execute("UPDATE kept_videos SET state = 'deleted' WHERE vendor_id = $1", values![vendor_id])?;
            }
            Ok(copies)
        })
        .await
    }

    /// Some of the jobs that nobody has seen the end of, and the number to go on after.
    pub async fn jobs_without_end(
        &self,
        after: i64,
        most: usize,
        now_ms: u64,
    ) -> Result<(Vec<String>, i64), LedgerError> {
        let (oldest, youngest) = (now_ms.saturating_sub(VENDOR_KEEPS_MS), now_ms.saturating_sub(YOUNG_MS));
        self.write(move |transaction| {
            let rows = transaction.rows(
                "SELECT vendor_id, id FROM attempts
                 WHERE state = 'accepted' AND vendor_id IS NOT NULL AND id > $1
                 AND created_at_ms > $2 AND created_at_ms < $3
                 AND NOT EXISTS (SELECT 1 FROM kept_videos WHERE kept_videos.vendor_id = attempts.vendor_id)
                 ORDER BY id LIMIT $4",
                values![after, oldest as i64, youngest as i64, most as i64],
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

    /// Forgets copies that have expired, once the vendor has forgotten the job too and nobody would copy it anew.
    pub(super) async fn forget_expired_videos(&self, now_ms: u64) -> Result<(), LedgerError> {
        let created_before_ms = now_ms.saturating_sub(VENDOR_KEEPS_MS) as i64;
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

fn note(
    transaction: &mut dyn Transaction,
    vendor_id: &String,
    has_video: bool,
    expires_at_seconds: u64,
    now_ms: u64,
) -> Result<bool, LedgerError> {
    let ours = transaction
        .row("SELECT 1 FROM attempts WHERE vendor_id = $1 AND state = 'accepted' LIMIT 1", values![vendor_id])?;
    if ours.is_none() {
        return Ok(false);
    }
    let mut file = vec![0_u8; 16];
    rand::fill(&mut file).map_err(|_| LedgerError::strange_value())?;
    let changed = transaction.execute(
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
    Ok(changed == 1)
}

fn video(row: &mut Row) -> Result<ArchivedVideo, LedgerError> {
    let file = row.bytes()?.try_into().map_err(|_| LedgerError::strange_value())?;
    Ok(ArchivedVideo { file, expires_at_seconds: row.integer()? as u64 })
}
