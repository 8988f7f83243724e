use crate::database::values;
use crate::{Ledger, LedgerError, ReplicaEvent};

/// How long a row is kept. The leader writes it again for a replica that begins to watch the job later.
const RETENTION_MS: u64 = 60 * 60 * 1000;

/// What Akool said about a job that callers of other replicas watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolledJob {
    /// Akool's id of the job.
    pub vendor_id: String,
    /// The record, which is opaque to the ledger. `None` if Akool does not know the job yet.
    pub record: Option<String>,
}

impl Ledger {
    /// Stores what Akool said about jobs, and publishes their ids as [`ReplicaEvent::Polled`] once it can be read.
    ///
    /// # Errors
    ///
    /// The database's errors; nothing is stored or published then.
    pub async fn publish_polled(&self, mut jobs: Vec<PolledJob>, now_ms: u64) -> Result<(), LedgerError> {
        // All replicas lock the rows in one order.
        jobs.sort_unstable_by(|one, other| one.vendor_id.cmp(&other.vendor_id));
        self.write_ahead(move |transaction| {
            for job in &jobs {
                transaction.execute(
                    "INSERT INTO polled_jobs (vendor_id, record, polled_at_ms) VALUES ($1, $2, $3)
                     ON CONFLICT (vendor_id) DO UPDATE
                     SET record = excluded.record, polled_at_ms = excluded.polled_at_ms",
                    values![&job.vendor_id, job.record.as_deref(), now_ms as i64],
                )?;
            }
            jobs.chunks(ReplicaEvent::MAX_IDS).try_for_each(|jobs| {
                let vendor_ids = jobs.iter().map(|job| job.vendor_id.clone()).collect();
                transaction.publish(&ReplicaEvent::Polled { vendor_ids })
            })
        })
        .await
    }

    /// What Akool said last about these jobs. Jobs that were not polled for other replicas are missing.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn polled_jobs(&self, vendor_ids: Vec<String>) -> Result<Vec<PolledJob>, LedgerError> {
        self.write_ahead(move |transaction| {
            let mut jobs = Vec::with_capacity(vendor_ids.len());
            for vendor_id in vendor_ids {
                let row = transaction
                    .query_one("SELECT record FROM polled_jobs WHERE vendor_id = $1", values![&vendor_id])?;
                if let Some(mut row) = row {
                    jobs.push(PolledJob { vendor_id, record: row.optional_text()? });
                }
            }
            Ok(jobs)
        })
        .await
    }

    pub(crate) async fn delete_expired_polled_jobs(&self, now_ms: u64) -> Result<(), LedgerError> {
        let polled_before_ms = now_ms.saturating_sub(RETENTION_MS) as i64;
        self.write(move |transaction| {
            transaction.execute("DELETE FROM polled_jobs WHERE polled_at_ms < $1", values![polled_before_ms]).map(drop)
        })
        .await
    }
}
