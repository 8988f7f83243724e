use crate::budgets::day;
use crate::database::values;
use crate::orders::abandon;
use crate::{Ledger, LedgerError};

/// An attempt that has not ended for so long has been abandoned: no request to Akool and no write to the database takes as
/// long as this.
const LONGEST_ATTEMPT_MS: u64 = 10 * 60 * 1000;
/// Budgets of days are kept for as long as the attempts that may still return credits to them.
const BUDGETS_KEPT_DAYS: i64 = 8;

impl Ledger {
    /// Deletes expired rows: attempts older than `retention_ms`, budgets without attempts, expired revocations, archive
    /// entries and polled jobs. Resolves attempts that have been under way for more than ten minutes.
    ///
    /// # Errors
    ///
    /// The database's errors. Rows that were deleted before the error stay deleted.
    pub async fn delete_expired(&self, now_ms: u64, retention_ms: u64) -> Result<(), LedgerError> {
        self.delete_expired_videos(now_ms).await?;
        self.delete_expired_polled_jobs(now_ms).await?;
        self.resolve_abandoned(now_ms).await?;
        self.delete(
            "DELETE FROM attempts
             WHERE created_at_ms < $1 AND changed_at_ms < $1 AND state NOT IN ('reserved', 'sent')",
            now_ms.saturating_sub(retention_ms) as i64,
        )
        .await?;
        self.delete("DELETE FROM budgets WHERE level <> 'token' AND day < $1", day(now_ms) - BUDGETS_KEPT_DAYS).await?;
        // A token lives for an hour at most, so its budget has no use once its attempts are deleted.
        self.delete(
            "DELETE FROM budgets WHERE level = 'token' AND day <= $1
             AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.token = budgets.name)",
            0,
        )
        .await?;
        self.delete("DELETE FROM revoked WHERE until_seconds < $1", (now_ms / 1000) as i64).await
    }

    async fn resolve_abandoned(&self, now_ms: u64) -> Result<(), LedgerError> {
        let abandoned_before_ms = now_ms.saturating_sub(LONGEST_ATTEMPT_MS) as i64;
        let abandoned = self
            .write(move |transaction| {
                transaction.query(
                    "SELECT DISTINCT COALESCE(batch, id) FROM attempts
                     WHERE state IN ('reserved', 'sent') AND changed_at_ms < $1",
                    values![abandoned_before_ms],
                )
            })
            .await?;
        for mut row in abandoned {
            let first = row.integer()?;
            self.write(move |transaction| abandon(transaction, first, now_ms)).await?;
        }
        Ok(())
    }

    async fn delete(&self, sql: &'static str, before: i64) -> Result<(), LedgerError> {
        self.write(move |transaction| transaction.execute(sql, values![before]).map(drop)).await
    }
}
