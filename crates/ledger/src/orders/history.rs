use crate::database::{Transaction, values};
use crate::{ArchivedVideo, Ledger, LedgerError};

/// Which jobs [`Ledger::list_jobs`] returns.
#[derive(Clone, Debug)]
pub struct JobsQuery {
    /// The subject whose jobs are listed.
    pub subject: String,
    /// Only jobs created at this time or later, in milliseconds since 1970.
    pub created_since_ms: u64,
    /// Akool's id of a job of the same subject: only jobs older than this one, which may have been deleted. An id of
    /// another subject's job, or of none, gives an empty list.
    pub before: Option<String>,
    /// The most jobs to return.
    pub limit: usize,
}

/// A job in the history of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedJob {
    /// Akool's id of the job.
    pub vendor_id: String,
    /// When it was ordered, in milliseconds since 1970.
    pub created_at_ms: u64,
}

/// A position in the history: the creation time and the number of an attempt.
type Position = (i64, i64);

const NEWEST: Position = (i64::MAX, i64::MAX);

impl Ledger {
    /// The accepted jobs of a subject that were not deleted, newest first.
    ///
    /// The ledger does not know how far Akool is with a job, so a filter by status is applied to Akool's records.
    ///
    /// # Errors
    ///
    /// The database's errors.
    pub async fn list_jobs(&self, query: JobsQuery) -> Result<Vec<ListedJob>, LedgerError> {
        self.write_ahead(move |transaction| {
            let before = match &query.before {
                Some(vendor_id) => position(transaction, &query.subject, vendor_id)?,
                None => Some(NEWEST),
            };
            let Some((created_at_ms, id)) = before else { return Ok(Vec::new()) };
            let rows = transaction.query(
                "SELECT vendor_id, created_at_ms FROM attempts
                 WHERE subject = $1 AND state = 'accepted' AND deleted_at_ms IS NULL
                 AND created_at_ms >= $2 AND (created_at_ms, id) < ($3, $4)
                 ORDER BY created_at_ms DESC, id DESC LIMIT $5",
                values![&query.subject, query.created_since_ms as i64, created_at_ms, id, query.limit as i64],
            )?;
            let read = |mut row: crate::database::Row| {
                Ok(ListedJob { vendor_id: row.text()?, created_at_ms: row.integer()? as u64 })
            };
            rows.into_iter().map(read).collect()
        })
        .await
    }

    /// Records that the caller has deleted these jobs: they are not listed any more, and their videos are not copied.
    /// Returns the copies that exist or are being made, which the caller has to delete.
    ///
    /// # Errors
    ///
    /// The database's errors; call it again with all of the jobs.
    pub async fn delete_jobs(&self, vendor_ids: Vec<String>, now_ms: u64) -> Result<Vec<ArchivedVideo>, LedgerError> {
        for vendor_id in vendor_ids.clone() {
            self.write(move |transaction| {
                transaction.execute(
                    "UPDATE attempts SET deleted_at_ms = $1 WHERE vendor_id = $2 AND deleted_at_ms IS NULL",
                    values![now_ms as i64, &vendor_id],
                )?;
                transaction.execute("DELETE FROM polled_jobs WHERE vendor_id = $1", values![&vendor_id])
            })
            .await?;
        }
        self.delete_videos(vendor_ids).await
    }
}

fn position(
    transaction: &mut dyn Transaction,
    subject: &str,
    vendor_id: &str,
) -> Result<Option<Position>, LedgerError> {
    let row = transaction.query_one(
        "SELECT created_at_ms, id FROM attempts WHERE vendor_id = $1 AND subject = $2",
        values![vendor_id, subject],
    )?;
    row.map(|mut row| Ok((row.integer()?, row.integer()?))).transpose()
}
