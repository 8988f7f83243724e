use crate::budgets::BudgetKey;
use crate::database::{Transaction, values};
use crate::{Ledger, LedgerError};

impl Ledger {
    /// Returns the credits of failed jobs, named by Akool's ids, to the budgets they came from. Each job is refunded once,
    /// however often this is called.
    ///
    /// # Errors
    ///
    /// The database's errors. Some of the jobs may have been refunded; call it again with all of them.
    pub async fn refund(&self, vendor_ids: Vec<String>, now_ms: u64) -> Result<(), LedgerError> {
        for vendor_id in vendor_ids {
            self.write(move |transaction| refund(transaction, &vendor_id, now_ms)).await?;
        }
        Ok(())
    }
}

fn refund(transaction: &mut dyn Transaction, vendor_id: &str, now_ms: u64) -> Result<(), LedgerError> {
    let paid = transaction.query_one(
        "SELECT id, token, subject, day, millicredits FROM attempts
         WHERE vendor_id = $1 AND state = 'accepted' AND millicredits > 0",
        values![vendor_id],
    )?;
    let Some(mut row) = paid else { return Ok(()) };
    let id = row.integer()?;
    let budget = BudgetKey { token: row.text()?, subject: row.text()?, day: row.integer()? };
    let charged = row.integer()?;
    let changed = transaction.execute(
        "UPDATE attempts SET millicredits = 0, changed_at_ms = $1
         WHERE id = $2 AND state = 'accepted' AND millicredits = $3",
        values![now_ms as i64, id, charged],
    )?;
    // Otherwise another replica saw the failed job at the same time.
    if changed == 1 {
        // The create still counts against the number of creates; only the credits come back.
        budget.adjust(transaction, -charged, 0)?;
    }
    Ok(())
}
