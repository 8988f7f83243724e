use crate::database::values;
use crate::orders::random_number;
use crate::{Ledger, LedgerError};

/// The subject of the probe. The subject of a caller is never empty, so the two cannot be confused.
const PROBE_SUBJECT: &str = "";

impl Ledger {
    /// Inserts an attempt and deletes it again, to find out whether an order could be reserved now.
    ///
    /// # Errors
    ///
    /// The error that an order would meet.
    pub async fn check_writable(&self, now_ms: u64) -> Result<(), LedgerError> {
        let (id, replica) = (random_number(), self.replica);
        let key = id.to_string();
        self.write(move |transaction| {
            transaction.execute(
                "INSERT INTO attempts (id, subject, idempotency_key, body_digest, token, day, state, kind, millicredits,
                                       replica, created_at_ms, changed_at_ms)
                 VALUES ($1, $2, $3, $4, $2, 0, 'refused', $2, 0, $5, $6, $6)",
                values![id, PROBE_SUBJECT, &key, &Vec::<u8>::new(), replica, now_ms as i64],
            )?;
            transaction.execute("DELETE FROM attempts WHERE id = $1", values![id])?;
            Ok(())
        })
        .await
    }
}
