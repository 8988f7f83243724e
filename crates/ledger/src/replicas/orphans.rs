use crate::database::values;
use crate::orders::abandon;
use crate::{Ledger, LedgerError};

impl Ledger {
    /// Resolves the orders of replicas that have ended: what was only reserved is free again, what was sent is unknown.
    ///
    /// A replica that only seems to have ended is safe: it does not send an order whose reservation is lost, and an
    /// outcome that it records later replaces "unknown".
    ///
    /// # Errors
    ///
    /// The database's errors. Some of the orders may have been resolved.
    pub async fn resolve_orphaned(&self, now_ms: u64) -> Result<(), LedgerError> {
        let replica = self.replica;
        let under_way = self
            .write(move |transaction| {
                transaction.query(
                    "SELECT DISTINCT COALESCE(batch, id), replica FROM attempts
                     WHERE state IN ('reserved', 'sent') AND replica <> $1",
                    values![replica],
                )
            })
            .await?;
        let mut resolved = 0;
        for mut row in under_way {
            let (first, holder) = (row.integer()?, row.integer()?);
            let is_resolved = self
                .write(move |transaction| Ok(transaction.has_ended(holder)? && abandon(transaction, first, now_ms)?))
                .await?;
            resolved += i32::from(is_resolved);
        }
        if resolved > 0 {
            tracing::warn!(orders = resolved, "resolved the orders of a gateway that has ended");
        }
        Ok(())
    }
}
